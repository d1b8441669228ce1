//! Names that are looked up in dicts time and again, without a hash and, where nothing has changed, without a look.
//!
//! Up to 3.13 `CPython` gives each state of a dict a number that no other state of any dict had (PEP 509), made for just
//! this: what was found under a name is right for as long as the number is the same. The field is not in the stable
//! ABI. `veilfold._fast` therefore tries every way to change a dict, and says of which dicts the number is to be trusted.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicIsize, AtomicPtr, AtomicU8, AtomicU64, Ordering::Relaxed};

/// Whose names a dict holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Of {
    /// Classes and modules, and a dict by itself.
    Namespaces = 1,
    /// Instances, whose dicts are made in another way.
    Instances = 2,
}

/// Up to which [`Of`] the numbers of dicts are trusted.
static TRUSTED: AtomicU8 = AtomicU8::new(0);

fn is_trusted(of: Of) -> bool {
    TRUSTED.load(Relaxed) >= of as u8
}

/// Says how far the numbers of dicts are to be trusted.
pub(in crate::fast) fn trust(up_to: u8) {
    TRUSTED.store(up_to, Relaxed);
}

/// The number of a dict's state, if this Python has such numbers.
#[pyfunction]
#[pyo3(signature = (names, /))]
pub(crate) fn dict_version(names: &Bound<'_, PyDict>) -> u64 {
    // SAFETY: this is a dict, and the GIL is held.
    unsafe { version(names.as_ptr()) }
}

/// # Safety
///
/// `dict` is a dict, and the GIL is held.
#[inline]
unsafe fn version(dict: *mut ffi::PyObject) -> u64 {
    // SAFETY: from the first release of this ABI on, a dict begins with an object's head, its number of items and eight
    // more bytes, of which the types before see to the alignment. They are the number where there is one.
    unsafe { (*dict.cast::<Head>()).version }
}

/// How a dict begins.
#[repr(C)]
struct Head {
    object: ffi::PyObject,
    used: ffi::Py_ssize_t,
    version: u64,
}

/// States of dicts that a name's value is kept of.
const PLACES: usize = 8;

/// What was found in a dict of one state.
#[derive(Debug)]
struct Seen {
    version: AtomicU64,
    /// Borrowed of the dict, which holds it for as long as it is in this state.
    value: AtomicPtr<ffi::PyObject>,
}

/// Namespaces that were found to be as they have to be, and their numbers then.
#[derive(Debug)]
pub(in crate::fast) struct Found(Vec<(Py<PyDict>, AtomicU64)>);

impl Found {
    pub(in crate::fast) fn new<'p>(py: Python<'_>, dicts: impl Iterator<Item = &'p Py<PyDict>>) -> Found {
        let mut found: Vec<(Py<PyDict>, AtomicU64)> = Vec::new();
        for dict in dicts {
            if !found.iter().any(|(known, _)| known.is(dict)) {
                found.push((dict.clone_ref(py), AtomicU64::new(NONE)));
            }
        }
        Found(found)
    }

    /// Whether they are as they have to be, which `check` looks up in them and in nothing else, without running any code
    /// of Python's. It is asked only where one of them has changed.
    pub(in crate::fast) fn or_check(&self, _py: Python<'_>, check: impl FnOnce() -> bool) -> bool {
        // SAFETY: these are dicts, and the GIL is held.
        let version = |dict: &Py<PyDict>| unsafe { version(dict.as_ptr()) };
        if self.0.iter().all(|(dict, known)| known.load(Relaxed) == version(dict)) {
            return true;
        }
        let right = check();
        let keep = right && is_trusted(Of::Namespaces);
        self.0.iter().for_each(|(dict, known)| known.store(if keep { version(dict) } else { NONE }, Relaxed));
        right
    }
}

/// The number of no state.
const NONE: u64 = u64::MAX;

/// A name that is looked up in many dicts of one make, and where it was found last: there it is looked for first, which
/// takes no hash.
#[derive(Debug)]
pub(crate) struct Slot {
    /// A `str`, or an `int` of usual size: neither hash nor comparison of it run any code of Python's.
    name: Py<PyAny>,
    of: Of,
    place: AtomicIsize,
    seen: [Seen; PLACES],
}

impl Slot {
    pub(in crate::fast) fn new(name: Py<PyAny>, of: Of) -> Slot {
        let seen =
            [const { Seen { version: AtomicU64::new(NONE), value: AtomicPtr::new(null_mut()) } }; PLACES];
        // Behind the end of any dict.
        Slot { name, of, place: AtomicIsize::new(ffi::Py_ssize_t::MAX), seen }
    }

    pub(crate) fn interned(py: Python<'_>, name: &str, of: Of) -> Slot {
        Slot::new(PyString::intern(py, name).into_any().unbind(), of)
    }

    /// The name itself.
    pub(crate) fn name(&self) -> &Py<PyAny> {
        &self.name
    }

    /// Whether a dict has this very object under the name; with `None`, whether it has nothing there.
    pub(crate) fn holds(&self, dict: &Bound<'_, PyDict>, expected: Option<&Py<PyAny>>) -> bool {
        // SAFETY: the GIL is held, and the dict alive. What is found is only compared.
        let found = unsafe { self.find(dict.as_ptr()) };
        found == expected.map_or(null_mut(), Py::as_ptr)
    }

    /// What a dict has under the name.
    pub(crate) fn get<'py>(&self, dict: &Bound<'py, PyDict>) -> Option<Bound<'py, PyAny>> {
        // SAFETY: the GIL is held, and the dict alive; so is what it holds, until a reference is taken.
        unsafe {
            let found = self.find(dict.as_ptr());
            Borrowed::from_ptr_or_opt(dict.py(), found).map(Borrowed::to_owned)
        }
    }

    /// What the dict has under the name, borrowed of it; null where it has nothing.
    ///
    /// # Safety
    ///
    /// `dict` is a dict, and the GIL is held.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "a look that finds what it knows is shorter than a call")]
    pub(super) unsafe fn find(&self, dict: *mut ffi::PyObject) -> *mut ffi::PyObject {
        // SAFETY: as promised.
        let version = unsafe { version(dict) };
        let seen = &self.seen[(version.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 61) as usize % PLACES];
        // Nothing is kept of dicts whose numbers are not trusted.
        if seen.version.load(Relaxed) == version {
            return seen.value.load(Relaxed);
        }
        // SAFETY: as promised.
        let found = unsafe { self.search(dict) };
        if is_trusted(self.of) {
            // A search runs no code of Python's: the number is still the dict's, and nobody reads in between.
            seen.value.store(found, Relaxed);
            seen.version.store(version, Relaxed);
        }
        found
    }

    /// [`Slot::find`] by the dict itself.
    ///
    /// # Safety
    ///
    /// As for it.
    #[inline(never)]
    unsafe fn search(&self, dict: *mut ffi::PyObject) -> *mut ffi::PyObject {
        let name = self.name.as_ptr();
        let (mut key, mut value) = (null_mut(), null_mut());
        // SAFETY: as promised. `PyDict_Next` takes any place that is not negative: what lies behind the end of this dict
        // is none, and the key that it gives is compared.
        unsafe {
            let mut place = self.place.load(Relaxed);
            if ffi::PyDict_Next(dict, &raw mut place, &raw mut key, &raw mut value) != 0 && key == name {
                return value;
            }
            let found = ffi::PyDict_GetItemWithError(dict, name);
            if !found.is_null() {
                let mut place = 0;
                loop {
                    let before = place;
                    if ffi::PyDict_Next(dict, &raw mut place, &raw mut key, &raw mut value) == 0 {
                        break;
                    }
                    if key == name {
                        self.place.store(before, Relaxed);
                        break;
                    }
                }
            }
            found
        }
    }
}
