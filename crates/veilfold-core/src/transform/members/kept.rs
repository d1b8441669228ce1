//! The texts of members, one behind the other, and what is known of each.
//!
//! Those that came one behind the other are a run: their texts touch, and have numbers that follow one another. Behind each
//! run stands a zero byte, which JSON does not hold.

#![allow(clippy::inline_always, reason = "as `members`")]

use super::Role;
use super::messages::Messages;
use super::shape::{ITSELF, differing, of_any_digits};
use crate::bounds::fill;
use crate::redact::{Redactor, zero_digits};
use crate::swar::{first, word};
use alloc::boxed::Box;

/// Bytes of text. Powers of two all, so that an index needs no check.
const ROOM: usize = 1 << 14;
const PLACES: usize = 1 << 9;
const HEADS: usize = 1 << 6;
/// So many values of a key are kept beside its first one.
pub(super) const VALUES: usize = 4;
/// Some more than there is room for, so that words can be read from any byte on.
const BYTES: usize = ROOM + 16;
/// More bytes than can be the same.
pub(super) const NEVER: u16 = u16::MAX;
/// What stands before the first member of a record, and a member that is not kept.
pub(super) const START: usize = 0;
pub(super) const PASSING: usize = PLACES - 1;

/// A member whose key hides nothing, whatever its value is; and perhaps a value of it that is clean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    /// Where its text begins, how many bytes there are for it, and the run that it is of.
    pub(super) at: u16,
    pub(super) room: u16,
    pub(super) run: u16,
    /// How many bytes stand before its value.
    pub(super) key: u16,
    /// How many bytes must be the same for the value to be known; [`NEVER`] where none is.
    pub(super) length: u16,
    /// Where the value ends then, and where the next item begins; the last one has none.
    pub(super) value: u16,
    pub(super) end: u16,
    /// The one that came behind it, and another key with the same head.
    pub(super) next: u16,
    pub(super) chain: u16,
    /// The member with a role up to this one in the run.
    pub(super) marked: u16,
    /// Other values of its key, and by what each differs from this one first: see [`Member::sign`].
    pub(super) others: [u16; VALUES],
    pub(super) signs: u64,
    /// Whether a value that differs from this one in what its digits are is clean too.
    pub(super) by_shape: bool,
    /// Whether who reads it has to know of it.
    pub(super) stops: bool,
    /// How often the value was another one, and how many others were kept.
    pub(super) changes: u8,
    pub(super) kept: u8,
    /// What the key is about where keys are asked.
    pub(super) role: Role,
}

/// One that is not there.
pub(super) const NONE: Member = Member {
    at: 0,
    room: 0,
    run: 0,
    key: 0,
    length: 0,
    value: 0,
    end: 0,
    next: START as u16,
    chain: START as u16,
    marked: START as u16,
    others: [START as u16; VALUES],
    signs: 0,
    by_shape: false,
    stops: false,
    changes: 0,
    kept: 0,
    role: Role::Other,
};

impl Member {
    #[inline(always)]
    pub(super) fn key(&self) -> usize {
        self.key.into()
    }

    #[inline(always)]
    pub(super) fn start(&self) -> usize {
        self.at.into()
    }

    #[inline(always)]
    fn length(&self) -> usize {
        self.length.into()
    }

    /// Where a value of its key differs from this one, and what it has there; of a time or a number not which digit. A key has
    /// at least four bytes before its value, so that zero is none.
    #[inline(always)]
    fn sign(&self, same: usize, byte: u8) -> Option<u16> {
        let byte = if self.by_shape && byte.is_ascii_digit() { b'0' } else { byte };
        Some(u16::from(u8::try_from(same).ok()?) << 8 | u16::from(byte))
    }

    #[inline(always)]
    pub(super) fn is_of_run(&self, other: &Member) -> bool {
        self.run == other.run
    }
}

/// What is kept: all of it in one piece, whose parts are where it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    text: [u8; BYTES],
    /// What may stand in the place of each byte of the text.
    kinds: [u8; BYTES],
    /// By byte of the text: the member that it belongs to.
    holders: [u16; ROOM],
    members: [Member; PLACES],
    /// By the first bytes of a key: the newest member with such a key.
    heads: [u16; HEADS],
    /// How many bytes and members there are, and runs.
    used: usize,
    count: usize,
    runs: u16,
    pub(super) messages: Messages,
}

/// All zero, so that it takes no room where it is written down.
static EMPTY: Kept = Kept {
    text: [0; BYTES],
    kinds: [ITSELF; BYTES],
    holders: [START as u16; ROOM],
    members: [NONE; PLACES],
    heads: [START as u16; HEADS],
    used: 0,
    count: 0,
    runs: 0,
    messages: Messages::NONE,
};

impl Kept {
    #[cold]
    #[inline(never)]
    pub(super) fn new() -> Box<Kept> {
        // Copied from where it stands, and never on the stack.
        let mut kept = Box::new(EMPTY);
        (kept.used, kept.count) = (1, START + 1);
        for none in [START, PASSING] {
            let member = kept.member_mut(none);
            (member.key, member.length) = (NEVER, NEVER);
        }
        kept
    }

    #[inline(always)]
    pub(super) fn member(&self, index: usize) -> &Member {
        &self.members[index % PLACES]
    }

    #[inline(always)]
    pub(super) fn member_mut(&mut self, index: usize) -> &mut Member {
        &mut self.members[index % PLACES]
    }

    /// The one that came behind another one.
    #[inline(always)]
    pub(super) fn next(&self, index: usize) -> usize {
        usize::from(self.member(index).next) % PLACES
    }

    pub(super) fn follow(&mut self, index: usize, next: usize) {
        self.member_mut(index).next = next as u16;
    }

    /// The member that this byte of the text belongs to.
    #[inline(always)]
    pub(super) fn holder(&self, at: usize) -> usize {
        usize::from(self.holders[at % ROOM]) % PLACES
    }

    /// How many bytes at `at` of `text` may stand where what is kept has those from `from` on.
    #[inline(always)]
    pub(super) fn common(&self, text: &[u8], at: usize, from: usize) -> usize {
        let (new, known) =
            (text.get(at..).unwrap_or_default(), self.text.get(from % ROOM..).unwrap_or_default());
        let mut same = 0;
        for (new, known) in new.as_chunks::<16>().0.iter().zip(known.as_chunks::<16>().0) {
            let (new, known) = (halves(new), halves(known));
            if new.0 != known.0 {
                let differs = differing(known.0, word_of(&self.kinds, from + same), new.0);
                if differs != 0 {
                    return same + first(differs);
                }
            }
            if new.1 != known.1 {
                let differs = differing(known.1, word_of(&self.kinds, from + same + 8), new.1);
                if differs != 0 {
                    return same + 8 + first(differs);
                }
            }
            same += 16;
        }
        self.common_at_end(text, at, from, same)
    }

    /// The same in less code, from byte `same` on: where the text ends, and for what is asked seldom.
    #[inline(never)]
    fn common_at_end(&self, text: &[u8], at: usize, from: usize, mut same: usize) -> usize {
        let end = text.len().saturating_sub(at).min(ROOM.saturating_sub(from));
        while same < end {
            let (known, kinds) = (word_of(&self.text, from + same), word_of(&self.kinds, from + same));
            let differs = differing(known, kinds, word(text, at + same));
            if differs != 0 {
                return end.min(same + first(differs));
            }
            same += 8;
        }
        end
    }

    /// The member whose key and value stand at `at` of `text`, of those with this key, of which so many bytes are the same.
    #[inline(always)]
    pub(super) fn value<'k>(
        &'k self,
        member: &'k Member,
        text: &[u8],
        at: usize,
        same: usize,
    ) -> Option<&'k Member> {
        if same >= member.length() { Some(member) } else { self.other_value(member, text, at, same) }
    }

    /// Another value that is known of a member's key.
    #[inline(always)]
    fn other_value(&self, member: &Member, text: &[u8], at: usize, same: usize) -> Option<&Member> {
        // One look tells which of them differ from the first one where this one does, and in what.
        let sign = u64::from(member.sign(same, *text.get(at + same)?)?);
        let differs = member.signs ^ (sign * LANES);
        let mut found = differs.wrapping_sub(LANES) & !differs & (LANES << 15);
        while found != 0 {
            let other = self.member(member.others[found.trailing_zeros() as usize / 16 % VALUES].into());
            // What the digits of the first one are was not looked at.
            let from = if member.by_shape { member.key() } else { same };
            if self.is_at(other, text, at, from) {
                return Some(other);
            }
            found &= found - 1;
        }
        None
    }

    /// Whether a member stands at `at`, of which the bytes before `from` do.
    #[inline(always)]
    fn is_at(&self, member: &Member, text: &[u8], at: usize, mut from: usize) -> bool {
        while from < member.length() {
            let Some(new) = text.get(at + from..).and_then(|rest| rest.first_chunk()) else {
                return self.common_at_end(text, at, member.start(), from) >= member.length();
            };
            let (new, known) = (u64::from_le_bytes(*new), word_of(&self.text, member.start() + from));
            if new != known {
                let differs = differing(known, word_of(&self.kinds, member.start() + from), new);
                if differs != 0 {
                    return from + first(differs) >= member.length();
                }
            }
            from += 8;
        }
        true
    }

    /// The member whose key stands at `at` of `text`.
    pub(super) fn find(&self, text: &[u8], at: usize) -> Option<usize> {
        let mut index = usize::from(self.heads[head(text, at)?]);
        loop {
            let member = self.member(index);
            if index == START {
                return None;
            }
            if self.common_at_end(text, at, member.start(), 0) >= member.key() {
                return Some(index);
            }
            index = member.chain.into();
        }
    }

    /// Adds a member whose text is `text`, behind the one that came before it. Nothing where there is no room.
    pub(super) fn append(
        &mut self,
        last: usize,
        text: &[u8],
        member: Member,
        shape: Option<&Redactor>,
    ) -> Option<usize> {
        let before = *self.member(last);
        let is_marked = !matches!(member.role, Role::Other);
        // One in a run, so that they are told in their order.
        let joins = last + 1 == self.count
            && before.end > before.value
            && !(is_marked && before.marked != START as u16);
        let index = self.put(text, member, joins, text.len(), shape)?;
        let marked = if is_marked {
            index as u16
        } else if joins {
            before.marked
        } else {
            START as u16
        };
        self.member_mut(index).marked = marked;
        let at = self.member(index).start();
        // The zero byte too: a run that is the same to its end is so to its last member.
        self.holders.get_mut(at..=at + text.len())?.fill(index as u16);
        let slot = &mut self.heads[head(text, 0)?];
        let chain = core::mem::replace(slot, index as u16);
        self.member_mut(index).chain = chain;
        self.follow(last, index);
        Some(index)
    }

    /// Keeps another value of a member's key; of more than [`VALUES`] in the place of one that has room for it. False where
    /// there is no room.
    pub(super) fn add_value(
        &mut self,
        index: usize,
        text: &[u8],
        value: Member,
        shape: Option<&Redactor>,
    ) -> bool {
        let member = *self.member(index);
        let same = self.common_at_end(text, 0, member.start(), 0);
        let turn = usize::from(member.kept) % VALUES;
        self.member_mut(index).kept = member.kept.wrapping_add(1);
        let Some(sign) = text.get(same).and_then(|byte| member.sign(same, *byte)) else { return true };
        let mut other = usize::from(member.others[turn]);
        if other == START {
            // Those that come in its place may be a little longer.
            let room = text.len().next_multiple_of(16);
            let Some(new) = self.put(text, value, false, room, shape) else { return false };
            other = new;
        } else {
            let place = self.member_mut(other);
            let Member { at, room, run, .. } = *place;
            if text.len() > room.into() {
                return true;
            }
            *place = Member { at, room, run, ..value };
            self.write(other, text, shape);
        }
        let (member, lane) = (self.member_mut(index), 16 * turn);
        member.others[turn] = other as u16;
        member.signs = member.signs & !(0xffff << lane) | u64::from(sign) << lane;
        true
    }

    /// Writes a member's text to its place; with any digits in its value, where `shape` finds that they are nothing.
    fn write(&mut self, index: usize, text: &[u8], shape: Option<&Redactor>) {
        let member = &mut self.members[index % PLACES];
        let place = member.start()..member.start() + text.len();
        let kinds = self.kinds.get_mut(place.clone()).unwrap_or_default();
        let known = self.text.get_mut(place).unwrap_or_default();
        kinds.fill(ITSELF);
        fill(known, text);
        let value = member.key()..member.value.into();
        let Some((redactor, value)) = shape.zip(known.get_mut(value.clone()).zip(kinds.get_mut(value)))
        else {
            return;
        };
        if zero_digits(value.0) {
            member.by_shape = redactor.has_clean_shape(value.0);
            fill(value.0, text.get(member.key()..).unwrap_or_default());
            if member.by_shape {
                of_any_digits(value.0, value.1);
            }
        }
    }

    fn put(
        &mut self,
        text: &[u8],
        member: Member,
        joins: bool,
        room: usize,
        shape: Option<&Redactor>,
    ) -> Option<usize> {
        let (index, at) = (self.count, if joins { self.used - 1 } else { self.used });
        // Behind it stands the zero byte.
        let end = at + room;
        if index >= PASSING || end >= ROOM {
            return None;
        }
        self.runs += u16::from(!joins);
        (self.count, self.used) = (index + 1, end + 1);
        *self.member_mut(index) = Member { at: at as u16, room: room as u16, run: self.runs, ..member };
        self.write(index, text, shape);
        Some(index)
    }
}

/// The next eight bytes of what is kept.
#[inline(always)]
fn word_of(kept: &[u8; BYTES], at: usize) -> u64 {
    kept[at % ROOM..].first_chunk().map_or(0, |word| u64::from_le_bytes(*word))
}

#[inline(always)]
fn halves(words: &[u8; 16]) -> (u64, u64) {
    let words = u128::from_le_bytes(*words);
    (words as u64, (words >> 64) as u64)
}

/// A one in each of four lanes.
const LANES: u64 = 0x0001_0001_0001_0001;

/// By the first letters of a key.
fn head(text: &[u8], at: usize) -> Option<usize> {
    let head = text.get(at..)?.first_chunk::<4>()?;
    Some((u32::from_le_bytes(*head).wrapping_mul(0x9E37_79B9) >> 26) as usize % HEADS)
}
