//! A private key that a text log holds line by line (RFC 7468): the lines between BEGIN and END have no
//! shape of their own, so the stream remembers that one is open.

use memchr::memmem::{self, Finder};
use std::ops::{Range, RangeInclusive};
use veilfold_core::Redactor;

/// The rule that hides keys; when it is off, so is this.
const RULE: &str = "private_key";
/// Lines that one key may have; an 8,192-bit RSA key has about 100.
const MOST: u32 = 256;
/// Lines of other writers in a row, after which a key without an end is given up.
const GAP: u32 = 16;
/// Length of key material in its first line: writers break it at 64 characters or so.
const FIRST: RangeInclusive<usize> = 32..=128;

/// Whether a key is open, and what its lines look like. What a collector puts around each line (a time, a
/// JSON object) may stand there, and lines of other writers may come between.
#[derive(Debug)]
pub(crate) struct Armour {
    begin: Option<Finder<'static>>,
    /// Lines that may still be hidden; 0 while no key is open.
    left: u32,
    gap: u32,
    /// Characters of a full line, once one was seen.
    width: Option<usize>,
    /// What stood before the material in the line before this one, where that line had some.
    before: Option<Vec<u8>>,
}

impl Armour {
    /// What goes out in place of key material.
    pub(crate) const MARKER: &[u8] = b"[REDACTED:private_key]";
    /// The rule that it counts for.
    pub(crate) const RULE: &str = RULE;

    pub(crate) fn new(redactor: &Redactor) -> Armour {
        let on = redactor.rules().any(|rule| rule.id == RULE && rule.enabled);
        let begin = on.then(|| Finder::new(b"-----BEGIN "));
        Armour { begin, left: 0, gap: 0, width: None, before: None }
    }

    /// True when no line of `lines` can be key material: none is open, and none begins.
    pub(crate) fn rests(&self, lines: &[u8]) -> bool {
        self.left == 0 && self.begin.as_ref().is_none_or(|begin| begin.find(lines).is_none())
    }

    /// Where the line is key material, by what came before it.
    pub(crate) fn hides(&mut self, line: &[u8]) -> Option<Range<usize>> {
        if self.left > 0 {
            // A key of the line itself is the engine's: a marker in it would end it early.
            let is_own = self.begin.as_ref().is_some_and(|begin| begin.find(line).is_some());
            if !is_own && let Some(span) = self.material(line) {
                self.left -= 1;
                self.gap = 0;
                self.before = Some(shape(&line[..span.start]));
                return Some(span);
            }
            self.before = None;
            self.gap += 1;
            if self.gap > GAP || memmem::find(line, b"-----END ").is_some() {
                self.left = 0;
            }
        }
        if self.begin.as_ref().is_some_and(|begin| opens(begin, line)) {
            (self.left, self.gap, self.width, self.before) = (MOST, 0, None, None);
        }
        None
    }

    fn material(&mut self, line: &[u8]) -> Option<Range<usize>> {
        let width = self.width;
        let full = |length: usize| width.map_or(FIRST.contains(&length), |width| length == width);
        let is_whole = |(span, length): &(Range<usize>, usize)| full(*length) && !is_piece(line, span);
        if let Some((span, length)) = runs(line).find(is_whole) {
            self.width = Some(length);
            return Some(span);
        }
        // The last line is shorter: what surrounds it must be as in the line before.
        let before = self.before.as_ref()?;
        runs(line)
            .map(|(span, _)| span)
            .find(|span| ends(&line[span.end..]) && shape(&line[..span.start]) == *before)
    }
}

/// Runs of base64 with their padding (RFC 4648), and their lengths; JSON writers may escape `/`.
fn runs(line: &[u8]) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let found = at + line.get(at..)?.iter().position(|&b| is_base64(b))?;
        let is_escape = line[..found].ends_with(b"\\") && matches!(line[found], b'n' | b'r' | b't');
        let start = found + usize::from(is_escape);
        let (mut end, mut length) = (start, 0);
        while let Some(rest) = line.get(end..) {
            end += match rest {
                [b'\\', b'/', ..] => 2,
                [b, ..] if is_base64(*b) => 1,
                _ => break,
            };
            length += 1;
        }
        let padding = line[end..].iter().take(2).take_while(|b| **b == b'=').count();
        at = end + padding;
        Some((start..at, length + padding))
    })
}

/// True for a part of a longer token, such as a JSON web token, which the engine knows by its form.
fn is_piece(line: &[u8], run: &Range<usize>) -> bool {
    let joins = |b: &u8| matches!(b, b'.' | b'-' | b'_' | b'~' | b'%');
    let next = line.get(run.end + 1).is_some_and(u8::is_ascii_alphanumeric);
    line[..run.start].last().is_some_and(joins) || next && line.get(run.end).is_some_and(joins)
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

/// True when a line's text can end here: with the line, or with the string that holds it, and line ends before that.
fn ends(rest: &[u8]) -> bool {
    let mut rest = rest.trim_ascii_start();
    loop {
        let signs = rest.iter().take_while(|b| **b == b'\\').count();
        match &rest[signs..] {
            [b'n' | b'r', tail @ ..] if signs > 0 => rest = tail,
            bare => return matches!(bare.first(), None | Some(b'"' | b'\'')),
        }
    }
}

/// A prefix without what differs from line to line: each run of digits is one.
fn shape(prefix: &[u8]) -> Vec<u8> {
    let mut shape = prefix.to_vec();
    shape.iter_mut().filter(|b| b.is_ascii_digit()).for_each(|b| *b = b'0');
    shape.dedup_by(|a, b| (*a, *b) == (b'0', b'0'));
    shape
}

/// True when the line's text ends with the first line of a private key.
fn opens(begin: &Finder<'_>, line: &[u8]) -> bool {
    begin.find(line).is_some_and(|at| {
        let rest = &line[at + begin.needle().len()..];
        memmem::find(rest, b"-----").is_some_and(|close| {
            let label = &rest[..close];
            (label.ends_with(b"PRIVATE KEY") || label.ends_with(b"PRIVATE KEY BLOCK"))
                && ends(&rest[close + 5..])
                && memmem::find(rest, b"-----END ").is_none()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use veilfold_core::{Policy, Profile};

    const BEGIN: &str = "-----BEGIN RSA PRIVATE KEY-----";
    const BODY: &str = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwg/Sj+gEAAoIBAQC7VJTUt9Us8cKj";

    /// What a collector makes of a line.
    type Around = fn(usize, &str) -> String;

    fn armour(profile: Profile) -> Armour {
        Armour::new(Policy::builtin(profile).redactor())
    }

    /// The lines with what is hidden cut out.
    fn left(lines: &[String]) -> Vec<String> {
        let mut armour = armour(Profile::Default);
        let cut = |line: &String| {
            let mut line = line.clone();
            if let Some(span) = armour.hides(line.as_bytes()) {
                line.replace_range(span, "#");
            }
            line
        };
        lines.iter().map(cut).collect()
    }

    #[test]
    fn nothing_is_hidden_while_no_key_is_open() {
        assert_eq!(armour(Profile::Default).hides(BODY.as_bytes()), None);
        let mut off = armour(Profile::None);
        assert_eq!([off.hides(BEGIN.as_bytes()), off.hides(BODY.as_bytes())], [None, None]);
    }

    #[test]
    fn material_is_hidden_in_what_a_collector_puts_around_it() {
        let around: [Around; 5] = [
            |_, text| text.to_owned(),
            |_, text| format!("    | {text}\r"),
            |n, text| format!("2026-11-21 10:00:{n} INFO key={text}"),
            |n, text| format!("{{\"log\":\"{text}\\n\",\"stream\":\"stdout\",\"time\":\"{n}\"}}"),
            |_, text| format!("{{\"log\":\"{}\"}}", text.replace('/', "\\/")),
        ];
        let key = [
            "x",
            BEGIN,
            "Proc-Type: 4,ENCRYPTED",
            "",
            BODY,
            BODY,
            "R4==",
            "-----END RSA PRIVATE KEY-----",
            BODY,
        ];
        for around in around {
            let lines: Vec<String> = key.iter().enumerate().map(|(n, text)| around(n + 8, text)).collect();
            let mut expected = lines.clone();
            for (at, line) in expected.iter_mut().enumerate().skip(4).take(3) {
                *line = around(at + 8, "#");
            }
            assert_eq!(left(&lines), expected);
        }
    }

    #[test]
    fn lines_of_other_writers_come_between() {
        let lines = [BEGIN, BODY, "GET /x 200", BODY, "{\"level\":\"INFO\"}", BODY].map(str::to_owned);
        let expected = [BEGIN, "#", "GET /x 200", "#", "{\"level\":\"INFO\"}", "#"].map(str::to_owned);
        assert_eq!(left(&lines), expected);
    }

    #[test]
    fn a_key_of_the_line_itself_is_left_to_the_engine() {
        let own = format!("{{\"k\":\"-----BEGIN PRIVATE KEY-----\\n{BODY}\\n{BODY}\"}}");
        let lines = [BEGIN, &own, BODY].map(str::to_owned);
        assert_eq!(left(&lines), [BEGIN, &own, "#"]);
    }

    #[test]
    fn a_piece_of_a_token_is_left_to_the_engine() {
        let token = format!("token {BODY}.{BODY}-x").replace(['+', '/'], "x");
        let lines = [BEGIN, &token, BODY].map(str::to_owned);
        assert_eq!(left(&lines), [BEGIN, &token, "#"]);
    }

    #[test]
    fn an_escape_is_no_material() {
        let lines = [BEGIN.to_owned(), format!("{{\"log\":\"\\n{BODY}\"}}")];
        assert_eq!(left(&lines), [BEGIN, "{\"log\":\"\\n#\"}"]);
    }

    #[test]
    fn a_key_that_one_line_holds_opens_nothing() {
        let cut = format!("{{\"text\":\"{BEGIN}\\n{BODY}\\nygWyF8Pb\"}}");
        let lines = [cut, "sha256:9f86d081884c7d659a2feaa0c55ad015".to_owned()];
        assert_eq!(left(&lines), lines);
    }

    #[test]
    fn prose_about_a_key_opens_nothing() {
        let prose = format!("expected {BEGIN} at line 1");
        let lines = [prose.as_str(), BODY, BEGIN, "done"].map(str::to_owned);
        assert_eq!(left(&lines), lines);
    }

    #[test]
    fn a_key_that_never_ends_is_given_up() {
        let mut armour = armour(Profile::Default);
        armour.hides(BEGIN.as_bytes());
        let hidden = (0..2 * MOST).filter(|_| armour.hides(BODY.as_bytes()).is_some()).count();
        assert_eq!(hidden, MOST as usize);
        armour.hides(BEGIN.as_bytes());
        assert!((0..=GAP).all(|_| armour.hides(b"other").is_none()));
        assert_eq!(armour.hides(BODY.as_bytes()), None);
    }
}
