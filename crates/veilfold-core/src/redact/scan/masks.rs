//! Stage 1: bit masks of a block. The scalar form is the specification of the SIMD forms.
//!
//! Bytes are looked at as one of 32 classes: a letter in either case, a digit, four kinds of signs, the
//! rest.

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
    /// The same by class, position 0 lowest, for the scalar form.
    by_class: [Row; CLASSES],
    pub(super) rare: Vec<u8>,
}

/// The buckets that accept a class, position for position.
#[derive(Clone, Copy, Default)]
struct Row {
    short: u64,
    long: u128,
}

const SHORT_LANE: usize = 8 * SHORT_GROUPS;
const LONG_LANE: usize = 8 * LONG_GROUPS;

impl Tables {
    pub(super) fn new() -> Tables {
        Tables {
            short: [[[[0; 16]; 2]; SHORT]; SHORT_GROUPS],
            long: [[[[0; 16]; 2]; LONG]; LONG_GROUPS],
            by_class: [Row::default(); CLASSES],
            rare: Vec::new(),
        }
    }

    /// Lets a class into a bucket of the short literals at position `p`.
    pub(super) fn add_short(&mut self, bucket: usize, p: usize, class: usize) {
        self.short[bucket / 8][p][class / 16][class % 16] |= 1 << (bucket % 8);
        self.by_class[class].short |= 1 << (SHORT_LANE * p + bucket);
    }

    /// Lets a class into a bucket of the other literals at position `p`.
    pub(super) fn add_long(&mut self, bucket: usize, p: usize, class: usize) {
        self.long[bucket / 8][p][class / 16][class % 16] |= 1 << (bucket % 8);
        self.by_class[class].long |= 1 << (LONG_LANE * p + bucket);
    }

    /// Looks for `byte` too.
    pub(super) fn rare(&mut self, byte: u8) {
        if !self.rare.contains(&byte) {
            self.rare.push(byte);
        }
    }
}

/// The masks of as many blocks as there are masks, a byte at a time: shift-or over the positions. [`AHEAD`]
/// bytes follow the last block.
pub(super) fn scalar(tables: &Tables, text: &[u8], masks: &mut [Masks]) {
    // The top lane is set where a window ends; a short one ends a byte before a long one that began with it.
    let (mut short, mut long, mut ended) = (0u64, 0u128, false);
    let mut push = |b: u8| {
        let row = tables.by_class[class(b)];
        let before = ended;
        short = (short << SHORT_LANE | ((1 << SHORT_LANE) - 1)) & row.short;
        long = (long << LONG_LANE | ((1 << LONG_LANE) - 1)) & row.long;
        ended = short >> (SHORT_LANE * (SHORT - 1)) != 0;
        (before, long >> (LONG_LANE * (LONG - 1)) != 0)
    };
    let (blocks, after) = text.split_at(text.len().min(masks.len() * BLOCK));
    for b in &blocks[..LONG - 1] {
        push(*b);
    }
    let ends = blocks.iter().chain(after).skip(LONG - 1);
    let mut windows = ends.map(|b| push(*b));
    for (mask, block) in masks.iter_mut().zip(blocks.chunks(BLOCK)) {
        *mask = Masks::default();
        for (i, &b) in block.iter().enumerate() {
            let (short, long) = windows.next().unwrap_or_default();
            mask.short |= u64::from(short) << i;
            mask.long |= u64::from(long) << i;
            mask.digits |= u64::from(b.is_ascii_digit()) << i;
            mask.seps |= u64::from(matches!(b, b' ' | b'-' | b'.')) << i;
            mask.rare |= u64::from(tables.rare.contains(&b)) << i;
            mask.backslashes |= u64::from(b == b'\\') << i;
        }
    }
}
