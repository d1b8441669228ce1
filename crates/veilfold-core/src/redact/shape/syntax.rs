//! Syntax in any spelling: the quote of `&quot;password&quot;` and of `“password”`, the `=` of `password%253D`,
//! colours between a name and its value.

use super::super::work::looked;
use super::run;
use crate::bounds::Bounds as _;
use crate::texts::texts;

/// How a character of syntax is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// As itself, perhaps after backslashes.
    Plain,
    /// `""`: CSV and SQL write a quote inside quotes twice.
    Doubled,
    /// `&quot;`, `&#34;`.
    Entity,
    /// `%22`, `%2522`.
    Percent,
    /// `\u0022`, `\x22`.
    Escape,
    /// `“`, `«`, `＂`, `：`.
    Typographic,
}

/// A character of syntax that is not written as itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// What it means, in ASCII.
    pub(super) byte: u8,
    pub(super) spelling: Spelling,
    /// Where it ends.
    pub(super) end: usize,
}

/// Longest spelling that is looked for before a name.
const LONGEST: usize = 12;

const ENTITIES: &[(&[u8], u8)] = &[
    (b"quot;", b'"'),
    (b"#34;", b'"'),
    (b"#x22;", b'"'),
    (b"apos;", b'\''),
    (b"#39;", b'\''),
    (b"#x27;", b'\''),
    (b"lt;", b'<'),
    (b"#60;", b'<'),
    (b"gt;", b'>'),
    (b"#62;", b'>'),
    (b"#61;", b'='),
    (b"#58;", b':'),
    (b"nbsp;", b' '),
];

/// The character that is spelled at `at`, where it is spelled at all.
pub(super) fn spelled(text: &[u8], at: usize) -> Option<Mark> {
    let rest = text.get(at..)?;
    let (byte, spelling, len) = match rest {
        [b'&', rest @ ..] => {
            // What was escaped twice: `&amp;quot;`.
            let twice = rest.starts_with(b"amp;");
            let name = if twice { rest.cut(4..) } else { rest };
            let (text, byte) = ENTITIES.iter().find(|(text, _)| name.starts_with(text))?;
            (*byte, Spelling::Entity, 1 + 4 * usize::from(twice) + text.len())
        }
        [b'%', rest @ ..] => {
            let twice = rest.chunks(2).take(4).take_while(|pair| *pair == b"25").count();
            let byte = hex(rest.get(2 * twice..2 * twice + 2)?)?;
            (byte, Spelling::Percent, 3 + 2 * twice)
        }
        [b'\\', ..] => {
            let slashes = run(rest, 8, |b| *b == b'\\');
            match rest.get(slashes..)? {
                [b'u', b'0', b'0', a, b, ..] => (hex(&[*a, *b])?, Spelling::Escape, slashes + 5),
                [b'x', a, b, ..] => (hex(&[*a, *b])?, Spelling::Escape, slashes + 3),
                _ => return None,
            }
        }
        [first, ..] if *first >= 0x80 => {
            let (byte, len) = typographic(rest)?;
            (byte, Spelling::Typographic, len)
        }
        _ => return None,
    };
    looked(len);
    (byte < 0x80 && !byte.is_ascii_alphanumeric()).then_some(Mark { byte, spelling, end: at + len })
}

fn hex(pair: &[u8]) -> Option<u8> {
    let text = core::str::from_utf8(pair).ok()?;
    (pair.iter().all(u8::is_ascii_hexdigit)).then(|| u8::from_str_radix(text, 16).ok()).flatten()
}

/// What a character of typography stands for, and how long it is.
fn typographic(rest: &[u8]) -> Option<(u8, usize)> {
    match *rest {
        [0xc2, 0xa0, ..] => Some((b' ', 2)),
        [0xc2, 0xab | 0xbb, ..] => Some((b'"', 2)),
        [0xe2, 0x80, third, ..] => match third {
            0x98..=0x9b | 0xb9 | 0xba => Some((b'\'', 3)),
            0x9c..=0x9f => Some((b'"', 3)),
            0x80..=0x8d | 0xa8 | 0xa9 | 0xaf => Some((b' ', 3)),
            _ => None,
        },
        [0xe2, 0x86 | 0x87, 0x92, ..] => Some((b':', 3)),
        [0xe3, 0x80, 0x80, ..] => Some((b' ', 3)),
        [0xe3, 0x80, 0x8c..=0x8f, ..] => Some((b'"', 3)),
        [0xef, 0xbb, 0xbf, ..] => Some((b' ', 3)),
        // The full-width forms of ASCII.
        [0xef, 0xbc, third @ 0x81..=0xbf, ..] => Some((third - 0x60, 3)),
        [0xef, 0xbd, third @ 0x80..=0x9e, ..] => Some((third - 0x20, 3)),
        _ => None,
    }
}

/// The character that is spelled right before `at`, and where it begins.
pub(super) fn spelled_before(text: &[u8], at: usize) -> Option<(Mark, usize)> {
    (at.saturating_sub(LONGEST)..at.saturating_sub(1))
        .filter(|from| matches!(text.item(*from), b'&' | b'%' | b'\\' | 0x80..))
        .find_map(|from| spelled(text, from).filter(|mark| mark.end == at).map(|mark| (mark, from)))
}

/// The meaning of the character of syntax at `at`, and where it ends.
pub(super) fn mark(text: &[u8], at: usize) -> Option<(u8, usize)> {
    match *text.get(at)? {
        b @ (b'=' | b':' | b'"' | b'\'' | b'<' | b'>') => Some((b, at + 1)),
        _ => spelled(text, at).map(|mark| (mark.byte, mark.end)),
    }
}

/// Length of the colour or style of a terminal at `at`: `ESC [ … m`, also where the escape was escaped.
pub(super) fn style(text: &[u8], at: usize) -> usize {
    let Some(rest) = text.get(at..) else { return 0 };
    let escape = match rest {
        [0x1b, ..] => 1,
        [b'^', b'[', b'[', ..] => 2,
        [b'\\', ..] => {
            let slashes = run(rest, 4, |b| *b == b'\\');
            match texts!["x1b", "x1B", "u001b", "u001B", "033", "e"].head(rest.cut(slashes..)) {
                0 => return 0,
                escape => slashes + escape,
            }
        }
        _ => return 0,
    };
    let Some(b'[') = rest.get(escape) else { return 0 };
    let numbers =
        rest.cut(escape + 1..).iter().take(24).take_while(|b| b.is_ascii_digit() || matches!(b, b';' | b':'));
    let end = escape + 1 + numbers.count();
    looked(end);
    if matches!(rest.get(end), Some(b'm' | b'K')) { end + 1 } else { 0 }
}

/// Where a name really begins that seems to begin at `start`: the end of an escape (`%22`, `\n`, `\u0022`, the
/// `36m` of a colour) is no part of it.
pub(super) fn name_start(text: &[u8], start: usize, word: usize) -> usize {
    let after = |from: usize| (from > start && from <= word).then_some(from);
    let before = start.checked_sub(1).map(|i| text.item(i));
    let run = text.cut(start..word);
    match before {
        Some(b'%') => spelled(text, start - 1).and_then(|mark| after(mark.end)),
        Some(b'\\') => match run.first() {
            Some(b'n' | b't' | b'r') => Some(start + 1),
            _ => spelled(text, start - 1).and_then(|mark| after(mark.end)),
        },
        Some(b'[' | b';') => {
            let from = start.saturating_sub(24);
            (from..start).find_map(|at| after(at + style(text, at)))
        }
        _ => None,
    }
    .unwrap_or(start)
}

/// The part of `name` around `word` that no typographic sign cuts off: `“password”`, `密码：`.
pub(super) fn between_signs(
    text: &[u8],
    name: core::ops::Range<usize>,
    word: &core::ops::Range<usize>,
) -> core::ops::Range<usize> {
    let is_sign = |at: usize| text.item(at) >= 0xc0 && typographic(text.cut(at..)).is_some();
    let mut start = name.start;
    if let Some(sign) = (name.start..word.start).rev().find(|at| is_sign(*at)) {
        start = sign + typographic(text.cut(sign..)).map_or(0, |sign| sign.1);
    }
    let end = (word.end..name.end).find(|at| is_sign(*at)).unwrap_or(name.end);
    looked(name.len());
    start.min(word.start)..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (text, byte) in [
            ("&quot;", b'"'),
            ("&amp;quot;", b'"'),
            ("&#39;", b'\''),
            ("%3D", b'='),
            ("%25253d", b'='),
            ("\\u0022", b'"'),
            ("\\\\x22", b'"'),
            ("“", b'"'),
            ("’", b'\''),
            ("＝", b'='),
            ("：", b':'),
            ("\u{a0}", b' '),
        ] {
            let mark = spelled(text.as_bytes(), 0).unwrap();
            assert_eq!((mark.byte, mark.end), (byte, text.len()), "{text}");
            assert_eq!(spelled_before(text.as_bytes(), text.len()), Some((mark, 0)), "{text}");
        }
        for text in ["", "&", "%", "%4", "%41", "\\u", "\\n", "é", "&copy;", "密"] {
            assert_eq!(spelled(text.as_bytes(), 0), None, "{text}");
        }
    }

    #[test]
    fn colours() {
        for text in ["\x1b[0m", "\x1b[1;36m", "\\x1b[0m", "\\u001b[38;5;12m", "\\033[m", "^[[0m"] {
            assert_eq!(style(text.as_bytes(), 0), text.len(), "{text}");
        }
        assert_eq!(style(b"\x1b[2J", 0) + style(b"[0m", 0) + style(b"\\n", 0), 0);
    }
}
