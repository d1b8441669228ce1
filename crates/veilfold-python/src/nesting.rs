//! Records about records: a `__str__` or a finaliser that logs while its own record is being made.

use std::cell::Cell;
use veilfold_core::Scratch;

/// From this depth on, a record is written without calling any code of the application, so a
/// `__str__` that logs itself ends here and not in a `RecursionError`. Its record is written too.
const QUIET: u32 = 3;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// Records that handlers of other makers have just now.
    static HANDED_ON: Cell<u32> = const { Cell::new(0) };
    static BUFFERS: Cell<Option<Box<Buffers>>> = const { Cell::new(None) };
}

/// What one record is made in; kept from record to record.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    pub(crate) line: Vec<u8>,
    pub(crate) scratch: Scratch,
}

/// A buffer that one huge record made large is not kept for ever.
const KEEP: usize = 1 << 18;

/// One record being made on this thread.
#[derive(Debug)]
pub(crate) struct Nesting {
    depth: u32,
    handed_on: u32,
}

impl Nesting {
    pub(crate) fn enter() -> Nesting {
        let depth = DEPTH.get();
        DEPTH.set(depth + 1);
        Nesting { depth, handed_on: HANDED_ON.get() }
    }

    /// Whether the application's code may be called for this record.
    pub(crate) fn may_call(&self) -> bool {
        self.depth + self.handed_on < QUIET
    }

    /// Whether this record is so deep that it is not made at all.
    pub(crate) fn too_deep(&self) -> bool {
        self.depth > QUIET
    }
}

impl Drop for Nesting {
    fn drop(&mut self) {
        DEPTH.set(self.depth);
    }
}

/// A record in the hands of handlers of other makers. What they call may log as well: it is written, however deep, since
/// such a handler may have its own reasons to log.
#[derive(Debug)]
pub(crate) struct HandedOn(u32);

impl HandedOn {
    pub(crate) fn enter() -> HandedOn {
        HandedOn(HANDED_ON.replace(HANDED_ON.get() + 1))
    }
}

impl Drop for HandedOn {
    fn drop(&mut self) {
        HANDED_ON.set(self.0);
    }
}

/// Runs `body` with this thread's buffers, or with fresh ones when an outer record has them.
pub(crate) fn with_buffers<T>(body: impl FnOnce(&mut Buffers) -> T) -> T {
    // At thread exit the slot may be gone already.
    let mut buffers = BUFFERS.try_with(Cell::take).ok().flatten().unwrap_or_default();
    buffers.line.clear();
    let result = body(&mut buffers);
    if buffers.line.capacity() <= KEEP {
        let _ = BUFFERS.try_with(|slot| slot.set(Some(buffers)));
    }
    result
}
