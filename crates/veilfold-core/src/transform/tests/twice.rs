//! Redacting twice is redacting once, also where the text is broken, half hidden or made to confuse.

use super::{SECRET, plain};
use alloc::format;
use alloc::string::String;

/// Hides the `gone` in `line`, and nothing more when asked again.
#[track_caller]
fn settles(line: &str, gone: &[&str]) -> String {
    let once = plain(line);
    assert_eq!(plain(&once), once, "of {line}");
    for secret in gone {
        assert!(!once.contains(secret), "{secret} is left of {line}: {once}");
    }
    once
}

#[test]
fn what_is_hidden_in_broken_json_may_mend_it() {
    settles(r#"{"cvv":}e,"token":{"#, &["}e"]);
    settles(r#"{"cvv":}e,"token":{"a":"hunter2x"#, &["}e", "hunter2x"]);
    settles(r#"{"a":1,"password":hunter2x","token":["abc"#, &["hunter2x", "abc"]);
    settles(r#"x {"pin":"9""token":"hunter2x","cvv":}}"#, &["hunter2x"]);
    settles("{\"a\":\"b\",\"password\":\"hunter2x\\", &["hunter2x"]);
    settles(r#"{"a":"{\"token\":}e,\"cvv\":[\"hunter2x"}"#, &["hunter2x"]);
}

#[test]
fn what_is_left_of_a_key_names_its_value() {
    for value in [r#""hunter2x""#, r#"{"a":"hunter2x"}"#, r#"[null,"hunter2x"]"#] {
        settles(&format!(r#"{{"{SECRET}.password":{value},"b":1}}"#), &[SECRET, "hunter2x"]);
    }
    settles(&format!(r#"{{"{SECRET};auth":["ada","hunter2x"],"b":1}}"#), &[SECRET, "hunter2x"]);
}

#[test]
fn what_is_left_of_a_value_is_judged_as_it_stands() {
    for line in [
        r#"{"sessionid":"<1 LOGIN j r2d2>"}"#,
        r#"{"sessionid":"<1 LOGIN j r2d2>","":"","":{"token":{""{""]}}}"#,
        r#"{"a":{"token":"<1 LOGIN j r2d2>"}}"#,
    ] {
        settles(line, &["r2d2", "LOGIN"]);
    }
}

#[test]
fn what_is_left_of_an_item_is_judged_as_it_stands() {
    settles(
        r#"{"pan value":["","sc_qpuzs.epee.acc_atyuuu4yel.bw9o1owbtklm5dpyhdmjxo7u53uqa9\0c84707478622"]}"#,
        &["qpuzs", "84707478622"],
    );
}

#[test]
fn what_is_left_of_a_name_names_its_sibling() {
    settles(&format!(r#"{{"name":"{SECRET}.password","value":"hunter2x"}}"#), &[SECRET, "hunter2x"]);
    settles(&format!(r#"{{"a":["-{SECRET} password","hunter2x"]}}"#), &[SECRET]);
    settles(r#"{"a":["->password Sg3Kl=01.->cardnumber","b"]}"#, &["Sg3Kl=01"]);
    settles(&format!(r#"{{"a":[["{SECRET}.password","hunter2x"]]}}"#), &[SECRET, "hunter2x"]);
}

#[test]
fn a_character_is_cut_nowhere() {
    settles(r#"{"a":"password=hunter2x\“"}"#, &["hunter2x"]);
    settles(r#"{"a":"password=hunter2x\“""#, &["hunter2x"]);
}

#[test]
fn a_stand_in_is_one_with_a_secret_in_it_or_without() {
    settles(&format!(r#"{{"Authorization":"<e {SECRET}>"}}"#), &[SECRET]);
    settles(&format!("password=<e {SECRET}>"), &[SECRET]);
    settles(r#"{"password":"<e [REDACTED:github_token]>"}"#, &[]);
    // However long it is, and whatever stands between two of them.
    settles(&format!(r#"{{"password":"${{}}{} {SECRET} ${{X}}"}}"#, "a".repeat(70)), &[SECRET, "aaaa"]);
}

#[test]
fn a_marker_is_hidden_whole_or_not_at_all() {
    for line in ["GET /x?pass=b[REDACTED:jwt]&a=1", "&AccountKey=U[REDACTED:jwt]", "pass%3Db[REDACTED:jwt]"] {
        let once = settles(line, &[]);
        assert_eq!(once.matches("REDACTED").count(), 1, "{once}");
    }
}
