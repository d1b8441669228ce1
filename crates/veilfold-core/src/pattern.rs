//! Regular expressions of a policy, as automata: compiled once, carried in a block, asked about places.

#[cfg(feature = "compile")]
mod compile;
mod table;
#[cfg(all(test, feature = "compile"))]
mod tests;

#[cfg(feature = "compile")]
pub(crate) use compile::PatternError;

use alloc::string::String;
use alloc::vec::Vec;
use table::Table;

/// Longest match, in bytes: what bounds the work of a place.
const REACH: usize = 1024;

/// A compiled pattern.
#[derive(Clone)]
pub(crate) struct Pattern {
    source: String,
    /// Anchored: it is asked about places, it does not search.
    table: Table,
}

impl core::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

impl Pattern {
    /// As it was written.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// As a block carries it.
    pub(crate) fn automaton(&self) -> Vec<u8> {
        self.table.to_bytes()
    }

    /// The end of the match that begins at `start`; never an empty one.
    pub(crate) fn matches_at(&self, text: &[u8], start: usize) -> Option<usize> {
        let stop = text.len().min(start + REACH);
        self.table.end(text, start, stop).filter(|end| *end > start)
    }

    /// True when it matches somewhere in `text`.
    #[cfg(feature = "compile")]
    pub(crate) fn is_in(&self, text: &[u8]) -> bool {
        (0..text.len()).any(|at| self.matches_at(text, at).is_some())
    }

    /// A pattern from its parts; none when the automaton is damaged.
    pub(crate) fn from_parts(source: &str, automaton: &[u8]) -> Option<Pattern> {
        Some(Pattern { source: source.into(), table: Table::from_bytes(automaton)? })
    }
}
