//! Cookies of a header. Their names stay.

use super::{hidden_before, list, plain, random, run};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// Longest name that is believed, in bytes.
const LONGEST_NAME: usize = 64;

/// The values of the cookies in `header`; attributes stay.
pub(super) fn values(text: &[u8], header: &Range<usize>) -> list::Values {
    let mut values = list::Values::new();
    looked(header.len());
    let is_alone = !text.cut(header.clone()).contains(&b';');
    let mut start = header.start;
    for piece in text.cut(header.clone()).split(|b| *b == b';') {
        let end = start + piece.len();
        let piece = piece.trim_ascii_start();
        let secret = secret(piece.trim_ascii_end(), is_alone);
        if !plain::is_placeholder(secret) && !hidden_before(secret) {
            let from = end - piece.len() + piece.trim_ascii_end().len() - secret.len();
            values.push(from..from + secret.len());
        }
        start = end + 1;
    }
    values
}

/// True where another program hid all cookies, and the next header follows on the line: `[Redacted] X-Request-Id: 7`.
pub(super) fn are_hidden(begin: &[u8]) -> bool {
    let word = run(begin, 24, |b| !matches!(b, b']' | b' '));
    let Some(rest) = begin.cut(word..).strip_prefix(b"] ") else { return false };
    let name = run(rest, LONGEST_NAME, |b| b.is_ascii_alphanumeric() || *b == b'-');
    looked(word + name);
    rest.has_at(name, b": ") && plain::is_placeholder(begin.cut(..=word))
}

/// What is to hide of `name=value`: nothing of an attribute, and all where no name is to be told from a value.
fn secret(piece: &[u8], is_alone: bool) -> &[u8] {
    if is_attribute(piece) {
        return b"";
    }
    let sign = piece.iter().position(|b| *b == b'=').unwrap_or(0);
    let (name, value) = (&piece[..sign], piece.get(sign + 1..).unwrap_or_default());
    // `sid=` deletes a cookie; the padding of base64 looks the same.
    let is_empty = value.iter().all(|b| *b == b'=');
    if !is_name(name) || is_empty && (is_alone || !value.is_empty() || plain::is_made_up(name)) {
        return piece;
    }
    value
}

fn is_name(name: &[u8]) -> bool {
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    !name.is_empty() && name.len() <= LONGEST_NAME && name.iter().all(is_part) && !random::looks_random(name)
}

/// Attributes that say the same of any cookie: RFC 6265 section 4.1, and what browsers have added. What stands behind another
/// attribute, or under its name in a header that has none, may be a secret.
fn is_attribute(piece: &[u8]) -> bool {
    const WHOLE: Texts = texts![
        "httponly",
        "secure",
        "partitioned",
        "path=/",
        "samesite=lax",
        "samesite=strict",
        "samesite=none",
    ];
    let is_age = || {
        piece.split_first_chunk::<{ b"max-age=".len() }>().is_some_and(|(name, age)| {
            name.eq_ignore_ascii_case(b"max-age=") && age.len() <= 10 && age.iter().all(u8::is_ascii_digit)
        })
    };
    let is_date = || piece.len() == DATE.len() && piece.iter().zip(DATE).all(|(b, of)| is_like(*b, *of));
    WHOLE.has_folded(piece) || is_age() || is_date()
}

/// The date on which a cookie ends: RFC 9110 section 5.6.7.
const DATE: &[u8; 37] = b"expires=aaa, 00 aaa 0000 00:00:00 gmt";

/// A letter for a letter and a digit for a digit, and the rest as it stands; `expires` and `gmt` need not be the same.
fn is_like(byte: u8, of: u8) -> bool {
    match of {
        b'0' => byte.is_ascii_digit(),
        b'a'..=b'z' => byte.is_ascii_alphabetic(),
        _ => byte == of,
    }
}
