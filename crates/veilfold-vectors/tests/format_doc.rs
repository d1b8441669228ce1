//! The examples of `docs/format.md`, run.

use serde::Deserialize;
use veilfold_core::{Engine, Policy, Profile, Scratch, Timestamp};
use veilfold_vectors::Settings;

#[derive(Deserialize)]
struct Options {
    options: Settings,
}

#[test]
fn examples_of_the_format_are_true() {
    let doc = include_str!("../../../docs/format.md");
    let blocks: Vec<(&str, &str)> = doc
        .split("```json ")
        .skip(1)
        .map(|block| {
            block.split("```").next().unwrap_or_default().trim_end().split_once('\n').expect("a block")
        })
        .collect();
    assert!(blocks.len() >= 16, "{} blocks", blocks.len());
    for pair in blocks.chunks(2) {
        let [(head, input), ("out", output)] = pair else { panic!("an in without its out: {pair:?}") };
        let settings = head.strip_prefix("in").expect("an in block").trim();
        let parsed: Options = toml::from_str(&format!("options = {{ {settings} }}")).expect("options");
        let engine =
            Engine::new(Policy::builtin(Profile::Default), parsed.options.options().expect("options"));
        let mut line = Vec::new();
        engine.reencode(input.as_bytes(), Timestamp(0), &mut line, &mut Scratch::default());
        assert_eq!(String::from_utf8(line).expect("UTF-8"), *output, "{head}");
    }
}
