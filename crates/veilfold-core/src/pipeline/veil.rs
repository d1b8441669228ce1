//! The veil of a policy: what every value of a record passes before it is written.

use super::{Clean, LONGEST_KEY};
use crate::encode::{self, Layout, Veil};
use crate::known::Known;
use crate::options::Options;
use crate::policy::{Limits, Policy};
use crate::record::Exception;
use crate::redact::{Arguments, Disposition, Redactor, Report, RuleId};
use crate::transform::{Buffers, Cleaner};
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::convert::Infallible;
use core::fmt::Write as _;

/// Deepest nesting that this build follows, whatever a policy allows: values are walked by recursion.
const DEPTH_MAX: usize = 128;

/// Applies a policy to values on their way out.
pub(super) struct PolicyVeil<'p> {
    cleaner: Cleaner<'p>,
    limits: Limits,
    /// Where a text is cut.
    longest: usize,
    text: &'p mut Vec<u8>,
    levels: &'p mut [Buffers],
}

impl<'p> PolicyVeil<'p> {
    pub(super) fn new(
        policy: &'p Policy,
        options: &Options,
        text: &'p mut Vec<u8>,
        report: &'p mut Report,
        levels: &'p mut [Buffers],
    ) -> Self {
        let limits = policy.limits();
        let longest = longest(limits, options);
        PolicyVeil { cleaner: Cleaner::new(policy, report), limits, longest, text, levels }
    }

    /// `text` cleaned, then cut to about `limit` bytes; `None` when it may be written as it is.
    fn shortened(&mut self, text: &[u8], limit: usize) -> Option<&[u8]> {
        self.text.clear();
        let changed = self.cleaner.text(text, self.text, self.levels);
        if !changed {
            if !is_too_long(text, limit) {
                return None;
            }
            self.text.extend_from_slice(text);
        }
        // Cut only after the whole text was looked at: half a secret is not recognised by what is left of it.
        cut(self.text, limit);
        Some(self.text)
    }
}

fn longest(limits: Limits, options: &Options) -> usize {
    options.max_field_bytes.unwrap_or(usize::MAX).min(limits.max_record_bytes)
}

impl Veil for PolicyVeil<'_> {
    type Rule = RuleId;
    type Arguments = Arguments;

    fn rule(&mut self, path: &[&[u8]], key: &[u8], value: Option<&[u8]>) -> Option<RuleId> {
        self.cleaner.rule(path, key, value)
    }

    fn spares(&self, rule: RuleId, json: &[u8]) -> bool {
        self.cleaner.redactor.spares(rule, json)
    }

    fn allows(&self, path: &[&[u8]], key: &[u8]) -> bool {
        self.cleaner.redactor.allows(path, key)
    }

    fn hide(&mut self, rule: RuleId, value: &[u8]) -> Option<&[u8]> {
        self.text.clear();
        match self.cleaner.redactor.hide(rule, value, self.text, self.cleaner.report) {
            Disposition::Replaced => Some(self.text),
            Disposition::Removed => None,
        }
    }

    fn look_at(
        &mut self,
        arguments: &mut Arguments,
        index: usize,
        text: &[u8],
        items: &mut dyn Iterator<Item = Cow<'_, [u8]>>,
    ) {
        arguments.look(self.cleaner.redactor, index, text, items);
    }

    fn hide_argument<'i>(
        &mut self,
        arguments: &Arguments,
        index: usize,
        item: &dyn Fn() -> Cow<'i, [u8]>,
    ) -> Option<&[u8]> {
        let argument = arguments.of(index)?;
        self.text.clear();
        self.cleaner.redactor.hide_argument(argument, &item(), self.text, self.cleaner.report);
        cut(self.text, self.longest);
        Some(self.text)
    }

    fn cleaned(&mut self, text: &[u8]) -> Option<&[u8]> {
        self.shortened(text, self.longest)
    }

    fn stack<'s>(&'s mut self, text: &'s [u8]) -> &'s [u8] {
        self.shortened(text, self.limits.max_record_bytes).unwrap_or(text)
    }

    fn max_depth(&self) -> usize {
        self.limits.max_depth.min(DEPTH_MAX)
    }
}

/// Hides nothing, and says whether there is anything to hide by key or to cut: for a line whose text is
/// looked at as a whole afterwards. Keys are asked for here, since a line may hold them under new names.
pub(super) struct NoVeil<'p> {
    redactor: &'p Redactor,
    limits: Limits,
    longest: usize,
    /// Ordinary keys, and under which number they are known.
    keys: &'p mut Known<LONGEST_KEY>,
    engine: usize,
    clean: &'p mut Clean,
    /// Whether the line must be written anew.
    pub(super) spoiled: bool,
    /// Up to where nothing is to be hidden in the output.
    pub(super) settled: usize,
}

impl<'p> NoVeil<'p> {
    pub(super) fn new(
        policy: &'p Policy,
        options: &Options,
        engine: usize,
        keys: &'p mut Known<LONGEST_KEY>,
        clean: &'p mut Clean,
    ) -> Self {
        NoVeil {
            redactor: policy.redactor(),
            limits: policy.limits(),
            longest: longest(policy.limits(), options),
            keys,
            engine,
            clean,
            spoiled: false,
            settled: 0,
        }
    }
}

impl Veil for NoVeil<'_> {
    type Rule = Infallible;
    type Arguments = ();

    fn rule(&mut self, path: &[&[u8]], key: &[u8], value: Option<&[u8]>) -> Option<Infallible> {
        self.spoiled |= match value {
            Some(value) => self.redactor.field(path, key, value),
            None => self.redactor.key(path, key),
        }
        .is_some();
        None
    }

    fn spares(&self, rule: Infallible, _: &[u8]) -> bool {
        match rule {}
    }

    fn allows(&self, path: &[&[u8]], key: &[u8]) -> bool {
        self.redactor.allows(path, key)
    }

    fn is_ordinary(&mut self, layout: &Layout, key: &[u8]) -> bool {
        if self.keys.has(self.engine, key) {
            return true;
        }
        let ordinary = layout.keeps(key) && !self.redactor.may_name(key) && !encode::may_be_named(key);
        if ordinary {
            self.keys.add(self.engine, key);
        }
        ordinary
    }

    fn is_clean(&mut self, text: &[u8]) -> bool {
        !self.clean.may_match(self.redactor, text)
    }

    fn settled(&mut self, end: usize) {
        self.settled = end;
    }

    fn hide(&mut self, rule: Infallible, _: &[u8]) -> Option<&[u8]> {
        match rule {}
    }

    fn look_at(&mut self, (): &mut (), _: usize, _: &[u8], _: &mut dyn Iterator<Item = Cow<'_, [u8]>>) {}

    fn hide_argument<'i>(&mut self, (): &(), _: usize, _: &dyn Fn() -> Cow<'i, [u8]>) -> Option<&[u8]> {
        None
    }

    fn cleaned(&mut self, text: &[u8]) -> Option<&[u8]> {
        // What is cut must be looked at before: half a secret is not recognised.
        self.spoiled |= is_too_long(text, self.longest);
        None
    }

    fn stack<'s>(&'s mut self, text: &'s [u8]) -> &'s [u8] {
        self.spoiled |= is_too_long(text, self.limits.max_record_bytes);
        text
    }

    fn max_depth(&self) -> usize {
        self.limits.max_depth.min(DEPTH_MAX)
    }
}

/// Longer than the mark of a cut, so that what was cut once is not cut again.
const MARK: usize = 48;

fn is_too_long(text: &[u8], limit: usize) -> bool {
    text.len() > limit.saturating_add(MARK)
}

/// Shortens `text` to at most about `limit` bytes and marks how many are gone.
///
/// The cut falls before a blank where one is near, so that no token and no marker is left in half.
fn cut(text: &mut Vec<u8>, limit: usize) {
    /// How far back a blank is looked for.
    const NEAR: usize = 256;
    if !is_too_long(text, limit) {
        return;
    }
    let mut end = limit;
    let near = text.get(limit.saturating_sub(NEAR)..limit).unwrap_or_default();
    if let Some(back) = near.iter().rev().position(u8::is_ascii_whitespace) {
        end = limit - back - 1;
    }
    // Never inside a character.
    while end > 0 && text.get(end).is_some_and(|b| b & 0xc0 == 0x80) {
        end -= 1;
    }
    let gone = text.len() - end;
    text.truncate(end);
    if end > 0 {
        text.push(b' ');
    }
    let _ = write!(Utf8(text), "[TRUNCATED:{gone} bytes]");
}

/// Formats into bytes.
struct Utf8<'v>(&'v mut Vec<u8>);

impl core::fmt::Write for Utf8<'_> {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// The chain with its texts cleaned; `None` when there was nothing to hide in it.
pub(super) fn clean_chain<'r>(veil: &mut impl Veil, chain: &[Exception<'r>]) -> Option<Vec<Exception<'r>>> {
    let mut cleaned: Option<Vec<Exception<'r>>> = None;
    let mut set = |cleaned: &mut Option<Vec<Exception<'r>>>, index: usize, place: Place, text: &[u8]| {
        let Some(text) = veil.cleaned(text) else { return };
        let chain = cleaned.get_or_insert_with(|| chain.to_vec());
        if let Some(spot) = chain.get_mut(index).and_then(|e| place.of(e)) {
            *spot = Cow::Owned(text.to_vec());
        }
    };
    for (index, exception) in chain.iter().enumerate() {
        set(&mut cleaned, index, Place::Kind, &exception.kind);
        set(&mut cleaned, index, Place::Message, &exception.message);
        for (note, text) in exception.notes.iter().enumerate() {
            set(&mut cleaned, index, Place::Note(note), text);
        }
        for (frame, of) in exception.frames.iter().enumerate() {
            set(&mut cleaned, index, Place::File(frame), &of.file);
            set(&mut cleaned, index, Place::Function(frame), &of.function);
        }
    }
    cleaned
}

/// A text of an exception.
#[derive(Clone, Copy)]
enum Place {
    Kind,
    Message,
    Note(usize),
    File(usize),
    Function(usize),
}

impl Place {
    fn of<'e, 'r>(self, exception: &'e mut Exception<'r>) -> Option<&'e mut Cow<'r, [u8]>> {
        match self {
            Place::Kind => Some(&mut exception.kind),
            Place::Message => Some(&mut exception.message),
            Place::Note(index) => exception.notes.get_mut(index),
            Place::File(index) => exception.frames.get_mut(index).map(|f| &mut f.file),
            Place::Function(index) => exception.frames.get_mut(index).map(|f| &mut f.function),
        }
    }
}
