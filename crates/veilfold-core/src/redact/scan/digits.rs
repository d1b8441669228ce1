//! Runs of digits: where in a text a number stands that has digits enough, in the groups that are asked for.

#![allow(clippy::inline_always, reason = "as `scan`")]

use super::masks::{BLOCK, Masks};
use super::{BATCH, Padded, Source, Tell};
use crate::swar::{HIGH, all_equal, bits, no_digits, word};
use alloc::vec::Vec;
use core::ops::Range;

/// What is told of a run of digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// Digits that it must have.
    pub(super) least: u8,
    /// A letter must stand before it, at most a space or a dash between them.
    pub(super) lettered: bool,
    /// Where not empty, so many digits must stand in groups of these lengths, or in one piece.
    pub(super) groups: &'static [u8],
    pub(super) source: Source,
}

/// What runs of digits are asked for.
#[derive(Clone, Default)]
pub(super) struct Runs {
    all: Vec<Run>,
    /// The least digits that a source asks for, of any run and of one that no letter stands before; 0 without sources.
    least: u32,
    plain: u32,
    /// The greatest power of two that is no greater than `least`, and that the steps of a [`Carry`] lead to.
    reach: u32,
}

impl Runs {
    pub(super) fn new(all: Vec<Run>) -> Runs {
        let least = |runs: &mut dyn Iterator<Item = &Run>| runs.map(|run| u32::from(run.least)).min();
        let plain = least(&mut all.iter().filter(|run| !run.lettered)).unwrap_or(u32::MAX);
        let least = least(&mut all.iter()).unwrap_or(0);
        let reach = least.checked_ilog2().map_or(0, |steps| 1 << steps.min(STEPS as u32));
        Runs { all, least, plain, reach }
    }
}

/// A run as it was found.
struct Number {
    digits: u32,
    lettered: bool,
    /// Where its digits stand, a bit for a byte; nothing of a run of more than 64 bytes.
    places: Option<u64>,
}

impl Run {
    #[inline]
    fn asks_for(&self, number: &Number) -> bool {
        number.digits >= u32::from(self.least)
            && (number.lettered || !self.lettered)
            && (self.groups.is_empty()
                || number.places.is_none_or(|places| holds_groups(places, self.groups)))
    }
}

/// True where digits stand in groups of these lengths with one byte between each two, or in one piece of as many, and
/// no digit touches them.
#[inline]
fn holds_groups(places: u64, groups: &[u8]) -> bool {
    // An address has no group that is long enough.
    let longest = groups.iter().copied().max().map_or(0, u32::from);
    let (mut piece, mut length) = (places, 1);
    while length < longest {
        let more = length.min(longest - length);
        piece &= piece >> more;
        length += more;
    }
    if piece == 0 {
        return false;
    }
    // Bit i of each: whether it may begin at byte i.
    let (mut parted, mut whole) = (u64::MAX, u64::MAX);
    let (mut at, mut count) = (0, 0);
    for &group in groups {
        for _ in 0..group {
            parted &= places >> at;
            whole &= places >> count;
            (at, count) = (at + 1, count + 1);
        }
        parted &= !(places >> at);
        at += 1;
    }
    (parted | whole & !(places >> count)) & !(places << 1) != 0
}

/// Doubling steps: runs are noticed by 32 bytes at the latest.
const STEPS: usize = 5;

/// What is known of the blocks of a batch, behind the last of those before it.
#[derive(Default)]
pub(super) struct Carry {
    digits: [u64; BATCH + 1],
    /// What belongs to a run.
    all: [u64; BATCH + 1],
    /// The last words of each doubling step.
    steps: [u64; STEPS],
    long: bool,
}

impl Carry {
    /// Goes on behind a batch of so many blocks.
    pub(super) fn next(&mut self, blocks: usize) {
        (self.digits[0], self.all[0]) = (self.digits[blocks], self.all[blocks]);
    }
}

impl Runs {
    /// True where a run shorter than a date is asked for.
    #[inline(always)]
    pub(super) fn are_short(&self) -> bool {
        (1..8).contains(&self.reach)
    }

    /// The bytes of block `i` of a batch by which runs of digits, with single separators between them, are
    /// [`Runs::reach`] bytes long, so that they may hold enough digits.
    #[inline(always)]
    pub(super) fn places(&self, i: usize, block: &Padded, mask: &Masks, carry: &mut Carry) -> u64 {
        if self.least == 0 {
            return 0;
        }
        // A separator counts where a digit stands right before and right after it.
        let d = mask.digits;
        let before = d << 1 | carry.digits[i] >> 63;
        let after = d >> 1 | u64::from(block[BLOCK].is_ascii_digit()) << 63;
        let all = d | mask.seps & before & after;
        (carry.digits[i + 1], carry.all[i + 1]) = (d, all);
        // Bit i of `run` after step k: the 2^k bytes up to i all belong to a run.
        let mut run = all;
        for (k, last) in carry.steps.iter_mut().enumerate() {
            let width = 1u32 << k;
            if width == self.reach {
                break;
            }
            let shifted = run << width | *last >> (64 - width);
            *last = run;
            run &= shifted;
        }
        let starts = run & !(run << 1 | u64::from(carry.long));
        carry.long = run >> 63 != 0;
        starts
    }

    /// Tells of the run that byte `place` of a block is such a byte of. The batch of so many blocks begins at `base`.
    #[inline(always)]
    pub(super) fn look(
        &self,
        text: &[u8],
        (base, blocks): (usize, usize),
        (block, place): (usize, usize),
        carry: &Carry,
        hit: &mut Tell<'_>,
    ) -> bool {
        let before = self.reach as usize - 1;
        let Some(start) = (base + block * BLOCK + place).checked_sub(before) else { return true };
        // Where the run begins, in words and bits behind the block before the batch.
        let begin = (block + 1) * BLOCK + place - before;
        let (word, shift) = (begin / BLOCK, begin % BLOCK);
        let (next, known) = if word < blocks { (word + 1, BLOCK) } else { (word, BLOCK - shift) };
        let behind = |of: &[u64; BATCH + 1]| of[word] >> shift | of[next] << 1 << (BLOCK - 1 - shift);
        let length = behind(&carry.all).trailing_ones() as usize;
        if length >= known {
            return self.walk(text, start, &mut 0, hit);
        }
        self.found(text, start, length, behind(&carry.digits), hit)
    }

    fn tell(&self, number: &Number, place: Range<usize>, hit: &mut Tell<'_>) -> bool {
        let asking = self.all.iter().filter(|run| run.asks_for(number));
        let (start, end) = (place.start, place.end);
        asking.map(|run| run.source).all(|source| hit(start, end, source))
    }

    /// Tells of the run around the digit at `at`, which begins behind all that is `done`.
    pub(super) fn around(&self, text: &[u8], at: usize, done: &mut usize, hit: &mut Tell<'_>) -> bool {
        // A separator counts where a digit stands on both sides.
        let (mut start, mut place) = (at, at);
        while place > *done {
            match text.get(place - 1) {
                Some(b'0'..=b'9') => start = place - 1,
                Some(byte) if place == start && separates(*byte) => {}
                _ => break,
            }
            place -= 1;
        }
        self.walk(text, start, done, hit)
    }

    /// Tells of the run that begins at `start`, however long it is; where it ends is `done`.
    #[cold]
    fn walk(&self, text: &[u8], start: usize, done: &mut usize, hit: &mut Tell<'_>) -> bool {
        let (digits, separators) = marks(text, start);
        let known = (digits | separators).trailing_ones();
        if known < u64::BITS {
            if (digits & !(u64::MAX << known)).count_ones() < self.least {
                // No run in what was gone through has as many.
                *done = start + known as usize;
                return true;
            }
            let all = digits | separators & digits << 1 & digits >> 1;
            let length = all.trailing_ones() as usize;
            *done = start + length;
            return self.found(text, start, length, digits, hit);
        }
        let (mut at, mut end) = (start, start);
        while let Some(byte) = text.get(at) {
            at += 1;
            if byte.is_ascii_digit() {
                end = at;
            } else if at != end + 1 || !separates(*byte) {
                break;
            }
        }
        *done = end;
        let hour = if ends_in_hour(text, start..end) { 3 } else { 0 };
        if end - start - hour <= BLOCK {
            return self.found(text, start, end - start, digits, hit);
        }
        end -= hour;
        let bytes = text.get(start..end).unwrap_or_default();
        let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count() as u32;
        let lettered = follows_letter(text, start);
        self.tell(&Number { digits, lettered, places: None }, start..end, hit)
    }

    /// A run no longer than a block, whose digits are known by a bit each.
    #[inline(always)]
    fn found(&self, text: &[u8], start: usize, length: usize, digits: u64, hit: &mut Tell<'_>) -> bool {
        // Most runs are dates and have too few digits.
        let end = start + length - if ends_in_hour(text, start..start + length) { 3 } else { 0 };
        let places = digits & (u64::MAX >> (BLOCK - (end - start)));
        let digits = places.count_ones();
        let lettered = digits >= self.least && follows_letter(text, start);
        if digits < self.plain && !lettered {
            return true;
        }
        self.tell(&Number { digits, lettered, places: Some(places) }, start..end, hit)
    }
}

/// Which of the bytes from `start` on are digits and which are separators, a bit for each: 64 bytes, or up to the eight in
/// which there is another one.
fn marks(text: &[u8], start: usize) -> (u64, u64) {
    let (mut digits, mut separators) = (0, 0);
    for at in (0..u64::BITS).step_by(8) {
        let bytes = word(text, start + at as usize);
        let digit = !no_digits(bytes) & HIGH;
        let separator = all_equal(bytes, b' ') | all_equal(bytes, b'-') | all_equal(bytes, b'.');
        digits |= bits(digit) << at;
        separators |= bits(separator) << at;
        if digit | separator != HIGH {
            break;
        }
    }
    (digits, separators)
}

#[inline]
fn separates(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'.')
}

/// Whether a run ends in an hour that does not belong to it: `2026-11-08 06:35` is a number of eight digits and a time.
#[inline]
fn ends_in_hour(text: &[u8], run: Range<usize>) -> bool {
    run.len() > 3
        && matches!(text.get(run.end..), Some([b':', b'0'..=b'9', ..]))
        && matches!(text.get(..run.end), Some([.., b' ', b'0'..=b'9', b'0'..=b'9']))
}

/// True where the number at `start` hangs on a letter.
fn follows_letter(text: &[u8], start: usize) -> bool {
    let before = |at: usize| at.checked_sub(1).and_then(|at| text.get(at)).copied();
    let near = match before(start) {
        Some(b' ' | b'-') => before(start - 1),
        near => near,
    };
    near.is_some_and(|b| b.is_ascii_alphabetic())
}
