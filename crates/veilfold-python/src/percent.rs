//! `format % args` where that is plain: `%s` and `%d` of strings and numbers.

use pyo3::prelude::*;
use pyo3::types::{PyInt, PyString, PyTuple};
use veilfold_core::encode::json;

/// What Python makes of the two, in `text`; false where it has to be asked, also for how it is wrong. `format` is of a
/// string without a method of its own.
pub(crate) fn apply(format: &[u8], args: &Bound<'_, PyAny>, text: &mut Vec<u8>) -> bool {
    text.clear();
    put(format, args, text).is_some()
}

fn put(format: &[u8], args: &Bound<'_, PyAny>, text: &mut Vec<u8>) -> Option<()> {
    let args = args.cast_exact::<PyTuple>().ok()?;
    let mut rest = format;
    let mut args = args.iter_borrowed();
    while let Some(at) = rest.iter().position(|b| *b == b'%') {
        text.extend_from_slice(&rest[..at]);
        let kind = *rest.get(at + 1)?;
        rest = &rest[at + 2..];
        if kind == b'%' {
            text.push(b'%');
            continue;
        }
        let arg = args.next().filter(|_| matches!(kind, b's' | b'd'))?;
        if let Ok(string) = arg.cast_exact::<PyString>() {
            text.extend_from_slice(string.to_str().ok().filter(|_| kind == b's')?.as_bytes());
        } else if arg.is_exact_instance_of::<PyInt>() {
            json::integer(text, arg.extract().ok()?);
        } else {
            return None;
        }
    }
    // An argument too many is an error.
    args.next().is_none().then(|| text.extend_from_slice(rest))
}
