//! Lines in, lines out.

use super::*;
use crate::options::{GroupScope, Options};
use crate::policy::Profile;
use alloc::format;
use alloc::string::ToString;
use proptest::prelude::*;
use std::sync::OnceLock;

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

fn reencoded(options: Options, line: &str) -> String {
    reencoded_by(&Engine::new(Policy::builtin(Profile::Default), options), line)
}

fn reencoded_by(engine: &Engine, line: &str) -> String {
    let mut out = Vec::new();
    let received = crate::record::Timestamp(1_700_000_000_000_000_000);
    engine.reencode(line.as_bytes(), received, &mut out, &mut Scratch::default());
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn foreign_lines_take_one_shape() {
    let options = || Options { group: GroupScope::Off, ..Options::default() };
    for line in [
        r#"{"timestamp":"2024-12-19T15:30:00.123Z","level":"INFO","logger":"app","message":"hi","request_id":"r","n":1.50}"#,
        r#"{"level":30,"time":1734622200123,"name":"app","msg":"hi","requestId":"r","n":1.50}"#,
        r#"{"@timestamp":"2024-12-19T16:30:00.123+01:00","log.level":"info","message":"hi","ecs.version":"8.11.0","log.logger":"app","http.request.id":"r","n":1.50}"#,
        r#"{"Timestamp":"1734622200123000000","SeverityText":"INFO","SeverityNumber":9,"Body":"hi","InstrumentationScope":{"Name":"app"},"Attributes":{"http.request.id":"r","n":1.50}}"#,
        r#"{"time":"2024-12-19T15:30:00.123Z","severity":"INFO","logger":"app","message":"hi","request_id":"r","n":1.50}"#,
    ] {
        assert_eq!(
            reencoded(options(), line),
            r#"{"timestamp":"2024-12-19T15:30:00.123Z","level":"INFO","logger":"app","message":"hi","request_id":"r","n":1.50}"#
        );
    }
    assert_eq!(
        reencoded(options(), "not json\r"),
        r#"{"timestamp":"2023-11-14T22:13:20.000Z","level":"INFO","message":"not json"}"#
    );
    assert_eq!(
        reencoded(
            options(),
            r#"{"time":"soon","level":"NOTABLE","type":"order","file":"a.csv","log":{"x":1}}"#
        ),
        r#"{"timestamp":"2023-11-14T22:13:20.000Z","level":"NOTABLE","message":"","time":"soon","type":"order","file":"a.csv","log":{"x":1}}"#
    );
}

#[test]
fn an_exception_keeps_its_text_and_a_line_its_name() {
    let line = concat!(
        r#"{"timestamp":"2024-12-19T15:30:00.123Z","level":"ERROR","logger":"app","message":"failed","#,
        r#""caller":{"file":"a.py","line":3,"function":"f"},"#,
        r#""exception":{"type":"KeyError","message":"'x'","stacktrace":"Traceback (most recent call last):\n  File \"a.py\", line 3, in f\n    d['x']\nKeyError: 'x'"},"#,
        r#""group_id":"s1-0123456789abcdef","variant_id":"s1-fedcba9876543210"}"#
    );
    assert_eq!(reencoded(Options { caller: true, ..Options::default() }, line), line);
}

proptest! {
    #[test]
    fn any_json_can_be_reencoded(value in json()) {
        let line = reencoded_by(engine(GroupScope::Errors), &value.to_string());
        serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&line).expect("one object");
    }
}

/// A secret of a known shape, which a detector finds wherever it stands.
const SECRET: &str = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";

/// A JSON value with a secret somewhere in it: as a value, a key, part of a text, below a sensitive key, in
/// JSON in a string.
fn with_secret() -> impl Strategy<Value = serde_json::Value> {
    let secret = prop_oneof![
        Just(serde_json::json!(SECRET)),
        Just(serde_json::json!({ SECRET: 1 })),
        "[a-z ]{0,9}".prop_map(|text| format!("{text} {SECRET} {text}").into()),
        json().prop_map(|value| serde_json::json!({ "password": [value, SECRET] })),
        json().prop_map(
            |value| serde_json::json!({ "client_secret": { "a": value, "b": "ghp_16C7e42F292c" } })
        ),
        Just(serde_json::json!({ "value": SECRET, "name": "apiKey" })),
        Just(serde_json::json!([["x-api-key", SECRET]])),
        json().prop_map(|value| serde_json::json!({ "token": SECRET, "other": value }).to_string().into()),
        Just(serde_json::json!(
            serde_json::json!({ "a": serde_json::json!({ "pwd": SECRET }).to_string() }).to_string()
        )),
    ];
    (json(), secret, "[a-z]{1,6}", 0..3_u8).prop_map(|(other, secret, key, shape)| match shape {
        0 => serde_json::json!({ "a": other, key: secret }),
        1 => serde_json::json!([other, secret, { key: 1 }]),
        _ => serde_json::json!({ key: { "b": [secret, other] } }),
    })
}

/// `text` with every letter of its strings as an escape.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let (mut inside, mut after_backslash) = (false, false);
    for c in text.chars() {
        match c {
            '"' if !after_backslash => {
                inside = !inside;
                out.push(c);
            }
            c if inside && !after_backslash && c.is_ascii_alphanumeric() => {
                out.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => out.push(c),
        }
        after_backslash = c == '\\' && !after_backslash;
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_planted_secret_never_comes_out(value in with_secret(), style in 0..3_u8, cut in 0..400_usize) {
        let line = match style {
            0 => value.to_string(),
            1 => format!("{value:#}").replace('\n', " "),
            _ => escaped(&value.to_string()),
        };
        let once = plain(&line);
        let after: serde_json::Value = serde_json::from_str(&once).expect("valid JSON");
        prop_assert!(!after.to_string().contains("ghp_16C7"), "{} -> {}", line, once);
        prop_assert_eq!(plain(&once), once);
        // Cut anywhere: the secret goes with what is left of the line, as long as it was whole.
        let cut: String = line.chars().take(cut).collect();
        prop_assert!(!plain(&cut).contains(SECRET), "{} -> {}", cut, plain(&cut));
    }

    #[test]
    fn what_the_scan_of_a_line_tells_changes_nothing(value in with_secret()) {
        let line = value.to_string();
        let engine = engine(GroupScope::Off);
        let (mut out, mut scratch) = (Vec::new(), Scratch::default());
        let Scratch { report, levels, .. } = &mut scratch;
        if !Cleaner::new(engine.policy(), report).text(line.as_bytes(), &mut out, levels) {
            out.extend_from_slice(line.as_bytes());
        }
        prop_assert_eq!(String::from_utf8(out).expect("UTF-8"), plain(&line));
    }
}

#[test]
fn large_lines_come_out_no_larger_than_their_markers() {
    let engine = engine(GroupScope::Errors);
    for line in [
        format!("{{\"level\":\"error\",\"message\":\"{}\"}}", "a b ".repeat(2_500_000)),
        format!("{{\"a\":[{}1]}}", "1,".repeat(5_000_000)),
        "{\"value\":".repeat(1_000_000),
        format!("{{{}\"z\":1}}", "\"value\":1,".repeat(500_000)),
        "[".repeat(5_000_000),
        "\\\"".repeat(5_000_000),
        format!("\"{}", "\\".repeat(5_000_000)),
        "{\"".repeat(3_000_000),
    ] {
        // What was nested too deep is a marker, what was named got an id; nothing else is added.
        let out = run(engine, line.as_bytes());
        assert!(out.len() <= line.len() + 100, "{} bytes became {}", line.len(), out.len());
    }
}

#[test]
fn names_of_two_letters_hide_their_values_in_whole_lines() {
    for key in ["pw", "PW", "db_pw", "dbPw", "x.pw"] {
        let line = serde_json::json!({ "level": "info", key: "hunter2-battery" }).to_string();
        let inner = serde_json::json!({ "message": line }).to_string();
        for line in [line, inner] {
            assert!(!plain(&line).contains("hunter2"), "{line} -> {}", plain(&line));
        }
    }
}

#[test]
fn what_a_glance_lets_through_is_clean_for_the_walk() {
    for line in [
        r#"{"level":"info","token_count":12,"max_tokens":4096,"keyboard":"qwerty","author":"kim","pass":15}"#,
        r#"{"a":[1,2,{"token_type":"x"}],"msg":"it said \"token\" twice","key":"user:12"}"#,
        r#"{"message":"[worker-1] 12345678 rows, caf\u00e9","password":null,"access_token":"","n":123456789}"#,
        r#"{"name":"token_count","value":"7"}"#,
    ] {
        assert_eq!(plain(line), line);
    }
    for (line, secret) in [
        (r#"{"name":"password","value":"hunter2-x"}"#, "hunter2"),
        (r#"{"value":"hunter2-x","name":"password"}"#, "hunter2"),
        (r#"{"h":[["x-api-key","hunter2-x"]]}"#, "hunter2"),
        (r#"{"a":{"password":["hunter2-x"]}}"#, "hunter2"),
        (r#"{"token_count":1,"token_count":2,"token":"hunter2-x9"}"#, "hunter2"),
        (r#"{"token_count":1,"password":hunter2-x}"#, "hunter2"),
        (r#"{"token_count":1} password=hunter2-x"#, "hunter2"),
        (r#"{"token_count":1,"a":"password=hunter2-x"#, "hunter2"),
        (r#"{"p\u0061ssword":"hunter2-x","token_count":1}"#, "hunter2"),
        (r#"{"n":4111111111111111,"token_count":1}"#, "4111111111"),
    ] {
        assert!(!plain(line).contains(secret), "{line} -> {}", plain(line));
    }
}

#[cfg(feature = "compile")]
#[test]
fn what_is_judged_alone_is_json_to_the_end_of_the_line() {
    for line in [
        r#"{"a":1} taxpayer 665999999"#,
        r#"{"a":1} taxpayer "665999999""#,
        r#"{"taxpayer":"665999999","x":"cu"#,
        r#"{"a":1,"taxpayer":665999999"#,
        r#"[1] taxpayer "665999999" [2]"#,
    ] {
        assert!(!plain(line).contains("665999999"), "{}", plain(line));
    }
    // Nor deeper than the walk follows it: what nobody would look at is cut off.
    let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(80), "]".repeat(80));
    for inner in [r#""token_count","password=hunter2-x""#, r#"{"token_count":1,"password":"hunter2-x"}"#] {
        let out = plain(&deep(inner));
        assert!(out.contains("[DEPTH]") && !out.contains("hunter2"), "{out}");
    }
    // Where nothing has to be hidden, nothing is cut off: such a line stays as one without any place in it does.
    for nothing in [r#""token_count""#, r#""a""#] {
        assert_eq!(plain(&deep(nothing)), deep(nothing));
    }
}

/// What lines with something to judge are made of: strings, numbers and signs, in any order.
fn fragment() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        " ",
        "\"",
        "\":\"",
        "\",\"",
        "{\"",
        "\"}",
        "\":",
        ",\"",
        "\"token_count\":3",
        "token_count",
        "\"password\"",
        "password",
        "api",
        "key",
        "token",
        "taxpayer",
        "ssn",
        "card",
        "hunter2-x9Q",
        "665999999",
        "078-05-1120",
        "4111111111111111",
        "12345678",
        "10.16.35.171",
        "3",
        "true",
        "null",
        "name",
        "value",
        "x-api-key",
        "Bearer ",
        "=",
        "eyJ",
        "GB82WEST12345698765432",
        "[REDACTED]",
        "-",
        ".",
        "'",
        "\n",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    /// What is judged where it stands hides what the walk over the whole line hides.
    #[test]
    fn a_line_of_which_all_places_are_known_is_what_the_walk_makes_of_it(
        parts in proptest::collection::vec(fragment(), 1..24),
        open in proptest::sample::select(vec!["{\"", "[\"", "{", "["]),
    ) {
        let line = format!("{open}{}", parts.concat());
        let engine = strict();
        let mut scratch = Scratch::default();
        let mut quick = Vec::new();
        engine.transform(line.as_bytes(), &mut quick, &mut scratch);
        let mut slow = Vec::new();
        if let Fate::Kept(_) = engine.rewrite(line.as_bytes(), None, false, &mut slow, &mut scratch) {
            slow.extend_from_slice(line.as_bytes());
        }
        prop_assert_eq!(String::from_utf8_lossy(&quick), String::from_utf8_lossy(&slow));
    }
}

/// Redacts by the strict profile, and names nothing.
fn strict() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let options = Options { group: GroupScope::Off, ..Options::default() };
        Engine::new(Policy::builtin(Profile::Strict), options)
    })
}

/// Found by fuzzing: a marker at the beginning of a line of text was read as JSON to be repaired.
#[test]
fn broken_text_behind_a_marker_stays_broken_text() {
    let policy = Policy::compile("version = 1", "p.toml", &|_| None).expect("a policy");
    let engine = Engine::new(policy, Options { group: GroupScope::Off, ..Options::default() });
    let mut scratch = Scratch::default();
    let (mut once, mut twice) = (Vec::new(), Vec::new());
    engine.transform(b"ghp_16C7e42F292c6912E7710c838347Ae178B4a \xff\xff", &mut once, &mut scratch);
    engine.transform(&once, &mut twice, &mut scratch);
    assert_eq!(once, b"[REDACTED:github_token] \xff\xff");
    assert_eq!(once, twice);
}

#[test]
fn a_policy_with_paths_holds_in_whole_lines() {
    let text = "version = 1\n[fields]\ndeny = [\"user.token_count\", \"**.card.holder\"]\nallow = [\"app.token\", \"app.auth\"]";
    let policy = Policy::compile(text, "p.toml", &|_| None).expect("a policy");
    let engine = Engine::new(policy, Options { group: GroupScope::Off, ..Options::default() });
    let mut scratch = Scratch::default();
    let mut plain = |line: &str| {
        let mut out = Vec::new();
        engine.transform(line.as_bytes(), &mut out, &mut scratch);
        String::from_utf8(out).expect("UTF-8")
    };
    for (line, stays) in [
        (r#"{"token_count":"hunter2-x"}"#, true),
        (r#"{"user":{"token_count":"hunter2-x"}}"#, false),
        (r#"{"token_count":"hunter2-x","token_counts":1}"#, true),
        (r#"{"a":{"card":{"holder":"hunter2-x"}}}"#, false),
        (r#"{"app":{"token":"hunter2-x"}}"#, true),
        (r#"{"token":"hunter2-x"}"#, false),
        (r#"{"app":{"auth":["bob","hunter2-x"]}}"#, true),
        (r#"{"app":{"basic_auth":["bob","hunter2-x"]}}"#, false),
        (r#"{"auth":["bob","hunter2-x"]}"#, false),
    ] {
        assert_eq!(plain(line) == line, stays, "{line} -> {}", plain(line));
    }
}

#[test]
fn a_marker_without_quotes_is_not_hidden_again() {
    // What a fuzzer found: broken JSON is clean as text, and its marker begins like an array.
    let engine = strict();
    for line in [&b"//registr\xe3.np{\"cvc\":?04mjs.3o2rg1\"/}"[..], b"see {\"password\":hunter2-x9\"/}"] {
        let once = run(engine, line);
        assert!(
            !once.windows(6).any(|w| w == b"3o2rg1" || w == b"hunter"),
            "{}",
            String::from_utf8_lossy(&once)
        );
        assert_eq!(String::from_utf8_lossy(&once), String::from_utf8_lossy(&run(engine, &once)));
    }
    // Only a marker stays: anything beside it is hidden with it.
    let out = run(engine, br#"{"password":["[REDACTED]","hunter2-x9"],"secret":[REDACTED hunter2-x9]}"#);
    assert!(!out.windows(7).any(|w| w == b"hunter2"), "{}", String::from_utf8_lossy(&out));
}

#[test]
fn a_marker_in_a_key_names_nothing() {
    let engine = strict();
    let line = b"{\"resout\xff\xff  key is AC319CA9948BAAccountKey=33ADC9B0.\xa3\xa3\xa3\":[\"Jane\",\"Q\"]}";
    let once = run(engine, line);
    assert!(!once.windows(8).any(|w| w == b"33ADC9B0"), "{}", String::from_utf8_lossy(&once));
    assert_eq!(String::from_utf8_lossy(&once), String::from_utf8_lossy(&run(engine, &once)));
}

#[test]
fn a_rewritten_line_is_read_for_its_stack_whatever_its_level() {
    let stack = r#"Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: x"#;
    for rest in ["", r#","password":"hunter2-x9Q""#] {
        let out = named(&format!(r#"{{"level":"info","message":"{stack}"{rest}}}"#));
        assert!(out.contains("\"group_id\":\"s1-") && !out.contains("hunter2"), "{out}");
    }
}
