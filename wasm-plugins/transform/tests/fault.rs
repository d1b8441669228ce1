//! What the engine notes where it cannot panic. In a file of its own, since the note is the process's.

use veilfold_core::bounds::note_fault;
use veilfold_core::{Engine, Options, Policy, Profile};
use veilfold_transform::{Fault, Guest};

#[test]
fn a_fault_of_the_engine_is_a_marker_and_one_record() {
    let mut guest = Guest::new(Engine::new(Policy::builtin(Profile::Default), Options::default()));
    note_fault();
    assert_eq!(guest.filter(br#"{"a":"raw"}"#), Fault::Engine.marker().as_bytes());
    assert_eq!(guest.filter(b"{}"), b"{}");
    note_fault();
    assert_eq!(guest.filter(b"raw"), Fault::Engine.marker().as_bytes());
    note_fault();
    assert_eq!(guest.member(b"name", b"raw"), b"[REDACTED:veilfold_fault]");
    assert_eq!(guest.member(b"name", b"raw"), b"raw");

    // An engine that was made past a wrong place answers nothing.
    note_fault();
    let mut guest = Guest::new(Engine::new(Policy::builtin(Profile::Default), Options::default()));
    assert_eq!(guest.filter(b"{}"), Fault::Policy.marker().as_bytes());
}
