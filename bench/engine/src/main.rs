//! Measures the engine beside what it replaces, in one interleaved run.
//!
//! ```text
//! veilfold-bench [--rounds N] [--megabytes N] [--case NAME] [--corpus NAME] [--wasm DIR] > results.json
//! veilfold-bench --write DIR [--megabytes N]
//! ```
//!
//! `--write` puts the corpora into files, for peers that are no Rust and for whole commands.
//! `--case` and `--corpus` run one case or one corpus alone, for `perf` and `callgrind`. `--wasm` takes the modules that
//! `wasm-plugins/build.sh` made and needs the feature `wasm`. Progress goes to stderr.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command")]

mod corpus;
mod measure;
mod providers;
mod rules;
#[cfg(feature = "wasm")]
mod wasm;

use measure::{Case, Measured};
use rules::Rules;
use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use veilfold_core::group::{message, stack};
use veilfold_core::{Engine, GroupScope, Options, Policy, Profile, Report, Scratch};
use veilfold_transform::Guest;

/// One line in this many holds a secret in the dirty corpora.
const DIRTY_EVERY: u64 = 10;

struct Arguments {
    rounds: usize,
    megabytes: usize,
    case: Option<String>,
    corpus: Option<String>,
    wasm: Option<PathBuf>,
    write: Option<PathBuf>,
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let mut parsed = Arguments { rounds: 9, megabytes: 4, case: None, corpus: None, wasm: None, write: None };
    let mut rest = std::env::args().skip(1);
    while let Some(name) = rest.next() {
        let value = rest.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--rounds" => parsed.rounds = value.parse()?,
            "--megabytes" => parsed.megabytes = value.parse()?,
            "--case" => parsed.case = Some(value),
            "--corpus" => parsed.corpus = Some(value),
            "--wasm" => parsed.wasm = Some(value.into()),
            "--write" => parsed.write = Some(value.into()),
            _ => return Err(format!("unknown option {name}").into()),
        }
    }
    Ok(parsed)
}

struct Corpora {
    text: Vec<u8>,
    dirty_text: Vec<u8>,
    json: Vec<u8>,
    dirty_json: Vec<u8>,
    messages: Vec<String>,
    traceback: String,
}

impl Corpora {
    fn new(bytes: usize) -> Corpora {
        Corpora {
            text: corpus::text(bytes, 0, 1),
            dirty_text: corpus::text(bytes, DIRTY_EVERY, 2),
            json: corpus::json(bytes, 0, 3),
            dirty_json: corpus::json(bytes, DIRTY_EVERY, 4),
            messages: corpus::messages(10_000, 5),
            traceback: corpus::traceback(),
        }
    }

    fn named(&self) -> [(&'static str, &[u8]); 4] {
        [
            ("text, clean", &self.text),
            ("text, 1 in 10 dirty", &self.dirty_text),
            ("NDJSON, clean", &self.json),
            ("NDJSON, 1 in 10 dirty", &self.dirty_json),
        ]
    }
}

pub(crate) fn lines(corpus: &[u8]) -> impl Iterator<Item = &[u8]> {
    corpus.split(|b| *b == b'\n').filter(|line| !line.is_empty())
}

/// The lines as a pipe hands them on: as many whole ones as fit into a buffer.
fn chunks(mut corpus: &[u8]) -> impl Iterator<Item = &[u8]> {
    const BUFFER: usize = 256 << 10;
    std::iter::from_fn(move || {
        let end = match corpus.get(..BUFFER) {
            Some(full) => full.iter().rposition(|b| *b == b'\n').map_or(BUFFER, |end| end + 1),
            None => corpus.len(),
        };
        let (chunk, rest) = corpus.split_at(end);
        corpus = rest;
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// A case that hands every line of a corpus to `each`, which appends to a buffer.
fn by_line<'c>(
    name: &'static str,
    (label, corpus): (&'static str, &'c [u8]),
    mut each: impl FnMut(&[u8], &mut Vec<u8>) + 'c,
) -> Case<'c> {
    let mut out = Vec::with_capacity(1 << 16);
    let all: Vec<&[u8]> = lines(corpus).collect();
    let items = all.len();
    let run = move || {
        for line in &all {
            out.clear();
            each(black_box(line), &mut out);
            black_box(&out);
        }
    };
    Case { name, corpus: label, bytes: corpus.len(), items, run: Box::new(run) }
}

/// A case that hands a corpus on as a pipe does.
fn in_chunks<'c>(
    name: &'static str,
    (label, corpus): (&'static str, &'c [u8]),
    mut each: impl FnMut(&[u8], &mut Vec<u8>) + 'c,
) -> Case<'c> {
    let mut out = Vec::new();
    let run = move || {
        for chunk in chunks(corpus) {
            out.clear();
            each(black_box(chunk), &mut out);
            black_box(&out);
        }
    };
    Case { name, corpus: label, bytes: corpus.len(), items: lines(corpus).count(), run: Box::new(run) }
}

/// [`in_chunks`] with an engine.
fn engine_in_chunks<'c>(
    name: &'static str,
    corpus: (&'static str, &'c [u8]),
    engine: &'c Engine,
) -> Case<'c> {
    let mut scratch = Scratch::default();
    in_chunks(name, corpus, move |chunk, out| {
        engine.transform_lines(chunk, out, &mut scratch, &mut |_, _| {});
    })
}

fn cases<'c>(
    corpora: &'c Corpora,
    engine: &'c Engine,
    same: &'c Engine,
    [rules, all]: &'c [Rules; 2],
) -> Vec<Case<'c>> {
    let mut cases = Vec::new();
    for named in corpora.named() {
        cases.push(by_line("copy", named, |line, out| out.extend_from_slice(line)));
        let mut scratch = Scratch::default();
        cases.push(by_line("transform", named, move |line, out| {
            engine.transform(line, out, &mut scratch);
        }));
        cases.push(engine_in_chunks("transform, in chunks", named, engine));
        cases.push(engine_in_chunks("in chunks, same rules", named, same));
        let mut report = Report::default();
        cases.push(by_line("redactor", named, move |line, out| {
            if !engine.policy().redactor().text(line, out, &mut report) {
                out.extend_from_slice(line);
            }
        }));
        cases.push(by_line("regex loop", named, |line, out| rules.apply_all(line, out)));
        cases.push(by_line("regex set", named, |line, out| rules.apply_set(line, out)));
        cases.push(by_line("regex loop, all rules", named, |line, out| all.apply_all(line, out)));
        cases.push(by_line("regex set, all rules", named, |line, out| all.apply_set(line, out)));
    }
    let whole = &corpora.text;
    let mut copy = Vec::with_capacity(whole.len());
    cases.push(Case {
        name: "memcpy",
        corpus: "text, clean",
        bytes: whole.len(),
        items: 1,
        run: Box::new(move || {
            copy.clear();
            copy.extend_from_slice(black_box(whole));
            black_box(&copy);
        }),
    });
    let (mut out, mut report) = (Vec::new(), Report::default());
    cases.push(Case {
        name: "redactor, one block",
        corpus: "text, clean",
        bytes: whole.len(),
        items: 1,
        run: Box::new(move || {
            out.clear();
            black_box(engine.policy().redactor().text(black_box(whole), &mut out, &mut report));
        }),
    });
    let mut out = Vec::new();
    cases.push(Case {
        name: "template",
        corpus: "messages",
        bytes: corpora.messages.iter().map(String::len).sum(),
        items: corpora.messages.len(),
        run: Box::new(move || {
            for text in &corpora.messages {
                out.clear();
                black_box(message::name(black_box(text.as_bytes()), &mut out));
            }
        }),
    });
    cases.push(Case {
        name: "stack",
        corpus: "traceback of ten frames",
        bytes: corpora.traceback.len() * 1000,
        items: 1000,
        run: Box::new(|| {
            for _ in 0..1000 {
                black_box(stack::ids(&stack::parse(black_box(corpora.traceback.as_bytes()))));
            }
        }),
    });
    for named in corpora.named() {
        let guest = || Guest::new(Engine::new(Policy::builtin(Profile::Default), Options::default()));
        let mut one = guest();
        cases.push(by_line("guest, native", named, move |line, _| {
            black_box(one.filter(line));
        }));
        let mut many = guest();
        cases.push(in_chunks("guest, native, in chunks", named, move |chunk, _| {
            black_box(many.filter_lines(chunk));
        }));
    }
    cases
}

fn results(
    measured: &[Measured],
    corpora: &Corpora,
    [rules, all]: &[Rules; 2],
    engine: &Engine,
) -> serde_json::Value {
    let cases: Vec<_> = measured
        .iter()
        .map(|m| {
            serde_json::json!({
                "case": m.name, "corpus": m.corpus, "bytes": m.bytes, "items": m.items,
                "median_seconds": m.median.as_secs_f64(), "fastest_seconds": m.fastest.as_secs_f64(),
                "mb_per_s": m.megabytes_per_second(), "ns_per_item": m.nanoseconds(),
            })
        })
        .collect();
    let sample = |text: &[u8]| {
        lines(text).take(1).map(|l| String::from_utf8_lossy(l).into_owned()).collect::<String>()
    };
    serde_json::json!({
        "rules": { "regex": rules.len(), "all": all.len(), "default": engine.policy().redactor().rules().filter(|rule| rule.enabled).count() },
        "patterns": Rules::patterns().collect::<Vec<_>>(),
        "dirty_every": DIRTY_EVERY,
        "samples": { "text": sample(&corpora.text), "json": sample(&corpora.json), "message": corpora.messages.first() },
        "cases": cases,
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments()?;
    let corpora = Corpora::new(arguments.megabytes << 20);
    if let Some(folder) = &arguments.write {
        for (name, lines) in corpora.named() {
            let name: String = name.chars().filter(|c| *c != ',').collect();
            std::fs::write(folder.join(format!("{}.log", name.replace(' ', "-"))), lines)?;
        }
        return Ok(());
    }
    let engine = Engine::new(Policy::builtin(Profile::Default), Options::default());
    // The regexes name no groups, so neither does the engine beside them.
    let redacting = Options { group: GroupScope::Off, ..Options::default() };
    let same = Engine::new(Policy::compile(rules::SAME, "bench", &|_| None)?, redacting);
    let rules = [Rules::new()?, Rules::all()?];
    let mut cases = cases(&corpora, &engine, &same, &rules);
    if let Some(folder) = &arguments.wasm {
        #[cfg(feature = "wasm")]
        cases.extend(wasm::cases(folder, &corpora.named())?);
        #[cfg(not(feature = "wasm"))]
        return Err(format!("{}: built without the feature `wasm`", folder.display()).into());
    }
    if let Some(name) = &arguments.case {
        cases.retain(|case| case.name == name);
    }
    if let Some(corpus) = &arguments.corpus {
        cases.retain(|case| case.corpus == corpus);
    }
    eprintln!("{} cases, {} rounds", cases.len(), arguments.rounds);
    let measured = measure::interleaved(&mut cases, arguments.rounds);
    drop(cases);
    for m in &measured {
        eprintln!(
            "{:<22}{:<24}{:>9.0} MB/s{:>12.0} ns an item",
            m.name,
            m.corpus,
            m.megabytes_per_second(),
            m.nanoseconds()
        );
    }
    println!("{}", serde_json::to_string_pretty(&results(&measured, &corpora, &rules, &engine))?);
    Ok(())
}
