//! Secrets that a format string names: `password %s`, `%(token)s`. In the finished text nothing would tell
//! them from other words.

use crate::text;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString, PyTuple};
use std::ops::Range;
use veilfold_core::redact::{Disposition, RuleId};
use veilfold_core::{Redactor, Report};

/// A conversion of a format string (Python library reference, "printf-style String Formatting").
struct Conversion<'f> {
    span: Range<usize>,
    /// The key of `%(key)s`.
    key: Option<&'f [u8]>,
    kind: u8,
}

/// The format string and the arguments with every secret that the format names hidden; `None` where it
/// names none, as one does in which the redactor matches nothing.
pub(crate) fn hide<'py>(
    format: &Bound<'py, PyString>,
    args: &Bound<'py, PyAny>,
    redactor: &Redactor,
    report: &mut Report,
) -> Option<(Bound<'py, PyString>, Bound<'py, PyAny>)> {
    let py = format.py();
    let bytes = text::bytes(format);
    let dict = args.cast::<PyDict>().ok();
    let tuple = args.cast::<PyTuple>().ok();
    let (mut made, mut copied) = (Vec::new(), 0);
    let mut replaced: Vec<(usize, Bound<'py, PyAny>)> = Vec::new();
    for (at, conversion) in conversions(&bytes).enumerate() {
        let conversion = conversion?;
        let value = match (conversion.key, dict, tuple) {
            (Some(key), Some(dict), _) => dict.get_item(text::to_python(py, key)).ok().flatten(),
            (None, _, Some(tuple)) => tuple.get_item(at).ok(),
            _ => None,
        };
        let Some(value) = value.filter(|value| !value.is_none() && !value.is_instance_of::<PyBool>()) else {
            continue;
        };
        // An object whose `str` fails shows itself as it always does.
        let Ok(shown) = value.str() else { continue };
        let shown = text::bytes(&shown);
        let Some(rule) = rule(&bytes, &conversion, &shown, redactor) else { continue };
        let mut mask = Vec::new();
        if let Disposition::Removed = redactor.hide(rule, &shown, &mut mask, report) {
            mask.clear();
        }
        made.extend_from_slice(&bytes[copied..conversion.span.start]);
        if conversion.key.is_some() {
            // The value may stand elsewhere too, where its name does not: the text goes in by itself.
            for byte in mask {
                made.extend(std::iter::repeat_n(byte, if byte == b'%' { 2 } else { 1 }));
            }
        } else {
            made.extend_from_slice(b"%s");
            replaced.push((at, text::to_python(py, &mask).into_any()));
        }
        copied = conversion.span.end;
    }
    if copied == 0 {
        return None;
    }
    made.extend_from_slice(&bytes[copied..]);
    let args = match tuple {
        Some(tuple) if !replaced.is_empty() => {
            let mut items: Vec<_> = tuple.iter().collect();
            for (at, mask) in replaced {
                items[at] = mask;
            }
            PyTuple::new(py, items).ok()?.into_any()
        }
        _ => args.clone(),
    };
    Some((text::to_python(py, &made), args))
}

/// The rule that hides `value` by its key, or by the one or two words before it.
fn rule(format: &[u8], conversion: &Conversion<'_>, value: &[u8], redactor: &Redactor) -> Option<RuleId> {
    if let Some(key) = conversion.key {
        return redactor.field(&[], key, value);
    }
    // A number after a bare word counts or places something: `token %d of %d`.
    if !matches!(conversion.kind, b's' | b'r' | b'a') {
        return None;
    }
    // The word and the value stand apart, and the value is no name of what follows: `pass%s=%s`.
    let apart = |byte: Option<&u8>| byte.is_none_or(|b| b" \t\n'\",;.!?)]}|".contains(b));
    let (before, after) = (&format[..conversion.span.start], &format[conversion.span.end..]);
    if !(apart(before.last()) && apart(after.first())) {
        return None;
    }
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b"'").or_else(|| before.strip_suffix(b"\"")).unwrap_or(before);
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b":").or_else(|| before.strip_suffix(b"=")).unwrap_or(before);
    let words = |most: usize| {
        let mut left = most;
        let start = before.iter().rposition(|b| {
            left -= usize::from(*b == b' ');
            left == 0 || !(b.is_ascii_alphanumeric() || b" _-.".contains(b))
        });
        &before[start.map_or(0, |at| at + 1)..]
    };
    [1, 2]
        .into_iter()
        .map(words)
        .filter(|name| !name.is_empty())
        .find_map(|name| redactor.field(&[], name, value))
}

/// The conversions of a format string; `Some(None)` for one that takes more than one argument, or none
/// that Python knows.
fn conversions(format: &[u8]) -> impl Iterator<Item = Option<Conversion<'_>>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + format.get(at..)?.iter().position(|b| *b == b'%')?;
            let mut end = start + 1;
            let mut key = None;
            if format.get(end) == Some(&b'(') {
                let close = format[end..].iter().position(|b| *b == b')');
                let Some(close) = close else { return Some(None) };
                key = Some(&format[end + 1..end + close]);
                end += close + 1;
            }
            end += format[end..].iter().take_while(|b| b"#0- +.123456789hlL".contains(b)).count();
            let Some(&kind) = format.get(end) else { return Some(None) };
            at = end + 1;
            if kind == b'%' {
                continue;
            }
            let known = kind.is_ascii_alphabetic();
            return Some(known.then_some(Conversion { span: start..at, key, kind }));
        }
    })
}
