//! Lines of any writer as lines of one schema.

use super::parse;
use super::survey::{Role, Scale, level_of_number, level_of_text, parse_id};
use crate::encode::time;
use crate::group::{GroupId, stack};
use crate::pipeline::{Engine, Given, Outcome, Scratch};
use crate::record::{Caller, Exception, Field, Level, Link, Record, Timestamp, Value};
use crate::redact::Redactor;
use alloc::borrow::Cow;
use alloc::vec::Vec;

impl Engine {
    /// Appends the line of the record that a JSON object of any common schema describes, in this engine's own
    /// schema and options. What is not a JSON object is a record whose message is that text.
    ///
    /// `received` is the record's time where the line tells none that can be read. Source lines of a stack trace
    /// are kept, unlike in [`Engine::process`], which never has them.
    ///
    /// ```
    /// use veilfold_core::{Engine, Options, Policy, Profile, Scratch, Timestamp};
    ///
    /// let engine = Engine::new(Policy::builtin(Profile::Default), Options::default());
    /// let mut out = Vec::new();
    /// let pino = br#"{"level":30,"time":1795249800123,"name":"shop","msg":"item added","items":3}"#;
    /// engine.reencode(pino, Timestamp(0), &mut out, &mut Scratch::default());
    /// let expected = r#"{"timestamp":"2026-11-21T08:30:00.123Z","level":"INFO","logger":"shop","message":"item added","items":3}"#;
    /// assert_eq!(out, expected.as_bytes());
    /// ```
    pub fn reencode(
        &self,
        line: &[u8],
        received: Timestamp,
        out: &mut Vec<u8>,
        scratch: &mut Scratch,
    ) -> Outcome {
        let body = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let mut parts = Parts::default();
        if let Some(fields) = parse::object(body, self.policy().limits().max_depth) {
            let keys = Keys {
                named: self.options().message_field.as_deref().map(str::as_bytes),
                redactor: self.policy().redactor(),
            };
            for field in fields {
                parts.take(field, &keys);
            }
        } else {
            let value = Value::Str(Cow::Borrowed(body.strip_suffix(b"\r").unwrap_or(body)));
            parts.message = Some((0, Field { key: Cow::Borrowed(b""), value }));
        }
        let stack_text = parts.stacktrace.take();
        let mut chain = stack_text.as_deref().map(stack::parse).unwrap_or_default();
        if chain.is_empty() && (parts.kind.is_some() || stack_text.is_some()) {
            chain.push(Exception {
                link: Link::Top,
                parent: 0,
                kind: parts.kind.take().unwrap_or(Cow::Borrowed(b"Error")),
                message: parts.exception_message.take().unwrap_or_default(),
                notes: Vec::new(),
                frames: Vec::new(),
            });
        } else if chain.is_empty()
            && let Some(text) = parts.exception_message.take()
        {
            // Neither a type nor a stack: not enough for an exception.
            parts.extras.push(Field { key: Cow::Borrowed(b"exception_message"), value: Value::Str(text) });
        }
        let caller = parts.file.take().map(|file| Caller {
            file,
            line: parts.line,
            function: parts.function.take().unwrap_or_default(),
        });
        let record = Record {
            timestamp: parts.timestamp.unwrap_or(received),
            level: parts.level.unwrap_or(Level::Info),
            level_name: parts.level_name.as_deref(),
            logger: parts.logger.as_deref().unwrap_or_default(),
            message: parts.message.as_ref().map_or(&b""[..], |(_, text)| text_in(text)),
            format: None,
            context: &parts.context,
            extras: &parts.extras,
            exception: &chain,
            stack: parts.stack_info.as_deref(),
            caller,
            logging_error: parts.logging_error.as_deref(),
        };
        let given = Given {
            stacktrace: stack_text.as_deref(),
            ids: Outcome { group: parts.group, variant: parts.variant },
        };
        self.write(&record, given, out, scratch)
    }
}

/// What the keys of a line mean.
struct Keys<'e> {
    /// The key that the options name as the message's.
    named: Option<&'e [u8]>,
    redactor: &'e Redactor,
}

impl Keys<'_> {
    fn role(&self, key: &[u8]) -> Role {
        if self.named == Some(key) { Role::Message(0) } else { Role::of(key, self.named.is_some()) }
    }

    /// Whether a member of the object `above` is hidden for where it stands: elsewhere it would not be.
    fn hides(&self, above: &[u8], member: &Field<'_>) -> bool {
        match &member.value {
            Value::Str(text) | Value::Number(text) => {
                self.redactor.field(&[above], &member.key, text).is_some()
            }
            _ => self.redactor.key(&[above], &member.key).is_some(),
        }
    }
}

/// A message inside an object ranks behind all that stand in the line itself.
const NESTED: u8 = 16;

/// A record in the making.
#[derive(Default)]
struct Parts<'l> {
    timestamp: Option<Timestamp>,
    level: Option<Level>,
    level_name: Option<Cow<'l, [u8]>>,
    logger: Option<Cow<'l, [u8]>>,
    /// A text, and the rank of its key.
    message: Option<(u8, Field<'l>)>,
    context: Vec<Field<'l>>,
    extras: Vec<Field<'l>>,
    kind: Option<Cow<'l, [u8]>>,
    exception_message: Option<Cow<'l, [u8]>>,
    stacktrace: Option<Cow<'l, [u8]>>,
    stack_info: Option<Cow<'l, [u8]>>,
    logging_error: Option<Cow<'l, [u8]>>,
    file: Option<Cow<'l, [u8]>>,
    function: Option<Cow<'l, [u8]>>,
    line: u32,
    group: Option<GroupId>,
    variant: Option<GroupId>,
}

impl<'l> Parts<'l> {
    /// Puts a member of the line where it belongs; what belongs nowhere, or comes twice, is an extra.
    fn take(&mut self, field: Field<'l>, keys: &Keys<'_>) {
        if let Some(rest) = self.placed(field, keys) {
            self.field(rest);
        }
    }

    /// [`Parts::take`]; gives back what is an extra.
    fn placed(&mut self, field: Field<'l>, keys: &Keys<'_>) -> Option<Field<'l>> {
        let role = keys.role(&field.key);
        match field.key.as_ref() {
            b"timestamp" | b"@timestamp" | b"time" | b"ts" | b"datetime" | b"asctime" | b"Timestamp"
            | b"@t"
                if self.timestamp.is_none() =>
            {
                self.timestamp = timestamp(&field.value);
                if self.timestamp.is_some() { None } else { Some(field) }
            }
            b"logger" | b"log.logger" | b"logger_name" | b"loggerName" | b"name" => {
                set(&mut self.logger, field)
            }
            b"InstrumentationScope" => self.inside(field, |parts, inner| match inner.key.as_ref() {
                b"Name" | b"name" => set(&mut parts.logger, inner),
                _ => Some(inner),
            }),
            b"Resource" | b"resource" | b"serviceContext" | b"Attributes" | b"attributes" => {
                self.inside(field, |parts, inner| match keys.role(&inner.key) {
                    Role::Message(rank) if is_text(&inner) => parts.message(NESTED + rank, inner),
                    _ => parts.placed(inner, keys),
                })
            }
            b"exception" | b"error" | b"err" if matches!(field.value, Value::Object(_)) => {
                self.inside(field, Parts::exception_member)
            }
            b"caller" | b"logging.googleapis.com/sourceLocation" => {
                self.inside(field, |parts, inner| parts.caller(inner, true))
            }
            b"ecs.version" => None,
            _ => match role {
                Role::Level(scale) => self.level(scale, field),
                Role::Message(rank) if is_text(&field) => self.message(rank, field),
                Role::Message(_) | Role::Inside if matches!(field.value, Value::Object(_)) => {
                    self.peeled(field, keys)
                }
                Role::Group if self.group.is_none() => {
                    self.group = id(&field);
                    if self.group.is_some() { None } else { Some(field) }
                }
                Role::Variant if self.variant.is_none() => {
                    self.variant = id(&field);
                    if self.variant.is_some() { None } else { Some(field) }
                }
                _ => self.exception(field).and_then(|field| self.caller(field, false)),
            },
        }
    }

    /// Takes out of an object what it says about the line; gives back the rest.
    fn peeled(&mut self, field: Field<'l>, keys: &Keys<'_>) -> Option<Field<'l>> {
        let Field { key, value: Value::Object(members) } = field else { return Some(field) };
        let mut rest = Vec::new();
        for member in members {
            let kept = match keys.role(&member.key) {
                _ if keys.hides(&key, &member) => Some(member),
                Role::Level(scale) if self.level.is_none() => {
                    self.level = level_of(scale, &member.value);
                    if self.level.is_some() { None } else { Some(member) }
                }
                Role::Message(rank) if is_text(&member) => self.message(NESTED + rank, member),
                Role::Stack => self.stack(member),
                _ => Some(member),
            };
            rest.extend(kept);
        }
        (!rest.is_empty()).then_some(Field { key, value: Value::Object(rest) })
    }

    /// A message takes the place of one whose key has a worse rank, which is given back.
    fn message(&mut self, rank: u8, field: Field<'l>) -> Option<Field<'l>> {
        match &self.message {
            Some((best, _)) if *best <= rank => Some(field),
            _ => self.message.replace((rank, field)).map(|(_, worse)| worse),
        }
    }

    /// A context field under its common name, or an extra.
    fn field(&mut self, mut field: Field<'l>) {
        let name: &'static [u8] = match field.key.as_ref() {
            b"request_id" | b"requestId" | b"http.request.id" => b"request_id",
            b"trace_id" | b"traceId" | b"trace.id" | b"TraceId" | b"logging.googleapis.com/trace" => {
                b"trace_id"
            }
            b"span_id" | b"spanId" | b"span.id" | b"SpanId" | b"logging.googleapis.com/spanId" => b"span_id",
            b"correlation_id" | b"correlationId" => b"correlation_id",
            b"user_id" | b"userId" | b"user.id" => b"user_id",
            b"session_id" | b"sessionId" => b"session_id",
            _ => {
                self.extras.push(field);
                return;
            }
        };
        if self.context.iter().any(|c| c.key == name) {
            self.extras.push(field);
        } else {
            field.key = Cow::Borrowed(name);
            self.context.push(field);
        }
    }

    /// The first level that is known counts. What says the same once more is dropped, what says another thing is given
    /// back; a name that is not known is the producer's own.
    fn level(&mut self, scale: Scale, field: Field<'l>) -> Option<Field<'l>> {
        match (level_of(scale, &field.value), field.value) {
            // The text of a severity says the same in better words.
            (level, Value::Number(_)) if matches!(scale, Scale::Otel) => {
                self.level = self.level.or(level);
                None
            }
            (Some(level), _) if *self.level.get_or_insert(level) == level => None,
            (None, Value::Str(text)) if self.level_name.is_none() && names_level(&field.key) => {
                self.level_name = Some(text);
                None
            }
            (_, value) => Some(Field { value, ..field }),
        }
    }

    /// The members of an object, one by one; those that `place` gives back are extras.
    fn inside(
        &mut self,
        field: Field<'l>,
        place: impl Fn(&mut Self, Field<'l>) -> Option<Field<'l>>,
    ) -> Option<Field<'l>> {
        let Value::Object(members) = field.value else { return Some(field) };
        for member in members {
            if let Some(rest) = place(self, member) {
                self.field(rest);
            }
        }
        None
    }

    /// A member of an exception's own object.
    fn exception_member(&mut self, field: Field<'l>) -> Option<Field<'l>> {
        match field.key.as_ref() {
            b"type" | b"kind" | b"class" | b"name" => set(&mut self.kind, field),
            b"message" | b"msg" => set(&mut self.exception_message, field),
            b"stacktrace" | b"stack_trace" | b"stackTrace" | b"stack" | b"traceback" => {
                set(&mut self.stacktrace, field)
            }
            // Rebuilt from the stack, which precedes it.
            b"chain" if self.stacktrace.is_some() => None,
            _ => self.stack(field),
        }
    }

    /// A member of the line that belongs to its exception.
    fn exception(&mut self, field: Field<'l>) -> Option<Field<'l>> {
        match field.key.as_ref() {
            b"error.type" | b"exception.type" | b"exception_type" | b"exc_type" => set(&mut self.kind, field),
            b"error.message" | b"exception.message" | b"exception_message" => {
                set(&mut self.exception_message, field)
            }
            b"stacktrace"
            | b"stack_trace"
            | b"stackTrace"
            | b"stack"
            | b"traceback"
            | b"exc_info"
            | b"exc_text"
            | b"error.stack_trace"
            | b"exception.stacktrace"
            | b"exception" => set(&mut self.stacktrace, field),
            b"stack_info" | b"log.stack_info" | b"code.stacktrace" => set(&mut self.stack_info, field),
            b"logging_error" | b"log.error" => set(&mut self.logging_error, field),
            b"error.chain" | b"exception.chain" | b"exception_chain" if self.stacktrace.is_some() => None,
            _ => self.stack(field),
        }
    }

    /// A text under a key that may hold a stack, where it does.
    fn stack(&mut self, field: Field<'l>) -> Option<Field<'l>> {
        let holds = matches!(Role::of(&field.key, false), Role::Stack)
            && matches!(&field.value, Value::Str(text) if !stack::parse(text).is_empty());
        if holds { set(&mut self.stacktrace, field) } else { Some(field) }
    }

    /// A member of the line, or of an object of its own (`nested`), that says where the call stands.
    fn caller(&mut self, field: Field<'l>, nested: bool) -> Option<Field<'l>> {
        match field.key.as_ref() {
            b"log.origin.file.name" | b"code.file.path" => set(&mut self.file, field),
            b"file" if nested => set(&mut self.file, field),
            b"log.origin.function" | b"code.function.name" => set(&mut self.function, field),
            b"function" if nested => set(&mut self.function, field),
            key if self.line == 0
                && (matches!(key, b"log.origin.file.line" | b"code.line.number")
                    || nested && key == b"line") =>
            {
                let number = match &field.value {
                    Value::Number(text) | Value::Str(text) => core::str::from_utf8(text).ok(),
                    _ => None,
                };
                match number.and_then(|text| text.parse().ok()) {
                    Some(line) => {
                        self.line = line;
                        None
                    }
                    None => Some(field),
                }
            }
            _ => Some(field),
        }
    }
}

/// The level that a value means, if it is one.
fn level_of(scale: Scale, value: &Value<'_>) -> Option<Level> {
    match value {
        Value::Str(text) => level_of_text(text),
        Value::Number(text) => level_of_number(scale, text),
        _ => None,
    }
}

/// Whether a level of any name may stand under this key. Others hold priorities too, and the ranks of queues.
fn names_level(key: &[u8]) -> bool {
    !matches!(key, b"priority" | b"PRIORITY")
}

/// Fills an empty place with a text; gives back what does not fit.
fn set<'l>(place: &mut Option<Cow<'l, [u8]>>, field: Field<'l>) -> Option<Field<'l>> {
    if place.is_some() {
        return Some(field);
    }
    match text_of(field) {
        Ok(text) => {
            *place = Some(text);
            None
        }
        Err(field) => Some(field),
    }
}

fn is_text(field: &Field<'_>) -> bool {
    matches!(field.value, Value::Str(_))
}

/// The text of a field that has one.
fn text_in<'f>(field: &'f Field<'_>) -> &'f [u8] {
    match &field.value {
        Value::Str(text) => text,
        _ => b"",
    }
}

fn text_of(field: Field<'_>) -> Result<Cow<'_, [u8]>, Field<'_>> {
    match field.value {
        Value::Str(text) => Ok(text),
        _ => Err(field),
    }
}

fn id(field: &Field<'_>) -> Option<GroupId> {
    match &field.value {
        Value::Str(text) => parse_id(text),
        _ => None,
    }
}

/// A time in any of its usual forms.
fn timestamp(value: &Value<'_>) -> Option<Timestamp> {
    match value {
        Value::Str(text) => time::parse_rfc3339(text).or_else(|| time::parse_epoch(text)),
        Value::Number(text) => time::parse_epoch(text),
        _ => None,
    }
}
