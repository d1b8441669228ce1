//! Where the pieces of JSON text end. No piece is copied, nothing is built.
//!
//! The lexer is lenient where that is the safe side: control characters and unknown escapes inside
//! strings, `NaN` and `Infinity` do not stop it, since field rules must hold on such lines too.

#![allow(clippy::inline_always, reason = "a filter is built for size, and every record passes here")]

use super::string::decode;
use crate::encode::json;
use crate::search;
use crate::swar::{HIGH, equal, first};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// A string in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Place of the opening quote.
    pub(super) start: usize,
    /// Place after the closing quote.
    pub(super) end: usize,
    /// Whether it holds a backslash.
    pub(super) escaped: bool,
}

impl Token {
    /// What stands between the quotes.
    #[inline(always)]
    pub(super) fn inner(self, text: &[u8]) -> &[u8] {
        text.get(self.start + 1..self.end.saturating_sub(1)).unwrap_or_default()
    }

    /// What the string means.
    pub(super) fn decoded(self, text: &[u8]) -> Cow<'_, [u8]> {
        let raw = self.inner(text);
        if !self.escaped {
            return Cow::Borrowed(raw);
        }
        let mut meaning = Vec::with_capacity(raw.len());
        decode(raw, &mut meaning);
        Cow::Owned(meaning)
    }
}

/// The place of the first byte from `at` on that is not white space.
#[inline(always)]
pub(super) fn space(text: &[u8], mut at: usize) -> usize {
    while text.get(at).is_some_and(|b| *b <= b' ' && matches!(b, b' ' | b'\t' | b'\n' | b'\r')) {
        at += 1;
    }
    at
}

/// The string whose opening quote is at `start`; `None` when it is not closed.
#[inline]
pub(super) fn string(text: &[u8], start: usize) -> Option<Token> {
    let mut at = start + 1;
    let mut escaped = false;
    loop {
        at = quote_or_backslash(text, at)?;
        if text.get(at) == Some(&b'"') {
            return Some(Token { start, end: at + 1, escaped });
        }
        escaped = true;
        at += 2;
    }
}

/// The place of the first `"` or `\` from `at` on. Most strings of a log line are short, so the first
/// words are looked at here; long ones go to the vector code of memchr.
#[inline]
fn quote_or_backslash(text: &[u8], mut at: usize) -> Option<usize> {
    for _ in 0..4 {
        let Some(word) = text.get(at..).and_then(|t| t.first_chunk::<8>()) else { break };
        let word = u64::from_le_bytes(*word);
        let hit = (equal(word, b'"') | equal(word, b'\\')) & HIGH;
        if hit != 0 {
            return Some(at + first(hit));
        }
        at += 8;
    }
    search::memchr2(b'"', b'\\', text.get(at..)?).map(|found| at + found)
}

/// The end of the number, literal or word at `at`; `at` itself where none begins there.
pub(super) fn scalar(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    at + rest.iter().position(|b| !word(b)).unwrap_or(rest.len())
}

/// The end of the number or literal at `at`, or of what sloppy writers put there; none where it is neither.
#[inline]
pub(super) fn whole_scalar(text: &[u8], at: usize) -> Option<usize> {
    let ends = |end: &usize| matches!(text.get(*end), Some(b',' | b'}' | b']'));
    json::number_end(text, at).filter(ends).or_else(|| {
        let end = scalar(text, at);
        is_scalar(text.get(at..end).unwrap_or_default()).then_some(end)
    })
}

/// True for what may stand as a scalar: a number, a literal, or what sloppy writers put for NaN.
fn is_scalar(text: &[u8]) -> bool {
    match text {
        b"true" | b"false" | b"null" | b"NaN" | b"Infinity" | b"-Infinity" => true,
        [b'-' | b'0'..=b'9', ..] => json::is_number(text),
        _ => false,
    }
}

/// The end of the value at `at`, whatever its depth; `None` when it is not closed or is no value.
/// Brackets are counted, not matched: who hides a value does not care what is wrong inside it.
pub(super) fn value(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at)? {
        b'"' => string(text, at).map(|token| token.end),
        b'{' | b'[' => {
            let mut depth = 0_usize;
            let mut at = at;
            loop {
                match text.get(at)? {
                    b'"' => {
                        at = string(text, at)?.end;
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            return Some(at + 1);
                        }
                    }
                    _ => {}
                }
                at += 1;
            }
        }
        _ => {
            let end = scalar(text, at);
            (end > at).then_some(end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use proptest::prelude::*;

    #[test]
    fn strings_end_at_their_quote() {
        let token = |text: &str| string(text.as_bytes(), 0).map(|t| (t.end, t.escaped));
        assert_eq!(token(r#""""#), Some((2, false)));
        assert_eq!(token(r#""a\"b" "#), Some((6, true)));
        assert_eq!(token(r#""a\\""#), Some((5, true)));
        assert_eq!(token(r#""0123456789012345678901234567890123456789\u0022" x"#), Some((48, true)));
        for open in ["\"", "\"\\\"", "\"\\", "\"0123456701234567012345670123456701234567"] {
            assert_eq!(token(open), None, "{open}");
        }
    }

    #[test]
    fn values_end_at_their_bracket() {
        for (text, end) in [
            ("1.5e3,", 5),
            (r#"{"a":"}"} x"#, 9),
            ("[[],{}]]", 7),
            ("null", 4),
            (r#""a" "#, 3),
            ("[1 2", 0),
            (",", 0),
            ("", 0),
        ] {
            assert_eq!(value(text.as_bytes(), 0).unwrap_or(0), end, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_string_ends_where_a_reader_says(text: String, tail: String) {
            let mut line = serde_json::to_string(&text).expect("a string");
            let end = line.len();
            line.push_str(&tail);
            prop_assert_eq!(string(line.as_bytes(), 0).map(|t| t.end), Some(end));
        }
    }
}
