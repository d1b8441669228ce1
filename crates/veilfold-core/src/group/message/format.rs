//! Format strings: the log statement's own text, which says what is constant.

use super::emit::joins;
use super::lists::{UNIT, is_on};
use super::settings::Settings;
use super::shape::{LETTER, Mask, SPACE, class, classes_of, classify, is_word_byte};
use crate::few::Few;
use alloc::vec::Vec;

/// What stands for a placeholder of the format string: a control character that no log writes.
const HOLE: u8 = 0x1c;
/// More of a format string, in bytes and pieces, says no more about which statement it is.
const MAX_BYTES: usize = 4096;
const MAX_PIECES: usize = 192;
/// A longer replacement field is text with a brace in it.
const MAX_FIELD: usize = 128;

/// Whoever wrote the statement wrote the words of its format string, so they stay, whatever stands beside them:
/// `from NEW to %s`. What has the shape of a value is masked all the same, since a program may have put one there
/// (a `LoggerAdapter` puts `[conn=7]` before it).
pub(super) fn template(settings: &Settings, format: &[u8], out: &mut Vec<u8>) -> bool {
    let format = format.get(..MAX_BYTES).unwrap_or(format);
    let text = with_holes(&settings.masked(format));
    let start = out.len();
    let mut template = Template { out, start, list: None, space: false, words: false };
    let mut rest = &*text;
    for _ in 0..MAX_PIECES {
        let length = template.piece(rest);
        rest = rest.get(length..).unwrap_or_default();
    }
    let words = template.words;
    if words {
        settings.learned.apply(start, out);
    } else {
        out.truncate(start);
    }
    words
}

/// The format string with one byte for each placeholder, and with what its escapes stand for.
fn with_holes(format: &[u8]) -> Few<[u8; 128]> {
    let mut text = Few::<[u8; 128]>::new();
    let mut at = 0;
    while let Some(&byte) = format.get(at) {
        let (length, byte) = match placeholder(format.get(at..).unwrap_or_default()) {
            Some((length, literal)) => (length, literal.unwrap_or(HOLE)),
            None => (1, byte),
        };
        text.push(byte);
        at += length;
    }
    text
}

/// A template, as far as it is written.
struct Template<'o> {
    out: &'o mut Vec<u8>,
    start: usize,
    /// Where the last value ended, as long as only what joins values stands behind it.
    list: Option<usize>,
    /// White space is to be written before what comes next.
    space: bool,
    /// It holds a word.
    words: bool,
}

impl Template<'_> {
    /// Writes what `rest` starts with; returns its length.
    fn piece(&mut self, rest: &[u8]) -> usize {
        let Some(&byte) = rest.first() else { return 0 };
        let length = rest.iter().position(|&b| b == HOLE || !is_word_byte(b)).unwrap_or(rest.len());
        if byte == HOLE {
            self.value();
        } else if let [b'"' | b'\'' | b'`', HOLE, close, ..] = rest
            && *close == byte
        {
            // `'%s'`, as `%r` prints a text.
            self.value();
            return 3;
        } else if class(byte) & SPACE != 0 {
            self.space = true;
        } else if length > 0 {
            let word = rest.get(..length).unwrap_or_default();
            self.word(word, rest.get(length) == Some(&HOLE));
        } else {
            self.text(&[byte]);
        }
        length.max(1)
    }

    /// A word, and whether a placeholder follows it at once.
    fn word(&mut self, word: &[u8], open: bool) {
        let bare =
            word.iter().rposition(|b| !matches!(b, b'.' | b':' | b'!' | b'?')).map_or(0, |last| last + 1);
        let (bare, marks) = word.split_at(bare);
        if self.space && self.list == Some(self.out.len()) && is_on(UNIT, bare) {
            // `%d s` and `%ds` print the same kind of value.
            self.space = false;
            self.text(marks);
        } else if !open && is_value(bare) {
            self.value();
            self.text(marks);
        } else {
            self.text(word);
        }
    }

    /// What stays.
    fn text(&mut self, text: &[u8]) {
        if text.is_empty() {
            return;
        }
        self.words |= classes_of(text) & LETTER != 0;
        if text != b"-" && (self.space || !text.iter().all(|&b| joins(b))) {
            self.list = None;
        }
        self.space();
        self.out.extend_from_slice(text);
    }

    /// What joins values (`%s:%d`) makes them one, and how many a list has (`", ".join(["%s"] * n)`) is data.
    fn value(&mut self) {
        if let Some(end) = self.list
            && (!self.space || matches!(self.out.get(end..), Some(b"," | b" -" | b" - -")))
        {
            self.out.truncate(end);
            self.space = false;
            return;
        }
        self.space();
        self.out.extend_from_slice(b"<*>");
        self.list = Some(self.out.len());
    }

    /// Writes the white space that is due.
    fn space(&mut self) {
        if core::mem::take(&mut self.space) && self.out.len() > self.start {
            self.out.push(b' ');
        }
    }
}

/// Has the word the shape of a value: digits, an address, a path?
fn is_value(word: &[u8]) -> bool {
    let shape = classes_of(word);
    !matches!(classify(word, shape), None | Some(Mask::Constant))
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
    for (at, &byte) in rest.iter().enumerate().take(MAX_FIELD) {
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

#[cfg(test)]
mod tests {
    use super::super::{Settings, template_of_format, template_of_format_with};
    use crate::pattern::Pattern;
    use alloc::string::String;
    use alloc::vec::Vec;

    fn of_format(format: &str) -> Option<String> {
        let mut out = Vec::new();
        template_of_format(format.as_bytes(), &mut out).then(|| String::from_utf8_lossy(&out).into_owned())
    }

    fn of(text: &str) -> String {
        let mut out = Vec::new();
        super::super::template(text.as_bytes(), &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn a_format_and_its_text_agree() {
        for (format, text) in [
            ("user %s logged in from %s", "user 17 logged in from 192.0.2.1"),
            ("took %.2f s for %d rows", "took 0.25 s for 12 rows"),
            ("%(count)d of %(total)5d done", "1 of    10 done"),
            ("opening {path!r} as {mode:>8}", "opening '/tmp/x' as 0644"),
            ("listening on %s:%d", "listening on 127.0.0.1:80"),
            ("progress 100%% of $size", "progress 100% of 12"),
            ("state=%s next=%s", "state=a1 next=b2"),
            ("job '%s' took %d ms.", "job 'a b' took 3 ms."),
            ("rows %s, %s, %s inserted", "rows 7, 8, 9 inserted"),
            ("asked %s - %d in %d ms", "asked /x - 404 in 7 ms"),
            ("lost error=%s attempt=%d", "lost error=broken pipe attempt=8"),
        ] {
            assert_eq!(of_format(format), Some(of(text)), "{format}");
        }
    }

    #[test]
    fn a_format_without_words_decides_nothing() {
        for format in ["", "%s", "%s: %s", "{}", "[%d] %r", "%(message)s", "{0!r:>{width}}", "100%%"] {
            let mut out = b"kept".to_vec();
            assert!(!template_of_format(format.as_bytes(), &mut out), "{format}");
            assert_eq!(out, b"kept");
        }
    }

    #[test]
    fn the_words_of_a_format_stay_whatever_stands_beside_them() {
        for (format, template) in [
            ("Transitioned from NEW to %s", "Transitioned from NEW to <*>"),
            ("state=RUNNING task=%s", "state=RUNNING task=<*>"),
            ("Removing %s (link to %s)", "Removing <*> (link to <*>)"),
            ("%sHTTP connection lost", "<*>HTTP connection lost"),
            ("could not start %s: too many open files", "could not start <*>: too many open files"),
            ("returned None for %r", "returned None for <*>"),
            ("copying %s %s", "copying <*> <*>"),
        ] {
            assert_eq!(of_format(format).as_deref(), Some(template));
        }
    }

    #[test]
    fn a_value_in_a_format_is_a_value() {
        for prefix in ["[conn=7] ", "[conn=12] "] {
            assert_eq!(
                of_format(&(String::from(prefix) + "lost %s")).as_deref(),
                Some("[conn=<*>] lost <*>")
            );
        }
        assert_eq!(of_format("ada@example.org sent %d").as_deref(), Some("<*> sent <*>"));
        assert_eq!(of_format("node-7: %s"), None, "no word is left");
    }

    #[test]
    fn masks_of_a_policy_hold_in_formats() {
        let masks = alloc::vec![Pattern::compile("lane [a-z]+").expect("a pattern").0];
        let settings = Settings { masks, ..Settings::default() };
        let mut out = Vec::new();
        assert!(template_of_format_with(&settings, b"left lane beta at %s", &mut out));
        assert_eq!(out, b"left <*> at <*>");
    }

    #[test]
    fn hostile_formats_are_read_in_bounds() {
        for unit in ["{a", "{", "%(", "${", "a ", "%s "] {
            let mut out = Vec::new();
            template_of_format(unit.repeat(1_000_000).as_bytes(), &mut out);
            assert!(out.len() <= 4096, "{unit}: {}", out.len());
        }
    }
}
