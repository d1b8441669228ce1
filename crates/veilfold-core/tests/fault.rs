//! What is learned while something is wrong. In a file of its own, since the note is the process's.

use veilfold_core::bounds::{note_fault, take_fault};
use veilfold_core::{Engine, Options, Policy, Profile, Scratch};

/// A text that was taken for clean past a wrong place would pass with the next record, which nobody hides.
#[test]
fn nothing_is_known_clean_that_was_read_past_a_wrong_place() {
    let engine = Engine::new(Policy::builtin(Profile::Default), Options::default());
    let mut scratch = Scratch::default();
    let mut is_known = || {
        engine.transform(br#"{"token_count":1602}"#, &mut Vec::new(), &mut scratch);
        let name = format!("{:?}", b"token_count");
        format!("{scratch:?}").contains(name.trim_matches(['[', ']']))
    };
    note_fault();
    assert!(!is_known());
    assert!(take_fault());
    assert!(is_known());
}
