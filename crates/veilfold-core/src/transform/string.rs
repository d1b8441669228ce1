//! The inside of a JSON string: decoded to be looked at, changed only where something was hidden.

use crate::bounds::Bounds as _;
use crate::encode::json;
use crate::search;
use crate::swar::{HIGH, equal, word};
use alloc::vec::Vec;

/// Appends what the inside of a JSON string means. A lone surrogate becomes its three-byte form, an
/// escape that JSON does not know stays as it is.
pub(super) fn decode(raw: &[u8], out: &mut Vec<u8>) {
    let mut rest = raw;
    while let Some(at) = search::memchr(b'\\', rest) {
        let (plain, escaped) = rest.cut_at(at);
        let (width, unit) = escape(escaped);
        let (raw, after) = escaped.cut_at(width);
        out.extend_from_slice(plain);
        unit.push(raw, out);
        rest = after;
    }
    out.extend_from_slice(rest);
}

/// What an escape stands for.
enum Unit {
    Byte(u8),
    Code(u32),
    Unknown,
}

impl Unit {
    fn push(&self, raw: &[u8], out: &mut Vec<u8>) {
        match *self {
            Unit::Byte(byte) => out.push(byte),
            Unit::Unknown => out.extend_from_slice(raw),
            Unit::Code(code) => match char::from_u32(code) {
                Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                None => out.extend_from_slice(&[
                    0xe0 | (code >> 12) as u8,
                    0x80 | (code >> 6 & 0x3f) as u8,
                    0x80 | (code & 0x3f) as u8,
                ]),
            },
        }
    }

    /// How many bytes it decodes to.
    fn len(&self, raw: &[u8]) -> usize {
        match *self {
            Unit::Byte(_) => 1,
            Unit::Unknown => raw.len(),
            Unit::Code(code) => char::from_u32(code).map_or(3, char::len_utf8),
        }
    }
}

/// Width and meaning of the escape at the start of `text`.
fn escape(text: &[u8]) -> (usize, Unit) {
    let byte = match text.get(1) {
        Some(b'n') => b'\n',
        Some(b't') => b'\t',
        Some(b'r') => b'\r',
        Some(b'b') => 0x08,
        Some(b'f') => 0x0c,
        Some(&c @ (b'"' | b'\\' | b'/')) => c,
        Some(b'u') => {
            return match (hex(text), text.get(6..).and_then(hex)) {
                (Some(high @ 0xd800..0xdc00), Some(low @ 0xdc00..0xe000)) => {
                    (12, Unit::Code(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)))
                }
                (Some(code), _) => (6, Unit::Code(code)),
                (None, _) => (2, Unit::Unknown),
            };
        }
        // A character, whole: between its bytes nothing may be cut.
        Some(_) => {
            let more = text.cut(2..).iter().take(3).take_while(|b| **b & 0xc0 == 0x80).count();
            return (2 + more, Unit::Unknown);
        }
        None => return (1, Unit::Unknown),
    };
    (2, Unit::Byte(byte))
}

/// The number of an escape `\uXXXX` at the start of `text`.
fn hex(text: &[u8]) -> Option<u32> {
    let [b'\\', b'u', digits @ ..] = text else { return None };
    digits.get(..4)?.iter().try_fold(0, |n, &b| Some(n << 4 | char::from(b).to_digit(16)?))
}

/// Appends the inside of a JSON string that means `cleaned`, given that `raw` means `decoded`: what both
/// have in common at the start and at the end keeps its bytes, and with them its style of escapes.
pub(super) fn splice(raw: &[u8], decoded: &[u8], cleaned: &[u8], out: &mut Vec<u8>) {
    let head = common_head(decoded, cleaned);
    let tail = common_tail(decoded, cleaned).min(decoded.len().min(cleaned.len()) - head);
    let (head_raw, head) = offset(raw, head, false);
    let (tail_raw, tail_start) = offset(raw, decoded.len() - tail, true);
    let tail = decoded.len() - tail_start;
    out.extend_from_slice(raw.cut(..head_raw));
    json::escape(out, cleaned.get(head..cleaned.len() - tail).unwrap_or_default());
    out.extend_from_slice(raw.cut(tail_raw..));
}

/// How many bytes two texts begin with both.
fn common_head(a: &[u8], b: &[u8]) -> usize {
    let words = a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0);
    let same = 8 * words.take_while(|(a, b)| a == b).count();
    same + a.cut(same..).iter().zip(b.cut(same..)).take_while(|(a, b)| a == b).count()
}

/// How many bytes two texts end with both.
fn common_tail(a: &[u8], b: &[u8]) -> usize {
    let words = a.as_rchunks::<8>().1.iter().rev().zip(b.as_rchunks::<8>().1.iter().rev());
    let same = 8 * words.take_while(|(a, b)| a == b).count();
    let (a, b) = (a.cut(..a.len() - same), b.cut(..b.len() - same));
    same + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// The place in `raw` of the byte `target` of its meaning, and that byte's number; moved to the nearest
/// start of a character or escape, down or up.
fn offset(raw: &[u8], target: usize, up: bool) -> (usize, usize) {
    let (mut at, mut decoded) = (0, 0);
    while decoded < target
        && let Some((first, after)) = raw.get(at..).and_then(<[u8]>::split_first)
    {
        let word = word(raw, at);
        let (width, len) = if decoded + 8 <= target && (word | equal(word, b'\\')) & HIGH == 0 {
            // Eight letters.
            (8, 8)
        } else if *first == b'\\' {
            let (width, unit) = escape(raw.cut(at..));
            (width, unit.len(raw.cut(at..at + width)))
        } else {
            let continuation = after.iter().take(3).take_while(|b| *b & 0xc0 == 0x80).count();
            let width = if *first < 0x80 { 1 } else { 1 + continuation };
            (width, width)
        };
        if decoded + len > target && !up {
            break;
        }
        at += width;
        decoded += len;
    }
    (at, decoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use proptest::prelude::*;

    fn decoded(raw: &str) -> Vec<u8> {
        let mut out = Vec::new();
        decode(raw.as_bytes(), &mut out);
        out
    }

    #[test]
    fn escapes_mean_what_json_says() {
        assert_eq!(decoded(r#"a\n\t\r\b\f\"\\\/b"#), b"a\n\t\r\x08\x0c\"\\/b");
        assert_eq!(decoded(r"p\u0061ss \u00e9 \u65e5 \ud83d\ude00"), "pass é 日 😀".as_bytes());
        assert_eq!(decoded(r"\ud83d \ude00 \ud83d\u0041"), b"\xed\xa0\xbd \xed\xb8\x80 \xed\xa0\xbdA");
        assert_eq!(decoded(r"\x41 \u12 \uzzzz \"), br"\x41 \u12 \uzzzz \");
    }

    #[test]
    fn only_the_difference_is_written_anew() {
        let spliced = |raw: &str, cleaned: &str| {
            let mut out = Vec::new();
            splice(raw.as_bytes(), &decoded(raw), cleaned.as_bytes(), &mut out);
            String::from_utf8(out).expect("UTF-8")
        };
        assert_eq!(
            spliced(r"caf\u00e9 \/ key=abc \/ end", "café / key=[X] / end"),
            r"caf\u00e9 \/ key=[X] \/ end"
        );
        assert_eq!(spliced("ééé", "éXé"), "éXé");
        assert_eq!(spliced(r"\u00e9a\u00e8", "éaê"), r"\u00e9aê");
        assert_eq!(spliced("abc", ""), "");
        assert_eq!(spliced("aaaa", "aa"), "aa");
        assert_eq!(spliced("aa", "aaaa"), "aaaa");
        assert_eq!(spliced(r"x\ny", "x\"y"), r#"x\"y"#);
        assert_eq!(spliced(r"a=s\“", "a=[X]"), "a=[X]");
        assert_eq!(spliced(r"a=s\“", r"a=[X]\“"), r"a=[X]\“");
    }

    proptest! {
        #[test]
        fn what_is_spliced_means_what_was_cleaned(text: String, head in 0..9_usize, cleaned: String) {
            let raw = serde_json::to_string(&text).expect("a string");
            let raw = &raw.as_bytes()[1..raw.len() - 1];
            // Give both a common start, as redaction does.
            let common: String = text.chars().take(head).collect();
            let cleaned = common + &cleaned;
            let mut out = alloc::vec![b'"'];
            splice(raw, text.as_bytes(), cleaned.as_bytes(), &mut out);
            out.push(b'"');
            let read: String = serde_json::from_slice(&out).expect("valid JSON");
            prop_assert_eq!(read, cleaned);
        }

        #[test]
        fn decoding_agrees_with_a_reader(text: String) {
            let raw = serde_json::to_string(&text).expect("a string");
            let mut out = Vec::new();
            decode(&raw.as_bytes()[1..raw.len() - 1], &mut out);
            prop_assert_eq!(out, text.as_bytes());
        }
    }
}
