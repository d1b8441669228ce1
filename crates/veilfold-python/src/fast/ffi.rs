//! The one module with `unsafe` of this crate: what the stable ABI has, and `PyO3` does not wrap.
//!
//! - Method descriptors of a class that is not ours (`PyDescr_NewMethod`), called with arguments in
//!   registers (`METH_FASTCALL`): a function object would not bind `self`.
//! - An instance's dict without the detour through attribute lookup.
//! - A look into a dict without counting a reference.
//!
//! What is promised to `CPython`, and why it holds, stands at each use.
#![allow(unsafe_code, reason = "the audited module of this crate")]

use super::{Method, call};
use pyo3::exceptions::PyRuntimeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};
use std::ffi::CStr;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The arguments of one call, borrowed from the caller.
pub(super) struct Arguments<'a, 'py> {
    pub(super) slf: Borrowed<'a, 'py, PyAny>,
    positional: &'a [*mut ffi::PyObject],
    by_name: &'a [*mut ffi::PyObject],
    names: Option<Borrowed<'a, 'py, PyTuple>>,
}

impl<'a, 'py> Arguments<'a, 'py> {
    pub(super) fn py(&self) -> Python<'py> {
        self.slf.py()
    }

    pub(super) fn positional(
        &self,
    ) -> impl ExactSizeIterator<Item = Borrowed<'a, 'py, PyAny>> + use<'a, 'py> {
        let py = self.py();
        // SAFETY: the caller of a vectorcall keeps every argument alive until it returns, which `'a` ends with.
        self.positional.iter().map(move |&item| unsafe { Borrowed::from_ptr(py, item) })
    }

    /// Names and values of the keyword arguments.
    pub(super) fn named(&self) -> impl Iterator<Item = (Bound<'py, PyAny>, Borrowed<'a, 'py, PyAny>)> + '_ {
        let py = self.py();
        // SAFETY: as for the positional ones.
        let values = self.by_name.iter().map(move |&item| unsafe { Borrowed::from_ptr(py, item) });
        self.names.iter().flat_map(|names| names.iter()).zip(values)
    }
}

/// The method that the class is to have under the method's name.
pub(super) fn descriptor<'py>(class: &Bound<'py, PyType>, method: Method) -> PyResult<Bound<'py, PyAny>> {
    macro_rules! entry {
        ($method:expr) => {{
            unsafe extern "C" fn entry(
                slf: *mut ffi::PyObject,
                args: *const *mut ffi::PyObject,
                count: ffi::Py_ssize_t,
                names: *mut ffi::PyObject,
            ) -> *mut ffi::PyObject {
                // SAFETY: these are the arguments of a `METH_FASTCALL | METH_KEYWORDS` function, as CPython
                // promises them to this very function.
                unsafe { enter($method, slf, args, count, names) }
            }
            entry as ffi::PyCFunctionFastWithKeywords
        }};
    }
    let entry = match method {
        Method::Debug => entry!(Method::Debug),
        Method::Info => entry!(Method::Info),
        Method::Warning => entry!(Method::Warning),
        Method::Error => entry!(Method::Error),
        Method::Critical => entry!(Method::Critical),
        Method::Exception => entry!(Method::Exception),
        Method::Log => entry!(Method::Log),
    };
    let definition = ffi::PyMethodDef {
        ml_name: method.name().as_ptr(),
        ml_meth: ffi::PyMethodDefPointer { PyCFunctionFastWithKeywords: entry },
        ml_flags: ffi::METH_FASTCALL | ffi::METH_KEYWORDS,
        ml_doc: DOC.as_ptr(),
    };
    // The descriptor keeps the pointer for ever.
    let definition: *mut ffi::PyMethodDef = Box::leak(Box::new(definition));
    // SAFETY: the class is alive, the definition lives for ever, and what comes back is a new reference or
    // null with an exception set.
    unsafe {
        let made = ffi::PyDescr_NewMethod(class.as_type_ptr(), definition);
        Bound::from_owned_ptr_or_err(class.py(), made)
    }
}

/// With a signature that `inspect` reads.
const DOC: &CStr = c"log($self, /, *args, **kwargs)\n--\n\nAs logging.Logger has it; by veilfold.";

/// # Safety
///
/// To be called by the entries alone, with what `CPython` gave them.
unsafe fn enter(
    method: Method,
    slf: *mut ffi::PyObject,
    args: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    let result = catch_unwind(AssertUnwindSafe(|| {
        Python::attach(|py| {
            // SAFETY: CPython calls with `slf` alive, `names` a tuple or null, `count` positional arguments at
            // `args` and after them one for every name. All of them outlive the call.
            let arguments = unsafe {
                let names =
                    Borrowed::from_ptr_or_opt(py, names).map(|names| names.cast_unchecked::<PyTuple>());
                let count = count as usize;
                let all = count + names.as_ref().map_or(0, |names| names.len());
                let all = if all == 0 { &[][..] } else { std::slice::from_raw_parts(args, all) };
                let (positional, by_name) = all.split_at(count);
                Arguments { slf: Borrowed::from_ptr(py, slf), positional, by_name, names }
            };
            match call(method, &arguments) {
                Ok(value) => value.into_ptr(),
                Err(error) => {
                    error.restore(py);
                    std::ptr::null_mut()
                }
            }
        })
    }));
    result.unwrap_or_else(|_| {
        // A fault of ours, which the panic hook has told. It costs this record, never the application.
        // SAFETY: `None` is immortal or counted here; both are right for a result.
        unsafe {
            let none = ffi::Py_None();
            ffi::Py_INCREF(none);
            none
        }
    })
}

/// The dict of an instance.
pub(crate) fn dict_of<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    // SAFETY: the object is alive; the result is a new reference or null with an exception set.
    let dict = unsafe {
        let dict = ffi::PyObject_GenericGetDict(object.as_ptr(), std::ptr::null_mut());
        Bound::from_owned_ptr_or_err(object.py(), dict)?
    };
    dict.cast_into::<PyDict>().map_err(|_| PyRuntimeError::new_err("an instance whose dict is none"))
}

/// Whether a dict has this very object under a name; with `None`, whether it has nothing there.
pub(super) fn holds(
    dict: &Bound<'_, PyDict>,
    name: &Bound<'_, PyString>,
    expected: Option<&Py<PyAny>>,
) -> bool {
    // SAFETY: both are alive. The borrowed reference is only compared, never followed: the name is a `str`
    // whose hash and comparison run no Python code, and nothing else runs while the GIL is held.
    let found = unsafe { ffi::PyDict_GetItemWithError(dict.as_ptr(), name.as_ptr()) };
    found == expected.map_or(std::ptr::null_mut(), Py::as_ptr)
}
