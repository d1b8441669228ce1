//! Log calls without a `LogRecord`.
//!
//! `Logger.info` and its kin, as methods that find out whether anybody but veilfold's own handlers is to see
//! the record. If not, a line is made of the call's arguments. If so, or if anything at all is unusual, the
//! method that was there before is called with the same arguments: [`call`] decides, and [`plain`] reads the
//! arguments. Where somebody else wants a record and all else is usual, [`wanted`] has it made. What counts as usual is a list of (dict, name, object), made in `veilfold._fast`.

mod caller;
pub(crate) mod ffi;
mod plain;
mod record;
mod route;
mod wanted;

use ffi::{Arguments, Found};
pub(crate) use ffi::{Of, Slot, dict_version};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyInt, PyList, PyString, PyTuple, PyType};
pub(crate) use record::Records;
use std::ffi::CStr;

/// A method of `logging.Logger`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Method {
    Debug,
    Info,
    Warning,
    Error,
    Critical,
    Exception,
    Log,
}

impl Method {
    const ALL: [Method; 7] = [
        Method::Debug,
        Method::Info,
        Method::Warning,
        Method::Error,
        Method::Critical,
        Method::Exception,
        Method::Log,
    ];

    const fn name(self) -> &'static CStr {
        match self {
            Method::Debug => c"debug",
            Method::Info => c"info",
            Method::Warning => c"warning",
            Method::Error => c"error",
            Method::Critical => c"critical",
            Method::Exception => c"exception",
            Method::Log => c"log",
        }
    }

    /// The level it logs at; `None` where the call says it.
    const fn level(self) -> Option<i64> {
        match self {
            Method::Debug => Some(10),
            Method::Info => Some(20),
            Method::Warning => Some(30),
            Method::Error | Method::Exception => Some(40),
            Method::Critical => Some(50),
            Method::Log => None,
        }
    }
}

/// `logging` as it came, and what must be in place for a call to need no record.
struct Standard {
    /// The methods that were there before, by [`Method`].
    before: [Py<PyAny>; Method::ALL.len()],
    levels: [Option<Py<PyAny>>; Method::ALL.len()],
    /// Where the names of these levels are.
    level_slots: [Option<Slot>; Method::ALL.len()],
    /// Where they are in what loggers know of levels by heart.
    cache_slots: [Option<Slot>; Method::ALL.len()],
    logger: Py<PyType>,
    root_logger: Py<PyType>,
    /// Decides whether a level is enabled at all.
    enabled: Checks,
    /// What makes a record, which is to be like what is made without one.
    making: Checks,
    /// What a record passes.
    passing: Checks,
    /// Makes records, where that is known to be done as this `logging` does it.
    records: Option<Py<Records>>,
    /// `Logger.error`, which `Logger.exception` calls.
    error: Check,
    /// `Logger.handle` as it has to be, under "handle": it changes with protection.
    handle: Py<PyDict>,
    class_dict: Py<PyDict>,
    /// `logging._levelToName`.
    level_names: Py<PyDict>,
    /// Names of methods that an instance may not have of its own.
    methods: Vec<Py<PyString>>,
    /// `collections.abc.Mapping`
    mapping: Py<PyAny>,
    /// `sys.exc_info`
    exc_info: Py<PyAny>,
    words: Words,
}

/// Attributes of loggers and handlers.
struct Words {
    disabled: Slot,
    cache: Slot,
    manager: Slot,
    name: Slot,
    filters: Slot,
    handlers: Slot,
    propagate: Slot,
    parent: Slot,
    /// `Logger.handle`, in the class and in what is expected there.
    handle: [Slot; 2],
    /// The level of a handler.
    level: Slot,
    /// The options of a log call, interned.
    options: [Py<PyString>; 4],
}

impl Words {
    fn new(py: Python<'_>) -> Words {
        let word = |name| Slot::interned(py, name, Of::Instances);
        let handle = || Slot::interned(py, "handle", Of::Namespaces);
        Words {
            disabled: word("disabled"),
            cache: word("_cache"),
            manager: word("manager"),
            name: word("name"),
            filters: word("filters"),
            handlers: word("handlers"),
            propagate: word("propagate"),
            parent: word("parent"),
            handle: [handle(), handle()],
            level: word("level"),
            options: ["extra", "exc_info", "stack_info", "stacklevel"]
                .map(|name| PyString::intern(py, name).unbind()),
        }
    }
}

/// A name in a dict, and the object that has to be there; `None` where there may be none.
#[derive(Debug)]
struct Check {
    dict: Py<PyDict>,
    slot: Slot,
    expected: Option<Py<PyAny>>,
}

/// Checks that are all to hold.
#[derive(Debug)]
struct Checks {
    rows: Vec<Check>,
    found: Found,
}

impl Checks {
    /// `more` are the dicts that a further check looks into.
    fn new(py: Python<'_>, rows: &Bound<'_, PyList>, more: &[&Py<PyDict>]) -> PyResult<Checks> {
        let rows = rows.iter().map(|row| Check::read(&row)).collect::<PyResult<Vec<_>>>()?;
        let found = Found::new(py, rows.iter().map(|row| &row.dict).chain(more.iter().copied()));
        Ok(Checks { rows, found })
    }

    fn hold(&self, py: Python<'_>) -> bool {
        self.hold_and(py, || true)
    }

    /// Whether they hold, and a further one that looks up names in dicts of theirs.
    fn hold_and(&self, py: Python<'_>, more: impl FnOnce() -> bool) -> bool {
        self.found.or_check(py, || self.rows.iter().all(|check| check.holds(py)) && more())
    }
}

impl Check {
    fn new(dict: Py<PyDict>, name: Bound<'_, PyString>, expected: Option<Py<PyAny>>) -> Check {
        Check { dict, slot: Slot::new(name.into_any().unbind(), Of::Namespaces), expected }
    }

    fn read(row: &Bound<'_, PyAny>) -> PyResult<Check> {
        let (dict, name, expected) = row.extract()?;
        Ok(Check::new(dict, name, expected))
    }

    fn holds(&self, py: Python<'_>) -> bool {
        self.slot.holds(self.dict.bind(py), self.expected.as_ref())
    }
}

static STANDARD: PyOnceLock<Standard> = PyOnceLock::new();

/// The fast methods of `logging.Logger`, by name. `state` says what has to be in place (`veilfold._fast`).
#[pyfunction]
pub(crate) fn fast_methods<'py>(
    class: &Bound<'py, PyType>,
    state: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyDict>> {
    let py = class.py();
    let need = |name: &str| {
        state.get_item(name)?.ok_or_else(|| pyo3::exceptions::PyKeyError::new_err(name.to_owned()))
    };
    ffi::trust(need("versions")?.extract()?);
    let made = PyDict::new(py);
    let mut before = Vec::new();
    for method in Method::ALL {
        let name = PyString::intern(py, &method.name().to_string_lossy());
        before.push(class.getattr(&name)?.unbind());
        made.set_item(name, ffi::descriptor(class, method)?)?;
    }
    let checks =
        |name: &str, more: &[&Py<PyDict>]| Checks::new(py, &need(name)?.cast_into::<PyList>()?, more);
    let mut levels = [const { None }; Method::ALL.len()];
    let mut level_slots = [const { None }; Method::ALL.len()];
    let mut cache_slots = [const { None }; Method::ALL.len()];
    for (method, level) in Method::ALL.into_iter().filter_map(|method| Some((method, method.level()?))) {
        let level = PyInt::new(py, level).into_any().unbind();
        for slots in [&mut level_slots, &mut cache_slots] {
            slots[method as usize] = Some(Slot::new(level.clone_ref(py), Of::Namespaces));
        }
        levels[method as usize] = Some(level);
    }
    let class_dict: Py<PyDict> = need("class_dict")?.extract()?;
    let handle: Py<PyDict> = need("handle")?.extract()?;
    // `Logger.exception` is a call of `error`, which somebody may have replaced.
    let name = PyString::intern(py, "error");
    let expected = made.get_item(&name)?.map(Bound::unbind);
    let error = Check::new(class_dict.clone_ref(py), name, expected);
    let standard = Standard {
        before: before.try_into().map_err(|_| pyo3::exceptions::PyRuntimeError::new_err("methods"))?,
        levels,
        level_slots,
        cache_slots,
        logger: class.clone().unbind(),
        root_logger: need("root_logger")?.extract()?,
        enabled: checks("enabled", &[])?,
        making: checks("making", &[])?,
        passing: checks("passing", &[&class_dict, &handle])?,
        records: need("records")?.extract()?,
        error,
        handle,
        class_dict,
        level_names: need("level_names")?.extract()?,
        methods: need("methods")?.extract()?,
        mapping: need("mapping")?.unbind(),
        exc_info: need("exc_info")?.unbind(),
        words: Words::new(py),
    };
    let _ = STANDARD.set(py, standard);
    Ok(made)
}

/// One log call, the fast way or the standard one. `enabled` where its level is known to be logged.
fn call<'py>(method: Method, arguments: &Arguments<'_, 'py>, enabled: bool) -> PyResult<Bound<'py, PyAny>> {
    let py = arguments.py();
    let Some(standard) = STANDARD.get(py) else {
        return Err(pyo3::exceptions::PyRuntimeError::new_err("veilfold's logger methods are not set up"));
    };
    if plain::log(standard, method, arguments, enabled)? {
        return Ok(py.None().into_bound(py));
    }
    let mut all: Vec<Bound<'py, PyAny>> = vec![(*arguments.slf).clone()];
    all.extend(arguments.positional().map(Borrowed::to_owned));
    let named = PyDict::new(py);
    for (name, value) in arguments.named() {
        named.set_item(name, value)?;
    }
    standard.before[method as usize].bind(py).call(PyTuple::new(py, all)?, Some(&named))
}
