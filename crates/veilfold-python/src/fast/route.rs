//! The handlers that a call reaches.

use super::Standard;
use super::ffi;
use super::plain::is_logger;
use crate::emitter::{Emitter, Ready};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyInt, PyList};
use smallvec::SmallVec;

/// The handlers in effect that take the level, in the order of `Logger.callHandlers`.
#[derive(Debug)]
pub(super) struct Route<'py> {
    /// Veilfold's own, of which nothing is changed.
    pub(super) ours: SmallVec<[Ready; 2]>,
    pub(super) others: Vec<Bound<'py, PyAny>>,
}

impl<'py> Route<'py> {
    /// `None` where a record's way is not the usual one, where there is no handler at all, or where one of ours needs more
    /// than the call. `dict` is the logger's.
    pub(super) fn find(standard: &Standard, dict: &Bound<'py, PyDict>, level: i64) -> Option<Route<'py>> {
        if !undisturbed(standard, dict) {
            return None;
        }
        let words = &standard.words;
        let mut route = Route { ours: SmallVec::new(), others: Vec::new() };
        let mut any = false;
        let mut dict = dict.clone();
        loop {
            let handlers = words.handlers.get(&dict)?;
            for handler in handlers.cast_exact::<PyList>().ok()?.iter() {
                any = true;
                let attributes = ffi::dict_of(&handler).ok()?;
                let least = words.level.get(&attributes)?;
                if !least.is_exact_instance_of::<PyInt>() {
                    return None;
                }
                if level < least.extract::<i64>().ok()? {
                    continue;
                }
                match handler.cast::<Emitter>() {
                    Ok(ours) => route.ours.push(Emitter::ready(ours, &attributes)?),
                    Err(_) => route.others.push(handler),
                }
            }
            let propagate = words.propagate.get(&dict)?;
            if !propagate.cast_exact::<PyBool>().ok()?.is_true() {
                break;
            }
            let parent = words.parent.get(&dict)?;
            if parent.is_none() {
                break;
            }
            if !is_logger(standard, &parent) {
                return None;
            }
            dict = ffi::dict_of(&parent).ok()?;
        }
        any.then_some(route)
    }
}

/// Whether nothing in `logging` is replaced that a record would pass, and no filter looks at it.
fn undisturbed(standard: &Standard, dict: &Bound<'_, PyDict>) -> bool {
    let py = dict.py();
    let handle_is_ours = || {
        let [of_class, of_ours] = &standard.words.handle;
        let expected = of_ours.get(standard.handle.bind(py)).map(Bound::unbind);
        expected.is_some() && of_class.holds(standard.class_dict.bind(py), expected.as_ref())
    };
    standard.passing.hold_and(py, handle_is_ours)
        && standard.words.filters.get(dict).is_some_and(|filters| is_empty(&filters))
}

fn is_empty(list: &Bound<'_, PyAny>) -> bool {
    list.cast_exact::<PyList>().is_ok_and(PyListMethods::is_empty)
}
