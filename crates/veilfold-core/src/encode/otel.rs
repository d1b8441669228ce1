//! The OpenTelemetry log data model: what is not a field of its own is an attribute.

use super::layout::Layout;
use super::line::{self, Ids};
use super::schema::severity_number;
use super::value::{Siblings, Writer};
use super::{Veil, json};
use crate::record::{Field, Record, Value};

/// Writes the members of the object. Order and names are those of the data model's own example.
pub(super) fn members<'r, V: Veil>(
    layout: &Layout,
    record: &'r Record<'r>,
    stacktrace: &[u8],
    ids: Ids<'_>,
    writer: &mut Writer<'_, 'r, V>,
) {
    writer.out.extend_from_slice(&layout.keys.timestamp);
    // Nanoseconds of today do not fit the 53 bits that most readers of JSON keep, so they are text, as in
    // OTLP/JSON.
    writer.out.push(b'"');
    json::integer(writer.out, record.timestamp.0);
    writer.out.push(b'"');
    for (key, name) in [(&b"trace_id"[..], &b"TraceId"[..]), (b"span_id", b"SpanId")] {
        if let Some(id) = find(record, key) {
            writer.field(layout.renamed(name), id, Siblings::default());
        }
    }
    writer.out.push(b',');
    writer.out.extend_from_slice(&layout.keys.level);
    match record.level_name {
        Some(name) => writer.text(name),
        None => json::string(writer.out, record.level.as_str().as_bytes()),
    }
    writer.plain_key(layout.renamed(b"SeverityNumber"));
    json::integer(writer.out, severity_number(record.level));
    writer.out.push(b',');
    writer.out.extend_from_slice(&layout.keys.message);
    writer.text(record.message);
    if let [_, members @ ..] = layout.resource.as_slice() {
        writer.plain_key(layout.renamed(b"Resource"));
        writer.out.push(b'{');
        writer.out.extend_from_slice(members);
        writer.out.push(b'}');
    }
    if !record.logger.is_empty() {
        writer.out.push(b',');
        writer.out.extend_from_slice(&layout.keys.logger);
        writer.out.push(b'{');
        writer.plain_key(b"Name");
        writer.text(record.logger);
        writer.out.push(b'}');
    }
    let mark = writer.out.len();
    writer.plain_key(layout.renamed(b"Attributes"));
    writer.out.push(b'{');
    let empty = writer.out.len();
    line::fields(layout, record, writer);
    line::caller(layout, record, writer);
    line::exception(layout, record.exception, stacktrace, writer);
    line::tail(layout, record, ids, writer);
    if writer.out.len() == empty {
        writer.out.truncate(mark);
    } else {
        writer.out.push(b'}');
    }
}

/// The context field of this key, when it is text.
fn find<'r>(record: &'r Record<'r>, key: &[u8]) -> Option<&'r Field<'r>> {
    record.context.iter().find(|f| f.key == key && matches!(f.value, Value::Str(_)))
}

/// True for a context field that [`members`] writes as a field of its own.
pub(super) fn is_own_field(field: &Field<'_>) -> bool {
    matches!(field.key.as_ref(), b"trace_id" | b"span_id") && matches!(field.value, Value::Str(_))
}
