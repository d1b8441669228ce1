//! The `LogRecord` that `Logger._log` makes, made without its code.
//!
//! For calls that somebody else than veilfold wants to see. The class, the attributes and their order are those of
//! `LogRecord.__init__` of the Python that runs. Its releases read the clock in different ways; `veilfold._fast`
//! compares both before it lets this one be used.

use super::caller::{Caller, Callers};
use super::{Check, Checks, Of, Slot, ffi};
use crate::logrecord::Attributes;
use crate::names::{Names, Standard as Attribute};
use pyo3::exceptions::{PyAttributeError, PyException};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFloat, PyInt, PyList, PyString, PyTuple, PyType};

/// How `LogRecord.__init__` counts time, by the moment when `logging` was imported.
#[derive(Debug)]
enum Clock {
    /// `time.time()`
    Seconds(f64),
    /// `time.time_ns()`, since 3.13.
    Nanoseconds(i64),
}

impl Clock {
    /// `created`, `msecs` and `relativeCreated` of a moment.
    fn read(&self, ns: i64) -> [f64; 3] {
        let created = ns as f64 / 1e9;
        match *self {
            Clock::Seconds(start) => {
                let msecs = ((created - created.trunc()) * 1000.0).trunc();
                [created, msecs, (created - start) * 1000.0]
            }
            Clock::Nanoseconds(start) => {
                let msecs = ns.rem_euclid(1_000_000_000) / 1_000_000;
                // The seconds were rounded up.
                let rounded = msecs == 999 && created.trunc() as i64 != ns.div_euclid(1_000_000_000);
                let msecs = if rounded { 0.0 } else { msecs as f64 };
                [created, msecs, ns.saturating_sub(start) as f64 / 1e6]
            }
        }
    }
}

/// Makes records.
#[pyclass(module = "veilfold._native", frozen)]
#[derive(Debug)]
pub(crate) struct Records {
    /// `logging.LogRecord`
    class: Py<PyType>,
    /// What has to be in place, beside what `Standard` has.
    checks: Checks,
    callers: Callers,
    clock: Clock,
    spaces: Spaces,
    switches: Switches,
}

/// The namespaces that `LogRecord.__init__` reads, and the names there.
#[derive(Debug)]
struct Spaces {
    logging: Py<PyDict>,
    threading: Py<PyDict>,
    os: Py<PyDict>,
    sys: Py<PyDict>,
    get_ident: Slot,
    current_thread: Check,
    active: Slot,
    getpid: Slot,
    modules: Slot,
}

/// The switches of `logging`.
#[derive(Debug)]
struct Switches {
    threads: Slot,
    multiprocessing: Slot,
    processes: Slot,
    /// Since 3.12.
    tasks: Option<Slot>,
}

#[pymethods]
impl Records {
    /// `modules` are `logging`, `threading`, `os` and `sys`; `checks` what has to be in place, as (dict, name, object).
    #[new]
    fn new(
        class: Py<PyType>,
        modules: [Bound<'_, PyAny>; 4],
        checks: &Bound<'_, PyList>,
    ) -> PyResult<Records> {
        let py = checks.py();
        let word = |name| Slot::interned(py, name, Of::Namespaces);
        let [logging, threading, os, sys] = modules.map(|module| module.getattr("__dict__"));
        let logging = logging?.cast_into::<PyDict>()?;
        let threading = threading?.cast_into::<PyDict>()?;
        let start = logging.as_any().get_item("_startTime")?;
        let clock = match start.cast_exact::<PyFloat>() {
            Ok(start) => Clock::Seconds(start.value()),
            Err(_) => Clock::Nanoseconds(start.extract()?),
        };
        let current_thread = threading.get_item("current_thread")?.map(Bound::unbind);
        Ok(Records {
            class,
            checks: Checks::new(py, checks, &[])?,
            callers: Callers::new(
                logging.as_any().get_item("_srcfile")?.unbind(),
                logging.contains("_is_internal_frame")?,
            ),
            clock,
            switches: Switches {
                threads: word("logThreads"),
                multiprocessing: word("logMultiprocessing"),
                processes: word("logProcesses"),
                tasks: logging.contains("logAsyncioTasks")?.then(|| word("logAsyncioTasks")),
            },
            spaces: Spaces {
                current_thread: Check::new(
                    threading.clone().unbind(),
                    PyString::intern(py, "current_thread"),
                    current_thread,
                ),
                logging: logging.unbind(),
                threading: threading.unbind(),
                os: os?.extract()?,
                sys: sys?.extract()?,
                get_ident: word("get_ident"),
                active: word("_active"),
                getpid: word("getpid"),
                modules: word("modules"),
            },
        })
    }

    /// `LogRecord(name, level, pathname, lineno, msg, args, exc_info, func)` at a moment, for a comparison.
    #[pyo3(signature = (ns, name, level, pathname, lineno, msg, args, exc_info, func))]
    #[expect(clippy::too_many_arguments, reason = "those of LogRecord")]
    fn make<'py>(
        &self,
        py: Python<'py>,
        ns: i64,
        name: Bound<'py, PyAny>,
        level: Bound<'py, PyAny>,
        pathname: &Bound<'py, PyString>,
        lineno: i32,
        msg: Bound<'py, PyAny>,
        args: Bound<'py, PyAny>,
        exc_info: Bound<'py, PyAny>,
        func: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let level_name = py.import("logging")?.call_method1("getLevelName", (&level,))?;
        let mut attributes = Attributes::empty();
        attributes.set(Attribute::Name, Some(name));
        attributes.set(Attribute::Msg, Some(msg));
        attributes.set(Attribute::Args, Some(args));
        attributes.set(Attribute::LevelName, Some(level_name));
        attributes.set(Attribute::LevelNo, Some(level));
        attributes.set(Attribute::ExcInfo, Some(exc_info));
        let caller = Caller { file: self.callers.file(pathname)?, line: lineno, function: func };
        self.record(py, ns, &mut attributes, &caller)
    }
}

impl Records {
    /// Whether what would make a record is what `logging` brought.
    pub(super) fn are_standard(&self, py: Python<'_>) -> bool {
        self.checks.hold(py)
    }

    /// Who makes a log call right now.
    pub(super) fn caller<'py>(&self, py: Python<'py>) -> PyResult<Option<Caller<'py>>> {
        self.callers.find(py)
    }

    /// As `Logger.makeRecord`, of what a call says. The names that belong to the process are added to `attributes`.
    pub(super) fn record<'py>(
        &self,
        py: Python<'py>,
        ns: i64,
        attributes: &mut Attributes<'py>,
        caller: &Caller<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (thread, name) = self.thread(py)?;
        attributes.set(Attribute::ThreadName, Some(name));
        attributes.set(Attribute::ProcessName, Some(self.process_name(py)?));
        if let Some(switch) = &self.switches.tasks {
            attributes.set(Attribute::TaskName, Some(self.task_name(py, switch)?));
        }
        let record = ffi::instance_of(self.class.bind(py))?;
        let dict = ffi::dict_of(&record)?;
        let names = Names::get(py);
        let none = py.None().into_bound(py);
        let set = |attribute, value: &Bound<'py, PyAny>| dict.set_item(names.name(attribute), value);
        let given = |attribute| set(attribute, attributes.get(attribute).unwrap_or(&none));
        let [created, msecs, relative] = self.clock.read(ns).map(|time| PyFloat::new(py, time).into_any());
        given(Attribute::Name)?;
        given(Attribute::Msg)?;
        match attributes.get(Attribute::Args) {
            Some(args) => set(Attribute::Args, args)?,
            None => set(Attribute::Args, PyTuple::empty(py).as_any())?,
        }
        given(Attribute::LevelName)?;
        given(Attribute::LevelNo)?;
        set(Attribute::PathName, caller.file.path.bind(py).as_any())?;
        set(Attribute::FileName, caller.file.name.bind(py))?;
        set(Attribute::Module, caller.file.module.bind(py))?;
        given(Attribute::ExcInfo)?;
        set(Attribute::ExcText, &none)?;
        set(Attribute::StackInfo, &none)?;
        set(Attribute::LineNo, PyInt::new(py, caller.line).as_any())?;
        set(Attribute::FuncName, &caller.function)?;
        set(Attribute::Created, &created)?;
        set(Attribute::Msecs, &msecs)?;
        set(Attribute::RelativeCreated, &relative)?;
        set(Attribute::Thread, &thread)?;
        given(Attribute::ThreadName)?;
        given(Attribute::ProcessName)?;
        set(Attribute::Process, &self.process(py)?)?;
        if self.switches.tasks.is_some() {
            given(Attribute::TaskName)?;
        }
        for (key, value) in &attributes.extras {
            dict.set_item(key, value)?;
        }
        Ok(record)
    }

    /// `thread` and `threadName`
    fn thread<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        if !self.on(py, &self.switches.threads)? {
            return Ok((py.None().into_bound(py), py.None().into_bound(py)));
        }
        let Spaces { threading, get_ident, current_thread, active, .. } = &self.spaces;
        let threading = threading.bind(py);
        let ident = get_ident.need(threading)?.call0()?;
        // What `current_thread` does, unless it is somebody else's.
        let known = active.get(threading).filter(|_| current_thread.holds(py));
        let known =
            known.as_ref().and_then(|known| known.cast_exact::<PyDict>().ok()?.get_item(&ident).ok()?);
        let thread = known.map_or_else(|| current_thread.slot.need(threading)?.call0(), Ok)?;
        Ok((ident, thread.getattr(intern!(py, "name"))?))
    }

    fn process_name<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        if !self.on(py, &self.switches.multiprocessing)? {
            return Ok(py.None().into_bound(py));
        }
        let main = || intern!(py, "MainProcess").clone().into_any();
        let Some(module) = self.module(py, intern!(py, "multiprocessing"))? else { return Ok(main()) };
        let name = module.call_method0(intern!(py, "current_process"));
        or_else(py, name.and_then(|process| process.getattr(intern!(py, "name"))), main)
    }

    fn process<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.spaces.getpid.get(self.spaces.os.bind(py)) {
            Some(getpid) if self.on(py, &self.switches.processes)? => getpid.call0(),
            _ => Ok(py.None().into_bound(py)),
        }
    }

    fn task_name<'py>(&self, py: Python<'py>, switch: &Slot) -> PyResult<Bound<'py, PyAny>> {
        let none = || py.None().into_bound(py);
        if !self.on(py, switch)? {
            return Ok(none());
        }
        let Some(module) = self.module(py, intern!(py, "asyncio"))? else { return Ok(none()) };
        let task = module.call_method0(intern!(py, "current_task"));
        or_else(py, task.and_then(|task| task.call_method0(intern!(py, "get_name"))), none)
    }

    fn on(&self, py: Python<'_>, switch: &Slot) -> PyResult<bool> {
        switch.need(self.spaces.logging.bind(py))?.is_truthy()
    }

    /// `sys.modules.get(name)`
    fn module<'py>(
        &self,
        py: Python<'py>,
        name: &Bound<'py, PyString>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let modules = self.spaces.modules.need(self.spaces.sys.bind(py))?;
        let module = match modules.cast_exact::<PyDict>() {
            Ok(modules) => modules.get_item(name)?,
            Err(_) => Some(modules.call_method1(intern!(py, "get"), (name,))?),
        };
        Ok(module.filter(|module| !module.is_none()))
    }
}

impl Slot {
    /// What is there, as an attribute of a module.
    fn need<'py>(&self, dict: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
        self.get(dict).ok_or_else(|| PyAttributeError::new_err(self.name().clone_ref(dict.py())))
    }
}

/// `except Exception: pass`
fn or_else<'py>(
    py: Python<'py>,
    found: PyResult<Bound<'py, PyAny>>,
    other: impl FnOnce() -> Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    match found {
        Err(error) if error.is_instance_of::<PyException>(py) => Ok(other()),
        found => found,
    }
}
