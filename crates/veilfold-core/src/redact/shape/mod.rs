//! Named values in free text: `key=value` in every syntax that logs carry.
//!
//! The scanner finds a word that ends a sensitive name. From there this module looks left for the whole
//! name and right for what ties it to a value: quotes, brackets, a separator. Then [`value`] says where
//! the value ends, and [`plain`] whether it is one: "token: expired" and `password=${PW}` are not.

mod glue;
pub(crate) mod plain;
#[cfg(test)]
mod tests;
mod value;

use super::field::{Strength, Style, Verdict};
use super::marker;
use super::work::looked;
use core::ops::Range;
use glue::Glue;

/// Longest name that is looked at, in bytes.
const LONGEST_NAME: usize = 96;

/// A named value found in free text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where the name stands.
    pub(crate) name: Range<usize>,
    /// What is to be replaced.
    pub(crate) value: Range<usize>,
    /// A bare JSON value (number, array, object) becomes a string: the quote, with this many backslashes.
    pub(crate) quote: Option<Quote>,
}

/// A quotation mark and the backslashes before it: JSON inside a string has one, inside two has three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    pub(crate) mark: u8,
    pub(crate) depth: usize,
}

impl Quote {
    /// The quote that stands at `at`, and the byte after it.
    fn at(text: &[u8], at: usize) -> Option<(Quote, usize)> {
        let rest = text.get(at..)?;
        let depth = rest.iter().take(8).take_while(|b| **b == b'\\').count();
        match rest.get(depth) {
            Some(&mark @ (b'"' | b'\'' | b'`')) => Some((Quote { mark, depth }, at + depth + 1)),
            _ => None,
        }
    }

    /// The quote that ends right before `at`, and where it begins.
    fn before(text: &[u8], at: usize) -> Option<(Quote, usize)> {
        let mark = *text.get(at.checked_sub(1)?)?;
        if !matches!(mark, b'"' | b'\'' | b'`') {
            return None;
        }
        let depth = text[..at - 1].iter().rev().take(8).take_while(|b| **b == b'\\').count();
        Some((Quote { mark, depth }, at - 1 - depth))
    }
}

/// The name that the word at `word` ends or lies in.
pub(crate) fn name_around(text: &[u8], word: &Range<usize>) -> Range<usize> {
    let part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$') || b >= 0x80;
    let left = &text[word.start.saturating_sub(LONGEST_NAME)..word.start];
    let right = &text[word.end..text.len().min(word.end + LONGEST_NAME)];
    let mut start = word.start - left.iter().rev().take_while(|b| part(**b)).count();
    let mut end = word.end + right.iter().take_while(|b| part(**b)).count();
    looked(end - start);
    while start < word.start && matches!(text[start], b'-' | b'.' | b'$') {
        start += 1;
    }
    // `\npassword` inside an escaped text: the letter belongs to the backslash.
    if start < word.start
        && matches!(text[start], b'n' | b't' | b'r')
        && start > 0
        && text[start - 1] == b'\\'
    {
        start += 1;
    }
    while end > word.end && matches!(text[end - 1], b'-' | b'.' | b'$') {
        end -= 1;
    }
    start..end
}

/// A random value glued to the word at `word` by a dash, a dot or an underline (`acme-SECRET-0123…`). Long
/// runs only: names of pods and of files end in short ones.
pub(crate) fn glued(text: &[u8], word: &Range<usize>) -> Option<Found> {
    let says_credential = [&b"key"[..], b"secret", b"token", b"access", b"private", b"password", b"apikey"]
        .iter()
        .any(|w| text[word.clone()].eq_ignore_ascii_case(w));
    // `span_…` holds no word: one begins after a sign, or with a capital after a small letter.
    let left = word.start.checked_sub(1).map_or(b' ', |i| text[i]);
    let first = text.get(word.start).copied().unwrap_or(0);
    let begins = !left.is_ascii_alphabetic() || left.is_ascii_lowercase() && first.is_ascii_uppercase();
    if !says_credential || !begins {
        return None;
    }
    let rest = &text[word.end..text.len().min(word.end + 300)];
    let joint = rest.iter().take_while(|b| matches!(b, b'-' | b'_' | b'.')).count();
    let rest = &rest[joint..];
    let len = rest
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'=' | b'+'))
        .count();
    let value = word.end + joint..word.end + joint + len;
    looked(joint + len);
    let random = joint > 0 && plain::random_within(&text[value.clone()], 20);
    random.then(|| Found { name: word.clone(), value, quote: None })
}

/// True when a marker stands where the value begins, and nothing hangs on it: `[REDACTED]x` is a value that
/// somebody made to look like one.
fn hidden_before(begin: &[u8]) -> bool {
    let len = marker::length(begin);
    len > 0 && begin.get(len).is_none_or(|b| !b.is_ascii_alphanumeric())
}

/// The value that belongs to the name at `name`, if the text gives it one.
pub(crate) fn find(text: &[u8], name: Range<usize>, verdict: Verdict) -> Option<Found> {
    let glue = glue::after(text, &name, verdict)?;
    let strength = match glue {
        // Ties so loose that only a random value is believed.
        Glue { loose: true, .. } => Strength::Random,
        _ => verdict.strength,
    };
    let begin = &text[glue.value..];
    if hidden_before(begin) || verdict.style == Style::Auth && hidden_before(plain::credentials(begin)) {
        return None;
    }
    let value = value::extent(text, &glue, verdict.style, strength)?;
    let content = &text[value.content.clone()];
    if value.quoted.is_none() && !value.container {
        if plain::is_nothing(content) || plain::is_prose(text, &value.content, &glue, verdict) {
            return None;
        }
    } else if plain::is_placeholder(content) {
        return None;
    }
    let secret = match verdict.style {
        Style::Auth => plain::credentials(content),
        _ => content,
    };
    if plain::is_placeholder(secret) || hidden_before(secret) {
        return None;
    }
    if !value.container && !plain::fits(content, strength) {
        return None;
    }
    let bare = value.container
        || value.quoted.is_none() && content.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    let quote = glue.name_quote.filter(|q| bare && q.mark == b'"' && glue.colon);
    Some(Found { name, value: value.content, quote })
}
