//! The text format: `timestamp - logger - LEVEL - [request_id] - message key=value …`.
//!
//! A record is one line. Control characters in it are escaped (CWE-117), so that no value can forge a
//! line or drive a terminal.

use super::layout::Layout;
use super::line::Ids;
use super::value::{Siblings, Writer};
use super::{Veil, json, time};
use crate::record::{Record, Value};
use crate::search;
use alloc::vec::Vec;

/// Appends `record` as one line of text. `stacktrace` is the text of its exception's stack.
pub(crate) fn text_line<'r>(
    layout: &Layout,
    record: &'r Record<'r>,
    stacktrace: &[u8],
    ids: Ids<'_>,
    out: &mut Vec<u8>,
    veil: &mut impl Veil,
) {
    let mut line = Line { writer: Writer::new(out, veil) };
    time::rfc3339(line.writer.out, record.timestamp, layout.precision);
    line.part(b" - ", if record.logger.is_empty() { b"root" } else { record.logger });
    line.part(b" - ", record.level_name.unwrap_or(record.level.as_str().as_bytes()));
    line.writer.out.extend_from_slice(b" - [");
    match record.context.iter().find(|f| f.key == &b"request_id"[..]).map(|f| &f.value) {
        Some(Value::Str(id)) if !id.is_empty() => line.part(b"", id),
        Some(Value::Int(id)) => json::integer(line.writer.out, *id),
        _ => line.writer.out.extend_from_slice(b"unknown"),
    }
    line.part(b"] - ", record.message);
    let (context, extras) = (Siblings::of(record.context), Siblings::of(record.extras));
    let context = record.context.iter().filter(|f| f.key != &b"request_id"[..]).map(|f| (f, context));
    for (field, siblings) in context.chain(record.extras.iter().map(|f| (f, extras))) {
        let name = layout.extra_name(&field.key);
        let mark = line.writer.out.len();
        // As a member of an object that is then unwrapped: `{"key":value` to `key=value`.
        line.writer.out.push(b'{');
        line.writer.field(&name, field, siblings);
        unwrap(line.writer.out, mark);
    }
    if let Some(caller) = record.caller.as_ref().filter(|_| layout.caller) {
        line.pair(b"file", &caller.file);
        line.writer.out.extend_from_slice(b" line=");
        json::integer(line.writer.out, i64::from(caller.line));
        line.pair(b"function", &caller.function);
    }
    if let [top, ..] = record.exception {
        line.pair(b"exception", &top.kind);
        line.pair(b"exception_message", &top.message);
        if layout.stacktrace && !stacktrace.is_empty() {
            line.stack(b"stacktrace", stacktrace);
        }
    }
    if let Some(stack) = record.stack {
        line.stack(b"stack_info", stack);
    }
    if let Some(error) = record.logging_error {
        line.pair(b"logging_error", error);
    }
    for (name, id) in [(&b"group_id"[..], ids.group), (b"variant_id", ids.variant)] {
        if let Some(id) = id {
            line.pair(name, id.as_bytes());
        }
    }
}

struct Line<'w, 'r, V> {
    writer: Writer<'w, 'r, V>,
}

impl<V: Veil> Line<'_, '_, V> {
    /// A piece of the head: bare, with its control characters escaped.
    fn part(&mut self, before: &[u8], text: &[u8]) {
        self.writer.out.extend_from_slice(before);
        let shown = self.writer.veil.text(text);
        bare(self.writer.out, shown);
    }

    /// `key=value`.
    fn pair(&mut self, key: &[u8], text: &[u8]) {
        let mark = self.writer.out.len();
        self.writer.out.push(b'{');
        self.writer.plain_key(key);
        self.writer.text(text);
        unwrap(self.writer.out, mark);
    }

    /// `key=value`, the value a stack trace.
    fn stack(&mut self, key: &[u8], text: &[u8]) {
        let mark = self.writer.out.len();
        self.writer.out.push(b'{');
        self.writer.plain_key(key);
        self.writer.stack(text);
        unwrap(self.writer.out, mark);
    }
}

/// Appends text as in JSON, but with its quotes and backslashes as they are: a person reads it.
fn bare(out: &mut Vec<u8>, text: &[u8]) {
    let mut rest = text;
    while let Some(at) = search::memchr2(b'"', b'\\', rest) {
        json::escape(out, &rest[..at]);
        out.push(rest[at]);
        rest = &rest[at + 1..];
    }
    json::escape(out, rest);
}

/// Turns what stands from `mark` on, `{"key":value`, into ` key=value`; a string value loses its
/// quotes where it can be read without them.
fn unwrap(out: &mut Vec<u8>, mark: usize) {
    let member = out.get(mark..).unwrap_or_default();
    let parts = match member {
        [b'{', b'"', rest @ ..] => closing_quote(rest),
        _ => None,
    };
    let Some(key) = parts else {
        out.truncate(mark);
        return;
    };
    let mut value = mark + 2 + key + 2..out.len();
    if let Some([b'"', inner @ .., b'"']) = out.get(value.clone())
        && is_word(inner)
    {
        value = value.start + 1..value.end - 1;
    }
    // All of it moves left, so it can move in place.
    out[mark] = b' ';
    out.copy_within(mark + 2..mark + 2 + key, mark + 1);
    for byte in &mut out[mark + 1..mark + 1 + key] {
        if matches!(byte, b' ' | b'=') {
            *byte = b'_';
        }
    }
    out[mark + 1 + key] = b'=';
    let end = mark + key + 2 + value.len();
    out.copy_within(value, mark + key + 2);
    out.truncate(end);
}

fn closing_quote(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += search::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// True for text that needs no quotes as a logfmt value.
fn is_word(text: &[u8]) -> bool {
    !text.is_empty()
        && !text.iter().any(|b| matches!(b, b' ' | b'=' | b'"' | b'\\' | b'{' | b'}' | b'[' | b']' | b','))
}
