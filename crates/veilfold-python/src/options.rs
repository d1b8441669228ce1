//! Options of an engine, from keyword arguments.

use crate::engine::choice;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use veilfold_core::{GroupScope, Options, Schema};

/// Reads options by name; one that is unknown, or has a value that is, is an error.
pub(crate) fn read(given: &Bound<'_, PyDict>) -> PyResult<Options> {
    let mut options = Options::default();
    for (name, value) in given.iter() {
        let name = name.cast::<PyString>()?.to_str()?.to_owned();
        let text = || value.extract::<String>();
        match name.as_str() {
            "schema" => {
                let text = text()?;
                let found = match text.as_str() {
                    "veilfold" => Some(Schema::Veilfold),
                    "ecs" => Some(Schema::Ecs),
                    "otel" => Some(Schema::Otel),
                    "gcp" => Some(Schema::Gcp),
                    _ => None,
                };
                options.schema = choice("schema", &text, found, "veilfold, ecs, otel or gcp")?;
            }
            "group" => {
                let text = text()?;
                let found = match text.as_str() {
                    "all" => Some(GroupScope::All),
                    "errors" => Some(GroupScope::Errors),
                    "off" => Some(GroupScope::Off),
                    _ => None,
                };
                options.group = choice("group", &text, found, "all, errors or off")?;
            }
            _ => return Err(PyTypeError::new_err(format!("unknown option {name:?}"))),
        }
    }
    Ok(options)
}
