//! What is looked for in a whole line before its members are.

pub(super) use crate::search::VECTORS;

use crate::search::{Finder, memchr};

/// Whether `byte` stands in `line`.
pub(super) fn has(line: &[u8], byte: u8) -> bool {
    memchr(byte, line).is_some()
}

/// The key of an id that a line carries already.
pub(crate) const GROUP_KEY: &[u8; 9] = b"\"group_id";

/// Whether a key of `line` may name its group; `finder` looks for [`GROUP_KEY`].
pub(super) fn has_group_key(line: &[u8], finder: &Finder<'_>) -> bool {
    finder.find(line).is_some()
}
