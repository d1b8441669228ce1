//! One walk over a `LogRecord`'s attributes.

use crate::names::{self, Names, Standard};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The attributes of a record: those of `logging`, and the extras in call order.
#[derive(Debug)]
pub(crate) struct Attributes<'py> {
    standard: [Option<Bound<'py, PyAny>>; names::COUNT],
    pub(crate) extras: Vec<(Bound<'py, PyAny>, Bound<'py, PyAny>)>,
}

impl<'py> Attributes<'py> {
    pub(crate) fn empty() -> Attributes<'py> {
        Attributes { standard: [const { None }; names::COUNT], extras: Vec::new() }
    }

    pub(crate) fn of(record: &Bound<'py, PyAny>) -> Attributes<'py> {
        let py = record.py();
        let mut attributes = Attributes::empty();
        let names = Names::get(py);
        let Ok(dict) = record.getattr(pyo3::intern!(py, "__dict__")) else { return attributes };
        let Ok(dict) = dict.cast::<PyDict>() else { return attributes };
        let mut next = 0;
        // Nothing in this loop runs Python code, so the dict cannot change under it.
        for (key, value) in dict.iter() {
            if let Some(at) = names.find(&key, next) {
                attributes.standard[at] = Some(value);
                next = at + 1;
            } else {
                if attributes.extras.is_empty() {
                    attributes.extras.reserve_exact(8);
                }
                attributes.extras.push((key, value));
            }
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
