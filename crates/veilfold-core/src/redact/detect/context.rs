//! Words near a candidate that say what its digits are.

use super::bytes::{ALNUM, at, before, slice};
use crate::bounds::Bounds as _;
use crate::texts::Texts;
use core::ops::Range;

/// How far before a candidate a context word may stand, in bytes.
pub(super) const BEFORE: usize = 40;
/// How far after it.
pub(super) const AFTER: usize = 24;

/// Whether one of `words` stands within reach before or after `span`.
pub(super) fn near(text: &[u8], span: &Range<usize>, words: Texts) -> bool {
    let from = span.start.saturating_sub(BEFORE);
    let after = span.end..span.end.saturating_add(AFTER).min(text.len());
    // Letters of both cases, and some bytes of others, share a bit: few places begin as one of the words does.
    let bit = |b: u8| 1u32 << (b & 31);
    let firsts = words.iter().filter_map(<[u8]>::first).fold(0, |all, b| all | bit(*b));
    let stands_at = |i: usize| {
        let first = text.item(i);
        if firsts & bit(first) == 0 {
            return false;
        }
        // As `is_word` asks: most places are in the middle of a word.
        let begins =
            before(text, i).is_none_or(|p| !ALNUM.has(p)) || first.is_ascii_uppercase() || !first.is_ascii();
        begins
            && words.iter().any(|w| {
                w.first().is_some_and(|b| b.eq_ignore_ascii_case(&first)) && word_at(text, i, w).is_some()
            })
    };
    (from..span.start).any(stands_at) || after.into_iter().any(stands_at)
}

/// The end of `word` when it stands at `i` as a whole word. A space in `word` stands for any one of
/// ` _-./`, or nothing, so that `social security` is found in `socialSecurity` and `social_security`.
pub(super) fn word_at(text: &[u8], i: usize, word: &[u8]) -> Option<usize> {
    let mut t = i;
    for &w in word {
        let b = at(text, t)?;
        if w == b' ' {
            t += usize::from(matches!(b, b' ' | b'_' | b'-' | b'.' | b'/'));
        } else if b.eq_ignore_ascii_case(&w) {
            t += 1;
        } else {
            return None;
        }
    }
    is_word(text, i, t).then_some(t)
}

/// Whether `start..end` is a word of its own: no letter goes on on either side, unless a change of case
/// (`userSsn`, `ssnNumber`) marks the edge. Digits may follow. Text that is not ASCII has no such edges.
pub(super) fn is_word(text: &[u8], start: usize, end: usize) -> bool {
    let inner = slice(text, start, end);
    let (Some(&first), Some(&last)) = (inner.first(), inner.last()) else { return false };
    let left = match before(text, start) {
        Some(p) if first.is_ascii_uppercase() => !p.is_ascii_uppercase() || before(text, start - 1).is_none(),
        Some(p) if first.is_ascii() => !ALNUM.has(p),
        _ => true,
    };
    let right = match at(text, end) {
        Some(n) if last.is_ascii_lowercase() => !n.is_ascii_lowercase(),
        Some(n) if last.is_ascii() => !n.is_ascii_alphabetic(),
        _ => true,
    };
    left && right
}

/// Whether `span` is all there is, but for white space and quotes: the whole value of a field.
pub(super) fn alone(text: &[u8], span: &Range<usize>) -> bool {
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'');
    // A value is short; nothing long is looked at.
    text.len() - (span.end - span.start) <= 8
        && slice(text, 0, span.start).iter().all(blank)
        && slice(text, span.end, text.len()).iter().all(blank)
}
