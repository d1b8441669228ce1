//! Stacks: parsed from text or walked in the process, the same structure, the same id.

use super::fingerprint::GroupId;
use crate::record::Exception;
use alloc::vec::Vec;

/// The two ids of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackIds {
    /// `s1-…`: what a person would call the same failure.
    pub group: GroupId,
    /// All in-app frames: finer.
    pub variant: GroupId,
}

/// Finds the first stack in `text` (a message, a JSON field, a wrapped log) and returns its chain,
/// outermost exception first; empty when there is none.
pub fn parse(_text: &[u8]) -> Vec<Exception<'_>> {
    Vec::new()
}

/// The ids of a chain; `None` when it is empty.
pub fn ids(_chain: &[Exception<'_>]) -> Option<StackIds> {
    None
}
