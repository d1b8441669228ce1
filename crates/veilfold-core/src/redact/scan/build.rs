//! Scanner tables from literals.

use super::digits::{Run, Runs};
use super::literals::{FOLD, Filter, HEADS, Literal, bit, chain, counts, hash, key};
use super::masks::{CLASSES, KINDS, LONG, LONG_GROUPS, SHORT, SHORT_GROUPS, Tables, class, kind};
use super::{ANY_DIGITS, FOR_PAIRS, Form, Scanner, Source, Vectors, pairs, vectors, zero_digits, zeroed};
use crate::bounds::Bounds as _;
use crate::swar::word;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Collects what a scanner is to look for.
#[derive(Default)]
pub(crate) struct Builder {
    literals: Vec<Literal>,
    /// How many of them there will be, at most.
    numbers: usize,
    bytes: Vec<u8>,
    rare: Vec<(u8, Source)>,
    runs: Vec<Run>,
    any_digits: bool,
}

/// How often a class of bytes stands in log text, roughly, per thousand: the rarest window of a literal is
/// the one that makes fewest candidates. A static guess, from no particular log.
pub(super) const FREQUENCY: [f32; CLASSES] = [
    130.0, 52.0, 10.0, 30.0, 32.0, 72.0, 18.0, 14.0, 16.0, 46.0, 3.0, 6.0, 30.0, 20.0, 46.0, 48.0, 22.0, 2.0,
    42.0, 42.0, 52.0, 22.0, 10.0, 8.0, 4.0, 10.0, 2.0, 160.0, 20.0, 50.0, 50.0, 12.0,
];

/// The commonest words of log lines. A window of four bytes of these is found in every other line, and each time
/// costs a comparison; a literal that has a rarer window is looked for by that one: `one-time` by `one-`.
const COMMON: &str = " time times timeout timestamp date path file files line name names user users client host port address http \
    https api request requests response session sessions connection connections connect connected server service status \
    state start started starting stopped retry retrying batch error errors failed failure info warn warning debug data \
    message messages process processed processing success successful access accepted load loaded loading read reading \
    write component type value values for from the with and not after before order action application information \
    version version process thread node block cache table module package source target update updated create created \
    delete deleted send sent received receive open opened close closed closing running finished completed authentication \
    authorized event events task tasks job worker queue index search result results content context ";

/// How many bits of a hash tell common windows: one fewer where each byte of a filter counts.
const COMMON_BITS: u32 =
    if cfg!(all(target_family = "wasm", not(target_feature = "simd128"))) { 12 } else { 13 };

/// A bit for the hash of each window of four bytes of [`COMMON`].
static IS_COMMON: [u64; 1 << (COMMON_BITS - 6)] = {
    let (words, mut bits, mut at) = (COMMON.as_bytes(), [0; 1 << (COMMON_BITS - 6)], 0);
    while at + LONG <= words.len() {
        let bit = common_bit([words[at], words[at + 1], words[at + 2], words[at + 3]]);
        bits[bit / 64] |= 1 << (bit % 64);
        at += 1;
    }
    bits
};

const fn common_bit(window: [u8; LONG]) -> usize {
    (hash(u32::from_le_bytes(window) | FOLD) >> (32 - COMMON_BITS)) as usize
}

/// What a window of those costs beside a place that only stage 1 lets through.
const PENALTY: f32 = 0.05;

/// [`FREQUENCY`] of the kinds of bytes.
const OFTEN: [f32; KINDS] = {
    let (mut often, mut known, mut byte) = ([0.0; KINDS], 0_u32, 0);
    while byte < 0x80 {
        let class = class(byte);
        if known >> class & 1 == 0 {
            known |= 1 << class;
            often[kind(byte)] += FREQUENCY[class];
        }
        byte += 1;
    }
    often
};

/// How often a byte of the kinds of `set` stands in log text.
fn frequency(set: u32) -> f32 {
    OFTEN.iter().enumerate().filter(|(kind, _)| set >> kind & 1 != 0).map(|(_, f)| f / 1000.0).sum()
}

impl Builder {
    /// Looks for `text`, in any case if `fold`; `word` asks for the end of a key name's word after it.
    /// Returns false when it is too short or too long.
    pub(crate) fn literal(&mut self, text: &[u8], fold: bool, word: bool, source: Source) -> bool {
        let numbers = if fold && text.len() == SHORT { 1 << SHORT } else { 1 };
        if text.len() < SHORT || text.len() > 250 || self.numbers + numbers >= usize::from(u16::MAX) {
            return false;
        }
        self.numbers += numbers;
        self.literals.push(Literal {
            at: self.bytes.len() as u32,
            len: text.len() as u8,
            offset: 0,
            fold,
            word,
            body: 0,
            source,
            first: (0, 0),
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
        debug_assert!(min > 2, "a pair of digits must lie in each run");
        self.runs.push(Run { least: min, lettered, groups: &[], source });
    }

    /// Looks for digits in groups of these lengths, or in one piece of as many.
    pub(crate) fn groups(&mut self, groups: &'static [u8], source: Source) {
        self.runs.push(Run { least: groups.iter().sum(), lettered: false, groups, source });
    }

    /// Looks for each literal that has digits with zeroes in their places too, for [`Scanner::knows_any_digits`].
    pub(crate) fn know_any_digits(&mut self) {
        self.any_digits = !self.rare.iter().any(|(byte, _)| byte.is_ascii_digit());
        for i in 0..self.literals.len() {
            let Some(literal) = self.literals.get(i).cloned() else { break };
            let mut text = self.bytes.cut(literal.range()).to_vec();
            if zero_digits(&mut text) {
                let fits = self.literal(&text, literal.fold, literal.word, ANY_DIGITS);
                self.any_digits &= fits;
                if let Some(last) = self.literals.last_mut().filter(|_| fits) {
                    last.body = literal.body;
                }
            }
        }
    }

    /// The scanner.
    pub(crate) fn build(self) -> Scanner {
        self.build_for(vectors())
    }

    /// The scanner with this form of its scan; without one, the form that every processor can run.
    pub(super) fn build_for(self, vectors: Option<Vectors>) -> Scanner {
        let mut heads: Box<[u16; HEADS]> = zeroed();
        let mut filter: Box<Filter> = zeroed();
        let least = self.runs.iter().map(|run| u32::from(run.least)).min().unwrap_or(0);
        let mut pairs =
            if vectors.is_none() || FOR_PAIRS.is_some() { Some(pairs::Builder::new(least)) } else { None };
        let mut tables = Box::new(Tables::new());
        let mut short = [Bucket::<SHORT>::default(); 8 * SHORT_GROUPS];
        let mut long = [Bucket::<LONG>::default(); 8 * LONG_GROUPS];
        // A literal of three bytes in any case is there once for each: their keys tell cases apart.
        let mut literals = Vec::with_capacity(self.literals.len());
        for literal in self.literals {
            let text = self.bytes.cut(literal.range());
            let is_short = text.len() == SHORT;
            let (offset, bucket) = match vectors {
                Some(_) if is_short => cheapest(&mut short, text),
                Some(_) => cheapest(&mut long, text),
                None => (rarest(text, &filter), 0),
            };
            let kinds = text.cut(offset..).iter().take(if is_short { SHORT } else { LONG }).map(|b| kind(*b));
            // Nothing else reads these tables.
            for (p, kind) in kinds.enumerate().filter(|_| vectors.is_some()) {
                if is_short { tables.add_short(bucket, p, kind) } else { tables.add_long(bucket, p, kind) }
            }
            let window = word(text, offset) as u32;
            let first = (word(text, 0), counts(text, literal.fold));
            if let Some(pairs) = &mut pairs {
                pairs.literal(text, offset, literal.fold);
            }
            for window in cases(window, is_short && literal.fold) {
                let key = key(window, is_short);
                let hash = hash(key);
                filter[bit(hash) / 32] |= 1 << (bit(hash) % 32);
                let slot = &mut heads[chain(hash)];
                let first = if is_short { (window.into(), 0xff_ffff) } else { first };
                literals.push(Literal { offset: offset as u8, first, next: *slot, ..literal });
                *slot = literals.len() as u16;
            }
        }
        for (byte, _) in &self.rare {
            tables.rare(*byte);
            if let Some(pairs) = &mut pairs {
                pairs.sign(*byte);
            }
        }
        let form = match (vectors, pairs) {
            (Some(vectors), Some(pairs)) => Form::Either(vectors, pairs.build()),
            (Some(vectors), None) => Form::Vectors(vectors),
            (None, pairs) => Form::Pairs(pairs.unwrap_or_else(|| pairs::Builder::new(least)).build()),
        };
        Scanner {
            form,
            any_digits: self.any_digits,
            tables,
            literals,
            bytes: self.bytes,
            heads,
            filter,
            rare: self.rare,
            runs: Runs::new(self.runs),
        }
    }
}

/// The window itself or, of three bytes that are looked for in any case, all the cases of its letters.
fn cases(window: u32, any: bool) -> impl Iterator<Item = u32> {
    let bytes = window.to_le_bytes();
    (0..if any { 1 << SHORT } else { 1_u32 }).filter_map(move |upper| {
        let mut of_case = bytes;
        for (p, byte) in of_case.iter_mut().enumerate().take(if any { SHORT } else { 0 }) {
            if upper >> p & 1 == 0 {
                byte.make_ascii_lowercase();
            } else if byte.is_ascii_alphabetic() {
                byte.make_ascii_uppercase();
            } else {
                return None;
            }
        }
        Some(u32::from_le_bytes(of_case))
    })
}

/// What a bucket accepts: a set of kinds of bytes for each position, a bit each.
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
            *set |= 1 << kind(*b);
            *often = frequency(*set);
        }
    }

    /// By how much more often it lets a window through with `window` in it.
    fn growth(&self, window: &[u8; POSITIONS]) -> f32 {
        let (mut before, mut after) = (1.0, 1.0);
        for ((set, often), b) in self.sets.iter().zip(&self.often).zip(window) {
            before *= often;
            let new = set >> kind(*b) & 1 == 0;
            after *= if new { often + OFTEN[kind(*b)] / 1000.0 } else { *often };
        }
        after - before
    }
}

/// Where the window of `text` begins that lets least through: one that is looked for already, or else stands in text least
/// often.
fn rarest(text: &[u8], filter: &Filter) -> usize {
    let (mut best, mut rarest) = (f32::INFINITY, 0);
    for (offset, window) in text.array_windows().enumerate() {
        let bit = bit(hash(key(u32::from_le_bytes(*window), false)));
        let is_known = filter[bit / 32] >> (bit % 32) & 1 != 0;
        let often: f32 = window.iter().map(|b| OFTEN[kind(*b)] / 1000.0).product();
        let often = penalty(*window) + if is_known { 0.0 } else { often };
        if often < best {
            (best, rarest) = (often, offset);
        }
    }
    rarest
}

/// [`PENALTY`] for a common window.
fn penalty(window: [u8; LONG]) -> f32 {
    let bit = common_bit(window);
    if IS_COMMON[bit / 64] >> (bit % 64) & 1 != 0 { PENALTY } else { 0.0 }
}

/// Puts the window of `text` into the bucket where false hits grow least; says which, and where the window
/// begins.
fn cheapest<const POSITIONS: usize>(buckets: &mut [Bucket<POSITIONS>], text: &[u8]) -> (usize, usize) {
    let mut best = (f32::INFINITY, 0, 0);
    let windows = || text.windows(POSITIONS).filter_map(|window| window.first_chunk::<POSITIONS>());
    for (offset, window) in windows().enumerate() {
        let penalty = window.first_chunk().map_or(0.0, |window| penalty(*window));
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
