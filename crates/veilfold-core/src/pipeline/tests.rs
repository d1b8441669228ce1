//! Records in, lines out. What is hidden is the business of `redact`; here it is that nothing is
//! written which did not pass it, and what the line looks like.

mod one_look;
mod remembered;

use super::*;
use crate::encode::schema::Schema;
use crate::encode::time::Precision;
use crate::policy::Profile;
use crate::record::{Caller, Exception, Field, Frame, Link, Timestamp, Value};
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec;

fn record<'a>() -> Record<'a> {
    let time = Timestamp(1_734_622_200_123_456_789);
    Record {
        format: Some(b"user %s logged in"),
        ..Record::new(time, Level::Info, b"shop.pay", b"user ann logged in")
    }
}

fn field<'a>(key: &'a str, value: Value<'a>) -> Field<'a> {
    Field { key: Cow::Borrowed(key.as_bytes()), value }
}

fn text(text: &str) -> Value<'_> {
    Value::Str(Cow::Borrowed(text.as_bytes()))
}

fn line(options: Options, record: &Record<'_>) -> String {
    let engine = Engine::new(Policy::builtin(Profile::Default), options);
    let mut out = Vec::new();
    engine.process(record, &mut out, &mut Scratch::default());
    String::from_utf8(out).expect("the line is UTF-8")
}

#[test]
fn a_field_may_name_the_value_of_another() {
    let object = Value::Object(vec![field("x", text("heron5heron"))]);
    for extras in [
        [field("key", text("password")), field("value", text("heron5heron"))],
        [field("kty", text("RSA")), field("d", text("heron5heron"))],
        [field("kind", text("Secret")), field("stringData", object)],
    ] {
        for record in [Record { extras: &extras, ..record() }, Record { context: &extras, ..record() }] {
            for options in [
                Options::default(),
                Options { schema: Schema::Otel, ..Options::default() },
                Options { extras_key: Some("x".into()), ..Options::default() },
                Options { format: Format::Text, ..Options::default() },
            ] {
                let line = line(options, &record);
                assert!(!line.contains("heron5") && line.contains("[REDACTED]"), "{line}");
            }
        }
    }
    let extras =
        [field("key", text("color")), field("value", text("heron5heron")), field("d", text("monday"))];
    let line = line(unnamed(), &Record { extras: &extras, ..record() });
    assert!(line.ends_with(r#""key":"color","value":"heron5heron","d":"monday"}"#), "{line}");
}

fn unnamed() -> Options {
    Options { group: GroupScope::Off, ..Options::default() }
}

#[test]
fn keys_stand_in_their_order() {
    let context = [field("request_id", text("r1")), field("trace_id", text("t1"))];
    let extras = [
        field("user_count", Value::Int(3)),
        field("ratio", Value::Float(0.5)),
        field("ok", Value::Bool(true)),
    ];
    let record = Record { context: &context, extras: &extras, ..record() };
    let options = Options { service: Some("shop".into()), component: Some("api".into()), ..unnamed() };
    assert_eq!(
        line(options, &record),
        concat!(
            r#"{"timestamp":"2024-12-19T15:30:00.123Z","level":"INFO","logger":"shop.pay","service":"shop","#,
            r#""component":"api","message":"user ann logged in","request_id":"r1","trace_id":"t1","#,
            r#""user_count":3,"ratio":0.5,"ok":true}"#
        )
    );
}

#[test]
fn a_taken_key_gets_an_underscore() {
    let context = [field("request_id", text("r1"))];
    let extras = [
        field("message", text("mine")),
        field("request_id", text("mine")),
        field("level", Value::Null),
        field("level_", Value::Null),
        field("group_id", Value::Int(1)),
        field("exception", Value::Int(1)),
    ];
    let record = Record { context: &context, extras: &extras, ..record() };
    let line = line(unnamed(), &record);
    assert!(
        line.ends_with(
            r#""request_id":"r1","message_":"mine","request_id_":"mine","level_":null,"level_":null,"group_id_":1,"exception_":1}"#
        ),
        "{line}"
    );
}

#[test]
fn options_nest_rename_and_add() {
    let extras = [field("order", Value::Int(7))];
    let record = Record {
        extras: &extras,
        caller: Some(Caller { file: b"pay.py".into(), line: 12, function: b"charge".into() }),
        ..record()
    };
    let options = Options {
        extras_key: Some("context".into()),
        rename: vec![("timestamp".into(), "ts".into()), ("order".into(), "order_no".into())],
        static_fields: vec![("region".into(), "eu-1".into())],
        precision: Precision::Seconds,
        caller: true,
        ..unnamed()
    };
    assert_eq!(
        line(options, &record),
        concat!(
            r#"{"ts":"2024-12-19T15:30:00Z","level":"INFO","logger":"shop.pay","region":"eu-1","#,
            r#""message":"user ann logged in","context":{"order_no":7},"#,
            r#""caller":{"file":"pay.py","line":12,"function":"charge"}}"#
        )
    );
}

fn chain<'a>() -> Vec<Exception<'a>> {
    let frame = |function: &'static str, line| Frame {
        file: b"/srv/app/pay.py".into(),
        module: Cow::Borrowed(b""),
        function: Cow::Borrowed(function.as_bytes()),
        line,
    };
    vec![
        Exception {
            link: Link::Top,
            parent: 0,
            kind: b"shop.PaymentError".into(),
            message: b"cannot charge".into(),
            notes: vec![b"order 7".into()],
            frames: vec![frame("view", 10), frame("charge", 20)],
        },
        Exception {
            link: Link::Cause,
            parent: 0,
            kind: b"KeyError".into(),
            message: b"'card'".into(),
            notes: vec![],
            frames: vec![frame("read", 30)],
        },
    ]
}

#[test]
fn an_exception_and_its_chain() {
    let chain = chain();
    let record = Record { level: Level::Error, exception: &chain, ..record() };
    let line = line(unnamed(), &record);
    let value: serde_json::Value = serde_json::from_str(&line).expect("valid JSON");
    let exception = &value["exception"];
    assert_eq!(exception["type"], "shop.PaymentError");
    assert_eq!(exception["message"], "cannot charge");
    assert_eq!(exception["notes"][0], "order 7");
    assert_eq!(exception["chain"][0]["link"], "cause");
    assert_eq!(exception["chain"][0]["type"], "KeyError");
    let stack = exception["stacktrace"].as_str().expect("text");
    assert!(
        stack.starts_with(
            "Traceback (most recent call last):\n  File \"/srv/app/pay.py\", line 30, in read\n"
        )
    );
    assert!(stack.contains("shop.PaymentError: cannot charge"));
    assert!(!self::line(Options { stacktrace: false, ..unnamed() }, &record).contains("Traceback"));
}

#[test]
fn warnings_have_names_and_the_format_string_decides() {
    let ann = Record { level: Level::Warning, ..record() };
    let bob = Record { message: b"user bob logged in", ..ann.clone() };
    let engine = Engine::new(Policy::builtin(Profile::Default), Options::default());
    let mut scratch = Scratch::default();
    let mut run = |record: &Record<'_>| {
        let mut out = Vec::new();
        let outcome = engine.process(record, &mut out, &mut scratch);
        (outcome.group.map(|g| alloc::format!("{g}")), String::from_utf8(out).expect("UTF-8"))
    };
    let (first, line) = run(&ann);
    let id = first.clone().expect("a warning has a name");
    assert!(line.ends_with(&alloc::format!(r#","group_id":"{id}"}}"#)), "{line}");
    assert_eq!(first, run(&bob).0);
    assert_eq!(run(&record()).0, None);
}

#[test]
fn schemas_name_things_their_way() {
    let chain = chain();
    let context = [
        field("trace_id", text("0af7651916cd43dd8448eb211c80319c")),
        field("span_id", text("b7ad6b7169203331")),
        field("request_id", text("r1")),
    ];
    let extras = [field("order", Value::Int(7))];
    let record = Record {
        level: Level::Error,
        context: &context,
        extras: &extras,
        exception: &chain,
        caller: Some(Caller { file: b"pay.py".into(), line: 12, function: b"charge".into() }),
        ..record()
    };
    let read = |schema| -> serde_json::Value {
        let options = Options { schema, service: Some("shop".into()), caller: true, ..unnamed() };
        serde_json::from_str(&line(options, &record)).expect("valid JSON")
    };
    let ecs = read(Schema::Ecs);
    for (key, value) in [
        ("@timestamp", "2024-12-19T15:30:00.123Z"),
        ("log.level", "error"),
        ("ecs.version", "8.11.0"),
        ("service.name", "shop"),
        ("trace.id", "0af7651916cd43dd8448eb211c80319c"),
        ("http.request.id", "r1"),
        ("error.type", "shop.PaymentError"),
        ("error.message", "cannot charge"),
        ("log.origin.function", "charge"),
    ] {
        assert_eq!(ecs[key], value, "{key}");
    }
    assert_eq!(ecs["log.origin.file.line"], 12);

    let otel = read(Schema::Otel);
    assert_eq!(otel["Timestamp"], "1734622200123456789");
    assert_eq!(otel["SeverityNumber"], 17);
    assert_eq!(otel["SeverityText"], "ERROR");
    assert_eq!(otel["Body"], "user ann logged in");
    assert_eq!(otel["TraceId"], "0af7651916cd43dd8448eb211c80319c");
    assert_eq!(otel["SpanId"], "b7ad6b7169203331");
    assert_eq!(otel["Resource"]["service.name"], "shop");
    assert_eq!(otel["InstrumentationScope"]["Name"], "shop.pay");
    assert_eq!(otel["Attributes"]["order"], 7);
    assert_eq!(otel["Attributes"]["exception.type"], "shop.PaymentError");
    assert_eq!(otel["Attributes"]["code.line.number"], 12);
    assert!(otel["Attributes"].get("trace_id").is_none());

    let gcp = read(Schema::Gcp);
    assert_eq!(gcp["severity"], "ERROR");
    assert_eq!(gcp["time"], "2024-12-19T15:30:00.123Z");
    assert_eq!(gcp["serviceContext"]["service"], "shop");
    assert_eq!(gcp["logging.googleapis.com/sourceLocation"]["line"], "12");
    assert_eq!(gcp["logging.googleapis.com/trace"], "0af7651916cd43dd8448eb211c80319c");
    assert!(gcp["stack_trace"].as_str().is_some_and(|s| s.contains("KeyError")));
}

#[test]
fn text_lines_cannot_be_forged() {
    let context = [field("request_id", text("r1\n2024")), field("user_id", Value::Int(4))];
    let extras =
        [field("note", text("two words")), field("plain", text("word")), field("a key", text("x=\"y\""))];
    let record = Record {
        message: b"line one\n2024-12-19 - root - INFO - forged \x1b[31m \"quoted\" C:\\dir",
        context: &context,
        extras: &extras,
        ..record()
    };
    let options = Options { format: Format::Text, ..unnamed() };
    assert_eq!(
        line(options, &record),
        concat!(
            r"2024-12-19T15:30:00.123Z - shop.pay - INFO - [r1\n2024] - ",
            r#"line one\n2024-12-19 - root - INFO - forged \u001b[31m "quoted" C:\dir"#,
            r#" user_id=4 note="two words" plain=word a_key="x=\"y\"""#
        )
    );
    let options = Options { format: Format::Text, ..unnamed() };
    assert_eq!(
        line(options, &self::record()),
        "2024-12-19T15:30:00.123Z - shop.pay - INFO - [unknown] - user ann logged in"
    );
}

#[test]
fn depth_and_size_are_bounded_and_marked() {
    let mut deep = Value::Int(1);
    for _ in 0..1000 {
        deep = Value::Array(vec![deep]);
    }
    let extras = [field("deep", deep)];
    let long = vec![b'x'; 3 << 20];
    let record = Record { message: &long, extras: &extras, ..record() };
    let line = line(unnamed(), &record);
    assert!(line.len() < (1 << 20) + 1000, "{}", line.len());
    assert!(line.contains("[TRUNCATED:2097152 bytes]"));
    assert!(line.contains(r#""[DEPTH]""#));
    serde_json::from_str::<serde_json::Value>(&line).expect("valid JSON");
}

#[test]
fn long_texts_are_cut_once_and_stack_traces_are_not() {
    let long = vec![b'x'; 10_000];
    let frame = |n: u32| Frame {
        file: Cow::Borrowed(b"/srv/shop/pay.py"),
        module: Cow::Borrowed(b"shop.pay"),
        line: n,
        function: Cow::Owned(alloc::format!("step_{n}").into_bytes()),
    };
    let chain = [Exception {
        kind: Cow::Borrowed(b"KeyError"),
        message: Cow::Borrowed(&long),
        notes: vec![],
        frames: (0..100).map(frame).collect(),
        link: Link::Top,
        parent: 0,
    }];
    let extras = [field("body", Value::Str(Cow::Borrowed(&long)))];
    // Named, so that the message is cut on its way to the name, and would be cut again in the line.
    let record = Record { message: &long, format: None, extras: &extras, exception: &chain, ..record() };
    for group in [GroupScope::All, GroupScope::Off] {
        let line = line(Options { group, max_field_bytes: Some(1_000), ..Options::default() }, &record);
        let value: serde_json::Value = serde_json::from_str(&line).expect("valid JSON");
        let cut = alloc::format!("{} [TRUNCATED:9000 bytes]", "x".repeat(1_000));
        assert_eq!(value["message"], *cut);
        assert_eq!(value["body"], *cut);
        assert_eq!(value["exception"]["message"], *cut);
        let stack = value["exception"]["stacktrace"].as_str().expect("a stack");
        assert!(stack.contains("step_0") && stack.contains("step_99"));
        assert!(stack.trim_end().ends_with(&cut), "{}", &stack[stack.len() - 60..]);
    }
}

#[test]
fn extras_are_named_in_snake_case_where_that_is_wanted() {
    let extras = [field("userId", Value::Int(7)), field("accessToken", text("aa11bb22cc33"))];
    let context = [field("request_id", text("r1"))];
    let record = Record { context: &context, extras: &extras, ..record() };
    let named = line(Options { snake_case: true, ..unnamed() }, &record);
    assert!(named.ends_with(r#""request_id":"r1","user_id":7,"access_token":"[REDACTED]"}"#), "{named}");
    let options = Options { snake_case: true, rename: vec![("userId".into(), "UID".into())], ..unnamed() };
    assert!(line(options, &record).contains(r#""UID":7"#));
}

#[test]
fn awkward_values_stay_on_one_valid_line() {
    let extras = [
        field("nan", Value::Float(f64::NAN)),
        field("big", Value::Number(Cow::Borrowed(b"123456789012345678901234567890"))),
        field("decimal", Value::Number(Cow::Borrowed(b"NaN"))),
        field("cycle", Value::Marker("[CYCLE]")),
        field("", Value::Null),
        field("lone \u{2028}", Value::Str(Cow::Borrowed(b"\xed\xa0\x80"))),
        field("object", Value::Object(vec![])),
    ];
    let record = Record { message: b"\xff\x00\x1b", extras: &extras, ..record() };
    let line = line(unnamed(), &record);
    assert!(
        line.ends_with(concat!(
            r#""message":""#,
            "\u{fffd}",
            r#"\u0000\u001b","nan":null,"big":123456789012345678901234567890,"decimal":"NaN","#,
            r#""cycle":"[CYCLE]","":null,"lone \u2028":"\ud800","object":{}}"#
        )),
        "{line}"
    );
}

#[test]
fn no_secret_leaves_by_any_part_of_a_record() {
    const SECRET: &str = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
    let secret = || Cow::Borrowed(SECRET.as_bytes());
    let chain = [Exception {
        link: Link::Top,
        parent: 0,
        kind: secret(),
        message: secret(),
        notes: vec![secret()],
        frames: vec![Frame { file: secret(), module: Cow::Borrowed(b""), function: secret(), line: 1 }],
    }];
    let fields = [
        Field { key: secret(), value: Value::Str(secret()) },
        field(
            "list",
            Value::Array(vec![Value::Str(secret()), Value::Object(vec![field("a", Value::Str(secret()))])]),
        ),
        field("password", Value::Object(vec![field("a", Value::Int(48_151_623))])),
        field(
            "json",
            Value::Str(alloc::format!("{{\"a\":\"{SECRET}\",\"pin\":48151623}}").into_bytes().into()),
        ),
        field("headers", Value::Array(vec![Value::Array(vec![text("authorization"), text("48151623")])])),
        field(
            "env",
            Value::Object(vec![field("value", text("48151623")), field("name", text("DB_PASSWORD"))]),
        ),
        field("card", Value::Int(4_111_111_111_111_111)),
    ];
    let record = Record {
        level_name: Some(SECRET.as_bytes()),
        logger: SECRET.as_bytes(),
        message: SECRET.as_bytes(),
        format: None,
        context: &fields,
        extras: &fields,
        exception: &chain,
        stack: Some(SECRET.as_bytes()),
        caller: Some(Caller { file: secret(), line: 1, function: secret() }),
        logging_error: Some(SECRET.as_bytes()),
        ..record()
    };
    for schema in Schema::ALL {
        for format in [Format::Json, Format::Text] {
            let options = Options {
                schema,
                format,
                caller: true,
                service: Some(SECRET.into()),
                static_fields: vec![("token".into(), "48151623".into())],
                rename: vec![("password".into(), "p".into())],
                group: GroupScope::All,
                ..Options::default()
            };
            let line = line(options, &record);
            for leak in [&SECRET[4..], "48151623", "4111111111111111"] {
                assert!(!line.contains(leak), "{schema:?} {format:?}: {line}");
            }
        }
    }
}

#[test]
fn a_new_name_does_not_hide_what_a_key_means() {
    let extras = [field("password", text("rosebud"))];
    let record = Record { extras: &extras, ..record() };
    let line = line(Options { rename: vec![("password".into(), "p".into())], ..unnamed() }, &record);
    assert!(line.ends_with(r#""p":"[REDACTED]"}"#), "{line}");
}

#[test]
fn a_secret_across_the_cut_is_not_left_in_half() {
    let mut message = vec![b'x'; (1 << 20) - 20];
    message.extend_from_slice(b" ghp_16C7e42F292c6912E7710c838347Ae178B4a tail");
    message.resize(message.len() + 100, b'y');
    let record = Record { message: &message, ..record() };
    let line = line(unnamed(), &record);
    assert!(!line.contains("ghp_"), "{}", &line[line.len() - 100..]);
    assert!(line.contains("[TRUNCATED:"));
}

#[test]
fn a_line_has_nothing_left_to_hide() {
    let chain = chain();
    let extras = [field("token", text("aa11bb22cc33")), field("note", text("password=Tr0ub4dor3x"))];
    let record = Record { level: Level::Error, extras: &extras, exception: &chain, ..record() };
    let engine = Engine::new(Policy::builtin(Profile::Default), Options::default());
    let (mut once, mut twice, mut scratch) = (Vec::new(), Vec::new(), Scratch::default());
    let outcome = engine.process(&record, &mut once, &mut scratch);
    assert_eq!(scratch.report.iter().map(|(_, n)| n).sum::<u32>(), 2);
    assert_eq!(engine.transform(&once, &mut twice, &mut scratch), outcome);
    assert_eq!(String::from_utf8_lossy(&once), String::from_utf8_lossy(&twice));
    assert!(scratch.report.is_empty());
}
