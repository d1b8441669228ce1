//! Options of an engine, from keyword arguments.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use veilfold_core::{Format, GroupScope, Options, Precision, Schema};

/// Reads options by name; an unknown option is a `TypeError`, an unknown choice a `ValueError` with the list.
pub(crate) fn read(given: &Bound<'_, PyDict>) -> PyResult<Options> {
    let mut options = Options::default();
    for (name, value) in given.iter().filter(|(_, value)| !value.is_none()) {
        let name = name.cast::<PyString>()?.to_str()?.to_owned();
        match name.as_str() {
            "format" => {
                let names = "json or text, or console in setup and Handler";
                options.format = choice(&name, &value, Format::from_name, names)?;
            }
            "schema" => {
                options.schema = choice(&name, &value, Schema::from_name, "veilfold, ecs, otel or gcp")?;
            }
            "group" => options.group = choice(&name, &value, GroupScope::from_name, "all, errors or off")?,
            "precision" => {
                options.precision = choice(&name, &value, Precision::from_name, "s, ms, us or ns")?;
            }
            "service" => options.service = Some(text(&name, &value)?),
            "component" => options.component = Some(text(&name, &value)?),
            "extras_key" => options.extras_key = Some(text(&name, &value)?),
            "message_field" => options.message_field = Some(text(&name, &value)?),
            "static_fields" => options.static_fields = pairs(&name, &value)?,
            "rename" => options.rename = pairs(&name, &value)?,
            "snake_case" => options.snake_case = flag(&name, &value)?,
            "max_field_bytes" => options.max_field_bytes = bound(&name, &value)?,
            "caller" => options.caller = flag(&name, &value)?,
            "stacktrace" => options.stacktrace = flag(&name, &value)?,
            _ => {
                let message = format!(
                    "unknown option {name:?}: there are format, schema, group, precision, service, component, \
                     extras_key, message_field, static_fields, rename, snake_case, max_field_bytes, caller and \
                     stacktrace"
                );
                return Err(PyTypeError::new_err(message));
            }
        }
    }
    Ok(options)
}

fn choice<T>(
    option: &str,
    value: &Bound<'_, PyAny>,
    find: fn(&str) -> Option<T>,
    names: &str,
) -> PyResult<T> {
    let name = text(option, value)?;
    find(&name.to_ascii_lowercase())
        .ok_or_else(|| PyValueError::new_err(format!("unknown {option} {name:?}: choose {names}")))
}

fn text(option: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    value.extract().map_err(|_| wrong(option, "a string", value))
}

fn flag(option: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.extract().map_err(|_| wrong(option, "True or False", value))
}

/// A number of bytes; 0 is no bound.
fn bound(option: &str, value: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
    /// What is shorter is no text any more.
    const LEAST: usize = 64;
    match value.extract::<usize>() {
        Ok(0) => Ok(None),
        Ok(bytes) if bytes >= LEAST => Ok(Some(bytes)),
        _ => Err(PyValueError::new_err(format!("{option} is a number from {LEAST}, or 0 for no bound"))),
    }
}

fn pairs(option: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<(String, String)>> {
    let dict = value.cast::<PyDict>().map_err(|_| wrong(option, "a dict", value))?;
    dict.iter().map(|(key, value)| Ok((text(option, &key)?, value.str()?.extract()?))).collect()
}

fn wrong(option: &str, expected: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let kind = value.get_type().name().map_or_else(|_| String::from("?"), |name| name.to_string());
    PyTypeError::new_err(format!("{option} is {expected}, not {kind}"))
}
