//! Rewriting JSON text: one pass over its tokens, no recursion, nothing written anew but what is hidden.

use super::hints::Hints;
use super::string::{decode, splice};
use super::{Buffers, Cleaner, lex};
use crate::encode::{DEPTH, is_account, is_pair_name, is_pair_value, is_path_name, json, names_next};
use crate::redact::{Disposition, RuleId, marker_length};
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::Range;
use smallvec::SmallVec;

/// An open object or array.
#[derive(Clone, Debug)]
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
    /// In an array: where the item begins that names the next: the first of an array inside an array, a flag
    /// of a command line.
    header: Option<usize>,
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
        if hot {
            self.string(token);
        }
        if self.names_pair(self.key(&key), start)
            && let Some(frame) = self.frame().filter(|f| matches!(f.pair, Sibling::Unsought))
        {
            frame.pair = Sibling::Known(Some(start));
        }
        self.value(start, key, hot)
    }

    /// The rule that hides the value at `start` under `key`.
    fn member_rule(&mut self, key: &Key, start: usize, hot: bool) -> Option<RuleId> {
        let rule = if hot { self.rule(self.key(key), start) } else { None };
        let is_container = matches!(self.text.get(start), Some(b'{' | b'['));
        if rule.is_some() || !is_pair_value(self.key(key), is_container) {
            return rule;
        }
        let name = match self.frame()?.pair {
            Sibling::Known(known) => known,
            Sibling::Unsought => {
                // The name may come after the value.
                let found = self.look_ahead(start);
                self.frame()?.pair = Sibling::Known(found);
                found
            }
        };
        self.named(name?, start)
    }

    /// Where the value of the first sibling that names a pair begins, after the value at `at`.
    fn look_ahead(&self, at: usize) -> Option<usize> {
        /// A pair has few members; more would let hostile text be read many times.
        const MEMBERS: usize = 8;
        let mut at = lex::value(self.text, at)?;
        for _ in 0..MEMBERS {
            at = lex::space(self.text, at);
            if self.text.get(at) != Some(&b',') {
                return None;
            }
            at = lex::space(self.text, at + 1);
            if self.text.get(at) != Some(&b'"') {
                return None;
            }
            let token = lex::string(self.text, at)?;
            let colon = lex::space(self.text, token.end);
            let start = lex::space(self.text, colon + 1);
            if self.names_pair(token.inner(self.text), start) {
                return Some(start);
            }
            at = lex::value(self.text, start)?;
        }
        None
    }

    /// Whether the value at `start` under `key` is the name of a sibling pair.
    fn names_pair(&self, key: &[u8], start: usize) -> bool {
        match self.text.get(start) {
            Some(b'[') => is_path_name(key),
            _ => is_pair_name(key),
        }
    }

    /// The rule that hides the value at `start` under the name that the string at `name` is, or the last
    /// string of the array there.
    fn named(&self, name: usize, start: usize) -> Option<RuleId> {
        let name = if self.text.get(name) == Some(&b'[') { self.last_step(name)? } else { name };
        if self.text.get(name) != Some(&b'"') {
            return None;
        }
        let token = lex::string(self.text, name)?;
        self.rule(&token.decoded(self.text), start)
    }

    /// Where the last string of the array at `at` begins: a way to a value has few steps.
    fn last_step(&self, at: usize) -> Option<usize> {
        const STEPS: usize = 16;
        let (mut at, mut last) = (at, None);
        for _ in 0..STEPS {
            at = lex::space(self.text, at + 1);
            match self.text.get(at)? {
                b'"' => last = Some(at),
                b'{' | b'[' => return None,
                _ => {}
            }
            at = lex::space(self.text, lex::value(self.text, at)?);
            if self.text.get(at) != Some(&b',') {
                return last;
            }
        }
        None
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
        if !matches!(self.text.get(at), Some(b'{' | b'[')) && !self.holds_nothing(at) {
            let named = self.own.frames.iter().rposition(|f| !matches!(f.key, Key::None));
            let named = named.filter(|&frame| self.own.frames.get(frame).is_some_and(|f| f.hot));
            if let Some(rule) = named.and_then(|frame| self.rule_above(frame, at)) {
                return self.hide(rule, at, cut, None);
            }
        }
        self.value(at, Key::None, false)
    }

    /// The rule that hides the item at `at`, the `index`th (from 1), by what stands before it in its array.
    fn item_rule(&mut self, at: usize, nested: bool, index: usize) -> Option<RuleId> {
        let text = self.text;
        let frame = self.frame()?;
        let header = frame.header.take();
        let hot = frame.hot;
        let key = self.own.frames.last().map_or(&b""[..], |frame| self.key(&frame.key));
        // Read to its end only where it begins as a flag does.
        let item = match text.get(at..)? {
            [b'"', b'-', ..] => lex::string(text, at)?.inner(text),
            [b'"', item @ ..] => &item[..item.len().min(1)],
            _ => &[],
        };
        let is_name = names_next(key, index - 1, item);
        let account = hot
            && index == 2
            && is_account(key)
            && self.closes(at)
            && text.get(at) == Some(&b'"')
            && !self.is_allowed();
        let rule = if self.holds_nothing(at) {
            None
        } else if account {
            self.rule_in(self.own.frames.len(), b"password", at)
        } else {
            let named = header.filter(|&name| match text.get(name + 1) {
                // A flag comes before a value that is none.
                Some(b'-') => item.first() != Some(&b'-'),
                // A header is a pair of exactly two; a longer list that begins with such a word is a list of
                // words.
                _ => !nested || self.closes(at),
            });
            named.and_then(|name| self.named(name, at))
        };
        if is_name || nested && index == 1 {
            self.frame()?.header = Some(at);
        }
        rule
    }

    /// Whether the value at `at` is the last of its array.
    fn closes(&self, at: usize) -> bool {
        match lex::value(self.text, at) {
            Some(end) => self.text.get(lex::space(self.text, end)) == Some(&b']'),
            None => true,
        }
    }

    /// True unless the token at `range` is known to be clean.
    fn touch(&mut self, range: Range<usize>) -> bool {
        self.hints.as_mut().is_none_or(|hints| hints.touch(range))
    }

    /// The rule that hides the value at `start` under the key of an open frame.
    fn rule_above(&self, frame: usize, start: usize) -> Option<RuleId> {
        let key = self.key(&self.own.frames.get(frame)?.key);
        self.rule_in(frame, key, start)
    }

    /// Any value that no rule hides as a whole.
    fn value(&mut self, at: usize, key: Key, hot: bool) -> Result<usize, Broken> {
        match self.text.get(at) {
            Some(b'"') => {
                let token = lex::string(self.text, at).ok_or(Broken)?;
                if self.touch(token.start..token.end) {
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
                    header: None,
                    nested,
                    hot,
                });
                Ok(at + 1)
            }
            _ => {
                let end = lex::scalar(self.text, at);
                let text = self.text.get(at..end).unwrap_or_default();
                if !lex::is_scalar(text) {
                    return Err(Broken);
                }
                self.number(text, at);
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

    /// The rule that hides the value at `start` under `key` in the object that is open.
    fn rule(&self, key: &[u8], start: usize) -> Option<RuleId> {
        self.rule_in(self.own.frames.len(), key, start)
    }

    /// The rule that hides the value at `start` under `key`, below the first `depth` frames.
    fn rule_in(&self, depth: usize, key: &[u8], start: usize) -> Option<RuleId> {
        let value = self.scalar(start);
        self.cleaner.rule(&self.path(depth), key, value.as_deref())
    }

    /// The keys of the first `depth` frames.
    fn path(&self, depth: usize) -> SmallVec<[&[u8]; 8]> {
        let named = self.own.frames.iter().take(depth).filter(|frame| !matches!(frame.key, Key::None));
        named.map(|frame| self.key(&frame.key)).collect()
    }

    /// Whether the policy frees the value that the last frame is.
    fn is_allowed(&self) -> bool {
        let path = self.path(self.own.frames.len());
        path.split_last().is_some_and(|(key, above)| self.cleaner.redactor.allows(above, key))
    }

    /// The meaning of the scalar at `at`; `None` for an object or array. A string that is not closed reaches
    /// to the end of the text.
    fn scalar(&self, at: usize) -> Option<Cow<'_, [u8]>> {
        match self.text.get(at)? {
            b'{' | b'[' => None,
            b'"' => Some(match lex::string(self.text, at) {
                Some(token) => token.decoded(self.text),
                None => Cow::Borrowed(self.text.get(at + 1..).unwrap_or_default()),
            }),
            _ => self.text.get(at..lex::scalar(self.text, at)).map(Cow::Borrowed),
        }
    }

    /// True for a value that gives nothing away: `null`, `""`, `[]`, `{}`.
    fn holds_nothing(&self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or_default();
        match rest {
            [b'"', b'"', ..] => true,
            [b'n', b'u', b'l', b'l', ..] => true,
            [b'[', ..] => self.text.get(lex::space(self.text, at + 1)) == Some(&b']'),
            [b'{', ..] => self.text.get(lex::space(self.text, at + 1)) == Some(&b'}'),
            _ => false,
        }
    }

    /// Hides the value at `at` as a whole, or takes it out from `cut` on. Where the value does not end,
    /// all that follows is hidden with it.
    fn hide(
        &mut self,
        rule: RuleId,
        at: usize,
        cut: usize,
        key: Option<lex::Token>,
    ) -> Result<usize, Broken> {
        if at >= self.text.len() {
            // The text was cut off before the value: there is nothing to hide.
            return Err(Broken);
        }
        let end = lex::value(self.text, at);
        let stop = end.unwrap_or(self.text.len());
        let raw = self.text.get(at..stop).unwrap_or_default();
        if !raw.is_empty() && marker_length(raw) == raw.len() {
            // A marker without quotes, as broken text has it, hides what stood here.
            return end.ok_or(Broken);
        }
        let mut decoded = core::mem::take(&mut self.own.decoded);
        let mut cleaned = core::mem::take(&mut self.own.cleaned);
        decoded.clear();
        cleaned.clear();
        match raw {
            [b'"', inner @ .., b'"'] if end.is_some() => decode(inner, &mut decoded),
            _ => decoded.extend_from_slice(raw),
        }
        match self.cleaner.redactor.hide(rule, &decoded, &mut cleaned, self.cleaner.report) {
            Disposition::Replaced => {
                if let Some(token) = key {
                    self.string(token);
                }
                if decoded != cleaned || raw.first() != Some(&b'"') {
                    self.replace(at, stop, &cleaned);
                }
            }
            Disposition::Removed => {
                self.out.extend_from_slice(self.text.get(self.copied..cut).unwrap_or_default());
                self.copied = stop;
                if let Some(frame) = self.frame() {
                    frame.kept -= 1;
                    // With nothing kept before it, the member takes the comma after it along.
                    if frame.kept == 0 {
                        let after = lex::space(self.text, stop);
                        if self.text.get(after) == Some(&b',') {
                            self.copied = lex::space(self.text, after + 1);
                        }
                    }
                }
            }
        }
        self.own.decoded = decoded;
        self.own.cleaned = cleaned;
        end.ok_or(Broken)
    }

    /// Writes `shown` as a string in place of `text[start..end]`.
    fn replace(&mut self, start: usize, end: usize, shown: &[u8]) {
        self.out.extend_from_slice(self.text.get(self.copied..start).unwrap_or_default());
        json::string(self.out, shown);
        self.copied = end;
    }

    /// A number that is long enough to be a secret.
    fn number(&mut self, text: &[u8], at: usize) {
        /// The shortest identifier that a detector knows has seven digits.
        const MIN: usize = 7;
        if text.len() < MIN
            || !matches!(text.first(), Some(b'0'..=b'9' | b'-'))
            || !self.touch(at..at + text.len())
        {
            return;
        }
        let mut cleaned = core::mem::take(&mut self.own.cleaned);
        cleaned.clear();
        if self.cleaner.redactor.text(text, &mut cleaned, self.cleaner.report) {
            self.replace(at, at + text.len(), &cleaned);
        }
        self.own.cleaned = cleaned;
    }

    /// The inside of a string, key or value.
    fn string(&mut self, token: lex::Token) {
        let raw = token.inner(self.text);
        let mut decoded = core::mem::take(&mut self.own.decoded);
        let mut cleaned = core::mem::take(&mut self.own.cleaned);
        decoded.clear();
        cleaned.clear();
        let meaning = if token.escaped {
            decode(raw, &mut decoded);
            decoded.as_slice()
        } else {
            raw
        };
        if self.cleaner.text(meaning, &mut cleaned, self.inner) {
            self.out.extend_from_slice(self.text.get(self.copied..=token.start).unwrap_or_default());
            splice(raw, meaning, &cleaned, self.out);
            self.copied = token.end - 1;
        }
        self.own.decoded = decoded;
        self.own.cleaned = cleaned;
    }
}
