//! How much waits in a queue, for who does not own it.

use super::Shared;
use std::fmt;
use std::sync::{Arc, Weak};
use veilfold_core::Timestamp;

/// A look at a queue from outside.
#[derive(Clone)]
pub struct Depth(Weak<Shared>);

/// How much waits in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Lines that wait.
    pub lines: usize,
    /// Lines that may wait.
    pub capacity: usize,
    /// The time of the first line that waits.
    pub oldest: Option<Timestamp>,
}

impl Depth {
    pub(super) fn of(shared: &Arc<Shared>) -> Depth {
        Depth(Arc::downgrade(shared))
    }

    /// Whether the queue is still there, and open.
    pub fn is_alive(&self) -> bool {
        self.0.strong_count() > 0
    }

    /// How much waits; `None` for a queue that is gone, closed, or busy at this very moment.
    pub fn read(&self) -> Option<Waiting> {
        let shared = self.0.upgrade()?;
        // Never waited for: the lock of a parent's queue may be held for ever.
        let state = shared.state.try_lock().ok()?;
        let oldest = state.lines.front().map(|line| line.time);
        (!state.closed).then_some(Waiting { lines: state.lines.len(), capacity: shared.capacity, oldest })
    }
}

impl fmt::Debug for Depth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Depth").field(&self.read()).finish()
    }
}
