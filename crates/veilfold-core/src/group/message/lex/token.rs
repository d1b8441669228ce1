//! A piece of a message, and what is known of it.

use super::super::shape::Mask;
use core::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Kind {
    /// Text that stays.
    Word,
    /// Punctuation that stays.
    Punct,
    /// A value.
    Mask(Mask),
    /// Part of the value before it: a unit, a date's next word.
    Tail,
}

#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Token {
    pub(in super::super) start: u32,
    pub(in super::super) end: u32,
    /// Classes of the bytes of a word; the byte of punctuation that is one.
    pub(in super::super) shape: u16,
    /// Lists that a word is on; none for what is no word.
    pub(in super::super) lists: u16,
    pub(in super::super) kind: Kind,
    pub(super) flags: u8,
}

/// White space stands before the token.
pub(super) const SPACED: u8 = 1;
/// It is a word that stays.
pub(super) const WORD: u8 = 1 << 1;
/// It is punctuation that stays.
pub(super) const MARK: u8 = 1 << 2;
/// The lexer took it for a word, whatever it is now.
pub(super) const WAS_WORD: u8 = 1 << 3;
/// It may say something of the word right before it: an arrow, a version in parentheses.
pub(super) const TELLS: u8 = 1 << 4;
/// A template has it otherwise than the text: a ruler, a line break before it.
pub(super) const REWRITTEN: u8 = 1 << 5;

impl Token {
    pub(in super::super) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(in super::super) fn text<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        text.get(self.range()).unwrap_or_default()
    }

    /// White space stands before it.
    pub(in super::super) fn space(&self) -> bool {
        self.flags & SPACED != 0
    }

    /// A word that stays.
    pub(in super::super) fn is_word(&self) -> bool {
        self.flags & WORD != 0
    }

    /// Punctuation that stays.
    pub(in super::super) fn is_mark(&self) -> bool {
        self.flags & MARK != 0
    }

    pub(in super::super) fn is_punct(&self, byte: u8) -> bool {
        self.is_mark() && self.shape == u16::from(byte)
    }

    /// The lexer took it for a word, whatever it is now.
    pub(in super::super) fn was_word(&self) -> bool {
        self.flags & WAS_WORD != 0
    }

    /// It may say something of the word right before it: an arrow, a version in parentheses.
    pub(in super::super) fn tells(&self) -> bool {
        self.flags & TELLS != 0
    }

    /// A template has it otherwise than the text: a ruler, a line break before it.
    pub(in super::super) fn is_rewritten(&self) -> bool {
        self.flags & REWRITTEN != 0
    }

    pub(in super::super) fn is_mask(&self) -> bool {
        matches!(self.kind, Kind::Mask(_))
    }

    /// Makes a value, or a part of one, of what was to stay.
    pub(in super::super) fn turn(&mut self, kind: Kind) {
        self.kind = kind;
        self.flags &= SPACED | WAS_WORD;
    }
}
