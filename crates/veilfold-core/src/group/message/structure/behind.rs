//! What stands before a word, and which words are prose there.

use super::super::lex::Token;
use super::super::lists::{AUXILIARY, CALENDAR, CUE, INTRODUCES, PARTICIPLE, PREPOSITION, SECRET, TO, UNIT};
use super::super::shape::{HIGH, JOIN, LOWER, UPPER};
use super::super::vocabulary;

/// What stands before a word. Remarks, which a template leaves out, do not count.
#[derive(Clone, Copy)]
pub(super) struct Behind {
    /// The token before it, counted from one.
    pub(super) first: u32,
    /// The one before that.
    pub(super) second: u32,
    /// Lists that the word before it is on; none when that is no word.
    pub(super) lists: u16,
    room: Room,
}

/// What a word of letters alone, of which nothing else is said, may be here without that a rule of [`Place`] would mask
/// it. Most words of most messages are spared all the questions so.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    /// Anything but the subject of a verb behind it: the head of the message.
    Head,
    /// Anything behind a word.
    Word,
    /// Anything but a unit, in small letters: behind a value.
    Value,
    /// What the vocabulary knows, in small letters: behind a word that introduces names.
    Known,
    /// Nothing: the rules decide.
    None,
}

impl Behind {
    pub(super) const NOTHING: Behind = Behind { first: 0, second: 0, lists: 0, room: Room::Head };

    /// Is there room here for `token` as it stands?
    #[inline]
    pub(super) fn is_prose(&self, text: &[u8], token: &Token, next: Option<&Token>) -> bool {
        if token.shape & !(LOWER | UPPER) != 0 || token.shape & LOWER == 0 || next.is_some_and(Token::tells) {
            return false;
        }
        // Two letters at most beside a value, or beside two more, may be a part of one.
        let length = token.end - token.start;
        let value = |next: &Token| next.is_mask() || next.end - next.start == 2;
        if length <= 2 && (self.room == Room::Value || next.is_some_and(value)) {
            return false;
        }
        let small = token.shape == LOWER;
        match self.room {
            Room::Word => token.space() && token.lists & CALENDAR == 0,
            Room::Value => token.space() && small && token.lists & UNIT == 0,
            Room::Head => {
                let verb = next.is_some_and(|next| next.lists & (PARTICIPLE | AUXILIARY) != 0);
                token.lists & CALENDAR == 0 && !verb
            }
            Room::Known => {
                // `key product:8`: what colons join is no prose.
                let joined = next.is_some_and(|next| next.is_punct(b':') && !next.space());
                token.space() && small && length > 1 && !joined && vocabulary::knows(token.text(text))
            }
            Room::None => false,
        }
    }

    #[inline]
    pub(super) fn word(&mut self, index: usize, token: &Token) {
        let introduces = token.lists & (CUE | PREPOSITION | PARTICIPLE) != 0 || self.lists & TO != 0;
        // Behind these, or two in a row, even a word may be a name.
        let names = token.lists & (PREPOSITION | SECRET) != 0
            || token.lists & CUE != 0 && self.lists & (PARTICIPLE | PREPOSITION | INTRODUCES) != 0;
        let room = if token.shape & (HIGH | JOIN) != 0 || names {
            Room::None
        } else if introduces {
            Room::Known
        } else {
            Room::Word
        };
        *self = Behind { first: index as u32 + 1, second: self.first, lists: token.lists, room };
    }

    #[inline]
    pub(super) fn value(&mut self, index: usize) {
        *self = Behind { first: index as u32 + 1, second: self.first, lists: 0, room: Room::Value };
    }

    #[inline]
    pub(super) fn punct(&mut self, index: usize) {
        *self = Behind { first: index as u32 + 1, second: self.first, lists: 0, room: Room::None };
    }
}
