//! Values on the lines below their name, as YAML has them.

use super::glue::{Glue, pair_begins};
use super::value::line_end;
use super::{Quote, run, value};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::search;
use core::ops::Range;

/// How far the line of a name reaches back, and how long a block is looked at, in bytes.
const REACH: usize = 8192;
const MARGIN: usize = 128;

/// Blanks at the beginning of a line.
fn indent(line: &[u8]) -> usize {
    run(line, MARGIN, |b| *b == b' ')
}

/// Where the block begins that belongs to the name at `name`, when what follows its colon, at `at`, is the end of
/// the line, `|` or `>`. The name is the first of its line, and the block stands deeper than it.
pub(super) fn begins(text: &[u8], name: usize, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let sign = run(rest, 4, |b| matches!(b, b'|' | b'>' | b'+' | b'-' | b'1'..=b'9'));
    let newline = match rest.get(sign..)? {
        [b'\n', ..] => 1,
        [b'\r', b'\n', ..] => 2,
        _ => return None,
    };
    let before = text.cut(name.saturating_sub(MARGIN)..name);
    let margin = search::memrchr(b'\n', before).map_or(before, |i| before.cut(i + 1..));
    let is_first = margin.iter().all(|b| matches!(b, b' ' | b'-' | b'"' | b'\''));
    let start = at + sign + newline;
    let line = text.get(start..)?;
    let (own, deep) = (margin.len().min(indent(margin)), indent(line));
    looked(margin.len() + deep);
    let item = line.has_at(deep, b"- ");
    let begin = start + deep + 2 * usize::from(item && sign == 0);
    let is_deeper = deep > own || item && deep == own && sign == 0;
    (is_first && is_deeper && !matches!(line.get(deep), None | Some(b'\n' | b'\r'))).then_some(begin)
}

/// The value that begins at `glue.value`: one word, all items of a list, or all lines of a block scalar. Members
/// and sentences are none.
pub(super) fn extent(text: &[u8], glue: &Glue) -> Option<Range<usize>> {
    let begin = glue.value;
    let end = line_end(text, begin);
    let first = text.cut(begin..end).trim_ascii_end();
    let start = search::memrchr(b'\n', &text[..begin])? + 1;
    let is_item = text.cut(start..begin).ends_with(b"- ");
    let header = text.cut(..start).trim_ascii_end().last();
    let is_scalar = matches!(header, Some(b'|' | b'>' | b'+' | b'-'));
    if !is_scalar && (pair_begins(text, begin) || first.ends_with(b":")) {
        return None;
    }
    if !is_scalar && !is_item {
        if let Some((quote, inside)) = Quote::at(text, begin) {
            return Some(inside..value::closing(text, inside, quote)?);
        }
        return (!first.contains(&b' ')).then(|| begin..begin + first.len());
    }
    // Every line as deep as the first.
    let deep = indent(text.cut(start..begin));
    let mut last = begin + first.len();
    let stop = text.len().min(begin + REACH);
    let mut next = end;
    while next < stop {
        let Some(newline) = search::memchr(b'\n', &text[next..stop]) else { break };
        let line_start = next + newline + 1;
        let line = text.cut(line_start..line_end(text, line_start));
        let goes_on = indent(line) >= deep && (is_scalar || line.cut(indent(line)..).starts_with(b"- "));
        if !goes_on || line.trim_ascii().is_empty() {
            break;
        }
        last = line_start + line.trim_ascii_end().len();
        next = line_start + line.len();
    }
    Some(begin..last)
}
