use crate::{Block, Fault, Guest, MAX_RECORD_BYTES};
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
