//! Lines that somebody else wrote: lossless rewriting of JSON text and of plain text.

mod cleaner;
mod dismiss;
mod glance;
mod hints;
mod lex;
mod lines;
mod members;
mod parse;
mod reencode;
mod strict;
mod string;
mod survey;
mod walk;

use crate::few::Few;
use crate::known::Known;
use crate::pipeline::{Engine, GroupScope, Outcome, Scratch};
use crate::redact::{Hit, Redactor, marker_length};
use crate::search;
use alloc::string::String;
use alloc::vec::Vec;
pub(crate) use cleaner::Cleaner;
use glance::{Glance, Guard, Harmless};
use hints::Hints;
pub use lines::{Piece, first_json};
pub(crate) use members::Members;
pub(crate) use strict::FIRST as READS_ONCE;
use strict::Strict;
use survey::{Escapes, Survey};
use walk::Frame;

/// The key of an id that a line carries already.
pub(crate) const GROUP_KEY: &[u8; 9] = b"\"group_id";

/// How deep JSON inside strings is followed; deeper it is text.
pub(crate) const LEVELS: usize = 2;

/// Of the values that are remembered: names of loggers.
const LONGEST_VALUE: usize = 48;

/// What the rewriting of one text needs; one set for every level of JSON inside strings.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    frames: Vec<Frame>,
    keys: Vec<u8>,
    decoded: Vec<u8>,
    cleaned: Vec<u8>,
    /// Where in the line something worth a look stands.
    places: Vec<Hit>,
    /// Keys known to be no trouble.
    harmless: Harmless,
    /// Strings that are values, and known to hold nothing as texts.
    plain: Known<LONGEST_VALUE>,
}

/// What is known of a line, or of all that it was cut from. False says nothing.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each may be known without the others")]
struct Told {
    /// It is UTF-8.
    valid: bool,
    /// It holds no backslash.
    unescaped: bool,
    /// It holds no `"group_id`.
    unnamed: bool,
    /// A look at it found what may have to be hidden.
    dirty: bool,
}

impl Told {
    /// What is known of each line of `chunk`.
    #[cold]
    fn of_all(engine: &Engine, chunk: &[u8], valid: bool) -> Told {
        let unescaped = search::memchr(b'\\', chunk).is_none();
        Told { valid, unescaped, unnamed: engine.group_key.find(chunk).is_none(), dirty: false }
    }

    fn has_no_escape(self, line: &[u8]) -> bool {
        self.unescaped || search::memchr(b'\\', line).is_none()
    }

    /// True where no member of a line names its group.
    fn has_no_id(self, line: &[u8], engine: &Engine) -> bool {
        self.unnamed || engine.group_key.find(line).is_none()
    }
}

/// What became of a line.
enum Fate {
    /// It was appended to the output.
    Written(Outcome),
    /// It stays as it is; nothing was appended.
    Kept(Outcome),
}

impl Scratch {
    /// True when one scan of `line`, which the engine wrote as it is, shows that nothing in it has to be hidden by
    /// what it says; which keys hide their values is not asked. Wrong only in saying false.
    pub(crate) fn finds_nothing(&mut self, redactor: &Redactor, line: &[u8], is_json: bool) -> bool {
        let mut places = self.take_places();
        let known = redactor.candidates(line, &mut places);
        let nothing = known
            && (places.is_empty()
                || is_json
                    && search::memchr(b'\\', line).is_none()
                    && self
                        .levels
                        .get_mut(1)
                        .is_some_and(|own| dismiss::all(redactor, &mut own.harmless, line, &places, |_| {})));
        self.keep_places(places);
        nothing
    }

    fn take_places(&mut self) -> Vec<Hit> {
        self.levels.first_mut().map(|own| core::mem::take(&mut own.places)).unwrap_or_default()
    }

    fn keep_places(&mut self, places: Vec<Hit>) {
        if let Some(own) = self.levels.first_mut() {
            own.places = places;
        }
    }
}

/// True when nothing comes of `places` in a line that begins as JSON does, be it JSON to its end or not.
fn comes_to_nothing(
    redactor: &Redactor,
    levels: &mut [Buffers],
    line: &[u8],
    told: Told,
    places: &[Hit],
) -> bool {
    let Some(own) = levels.get_mut(1).filter(|_| places.len() <= 8) else { return false };
    let mut open = Few::<[Hit; 8]>::new();
    told.has_no_escape(line)
        && dismiss::all(redactor, &mut own.harmless, line, places, |hit| open.push(*hit))
        && !redactor.holds(line, open.into_iter())
}

/// Whether `text` begins as a JSON object or array does.
fn begins_json(text: &[u8]) -> bool {
    matches!(text.get(lex::space(text, 0)), Some(b'{' | b'['))
}

/// Where a JSON object or array begins in `text`: at its start, or at the first `{"` in it.
fn json_start(text: &[u8]) -> Option<usize> {
    if begins_json(text) {
        return Some(lex::space(text, 0));
    }
    search::memchr_iter(b'{', text).find(|&at| text.get(lex::space(text, at + 1)) == Some(&b'"'))
}

impl Engine {
    /// Hides every secret in one text: a message, a value, the text of a stack. Where the text holds JSON, the names
    /// of its keys count too, and it stays valid JSON.
    ///
    /// When there is a secret, appends the whole cleaned text to `out` and returns true; when `text` is clean,
    /// leaves `out` alone and returns false. What was hidden is counted in `scratch.report`.
    ///
    /// ```
    /// use veilfold_core::{Engine, Options, Policy, Profile, Scratch};
    ///
    /// let engine = Engine::new(Policy::builtin(Profile::Default), Options::default());
    /// let (mut clean, mut scratch) = (Vec::new(), Scratch::default());
    /// assert!(!engine.redact(b"user ann logged in", &mut clean, &mut scratch));
    /// assert!(clean.is_empty(), "the text is good as it is");
    ///
    /// assert!(engine.redact(b"login with --token abc123", &mut clean, &mut scratch));
    /// assert_eq!(clean, b"login with --token [REDACTED]");
    /// ```
    pub fn redact(&self, text: &[u8], out: &mut Vec<u8>, scratch: &mut Scratch) -> bool {
        scratch.report.clear();
        let Scratch { report, levels, .. } = scratch;
        Cleaner::new(self.policy(), report).text(text, out, levels.get_mut(1..).unwrap_or_default())
    }

    /// Appends the cleaned form of one line (without its line end) to `out`.
    ///
    /// A JSON object or array is rewritten losslessly: key order, number text, white space and duplicate keys
    /// stay byte for byte, and only what is hidden changes. Anything else is cleaned as by [`Engine::redact`].
    ///
    /// A JSON object in the scope of [`Options::group`](crate::Options) gets `group_id` (and
    /// `variant_id` where it holds a stack) as its last members, unless it has one already. The outcome
    /// names the group in either case. What was hidden is counted in `scratch.report`.
    pub fn transform(&self, line: &[u8], out: &mut Vec<u8>, scratch: &mut Scratch) -> Outcome {
        let mut places = scratch.take_places();
        let mut told = Told::default();
        let read =
            if strict::FIRST { self.read_once(line, &mut told, &mut places, out, scratch) } else { None };
        let fate = read.unwrap_or_else(|| {
            let known = self.policy().redactor().candidates(line, &mut places);
            self.rewrite(line, known.then_some(&places), told, out, scratch)
        });
        scratch.keep_places(places);
        match fate {
            Fate::Written(outcome) => outcome,
            Fate::Kept(outcome) => {
                out.extend_from_slice(line);
                outcome
            }
        }
    }

    /// Appends the cleaned form of one line to `out`, unless it stays as it is. `places` are those of
    /// [`Redactor::candidates`] in the line, where they are known. What was hidden is in `scratch.report`.
    fn rewrite(
        &self,
        line: &[u8],
        places: Option<&[Hit]>,
        told: Told,
        out: &mut Vec<u8>,
        scratch: &mut Scratch,
    ) -> Fate {
        scratch.report.clear();
        scratch.is_object = false;
        let (mark, body) = match line {
            [0xef, 0xbb, 0xbf, body @ ..] => (&line[..3], body),
            body => (&line[..0], body),
        };
        let is_json = begins_json(body);
        // Readers of JSON refuse what is not UTF-8; for text the bytes are the reader's business, also behind a
        // marker, which begins as an array does.
        let is_marked = is_json && marker_length(body.trim_ascii_start()) > 0;
        let repaired = (is_json && !is_marked && !told.valid && core::str::from_utf8(body).is_err())
            .then(|| String::from_utf8_lossy(body).into_owned());
        if repaired.is_none() && mark.is_empty() {
            return self.rewrite_body(body, is_json, places, told, out, scratch);
        }
        // What was found stands elsewhere in the body.
        let body = repaired.as_ref().map_or(body, String::as_bytes);
        let mut places = scratch.take_places();
        let known = self.policy().redactor().candidates(body, &mut places);
        out.extend_from_slice(mark);
        let fate = self.rewrite_body(body, is_json, known.then_some(&places), told, out, scratch);
        scratch.is_object = false;
        scratch.keep_places(places);
        if let Fate::Kept(outcome) = fate {
            out.extend_from_slice(body);
            return Fate::Written(outcome);
        }
        fate
    }

    /// [`Engine::rewrite`] of an ordinary record, which is read once; nothing where it may be none, and then what it `told`.
    fn read_once(
        &self,
        line: &[u8],
        told: &mut Told,
        places: &mut Vec<Hit>,
        out: &mut Vec<u8>,
        scratch: &mut Scratch,
    ) -> Option<Fate> {
        if self.policy().redactor().looks_everywhere() {
            return None;
        }
        let mut survey = Survey::new(self, line, None);
        let Scratch { report, levels, members, .. } = scratch;
        members.belong_to(self.serial());
        let cleaner = Cleaner::new(self.policy(), report);
        let mut strict = Strict {
            cleaner,
            levels: levels.get_mut(1..).unwrap_or_default(),
            members,
            places,
            by_shape: false,
            is_message: false,
            escapes: Escapes::None,
            dirty: false,
        };
        let read = strict.read(line, &mut survey);
        told.dirty = strict.dirty;
        report.clear();
        scratch.is_object = read.is_some();
        read.map(|()| survey.name(line, out, scratch))
    }

    /// [`Engine::rewrite`] of what has no byte order mark, and is UTF-8 where it is JSON.
    fn rewrite_body(
        &self,
        body: &[u8],
        is_json: bool,
        places: Option<&[Hit]>,
        told: Told,
        out: &mut Vec<u8>,
        scratch: &mut Scratch,
    ) -> Fate {
        let start = out.len();
        if !is_json {
            let Scratch { report, levels, .. } = scratch;
            let mut cleaner = Cleaner::new(self.policy(), report);
            let clean = places.is_some_and(|places| {
                places.is_empty()
                    || json_start(body).is_none() && !cleaner.redactor.holds(body, places.iter().copied())
            });
            let changed = !clean && cleaner.text(body, out, levels);
            let outcome = Outcome::default();
            return if changed { Fate::Written(outcome) } else { Fate::Kept(outcome) };
        }
        let Scratch { report, levels, .. } = scratch;
        let mut cleaner = Cleaner::new(self.policy(), report);
        let places = places.map(|places| {
            let nothing = search::VECTORS
                && !told.dirty
                && comes_to_nothing(cleaner.redactor, levels, body, told, places);
            if nothing { &[] } else { places }
        });
        let mut survey = Survey::new(self, body, places.is_some_and(<[Hit]>::is_empty).then_some(told));
        // Whether the line is clean, and what the survey says is complete.
        let (clean, surveyed) = match places {
            None => (false, false),
            Some([]) => {
                let glance = Glance::new(body, &mut survey, None);
                (true, self.options().group != GroupScope::Off && glance.run().is_ok())
            }
            Some(_) if told.dirty => (false, false),
            Some(places) => {
                let guard = Guard::new(&mut cleaner, levels.get_mut(1..).unwrap_or_default(), places);
                let clean = Glance::new(body, &mut survey, Some(guard)).run().is_ok();
                (clean, clean)
            }
        };
        if surveyed {
            return survey.name(body, out, scratch);
        }
        if clean {
            return Fate::Kept(Outcome::default());
        }
        cleaner.report.clear();
        if !cleaner.hinted(body, out, levels, places.map(Hints::new)) {
            out.extend_from_slice(body);
        }
        Fate::Written(self.annotate(start, out, scratch))
    }
}

#[cfg(test)]
mod tests;
