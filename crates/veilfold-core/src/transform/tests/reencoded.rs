//! Lines of others in one shape.

use super::*;
use crate::pipeline::Outcome;
use crate::transform::survey::{KEYS, Role, Scale};

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

/// The level and the name of a line, re-encoded; the name is that which it has when it is only rewritten.
#[track_caller]
fn level_and_name(line: &str) -> (String, Outcome) {
    let engine = engine(GroupScope::Errors);
    let rewritten = engine.transform(line.as_bytes(), &mut Vec::new(), &mut Scratch::default());
    let (mut out, time) = (Vec::new(), crate::record::Timestamp(0));
    let outcome = engine.reencode(line.as_bytes(), time, &mut out, &mut Scratch::default());
    assert_eq!(outcome, rewritten, "{line}");
    let out: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    (out["level"].as_str().expect("a level").into(), outcome)
}

#[test]
fn a_line_has_one_name_rewritten_and_reencoded() {
    const STACK: &str =
        r#""Traceback (most recent call last):\n  File \"a.py\", line 3, in f\nValueError: x\n""#;
    let plain = level_and_name(r#"{"level":"ERROR","message":"cannot reach host-7"}"#);
    let stack = level_and_name(&format!(r#"{{"level":"ERROR","message":"no","stacktrace":{STACK}}}"#));
    for (key, role) in KEYS {
        let key = core::str::from_utf8(key).expect("a name");
        match role {
            Role::Level(scale) => {
                let level = match scale {
                    Scale::Names => r#""error""#,
                    Scale::Python => "40",
                    Scale::Otel => "17",
                };
                for line in [
                    format!(r#"{{"{key}":{level},"message":"cannot reach host-7"}}"#),
                    format!(r#"{{"log":{{"{key}":{level},"a":1}},"message":"cannot reach host-7"}}"#),
                    format!(r#"{{"{key}":{level},"severity":"info","message":"cannot reach host-7"}}"#),
                ] {
                    assert_eq!(level_and_name(&line), plain, "{line}");
                }
            }
            Role::Message(_) => {
                for line in [
                    format!(r#"{{"level":"error","{key}":"cannot reach host-7"}}"#),
                    format!(r#"{{"fields":{{"{key}":"cannot reach host-7"}},"level":"error"}}"#),
                    format!(r#"{{"log":{{"{key}":"cannot reach host-7","level":"error"}},"a":1}}"#),
                    format!(r#"{{"level":"error","MESSAGE":"cart","{key}":"cannot reach host-7"}}"#),
                ] {
                    assert!(level_and_name(&line) == plain || key == "MESSAGE", "{line}");
                }
            }
            Role::Stack => {
                let line = format!(r#"{{"level":"error","message":"no","{key}":{STACK}}}"#);
                assert_eq!(level_and_name(&line), stack, "{line}");
            }
            Role::Inside => {
                let line = format!(r#"{{"level":"error","message":"no","{key}":{{"stack":{STACK}}}}}"#);
                assert_eq!(level_and_name(&line), stack, "{line}");
            }
            Role::Group | Role::Variant | Role::Other => {}
        }
    }
}

#[cfg(feature = "compile")]
#[test]
fn nothing_that_a_line_says_is_lost() {
    let options = || Options { group: GroupScope::Off, ..Options::default() };
    for (line, rest) in [
        (
            r#"{"msg":"x","err":{"message":"boom","code":7}}"#,
            r#""message":"x","code":7,"exception_message":"boom"}"#,
        ),
        (r#"{"msg":"x","error.message":"boom"}"#, r#""message":"x","exception_message":"boom"}"#),
        (r#"{"event":"cart","message":"x"}"#, r#""message":"x","event":"cart"}"#),
        (r#"{"log":{"message":"x","offset":3}}"#, r#""message":"x","log":{"offset":3}}"#),
        (r#"{"message":"x","priority":"high"}"#, r#""message":"x","priority":"high"}"#),
        (r#"{"level":"info","severity":"error","message":"x"}"#, r#""message":"x","severity":"error"}"#),
        (r#"{"message":"x","full_message":"x, and more"}"#, r#""message":"x","full_message":"x, and more"}"#),
    ] {
        let out = reencoded(options(), line);
        assert!(out.ends_with(rest) && out.contains(r#""level":"INFO""#), "{line}: {out}");
    }
    let source = "version = 1\n[fields]\ndeny = [\"log.message\"]";
    let policy = Policy::compile(source, "<string>", &|_| None).expect("a policy");
    let line = reencoded_by(&Engine::new(policy, options()), r#"{"log":{"message":"x","level":"error"}}"#);
    assert!(line.ends_with(r#""level":"ERROR","message":"[REDACTED]"}"#), "{line}");
    let named = Options { message_field: Some("event".into()), ..options() };
    assert!(reencoded(named, r#"{"event":{"a":1}}"#).ends_with(r#""message":"","event":{"a":1}}"#));
}

/// Members of some objects are put elsewhere: what hides them has to be asked before.
#[cfg(feature = "compile")]
#[test]
fn what_is_hidden_for_its_place_is_hidden_wherever_it_goes() {
    let source = "version = 1\n[fields]\ndeny = [\"Attributes.holder\", \"Attributes.card.holder\", \"exception.code\"]";
    let policy = Policy::compile(source, "<string>", &|_| None).expect("a policy");
    let engine = Engine::new(policy, Options::default());
    for line in [
        r#"{"Body":"m","Attributes":{"holder":"heron5"}}"#,
        r#"{"Body":"m","Attributes":{"card":{"holder":"heron5"}}}"#,
        r#"{"message":"m","exception":{"type":"E","code":"heron5"}}"#,
        r#"{"Body":"m","Attributes":{"key":"password","value":"heron5"}}"#,
        r#"{"Body":"m","Attributes":{"kty":"RSA","d":"heron5"}}"#,
        r#"{"Body":"m","Attributes":{"password":"heron5"}}"#,
        r#"{"Body":"m","Attributes":{"kind":"Secret","data":{"x":"heron5"}}}"#,
        r#"{"message":"m","password":"heron5"}"#,
    ] {
        let (mut out, mut scratch) = (Vec::new(), Scratch::default());
        engine.reencode(line.as_bytes(), crate::record::Timestamp(0), &mut out, &mut scratch);
        let out = String::from_utf8(out).expect("UTF-8");
        assert!(!out.contains("heron5") && out.contains("[REDACTED]"), "{line}: {out}");
        assert_eq!(scratch.report.iter().map(|(_, times)| times).sum::<u32>(), 1, "{line}: {out}");
    }
}

proptest! {
    #[test]
    fn any_json_can_be_reencoded(value in json()) {
        let line = reencoded_by(engine(GroupScope::Errors), &value.to_string());
        serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&line).expect("one object");
    }
}
