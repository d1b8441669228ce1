//! The Fluent Bit module, by its exact ABI and without SIMD, against the same logic run natively.

use std::path::{Path, PathBuf};
use std::time::Duration;
use veilfold_core::{Engine, Options, Policy, Profile};
use veilfold_host::{Config, Plugin};
use veilfold_transform::{Fault, Guest, MAX_RECORD_BYTES};

fn module(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/wasm/out").join(name);
    assert!(
        path.is_file(),
        "{} is not there: run wasm-plugins/build.sh (or `make wasm`) first",
        path.display()
    );
    path
}

fn plugin_with(config: Config) -> Plugin {
    // Compiled once for all tests of this file and for the next run.
    let cache = Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled"));
    let config = Config { simd: false, deadline: Duration::from_mins(1), cache, ..config };
    Plugin::load(&module("veilfold-fluent-bit.wasm"), config).expect("a module with Fluent Bit's ABI")
}

fn plugin() -> Plugin {
    plugin_with(Config::default())
}

fn native() -> Guest {
    Guest::new(Engine::new(Policy::builtin(Profile::Default), Options::default()))
}

#[track_caller]
fn agree(plugin: &mut Plugin, native: &mut Guest, record: &[u8]) -> Vec<u8> {
    let mut answer = Vec::new();
    let fault = plugin.filter(record, &mut answer);
    assert_eq!(fault, None, "on {}", String::from_utf8_lossy(record));
    assert_eq!(
        String::from_utf8_lossy(&answer),
        String::from_utf8_lossy(native.filter(record)),
        "on {}",
        String::from_utf8_lossy(record)
    );
    answer
}

const RECORDS: [&str; 14] = [
    "{}",
    r#"{"log":"GET /health 200 1.2ms","stream":"stdout","n":1.50}"#,
    r#"{"log":"login failed","user":{"name":"anna","password":"correct horse"},"tokens":["a","b"]}"#,
    r#"{"message":"paid with 4111 1111 1111 1111","level":"ERROR"}"#,
    r#"{"message":"mail to anna@example.com","Authorization":"Bearer abcdefghijklmnop"}"#,
    r#"{"message":"{\"password\":\"hunter2\"}","a":[[[[{}]]]]}"#,
    r#"{"exc":"Traceback (most recent call last):\n  File \"/app/x.py\", line 3, in f\n    g()\nValueError: 17"}"#,
    r#"{"unicode":"\u00e9\ud83d\ude00 é😀","nul":"a\u0000b"}"#,
    "",
    " ",
    "plain words",
    "[1,2,{\"password\":\"hunter2\"}]",
    "{\"password\":\"hunter2\"",
    "null",
];

#[test]
fn answers_as_the_native_engine_does() {
    let (mut plugin, mut native) = (plugin(), native());
    for record in RECORDS {
        let answer = agree(&mut plugin, &mut native, record.as_bytes());
        serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&answer)
            .expect("one JSON object");
    }
    assert_eq!(plugin.stats().instances, 1);
}

#[test]
fn garbage_comes_back_as_an_object() {
    let (mut plugin, mut native) = (plugin(), native());
    let mut state = 7_u64;
    for len in 0..400 {
        let garbage: Vec<u8> = (0..len)
            .map(|_| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                (state >> 33) as u8
            })
            .collect();
        let answer = agree(&mut plugin, &mut native, &garbage);
        serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&answer)
            .expect("one JSON object");
    }
}

#[test]
fn large_records_pass() {
    let (mut plugin, mut native) = (plugin(), native());
    for megabytes in [1, 3, 8] {
        let record = format!(
            r#"{{"log":"{}","password":"hunter2"}}"#,
            "words and 12 numbers ".repeat(megabytes * 50_000)
        );
        agree(&mut plugin, &mut native, record.as_bytes());
    }
    let huge = "x".repeat(MAX_RECORD_BYTES + 1);
    assert_eq!(agree(&mut plugin, &mut native, huge.as_bytes()), Fault::TooLarge.marker().as_bytes());
    agree(&mut plugin, &mut native, b"{}");
}

#[test]
fn deep_nesting_is_no_danger() {
    let (mut plugin, mut native) = (plugin(), native());
    for depth in [10, 60, 70, 500, 600, 100_000] {
        agree(
            &mut plugin,
            &mut native,
            format!("{{\"a\":{}1{}}}", "[".repeat(depth), "]".repeat(depth)).as_bytes(),
        );
        agree(
            &mut plugin,
            &mut native,
            format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth)).as_bytes(),
        );
        agree(&mut plugin, &mut native, "{\"a\":".repeat(depth).as_bytes());
    }
}

/// `VEILFOLD_RECORDS` sets another number of records.
#[test]
fn memory_stays_flat() {
    #[allow(clippy::disallowed_methods, reason = "a test has no other door")]
    let records: usize =
        std::env::var("VEILFOLD_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(50_000);
    let mut plugin = plugin();
    let mut out = Vec::new();
    let mut after_start = 0;
    for n in 0..records {
        out.clear();
        let record = RECORDS[n % RECORDS.len()];
        assert_eq!(plugin.filter(record.as_bytes(), &mut out), None);
        if n == 1000 {
            after_start = plugin.memory_bytes();
        }
    }
    assert_eq!(plugin.memory_bytes(), after_start);
    assert!(after_start <= 4 << 20, "{after_start} bytes for small records");
}

#[test]
fn a_small_stack_is_enough() {
    let mut plugin = plugin_with(Config { stack_bytes: 8 << 10, ..Config::default() });
    let mut native = native();
    for record in RECORDS {
        agree(&mut plugin, &mut native, record.as_bytes());
    }
}

#[test]
fn exports_what_fluent_bit_needs_and_imports_nothing() {
    let engine = wasmtime::Engine::default();
    let module = wasmtime::Module::from_file(&engine, module("veilfold-fluent-bit.wasm")).expect("a module");
    assert_eq!(module.imports().count(), 0);
    let functions: Vec<&str> =
        module.exports().filter(|e| e.ty().func().is_some()).map(|e| e.name()).collect();
    for name in ["malloc", "free", "veilfold_filter"] {
        assert!(functions.contains(&name), "{functions:?}");
    }
    assert_eq!(functions.len(), 3, "{functions:?}");
}
