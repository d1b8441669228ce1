//! The shortest way: a word of small letters by itself, as most words of most messages are.

use super::super::lists::{LITERAL, PARTICIPLE, TO, WordHash};
use super::super::shape::{DELIMITER, LOWER, SPACE, class};
use super::{Kind, Lexer, MAX_TOKENS, Token, class_at};
use crate::group::work::looked_at;

/// The lowest bit of each of eight bytes: `ONES * 0x41` is eight letters A.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each.
const HIGHEST: u64 = 0x80 * ONES;

impl Lexer<'_> {
    /// Takes a word of 1 to 15 small letters, with one space before it or none, when nothing stands behind it that
    /// could make it more than a word. It answers as [`Lexer::word`] does, but without a branch on each byte: a
    /// processor cannot foretell how long a word is, and a wrong guess costs more than all that is done here.
    #[inline]
    pub(super) fn plain(&mut self) -> bool {
        let space = self.peek(self.at) == b' ';
        let start = self.at + usize::from(space);
        if !self.peek(start).is_ascii_lowercase() {
            return false;
        }
        let rest = self.text.get(start..).unwrap_or_default();
        let window = match rest.first_chunk::<16>() {
            Some(window) => *window,
            None => core::array::from_fn(|i| rest.get(i).copied().unwrap_or(b' ')),
        };
        let halves = [half(&window, 0), half(&window, 8)];
        let length = (wide(halves.map(not_small)).trailing_zeros() / 8) as usize;
        let Some(&next) = window.get(length) else { return false };
        let end = start + length;
        // `word: ` and `word. `: the mark is cut off, as it is from any word.
        let mark = matches!(next, b':' | b'.') && class_at(self.text, end + 1) & SPACE != 0;
        let ends = match next {
            b'"' | b'\'' | b'<' | b'>' => false,
            b'=' => self.peek(end + 1) != b'=',
            _ => mark || class(next) & (SPACE | DELIMITER) != 0,
        };
        // No word of eight letters is spelt with a to f alone: `deadbeef`.
        let hex = length >= 8 && wide(halves.map(above_f)) & ((1 << (length * 8)) - 1) == 0;
        let (hash, last) = WordHash::of_window(halves, length);
        let lists = hash.lists();
        if !ends || hex || lists & LITERAL != 0 {
            return false;
        }
        looked_at(length);
        let participle = length > 4 && (last >> 40 == bytes(b"ing") || last >> 48 == bytes(b"ed"));
        let to = length == 2 && last & 0xffff == bytes(b"to");
        self.tokens.push(Token {
            start: start as u32,
            end: end as u32,
            kind: Kind::Word,
            space: space | core::mem::take(&mut self.space),
            shape: LOWER,
            lists: lists & !(PARTICIPLE | TO)
                | if participle { PARTICIPLE } else { 0 }
                | if to { TO } else { 0 },
            hash,
        });
        self.at = end;
        if mark && self.tokens.len() < MAX_TOKENS {
            self.punct(1);
        }
        true
    }
}

fn half(window: &[u8; 16], from: usize) -> u64 {
    window.get(from..).and_then(|rest| rest.first_chunk()).map_or(0, |eight| u64::from_le_bytes(*eight))
}

fn wide([low, high]: [u64; 2]) -> u128 {
    u128::from(low) | u128::from(high) << 64
}

/// The highest bit of each byte that is no small letter.
fn not_small(bytes: u64) -> u64 {
    let ascii = bytes & !HIGHEST;
    let (from_a, above_z) = (ascii + (0x80 - 0x61) * ONES, ascii + (0x7f - 0x7a) * ONES);
    (!from_a | above_z | bytes) & HIGHEST
}

/// The highest bit of each small letter behind f.
fn above_f(bytes: u64) -> u64 {
    ((bytes & !HIGHEST) + (0x7f - 0x66) * ONES) & HIGHEST
}

/// Letters as they stand in the low bytes of a number.
fn bytes(letters: &[u8]) -> u64 {
    letters.iter().rev().fold(0, |number, &letter| number << 8 | u64::from(letter))
}
