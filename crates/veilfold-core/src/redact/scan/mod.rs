//! Stages 1 and 2: where in a text something worth a look stands.
//!
//! Stage 1 goes over blocks of 64 bytes and gives bit masks: where one of the literals may begin (by
//! four bytes of it, its rarest), where digits and their separators stand, where a rare byte such as
//! `@` stands. Literals share buckets; a bucket accepts a byte at a position by its class, which a
//! SIMD unit looks up sixteen bytes at a time (after Teddy, in Hyperscan).
//! Stage 2 looks the hash of a window up in a filter of one bit each, and hashes three bytes of what
//! is left to the few literals that hold them there, and compares.
#![allow(
    clippy::inline_always,
    reason = "stage 2 gains from the processor's bit instructions; a filter is built for size"
)]

mod build;
mod digits;
mod masks;
#[cfg(all(feature = "std", target_arch = "x86_64"))]
mod simd;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(test)]
mod tests;

pub(crate) use build::Builder;

use alloc::boxed::Box;
use alloc::vec::Vec;
use digits::{Carry, Run};
use masks::{AHEAD, BLOCK, Masks, Tables};

/// What a hit belongs to: an index that the caller chose.
pub(crate) type Source = u16;

/// The source of an escape of JSON that may hide a letter of a literal: `\u0070assword`, `https:\/\/`.
pub(crate) const ESCAPE: Source = Source::MAX;

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
    /// So many bytes of base64url follow it, at least.
    body: u8,
    /// The four bytes of its window, folded, and which of their bits count.
    probe: (u32, u32),
    source: Source,
    /// The next literal of the same hash, plus one; 0 ends the chain.
    next: u16,
}

/// Literals, digit runs and rare bytes, ready to be looked for.
#[derive(Clone)]
pub(crate) struct Scanner {
    /// The form of [`Scanner::scan`] for this processor.
    form: Form,
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
    runs: Vec<Run>,
    /// The least number of digits that a run asks for; 0 without runs.
    least: u32,
}

/// One form of [`Scanner::scan`].
type Form = fn(&Scanner, &[u8], &mut dyn FnMut(Hit) -> bool);

/// The fastest form that this processor can run.
fn form() -> Form {
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    if let Some(form) = simd::forms().into_iter().next() {
        return form;
    }
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    if let Some(form) = simd128::forms().into_iter().next() {
        return form;
    }
    scalar
}

/// The form that every processor can run.
fn scalar(scanner: &Scanner, text: &[u8], hit: &mut dyn FnMut(Hit) -> bool) {
    // Few windows are left, and no branch is guessed wrong: one at a time.
    scanner.run::<1>(masks::scalar, text, hit);
}

/// Zeroes on the heap, which never were on the stack.
#[expect(clippy::unnecessary_box_returns, reason = "an array would be made on the stack")]
fn zeroed<T: Copy + Default, const N: usize>() -> Box<[T; N]> {
    let zeroes = alloc::vec![T::default(); N].into_boxed_slice();
    zeroes.try_into().unwrap_or_else(|_| Box::new([T::default(); N]))
}

const HEADS: usize = 4096;
/// Bits of the filter of four bytes, and of that of three.
const FILTER: usize = 1 << 16;
const FILTER_3: usize = 1 << 14;

/// Four bytes, case folded.
#[inline(always)]
fn fold(window: [u8; 4]) -> u32 {
    u32::from_le_bytes(window) | 0x2020_2020
}

/// The hash of the first three of four folded bytes.
#[inline(always)]
fn head(folded: u32) -> usize {
    ((folded & 0xff_ffff).wrapping_mul(0x9E37_79B1) >> 20) as usize
}

/// A longer one, for the scalar form.
#[inline(always)]
fn begin(folded: u32) -> usize {
    ((folded << 8).wrapping_mul(0x9E37_79B1) >> 16) as usize
}

/// The hash of four folded bytes.
#[inline(always)]
fn bit(folded: u32) -> usize {
    (folded.wrapping_mul(0x9E37_79B1) >> 16) as usize
}

/// The hash of the first three of four folded bytes.
#[inline(always)]
fn bit_3(folded: u32) -> usize {
    ((folded << 8).wrapping_mul(0x9E37_79B1) >> 18) as usize
}

/// The folded window that begins at `at`; what lies beyond the text is zero bytes.
#[inline(always)]
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

/// A block and what stage 1 and a window that begins in it can reach.
type Padded = [u8; BLOCK + AHEAD];

impl Scanner {
    /// Calls `hit` for everything found in `text`, nearly in its order, until it returns false.
    pub(crate) fn scan(&self, text: &[u8], hit: &mut dyn FnMut(Hit) -> bool) {
        (self.form)(self, text, hit);
    }

    /// [`Scanner::scan`] with one form of stage 1, compiled for the processor that this form is for.
    #[inline(always)]
    fn run<const STEP: usize>(
        &self,
        kernel: impl Fn(&Tables, &[u8], &mut [Masks]),
        text: &[u8],
        hit: &mut dyn FnMut(Hit) -> bool,
    ) {
        let mut masks = [Masks::default(); BATCH];
        let mut carry = Carry::default();
        let mut base = 0;
        // Blocks that are followed by enough text to look at them where they stand.
        let mut whole = text.len().saturating_sub(AHEAD) / BLOCK;
        while whole > 0 {
            let masks = &mut masks[..whole.min(BATCH)];
            kernel(&self.tables, &text[base..], masks);
            for mask in masks {
                let Some(block) = text[base..].first_chunk() else { return };
                if !self.block::<STEP>(text, base, block, mask, &mut carry, hit) {
                    return;
                }
                base += BLOCK;
                whole -= 1;
            }
        }
        while base < text.len() {
            // What lies beyond the text is zero bytes.
            let rest = &text[base..text.len().min(base + BLOCK + AHEAD)];
            let mut block: Padded = [0; BLOCK + AHEAD];
            block[..rest.len()].copy_from_slice(rest);
            kernel(&self.tables, &block, &mut masks[..1]);
            if !self.block::<STEP>(text, base, &block, &masks[0], &mut carry, hit) {
                return;
            }
            base += BLOCK;
        }
    }

    /// Stage 2 for one block.
    #[inline(always)]
    fn block<const STEP: usize>(
        &self,
        text: &[u8],
        base: usize,
        block: &Padded,
        mask: &Masks,
        carry: &mut Carry,
        hit: &mut dyn FnMut(Hit) -> bool,
    ) -> bool {
        let long = sift::<STEP>(block, mask.long, |window| {
            let bit = bit(window);
            self.filter[bit / 64] >> (bit % 64)
        });
        let short = sift::<STEP>(block, mask.short, |window| {
            let bit = bit_3(window);
            self.filter_3[bit / 64] >> (bit % 64)
        });
        let mut places = long | short;
        while places != 0 {
            let at = base + places.trailing_zeros() as usize;
            places &= places - 1;
            if !self.compare(text, at, hit) {
                return false;
            }
        }
        self.others(text, base, mask, carry, hit)
    }

    /// Rare bytes, escapes and digit runs of a block.
    #[inline(always)]
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
        let mut backslashes = mask.backslashes;
        while backslashes != 0 {
            let at = base + backslashes.trailing_zeros() as usize;
            backslashes &= backslashes - 1;
            let plain = matches!(text.get(at + 1), Some(b'"' | b'\\' | b'n' | b'r' | b't' | b'b' | b'f'));
            if !plain && !hit(Hit { start: at, end: at + 1, source: ESCAPE }) {
                return false;
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
            // A key that goes on is told from its next byte.
            if literal.word && !ends_word(text, end) {
                continue;
            }
            let Some(found) = text.get(start..end) else { continue };
            let wanted = &self.bytes[literal.at as usize..][..usize::from(literal.len)];
            let equal = if literal.fold { found.eq_ignore_ascii_case(wanted) } else { found == wanted };
            if equal
                && (literal.body == 0 || has_body(text, end, literal.body))
                && !hit(Hit { start, end, source: literal.source })
            {
                return false;
            }
        }
        true
    }
}

/// Which of the windows that begin at a bit of `windows` pass the filter. Most do not, and a wrong guess of
/// the processor would cost more than the look: there is no branch on the outcome, and one for `STEP` windows.
#[inline(always)]
fn sift<const STEP: usize>(block: &Padded, mut windows: u64, filter: impl Fn(u32) -> u64) -> u64 {
    let mut passed = 0;
    while windows != 0 {
        for _ in 0..STEP {
            let place = windows.trailing_zeros() as usize % BLOCK;
            let window = fold([block[place], block[place + 1], block[place + 2], block[place + 3]]);
            // Without a window left, bit 0 of none is looked at.
            passed |= (filter(window) & windows >> place & 1) << place;
            windows &= windows.wrapping_sub(1);
        }
    }
    passed
}

/// True where `count` bytes of base64url begin at `at`.
fn has_body(text: &[u8], at: usize, count: u8) -> bool {
    let body = text.get(at..at + usize::from(count));
    body.is_some_and(|body| body.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')))
}

/// True where a key name's word can end: `tokens` and `tokenValue` go on in another word, `tokenizer`
/// does not.
#[inline]
fn ends_word(text: &[u8], end: usize) -> bool {
    let byte = |i: usize| text.get(i).copied().unwrap_or(0);
    match byte(end) {
        b's' => !byte(end + 1).is_ascii_lowercase(),
        // `TOKENS`; in `secretStr` another word begins.
        b'S' if !byte(end - 1).is_ascii_lowercase() => !byte(end + 1).is_ascii_lowercase(),
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
