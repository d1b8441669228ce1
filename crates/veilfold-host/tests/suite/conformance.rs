//! Every module in its host: byte-identical to the engine on this machine, whatever comes.

use super::hosts::{FluentBit, Header, Host, NAMES, Redpanda, RedpandaRecord, bake, start, template};
use std::time::Duration;
use veilfold_core::{Engine, Options, Policy, Profile};
use veilfold_host::{Config, Plugin};
use veilfold_transform::{Fault, Guest, MAX_RECORD_BYTES};

const RECORDS: [&str; 16] = [
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
    "password=hunter2 \0 and more",
    "[1,2,{\"password\":\"hunter2\"}]",
    "{\"password\":\"hunter2\"",
    "{} {}",
    "null",
];

fn native() -> Guest {
    Guest::new(Engine::new(Policy::builtin(Profile::Default), Options::default()))
}

/// Poses records to a host and to the engine here, and demands the same bytes.
fn agree(host: &mut dyn Host, native: &mut Guest, records: &[&[u8]]) -> Vec<Vec<u8>> {
    let answers = host.pass(records);
    assert_eq!(answers.len(), records.len(), "{}", host.name());
    for (record, answer) in records.iter().zip(&answers) {
        let expected = native.filter(record);
        if answer != expected {
            let shown = |bytes: &[u8]| String::from_utf8_lossy(&bytes[..bytes.len().min(2000)]).into_owned();
            panic!(
                "{} on {:?}:\n{}\nand not\n{}",
                host.name(),
                shown(record),
                shown(answer),
                shown(expected)
            );
        }
    }
    answers
}

/// Any bytes, and bytes that look like JSON for a while.
fn garbage() -> Vec<Vec<u8>> {
    let mut state = 7_u64;
    let mut byte = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as u8
    };
    let signs = b"{}[]\":,\\u0 1e-.tfn\n\x00\xff";
    let mut all = Vec::new();
    for len in 0..200 {
        all.push((0..len).map(|_| byte()).collect());
        all.push((0..len).map(|_| signs[usize::from(byte()) % signs.len()]).collect());
    }
    all
}

fn nested() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for depth in [10, 60, 70, 500, 600, 100_000] {
        all.push(format!("{{\"a\":{}1{}}}", "[".repeat(depth), "]".repeat(depth)).into_bytes());
        all.push(format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth)).into_bytes());
        all.push("{\"a\":".repeat(depth).into_bytes());
        let (open, close) = ("[Uncaught ".repeat(depth), "]".repeat(depth));
        let log = format!("{open}Error: x{close}\\n    at f (/a.js:1:2)\\n    at g (/a.js:3:4)\\n");
        all.push(format!(r#"{{"level":"ERROR","log":"{log}"}}"#).into_bytes());
    }
    all
}

/// The scanner has another form there. Hits are moved through all places of a block, and a text is longer than a batch of blocks.
#[test]
fn a_module_with_simd_answers_as_the_native_engine_does() {
    let mut plugin = Plugin::load(&template("fluent-bit.simd"), Config::default()).expect("it loads");
    let mut native = native();
    let moved = (0..130).map(|at| {
        let before = "x ".repeat(300) + &".".repeat(at);
        format!("{before} password=hunter2 anna@example.com 4111 1111 1111 1111 AKIAQWERTYUIOPASDFGH +49 30 901820")
    });
    let records = RECORDS.map(|record| record.as_bytes().to_vec()).into_iter();
    for record in records.chain(garbage()).chain(moved.map(String::into_bytes)) {
        let mut answer = Vec::new();
        assert_eq!(plugin.filter(&record, &mut answer), None);
        // The host keeps an answer on one line.
        let expected: Vec<u8> =
            native.filter(&record).iter().map(|b| if *b == b'\n' { b' ' } else { *b }).collect();
        assert_eq!(String::from_utf8_lossy(&answer), String::from_utf8_lossy(&expected));
    }
}

/// What the native engine answers to each of `lines`, as a host gives it out.
fn line_by_line(native: &mut Guest, lines: &[u8]) -> Vec<u8> {
    let mut answers = Vec::new();
    for line in lines.split_inclusive(|b| *b == b'\n') {
        let (record, end) = line.split_at(line.len() - usize::from(line.ends_with(b"\n")));
        answers.extend_from_slice(native.filter(record));
        answers.extend_from_slice(end);
    }
    answers
}

/// The modules that take many lines at once, and one that does not.
#[test]
fn many_lines_at_once_are_answered_as_each_is() {
    let many = |lines: &[Vec<u8>]| lines.join(&b'\n');
    let access = |n: usize| match n % 7 {
        0 => format!("2026-11-30 12:00:{:02} \"GET /items/{n} HTTP/1.1\" 200 password=hunter{n}", n % 60),
        1 => format!(r#"{{"n":{n},"message":"ok","token":"abc{n}def"}}"#),
        2 => format!("card 4111 1111 1111 1111 of n\u{e9} {n}\r"),
        _ => format!("2026-11-30 12:00:{:02} plain words \\ of line {n}", n % 60),
    };
    let long = format!("{} password=hunter2", "words \"and\" more of them ".repeat(130_000)).into_bytes();
    let chunks: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"\n".to_vec(),
        b"\n\r\n\n{}\n".to_vec(),
        many(&RECORDS.map(|record| record.as_bytes().to_vec())),
        many(&garbage()),
        many(&nested()),
        many(&(0..5000).map(|n| access(n).into_bytes()).collect::<Vec<_>>()),
        many(&[b"before".to_vec(), long.clone(), b"{\"after\":1}".to_vec(), long, Vec::new()]),
    ];
    for name in ["fluent-bit", "fluent-bit.fast", "fluent-bit.simd"] {
        let config = Config { deadline: Duration::from_mins(1), ..Config::default() };
        let mut plugin = Plugin::load(&template(name), config).expect("it loads");
        let mut native = native();
        let mut records = 0;
        for chunk in &chunks {
            let mut answers = b"what was there\n".to_vec();
            plugin.filter_lines(chunk, &mut answers);
            let expected = [b"what was there\n", line_by_line(&mut native, chunk).as_slice()].concat();
            assert!(
                answers == expected,
                "{name}: {}",
                String::from_utf8_lossy(&chunk[..chunk.len().min(200)])
            );
            records += chunk.split_inclusive(|b| *b == b'\n').count() as u64;
        }
        let stats = plugin.stats();
        assert_eq!((stats.records, stats.faults, stats.instances), (records, 0, 1), "{name}");
    }
}

#[test]
fn a_module_with_all_rules_answers_as_the_native_engine_does() {
    let (garbage, nested) = (garbage(), nested());
    let hostile = garbage.iter().chain(&nested).map(Vec::as_slice);
    let records: Vec<&[u8]> = RECORDS.iter().map(|record| record.as_bytes()).chain(hostile).collect();
    let mut host = FluentBit::start(&std::fs::read(template("fluent-bit.all")).expect("the module"));
    agree(&mut host, &mut native(), &records);
}

#[test]
fn every_host_answers_as_the_native_engine_does() {
    let (garbage, nested) = (garbage(), nested());
    let hostile: Vec<&[u8]> = garbage.iter().chain(&nested).map(Vec::as_slice).collect();
    let records = RECORDS.map(str::as_bytes);
    for name in NAMES {
        let (mut host, mut native) = (start(name, &template(name)), native());
        for answer in agree(&mut *host, &mut native, &records) {
            let object = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&answer);
            object.unwrap_or_else(|e| panic!("{name}: {e}: {}", String::from_utf8_lossy(&answer)));
            let text = String::from_utf8_lossy(&answer);
            for secret in ["hunter2", "correct horse", "4111 1111", "abcdefghijklmnop"] {
                assert!(!text.contains(secret), "{name}: {text}");
            }
        }
        agree(&mut *host, &mut native, &hostile);
        agree(&mut *host, &mut native, &records);
    }
}

/// The module reserves 128 KiB for what the compiler puts on its shadow stack. The first call, which makes the engine, does not
/// come near; a record takes no more than Fluent Bit gives a module by default.
#[test]
fn the_shadow_stack_stays_small() {
    let mut host = FluentBit::start(&std::fs::read(template("fluent-bit")).expect("the module"));
    let (garbage, nested) = (garbage(), nested());
    let records = RECORDS.map(str::as_bytes);
    let all: Vec<&[u8]> =
        records.into_iter().chain(garbage.iter().chain(&nested).map(Vec::as_slice)).collect();
    let first = host.stack_used(&[b"{}"]);
    assert!((1..=16 << 10).contains(&first), "{first} bytes");
    let used = host.stack_used(&all);
    assert!((1..=8 << 10).contains(&used), "{used} bytes");
}

#[test]
fn large_records_pass() {
    let megabytes = |n: usize| {
        format!(r#"{{"log":"{}","password":"hunter2"}}"#, "words and 12 numbers ".repeat(n * 50_000))
            .into_bytes()
    };
    let (three, huge) = (megabytes(3), vec![b'x'; MAX_RECORD_BYTES + 1]);
    for name in NAMES {
        let (mut host, mut native) = (start(name, &template(name)), native());
        let answers = agree(&mut *host, &mut native, &[&three, &huge, b"{}"]);
        assert_eq!(answers[1], Fault::TooLarge.marker().as_bytes());
    }
}

/// `VEILFOLD_RECORDS` sets another number of records.
#[test]
fn memory_stays_flat() {
    #[allow(clippy::disallowed_methods, reason = "a test has no other door")]
    let records: usize =
        std::env::var("VEILFOLD_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    for name in ["fluent-bit", "redpanda-connect"] {
        let mut host = start(name, &template(name));
        let mut after_start = 0;
        for n in 0..records {
            host.pass(&[RECORDS[n % RECORDS.len()].as_bytes()]);
            if n == 1000 {
                after_start = host.memory_bytes();
            }
        }
        assert_eq!(host.memory_bytes(), after_start, "{name}");
        assert!(after_start <= 2 << 20, "{name}: {after_start} bytes for small records");
    }
}

#[test]
fn memory_stays_flat_in_a_transform() {
    let record = (None, Some(RECORDS[2].as_bytes().to_vec()), Vec::new());
    let mut host = Redpanda::start(&std::fs::read(template("redpanda")).expect("the module"));
    host.transform(&vec![record.clone(); 100]);
    let few = host.memory_bytes();
    host.transform(&vec![record; 5_000]);
    assert_eq!(host.memory_bytes(), few);
    assert!(few <= 2 << 20, "{few} bytes: what a function has by default");
}

#[test]
fn key_and_headers_of_a_redpanda_record_are_cleaned_and_a_tombstone_stays_one() {
    let text = |text: &str| Some(text.as_bytes().to_vec());
    let header = |name: &str, value: &str| -> Header { (text(name), text(value)) };
    let record = |key: &str, value: Option<Vec<u8>>, headers: &[Header]| -> RedpandaRecord {
        (text(key), value, headers.to_vec())
    };
    let mut host = Redpanda::start(&std::fs::read(template("redpanda")).expect("the module"));
    let dirty = [
        record("order-1", text("{\"a\":1}"), &[header("trace", "abc"), (None, None)]),
        record("order-2", None, &[]),
        record(
            "4111 1111 1111 1111",
            text("token=hunter2hunter2"),
            &[header("authorization", "hunter2hunter2")],
        ),
    ];
    let clean = [
        dirty[0].clone(),
        dirty[1].clone(),
        record(
            "[REDACTED:credit_card]",
            text("{\"message\":\"token=[REDACTED]\"}"),
            &[header("authorization", "[REDACTED]")],
        ),
    ];
    assert_eq!(host.transform(&dirty), clean);
    assert_eq!(host.transform(&[]), []);
}

#[test]
fn what_redpanda_refuses_becomes_a_marker() {
    let mut host = Redpanda::start(&std::fs::read(template("redpanda")).expect("the module"));
    host.largest = 300;
    let long = format!("{{\"password\":\"hunter2\",\"a\":\"{}\"}}", "x".repeat(400));
    let record = |value: &str| (None, Some(value.as_bytes().to_vec()), Vec::new());
    let answers = host.transform(&[record(&long), record("{}")]);
    let marker = r#"{"message":"[REDACTED:veilfold_fault]","veilfold_fault":"record_refused"}"#;
    assert_eq!(answers, [record(marker), record("{}")]);
}

#[test]
fn a_baked_policy_decides_and_a_damaged_one_lets_nothing_through() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let policy = folder.path().join("p.toml");
    std::fs::write(
        &policy,
        "version = 1\n[fields]\ndeny = [\"badge\"]\n[actions]\ncredit_card = { action = \"partial\", keep_last = 4 }\n\
         [[rule]]\nid = \"employee_id\"\npattern = '\\bEMP-\\d{6}\\b'\n",
    )
    .expect("written");
    let policy_name = policy.to_str().expect("UTF-8");
    let compiled = Policy::compile(&std::fs::read_to_string(&policy).expect("read"), "p.toml", &|_| None)
        .expect("sound");
    let mut native = Guest::new(Engine::new(compiled, Options::default()));
    let record = br#"{"badge":"x17","m":"EMP-123456 paid with 4111111111111111"}"#;
    for name in NAMES {
        let out = folder.path().join(format!("{name}.wasm"));
        bake(name, &out, &["--policy", policy_name]);
        let bytes = std::fs::read(&out).expect("baked");
        bake(name, &out, &["--policy", policy_name]);
        assert_eq!(bytes, std::fs::read(&out).expect("baked"), "{name}: the same bytes again");
        let mut host = start(name, &out);
        let answers = agree(&mut *host, &mut native, &[&record[..], b"EMP-123456"]);
        assert_eq!(
            String::from_utf8_lossy(&answers[0]),
            r#"{"badge":"[REDACTED]","m":"[REDACTED:employee_id] paid with ****1111"}"#
        );
        // One byte is another: of the block, of the policy in it, of a name in that. `no_byte_can_be_another` of the
        // block goes through all of them.
        let block = bytes.windows(8).rposition(|w| w == b"vf-baked").expect("the block's magic");
        let within =
            |what: &[u8]| bytes[block..].windows(what.len()).position(|w| w == what).expect("is there");
        let (policy, badge) = (within(b"veilfold"), within(b"badge"));
        for at in [block, block + 8, block + policy, block + policy + 8, block + badge] {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            std::fs::write(&out, damaged).expect("written");
            let answers = start(name, &out).pass(&[&record[..], b"EMP-123456"]);
            assert_eq!(answers, [Fault::Policy.marker().as_bytes(); 2], "{name}, byte {at}");
        }
    }
}

#[test]
fn modules_ask_their_hosts_for_nothing_but_the_abi() {
    let engine = wasmtime::Engine::default();
    for (name, imports, exports) in [
        ("fluent-bit", &[][..], &["free", "malloc", "veilfold_filter"][..]),
        ("redpanda-connect", &["v0_msg_as_bytes", "v0_msg_set_bytes"], &["free", "malloc", "process"]),
        (
            "redpanda",
            &["check_abi_version_2", "read_batch_header", "read_next_record", "write_record"],
            &["_start", "free", "malloc"],
        ),
    ] {
        let module = wasmtime::Module::from_file(&engine, template(name)).expect("a module");
        let mut imported: Vec<&str> = module.imports().map(|i| i.name()).collect();
        let functions = module.exports().filter(|e| e.ty().func().is_some());
        let mut exported: Vec<&str> = functions.map(|e| e.name()).collect();
        imported.sort_unstable();
        exported.sort_unstable();
        assert_eq!((&imported[..], &exported[..]), (imports, exports), "{name}");
    }
}
