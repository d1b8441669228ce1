//! One look at a whole record, where most hold nothing to hide: cheaper than one at every value.

use crate::logrecord::Attributes;
use crate::message::Message;
use crate::names::Standard;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
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
    let depth = engine.policy().limits().max_depth.min(DEPTH);
    let named = [
        Standard::Args,
        Standard::ExcText,
        Standard::StackInfo,
        Standard::Message,
        Standard::ThreadName,
        Standard::ProcessName,
        Standard::TaskName,
    ];
    named.iter().all(|&name| attributes.some(name).is_none_or(|value| add(&mut all, value, depth)))
        && attributes.extras.iter().all(|(key, value)| {
            let key = key.cast_exact::<PyString>().ok().and_then(|key| key.to_str().ok());
            key.is_some_and(|key| engine.is_ordinary(key.as_bytes(), scratch)) && add(&mut all, value, depth)
        })
        && !engine.policy().redactor().may_match(&all)
}

/// Containers deeper than this are not looked into here.
const DEPTH: usize = 4;
/// Nor is a record that says more than this.
const LONGEST: usize = 1 << 16;

/// Adds what a value says to what is looked at: text, numbers and constants, and what holds them. False for any other.
/// Keys are added too: the look finds names as it finds secrets.
fn add(all: &mut Vec<u8>, value: &Bound<'_, PyAny>, depth: usize) -> bool {
    all.push(b'\n');
    if all.len() > LONGEST {
        false
    } else if let Ok(string) = value.cast_exact::<PyString>() {
        string.to_str().is_ok_and(|text| {
            all.extend_from_slice(text.as_bytes());
            true
        })
    } else if value.is_exact_instance_of::<PyInt>() {
        // Shorter numbers are no secrets, as `Cleaner::object` has it.
        let short = |number: i64| (-999_999..=9_999_999).contains(&number);
        value.extract().is_ok_and(|number| short(number) || write!(all, "{number}").is_ok())
    } else if let Ok(tuple) = value.cast_exact::<PyTuple>() {
        depth > 0 && tuple.iter_borrowed().all(|item| add(all, &item, depth - 1))
    } else if let Ok(list) = value.cast_exact::<PyList>() {
        depth > 0 && list.iter().all(|item| add(all, &item, depth - 1))
    } else if let Ok(dict) = value.cast_exact::<PyDict>() {
        depth > 0
            && dict.iter().all(|(key, value)| {
                key.is_exact_instance_of::<PyString>() && add(all, &key, 0) && add(all, &value, depth - 1)
            })
    } else {
        value.is_none() || value.is_exact_instance_of::<PyFloat>() || value.is_exact_instance_of::<PyBool>()
    }
}
