//! Tokens to template text.

use super::lex::{Kind, Token};
use super::shape::{Mask, refine};
use alloc::vec::Vec;
use core::ops::Range;

const MASK: &[u8] = b"<*>";

pub(super) fn canonical(text: &[u8], tokens: &[Token], out: &mut Vec<u8>) {
    write(text, tokens, out, |_, out| out.extend_from_slice(MASK));
}

pub(super) fn typed(text: &[u8], tokens: &[Token], out: &mut Vec<u8>) {
    write(text, tokens, out, |token, out| {
        out.push(b'<');
        out.extend_from_slice(kind(text, token).name().as_bytes());
        out.push(b'>');
    });
}

pub(super) fn spans(text: &[u8], tokens: &[Token]) -> Vec<(Range<usize>, Mask)> {
    tokens.iter().filter(|t| t.is_mask()).map(|t| (t.range(), kind(text, t))).collect()
}

fn kind(text: &[u8], token: &Token) -> Mask {
    match token.kind {
        Kind::Mask(mask) => refine(token.text(text), mask),
        _ => Mask::Name,
    }
}

/// Writes the template. A run of masks is one mask: how many items a list had, of how many parts a date is made, or
/// whether a card number was written in groups, is data.
#[inline]
fn write(text: &[u8], tokens: &[Token], out: &mut Vec<u8>, mut mask: impl FnMut(&Token, &mut Vec<u8>)) {
    let start = out.len();
    // Where the output ended when a mask was written last, as long as only joints stand behind it.
    let mut folded: Option<usize> = None;
    for token in tokens {
        if token.is_word() || token.is_mark() {
            // 10.0.0.1:80, a-1/b-2 and 1, 2, 3
            let joint = folded.is_some()
                && token.is_mark()
                && !token.space
                && token.text(text).iter().all(|&b| is_joint(b));
            if !joint {
                folded = None;
            }
            if token.space && out.len() > start {
                out.push(b' ');
            }
            append(out, text, token);
        } else if let Kind::Mask(kind) = token.kind
            && kind != Mask::Remark
        {
            if let Some(end) = folded
                && (!token.space || matches!(out.get(end..), Some(b"" | b",")))
            {
                out.truncate(end);
                continue;
            }
            if token.space && out.len() > start {
                out.push(b' ');
            }
            if kind == Mask::Arguments {
                out.push(b'(');
                mask(token, out);
                out.push(b')');
            } else {
                mask(token, out);
                folded = Some(out.len());
            }
        }
    }
    // `/srv/x/`: the same value as `/srv/x`.
    if let Some(end) = folded
        && out.get(end..) == Some(b"/")
    {
        out.truncate(end);
    }
}

/// Appends what a token holds.
#[inline]
fn append(out: &mut Vec<u8>, text: &[u8], token: &Token) {
    const CHUNK: usize = 16;
    let (start, length) = (token.start as usize, (token.end - token.start) as usize);
    // To copy a number of bytes that the compiler knows, and to forget some, is cheaper than to copy one that it does not.
    if let Some((_, rest)) = text.split_at_checked(start)
        && let Some(chunk) = rest.first_chunk::<CHUNK>()
        && length <= CHUNK
        && (chunk[0] != chunk[1] || chunk[1] != chunk[2])
    {
        let end = out.len() + length;
        out.extend_from_slice(chunk);
        out.truncate(end);
    } else {
        append_any(out, token.text(text));
    }
}

/// A ruler is a ruler, however long: three of it.
#[inline(never)]
fn append_any(out: &mut Vec<u8>, bytes: &[u8]) {
    let ruler = bytes.len() > 3 && bytes.iter().all(|b| Some(b) == bytes.first());
    out.extend_from_slice(if ruler { bytes.get(..3).unwrap_or(bytes) } else { bytes });
}

/// Punctuation that joins values.
fn is_joint(punct: u8) -> bool {
    matches!(
        punct,
        b':' | b'/'
            | b'-'
            | b'.'
            | b','
            | b'+'
            | b'@'
            | b'#'
            | b'~'
            | b'|'
            | b'&'
            | b'*'
            | b'^'
            | b'%'
            | b'$'
            | b'_'
            | b'\\'
    )
}
