//! Stages 1 and 2: where in a text something worth a look stands.
//!
//! Stage 1 goes over blocks of 64 bytes and gives bit masks: where one of the literals may begin (by
//! four bytes of it, its rarest), where digits and their separators stand, where a rare byte such as
//! `@` stands. Literals share buckets; a bucket accepts a byte at a position by its class, which a
//! SIMD unit looks up sixteen bytes at a time (after Teddy, in Hyperscan).
//! Stage 2 looks the hash of a window up in a filter of one bit each, and compares what is left with the
//! few literals of that hash. Where there are no vectors, [pairs](pairs) of bytes take the place of both.
#![allow(
    clippy::inline_always,
    reason = "stage 2 gains from the processor's bit instructions; a filter is built for size"
)]
#![cfg_attr(
    not(any(
        all(feature = "std", target_arch = "x86_64"),
        all(target_arch = "wasm32", target_feature = "simd128")
    )),
    allow(dead_code, reason = "where there are no vectors nothing is looked for by blocks")
)]

mod build;
mod digits;
mod literals;
mod masks;
mod pairs;
#[cfg(all(feature = "std", target_arch = "x86_64"))]
mod simd;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(test)]
mod tests;

pub(crate) use build::Builder;

use alloc::boxed::Box;
use alloc::vec::Vec;
use digits::{Carry, Runs};
use literals::{Filter, HEADS, Literal};
use masks::{AHEAD, BLOCK, Masks, Tables};
use pairs::Pairs;

/// What a hit belongs to: an index that the caller chose.
pub(crate) type Source = u16;

/// The source of an escape of JSON that may hide a letter of a literal: `\u0070assword`, `https:\/\/`.
pub(crate) const ESCAPE: Source = Source::MAX;

/// The source of a literal in which each digit is a zero: it says nothing of a text but that other digits might have it found.
pub(crate) const ANY_DIGITS: Source = ESCAPE - 1;

/// Something that stage 2 let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) source: Source,
}

/// Puts a zero in the place of each digit; false where there is none.
pub(crate) fn zero_digits(text: &mut [u8]) -> bool {
    let mut has_digits = false;
    for digit in text.iter_mut().filter(|byte| byte.is_ascii_digit()) {
        (*digit, has_digits) = (b'0', true);
    }
    has_digits
}

/// Who is told of each [`Hit`], and says whether more are wanted. Told in three numbers, it has a type that nothing else in the
/// table of a WASM filter has: so the bound of the filter's stack sees that no detector calls it.
pub(crate) type Tell<'t> = dyn FnMut(usize, usize, Source) -> bool + 't;

/// Literals, digit runs and rare bytes, ready to be looked for.
#[derive(Clone)]
pub(crate) struct Scanner {
    /// The form of [`Scanner::scan`] for this processor.
    form: Form,
    /// Whether each literal with digits is there with zeroes too.
    any_digits: bool,
    tables: Box<Tables>,
    literals: Vec<Literal>,
    bytes: Vec<u8>,
    /// First literal of each hash of a key, plus one.
    heads: Box<[u16; HEADS]>,
    filter: Box<Filter>,
    rare: Vec<(u8, Source)>,
    runs: Runs,
}

/// A scan with vectors.
type Vectors = fn(&Scanner, &[u8], &mut Tell<'_>);

/// One form of [`Scanner::scan`].
#[derive(Clone)]
enum Form {
    Vectors(Vectors),
    /// What every processor can run. Its table is large, and made only where it is used.
    Pairs(Pairs),
    /// Vectors for long texts only.
    Either(Vectors, Pairs),
}

/// Where a host compiles the vectors' instructions one by one, what is made ready for a shorter text costs more than they save.
const FOR_PAIRS: Option<usize> = if cfg!(target_feature = "simd128") { Some(4 * BLOCK) } else { None };

/// The fastest form with vectors that this processor can run.
fn vectors() -> Option<Vectors> {
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    return simd::forms().into_iter().next();
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    return simd128::forms().into_iter().next();
    #[cfg(not(any(
        all(feature = "std", target_arch = "x86_64"),
        all(target_arch = "wasm32", target_feature = "simd128")
    )))]
    None
}

/// Zeroes on the heap, which never were on the stack.
#[expect(clippy::unnecessary_box_returns, reason = "an array would be made on the stack")]
fn zeroed<T: Copy + Default, const N: usize>() -> Box<[T; N]> {
    loop {
        // The first is an array of its own length; another way out would be one on the stack.
        if let Ok(zeroes) = alloc::vec![T::default(); N].into_boxed_slice().try_into() {
            return zeroes;
        }
    }
}

/// How many blocks are looked at together. A filter has little stack, and scans short strings one by one.
const BATCH: usize = if cfg!(all(target_family = "wasm", not(target_feature = "simd128"))) { 4 } else { 8 };

/// How much of a text is looked at together where it ends: all of most messages.
const END: usize = if BATCH > 4 { 2 * BLOCK } else { BLOCK };

/// A block and what stage 1 and a window that begins in it can reach.
type Padded = [u8; BLOCK + AHEAD];

impl Scanner {
    /// Calls `hit` for everything found in `text`, nearly in its order, until it returns false.
    pub(crate) fn scan(&self, text: &[u8], hit: &mut Tell<'_>) {
        match &self.form {
            Form::Vectors(form) => form(self, text, hit),
            Form::Pairs(pairs) => pairs.scan(self, text, hit),
            Form::Either(_, pairs) if FOR_PAIRS.is_some_and(|most| text.len() < most) => {
                pairs.scan(self, text, hit);
            }
            Form::Either(form, _) => form(self, text, hit),
        }
    }

    /// True where nothing is found in a text, whatever its digits are, if nothing is in it with a zero for each, not even a
    /// hit of [`ANY_DIGITS`].
    pub(crate) fn knows_any_digits(&self) -> bool {
        self.any_digits
    }

    /// [`Scanner::scan`] with one form of stage 1, compiled for the processor that this form is for.
    #[inline(always)]
    fn run(
        &self,
        kernel: impl Fn(&Tables, &[u8], &mut [Masks]),
        sift: impl Fn(&Filter, &Padded, &Masks) -> u64,
        text: &[u8],
        hit: &mut Tell<'_>,
    ) {
        if text.len() <= END {
            return self.end(&kernel, &sift, text, 0, &mut Found::<{ END + FEW }>::default(), hit);
        }
        let mut masks = [Masks::default(); BATCH];
        let mut found = Found::<{ BATCH * BLOCK + FEW }>::default();
        let mut base = 0;
        // Blocks that are followed by enough text to look at them where they stand.
        let mut whole = (text.len() - AHEAD) / BLOCK;
        while whole > 0 {
            let masks = &mut masks[..whole.min(BATCH)];
            kernel(&self.tables, &text[base..], masks);
            if !self.batch(&sift, text, base, &text[base..], masks, &mut found, hit) {
                return;
            }
            base += masks.len() * BLOCK;
            whole -= masks.len();
        }
        self.end(&kernel, &sift, text, base, &mut found, hit);
    }

    /// What is left of the text from `base`: what most messages are, so that little is made ready for it.
    #[inline(always)]
    fn end<const PLACES: usize>(
        &self,
        kernel: impl Fn(&Tables, &[u8], &mut [Masks]),
        sift: impl Fn(&Filter, &Padded, &Masks) -> u64,
        text: &[u8],
        mut base: usize,
        found: &mut Found<PLACES>,
        hit: &mut Tell<'_>,
    ) {
        let mut masks = [Masks::default(); END / BLOCK];
        while base < text.len() {
            // What lies beyond the text is zero bytes.
            let rest = &text[base..text.len().min(base + END + AHEAD)];
            let mut end = [0; END + AHEAD];
            crate::bounds::fill(&mut end, rest);
            let masks = &mut masks[..rest.len().div_ceil(BLOCK).min(END / BLOCK)];
            kernel(&self.tables, &end, masks);
            // Zero bytes may look like a literal of signs, all sixty of them.
            for (i, mask) in masks.iter_mut().enumerate() {
                let of_text = rest.len().saturating_sub(i * BLOCK).min(BLOCK);
                let ends = u64::MAX.checked_shr((BLOCK - of_text) as u32).unwrap_or(0);
                (mask.short, mask.long) = (mask.short & ends, mask.long & ends);
            }
            if !self.batch(&sift, text, base, &end, masks, found, hit) {
                return;
            }
            base += END;
        }
    }

    /// Stage 2 for some blocks, whose bytes are `blocks`.
    ///
    /// What is to be looked at is collected first, and looked at then: how much of it a block has no processor can
    /// guess, and a wrong guess costs more than a look.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "the innermost loop, called at two places")]
    fn batch<const PLACES: usize>(
        &self,
        sift: impl Fn(&Filter, &Padded, &Masks) -> u64,
        text: &[u8],
        base: usize,
        blocks: &[u8],
        masks: &[Masks],
        Found { windows, runs, carry }: &mut Found<PLACES>,
        hit: &mut Tell<'_>,
    ) -> bool {
        let mut signs = 0;
        (windows.len, runs.len) = (0, 0);
        for (i, mask) in masks.iter().enumerate() {
            let Some(block) = blocks.get(i * BLOCK..).and_then(|rest| rest.first_chunk()) else {
                debug_assert!(false, "the blocks and what follows them are there");
                return false;
            };
            windows.add(i, sift(&self.filter, block, mask));
            runs.add(i, self.runs.places(i, block, mask, carry));
            signs |= mask.rare | mask.backslashes;
        }
        // Where short numbers count, they are everywhere, and who sorts the hits would have much to do: block by block.
        let step = if self.runs.are_short() { 1 } else { BATCH };
        let (mut windows, mut runs) = (windows.ordered(), runs.ordered());
        for first in (0..masks.len()).step_by(step) {
            let end = first + step;
            while let Some((block, place)) = windows.next_if(end) {
                let Some(mask) = masks.get(block) else { return false };
                let (at, long) = (base + block * BLOCK + place, mask.long >> place & 1 != 0);
                if !self.compare(text, at, !long, hit)
                    || long && mask.short >> place & 1 != 0 && !self.compare(text, at, true, hit)
                {
                    return false;
                }
            }
            if signs != 0 {
                for (i, mask) in masks.iter().enumerate().take(end).skip(first) {
                    if !self.signs(text, base + i * BLOCK, mask, hit) {
                        return false;
                    }
                }
            }
            while let Some(place) = runs.next_if(end) {
                if !self.runs.look(text, (base, masks.len()), place, carry, hit) {
                    return false;
                }
            }
        }
        carry.next(masks.len());
        true
    }

    /// Rare bytes and escapes of a block.
    fn signs(&self, text: &[u8], base: usize, mask: &Masks, hit: &mut Tell<'_>) -> bool {
        let mut rare = mask.rare;
        while rare != 0 {
            let at = base + rare.trailing_zeros() as usize;
            rare &= rare - 1;
            if text.get(at).is_some_and(|byte| !self.rare_at(*byte, at, hit)) {
                return false;
            }
        }
        let mut backslashes = mask.backslashes;
        while backslashes != 0 {
            let at = base + backslashes.trailing_zeros() as usize;
            backslashes &= backslashes - 1;
            if !backslash_at(text, at, hit) {
                return false;
            }
        }
        true
    }

    /// The byte at `at`, where it is a rare one.
    #[inline]
    fn rare_at(&self, byte: u8, at: usize, hit: &mut Tell<'_>) -> bool {
        let mut sources = self.rare.iter().filter(|(rare, _)| *rare == byte);
        sources.all(|&(_, source)| hit(at, at + 1, source))
    }
}

/// The backslash at `at`, where it may hide a letter.
#[inline]
fn backslash_at(text: &[u8], at: usize, hit: &mut Tell<'_>) -> bool {
    let plain = matches!(text.get(at + 1), Some(b'"' | b'\\' | b'n' | b'r' | b't' | b'b' | b'f'));
    plain || hit(at, at + 1, ESCAPE)
}

/// What stage 1 found in a batch.
#[derive(Default)]
struct Found<const PLACES: usize> {
    windows: Places<PLACES>,
    runs: Places<PLACES>,
    carry: Carry,
}

/// Places of so many a block are stored without a branch.
const FEW: usize = 2;

/// Places in some blocks, in their order: as many as the blocks have bytes, and [`FEW`].
struct Places<const PLACES: usize> {
    at: [u16; PLACES],
    len: usize,
}

impl<const PLACES: usize> Default for Places<PLACES> {
    fn default() -> Self {
        Places { at: [0; PLACES], len: 0 }
    }
}

impl<const PLACES: usize> Places<PLACES> {
    #[inline(always)]
    fn add(&mut self, block: usize, mut bits: u64) {
        let begin = self.len;
        self.len += bits.count_ones() as usize;
        let mut next = || {
            let place = block * BLOCK + bits.trailing_zeros() as usize;
            bits &= bits.wrapping_sub(1);
            place as u16
        };
        if let Some(few) = self.at.get_mut(begin..begin + FEW) {
            few.fill_with(&mut next);
        }
        if self.len > begin + FEW
            && let Some(more) = self.at.get_mut(begin + FEW..self.len)
        {
            more.fill_with(next);
        }
    }

    fn ordered(&self) -> Ordered<'_> {
        Ordered(self.at.get(..self.len).unwrap_or_default())
    }
}

/// Places that are still to be looked at.
struct Ordered<'p>(&'p [u16]);

impl Ordered<'_> {
    /// Block and byte of the next one, where it is in a block before `end`.
    #[inline(always)]
    fn next_if(&mut self, end: usize) -> Option<(usize, usize)> {
        let (first, rest) = self.0.split_first()?;
        let (block, byte) = (usize::from(*first) / BLOCK, usize::from(*first) % BLOCK);
        (block < end).then(|| {
            self.0 = rest;
            (block, byte)
        })
    }
}

impl core::fmt::Debug for Scanner {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Scanner").field("literals", &self.literals.len()).finish_non_exhaustive()
    }
}
