//! Stage 1 with vector instructions: x86-64 with AVX2 or SSSE3, found out at run time.
//!
//! The only unsafe code of the crate: loads from a block whose length is checked, and calls of functions
//! that need a processor feature which was asked for. Everything it computes is compared with the scalar
//! form in the tests.
#![allow(unsafe_code)]

use super::masks::{BLOCK, GROUPS, Kernel, Masks, PADDED, POSITIONS, Tables};
use alloc::vec::Vec;
#[allow(clippy::wildcard_imports, reason = "the names of the instructions")]
use core::arch::x86_64::*;

/// The fastest form of stage 1 for this processor.
pub(super) fn kernel() -> Option<Kernel> {
    kernels().into_iter().next()
}

/// The forms that this processor can run, fastest first.
pub(super) fn kernels() -> Vec<Kernel> {
    let mut kernels: Vec<Kernel> = Vec::new();
    if std::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        kernels.push(|tables, block| unsafe { avx2(tables, block) });
    }
    if std::is_x86_feature_detected!("ssse3") {
        // SAFETY: the processor has SSSE3.
        kernels.push(|tables, block| unsafe { ssse3(tables, block) });
    }
    kernels
}

/// One body for both widths: the operations have the same meaning on 32 and on 16 bytes.
macro_rules! kernel {
    ($name:ident, $feature:literal, $width:literal, $bits:ty, $vector:ty, $load:ident, $splat:ident, $shuffle:ident,
     $and:ident, $or:ident, $shift:ident, $equal:ident, $sub:ident, $min:ident, $zero:ident, $mask:ident, |$t:ident| $table:expr) => {
        #[target_feature(enable = $feature)]
        fn $name(tables: &Tables, block: &[u8; PADDED]) -> Masks {
            let half = $splat(15);
            let load_table = |$t: &[u8; 16]| -> $vector { $table };
            let mut masks = Masks::default();
            for at in (0..BLOCK).step_by($width) {
                // SAFETY: at + p + width <= BLOCK + POSITIONS - 1 <= PADDED, the length of the block.
                let load = |p: usize| unsafe { $load(block.as_ptr().add(at + p).cast()) };
                let mut buckets = [$splat(-1); GROUPS];
                for p in 0..POSITIONS {
                    let x = load(p);
                    let lo = $and(x, half);
                    let hi = $and($shift::<4>(x), half);
                    for (group, bucket) in buckets.iter_mut().enumerate() {
                        let lo = $shuffle(load_table(&tables.lo[group][p]), lo);
                        let hi = $shuffle(load_table(&tables.hi[group][p]), hi);
                        *bucket = $and(*bucket, $and(lo, hi));
                    }
                }
                let any = buckets.into_iter().fold($zero(), |a, b| $or(a, b));
                let x = load(0);
                let is = |b: u8| $equal(x, $splat(b as i8));
                let from_zero = $sub(x, $splat(b'0' as i8));
                let digits = $equal($min(from_zero, $splat(9)), from_zero);
                let seps = $or($or(is(b' '), is(b'-')), is(b'.'));
                let rare = tables.rare_bytes().iter().fold($zero(), |all, b| $or(all, is(*b)));
                let bits = |v: $vector| u64::from($mask(v) as $bits) << at;
                masks.windows |= u64::from(!($mask($equal(any, $zero())) as $bits)) << at;
                masks.digits |= bits(digits);
                masks.seps |= bits(seps);
                masks.rare |= bits(rare);
            }
            masks.next_digit = block[BLOCK].is_ascii_digit();
            masks
        }
    };
}

kernel!(
    avx2,
    "avx2",
    32,
    u32,
    __m256i,
    _mm256_loadu_si256,
    _mm256_set1_epi8,
    _mm256_shuffle_epi8,
    _mm256_and_si256,
    _mm256_or_si256,
    _mm256_srli_epi16,
    _mm256_cmpeq_epi8,
    _mm256_sub_epi8,
    _mm256_min_epu8,
    _mm256_setzero_si256,
    _mm256_movemask_epi8,
    // SAFETY: the table has 16 bytes.
    |t| _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(t.as_ptr().cast()) })
);
kernel!(
    ssse3,
    "ssse3",
    16,
    u16,
    __m128i,
    _mm_loadu_si128,
    _mm_set1_epi8,
    _mm_shuffle_epi8,
    _mm_and_si128,
    _mm_or_si128,
    _mm_srli_epi16,
    _mm_cmpeq_epi8,
    _mm_sub_epi8,
    _mm_min_epu8,
    _mm_setzero_si128,
    _mm_movemask_epi8,
    // SAFETY: the table has 16 bytes.
    |t| unsafe { _mm_loadu_si128(t.as_ptr().cast()) }
);
