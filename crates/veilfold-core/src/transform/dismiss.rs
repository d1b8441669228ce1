//! Places that come to nothing, judged where they stand.
//!
//! In most records that a scan finds something in, it is a key such as `token_count` or an address with nine
//! digits. In a line that the engine wrote, and that holds no escapes, the string or number around a place is found
//! without reading the line from its start, and judged as a [glance](super::glance) would judge it. Where others wrote
//! the line, nobody knows that it is JSON to its end: text behind an object is text, in which one word tells of another.
//! What a text would say of `"token_count":16` its quotes, its colon and its number say by themselves.

use super::glance::{Harmless, tells_of_others};
use super::{json_start, lex};
use crate::few::Few;
use crate::redact::{Hit, Redactor};
use crate::search;
use core::ops::Range;

/// True when nothing comes of any of `places`, sorted by their starts, in a line of JSON without escapes.
/// `open` is told of those that something may come of where the line is a text.
pub(super) fn all(
    redactor: &Redactor,
    harmless: &mut Harmless,
    line: &[u8],
    places: &[Hit],
    mut open: impl FnMut(&Hit),
) -> bool {
    let mut rest = places;
    while let Some(first) = rest.first() {
        let Some(Token { text: range, is_string }) = Token::around(line, first) else { return false };
        let (hits, after) = rest.split_at(rest.iter().take_while(|place| place.end <= range.end).count());
        // A place that reaches out of its token is none of ours.
        if hits.is_empty() || after.first().is_some_and(|place| place.start < range.end) {
            return false;
        }
        rest = after;
        let text = &line[range.clone()];
        let is_key = is_string && line.get(lex::space(line, range.end + 1)) == Some(&b':');
        let serial = redactor.serial();
        if is_key && harmless.in_json.has(serial, text) {
            if !(is_count(line, &range) && harmless.in_text.has(serial, text)) {
                hits.iter().for_each(&mut open);
            }
            continue;
        }
        hits.iter().for_each(&mut open);
        let is_name = is_string && hits.iter().any(|hit| redactor.is_word(hit)) && redactor.may_name(text)
            || tells_of_others(text);
        let within =
            hits.iter().map(|hit| Hit { start: hit.start - range.start, end: hit.end - range.start, ..*hit });
        if is_name || is_key && redactor.may_name(text) || redactor.holds(text, within) {
            return false;
        }
        if is_key {
            harmless.in_json.add(serial, text);
            if is_clear(redactor, text, range.start, hits) {
                harmless.in_text.add(serial, text);
            }
        }
    }
    true
}

/// True for the key of a member of an object, right behind what comes before it, with a short number right behind it.
fn is_count(line: &[u8], key: &Range<usize>) -> bool {
    /// No detector takes a number with fewer digits for anything, and none takes it for a value.
    const MOST: usize = 6;
    let before = key.start.checked_sub(2).and_then(|at| line.get(at));
    let Some([b'"', b':', rest @ ..]) = line.get(key.end..) else { return false };
    let digits = rest.iter().take(MOST + 1).take_while(|b| b.is_ascii_digit() || **b == b'.').count();
    matches!(before, Some(b'{' | b','))
        && (1..=MOST).contains(&digits)
        && matches!(rest.get(digits), Some(b',' | b'}'))
}

/// True where nothing comes of the places in a key of an object that a number is under, wherever it stands in a text:
/// the key is one word, and those who look at its places read no further than its number.
fn is_clear(redactor: &Redactor, key: &[u8], base: usize, hits: &[Hit]) -> bool {
    let mut text = Few::<[u8; 64]>::from(&b",\""[..]);
    let own = hits.iter().map(|hit| Hit {
        start: hit.start - base + text.len(),
        end: hit.end - base + text.len(),
        ..*hit
    });
    let own: Few<[Hit; 8]> = own.collect();
    text.extend_from_slice(key);
    text.extend_from_slice(b"\":0,");
    key.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
        && hits.iter().all(|hit| redactor.reads_near(hit))
        && !redactor.holds(&text, own.into_iter())
}

/// What a place stands in.
struct Token {
    text: Range<usize>,
    is_string: bool,
}

impl Token {
    fn around(line: &[u8], place: &Hit) -> Option<Token> {
        let start = search::memrchr(b'"', &line[..place.start]).map_or(0, |quote| quote + 1);
        let end = search::memchr(b'"', line.get(place.start..)?).map_or(line.len(), |at| place.start + at);
        let text = &line[start..end];
        // What stands between two strings of JSON begins with one of these; so may a string, but for that it would hold
        // nothing else than what stands there.
        if start == 0 || matches!(text.get(lex::space(text, 0)), Some(b':' | b',' | b'}' | b']')) {
            let outside = text.iter().all(|b| b.is_ascii_digit() || b"{}[]:,+-. \ttruefalsnE".contains(b));
            return number(line, place).filter(|_| outside).map(|text| Token { text, is_string: false });
        }
        // JSON in a string, and the marker of a key, are for the others.
        let plain = place.end <= end && text.first() != Some(&b'[') && json_start(text).is_none();
        (plain && end < line.len()).then_some(Token { text: start..end, is_string: true })
    }
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
        all(policy.redactor(), &mut Harmless::default(), line.as_bytes(), &places, |_| {})
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
