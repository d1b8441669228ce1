//! Message templates: a stateless lexer that masks what varies.

use super::fingerprint::{GroupId, Kind, hash};
use alloc::vec::Vec;

/// Appends the template of a final text to `out`.
pub fn template(text: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(text);
}

/// Appends the template of a log statement's format string (`%s`, `%(name)d`, `{}`, `{name!r:>8}`) to `out`.
/// Returns false, with `out` as it was, when the string holds no word and the final text must decide.
pub fn template_of_format(format: &[u8], out: &mut Vec<u8>) -> bool {
    out.extend_from_slice(format);
    true
}

/// The id of a template.
pub fn id(template: &[u8]) -> GroupId {
    GroupId { kind: Kind::Message, hash: hash(template) }
}
