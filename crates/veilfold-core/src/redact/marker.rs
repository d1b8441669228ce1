//! What a replacement looks like, so that the engine never takes its own output for a secret.
//!
//! `[REDACTED]`, `[REDACTED:<rule>]`, `[REMOVED]`, `[<rule>:<key id>:<16 or more hex>]`.

use crate::bounds::Bounds as _;
use crate::search;
use alloc::vec::Vec;

/// Longest marker that is looked for, in bytes: rule and key id have at most 64 each.
const LONGEST: usize = 64 + 64 + 64 + 4;

/// Length of the marker that begins at `text[0]`; 0 where none does.
pub(crate) fn length(text: &[u8]) -> usize {
    if text.first() != Some(&b'[') {
        return 0;
    }
    let window = &text[..text.len().min(LONGEST)];
    let Some(end) = window.iter().position(|b| *b == b']') else { return 0 };
    let body = window.cut(1..end);
    if body.len() >= BLANK && body.iter().all(|b| *b == b'#') {
        return end + 1;
    }
    let mut parts = body.split(|b| *b == b':');
    let is = match [parts.next(), parts.next(), parts.next(), parts.next()] {
        [Some(b"REDACTED" | b"REMOVED"), None, ..] => true,
        [Some(b"REDACTED"), Some(rule), None, _] => is_id(rule),
        [Some(rule), Some(key), Some(hex), None] => {
            is_id(rule)
                && is_key_id(key)
                && hex.len() >= 16
                && hex.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        }
        _ => false,
    };
    if is { end + 1 } else { 0 }
}

/// Shortest run of `#` that a blanked marker has: `REMOVED`.
const BLANK: usize = 7;

/// `text` with the words in its markers blanked, when it has markers: `[REDACTED:us_ssn]` is no context
/// that makes the number after it a social security number.
pub(crate) fn blank(text: &[u8]) -> Option<Vec<u8>> {
    let mut copy: Option<Vec<u8>> = None;
    for open in search::memchr_iter(b'[', text) {
        let len = length(text.cut(open..));
        if len > 0 {
            copy.get_or_insert_with(|| text.to_vec()).cut_mut(open + 1..open + len - 1).fill(b'#');
        }
    }
    copy
}

/// `text` with `other` in place of each marker, when it has markers.
pub(crate) fn replaced(text: &[u8], other: &[u8]) -> Option<Vec<u8>> {
    let mut copy: Option<Vec<u8>> = None;
    let mut kept = 0;
    for open in search::memchr_iter(b'[', text) {
        let len = if open < kept { 0 } else { length(text.cut(open..)) };
        if len > 0 {
            let copy = copy.get_or_insert_with(Vec::new);
            copy.extend_from_slice(text.cut(kept..open));
            copy.extend_from_slice(other);
            kept = open + len;
        }
    }
    copy.map(|mut copy| {
        copy.extend_from_slice(text.cut(kept..));
        copy
    })
}

/// The end of the marker that byte `at` lies in.
pub(crate) fn around(text: &[u8], at: usize) -> Option<usize> {
    let from = at.saturating_sub(LONGEST);
    let open = search::memrchr(b'[', text.get(from..=at)?)? + from;
    let end = open + length(text.cut(open..));
    (end > at).then_some(end)
}

fn is_id(id: &[u8]) -> bool {
    (1..=64).contains(&id.len()) && id.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// True when `id` can name a key in a marker.
pub(crate) fn is_key_id(id: &[u8]) -> bool {
    (1..=64).contains(&id.len())
        && id.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers() {
        for marker in ["[REDACTED]", "[REMOVED]", "[REDACTED:us_ssn]", "[email:2026-11:0123456789abcdef]"] {
            assert_eq!(length(marker.as_bytes()), marker.len());
            let text = alloc::format!("a[{marker}]");
            for at in 2..2 + marker.len() {
                assert_eq!(around(text.as_bytes(), at), Some(2 + marker.len()), "{text} {at}");
            }
            assert_eq!(around(text.as_bytes(), 2 + marker.len()), None);
        }
        for other in
            ["", "[", "[]", "[REDACTED", "[REDACTED:]", "[a:b:c]", "[password:x:0123456789ABCDEF]", "[1,2]"]
        {
            assert_eq!(length(other.as_bytes()), 0, "{other}");
        }
    }
}
