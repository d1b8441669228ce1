//! The scan with the vector instructions of WASM, for hosts that run them. What a module is built for it always has:
//! nothing is found out at run time.
//!
//! Unsafe for the same reason as [the forms of x86-64](super::simd): loads from a text whose length is checked.
#![allow(unsafe_code)]

use super::literals::{Filter, bit, hash, key};
use super::masks::{AHEAD, BLOCK, KINDS, LONG, LONG_GROUPS, Masks, SHORT, SHORT_GROUPS, Tables, kind};
use super::{Padded, Scanner, Tell, Vectors};
use core::arch::wasm32::{
    i8x16_bitmask, i8x16_eq, i8x16_shuffle, i8x16_swizzle, u8x16_splat, u16x8_shl, v128, v128_and, v128_load,
    v128_or, v128_xor,
};

/// The form that this module can run.
pub(super) fn forms() -> [Vectors; 1] {
    [scan]
}

fn scan(scanner: &Scanner, text: &[u8], hit: &mut Tell<'_>) {
    scanner.run(kernel, sift, text, hit);
}

/// Which windows of a block pass the filter.
#[inline(never)]
fn sift(filter: &Filter, block: &Padded, mask: &Masks) -> u64 {
    pass(filter, block, mask.long, |window| key(window, false))
        | pass(filter, block, mask.short, |window| key(window, true))
}

/// Which of these windows pass the filter. There is a branch for eight of them, which most blocks have no more of.
#[inline(always)]
fn pass(filter: &Filter, block: &Padded, windows: u64, key: impl Fn(u32) -> u32) -> u64 {
    let (mut left, mut passed) = (windows, 0);
    while left != 0 {
        for _ in 0..8 {
            // Without a window left it is the byte behind the block, whose bit is that of its first one.
            let place = left.trailing_zeros() as usize;
            let window = block[place..].first_chunk().map_or(0, |four| u32::from_le_bytes(*four));
            let bit = bit(hash(key(window)));
            passed |= u64::from(filter[bit / 32] >> (bit % 32) & 1).wrapping_shl(place as u32);
            left &= left.wrapping_sub(1);
        }
    }
    passed & windows
}

/// Bytes in a vector.
const WIDTH: usize = 16;
/// In the code of a byte beside its kind: it is a separator, a digit.
const SEPARATOR: u8 = 0x80;
const DIGIT: u8 = 0x40;

/// The codes of the bytes `high * 16..`.
const fn codes(high: u8) -> [u8; WIDTH] {
    let mut codes = [0; WIDTH];
    let mut low = 0;
    while low < 16 {
        let byte = high << 4 | low;
        let sign = match byte {
            b' ' | b'-' | b'.' => SEPARATOR,
            b'0'..=b'9' => DIGIT,
            _ => 0,
        };
        codes[low as usize] = kind(byte) as u8 | sign;
        low += 1;
    }
    codes
}

#[inline(always)]
fn table(bytes: &[u8; WIDTH]) -> v128 {
    // SAFETY: the table has as many bytes as a vector.
    unsafe { v128_load(bytes.as_ptr().cast()) }
}

/// The code of each byte. An index above fifteen answers zero, the kind of the rest.
#[inline(always)]
fn code(x: v128) -> v128 {
    static CODES: [[u8; WIDTH]; 4] = [codes(2), codes(3), codes(6), codes(7)];
    let folded = v128_or(x, u8x16_splat(0x20));
    let of = |of: usize, high: u8, x: v128| i8x16_swizzle(table(&CODES[of]), v128_xor(x, u8x16_splat(high)));
    v128_or(v128_or(of(0, 0x20, x), of(1, 0x30, x)), v128_or(of(2, 0x60, folded), of(3, 0x70, folded)))
}

/// The masks of as many blocks as there are masks. [`AHEAD`] bytes follow the last block.
#[inline(never)]
fn kernel(tables: &Tables, text: &[u8], masks: &mut [Masks]) {
    assert!(text.len() >= masks.len() * BLOCK + AHEAD, "the text reaches beyond its last block");
    const { assert!(KINDS == WIDTH, "a kind is an index") };
    // SAFETY: the last load begins a vector before the end of what the assertion asks for.
    let load = |at: usize| unsafe { v128_load(text.as_ptr().add(at).cast()) };
    let short: [[v128; SHORT]; SHORT_GROUPS] = tables.short.map(|at| at.map(|[t]| table(&t)));
    let long: [[v128; LONG]; LONG_GROUPS] = tables.long.map(|at| at.map(|[t]| table(&t)));
    // Most policies have one of these.
    let (rare, others) = tables.rare.split_first().map_or((0xff, &[][..]), |(rare, others)| (*rare, others));
    let rare = u8x16_splat(rare);
    for (i, block) in masks.iter_mut().enumerate() {
        let mut masks = Masks::default();
        let mut vector = |at: usize, x: v128, now: v128, next: v128| {
            let code = now;
            let kinds = |code: v128| v128_and(code, u8x16_splat(15));
            let (now, next) = (kinds(now), kinds(next));
            let kinds: [v128; LONG] = [
                now,
                i8x16_shuffle::<1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16>(now, next),
                i8x16_shuffle::<2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17>(now, next),
                i8x16_shuffle::<3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18>(now, next),
            ];
            let accepts = |t: v128, p: usize| i8x16_swizzle(t, kinds[p]);
            let three = |t: &[v128]| v128_and(v128_and(accepts(t[0], 0), accepts(t[1], 1)), accepts(t[2], 2));
            let short = short.iter().map(|t| three(t)).reduce(|any, t| v128_or(any, t));
            let long =
                long.iter().map(|t| v128_and(three(t), accepts(t[3], 3))).reduce(|any, t| v128_or(any, t));
            let bits = |v: v128| u64::from(i8x16_bitmask(v)) << at;
            let none = |v: Option<v128>| v.map_or(0, |v| bits(i8x16_eq(v, u8x16_splat(0))));
            masks.short |= none(short);
            masks.long |= none(long);
            masks.seps |= bits(code);
            // Only the upper bit of each byte counts, and none comes into it from another byte.
            masks.digits |= bits(u16x8_shl(code, 1));
            masks.rare |= bits(i8x16_eq(x, rare));
            masks.backslashes |= bits(i8x16_eq(x, u8x16_splat(b'\\')));
        };
        // No loop: what it carries from one vector to the next its compiler would keep in memory.
        let x: [v128; 5] = core::array::from_fn(|of| load(i * BLOCK + of * WIDTH));
        let codes = x.map(code);
        vector(0, x[0], codes[0], codes[1]);
        vector(WIDTH, x[1], codes[1], codes[2]);
        vector(2 * WIDTH, x[2], codes[2], codes[3]);
        vector(3 * WIDTH, x[3], codes[3], codes[4]);
        for byte in others {
            for at in (0..BLOCK).step_by(WIDTH) {
                let bits = i8x16_bitmask(i8x16_eq(load(i * BLOCK + at), u8x16_splat(*byte)));
                masks.rare |= u64::from(bits) << at;
            }
        }
        *block = Masks { short: !masks.short, long: !masks.long, ..masks };
    }
}
