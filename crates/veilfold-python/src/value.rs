//! Any Python object as a [`Value`].

use crate::object;
use crate::python_code::PythonCode;
use crate::text;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple,
};
use std::borrow::Cow;
use veilfold_core::{Field, Value};

/// An object that contains itself.
pub(crate) const CYCLE: Value<'static> = Value::Marker("[CYCLE]");
/// What is nested deeper than the policy's limit.
pub(crate) const DEPTH: Value<'static> = Value::Marker("[DEPTH]");
/// What comes after the last value that one record may hold.
pub(crate) const TRUNCATED: Value<'static> = Value::Marker("[TRUNCATED]");

/// Values of one record; the rest is cut, so that `extra={"rows": a_million_rows}` costs little.
const MAX_VALUES: usize = 10_000;
/// Nesting is followed by recursion: no policy may ask for more than the smallest stack can hold.
const MAX_DEPTH: usize = 200;

/// The conversion of one record's values.
pub(crate) struct Converter<'c> {
    pub(crate) code: &'c mut PythonCode,
    /// Containers that are being converted, outermost first.
    open: Vec<usize>,
    max_depth: usize,
    left: usize,
}

impl<'c> Converter<'c> {
    pub(crate) fn new(code: &'c mut PythonCode, max_depth: usize) -> Converter<'c> {
        Converter { code, open: Vec::new(), max_depth: max_depth.min(MAX_DEPTH), left: MAX_VALUES }
    }

    /// A field whose key and value outlive the record: text is borrowed.
    pub(crate) fn field<'a>(&mut self, key: &'a Bound<'_, PyAny>, value: &'a Bound<'_, PyAny>) -> Field<'a> {
        let key = match key.cast_exact::<PyString>() {
            Ok(key) => text::bytes(key),
            Err(_) => Cow::Owned(self.key(key)),
        };
        let value = match value.cast_exact::<PyString>() {
            Ok(string) => Value::Str(text::bytes(string)),
            Err(_) => self.value(value),
        };
        Field { key, value }
    }

    /// A value, copied.
    pub(crate) fn value(&mut self, value: &Bound<'_, PyAny>) -> Value<'static> {
        if self.left == 0 {
            return TRUNCATED;
        }
        self.left -= 1;
        if let Ok(string) = value.cast_exact::<PyString>() {
            owned(text::bytes(string))
        } else if value.is_none() {
            Value::Null
        } else if value.is_exact_instance_of::<PyInt>() {
            self.int(value)
        } else if let Ok(float) = value.cast_exact::<PyFloat>() {
            Value::Float(float.value())
        } else if let Ok(bool) = value.cast_exact::<PyBool>() {
            Value::Bool(bool.is_true())
        } else if let Ok(dict) = value.cast_exact::<PyDict>() {
            self.nested(value, |c| c.dict(dict))
        } else if let Ok(list) = value.cast_exact::<PyList>() {
            self.nested(value, |c| c.list(list))
        } else if let Ok(tuple) = value.cast_exact::<PyTuple>() {
            self.nested(value, |c| Value::Array(tuple.iter().map(|item| c.value(&item)).collect()))
        } else {
            object::convert(self, value)
        }
    }

    /// Values whose class derives from a basic one; `None` for all others.
    pub(crate) fn derived(&mut self, value: &Bound<'_, PyAny>) -> Option<Value<'static>> {
        Some(if let Ok(string) = value.cast::<PyString>() {
            owned(text::bytes(string))
        } else if value.is_instance_of::<PyInt>() {
            self.int(value)
        } else if let Ok(float) = value.cast::<PyFloat>() {
            Value::Float(float.value())
        } else if let Ok(bytes) = value.cast::<PyBytes>() {
            owned(Cow::Owned(bytes_text(bytes.as_bytes())))
        } else if let Ok(bytes) = value.cast::<PyByteArray>() {
            owned(Cow::Owned(bytes_text(&bytes.to_vec())))
        } else if let Ok(dict) = value.cast::<PyDict>() {
            self.nested(value, |c| c.dict(dict))
        } else if let Ok(list) = value.cast::<PyList>() {
            self.nested(value, |c| c.list(list))
        } else if let Ok(tuple) = value.cast::<PyTuple>() {
            self.nested(value, |c| object::tuple(c, tuple))
        } else if value.is_instance_of::<PySet>() || value.is_instance_of::<PyFrozenSet>() {
            self.nested(value, |c| c.items(value))
        } else {
            return None;
        })
    }

    /// Converts the inside of `container`, unless it is inside itself already or too deep.
    pub(crate) fn nested(
        &mut self,
        container: &Bound<'_, PyAny>,
        inside: impl FnOnce(&mut Self) -> Value<'static>,
    ) -> Value<'static> {
        let address = container.as_ptr() as usize;
        if self.open.contains(&address) {
            return CYCLE;
        }
        if self.open.len() >= self.max_depth {
            return DEPTH;
        }
        self.open.push(address);
        let value = inside(self);
        self.open.pop();
        value
    }

    fn dict(&mut self, dict: &Bound<'_, PyDict>) -> Value<'static> {
        // Converting may run Python code that changes the dict, so its items are taken first.
        let items: Vec<_> = dict.iter().take(self.left + 1).collect();
        Value::Object(items.iter().map(|(key, value)| self.entry(key, value)).collect())
    }

    /// A member of an object.
    pub(crate) fn entry(&mut self, key: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> Field<'static> {
        Field { key: Cow::Owned(self.key(key)), value: self.value(value) }
    }

    fn list(&mut self, list: &Bound<'_, PyList>) -> Value<'static> {
        let mut values = Vec::with_capacity(list.len().min(self.left));
        // By index: converting an item may shorten the list.
        let mut at = 0;
        while let Ok(item) = list.get_item(at) {
            if self.left == 0 {
                values.push(TRUNCATED);
                break;
            }
            values.push(self.value(&item));
            at += 1;
            if at >= list.len() {
                break;
            }
        }
        Value::Array(values)
    }

    /// What iterating over a collection gives.
    pub(crate) fn items(&mut self, collection: &Bound<'_, PyAny>) -> Value<'static> {
        let py = collection.py();
        let limit = self.left + 1;
        match self.code.run(py, || collection.try_iter()?.take(limit).collect::<PyResult<Vec<_>>>()) {
            Ok(items) => Value::Array(items.iter().map(|item| self.value(item)).collect()),
            Err(kind) => object::failed(collection, &kind),
        }
    }

    fn int(&mut self, value: &Bound<'_, PyAny>) -> Value<'static> {
        if let Ok(small) = value.extract::<i64>() {
            return Value::Int(small);
        }
        let py = value.py();
        // The base class's own conversions: a subclass may have others. Hexadecimal is not subject to
        // the limit on decimal digits (`sys.set_int_max_str_digits`).
        let int = py.get_type::<PyInt>();
        if let Ok(digits) = self.code.run(py, || int.call_method1("__repr__", (value,))?.extract::<String>())
        {
            return Value::Number(Cow::Owned(digits.into_bytes()));
        }
        let hex = self.code.run(py, || int.call_method1("__format__", (value, "#x"))?.extract::<String>());
        hex.map_or_else(|kind| object::failed(value, &kind), |hex| owned(Cow::Owned(hex.into_bytes())))
    }

    /// A key as text; numbers and constants as JSON writes them.
    fn key(&mut self, key: &Bound<'_, PyAny>) -> Vec<u8> {
        if let Ok(string) = key.cast::<PyString>() {
            return text::bytes(string).into_owned();
        }
        if key.is_none() {
            return b"null".to_vec();
        }
        if let Ok(bool) = key.cast::<PyBool>() {
            return if bool.is_true() { b"true".to_vec() } else { b"false".to_vec() };
        }
        match object::text_or_repr(self, key) {
            Value::Str(text) | Value::Number(text) => text.into_owned(),
            Value::Int(number) => number.to_string().into_bytes(),
            _ => object::type_marker(key),
        }
    }
}

pub(crate) fn owned(text: Cow<'_, [u8]>) -> Value<'static> {
    Value::Str(Cow::Owned(text.into_owned()))
}

/// Bytes as text: as they are where they are UTF-8, else with `\xff` for what is not ASCII, so that what
/// is readable is read by the detectors too.
fn bytes_text(bytes: &[u8]) -> Vec<u8> {
    if std::str::from_utf8(bytes).is_ok() {
        return bytes.to_vec();
    }
    let mut text = Vec::with_capacity(bytes.len() * 2);
    for &byte in bytes {
        if byte.is_ascii() {
            text.push(byte);
        } else {
            text.extend_from_slice(format!("\\x{byte:02x}").as_bytes());
        }
    }
    text
}
