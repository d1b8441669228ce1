//! Asynchronous mode: finished lines go to a thread that writes them.

use crate::destination::Destination;
use crate::python_code::PythonCode;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use veilfold_core::{Engine, Level, Record, Scratch, Timestamp};
use veilfold_io::metrics::{DropReason, Metrics};
use veilfold_io::queue::{Line, Overflow, Owner, Pushed, Queue};
use veilfold_io::sink::{Notice, Sink};

/// How long the end of the process waits for sinks that do not move.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the queue's thread needs to speak for itself.
struct Voice {
    engine: Arc<Engine>,
    metrics: Option<Arc<Metrics>>,
    /// The sinks that take its warnings.
    sinks: u64,
}

impl Owner for Voice {
    fn dropped(&self, lines: u64, time: Timestamp) -> Line {
        let message = format!("{lines} records dropped: the queue was full");
        let bytes = own_line(&self.engine, Level::Warning, "veilfold.queue", &message, time);
        Line { bytes, level: Level::Warning, time, sinks: self.sinks, important: true }
    }

    fn notice(&self, notice: &Notice, time: Timestamp) -> Vec<u8> {
        own_line(&self.engine, notice.level, "veilfold.files", &notice.message, time)
    }

    fn wrote(&self, sink: &Sink, bytes: usize, written: bool) {
        match &self.metrics {
            Some(metrics) if written => metrics.written(bytes as u64),
            Some(metrics) => metrics.sink_error(sink.kind(), "OSError"),
            None => {}
        }
    }

    fn lost(&self) {
        if let Some(metrics) = &self.metrics {
            metrics.dropped(DropReason::QueueFull);
        }
    }
}

/// What gives when a queue is full.
pub(crate) fn overflow(name: &str) -> PyResult<Overflow> {
    Overflow::from_name(name).ok_or_else(|| {
        PyValueError::new_err(format!(
            "unknown queue_policy {name:?}: choose block, drop_oldest or drop_newest"
        ))
    })
}

/// A record of veilfold's own, as a line with its end.
pub(crate) fn own_line(
    engine: &Engine,
    level: Level,
    logger: &str,
    message: &str,
    time: Timestamp,
) -> Vec<u8> {
    let record = Record::new(time, level, logger.as_bytes(), message.as_bytes());
    let mut line = Vec::new();
    engine.process(&record, &mut line, &mut Scratch::default());
    line.push(b'\n');
    line
}

/// The queue before the native ones among some destinations. Streams are Python objects, which only the
/// caller's thread may use.
#[derive(Clone, Debug)]
pub(crate) struct Queued(Arc<Queue>);

impl Queued {
    pub(crate) fn new(
        destinations: &[Destination],
        engine: &Arc<Engine>,
        metrics: Option<Arc<Metrics>>,
        capacity: usize,
        overflow: Overflow,
    ) -> PyResult<Queued> {
        let native: Vec<_> = destinations.iter().filter(|to| to.native().is_some()).collect();
        if native.len() > 64 {
            return Err(PyValueError::new_err("a handler with a queue has at most 64 sinks"));
        }
        let warned =
            native.iter().enumerate().filter(|(_, to)| to.takes(Level::Warning as i64, b"veilfold.queue"));
        let sinks = warned.fold(0, |sinks, (number, _)| sinks | 1 << number);
        let voice = Voice { engine: Arc::clone(engine), metrics, sinks };
        let sinks = native.into_iter().filter_map(Destination::native).cloned().collect();
        Ok(Queued::watched(Queue::new(sinks, capacity, overflow, Arc::new(voice))))
    }

    fn watched(queue: Queue) -> Queued {
        if let Some(metrics) = crate::emitter::metrics() {
            metrics.watch_queue(queue.depth());
        }
        Queued(Arc::new(queue))
    }

    /// Hands a line over; it comes back when the queue is closed. True when nothing was dropped. A caller
    /// that waits for room still runs its signal handlers: a sink that does not move must not make the
    /// process deaf.
    pub(crate) fn push(&self, py: Python<'_>, line: Line, code: &mut PythonCode) -> Result<bool, Line> {
        let pushed = self.0.push(line, |job| {
            py.detach(job);
            code.run(py, || py.check_signals()).is_ok()
        });
        match pushed {
            Pushed::Queued => Ok(true),
            Pushed::Dropped => Ok(false),
            Pushed::Closed(line) => Err(line),
        }
    }

    pub(crate) fn flush(&self, py: Python<'_>) {
        py.detach(|| self.0.flush(PATIENCE));
    }

    /// Writes what is left, and says how much could not be.
    pub(crate) fn close(&self, py: Python<'_>) -> u64 {
        py.detach(|| self.0.close(PATIENCE))
    }

    pub(crate) fn pause(&self, py: Python<'_>) {
        py.detach(|| self.0.pause());
    }

    pub(crate) fn resume(&self) {
        self.0.resume();
    }

    /// In a forked child: another queue, and its sinks in the order of the native destinations.
    pub(crate) fn renewed(&self) -> (Queued, Vec<Arc<Sink>>) {
        let queue = self.0.renewed();
        // Never dropped: that would take a lock which a thread of the parent may have held.
        std::mem::forget(Arc::clone(&self.0));
        let sinks = queue.sinks().to_vec();
        (Queued::watched(queue), sinks)
    }

    pub(crate) fn dropped(&self, native: usize) -> u64 {
        self.0.dropped(native)
    }
}
