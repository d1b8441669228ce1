//! One record as one JSON object.

use super::layout::Layout;
use super::schema::Schema;
use super::value::{Siblings, Writer};
use super::{Veil, json, otel, time};
use crate::record::{Exception, Field, Level, Link, Record};
use alloc::vec::Vec;

/// The names of a failure, as they are printed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ids<'i> {
    pub(crate) group: Option<&'i str>,
    pub(crate) variant: Option<&'i str>,
}

/// Appends `record` as one JSON object. `stacktrace` is the text of its exception's stack.
pub(crate) fn json_line<'r>(
    layout: &Layout,
    record: &'r Record<'r>,
    stacktrace: &[u8],
    ids: Ids<'_>,
    out: &mut Vec<u8>,
    veil: &mut impl Veil,
) {
    let mut writer = Writer::new(out, veil);
    writer.out.push(b'{');
    if layout.schema == Schema::Otel {
        otel::members(layout, record, stacktrace, ids, &mut writer);
        writer.out.push(b'}');
        return;
    }
    writer.out.extend_from_slice(&layout.keys.timestamp);
    writer.out.push(b'"');
    time::rfc3339(writer.out, record.timestamp, layout.precision);
    writer.out.extend_from_slice(b"\",");
    writer.out.extend_from_slice(&layout.keys.level);
    level(layout, record, &mut writer);
    if record.level_name.is_none() {
        writer.veil.settled(writer.out.len());
    }
    // The ECS logging libraries put the message third, so that a person can read the line.
    if layout.schema == Schema::Ecs {
        message(layout, record, &mut writer);
    }
    if !record.logger.is_empty() {
        writer.out.push(b',');
        writer.out.extend_from_slice(&layout.keys.logger);
        writer.text(record.logger);
    }
    writer.out.extend_from_slice(&layout.fixed);
    if layout.schema != Schema::Ecs {
        if record.level_name.is_none() && writer.veil.is_clean(record.logger) {
            writer.veil.settled(writer.out.len());
        }
        message(layout, record, &mut writer);
    }
    fields(layout, record, &mut writer);
    caller(layout, record, &mut writer);
    exception(layout, record.exception, stacktrace, &mut writer);
    tail(layout, record, ids, &mut writer);
    writer.out.push(b'}');
}

fn message<V: Veil>(layout: &Layout, record: &Record<'_>, writer: &mut Writer<'_, '_, V>) {
    writer.out.push(b',');
    writer.out.extend_from_slice(&layout.keys.message);
    writer.text(record.message);
}

fn level<V: Veil>(layout: &Layout, record: &Record<'_>, writer: &mut Writer<'_, '_, V>) {
    match record.level_name {
        // Google knows a closed set of severities.
        Some(name) if layout.schema == Schema::Gcp => {
            json::string(writer.out, Level::as_str(record.level).as_bytes());
            writer.plain_key(b"level_name");
            writer.text(name);
        }
        Some(name) => writer.text(name),
        None => json::string(writer.out, layout.schema.level(record.level).as_bytes()),
    }
}

/// Context and extras.
pub(super) fn fields<'r, V: Veil>(layout: &Layout, record: &'r Record<'r>, writer: &mut Writer<'_, 'r, V>) {
    let siblings = Siblings::of(record.context);
    for field in record.context {
        if layout.schema == Schema::Otel && otel::is_own_field(field) {
            continue;
        }
        placed(layout, &[], layout.context_name(&field.key), field, siblings, writer);
    }
    if record.extras.is_empty() {
        return;
    }
    if let Some(key) = &layout.extras {
        writer.comma();
        writer.out.extend_from_slice(key);
        writer.out.push(b'{');
        let siblings = Siblings::of(record.extras);
        for field in record.extras {
            writer.field(&layout.extra_name(&field.key), field, siblings);
        }
        writer.out.push(b'}');
    } else {
        // Most records have ordinary keys alone.
        let mut siblings = None;
        for field in record.extras {
            let taken = || record.context.iter().any(|c| layout.context_name(&c.key) == &*field.key);
            if writer.veil.is_ordinary(layout, &field.key) && !taken() {
                writer.ordinary(field);
            } else {
                let siblings = *siblings.get_or_insert_with(|| Siblings::of(record.extras));
                placed(layout, record.context, &layout.extra_name(&field.key), field, siblings, writer);
            }
        }
    }
}

/// Writes a field, with underscores after its name for as long as the name is taken.
fn placed<'r, V: Veil>(
    layout: &Layout,
    context: &[Field<'_>],
    name: &[u8],
    field: &'r Field<'r>,
    siblings: Siblings<'_>,
    writer: &mut Writer<'_, 'r, V>,
) {
    let taken =
        |name: &[u8]| layout.is_reserved(name) || context.iter().any(|c| layout.context_name(&c.key) == name);
    if !taken(name) {
        writer.field(name, field, siblings);
        return;
    }
    let mut other = name.to_vec();
    while taken(&other) {
        other.push(b'_');
    }
    writer.field(&other, field, siblings);
}

/// Where the call stands.
pub(super) fn caller<V: Veil>(layout: &Layout, record: &Record<'_>, writer: &mut Writer<'_, '_, V>) {
    let Some(caller) = record.caller.as_ref().filter(|_| layout.caller) else { return };
    let names = &layout.names.caller;
    if !names.object.is_empty() {
        writer.plain_key(layout.renamed(names.object.as_bytes()));
        writer.out.push(b'{');
    }
    writer.plain_key(layout.renamed(names.file.as_bytes()));
    writer.text(&caller.file);
    writer.plain_key(layout.renamed(names.line.as_bytes()));
    // An int64 of a protocol buffer is a string in JSON.
    let quote: &[u8] = if layout.schema == Schema::Gcp { b"\"" } else { b"" };
    writer.out.extend_from_slice(quote);
    json::integer(writer.out, i64::from(caller.line));
    writer.out.extend_from_slice(quote);
    writer.plain_key(layout.renamed(names.function.as_bytes()));
    writer.text(&caller.function);
    if !names.object.is_empty() {
        writer.out.push(b'}');
    }
}

/// The exception: the outermost one by name, the others as its chain.
pub(super) fn exception<V: Veil>(
    layout: &Layout,
    chain: &[Exception<'_>],
    stacktrace: &[u8],
    writer: &mut Writer<'_, '_, V>,
) {
    let [top, others @ ..] = chain else { return };
    let names = &layout.names.exception;
    // Inside an object of its own an exception's keys cannot be mistaken for the line's, nor renamed.
    let nested = !names.object.is_empty();
    let name = |key: &'static str| if nested { key.as_bytes() } else { layout.renamed(key.as_bytes()) };
    if nested {
        writer.plain_key(layout.renamed(names.object.as_bytes()));
        writer.out.push(b'{');
    }
    writer.plain_key(name(names.kind));
    writer.text(&top.kind);
    writer.plain_key(name(names.message));
    writer.text(&top.message);
    notes(name(names.notes), top, writer);
    if layout.stacktrace && !stacktrace.is_empty() {
        writer.plain_key(name(names.stacktrace));
        writer.stack(stacktrace);
    }
    if !others.is_empty() {
        writer.plain_key(name(names.chain));
        writer.out.push(b'[');
        for other in others {
            writer.comma();
            writer.out.push(b'{');
            writer.plain_key(b"link");
            json::string(writer.out, link(other.link));
            writer.plain_key(b"parent");
            json::integer(writer.out, other.parent as i64);
            writer.plain_key(b"type");
            writer.text(&other.kind);
            writer.plain_key(b"message");
            writer.text(&other.message);
            notes(b"notes", other, writer);
            writer.out.push(b'}');
        }
        writer.out.push(b']');
    }
    if nested {
        writer.out.push(b'}');
    }
}

fn notes<V: Veil>(key: &[u8], exception: &Exception<'_>, writer: &mut Writer<'_, '_, V>) {
    if exception.notes.is_empty() {
        return;
    }
    writer.plain_key(key);
    writer.out.push(b'[');
    for note in &exception.notes {
        writer.comma();
        writer.text(note);
    }
    writer.out.push(b']');
}

const fn link(link: Link) -> &'static [u8] {
    match link {
        Link::Top => b"top",
        Link::Cause => b"cause",
        Link::Context => b"context",
        Link::Member => b"member",
    }
}

/// What stands last: stack, logging error, ids.
pub(super) fn tail<V: Veil>(
    layout: &Layout,
    record: &Record<'_>,
    ids: Ids<'_>,
    writer: &mut Writer<'_, '_, V>,
) {
    let names = layout.names;
    if let Some(stack) = record.stack {
        writer.plain_key(layout.renamed(names.stack.as_bytes()));
        writer.stack(stack);
    }
    if let Some(error) = record.logging_error {
        writer.plain_key(layout.renamed(names.logging_error.as_bytes()));
        writer.text(error);
    }
    for (name, id) in [(names.group, ids.group), (names.variant, ids.variant)] {
        if let Some(id) = id {
            writer.plain_key(layout.renamed(name.as_bytes()));
            json::string(writer.out, id.as_bytes());
        }
    }
}
