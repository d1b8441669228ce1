//! Objects that stand under a secret's name and describe it: `"Password": {"RequiredLength": 12}`, the schema of a field,
//! where a pod finds its token.

use super::glue::skip_blanks;
use super::{Quote, answer, byte, marker, plain, random, run_at, value};
use crate::bounds::Bounds as _;
use crate::redact::field::Words;
use crate::redact::work::looked;
use crate::texts::{Texts, texts};

/// Longer objects are no settings.
const LONGEST: usize = 4096;

/// True where each value in an object or array, as JSON or as a program prints it, is one that tells no secret by itself,
/// or a setting by its key and of the form that the key promises. One that is neither may be what the object is named for.
pub(crate) fn are_all(text: &[u8]) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    looked(text.len());
    let (mut at, mut key, mut in_array) = (0, &b""[..], false);
    while at < text.len() {
        match text.item(at) {
            b',' | b' ' | b'\t' | b'\r' | b'\n' => {
                at += 1;
                continue;
            }
            sign @ (b'{' | b'[' | b'}' | b']') => {
                // The items of an array stand under the key before it.
                in_array = sign == b'[';
                key = if in_array { key } else { b"" };
                at += 1;
                continue;
            }
            _ => {}
        }
        let Some((found, end)) = word(text, at) else { return false };
        let sign = skip_blanks(text, end);
        match byte(text, sign) {
            b':' if is_key(found) => {
                key = found;
                at = sign + 1;
            }
            b',' | b'}' | b']' | b'\r' | b'\n' if is_setting(key, found, in_array) => {
                key = if in_array { key } else { b"" };
                at = sign;
            }
            _ => return false,
        }
    }
    true
}

/// The text in quotes or the bare word at `at`, and where it ends.
fn word(text: &[u8], at: usize) -> Option<(&[u8], usize)> {
    if let Some((quote, inside)) = Quote::at(text, at) {
        let end = value::closing(text, inside, quote)?;
        return Some((text.cut(inside..end), quote.closes(text, end)?));
    }
    let len = run_at(text, at, 64, |b| b.is_ascii_alphanumeric() || b"_-.+".contains(b));
    (len > 0).then(|| (text.cut(at..at + len), at + len))
}

/// A name of letters: in another key, `xoxr-t99` or `password:x`, something may be hidden, and what is left is no setting.
fn is_key(key: &[u8]) -> bool {
    key.len() <= 48
        && key.iter().all(|b| b.is_ascii_alphabetic() || b"_-.".contains(b))
        && !random::looks_random(key)
}

/// Whether `value` is one that the last word of `key` promises. Numbers in an array may be old passwords.
fn is_setting(key: &[u8], value: &[u8], in_array: bool) -> bool {
    const MEASURES: Texts = texts![
        "length",
        "len",
        "min",
        "max",
        "minimum",
        "maximum",
        "chars",
        "characters",
        "count",
        "limit",
        "attempts",
        "retries",
        "history",
        "iterations",
        "rounds",
        "bits",
        "size",
        "above",
        "port",
        "mode",
        "in",
        "at",
        "ms",
        "millis",
        "seconds",
        "minutes",
        "hours",
        "days",
        "age",
        "ttl",
        "timeout",
        "lifetime",
        "interval",
        "period",
        "expiry",
        "expires",
        "expiration",
        "digits",
        "skew",
        "version",
    ];
    const KINDS: Texts = texts![
        "type", "typ", "format", "kind", "in", "mode", "status", "site", "level", "decision", "effect",
        "method"
    ];
    const METHODS: Texts = texts!["algorithm", "alg", "encoding", "version"];
    const NAMES: Texts = texts![
        "name",
        "namespace",
        "path",
        "file",
        "issuer",
        "audience",
        "source",
        "target",
        "domain",
        "region",
        "provider",
        "profile",
        "policy",
        "scope",
        "scopes",
    ];
    if plain::is_placeholder(value) || answer::is_complaint(value) {
        return true;
    }
    // What a detector hid of a value tells no more than the rest: it was a setting with it too.
    let rest = marker::replaced(value, b"");
    let value = rest.as_deref().unwrap_or(value);
    let words = Words::split(key);
    let last = words.last();
    MEASURES.has(last) && is_measure(value) && !in_array
        || KINDS.has(last) && is_word(value, 0)
        || METHODS.has(last) && is_word(value, 5)
        || (NAMES.has(last) || words.compact() == b"valuefrom") && is_name(value)
        || texts!["pattern", "regex"].has(last) && matches!(value, [b'^', .., b'$'])
        || texts!["title", "description"].has(last) && is_told(value)
}

/// A number, a date, a time.
fn is_measure(value: &[u8]) -> bool {
    value.len() <= 32
        && value.first().is_some_and(u8::is_ascii_digit)
        && value.iter().all(|b| b.is_ascii_digit() || b"-:.+TZ".contains(b))
}

/// Letters, and at most so many digits behind the first of them: `date-time`, `HS256`.
fn is_word(value: &[u8], digits: usize) -> bool {
    value.len() <= 32
        && value.first().is_some_and(u8::is_ascii_alphabetic)
        && value.iter().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(b))
        && value.iter().filter(|b| b.is_ascii_digit()).count() <= digits
        && !random::looks_random(value)
}

/// What something is called by or found at: words, and numbers apart from them.
fn is_name(value: &[u8]) -> bool {
    let is_part = |part: &[u8]| {
        let letters = part.iter().filter(|b| b.is_ascii_alphabetic()).count();
        letters == part.len() || part.len() <= 4 && (letters == 0 || part.len() <= 3)
    };
    plain::is_arn(value)
        || value.len() <= 128
            && value.iter().any(u8::is_ascii_alphabetic)
            && value.iter().all(|b| b.is_ascii_alphanumeric() || b"-_./:".contains(b))
            && value.split(|b| !b.is_ascii_alphanumeric()).all(is_part)
            && !random::looks_random(value)
}

/// A sentence about a value: words, and numbers of two digits.
fn is_told(value: &[u8]) -> bool {
    let is_part = |word: &[u8]| {
        word.iter().all(u8::is_ascii_alphabetic) || word.len() <= 2 && word.iter().all(u8::is_ascii_digit)
    };
    value.first().is_some_and(u8::is_ascii_uppercase)
        && value.split(|b| b" .,:;'()-".contains(b)).all(is_part)
        && value.len() <= 256
}
