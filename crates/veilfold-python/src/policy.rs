//! Policies and their errors, as Python sees them.

use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::path::{Path, PathBuf};
use veilfold_core::{Policy, Profile};

create_exception!(
    veilfold,
    PolicyError,
    PyValueError,
    "A policy was refused.\n\nAttributes: origin (file, or <string>), line (from 1; 0 where the whole file is meant), key,\nmessage and hint."
);

/// A policy, checked when it is made.
///
/// `Policy("redaction.toml")` reads a file, `Policy.from_string(text)` takes TOML, and
/// `Policy.profile("strict")` is a ready-made one.
#[pyclass(name = "Policy", module = "veilfold", frozen)]
#[derive(Debug)]
pub(crate) struct PyPolicy(Source);

#[derive(Debug)]
enum Source {
    File(PathBuf),
    Text { text: String, origin: String },
    Profile(Profile, String),
}

#[pymethods]
impl PyPolicy {
    #[new]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<PyPolicy> {
        PyPolicy(Source::File(path)).checked(py)
    }

    /// A policy from TOML text; `origin` names it in errors.
    #[staticmethod]
    #[pyo3(signature = (text, origin = "<string>"))]
    fn from_string(py: Python<'_>, text: String, origin: &str) -> PyResult<PyPolicy> {
        PyPolicy(Source::Text { text, origin: origin.to_owned() }).checked(py)
    }

    /// A ready-made policy: default, pci, phi, strict or none.
    #[staticmethod]
    fn profile(name: &str) -> PyResult<PyPolicy> {
        let profile = match name {
            "default" => Profile::Default,
            "pci" => Profile::Pci,
            "phi" => Profile::Phi,
            "strict" => Profile::Strict,
            "none" => Profile::None,
            _ => {
                let message =
                    format!("no profile is called {name:?}: choose default, pci, phi, strict or none");
                return Err(PyValueError::new_err(message));
            }
        };
        Ok(PyPolicy(Source::Profile(profile, name.to_owned())))
    }

    fn __repr__(&self) -> String {
        match &self.0 {
            Source::File(path) => format!("Policy({:?})", path.display().to_string()),
            Source::Text { origin, .. } => format!("Policy.from_string(..., {origin:?})"),
            Source::Profile(_, name) => format!("Policy.profile({name:?})"),
        }
    }
}

impl PyPolicy {
    fn checked(self, py: Python<'_>) -> PyResult<PyPolicy> {
        self.compile(py).map(|_| self)
    }

    /// Compiles it.
    pub(crate) fn compile(&self, py: Python<'_>) -> PyResult<Policy> {
        match &self.0 {
            Source::File(path) => veilfold_io::policy::load(path),
            Source::Text { text, origin } => veilfold_io::policy::compile(text, origin, Path::new(".")),
            Source::Profile(profile, _) => Ok(Policy::builtin(*profile)),
        }
        .map_err(|error| refused(py, &error))
    }
}

fn refused(py: Python<'_>, error: &veilfold_core::PolicyError) -> PyErr {
    let raised = PolicyError::new_err(error.to_string());
    let value = raised.value(py);
    let attributes =
        [("origin", &error.origin), ("key", &error.key), ("message", &error.message), ("hint", &error.hint)];
    let set = attributes.iter().try_for_each(|(name, text)| value.setattr(*name, *text));
    // An exception object takes any attribute; were it not so, the text alone says all of it.
    let _ = set.and_then(|()| value.setattr("line", error.line));
    raised
}
