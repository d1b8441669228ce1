//! A value and the one it takes the place of: `password changed from x to y`,
//! `{"field": "password", "old": "x", "new": "y"}`.

use super::glue::skip_blanks;
use super::{Quote, byte, is_one_of, list, plain, run, run_at, value};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// Longest value of a sentence, in bytes.
const LONGEST: usize = 128;

/// Both values of the change that the name at `name` went through.
pub(super) fn values(text: &[u8], name: &Range<usize>, says_password: bool) -> Option<list::Values> {
    match Quote::at(text, name.end) {
        Some((quote, next)) => members(text, quote, next),
        None => told(text, name.end, says_password),
    }
}

/// `changed from x to y`, `was rotated from "x" to "y"`.
fn told(text: &[u8], at: usize, says_password: bool) -> Option<list::Values> {
    const DEEDS: Texts = texts!["changed", "rotated", "updated", "replaced", "modified", "renamed", "reset"];
    let mut at = at;
    for skipped in [&b" was"[..], b" has been", b" is", b" value"] {
        at += if text.has_at(at, skipped) { skipped.len() } else { 0 };
    }
    let rest = text.cut(at..).strip_prefix(b" ")?;
    let word = run(rest, 16, u8::is_ascii_lowercase);
    looked(word);
    if !is_one_of(rest.cut(..word), DEEDS) || !rest.has_at(word, b" from ") {
        return None;
    }
    let (old, next) = word_at(text, at + 1 + word + b" from ".len())?;
    if !text.has_at(next, b" to ") {
        return None;
    }
    let (new, _) = word_at(text, next + b" to ".len())?;
    // One that is no word shows what the other is.
    let is_value = |found: &Range<usize>| {
        let value = text.cut(found.clone());
        if says_password { plain::is_odd(value) } else { plain::is_made_up(value) }
    };
    if !is_value(&old) && !is_value(&new) {
        return None;
    }
    let kept = [old, new].into_iter().filter(|found| !plain::is_status(text.cut(found.clone())));
    Some(kept.collect())
}

/// What takes the place of the value which ends at `end`, or should have been there, in the same quotes or without any: `"x" -> "y"`,
/// `x => y`, `x, expected y`. Swift's `dump` says an optional value twice.
pub(super) fn successor(text: &[u8], end: usize, quote: Option<Quote>) -> Option<Range<usize>> {
    let behind = text.get(quote.map_or(Some(end), |quote| quote.closes(text, end))?..)?;
    let arrow = match texts![" -> ", " => ", ", expected ", " but got ", ", got ", " but was "].head(behind) {
        0 => again(behind)?,
        arrow => arrow,
    };
    let at = text.len() - behind.len() + arrow;
    let same = Quote::at(text, at).map(|(other, _)| other) == quote;
    let (new, _) = word_at(text, at).filter(|_| same)?;
    let value = text.cut(new.clone());
    let believed = if quote.is_some() { !plain::is_nothing(value) } else { plain::is_odd(value) };
    (believed && !super::hidden_before(value)).then_some(new)
}

/// Where Swift's `dump` says a value again, behind the bracket and the line's end that are behind it.
fn again(behind: &[u8]) -> Option<usize> {
    const SOME: &[u8] = b"- some: ";
    let rest = behind.strip_prefix(b")\n")?;
    let blanks = run(rest, 32, |b| *b == b' ');
    rest.has_at(blanks, SOME).then_some(behind.len() - rest.len() + blanks + SOME.len())
}

/// The word at `at` without its quotes, and what comes behind it.
fn word_at(text: &[u8], at: usize) -> Option<(Range<usize>, usize)> {
    if let Some((quote, inside)) = Quote::at(text, at) {
        let end = value::closing(text, inside, quote)?;
        return Some((inside..end, quote.closes(text, end)?));
    }
    let rest = text.get(at..)?;
    let len = run(rest, LONGEST, |b| !b.is_ascii_whitespace());
    looked(len);
    let end =
        rest.cut(..len).iter().rposition(|b| !matches!(b, b'.' | b',' | b';' | b')')).map_or(0, |i| i + 1);
    (end > 0).then_some((at..at + end, at + end))
}

/// The members behind a name in `quote`: `, "old": "x", "new": "y"`, in either order.
fn members(text: &[u8], quote: Quote, next: usize) -> Option<list::Values> {
    const SIDES: Texts = texts![
        "old",
        "new",
        "old_value",
        "new_value",
        "oldvalue",
        "newvalue",
        "from",
        "to",
        "before",
        "after",
        "previous",
        "current",
        "was",
        "now",
    ];
    let mut values = list::Values::new();
    let mut at = next;
    let mut sides = 0;
    while byte(text, skip_blanks(text, at)) == b',' {
        let Some((_, inside)) = Quote::at(text, skip_blanks(text, skip_blanks(text, at) + 1)) else { break };
        let key = run_at(text, inside, 16, |b| b.is_ascii_alphabetic() || *b == b'_');
        looked(key);
        if !is_one_of(text.cut(inside..inside + key), SIDES) {
            break;
        }
        let Some(colon) = quote.closes(text, inside + key).map(|end| skip_blanks(text, end)) else { break };
        let value = skip_blanks(text, colon + 1);
        if byte(text, colon) != b':' {
            break;
        }
        at = match Quote::at(text, value) {
            Some((mark, from)) => {
                let Some(end) = value::closing(text, from, mark) else { break };
                if !plain::is_nothing(text.cut(from..end)) {
                    values.push(from..end);
                }
                let Some(end) = mark.closes(text, end) else { break };
                end
            }
            None if text.has_at(value, b"null") => value + b"null".len(),
            None => break,
        };
        sides += 1;
        if sides == 2 {
            break;
        }
    }
    (sides == 2 && !values.is_empty()).then_some(values)
}
