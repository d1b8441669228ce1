//! `format % args` where that is plain: `%s` and `%d` of strings and numbers.

use pyo3::prelude::*;
use pyo3::types::{PyInt, PyString, PyTuple};
use veilfold_core::encode::json;

/// What Python makes of the two; `None` where it has to be asked, also for how it is wrong.
pub(crate) fn apply(format: &Bound<'_, PyString>, args: &Bound<'_, PyAny>) -> Option<Vec<u8>> {
    let format = format.cast_exact::<PyString>().ok()?;
    let args = args.cast_exact::<PyTuple>().ok()?;
    let mut rest = format.to_str().ok()?.as_bytes();
    let mut args = args.iter_borrowed();
    let mut text = Vec::with_capacity(rest.len() + 64);
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
            json::integer(&mut text, arg.extract().ok()?);
        } else {
            return None;
        }
    }
    // An argument too many is an error.
    args.next().is_none().then(|| {
        text.extend_from_slice(rest);
        text
    })
}
