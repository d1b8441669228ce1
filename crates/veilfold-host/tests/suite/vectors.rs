//! The shared vectors through every module in its host, each with the policy and the options of the case baked in: byte-identical to
//! the native engine, whose own answers the vectors' own test holds to what they expect. A filter does not re-encode, so cases of
//! `encode` are not posed; how many were is checked.

use super::hosts::{FluentBit, Host as _, NAMES, bake, start, template};
use std::collections::HashMap;
use std::path::Path;
use veilfold_core::encode::json;
use veilfold_core::policy::External;
use veilfold_core::{Engine, Options, Policy, Profile};
use veilfold_host::{Config, Plugin};
use veilfold_transform::Guest;
use veilfold_vectors::{Answer, Case, FrontDoor, Kind, Native, load};

/// What a case bakes into a module: policy, group scope, message field.
type Baked = (Option<String>, Option<String>, Option<String>);

/// The record that poses a case.
fn record(case: &Case) -> Vec<u8> {
    let wrapped = |before: &str| {
        let mut record = before.as_bytes().to_vec();
        json::string(&mut record, &case.input);
        record.push(b'}');
        record
    };
    match case.kind {
        Kind::Redact => wrapped("{\"message\":"),
        Kind::Group => wrapped("{\"level\":\"ERROR\",\"message\":"),
        Kind::Transform | Kind::Encode => case.input.clone(),
    }
}

/// The pseudonym key of the vectors, for modules and for the engine here.
const KEY: &str = "the key of the vectors, 32 bytes";

/// The policy with its key in a file, which a test can write; an environment it cannot.
fn with_key_file(policy: &str) -> String {
    policy.replace("key_env = \"VEILFOLD_VECTOR_KEY\"", "key_file = \"key\"")
}

#[test]
fn vectors_hold_through_every_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cases = load(&root.join("tests/vectors")).expect("the vectors load");
    let expected = Native.answer(&cases).expect("the native door is open");
    let mut runs: HashMap<Baked, Vec<usize>> = HashMap::new();
    for (index, case) in cases.iter().enumerate().filter(|(_, case)| case.kind != Kind::Encode) {
        let options = &case.options;
        runs.entry((case.policy.clone(), options.group.clone(), options.message_field.clone()))
            .or_default()
            .push(index);
    }
    let folder = tempfile::tempdir().expect("temporary folder");
    std::fs::write(folder.path().join("key"), KEY).expect("written");
    let policy_file = folder.path().join("p.toml");
    let policy_name = policy_file.to_str().expect("UTF-8");
    let mut posed = 0;
    for ((policy, group, field), indices) in &runs {
        let mut args = vec!["--key", "embed"];
        let compiled = match policy.as_deref().map(with_key_file) {
            Some(policy) => {
                std::fs::write(&policy_file, &policy).expect("written");
                args.extend(["--policy", policy_name]);
                let key = |_: External<'_>| Some(KEY.as_bytes().to_vec());
                Policy::compile(&policy, "p.toml", &key).expect("a sound policy")
            }
            None => Policy::builtin(Profile::Default),
        };
        args.extend(group.iter().flat_map(|group| ["--group", group]));
        args.extend(field.iter().flat_map(|field| ["--message-field", field]));
        let records: Vec<Vec<u8>> = indices.iter().map(|i| record(&cases[*i])).collect();
        let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
        let options = cases[indices[0]].options.options().expect("sound options");
        let mut native = Guest::new(Engine::new(compiled, options));
        for name in NAMES {
            let module = folder.path().join(format!("{name}.wasm"));
            bake(name, &module, &args);
            let answers = start(name, &module).pass(&records);
            if name == "fluent-bit" {
                stack_stays_small(&module, &records);
                operands_fit(&module, &records);
            }
            for ((index, record), answer) in indices.iter().zip(&records).zip(answers) {
                let case = &cases[*index];
                let here = native.filter(record);
                assert_eq!(
                    String::from_utf8_lossy(&answer),
                    String::from_utf8_lossy(here),
                    "{name}: {}",
                    case.name
                );
                agrees(case, &expected[*index], &answer);
                posed += 1;
            }
        }
    }
    let most = cases.iter().filter(|case| case.kind != Kind::Encode).count();
    assert_eq!(posed, NAMES.len() * most, "every case that a filter can answer is posed to every host");
}

/// All vectors of the default policy at once, each a line or more.
#[test]
fn vectors_hold_as_lines_of_one_chunk() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cases = load(&root.join("tests/vectors")).expect("the vectors load");
    let mut chunk = Vec::new();
    for case in &cases {
        // Also as text, which the vectors about JSON pose as well.
        for record in [record(case), case.input.clone()] {
            chunk.extend_from_slice(&record);
            chunk.push(b'\n');
        }
    }
    let mut native = Guest::new(Engine::new(Policy::builtin(Profile::Default), Options::default()));
    let expected: Vec<String> = chunk
        .split_inclusive(|b| *b == b'\n')
        .map(|line| String::from_utf8_lossy(native.filter(&line[..line.len() - 1])).into_owned())
        .collect();
    for name in ["fluent-bit.fast", "fluent-bit.simd"] {
        let mut plugin = Plugin::load(&template(name), Config::default()).expect("it loads");
        let mut answers = Vec::new();
        plugin.filter_lines(&chunk, &mut answers);
        let answers = String::from_utf8_lossy(&answers).into_owned();
        let answers: Vec<&str> = answers.strip_suffix('\n').expect("a line's end").split('\n').collect();
        assert_eq!(answers, expected, "{name}");
    }
}

/// Of what Fluent Bit gives a module by default. See `the_shadow_stack_stays_small`.
fn stack_stays_small(module: &Path, records: &[&[u8]]) {
    let mut host = FluentBit::start(&std::fs::read(module).expect("the module"));
    host.pass(&[b"{}"]);
    for record in records {
        let used = host.stack_used(&[record]);
        assert!((1..=8 << 10).contains(&used), "{used} bytes of stack: {}", String::from_utf8_lossy(record));
    }
}

/// In Fluent Bit's interpreter, in a quarter of the stack that the exported configuration gives it: the rest is for records that
/// nobody thought of. With the default of 8 KiB it would lose some of these.
fn operands_fit(module: &Path, records: &[&[u8]]) {
    let export = include_str!("../../../veilfold-cli/exports/fluent-bit/veilfold.yaml");
    let set = export.lines().find_map(|line| line.trim().strip_prefix("wasm_stack_size: "));
    let size: usize = set.and_then(|size| size.parse().ok()).expect("the export sets a size");
    let mut host = FluentBit::counting(&std::fs::read(module).expect("the module"));
    for record in records {
        let used = host.operands_used(&[record]);
        assert!(
            (1..=size / 4).contains(&used),
            "{used} bytes of operands: {}",
            String::from_utf8_lossy(record)
        );
    }
}

/// The answer of a filter says what the engine says when it is asked directly.
fn agrees(case: &Case, expected: &Answer, answer: &[u8]) {
    // serde_json refuses halves of surrogate pairs, which records may hold: parsed only where a member is needed.
    let member = |name: &str| -> String {
        let object: serde_json::Value =
            serde_json::from_slice(answer).unwrap_or_else(|e| panic!("{}: {e}", case.name));
        object[name].as_str().unwrap_or_else(|| panic!("{}: no {name} in {object}", case.name)).to_owned()
    };
    let is_text = std::str::from_utf8(&case.input).is_ok();
    match (case.kind, expected) {
        (Kind::Group, Answer::Group { id, .. }) => assert_eq!(&member("group_id"), id, "{}", case.name),
        // A JSON string holds no bytes that are not UTF-8: they become U+FFFD at this door.
        (Kind::Redact, Answer::Bytes(bytes)) if is_text => {
            assert_eq!(member("message").as_bytes(), bytes, "{}", case.name);
        }
        (Kind::Transform, Answer::Bytes(bytes)) if bytes != answer => {
            // A line that is no object comes back as the message of one.
            type Object = serde_json::Map<String, serde_json::Value>;
            assert!(serde_json::from_slice::<Object>(bytes).is_err(), "{}", case.name);
            assert_eq!(member("message"), String::from_utf8_lossy(bytes), "{}", case.name);
        }
        _ => {}
    }
}
