//! Sinks that are Python objects with a `write` method, such as `sys.stdout` or `io.StringIO`.

use crate::text;
use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use veilfold_io::sink::Stats;

/// A text stream.
#[derive(Debug)]
pub(crate) struct Stream {
    object: Py<PyAny>,
    written: AtomicU64,
    bytes: AtomicU64,
    lost: AtomicU64,
    failing: AtomicBool,
}

impl Stream {
    pub(crate) fn new(object: Py<PyAny>) -> Stream {
        Stream {
            object,
            written: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            lost: AtomicU64::new(0),
            failing: AtomicBool::new(false),
        }
    }

    /// Writes one line, which ends with `\n`, and flushes.
    pub(crate) fn write(&self, py: Python<'_>, line: &[u8]) -> PyResult<()> {
        let object = self.object.bind(py);
        let result = object
            .call_method1(pyo3::intern!(py, "write"), (text::to_python(py, line),))
            .and_then(|_| object.getattr_opt(pyo3::intern!(py, "flush")))
            .and_then(|flush| flush.map_or(Ok(()), |flush| flush.call0().map(drop)));
        if result.is_ok() {
            self.written.fetch_add(1, Ordering::Relaxed);
            self.bytes.fetch_add(line.len() as u64, Ordering::Relaxed);
            self.failing.store(false, Ordering::Relaxed);
        } else {
            self.lost.fetch_add(1, Ordering::Relaxed);
            self.failing.store(true, Ordering::Relaxed);
        }
        result
    }

    pub(crate) fn object(&self) -> &Py<PyAny> {
        &self.object
    }

    pub(crate) fn stats(&self) -> Stats {
        Stats {
            written: self.written.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
            lost: self.lost.load(Ordering::Relaxed),
            failing: self
                .failing
                .load(Ordering::Relaxed)
                .then(|| "the stream raised an exception".to_owned()),
            ..Stats::default()
        }
    }
}
