//! The private parts of a JSON Web Key (RFC 7518 section 6), whose names of one or two letters mean it only beside `kty`.

use super::{Found, Quote, byte, glue, list, plain, random, value};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use core::ops::Range;

/// How far from `kty` its key begins and ends, in bytes: an RSA key of 4,096 bits has 3,200.
const REACH: usize = 4096;

/// The private parts of the key whose type stands under the name at `name`.
pub(super) fn parts(text: &[u8], name: &Range<usize>) -> Option<Found> {
    // The anchor of the name holds its quote.
    let start = name.start + usize::from(matches!(byte(text, name.start), b'"' | b'\''));
    let name = start..name.end;
    if text.get(name.clone())? != b"kty" {
        return None;
    }
    let (mark, _) = Quote::at(text, name.end)?;
    let head = &text[name.start.saturating_sub(REACH)..name.start];
    // Behind another type, which had all of the key read: many in a row cost no more than one.
    let is_end = |i: &usize| {
        matches!(head[*i], b'{' | b'}') || head.has_at(*i, b"kty") && *i > 0 && Quote::is_mark(head[i - 1])
    };
    let begin = (0..head.len()).rev().find(is_end).filter(|i| head[*i] != b'k')?;
    let from = name.start - head.len() + begin;
    let reach = &text[name.end..text.len().min(name.end + REACH)];
    let to = name.end + reach.iter().position(|b| matches!(b, b'{' | b'}')).unwrap_or(reach.len());
    looked(to - from);
    let (mut at, mut values) = (from, list::Values::new());
    while let Some(found) = text.cut(at..to).iter().position(|b| *b == mark.mark) {
        let key = at + found + 1;
        let Some(end) = value::closing(text.cut(..to), key, mark) else { break };
        let Some(next) = mark.closes(text, end) else { break };
        let colon = glue::skip_blanks(text, next);
        at = next;
        if byte(text, colon) != b':' || !is_private(text.cut(key..end)) {
            continue;
        }
        let Some((quote, inside)) = Quote::at(text, glue::skip_blanks(text, colon + 1)) else { continue };
        let end = value::closing(text.cut(..to), inside, quote).unwrap_or(to);
        if random::looks_random(text.cut(inside..end)) && !plain::is_placeholder(text.cut(inside..end)) {
            values.push(inside..end);
        }
        at = quote.closes(text, end).unwrap_or(to);
    }
    super::by_place(Some(values), &name)
}

fn is_private(key: &[u8]) -> bool {
    matches!(key, b"d" | b"p" | b"q" | b"dp" | b"dq" | b"qi" | b"k")
}
