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
    pub(super) rare: Vec<u8>,
    /// All of it once more by byte, for the scalar form.
    by_byte: [Row; 256],
}

/// For a byte at each position: a bit for each bucket that accepts it, and at position 0 what else it is. What asks
/// nothing of a position is set there, so that the rows of four bytes, `and`ed, tell all about the first of them.
type Row = [u64; LONG];

const LONG_BITS: u64 = (1 << (8 * LONG_GROUPS)) - 1;
const SHORT_AT: usize = 8 * LONG_GROUPS;
const SHORT_BITS: u64 = ((1 << (8 * SHORT_GROUPS)) - 1) << SHORT_AT;
const DIGIT: u64 = 1 << 60;
const SEP: u64 = 1 << 61;
const RARE: u64 = 1 << 62;
const BACKSLASH: u64 = 1 << 63;
const _: () = assert!(SHORT_AT + 8 * SHORT_GROUPS <= 60, "the buckets and what else a byte is share 64 bits");

impl Tables {
    pub(super) fn new() -> Tables {
        Tables {
            short: [[[[0; 16]; 2]; SHORT]; SHORT_GROUPS],
            long: [[[[0; 16]; 2]; LONG]; LONG_GROUPS],
            rare: Vec::new(),
            by_byte: [[0; LONG]; 256],
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

    /// Makes what the scalar form looks up; to be called when all is added.
    pub(super) fn finish(&mut self) {
        for (byte, row) in (0..=u8::MAX).zip(&mut self.by_byte) {
            let (half, class) = (class(byte) / 16, class(byte) % 16);
            for (p, bits) in row.iter_mut().enumerate() {
                *bits = if p == 0 { kind(byte, &self.rare) } else { !(LONG_BITS | SHORT_BITS) };
                for (g, accept) in self.long.iter().enumerate() {
                    *bits |= u64::from(accept[p][half][class]) << (8 * g);
                }
                for (g, accept) in self.short.iter().enumerate() {
                    let any = accept.get(p).map_or(u8::MAX, |accept| accept[half][class]);
                    *bits |= u64::from(any) << (SHORT_AT + 8 * g);
                }
            }
        }
    }
}

/// What a byte is beside its class.
fn kind(byte: u8, rare: &[u8]) -> u64 {
    let own = match byte {
        b'0'..=b'9' => DIGIT,
        b' ' | b'-' | b'.' => SEP,
        b'\\' => BACKSLASH,
        _ => 0,
    };
    if rare.contains(&byte) { own | RARE } else { own }
}

/// The masks of as many blocks as there are masks, a byte at a time. [`AHEAD`] bytes follow the last block.
///
/// Most bytes are nothing and begin nothing: one look for all that they may be.
pub(super) fn scalar(tables: &Tables, text: &[u8], masks: &mut [Masks]) {
    debug_assert!(text.len() >= masks.len() * BLOCK + LONG - 1);
    // What the bytes so far accept of a window that began one, two and three bytes ago.
    let (mut one, mut two, mut three) = (0, 0, 0);
    let mut push = |byte: u8| {
        let [first, second, third, fourth] = tables.by_byte[usize::from(byte)];
        let ended = three & fourth;
        (one, two, three) = (first, one & second, two & third);
        ended
    };
    let (begin, rest) = text.split_at(text.len().min(LONG - 1));
    for byte in begin {
        push(*byte);
    }
    let mut ends = rest.chunks(BLOCK);
    for mask in masks {
        *mask = Masks::default();
        for (i, byte) in ends.next().unwrap_or_default().iter().enumerate() {
            let found = push(*byte);
            if found != 0 {
                let bit = |of: u64| u64::from(found & of != 0) << i;
                mask.long |= bit(LONG_BITS);
                mask.short |= bit(SHORT_BITS);
                mask.digits |= bit(DIGIT);
                mask.seps |= bit(SEP);
                mask.rare |= bit(RARE);
                mask.backslashes |= bit(BACKSLASH);
            }
        }
    }
}
