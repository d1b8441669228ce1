use super::*;
use alloc::string::String;
use proptest::prelude::*;
use std::sync::LazyLock;

fn clean_with(redactor: &Redactor, text: &str) -> String {
    let (mut out, mut report) = (Vec::new(), Report::default());
    let dirty = redactor.text(text.as_bytes(), &mut out, &mut report);
    assert_eq!(dirty, !report.is_empty());
    assert!(!dirty || redactor.may_match(text.as_bytes()), "{text}");
    if dirty { String::from_utf8_lossy(&out).into_owned() } else { text.into() }
}

#[test]
fn every_detector_finds_its_cases_through_the_engine() {
    let mut selection = Selection::of(Profile::None);
    for detector in DETECTORS {
        let i = builtin_id(detector.id).unwrap();
        selection.on[i] = true;
        let alone = Redactor::assemble(selection.clone());
        selection.on[i] = false;
        let marker = alloc::format!("[REDACTED:{}]", detector.id);
        for (text, secret) in detector.hits {
            let cleaned = clean_with(&alone, text);
            assert!(cleaned.contains(&marker), "{}: {text} -> {cleaned}", detector.id);
            assert!(!cleaned.replace(&marker, "").contains(secret), "{}: {text} -> {cleaned}", detector.id);
        }
        for text in detector.misses {
            assert_eq!(clean_with(&alone, text), *text, "{}", detector.id);
        }
    }
}

/// What has no part in a secret can be read: `cargo test -p veilfold-core words_beside -- --nocapture` says how much of it.
#[test]
fn words_beside_secrets_stay() {
    // Secrets of their own, and the rest of a header that nobody can divide.
    const GO_TOO: [&str; 9] = [
        "x",
        "a=b",
        "\"joe@example.com\"",
        "N3*1",
        "MAIN",
        "Credential=AKIA/2026,",
        "username=\"joe\",",
        "nonce=\"7yp\",",
        "uri=\"/\",",
    ];
    let (mut words, mut lost) = (0, Vec::new());
    for (text, secret) in DETECTORS.iter().flat_map(|detector| detector.hits) {
        let cleaned = clean_with(&STRICT, text);
        let beside = text.replace(secret, "\0");
        let is_word = |word: &&str| !word.contains('\0') && word.contains(|c: char| c.is_ascii_alphabetic());
        for word in beside.split_whitespace().filter(is_word).filter(|word| !GO_TOO.contains(word)) {
            words += 1;
            if !cleaned.contains(word) {
                lost.push(alloc::format!("{word} of {text:?}: {cleaned:?}"));
            }
        }
    }
    std::println!(
        "{} of {words} words beside secrets kept; {GO_TOO:?} are hidden rightly",
        words - lost.len()
    );
    assert!(words > 500, "{words}");
    assert_eq!(lost, Vec::<String>::new());
}

/// Found by fuzzing: each reading hid the first of what was left, and the readings ended before the numbers did.
#[test]
fn numbers_in_a_row_are_hidden_in_one_reading() {
    let r = Redactor::builtin(Profile::Strict);
    for count in [1, 2, 60, 500] {
        let cleaned = clean_with(&r, &"+14155550123".repeat(count));
        assert_eq!(cleaned, "[REDACTED:phone_e164]".repeat(count));
    }
    assert_eq!(clean_with(&r, "x+123456+14155550123"), "x+123456+14155550123");
}

#[test]
fn names_decide_and_values_can_veto() {
    let r = Redactor::builtin(Profile::Default);
    let rule = |key: &str, value: &str| {
        r.field(&[], key.as_bytes(), value.as_bytes()).map(|rule| String::from(r.rule_name(rule)))
    };
    assert_eq!(rule("password", "hunter2").as_deref(), Some("credential_field"));
    assert_eq!(rule("cvv", "123").as_deref(), Some("card_field"));
    assert_eq!(rule("ssn", "123").as_deref(), Some("ssn_field"));
    assert_eq!(rule("pass", "15"), None);
    assert_eq!(rule("pass", "hunter2").as_deref(), Some("credential_field"));
    assert_eq!(rule("password", ""), None);
    assert_eq!(rule("password", "${DB_PASSWORD}"), None);
    assert_eq!(rule("impala_key", "a1B2c3D4e5F6g7H8i9J0"), Some("credential_field".into()));
    assert_eq!(rule("impala_key", "left"), None);
    assert_eq!(rule("first_name", "Ada"), None, "personal fields are not in the default profile");
    assert_eq!(r.key(&[], b"password"), Some(RuleId(0)));
    assert_eq!(r.key(&[], b"impala_key"), None);
}

/// What fuzzing found: what hides a value must not show the next one as another's.
#[test]
fn twice_is_once_however_long() {
    let commands = "mysql -h db -u joe -phunter2 shop; ".repeat(12);
    let password = ["8=FIX.4.4|35=A|554=", &"\u{5d0}".repeat(300), "|10=101|"].concat();
    for text in [commands.as_str(), &password] {
        let once = clean_with(&STRICT, text);
        assert_eq!(clean_with(&STRICT, &once), once);
        assert!(!once.contains("hunter2") && !once.contains('\u{5d0}'), "{once}");
    }
    // The same without a sign between the commands.
    let options = ["mysql ", &"-phunter2 ".repeat(8)].concat();
    let once = clean_with(&STRICT, &options);
    assert_eq!(clean_with(&STRICT, &once), once);
}

/// Pieces that texts are made of: names, ties, values, markers, and what disturbs.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec![
            "password", "token", "api_key", "Authorization", "Cookie", "user[password]", "clientSecret", "key", "pin", "cc",
            "\"password\"", "\\\"token\\\"", "'secret'", "--password", "<password>", "</password>", "SSN", "max_tokens",
        ]).prop_map(String::from),
        3 => prop::sample::select(vec![
            "=", ": ", ":", " = ", " => ", ",", ", ", " ", "&", ";", "\n", "\"", "'", "\\\"", "\\", "{", "}", "[", "]", "(", ")", "<", ">",
            "|", "@", "-", ".", "\r\n", "\t", "%3D", "?", "<<", ">>", " . ", "[0]", ":protected", " changed from ", " to ", "\"old\":",
        ]).prop_map(String::from),
        2 => prop::sample::select(vec![
            "hunter2", "Bearer", "Basic", "expired", "x", "4111111111111111", "4111 1111 1111 1111", "123-45-6789", "null", "****1234",
            "[REDACTED]", "[REDACTED:us_ssn]", "[email:k1:0123456789abcdef]", "[REMOVED]", "a1B2c3D4e5F6g7H8i9J0", "${X}", "me@example.com",
            "\u{79d8}\u{5bc6}", "is", "must be", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLWJ5dGVz",
            "https://u:p4ssw0rd@h/", "ghp_0123456789abcdefghijABCDEFGHIJ012345", "AKIAIOSFODNN7EXAMPLE",
        ]).prop_map(String::from),
        1 => "[ -~]{0,6}",
    ]
}

static STRICT: LazyLock<Redactor> = LazyLock::new(|| Redactor::builtin(Profile::Strict));

/// Texts of which each digit is a zero.
fn zeroed(text: &str) -> String {
    text.replace(|c: char| c.is_ascii_digit(), "0")
}

#[test]
fn a_text_of_another_shape_is_known_by_its_literals() {
    let redactor = Redactor::builtin(Profile::Default);
    for (text, clean) in [
        ("took 12.5 ms for 3 of 40", true),
        ("2026-11-29T12:34:56.789Z", true),
        ("/api/v1/carts/4f2a91/checkout", true),
        // `$1$` begins a password hash, and `bc1` an address.
        ("cost $0$ of them", false),
        ("cost $0b$ of them", false),
        ("card 0000 0000 0000 0000", false),
    ] {
        assert_eq!(redactor.has_clean_shape(zeroed(text).as_bytes()), clean, "{text}");
    }
    // A one is looked for by itself there.
    assert!(!Redactor::builtin(Profile::Strict).has_clean_shape(b"took 0 ms"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// A text that nothing is found in, whatever its digits are.
    #[test]
    fn digits_do_not_matter_where_the_shape_is_clean(
        parts in prop::collection::vec(prop_oneof![
            prop::sample::select(DETECTORS.iter().flat_map(|d| d.anchors).filter_map(|anchor| match anchor {
                Anchor::Exact(text) | Anchor::Prefix(text, _) | Anchor::AnyCase(text) => Some((*text).to_owned()),
                _ => None,
            }).filter(|text| text.bytes().any(|b| b.is_ascii_digit())).collect::<Vec<_>>()),
            "[0-9]{1,4}", "[a-z$%* .:=-]{1,3}",
        ], 1..6),
        digits in prop::collection::vec(b'0'..=b'9', 64),
        strict: bool,
    ) {
        let text: String = parts.concat();
        static REDACTORS: [LazyLock<Redactor>; 2] = [
            LazyLock::new(|| Redactor::builtin(Profile::Default)),
            LazyLock::new(|| Redactor::builtin(Profile::Strict)),
        ];
        let redactor = &REDACTORS[usize::from(strict)];
        let mut other = text.clone().into_bytes();
        other.iter_mut().filter(|b| b.is_ascii_digit()).zip(digits).for_each(|(byte, digit)| *byte = digit);
        if redactor.has_clean_shape(zeroed(&text).as_bytes()) {
            prop_assert!(!redactor.may_match(text.as_bytes()));
            prop_assert!(!redactor.may_match(&other), "{}", String::from_utf8_lossy(&other));
        }
    }

    #[test]
    fn twice_is_once(parts in prop::collection::vec(fragment(), 0..24)) {
        let once = clean_with(&STRICT, &parts.concat());
        prop_assert_eq!(clean_with(&STRICT, &once), once);
    }

    #[test]
    fn any_bytes_pass(text in prop::collection::vec(any::<u8>(), 0..300)) {
        let (mut out, mut report) = (Vec::new(), Report::default());
        STRICT.text(&text, &mut out, &mut report);
    }
}
