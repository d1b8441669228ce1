//! One look at a whole record, where most hold nothing to hide: cheaper than one at every value.

use crate::logrecord::Attributes;
use crate::message::Message;
use crate::names::Standard;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString, PyTuple};
use std::io::Write as _;
use veilfold_core::{Engine, Scratch};

/// Whether a record without its exception holds nothing to hide. False says nothing: some value was not of a
/// simple kind, or something is worth a closer look.
pub(super) fn is(
    attributes: &Attributes<'_>,
    message: &Message<'_>,
    engine: &Engine,
    scratch: &mut Scratch,
) -> bool {
    if message.hidden || message.error.is_some() {
        return false;
    }
    let mut all = Vec::with_capacity(256);
    all.extend_from_slice(message.text.bytes());
    let arguments = match attributes.some(Standard::Args) {
        None => true,
        Some(args) => match (args.cast_exact::<PyTuple>(), args.cast_exact::<PyDict>()) {
            (Ok(tuple), _) => tuple.iter_borrowed().all(|argument| add(&mut all, &argument)),
            (_, Ok(dict)) => dict.is_empty(),
            _ => false,
        },
    };
    let named = [
        Standard::ExcText,
        Standard::StackInfo,
        Standard::Message,
        Standard::ThreadName,
        Standard::ProcessName,
        Standard::TaskName,
    ];
    arguments
        && named.iter().all(|&name| attributes.some(name).is_none_or(|text| add(&mut all, text)))
        && attributes.extras.iter().all(|(key, value)| {
            let key = key.cast_exact::<PyString>().ok().and_then(|key| key.to_str().ok());
            key.is_some_and(|key| engine.is_ordinary(key.as_bytes(), scratch)) && add(&mut all, value)
        })
        && !engine.policy().redactor().may_match(&all)
}

/// Adds what a value of a simple kind says to what is looked at; false for any other.
fn add(all: &mut Vec<u8>, value: &Bound<'_, PyAny>) -> bool {
    if let Ok(string) = value.cast_exact::<PyString>() {
        let Ok(text) = string.to_str() else { return false };
        all.push(b'\n');
        all.extend_from_slice(text.as_bytes());
        true
    } else if value.is_exact_instance_of::<PyInt>() {
        // Shorter numbers are no secrets, as `Cleaner::object` has it.
        let short = |number: i64| (-999_999..=9_999_999).contains(&number);
        value.extract().is_ok_and(|number| short(number) || write!(all, "\n{number}").is_ok())
    } else {
        value.is_none() || value.is_exact_instance_of::<PyFloat>() || value.is_exact_instance_of::<PyBool>()
    }
}
