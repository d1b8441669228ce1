//! Speed of lines in and out, on one core:
//! `cargo run --profile fast -p veilfold-core --example lines`
#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};
use veilfold_core::{
    Engine, Field, GroupScope, Level, Options, Policy, Profile, Record, Scratch, Timestamp, Value,
};

/// A small linear congruential generator: the same lines in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }

    fn hex(&mut self, digits: usize) -> String {
        (0..digits).fold(String::new(), |mut text, _| {
            let _ = write!(text, "{:x}", self.below(16));
            text
        })
    }
}

const VERBS: [&str; 6] = ["loaded", "stored", "priced", "shipped", "indexed", "cached"];
const NOUNS: [&str; 6] = ["order", "invoice", "basket", "customer", "shipment", "catalogue page"];
const LOGGERS: [&str; 4] = ["shop.cart", "shop.billing.invoice", "shop.http", "worker"];

/// NDJSON of a web service; `dirty` lines of a hundred hold a secret, `loud` are warnings or errors.
fn ndjson(bytes: usize, dirty: usize, loud: usize) -> Vec<u8> {
    let mut random = Random(7);
    let mut text = String::new();
    while text.len() < bytes {
        let level = if random.below(100) < loud { random.of(&["WARNING", "ERROR"]) } else { "INFO" };
        let _ = write!(
            text,
            r#"{{"timestamp":"2026-11-21T08:{:02}:{:02}.{:03}Z","level":"{level}","logger":"{}","service":"shop","message":"{} {} {} in {} ms","request_id":"{}-{}-{}","trace_id":"{}","path":"/v1/{}/{}","status":{},"duration_ms":{}.{},"user_id":{}"#,
            random.below(60),
            random.below(60),
            random.below(1000),
            random.of(&LOGGERS),
            random.of(&VERBS),
            random.of(&NOUNS),
            random.below(10_000),
            random.below(900),
            random.hex(8),
            random.hex(4),
            random.hex(12),
            random.hex(32),
            random.of(&NOUNS),
            random.below(10_000),
            random.of(&["200", "201", "404"]),
            random.below(900),
            random.below(100),
            random.below(100_000),
        );
        if random.below(100) < dirty {
            let secret = random.hex(24);
            let _ = match random.below(3) {
                0 => write!(text, r#","password":"{secret}""#),
                1 => write!(text, r#","url":"https://svc:{secret}@example.org/""#),
                _ => write!(text, r#","note":"retry with access_token={secret} now""#),
            };
        }
        text.push_str("}\n");
    }
    text.into_bytes()
}

/// How long this thread has been on a core, which other programs on it do not change; on systems that do not
/// tell, the time of day.
fn spent(start: Instant) -> Duration {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse().ok())
        .map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// The median of five runs.
fn median(mut run: impl FnMut()) -> Duration {
    let zero = Instant::now();
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let start = spent(zero);
            run();
            spent(zero).checked_sub(start).expect("a clock that goes forward")
        })
        .collect();
    times.sort();
    times[2]
}

fn main() {
    let bytes = 16 << 20;
    for (name, dirty, loud, group) in [
        ("clean, group off", 0, 0, GroupScope::Off),
        ("clean", 0, 0, GroupScope::Errors),
        ("clean, 5 % loud", 0, 5, GroupScope::Errors),
        ("5 % dirty", 5, 0, GroupScope::Errors),
        ("5 % dirty, 5 % loud", 5, 5, GroupScope::Errors),
        ("all dirty", 100, 0, GroupScope::Errors),
    ] {
        let text = ndjson(bytes, dirty, loud);
        let engine = Engine::new(Policy::builtin(Profile::Default), Options { group, ..Options::default() });
        let (mut out, mut scratch) = (Vec::with_capacity(text.len() * 2), Scratch::default());
        let time = median(|| {
            out.clear();
            for line in text.split(|b| *b == b'\n') {
                engine.transform(line, &mut out, &mut scratch);
                out.push(b'\n');
            }
        });
        let speed = text.len() as f64 / time.as_secs_f64() / 1e6;
        println!("transform {name:24} {speed:7.0} MB/s");
    }
    let extras = ["order", "items", "total", "country", "channel"].map(|key| Field {
        key: key.as_bytes().into(),
        value: match key {
            "order" => Value::Int(48_151),
            "items" => Value::Int(3),
            "total" => Value::Float(129.95),
            _ => Value::Str(b"web"[..].into()),
        },
    });
    for level in [Level::Info, Level::Warning] {
        let time = Timestamp(1_795_249_800_123_000_000);
        let record = Record {
            format: Some(b"user %s logged in"),
            extras: &extras,
            ..Record::new(time, level, b"shop.cart", b"user ann logged in")
        };
        let engine = Engine::new(Policy::builtin(Profile::Default), Options::default());
        let (mut out, mut scratch) = (Vec::new(), Scratch::default());
        let count = 200_000;
        let time = median(|| {
            for _ in 0..count {
                out.clear();
                engine.process(&record, &mut out, &mut scratch);
            }
        });
        println!("process {:7} five extras          {:7} ns", level.as_str(), time.as_nanos() / count);
    }
}
