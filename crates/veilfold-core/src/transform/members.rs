//! Members of objects that came by, each with the one that came behind it.
//!
//! The records of a program have the same keys in the same order, and half of their values are the same too. What was
//! found clean once is compared by words then, which is far less than to look for its end and for what it may hide.

#![allow(clippy::inline_always, reason = "a filter is built for size, and every member passes here")]

use super::survey::Role;
use crate::bounds::{fill, is_fault};
use crate::redact::is_shape;
use crate::swar::{HIGH, first, no_digits, word};
use alloc::boxed::Box;

/// Of a member, from its first quote to the item behind it, the bytes that are kept.
const ROOM: usize = 64;
/// A power of two, so that an index needs no check.
const PLACES: usize = 64;
/// The place of a member that is not to be kept.
const PASSING: usize = PLACES - 1;
/// More bytes than can be the same.
const NEVER: u8 = u8::MAX;

/// What is known of the members of one engine's records.
#[derive(Debug, Default)]
pub(crate) struct Members {
    owner: usize,
    places: Option<Box<[Member; PLACES]>>,
    /// The one that was read last, and how many bytes of the text behind it are those of the one that came behind it.
    last: usize,
    same: usize,
    /// The one that another takes the place of next.
    oldest: usize,
}

/// A member whose key hides nothing, whatever its value is; and perhaps a value of it that is clean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    text: [u8; ROOM],
    /// How many bytes stand before its value; [`NEVER`] where the place is empty.
    key: u8,
    /// How many bytes must be the same for the value to be known; [`NEVER`] where none is.
    length: u8,
    /// Where the value ends then, and where the next item begins; the last one has none.
    value: u8,
    end: u8,
    /// Whether a value that differs from this one in what its digits are is clean too.
    by_shape: bool,
    /// How often the value was another one.
    changes: u8,
    /// The one that came behind it.
    next: u8,
    /// What the key is about where keys are asked.
    role: Role,
}

const EMPTY: Member = Member {
    text: [0; ROOM],
    key: NEVER,
    length: NEVER,
    value: 0,
    end: 0,
    by_shape: false,
    changes: 0,
    next: PASSING as u8,
    role: Role::Other,
};

impl Member {
    /// How many bytes at `at` are those of the member; perhaps more than it has.
    #[inline(always)]
    fn common(&self, text: &[u8], at: usize) -> usize {
        let Some(window) = text.get(at..).and_then(|rest| rest.first_chunk::<ROOM>()) else {
            return self.common_at_end(text, at);
        };
        let mut same = 0;
        for (words, known) in window.as_chunks::<16>().0.iter().zip(self.text.as_chunks::<16>().0) {
            let differs = u128::from_le_bytes(*words) ^ u128::from_le_bytes(*known);
            if differs != 0 {
                return same + differs.trailing_zeros() as usize / 8;
            }
            same += 16;
            if same >= usize::from(self.length) {
                break;
            }
        }
        same
    }

    /// Whether the bytes at `at`, of which so many are the same, differ from the member's only in what their digits are.
    #[inline(never)]
    fn has_shape_of(&self, text: &[u8], at: usize, same: usize) -> bool {
        let (length, mut from) = (usize::from(self.length), same & !7);
        while from < length {
            // What stands behind the member does not count.
            let out = 64 - 8 * (length - from).min(8);
            let (known, new) = (word(&self.text, from) << out, word(text, at + from) << out);
            let differs = known ^ new;
            let differs = ((differs & !HIGH) + !HIGH) | differs;
            if differs & (no_digits(known) | no_digits(new)) & HIGH != 0 {
                return false;
            }
            from += 8;
        }
        true
    }

    /// The same, also where less than [`ROOM`] bytes follow.
    #[inline(never)]
    fn common_at_end(&self, text: &[u8], at: usize) -> usize {
        let mut same = 0;
        for known in self.text.as_chunks::<8>().0 {
            let differs = word(text, at + same) ^ u64::from_le_bytes(*known);
            if differs != 0 {
                return same + first(differs);
            }
            same += 8;
            if same >= usize::from(self.length) {
                break;
            }
        }
        same
    }
}

/// What is known of a member in a text.
pub(super) struct Seen {
    /// Where its value begins.
    pub(super) key: usize,
    /// Where its value ends, and where what follows begins, where that is known; else 0.
    pub(super) value: usize,
    pub(super) end: usize,
    /// Whether that is the next member.
    pub(super) goes_on: bool,
    pub(super) role: Role,
}

impl Members {
    /// Forgets what is not known of the engine of this number.
    #[inline]
    pub(super) fn belong_to(&mut self, owner: usize) {
        if self.owner != owner {
            self.renew(owner);
        }
    }

    /// Kept out of who calls it, and the places on the heap from the start: a filter's stack is small.
    #[cold]
    #[inline(never)]
    fn renew(&mut self, owner: usize) {
        let places = alloc::vec![EMPTY; PLACES].into_boxed_slice().try_into().ok();
        *self = Members { owner, places, ..Members::default() };
        self.last = PASSING;
    }

    /// Passes the members at `at` that are known with their values, unless they are `asked` what they are about, and says
    /// where the next one begins.
    #[inline(never)]
    pub(super) fn pass(&mut self, text: &[u8], mut at: usize, asked: bool) -> usize {
        let Some(places) = self.places.as_deref() else { return at };
        let mut last = self.last % PLACES;
        loop {
            let index = usize::from(places[last].next) % PLACES;
            let member = &places[index];
            let mut same = member.common(text, at);
            if member.by_shape && same >= usize::from(member.key) && member.has_shape_of(text, at, same) {
                same = usize::from(member.length);
            }
            if same < usize::from(member.length)
                || member.end == member.value
                || asked && !matches!(member.role, Role::Other)
            {
                (self.last, self.same) = (last, same);
                return at;
            }
            at += usize::from(member.end);
            last = index;
        }
    }

    /// The member at `at`, where [`Members::pass`] stopped, if it is the one that came behind the last one before.
    #[inline(always)]
    pub(super) fn foreseen(&mut self, at: usize) -> Option<Seen> {
        let places = self.places.as_deref()?;
        let index = usize::from(places[self.last % PLACES].next) % PLACES;
        let member = &places[index];
        if self.same < usize::from(member.key) {
            return None;
        }
        let known = self.same >= usize::from(member.length);
        let place = |in_member: u8| if known { at + usize::from(in_member) } else { 0 };
        let seen = Seen {
            key: at + usize::from(member.key),
            value: place(member.value),
            end: place(member.end),
            goes_on: member.end > member.value,
            role: member.role,
        };
        self.last = index;
        Some(seen)
    }

    /// The member at `at`, where it is known: from now on the one that comes behind the last one.
    pub(super) fn find(&mut self, text: &[u8], at: usize) -> Option<Seen> {
        // A key of one letter has so many bytes with its quotes and its colon.
        let head = text.get(at..)?.first_chunk::<4>()?;
        let places = self.places.as_deref()?;
        let is_it = |member: &Member| {
            member.text.first_chunk() == Some(head)
                && member.common_at_end(text, at) >= usize::from(member.key)
        };
        let index = places.iter().position(is_it)?;
        self.same = places[index % PLACES].common_at_end(text, at);
        self.follow(index)?;
        self.foreseen(at)
    }

    fn follow(&mut self, index: usize) -> Option<()> {
        self.places.as_deref_mut()?.get_mut(self.last)?.next = index as u8;
        Some(())
    }

    /// Makes a member known whose key stands in `start..key` of a text. Where there is no room for it, or it is not to be
    /// kept, or what was found of it may be wrong, the one that is read last is none.
    pub(super) fn add(
        &mut self,
        text: &[u8],
        start: usize,
        key: usize,
        role: Role,
        keep: bool,
    ) -> Option<Seen> {
        let known = text.get(start..key)?;
        let index = if keep && known.len() < ROOM && !is_fault() { self.oldest } else { PASSING };
        if index < PASSING {
            self.oldest = (index + 1) % PASSING;
            let member = self.places.as_deref_mut()?.get_mut(index)?;
            *member = Member { key: known.len() as u8, role, ..EMPTY };
            fill(member.text.get_mut(..known.len())?, known);
        }
        self.follow(index)?;
        self.last = index;
        Some(Seen { key, value: 0, end: 0, goes_on: false, role })
    }

    /// Keeps the clean value of the member that was read last; of a value that changes, not each. The member stands in
    /// `start..end`, and the next one begins at `next`, where there is one.
    #[inline(never)]
    pub(super) fn keep(
        &mut self,
        text: &[u8],
        start: usize,
        end: usize,
        next: Option<usize>,
        by_shape: bool,
    ) -> Option<()> {
        /// One in so many is kept.
        const SOME: u8 = 8;
        let index = self.last;
        let member = self.places.as_deref_mut()?.get_mut(index).filter(|_| index < PASSING)?;
        member.changes = member.changes.wrapping_add(1);
        if member.changes % SOME == 1 && !is_fault() {
            // A number ends where another byte stands.
            let known = text.get(start..next.unwrap_or(end + 1))?;
            fill(member.text.get_mut(..known.len())?, known);
            let value = text.get(start + usize::from(member.key)..end)?;
            member.by_shape = by_shape && is_shape(value);
            member.length = known.len() as u8;
            member.value = (end - start) as u8;
            member.end = (next.unwrap_or(end) - start) as u8;
        }
        Some(())
    }
}
