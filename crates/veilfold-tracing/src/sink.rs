//! Where lines go: one writer, one line a write.

use std::cell::Cell;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

thread_local! {
    static WRITING: Cell<bool> = const { Cell::new(false) };
}

/// How many lines of a layer could not be written: a handle that stays good when the layer is part of a subscriber.
#[derive(Clone, Debug, Default)]
pub struct Lost(Arc<AtomicU64>);

impl Lost {
    /// The count so far.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

#[derive(Debug)]
pub(crate) struct Sink<W> {
    output: Mutex<W>,
    lost: Lost,
    said: AtomicBool,
}

impl<W: Write> Sink<W> {
    pub(crate) fn new(output: W) -> Sink<W> {
        Sink { output: Mutex::new(output), lost: Lost::default(), said: AtomicBool::new(false) }
    }

    /// Writes one line with its end.
    pub(crate) fn write(&self, line: &[u8]) {
        // A writer that logs would wait for itself.
        if WRITING.replace(true) {
            self.lost.0.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let outcome = self.attempt(line);
        WRITING.set(false);
        let Err(error) = outcome else { return };
        self.lost.0.fetch_add(1, Ordering::Relaxed);
        if !self.said.swap(true, Ordering::Relaxed) {
            let _ = writeln!(io::stderr(), "veilfold: a log line cannot be written: {}", error.kind());
        }
    }

    fn attempt(&self, line: &[u8]) -> io::Result<()> {
        // A writer that panicked once is asked again: it holds no state of ours.
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        catch_unwind(AssertUnwindSafe(|| output.write_all(line).and_then(|()| output.flush())))
            .unwrap_or_else(|_| Err(io::Error::other("the writer panicked")))
    }

    pub(crate) fn lost(&self) -> Lost {
        self.lost.clone()
    }
}
