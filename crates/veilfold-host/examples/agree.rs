//! Whether a module answers each line of the standard input as the engine on this machine does, byte for byte, and never traps:
//! `cargo run --profile host -p veilfold-host --example agree -- MODULE.wasm < LINES`. The module's policy is the default one.
#![expect(clippy::print_stdout, reason = "an example's output is its purpose")]

use std::io::BufRead as _;
use std::path::Path;
use std::process::ExitCode;
use veilfold_core::{Engine, Options, Policy, Profile};
use veilfold_host::{Config, Plugin};
use veilfold_transform::Guest;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: agree MODULE.wasm < LINES")?;
    let mut module = Plugin::load(Path::new(&path), Config::default())?;
    let mut native = Guest::new(Engine::new(Policy::builtin(Profile::Default), Options::default()));
    let (mut lines, mut faults, mut answer) = (0_u64, 0_u64, Vec::new());
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line?;
        lines += 1;
        answer.clear();
        let fault = module.filter(&line, &mut answer).map(|fault| fault.reason().to_string());
        // The host keeps an answer on one line.
        let expected = native.filter(&line).iter().map(|b| if *b == b'\n' { b' ' } else { *b });
        let fault =
            fault.or_else(|| (!answer.iter().copied().eq(expected)).then(|| "another answer".to_owned()));
        if let Some(what) = fault {
            faults += 1;
            println!("{what}, line {lines}: {}", String::from_utf8_lossy(&line).escape_debug());
        }
        if faults >= 20 {
            break;
        }
    }
    println!("{lines} lines, {faults} faults");
    Ok(if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
