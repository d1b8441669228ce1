//! Which rule hides a value: by its key, by a sibling that names it, by what stands before it in an array.

use super::{Frame, Key, Sibling, Walk};
use crate::bounds::Bounds as _;
use crate::encode::{
    is_account, is_data_of_secret, is_kind_of_secret, is_pair_name, is_pair_value, is_part_of_jwk,
    is_path_name, is_reference, is_route, names_next,
};
use crate::few::Few;
use crate::redact::{Report, RuleId};
use crate::search;
use crate::transform::{Cleaner, lex};
use alloc::borrow::Cow;
use alloc::vec::Vec;

impl Walk<'_, '_> {
    /// The rule that hides the value at `start` under `key`.
    pub(super) fn member_rule(&mut self, key: &Key, start: usize, hot: bool) -> Option<RuleId> {
        let rule = if hot { self.rule(self.key(key), start) } else { None };
        let rule = rule.filter(|rule| !self.spares(*rule, start));
        if rule.is_none() && is_part_of_jwk(self.key(key)) && self.has_sibling(start, b"\"kty\"") {
            return self.rule(b"private_key", start);
        }
        let is_container = matches!(self.text.get(start), Some(b'{' | b'['));
        if rule.is_none() && is_container && is_data_of_secret(self.key(key)) && self.is_in_secret(start) {
            return self.rule(b"secret", start);
        }
        if rule.is_some() || !is_pair_value(self.key(key), is_container) {
            return rule;
        }
        let name = match self.frame()?.pair {
            Sibling::Known(known) => known,
            Sibling::Unsought => {
                // The name may come after the value.
                let found = self.look_ahead(start, Walk::names_pair);
                self.frame()?.pair = Sibling::Known(found);
                found
            }
        };
        self.named(name?, start)
    }

    /// Whether `rule` leaves the object or array at `start` as it is.
    fn spares(&self, rule: RuleId, start: usize) -> bool {
        matches!(self.text.get(start), Some(b'{' | b'['))
            && lex::value(self.text, start)
                .and_then(|end| self.text.get(start..end))
                .is_some_and(|json| self.cleaner.redactor.spares(rule, json))
    }

    /// Whether the value at `start` belongs to a Kubernetes Secret: what holds it, or what holds that, says so.
    fn is_in_secret(&self, start: usize) -> bool {
        self.own.frames.iter().any(|frame| frame.secret)
            || self.look_ahead(start, Walk::is_kind_of_secret).is_some()
    }

    /// Whether the value at `start` under `key` says that it stands in a Kubernetes Secret.
    pub(super) fn is_kind_of_secret(&self, key: &[u8], start: usize) -> bool {
        let is_reference = || self.own.frames.last().is_some_and(|frame| is_reference(self.key(&frame.key)));
        matches!(key, b"kind" | b"resource")
            && self.scalar(start).is_some_and(|kind| is_kind_of_secret(key, &kind, is_reference()))
    }

    /// Notes that the open object is a Kubernetes Secret, or tells that the one that holds it has one.
    pub(super) fn note_secret(&mut self) {
        let is_object = self.own.frames.last().is_some_and(|frame| is_reference(self.key(&frame.key)));
        let above = if is_object { 2 } else { 1 };
        for frame in self.own.frames.iter_mut().rev().take(above) {
            frame.secret = true;
        }
    }

    /// Where the string `token` is an item that names a command: finds the passwords among the items behind it.
    pub(super) fn note_command(&mut self, token: lex::Token) {
        let text = self.text;
        let Some(Frame { object: false, seen, arguments, .. }) = self.own.frames.last_mut() else { return };
        let mut at = Some(token.start);
        let mut items = core::iter::from_fn(|| {
            let start = at?;
            let (item, end) = match text.get(start)? {
                b'"' => lex::string(text, start).map(|token| (token.decoded(text), token.end))?,
                b'{' | b'[' => return None,
                first => {
                    let end = lex::scalar(text, start);
                    let is_number = first.is_ascii_digit() || *first == b'-';
                    (Cow::Borrowed(text.get(start..end).filter(|_| is_number).unwrap_or_default()), end)
                }
            };
            let end = lex::space(text, end);
            at = (text.get(end) == Some(&b',')).then(|| lex::space(text, end + 1));
            Some(item)
        });
        arguments.look(self.cleaner.redactor, *seen as usize, &token.decoded(text), &mut items);
    }

    /// Where the value of the first sibling begins that `is` what is sought, after the value at `at`.
    fn look_ahead(&self, at: usize, is: fn(&Self, &[u8], usize) -> bool) -> Option<usize> {
        /// Such objects have few members; more would let hostile text be read many times.
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
            if is(self, &token.decoded(self.text), start) {
                return Some(start);
            }
            at = lex::value(self.text, start)?;
        }
        None
    }

    /// Whether the value at `start` under `key` is the name of a sibling pair.
    pub(super) fn names_pair(&self, key: &[u8], start: usize) -> bool {
        match self.text.get(start) {
            Some(b'[') => is_path_name(key),
            _ if !is_pair_name(key) => false,
            _ => {
                let token = lex::string(self.text, start);
                let is_route = token.is_some_and(|token| is_route(key, token.inner(self.text)));
                !is_route || self.has_sibling(start, b"\"op\"")
            }
        }
    }

    /// Whether `key` stands in the object around `at`, where that holds no other.
    fn has_sibling(&self, at: usize, key: &[u8]) -> bool {
        /// A private key of RSA has a few thousand bytes.
        const REACH: usize = 4096;
        let before = self.text.get(at.saturating_sub(REACH)..at).unwrap_or_default();
        let after = self.text.get(at..self.text.len().min(at + REACH)).unwrap_or_default();
        let before = search::memrchr2(b'{', b'}', before).map_or(&b""[..], |open| before.cut(open..));
        let after = after.cut(..search::memchr2(b'{', b'}', after).unwrap_or(after.len()));
        [before, after].into_iter().any(|part| search::find(part, key).is_some())
    }

    /// The rule that hides the value at `start` under the name that the string at `name` is, or the last
    /// string of the array there. What is left of a name once a secret in it is hidden may be one too.
    fn named(&mut self, name: usize, start: usize) -> Option<RuleId> {
        let text = self.text;
        let name = if text.get(name) == Some(&b'[') { self.last_step(name)? } else { name };
        if text.get(name) != Some(&b'"') {
            return None;
        }
        let name = lex::string(text, name)?.decoded(text);
        if let Some(rule) = self.rule(&name, start) {
            return Some(rule);
        }
        let (mut left, mut report) = (Vec::new(), Report::default());
        let Cleaner { redactor, max_depth, .. } = *self.cleaner;
        let found = Cleaner { redactor, report: &mut report, max_depth }.text(&name, &mut left, self.inner);
        if found { self.rule(&left, start) } else { None }
    }

    /// Where the last string of the array at `at` begins: a way to a value has few steps.
    pub(super) fn last_step(&self, at: usize) -> Option<usize> {
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

    /// The rule that hides the item at `at`, the `index`th (from 1), by what stands before it in its array.
    pub(super) fn item_rule(&mut self, at: usize, nested: bool, index: usize) -> Option<RuleId> {
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
    pub(super) fn closes(&self, at: usize) -> bool {
        match lex::value(self.text, at) {
            Some(end) => self.text.get(lex::space(self.text, end)) == Some(&b']'),
            None => true,
        }
    }

    /// The rule that hides the value at `start` under the key of an open frame.
    pub(super) fn rule_above(&self, frame: usize, start: usize) -> Option<RuleId> {
        let key = self.key(&self.own.frames.get(frame)?.key);
        self.rule_in(frame, key, start)
    }

    /// The rule that hides the value at `start` under `key` in the object that is open.
    pub(super) fn rule(&self, key: &[u8], start: usize) -> Option<RuleId> {
        self.rule_in(self.own.frames.len(), key, start)
    }

    /// The rule that hides the value at `start` under `key`, below the first `depth` frames.
    pub(super) fn rule_in(&self, depth: usize, key: &[u8], start: usize) -> Option<RuleId> {
        let value = self.scalar(start);
        self.cleaner.rule(&self.path(depth), key, value.as_deref())
    }

    /// The rule that hides what is left of a text under `key`, once a secret in it is hidden.
    pub(super) fn rule_of_rest(&self, depth: usize, key: &[u8]) -> Option<RuleId> {
        self.cleaner.rule(&self.path(depth), key, Some(&self.own.cleaned))
    }

    /// The keys of the first `depth` frames.
    pub(super) fn path(&self, depth: usize) -> Few<[&[u8]; 8]> {
        let named = self.own.frames.iter().take(depth).filter(|frame| !matches!(frame.key, Key::None));
        named.map(|frame| self.key(&frame.key)).collect()
    }

    /// Whether the policy frees the value that the last frame is.
    pub(super) fn is_allowed(&self) -> bool {
        let path = self.path(self.own.frames.len());
        path.split_last().is_some_and(|(key, above)| self.cleaner.redactor.allows(above, key))
    }

    /// The meaning of the scalar at `at`; `None` for an object or array. A string that is not closed reaches
    /// to the end of the text.
    pub(super) fn scalar(&self, at: usize) -> Option<Cow<'_, [u8]>> {
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
    pub(super) fn holds_nothing(&self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or_default();
        match rest {
            [b'"', b'"', ..] => true,
            [b'n', b'u', b'l', b'l', ..] => true,
            [b'[', ..] => self.text.get(lex::space(self.text, at + 1)) == Some(&b']'),
            [b'{', ..] => self.text.get(lex::space(self.text, at + 1)) == Some(&b'}'),
            _ => false,
        }
    }
}
