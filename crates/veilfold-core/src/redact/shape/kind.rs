//! The values of a Kubernetes Secret in JSON or in a repr, which its kind gives away whatever their names are:
//! `'kind': 'Secret', 'data': {'x': 'aGk='}`.

use super::{Found, Quote, byte, glue, list, plain, value};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::texts::texts;
use core::ops::Range;

/// How far from its kind a Secret begins and ends, in bytes.
const REACH: usize = 4096;
const KIND: &[u8] = b"Secret";

/// The values of the object whose kind stands at `name`.
pub(super) fn values(text: &[u8], name: &Range<usize>) -> Option<Found> {
    if text.get(name.clone())? != KIND {
        return None;
    }
    let (mark, open) = Quote::before(text, name.start)?;
    mark.closes(text, name.end)?;
    let key = text.cut(..open).trim_ascii_end().strip_suffix(b":")?.trim_ascii_end();
    let (_, close) = Quote::before(text, key.len()).filter(|(quote, _)| *quote == mark)?;
    text.cut(..close).strip_suffix(b"kind").filter(|head| head.ends_with(&[mark.mark]))?;
    let from = begin(text, close)?;
    let stop = text.len().min(name.end + REACH);
    let (mut at, mut depth, mut is_data, mut found) = (from + 1, 0_usize, false, list::Values::new());
    while at < stop {
        match text.item(at) {
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => break,
            b'}' | b']' => depth -= 1,
            _ => {
                if let Some((inside, end)) = quoted(text.cut(..stop), at, mark) {
                    let content = text.cut(inside.clone());
                    // What follows another one is its own: many in a row cost no more than one.
                    if content == KIND && inside.start > name.end {
                        break;
                    }
                    let is_key = byte(text, glue::skip_blanks(text, end)) == b':';
                    if depth == 0 {
                        is_data = is_key && texts!["data", "stringData"].has(content);
                    } else if is_data && !is_key && !plain::is_placeholder(content) {
                        found.push(inside);
                    }
                    at = end;
                    continue;
                }
            }
        }
        at += 1;
    }
    looked(at - from);
    super::by_place(Some(found), name)
}

/// The text in such quotes at `at`, and where it ends; what is cut off has no end.
fn quoted(text: &[u8], at: usize, mark: Quote) -> Option<(Range<usize>, usize)> {
    if !matches!(text.item(at), b'\\' | b'"' | b'\'') {
        return None;
    }
    let (_, start) = Quote::at(text, at).filter(|(quote, _)| *quote == mark)?;
    let end = value::closing(text, start, mark).unwrap_or(text.len());
    Some((start..end, mark.closes(text, end).unwrap_or(text.len())))
}

/// Where the object begins that holds what ends before `at`; none behind another kind, which had it read.
fn begin(text: &[u8], at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut i = at;
    while i > at.saturating_sub(REACH) {
        i -= 1;
        match text.item(i) {
            b'}' | b']' => depth += 1,
            b'{' if depth == 0 => {
                looked(at - i);
                return Some(i);
            }
            b'{' | b'[' => depth = depth.checked_sub(1)?,
            b'S' if depth == 0 && text.has_at(i, KIND) && is_quoted(text, i) => break,
            _ => {}
        }
    }
    looked(at - i);
    None
}

/// Whether the kind at `at` is all that stands in its quotes.
fn is_quoted(text: &[u8], at: usize) -> bool {
    Quote::before(text, at).is_some_and(|(mark, _)| mark.closes(text, at + KIND.len()).is_some())
}
