use crate::{Block, Fault, Guest, MAX_RECORD_BYTES};
use proptest::prelude::*;
use veilfold_core::{Engine, GroupScope, Options, Policy, Profile};

fn guest() -> Guest {
    Guest::new(Engine::new(Policy::builtin(Profile::Default), Options::default()))
}

fn object(bytes: &[u8]) -> serde_json::Map<String, serde_json::Value> {
    serde_json::from_slice(bytes).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(bytes)))
}

#[test]
fn an_object_keeps_its_shape() {
    let record = br#"{ "n": 1.50, "big": 12345678901234567890, "s": "plain words", "n": null }"#;
    assert_eq!(guest().filter(record), record);
}

#[test]
fn what_is_no_object_comes_back_as_one() {
    let mut guest = guest();
    for record in ["", " ", "plain words", "[1,2]", "17", "null", "\"text\"", "{\"cut\": \"of", "{} {}", "\0"]
    {
        let answer = object(guest.filter(record.as_bytes()));
        assert_eq!(answer.len(), 1, "{record}");
        assert_eq!(answer["message"], record);
    }
    object(guest.filter(b"\xff\xfe not text"));
}

#[test]
fn nothing_is_left_of_the_record_before() {
    let mut guest = guest();
    guest.filter(format!("{{\"a\":\"{}\"}}", "long ".repeat(1000)).as_bytes());
    assert_eq!(guest.filter(b"{}"), b"{}");
}

#[test]
fn three_megabytes_pass() {
    let record = format!("{{\"a\":\"{}\"}}", "word ".repeat(600_000));
    assert_eq!(object(guest().filter(record.as_bytes())).len(), 1);
}

#[test]
fn too_large_is_a_marker() {
    let mut guest = guest();
    let record = vec![b'7'; MAX_RECORD_BYTES + 1];
    assert_eq!(guest.filter(&record), Fault::TooLarge.marker().as_bytes());
    assert_eq!(guest.filter(b"{}"), b"{}");
}

#[test]
fn markers_are_objects() {
    for fault in [Fault::TooLarge, Fault::Unreadable, Fault::Policy, Fault::Engine] {
        assert_eq!(object(fault.marker().as_bytes()).len(), 2);
        assert_eq!(guest().fault(fault), fault.marker().as_bytes());
    }
}

#[test]
fn goes_on_after_a_trap() {
    let mut guest = guest();
    guest.filter(br#"{"password":"before"}"#);
    guest.busy = true; // what a trap in the middle of a record leaves behind
    assert_eq!(guest.filter(b"{}"), b"{}");
    assert!(!guest.busy);
}

#[test]
fn what_is_baked_decides() {
    let record = br#"{"level":"ERROR","message":"mail anna@example.com"}"#;
    let strict = Policy::builtin(Profile::Strict).to_bytes();
    let block = Block { policy: &strict, key: b"", group: GroupScope::Off, message_field: "" }.to_bytes();
    let answer = object(Guest::baked(&block).filter(record));
    assert_eq!(answer["message"], "mail [REDACTED:email]");
    assert_eq!(answer.len(), 2);
    assert_eq!(Guest::baked(b"").filter(record), guest().filter(record));
}

#[test]
fn a_damaged_block_lets_nothing_through() {
    let strict = Policy::builtin(Profile::Strict).to_bytes();
    let block = Block { policy: &strict, key: b"", group: GroupScope::Off, message_field: "" }.to_bytes();
    for block in [&block[..block.len() - 1], b"garbage", &[&block[..], b"x"].concat()] {
        let mut guest = Guest::baked(block);
        for record in [&br#"{"password":"hunter2"}"#[..], b"", b"plain words"] {
            assert_eq!(guest.filter(record), Fault::Policy.marker().as_bytes());
        }
    }
}

/// What [`Guest::filter`] answers to each line.
fn one_by_one(guest: &mut Guest, lines: &[u8]) -> Vec<u8> {
    let mut answers = Vec::new();
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        let (record, end) = line.split_at(line.len() - usize::from(line.ends_with(b"\n")));
        answers.extend_from_slice(guest.filter(record));
        answers.extend_from_slice(end);
    }
    answers
}

#[test]
fn many_lines_are_answered_as_each_is() {
    let long = b"word \"and\" ".repeat(300_000);
    let mut guest = guest();
    let record = br#"{"message":"m","password":"hunter2"}"#;
    for lines in [
        &b""[..],
        b"\n",
        b"\n\n",
        b"one",
        b"one\r\ntwo\r\n",
        b"one\n{}\n\n{\"a\": 1}",
        &[&long[..], b"\n", record, b"\npassword=hunter2 ", &long, b"\n"].concat(),
        &[b"{}\n", vec![b'7'; MAX_RECORD_BYTES + 1].as_slice(), b"\nplain\n"].concat(),
    ] {
        let expected = one_by_one(&mut guest, lines);
        assert!(guest.filter_lines(lines) == expected, "{} bytes", lines.len());
    }
    assert_eq!(guest.filter(b"{}"), b"{}");
    guest.busy = true; // what a trap in the middle of a batch leaves behind
    assert_eq!(guest.filter_lines(b"{}\n"), b"{}\n");
    assert!(!guest.busy);
    let mut damaged = Guest::baked(b"garbage");
    let marker = Fault::Policy.marker();
    assert_eq!(damaged.filter_lines(b"password=hunter2\n{}"), format!("{marker}\n{marker}").as_bytes());
}

/// Pieces that lines are made of; many of them end or begin what another one holds.
fn piece() -> impl Strategy<Value = &'static [u8]> {
    proptest::sample::select(vec![
        &b"\n"[..],
        b"\n",
        b"\r\n",
        b" ",
        b"\xef\xbb\xbf",
        b"\xff",
        b"\0",
        "\u{e9}\u{2028}".as_bytes(),
        b"password=hunter2",
        b"password=",
        b"\"GET /a\\b\"",
        b"4111 1111 1111 ",
        b"1111",
        b"plain words, nothing to see ",
        b"{\"level\":\"error\",\"message\":\"failed\",\"token\":\"abc123def\"}",
        b"{\"level\":\"info\",\"message\":\"ok\",\"token_count\":3}",
        b"{\"a\":\"\\u0070assword=x1y2z3\"}",
        b"{\"broken\":",
        b"{",
        b"}",
        b"[1,2]",
        b"[{\"password\":\"x1y2z3\"}]",
        b"ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    ])
}

proptest! {
    #[test]
    fn lines_are_answered_as_records_are(pieces in proptest::collection::vec(piece(), 0..40), off: bool) {
        let group = if off { GroupScope::Off } else { GroupScope::Errors };
        let mut guest = Guest::new(Engine::new(Policy::builtin(Profile::Strict), Options { group, ..Options::default() }));
        let lines = pieces.concat();
        let expected = one_by_one(&mut guest, &lines);
        let answers = guest.filter_lines(&lines);
        prop_assert_eq!(String::from_utf8_lossy(answers), String::from_utf8_lossy(&expected));
    }
}
