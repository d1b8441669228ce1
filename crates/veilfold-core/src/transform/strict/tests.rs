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

fn default_engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    let options = Options { group: GroupScope::All, ..Options::default() };
    ENGINE.get_or_init(|| Engine::new(Policy::builtin(Profile::Default), options))
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
            is_message: false,
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
        r#"{"a":"b\/","c":"the token \"expired\""}"#,
    ] {
        assert_eq!(is_read(line.as_bytes()), [true; 3], "{line}");
    }
}

#[test]
fn others_are_not() {
    for line in [
        r#"{"password":"hunter2"}"#,
        r#"{"a":"password=hunter2"}"#,
        r#"{"name":"apiKey","value":"x1y2z3"}"#,
        r#"{"card":4111111111111111}"#,
        r#"{"a":"b\u0062"}"#,
        r#"{"a":"b\x"}"#,
        r#"{"a":"b\"}"#,
        r#"{"a\n":"b"}"#,
        r#"{"a":"token: \"x1y2z3w4\""}"#,
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

#[test]
fn what_came_before_makes_no_json_of_what_is_none() {
    for lines in [
        [r#"{"n":5}"#, r#"{"n": 12,"msg":"a"}"#, r#"{"n": 02,"msg":"curl -u","next":"ann:hunter2x9"}"#],
        [r#"{"n":12,"a":1}"#, r#"{"n":92,"a":1}"#, r#"{"n":02,"a":1}"#],
    ] {
        let lines = lines.map(str::as_bytes);
        let read = read(default_engine(), &mut Members::default(), &lines);
        assert_eq!(read.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false]);
    }
    let spaced = [&b"{\"a\":1,\"b\":2}"[..], b"{\"a\":1, \"b\":2}", b"{ \"b\":2 , \"a\":1}"];
    assert!(read(default_engine(), &mut Members::default(), &spaced).iter().all(Option::is_some));
}

#[test]
fn a_stack_is_found_however_often_it_was_escaped() {
    let engine = engine();
    for (line, may_hold) in [
        (r#"{"stack":"Traceback:\n  File \"a.py\"\n"}"#, true),
        (r#"{"stack":"'Traceback:\\n  File a.py\\n'"}"#, true),
        (r#"{"stack":"Traceback:\\\\n  File \\\\\\\"a.py\\\\\\\"\\\\n"}"#, true),
        (r#"{"message":"x","stack":"\\n"}"#, true),
        (r#"{"stack":"C:\\temp \"a\""}"#, false),
    ] {
        let mut survey = Survey::new(engine, line.as_bytes(), None);
        assert!(Glance::new(line.as_bytes(), &mut survey, None).run().is_ok());
        assert_eq!(survey.holds_stack(), may_hold, "{line}");
        let read = read(engine, &mut Members::default(), &[line.as_bytes()]);
        assert_eq!(read, [Some(survey.summary())], "{line}");
    }
}

proptest! {
    /// What is read in one go is an object, and stays as it is.
    #[test]
    fn what_is_read_stays(parts in prop::collection::vec(prop::sample::select(alloc::vec![
        "{", "}", "[", "]", "\"a\":", "\"password\":", "\"token_count\":", "\"logger\":", "1", "-0", "0.5e1", "01",
        ",", " ", "\"x\"", "\"shop.access\"", "\"key\":", "\"access_key=AKIAIOSFODNN7EXAMPLE\"", "true", "nul",
        "\"4111111111111111\"", "4111111111111111", "\"", "\u{fc}", "\\n", ":", "\"a@b.example\"", "\\\"", "\\\\",
        "\"log\":\"", "\"level\":\"", "\"error\":{\"stack\":\"", "\\u00e9", "\"password\\\": \\\"x1y2z3\"",
        "\"stack\":\"", "new",
    ]), 0..14), wrap: bool) {
        let parts: String = parts.concat();
        let line = if wrap { alloc::format!("{{\"a\":[{parts}]}}") } else { parts };
        let taken = is_read(line.as_bytes());
        prop_assert!(taken == [taken[0]; 3]);
        if taken[0] {
            // A number is JSON however large it is.
            let value = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&line);
            let is_json = value.map_or_else(|error| alloc::format!("{error}").contains("out of range"), |_| true);
            prop_assert!(is_json, "{}", line);
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
            "\"took 12 ms for all 3 of them\"", "\"took 90 ms for all 7 of them\"", "\"took 9 ms for all 3 of them\"",
            "\"the key 3 of the lock was lost\"", "\"the key 7 of the lock was lost\"", "\"cost $1$ of them, $2b$ of these\"",
            "\"cost $6$ of them, $3b$ of these\"", "\"cost $0$ of them, $0b$ of these\"", "\"password 4 was not asked for\"",
            "\"password 7 was not asked for\"", "\"worker-1\"", "\"worker-2\"", "\"bc2qar0srrr\"", "\"bc1qar0srrr\"", "12.5", "10.25",
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
        // Only the second one knows texts whatever their digits are.
        for engine in [engine(), default_engine()] {
            let alone: Vec<_> =
                lines.iter().flat_map(|line| read(engine, &mut Members::default(), &[*line])).collect();
            let twice = [&lines[..], &lines[..]].concat();
            let both = [&alone[..], &alone[..]].concat();
            prop_assert_eq!(read(engine, &mut Members::default(), &twice), both);
        }
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
