//! Functions that need no engine.

use crate::exception::Chain;
use crate::nesting::Nesting;
use crate::python_code::PythonCode;
use crate::text;
use pyo3::exceptions::{PyBaseException, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use std::borrow::Cow;
use std::ffi::OsString;
use veilfold_core::group::{Settings, message};

/// The group id of an exception, of a traceback's text, or of a message.
pub(crate) fn fingerprint(settings: &Settings, source: &Bound<'_, PyAny>) -> PyResult<String> {
    if source.is_instance_of::<PyBaseException>() {
        let nesting = Nesting::enter();
        let mut code = PythonCode::new(nesting.may_call());
        let chain = Chain::of(source, None, &mut code);
        let names = settings.of_chain(&chain.borrow());
        code.finish()?;
        return Ok(names.map(|names| names.group.to_string()).unwrap_or_default());
    }
    let text = text_of(source, "fingerprint() takes an exception, str or bytes")?;
    Ok(settings.of_text(&text, &mut Vec::new()).group.to_string())
}

/// The template of a message: the text with what varies masked.
pub(crate) fn template<'py>(settings: &Settings, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    let mut template = Vec::new();
    message::template_with(
        &settings.message,
        &text_of(text, "template() takes str or bytes")?,
        &mut template,
    );
    Ok(text::to_python(text.py(), &template))
}

/// Runs the veilfold command with `args` (without the program's name) and returns its exit code.
#[pyfunction]
pub(crate) fn command(py: Python<'_>, args: Vec<OsString>) -> u8 {
    let args: Vec<OsString> = std::iter::once(OsString::from("veilfold")).chain(args).collect();
    py.detach(|| veilfold_cli::run(args))
}

/// The counters of this program, in the Prometheus text format.
#[pyfunction]
pub(crate) fn metrics() -> String {
    crate::emitter::metrics().map(|metrics| metrics.render()).unwrap_or_default()
}

/// Counts an HTTP request for `http_server_request_duration_seconds`.
#[pyfunction]
pub(crate) fn observe_request(method: &str, route: &str, status: u16, seconds: f64) {
    if let Some(metrics) = crate::emitter::metrics() {
        metrics.observe_request(method, route, status, seconds);
    }
}

fn text_of<'a>(source: &'a Bound<'_, PyAny>, usage: &'static str) -> PyResult<Cow<'a, [u8]>> {
    if let Ok(string) = source.cast::<PyString>() {
        Ok(text::bytes(string))
    } else if let Ok(bytes) = source.cast::<PyBytes>() {
        Ok(Cow::Borrowed(bytes.as_bytes()))
    } else {
        let kind = source.get_type().name()?;
        Err(PyTypeError::new_err(format!("{usage}, not {kind}")))
    }
}
