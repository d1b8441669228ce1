//! Stage 1: bit masks of a block.
//!
//! The SIMD forms look at bytes as one of 32 classes: a letter in either case, a digit, four kinds of signs, the
//! rest; with simd128 as one of sixteen kinds of these. The [scalar form](super::pairs) looks pairs of bytes up instead. They let
//! different windows through, and every window of a literal: stage 2 finds the same in what either of them gives.

use alloc::vec::Vec;

/// Bytes in a block.
pub(super) const BLOCK: usize = 64;
/// Bytes of a literal that stage 1 looks at: all of a short one, and of the others.
pub(super) const SHORT: usize = 3;
pub(super) const LONG: usize = 4;
/// Groups of eight buckets, one byte of a vector each, for the short literals and for the others. Buckets of
/// their own keep a short literal from letting all that shares its bucket match by three bytes.
pub(super) const SHORT_GROUPS: usize = if NARROW { 1 } else { 2 };
pub(super) const LONG_GROUPS: usize = 3;
/// By position and sixteen kinds of bytes: the buckets of a group that accept a kind.
pub(super) type Accept<const POSITIONS: usize> = [[[u8; 16]; KINDS / 16]; POSITIONS];
/// What must follow the last block: as far as a vector of codes reaches ahead.
pub(super) const AHEAD: usize = 32;
/// How many classes of bytes there are.
pub(super) const CLASSES: usize = 32;
/// Where a lookup takes two instructions and two loads, one for a position has to do.
const NARROW: bool = cfg!(target_feature = "simd128");
/// How many kinds of bytes the vectors tell apart.
pub(super) const KINDS: usize = if NARROW { 16 } else { CLASSES };

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

/// What the vectors take a byte for: its class, or one of sixteen kinds.
pub(super) const fn kind(byte: u8) -> usize {
    /// The kind of each class. Found by trial: of many ways to join 32 classes to sixteen the one that, by
    /// [`FREQUENCY`](super::build), lets the fewest windows through.
    const JOINED: [u8; CLASSES] = [
        0, 2, 6, 1, 4, 7, 6, 8, 6, 3, 10, 10, 7, 9, 13, 13, 9, 1, 8, 9, 4, 8, 4, 1, 1, 11, 10, 15, 5, 14, 12,
        5,
    ];
    let class = class(byte);
    if NARROW { JOINED[class] as usize % KINDS } else { class }
}

/// The code of a class: its low half, and the top bit for the upper sixteen. A shuffle of sixteen bytes can use
/// it as an index twice, once for each half of the classes: the half that a class is not in sees the top bit set
/// and answers zero.
#[cfg(all(feature = "std", target_arch = "x86_64"))]
const fn code(class: usize) -> u8 {
    (class & 15 | (class >> 4) << 7) as u8
}

/// The codes of the bytes `high * 16..`.
#[cfg(all(feature = "std", target_arch = "x86_64"))]
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
}

impl Tables {
    pub(super) fn new() -> Tables {
        Tables {
            short: [[[[0; 16]; KINDS / 16]; SHORT]; SHORT_GROUPS],
            long: [[[[0; 16]; KINDS / 16]; LONG]; LONG_GROUPS],
            rare: Vec::new(),
        }
    }

    /// Lets a kind of bytes into a bucket of the short literals at position `p`.
    pub(super) fn add_short(&mut self, bucket: usize, p: usize, kind: usize) {
        self.short[bucket / 8][p][kind / 16][kind % 16] |= 1 << (bucket % 8);
    }

    /// Lets a kind of bytes into a bucket of the other literals at position `p`.
    pub(super) fn add_long(&mut self, bucket: usize, p: usize, kind: usize) {
        self.long[bucket / 8][p][kind / 16][kind % 16] |= 1 << (bucket % 8);
    }

    /// Looks for `byte` too.
    pub(super) fn rare(&mut self, byte: u8) {
        if !self.rare.contains(&byte) {
            self.rare.push(byte);
        }
    }
}
