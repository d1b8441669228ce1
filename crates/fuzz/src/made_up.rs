//! Made-up lines: the detectors' cases, names, signs and markers, in free text, in JSON and in JSON inside JSON, and then
//! cut, doubled and swapped.

use serde_json::{Map, Value, json};
use veilfold_core::redact::detect::DETECTORS;

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

/// Makes one line after another, the same ones for the same seed.
pub struct Maker {
    random: Random,
    pieces: Vec<&'static str>,
}

impl Maker {
    pub fn new(seed: u64) -> Maker {
        let words = WORDS.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
        let cases = DETECTORS.iter().flat_map(|d| {
            d.hits.iter().flat_map(|(text, secret)| [*text, *secret]).chain(d.misses.iter().copied())
        });
        let pieces = words.chain(cases).filter(|piece| piece.len() < 200).collect();
        Maker { random: Random(seed), pieces }
    }

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

    pub fn line(&mut self) -> Vec<u8> {
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
