//! Speed of the redactor on clean log text in several styles, in MB/s on one core.
//!
//! `cargo run -p veilfold-core --profile fast --example redact_speed [PROFILE]`

#![allow(clippy::print_stdout, reason = "its output")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;
use veilfold_core::{Policy, Profile, Redactor, Report};

/// A generator of plain numbers, the same on each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

const WORDS: [&str; 40] = [
    "started",
    "request",
    "finished",
    "user",
    "cache",
    "connection",
    "closed",
    "worker",
    "queue",
    "retry",
    "order",
    "shipped",
    "invoice",
    "loaded",
    "config",
    "from",
    "with",
    "after",
    "before",
    "timeout",
    "reading",
    "response",
    "server",
    "listening",
    "on",
    "port",
    "database",
    "query",
    "took",
    "transaction",
    "committed",
    "message",
    "published",
    "topic",
    "partition",
    "offset",
    "health",
    "check",
    "passed",
    "service",
];

fn access(n: &mut Numbers, out: &mut String) {
    let _ = write!(
        out,
        "10.{}.{}.{} - - [12/Nov/2026:10:{:02}:{:02} +0000] \"GET /api/v1/{}/{} HTTP/1.1\" 200 {} \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\" {}ms",
        n.next(256),
        n.next(256),
        n.next(256),
        n.next(60),
        n.next(60),
        WORDS[n.next(40) as usize],
        n.next(99999),
        n.next(9999),
        n.next(900)
    );
}

fn json(n: &mut Numbers, out: &mut String) {
    let _ = write!(
        out,
        "{{\"timestamp\":\"2026-11-12T10:{:02}:{:02}.{:03}Z\",\"level\":\"INFO\",\"logger\":\"app.{}\",\"message\":\"{} {} {}\",\"request_id\":\"{:08x}\",\"duration_ms\":{},\"status\":200}}",
        n.next(60),
        n.next(60),
        n.next(1000),
        WORDS[n.next(40) as usize],
        WORDS[n.next(40) as usize],
        WORDS[n.next(40) as usize],
        WORDS[n.next(40) as usize],
        n.next(1 << 32),
        n.next(900)
    );
}

fn java(n: &mut Numbers, out: &mut String) {
    let _ = write!(
        out,
        "2026-11-12 10:{:02}:{:02},{:03} INFO  [http-nio-8080-exec-{}] c.e.shop.{}Service : {} {} {} in {} ms",
        n.next(60),
        n.next(60),
        n.next(1000),
        n.next(40),
        WORDS[n.next(40) as usize],
        WORDS[n.next(40) as usize],
        WORDS[n.next(40) as usize],
        WORDS[n.next(40) as usize],
        n.next(900)
    );
}

fn kube(n: &mut Numbers, out: &mut String) {
    let _ = write!(
        out,
        "I1112 10:{:02}:{:02}.{:06} {:7} controller.go:{}] \"{} {}\" pod=\"shop/{}-{:08x}-{:05x}\" node=\"node-{}\" attempt={}",
        n.next(60),
        n.next(60),
        n.next(1000000),
        n.next(99999),
        n.next(900),
        WORDS[n.next(40) as usize],
        WORDS[n.next(40) as usize],
        WORDS[n.next(40) as usize],
        n.next(1 << 32),
        n.next(1 << 20),
        n.next(40),
        n.next(9)
    );
}

fn lines(make: fn(&mut Numbers, &mut String)) -> Vec<String> {
    let mut n = Numbers(88172645463325252);
    (0..20_000)
        .map(|_| {
            let mut line = String::new();
            make(&mut n, &mut line);
            line
        })
        .collect()
}

/// Best of several runs: the machine is shared.
fn megabytes_per_second(bytes: usize, mut run: impl FnMut()) -> f64 {
    (0..15)
        .map(|_| {
            let start = Instant::now();
            run();
            bytes as f64 / start.elapsed().as_secs_f64() / 1e6
        })
        .fold(0.0, f64::max)
}

fn measure(name: &str, redactor: &Redactor, lines: &[String]) {
    let joined = lines.join("\n");
    let (mut out, mut report) = (Vec::new(), Report::default());
    let dirty = lines.iter().filter(|l| redactor.text(l.as_bytes(), &mut out, &mut report)).count();
    let by_line = megabytes_per_second(joined.len(), || {
        for line in lines {
            out.clear();
            black_box(redactor.text(black_box(line.as_bytes()), &mut out, &mut report));
        }
    });
    let by_chunk = megabytes_per_second(joined.len(), || {
        for chunk in joined.as_bytes().chunks(1 << 16) {
            out.clear();
            black_box(redactor.text(black_box(chunk), &mut out, &mut report));
        }
    });
    println!(
        "{name:28} {by_line:7.0} MB/s by line, {by_chunk:7.0} MB/s by 64 KiB, {dirty} of {} lines dirty",
        lines.len()
    );
}

fn main() {
    let profile = std::env::args().nth(1).as_deref().and_then(Profile::from_name).unwrap_or_default();
    let start = Instant::now();
    let policy = Policy::builtin(profile);
    println!("profile {}: built in {:.2} ms", profile.name(), start.elapsed().as_secs_f64() * 1e3);
    let mut source = String::from("version = 1\n");
    for i in 0..200 {
        let _ = write!(source, "[[rule]]\nid = \"custom_{i}\"\npattern = 'zq{i:02x}k_[0-9a-f]{{16}}'\n");
    }
    let start = Instant::now();
    let many = Policy::compile(&source, "<bench>", &|_| None).expect("a valid policy");
    println!("with 200 custom rules: built in {:.2} ms", start.elapsed().as_secs_f64() * 1e3);
    for (name, make) in [
        ("access log", access as fn(&mut Numbers, &mut String)),
        ("JSON", json),
        ("Java", java),
        ("Kubernetes", kube),
    ] {
        let lines = lines(make);
        measure(name, policy.redactor(), &lines);
        measure(&format!("{name}, 200 custom rules"), many.redactor(), &lines);
    }
    for (name, piece) in [
        ("password=password=", "password="),
        ("@@@", "@"),
        ("digits", "1"),
        ("key: ", "key: "),
        ("\\\"", "\\\""),
        ("4 4 4", "4 "),
        ("token:\"", "token:\""),
        ("password='", "password='"),
        ("eyJ", "eyJ"),
        ("://a@", "://a@"),
        ("[", "["),
        ("Bearer ", "Bearer "),
        ("-----BEGIN", "-----BEGIN"),
        ("password:{", "password:{"),
        ("cookie: ", "cookie: "),
    ] {
        let text = piece.repeat((1 << 20) / piece.len());
        let (mut out, mut report) = (Vec::new(), Report::default());
        let start = Instant::now();
        black_box(policy.redactor().text(text.as_bytes(), &mut out, &mut report));
        println!("hostile {name:20} {:9.1} MB/s", text.len() as f64 / start.elapsed().as_secs_f64() / 1e6);
    }
}
