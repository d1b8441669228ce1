//! Format strings: the log statement's own text, which says what is constant.

use super::settings::Settings;
use super::shape::{LETTER, PLACEHOLDER, class};
use alloc::vec::Vec;

pub(super) fn template(settings: &Settings, format: &[u8], out: &mut Vec<u8>) -> bool {
    let mut text = Vec::with_capacity(format.len());
    let mut at = 0;
    let mut words = false;
    while let Some(&byte) = format.get(at) {
        let rest = format.get(at..).unwrap_or_default();
        match placeholder(rest) {
            Some((length, None)) => {
                text.push(PLACEHOLDER);
                at += length;
            }
            Some((length, Some(literal))) => {
                text.push(literal);
                at += length;
            }
            None => {
                words |= class(byte) & LETTER != 0;
                text.push(byte);
                at += 1;
            }
        }
    }
    if words {
        super::template_with(settings, &text, out);
    }
    words
}

/// The placeholder that `rest` starts with: its length, and the character it stands for when it is an escape (`%%`, `{{`).
fn placeholder(rest: &[u8]) -> Option<(usize, Option<u8>)> {
    match rest {
        [b'%', b'%', ..] => Some((2, Some(b'%'))),
        [b'{', b'{', ..] => Some((2, Some(b'{'))),
        [b'}', b'}', ..] => Some((2, Some(b'}'))),
        [b'%', ..] => percent(rest).map(|length| (length, None)),
        [b'{', ..] => brace(rest).map(|length| (length, None)),
        [b'$', ..] => dollar(rest).map(|length| (length, None)),
        _ => None,
    }
}

/// `%s`, `%-5.2f`, `%(name)s`, `%*d`, `%lld`.
fn percent(rest: &[u8]) -> Option<usize> {
    let mut at = 1;
    if rest.get(at) == Some(&b'(') {
        at += rest.iter().skip(at).position(|&b| b == b')')? + 1;
    }
    let run = |at: usize, set: &[u8]| rest.iter().skip(at).take_while(|b| set.contains(b)).count();
    at += run(at, b"#0- +");
    at += run(at, b"0123456789*");
    at += run(at, b".");
    at += run(at, b"0123456789*");
    at += run(at, b"hlLqjzt");
    matches!(
        rest.get(at)?,
        b's' | b'r'
            | b'a'
            | b'd'
            | b'i'
            | b'u'
            | b'o'
            | b'x'
            | b'X'
            | b'e'
            | b'E'
            | b'f'
            | b'F'
            | b'g'
            | b'G'
            | b'c'
            | b'v'
            | b'q'
            | b'p'
            | b'T'
    )
    .then_some(at + 1)
}

/// `{}`, `{0}`, `{name.attr[0]!r:>{width}}`.
fn brace(rest: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, &byte) in rest.iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            // A field name holds no space and no quote before its colon: this is text, or a literal dictionary.
            b' ' | b'"' | b'\'' if !rest.get(..at)?.contains(&b':') => return None,
            b'\n' => return None,
            _ => {}
        }
    }
    None
}

/// `$name`, `${name}`.
fn dollar(rest: &[u8]) -> Option<usize> {
    let word =
        |at: usize| rest.iter().skip(at).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let first = |at: usize| rest.get(at).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    if rest.get(1) == Some(&b'{') {
        let length = word(2);
        return (first(2) && rest.get(2 + length) == Some(&b'}')).then_some(length + 3);
    }
    first(1).then(|| 1 + word(1))
}
