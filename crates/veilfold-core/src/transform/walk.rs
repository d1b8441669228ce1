//! Rewriting JSON text: one pass over its tokens, no recursion, nothing written anew but what is hidden.

mod naming;
mod writing;

use super::hints::Hints;
use super::string::decode;
use super::{Buffers, Cleaner, lex};
use crate::encode::DEPTH;
use crate::redact::Arguments;
use alloc::vec::Vec;
use core::ops::Range;

/// An open object or array.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is set by itself")]
pub(crate) struct Frame {
    object: bool,
    /// Members or items read.
    seen: u32,
    /// Members or items that were not removed.
    kept: u32,
    /// Where the key stands under which this value is found; empty in an array.
    key: Key,
    /// In an object.
    pair: Sibling,
    /// Whether this object said that it is a Kubernetes Secret, or a list of them.
    secret: bool,
    /// In an array: where the item begins that names the next: the first of an array inside an array, a flag
    /// of a command line.
    header: Option<usize>,
    /// In an array: passwords that a command among its items tells of.
    arguments: Arguments,
    /// Whether this is an array inside an array.
    nested: bool,
    /// Whether a rule may look at the key of this value.
    hot: bool,
}

/// Where the value of the sibling begins that names the `value`, once it was looked for: then nothing where there
/// is no such sibling.
#[derive(Clone, Copy, Debug)]
enum Sibling {
    Unsought,
    Known(Option<usize>),
}

/// A decoded key: in the text, or in the buffer of decoded keys where it had escapes.
#[derive(Clone, Debug)]
enum Key {
    Text(Range<usize>),
    Decoded(Range<usize>),
    None,
}

/// The text stopped being JSON.
pub(super) struct Broken;

/// The rewriting of one text.
pub(super) struct Walk<'w, 'p> {
    pub(super) text: &'w [u8],
    pub(super) out: &'w mut Vec<u8>,
    pub(super) cleaner: &'w mut Cleaner<'p>,
    pub(super) own: &'w mut Buffers,
    /// Buffers for JSON inside strings; empty at the deepest level that is followed.
    pub(super) inner: &'w mut [Buffers],
    /// `text[..copied]` is dealt with.
    pub(super) copied: usize,
    /// What is known of the text from one scan of the whole.
    pub(super) hints: Option<Hints<'w>>,
}

impl Walk<'_, '_> {
    /// Rewrites the value at `at` and returns its end. What was read is written then up to
    /// [`Walk::copied`], also when the text turns out not to be JSON.
    pub(super) fn run(&mut self, at: usize) -> Result<usize, Broken> {
        self.own.frames.clear();
        self.own.keys.clear();
        let mut at = self.value(at, Key::None, false)?;
        loop {
            let Some(frame) = self.own.frames.last_mut() else { return Ok(at) };
            at = lex::space(self.text, at);
            let close = if frame.object { b'}' } else { b']' };
            if self.text.get(at) == Some(&close) {
                if let Some(Frame { key: Key::Decoded(range), .. }) = self.own.frames.pop() {
                    self.own.keys.truncate(range.start);
                }
                at += 1;
                continue;
            }
            // Where the cut begins if this member is removed: at its comma, or after the bracket.
            let mut cut = at;
            if frame.seen > 0 {
                if self.text.get(at) != Some(&b',') {
                    return Err(Broken);
                }
                let comma = at;
                at = lex::space(self.text, at + 1);
                cut = if frame.kept > 0 { comma } else { at };
            }
            frame.seen += 1;
            frame.kept += 1;
            at = if frame.object { self.member(at, cut)? } else { self.item(at, cut)? };
        }
    }

    fn frame(&mut self) -> Option<&mut Frame> {
        self.own.frames.last_mut()
    }

    /// A member of an object: its key at `at`.
    fn member(&mut self, at: usize, cut: usize) -> Result<usize, Broken> {
        if self.text.get(at) != Some(&b'"') {
            return Err(Broken);
        }
        let token = lex::string(self.text, at).ok_or(Broken)?;
        let colon = lex::space(self.text, token.end);
        if self.text.get(colon) != Some(&b':') {
            return Err(Broken);
        }
        let start = lex::space(self.text, colon + 1);
        let key = if token.escaped {
            let from = self.own.keys.len();
            decode(token.inner(self.text), &mut self.own.keys);
            Key::Decoded(from..self.own.keys.len())
        } else {
            Key::Text(token.start + 1..token.end - 1)
        };
        let hot = self.touch(token.start..token.end);
        let rule = if self.holds_nothing(start) { None } else { self.member_rule(&key, start, hot) };
        if let Some(rule) = rule {
            let end = self.hide(rule, start, cut, Some(token))?;
            self.forget(key);
            return Ok(end);
        }
        let mut key = key;
        let (mark, copied) = (self.out.len(), self.copied);
        if hot && self.key_text(token) {
            // What is left of a key may name what the whole did not, and is what a second reader sees.
            self.forget(key);
            let own = &mut *self.own;
            let from = own.keys.len();
            own.keys.extend_from_slice(&own.cleaned);
            key = Key::Decoded(from..own.keys.len());
            let rule = if self.holds_nothing(start) { None } else { self.member_rule(&key, start, hot) };
            if let Some(rule) = rule {
                self.out.truncate(mark);
                self.copied = copied;
                let end = self.hide(rule, start, cut, Some(token))?;
                self.forget(key);
                return Ok(end);
            }
        }
        if self.names_pair(self.key(&key), start)
            && let Some(frame) = self.frame().filter(|f| matches!(f.pair, Sibling::Unsought))
        {
            frame.pair = Sibling::Known(Some(start));
        }
        if self.is_kind_of_secret(self.key(&key), start) {
            self.note_secret();
        }
        if !hot || self.text.get(start) != Some(&b'"') {
            return self.value(start, key, hot);
        }
        let value = lex::string(self.text, start).ok_or(Broken)?;
        let mut end = value.end;
        if self.touch(value.start..value.end) && self.string(value) {
            // So may what is left of a value, as of `<… x>`, which was no value as a whole.
            if let Some(rule) = self.rule_of_rest(self.own.frames.len(), self.key(&key)) {
                self.out.truncate(mark);
                self.copied = copied;
                end = self.hide(rule, start, cut, Some(token))?;
            }
        }
        self.forget(key);
        Ok(end)
    }

    /// An item of an array.
    fn item(&mut self, at: usize, cut: usize) -> Result<usize, Broken> {
        let (nested, index) = match self.own.frames.last() {
            Some(frame) => (frame.nested, frame.seen as usize),
            None => return Err(Broken),
        };
        if let Some(rule) = self.item_rule(at, nested, index) {
            return self.hide(rule, at, cut, None);
        }
        // A scalar is named by the nearest key above it, as the array is.
        if matches!(self.text.get(at), Some(b'{' | b'[')) || self.holds_nothing(at) {
            return self.value(at, Key::None, false);
        }
        let named = self.own.frames.iter().rposition(|f| !matches!(f.key, Key::None));
        let named = named.filter(|&frame| self.own.frames.get(frame).is_some_and(|f| f.hot));
        if let Some(rule) = named.and_then(|frame| self.rule_above(frame, at)) {
            return self.hide(rule, at, cut, None);
        }
        if let Some(end) = self.hide_argument(at) {
            return Ok(end);
        }
        let (mark, copied) = (self.out.len(), self.copied);
        let end = self.value(at, Key::None, false)?;
        // What is left of it is judged again, as that of a member is.
        if self.copied != copied
            && let Some(frame) = named
        {
            let key = self.own.frames.get(frame).map_or(&b""[..], |frame| self.key(&frame.key));
            if let Some(rule) = self.rule_of_rest(frame, key) {
                self.out.truncate(mark);
                self.copied = copied;
                return self.hide(rule, at, cut, None);
            }
        }
        Ok(end)
    }

    /// True unless the token at `range` is known to be clean.
    fn touch(&mut self, range: Range<usize>) -> bool {
        self.hints.as_mut().is_none_or(|hints| hints.touch(range))
    }

    /// Any value that no rule hides as a whole.
    fn value(&mut self, at: usize, key: Key, hot: bool) -> Result<usize, Broken> {
        match self.text.get(at) {
            Some(b'"') => {
                let token = lex::string(self.text, at).ok_or(Broken)?;
                if self.touch(token.start..token.end) {
                    self.note_command(token);
                    self.string(token);
                }
                self.forget(key);
                Ok(token.end)
            }
            Some(&open @ (b'{' | b'[')) => {
                if self.own.frames.len() >= self.cleaner.max_depth {
                    let end = lex::value(self.text, at);
                    self.replace(at, end.unwrap_or(self.text.len()), DEPTH.as_bytes());
                    self.forget(key);
                    return end.ok_or(Broken);
                }
                let array = open == b'[';
                let nested = array && self.own.frames.last().is_some_and(|f| !f.object);
                self.own.frames.push(Frame {
                    object: !array,
                    seen: 0,
                    kept: 0,
                    key,
                    pair: Sibling::Unsought,
                    secret: false,
                    header: None,
                    arguments: Arguments::default(),
                    nested,
                    hot,
                });
                Ok(at + 1)
            }
            _ => {
                let end = lex::whole_scalar(self.text, at).ok_or(Broken)?;
                self.number(self.text.get(at..end).unwrap_or_default(), at);
                self.forget(key);
                Ok(end)
            }
        }
    }

    /// Drops a decoded key that is not needed any more.
    fn forget(&mut self, key: Key) {
        if let Key::Decoded(range) = key {
            self.own.keys.truncate(range.start);
        }
    }

    fn key(&self, key: &Key) -> &[u8] {
        match key {
            Key::Text(range) => self.text.get(range.clone()),
            Key::Decoded(range) => self.own.keys.get(range.clone()),
            Key::None => None,
        }
        .unwrap_or_default()
    }
}
