//! The scan without vectors: two bytes at a time, one look each in one table.
//!
//! Made for an interpreter, where each operation costs about the same. Wherever a literal stands, two pairs of bytes that
//! begin at even places of the text lie in it or reach over its ends: which ones is chosen when the table is made, once for
//! each parity. Pairs share buckets as bytes do in Teddy: a pair and the next one must both be let in by one bucket.
//! Numbers and signs have buckets of their own.

#![allow(
    clippy::inline_always,
    reason = "the compiler, told to save space, would call what every two bytes pass"
)]

use super::build::FREQUENCY;
use super::literals::{bit, hash, key};
use super::masks::{CLASSES, class};
use super::{Scanner, Tell, backslash_at, zeroed};
use crate::swar::word;
use alloc::boxed::Box;

/// By two bytes: the buckets that let them in as a first pair, and above them those that do as a second.
#[derive(Clone)]
pub(super) struct Pairs {
    table: Box<[u64; 1 << 16]>,
    /// What counts in one pair and the next one, and what does where three pairs in a row have it.
    each: u64,
    in_row: u64,
}

/// Where the second pairs' buckets begin.
const SECOND: u32 = 32;
/// Buckets of literals, by where their windows begin: at the first byte of the first pair, at its second byte, and at
/// the byte before it.
const KINDS: [core::ops::Range<usize>; 3] = [0..12, 12..21, 21..30];
/// More than there are, and a power of two, so that an index needs no check.
const BUCKETS: usize = 32;
const AT_FIRST: u64 = (1 << 12) - 1;
const AT_SECOND: u64 = (1 << 21) - (1 << 12);
const AT_BEFORE: u64 = (1 << 30) - (1 << 21);
/// Pairs that may belong to a run of digits.
const NUMBER: u64 = 1 << 30;
/// A backslash or a rare byte, whatever follows.
const SIGN: u64 = 1 << 31;

impl Pairs {
    #[inline(always)]
    fn of(&self, pair: [u8; 2]) -> u64 {
        self.table[usize::from(u16::from_le_bytes(pair))]
    }
}

/// A table in the making.
pub(super) struct Builder {
    pairs: Pairs,
    /// How often the pairs of a bucket stand in text, first ones and second ones.
    often: [[f32; 2]; BUCKETS],
}

impl Builder {
    /// For runs of `least` digits; 0 for none.
    pub(super) fn new(least: u32) -> Builder {
        debug_assert!(least == 0 || least > 2, "one pair must lie in each run");
        // A run of seven bytes holds three pairs, wherever it begins.
        let in_row = if least >= 7 { NUMBER } else { 0 };
        let pairs = Pairs { table: zeroed(), each: !in_row, in_row };
        let mut builder = Builder { pairs, often: [[0.0; 2]; BUCKETS] };
        for digit in (b'0'..=b'9').filter(|_| least > 0) {
            for other in (b'0'..=b'9').chain([b' ', b'-', b'.']) {
                builder.add([digit, other], NUMBER | NUMBER << SECOND);
                builder.add([other, digit], NUMBER | NUMBER << SECOND);
            }
        }
        // A run of five bytes holds two pairs.
        let alone = if least < 5 { NUMBER } else { 0 };
        builder.pairs.table.iter_mut().for_each(|known| *known |= (SIGN | alone) << SECOND);
        builder.sign(b'\\');
        builder
    }

    /// Looks for `byte`.
    pub(super) fn sign(&mut self, byte: u8) {
        for other in 0..=u8::MAX {
            self.add([byte, other], SIGN);
            self.add([other, byte], SIGN);
        }
    }

    /// Looks for a literal, in any case if `fold`, whose window begins at `offset`.
    pub(super) fn literal(&mut self, text: &[u8], offset: usize, fold: bool) {
        for kinds in [&KINDS[..1], &KINDS[1..]] {
            let mut best = (f32::INFINITY, 0, [[None; 2]; 2], [0.0; 2]);
            for kind in kinds {
                // Where the first pair begins, plus one.
                let start = offset + 1 + usize::from(kind.start == KINDS[2].start)
                    - usize::from(kind.start == KINDS[1].start);
                let byte = |i: usize| (start + i).checked_sub(1).and_then(|at| text.get(at)).copied();
                let quad = [[byte(0), byte(1)], [byte(2), byte(3)]];
                if quad.as_flattened().iter().flatten().count() < text.len().min(3) {
                    continue;
                }
                let [(first, p), (second, q)] = quad.map(|pair| self.known(pair, fold));
                for bucket in kind.clone() {
                    // How often it would let in each of two pairs.
                    let old = self.often[bucket % BUCKETS];
                    let more = |known: u64, p: f32| if known & 1 != 0 { 0.0 } else { p };
                    let grown =
                        [old[0] + more(first >> bucket, p), old[1] + more(second >> SECOND >> bucket, q)];
                    let growth = grown[0] * grown[1] - old[0] * old[1];
                    if growth < best.0 {
                        best = (growth, bucket, quad, grown);
                    }
                }
            }
            let (_, bucket, quad, grown) = best;
            self.often[bucket % BUCKETS] = grown;
            for (pair, shift) in quad.into_iter().zip([0, SECOND]) {
                let [a, b] = pair.map(|byte| spellings(byte, fold));
                let mut first = a.low;
                while first <= a.high {
                    let mut second = b.low;
                    while second <= b.high {
                        self.add([first as u8, second as u8], 1 << bucket << shift);
                        second += b.step;
                    }
                    first += a.step;
                }
            }
        }
    }

    /// The buckets that let a pair in, and how often it stands in text.
    fn known(&self, pair: [Option<u8>; 2], fold: bool) -> (u64, f32) {
        // The first spelling of any byte is zero, which no literal holds.
        let one = pair.map(|byte| byte.map_or(0, |b| if fold { b.to_ascii_lowercase() } else { b }));
        (self.pairs.of(one), pair.iter().flatten().map(|b| often(*b)).product())
    }

    fn add(&mut self, pair: [u8; 2], what: u64) {
        self.pairs.table[usize::from(u16::from_le_bytes(pair))] |= what;
    }

    pub(super) fn build(self) -> Pairs {
        self.pairs
    }
}

/// Bytes from `low` to `high`.
struct Spellings {
    low: u16,
    high: u16,
    step: u16,
}

/// What a byte of a literal may be in a text; any, where the literal has none there.
fn spellings(byte: Option<u8>, fold: bool) -> Spellings {
    let (low, high, step) = match byte {
        None => (0, u8::MAX, 1),
        Some(b) if fold && b.is_ascii_alphabetic() => (b.to_ascii_uppercase(), b.to_ascii_lowercase(), 32),
        Some(b) => (b, b, 1),
    };
    Spellings { low: low.into(), high: high.into(), step }
}

/// How often a byte stands in log text, in either case, roughly.
fn often(byte: u8) -> f32 {
    /// How many bytes share a class; a letter has its own.
    const SHARED: [(usize, f32); 4] = [(0, 60.0), (27, 10.0), (29, 3.0), (30, 5.0)];
    let class = class(byte) % CLASSES;
    let shared = SHARED.iter().find(|(c, _)| *c == class).map_or(1.0, |(_, shared)| *shared);
    FREQUENCY[class] / 1000.0 / shared
}

/// What is remembered of what was looked at.
struct State {
    /// Runs of digits that end before here are done.
    done: usize,
    /// The window that was compared last: two pairs may lead to one.
    compared: usize,
}

impl Pairs {
    /// The form that every processor can run.
    pub(super) fn scan(&self, scanner: &Scanner, text: &[u8], hit: &mut Tell<'_>) {
        let mut state = State { done: 0, compared: usize::MAX };
        // What lies beyond the text is zero bytes, of which the first two may be the second of two pairs.
        let (words, rest) = text.as_chunks::<8>();
        let last = [word(text, text.len() - rest.len()).to_le_bytes(), [0; 8]];
        let last = &last[..=rest.len() / 7];
        // The last pair, and what it and the one before have in common.
        let (mut before, mut both, mut at) = (0, 0, 0_usize);
        for words in [words, last] {
            for word in words {
                let pairs = word.as_chunks::<2>().0;
                let pair = |n: usize| pairs.get(n).map_or(0, |pair| self.of(*pair));
                let (a, b, c, d) = (pair(0), pair(1), pair(2), pair(3));
                // The buckets that let in both a pair and the next one.
                let (ends, first, second, third) =
                    (before & a >> SECOND, a & b >> SECOND, b & c >> SECOND, c & d >> SECOND);
                // Of each two that follow one another one is the first here or the third.
                let (row, next_row) = (ends & (both | first), second & (first | third));
                if (ends | first | second | third) & self.each | (row | next_row) & self.in_row != 0 {
                    // Within a number that was told of it is no news.
                    let news = if at + 4 < state.done { !NUMBER } else { !0 };
                    let (each, in_row) = (self.each & news, self.in_row & news);
                    let found = [
                        ends & each,
                        first & each | row & in_row,
                        second & each | next_row & in_row,
                        third & each,
                    ];
                    if !scanner.pairs_at(text, at, found, &mut state, hit) {
                        return;
                    }
                }
                (before, both) = (d, third);
                at += 8;
            }
        }
    }
}

impl Scanner {
    /// What is found in five pairs from the one before `at` on, in each and the next one.
    #[inline(always)]
    fn pairs_at(
        &self,
        text: &[u8],
        at: usize,
        found: [u64; 4],
        state: &mut State,
        hit: &mut Tell<'_>,
    ) -> bool {
        let [ends, first, second, third] = found;
        (ends == 0 || self.pair_at(text, at.wrapping_sub(2), ends, state, hit))
            && (first == 0 || self.pair_at(text, at, first, state, hit))
            && (second == 0 || self.pair_at(text, at + 2, second, state, hit))
            && (third == 0 || self.pair_at(text, at + 4, third, state, hit))
    }

    /// What is found in the pair at `at` and the next one. Of two ways to one window the second comes right behind the first.
    #[inline(never)]
    fn pair_at(&self, text: &[u8], at: usize, found: u64, state: &mut State, hit: &mut Tell<'_>) -> bool {
        (found & AT_BEFORE == 0 || self.window_at(text, at.wrapping_sub(1), state, hit))
            && (found & AT_FIRST == 0 || self.window_at(text, at, state, hit))
            && (found & AT_SECOND == 0 || self.window_at(text, at + 1, state, hit))
            && (found & NUMBER == 0 || self.number_at(text, at, state, hit))
            && (found & SIGN == 0 || self.sign_at(text, at, hit) && self.sign_at(text, at + 1, hit))
    }

    /// The literals whose windows begin at `at`.
    #[inline(never)]
    fn window_at(&self, text: &[u8], at: usize, state: &mut State, hit: &mut Tell<'_>) -> bool {
        let window = word(text, at) as u32;
        let is_in = |is_short| {
            let bit = bit(hash(key(window, is_short)));
            self.filter[bit / 32] >> (bit % 32) & 1 != 0
        };
        let (long, short) = (is_in(false), is_in(true));
        if !(long || short) || core::mem::replace(&mut state.compared, at) == at {
            return true;
        }
        (!long || self.compare(text, at, false, hit)) && (!short || self.compare(text, at, true, hit))
    }

    /// A rare byte or a backslash.
    fn sign_at(&self, text: &[u8], at: usize, hit: &mut Tell<'_>) -> bool {
        let Some(byte) = text.get(at) else { return true };
        (*byte != b'\\' || backslash_at(text, at, hit))
            && (self.rare.is_empty() || self.rare_at(*byte, at, hit))
    }

    /// The pair at `at` may belong to a run of digits.
    fn number_at(&self, text: &[u8], at: usize, state: &mut State, hit: &mut Tell<'_>) -> bool {
        if at < state.done {
            return true;
        }
        let digit = at + usize::from(!text.get(at).is_some_and(u8::is_ascii_digit));
        self.runs.around(text, digit, &mut state.done, hit)
    }
}
