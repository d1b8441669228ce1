//! One read of an ordinary record, where each operation counts: an interpreter has no vectors that would make a second
//! and a third read cheap.
//!
//! What it takes is one JSON object to its end, as RFC 8259 has it, without an escape; what the scan pointed at in it comes
//! to nothing. Anything else is for the [glance](super::glance) and the [walk](super::walk): they are right about it, and
//! about this as well.

#![allow(clippy::inline_always, reason = "a filter is built for size, and every record passes here")]

use super::glance::Guard;
use super::lex::{self, Token};
use super::survey::{Role, Survey, Text};
use crate::encode::{is_pair_name, json};
use crate::swar::{first, is_ascii};

/// Whether a line is read so: in a filter, which has to know that it answers an object, and where there are no vectors.
pub(super) const FIRST: bool = cfg!(target_family = "wasm") || !super::words::VECTORS;

/// Deepest nesting that is read so.
const DEEPEST: usize = 63;

/// True for one JSON object without an escape in which nothing has to be hidden: the survey is complete then. False
/// says nothing.
pub(super) fn is_clean_object<'l>(text: &'l [u8], survey: &mut Survey<'l>, guard: Guard<'_, '_>) -> bool {
    (is_ascii(text) || core::str::from_utf8(text).is_ok()) && read(text, survey, guard) == Some(())
}

fn read<'l>(text: &'l [u8], survey: &mut Survey<'l>, mut guard: Guard<'_, '_>) -> Option<()> {
    let most = guard.cleaner.max_depth.min(DEEPEST);
    let mut depth = 0_usize;
    // By depth: whether what is open there is an object.
    let mut objects = 0_u64;
    // Whether the object at depth 2 is one to look into.
    let mut inside = false;
    let mut role = Role::Other;
    let mut key = None;
    let (mut first, mut at) = next(text, 0)?;
    if first != b'{' {
        return None;
    }
    loop {
        // A value begins here.
        if first == b'"' {
            let token = string(text, at)?;
            if guard.touches(token) {
                let key: Option<Token> = key.filter(|_| objects >> depth & 1 != 0);
                let pair = key.is_none_or(|key| is_pair_name(key.inner(text)));
                guard.string(text, token, pair).ok()?;
            }
            if !matches!(role, Role::Other) {
                survey.string(role, Text::new(text, token));
            }
            at = token.end;
        } else if matches!(first, b'{' | b'[') {
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
            role = Role::Other;
            let close = first + 2;
            (first, at) = next(text, at + 1)?;
            if first != close {
                if is_object {
                    let token = member(text, at, &mut guard)?;
                    role = asked(text, token, depth == 1 || depth == 2 && inside, survey);
                    key = Some(token);
                    (first, at) = value(text, token)?;
                }
                continue;
            }
            at += 1;
            depth -= 1;
        } else {
            let end = scalar(text, at, first)?;
            if end > guard.from() {
                guard.number(text, at, end).ok()?;
            }
            if !matches!(role, Role::Other) {
                survey.scalar(role, text.get(at..end).unwrap_or_default());
            }
            at = end;
        }
        // What follows a value: the ends of what it closes, or a comma.
        loop {
            if depth == 0 {
                survey.end = Some(at);
                return (lex::space(text, at) == text.len()).then_some(());
            }
            (first, at) = next(text, at)?;
            let is_object = objects >> depth & 1 != 0;
            if first == b',' {
                (first, at) = next(text, at + 1)?;
                role = Role::Other;
                if is_object {
                    let token = member(text, at, &mut guard)?;
                    role = asked(text, token, depth == 1 || depth == 2 && inside, survey);
                    key = Some(token);
                    (first, at) = value(text, token)?;
                }
                break;
            }
            if first != if is_object { b'}' } else { b']' } {
                return None;
            }
            depth -= 1;
            at += 1;
        }
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

/// The key at `at`, judged.
#[inline(always)]
fn member(text: &[u8], at: usize, guard: &mut Guard<'_, '_>) -> Option<Token> {
    if text.get(at) != Some(&b'"') {
        return None;
    }
    let token = string(text, at)?;
    if guard.touches(token) {
        let (_, value) = value(text, token)?;
        guard.key(text, token, value).ok()?;
    }
    Some(token)
}

/// What a key is about.
#[inline(always)]
fn asked(text: &[u8], token: Token, asked: bool, survey: &Survey<'_>) -> Role {
    if asked { survey.role(token.inner(text)) } else { Role::Other }
}

/// The first byte of what stands behind a key and its colon.
#[inline(always)]
fn value(text: &[u8], key: Token) -> Option<(u8, usize)> {
    match next(text, key.end)? {
        (b':', colon) => next(text, colon + 1),
        _ => None,
    }
}

/// The string whose opening quote is at `start`; none with an escape or a control character.
#[inline(always)]
fn string(text: &[u8], start: usize) -> Option<Token> {
    let end = closing(text, start + 1);
    (end != 0).then_some(Token { start, end, escaped: false })
}

/// The place behind the next quote; 0 where an escape or a control character comes before it.
#[inline(never)]
fn closing(text: &[u8], mut at: usize) -> usize {
    while let Some(word) = text.get(at..).and_then(|rest| rest.first_chunk()) {
        let hit = json::stops(u64::from_le_bytes(*word));
        if hit != 0 {
            at += first(hit);
            return if text.get(at) == Some(&b'"') { at + 1 } else { 0 };
        }
        at += 8;
    }
    loop {
        match text.get(at) {
            Some(b'"') => return at + 1,
            None | Some(b'\\' | 0..0x20) => return 0,
            Some(_) => at += 1,
        }
    }
}

/// The end of the number or literal at `at`, which begins with `first`.
fn scalar(text: &[u8], at: usize, first: u8) -> Option<usize> {
    let word: &[u8] = match first {
        b't' => b"true",
        b'f' => b"false",
        b'n' => b"null",
        _ => return json::number_end(text, at),
    };
    text.get(at..)?.starts_with(word).then_some(at + word.len())
}

#[cfg(test)]
mod tests {
    use super::super::{Buffers, Cleaner, Guard, LEVELS, Survey};
    use crate::options::{GroupScope, Options};
    use crate::pipeline::{Engine, Scratch};
    use crate::policy::{Policy, Profile};
    use alloc::string::String;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    /// Whether a line is read in one go, twice: what the first time makes known counts the second time.
    fn is_read(line: &[u8]) -> [bool; 2] {
        let engine = Engine::new(
            Policy::builtin(Profile::Strict),
            Options { group: GroupScope::Off, ..Options::default() },
        );
        let mut levels: [Buffers; LEVELS + 1] = Default::default();
        let mut scratch = Scratch::default();
        let mut places = Vec::new();
        assert!(engine.policy().redactor().candidates(line, &mut places));
        [(); 2].map(|()| {
            let mut cleaner = Cleaner::new(engine.policy(), &mut scratch.report);
            let guard = Guard::new(&mut cleaner, &mut levels[1..], &places);
            super::is_clean_object(line, &mut Survey::new(&engine, line, None), guard)
        })
    }

    #[test]
    fn ordinary_records_are_read_in_one_go() {
        for line in [
            "{}",
            r#" { "a" : [ 1 , -2.5e+3 , { "b" : null } , [ ] ] , "c" : true } "#,
            r#"{"timestamp":"2026-11-29T12:34:56.789Z","logger":"shop.http.access","token_count":1602}"#,
            r#"{"a":"gr\u00fc\u00df"}"#.replace("\\u00fc\\u00df", "\u{fc}\u{df}").as_str(),
        ] {
            assert_eq!(is_read(line.as_bytes()), [true; 2], "{line}");
        }
    }

    #[test]
    fn others_are_not() {
        for line in [
            r#"{"password":"hunter2"}"#,
            r#"{"a":"password=hunter2"}"#,
            r#"{"name":"apiKey","value":"x1y2z3"}"#,
            r#"{"card":4111111111111111}"#,
            r#"{"a":"b\n"}"#,
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
            assert_eq!(is_read(line.as_bytes()), [false; 2], "{line}");
        }
        assert_eq!(is_read(b"{\"a\":\"\xff\"}"), [false; 2]);
        assert_eq!(is_read(b"{\"a\":\"a long text, and then \xe9 end\"}"), [false; 2]);
    }

    proptest! {
        /// What is read in one go is an object, and stays as it is.
        #[test]
        fn what_is_read_stays(parts in prop::collection::vec(prop::sample::select(alloc::vec![
            "{", "}", "[", "]", "\"a\":", "\"password\":", "\"token_count\":", "\"logger\":", "1", "-0", "0.5e1", "01",
            ",", " ", "\"x\"", "\"shop.access\"", "\"key\":", "\"access_key=AKIAIOSFODNN7EXAMPLE\"", "true", "nul",
            "\"4111111111111111\"", "4111111111111111", "\"", "\u{fc}", "\\n", ":", "\"a@b.example\"",
        ]), 0..14), wrap: bool) {
            let parts: String = parts.concat();
            let line = if wrap { alloc::format!("{{\"a\":[{parts}]}}") } else { parts };
            let read = is_read(line.as_bytes());
            prop_assert_eq!(read[0], read[1]);
            if read[0] {
                let value = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&line);
                prop_assert!(value.is_ok(), "{}", line);
                let engine = Engine::new(Policy::builtin(Profile::Strict), Options { group: GroupScope::Off, ..Options::default() });
                let mut out = Vec::new();
                engine.transform(line.as_bytes(), &mut out, &mut Scratch::default());
                prop_assert_eq!(String::from_utf8_lossy(&out), line);
            }
        }
    }
}
