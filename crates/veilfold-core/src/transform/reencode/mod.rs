//! Lines of any writer as lines of one schema.

mod parts;
mod value;

use super::survey::Role;
use super::{Cleaner, begins_json, parse};
use crate::group::stack;
use crate::pipeline::{Engine, Given, Outcome, Scratch};
use crate::record::{Caller, Exception, Field, Level, Link, Record, Timestamp, Value};
use crate::redact::Report;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use parts::Parts;
use value::text_in;

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
        let (mut hidden, mut cleaned) = (Report::default(), Vec::new());
        // A member may be hidden for where it stands, or for what stands beside it: so before it is put elsewhere.
        let body = if begins_json(body)
            && self.policy().redactor().may_match(body)
            && Cleaner::new(self.policy(), &mut hidden).text(body, &mut cleaned, &mut scratch.levels)
        {
            &cleaned
        } else {
            body
        };
        let mut parts = Parts::default();
        if let Some(fields) = parse::object(body, self.policy().limits().max_depth) {
            let keys = Keys { named: self.options().message_field.as_deref().map(str::as_bytes) };
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
        let outcome = self.write(&record, given, out, scratch);
        scratch.report.join(&hidden);
        outcome
    }
}

/// What the keys of a line mean.
struct Keys<'e> {
    /// The key that the options name as the message's.
    named: Option<&'e [u8]>,
}

impl Keys<'_> {
    fn role(&self, key: &[u8]) -> Role {
        if self.named == Some(key) { Role::Message(0) } else { Role::of(key, self.named.is_some()) }
    }
}
