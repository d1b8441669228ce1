//! Members of objects that came by, in the order in which they came.
//!
//! The records of a program have the same keys in the same order, and half of their values are the same too. What was
//! found clean once is compared by words then, which is far less than to look for its end and for what it may hide; and
//! members that stood one behind the other are compared in one go.

#![allow(clippy::inline_always, reason = "a filter is built for size, and every member passes here")]

mod kept;
mod messages;
mod shape;

use super::survey::{Escapes, Role, Survey};
use crate::bounds::is_fault;
use crate::redact::Redactor;
use alloc::boxed::Box;
use kept::{Kept, Member, NEVER, NONE, PASSING, START, VALUES};

/// Of a member, from its first quote to the item behind it, so many bytes are kept at most.
const LONGEST: usize = 200;
/// The same where it is another value of a known key: longer ones are messages, of which there are many.
const LONGEST_OTHER: usize = 48;
/// Of the values that come when there are some, one in so many is kept.
const SOME: u8 = 8;

/// What is known of the members of one engine's records.
#[derive(Debug, Default)]
pub(crate) struct Members {
    owner: usize,
    kept: Option<Box<Kept>>,
    /// The one that is being read, and the one before it.
    current: usize,
    last: usize,
    /// Of the one that is being read, where it is to be kept and is not yet: its bytes before the value, and its role.
    new: Option<(usize, Role)>,
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
    /// At the start of a record: forgets what is not known of the engine of this number.
    #[inline]
    pub(super) fn belong_to(&mut self, owner: usize) {
        if self.owner != owner {
            *self = Members { owner, kept: Some(Kept::new()), ..Members::default() };
        }
        self.current = START;
    }

    /// Passes the members at `at` that are known with their values, and says where the next one begins; and what is
    /// known of that, if it is one that came behind the last one before. Where they are `asked` what they are about, the survey
    /// is told of those that it passes.
    #[inline(always)]
    pub(super) fn pass<'l>(
        &mut self,
        text: &'l [u8],
        mut at: usize,
        asked: bool,
        survey: &mut Survey<'l>,
    ) -> (usize, Option<Seen>) {
        let Some(kept) = self.kept.as_deref() else { return (at, None) };
        self.new = None;
        let mut last = self.current;
        let mut index = kept.next(last);
        loop {
            let first = kept.member(index);
            let mut member = first;
            let mut same = kept.common(text, at, first.start());
            let here = kept.holder(first.start() + same);
            if here > index && kept.member(here).is_of_run(first) {
                member = kept.member(here);
                let passed = member.start() - first.start();
                let marked = usize::from(kept.member(here - 1).marked);
                if asked && marked >= index {
                    let marked = kept.member(marked);
                    let start = at + marked.start() - first.start();
                    let value = start + marked.key()..start + usize::from(marked.value);
                    survey.value(marked.role, text, value, Escapes::None);
                }
                (at, same) = (at + passed, same - passed);
                (last, index) = (here - 1, here);
            }
            if same < member.key() {
                // What came there another time.
                let other = kept.next(last);
                if other == index {
                    self.last = last;
                    return (at, None);
                }
                index = other;
                continue;
            }
            let known = kept.value(member, text, at, same);
            if let Some(known) = known.filter(|known| !known.stops) {
                at += usize::from(known.end);
                last = index;
                index = kept.next(last);
                continue;
            }
            (self.last, self.current) = (last, index);
            let place = |of: fn(&Member) -> u16| known.map_or(0, |known| at + usize::from(of(known)));
            let (value, end) = (place(|known| known.value), place(|known| known.end));
            let (key, role) = (at + member.key(), member.role);
            return (at, Some(Seen { key, value, end, goes_on: end > value, role }));
        }
    }

    /// Whether the member at `at`, where [`Members::pass`] stopped, is known: then it goes on there.
    pub(super) fn find(&mut self, text: &[u8], at: usize) -> bool {
        let Some(kept) = self.kept.as_deref_mut() else { return false };
        let Some(index) = kept.find(text, at) else { return false };
        kept.follow(self.last, index);
        self.current = self.last;
        true
    }

    /// The member at `at` is a new one, whose key ends before `key`. It is not kept where what was found of it may be wrong.
    pub(super) fn add(&mut self, at: usize, key: usize, role: Role, keep: bool) -> Seen {
        self.current = PASSING;
        self.new = if keep && !is_fault() { Some((key - at, role)) } else { None };
        if let Some(kept) = self.kept.as_deref_mut().filter(|_| self.new.is_none()) {
            kept.follow(self.last, PASSING);
        }
        Seen { key, value: 0, end: 0, goes_on: false, role }
    }

    /// Keeps the member at `start`, if its key is new, without a value.
    #[inline]
    pub(super) fn keep_key(&mut self, text: &[u8], start: usize) {
        if let Some((key, role)) = self.new.take()
            && let Some(text) = text.get(start..start + key)
        {
            let member = Member { key: key as u16, length: NEVER, role, stops: true, ..NONE };
            self.append(text, member, None);
        }
    }

    /// Whether the clean value of the member that was read last is to be kept: of a value that changes not each, and none
    /// that is among the messages.
    #[inline(always)]
    pub(super) fn asks_for_value(&mut self, is_message: bool) -> bool {
        let Some(kept) = self.kept.as_deref_mut() else { return false };
        if self.new.is_some() || self.current == PASSING {
            return self.new.is_some();
        }
        let member = kept.member_mut(self.current);
        member.changes = member.changes.wrapping_add(1);
        !is_message && (usize::from(member.kept) < VALUES || member.changes.is_multiple_of(SOME))
    }

    /// Keeps the clean value of the member that was read last. The member stands in `start..end`, and the next one begins at
    /// `next`, where there is one. With `shape` values with other digits may be clean too.
    #[inline(never)]
    pub(super) fn keep(
        &mut self,
        text: &[u8],
        start: usize,
        end: usize,
        next: Option<usize>,
        shape: Option<&Redactor>,
    ) -> Option<()> {
        let kept = self.kept.as_deref_mut()?;
        // A number ends where another byte stands.
        let text = text.get(start..next.unwrap_or(end + 1))?;
        let (value, end) = ((end - start) as u16, (next.unwrap_or(end) - start) as u16);
        let new = self.new.take();
        let (key, role) = new.unwrap_or_else(|| {
            let member = kept.member(self.current);
            (member.key(), member.role)
        });
        let longest = if new.is_some() { LONGEST } else { LONGEST_OTHER };
        if text.len() > longest || is_fault() {
            return None;
        }
        let member = Member {
            key: key as u16,
            length: text.len() as u16,
            value,
            end,
            stops: end == value || !matches!(role, Role::Other),
            role,
            ..NONE
        };
        if new.is_some() {
            self.append(text, member, shape);
        } else if !kept.add_value(self.current, text, member, shape) {
            self.renew();
        }
        Some(())
    }

    /// Whether a text came by that differs from this one at most in what its digits are, and was clean.
    #[inline(never)]
    pub(super) fn has_message(&mut self, text: &[u8]) -> bool {
        self.kept.as_deref_mut().is_some_and(|kept| kept.messages.has(text))
    }

    /// Keeps a text that a scan found nothing in.
    #[inline(never)]
    pub(super) fn add_message(&mut self, text: &[u8], redactor: &Redactor) {
        if let Some(kept) = self.kept.as_deref_mut() {
            kept.messages.add(text, |text| redactor.has_clean_shape(text));
        }
    }

    #[inline(never)]
    fn append(&mut self, text: &[u8], member: Member, shape: Option<&Redactor>) {
        let index = self.kept.as_deref_mut().and_then(|kept| kept.append(self.last, text, member, shape));
        match index {
            Some(index) => self.current = index,
            None => self.renew(),
        }
    }

    /// All room is taken: what comes from now on is kept instead.
    #[cold]
    #[inline(never)]
    fn renew(&mut self) {
        (self.kept, self.current, self.last) = (Some(Kept::new()), PASSING, START);
    }
}
