//! Python strings as bytes.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use std::borrow::Cow;

/// Text that a record borrows.
#[derive(Debug)]
pub(crate) enum Text<'py> {
    /// A string that is valid UTF-8: its own bytes, not copied.
    Python(Bound<'py, PyString>),
    /// Anything else.
    Owned(Vec<u8>),
}

impl<'py> Text<'py> {
    pub(crate) fn new(string: Bound<'py, PyString>) -> Text<'py> {
        match string.to_str() {
            Ok(_) => Text::Python(string),
            Err(_) => Text::Owned(wtf8(&string)),
        }
    }

    /// The text of any object that should be a string, such as an attribute of a record.
    pub(crate) fn of(object: &Bound<'py, PyAny>) -> Option<Text<'py>> {
        object.cast::<PyString>().ok().map(|string| Text::new(string.clone()))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Text::Python(string) => string.to_str().unwrap_or_default().as_bytes(),
            Text::Owned(bytes) => bytes,
        }
    }
}

/// A string's bytes: borrowed where it is valid UTF-8, else with its lone surrogates in their
/// three-byte form (WTF-8).
pub(crate) fn bytes<'a>(string: &'a Bound<'_, PyString>) -> Cow<'a, [u8]> {
    match string.to_str() {
        Ok(text) => Cow::Borrowed(text.as_bytes()),
        Err(_) => Cow::Owned(wtf8(string)),
    }
}

fn wtf8(string: &Bound<'_, PyString>) -> Vec<u8> {
    string
        .call_method1("encode", ("utf-8", "surrogatepass"))
        .ok()
        .and_then(|bytes| bytes.cast_into::<PyBytes>().ok())
        // Nothing else can go wrong but memory; then the text is lost and the record goes out.
        .map_or_else(|| b"[UNREADABLE]".to_vec(), |bytes| bytes.as_bytes().to_vec())
}

/// Bytes as a Python string, lone surrogates included; what is no text at all is replaced.
pub(crate) fn to_python<'py>(py: Python<'py>, bytes: &[u8]) -> Bound<'py, PyString> {
    match std::str::from_utf8(bytes) {
        Ok(text) => PyString::new(py, text),
        Err(_) => PyBytes::new(py, bytes)
            .call_method1("decode", ("utf-8", "surrogatepass"))
            .ok()
            .and_then(|text| text.cast_into::<PyString>().ok())
            .unwrap_or_else(|| PyString::new(py, &String::from_utf8_lossy(bytes))),
    }
}
