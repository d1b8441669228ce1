use super::*;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use proptest::prelude::*;

fn strength(key: &str) -> Option<Strength> {
    let verdict = classify(key.as_bytes());
    assert_eq!(verdict, by_words(key.as_bytes()), "the gate stops {key}");
    verdict.map(|v| v.strength)
}

#[test]
fn sensitive_names_in_every_spelling() {
    for key in [
        "password",
        "Password",
        "PASSWORD",
        "passwd",
        "pwd",
        "passphrase",
        "token",
        "accessToken",
        "access_token",
        "refresh-token",
        "client_secret",
        "clientSecret",
        "X-Api-Key",
        "x_api_key",
        "apikey",
        "APIKEY",
        "apiKey",
        "aws_secret_access_key",
        "spring.datasource.password",
        "DB_PASSWORD",
        "userPassword",
        "dbpassword",
        "PassWord",
        "X-Amz-Security-Token",
        "Proxy-Authorization",
        "set-cookie",
        "Set-Cookie",
        "sessionid",
        "session_id",
        "PHPSESSID",
        "credentials",
        "csrf_token",
        "id_token",
        "jwt",
        "otp",
        "mfa_code",
        "pin_code",
        "cvv",
        "CVV2",
        "ssn",
        "password2",
        "password_confirmation",
        "new_password",
        "passwordHash",
        "secret_key_base",
        "SECRET_KEY",
        "signing_key",
        "encryption_key",
        "webhook_secret",
        "private_key",
        "privateKey",
        "AccountKey",
        "PresharedKey",
        "bearer_token",
        "card_number",
        "cardNumber",
        "credentials_1",
        "authToken",
        "OAuthToken",
        "secrets",
        "api_keys",
        "X-Shopify-Access-Token",
        "master-key",
        "socialSecurityNumber",
        "tokenValue",
        "verify_token",
        "enable_secret",
        "vaultpass",
        "ftp_pass",
        "adminpw",
        "private_key_pem",
        "backup_codes",
        "Пароль",
        "ｐａｓｓｗｏｒｄ",
        "tokenValue",
    ] {
        assert!(strength(key).is_some_and(Strength::is_certain), "{key}: {:?}", strength(key));
    }
}

#[test]
fn names_that_only_sound_alike() {
    for key in [
        "tokenizer",
        "primary_key",
        "max_tokens",
        "token_count",
        "secret_santa_enabled",
        "password_reset_url",
        "public_key",
        "keyboard",
        "monkey",
        "author",
        "cookie_consent",
        "passed",
        "bypass",
        "compass",
        "password_length",
        "token_type",
        "token_expires_in",
        "password_changed_at",
        "has_password",
        "is_secret",
        "needs_token",
        "keys",
        "hotkey",
        "turkey",
        "next_token",
        "page_token",
        "sort_key",
        "cache_key",
        "passenger",
        "passwordless",
        "secretary",
        "pinned",
        "spin",
        "mapping",
        "authorized",
        "authentication",
        "authored_by",
        "session_timeout",
        "sessions_active",
        "access_key_id",
        "secret_name",
        "credential_provider",
        "message",
        "level",
        "user",
        "id",
        "first_pass",
        "use_token_cache",
        "mobile_view",
        "fax_enabled",
        "пароли_count",
        "gpio_pin",
        "",
        "_",
        "...",
        "1",
        "token_bucket",
        "keystore",
    ] {
        assert!(matches!(strength(key), None | Some(Strength::Random)), "{key}: {:?}", strength(key));
    }
    for key in
        ["max_tokens", "primary_key", "monkey", "tokenizer", "next_token", "keyboard", "is_secret", "hotkey"]
    {
        assert_eq!(strength(key), None, "{key}");
    }
}

#[test]
fn weak_names_ask_for_a_random_value() {
    for key in ["key", "impala_key", "session", "signature", "tokens", "license_key"] {
        assert_eq!(strength(key), Some(Strength::Random), "{key}");
    }
    assert_eq!(strength("pass"), Some(Strength::NotNumber));
    assert_eq!(strength("pin"), Some(Strength::Pin));
}

#[cfg(feature = "compile")]
#[test]
fn selectors() {
    let has = |s: &str, path: &[&str], key: &str| {
        let mut list = List::default();
        list.push(Selector::parse(s).unwrap());
        let path: Vec<&[u8]> = path.iter().map(|p| p.as_bytes()).collect();
        list.has(&path, key.as_bytes())
    };
    assert!(has("national_number", &["a", "b"], "nationalNumber"));
    assert!(has("**.card.holder", &["order", "card"], "holder"));
    assert!(has("**.card.holder", &["card"], "holder"));
    assert!(!has("**.card.holder", &["card", "x"], "holder"));
    assert!(has("user.*", &["user"], "x"));
    assert!(!has("user.*", &["user", "a"], "x"));
    assert!(!has("user.*", &[], "user"));
    assert!(has("user.**", &["user", "a"], "x"));
    assert!(has("user.*.id", &["user", "a"], "id"));
    assert!(!has("user.*.id", &["a", "user"], "id"));
    assert!(has("**.a.**.b", &["x", "a", "q", "a", "z"], "b"));
    assert_eq!(Selector::parse("**"), Err(SelectorError::Everything));
    assert_eq!(Selector::parse("a..b"), Err(SelectorError::Empty));
    assert_eq!(Selector::parse("a.b*"), Err(SelectorError::Star));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_a_name(key in proptest::collection::vec(proptest::num::u8::ANY, 0..100)) {
        let _ = classify(&key);
    }
}

/// Keys made of what names are made of.
fn key() -> impl Strategy<Value = String> {
    let names: Vec<&str> = NAMES.iter().map(|name| name.text).collect();
    let word = prop_oneof![
        4 => proptest::sample::select(names),
        2 => proptest::sample::select(TAILS.iter().filter_map(|t| core::str::from_utf8(t).ok()).collect::<Vec<_>>()),
        2 => proptest::sample::select(vec!["for", "of", "For", "Of", "bob", "2", "s", "x", "count", "next", "aB"]),
    ];
    let word = (word, 0..3_u8).prop_map(|(word, form)| match form {
        0 => String::from(word),
        1 => word.to_ascii_uppercase(),
        _ => {
            let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
            first.to_ascii_uppercase() + rest
        }
    });
    proptest::collection::vec((word, proptest::sample::select(vec!["", "_", "-", ".", " ", "$"])), 1..5)
        .prop_map(|parts| parts.into_iter().map(|(word, joint)| word + joint).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8_000))]

    #[test]
    fn the_gate_stops_no_name(key in key()) {
        strength(&key);
    }
}

#[test]
fn what_a_marker_holds_is_no_name() {
    for key in [
        "[REDACTED:grafana_token];;==",
        "password [REDACTED:jwt]",
        "[REDACTED:jwt] value",
        "token[email:k:0123456789abcdef].",
    ] {
        assert_eq!(strength(key), None, "{key}");
    }
    assert_eq!(strength("using [REDACTED:jwt] card_number"), None);
    assert_eq!(strength("[REDACTED:jwt]>pin"), None);
    for key in ["[REDACTED:jwt] password", "user[password]", "[REDACTED password"] {
        assert_eq!(strength(key), Some(Strength::Any), "{key}");
    }
}

#[test]
fn the_first_word_of_a_long_key_is_unknown() {
    // The last 64 letters of this key begin with `is`.
    let key = ["this_", &"a".repeat(52), "_password"].concat();
    assert!(key[key.len() - 64..].starts_with("is_"));
    assert_eq!(strength(&key), Some(Strength::Any));
}

#[test]
fn a_persons_name_is_hidden_by_its_path() {
    let redactor = crate::redact::Redactor::builtin(crate::policy::Profile::Phi);
    for key in ["family", "given"] {
        assert!(redactor.key(&[b"patient", b"name"], key.as_bytes()).is_some(), "{key}");
        assert_eq!(redactor.key(&[b"os"], key.as_bytes()), None, "{key}");
        assert_eq!(redactor.key(&[], key.as_bytes()), None, "{key}");
    }
    let default = crate::redact::Redactor::builtin(crate::policy::Profile::Default);
    assert_eq!(default.key(&[b"name"], b"family"), None);
}

#[test]
fn numbers_and_addresses_are_told_from_switches() {
    let redactor = crate::redact::Redactor::builtin(crate::policy::Profile::Strict);
    let hides = |key: &str, value: &str| redactor.field(&[], key.as_bytes(), value.as_bytes()).is_some();
    for (key, value) in [
        ("mobile", "+44 7700 900123"),
        ("fax", "030-1234567"),
        ("address", "12 Elm Street, Springfield"),
        ("homeAddress", "x"),
        ("address", "Hauptstraße 5"),
    ] {
        assert!(hides(key, value), "{key}: {value}");
    }
    for (key, value) in [
        ("mobile", "true"),
        ("fax", "none"),
        ("address", "10.0.0.1:8080"),
        ("address", "0x7fffabcd"),
        ("address", "db.internal port 5432"),
        ("listen_address", "tcp 0.0.0.0 5432"),
    ] {
        assert!(!hides(key, value), "{key}: {value}");
    }
}
