//! What is remembered from record to record changes no line.

use super::one_look::told;
use super::*;
use proptest::prelude::*;

/// Engines that write, rename, nest and hide keys each in their way; all share one memory.
fn engines() -> &'static [Engine] {
    static ENGINES: std::sync::OnceLock<Vec<Engine>> = std::sync::OnceLock::new();
    ENGINES.get_or_init(|| {
        let own = "version = 1\n[fields]\ndeny = [\"note\", \"user.path\"]\nallow = [\"token_kind\"]\n";
        let own = Policy::compile(own, "p.toml", &|_| None).expect("a policy");
        let rename = vec![("path".into(), "http.path".into()), ("b".into(), "status".into())];
        vec![
            Engine::new(Policy::builtin(Profile::Default), unnamed()),
            Engine::new(Policy::builtin(Profile::Strict), Options { rename, ..unnamed() }),
            Engine::new(own, Options { snake_case: true, ..unnamed() }),
            Engine::new(
                Policy::builtin(Profile::Default),
                Options { schema: Schema::Ecs, service: Some("shop".into()), ..unnamed() },
            ),
            Engine::new(
                Policy::builtin(Profile::Default),
                Options { schema: Schema::Otel, extras_key: Some("x".into()), ..unnamed() },
            ),
            Engine::new(Policy::builtin(Profile::Default), Options { format: Format::Text, ..unnamed() }),
        ]
    })
}

const KEYS: [&str; 16] = [
    "path",
    "status",
    "b",
    "note",
    "user",
    "userId",
    "request_id",
    "message",
    "timestamp",
    "token_count",
    "token_kind",
    "password",
    "api_key",
    "größe",
    "a \"quoted\" key",
    "a_key_that_is_longer_than_what_is_kept_of_keys",
];

fn fields() -> impl Strategy<Value = Vec<Field<'static>>> {
    let one = (proptest::sample::select(KEYS.to_vec()), told()).prop_map(|(key, value)| field(key, value));
    proptest::collection::vec(one, 0..5)
}

/// Loggers, names of levels and messages.
fn said() -> impl Strategy<Value = (&'static str, Option<&'static str>, &'static str)> {
    let texts = [
        "shop",
        "shop.password",
        "token=hunter2hunter2",
        "4111 1111 1111 1111",
        "",
        "a \"quote\"",
        "hunter2hunter2",
    ];
    (
        proptest::sample::select(texts.to_vec()),
        proptest::option::weighted(0.3, proptest::sample::select(texts.to_vec())),
        proptest::sample::select(texts.to_vec()),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_record_has_the_same_line_before_and_after_others(
        records in proptest::collection::vec((0_usize..6, said(), fields(), fields()), 1..12),
    ) {
        let mut kept = Scratch::default();
        for (number, (logger, level_name, message), context, extras) in &records {
            let engine = &engines()[*number];
            let level_name = level_name.map(str::as_bytes);
            let (logger, message) = (logger.as_bytes(), message.as_bytes());
            let record = Record { level_name, logger, message, context, extras, ..record() };
            let (mut after, mut alone, mut each) = (Vec::new(), Vec::new(), Vec::new());
            engine.process(&record, &mut after, &mut kept);
            engine.process(&record, &mut alone, &mut Scratch::default());
            prop_assert_eq!(String::from_utf8_lossy(&after), String::from_utf8_lossy(&alone));
            // And as it is where every value is looked at by itself.
            let mut scratch = Scratch::default();
            let Scratch { report, text, levels, buffers, .. } = &mut scratch;
            let mut veil = PolicyVeil::new(engine.policy(), engine.options(), text, report, &mut levels[1..]);
            engine.encode(&record, Given::default(), &mut each, buffers, &mut veil);
            prop_assert_eq!(String::from_utf8_lossy(&after), String::from_utf8_lossy(&each));
        }
    }

    #[test]
    fn a_text_that_was_looked_at_is_judged_by_its_own_redactor(
        texts in proptest::collection::vec((0_usize..6, proptest::sample::select(vec![
            "user %s logged in", "password %s", "token=%s", "note %s", "", "%s",
            "a format string of more than a hundred and twelve bytes, which no line of a program should have, but which some have",
        ])), 1..30),
    ) {
        let mut kept = Scratch::default();
        for (number, text) in texts {
            let redactor = engines()[number].policy().redactor();
            prop_assert_eq!(kept.may_match(redactor, text.as_bytes()), redactor.may_match(text.as_bytes()));
        }
    }
}

#[test]
fn a_secret_under_a_key_that_was_ordinary_is_hidden() {
    let engine = &engines()[0];
    let mut scratch = Scratch::default();
    for value in ["ok", "password=hunter2hunter2", "ok", "4111 1111 1111 1111"] {
        let extras = [field("detail", text(value))];
        let mut out = Vec::new();
        engine.process(&Record { extras: &extras, ..record() }, &mut out, &mut scratch);
        let out = String::from_utf8(out).expect("the line is UTF-8");
        assert_eq!(out.contains("\"detail\":\"ok\""), value == "ok", "{out}");
        assert!(!out.contains("hunter2") && !out.contains("4111"), "{out}");
    }
}

#[test]
fn a_level_that_the_program_names_is_looked_at() {
    let engine = &engines()[0];
    let mut out = Vec::new();
    let record = Record { level_name: Some(b"password=hunter2hunter2"), ..record() };
    engine.process(&record, &mut out, &mut Scratch::default());
    assert!(!String::from_utf8_lossy(&out).contains("hunter2"));
}
