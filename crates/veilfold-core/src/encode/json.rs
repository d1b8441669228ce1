//! The only JSON writer of veilfold, total over any bytes.
//!
//! What it writes is valid UTF-8 and valid JSON (RFC 8259) whatever it is given, on one line. Beyond what JSON
//! demands it escapes everything that can deceive a reader of the line: control characters (C0, DEL,
//! C1), the bidirectional controls of [Trojan Source](https://trojansource.codes/), the line separators
//! U+2028 and U+2029, and U+FEFF.

use crate::bounds::Bounds;
use crate::swar::{HIGH, ONES, equal, first};
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

/// Appends `text` as a JSON string with its quotes. See [`escape`].
pub fn string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    escape(out, text);
    out.push(b'"');
}

/// Appends `text`, escaped for the inside of a JSON string.
///
/// A lone surrogate in its three-byte form (WTF-8) becomes `\udXXX`, which Python reads back as the same
/// surrogate; any other byte sequence that is not UTF-8 becomes U+FFFD, one for each maximal subpart,
/// as [`String::from_utf8_lossy`](alloc::string::String::from_utf8_lossy) does it.
pub fn escape(out: &mut Vec<u8>, text: &[u8]) {
    if is_plain(text) {
        out.extend_from_slice(text);
        return;
    }
    let mut done = 0;
    let mut at = 0;
    loop {
        at += plain_prefix(text.get(at..).unwrap_or_default());
        let Some(&byte) = text.get(at) else { break };
        let (width, replacement) =
            if byte < 0x80 { (1, Replacement::Unit(u16::from(byte))) } else { multi_byte(text.cut(at..)) };
        match replacement {
            Replacement::None => {}
            Replacement::Unit(unit) => {
                out.extend_from_slice(text.cut(done..at));
                escape_unit(out, unit);
                done = at + width;
            }
            Replacement::Invalid => {
                out.extend_from_slice(text.cut(done..at));
                out.extend_from_slice("\u{fffd}".as_bytes());
                done = at + width;
            }
        }
        at += width;
    }
    out.extend_from_slice(text.get(done..).unwrap_or_default());
}

/// What is written in place of a character.
#[derive(Clone, Copy)]
enum Replacement {
    /// It stays.
    None,
    /// Its escape.
    Unit(u16),
    /// U+FFFD.
    Invalid,
}

/// The high bit of each byte of `word` that may not stand in a JSON string as it is; only the lowest counts.
#[inline(always)]
#[allow(clippy::inline_always, reason = "a filter is built for size, and every record passes here")]
pub(crate) const fn stops(word: u64) -> u64 {
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (equal(word, b'"') | equal(word, b'\\') | control) & HIGH
}

/// Zero for a word in which [`stops`] finds nothing and each byte is ASCII, which is told with less; else it may be anything.
#[inline(always)]
#[allow(clippy::inline_always, reason = "as above")]
pub(crate) const fn may_stop(word: u64) -> u64 {
    (word.wrapping_sub(ONES * 0x20)
        | (word ^ (ONES * b'"' as u64)).wrapping_sub(ONES)
        | (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES))
        & HIGH
}

/// The high bit of each byte of `word` that is not copied as it is; only the lowest counts.
const fn special(word: u64) -> u64 {
    stops(word) | (equal(word, 0x7f) | word) & HIGH
}

/// How many bytes at the start of `text` may stand in a JSON string as they are: all before a quote, a backslash or a
/// control character. Whether they are UTF-8 is not looked at.
#[inline]
pub fn string_prefix(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(word) = text.get(at..).and_then(|rest| rest.first_chunk()) {
        let hit = stops(u64::from_le_bytes(*word));
        if hit != 0 {
            return at + first(hit);
        }
        at += 8;
    }
    while text.get(at).is_some_and(|b| !matches!(b, b'"' | b'\\' | 0..0x20)) {
        at += 1;
    }
    at
}

/// Whether [`escape`] writes `text` as it is: ASCII without quotes, backslashes and control characters.
#[inline]
pub fn is_plain(text: &[u8]) -> bool {
    let (words, tail) = text.as_chunks::<8>();
    let found = words.iter().fold(0, |found, word| found | special(u64::from_le_bytes(*word)));
    // Some bytes twice cost less than the last ones one by one.
    let rest = || match text.last_chunk() {
        Some(word) => special(u64::from_le_bytes(*word)) == 0,
        None => tail.iter().all(|&b| is_plain_byte(b)),
    };
    found == 0 && rest()
}

/// How many bytes at the start of `text` are printable ASCII that needs no escape.
fn plain_prefix(text: &[u8]) -> usize {
    let (words, tail) = text.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let hit = special(u64::from_le_bytes(*word));
        if hit != 0 {
            return index * 8 + first(hit);
        }
    }
    let before = words.len() * 8;
    before + tail.iter().position(|&b| !is_plain_byte(b)).unwrap_or(tail.len())
}

const fn is_plain_byte(byte: u8) -> bool {
    matches!(byte, 0x20..0x7f) && byte != b'"' && byte != b'\\'
}

/// Width and replacement of the character at the start of `text`, whose first byte is not ASCII.
fn multi_byte(text: &[u8]) -> (usize, Replacement) {
    let tail = |i: usize, low: u8, high: u8| text.get(i).is_some_and(|b| (low..=high).contains(b));
    let byte = |i: usize| text.get(i).copied().unwrap_or_default();
    match byte(0) {
        0xc2..=0xdf if tail(1, 0x80, 0xbf) => {
            let code = u16::from(byte(0) & 0x1f) << 6 | u16::from(byte(1) & 0x3f);
            (2, if deceptive(code) { Replacement::Unit(code) } else { Replacement::None })
        }
        lead @ 0xe0..=0xef => {
            let low = if lead == 0xe0 { 0xa0 } else { 0x80 };
            match (tail(1, low, 0xbf), tail(2, 0x80, 0xbf)) {
                (true, true) => {
                    let code = u16::from(lead & 0x0f) << 12
                        | u16::from(byte(1) & 0x3f) << 6
                        | u16::from(byte(2) & 0x3f);
                    let surrogate = (0xd800..0xe000).contains(&code);
                    (
                        3,
                        if surrogate || deceptive(code) {
                            Replacement::Unit(code)
                        } else {
                            Replacement::None
                        },
                    )
                }
                // A surrogate's first two bytes alone are no prefix of any character.
                (true, false) if !(lead == 0xed && byte(1) >= 0xa0) => (2, Replacement::Invalid),
                _ => (1, Replacement::Invalid),
            }
        }
        lead @ 0xf0..=0xf4 => {
            let low = if lead == 0xf0 { 0x90 } else { 0x80 };
            let high = if lead == 0xf4 { 0x8f } else { 0xbf };
            match (tail(1, low, high), tail(2, 0x80, 0xbf), tail(3, 0x80, 0xbf)) {
                (true, true, true) => (4, Replacement::None),
                (true, true, false) => (3, Replacement::Invalid),
                (true, false, _) => (2, Replacement::Invalid),
                _ => (1, Replacement::Invalid),
            }
        }
        _ => (1, Replacement::Invalid),
    }
}

/// Characters that are valid and that make a line read other than it is.
const fn deceptive(code: u16) -> bool {
    matches!(code, 0x80..=0x9f | 0x061c | 0x200e | 0x200f | 0x2028..=0x202e | 0x2066..=0x2069 | 0xfeff)
}

fn escape_unit(out: &mut Vec<u8>, unit: u16) {
    match escape_of(unit) {
        escape @ [_, b'u', ..] => out.extend_from_slice(&escape),
        [backslash, short, ..] => out.extend_from_slice(&[backslash, short]),
    }
}

/// The escape of a UTF-16 code unit: `\u001b`, or the first two bytes alone where the second is no `u`.
pub const fn escape_of(unit: u16) -> [u8; 6] {
    let short = match unit {
        0x08 => b'b',
        0x09 => b't',
        0x0a => b'n',
        0x0c => b'f',
        0x0d => b'r',
        0x22 => b'"',
        0x5c => b'\\',
        _ => b'u',
    };
    const fn digit(unit: u16, shift: u16) -> u8 {
        b"0123456789abcdef"[(unit >> shift & 0xf) as usize]
    }
    [b'\\', short, digit(unit, 12), digit(unit, 8), digit(unit, 4), digit(unit, 0)]
}

/// Appends an integer.
pub fn integer(out: &mut Vec<u8>, value: i64) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// Appends a number of usual size with at most six decimals, as most are. False for any other.
fn few_decimals(out: &mut Vec<u8>, value: f64) -> bool {
    const POWERS: [u64; 7] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
    let magnitude = value.abs();
    if !(1e-3..1e9).contains(&magnitude) {
        return false;
    }
    // Below 10^15 a whole number is exact and the quotient rounded once, so what equals the value reads back as the
    // value. Such decimals are further apart than values are: the first that does is the shortest, and the only one.
    let found = POWERS.iter().enumerate().find_map(|(decimals, &power)| {
        let whole = (magnitude * power as f64 + 0.5) as u64;
        ((whole as f64 / power as f64).to_bits() == magnitude.to_bits()).then_some((
            decimals,
            whole / power,
            whole % power,
        ))
    });
    let Some((decimals, whole, rest)) = found else { return false };
    if value < 0.0 {
        out.push(b'-');
    }
    integer(out, whole as i64);
    out.push(b'.');
    let start = out.len();
    out.resize(start + decimals.max(1), b'0');
    let mut rest = rest;
    for digit in out[start..].iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    true
}

/// Appends a binary64 as the shortest decimal that reads back the same, in the notation of Python's
/// `repr` and `json.dumps` (`1.0`, `1e-05`, `1e+16`). NaN and the infinities, which JSON lacks, are `null`.
pub fn float(out: &mut Vec<u8>, value: f64) {
    if !value.is_finite() {
        out.extend_from_slice(b"null");
        return;
    }
    if few_decimals(out, value) {
        return;
    }
    // `{:e}` gives the shortest digits, as `-1.2345e-7`: at most 17 digits, so 32 bytes always do.
    let mut text = Fixed { bytes: [0; 32], used: 0 };
    let _ = write!(text, "{value:e}");
    let text = text.bytes.get(..text.used).unwrap_or_default();
    let (mantissa, exponent) = match text.iter().position(|&b| b == b'e') {
        Some(at) => (&text[..at], core::str::from_utf8(&text[at + 1..]).ok().and_then(|e| e.parse().ok())),
        None => (text, None),
    };
    let exponent: i32 = exponent.unwrap_or(0);
    let mut digits = [0_u8; 32];
    let mut count = 0;
    for &byte in mantissa {
        match byte {
            b'-' => out.push(b'-'),
            b'.' => {}
            digit => {
                digits[count] = digit;
                count += 1;
            }
        }
    }
    let digits = &digits[..count];
    if (0..16).contains(&exponent) {
        let whole = exponent as usize + 1;
        out.extend_from_slice(&digits[..whole.min(count)]);
        out.resize(out.len() + whole.saturating_sub(count), b'0');
        out.push(b'.');
        out.extend_from_slice(if count > whole { &digits[whole..] } else { b"0" });
    } else if (-4..0).contains(&exponent) {
        out.extend_from_slice(b"0.");
        out.resize(out.len() + (-exponent - 1) as usize, b'0');
        out.extend_from_slice(digits);
    } else {
        out.extend_from_slice(&digits[..1]);
        if count > 1 {
            out.push(b'.');
            out.extend_from_slice(&digits[1..]);
        }
        out.extend_from_slice(if exponent < 0 { b"e-" } else { b"e+" });
        if exponent.abs() < 10 {
            out.push(b'0');
        }
        integer(out, i64::from(exponent.abs()));
    }
}

/// Appends the text of a number as it is, or as a string where JSON has no such number (`Decimal('NaN')`).
pub fn number(out: &mut Vec<u8>, text: &[u8]) {
    if is_number(text) {
        out.extend_from_slice(text);
    } else {
        string(out, text);
    }
}

/// True for what RFC 8259 calls a number, and nothing else.
pub fn is_number(text: &[u8]) -> bool {
    number_end(text, 0) == Some(text.len())
}

/// The end of the number at `at`, as RFC 8259 has it.
pub(crate) fn number_end(text: &[u8], at: usize) -> Option<usize> {
    let start = at + usize::from(text.get(at) == Some(&b'-'));
    let mut end = digits_end(text, start)?;
    if text.get(start) == Some(&b'0') && end > start + 1 {
        return None;
    }
    if text.get(end) == Some(&b'.') {
        end = digits_end(text, end + 1)?;
    }
    if matches!(text.get(end), Some(b'e' | b'E')) {
        let sign = matches!(text.get(end + 1), Some(b'+' | b'-'));
        end = digits_end(text, end + 1 + usize::from(sign))?;
    }
    Some(end)
}

/// The end of the digits at `start`, of which there is one at least.
#[inline]
fn digits_end(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    while text.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    (at > start).then_some(at)
}

/// A small buffer to format into without allocation.
struct Fixed {
    bytes: [u8; 32],
    used: usize,
}

impl fmt::Write for Fixed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.used + text.len();
        self.bytes.get_mut(self.used..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.used = end;
        Ok(())
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
