//! Lines in, lines out.

mod hostile;
mod judged;
mod reencoded;
mod twice;

use super::*;
use crate::options::{GroupScope, Options};
use crate::policy::{Policy, Profile};
use alloc::format;
use alloc::string::ToString;
use proptest::prelude::*;
use std::sync::OnceLock;

/// A secret of a known shape, which a detector finds wherever it stands.
const SECRET: &str = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";

/// Engines are shared: building one costs more than a case.
fn engine(group: GroupScope) -> &'static Engine {
    static ENGINES: [OnceLock<Engine>; 3] = [OnceLock::new(), OnceLock::new(), OnceLock::new()];
    let make = || Engine::new(Policy::builtin(Profile::Default), Options { group, ..Options::default() });
    ENGINES[group as usize].get_or_init(make)
}

fn run(engine: &Engine, line: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    engine.transform(line, &mut out, &mut Scratch::default());
    out
}

fn plain(line: &str) -> String {
    String::from_utf8(run(engine(GroupScope::Off), line.as_bytes())).expect("UTF-8")
}

fn named(line: &str) -> String {
    String::from_utf8(run(engine(GroupScope::Errors), line.as_bytes())).expect("UTF-8")
}

#[test]
fn clean_lines_keep_every_byte() {
    for line in [
        "",
        "{}",
        "[]",
        " { } ",
        r#"{"b":1,"a":2,"b":1.50e+05,"c":-0}"#,
        "{ \"a\" : [ 1 , 2.0 ,\t{ } ] }\r",
        r#"{"s":"caf\u00e9 \/ \ud83d\ude00 \ud800 \u0041"}"#,
        r#"[{"a":null},[[]],true]"#,
        "\u{feff}{\"a\":1}",
        r#"{"a":NaN,"b":-Infinity}"#,
        "{\"a\":\"tab\there\"}",
        r#"{"a":1} trailing"#,
        r#"{"a":1"#,
        r#"{"a":"open"#,
        r#"{"a":1,}"#,
        r"{'a':1}",
        "[INFO] started [worker-1]",
        "plain text",
        "nul \0 and \x1b[31mred\x1b[0m",
    ] {
        assert_eq!(plain(line), line);
    }
}

#[test]
fn bytes_that_are_no_utf8() {
    // Text keeps them: the encoding is the reader's business.
    assert_eq!(run(engine(GroupScope::Off), b"caf\xe9"), b"caf\xe9");
    // JSON cannot hold them.
    assert_eq!(run(engine(GroupScope::Off), b"{\"a\":\"caf\xe9\"}"), "{\"a\":\"caf\u{fffd}\"}".as_bytes());
}

#[test]
fn what_is_too_deep_to_follow_is_cut_with_a_marker() {
    let deep = |n: usize, secret: &str| {
        format!("{{\"a\":{}{secret}{},\"pin\":\"[REDACTED]\"}}", "[".repeat(n), "]".repeat(n))
    };
    let secret = format!("\"{SECRET}\"");
    assert_eq!(plain(&deep(63, &secret)), deep(63, "\"[REDACTED:github_token]\""));
    assert_eq!(plain(&deep(64, &secret)), deep(63, "\"[DEPTH]\""));
    assert_eq!(plain(&deep(1000, &secret)), deep(63, "\"[DEPTH]\""));
    // A line with nothing to hide is passed on whatever its depth.
    assert_eq!(plain(&"[".repeat(1000)), "[".repeat(1000));
    let open = format!("{{\"password\":1,{}", "\"a\":{".repeat(100_000));
    assert!(plain(&open).len() < 1000, "what is deeper than the limit is not passed on");
}

#[test]
fn failures_are_named_once() {
    let line = r#"{"level":"error","message":"cannot reach db-7 in 30 ms"}"#;
    let once = named(line);
    assert!(
        once.starts_with(r#"{"level":"error","message":"cannot reach db-7 in 30 ms","group_id":"m1-"#),
        "{once}"
    );
    assert_eq!(named(&once), once);
    // The same failure, whoever wrote it and wherever it says so.
    let id = &once[once.len() - 21..once.len() - 2];
    for other in [
        r#"{"severity":"CRITICAL","msg":"cannot reach db-9 in 31 ms"}"#,
        r#"{"level":50,"msg":"cannot reach db-9 in 31 ms","time":1700000000000}"#,
        r#"{"levelno":30,"msg":"cannot reach db-9 in 31 ms"}"#,
        r#"{"priority":"3","short_message":"cannot reach db-9 in 31 ms"}"#,
        r#"{"SeverityNumber":17,"Body":"cannot reach db-9 in 31 ms"}"#,
        r#"{"log":{"level":"warn"},"message":"cannot reach db-9 in 31 ms"}"#,
        r#"{"level":"E","event":"cannot reach db-9 in 31 ms"}"#,
        "{\"level\":\"error\",\"message\":\"cannot reach db-9 in 31 ms\" }\r",
    ] {
        assert!(named(other).contains(id), "{other} -> {}", named(other));
    }
    for quiet in [
        r#"{"level":"info","message":"ready"}"#,
        r#"{"level":30,"msg":"ready"}"#,
        r#"{"levelno":20,"msg":"ready"}"#,
        r#"{"message":"no level"}"#,
        r#"{"level":"error","n":1}"#,
        r#"["error"]"#,
        r#"{"level":"error","message":"cut"#,
        "level=error msg=text",
    ] {
        assert_eq!(named(quiet), quiet);
    }
}

#[test]
fn a_foreign_group_id_is_left_alone() {
    let line = r#"{"level":"error","message":"rebalance failed","group_id":"orders-consumer"}"#;
    let once = named(line);
    assert!(once.contains(r#""group_id":"orders-consumer","group_id_":"m1-"#), "{once}");
    assert_eq!(named(&once), once);
}

#[test]
fn the_message_field_can_be_named() {
    let engine = Engine::new(
        Policy::builtin(Profile::Default),
        Options { message_field: Some("detail".into()), ..Options::default() },
    );
    let one = run(&engine, br#"{"level":"error","message":"a","detail":"the same words"}"#);
    let two = run(&engine, br#"{"level":"error","message":"b","detail":"the same words"}"#);
    assert_eq!(one[one.len() - 22..], two[two.len() - 22..]);
}

/// Any JSON value, as text in the style of one writer.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
        "[a-z ]{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            proptest::collection::vec(("[a-z_]{0,8}|\\PC{0,4}", inner), 0..5)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

/// Equal but for what was hidden.
fn equal_but_hidden(before: &serde_json::Value, after: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Object, String};
    match (before, after) {
        (_, String(text)) if text.contains("[REDACTED") => true,
        (Array(a), Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal_but_hidden(a, b)),
        (Object(a), Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((_, a), (_, b))| equal_but_hidden(a, b))
        }
        (a, b) => a == b,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn json_stays_json_and_equal_but_for_what_is_hidden(value in json(), pretty: bool) {
        let line = if pretty { format!("{value:#}") } else { value.to_string() };
        let once = plain(&line);
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("valid JSON");
        prop_assert!(equal_but_hidden(&read(&line), &read(&once)), "{} -> {}", line, once);
        prop_assert_eq!(plain(&once), once);
    }

    #[test]
    fn any_bytes_are_no_trouble(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        let once = run(engine(GroupScope::All), &bytes);
        prop_assert_eq!(run(engine(GroupScope::All), &once), once);
    }

    #[test]
    fn any_almost_json_is_no_trouble(text in r#"[\[\]{}:,"\\a1n \t]{0,40}"#) {
        let once = named(&text);
        prop_assert_eq!(named(&once), once);
    }
}
