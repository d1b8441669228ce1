//! The one module with `unsafe` of this crate: what the stable ABI has, and `PyO3` does not wrap.
//!
//! - Method descriptors of a class that is not ours (`PyDescr_NewMethod`), called with arguments in
//!   registers (`METH_FASTCALL`): a function object would not bind `self`.
//! - An instance's dict without the detour through attribute lookup.
//! - A look into a dict without counting a reference, and so a call that is not enabled without anything else.
//!
//! What is promised to `CPython`, and why it holds, stands at each use.
#![allow(unsafe_code, reason = "the audited module of this crate")]

mod slot;

use super::{Method, STANDARD, Standard, call};
use crate::logrecord::Extras;
use crate::names::{self, Names};
use crate::protection::handle;
use pyo3::exceptions::PyRuntimeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple, PyType};
use std::ffi::CStr;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(super) use slot::{Found, trust};
pub(crate) use slot::{Of, Slot, dict_version};

/// The arguments of one call, borrowed from the caller.
pub(crate) struct Arguments<'a, 'py> {
    pub(crate) slf: Borrowed<'a, 'py, PyAny>,
    positional: &'a [*mut ffi::PyObject],
    by_name: &'a [*mut ffi::PyObject],
    names: Option<Borrowed<'a, 'py, PyTuple>>,
}

impl<'a, 'py> Arguments<'a, 'py> {
    pub(crate) fn py(&self) -> Python<'py> {
        self.slf.py()
    }

    pub(crate) fn positional(
        &self,
    ) -> impl ExactSizeIterator<Item = Borrowed<'a, 'py, PyAny>> + use<'a, 'py> {
        let py = self.py();
        // SAFETY: the caller of a vectorcall keeps every argument alive until it returns, which `'a` ends with.
        self.positional.iter().map(move |&item| unsafe { Borrowed::from_ptr(py, item) })
    }

    /// Names and values of the keyword arguments.
    pub(crate) fn named(&self) -> impl Iterator<Item = (Bound<'py, PyAny>, Borrowed<'a, 'py, PyAny>)> + '_ {
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
    define(class, method.name(), entry)
}

/// `Logger.handle` while protection is on: a call of it makes no bound method, as it would of any other object.
pub(crate) fn handle_descriptor<'py>(class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
    unsafe extern "C" fn entry(
        slf: *mut ffi::PyObject,
        args: *const *mut ffi::PyObject,
        count: ffi::Py_ssize_t,
        names: *mut ffi::PyObject,
    ) -> *mut ffi::PyObject {
        // SAFETY: as for the other methods.
        unsafe { run(slf, args, count, names, handle) }
    }
    define(class, c"handle", entry)
}

fn define<'py>(
    class: &Bound<'py, PyType>,
    name: &'static CStr,
    entry: ffi::PyCFunctionFastWithKeywords,
) -> PyResult<Bound<'py, PyAny>> {
    let definition = ffi::PyMethodDef {
        ml_name: name.as_ptr(),
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
    // SAFETY: the caller of a method holds the GIL; the arguments are those that CPython promises.
    let asked = unsafe { ask(method, slf, args, count, names) };
    if asked == Some(false) {
        return none();
    }
    // SAFETY: as promised.
    unsafe { run(slf, args, count, names, |arguments| call(method, arguments, asked.is_some())) }
}

/// Runs the body of a method.
///
/// # Safety
///
/// As for [`enter`].
unsafe fn run(
    slf: *mut ffi::PyObject,
    args: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
    body: impl for<'py> FnOnce(&Arguments<'_, 'py>) -> PyResult<Bound<'py, PyAny>>,
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
            match body(&arguments) {
                Ok(value) => value.into_ptr(),
                Err(error) => {
                    error.restore(py);
                    std::ptr::null_mut()
                }
            }
        })
    }));
    // A fault of ours, which the panic hook has told. It costs this record, never the application.
    result.unwrap_or_else(|_| none())
}

/// `None`, as a result.
fn none() -> *mut ffi::PyObject {
    // SAFETY: `None` is immortal or counted here; both are right for a result.
    unsafe {
        let none = ffi::Py_None();
        ffi::Py_INCREF(none);
        none
    }
}

/// Whether a call's level is logged, as the logger knows by heart; `None` for "not known".
///
/// # Safety
///
/// As for [`enter`], with the GIL held.
unsafe fn ask(
    method: Method,
    slf: *mut ffi::PyObject,
    args: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> Option<bool> {
    // SAFETY: the GIL is held. References that are only compared, or looked into before any code of Python's runs, are
    // borrowed: of the caller's arguments, of dicts that are alive, and of the standard objects, which live for
    // ever. The one new reference, of the logger's dict, is given back. Keys are strings and plain numbers, whose hash
    // and comparison run no Python code and fail in no way.
    unsafe {
        let py = Python::assume_attached();
        let standard = STANDARD.get(py)?;
        let class = ffi::Py_TYPE(slf).cast::<ffi::PyObject>();
        if class != standard.logger.as_ptr() && class != standard.root_logger.as_ptr() {
            return None;
        }
        let (level, needed) = match &standard.levels[method as usize] {
            Some(level) => (level.as_ptr(), 1),
            None if count > 0 => (*args, 2),
            None => return None,
        };
        if count < needed || ffi::PyLong_CheckExact(level) == 0 || !only_options(standard, names) {
            return None;
        }
        let dict = ffi::PyObject_GenericGetDict(slf, std::ptr::null_mut());
        if dict.is_null() {
            ffi::PyErr_Clear();
            return None;
        }
        let words = &standard.words;
        let known = || {
            let untouched = standard.enabled.hold(py);
            let size = ffi::PyDict_Size(dict);
            let usual = size < ATTRIBUTES || (size == ATTRIBUTES && !words.manager.find(dict).is_null());
            let cache = words.cache.find(dict);
            let plain = untouched
                && usual
                && words.disabled.find(dict) == ffi::Py_False()
                && !cache.is_null()
                && ffi::PyDict_CheckExact(cache) != 0;
            if !plain {
                return None;
            }
            let enabled = match &standard.cache_slots[method as usize] {
                Some(slot) => slot.find(cache),
                None => ffi::PyDict_GetItemWithError(cache, level),
            };
            if enabled == ffi::Py_True() { Some(true) } else { (enabled == ffi::Py_False()).then_some(false) }
        };
        let known = known();
        ffi::Py_DECREF(dict);
        known
    }
}

/// Attributes of a logger that `getLogger` made; the root has no `manager` of its own.
const ATTRIBUTES: ffi::Py_ssize_t = 9;

/// Whether all keyword arguments are options of a log call: any other is an error, also of a call that is off.
///
/// # Safety
///
/// `names` is null or a tuple, and the GIL is held.
unsafe fn only_options(standard: &Standard, names: *mut ffi::PyObject) -> bool {
    // SAFETY: as promised; the items are borrowed and only compared.
    unsafe {
        names.is_null()
            || (0..ffi::PyTuple_Size(names)).all(|at| {
                let name = ffi::PyTuple_GetItem(names, at);
                standard.words.options.iter().any(|option| option.as_ptr() == name)
            })
    }
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

/// Reads a record's dict: values of standard names go to their places, all others with their names to `extras`.
pub(crate) fn sort_items<'py>(
    dict: &Bound<'py, PyDict>,
    names: &Names,
    standard: &mut [Option<Bound<'py, PyAny>>; names::COUNT],
    extras: &mut Extras<'py>,
) {
    let py = dict.py();
    let (mut key, mut value) = (std::ptr::null_mut(), std::ptr::null_mut());
    let (mut at, mut next) = (0, 0);
    // SAFETY: the GIL is held and the dict alive. Nothing in this loop runs code of Python's (a name is compared by
    // address, or by the text of a `str`, and nothing is dropped), so the dict does not change, and holds what is borrowed
    // of it.
    unsafe {
        while ffi::PyDict_Next(dict.as_ptr(), &raw mut at, &raw mut key, &raw mut value) != 0 {
            let (key, value) = (Borrowed::from_ptr(py, key), Borrowed::from_ptr(py, value));
            if let Some(place) = names.find(&key, next) {
                // A name stands in a dict once: nothing is there yet.
                if let (true, empty @ None) = (names::IS_READ[place], &mut standard[place]) {
                    *empty = Some(value.to_owned());
                }
                next = place + 1;
            } else {
                extras.push((key.to_owned(), value.to_owned()));
            }
        }
    }
}

/// A new instance of a class that has no `__new__` of its own, with nothing in it.
pub(super) fn instance_of<'py>(class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: the class is alive, and takes its allocation from `object`, as a class without `__new__` and without
    // another base does; the result is a new reference or null with an exception set.
    unsafe {
        let made = ffi::PyType_GenericNew(class.as_type_ptr(), std::ptr::null_mut(), std::ptr::null_mut());
        Bound::from_owned_ptr_or_err(class.py(), made)
    }
}

/// A frame of Python code: no other object gets in here.
pub(crate) struct Frame<'py>(Bound<'py, PyAny>);

impl<'py> Frame<'py> {
    /// `None` for any other object.
    pub(crate) fn of(object: &Bound<'py, PyAny>) -> Option<Frame<'py>> {
        static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let class = CLASS.import(object.py(), "types", "FrameType").ok()?;
        object.is_exact_instance(class).then(|| Frame(object.clone()))
    }

    /// The frame of the code that called us.
    pub(super) fn current(py: Python<'py>) -> Option<Frame<'py>> {
        // SAFETY: the GIL is held; the frame is borrowed of the running code until a reference is taken.
        let frame = unsafe { Borrowed::from_ptr_or_opt(py, ffi::PyEval_GetFrame().cast()) };
        frame.map(|frame| Frame(frame.to_owned()))
    }

    /// `f_code`, without the audit event that asking for the attribute raises.
    pub(crate) fn code(&self) -> Bound<'py, PyAny> {
        // SAFETY: this is a frame, and every frame has code; the result is a new reference.
        unsafe {
            let code = ffi::PyFrame_GetCode(self.0.as_ptr().cast());
            Bound::from_owned_ptr(self.0.py(), code.cast())
        }
    }

    /// The line that runs; `None` where the code has none for it.
    pub(super) fn line(&self) -> Option<i32> {
        // SAFETY: this is a frame.
        let line = unsafe { ffi::PyFrame_GetLineNumber(self.0.as_ptr().cast()) };
        (line >= 0).then_some(line)
    }

    pub(super) fn back(&self) -> PyResult<Option<Frame<'py>>> {
        Ok(Frame::of(&self.0.getattr(pyo3::intern!(self.0.py(), "f_back"))?))
    }
}
