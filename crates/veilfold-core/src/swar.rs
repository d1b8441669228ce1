//! Eight bytes looked at in one word: what memchr is too much for, or has no vectors for.
#![allow(
    clippy::inline_always,
    reason = "the compiler, told to save space, would call what is one operation"
)]

/// One in each of eight bytes.
pub(crate) const ONES: u64 = u64::from_le_bytes([1; 8]);
/// The top bit of each of eight bytes.
pub(crate) const HIGH: u64 = ONES << 7;

/// The top bit of each of eight bytes that is zero, and perhaps of some above the first of them (the subtraction
/// borrows): only the lowest bit counts, among the [`HIGH`] ones.
#[inline(always)]
pub(crate) const fn zeroes(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word
}

/// [`zeroes`] for bytes that are `byte`.
#[inline(always)]
pub(crate) const fn equal(word: u64, byte: u8) -> u64 {
    zeroes(word ^ (ONES * byte as u64))
}

/// The top bit of each of eight bytes that is `byte`, and of no other.
#[inline(always)]
pub(crate) const fn all_equal(word: u64, byte: u8) -> u64 {
    let differs = word ^ (ONES * byte as u64);
    !(((differs & !HIGH) + !HIGH) | differs) & HIGH
}

/// The top bit of each of eight bytes that is no digit; what the others have below it does not count.
#[inline(always)]
pub(crate) const fn no_digits(word: u64) -> u64 {
    let from_zero = word ^ (ONES * 0x30);
    ((from_zero & !HIGH) + ONES * (0x80 - 10)) | from_zero
}

/// A bit for each of eight bytes, the lowest for the first: those with their top bit set, where no other bits are.
#[inline(always)]
pub(crate) const fn bits(found: u64) -> u64 {
    found.wrapping_mul(0x0002_0408_1020_4081) >> 56
}

/// The last of eight bytes with its top bit set in `found`.
#[inline(always)]
pub(crate) const fn last(found: u64) -> usize {
    7 - found.leading_zeros() as usize / 8
}

/// The first of eight bytes with its top bit set in `found`.
#[inline(always)]
pub(crate) const fn first(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}

/// The eight bytes that begin at `at`; what lies beyond the text is zero bytes.
#[inline(always)]
pub(crate) fn word(text: &[u8], at: usize) -> u64 {
    match text.get(at..).and_then(|rest| rest.first_chunk()) {
        Some(word) => u64::from_le_bytes(*word),
        None => last_word(text, at),
    }
}

#[cold]
#[inline(never)]
fn last_word(text: &[u8], at: usize) -> u64 {
    let left = text.len().saturating_sub(at);
    match text.last_chunk() {
        // What stands before the place is pushed out.
        Some(last) if left > 0 => u64::from_le_bytes(*last) >> (64 - 8 * left),
        _ => {
            let rest = text.get(at..).unwrap_or_default();
            rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
        }
    }
}
