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
fn write(text: &[u8], tokens: &[Token], out: &mut Vec<u8>, mut mask: impl FnMut(&Token, &mut Vec<u8>)) {
    let start = out.len();
    // Where the output ended when a mask was written last, as long as only joints stand behind it.
    let mut folded: Option<usize> = None;
    for token in tokens {
        match token.kind {
            Kind::Tail | Kind::Mask(Mask::Remark) => {}
            Kind::Mask(kind) => {
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
            Kind::Punct | Kind::Word => {
                let bytes = token.text(text);
                // 10.0.0.1:80, a-1/b-2 and 1, 2, 3
                let joint = token.kind == Kind::Punct && !token.space && folded.is_some() && is_joint(bytes);
                if !joint {
                    folded = None;
                }
                if token.space && out.len() > start {
                    out.push(b' ');
                }
                // A ruler is a ruler, however long.
                let ruler = matches!(bytes, [a, b, c, _, ..] if a == b && b == c)
                    && bytes.iter().all(|b| Some(b) == bytes.first());
                out.extend_from_slice(if ruler { bytes.get(..3).unwrap_or(bytes) } else { bytes });
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

/// Punctuation that joins values.
fn is_joint(punct: &[u8]) -> bool {
    punct.iter().all(|b| {
        matches!(
            b,
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
    })
}
