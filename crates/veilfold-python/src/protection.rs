//! `logging.Logger.handle` while protection is on.
//!
//! Native, so that no frame of ours stands between a logger and the handlers: what walks the stack to name
//! the caller (structlog's `CallsiteParameterAdder`, loguru's recipe of an `InterceptHandler`) skips the frames
//! of `logging` and takes the next one.

use crate::emitter::{Emitter, hand_over};
use crate::engine::PyEngine;
use crate::fast::ffi::{Arguments, dict_of, handle_descriptor};
use crate::fast::{Of, Slot};
use crate::logrecord::Attributes;
use crate::nesting::HandedOn;
use pyo3::exceptions::PyTypeError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyType};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

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
    engine: Py<PyEngine>,
    /// Does the same for its exception, and is told whether that tells one.
    clean_exception: Py<PyAny>,
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
        engine: Py<PyEngine>,
        clean_exception: Py<PyAny>,
        meet: Py<PyAny>,
    ) -> Handle {
        Handle { before, call_handlers, wraps, engine, clean_exception, meet, active: AtomicBool::new(true) }
    }

    /// Lets records pass as they would without it, from now on.
    fn stop(slf: &Bound<'_, Self>) {
        slf.get().active.store(false, Ordering::Relaxed);
        let mut current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
        let old = current.take_if(|current| current.is(slf));
        drop(current);
        drop(old);
    }

    /// The method that `Logger` is to have in place of the standard one: it does what this does.
    fn method<'py>(slf: &Bound<'py, Self>, class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let native = || {
            let before = slf.get().before.clone_ref(py);
            Ok::<_, PyErr>(Native { method: handle_descriptor(class)?.unbind(), before })
        };
        let native = NATIVE.get_or_try_init(py, native)?;
        let old = CURRENT.lock().unwrap_or_else(PoisonError::into_inner).replace(slf.clone().unbind());
        drop(old);
        Ok(native.method.bind(py).clone())
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
        self.pass(logger, record)
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
        for object in [&self.before, &self.call_handlers, &self.clean_exception, &self.meet] {
            visit.call(object)?;
        }
        Ok(())
    }
}

/// `Logger.handle`, native; made once, since a class's methods are found by their identity.
struct Native {
    method: Py<PyAny>,
    /// The standard one.
    before: Py<PyAny>,
}

static NATIVE: PyOnceLock<Native> = PyOnceLock::new();

/// Whose work the native method does. Locked with the GIL held, and never across a call into Python.
static CURRENT: Mutex<Option<Py<Handle>>> = Mutex::new(None);

fn current(py: Python<'_>) -> Option<Bound<'_, Handle>> {
    let current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
    current.as_ref().map(|handle| handle.bind(py).clone())
}

/// A call of the native `Logger.handle`.
pub(crate) fn handle<'py>(arguments: &Arguments<'_, 'py>) -> PyResult<Bound<'py, PyAny>> {
    let py = arguments.py();
    let named = arguments.named().map(|(name, value)| (name.eq("record").unwrap_or(false), value));
    let mut given = arguments.positional().map(|value| (true, value)).chain(named);
    let (Some((true, record)), None) = (given.next(), given.next()) else {
        return Err(PyTypeError::new_err("handle() takes one argument, the record"));
    };
    match (current(py), NATIVE.get(py)) {
        (Some(handle), _) => handle.get().pass(&arguments.slf, record.to_owned())?,
        (None, Some(native)) => drop(native.before.call1(py, (arguments.slf, record))?),
        (None, None) => {}
    }
    Ok(py.None().into_bound(py))
}

impl Handle {
    /// What does the work of a class's `handle`, where that is one of ours.
    pub(crate) fn behind<'py>(handle: &Bound<'py, PyAny>) -> Option<Bound<'py, Handle>> {
        let py = handle.py();
        if NATIVE.get(py).is_some_and(|native| handle.is(&native.method)) {
            return current(py);
        }
        handle.cast::<Handle>().ok().cloned()
    }

    /// Lets a record pass, from the logger to the handlers.
    pub(crate) fn pass(&self, logger: &Bound<'_, PyAny>, record: Bound<'_, PyAny>) -> PyResult<()> {
        let py = logger.py();
        if !self.active.load(Ordering::Relaxed) {
            return self.before.call1(py, (logger, record)).map(drop);
        }
        let calls = logger.get_type().getattr(intern!(py, "callHandlers"))?;
        if self.wraps || !calls.is(&self.call_handlers) {
            self.meet.call0(py)?;
            self.clean(&record)?;
            let _handed_on = HandedOn::enter();
            return self.before.call1(py, (logger, record)).map(drop);
        }
        let names = Names::get(py)?;
        if names.of(logger, &names.disabled)?.is_truthy()? {
            return Ok(());
        }
        match kept(names, logger, record)? {
            Some(record) => self.call_all(names, logger, &record),
            None => Ok(()),
        }
    }

    /// Hands a record of which veilfold's handlers know to all others. `attributes` are the record's, as far as
    /// a call says them.
    pub(crate) fn hand_on<'py>(
        &self,
        record: &Bound<'py, PyAny>,
        attributes: &Attributes<'py>,
        others: &[Bound<'py, PyAny>],
    ) -> PyResult<()> {
        self.cleaned(record, self.engine.get().clean_made(record, attributes)?)?;
        let handle = intern!(record.py(), "handle");
        let _handed_on = HandedOn::enter();
        others.iter().try_for_each(|handler| handler.call_method1(handle, (record,)).map(drop))
    }

    fn clean(&self, record: &Bound<'_, PyAny>) -> PyResult<()> {
        self.cleaned(record, self.engine.get().clean(record)?)
    }

    /// Cleans what is left of a record: its exception, of which may be known whether it `tells` a secret.
    fn cleaned(&self, record: &Bound<'_, PyAny>, tells: Option<bool>) -> PyResult<()> {
        if tells != Some(false)
            && let Some(info) = record.getattr_opt(intern!(record.py(), "exc_info"))?
            && info.is_truthy()?
        {
            self.clean_exception.call1(record.py(), (record, tells == Some(true)))?;
        }
        Ok(())
    }

    /// As `Logger.callHandlers`; veilfold's handlers first.
    fn call_all<'py>(
        &self,
        names: &Names,
        origin: &Bound<'py, PyAny>,
        record: &Bound<'py, PyAny>,
    ) -> PyResult<()> {
        let py = origin.py();
        let level = record.getattr(intern!(py, "levelno"))?;
        let mut others = Vec::new();
        let mut found = false;
        let mut next = Some(origin.clone());
        while let Some(logger) = next {
            for handler in names.of(&logger, &names.handlers)?.try_iter()? {
                let handler = handler?;
                found = true;
                if level.lt(handler.getattr(intern!(py, "level"))?)? {
                    continue;
                }
                if let Ok(ours) = handler.cast::<Emitter>() {
                    hand_over(ours, record)?;
                } else {
                    others.push(handler);
                }
            }
            next = if names.of(&logger, &names.propagate)?.is_truthy()? {
                Some(names.of(&logger, &names.parent)?).filter(|parent| !parent.is_none())
            } else {
                None
            };
        }
        if found && others.is_empty() {
            return Ok(());
        }
        self.clean(record)?;
        let _handed_on = HandedOn::enter();
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

/// Attributes of loggers.
struct Names {
    /// `logging.Logger` and `logging.RootLogger`, which have nothing of these names but in their instances' dicts.
    classes: [Py<PyType>; 2],
    disabled: Slot,
    filters: Slot,
    handlers: Slot,
    propagate: Slot,
    parent: Slot,
}

impl Names {
    fn get(py: Python<'_>) -> PyResult<&Names> {
        static NAMES: PyOnceLock<Names> = PyOnceLock::new();
        NAMES.get_or_try_init(py, || {
            let logging = py.import("logging")?;
            let word = |name| Slot::interned(py, name, Of::Instances);
            Ok(Names {
                classes: [logging.getattr("Logger")?.extract()?, logging.getattr("RootLogger")?.extract()?],
                disabled: word("disabled"),
                filters: word("filters"),
                handlers: word("handlers"),
                propagate: word("propagate"),
                parent: word("parent"),
            })
        })
    }

    /// An attribute of a logger.
    fn of<'py>(&self, logger: &Bound<'py, PyAny>, name: &Slot) -> PyResult<Bound<'py, PyAny>> {
        let py = logger.py();
        if self.classes.iter().any(|class| logger.is_exact_instance(class.bind(py)))
            && let Some(found) = name.get(&dict_of(logger)?)
        {
            return Ok(found);
        }
        logger.getattr(name.name().bind(py).cast::<PyString>()?)
    }
}

/// The record that the logger's filters let pass. A filter answers with a truth value or, since 3.12, with
/// another record.
fn kept<'py>(
    names: &Names,
    logger: &Bound<'py, PyAny>,
    record: Bound<'py, PyAny>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    static RECORD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = logger.py();
    if !names.of(logger, &names.filters)?.is_truthy()? {
        return Ok(Some(record));
    }
    let answer = logger.call_method1(intern!(py, "filter"), (&record,))?;
    if !answer.is_truthy()? {
        return Ok(None);
    }
    let is_record = answer.is_instance(RECORD.import(py, "logging", "LogRecord")?)?;
    Ok(Some(if is_record { answer } else { record }))
}
