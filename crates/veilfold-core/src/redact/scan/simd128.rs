//! The scan with the vector instructions of WASM, for hosts that run them. What a module is built for it always has:
//! nothing is found out at run time.
//!
//! Unsafe for the same reason as [the forms of x86-64](super::simd): loads from a text whose length is checked.
#![allow(unsafe_code)]

use super::literals::sift;
use super::masks::{AHEAD, BLOCK, LONG, LONG_GROUPS, Masks, SHORT, SHORT_GROUPS, Tables, codes};
use super::{Scanner, Tell, Vectors};
use core::arch::wasm32::{
    i8x16_bitmask, i8x16_eq, i8x16_gt, i8x16_shuffle, i8x16_splat, i8x16_sub, i8x16_swizzle, u8x16_le,
    u8x16_splat, u16x8_shl, v128, v128_and, v128_load, v128_or, v128_xor,
};

/// The form that this module can run.
pub(super) fn forms() -> [Vectors; 1] {
    [scan]
}

fn scan(scanner: &Scanner, text: &[u8], hit: &mut Tell<'_>) {
    // A text that is shorter than a block is the only one.
    let most = text.len().min(BLOCK);
    scanner.run(|tables, blocks, masks| kernel(tables, blocks, masks, most), sift::<4>, text, hit);
}

/// Bytes in a vector.
const WIDTH: usize = 16;
/// The codes of the signs before `0`, and of the digits and the signs after them.
static SIGNS: [u8; WIDTH] = codes(2);
static DIGITS: [u8; WIDTH] = codes(3);

#[inline(always)]
fn table(bytes: &[u8; WIDTH]) -> v128 {
    // SAFETY: the table has as many bytes as a vector.
    unsafe { v128_load(bytes.as_ptr().cast()) }
}

/// The code of each byte's class: see `masks::class`. An index above fifteen answers zero.
#[inline(always)]
fn code(x: v128) -> v128 {
    // What a shift of two bytes brings from one into the other is masked out.
    let letter = v128_or(v128_and(x, u8x16_splat(15)), v128_and(u16x8_shl(x, 3), u8x16_splat(0x80)));
    let sign = i8x16_swizzle(table(&SIGNS), v128_xor(x, u8x16_splat(0x20)));
    let digit = i8x16_swizzle(table(&DIGITS), v128_xor(x, u8x16_splat(0x30)));
    v128_or(v128_and(letter, i8x16_gt(x, i8x16_splat(0x3f))), v128_or(sign, digit))
}

/// One bit for each byte that has one.
#[inline(always)]
fn any(x: v128) -> u64 {
    u64::from(!i8x16_bitmask(i8x16_eq(x, u8x16_splat(0))))
}

/// The masks of as many blocks as there are masks, of which the first `most` bytes are looked at. [`AHEAD`] bytes follow the
/// last block.
#[inline(always)]
fn kernel(tables: &Tables, text: &[u8], masks: &mut [Masks], most: usize) {
    assert!(text.len() >= masks.len() * BLOCK + AHEAD, "the text reaches beyond its last block");
    // SAFETY: the last load begins a vector before the end of what the assertion asks for.
    let load = |at: usize| unsafe { v128_load(text.as_ptr().add(at).cast()) };
    let short: [[[v128; 2]; SHORT]; SHORT_GROUPS] =
        tables.short.map(|at| at.map(|halves| halves.map(|t| table(&t))));
    let long: [[[v128; 2]; LONG]; LONG_GROUPS] =
        tables.long.map(|at| at.map(|halves| halves.map(|t| table(&t))));
    let (mut x, mut now) = (load(0), code(load(0)));
    for (i, block) in masks.iter_mut().enumerate() {
        let mut masks = Masks::default();
        for at in (0..most.min(BLOCK)).step_by(WIDTH) {
            let after = load(i * BLOCK + at + WIDTH);
            let next = code(after);
            let low: [v128; LONG] = [
                now,
                i8x16_shuffle::<1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16>(now, next),
                i8x16_shuffle::<2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17>(now, next),
                i8x16_shuffle::<3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18>(now, next),
            ];
            let high = low.map(|code| v128_xor(code, u8x16_splat(0x80)));
            let accepts =
                |t: &[v128; 2], p: usize| v128_or(i8x16_swizzle(t[0], low[p]), i8x16_swizzle(t[1], high[p]));
            let three =
                |t: &[[v128; 2]]| v128_and(v128_and(accepts(&t[0], 0), accepts(&t[1], 1)), accepts(&t[2], 2));
            let short = short.iter().fold(u8x16_splat(0), |any, t| v128_or(any, three(t)));
            let long = long
                .iter()
                .fold(u8x16_splat(0), |any, t| v128_or(any, v128_and(three(t), accepts(&t[3], 3))));
            let is = |b: u8| i8x16_eq(x, u8x16_splat(b));
            let bits = |v: v128| u64::from(i8x16_bitmask(v)) << at;
            masks.short |= any(short) << at;
            masks.long |= any(long) << at;
            masks.digits |= bits(u8x16_le(i8x16_sub(x, u8x16_splat(b'0')), u8x16_splat(9)));
            masks.seps |= bits(v128_or(v128_or(is(b' '), is(b'-')), is(b'.')));
            masks.rare |= bits(tables.rare.iter().fold(u8x16_splat(0), |all, b| v128_or(all, is(*b))));
            masks.backslashes |= bits(is(b'\\'));
            (x, now) = (after, next);
        }
        *block = masks;
    }
}
