//! Values that stand before their name: `if ("x" == password)`, `'x' is too short for password`.

use super::{Found, Quote, is_one_of, list, plain};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::search;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// How far before its name a value may end, and how long it may be, in bytes.
const REACH: usize = 64;

/// The value in quotes that is compared with the name at `name`, or refused for it.
pub(super) fn value(text: &[u8], name: &Range<usize>, says_password: bool) -> Option<Found> {
    let from = name.start.saturating_sub(REACH);
    let head = text.cut(from..name.start);
    let last = head.iter().rposition(|b| matches!(b, b'"' | b'\''))?;
    looked(head.len());
    let between = head.cut(last + 1..);
    if !(is_comparison(between) || is_refusal(between) && is_last(text.cut(name.end..))) {
        return None;
    }
    let (quote, end) = Quote::before(text, from + last + 1)?;
    let start = (end.saturating_sub(REACH)..end).rev().find(|i| text.item(*i) == quote.mark)? + 1;
    // The quote before an empty text is the one that opens it.
    let content = text.get(start..end)?;
    let believed = if says_password {
        content.len() >= 4 && !plain::is_sentence(content) && super::classify(content).is_none()
    } else {
        plain::is_odd(content)
    };
    (believed && !plain::is_placeholder(content)).then(|| Found {
        name: name.clone(),
        value: start..end,
        more: list::Values::new(),
        quote: None,
    })
}

/// `== `, ` !== ` and the like.
fn is_comparison(between: &[u8]) -> bool {
    matches!(between.trim_ascii(), b"==" | b"===" | b"!=" | b"!==" | b"<>")
}

/// ` is too short for `, ` is not a valid `.
fn is_refusal(between: &[u8]) -> bool {
    const VERBS: Texts = texts!["is", "was", "does", "must", "cannot", "isn"];
    const COMPLAINTS: Texts = texts![
        "too short",
        "too long",
        "too weak",
        "too common",
        "not a valid",
        "an invalid",
        "not an acceptable",
        "not valid",
        "not match",
        "not meet",
    ];
    let Some(rest) = between.strip_prefix(b" ") else { return false };
    let verb = rest.split(|b| !b.is_ascii_alphabetic()).next().unwrap_or_default();
    is_one_of(verb, VERBS)
        && rest.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'(' | b')' | b':'))
        && COMPLAINTS.iter().any(|c| search::find(rest, c).is_some())
}

/// True where the sentence ends with the name: `is not a valid password field` speaks of a field.
fn is_last(rest: &[u8]) -> bool {
    match rest {
        [] => true,
        [b' ', b'(' | b'-', ..] => true,
        [first, ..] => !first.is_ascii_alphanumeric() && *first != b' ',
    }
}
