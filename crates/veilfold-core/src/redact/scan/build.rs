//! Scanner tables from literals.

use super::digits::Run;
use super::masks::{CLASSES, LONG, LONG_GROUPS, SHORT, SHORT_GROUPS, Tables, class};
use super::{FILTER, FILTER_3, HEADS, Literal, Scanner, Source, bit, bit_3, fold, form, head, zeroed};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Collects what a scanner is to look for.
#[derive(Default)]
pub(crate) struct Builder {
    literals: Vec<Literal>,
    bytes: Vec<u8>,
    rare: Vec<(u8, Source)>,
    runs: Vec<Run>,
}

/// How often a class of bytes stands in log text, roughly, per thousand: the rarest window of a literal is
/// the one that makes fewest candidates. A static guess, from no particular log.
const FREQUENCY: [f32; CLASSES] = [
    130.0, 52.0, 10.0, 30.0, 32.0, 72.0, 18.0, 14.0, 16.0, 46.0, 3.0, 6.0, 30.0, 20.0, 46.0, 48.0, 22.0, 2.0,
    42.0, 42.0, 52.0, 22.0, 10.0, 8.0, 4.0, 10.0, 2.0, 160.0, 20.0, 50.0, 50.0, 12.0,
];

/// Four letters of the commonest words of log lines. A window of these is found in every other line, and each time
/// costs a comparison; a literal that has a rarer window is looked for by that one: `one-time` by `one-`.
const COMMON: [&[u8; 4]; 72] = [
    b"tion", b"atio", b"ment", b"able", b"ated", b"ting", b"ring", b"ning", b"ding", b"king", b"ling",
    b"ther", b"http", b"ttp:", b"ttps", b"tps:", b"tp:/", b"ps:/", b"api/", b"/api", b"requ", b"eque",
    b"ques", b"uest", b"est_", b"sess", b"essi", b"ssio", b"sion", b"conn", b"onne", b"nnec", b"nect",
    b"serv", b"erve", b"rver", b"user", b"name", b"time", b"stam", b"path", b"file", b"line", b"data",
    b"stat", b"resp", b"spon", b"pons", b"onse", b"mess", b"essa", b"ssag", b"sage", b"proc", b"roce",
    b"oces", b"cess", b"acce", b"load", b"read", b"host", b"port", b"comp", b"star", b"etry", b"retr",
    b"atch", b"batc", b"erro", b"rror", b"info", b"warn",
];
/// What a window of those costs beside a place that only stage 1 lets through.
const PENALTY: f32 = 0.05;

/// How often a byte of the classes of `set` stands in log text.
fn frequency(set: u32) -> f32 {
    FREQUENCY.iter().enumerate().filter(|(class, _)| set >> class & 1 != 0).map(|(_, f)| f / 1000.0).sum()
}

impl Builder {
    /// Looks for `text`, in any case if `fold`; `word` asks for the end of a key name's word after it.
    /// Returns false when it is too short or too long.
    pub(crate) fn literal(&mut self, text: &[u8], fold: bool, word: bool, source: Source) -> bool {
        if text.len() < 3 || text.len() > 250 || self.literals.len() >= usize::from(u16::MAX) - 1 {
            return false;
        }
        self.literals.push(Literal {
            at: self.bytes.len() as u32,
            len: text.len() as u8,
            offset: 0,
            fold,
            word,
            body: 0,
            source,
            probe: (0, 0),
            next: 0,
        });
        self.bytes.extend_from_slice(text);
        true
    }

    /// Looks for `text` where at least `body` bytes of base64url follow it.
    pub(crate) fn prefix(&mut self, text: &[u8], body: u8, source: Source) -> bool {
        let fits = self.literal(text, false, false, source);
        if let Some(literal) = self.literals.last_mut().filter(|_| fits) {
            literal.body = body;
        }
        fits
    }

    /// Looks for one byte.
    pub(crate) fn rare(&mut self, byte: u8, source: Source) {
        self.rare.push((byte, source));
    }

    /// Looks for runs of at least `min` digits; `lettered` asks for a letter before them.
    pub(crate) fn run(&mut self, min: u8, lettered: bool, source: Source) {
        self.runs.push(Run { least: min.max(1), lettered, groups: &[], source });
    }

    /// Looks for digits in groups of these lengths, or in one piece of as many.
    pub(crate) fn groups(&mut self, groups: &'static [u8], source: Source) {
        self.runs.push(Run { least: groups.iter().sum(), lettered: false, groups, source });
    }

    /// The scanner.
    pub(crate) fn build(mut self) -> Scanner {
        let mut heads: Box<[u16; HEADS]> = zeroed();
        let mut filter: Box<[u64; FILTER / 64]> = zeroed();
        let mut filter_3: Box<[u64; FILTER_3 / 64]> = zeroed();
        let mut tables = Box::new(Tables::new());
        let mut short = [Bucket::<SHORT>::default(); 8 * SHORT_GROUPS];
        let mut long = [Bucket::<LONG>::default(); 8 * LONG_GROUPS];
        for (i, literal) in self.literals.iter_mut().enumerate() {
            let text = &self.bytes[literal.at as usize..][..usize::from(literal.len)];
            let offset = if text.len() == SHORT {
                let (window, bucket) = cheapest(&mut short, text);
                (0..SHORT).for_each(|p| tables.add_short(bucket, p, class(text[window + p])));
                window
            } else {
                let (window, bucket) = cheapest(&mut long, text);
                (0..LONG).for_each(|p| tables.add_long(bucket, p, class(text[window + p])));
                window
            };
            let window = &text[offset..];
            let four: [u8; 4] = core::array::from_fn(|p| window.get(p).copied().unwrap_or(0));
            let counts = if window.len() >= 4 { u32::MAX } else { 0xff_ffff };
            let probe = (fold(four) & counts, counts);
            tables.begin(probe.0, text.len() == SHORT);
            if window.len() >= 4 {
                let bit = bit(probe.0);
                filter[bit / 64] |= 1 << (bit % 64);
            } else {
                let bit = bit_3(probe.0);
                filter_3[bit / 64] |= 1 << (bit % 64);
            }
            let slot = &mut heads[head(probe.0)];
            literal.offset = offset as u8;
            literal.probe = probe;
            literal.next = *slot;
            *slot = (i + 1) as u16;
        }
        for (byte, _) in &self.rare {
            tables.rare(*byte);
        }
        let least = self.runs.iter().map(|run| u32::from(run.least)).min().unwrap_or(0);
        Scanner {
            form: form(),
            tables,
            literals: self.literals,
            bytes: self.bytes,
            heads,
            filter,
            filter_3,
            rare: self.rare,
            runs: self.runs,
            least,
        }
    }
}

/// What a bucket accepts: a set of classes for each position, a bit each.
#[derive(Clone, Copy)]
struct Bucket<const POSITIONS: usize> {
    sets: [u32; POSITIONS],
    /// How often a byte is in each of them.
    often: [f32; POSITIONS],
}

impl<const POSITIONS: usize> Default for Bucket<POSITIONS> {
    fn default() -> Self {
        Bucket { sets: [0; POSITIONS], often: [0.0; POSITIONS] }
    }
}

impl<const POSITIONS: usize> Bucket<POSITIONS> {
    fn add(&mut self, window: &[u8; POSITIONS]) {
        for ((set, often), b) in self.sets.iter_mut().zip(&mut self.often).zip(window) {
            *set |= 1 << class(*b);
            *often = frequency(*set);
        }
    }

    /// By how much more often it lets a window through with `window` in it.
    fn growth(&self, window: &[u8; POSITIONS]) -> f32 {
        let (mut before, mut after) = (1.0, 1.0);
        for ((set, often), b) in self.sets.iter().zip(&self.often).zip(window) {
            before *= often;
            let new = set >> class(*b) & 1 == 0;
            after *= if new { often + FREQUENCY[class(*b)] / 1000.0 } else { *often };
        }
        after - before
    }
}

/// Puts the window of `text` into the bucket where false hits grow least; says which, and where the window
/// begins.
fn cheapest<const POSITIONS: usize>(buckets: &mut [Bucket<POSITIONS>], text: &[u8]) -> (usize, usize) {
    let mut best = (f32::INFINITY, 0, 0);
    let windows = || text.windows(POSITIONS).filter_map(|window| window.first_chunk::<POSITIONS>());
    for (offset, window) in windows().enumerate() {
        let is_common = COMMON.iter().any(|common| window.eq_ignore_ascii_case(&common[..]));
        let penalty = if is_common { PENALTY } else { 0.0 };
        for (i, bucket) in buckets.iter().enumerate() {
            let growth = bucket.growth(window) + penalty;
            if growth < best.0 {
                best = (growth, offset, i);
            }
        }
    }
    if let (Some(bucket), Some(window)) = (buckets.get_mut(best.2), windows().nth(best.1)) {
        bucket.add(window);
    }
    (best.1, best.2)
}
