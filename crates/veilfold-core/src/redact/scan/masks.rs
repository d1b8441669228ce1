//! Stage 1: bit masks of a block.
//!
//! The SIMD forms look at bytes as one of 32 classes: a letter in either case, a digit, four kinds of signs, the
//! rest. The scalar form looks the hash of three bytes up instead. They let different windows through, and every window
//! of a literal: stage 2 finds the same in what either of them gives.

use super::{begin, fold, zeroed};
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

/// What stage 1 looks bytes up in.
#[derive(Clone)]
pub(super) struct Tables {
    pub(super) short: [Accept<SHORT>; SHORT_GROUPS],
    pub(super) long: [Accept<LONG>; LONG_GROUPS],
    pub(super) rare: Vec<u8>,
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
        if !self.rare.contains(&byte) {
            self.rare.push(byte);
        }
    }

    /// Lets what begins with the first three of four folded bytes through the scalar form.
    pub(super) fn begin(&mut self, folded: u32, short: bool) {
        self.begins[begin(folded)] |= if short { BEGINS_SHORT } else { BEGINS_LONG };
    }
}

/// One byte in each of eight.
const ONES: u64 = u64::from_le_bytes([1; 8]);
const LOW: u64 = ONES * 0x7f;
const HIGH: u64 = ONES << 7;

/// The top bit of each of eight bytes that is `byte`.
#[inline]
fn equal(word: u64, byte: u8) -> u64 {
    let other = word ^ (ONES * u64::from(byte));
    !(((other & LOW) + LOW) | other) & HIGH
}

/// The top bit of each of eight bytes that is a digit.
#[inline]
fn digits(word: u64) -> u64 {
    let from_zero = word ^ (ONES * u64::from(b'0'));
    !(((from_zero & LOW) + ONES * (0x80 - 10)) | from_zero) & HIGH
}

/// Bit `i` for the top bit of byte `i`.
#[inline]
fn bits(tops: u64) -> u64 {
    (tops >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The masks of as many blocks as there are masks. [`AHEAD`] bytes follow the last block.
///
/// Made for an interpreter, where each operation costs about the same: words of eight bytes tell of digits and signs,
/// and most of them hold none; what may begin a literal is one look a byte, and one branch for four.
pub(super) fn scalar(tables: &Tables, text: &[u8], masks: &mut [Masks]) {
    for (mask, block) in masks.iter_mut().zip((0..).step_by(BLOCK)) {
        *mask = Masks::default();
        let Some(block) = text.get(block..).and_then(|rest| rest.first_chunk::<{ BLOCK + AHEAD }>()) else {
            debug_assert!(false, "the text reaches beyond its last block");
            return;
        };
        for at in (0..BLOCK).step_by(8) {
            let word = u64::from_le_bytes(core::array::from_fn(|i| block[at + i]));
            let found = digits(word);
            if found != 0 {
                mask.digits |= bits(found) << at;
            }
            let found = equal(word, b'\\');
            if found != 0 {
                mask.backslashes |= bits(found) << at;
            }
            let found = tables.rare.iter().fold(0, |all, byte| all | equal(word, *byte));
            if found != 0 {
                mask.rare |= bits(found) << at;
            }
        }
        if mask.digits != 0 {
            // A separator counts between digits only.
            for at in (0..BLOCK).step_by(8) {
                let word = u64::from_le_bytes(core::array::from_fn(|i| block[at + i]));
                mask.seps |= bits(equal(word, b' ') | equal(word, b'-') | equal(word, b'.')) << at;
            }
        }
        let look =
            |at: usize| tables.begins[begin(fold([block[at], block[at + 1], block[at + 2], block[at + 3]]))];
        for at in (0..BLOCK).step_by(4) {
            let found = [look(at), look(at + 1), look(at + 2), look(at + 3)];
            if found[0] | found[1] | found[2] | found[3] != 0 {
                for (i, found) in (at..).zip(found) {
                    mask.short |= u64::from(found & BEGINS_SHORT) << i;
                    mask.long |= u64::from(found / BEGINS_LONG) << i;
                }
            }
        }
    }
}
