//! `logging.Logger.handle` while protection is on.
//!
//! Native, so that no frame of ours stands between a logger and the handlers: what walks the stack to name
//! the caller (structlog's `CallsiteParameterAdder`, loguru's recipe of an `InterceptHandler`) skips the frames
//! of `logging` and takes the next one.

use crate::emitter::Emitter;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// What stands in place of `logging.Logger.handle`: veilfold's handlers first, then the record is cleaned, then
/// all others.
#[pyclass(module = "veilfold._native", frozen)]
#[derive(Debug)]
pub(crate) struct Handle {
    /// What it stands in place of.
    before: Py<PyAny>,
    /// `Logger.callHandlers` as `logging` brings it.
    call_handlers: Py<PyAny>,
    /// Whether somebody else stands between us and the handlers.
    wraps: bool,
    /// Hides a record's secrets in place.
    clean: Py<PyAny>,
    /// Told that somebody else stands in between.
    meet: Py<PyAny>,
    active: AtomicBool,
}

#[pymethods]
impl Handle {
    #[new]
    fn new(
        before: Py<PyAny>,
        call_handlers: Py<PyAny>,
        wraps: bool,
        clean: Py<PyAny>,
        meet: Py<PyAny>,
    ) -> Handle {
        Handle { before, call_handlers, wraps, clean, meet, active: AtomicBool::new(true) }
    }

    /// Lets records pass as they would without it, from now on.
    fn stop(&self) {
        self.active.store(false, Ordering::Relaxed);
    }

    fn __get__<'py>(
        slf: &Bound<'py, Self>,
        logger: Option<Bound<'py, PyAny>>,
        _class: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        static METHOD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let py = slf.py();
        match logger {
            Some(logger) => METHOD.import(py, "types", "MethodType")?.call1((slf, logger)),
            None => Ok(slf.clone().into_any()),
        }
    }

    fn __call__(&self, logger: &Bound<'_, PyAny>, record: Bound<'_, PyAny>) -> PyResult<()> {
        let py = logger.py();
        if !self.active.load(Ordering::Relaxed) {
            return self.before.call1(py, (logger, record)).map(drop);
        }
        let calls = logger.get_type().getattr(intern!(py, "callHandlers"))?;
        if self.wraps || !calls.is(&self.call_handlers) {
            self.meet.call0(py)?;
            self.clean.call1(py, (&record,))?;
            return self.before.call1(py, (logger, record)).map(drop);
        }
        if logger.getattr(intern!(py, "disabled"))?.is_truthy()? {
            return Ok(());
        }
        match kept(logger, record)? {
            Some(record) => self.call_all(logger, &record),
            None => Ok(()),
        }
    }

    #[getter]
    fn __wrapped__(&self, py: Python<'_>) -> Py<PyAny> {
        self.before.clone_ref(py)
    }

    #[classattr]
    fn __name__() -> &'static str {
        "handle"
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        for object in [&self.before, &self.call_handlers, &self.clean, &self.meet] {
            visit.call(object)?;
        }
        Ok(())
    }
}

impl Handle {
    /// As `Logger.callHandlers`; veilfold's handlers first.
    fn call_all<'py>(&self, origin: &Bound<'py, PyAny>, record: &Bound<'py, PyAny>) -> PyResult<()> {
        let py = origin.py();
        let level = record.getattr(intern!(py, "levelno"))?;
        let mut others = Vec::new();
        let mut found = false;
        let mut next = Some(origin.clone());
        while let Some(logger) = next {
            for handler in logger.getattr(intern!(py, "handlers"))?.try_iter()? {
                let handler = handler?;
                found = true;
                if level.lt(handler.getattr(intern!(py, "level"))?)? {
                    continue;
                }
                if handler.cast::<Emitter>().is_ok() {
                    handler.call_method1(intern!(py, "handle"), (record,))?;
                } else {
                    others.push(handler);
                }
            }
            next = if logger.getattr(intern!(py, "propagate"))?.is_truthy()? {
                Some(logger.getattr(intern!(py, "parent"))?).filter(|parent| !parent.is_none())
            } else {
                None
            };
        }
        if found && others.is_empty() {
            return Ok(());
        }
        self.clean.call1(py, (record,))?;
        for handler in others {
            handler.call_method1(intern!(py, "handle"), (record,))?;
        }
        if !found {
            // The last resort, or the complaint that there are no handlers.
            self.call_handlers.call1(py, (origin, record))?;
        }
        Ok(())
    }
}

/// The record that the logger's filters let pass. A filter answers with a truth value or, since 3.12, with
/// another record.
fn kept<'py>(logger: &Bound<'py, PyAny>, record: Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    static RECORD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = logger.py();
    if !logger.getattr(intern!(py, "filters"))?.is_truthy()? {
        return Ok(Some(record));
    }
    let answer = logger.call_method1(intern!(py, "filter"), (&record,))?;
    if !answer.is_truthy()? {
        return Ok(None);
    }
    let is_record = answer.is_instance(RECORD.import(py, "logging", "LogRecord")?)?;
    Ok(Some(if is_record { answer } else { record }))
}
