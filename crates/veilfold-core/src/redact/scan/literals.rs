//! Stage 2 for literals: what the windows that pass the filter are compared with.
#![allow(clippy::inline_always, reason = "as `scan`")]

use super::{Scanner, Source, Tell};
use crate::bounds::Bounds as _;
use crate::swar::word;
use core::ops::Range;

/// A literal as stage 2 compares it.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    /// Where it stands in [`Scanner::bytes`].
    pub(super) at: u32,
    pub(super) len: u8,
    /// Which of its bytes the window of stage 1 begins at.
    pub(super) offset: u8,
    pub(super) fold: bool,
    /// The name of a field must end after it.
    pub(super) word: bool,
    /// So many bytes of base64url follow it, at least.
    pub(super) body: u8,
    /// Its first eight bytes, and the bits of them that count: one look tells most of what it is not.
    pub(super) first: (u64, u64),
    pub(super) source: Source,
    /// The next literal of the same hash, plus one; 0 ends the chain.
    pub(super) next: u16,
}

impl Literal {
    /// Where it stands in [`Scanner::bytes`].
    pub(super) fn range(&self) -> Range<usize> {
        let at = self.at as usize;
        at..at + usize::from(self.len)
    }
}

/// One bit for each hash of the key of a literal's window.
pub(super) type Filter = [u32; FILTER / 32];

/// Bits of a hash that choose a chain of literals, and a bit of the filter.
pub(super) const HEADS: usize = 1 << 12;
/// Where more windows are let through, fewer of them may be in it by chance.
pub(super) const FILTER: usize = if cfg!(target_feature = "simd128") { 1 << 17 } else { 1 << 16 };

/// What a window is multiplied with: the upper bits are its hash.
pub(super) const HASH: u32 = 0x9E37_79B1;
/// What four bytes are folded with: letters of ASCII lose their case.
pub(super) const FOLD: u32 = 0x2020_2020;

/// The key of the window of a literal of four bytes or more, and of one of three. Few literals of three come in any
/// case, so that these have a key for each; `ode` is in every other word, `ODE` begins a token.
#[inline(always)]
pub(super) fn key(window: u32, is_short: bool) -> u32 {
    if is_short { window << 8 } else { window | FOLD }
}

#[inline(always)]
pub(super) const fn hash(key: u32) -> u32 {
    key.wrapping_mul(HASH)
}

/// The bit of the filter for a hash, and the chain of literals.
#[inline(always)]
pub(super) fn bit(hash: u32) -> usize {
    (hash >> (u32::BITS - FILTER.ilog2())) as usize
}

#[inline(always)]
pub(super) fn chain(hash: u32) -> usize {
    (hash >> 20) as usize
}

/// The bits of the first eight bytes of a literal that count: letters in any case lose one.
pub(super) fn counts(literal: &[u8], fold: bool) -> u64 {
    let bits = |b: &u8| if fold && b.is_ascii_alphabetic() { 0xdf } else { 0xff };
    u64::from_le_bytes(core::array::from_fn(|p| literal.get(p).map_or(0, bits)))
}

impl Scanner {
    /// Stage 2 for the window that begins at `at`.
    #[inline]
    pub(super) fn compare(&self, text: &[u8], at: usize, is_short: bool, hit: &mut Tell<'_>) -> bool {
        let key = key(word(text, at) as u32, is_short);
        let mut next = self.heads[chain(hash(key))];
        while let Some(literal) = usize::from(next).checked_sub(1).and_then(|i| self.literals.get(i)) {
            next = literal.next;
            let Some(start) = at.checked_sub(usize::from(literal.offset)) else { continue };
            if (word(text, start) ^ literal.first.0) & literal.first.1 != 0 {
                continue;
            }
            if !self.found(text, start, literal, hit) {
                return false;
            }
        }
        true
    }

    /// Tells of a literal whose first eight bytes stand at `start`, where all of it is there.
    #[cfg_attr(target_family = "wasm", inline(never))]
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    fn found(&self, text: &[u8], start: usize, literal: &Literal, hit: &mut Tell<'_>) -> bool {
        let end = start + usize::from(literal.len);
        // A key that goes on is told from its next byte.
        if literal.word && !ends_word(text, end) {
            return true;
        }
        let Some(found) = text.get(start..end) else { return true };
        let equal = literal.len <= 8 || {
            let wanted = self.bytes.cut(literal.range());
            if literal.fold { found.eq_ignore_ascii_case(wanted) } else { found == wanted }
        };
        !equal || literal.body != 0 && !has_body(text, end, literal.body) || hit(start, end, literal.source)
    }
}

/// True where `count` bytes of base64url begin at `at`.
fn has_body(text: &[u8], at: usize, count: u8) -> bool {
    let body = text.get(at..at + usize::from(count));
    // All of them: where the first other one stands is no guess worth making.
    let holds = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    body.is_some_and(|body| body.iter().fold(true, |all, b| all & holds(b)))
}

/// True where a key name's word can end: `tokens` and `tokenValue` go on in another word, `tokenizer`
/// does not.
#[inline]
pub(super) fn ends_word(text: &[u8], end: usize) -> bool {
    let byte = |i: usize| text.get(i).copied().unwrap_or(0);
    match byte(end) {
        b's' => !byte(end + 1).is_ascii_lowercase(),
        // `TOKENS`; in `secretStr` another word begins.
        b'S' if !byte(end - 1).is_ascii_lowercase() => !byte(end + 1).is_ascii_lowercase(),
        b'a'..=b'z' => false,
        b'A'..=b'Z' => byte(end - 1).is_ascii_lowercase(),
        _ => true,
    }
}
