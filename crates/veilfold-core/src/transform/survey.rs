//! What a JSON line says about itself: its level, its message, its stack, its id.

use super::glance::Glance;
use super::lex::{self, Token};
use super::string::decode;
use super::{Fate, Told};
use crate::few::Few;
use crate::group::{GroupId, Settings, stack};
use crate::lengths::Lengths;
use crate::options::GroupScope;
use crate::pipeline::{Engine, Outcome, Printed, Scratch};
use crate::record::Level;
use crate::search;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::Range;

/// What a line says about itself.
pub(super) struct Survey<'l> {
    /// Which lines get a name, and which key holds their message: the options.
    scope: GroupScope,
    grouping: &'l Settings,
    message_field: Option<&'l [u8]>,
    /// Whether the level alone may say that the line gets no name.
    quick: bool,
    /// Place after the object that the line is; nothing where it is none.
    pub(super) end: Option<usize>,
    level: Option<Level>,
    /// The message and the rank of its key.
    message: Option<(u8, Text<'l>)>,
    stacks: Few<[Text<'l>; 2]>,
    group: Option<GroupId>,
    variant: Option<GroupId>,
    /// `group_id` is taken by something that is no id of ours.
    taken: bool,
}

impl<'l> Survey<'l> {
    /// A survey of `line`, under the engine's options; where nobody else reads the line to its end, with what is known of it.
    pub(super) fn new(engine: &'l Engine, line: &[u8], hasty: Option<Told>) -> Survey<'l> {
        let scope = engine.options().group;
        Survey {
            scope,
            grouping: engine.policy().grouping(),
            message_field: engine.options().message_field.as_deref().map(str::as_bytes),
            // Without an escape there is no stack, and without this word no name that was given before.
            quick: scope == GroupScope::Errors
                && hasty.is_some_and(|told| told.has_no_escape(line) && told.has_no_id(line, engine)),
            end: None,
            level: None,
            message: None,
            stacks: Few::<[Text<'_>; 2]>::new(),
            group: None,
            variant: None,
            taken: false,
        }
    }

    /// What `key` is about.
    #[inline]
    pub(super) fn role(&self, key: &[u8]) -> Role {
        if self.scope == GroupScope::Off || self.settled() {
            return Role::Other;
        }
        if self.message_field.is_some_and(|field| field.len() == key.len() && field == key) {
            return Role::Message(0);
        }
        if LENGTHS.may_hold(key) { Role::of(key, self.message_field.is_some()) } else { Role::Other }
    }

    /// True once nothing that may follow changes the outcome.
    #[inline]
    pub(super) fn settled(&self) -> bool {
        self.quick && self.level.is_some_and(|level| level < Level::Warning)
    }

    /// A string under a key of this role.
    pub(super) fn string(&mut self, role: Role, text: Text<'l>) {
        match role {
            Role::Level(_) if self.level.is_none() => self.level = level_of_text(text.raw),
            Role::Message(rank) if self.message.is_none_or(|(known, _)| rank < known) => {
                self.message = Some((rank, text));
            }
            Role::Stack | Role::Inside if text.may_hold_stack() => self.stacks.push(text),
            Role::Group => match parse_id(text.raw) {
                Some(id) => self.group = Some(id),
                None => self.taken = true,
            },
            Role::Variant => self.variant = parse_id(text.raw),
            _ => {}
        }
    }

    /// A number or literal under a key of this role.
    pub(super) fn scalar(&mut self, role: Role, text: &[u8]) {
        match role {
            Role::Level(scale) if self.level.is_none() => self.level = level_of_number(scale, text),
            Role::Group => self.taken = true,
            _ => {}
        }
    }

    /// A string with such escapes, or a number or literal, at this place under a key of this role.
    #[inline]
    pub(super) fn value(&mut self, role: Role, line: &'l [u8], place: Range<usize>, escapes: Escapes) {
        match line.get(place).unwrap_or_default() {
            [b'"', raw @ .., b'"'] => self.string(role, Text { raw, escapes }),
            other => self.scalar(role, other),
        }
    }

    /// An object or array under a key of this role.
    pub(super) fn container(&mut self, role: Role) {
        self.taken |= matches!(role, Role::Group);
    }
}

#[cfg(test)]
impl Survey<'_> {
    /// What it says.
    pub(super) fn summary(&self) -> String {
        let message = self.message.map(|(rank, text)| (rank, text.raw));
        alloc::format!("{:?} {:?} {:?} {:?} {}", self.end, self.level, message, self.group, self.taken)
    }
}

/// The inside of a JSON string.
#[derive(Clone, Copy)]
pub(super) struct Text<'l> {
    raw: &'l [u8],
    escapes: Escapes,
}

/// What is escaped in a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escapes {
    None,
    /// No line end, and nothing by its number.
    Signs,
    /// Perhaps a line end.
    Lines,
}

impl<'l> Text<'l> {
    pub(super) fn new(line: &'l [u8], token: Token) -> Text<'l> {
        let raw = token.inner(line);
        let ends_line = |at: usize| matches!(raw.get(at + 1), Some(b'n' | b'u'));
        let escapes = if !token.escaped {
            Escapes::None
        } else if search::memchr_iter(b'\\', raw).any(ends_line) {
            Escapes::Lines
        } else {
            Escapes::Signs
        };
        Text { raw, escapes }
    }

    fn decoded(self) -> Cow<'l, [u8]> {
        if self.escapes == Escapes::None {
            return Cow::Borrowed(self.raw);
        }
        let mut text = Vec::new();
        decode(self.raw, &mut text);
        Cow::Owned(text)
    }

    /// A stack has more than one line; only a panic of Rust may stand on one, which is looked for where something is
    /// escaped.
    fn may_hold_stack(self) -> bool {
        match self.escapes {
            Escapes::None => false,
            Escapes::Signs => stack::may_hold_panic(self.raw),
            Escapes::Lines => true,
        }
    }
}

/// What a key is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role {
    Level(Scale),
    Message(u8),
    Stack,
    /// An object to look into.
    Inside,
    Group,
    Variant,
    Other,
}

/// What the numbers of a level mean.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scale {
    /// Names, and the numbers of pino and bunyan (10 to 60) or of syslog (0 to 7).
    Names,
    /// Python's `levelno`.
    Python,
    /// OpenTelemetry's `SeverityNumber`.
    Otel,
}

/// Every key that has a role, by length: a key is compared with those of its own. The number of a message is its rank, best
/// first, where the options name none.
pub(super) static KEYS: [(&[u8], Role); 56] = [
    (b"@l", Role::Level(Scale::Names)),
    (b"@x", Role::Stack),
    (b"@m", Role::Message(7)),
    (b"lvl", Role::Level(Scale::Names)),
    (b"err", Role::Inside),
    (b"exc", Role::Inside),
    (b"msg", Role::Message(1)),
    (b"log", Role::Message(2)),
    (b"text", Role::Message(4)),
    (b"body", Role::Message(5)),
    (b"Body", Role::Message(6)),
    (b"level", Role::Level(Scale::Names)),
    (b"Level", Role::Level(Scale::Names)),
    (b"LEVEL", Role::Level(Scale::Names)),
    (b"stack", Role::Stack),
    (b"error", Role::Inside),
    (b"event", Role::Message(3)),
    (b"fields", Role::Inside),
    (b"thrown", Role::Inside),
    (b"levelno", Role::Level(Scale::Python)),
    (b"message", Role::Message(0)),
    (b"MESSAGE", Role::Message(9)),
    (b"severity", Role::Level(Scale::Names)),
    (b"loglevel", Role::Level(Scale::Names)),
    (b"PRIORITY", Role::Level(Scale::Names)),
    (b"priority", Role::Level(Scale::Names)),
    (b"logLevel", Role::Level(Scale::Names)),
    (b"group_id", Role::Group),
    (b"exc_info", Role::Stack),
    (b"exc_text", Role::Stack),
    (b"levelname", Role::Level(Scale::Names)),
    (b"log.level", Role::Level(Scale::Names)),
    (b"log_level", Role::Level(Scale::Names)),
    (b"group_id_", Role::Group),
    (b"traceback", Role::Stack),
    (b"backtrace", Role::Stack),
    (b"exception", Role::Inside),
    (b"level_name", Role::Level(Scale::Names)),
    (b"variant_id", Role::Variant),
    (b"stacktrace", Role::Stack),
    (b"stackTrace", Role::Stack),
    (b"attributes", Role::Inside),
    (b"Attributes", Role::Inside),
    (b"stack_trace", Role::Stack),
    (b"error.stack", Role::Stack),
    (b"severityText", Role::Level(Scale::Names)),
    (b"SeverityText", Role::Level(Scale::Names)),
    (b"errorVerbose", Role::Stack),
    (b"full_message", Role::Stack),
    (b"severity_text", Role::Level(Scale::Names)),
    (b"short_message", Role::Message(8)),
    (b"severityNumber", Role::Level(Scale::Otel)),
    (b"SeverityNumber", Role::Level(Scale::Otel)),
    (b"severity_number", Role::Level(Scale::Otel)),
    (b"error.stack_trace", Role::Stack),
    (b"exception.stacktrace", Role::Stack),
];

/// Most keys of a line have none.
static LENGTHS: Lengths = {
    let (mut keys, mut i) = ([KEYS[0].0; KEYS.len()], 0);
    while i < KEYS.len() {
        keys[i] = KEYS[i].0;
        i += 1;
    }
    Lengths::of(&keys)
};

/// Where the keys of a length begin; the last are longer than any.
static BY_LENGTH: [u8; LONGEST + 2] = {
    let (mut starts, mut length) = ([0; LONGEST + 2], 0);
    while length < starts.len() {
        let mut shorter = 0;
        while shorter < KEYS.len() && KEYS[shorter].0.len() < length {
            shorter += 1;
        }
        starts[length] = shorter as u8;
        length += 1;
    }
    starts
};

const LONGEST: usize = KEYS[KEYS.len() - 1].0.len();

impl Role {
    /// Of a key that is not named as the message's; `is_named` tells that another one is.
    pub(super) fn of(key: &[u8], is_named: bool) -> Role {
        let Some([start, end]) = BY_LENGTH.get(key.len()..).and_then(|starts| starts.first_chunk()) else {
            return Role::Other;
        };
        let known = KEYS.get(usize::from(*start)..usize::from(*end)).unwrap_or_default();
        // Most are told by their first byte; a comparison is a call.
        match known.iter().find(|(known, _)| known.first() == key.first() && *known == key) {
            Some((_, Role::Message(_))) if is_named => Role::Other,
            Some((_, role)) => *role,
            None => Role::Other,
        }
    }
}

/// The level that a text means, or a number in quotes.
pub(super) fn level_of_text(text: &[u8]) -> Option<Level> {
    match text {
        [b'0'..=b'9', ..] => level_of_number(Scale::Names, text),
        [b'E' | b'e'] => Some(Level::Error),
        [b'W' | b'w'] => Some(Level::Warning),
        [b'F' | b'f' | b'C' | b'c' | b'A' | b'a'] => Some(Level::Critical),
        name => Level::from_name(name),
    }
}

/// The level that a number means.
pub(super) fn level_of_number(scale: Scale, text: &[u8]) -> Option<Level> {
    let number = integer(text)?;
    Some(match (scale, number) {
        (Scale::Python, number) => Level::from_number(number),
        (Scale::Otel, 21..) | (Scale::Names, 60.. | 0..=2) => Level::Critical,
        (Scale::Otel, 17..=20) | (Scale::Names, 50..=59 | 3) => Level::Error,
        (Scale::Otel, 13..=16) | (Scale::Names, 40..=49 | 4) => Level::Warning,
        (Scale::Otel, 9..=12) | (Scale::Names, 30..=39 | 5..=6) => Level::Info,
        _ => Level::Debug,
    })
}

/// A whole number; none where it is another or none, or has too many digits.
fn integer(text: &[u8]) -> Option<i64> {
    let (digits, sign) = text.strip_prefix(b"-").map_or((text, 1), |digits| (digits, -1));
    let significant = digits.iter().position(|digit| *digit != b'0').unwrap_or(digits.len());
    if digits.is_empty() || digits.len() - significant > 19 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number =
        digits[significant..].iter().fold(0_u64, |number, digit| number * 10 + u64::from(digit - b'0'));
    Some(sign * i64::try_from(number).ok()?)
}

/// An id of a known version.
pub(super) fn parse_id(text: &[u8]) -> Option<GroupId> {
    GroupId::parse(text)
}

/// The name of a line, and what of it is to be written.
#[derive(Clone, Copy)]
struct Naming {
    outcome: Outcome,
    /// Whether the line has no name yet.
    write: bool,
    /// Whether its `group_id` is something else.
    taken: bool,
    /// Place after the object.
    end: usize,
}

impl Survey<'_> {
    /// The name of the line, made in `template` where there is no stack.
    fn naming(&self, template: &mut Vec<u8>) -> Option<Naming> {
        if self.settled() || self.scope == GroupScope::Off {
            return None;
        }
        let naming = |outcome, write| Naming { outcome, write, taken: self.taken, end: 0 };
        let naming = |outcome, write| self.end.map(|end| Naming { end, ..naming(outcome, write) });
        if self.group.is_some() {
            return naming(Outcome { group: self.group, variant: self.variant }, false);
        }
        let named = self.scope == GroupScope::All || self.level.is_some_and(|level| level >= Level::Warning);
        let message = self.message.map(|(_, text)| text);
        let stacks = self.stacks.iter().copied().chain(message.filter(|text| text.may_hold_stack()));
        for text in stacks {
            if let Some(names) = self.grouping.of_stack_in(&text.decoded()) {
                return naming(names.into(), true);
            }
        }
        let text = message.filter(|_| named)?;
        naming(self.grouping.of_message(None, &text.decoded(), template).into(), true)
    }
}

impl Engine {
    /// Names the JSON line that was written to `out[start..]`, in the line itself where it has no name yet.
    pub(super) fn annotate(&self, start: usize, out: &mut Vec<u8>, scratch: &mut Scratch) -> Outcome {
        if self.options().group == GroupScope::Off {
            return Outcome::default();
        }
        let line = out.get(start..).unwrap_or_default();
        let mut survey = Survey::new(self, line, Some(Told::default()));
        if Glance::new(line, &mut survey, None).run().is_err() {
            return Outcome::default();
        }
        let naming = survey.naming(&mut scratch.buffers.template);
        drop(survey);
        append(naming, start, out)
    }
}

impl Survey<'_> {
    /// [`Engine::annotate`] for a line that was surveyed before it was written.
    pub(super) fn name(&self, line: &[u8], out: &mut Vec<u8>, scratch: &mut Scratch) -> Fate {
        match self.naming(&mut scratch.buffers.template) {
            Some(naming) if naming.write => {
                let start = out.len();
                out.extend_from_slice(line);
                Fate::Written(append(Some(naming), start, out))
            }
            naming => Fate::Kept(naming.map_or_else(Outcome::default, |naming| naming.outcome)),
        }
    }
}

/// Writes a name into the object at `out[start..]`, as its last members.
fn append(naming: Option<Naming>, start: usize, out: &mut Vec<u8>) -> Outcome {
    let Some(Naming { outcome, write, taken, end }) = naming else { return Outcome::default() };
    if !write {
        return outcome;
    }
    let line = out.get(start..).unwrap_or_default();
    let is_empty = line.get(lex::space(line, lex::space(line, 0) + 1)) == Some(&b'}');
    // What follows the object, usually nothing, or the carriage return of a CRLF.
    let tail = Few::<[u8; 64]>::from(line.get(end - 1..).unwrap_or_default());
    out.truncate(start + end - 1);
    if !is_empty {
        out.push(b',');
    }
    let printed = Printed::new(outcome);
    let ids = printed.ids();
    if let Some(group) = ids.group {
        out.extend_from_slice(if taken { b"\"group_id_\":\"" } else { b"\"group_id\":\"" });
        out.extend_from_slice(group.as_bytes());
    }
    if let Some(variant) = ids.variant {
        out.extend_from_slice(b"\",\"variant_id\":\"");
        out.extend_from_slice(variant.as_bytes());
    }
    out.push(b'"');
    out.extend_from_slice(&tail);
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_with_a_role_is_listed_and_has_one() {
        assert!(KEYS.is_sorted_by_key(|(key, _)| key.len()));
        for (key, role) in KEYS {
            assert_eq!(
                core::mem::discriminant(&Role::of(key, false)),
                core::mem::discriminant(&role),
                "{key:?}"
            );
            assert!(LENGTHS.may_hold(key));
        }
        for key in ["timestamps", "request_id", "user_agent", "duration_ms", "", "m"] {
            assert!(matches!(Role::of(key.as_bytes(), false), Role::Other), "{key}");
        }
    }
}
