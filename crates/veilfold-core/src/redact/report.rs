//! What was hidden, by rule: numbers only, never a value.

use alloc::vec::Vec;

/// A rule of a [`Redactor`](super::Redactor): an index into its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u16);

/// How many times each rule hid something. Reused from record to record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    hits: Vec<(RuleId, u32)>,
}

impl Report {
    /// Counts one more for `rule`.
    pub fn add(&mut self, rule: RuleId) {
        match self.hits.iter_mut().find(|(r, _)| *r == rule) {
            Some((_, n)) => *n += 1,
            None => self.hits.push((rule, 1)),
        }
    }

    /// Adds what another one counted.
    pub(crate) fn join(&mut self, other: &Report) {
        for (rule, times) in other.iter() {
            match self.hits.iter_mut().find(|(known, _)| *known == rule) {
                Some((_, known)) => *known = known.saturating_add(times),
                None => self.hits.push((rule, times)),
            }
        }
    }

    /// Rules that hid something, in the order of their first hit, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (RuleId, u32)> + '_ {
        self.hits.iter().copied()
    }

    /// True when nothing was hidden.
    pub fn is_empty(&self) -> bool {
        self.hits.is_empty()
    }

    /// Forgets everything and keeps the memory.
    pub fn clear(&mut self) {
        self.hits.clear();
    }
}
