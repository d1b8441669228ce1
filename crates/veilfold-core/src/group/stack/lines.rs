//! Text as lines, freed of what a transport wrapped around it: CRI and syslog prefixes, indentation,
//! quote marks, CRLF, terminal colours and literal `\n` escapes.

use crate::bounds::Bounds;
use crate::group::work::looked_at;
use crate::search::{memchr, memchr2, memrchr};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Iterates over lines from an offset on; `\n` and `\r\n` end a line.
#[derive(Clone)]
pub(super) struct Lines<'a> {
    text: &'a [u8],
    next: usize,
}

/// A line and where it lies.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    /// Offset of its first byte in the text.
    pub(super) start: usize,
    /// The line without its end.
    pub(super) text: &'a [u8],
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a [u8], from: usize) -> Self {
        Lines { text, next: from }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let start = self.next;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let len = memchr(b'\n', rest).unwrap_or(rest.len());
        looked_at(len);
        self.next = start + len + 1;
        let line = rest.cut(..len);
        Some(Line { start, text: line.strip_suffix(b"\r").unwrap_or(line) })
    }
}

/// Offset of the first byte of the line that holds `at`.
pub(super) fn line_start(text: &[u8], at: usize) -> usize {
    let start = memrchr(b'\n', text.cut(..at)).map_or(0, |newline| newline + 1);
    looked_at(at - start);
    start
}

/// The line before the one that starts at `start`.
pub(super) fn line_before(text: &[u8], start: usize) -> Option<Line<'_>> {
    let end = start.checked_sub(1)?;
    let begin = line_start(text, end);
    let line = text.cut(begin..end);
    Some(Line { start: begin, text: line.strip_suffix(b"\r").unwrap_or(line) })
}

/// What a transport put before the text of every line, learnt from one line.
#[derive(Clone, Copy)]
pub(super) struct Prefix<'a>(&'a [u8]);

impl<'a> Prefix<'a> {
    /// The prefix `sample`, if `witness` (a neighbouring line) carries one of the same shape too;
    /// otherwise only that one line had something before its text, as log lines do.
    pub(super) fn learn(sample: &'a [u8], witness: Option<&[u8]>) -> Prefix<'a> {
        let prefix = Prefix(sample);
        if witness.is_some_and(|line| prefix.strip(line).is_some()) { prefix } else { Prefix(b"") }
    }

    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The text of a line that has such a prefix or none, without white space around it.
    pub(super) fn body(self, line: &[u8]) -> &[u8] {
        self.strip(line).unwrap_or(line).trim_ascii()
    }

    /// The text of a line behind a prefix of this shape: runs of digits stand for each other (times, process
    /// ids), a space before a digit may repeat (`Dec  2`), the CRI tags `F` and `P` are one, the rest is equal.
    pub(super) fn strip(self, line: &[u8]) -> Option<&[u8]> {
        if let Some(rest) = line.strip_prefix(self.0) {
            return Some(rest);
        }
        let sample = self.0;
        if sample.len() > MAX_PREFIX {
            return None;
        }
        // An empty line may have lost the white space at its end.
        if line.is_empty() && sample.trim_ascii().is_empty() {
            return Some(line);
        }
        let (mut i, mut j) = (0, 0);
        while let Some(&want) = sample.get(i) {
            match want {
                b'0'..=b'9' => {
                    let (n, m) = (digits(sample.cut(i..)), digits(line.cut(j..)));
                    if m == 0 {
                        return None;
                    }
                    (i, j) = (i + n, j + m);
                }
                b' ' => {
                    let (n, m) = (spaces(sample.cut(i..)), spaces(line.cut(j..)));
                    i += n;
                    if sample.get(i).is_some_and(u8::is_ascii_digit) {
                        if m == 0 {
                            return None;
                        }
                        j += m;
                    } else if m < n {
                        // Trailing white space of an otherwise empty line may be lost.
                        return (i == sample.len() && j + m == line.len()).then_some(&b""[..]);
                    } else {
                        j += n;
                    }
                }
                b'F' | b'P' if matches!(line.get(j), Some(b'F' | b'P')) => (i, j) = (i + 1, j + 1),
                _ if line.get(j) == Some(&want) => (i, j) = (i + 1, j + 1),
                _ => return None,
            }
        }
        Some(line.cut(j..))
    }
}

/// What stands before the indented text at `at` on its line, where the line before or after starts likewise.
pub(super) fn prefix_at(text: &[u8], at: usize) -> Prefix<'_> {
    let start = line_start(text, at);
    let before = text.cut(start..at);
    let mut len = before.trim_ascii_end().len();
    if len == 0 {
        return Prefix(b"");
    }
    // The space that ends the prefix is not indentation.
    len += usize::from(before.get(len) == Some(&b' '));
    let mut lines = Lines::new(text, start);
    lines.next();
    let sample = before.cut(..len);
    let prefix = Prefix::learn(sample, lines.next().map(|line| line.text));
    if !prefix.is_empty() {
        return prefix;
    }
    Prefix::learn(sample, line_before(text, start).map(|line| line.text))
}

/// Where in its line the frame begins that has a mark at `at`: what stands before it is of a transport.
pub(super) fn column(text: &[u8], at: usize, is_frame: fn(&[u8]) -> bool) -> Option<usize> {
    let start = line_start(text, at);
    let line = Lines::new(text, start).next()?.text;
    let is_space = |at: usize| line.get(at).is_none_or(u8::is_ascii_whitespace);
    let starts_word = |&at: &usize| is_space(at.wrapping_sub(1)) && !is_space(at);
    let mut words = (0..=at - start).rev().filter(starts_word).take(MAX_WORDS);
    words.find(|&at| line.get(at..).is_some_and(is_frame))
}

/// Words before its mark in which a frame is looked for.
const MAX_WORDS: usize = 24;

/// Longer text before a header is a message, not the prefix of a transport.
const MAX_PREFIX: usize = 256;

/// Number of digits that `text` starts with.
pub(super) fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|b| b.is_ascii_digit()).count()
}

/// Number of spaces that `text` starts with.
pub(super) fn spaces(text: &[u8]) -> usize {
    text.iter().take_while(|&&b| b == b' ').count()
}

/// `text` without terminal colours (CSI sequences), borrowed when there are none.
pub(super) fn without_colours(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr(0x1b, text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(0x1b, rest) {
        out.extend_from_slice(rest.cut(..at));
        rest = rest.cut(at + 1..);
        if let Some(sequence) = rest.strip_prefix(b"[") {
            let parameters = sequence.iter().take_while(|b| (0x20..0x40).contains(*b)).count();
            rest = sequence.cut(parameters..);
            // A sequence that was cut off has no last byte.
            if let [0x40..=0x7e, after @ ..] = rest {
                rest = after;
            }
        }
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

/// Undoes one level of backslash escapes, as JSON and `repr` write them; the quotes around a literal become line ends.
/// `None` when there is no literal `\n`, so that nothing can be gained.
pub(super) fn unescaped(text: &[u8]) -> Option<Vec<u8>> {
    crate::search::find(text, b"\\n")?;
    // Where quotes inside are escaped, a bare one is a delimiter.
    let escapes_quotes = crate::search::find(text, b"\\\"").is_some();
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = memchr2(b'\\', b'"', text.cut(at..)).map(|n| at + n) {
        let (before, [sign, rest @ ..]) = text.cut_at(found) else { break };
        out.extend_from_slice(before.cut(at..));
        if *sign == b'"' {
            out.push(if escapes_quotes || delimits(before, rest) { b'\n' } else { b'"' });
            at = found + 1;
            continue;
        }
        at = (found + 2).min(text.len());
        match rest.first() {
            Some(b'n') => out.push(b'\n'),
            Some(b't') => out.push(b'\t'),
            Some(b'r') => out.push(b'\r'),
            Some(b'u') => match rest.get(1..5).and_then(hex4) {
                Some(c) => {
                    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                    at += 4;
                }
                None => out.extend_from_slice(b"\\u"),
            },
            Some(b @ (b'\\' | b'"' | b'\'' | b'/')) => out.push(*b),
            Some(b) => out.extend_from_slice(&[b'\\', *b]),
            None => out.push(b'\\'),
        }
    }
    out.extend_from_slice(text.cut(at..));
    Some(out)
}

/// Whether a literal `\n` is escaped only once, so that undoing one level gives lines.
pub(super) fn has_plain_escape(text: &[u8]) -> bool {
    crate::search::find_iter(text, b"\\n").any(|at| text.get(at.wrapping_sub(1)) != Some(&b'\\'))
}

/// Whether a bare quote opens or closes a string, by the punctuation of JSON beside it.
fn delimits(before: &[u8], after: &[u8]) -> bool {
    let opens = before.trim_ascii_end().last().is_none_or(|b| matches!(b, b'{' | b'[' | b':' | b',' | b'='));
    let closes = after.trim_ascii_start().first().is_none_or(|b| matches!(b, b'}' | b']' | b':'));
    opens || closes || after.starts_with(b",\"")
}

fn hex4(digits: &[u8]) -> Option<char> {
    let text = core::str::from_utf8(digits).ok()?;
    char::from_u32(u32::from_str_radix(text, 16).ok()?)
}

/// Whether the text may hold more than one line: a line end, or a backslash that could spell one.
pub(super) fn may_hold_lines(text: &[u8]) -> bool {
    memchr2(b'\n', b'\\', text).is_some()
}

/// The decimal number that `text` starts with, saturating; 0 when there is none.
pub(super) fn number(text: &[u8]) -> u32 {
    text.iter()
        .take_while(|b| b.is_ascii_digit())
        .fold(0_u32, |n, b| n.saturating_mul(10).saturating_add(u32::from(b - b'0')))
}

/// Offset of the first `needle`. For short texts, where preparing a searcher would cost more than the search: looks for
/// the needle's first byte that is no space.
pub(super) fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    match needle.iter().position(|&b| b != b' ') {
        Some(probe) => find_by(text, needle, probe),
        None => search(text, needle),
    }
}

/// Offset of the first `needle` in a text of any length.
pub(super) fn search(text: &[u8], needle: &[u8]) -> Option<usize> {
    let found = crate::search::find(text, needle);
    looked_at(found.unwrap_or(text.len()));
    found
}

/// Offset of the first `needle`, whose byte `probe` is looked for: quick where that one is rare.
pub(super) fn find_by(text: &[u8], needle: &[u8], probe: usize) -> Option<usize> {
    let mut from = probe;
    let sign = *needle.get(probe)?;
    loop {
        let Some(at) = memchr(sign, text.get(from..)?).map(|at| from + at) else {
            looked_at(text.len() - from);
            return None;
        };
        looked_at(at - from);
        if text.cut(at - probe..).starts_with(needle) {
            return Some(at - probe);
        }
        from = at + 1;
    }
}

/// Splits at the first `needle`.
pub(super) fn split_once<'a>(text: &'a [u8], needle: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = find(text, needle)?;
    Some((text.get(..at)?, text.get(at + needle.len()..)?))
}

/// What stands before the first `end`, or all.
pub(super) fn until(text: &[u8], end: u8) -> &[u8] {
    text.cut(..memchr(end, text).unwrap_or(text.len()))
}

/// Splits at the last `needle`.
pub(super) fn rsplit_once<'a>(text: &'a [u8], needle: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let found = crate::search::rfind(text, needle);
    looked_at(text.len() - found.unwrap_or_default());
    let at = found?;
    Some((text.get(..at)?, text.get(at + needle.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_of_the_same_shape_is_stripped() {
        let p = Prefix(b"Nov 21 08:41:00 web-1 shop[4242]: ");
        assert_eq!(p.strip(b"Nov  2 11:00:50 web-7 shop[99]:   File"), Some(&b"  File"[..]));
        assert_eq!(p.strip(b"Nov 21 08:41:00 db-1 shop[4242]: x"), None);
        let cri = Prefix(b"2026-11-21T08:41:02.1Z stderr F ");
        assert_eq!(cri.strip(b"2026-11-21T08:41:02.000002Z stderr P     x"), Some(&b"    x"[..]));
        assert_eq!(cri.strip(b"2026-11-21T08:41:02.000002Z stderr F"), Some(&b""[..]));
    }

    #[test]
    fn escapes_and_colours_are_undone() {
        assert_eq!(unescaped(br#"{"x":"a\n  \"b\"\u003c\\n"}"#).unwrap(), b"{\nx\n:\na\n  \"b\"<\\n\n}");
        assert_eq!(unescaped(br#"["a\n File "b", line"]"#).unwrap(), b"[\na\n File \"b\", line\n]");
        assert_eq!(unescaped(br"C:\temp"), None);
        assert_eq!(&*without_colours(b"\x1b[1;31mred\x1b[0m\x1b"), b"red");
        assert_eq!(&*without_colours(b"cut\x1b[1;3\nred"), b"cut\nred");
    }

    #[test]
    fn find_is_memmem() {
        for text in ["", " ", "a b", "  ab", "aab ab", "xx ab y", "a"] {
            for needle in ["a", " ", "ab", " ab", "  ", "b y", "xyz"] {
                let want = text.find(needle);
                assert_eq!(find(text.as_bytes(), needle.as_bytes()), want, "{text:?} {needle:?}");
            }
        }
    }

    #[test]
    fn lines_end_with_either_line_end() {
        let got: Vec<_> = Lines::new(b"a\r\nb\n\nc", 0).map(|l| l.text).collect();
        assert_eq!(got, [&b"a"[..], b"b", b"", b"c"]);
        assert_eq!(line_before(b"a\nb\n", 2).unwrap().text, b"a");
        assert!(line_before(b"a", 0).is_none());
    }
}
