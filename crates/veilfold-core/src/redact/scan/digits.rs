//! Runs of digits: where in a text a number stands that has digits enough, in the groups that are asked for.

use super::masks::{BLOCK, Masks};
use super::{Hit, Scanner, Source};

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

/// Digit runs over the end of a block: the last words of each doubling step.
#[derive(Default)]
pub(super) struct Carry {
    digits: u64,
    steps: [u64; 5],
    long: bool,
    /// Runs that end before here are done.
    done: usize,
}

impl Scanner {
    /// Finds runs of digits, with single separators between them, that hold enough digits.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as `run`")]
    pub(super) fn digit_runs(
        &self,
        text: &[u8],
        base: usize,
        mask: &Masks,
        carry: &mut Carry,
        hit: &mut dyn FnMut(Hit) -> bool,
    ) -> bool {
        // A separator counts where a digit stands right before and right after it.
        let next = text.get(base + BLOCK).is_some_and(u8::is_ascii_digit);
        let d = mask.digits;
        let before = d << 1 | carry.digits >> 63;
        let after = d >> 1 | u64::from(next) << 63;
        let all = d | mask.seps & before & after;
        carry.digits = d;
        // Bit i of `run` after step k: the 2^k bytes up to i all belong to a run. `least` digits
        // take at least as many bytes.
        let mut run = all;
        for (k, last) in carry.steps.iter_mut().enumerate() {
            let width = 1u32 << k;
            if width * 2 > self.least {
                break;
            }
            let shifted = run << width | *last >> (64 - width);
            *last = run;
            run &= shifted;
        }
        let mut starts = run & !(run << 1 | u64::from(carry.long));
        carry.long = run >> 63 != 0;
        while starts != 0 {
            let place = starts.trailing_zeros();
            starts &= starts - 1;
            // Most runs lie within the block, are dates, and have too few digits. A run that fills the block
            // from its first byte on may have begun before it.
            let gaps = !all & ((1 << place) - 1);
            let begin = 64 - gaps.leading_zeros();
            let mut length = (!(all >> begin)).trailing_zeros();
            let end = begin + length;
            if length > 3 && end < 64 && ends_in_hour(text, base + end as usize) {
                length -= 3;
            }
            let wanted = || {
                let places = d >> begin & (1u64.checked_shl(length).unwrap_or(0).wrapping_sub(1));
                let lettered = follows_letter(text, base + begin as usize);
                let number = Number { digits: places.count_ones(), lettered, places: Some(places) };
                self.runs.iter().any(|run| run.asks_for(&number))
            };
            if begin > 0 && end < 64 && !wanted() {
                continue;
            }
            let at = base + place as usize;
            if at >= carry.done && !self.run_at(text, at, carry, hit) {
                return false;
            }
        }
        true
    }

    /// The whole run around byte `at`, to every source that asks for no more digits than it has.
    fn run_at(&self, text: &[u8], at: usize, carry: &mut Carry, hit: &mut dyn FnMut(Hit) -> bool) -> bool {
        let is = |i: usize| text.get(i).is_some_and(u8::is_ascii_digit);
        let sep = |i: usize| text.get(i).is_some_and(|b| matches!(b, b' ' | b'-' | b'.'));
        let (mut start, mut end) = (at, at);
        while start > carry.done && (is(start - 1) || start > 1 && sep(start - 1) && is(start - 2)) {
            start -= 1;
        }
        while is(end) || sep(end) && end > start && is(end - 1) && is(end + 1) {
            end += 1;
        }
        while start < end && !is(start) {
            start += 1;
        }
        carry.done = end;
        if end - start > 3 && ends_in_hour(text, end) {
            end -= 3;
        }
        let run = &text[start..end];
        let bits = || run.iter().rev().fold(0, |bits, b| bits << 1 | u64::from(b.is_ascii_digit()));
        let number = Number {
            digits: run.iter().filter(|b| b.is_ascii_digit()).count() as u32,
            lettered: follows_letter(text, start),
            places: (run.len() <= 64).then(bits),
        };
        let asking = self.runs.iter().filter(|run| run.asks_for(&number));
        asking.map(|run| run.source).all(|source| hit(Hit { start, end, source }))
    }
}

/// True where a run of digits that ends at `end` ends in an hour: `2026-11-08 06:35` is a number of eight digits and
/// a time.
#[inline]
fn ends_in_hour(text: &[u8], end: usize) -> bool {
    matches!(text.get(end..), Some([b':', b'0'..=b'9', ..]))
        && matches!(text.get(..end), Some([.., b' ', b'0'..=b'9', b'0'..=b'9']))
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
