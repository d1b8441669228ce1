//! Objects that are not of a basic type: what the standard library and well-known packages define, and
//! for anything else its `repr`.
//!
//! No package is imported for it: a class that nobody imported has no instances.

use crate::value::{Converter, owned};
use pyo3::exceptions::PyBaseException;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};
use std::borrow::Cow;
use veilfold_core::Value;

pub(crate) fn convert(converter: &mut Converter<'_>, value: &Bound<'_, PyAny>) -> Value<'static> {
    let py = value.py();
    if is_a(value, "enum", "Enum") {
        return match converter.code.run(py, || value.getattr(pyo3::intern!(py, "value"))) {
            Ok(inner) => converter.nested(value, |c| c.value(&inner)),
            Err(kind) => failed(value, &kind),
        };
    }
    if let Some(value) = converter.derived(value) {
        return value;
    }
    if value.is_instance_of::<PyType>() {
        return repr(converter, value);
    }
    if value.is_instance_of::<PyBaseException>() {
        return exception(converter, value);
    }
    if is_a(value, "datetime", "date") || is_a(value, "datetime", "time") {
        return called(converter, value, "isoformat");
    }
    if is_a(value, "datetime", "timedelta") {
        let seconds = converter.code.run(py, || value.call_method0("total_seconds")?.extract::<f64>());
        return seconds.map_or_else(|kind| failed(value, &kind), Value::Float);
    }
    if is_a(value, "decimal", "Decimal") {
        return decimal(converter, value);
    }
    if is_a(value, "uuid", "UUID") {
        return called(converter, value, "__str__");
    }
    if has(&value.get_type(), "__fspath__") {
        return match converter.code.run(py, || value.call_method0("__fspath__")) {
            Ok(path) => converter.nested(value, |c| c.value(&path)),
            Err(kind) => failed(value, &kind),
        };
    }
    if let Some(fields) = fields(converter, value) {
        return converter.nested(value, |c| {
            Value::Object(fields.iter().map(|(key, value)| c.entry(key, value)).collect())
        });
    }
    if is_numpy(value) {
        // Scalars become Python's own, small arrays lists.
        let plain = converter.code.run(py, || {
            let small = value.getattr("size")?.extract::<usize>()? <= 1_000;
            if small { value.call_method0("tolist").map(Some) } else { Ok(None) }
        });
        if let Ok(Some(plain)) = plain
            && !plain.get_type().is(value.get_type())
        {
            return converter.nested(value, |c| c.value(&plain));
        }
        return repr(converter, value);
    }
    if is_a(value, "collections.abc", "Mapping") {
        let items = converter.code.run(py, || {
            value
                .call_method0("items")?
                .try_iter()?
                .take(10_000)
                .collect::<PyResult<Vec<_>>>()?
                .iter()
                .map(pair)
                .collect()
        });
        return match items {
            Ok::<Vec<_>, _>(items) => converter.nested(value, |c| {
                Value::Object(items.iter().map(|(key, value)| c.entry(key, value)).collect())
            }),
            Err(kind) => failed(value, &kind),
        };
    }
    if is_a(value, "collections", "deque") {
        return converter.nested(value, |c| c.items(value));
    }
    repr(converter, value)
}

/// A tuple that may be a named one.
pub(crate) fn tuple(converter: &mut Converter<'_>, tuple: &Bound<'_, PyTuple>) -> Value<'static> {
    let names = tuple.get_type().getattr(pyo3::intern!(tuple.py(), "_fields"));
    if let Ok(names) = names.and_then(|names| Ok(names.cast_into::<PyTuple>()?))
        && names.len() == tuple.len()
    {
        return Value::Object(
            names.iter().zip(tuple.iter()).map(|(key, value)| converter.entry(&key, &value)).collect(),
        );
    }
    Value::Array(tuple.iter().map(|item| converter.value(&item)).collect())
}

/// `repr(value)`, or a marker when that fails.
pub(crate) fn repr(converter: &mut Converter<'_>, value: &Bound<'_, PyAny>) -> Value<'static> {
    match converter.code.run(value.py(), || value.repr()) {
        Ok(text) => owned(crate::text::bytes(&text)),
        Err(kind) => failed(value, &kind),
    }
}

/// An object as the text of a key.
pub(crate) fn text_or_repr(converter: &mut Converter<'_>, value: &Bound<'_, PyAny>) -> Value<'static> {
    match converter.derived(value) {
        Some(plain @ (Value::Str(_) | Value::Int(_) | Value::Number(_))) => plain,
        _ => repr(converter, value),
    }
}

/// What stands for a value whose own code failed: its type and the error's, never a message.
pub(crate) fn failed(value: &Bound<'_, PyAny>, kind: &str) -> Value<'static> {
    let mut text = type_marker(value);
    text.pop();
    text.extend_from_slice(b": ");
    text.extend_from_slice(kind.as_bytes());
    text.push(b'>');
    owned(Cow::Owned(text))
}

/// `<Type>`.
pub(crate) fn type_marker(value: &Bound<'_, PyAny>) -> Vec<u8> {
    let name = value.get_type().qualname();
    format!(
        "<{}>",
        name.map_or(Cow::Borrowed("object"), |name| Cow::Owned(name.to_string_lossy().into_owned()))
    )
    .into_bytes()
}

fn called(converter: &mut Converter<'_>, value: &Bound<'_, PyAny>, method: &str) -> Value<'static> {
    match converter.code.run(value.py(), || Ok(value.call_method0(method)?.cast_into::<PyString>()?)) {
        Ok(text) => owned(crate::text::bytes(&text)),
        Err(kind) => failed(value, &kind),
    }
}

/// `Type: message`, as the last line of a traceback.
fn exception(converter: &mut Converter<'_>, value: &Bound<'_, PyAny>) -> Value<'static> {
    let mut text = crate::exception::kind_of(value);
    match converter.code.run(value.py(), || value.str()) {
        Ok(message) => {
            let message = crate::text::bytes(&message);
            if !message.is_empty() {
                text.extend_from_slice(b": ");
                text.extend_from_slice(&message);
            }
        }
        Err(kind) => text.extend_from_slice(format!(": <str() raised {kind}>").as_bytes()),
    }
    owned(Cow::Owned(text))
}

/// A decimal keeps its digits; NaN and infinities have none and are `null` as a float's are.
fn decimal(converter: &mut Converter<'_>, value: &Bound<'_, PyAny>) -> Value<'static> {
    let finite = converter.code.run(value.py(), || value.call_method0("is_finite")?.extract::<bool>());
    match finite {
        Ok(true) => match called(converter, value, "__str__") {
            Value::Str(digits) => Value::Number(digits),
            other => other,
        },
        Ok(false) => Value::Null,
        Err(kind) => failed(value, &kind),
    }
}

type Fields<'py> = Vec<(Bound<'py, PyAny>, Bound<'py, PyAny>)>;

/// The fields of a dataclass, an attrs class or a pydantic model, without those that its author keeps
/// out of its `repr`.
fn fields<'py>(converter: &mut Converter<'_>, value: &Bound<'py, PyAny>) -> Option<Fields<'py>> {
    let py = value.py();
    let class = value.get_type();
    let declared: Bound<'py, PyAny> = if has(&class, "__dataclass_fields__") {
        converter.code.run(py, || py.import("dataclasses")?.call_method1("fields", (value,))).ok()?
    } else if has(&class, "__attrs_attrs__") {
        class.getattr("__attrs_attrs__").ok()?
    } else if has(&class, "__pydantic_fields__") || (has(&class, "model_fields") && has(&class, "model_dump"))
    {
        return converter.code.run(py, || pydantic(value, &class)).ok();
    } else {
        return None;
    };
    let read = || {
        let mut fields = Vec::new();
        for field in declared.try_iter()? {
            let field = field?;
            let name = field.getattr("name")?;
            let shown = field.getattr("repr")?.is_truthy()?;
            if let Some(inner) = value.getattr_opt(name.cast::<PyString>()?)?.filter(|_| shown) {
                fields.push((name, inner));
            }
        }
        Ok(fields)
    };
    converter.code.run(py, read).ok()
}

fn pydantic<'py>(value: &Bound<'py, PyAny>, class: &Bound<'py, PyType>) -> PyResult<Fields<'py>> {
    let declared = match class.getattr_opt("__pydantic_fields__")? {
        Some(declared) => declared,
        None => class.getattr("model_fields")?,
    };
    let mut fields = Vec::new();
    for source in ["__dict__", "__pydantic_extra__"] {
        let Some(dict) = value.getattr_opt(source)? else { continue };
        let Ok(dict) = dict.cast_into::<PyDict>() else { continue };
        for (name, inner) in dict.iter() {
            let shown = match declared.get_item(&name) {
                Ok(field) => field.getattr_opt("repr")?.is_none_or(|shown| shown.is_truthy().unwrap_or(true)),
                Err(_) => true,
            };
            if shown {
                fields.push((name, inner));
            }
        }
    }
    Ok(fields)
}

fn pair<'py>(item: &Bound<'py, PyAny>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    item.extract()
}

fn has(class: &Bound<'_, PyType>, attribute: &str) -> bool {
    class.hasattr(attribute).unwrap_or(false)
}

fn is_numpy(value: &Bound<'_, PyAny>) -> bool {
    value.get_type().module().is_ok_and(|module| module.to_str().is_ok_and(|m| m == "numpy"))
}

/// Whether `value` is an instance of a class, by `sys.modules` alone.
fn is_a(value: &Bound<'_, PyAny>, module: &str, class: &str) -> bool {
    static MODULES: PyOnceLock<Option<Py<PyDict>>> = PyOnceLock::new();
    let py = value.py();
    let modules = MODULES.get_or_init(py, || {
        Some(py.import("sys").ok()?.getattr("modules").ok()?.cast_into::<PyDict>().ok()?.unbind())
    });
    let Some(modules) = modules else { return false };
    let Ok(Some(module)) = modules.bind(py).get_item(module) else { return false };
    let Ok(class) = module.getattr(class) else { return false };
    value.is_instance(&class).unwrap_or(false)
}
