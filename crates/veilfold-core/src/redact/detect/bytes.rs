//! What verifiers read text with: byte classes, runs, and what counts as the edge of a word.
//!
//! Every walk has a bound, so a verifier costs the same on hostile text as on any other.

use crate::redact::work::looked;

/// Longest credential a verifier follows.
pub(super) const LONGEST: usize = 4096;

/// A set of bytes: any of ASCII, and of the others all or none. Small, since a table of tokens has some hundred of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Class {
    ascii: [u32; 4],
    others: bool,
}

impl Class {
    /// A set written as in a bracket expression: ranges such as `a-z`, and single bytes; `-` comes last.
    pub(super) const fn of(set: &str) -> Class {
        let (s, mut ascii, mut i) = (set.as_bytes(), [0; 4], 0);
        while i < s.len() {
            let (mut from, mut to) = (s[i], s[i]);
            if i + 2 < s.len() && s[i + 1] == b'-' {
                (from, to) = (s[i], s[i + 2]);
                i += 2;
            }
            loop {
                ascii[(from >> 5) as usize] |= 1 << (from & 31);
                if from >= to {
                    break;
                }
                from += 1;
            }
            i += 1;
        }
        Class { ascii, others: false }
    }

    /// This set and every byte that is not ASCII.
    pub(super) const fn or_non_ascii(self) -> Class {
        Class { others: true, ..self }
    }

    /// Whether every byte of this set is one of `other`.
    pub(super) const fn is_within(self, other: Class) -> bool {
        let mut i = 0;
        while i < self.ascii.len() {
            if self.ascii[i] & !other.ascii[i] != 0 {
                return false;
            }
            i += 1;
        }
        other.others || !self.others
    }

    /// Whether `byte` is in the set.
    pub(super) const fn has(self, byte: u8) -> bool {
        self.holds(byte)
    }

    /// [`Class::has`] where a run is read.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "most of what a verifier does")]
    const fn holds(&self, byte: u8) -> bool {
        if byte.is_ascii() { self.ascii[(byte >> 5) as usize] & (1 << (byte & 31)) != 0 } else { self.others }
    }
}

pub(super) const DIGIT: Class = Class::of("0-9");
pub(super) const ALPHA: Class = Class::of("A-Za-z");
pub(super) const ALNUM: Class = Class::of("A-Za-z0-9");
pub(super) const UPPER_ALNUM: Class = Class::of("A-Z0-9");
pub(super) const LOWER_ALNUM: Class = Class::of("a-z0-9");
pub(super) const HEX: Class = Class::of("0-9a-fA-F");
pub(super) const LOWER_HEX: Class = Class::of("0-9a-f");
pub(super) const WORD: Class = Class::of("A-Za-z0-9_");
/// Base64url of RFC 4648 section 5, without padding.
pub(super) const URL64: Class = Class::of("A-Za-z0-9_-");
/// Base64 of RFC 4648 section 4, with padding.
pub(super) const BASE64: Class = Class::of("A-Za-z0-9+/=");

/// The byte at `i`.
pub(super) fn at(text: &[u8], i: usize) -> Option<u8> {
    text.get(i).copied()
}

/// The byte before `i`.
pub(super) fn before(text: &[u8], i: usize) -> Option<u8> {
    i.checked_sub(1).and_then(|p| at(text, p))
}

/// End of the run of `class` that starts at `from`, at most `max` bytes long.
pub(super) fn run(text: &[u8], from: usize, class: Class, max: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let length = rest.iter().take(max).take_while(|b| class.holds(**b)).count();
    looked(length);
    from + length
}

/// Start of the run of `class` that ends at `to`, at most `max` bytes long. The letter of an escape such as
/// `\n` is no part of it.
pub(super) fn run_back(text: &[u8], to: usize, class: Class, max: usize) -> usize {
    let rest = text.get(..to).unwrap_or_default();
    let length = rest.iter().rev().take(max).take_while(|b| class.holds(**b)).count();
    looked(length);
    let i = to - length;
    let escape = i < to && before(text, i) == Some(b'\\') && matches!(at(text, i), Some(b'n' | b'r' | b't'));
    i + usize::from(escape)
}

/// The bytes of `text` in `from..to`, cut to what there is.
pub(super) fn slice(text: &[u8], from: usize, to: usize) -> &[u8] {
    let to = to.min(text.len());
    looked(to.saturating_sub(from));
    text.get(from.min(to)..to).unwrap_or_default()
}

/// Whether nothing of `class` stands directly before `i`. The end of an escape (`\n`, `\u0022`, `%3D`)
/// counts as nothing: text often comes out of JSON strings and URLs.
pub(super) fn free_left(text: &[u8], i: usize, class: Class) -> bool {
    match before(text, i) {
        Some(b) if class.has(b) => escape_ends(text, i),
        _ => true,
    }
}

/// Whether an escape sequence ends at `i`.
fn escape_ends(text: &[u8], i: usize) -> bool {
    let back = |n: usize| i.checked_sub(n).and_then(|p| at(text, p));
    let short = back(2) == Some(b'\\') && matches!(back(1), Some(b'n' | b'r' | b't' | b'b' | b'f'));
    let hex = |n: usize| back(n).is_some_and(|b| b.is_ascii_hexdigit());
    let percent = back(3) == Some(b'%') && hex(2) && hex(1);
    let unicode = back(6) == Some(b'\\') && back(5) == Some(b'u') && (1..=4).all(hex);
    short || percent || unicode
}

/// Whether nothing of `class` stands at `i`.
pub(super) fn free_right(text: &[u8], i: usize, class: Class) -> bool {
    at(text, i).is_none_or(|b| !class.has(b))
}

/// Where `needle` first stands in `hay`, in any ASCII case. Both are short.
pub(super) fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let first = needle.first()?.to_ascii_lowercase();
    hay.windows(needle.len())
        .position(|w| w[0].to_ascii_lowercase() == first && w.eq_ignore_ascii_case(needle))
}

/// Up to `N` bytes of `text` decoded from base64, either alphabet; stops at the first byte that is not
/// base64.
pub(super) fn decode64<const N: usize>(text: &[u8]) -> ([u8; N], usize) {
    let (mut out, mut len, mut acc, mut bits) = ([0; N], 0, 0u32, 0);
    for &b in text {
        let v = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => break,
        };
        (acc, bits) = (acc << 6 | u32::from(v), bits + 6);
        if bits >= 8 {
            bits -= 8;
            match out.get_mut(len) {
                Some(o) => *o = (acc >> bits) as u8,
                None => break,
            }
            len += 1;
        }
    }
    (out, len)
}
