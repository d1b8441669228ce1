//! Which key a place in a policy belongs to: serde says where a value of the wrong type stands, not whose it is.

use alloc::format;
use alloc::string::String;
use core::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The path of the key whose value stands at `span`; empty where none does.
pub(super) fn of(source: &str, span: &Range<usize>) -> String {
    let mut path = String::new();
    if let Ok(table) = DeTable::parse(source) {
        in_table(table.get_ref(), span, &mut path);
    }
    path
}

/// Appends to `path` the keys that lead to the value at `span`, and says whether they do.
fn in_table(table: &DeTable<'_>, span: &Range<usize>, path: &mut String) -> bool {
    let depth = path.len();
    table.iter().any(|(key, value)| {
        let joint = if depth == 0 { "" } else { "." };
        path.push_str(joint);
        path.push_str(key.get_ref());
        let found = in_value(value, span, path);
        if !found {
            path.truncate(depth);
        }
        found
    })
}

fn in_value(value: &Spanned<DeValue<'_>>, span: &Range<usize>, path: &mut String) -> bool {
    let depth = path.len();
    value.span() == *span
        || match value.get_ref() {
            DeValue::Table(table) => in_table(table, span, path),
            DeValue::Array(values) => values.iter().enumerate().any(|(i, value)| {
                path.push_str(&format!("[{i}]"));
                let found = in_value(value, span, path);
                if !found {
                    path.truncate(depth);
                }
                found
            }),
            _ => false,
        }
}
