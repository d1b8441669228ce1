//! Values below a header line: the columns of CSV and of tables with another sign between them, as `psql` and `mysql` draw them too.

use super::{Quote, byte, classify, list, plain};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::search;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// Longest header line, and longest row, in bytes.
const LONGEST: usize = 512;
/// Most blanks on a side of a name.
const WIDEST: usize = 128;
/// How many rows are looked at, and how many bytes of them.
const ROWS: usize = 64;
const REACH: usize = 8192;

/// The values below the name at `name`, where its line is nothing but names.
pub(super) fn column(text: &[u8], name: &Range<usize>, says_password: bool) -> Option<list::Values> {
    let quote = Quote::before(text, name.start).filter(|(q, _)| q.depth == 0 && q.mark == b'"');
    let (open, close) = match quote {
        Some((quote, open)) => (open, quote.closes(text, name.end)?),
        None => (name.start, name.end),
    };
    // What is drawn has blanks around each cell.
    let blanks = |side: &mut dyn Iterator<Item = &u8>| side.take(WIDEST).take_while(|b| **b == b' ').count();
    let before = blanks(&mut text.cut(..open).iter().rev());
    let left = (open - before).checked_sub(1).map_or(b'\n', |i| text.item(i));
    let after = blanks(&mut text.cut(close..).iter());
    let right = byte(text, close + after);
    looked(before + after);
    let is_sign = |b: u8| matches!(b, b',' | b';' | b'\t' | b'|');
    let sign = if is_sign(left) { left } else { right };
    let edge = |b: u8| b == sign || matches!(b, b'\n' | b'\r');
    let is_drawn = sign == b'|';
    if !is_sign(sign) || !edge(left) || !edge(right) || !is_drawn && before + after > 0 {
        return None;
    }
    let before = text.cut(open.saturating_sub(LONGEST)..open);
    let start = open - search::memrchr(b'\n', before).map_or(before.len(), |i| before.len() - i - 1);
    let behind = text.cut(close..text.len().min(close + LONGEST));
    let end = close + search::memchr(b'\n', behind).unwrap_or(behind.len());
    looked(end - start);
    let header = text.cut(start..end).trim_ascii_end();
    let index = text.cut(start..open).iter().filter(|b| **b == sign).count();
    let width = header.split(|b| *b == sign).count();
    let believed = |content: &[u8]| {
        let believed = if says_password { !plain::is_sentence(content) } else { plain::is_odd(content) };
        believed && !(is_drawn && is_described(content)) && !plain::is_nothing(content)
    };
    let mut values = list::Values::new();
    let is_name = |cell: &[u8]| {
        let cell = if is_drawn { cell.trim_ascii() } else { cell };
        let is_part = |b: &u8| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'_' | b'-' | b'.' | b'"' | 0x80..)
                || is_drawn && *b == b' '
        };
        cell.iter().all(is_part) && cell.iter().any(u8::is_ascii_alphabetic)
    };
    let mut at = end + 1;
    // What is drawn has a line below its header.
    let is_header = width >= 2
        && bare(header, is_drawn).split(|b| *b == sign).all(is_name)
        && (!is_drawn || is_rule(line_at(text, at)));
    for _ in 0..if is_header { ROWS } else { 0 } {
        let whole = line_at(text, at);
        if at > end + REACH {
            break;
        }
        let line = whole.trim_ascii_end();
        looked(line.len());
        if let Some(cell) = cell(line, sign, width, index) {
            if believed(line.cut(cell.clone())) {
                values.push(at + cell.start..at + cell.end);
            }
        } else if !is_drawn || whole.len() == LONGEST || !is_rule(line) && !line.contains(&sign) {
            break;
        }
        at += whole.len() + 1;
    }
    // `| password | x |`, and in what `psql` prints line by line `password | x`.
    let framed = usize::from(header.trim_ascii_start().starts_with(b"|"));
    if values.is_empty()
        && is_drawn
        && (width, index) == (2 + 2 * framed, framed)
        && let Some(cell) = cell(header, sign, width, index + 1)
    {
        let content = header.cut(cell.clone());
        // A secret of Kubernetes has a name of its own.
        let is_sure = framed == 1 && !texts!["secret"].end_folded(text.cut(name.clone()));
        if believed(content) && (is_sure || plain::is_odd(content)) {
            values.push(start + cell.start..start + cell.end);
        }
    }
    (!values.is_empty()).then_some(values)
}

/// The line that begins at `at`, or as much of it as is looked at.
fn line_at(text: &[u8], at: usize) -> &[u8] {
    let line = text.cut(at.min(text.len())..text.len().min(at + LONGEST));
    line.cut(..search::memchr(b'\n', line).unwrap_or(line.len()))
}

/// What a table of a manual says of a field: `| password | required |`.
fn is_described(content: &[u8]) -> bool {
    const WORDS: Texts =
        texts!["string", "str", "text", "varchar", "char", "bytes", "required", "optional", "yes", "no"];
    WORDS.has_folded(content) || classify(content).is_some()
}

/// A line without the signs that it begins and ends with where it is drawn with a frame.
fn bare(line: &[u8], is_drawn: bool) -> &[u8] {
    let inner = line.trim_ascii();
    match inner {
        [b'|', inner @ .., b'|'] if is_drawn => inner,
        _ => line,
    }
}

/// `+----+----+`, `----+----`, `|---|:---|`: the line below a header and around a table.
fn is_rule(line: &[u8]) -> bool {
    line.len() > 2 && line.iter().all(|b| b" -+|=:".contains(b)) && line.contains(&b'-')
}

/// The `index`th of the `width` cells of `line`, without its quotes.
fn cell(line: &[u8], sign: u8, width: usize, index: usize) -> Option<Range<usize>> {
    let (mut n, mut start, mut quoted, mut found) = (0, 0, false, None);
    for (i, b) in line.iter().enumerate().chain(core::iter::once((line.len(), &sign))) {
        if *b == b'"' {
            quoted = !quoted;
        } else if *b == sign && (!quoted || i == line.len()) {
            if n == index {
                found = Some(start..i);
            }
            (n, start) = (n + 1, i + 1);
        }
    }
    let cell = found.filter(|_| n == width)?;
    let inner = line.cut(cell.clone());
    let blanks = inner.len() - inner.trim_ascii_start().len();
    let cell = cell.start + blanks..cell.start + blanks + inner.trim_ascii().len();
    let inner = line.cut(cell.clone());
    let is_quoted = inner.len() >= 2 && inner.starts_with(b"\"") && inner.ends_with(b"\"");
    Some(if is_quoted { cell.start + 1..cell.end - 1 } else { cell })
}
