//! Globs in linear time: literal pieces that must follow one another, `*` between them.

use super::lines::find;
use crate::bounds::Bounds;
use crate::few::Few;

/// What the stars of a pattern matched.
pub(super) type Captures<'a> = Few<[&'a [u8]; 8]>;

/// Whether `pattern` matches the whole of `text`.
pub(super) fn matches(pattern: &[u8], text: &[u8]) -> bool {
    captures(pattern, text).is_some()
}

/// Matches the whole of `text`; each star takes as little as it can, the last one what is left.
pub(super) fn captures<'a>(pattern: &[u8], text: &'a [u8]) -> Option<Captures<'a>> {
    let mut out = Captures::new();
    let mut pieces = pattern.split(|&b| b == b'*');
    let mut rest = text.strip_prefix(pieces.next()?)?;
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty().then_some(out);
    }
    // Most patterns are refused by their end.
    if !rest.ends_with(pattern.rsplit(|&b| b == b'*').next()?) {
        return None;
    }
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            out.push(rest.strip_suffix(piece)?);
            break;
        }
        let at = find(rest, piece)?;
        out.push(rest.cut(..at));
        rest = rest.cut(at + piece.len()..);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (pattern, text, want) in [
            ("abc", "abc", true),
            ("abc", "abcd", false),
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abcb", false),
            ("*/shop/*", "/srv/shop/x.py", true),
            ("a*a", "a", false),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern.as_bytes(), text.as_bytes()), want, "{pattern} {text}");
        }
        let got =
            captures(b"'*' object has no attribute '*'*", b"'A' object has no attribute 'b'. Did").unwrap();
        assert_eq!(&got[..], [&b"A"[..], b"b", b". Did"]);
    }
}
