//! Scans with vector instructions: x86-64 with AVX-512, AVX2 or SSSE3, found out at run time.
//!
//! The only unsafe code of the crate: loads from a text whose length is checked, a look into a filter that has a bit for
//! every hash, and calls of functions that need a processor feature which was asked for. Everything it computes is compared with the scalar
//! form in the tests.
#![allow(unsafe_code)]

use super::literals::{FOLD, Filter, HASH, bit, hash, key};
use super::masks::{
    AHEAD, Accept, BLOCK, LONG, LONG_GROUPS, Masks, SHORT, SHORT_GROUPS, Tables, class, codes,
};
use super::{Padded, Scanner, Tell, Vectors};
use alloc::vec::Vec;
#[allow(clippy::wildcard_imports, reason = "the names of the instructions")]
use core::arch::x86_64::*;

/// The forms of a scan that this processor can run, fastest first.
pub(super) fn forms() -> Vec<Vectors> {
    let mut forms: Vec<Vectors> = Vec::new();
    if std::is_x86_feature_detected!("avx2")
        && std::is_x86_feature_detected!("bmi1")
        && std::is_x86_feature_detected!("bmi2")
        && std::is_x86_feature_detected!("lzcnt")
        && std::is_x86_feature_detected!("popcnt")
    {
        if std::is_x86_feature_detected!("avx512f")
            && std::is_x86_feature_detected!("avx512bw")
            && std::is_x86_feature_detected!("avx512vbmi")
            && std::is_x86_feature_detected!("avx512vbmi2")
        {
            // SAFETY: the processor has all of these.
            forms.push(|scanner, text, hit| unsafe { scan_avx512(scanner, text, hit) });
        }
        // SAFETY: the processor has all of these.
        forms.push(|scanner, text, hit| unsafe { scan_avx2(scanner, text, hit) });
    }
    if std::is_x86_feature_detected!("ssse3") {
        // SAFETY: the processor has SSSE3.
        forms.push(|scanner, text, hit| unsafe { scan_ssse3(scanner, text, hit) });
    }
    forms
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,avx2,bmi1,bmi2,lzcnt,popcnt")]
fn scan_avx512(scanner: &Scanner, text: &[u8], hit: &mut Tell<'_>) {
    scanner.run(
        |tables, text, masks| avx512(tables, text, masks),
        |filter, block, mask| avx512_sift(filter, block, mask),
        text,
        hit,
    );
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn scan_avx2(scanner: &Scanner, text: &[u8], hit: &mut Tell<'_>) {
    scanner.run(|tables, text, masks| avx2(tables, text, masks), sift::<4>, text, hit);
}

#[target_feature(enable = "ssse3")]
fn scan_ssse3(scanner: &Scanner, text: &[u8], hit: &mut Tell<'_>) {
    scanner.run(|tables, text, masks| ssse3(tables, text, masks), sift::<4>, text, hit);
}

/// Which windows of a block pass the filter. Most do not, and a wrong guess of the processor would cost more than the
/// look: there is no branch on the outcome, and one for `STEP` windows.
#[inline(always)]
fn sift<const STEP: usize>(filter: &Filter, block: &Padded, mask: &Masks) -> u64 {
    let mut windows = mask.long | mask.short;
    // Those that are both are too few to ask twice.
    let mut passed = mask.long & mask.short;
    while windows != 0 {
        for _ in 0..STEP {
            let place = windows.trailing_zeros() as usize % BLOCK;
            let window =
                u32::from_le_bytes([block[place], block[place + 1], block[place + 2], block[place + 3]]);
            let bit = bit(hash(key(window, mask.short >> place & 1 != 0)));
            // Without a window left, the place of none passes.
            passed |= (u64::from(filter[bit / 32] >> (bit % 32)) & windows >> place & 1) << place;
            windows &= windows.wrapping_sub(1);
        }
    }
    passed
}

/// The codes of the signs before `0`, and of the digits and the signs after them.
static SIGNS: [u8; 16] = codes(2);
static DIGITS: [u8; 16] = codes(3);

/// The classes of all ASCII bytes.
static CLASSES: [u8; 128] = {
    let mut classes = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        classes[byte as usize] = class(byte) as u8;
        byte += 1;
    }
    classes
};

/// A block in one vector: one instruction looks 64 bytes up in a table of 64, so that a class needs no halves, and
/// a comparison gives its bits at once.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi2")]
fn avx512(tables: &Tables, text: &[u8], masks: &mut [Masks]) {
    assert!(text.len() >= masks.len() * BLOCK + AHEAD, "the text reaches beyond its last block");
    // What lies beyond the text is read as zero bytes.
    let load = |at: usize| {
        let within = _bzhi_u64(u64::MAX, text.len().saturating_sub(at).min(BLOCK) as u32);
        // SAFETY: only bytes of the text are loaded.
        unsafe { _mm512_maskz_loadu_epi8(within, text.as_ptr().wrapping_add(at).cast()) }
    };
    // SAFETY: each half has 64 bytes.
    let classes = unsafe {
        [_mm512_loadu_si512(CLASSES.as_ptr().cast()), _mm512_loadu_si512(CLASSES[64..].as_ptr().cast())]
    };
    let code =
        |x: __m512i| _mm512_maskz_permutex2var_epi8(!_mm512_movepi8_mask(x), classes[0], x, classes[1]);
    // SAFETY: the table has 32 bytes.
    let table = |t: &[[u8; 16]; 2]| unsafe { _mm512_broadcast_i64x4(_mm256_loadu_si256(t.as_ptr().cast())) };
    let long: [[__m512i; LONG]; LONG_GROUPS] = tables.long.map(|accept| accept.map(|t| table(&t)));
    let short: [[__m512i; SHORT]; SHORT_GROUPS] = tables.short.map(|accept| accept.map(|t| table(&t)));
    let all = |a: __m512i, b: __m512i, c: __m512i| _mm512_ternarylogic_epi64::<0x80>(a, b, c);
    let (mut x, mut now) = (load(0), code(load(0)));
    for (i, masks) in masks.iter_mut().enumerate() {
        let after = load((i + 1) * BLOCK);
        let next = code(after);
        // The instruction shifts within quarters: each quarter's next one beside it.
        let middle = _mm512_alignr_epi32::<4>(next, now);
        let at: [__m512i; LONG] = [
            now,
            _mm512_alignr_epi8::<1>(middle, now),
            _mm512_alignr_epi8::<2>(middle, now),
            _mm512_alignr_epi8::<3>(middle, now),
        ];
        let accepts = |t: __m512i, p: usize| _mm512_permutexvar_epi8(at[p], t);
        let three = |t: &[__m512i]| all(accepts(t[0], 0), accepts(t[1], 1), accepts(t[2], 2));
        let short = short.iter().fold(_mm512_setzero_si512(), |any, t| _mm512_or_si512(any, three(t)));
        let long = long.iter().fold(_mm512_setzero_si512(), |any, t| {
            _mm512_or_si512(any, _mm512_and_si512(three(t), accepts(t[3], 3)))
        });
        let is = |b: u8| _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(b as i8));
        let from_zero = _mm512_sub_epi8(x, _mm512_set1_epi8(b'0' as i8));
        *masks = Masks {
            short: _mm512_test_epi8_mask(short, short),
            long: _mm512_test_epi8_mask(long, long),
            digits: _mm512_cmple_epu8_mask(from_zero, _mm512_set1_epi8(9)),
            seps: is(b' ') | is(b'-') | is(b'.'),
            rare: tables.rare.iter().fold(0, |any, b| any | is(*b)),
            backslashes: is(b'\\'),
        };
        (x, now) = (after, next);
    }
}

/// The bytes of a block, by their place.
static PLACES: [u8; BLOCK] = {
    let mut places = [0; BLOCK];
    let mut at = 0;
    while at < BLOCK {
        places[at] = at as u8;
        at += 1;
    }
    places
};

/// [`sift`] for sixteen windows at once: a block seldom has more.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
fn avx512_sift(filter: &Filter, block: &Padded, mask: &Masks) -> u64 {
    const WINDOWS: u32 = 16;
    let mut left = mask.long | mask.short;
    // SAFETY: 64 bytes, and the 32 that follow them in the block.
    let (x, after, places) = unsafe {
        (
            _mm512_loadu_si512(block.as_ptr().cast()),
            _mm512_castsi256_si512(_mm256_loadu_si256(block[BLOCK..].as_ptr().cast())),
            _mm512_loadu_si512(PLACES.as_ptr().cast()),
        )
    };
    let each = |n: u32| _mm512_set1_epi32(n as i32);
    // The first byte of each four, four times.
    let first = _mm512_set4_epi32(0x0c0c_0c0c, 0x0808_0808, 0x0404_0404, 0);
    let mut passed = mask.long & mask.short;
    // Nearly every block has one to sixteen: the first look is no guess.
    loop {
        let at = _mm512_castsi512_si128(_mm512_maskz_compress_epi8(left, places));
        let four = _mm512_shuffle_epi8(_mm512_cvtepu8_epi32(at), first);
        let window = _mm512_permutex2var_epi8(x, _mm512_add_epi32(four, each(0x0302_0100)), after);
        let is_short = _pext_u64(mask.short, left) as __mmask16;
        let key = _mm512_mask_slli_epi32::<8>(_mm512_or_si512(window, each(FOLD)), is_short, window);
        let bit = _mm512_srli_epi32::<16>(_mm512_mullo_epi32(key, each(HASH)));
        // SAFETY: a hash of 16 bits is a bit of the filter.
        let word =
            unsafe { _mm512_i32gather_epi32::<4>(_mm512_srli_epi32::<5>(bit), filter.as_ptr().cast()) };
        let is_in = _mm512_test_epi32_mask(word, _mm512_sllv_epi32(each(1), _mm512_and_si512(bit, each(31))));
        passed |= _pdep_u64(u64::from(is_in), left);
        left &= !_pdep_u64((1 << WINDOWS) - 1, left);
        if left == 0 {
            return passed;
        }
    }
}

/// One body for both widths: the operations have the same meaning on 32 and on 16 bytes.
macro_rules! kernel {
    ($name:ident, $feature:literal, $width:literal, $bits:ty, $vector:ty, $load:ident, $splat:ident, $shuffle:ident,
     $and:ident, $or:ident, $xor:ident, $shift:ident, $equal:ident, $greater:ident, $sub:ident, $min:ident, $zero:ident,
     $mask:ident, |$t:ident| $table:expr, |$now:ident, $next:ident| $windows:expr) => {
        #[target_feature(enable = $feature)]
        fn $name(tables: &Tables, text: &[u8], masks: &mut [Masks]) {
            assert!(text.len() >= masks.len() * BLOCK + AHEAD, "the text reaches beyond its last block");
            // SAFETY: the last load begins a vector before the end of what the assertion asks for.
            let load = |at: usize| unsafe { $load(text.as_ptr().add(at).cast()) };
            let table = |$t: &[u8; 16]| -> $vector { $table };
            // The code of each byte's class: see `masks::class`.
            let code = |x: $vector| -> $vector {
                let letter = $or($and(x, $splat(15)), $and($shift::<3>(x), $splat(-128)));
                let high = $and(x, $splat(-16));
                let sign = $and($shuffle(table(&SIGNS), x), $equal(high, $splat(0x20)));
                let digit = $and($shuffle(table(&DIGITS), x), $equal(high, $splat(0x30)));
                $or($and(letter, $greater(x, $splat(0x3f))), $or(sign, digit))
            };
            let (mut x, mut $now) = (load(0), code(load(0)));
            for (i, block) in masks.iter_mut().enumerate() {
                let mut masks = Masks::default();
                for at in (0..BLOCK).step_by($width) {
                    let after = load(i * BLOCK + at + $width);
                    let $next = code(after);
                    let low: [$vector; LONG] = $windows;
                    let high = low.map(|code| $xor(code, $splat(-128)));
                    let accepts = |at: &[[u8; 16]; 2], p: usize| {
                        $or($shuffle(table(&at[0]), low[p]), $shuffle(table(&at[1]), high[p]))
                    };
                    let mut short = $zero();
                    for group in 0..SHORT_GROUPS {
                        let at: &Accept<SHORT> = &tables.short[group];
                        let first = $and(accepts(&at[0], 0), accepts(&at[1], 1));
                        short = $or(short, $and(first, accepts(&at[2], 2)));
                    }
                    let mut long = $zero();
                    for group in 0..LONG_GROUPS {
                        let at: &Accept<LONG> = &tables.long[group];
                        let first = $and(accepts(&at[0], 0), accepts(&at[1], 1));
                        long = $or(long, $and(first, $and(accepts(&at[2], 2), accepts(&at[3], 3))));
                    }
                    let is = |b: u8| $equal(x, $splat(b as i8));
                    let from_zero = $sub(x, $splat(b'0' as i8));
                    let digits = $equal($min(from_zero, $splat(9)), from_zero);
                    let seps = $or($or(is(b' '), is(b'-')), is(b'.'));
                    let rare = tables.rare.iter().fold($zero(), |all, b| $or(all, is(*b)));
                    let bits = |v: $vector| u64::from($mask(v) as $bits) << at;
                    let set = |v: $vector| u64::from(!($mask($equal(v, $zero())) as $bits)) << at;
                    masks.short |= set(short);
                    masks.long |= set(long);
                    masks.digits |= bits(digits);
                    masks.seps |= bits(seps);
                    masks.rare |= bits(rare);
                    masks.backslashes |= bits(is(b'\\'));
                    (x, $now) = (after, $next);
                }
                *block = masks;
            }
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
    _mm256_xor_si256,
    _mm256_slli_epi16,
    _mm256_cmpeq_epi8,
    _mm256_cmpgt_epi8,
    _mm256_sub_epi8,
    _mm256_min_epu8,
    _mm256_setzero_si256,
    _mm256_movemask_epi8,
    // SAFETY: the table has 16 bytes.
    |t| _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(t.as_ptr().cast()) }),
    |now, next| {
        // The instruction shifts within halves: the upper half of `now` and the lower of `next` between them.
        let middle = _mm256_permute2x128_si256::<0x21>(now, next);
        [
            now,
            _mm256_alignr_epi8::<1>(middle, now),
            _mm256_alignr_epi8::<2>(middle, now),
            _mm256_alignr_epi8::<3>(middle, now),
        ]
    }
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
    _mm_xor_si128,
    _mm_slli_epi16,
    _mm_cmpeq_epi8,
    _mm_cmpgt_epi8,
    _mm_sub_epi8,
    _mm_min_epu8,
    _mm_setzero_si128,
    _mm_movemask_epi8,
    // SAFETY: the table has 16 bytes.
    |t| unsafe { _mm_loadu_si128(t.as_ptr().cast()) },
    |now, next| [
        now,
        _mm_alignr_epi8::<1>(next, now),
        _mm_alignr_epi8::<2>(next, now),
        _mm_alignr_epi8::<3>(next, now),
    ]
);
