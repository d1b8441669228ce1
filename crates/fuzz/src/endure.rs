//! As many made-up lines as asked for, without instrumentation: redacting twice is redacting once, and JSON stays JSON.
//! libFuzzer finds what is rare by its coverage; this finds what is rare by number.
//!
//! `endure COUNT [SEED]`; `endure print COUNT [SEED]` only prints the lines, for another program; `endure -` shows what becomes
//! of the lines of the standard input.

mod made_up;

use made_up::Maker;
use serde::de::IgnoredAny;
use std::io::{BufRead as _, BufWriter, Write as _};
use std::process::ExitCode;
use std::{env, io};
use veilfold_core::{Engine, Options, Policy, Profile, Scratch};

/// Buffers of one line after another.
#[derive(Default)]
struct Trial {
    scratch: Scratch,
    once: Vec<u8>,
    twice: Vec<u8>,
}

impl Trial {
    /// Whether the engine changes `line`, and what is wrong with what it makes of it.
    fn run(&mut self, engine: &Engine, line: &[u8]) -> (bool, Option<&'static str>) {
        let Trial { scratch, once, twice } = self;
        once.clear();
        engine.transform(line, once, scratch);
        twice.clear();
        if once == line {
            return (false, None);
        }
        engine.transform(once, twice, scratch);
        let is_json = |bytes: &[u8]| {
            matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['))
                && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
        };
        let fault = if once != twice {
            Some("not idempotent")
        } else if is_json(line) && !is_json(once) {
            Some("no JSON any more")
        } else if !line.contains(&b'\n') && once.contains(&b'\n') {
            Some("more lines than one")
        } else {
            None
        };
        (true, fault)
    }
}

/// The shortest line with the same fault that leaving pieces out comes to.
fn shortest(engine: &Engine, line: &[u8], what: &str, trial: &mut Trial) -> Vec<u8> {
    let mut line = line.to_vec();
    let mut step = line.len() / 2;
    while step > 0 {
        let mut at = 0;
        while at + step <= line.len() {
            let shorter = [&line[..at], &line[at + step..]].concat();
            if trial.run(engine, &shorter).1 == Some(what) { line = shorter } else { at += step }
        }
        step /= 2;
    }
    line
}

/// What is made of each line of the standard input, once and twice.
fn show(engines: &[Engine]) {
    let mut trial = Trial::default();
    let shown = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
    for line in io::stdin().lock().split(b'\n').map_while(Result::ok) {
        for engine in engines {
            let (_, fault) = trial.run(engine, &line);
            let verdict = fault.unwrap_or("ok");
            println!("{}\n  {}\n  {}\n  {verdict}", shown(&line), shown(&trial.once), shown(&trial.twice));
        }
    }
}

/// `count` made-up lines, each ended.
fn print(count: u64, seed: u64) -> io::Result<()> {
    let (mut maker, mut out) = (Maker::new(seed), BufWriter::new(io::stdout().lock()));
    for _ in 0..count {
        out.write_all(&maker.line())?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Tries `count` made-up lines with each of `engines`; stops at twenty faults, and returns how many there were.
fn endure(engines: &[Engine], count: u64, seed: u64) -> u64 {
    let (mut maker, mut trial) = (Maker::new(seed), Trial::default());
    let (mut faults, mut changed) = (0u64, 0u64);
    for n in 0..count {
        let line = maker.line();
        for engine in engines {
            let (differs, fault) = trial.run(engine, &line);
            changed += u64::from(differs);
            if let Some(what) = fault {
                faults += 1;
                let line = shortest(engine, &line, what, &mut trial);
                println!(
                    "{what}, input {n} of seed {seed}: {}",
                    String::from_utf8_lossy(&line).escape_debug()
                );
            }
        }
        if n % 1_000_000 == 999_999 {
            eprintln!("{} inputs, {faults} faults", n + 1);
        }
        if faults >= 20 {
            break;
        }
    }
    println!("{count} inputs under 2 profiles, {changed} changed, {faults} faults");
    faults
}

fn main() -> ExitCode {
    let engines =
        [Profile::Default, Profile::Strict].map(|p| Engine::new(Policy::builtin(p), Options::default()));
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (printing, numbers) = match &arguments[..] {
        ["-"] => {
            show(&engines);
            return ExitCode::SUCCESS;
        }
        ["print", numbers @ ..] => (true, numbers),
        numbers => (false, numbers),
    };
    let number = |n: usize| numbers.get(n).and_then(|text| text.parse::<u64>().ok());
    let (Some(count), seed) = (number(0), number(1).unwrap_or(1)) else {
        eprintln!("usage: endure [print] COUNT [SEED], or endure -");
        return ExitCode::from(2);
    };
    // Who reads them may have had enough.
    let well = if printing { print(count, seed).is_ok() } else { endure(&engines, count, seed) == 0 };
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
