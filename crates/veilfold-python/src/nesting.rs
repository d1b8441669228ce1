//! Records about records: a `__str__` or a finaliser that logs while its own record is being made.

use std::cell::Cell;
use veilfold_core::Scratch;

/// From this depth on, a record is written without calling any code of the application, so a
/// `__str__` that logs itself ends here and not in a `RecursionError`. Its record is written too.
const QUIET: u32 = 3;

/// What is under way on a thread.
#[derive(Clone, Copy, Debug)]
struct Depth {
    /// Records being made.
    made: u32,
    /// Records that handlers of other makers have just now.
    handed_on: u32,
}

thread_local! {
    // One, since each look at such a variable is a call.
    static DEPTH: Cell<Depth> = const { Cell::new(Depth { made: 0, handed_on: 0 }) };
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

/// One record being made on this thread, inside of what was under way.
#[derive(Debug)]
pub(crate) struct Nesting(Depth);

impl Nesting {
    pub(crate) fn enter() -> Nesting {
        Nesting(deeper(|depth| Depth { made: depth.made + 1, ..depth }))
    }

    /// Whether the application's code may be called for this record.
    pub(crate) fn may_call(&self) -> bool {
        self.0.made + self.0.handed_on < QUIET
    }

    /// Whether this record is so deep that it is not made at all.
    pub(crate) fn too_deep(&self) -> bool {
        self.0.made > QUIET
    }
}

impl Drop for Nesting {
    fn drop(&mut self) {
        DEPTH.set(self.0);
    }
}

/// A record in the hands of handlers of other makers. What they call may log as well: it is written, however deep, since
/// such a handler may have its own reasons to log.
#[derive(Debug)]
pub(crate) struct HandedOn(Depth);

impl HandedOn {
    pub(crate) fn enter() -> HandedOn {
        HandedOn(deeper(|depth| Depth { handed_on: depth.handed_on + 1, ..depth }))
    }
}

impl Drop for HandedOn {
    fn drop(&mut self) {
        DEPTH.set(self.0);
    }
}

/// Changes the depth, and returns the one before.
fn deeper(change: impl FnOnce(Depth) -> Depth) -> Depth {
    DEPTH.with(|depth| depth.replace(change(depth.get())))
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
