//! What is judged where it stands: nothing comes out that a walk over the whole line would hide.

use super::*;

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
        json().prop_map(|value| serde_json::json!({ "data": { "x": SECRET }, "a": value, "kind": "Secret" })),
        Just(serde_json::json!({ "kind": "SecretList", "list": [{ "data": { "x": SECRET } }] })),
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
        ",\"token_count\":1602",
        ",\"max_tokens\":16,",
        "{\"access_ttl\":3.5}",
        ",\"secret_santa\":",
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
        // What is remembered of the keys of other lines is remembered here too.
        static SCRATCH: std::sync::Mutex<Option<Scratch>> = std::sync::Mutex::new(None);
        let mut scratch = SCRATCH.lock().expect("no panic before").take().unwrap_or_default();
        let line = format!("{open}{}", parts.concat());
        let engine = strict();
        let mut quick = Vec::new();
        engine.transform(line.as_bytes(), &mut quick, &mut scratch);
        let mut slow = Vec::new();
        if let Fate::Kept(_) = engine.rewrite(line.as_bytes(), None, Told::default(), &mut slow, &mut scratch) {
            slow.extend_from_slice(line.as_bytes());
        }
        *SCRATCH.lock().expect("no panic before") = Some(scratch);
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

#[test]
fn what_a_record_hides_elsewhere_judges_no_list() {
    for (key, stays) in [("auth", false), ("proxyAuth", false), ("eauth", true), ("oauth", true)] {
        for rest in ["", r#","password":"hunter2-x9Q""#] {
            let out = plain(&format!(r#"{{"{key}":["bob","x1y2z3"]{rest}}}"#));
            assert_eq!(out.contains("x1y2z3"), stays, "{out}");
        }
    }
}
