//! Lines of others in one shape.

use super::*;

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
