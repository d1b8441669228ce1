//! Values that are lists of pairs: cookies of a header, settings of a connection string. The names stay.

use super::value::setting_begins;
use super::{Strength, classify, hidden_before, list, plain, random};
use crate::redact::work::looked;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// Longest name that is believed, in bytes.
const LONGEST_NAME: usize = 64;

/// How far settings without quotes are read, in bytes.
const LONGEST: usize = 512;

/// The values of the cookies in `header`; attributes stay.
pub(super) fn cookies(text: &[u8], header: &Range<usize>) -> list::Values {
    let mut values = list::Values::new();
    let mut start = header.start;
    for piece in text[header.clone()].split(|b| *b == b';') {
        let end = start + piece.len();
        let piece = piece.trim_ascii_start();
        let secret = secret(piece.trim_ascii_end());
        if !plain::is_placeholder(secret) && !hidden_before(secret) {
            let from = end - piece.len() + piece.trim_ascii_end().len() - secret.len();
            values.push(from..from + secret.len());
        }
        start = end + 1;
    }
    values
}

/// What is to hide of `name=value`: nothing of an attribute, and all where no name is to be told from a value.
fn secret(piece: &[u8]) -> &[u8] {
    if is_attribute(piece) {
        return b"";
    }
    let sign = piece.iter().position(|b| *b == b'=').unwrap_or(0);
    let (name, value) = (&piece[..sign], piece.get(sign + 1..).unwrap_or_default());
    // `sid=` deletes a cookie; the padding of base64 looks the same.
    let is_empty = value.iter().all(|b| *b == b'=');
    if !is_name(name) || is_empty && (!value.is_empty() || plain::is_made_up(name)) {
        return piece;
    }
    value
}

fn is_name(name: &[u8]) -> bool {
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    !name.is_empty() && name.len() <= LONGEST_NAME && name.iter().all(is_part) && !random::looks_random(name)
}

/// `HttpOnly`, `Path=/`: RFC 6265 section 4.1, and what browsers have added. A comma or a second sign may begin another
/// cookie.
fn is_attribute(piece: &[u8]) -> bool {
    const NAMES: Texts = texts![
        "path",
        "domain",
        "expires",
        "max-age",
        "samesite",
        "priority",
        "httponly",
        "secure",
        "partitioned",
    ];
    let mut parts = piece.splitn(2, |b| *b == b'=');
    let name = parts.next().unwrap_or_default();
    let value = parts.next().unwrap_or_default();
    let is_date = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b',' | b':' | b'-');
    let fits = if name.eq_ignore_ascii_case(b"expires") {
        value.len() <= 32 && value.iter().all(is_date)
    } else {
        value.len() <= LONGEST_NAME
            && !value.iter().any(|b| b.is_ascii_whitespace() || matches!(b, b',' | b'='))
    };
    super::is_one_of(name, NAMES) && fits
}

/// Whether `value` is a list of settings of which one by one is judged by its own name: `Server=db;User Id=sa;Password=x`.
/// One of them is sensitive, and nothing stands there that is none. Without quotes the value ends with its first setting.
pub(super) fn is_settings(text: &[u8], value: &Range<usize>, is_quoted: bool) -> bool {
    let name =
        |piece: &[u8]| piece.iter().position(|b| *b == b'=').map(|sign| piece[..sign].trim_ascii().len());
    let is_sensitive = |piece: &[u8]| {
        let name = piece.trim_ascii_start().split(|b| *b == b'=').next().unwrap_or_default();
        classify(name.trim_ascii_end())
            .is_some_and(|v| matches!(v.strength, Strength::Any | Strength::NotNumber))
    };
    let content = &text[value.clone()];
    if !is_quoted {
        // Its name may be of two words: `Data Source=db`.
        let line = &text[value.start..text.len().min(value.start + LONGEST)];
        let line = line.split(|b| *b == b'\n').next().unwrap_or_default();
        looked(line.len());
        let first = line.iter().position(|b| *b == b';').unwrap_or(line.len());
        let end = value.start + first;
        return first < line.len()
            && value.end <= end
            && setting_begins(text, value.start)
            && setting_begins(text, end + 1)
            && !is_sensitive(&line[..first])
            && line.split(|b| *b == b';').any(is_sensitive);
    }
    let pieces = || content.split(|b| *b == b';').filter(|piece| !piece.trim_ascii().is_empty());
    pieces().all(|piece| name(piece).is_some_and(|len| len > 0)) && pieces().any(is_sensitive)
}
