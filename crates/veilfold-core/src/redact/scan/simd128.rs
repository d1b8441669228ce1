//! The scan with the vector instructions of WASM, for hosts that run them. What a module is built for it always has:
//! nothing is found out at run time.
//!
//! Unsafe for the same reason as [the forms of x86-64](super::simd): loads from a text whose length is checked.
#![allow(unsafe_code)]

use super::literals::{Filter, bit, hash, key};
use super::masks::{AHEAD, BLOCK, KINDS, LONG, LONG_GROUPS, Masks, SHORT, SHORT_GROUPS, Tables, kind};
use super::{BATCH, Padded, Scanner, Tell, Vectors};
use core::arch::wasm32::{
    i8x16_bitmask, i8x16_eq, i8x16_swizzle, u8x16_add_sat, u8x16_splat, u16x8_shl, v128, v128_and, v128_load,
    v128_or, v128_store, v128_xor,
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

/// Which of these windows pass the filter. There is a branch for four of them: of more at once the compiler keeps all in memory.
#[inline(always)]
fn pass(filter: &Filter, block: &Padded, windows: u64, key: impl Fn(u32) -> u32) -> u64 {
    let (mut left, mut passed) = (windows, 0);
    while left != 0 {
        for _ in 0..4 {
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
///
/// The kinds of all bytes come first: each is asked for at four positions, and is told once.
#[inline(never)]
fn kernel(tables: &Tables, text: &[u8], masks: &mut [Masks]) {
    assert!(text.len() >= masks.len() * BLOCK + AHEAD, "the text reaches beyond its last block");
    assert!(masks.len() <= BATCH, "there is room for the kinds of its bytes");
    const { assert!(KINDS == WIDTH, "a kind is an index") };
    const { assert!(AHEAD >= WIDTH + LONG, "what a vector reaches is there") };
    // SAFETY: what is asked for lies in the blocks and a vector behind them, which the text has.
    let load = |at: usize| unsafe { v128_load(text.as_ptr().add(at).cast()) };
    let mut kinds = [u8x16_splat(0); (BATCH + 1) * BLOCK / WIDTH];
    let kinds = kinds.as_mut_ptr();
    // SAFETY: the same holds for the kinds.
    let (put, get) = (
        |at: usize, codes: v128| unsafe { v128_store(kinds.byte_add(at), v128_and(codes, u8x16_splat(15))) },
        |at: usize| unsafe { v128_load(kinds.byte_add(at)) },
    );
    // Most policies have one of these.
    let (rare, others) = tables.rare.split_first().map_or((0xff, &[][..]), |(rare, others)| (*rare, others));
    let rare = u8x16_splat(rare);
    for (i, block) in masks.iter_mut().enumerate() {
        for v in 0..BLOCK / WIDTH {
            let at = i * BLOCK + v * WIDTH;
            let x = load(at);
            let code = code(x);
            put(at, code);
            set(&mut block.seps, v, i8x16_bitmask(code));
            // Only the upper bit of each byte counts, and none comes into it from another byte.
            set(&mut block.digits, v, i8x16_bitmask(u16x8_shl(code, 1)));
            set(&mut block.rare, v, i8x16_bitmask(i8x16_eq(x, rare)));
            set(&mut block.backslashes, v, i8x16_bitmask(i8x16_eq(x, u8x16_splat(b'\\'))));
        }
    }
    put(masks.len() * BLOCK, code(load(masks.len() * BLOCK)));
    let short: [[v128; SHORT]; SHORT_GROUPS] = tables.short.map(|at| at.map(|[t]| table(&t)));
    let long: [[v128; LONG]; LONG_GROUPS] = tables.long.map(|at| at.map(|[t]| table(&t)));
    // A bit for each byte that is not zero.
    let bits = |v: v128| i8x16_bitmask(u8x16_add_sat(v, u8x16_splat(0x7f)));
    for (i, block) in masks.iter_mut().enumerate() {
        for v in 0..BLOCK / WIDTH {
            let kinds: [v128; LONG] = core::array::from_fn(|p| get(i * BLOCK + v * WIDTH + p));
            let accepts = |t: &[v128], p: usize| i8x16_swizzle(t[p], kinds[p]);
            let three = |t: &[v128]| v128_and(v128_and(accepts(t, 0), accepts(t, 1)), accepts(t, 2));
            let short = short.iter().map(|t| three(t)).reduce(|any, t| v128_or(any, t));
            let long =
                long.iter().map(|t| v128_and(three(t), accepts(t, 3))).reduce(|any, t| v128_or(any, t));
            set(&mut block.short, v, short.map_or(0, bits));
            set(&mut block.long, v, long.map_or(0, bits));
        }
    }
    for byte in others {
        for (i, block) in masks.iter_mut().enumerate() {
            for at in (0..BLOCK).step_by(WIDTH) {
                let bits = i8x16_bitmask(i8x16_eq(load(i * BLOCK + at), u8x16_splat(*byte)));
                block.rare |= u64::from(bits) << at;
            }
        }
    }
}

/// Puts the bits of a vector into a mask, by themselves: bits that are put together its compiler moves into vectors, and back.
#[inline(always)]
fn set(mask: &mut u64, vector: usize, bits: u16) {
    assert!(vector < BLOCK / WIDTH, "a mask has as many bits");
    // SAFETY: a mask is as many bits as a block has vectors of them, in the order of WASM's memory.
    unsafe { core::ptr::from_mut(mask).cast::<u16>().add(vector).write(bits) };
}
