//! One look over a line: whether it is JSON, whether it is clean, and what it says about itself.
//!
//! Most lines that a scan finds something in are clean all the same: `token_count` is a count, a run of
//! digits is an order. This pass goes over the tokens once, judges those the scan pointed at, and gives the
//! line to the [walk](super::walk) only when one of them has to change. Where it is not sure, it says so.

use super::lex::{self, Token};
use super::string::decode;
use super::survey::{Role, Survey, Text};
use super::{Buffers, Cleaner, json_start};
use crate::bounds::Bounds as _;
use crate::encode::{is_pair_name, is_secret};
use crate::known::Known;
use crate::redact::{Hit, is_command};

/// Why a line cannot stay as it is without a walk.
pub(super) enum Stop {
    /// It stopped being JSON.
    Broken,
    /// Something in it may have to be hidden.
    Dirty,
}

/// The shortest identifier that a detector knows has seven digits.
pub(super) const MIN: usize = 7;

/// What is judged on the way.
pub(super) struct Guard<'g, 'p> {
    pub(super) cleaner: &'g mut Cleaner<'p>,
    pub(super) levels: &'g mut [Buffers],
    /// What the scan found, sorted by the starts.
    hits: &'g [Hit],
    /// Where the next of them begins.
    from: usize,
}

impl<'g, 'p> Guard<'g, 'p> {
    pub(super) fn new(
        cleaner: &'g mut Cleaner<'p>,
        levels: &'g mut [Buffers],
        hits: &'g [Hit],
    ) -> Guard<'g, 'p> {
        Guard { cleaner, levels, from: hits.first().map_or(usize::MAX, |hit| hit.start), hits }
    }

    /// The hits inside `start..end`, and from then on those after it. An error where one reaches out of it.
    fn take(&mut self, start: usize, end: usize) -> Result<&'g [Hit], Stop> {
        let first = self.hits.iter().position(|hit| hit.end > start).unwrap_or(self.hits.len());
        let rest = self.hits.cut(first..);
        let (own, rest) = rest.cut_at(rest.iter().position(|hit| hit.start >= end).unwrap_or(rest.len()));
        self.hits = rest;
        self.from = rest.first().map_or(usize::MAX, |hit| hit.start);
        if own.iter().all(|hit| hit.start >= start && hit.end <= end) { Ok(own) } else { Err(Stop::Dirty) }
    }

    /// Whether the token is worth a look.
    #[inline]
    pub(super) fn touches(&self, token: Token) -> bool {
        token.end > self.from
    }

    /// A key, and where its value begins.
    #[cold]
    pub(super) fn key(&mut self, text: &[u8], token: Token, value: usize) -> Result<(), Stop> {
        let hits = self.take(token.start + 1, token.end - 1)?;
        let key = token.inner(text);
        if token.escaped || key.first() == Some(&b'[') {
            return Err(Stop::Dirty);
        }
        let redactor = self.cleaner.redactor;
        let keys = self.levels.first().map(|own| &own.harmless.in_json);
        if hits.is_empty() || keys.is_some_and(|keys| keys.has(redactor.serial(), key)) {
            return Ok(());
        }
        let names = redactor.may_name(key);
        if names && !holds_nothing(text, value) {
            let scalar = plain_scalar(text, value).filter(|_| !redactor.may_deny(key));
            if scalar.is_none_or(|value| redactor.field(&[], key, value).is_some()) {
                return Err(Stop::Dirty);
            }
        }
        self.text(key, token.start + 1, hits)?;
        if let Some(own) = self.levels.first_mut()
            && !names
        {
            own.harmless.in_json.add(redactor.serial(), key);
        }
        Ok(())
    }

    /// A string that is a value; `pair` where it may be the name of one: `{"key": "password", "value": …}`.
    #[cold]
    pub(super) fn string(&mut self, text: &[u8], token: Token, pair: bool) -> Result<(), Stop> {
        let hits = self.take(token.start + 1, token.end - 1)?;
        let raw = token.inner(text);
        if !token.escaped && json_start(raw).is_none() {
            let redactor = self.cleaner.redactor;
            let values = self.levels.first().map(|own| &own.plain);
            let is_word = hits.iter().any(|hit| redactor.is_word(hit));
            if tells_of_others(raw) || pair && is_word && redactor.may_name(raw) {
                return Err(Stop::Dirty);
            }
            // Names of loggers come time and again.
            if is_word && values.is_some_and(|values| values.has(redactor.serial(), raw)) {
                return Ok(());
            }
            self.text(raw, token.start + 1, hits)?;
            if let Some(own) = self.levels.first_mut().filter(|_| is_word) {
                own.plain.add(redactor.serial(), raw);
            }
            return Ok(());
        }
        let [own, inner @ ..] = &mut *self.levels else { return Err(Stop::Dirty) };
        own.decoded.clear();
        own.cleaned.clear();
        decode(raw, &mut own.decoded);
        let dirty = tells_of_others(&own.decoded)
            || pair && self.cleaner.redactor.may_name(&own.decoded)
            || if json_start(&own.decoded).is_none() {
                self.cleaner.redactor.finds(&own.decoded)
            } else {
                self.cleaner.text(&own.decoded, &mut own.cleaned, inner)
            };
        if dirty { Err(Stop::Dirty) } else { Ok(()) }
    }

    /// A number.
    #[cold]
    pub(super) fn number(&mut self, text: &[u8], start: usize, end: usize) -> Result<(), Stop> {
        let hits = self.take(start, end)?;
        self.text(text.get(start..end).unwrap_or_default(), start, hits)
    }

    /// A text that begins at `base`, with the hits in it.
    fn text(&mut self, text: &[u8], base: usize, hits: &[Hit]) -> Result<(), Stop> {
        let within = hits.iter().map(|hit| Hit { start: hit.start - base, end: hit.end - base, ..*hit });
        if self.cleaner.redactor.holds(text, within) { Err(Stop::Dirty) } else { Ok(()) }
    }
}

/// Whether a text may say what values elsewhere in its record are, though nothing in it has to be hidden.
pub(super) fn tells_of_others(text: &[u8]) -> bool {
    is_secret(text) || is_command(text)
}

/// A value that gives nothing away: `null`, `""`, `[]`, `{}`.
fn holds_nothing(text: &[u8], at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    [&b"null"[..], b"\"\"", b"[]", b"{}"].iter().any(|nothing| rest.starts_with(nothing))
}

/// The scalar at `at`, where it needs no decoding.
fn plain_scalar(text: &[u8], at: usize) -> Option<&[u8]> {
    match text.get(at)? {
        b'{' | b'[' => None,
        b'"' => lex::string(text, at).filter(|token| !token.escaped).map(|token| token.inner(text)),
        _ => text.get(at..lex::scalar(text, at)),
    }
}

/// Keys that the scan points at time and again (`token_count`), that neither hide a value nor have to be hidden.
#[derive(Debug, Default)]
pub(crate) struct Harmless {
    /// In JSON, whatever stands around them.
    pub(super) in_json: Known<LONGEST>,
    /// In a text too, between `{"` or `,"` and `":`, with a short number behind.
    pub(super) in_text: Known<LONGEST>,
}

/// Longer keys are judged each time.
const LONGEST: usize = 32;

/// The look itself.
pub(super) struct Glance<'l, 'g, 'p> {
    text: &'l [u8],
    survey: &'g mut Survey<'l>,
    /// What is judged; nothing where all is known to be clean.
    guard: Option<Guard<'g, 'p>>,
    /// The key that was read last.
    key: Option<Token>,
}

impl<'l, 'g, 'p> Glance<'l, 'g, 'p> {
    pub(super) fn new(
        text: &'l [u8],
        survey: &'g mut Survey<'l>,
        guard: Option<Guard<'g, 'p>>,
    ) -> Glance<'l, 'g, 'p> {
        Glance { text, survey, guard, key: None }
    }
}

impl Glance<'_, '_, '_> {
    /// Goes over the whole text, unless its survey is complete before. An error of a glance without a
    /// guard means that the text is no JSON.
    pub(super) fn run(mut self) -> Result<(), Stop> {
        let text = self.text;
        let start = lex::space(text, 0);
        let mut at = start;
        let mut depth = 0_usize;
        // By depth: whether what is open there is an object.
        let mut objects = 0_u64;
        // Whether the object at depth 2 is one to look into.
        let mut inside = false;
        let mut role = Role::Other;
        let most = self.guard.as_ref().map_or(63, |guard| guard.cleaner.max_depth.min(63));
        'value: loop {
            if objects >> depth & 1 != 0 {
                (at, role) = self.member(at, depth == 1 || depth == 2 && inside)?;
            }
            match text.get(at) {
                Some(b'"') => {
                    let token = lex::string(text, at).ok_or(Stop::Broken)?;
                    if let Some(guard) = &mut self.guard
                        && guard.touches(token)
                    {
                        let key = self.key.filter(|_| objects >> depth & 1 != 0);
                        let pair = key.is_none_or(|key| key.escaped || is_pair_name(key.inner(text)));
                        guard.string(text, token, pair)?;
                    }
                    if !matches!(role, Role::Other) {
                        self.survey.string(role, Text::new(text, token));
                    }
                    at = token.end;
                }
                Some(&open @ (b'{' | b'[')) => {
                    if !matches!(role, Role::Other) {
                        self.survey.container(role);
                        inside =
                            open == b'{' && depth == 1 && matches!(role, Role::Inside | Role::Message(_));
                        role = Role::Other;
                    } else if depth == 1 {
                        inside = false;
                    }
                    if depth >= most {
                        // The walk cuts it off. Where nothing is judged, it only has to end.
                        if self.guard.is_some() {
                            return Err(Stop::Dirty);
                        }
                        at = lex::value(text, at).ok_or(Stop::Broken)?;
                    } else {
                        depth += 1;
                        let bit = 1 << depth;
                        objects = if open == b'{' { objects | bit } else { objects & !bit };
                        at = lex::space(text, at + 1);
                        if text.get(at) != Some(&(open + 2)) {
                            continue 'value;
                        }
                        depth -= 1;
                        at += 1;
                    }
                }
                _ => {
                    let end = self.scalar(at)?;
                    if !matches!(role, Role::Other) {
                        self.survey.scalar(role, text.get(at..end).unwrap_or_default());
                    }
                    at = end;
                }
            }
            if self.guard.is_none() && self.survey.settled() {
                return Ok(());
            }
            role = Role::Other;
            // What follows a value: the ends of what it closes, or a comma.
            loop {
                let end = at;
                at = lex::space(text, at);
                if depth == 0 {
                    let is_object = text.get(start) == Some(&b'{');
                    self.survey.end = is_object.then_some(end);
                    return if at == text.len() { Ok(()) } else { Err(Stop::Broken) };
                }
                let is_object = objects >> depth & 1 != 0;
                match text.get(at) {
                    Some(b',') => {
                        at = lex::space(text, at + 1);
                        continue 'value;
                    }
                    Some(b'}') if is_object => {}
                    Some(b']') if !is_object => {}
                    _ => return Err(Stop::Broken),
                }
                depth -= 1;
                at += 1;
            }
        }
    }

    /// The key at `at`: where its value begins, and what it is about where that is asked for.
    #[inline]
    fn member(&mut self, at: usize, asked: bool) -> Result<(usize, Role), Stop> {
        let text = self.text;
        if text.get(at) != Some(&b'"') {
            return Err(Stop::Broken);
        }
        let token = lex::string(text, at).ok_or(Stop::Broken)?;
        let colon = lex::space(text, token.end);
        if text.get(colon) != Some(&b':') {
            return Err(Stop::Broken);
        }
        let value = lex::space(text, colon + 1);
        self.key = Some(token);
        if let Some(guard) = &mut self.guard
            && guard.touches(token)
        {
            guard.key(text, token, value)?;
        }
        let role = if asked { self.survey.role(token.inner(text)) } else { Role::Other };
        Ok((value, role))
    }

    /// The end of the number or literal at `at`.
    #[inline]
    fn scalar(&mut self, at: usize) -> Result<usize, Stop> {
        let text = self.text;
        let end = lex::whole_scalar(text, at).ok_or(Stop::Broken)?;
        let token = text.get(at..end).unwrap_or_default();
        if let Some(guard) = &mut self.guard
            && end > guard.from
            && token.len() >= MIN
            && matches!(token.first(), Some(b'0'..=b'9' | b'-'))
        {
            guard.number(text, at, end)?;
        }
        Ok(end)
    }
}
