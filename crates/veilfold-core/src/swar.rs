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

/// The first of eight bytes with its top bit set in `found`.
#[inline(always)]
pub(crate) const fn first(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}

/// By words: the library's own looks at each byte where it is built to size.
#[inline]
pub(crate) fn is_ascii(text: &[u8]) -> bool {
    let (words, rest) = text.as_chunks::<8>();
    let (fours, words) = words.as_chunks::<4>();
    let mut all = 0;
    for [a, b, c, d] in fours {
        all |=
            u64::from_le_bytes(*a) | u64::from_le_bytes(*b) | u64::from_le_bytes(*c) | u64::from_le_bytes(*d);
    }
    all = words.iter().fold(all, |all, word| all | u64::from_le_bytes(*word));
    all & HIGH == 0 && rest.iter().all(u8::is_ascii)
}
