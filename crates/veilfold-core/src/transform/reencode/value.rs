//! What the value of a member says.

use crate::encode::time;
use crate::group::GroupId;
use crate::record::{Field, Level, Timestamp, Value};
use crate::transform::survey::{Scale, level_of_number, level_of_text};
use alloc::borrow::Cow;

/// The level that a value means, if it is one.
pub(super) fn level_of(scale: Scale, value: &Value<'_>) -> Option<Level> {
    match value {
        Value::Str(text) => level_of_text(text),
        Value::Number(text) => level_of_number(scale, text),
        _ => None,
    }
}

/// Fills an empty place with a text; gives back what does not fit.
pub(super) fn set<'l>(place: &mut Option<Cow<'l, [u8]>>, field: Field<'l>) -> Option<Field<'l>> {
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

/// Whether the value is a text.
pub(super) fn is_text(field: &Field<'_>) -> bool {
    matches!(field.value, Value::Str(_))
}

/// The text of a field that has one.
pub(super) fn text_in<'f>(field: &'f Field<'_>) -> &'f [u8] {
    match &field.value {
        Value::Str(text) => text,
        _ => b"",
    }
}

/// The text itself; the field where it is none.
fn text_of(field: Field<'_>) -> Result<Cow<'_, [u8]>, Field<'_>> {
    match field.value {
        Value::Str(text) => Ok(text),
        _ => Err(field),
    }
}

/// The id of a group, of a version that is known.
pub(super) fn id(field: &Field<'_>) -> Option<GroupId> {
    match &field.value {
        Value::Str(text) => GroupId::parse(text),
        _ => None,
    }
}

/// A time in any of its usual forms.
pub(super) fn timestamp(value: &Value<'_>) -> Option<Timestamp> {
    match value {
        Value::Str(text) => time::parse_rfc3339(text).or_else(|| time::parse_epoch(text)),
        Value::Number(text) => time::parse_epoch(text),
        _ => None,
    }
}
