//! Which part of a record a member of a line is.

use super::Keys;
use super::value::{id, is_text, level_of, set, timestamp};
use crate::group::{GroupId, stack};
use crate::record::{Field, Level, Timestamp, Value};
use crate::transform::survey::{Role, Scale};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// A message inside an object ranks behind all that stand in the line itself.
const NESTED: u8 = 16;

/// A record in the making.
#[derive(Default)]
pub(super) struct Parts<'l> {
    pub(super) timestamp: Option<Timestamp>,
    pub(super) level: Option<Level>,
    pub(super) level_name: Option<Cow<'l, [u8]>>,
    pub(super) logger: Option<Cow<'l, [u8]>>,
    /// A text, and the rank of its key.
    pub(super) message: Option<(u8, Field<'l>)>,
    pub(super) context: Vec<Field<'l>>,
    pub(super) extras: Vec<Field<'l>>,
    pub(super) kind: Option<Cow<'l, [u8]>>,
    pub(super) exception_message: Option<Cow<'l, [u8]>>,
    pub(super) stacktrace: Option<Cow<'l, [u8]>>,
    pub(super) stack_info: Option<Cow<'l, [u8]>>,
    pub(super) logging_error: Option<Cow<'l, [u8]>>,
    pub(super) file: Option<Cow<'l, [u8]>>,
    pub(super) function: Option<Cow<'l, [u8]>>,
    pub(super) line: u32,
    pub(super) group: Option<GroupId>,
    pub(super) variant: Option<GroupId>,
}

impl<'l> Parts<'l> {
    /// Puts a member of the line where it belongs; what belongs nowhere, or comes twice, is an extra.
    pub(super) fn take(&mut self, field: Field<'l>, keys: &Keys<'_>) {
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

/// Whether a level of any name may stand under this key. Others hold priorities too, and the ranks of queues.
fn names_level(key: &[u8]) -> bool {
    !matches!(key, b"priority" | b"PRIORITY")
}
