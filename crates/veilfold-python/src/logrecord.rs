//! One walk over a `LogRecord`'s attributes.

use crate::fast::{Of, Slot, ffi};
use crate::names::{self, Names, Standard};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};
use smallvec::SmallVec;

/// The attributes of a record: those of `logging`, and the extras in call order.
#[derive(Debug)]
pub(crate) struct Attributes<'py> {
    standard: [Option<Bound<'py, PyAny>>; names::COUNT],
    pub(crate) extras: Extras<'py>,
}

/// Few records have more.
pub(crate) type Extras<'py> = SmallVec<[(Bound<'py, PyAny>, Bound<'py, PyAny>); 8]>;

impl<'py> Attributes<'py> {
    pub(crate) fn empty() -> Attributes<'py> {
        Attributes { standard: [const { None }; names::COUNT], extras: Extras::new() }
    }

    pub(crate) fn of(record: &Bound<'py, PyAny>) -> Attributes<'py> {
        let mut attributes = Attributes::empty();
        if let Some(dict) = dict_of(record) {
            ffi::sort_items(&dict, Names::get(record.py()), &mut attributes.standard, &mut attributes.extras);
        }
        attributes
    }

    pub(crate) fn set(&mut self, attribute: Standard, value: Option<Bound<'py, PyAny>>) {
        self.standard[attribute as usize] = value;
    }

    /// An attribute; `None` where it is missing. `None` in Python is a value here.
    pub(crate) fn get(&self, attribute: Standard) -> Option<&Bound<'py, PyAny>> {
        self.standard[attribute as usize].as_ref()
    }

    /// An attribute that is neither missing nor Python's `None`.
    pub(crate) fn some(&self, attribute: Standard) -> Option<&Bound<'py, PyAny>> {
        self.get(attribute).filter(|value| !value.is_none())
    }
}

/// `record.__dict__`
fn dict_of<'py>(record: &Bound<'py, PyAny>) -> Option<Bound<'py, PyDict>> {
    if Plain::get(record.py()).is_some_and(|plain| plain.is(record)) {
        return ffi::dict_of(record).ok();
    }
    let dict = record.getattr(pyo3::intern!(record.py(), "__dict__")).ok()?;
    dict.cast_into::<PyDict>().ok()
}

/// `logging.LogRecord` as it came.
pub(crate) struct Plain {
    class: Py<PyType>,
    /// The names of the class; its `__dict__` is a view of this.
    names: Py<PyDict>,
    get_message: Slot,
    /// The method that makes a record's text.
    expected: Py<PyAny>,
}

impl Plain {
    pub(crate) fn get(py: Python<'_>) -> Option<&Plain> {
        static PLAIN: PyOnceLock<Option<Plain>> = PyOnceLock::new();
        PLAIN.get_or_init(py, || Plain::read(py).ok()).as_ref()
    }

    fn read(py: Python<'_>) -> PyResult<Plain> {
        let class = py.import("logging")?.getattr("LogRecord")?.cast_into::<PyType>()?;
        let view = class.getattr("__dict__")?;
        let behind = py.import("gc")?.call_method1("get_referents", (view,))?.get_item(0)?;
        let get_message = Slot::interned(py, "getMessage", Of::Namespaces);
        let names = behind.cast_into::<PyDict>()?;
        let expected = names.as_any().get_item("getMessage")?.unbind();
        Ok(Plain { class: class.unbind(), names: names.unbind(), get_message, expected })
    }

    /// Whether a record is of this very class.
    pub(crate) fn is(&self, record: &Bound<'_, PyAny>) -> bool {
        record.is_exact_instance(self.class.bind(record.py()))
    }

    /// Whether the class makes a record's text as it did.
    pub(crate) fn has_its_message(&self, py: Python<'_>) -> bool {
        self.get_message.holds(self.names.bind(py), Some(&self.expected))
    }

    pub(crate) fn get_message(&self) -> &Py<PyAny> {
        &self.expected
    }
}
