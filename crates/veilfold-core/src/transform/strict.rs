//! One read of an ordinary record, where each operation counts: an interpreter has no vectors that would make a second
//! and a third read cheap.
//!
//! What it takes is one JSON object to its end, as RFC 8259 has it, of which each key, string and number comes to nothing by
//! itself, as it is written: a string with an escape such as `\"` or `\n` does where the scan finds nothing in it. [What came by before](super::members) is not looked at anew. Anything else is for the
//! [glance](super::glance) and the [walk](super::walk): they are right about it, and about this as well.

#![allow(clippy::inline_always, reason = "a filter is built for size, and every record passes here")]

use super::Buffers;
use super::Cleaner;
use super::glance::{Guard, MIN};
use super::lex::{self, Token};
use super::members::{Members, Seen};
use super::survey::{Escapes, Role, Survey};
use crate::encode::{is_pair_name, json};
use crate::redact::Hit;
use crate::swar::{HIGH, first, word};
use alloc::vec::Vec;

/// Whether a line is read so: in a filter, which has to know that it answers an object, and where there are no vectors.
pub(super) const FIRST: bool = cfg!(target_family = "wasm") || !super::words::VECTORS;

/// Deepest nesting that is read so.
const DEEPEST: usize = 63;

/// The read of one line.
pub(super) struct Strict<'r, 'p> {
    pub(super) cleaner: Cleaner<'p>,
    pub(super) levels: &'r mut [Buffers],
    pub(super) members: &'r mut Members,
    /// For the places in one token.
    pub(super) places: &'r mut Vec<Hit>,
    /// Whether the scan found nothing in the string that was read last, nor would with other digits in it.
    pub(super) by_shape: bool,
    /// What is escaped in that string.
    pub(super) escapes: Escapes,
    /// Whether something was found that may have to be hidden.
    pub(super) dirty: bool,
}

/// What a token is, and what else its judge asks for.
enum Kind {
    /// Where its value begins.
    Key(usize),
    /// Whether it may be the name of a value.
    String(bool),
    Number,
}

impl Strict<'_, '_> {
    /// Something for one JSON object in which nothing has to be hidden: the survey is complete then.
    /// Nothing says nothing.
    pub(super) fn read<'l>(&mut self, text: &'l [u8], survey: &mut Survey<'l>) -> Option<()> {
        let most = self.cleaner.max_depth.min(DEEPEST);
        let mut depth = 0_usize;
        // By depth: whether what is open there is an object.
        let mut objects = 0_u64;
        // Whether the object at depth 2 is one to look into.
        let mut inside = false;
        let (mut first, mut at) = next(text, 0)?;
        if first != b'{' {
            return None;
        }
        'item: loop {
            let mut is_known = false;
            let mut role = Role::Other;
            // Where the member begins whose value is read, where it is one.
            let mut start = usize::MAX;
            if objects >> depth & 1 != 0 {
                let asked = depth == 1 || depth == 2 && inside;
                at = self.members.pass(text, at, asked);
                let seen = match self.members.foreseen(at) {
                    Some(seen) => seen,
                    None => self.unforeseen(text, at, survey)?,
                };
                if asked {
                    role = seen.role;
                }
                if seen.end > 0 {
                    if !matches!(role, Role::Other) {
                        survey.value(role, text, lex::space(text, seen.key)..seen.value, Escapes::None);
                    }
                    at = seen.end;
                    if seen.goes_on {
                        continue 'item;
                    }
                } else {
                    start = at;
                    (first, at) = next(text, seen.key)?;
                }
                is_known = seen.end > 0;
            }
            if is_known {
                // Nothing is left to read of it.
            } else if matches!(first, b'{' | b'[') {
                start = usize::MAX;
                let is_object = first == b'{';
                if !matches!(role, Role::Other) {
                    survey.container(role);
                    inside = is_object && depth == 1 && matches!(role, Role::Inside | Role::Message(_));
                } else if depth == 1 {
                    inside = false;
                }
                if depth >= most {
                    return None;
                }
                depth += 1;
                objects = objects & !(1 << depth) | u64::from(is_object) << depth;
                let close = first + 2;
                (first, at) = next(text, at + 1)?;
                if first != close {
                    continue 'item;
                }
                at += 1;
                depth -= 1;
            } else {
                let end = if first == b'"' {
                    self.string(text, at, text.get(start..))?
                } else {
                    self.scalar(text, at, first)?
                };
                if !matches!(role, Role::Other) {
                    survey.value(role, text, at..end, self.escapes);
                }
                at = end;
            }
            // What follows a value: the ends of what it closes, or a comma.
            loop {
                if depth == 0 {
                    survey.end = Some(at);
                    return (lex::space(text, at) == text.len()).then_some(());
                }
                let end = at;
                (first, at) = next(text, end)?;
                let goes_on = first == b',';
                if goes_on {
                    (first, at) = next(text, at + 1)?;
                }
                if start != usize::MAX && self.escapes == Escapes::None {
                    self.members.keep(text, start, end, goes_on.then_some(at), self.by_shape);
                }
                start = usize::MAX;
                if goes_on {
                    continue 'item;
                }
                if first != if objects >> depth & 1 != 0 { b'}' } else { b']' } {
                    return None;
                }
                depth -= 1;
                at += 1;
            }
        }
    }

    /// A member that did not stand behind the last one before.
    #[inline(never)]
    fn unforeseen(&mut self, text: &[u8], at: usize, survey: &Survey<'_>) -> Option<Seen> {
        if let Some(seen) = self.members.find(text, at) {
            return Some(seen);
        }
        if text.get(at) != Some(&b'"') {
            return None;
        }
        let end = self.closing(text, at);
        if end == 0 || self.escapes != Escapes::None {
            return None;
        }
        let (_, value) = match next(text, end)? {
            (b':', colon) => next(text, colon + 1)?,
            _ => return None,
        };
        let key = text.get(at + 1..end - 1)?;
        let role = survey.role(key);
        let mut keep = true;
        if self.touches(text, at, end) {
            self.judge(text, at, end, &Kind::Key(value))?;
            // Whether it hides a value that may hold something is another question for each.
            keep = !self.cleaner.redactor.may_name(key);
        }
        self.members.add(text, at, value, role, keep)
    }

    /// The end of the string at `at`, a clean one, in the member that `member` begins with, where it is in one.
    #[inline(never)]
    fn string(&mut self, text: &[u8], at: usize, member: Option<&[u8]>) -> Option<usize> {
        let end = self.closing(text, at);
        if end == 0 {
            return None;
        }
        self.by_shape = !self.touches(text, at, end);
        if self.by_shape {
            self.by_shape = self.cleaner.redactor.tells_by_shape();
        } else if self.escapes != Escapes::None {
            return None;
        } else {
            let name =
                |member: &[u8]| lex::string(member, 0).is_none_or(|key| is_pair_name(key.inner(member)));
            let pair = member.is_none_or(name);
            self.judge(text, at, end, &Kind::String(pair))?;
        }
        Some(end)
    }

    /// The place behind the string that begins at `start`; 0 where it holds a control character or an escape other than the
    /// short ones, or is no UTF-8.
    #[inline(never)]
    fn closing(&mut self, text: &[u8], start: usize) -> usize {
        let mut at = start + 1;
        let mut all = 0;
        self.escapes = Escapes::None;
        loop {
            let word = word(text, at);
            all |= word;
            let hit = json::stops(word);
            if hit == 0 {
                at += 8;
                continue;
            }
            at += first(hit);
            match text.get(at..) {
                Some([b'\\', b'n', ..]) => self.escapes = Escapes::Lines,
                Some([b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'r' | b't', ..]) => {
                    if self.escapes == Escapes::None {
                        self.escapes = Escapes::Signs;
                    }
                }
                Some([b'"', ..]) => break,
                // Behind the end of the text there are zero bytes, which are control characters.
                _ => return 0,
            }
            at += 2;
        }
        let is_text = || text.get(start..at).is_some_and(|token| core::str::from_utf8(token).is_ok());
        if all & HIGH == 0 || is_text() { at + 1 } else { 0 }
    }

    /// The end of the number or literal at `at`, which begins with `first`, a clean one.
    fn scalar(&mut self, text: &[u8], at: usize, first: u8) -> Option<usize> {
        (self.by_shape, self.escapes) = (false, Escapes::None);
        let word: &[u8] = match first {
            b't' => b"true",
            b'f' => b"false",
            b'n' => b"null",
            _ => {
                let end = json::number_end(text, at)?;
                if end - at >= MIN && self.touches(text, at, end) {
                    self.judge(text, at, end, &Kind::Number)?;
                }
                return Some(end);
            }
        };
        text.get(at..)?.starts_with(word).then_some(at + word.len())
    }

    /// Whether something in a token is worth a look.
    #[inline]
    fn touches(&self, text: &[u8], start: usize, end: usize) -> bool {
        text.get(start..end).is_none_or(|token| self.cleaner.redactor.touches(token))
    }

    /// Something where nothing in the token has to be hidden.
    #[cold]
    #[inline(never)]
    fn judge(&mut self, text: &[u8], start: usize, end: usize, kind: &Kind) -> Option<()> {
        let (text, length) = (text.get(start..)?, end - start);
        if !self.cleaner.redactor.candidates(text.get(..length)?, self.places) {
            return None;
        }
        let token = Token { start: 0, end: length, escaped: false };
        let mut guard = Guard::new(&mut self.cleaner, self.levels, self.places);
        let verdict = match kind {
            Kind::Key(value) => guard.key(text, token, value - start),
            Kind::String(pair) => guard.string(text, token, *pair),
            Kind::Number => guard.number(text, 0, length),
        };
        self.dirty = verdict.is_err();
        verdict.ok()
    }
}

/// The next byte that is no white space, and where it is.
#[inline(always)]
fn next(text: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        let byte = *text.get(at)?;
        if byte > b' ' {
            return Some((byte, at));
        }
        if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            return None;
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Buffers, Cleaner, Glance, LEVELS, Members, Survey};
    use super::{Escapes, Strict};
    use crate::options::{GroupScope, Options};
    use crate::pipeline::{Engine, Scratch};
    use crate::policy::{Policy, Profile};
    use crate::redact::Report;
    use alloc::string::String;
    use alloc::vec::Vec;
    use proptest::prelude::*;
    use std::sync::OnceLock;

    fn engine() -> &'static Engine {
        static ENGINE: OnceLock<Engine> = OnceLock::new();
        let options = Options { group: GroupScope::All, ..Options::default() };
        ENGINE.get_or_init(|| Engine::new(Policy::builtin(Profile::Strict), options))
    }

    fn ungrouped() -> &'static Engine {
        static ENGINE: OnceLock<Engine> = OnceLock::new();
        let options = Options { group: GroupScope::Off, ..Options::default() };
        ENGINE.get_or_init(|| Engine::new(Policy::builtin(Profile::Strict), options))
    }

    /// What one line after another says about itself, where it is read in one go.
    fn read(engine: &Engine, members: &mut Members, lines: &[&[u8]]) -> Vec<Option<String>> {
        let mut levels: [Buffers; LEVELS + 1] = Default::default();
        let (mut report, mut places) = (Report::default(), Vec::new());
        let mut read = |line: &&[u8]| {
            members.belong_to(engine.serial());
            let cleaner = Cleaner::new(engine.policy(), &mut report);
            let mut strict = Strict {
                cleaner,
                levels: &mut levels[1..],
                members: &mut *members,
                places: &mut places,
                by_shape: false,
                escapes: Escapes::None,
                dirty: false,
            };
            let mut survey = Survey::new(engine, line, None);
            strict.read(line, &mut survey).map(|()| survey.summary())
        };
        lines.iter().map(&mut read).collect()
    }

    /// Whether a line is read so, three times: what the first time makes known counts the next times.
    fn is_read(line: &[u8]) -> [bool; 3] {
        let read = read(engine(), &mut Members::default(), &[line; 3]);
        [0, 1, 2].map(|n| read[n].is_some())
    }

    #[test]
    fn ordinary_records_are_read_in_one_go() {
        for line in [
            "{}",
            r#" { "a" : [ 1 , -2.5e+3 , { "b" : null } , [ ] ] , "c" : true } "#,
            r#"{"timestamp":"2026-11-29T12:34:56.789Z","logger":"shop.http.access","token_count":1602}"#,
            r#"{"a":"gr\u00fc\u00df"}"#.replace("\\u00fc\\u00df", "\u{fc}\u{df}").as_str(),
            r#"{"log":"GET \"/a\" 200\n","a":["\t",{"message":"\\"}]}"#,
        ] {
            assert_eq!(is_read(line.as_bytes()), [true; 3], "{line}");
        }
    }

    #[test]
    fn a_time_is_known_by_its_shape() {
        assert!(Policy::builtin(Profile::Default).redactor().tells_by_shape());
        assert!(engine().policy().redactor().tells_by_shape());
    }

    #[test]
    fn others_are_not() {
        for line in [
            r#"{"password":"hunter2"}"#,
            r#"{"a":"password=hunter2"}"#,
            r#"{"name":"apiKey","value":"x1y2z3"}"#,
            r#"{"card":4111111111111111}"#,
            r#"{"a":"b\u0062"}"#,
            r#"{"a":"b\/"}"#,
            r#"{"a":"b\x"}"#,
            r#"{"a":"b\"}"#,
            r#"{"a\n":"b"}"#,
            r#"{"a":"the token \"expired\""}"#,
            "{\"a\":\"b\tc\"}",
            r#"{"a":01}"#,
            r#"{"a":NaN}"#,
            r#"{"a":1,}"#,
            r#"{"a":1}x"#,
            r#"{"a":1} \u{0}"#,
            r#"{"a""#,
            "[]",
            "",
        ] {
            assert_eq!(is_read(line.as_bytes()), [false; 3], "{line}");
        }
        assert_eq!(is_read(b"{\"a\":\"\xff\"}"), [false; 3]);
        assert_eq!(is_read(b"{\"a\":\"a long text, and then \xe9 end\"}"), [false; 3]);
    }

    proptest! {
        /// What is read in one go is an object, and stays as it is.
        #[test]
        fn what_is_read_stays(parts in prop::collection::vec(prop::sample::select(alloc::vec![
            "{", "}", "[", "]", "\"a\":", "\"password\":", "\"token_count\":", "\"logger\":", "1", "-0", "0.5e1", "01",
            ",", " ", "\"x\"", "\"shop.access\"", "\"key\":", "\"access_key=AKIAIOSFODNN7EXAMPLE\"", "true", "nul",
            "\"4111111111111111\"", "4111111111111111", "\"", "\u{fc}", "\\n", ":", "\"a@b.example\"", "\\\"", "\\\\",
            "\"log\":\"", "\"level\":\"", "\"error\":{\"stack\":\"", "\\u00e9", "\"password\\\": \\\"x1y2z3\"",
        ]), 0..14), wrap: bool) {
            let parts: String = parts.concat();
            let line = if wrap { alloc::format!("{{\"a\":[{parts}]}}") } else { parts };
            let taken = is_read(line.as_bytes());
            prop_assert!(taken == [taken[0]; 3]);
            if taken[0] {
                let value = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&line);
                prop_assert!(value.is_ok(), "{}", line);
                let mut out = Vec::new();
                ungrouped().transform(line.as_bytes(), &mut out, &mut Scratch::default());
                prop_assert_eq!(String::from_utf8_lossy(&out), line.as_str());
                let all = engine();
                let mut survey = Survey::new(all, line.as_bytes(), None);
                prop_assert!(Glance::new(line.as_bytes(), &mut survey, None).run().is_ok());
                let known = read(all, &mut Members::default(), &[line.as_bytes(); 2]);
                prop_assert_eq!(known, alloc::vec![Some(survey.summary()); 2]);
            }
        }

        /// What came before a line changes nothing of what is found in it.
        #[test]
        fn what_is_known_changes_nothing(lines in prop::collection::vec(prop::collection::vec((
            prop::sample::select(alloc::vec!["a", "level", "message", "name", "password", "token_count", "a key of many words"]),
            prop::sample::select(alloc::vec![":", ": "]),
            prop::sample::select(alloc::vec![
                "1", "12", "-0.5", "true", "null", "\"\"", "\"INFO\"", "\"INFO \"", "\"ERROR\"", "\"gr\u{fc}n\"", "\"a\\n\"",
                "\"password\"", "\"password=hunter2\"", "4111111111111111", "\"4111 1111 1111 1111\"", "01",
                "\"2026-11-29T12:34:56.789Z\"", "\"2026-12-01T00:11:22.333Z\"", "\"2026-12-01T00:11:22:333Z\"",
                "\"1111-22-3333\"", "\"111-22-3333\"", "\"1234-56-7890\"", "\"12,5\"", "\"1:,5\"", "[]", "[\"a\", 1]",
                "{\"a\":1}", "{\"level\":\"a value that is longer than what is kept of one member, by far\"}", "\"", "{",
            ]),
            prop::sample::select(alloc::vec![",", ", ", " ,", "}", " "]),
        ), 0..5), 1..8)) {
            let line = |members: &Vec<(&str, &str, &str, &str)>| {
                let mut line = String::from("{");
                for (n, (key, colon, value, comma)) in members.iter().enumerate() {
                    let comma = if n + 1 < members.len() { comma } else { "}" };
                    line += &alloc::format!("\"{key}\"{colon}{value}{comma}");
                }
                line
            };
            let lines: Vec<String> = lines.iter().map(line).collect();
            let lines: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
            let engine = engine();
            let alone: Vec<_> =
                lines.iter().flat_map(|line| read(engine, &mut Members::default(), &[*line])).collect();
            let twice = [&lines[..], &lines[..]].concat();
            prop_assert_eq!(read(engine, &mut Members::default(), &twice), [&alone[..], &alone[..]].concat());
        }
    }

    #[test]
    fn more_keys_than_are_kept_are_read_all_the_same() {
        let line = |from: u32| {
            let members: Vec<String> = (from..from + 100).map(|n| alloc::format!("\"key{n}\":{n}")).collect();
            alloc::format!("{{{}}}", members.join(","))
        };
        let lines = [line(0), line(50), line(0)];
        let lines: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
        assert!(read(engine(), &mut Members::default(), &lines).iter().all(Option::is_some));
    }
}
