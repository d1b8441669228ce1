//! Calling code of the application (`__str__`, `__repr__`, properties) in the middle of a record.

use pyo3::exceptions::PyException;
use pyo3::prelude::*;

/// What an application's code may do while a record is made.
#[derive(Debug)]
pub(crate) struct PythonCode {
    /// False deep inside records about records: then nothing of the application is called at all.
    allowed: bool,
    /// An exception that is not ours to swallow (`KeyboardInterrupt`, `SystemExit`): raised again once
    /// the record is out, as `logging` does.
    interrupt: Option<PyErr>,
}

impl PythonCode {
    pub(crate) fn new(allowed: bool) -> PythonCode {
        PythonCode { allowed, interrupt: None }
    }

    /// Runs `call`. When it is not allowed, or raises, returns why in a few words: the exception's type
    /// and never its message, which may quote the value.
    pub(crate) fn run<T>(&mut self, py: Python<'_>, call: impl FnOnce() -> PyResult<T>) -> Result<T, String> {
        if !self.allowed {
            return Err("nested logging".to_owned());
        }
        call().map_err(|error| {
            let kind =
                error.get_type(py).name().map_or_else(|_| "exception".to_owned(), |name| name.to_string());
            if !error.is_instance_of::<PyException>(py) {
                self.interrupt = Some(error);
            }
            kind
        })
    }

    /// The interrupt to raise, if one came.
    pub(crate) fn finish(self) -> PyResult<()> {
        self.interrupt.map_or(Ok(()), Err)
    }
}
