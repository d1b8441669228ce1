//! Records about records: a `__str__` or a finaliser that logs while its own record is being made.

use std::cell::Cell;
use veilfold_core::Scratch;

/// From this depth on, a record is written without calling any code of the application, so a
/// `__str__` that logs itself ends here and not in a `RecursionError`. Its record is written too.
const QUIET: u32 = 3;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
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
}

impl Nesting {
    pub(crate) fn enter() -> Nesting {
        let depth = DEPTH.get();
        DEPTH.set(depth + 1);
        Nesting { depth }
    }

    /// Whether the application's code may be called for this record.
    pub(crate) fn may_call(&self) -> bool {
        self.depth < QUIET
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
