//! Lines of any writer as lines of one schema.

use super::parse;
use super::survey::{Scale, level_of_number, level_of_text, parse_id};
use crate::encode::time;
use crate::group::{GroupId, stack};
use crate::pipeline::{Engine, Given, Outcome, Scratch};
use crate::record::{Caller, Exception, Field, Level, Link, Record, Timestamp, Value};
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
        match parse::object(body, self.policy().limits().max_depth) {
            Some(fields) => {
                for field in fields {
                    parts.take(field, self.options().message_field.as_deref());
                }
            }
            None => parts.message = Some(Cow::Borrowed(body.strip_suffix(b"\r").unwrap_or(body))),
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
            message: parts.message.as_deref().unwrap_or_default(),
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

/// A record in the making.
#[derive(Default)]
struct Parts<'l> {
    timestamp: Option<Timestamp>,
    level: Option<Level>,
    level_name: Option<Cow<'l, [u8]>>,
    logger: Option<Cow<'l, [u8]>>,
    message: Option<Cow<'l, [u8]>>,
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
    fn take(&mut self, field: Field<'l>, message_field: Option<&str>) {
        if let Some(name) = message_field
            && field.key == name.as_bytes()
        {
            self.message = text_of(field).ok();
            return;
        }
        let rest = match field.key.as_ref() {
            b"timestamp" | b"@timestamp" | b"time" | b"ts" | b"datetime" | b"asctime" | b"Timestamp"
            | b"@t"
                if self.timestamp.is_none() =>
            {
                self.timestamp = timestamp(&field.value);
                if self.timestamp.is_some() { None } else { Some(field) }
            }
            b"level" | b"severity" | b"levelname" | b"lvl" | b"log.level" | b"log_level" | b"loglevel"
            | b"@l" | b"SeverityText" | b"severity_text" | b"severityText"
                if self.level.is_none() || self.level_name.is_none() =>
            {
                self.level(field)
            }
            // The text of a severity says the same in better words.
            b"SeverityNumber" | b"severity_number" | b"severityNumber" => {
                if let Value::Number(text) = &field.value
                    && self.level.is_none()
                {
                    self.level = level_of_number(Scale::Otel, text);
                }
                None
            }
            b"logger" | b"log.logger" | b"logger_name" | b"loggerName" | b"name" => {
                set(&mut self.logger, field)
            }
            b"InstrumentationScope" => self.inside(field, |parts, inner| match inner.key.as_ref() {
                b"Name" | b"name" => set(&mut parts.logger, inner),
                _ => Some(inner),
            }),
            b"message" | b"msg" | b"event" | b"text" | b"body" | b"Body" | b"@m" | b"short_message"
                if message_field.is_none() =>
            {
                set(&mut self.message, field)
            }
            b"log" if matches!(field.value, Value::Str(_)) && message_field.is_none() => {
                set(&mut self.message, field)
            }
            b"Resource" | b"resource" | b"serviceContext" => self.inside(field, |parts, inner| {
                parts.take(inner, None);
                None
            }),
            b"Attributes" | b"attributes" => self.inside(field, |parts, inner| {
                parts.take(inner, None);
                None
            }),
            b"exception" | b"error" | b"err" if matches!(field.value, Value::Object(_)) => {
                self.inside(field, Parts::exception_member)
            }
            b"caller" | b"logging.googleapis.com/sourceLocation" => {
                self.inside(field, |parts, inner| parts.caller(inner, true))
            }
            b"ecs.version" => None,
            b"group_id" | b"group_id_" if self.group.is_none() => match id(&field) {
                Some(id) => {
                    self.group = Some(id);
                    None
                }
                None => Some(field),
            },
            b"variant_id" if self.variant.is_none() => match id(&field) {
                Some(id) => {
                    self.variant = Some(id);
                    None
                }
                None => Some(field),
            },
            _ => self.exception(field).and_then(|field| self.caller(field, false)),
        };
        if let Some(field) = rest {
            self.field(field);
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

    fn level(&mut self, field: Field<'l>) -> Option<Field<'l>> {
        match field.value {
            Value::Str(text) => {
                let known = level_of_text(&text);
                self.level = known.or(self.level);
                if known.is_none() {
                    self.level_name = Some(text);
                }
                None
            }
            Value::Number(text) => {
                self.level = level_of_number(Scale::Names, &text).or(self.level);
                None
            }
            _ => Some(field),
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
            _ => Some(field),
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
            _ => Some(field),
        }
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
