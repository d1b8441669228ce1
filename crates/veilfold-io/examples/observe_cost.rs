//! What counting costs the caller: `cargo run --profile fast -p veilfold-io --example observe_cost`.
#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::time::Instant;
use veilfold_core::group::fingerprint::Kind;
use veilfold_core::redact::RuleId;
use veilfold_core::{Engine, GroupId, Level, Options, Outcome, Policy, Profile, Report};
use veilfold_io::Metrics;

const ROUNDS: u32 = 2_000_000;

fn main() -> std::io::Result<()> {
    let directory = std::env::temp_dir().join(format!("veilfold-observe-cost-{}", std::process::id()));
    let metrics = Metrics::open(Some(&directory))?;
    let engine = Engine::new(Policy::builtin(Profile::Default), Options::default());
    let plain = Outcome::default();
    let failed = Outcome { group: Some(GroupId { kind: Kind::Stack, hash: 7 }), variant: None };
    let clean = Report::default();
    let mut hits = Report::default();
    hits.add(RuleId(0));
    // As in a program that has been running for a while.
    for i in 0..40 {
        metrics.observe(&engine, Level::Info, format!("app.part{i}").as_bytes(), None, &plain, &clean);
    }
    let measure = |what: &str, kind: Option<&[u8]>, outcome: &Outcome, report: &Report| {
        let mut best = f64::INFINITY;
        for _ in 0..5 {
            let start = Instant::now();
            for _ in 0..ROUNDS {
                metrics.observe(
                    black_box(&engine),
                    Level::Info,
                    black_box(b"shop.payments.card"),
                    kind,
                    outcome,
                    report,
                );
            }
            best = best.min(start.elapsed().as_nanos() as f64 / f64::from(ROUNDS));
        }
        println!("{what}: {best:.0} ns");
    };
    measure("clean record", None, &plain, &clean);
    measure("record with a secret", None, &plain, &hits);
    measure("record with an exception", Some(b"sqlalchemy.exc.IntegrityError"), &failed, &clean);
    let start = Instant::now();
    let bytes = metrics.render().len();
    println!("page of {bytes} bytes: {} us", start.elapsed().as_micros());
    std::fs::remove_dir_all(directory)
}
