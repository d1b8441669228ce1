//! Stages 1 and 2: where in a text something worth a look stands.
//!
//! Stage 1 goes over blocks of 64 bytes and gives bit masks: where one of the literals may begin (by
//! four bytes of it, its rarest), where digits and their separators stand, where a rare byte such as
//! `@` stands. Literals share 32 buckets; a bucket accepts a byte at a position by its low and its
//! high half (the scheme of Teddy, in Hyperscan), which a SIMD unit looks up sixteen bytes at a time.
//! Stage 2 looks the hash of the four bytes up in a filter of one bit each, and hashes three bytes of what
//! is left to the few literals that hold them there, and compares.

mod build;
mod masks;
#[cfg(all(feature = "std", target_arch = "x86_64"))]
mod simd;
#[cfg(test)]
mod tests;

pub(crate) use build::Builder;

use alloc::boxed::Box;
use alloc::vec::Vec;
use masks::{BLOCK, Masks, Tables};

/// What a hit belongs to: an index that the caller chose.
pub(crate) type Source = u16;

/// Something that stage 2 let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) source: Source,
}

/// A literal as stage 2 compares it.
#[derive(Clone, Debug)]
struct Literal {
    /// Where it stands in [`Scanner::bytes`].
    at: u32,
    len: u8,
    /// Which of its bytes the window of stage 1 begins at.
    offset: u8,
    fold: bool,
    /// The name of a field must end after it.
    word: bool,
    /// The four bytes of its window, folded, and which of their bits count.
    probe: (u32, u32),
    source: Source,
    /// The next literal of the same hash, plus one; 0 ends the chain.
    next: u16,
}

/// Literals, digit runs and rare bytes, ready to be looked for.
#[derive(Clone)]
pub(crate) struct Scanner {
    tables: Box<Tables>,
    literals: Vec<Literal>,
    bytes: Vec<u8>,
    /// First literal of each hash, plus one.
    heads: Box<[u16; HEADS]>,
    /// One bit for each hash of four folded bytes that some literal's window is.
    filter: Box<[u64; FILTER / 64]>,
    /// The same for the windows of literals that have three bytes.
    filter_3: Box<[u64; FILTER_3 / 64]>,
    rare: Vec<(u8, Source)>,
    /// Digit runs: least number of digits, and the source.
    runs: Vec<(u8, Source)>,
    least: u32,
}

const HEADS: usize = 4096;
/// Bits of the filter of four bytes, and of that of three.
const FILTER: usize = 1 << 16;
const FILTER_3: usize = 1 << 14;

/// Four bytes, case folded.
#[inline]
fn fold(window: [u8; 4]) -> u32 {
    u32::from_le_bytes(window) | 0x2020_2020
}

/// The hash of the first three of four folded bytes.
#[inline]
fn head(folded: u32) -> usize {
    ((folded & 0xff_ffff).wrapping_mul(0x9E37_79B1) >> 20) as usize
}

/// The hash of four folded bytes.
#[inline]
fn bit(folded: u32) -> usize {
    (folded.wrapping_mul(0x9E37_79B1) >> 16) as usize
}

/// The hash of the first three of four folded bytes.
#[inline]
fn bit_3(folded: u32) -> usize {
    ((folded << 8).wrapping_mul(0x9E37_79B1) >> 18) as usize
}

/// The folded window that begins at `at`; what lies beyond the text is zero bytes.
#[inline]
fn window(text: &[u8], at: usize) -> u32 {
    let rest = text.get(at..).unwrap_or_default();
    fold(rest.first_chunk::<4>().copied().unwrap_or_else(|| {
        let mut window = [0; 4];
        window[..rest.len()].copy_from_slice(rest);
        window
    }))
}

/// How many blocks stage 1 does at a time.
const BATCH: usize = 8;

/// Digit runs over the end of a block: the last words of each doubling step.
#[derive(Default)]
struct Carry {
    digits: u64,
    steps: [u64; 5],
    long: bool,
    /// Runs that end before here are done.
    done: usize,
}

impl Scanner {
    /// Calls `hit` for everything found in `text`, nearly in its order, until it returns false.
    pub(crate) fn scan(&self, text: &[u8], hit: &mut dyn FnMut(Hit) -> bool) {
        let mut masks = [Masks::default(); BATCH];
        let mut places = [0u16; BATCH * BLOCK];
        let mut carry = Carry::default();
        let mut base = 0;
        while base < text.len() {
            let blocks = masks::fill(&self.tables, text, base, &mut masks);
            let count = self.sift(text, base, &masks[..blocks], &mut places);
            let mut places = &places[..count];
            for (i, mask) in masks[..blocks].iter().enumerate() {
                // What is found comes block by block, so nearly in its order.
                while let Some((&place, rest)) = places.split_first()
                    && usize::from(place) < (i + 1) * BLOCK
                {
                    places = rest;
                    if !self.compare(text, base + usize::from(place), hit) {
                        return;
                    }
                }
                if !self.others(text, base + i * BLOCK, mask, &mut carry, hit) {
                    return;
                }
            }
            base += blocks * BLOCK;
        }
    }

    /// The windows of stage 1 that pass the filter, from `base`. There is no branch on the outcome: most
    /// are false, and a wrong guess of the processor would cost more than the whole rest.
    #[inline]
    fn sift(&self, text: &[u8], base: usize, masks: &[Masks], places: &mut [u16; BATCH * BLOCK]) -> usize {
        let mut count = 0;
        for (i, mask) in masks.iter().enumerate() {
            let mut windows = mask.windows;
            while windows != 0 {
                let place = i * BLOCK + windows.trailing_zeros() as usize;
                windows &= windows - 1;
                let window = window(text, base + place);
                let (four, three) = (bit(window), bit_3(window));
                let set = self.filter[four / 64] >> (four % 64) | self.filter_3[three / 64] >> (three % 64);
                places[count % (BATCH * BLOCK)] = place as u16;
                count += (set & 1) as usize;
            }
        }
        count
    }

    /// Rare bytes and digit runs of a block.
    #[inline]
    fn others(
        &self,
        text: &[u8],
        base: usize,
        mask: &Masks,
        carry: &mut Carry,
        hit: &mut dyn FnMut(Hit) -> bool,
    ) -> bool {
        let mut rare = mask.rare;
        while rare != 0 {
            let at = base + rare.trailing_zeros() as usize;
            rare &= rare - 1;
            for &(byte, source) in &self.rare {
                if text.get(at) == Some(&byte) && !hit(Hit { start: at, end: at + 1, source }) {
                    return false;
                }
            }
        }
        self.least == 0 || self.digit_runs(text, base, mask, carry, hit)
    }

    /// Stage 2 for the window that begins at `at`.
    #[inline]
    fn compare(&self, text: &[u8], at: usize, hit: &mut dyn FnMut(Hit) -> bool) -> bool {
        let folded = window(text, at);
        let mut next = self.heads[head(folded)];
        while let Some(literal) = usize::from(next).checked_sub(1).and_then(|i| self.literals.get(i)) {
            next = literal.next;
            if folded & literal.probe.1 != literal.probe.0 {
                continue;
            }
            let Some(start) = at.checked_sub(usize::from(literal.offset)) else { continue };
            let end = start + usize::from(literal.len);
            let Some(found) = text.get(start..end) else { continue };
            let wanted = &self.bytes[literal.at as usize..][..usize::from(literal.len)];
            let equal = if literal.fold { found.eq_ignore_ascii_case(wanted) } else { found == wanted };
            if equal
                && (!literal.word || ends_word(text, end))
                && !hit(Hit { start, end, source: literal.source })
            {
                return false;
            }
        }
        true
    }

    /// Finds runs of digits, with single separators between them, that hold enough digits.
    #[inline]
    fn digit_runs(
        &self,
        text: &[u8],
        base: usize,
        mask: &Masks,
        carry: &mut Carry,
        hit: &mut dyn FnMut(Hit) -> bool,
    ) -> bool {
        // A separator counts where a digit stands right before and right after it. The digit after
        // the last byte of the block is in `after`.
        let d = mask.digits;
        let before = d << 1 | carry.digits >> 63;
        let after = d >> 1 | u64::from(mask.next_digit) << 63;
        let mut run = d | mask.seps & before & after;
        carry.digits = d;
        // Bit i of `run` after step k: the 2^k bytes up to i all belong to a run. `least` digits
        // take at least as many bytes.
        for (k, last) in carry.steps.iter_mut().enumerate() {
            let width = 1u32 << k;
            if width * 2 > self.least {
                break;
            }
            let shifted = run << width | *last >> (64 - width);
            *last = run;
            run &= shifted;
        }
        let starts = run & !(run << 1 | u64::from(carry.long));
        carry.long = run >> 63 != 0;
        let mut starts = starts;
        while starts != 0 {
            let at = base + starts.trailing_zeros() as usize;
            starts &= starts - 1;
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
        let digits = text[start..end].iter().filter(|b| b.is_ascii_digit()).count();
        for &(min, source) in &self.runs {
            if digits >= usize::from(min) && !hit(Hit { start, end, source }) {
                return false;
            }
        }
        true
    }
}

/// True where a key name's word can end: `tokens` and `tokenValue` go on in another word, `tokenizer`
/// does not.
#[inline]
fn ends_word(text: &[u8], end: usize) -> bool {
    let byte = |i: usize| text.get(i).copied().unwrap_or(0);
    match byte(end) {
        b's' | b'S' => !byte(end + 1).is_ascii_lowercase(),
        b'a'..=b'z' => false,
        b'A'..=b'Z' => byte(end - 1).is_ascii_lowercase(),
        _ => true,
    }
}

impl core::fmt::Debug for Scanner {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Scanner").field("literals", &self.literals.len()).finish_non_exhaustive()
    }
}
