//! What is answered in place of a value: by a form to what was typed, by a server to who asked for a token.

use super::super::work::looked;
use super::glue::skip_blanks;
use super::{Quote, byte, run_at, value};
use crate::bounds::Bounds as _;
use crate::texts::{Texts, texts};

/// What a form answers in place of what was typed: `can't be blank`, `This field is required.` It begins as one does:
/// other sentences are passphrases.
pub(crate) fn is_complaint(value: &[u8]) -> bool {
    const BEGINNINGS: Texts = texts![
        "can't be ",
        "cannot be ",
        "does not match",
        "doesn't match",
        "ensure this ",
        "field required",
        "is invalid",
        "is required",
        "is too ",
        "must be ",
        "must contain ",
        "must have ",
        "must match ",
        "password is ",
        "password must ",
        "passwords must ",
        "should be at least ",
        "should be at most ",
        "string should ",
        "the password ",
        "the two password ",
        "this field ",
        "this password ",
        "this value ",
        "your password ",
    ];
    const WORDS: Texts = texts![
        "required",
        "blank",
        "short",
        "long",
        "must",
        "match",
        "invalid",
        "empty",
        "missing",
        "common",
        "weak",
        "least",
        "incorrect",
        "wrong",
    ];
    let mut words = value.split(|b| matches!(b, b' ' | b'.' | b',' | b'(' | b')')).filter(|w| !w.is_empty());
    let is_word = |w: &[u8]| {
        let letters = w.iter().filter(|b| b.is_ascii_alphabetic() || **b == b'\'' || **b == b'-').count();
        letters == w.len() || w == b"%{count}" || w.len() <= 3 && w.iter().all(u8::is_ascii_digit)
    };
    looked(value.len());
    BEGINNINGS.begin_folded(value) && words.clone().all(is_word) && words.any(|w| WORDS.has_folded(w))
}

/// A list of what a form says to a field: `["can't be blank"]`.
pub(super) fn is_list(list: &[u8]) -> bool {
    // `[ErrorDetail(string='…', code='…')]` of Django's REST framework, `{"can't be blank", [validation: :required]}` of Ecto.
    let detail = texts!["[ErrorDetail(string="].head(list);
    let mut at = detail.max(1);
    while let Some((quote, inside)) = Quote::at(list, at) {
        let Some(end) = value::closing(list, inside, quote) else { return false };
        let Some(next) = quote.closes(list, end).filter(|_| is_complaint(list.cut(inside..end))) else {
            return false;
        };
        let rest = list.cut(next..);
        let code = texts![", code='"].head(rest);
        if detail > 0 && code > 0 {
            let code = code + run_at(rest, code, 48, |b| b.is_ascii_lowercase() || *b == b'_');
            return rest.cut(code..) == b"')]";
        }
        if list.first() == Some(&b'{') && rest.first() == Some(&b',') {
            return !rest.iter().any(|b| Quote::is_mark(*b));
        }
        if byte(list, next) == b']' {
            return next + 1 == list.len();
        }
        at = skip_blanks(list, next + 1);
    }
    false
}

/// True for a code of HTTP that its reason follows: `cannot fetch token: 400 Bad Request`.
pub(super) fn is_status(value: &[u8], rest: &[u8]) -> bool {
    const REASONS: Texts = texts![
        " Bad Request",
        " Unauthorized",
        " Forbidden",
        " Not Found",
        " Bad Gateway",
        " Internal Server",
        " Service Unavail",
    ];
    matches!(value, [b'4' | b'5', _, _]) && value.iter().all(u8::is_ascii_digit) && REASONS.begin(rest)
}
