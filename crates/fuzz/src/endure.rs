//! As many made-up lines as asked for, without instrumentation: redacting twice is redacting once, and JSON stays JSON.
//!
//! `endure COUNT [SEED]`, or `endure -` to show what becomes of the lines of the standard input. libFuzzer finds what is rare by its coverage; this finds what is rare by number. Lines are
//! made of the detectors' cases, names, signs and markers, in free text, in JSON and in JSON inside JSON, and then
//! cut, doubled and swapped.

use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use std::io::{BufRead as _, Write as _};
use std::process::ExitCode;
use std::{env, io};
use veilfold_core::redact::detect::DETECTORS;
use veilfold_core::{Engine, Options, Policy, Profile, Scratch};

const WORDS: &str = include_str!("../words.dict");

const NAMES: &[&str] = &[
    "password",
    "token",
    "key",
    "api_key",
    "secret",
    "Authorization",
    "cookie",
    "pin",
    "name",
    "value",
    "message",
    "body",
    "msg",
    "loc",
    "input",
    "headers",
    "ssn",
    "card_number",
    "dob",
    "mrn",
    "user",
    "id",
    "n",
    "auth",
    "PASS",
    "session_id",
    "private key",
    "passwords",
    "tokens",
    "card",
    "cvv",
    "phone",
    "credentials",
    "PASSWORD_FILE",
    "пароль",
    "",
];

const SIGNS: &[&str] = &[
    "=",
    ":",
    ": ",
    " ",
    "\"",
    "'",
    "\\\"",
    "\\",
    ",",
    ";",
    "&",
    "?",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "</",
    "|",
    "\n",
    "\r\n",
    "\\n",
    "\t",
    "-",
    "--",
    "_",
    ".",
    "/",
    "@",
    "%",
    "%3D",
    "%22",
    "&quot;",
    "=>",
    "->",
    "==",
    "1",
    "12",
    "0",
    "a",
    "x",
    "é",
    "“",
    "\u{a0}",
    "\u{1b}[0m",
    "[REDACTED]",
    "[REDACTED:jwt]",
    "[email:k:0123456789abcdef]",
    "[REDACTED",
    "***",
    "${X}",
    "null",
    "true",
    "-1.5e3",
    "Hunter2ok",
    "correct horse",
    "is",
    "for bob",
    "\u{200b}",
    "\\u0022",
    "b'",
    "u\"",
    "\0",
    "\u{feff}",
    "\\ud800",
    "1e999",
    "[[[[[[[[",
    "}\n{",
];

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let a = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        b ^ (b >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

struct Maker {
    random: Random,
    pieces: Vec<&'static str>,
}

impl Maker {
    fn piece(&mut self) -> &'static str {
        match self.random.below(8) {
            0..=2 => self.random.of(SIGNS),
            3 | 4 => self.random.of(NAMES),
            _ => {
                let i = self.random.below(self.pieces.len());
                self.pieces[i]
            }
        }
    }

    fn text(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.random.below(7) {
            text.push_str(self.piece());
        }
        text
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.random.below(if depth == 0 { 5 } else { 9 }) {
            0 => Value::Null,
            1 => json!(self.random.below(2) == 0),
            2 => json!(self.random.next() >> self.random.below(60)),
            3 | 4 => Value::String(self.text()),
            5 => Value::String(self.value(depth - 1).to_string()),
            6 => (0..self.random.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => Value::Object(self.object(depth - 1)),
        }
    }

    fn object(&mut self, depth: usize) -> Map<String, Value> {
        let key = |maker: &mut Maker| {
            if maker.random.below(4) > 0 { maker.random.of(NAMES).to_owned() } else { maker.text() }
        };
        (0..self.random.below(5)).map(|_| (key(self), self.value(depth))).collect()
    }

    fn line(&mut self) -> Vec<u8> {
        let line =
            if self.random.below(2) == 0 { self.text() } else { Value::Object(self.object(3)).to_string() };
        let mut line = line.into_bytes();
        while !line.is_empty() && self.random.below(3) == 0 {
            let at = self.random.below(line.len());
            match self.random.below(4) {
                0 => line.truncate(at),
                1 => _ = line.remove(at),
                2 => line.insert(at, SIGNS[self.random.below(SIGNS.len())].as_bytes()[0]),
                _ => {
                    let other = self.random.below(line.len());
                    line.swap(at, other);
                }
            }
        }
        line
    }
}

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

fn main() -> ExitCode {
    let engines =
        [Profile::Default, Profile::Strict].map(|p| Engine::new(Policy::builtin(p), Options::default()));
    let mut trial = Trial::default();
    if env::args().nth(1).as_deref() == Some("-") {
        for line in io::stdin().lock().split(b'\n').map_while(Result::ok) {
            for engine in &engines {
                let (_, fault) = trial.run(engine, &line);
                let shown = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
                println!(
                    "{}\n  {}\n  {}\n  {}",
                    shown(&line),
                    shown(&trial.once),
                    shown(&trial.twice),
                    fault.unwrap_or("ok")
                );
            }
        }
        return ExitCode::SUCCESS;
    }
    let number = |n: usize| env::args().nth(n).and_then(|text| text.parse::<u64>().ok());
    let Some(count) = number(1) else {
        eprintln!("usage: endure COUNT [SEED]");
        return ExitCode::from(2);
    };
    let seed = number(2).unwrap_or(1);
    let words = WORDS.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    let cases = DETECTORS.iter().flat_map(|d| {
        d.hits.iter().flat_map(|(text, secret)| [*text, *secret]).chain(d.misses.iter().copied())
    });
    let pieces = words.chain(cases).filter(|piece| piece.len() < 200).collect();
    let mut maker = Maker { random: Random(seed), pieces };
    let (mut faults, mut changed) = (0u64, 0u64);
    for n in 0..count {
        let line = maker.line();
        for engine in &engines {
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
    _ = writeln!(io::stdout(), "{count} inputs under 2 profiles, {changed} changed, {faults} faults");
    if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
