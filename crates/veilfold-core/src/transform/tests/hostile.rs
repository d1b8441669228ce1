//! Lines as broken, cut or hostile writers leave them: nothing secret leaves, and one line stays one line.

use super::{SECRET, plain};
use alloc::format;
use alloc::string::String;

/// What `line` becomes, which holds no `hunter2x`, is one line, and stays itself.
#[track_caller]
fn safe(line: &str) -> String {
    let out = plain(line);
    assert!(!out.contains("hunter2x"), "left of {line:.200}: {out:.300}");
    assert!(!out.contains('\n'), "more lines than one of {line:.200}: {out:.300}");
    assert_eq!(plain(&out), out, "of {line:.200}");
    out
}

#[test]
fn a_record_is_cut_anywhere() {
    for record in [
        r#"{"level":"info","password":"hunter2x","a":[1,{"token":"hunter2x"}],"n":1}"#,
        r#"{"log":"{\"a\":1,\"password\":\"hunter2x\",\"token\":\"hunter2x\"}","stream":"stdout"}"#,
        r#"[["Authorization","Bearer hunter2x"],{"key":"password","value":"hunter2x"}]"#,
        r#"{"p\u0061ssword":"hunter2x","args":["mysql","--password","hunter2x"]}"#,
    ] {
        let ends = (0..=record.len()).filter(|&end| !record[..end].ends_with("hunter2x"));
        for end in ends {
            safe(&record[..end]);
        }
        // In the middle of a value too.
        for (at, _) in record.match_indices("hunter2x") {
            let out = plain(&record[..at + 6]);
            assert!(!out.contains("hunter"), "left of {}: {out}", &record[..at + 6]);
            assert!(!safe(&record[..at + 8]).contains("hunter2x"));
        }
    }
}

#[test]
fn a_record_begins_late() {
    let record = r#"{"level":"info","user":"ada","password":"hunter2x","n":1}"#;
    for start in 0..record.find("password").expect("a key") {
        safe(&record[start..]);
    }
}

#[test]
fn signs_are_missing_doubled_or_wrong() {
    for line in [
        r#"{password:"hunter2x"}"#,
        r"{'password':'hunter2x'}",
        r#"{"password":'hunter2x'}"#,
        r#"{"password"="hunter2x"}"#,
        r#"{"password"::"hunter2x"}"#,
        r#"{"password":"hunter2x",,}"#,
        r#"{,"password":"hunter2x"}"#,
        r#"{"a":1 "password":"hunter2x"}"#,
        r#"{"a":[1,2,"password":"hunter2x"}"#,
        r#"{"a":{"b":1,"password":"hunter2x"]}"#,
        r#"{"a":1]},"password":"hunter2x"}"#,
        r#"{"a":tru,"password":"hunter2x"}"#,
        r#"{"a":"b"c","password":"hunter2x"}"#,
        r#"{"a":"b\","password":"hunter2x"}"#,
        r#"{/* x */"password":"hunter2x"}"#,
        r#"{"password":"hunter2x" // y"#,
        r#"{"password":hunter2x}"#,
        r#"{"password":[hunter2x,hunter2x]"#,
        r#"{"password":{"a":hunter2x"#,
        r#"}{"password":"hunter2x"}"#,
        r#"{"a":1}{"password":"hunter2x"}"#,
        r#"{"a":1} {"password":"hunter2x"}"#,
        r#"{"a":1},{"password":"hunter2x"}"#,
        r#"[1]{"password":"hunter2x"}[2]"#,
        r#"data: {"a":1} x {"password":"hunter2x"}"#,
        r#"{"password":"a1b2c3d4","password":"hunter2x"}"#,
        r#"{"value":"hunter2x","key":"password","value":"hunter2x"}"#,
    ] {
        safe(line);
    }
}

#[test]
fn numbers_that_are_none() {
    for number in
        ["1e999", "-", "01", "0x1f", "+1", ".5", "1.", "NaN", "-Infinity", "1_000", "9".repeat(400).as_str()]
    {
        safe(&format!(r#"{{"n":{number},"password":"hunter2x"}}"#));
        safe(&format!(r#"{{"password":{number},"token":"hunter2x"}}"#));
    }
}

#[test]
fn bytes_that_do_not_belong() {
    for sign in
        ["\0", "\u{feff}", "\r", "\u{b}", "\u{2028}", "\u{7f}", "\u{1b}[0m", "\\ud800", "\\u0000", "\\"]
    {
        for line in [
            r#"_{"password":"hunter2x"}"#,
            r#"{_"password":"hunter2x"}"#,
            r#"{"password":_"hunter2x"}"#,
            r#"{"password":"_hunter2x"}"#,
            r#"{"password":"hunter2x_"}"#,
            r#"{"password":"hunter2x"_}"#,
            r#"{"password":"hunter2x"}_"#,
            r#"{"a":"_","password":"hunter2x"}"#,
            r#"{"_":"a","password":"hunter2x"}"#,
        ] {
            safe(&line.replacen('_', sign, 1));
        }
    }
}

#[test]
fn depth_hides_nothing() {
    for n in [3, 70, 130, 20_000] {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"[{"a":"#, "}]")] {
            let whole = format!(r#"{}{{"password":"hunter2x"}}{}"#, open.repeat(n), close.repeat(n));
            safe(&whole);
            safe(&whole[..whole.len() - n]);
            safe(&format!(r#"{}"{SECRET}","password":"hunter2x""#, open.repeat(n)));
        }
    }
}
