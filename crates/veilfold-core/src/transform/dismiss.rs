//! Places that come to nothing, judged where they stand.
//!
//! In most lines that a scan finds something in, it is a key such as `token_count` or an address with nine
//! digits. Where a line has no escapes, the string or number around a place is found without reading the line
//! from its start, and judged as a [glance](super::glance) would judge it. What is not dismissed here gets that
//! glance; so does everything that is neither inside a string nor a number. The judgement is worth something only
//! in a line that is JSON to its end: text behind an object is text, in which one word tells of another.

use super::glance::Harmless;
use super::{json_start, lex};
use crate::redact::{Hit, Redactor};
use core::ops::Range;

/// True when nothing comes of any of `places`, sorted by their starts, in a line of JSON without escapes.
pub(super) fn all(redactor: &Redactor, harmless: &mut Harmless, line: &[u8], mut places: &[Hit]) -> bool {
    let (mut counted, mut inside) = (0, false);
    while let Some(first) = places.first() {
        let Some(between) = line.get(counted..first.start) else { return false };
        inside ^= memchr::memchr_iter(b'"', between).count() % 2 == 1;
        counted = first.start;
        let Some(token) = (if inside { string(line, first) } else { number(line, first) }) else {
            return false;
        };
        let own = places.iter().take_while(|place| place.end <= token.end).count();
        let (hits, rest) = places.split_at(own);
        // A place that reaches out of its token is none of ours.
        if own == 0 || rest.first().is_some_and(|place| place.start < token.end) {
            return false;
        }
        places = rest;
        let text = &line[token.clone()];
        let is_key = inside && line.get(lex::space(line, token.end + 1)) == Some(&b':');
        if is_key && harmless.has(redactor.serial(), text) {
            continue;
        }
        let is_name = inside && hits.iter().any(|hit| redactor.is_word(hit)) && redactor.may_name(text);
        let within =
            hits.iter().map(|hit| Hit { start: hit.start - token.start, end: hit.end - token.start, ..*hit });
        if is_name || is_key && redactor.may_name(text) || redactor.holds(text, within) {
            return false;
        }
        if is_key {
            harmless.add(text);
        }
    }
    true
}

/// The inside of the string around a place.
fn string(line: &[u8], place: &Hit) -> Option<Range<usize>> {
    let start = memchr::memrchr(b'"', &line[..place.start])? + 1;
    let end = place.start + memchr::memchr(b'"', line.get(place.start..)?)?;
    let text = &line[start..end];
    // JSON in a string, and the marker of a key, are for the others.
    (place.end <= end && text.first() != Some(&b'[') && json_start(text).is_none()).then_some(start..end)
}

/// The number around a place.
fn number(line: &[u8], place: &Hit) -> Option<Range<usize>> {
    let part = |b: &u8| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E');
    let start = place.start - line[..place.start].iter().rev().take_while(|b| part(b)).count();
    let end = place.start + line[place.start..].iter().take_while(|b| part(b)).count();
    let before = line[..start].iter().next_back();
    let edges = matches!(before, Some(b':' | b',' | b'[' | b' '))
        && matches!(line.get(end), None | Some(b',' | b'}' | b']' | b' '));
    (edges && place.end <= end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Policy, Profile};
    use alloc::vec::Vec;

    fn dismissed(line: &str) -> bool {
        let policy = Policy::builtin(Profile::Strict);
        let mut places = Vec::new();
        assert!(policy.redactor().candidates(line.as_bytes(), &mut places));
        assert!(!places.is_empty(), "nothing to judge in {line}");
        all(policy.redactor(), &mut Harmless::default(), line.as_bytes(), &places)
    }

    #[test]
    fn what_only_looks_like_something_is_dismissed() {
        for line in [
            r#"{"token_count":1602}"#,
            r#"{"a":1,"token_count" : 3,"max_tokens":5}"#,
            r#"{"bytes":123456789012}"#,
            r#"{"text":"the token expired"}"#,
        ] {
            assert!(dismissed(line), "{line}");
        }
    }

    #[test]
    fn what_may_be_something_is_not() {
        for line in [
            r#"{"password":"hunter2"}"#,
            r#"{"text":"password=hunter2"}"#,
            r#"{"name":"apiKey","value":"x1y2z3"}"#,
            r#"["x-api-key","x1y2z3"]"#,
            r#"{"card":4111111111111111}"#,
            r#"{"a":"{'password':'hunter2'}"}"#,
            r#"{"a":"said "password" is "hunter2""}"#,
            r#"{"a":1} password=hunter2"#,
            r#"{"a":1,password:"hunter2"}"#,
            r#"{"password":"hunt"#,
            r#"{"a":"ssn 123-45-6789"}"#,
        ] {
            assert!(!dismissed(line), "{line}");
        }
    }
}
