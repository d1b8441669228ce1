//! The shortest way: a word of letters by itself, as most words of most messages are.

use super::super::lists::{LITERAL, PARTICIPLE, TO, WordHash};
use super::super::shape::{DELIMITER, LOWER, SPACE, UPPER, class};
use super::{Kind, Lexer, MAX_TOKENS, Token};
use crate::group::work::looked_at;
use crate::swar::{HIGH, ONES};

/// The bit that tells small letters from capitals.
const SMALL: u8 = 0x20;
/// Bytes that are looked at together.
const WINDOW: usize = 16;

impl Lexer<'_> {
    /// Takes words of 1 to 15 small letters, of which the first may be a capital, each with one space before it or none,
    /// as long as nothing stands behind one that could make it more than a word. It answers as [`Lexer::word`] does, but
    /// without a branch on each byte: a processor cannot foretell how long a word is, and a wrong guess costs more than
    /// all that is done here.
    pub(super) fn plain(&mut self) {
        let text = self.text;
        while self.tokens.len() < MAX_TOKENS {
            let Some(rest) = text.get(self.at..) else { return };
            let (space, rest) = match rest {
                [b' ', rest @ ..] => (true, rest),
                _ => (false, rest),
            };
            let Some(&first) = rest.first() else { return };
            if !(first | SMALL).is_ascii_lowercase() {
                return;
            }
            let end;
            let rest = if rest.len() < WINDOW {
                end = padded(rest);
                &end
            } else {
                rest
            };
            let halves = [half(rest, 0) | u64::from(SMALL), half(rest, 8)];
            let length = (wide(halves.map(not_small)).trailing_zeros() / 8) as usize;
            let Some(&next) = rest.get(length).filter(|_| length < WINDOW) else { return };
            // `word: ` and `word. `: the mark is cut off, as it is from any word.
            let mut mark = false;
            if next != b' ' {
                let behind = rest.get(length + 1).copied().unwrap_or(b' ');
                mark = matches!(next, b':' | b'.') && class(behind) & SPACE != 0;
                let ends = match next {
                    b'"' | b'\'' | b'<' | b'>' => false,
                    b'=' => behind != b'=',
                    _ => mark || class(next) & (SPACE | DELIMITER) != 0,
                };
                if !ends {
                    return;
                }
            }
            let (hash, last) = WordHash::of_window(halves, length);
            let lists = hash.lists();
            // No word of eight letters is spelt with a to f alone: `deadbeef`.
            if lists & LITERAL != 0 || (above_f(halves[0]) == 0 && length >= 8) {
                return;
            }
            looked_at(length);
            let ends = u16::from(last >> 40 == bytes(b"ing")) | u16::from(last >> 48 == bytes(b"ed"));
            let participle = PARTICIPLE * (ends & u16::from(length > 4));
            let capital = first & SMALL == 0;
            let shape = if capital { UPPER } else { 0 } | if capital && length == 1 { 0 } else { LOWER };
            let start = self.at + usize::from(space);
            self.at = start + length;
            self.tokens.push(Token {
                start: start as u32,
                end: self.at as u32,
                kind: Kind::Word,
                space: space | core::mem::take(&mut self.space),
                shape,
                lists: lists & !(TO * u16::from(capital)) | participle,
                hash,
            });
            if mark && self.tokens.len() < MAX_TOKENS {
                self.punct(1);
            }
        }
    }
}

/// The end of a text, and spaces behind it.
#[cold]
fn padded(rest: &[u8]) -> [u8; WINDOW] {
    core::array::from_fn(|i| rest.get(i).copied().unwrap_or(b' '))
}

fn half(rest: &[u8], from: usize) -> u64 {
    rest.get(from..).and_then(|rest| rest.first_chunk()).map_or(0, |eight| u64::from_le_bytes(*eight))
}

fn wide([low, high]: [u64; 2]) -> u128 {
    u128::from(low) | u128::from(high) << 64
}

/// The highest bit of each byte that is no small letter.
fn not_small(bytes: u64) -> u64 {
    let ascii = bytes & !HIGH;
    let (from_a, above_z) = (ascii + (0x80 - 0x61) * ONES, ascii + (0x7f - 0x7a) * ONES);
    (!from_a | above_z | bytes) & HIGH
}

/// The highest bit of each small letter behind f.
fn above_f(bytes: u64) -> u64 {
    ((bytes & !HIGH) + (0x7f - 0x66) * ONES) & HIGH
}

/// Letters as they stand in the low bytes of a number.
fn bytes(letters: &[u8]) -> u64 {
    letters.iter().rev().fold(0, |number, &letter| number << 8 | u64::from(letter))
}
