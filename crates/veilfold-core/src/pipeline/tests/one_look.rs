//! One scan of a whole line hides what a look at each of its values hides.

use super::*;
use proptest::prelude::*;

/// Values and keys of which one tells of another, or looks as if it did.
pub(super) fn told() -> impl Strategy<Value = Value<'static>> {
    let words = proptest::sample::select(vec![
        "path",
        "token_count",
        "password",
        "apiKey",
        "--password",
        "Authorization",
        "hunter2hunter2",
        "Bearer abc123def456ghi789",
        "password=hunter2",
        "said \"password\"",
        "{\"password\":\"hunter2\"}",
        "taxpayer 665999999",
        "665999999",
        "4111 1111 1111 1111",
        "bob",
        "body",
    ]);
    let scalar = prop_oneof![
        4 => words.clone().prop_map(text),
        1 => Just(Value::Int(4_111_111_111_111_111)),
        1 => Just(Value::Int(665_999_999)),
        1 => Just(Value::Null),
    ];
    scalar.prop_recursive(3, 12, 4, move |inner| {
        let keys = proptest::sample::select(vec![
            "path",
            "token_count",
            "password",
            "key",
            "name",
            "value",
            "auth",
            "headers",
            "argv",
            "loc",
            "input",
            "a",
        ]);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            proptest::collection::vec((keys, inner).prop_map(|(key, value)| field(key, value)), 0..4)
                .prop_map(Value::Object),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn one_look_at_the_line_hides_what_a_look_at_every_value_hides(
        values in proptest::collection::vec(told(), 1..4),
        message in proptest::sample::select(vec!["ok", "path is /api", "password=hunter2", "the token expired"]),
        as_text: bool,
    ) {
        static ENGINES: [std::sync::OnceLock<Engine>; 2] = [const { std::sync::OnceLock::new() }; 2];
        let format = if as_text { Format::Text } else { Format::Json };
        let engine = ENGINES[usize::from(as_text)]
            .get_or_init(|| Engine::new(Policy::builtin(Profile::Strict), Options { format, ..unnamed() }));
        let keys = ["path", "token_count", "note"];
        let extras: Vec<_> = keys.into_iter().zip(values).map(|(key, value)| field(key, value)).collect();
        let record = Record { message: message.as_bytes(), format: None, extras: &extras, ..record() };
        let (mut once, mut each) = (Vec::new(), Vec::new());
        engine.process(&record, &mut once, &mut Scratch::default());
        let mut scratch = Scratch::default();
        let Scratch { report, text, levels, buffers, .. } = &mut scratch;
        let mut veil = PolicyVeil::new(engine.policy(), engine.options(), text, report, &mut levels[1..]);
        engine.encode(&record, Given::default(), &mut each, buffers, &mut veil);
        prop_assert_eq!(String::from_utf8(once), String::from_utf8(each));
    }
}
