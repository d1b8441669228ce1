//! One read of an ordinary record, where each operation counts: an interpreter has no vectors that would make a second
//! and a third read cheap.
//!
//! What it takes is one JSON object to its end, as RFC 8259 has it, of which each key, string and number comes to nothing by
//! itself, as it is written. So does a string with an escape such as `\"` or `\n` where the scan finds nothing in it; else it
//! is judged by what it means. [What came by before](super::members) is not looked at anew. Anything else is for the
//! [glance](super::glance) and the [walk](super::walk): they are right about it, and about this as well.

#![allow(clippy::inline_always, reason = "a filter is built for size, and every record passes here")]

use super::Buffers;
use super::Cleaner;
use super::glance::{Guard, MIN};
use super::lex::{self, Token};
use super::members::{Members, Seen};
use super::survey::{Escapes, Role, Survey};
use crate::encode::{is_pair_name, json};
use crate::redact::Hit;
use crate::swar::{HIGH, first, word};
use alloc::vec::Vec;

/// Whether a line is read so: in a filter, which has to know that it answers an object, and where there are no vectors.
pub(crate) const FIRST: bool = cfg!(target_family = "wasm") || !crate::search::VECTORS;

/// Deepest nesting that is read so.
const DEEPEST: usize = 63;

/// The read of one line.
pub(super) struct Strict<'r, 'p> {
    pub(super) cleaner: Cleaner<'p>,
    pub(super) levels: &'r mut [Buffers],
    pub(super) members: &'r mut Members,
    /// For the places in one token.
    pub(super) places: &'r mut Vec<Hit>,
    /// Whether the scan found nothing in the string or number that was read last.
    pub(super) by_shape: bool,
    /// Whether that string came by before, or one that differs from it in what its digits are.
    pub(super) is_message: bool,
    /// What is escaped in that string.
    pub(super) escapes: Escapes,
    /// Whether something was found that may have to be hidden: then the walk is next.
    pub(super) dirty: bool,
}

/// What a token is, and what else its judge asks for.
enum Kind {
    /// Where its value begins.
    Key(usize),
    /// Whether it may be the name of a value.
    String(bool),
    Number,
}

impl Strict<'_, '_> {
    /// Something for one JSON object in which nothing has to be hidden: the survey is complete then.
    /// Nothing says nothing.
    pub(super) fn read<'l>(&mut self, text: &'l [u8], survey: &mut Survey<'l>) -> Option<()> {
        let most = self.cleaner.max_depth.min(DEEPEST);
        let mut depth = 0_usize;
        // By depth: whether what is open there is an object.
        let mut objects = 0_u64;
        // Whether the object at depth 2 is one to look into.
        let mut inside = false;
        let (mut first, mut at) = next(text, 0)?;
        if first != b'{' {
            return None;
        }
        'item: loop {
            let mut is_known = false;
            let mut role = Role::Other;
            // Where the member begins whose value is read, where it is one.
            let mut start = usize::MAX;
            if objects >> depth & 1 != 0 {
                let asked = depth == 1 || depth == 2 && inside;
                let seen = loop {
                    let seen;
                    (at, seen) = self.members.pass(text, at, asked, survey);
                    match seen {
                        Some(seen) => break seen,
                        None if lex::space(text, at) > at => at = lex::space(text, at),
                        None if self.members.find(text, at) => {}
                        None => break self.new_member(text, at, survey)?,
                    }
                };
                if asked {
                    role = seen.role;
                }
                if seen.end > 0 {
                    if !matches!(role, Role::Other) {
                        survey.value(role, text, lex::space(text, seen.key)..seen.value, Escapes::None);
                    }
                    at = seen.end;
                    if seen.goes_on {
                        continue 'item;
                    }
                } else {
                    start = at;
                    (first, at) = next(text, seen.key)?;
                }
                is_known = seen.end > 0;
            }
            if is_known {
                // Nothing is left to read of it.
            } else if matches!(first, b'{' | b'[') {
                if start != usize::MAX {
                    self.members.keep_key(text, start);
                    start = usize::MAX;
                }
                let is_object = first == b'{';
                if !matches!(role, Role::Other) {
                    survey.container(role);
                    inside = is_object && depth == 1 && matches!(role, Role::Inside | Role::Message(_));
                } else if depth == 1 {
                    inside = false;
                }
                if depth >= most {
                    return None;
                }
                depth += 1;
                objects = objects & !(1 << depth) | u64::from(is_object) << depth;
                let close = first + 2;
                (first, at) = next(text, at + 1)?;
                if first != close {
                    continue 'item;
                }
                at += 1;
                depth -= 1;
            } else {
                let end = if first == b'"' {
                    self.string(text, at, text.get(start..))?
                } else {
                    self.scalar(text, at, first)?
                };
                if !matches!(role, Role::Other) {
                    survey.value(role, text, at..end, self.escapes);
                }
                at = end;
            }
            // What follows a value: the ends of what it closes, or a comma.
            loop {
                if depth == 0 {
                    survey.end = Some(at);
                    return (lex::space(text, at) == text.len()).then_some(());
                }
                let end = at;
                (first, at) = next(text, end)?;
                let goes_on = first == b',';
                if goes_on {
                    (first, at) = next(text, at + 1)?;
                }
                if start != usize::MAX {
                    if self.escapes != Escapes::None {
                        self.members.keep_key(text, start);
                    } else if self.members.asks_for_value(self.is_message) {
                        let shape = self.by_shape.then_some(self.cleaner.redactor);
                        self.members.keep(text, start, end, goes_on.then_some(at), shape);
                    }
                    start = usize::MAX;
                }
                if goes_on {
                    continue 'item;
                }
                if first != if objects >> depth & 1 != 0 { b'}' } else { b']' } {
                    return None;
                }
                depth -= 1;
                at += 1;
            }
        }
    }

    /// A member that did not come by.
    #[inline(never)]
    fn new_member(&mut self, text: &[u8], at: usize, survey: &Survey<'_>) -> Option<Seen> {
        if text.get(at) != Some(&b'"') {
            return None;
        }
        let end = self.closing(text, at);
        if end == 0 || self.escapes != Escapes::None {
            return None;
        }
        let (_, value) = match next(text, end)? {
            (b':', colon) => next(text, colon + 1)?,
            _ => return None,
        };
        let key = text.get(at + 1..end - 1)?;
        let role = survey.role(key);
        let mut keep = true;
        if !self.finds_nothing(text, at, end)? {
            self.judge(text, at, end, &Kind::Key(value))?;
            // Whether it hides a value that may hold something is another question for each.
            keep = !self.cleaner.redactor.may_name(key);
        }
        Some(self.members.add(at, value, role, keep))
    }

    /// The end of the string at `at`, a clean one, in the member that `member` begins with, where it is in one.
    #[inline(never)]
    fn string(&mut self, text: &[u8], at: usize, member: Option<&[u8]>) -> Option<usize> {
        let end = self.closing(text, at);
        if end == 0 {
            return None;
        }
        let plain = self.escapes == Escapes::None;
        let raw = text.get(at + 1..end - 1)?;
        self.is_message = plain && self.members.has_message(raw);
        if self.is_message {
            self.by_shape = true;
            return Some(end);
        }
        self.by_shape = self.finds_nothing(text, at, end)?;
        if self.by_shape {
            if plain {
                self.members.add_message(raw, self.cleaner.redactor);
            }
        } else {
            let name =
                |member: &[u8]| lex::string(member, 0).is_none_or(|key| is_pair_name(key.inner(member)));
            let pair = member.is_none_or(name);
            self.judge(text, at, end, &Kind::String(pair))?;
        }
        Some(end)
    }

    /// The place behind the string that begins at `start`; 0 where it holds a control character or an escape other than the
    /// short ones, or is no UTF-8.
    #[inline(never)]
    fn closing(&mut self, text: &[u8], start: usize) -> usize {
        let mut at = start + 1;
        let mut all = 0;
        self.escapes = Escapes::None;
        loop {
            for word in text.get(at..).unwrap_or_default().as_chunks().0 {
                if json::may_stop(u64::from_le_bytes(*word)) != 0 {
                    break;
                }
                at += 8;
            }
            let word = word(text, at);
            all |= word;
            let hit = json::stops(word);
            if hit == 0 {
                at += 8;
                continue;
            }
            at += first(hit);
            let byte = |at: usize| text.get(at).copied().unwrap_or(0);
            // Behind the end of the text there are zero bytes, which are control characters.
            match byte(at) {
                b'"' => break,
                b'\\' => {}
                _ => return 0,
            }
            match byte(at + 1) {
                // Of a text that was escaped before, a line end is `\\n`.
                b'n' => self.escapes = Escapes::Lines,
                b'\\' if byte(at + 2) == b'n' => self.escapes = Escapes::Lines,
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'r' | b't' => {
                    if self.escapes == Escapes::None {
                        self.escapes = Escapes::Signs;
                    }
                }
                _ => return 0,
            }
            at += 2;
        }
        let is_text = || text.get(start..at).is_some_and(|token| core::str::from_utf8(token).is_ok());
        if all & HIGH == 0 || is_text() { at + 1 } else { 0 }
    }

    /// The end of the number or literal at `at`, which begins with `first`, a clean one.
    fn scalar(&mut self, text: &[u8], at: usize, first: u8) -> Option<usize> {
        (self.by_shape, self.is_message, self.escapes) = (false, false, Escapes::None);
        let word: &[u8] = match first {
            b't' => b"true",
            b'f' => b"false",
            b'n' => b"null",
            _ => {
                let end = json::number_end(text, at)?;
                let is_clean = end - at < MIN || self.finds_nothing(text, at, end)?;
                if !is_clean {
                    self.judge(text, at, end, &Kind::Number)?;
                }
                // JSON has no number but zero that begins with a zero.
                self.by_shape = is_clean && first > b'0';
                return Some(end);
            }
        };
        text.get(at..)?.starts_with(word).then_some(at + word.len())
    }

    /// Whether nothing in a token is worth a look; else its places are known.
    fn finds_nothing(&mut self, text: &[u8], start: usize, end: usize) -> Option<bool> {
        let known = self.cleaner.redactor.candidates(text.get(start..end)?, self.places);
        known.then_some(self.places.is_empty())
    }

    /// Something where nothing in the token has to be hidden.
    #[cold]
    #[inline(never)]
    fn judge(&mut self, text: &[u8], start: usize, end: usize, kind: &Kind) -> Option<()> {
        let (text, length) = (text.get(start..)?, end - start);
        let token = Token { start: 0, end: length, escaped: self.escapes != Escapes::None };
        let mut guard = Guard::new(&mut self.cleaner, self.levels, self.places);
        let verdict = match kind {
            Kind::Key(value) => guard.key(text, token, value - start),
            Kind::String(pair) => guard.string(text, token, *pair),
            Kind::Number => guard.number(text, 0, length),
        };
        self.dirty = verdict.is_err();
        verdict.ok()
    }
}

/// The next byte that is no white space, and where it is.
#[inline(always)]
fn next(text: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        let byte = *text.get(at)?;
        if byte > b' ' {
            return Some((byte, at));
        }
        if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            return None;
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests;
