//! What a JSON line says about itself: its level, its message, its stack, its id.

use super::lex::{self, Token};
use super::string::decode;
use crate::group::{GroupId, message, stack};
use crate::options::GroupScope;
use crate::pipeline::{Engine, Outcome, Printed, Scratch};
use crate::record::Level;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use smallvec::SmallVec;

/// What was found in a line.
#[derive(Default)]
struct Survey<'l> {
    level: Option<Level>,
    /// The message and the rank of its key.
    message: Option<(usize, Text<'l>)>,
    stacks: SmallVec<[Text<'l>; 2]>,
    group: Option<GroupId>,
    variant: Option<GroupId>,
    /// `group_id` is taken by something that is no id of ours.
    taken: bool,
}

/// The inside of a JSON string.
#[derive(Clone, Copy)]
struct Text<'l> {
    raw: &'l [u8],
    escaped: bool,
}

impl<'l> Text<'l> {
    fn new(line: &'l [u8], token: Token) -> Text<'l> {
        Text { raw: token.inner(line), escaped: token.escaped }
    }

    fn decoded(self) -> Cow<'l, [u8]> {
        if !self.escaped {
            return Cow::Borrowed(self.raw);
        }
        let mut text = Vec::new();
        decode(self.raw, &mut text);
        Cow::Owned(text)
    }

    /// A stack in a JSON string has more than one line, and so an escape.
    fn may_hold_stack(self) -> bool {
        self.escaped
    }
}

/// Keys of a message, best first, where the options name none.
const MESSAGES: [&[u8]; 10] =
    [b"message", b"msg", b"log", b"event", b"text", b"body", b"Body", b"@m", b"short_message", b"MESSAGE"];

/// What a key is about.
enum Role {
    Level(Scale),
    Message(usize),
    Stack,
    /// An object to look into.
    Inside,
    Group,
    Variant,
    Other,
}

/// What the numbers of a level mean.
#[derive(Clone, Copy)]
pub(super) enum Scale {
    /// Names, and the numbers of pino and bunyan (10 to 60) or of syslog (0 to 7).
    Names,
    /// Python's `levelno`.
    Python,
    /// OpenTelemetry's `SeverityNumber`.
    Otel,
}

impl Role {
    fn of(key: &[u8], message_field: Option<&[u8]>) -> Role {
        if let Some(field) = message_field
            && field == key
        {
            return Role::Message(0);
        }
        let message = |rank| if message_field.is_none() { Role::Message(rank) } else { Role::Other };
        match key {
            b"level" | b"severity" | b"levelname" | b"lvl" | b"log.level" | b"log_level" | b"loglevel"
            | b"level_name" | b"Level" | b"@l" | b"severity_text" | b"severityText" | b"SeverityText"
            | b"PRIORITY" | b"priority" | b"logLevel" | b"LEVEL" => Role::Level(Scale::Names),
            b"levelno" => Role::Level(Scale::Python),
            b"severity_number" | b"severityNumber" | b"SeverityNumber" => Role::Level(Scale::Otel),
            b"group_id" | b"group_id_" => Role::Group,
            b"variant_id" => Role::Variant,
            b"stack"
            | b"stack_trace"
            | b"stacktrace"
            | b"stackTrace"
            | b"exc_info"
            | b"exc_text"
            | b"traceback"
            | b"backtrace"
            | b"error.stack_trace"
            | b"error.stack"
            | b"exception.stacktrace"
            | b"@x"
            | b"errorVerbose"
            | b"full_message" => Role::Stack,
            b"exception" | b"error" | b"err" | b"exc" | b"fields" | b"attributes" | b"Attributes"
            | b"thrown" => Role::Inside,
            _ => MESSAGES.iter().position(|m| *m == key).map_or(Role::Other, message),
        }
    }
}

/// Reads the members of the object at `at` into `survey`; the end of the object, or `None` where it does not end.
fn read<'l>(
    line: &'l [u8],
    at: usize,
    top: bool,
    message_field: Option<&[u8]>,
    survey: &mut Survey<'l>,
) -> Option<usize> {
    let mut at = lex::space(line, at + 1);
    if line.get(at) == Some(&b'}') {
        return Some(at + 1);
    }
    loop {
        if line.get(at) != Some(&b'"') {
            return None;
        }
        let key = lex::string(line, at)?;
        let colon = lex::space(line, key.end);
        if line.get(colon) != Some(&b':') {
            return None;
        }
        let start = lex::space(line, colon + 1);
        let string = if line.get(start) == Some(&b'"') { Some(lex::string(line, start)?) } else { None };
        let mut end = string.map(|token| token.end);
        let role = Role::of(key.inner(line), message_field);
        let text = string.map(|token| Text::new(line, token));
        match (role, text) {
            (Role::Level(_), Some(text)) if survey.level.is_none() => survey.level = level_of_text(text.raw),
            (Role::Level(scale), None) if survey.level.is_none() => {
                survey.level = level_of_number(scale, line.get(start..lex::scalar(line, start))?);
            }
            (Role::Message(rank), Some(text)) if survey.message.is_none_or(|(known, _)| rank < known) => {
                survey.message = Some((rank, text));
            }
            (Role::Stack | Role::Inside, Some(text)) if text.may_hold_stack() => survey.stacks.push(text),
            // ECS nests the level in `log`; the others hold stacks.
            (Role::Inside | Role::Message(_), None) if top && line.get(start) == Some(&b'{') => {
                end = Some(read(line, start, false, message_field, survey)?);
            }
            (Role::Group, Some(text)) => match parse_id(text.raw) {
                Some(id) => survey.group = Some(id),
                None => survey.taken = true,
            },
            (Role::Group, None) => survey.taken = true,
            (Role::Variant, Some(text)) => survey.variant = parse_id(text.raw),
            _ => {}
        }
        at = lex::space(line, end.or_else(|| lex::value(line, start))?);
        match line.get(at)? {
            b',' => at = lex::space(line, at + 1),
            b'}' => return Some(at + 1),
            _ => return None,
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
    let number: i64 = core::str::from_utf8(text).ok()?.parse().ok()?;
    Some(match (scale, number) {
        (Scale::Python, number) => Level::from_number(number),
        (Scale::Otel, 21..) | (Scale::Names, 60.. | 0..=2) => Level::Critical,
        (Scale::Otel, 17..=20) | (Scale::Names, 50..=59 | 3) => Level::Error,
        (Scale::Otel, 13..=16) | (Scale::Names, 40..=49 | 4) => Level::Warning,
        (Scale::Otel, 9..=12) | (Scale::Names, 30..=39 | 5..=6) => Level::Info,
        _ => Level::Debug,
    })
}

/// An id of a known version.
pub(super) fn parse_id(text: &[u8]) -> Option<GroupId> {
    GroupId::parse(text)
}

impl Engine {
    /// Names the cleaned JSON line `out[start..]`, in the line itself where it has no name yet.
    pub(super) fn annotate(&self, start: usize, out: &mut Vec<u8>, scratch: &mut Scratch) -> Outcome {
        let scope = self.options().group;
        if scope == GroupScope::Off {
            return Outcome::default();
        }
        let line = out.get(start..).unwrap_or_default();
        let open = lex::space(line, 0);
        if line.get(open) != Some(&b'{') {
            return Outcome::default();
        }
        let mut survey = Survey::default();
        let message_field = self.options().message_field.as_deref().map(str::as_bytes);
        let Some(end) = read(line, open, true, message_field, &mut survey) else { return Outcome::default() };
        if lex::space(line, end) != line.len() {
            return Outcome::default();
        }
        if survey.group.is_some() {
            return Outcome { group: survey.group, variant: survey.variant };
        }
        let named = scope == GroupScope::All || survey.level.is_some_and(|level| level >= Level::Warning);
        let message = survey.message.map(|(_, text)| text);
        let stacks = survey.stacks.iter().copied().chain(message.filter(|text| text.may_hold_stack()));
        let mut found = None;
        for text in stacks {
            let text = text.decoded();
            found = stack::ids(&stack::parse(&text));
            if found.is_some() {
                break;
            }
        }
        let outcome = match (found, message) {
            (Some(ids), _) => Outcome { group: Some(ids.group), variant: Some(ids.variant) },
            (None, Some(text)) if named => {
                let template = &mut scratch.buffers.template;
                template.clear();
                message::template(&text.decoded(), template);
                Outcome { group: Some(message::id(template)), variant: None }
            }
            _ => return Outcome::default(),
        };
        let taken = survey.taken;
        drop(survey);
        let is_empty = line.get(lex::space(line, open + 1)) == Some(&b'}');
        // What follows the object, usually nothing, or the carriage return of a CRLF.
        let tail: SmallVec<[u8; 8]> = SmallVec::from_slice(line.get(end - 1..).unwrap_or_default());
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
}
