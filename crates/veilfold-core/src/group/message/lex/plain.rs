//! The shortest way: a word of letters by itself, as most words of most messages are.

use super::super::lists::{LITERAL, PARTICIPLE, Packed, TO};
use super::super::shape::{DELIMITER, LOWER, SPACE, UPPER, class};
use super::{Kind, Lexer, MAX_TOKENS, SPACED, Token, WAS_WORD, WORD};
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
        if self.space {
            return;
        }
        let mut start = self.at;
        let flags = self.first_space(&mut start);
        if (self.peek(start) | SMALL).is_ascii_lowercase() {
            self.words(start, flags);
        }
    }

    /// [`Lexer::plain`] of a word at `start` that has these flags.
    #[inline(never)]
    fn words(&mut self, mut start: usize, mut flags: u8) {
        while self.tokens.len() < MAX_TOKENS {
            let first = self.peek(start);
            if !(first | SMALL).is_ascii_lowercase() {
                return;
            }
            let [low, high] = window(self.text, start);
            let halves = [low | u64::from(SMALL), high];
            let length = letters(halves);
            if length >= WINDOW {
                return;
            }
            let end = start + length;
            let next = self.peek(end);
            // `word: ` and `word. `: the mark is cut off, as it is from any word.
            let mut mark = false;
            if next != b' ' {
                let behind = self.peek(end + 1);
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
            let word = Packed::of_window(halves, length);
            let lists = word.lists();
            let capital = u16::from(first & SMALL == 0);
            // `To` is no `to`, and `A` no word in small letters.
            let odd = (lists & (LITERAL | (TO * capital))) | (capital & u16::from(length == 1));
            // No word of eight letters is spelt with a to f alone: `deadbeef`. And four of a kind are a ruler.
            let digits = u16::from(above_f(low) == 0) & u16::from(length >= 8);
            let alike = (low ^ low >> 8) << 40 == 0;
            if odd | digits != 0 || alike {
                return;
            }
            looked_at(length);
            let ends = u16::from(word.ends_with(b"ing") | word.ends_with(b"ed")) & u16::from(length > 4);
            self.tokens.push(Token {
                start: start as u32,
                end: end as u32,
                shape: LOWER | (UPPER * capital),
                lists: lists | (PARTICIPLE * ends),
                kind: Kind::Word,
                flags,
            });
            self.at = end;
            if next == b' ' {
                (start, flags) = (end + 1, WORD | WAS_WORD | SPACED);
                continue;
            }
            if !mark {
                return;
            }
            if self.tokens.len() < MAX_TOKENS {
                self.punct(1);
            }
            start = self.at;
            flags = self.first_space(&mut start);
        }
    }

    /// Skips one space; returns the flags of a word that starts there.
    fn first_space(&self, start: &mut usize) -> u8 {
        let space = self.peek(*start) == b' ';
        *start += usize::from(space);
        WORD | WAS_WORD | if space { SPACED } else { 0 }
    }
}

/// Sixteen bytes from `start`; behind the end of the text stand spaces.
#[inline]
fn window(text: &[u8], start: usize) -> [u64; 2] {
    let Some(window) = text.get(start..start + WINDOW) else {
        return padded(text.get(start..).unwrap_or_default());
    };
    let half =
        |from: usize| window.get(from..).and_then(<[u8]>::first_chunk).map_or(0, |b| u64::from_le_bytes(*b));
    [half(0), half(8)]
}

/// Fewer than sixteen bytes, and spaces behind them.
#[cold]
fn padded(rest: &[u8]) -> [u64; 2] {
    let mut bytes = [b' '; WINDOW];
    for (to, &from) in bytes.iter_mut().zip(rest) {
        *to = from;
    }
    let bytes = u128::from_le_bytes(bytes);
    [bytes as u64, (bytes >> 64) as u64]
}

/// How many small letters stand first.
fn letters([low, high]: [u64; 2]) -> usize {
    (u128::from(not_small(low)) | u128::from(not_small(high)) << 64).trailing_zeros() as usize / 8
}

/// The highest bit of the first byte that is no small letter, and of none before it; what stands behind it may be wrong,
/// since the sums carry and borrow.
fn not_small(bytes: u64) -> u64 {
    let (below_a, above_z) = (bytes.wrapping_sub(0x61 * ONES), bytes.wrapping_add((0x7f - 0x7a) * ONES));
    (below_a | above_z | bytes) & HIGH
}

/// The highest bit of each small letter behind f, where all are letters.
fn above_f(letters: u64) -> u64 {
    letters.wrapping_add((0x7f - 0x66) * ONES) & HIGH
}
