//! Stage 1: bit masks of a block.
//!
//! The SIMD forms look at bytes as one of 32 classes: a letter in either case, a digit, four kinds of signs, the
//! rest. The scalar form looks the hash of three bytes up instead. They let different windows through, and every window
//! of a literal: stage 2 finds the same in what either of them gives.

#![allow(
    clippy::inline_always,
    reason = "the compiler, told to save space, would call what is one operation"
)]

use super::literals::begin;
use super::zeroed;
use crate::swar::{HIGH, ONES, equal};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Bytes in a block.
pub(super) const BLOCK: usize = 64;
/// Bytes of a literal that stage 1 looks at: all of a short one, and of the others.
pub(super) const SHORT: usize = 3;
pub(super) const LONG: usize = 4;
/// Groups of eight buckets, one byte of a vector each, for the short literals and for the others. Buckets of
/// their own keep a short literal from letting all that shares its bucket match by three bytes.
pub(super) const SHORT_GROUPS: usize = 2;
pub(super) const LONG_GROUPS: usize = 3;
/// By position and half of the classes: the buckets of a group that accept a class.
pub(super) type Accept<const POSITIONS: usize> = [[[u8; 16]; 2]; POSITIONS];
/// What must follow the last block: as far as a vector of codes reaches ahead.
pub(super) const AHEAD: usize = 32;
/// How many classes of bytes there are.
pub(super) const CLASSES: usize = 32;

/// What a block holds; bit `i` is byte `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Masks {
    /// The window of a literal of three bytes may begin here.
    pub(super) short: u64,
    /// The window of a longer literal may begin here.
    pub(super) long: u64,
    pub(super) digits: u64,
    /// What may stand between the digits of a number.
    pub(super) seps: u64,
    pub(super) rare: u64,
    pub(super) backslashes: u64,
}

/// The class of a byte.
pub(super) const fn class(byte: u8) -> usize {
    match byte {
        // Letters by their place in the alphabet, `_` alone in 31, brackets and bars with the signs.
        0x40..=0x7f => (byte & 31) as usize,
        b'0'..=b'9' => 27,
        b'-' => 28,
        b'.' | b':' | b'=' => 29,
        b'/' | b'"' | b'$' | b'+' | b'\'' => 30,
        _ => 0,
    }
}

/// The code of a class: its low half, and the top bit for the upper sixteen. A shuffle of sixteen bytes can use
/// it as an index twice, once for each half of the classes: the half that a class is not in sees the top bit set
/// and answers zero.
#[cfg(any(all(feature = "std", target_arch = "x86_64"), target_feature = "simd128"))]
const fn code(class: usize) -> u8 {
    (class & 15 | (class >> 4) << 7) as u8
}

/// The codes of the bytes `high * 16..`.
#[cfg(any(all(feature = "std", target_arch = "x86_64"), target_feature = "simd128"))]
pub(super) const fn codes(high: u8) -> [u8; 16] {
    let mut codes = [0; 16];
    let mut low = 0;
    while low < 16 {
        codes[low as usize] = code(class(high << 4 | low));
        low += 1;
    }
    codes
}

/// What stage 1 looks bytes up in.
#[derive(Clone)]
pub(super) struct Tables {
    pub(super) short: [Accept<SHORT>; SHORT_GROUPS],
    pub(super) long: [Accept<LONG>; LONG_GROUPS],
    pub(super) rare: Vec<u8>,
    /// For the scalar form: a backslash and the first of them, which are ASCII, each eight times.
    signs: [u64; 4],
    /// For the scalar form, by the hash of three folded bytes: what begins with them.
    begins: Box<[u8; BEGINS]>,
}

/// Places for hashes of three bytes.
pub(super) const BEGINS: usize = 1 << 16;
/// The windows of a short literal, and of a longer one.
const BEGINS_SHORT: u8 = 1;
const BEGINS_LONG: u8 = 2;

impl Tables {
    pub(super) fn new() -> Tables {
        Tables {
            short: [[[[0; 16]; 2]; SHORT]; SHORT_GROUPS],
            long: [[[[0; 16]; 2]; LONG]; LONG_GROUPS],
            rare: Vec::new(),
            signs: [ONES * u64::from(b'\\'); 4],
            begins: zeroed(),
        }
    }

    /// Lets a class into a bucket of the short literals at position `p`.
    pub(super) fn add_short(&mut self, bucket: usize, p: usize, class: usize) {
        self.short[bucket / 8][p][class / 16][class % 16] |= 1 << (bucket % 8);
    }

    /// Lets a class into a bucket of the other literals at position `p`.
    pub(super) fn add_long(&mut self, bucket: usize, p: usize, class: usize) {
        self.long[bucket / 8][p][class / 16][class % 16] |= 1 << (bucket % 8);
    }

    /// Looks for `byte` too.
    pub(super) fn rare(&mut self, byte: u8) {
        debug_assert!(byte.is_ascii(), "the scalar form looks for ASCII alone");
        if !self.rare.contains(&byte) {
            self.rare.push(byte);
            if let Some(sign) = self.signs.get_mut(self.rare.len()) {
                *sign = ONES * u64::from(byte);
            }
        }
    }

    /// Lets what begins with the first three of four folded bytes through the scalar form.
    pub(super) fn begin(&mut self, folded: u32, short: bool) {
        self.begins[begin(folded)] |= if short { BEGINS_SHORT } else { BEGINS_LONG };
    }

    /// What begins with the first three of these folded bytes.
    #[inline(always)]
    fn look(&self, folded: u64) -> u64 {
        u64::from(self.begins[begin(folded as u32)])
    }
}

const LOW: u64 = ONES * 0x7f;

/// The top bit of each of eight bytes that is a digit.
#[inline(always)]
fn digits(word: u64) -> u64 {
    let from_zero = word ^ (ONES * u64::from(b'0'));
    !(((from_zero & LOW) + ONES * (0x80 - 10)) | from_zero) & HIGH
}

/// Bit `i` for the lowest bit of byte `i`; the others are zero.
#[inline(always)]
fn bits(lows: u64) -> u64 {
    lows.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Bit `i` for each of eight bytes that `is` true of.
#[inline(always)]
fn each(bytes: [u8; 8], is: impl Fn(u8) -> bool) -> u64 {
    (0..8).fold(0, |all, i| all | u64::from(is(bytes[i])) << i)
}

/// The masks of as many blocks as there are masks. [`AHEAD`] bytes follow the last block.
///
/// Made for an interpreter, where each operation costs about the same: words of eight bytes tell of digits and signs,
/// and most of them hold no sign; what may begin a literal is one look a byte, and one branch for eight.
pub(super) fn scalar(tables: &Tables, text: &[u8], masks: &mut [Masks]) {
    for (mask, block) in masks.iter_mut().zip((0..).step_by(BLOCK)) {
        *mask = Masks::default();
        let Some(block) = text.get(block..).and_then(|rest| rest.first_chunk::<{ BLOCK + AHEAD }>()) else {
            debug_assert!(false, "the text reaches beyond its last block");
            return;
        };
        for at in (0..BLOCK).step_by(8) {
            // What begins in eight bytes ends in the two after them.
            let Some((bytes, _)) = block[at..].split_first_chunk::<12>() else { return };
            let (Some(eight), Some(behind)) = (bytes.first_chunk(), bytes.last_chunk()) else { return };
            let (word, behind) = (u64::from_le_bytes(*eight), u64::from_le_bytes(*behind));
            mask.digits |= bits(digits(word) >> 7) << at;
            // Four signs in a row, since a loop over them would cost as much again. Where a sign is, the top bit of
            // its byte is borrowed; so it is of bytes that are no ASCII and no sign.
            let less = |sign: u64| (word ^ sign).wrapping_sub(ONES);
            let [a, b, c, d] = tables.signs;
            let mut signs = (less(a) | less(b) | less(c) | less(d)) & !word & HIGH;
            for rare in tables.rare.get(tables.signs.len() - 1..).unwrap_or_default() {
                signs |= equal(word, *rare) & HIGH;
            }
            if signs != 0 {
                mask.backslashes |= each(*eight, |b| b == b'\\') << at;
                mask.rare |= each(*eight, |b| tables.rare.contains(&b)) << at;
            }
            let (low, high) = (word | ONES << 5, behind | ONES << 5);
            let found = tables.look(low)
                | tables.look(low >> 8) << 8
                | tables.look(low >> 16) << 16
                | tables.look(low >> 24) << 24
                | tables.look(high) << 32
                | tables.look(high >> 8) << 40
                | tables.look(high >> 16) << 48
                | tables.look(high >> 24) << 56;
            if found != 0 {
                mask.short |= bits(found & (ONES * u64::from(BEGINS_SHORT))) << at;
                mask.long |= bits((found / u64::from(BEGINS_LONG)) & ONES) << at;
            }
        }
        // A separator counts between digits only.
        let mut between = (mask.digits << 1 | 1) & (mask.digits >> 1 | 1 << 63) & !mask.digits;
        while between != 0 {
            let place = between.trailing_zeros() as usize;
            between &= between - 1;
            mask.seps |= u64::from(matches!(block[place % BLOCK], b' ' | b'-' | b'.')) << place;
        }
    }
}
