//! What a user may say about grouping: which code is theirs, and names of their own for failures.

use super::super::fingerprint::GroupId;
use super::super::message;
use super::glob;
use super::places::Tier;
use crate::record::{Exception, Frame};
use alloc::string::String;
use alloc::vec::Vec;

/// Settings of stack grouping: the `[group]` table of a policy as plain data. Patterns are globs over the whole text:
/// `*` stands for any run of bytes, everything else for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Files or modules that are the application's own, whatever the built-in rules say (`*/site-packages/shop/*`).
    pub in_app: Vec<String>,
    /// Files or modules that are not, unless [`Settings::in_app`] names them.
    pub not_in_app: Vec<String>,
    /// Names for failures; the first rule that matches an exception of the chain, outermost first, decides.
    pub rules: Vec<FingerprintRule>,
    /// Ids to replace: a group that the left id would name is given the right one.
    pub aliases: Vec<(GroupId, GroupId)>,
    /// How messages are read, those of exceptions too.
    pub message: message::Settings,
}

/// Gives every stack that it matches one group, named by `key`. A part that is `None` matches everything. A rule with
/// neither `kind` nor `module` does the same for messages without a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FingerprintRule {
    /// Pattern for the qualified type (`*.TimeoutError`).
    pub kind: Option<String>,
    /// Pattern for the module, or where there is none the file, of any frame of the exception (`*/billing/*`).
    pub module: Option<String>,
    /// Pattern for the whole message.
    pub message: Option<String>,
    /// The name of the group.
    pub key: String,
}

impl Settings {
    /// The tier that the settings give a frame, if they mention it.
    pub(super) fn tier(&self, frame: &Frame<'_>) -> Option<Tier> {
        let named = |patterns: &[String]| patterns.iter().any(|p| matches_frame(p, frame));
        if named(&self.in_app) {
            Some(Tier::App)
        } else if named(&self.not_in_app) {
            Some(Tier::Library)
        } else {
            None
        }
    }

    /// The key of the first rule that matches an exception of the chain.
    pub fn key(&self, chain: &[Exception<'_>]) -> Option<&str> {
        if self.rules.is_empty() {
            return None;
        }
        chain.iter().find_map(|e| self.rules.iter().find(|rule| rule.matches(e))).map(|rule| &*rule.key)
    }

    /// The key of the first rule that matches a message without a stack: one that asks for no type and no
    /// module.
    pub fn message_key(&self, message: &[u8]) -> Option<&str> {
        let says = |rule: &&FingerprintRule| {
            rule.kind.is_none()
                && rule.module.is_none()
                && rule.message.as_ref().is_some_and(|p| glob::matches(p.as_bytes(), message))
        };
        self.rules.iter().find(says).map(|rule| &*rule.key)
    }

    /// The id that stands for `id`.
    pub(in crate::group) fn alias(&self, id: GroupId) -> GroupId {
        self.aliases.iter().find(|(from, _)| *from == id).map_or(id, |(_, to)| *to)
    }
}

impl FingerprintRule {
    fn matches(&self, exception: &Exception<'_>) -> bool {
        let matches = |pattern: &Option<String>, text: &[u8]| {
            pattern.as_ref().is_none_or(|p| glob::matches(p.as_bytes(), text))
        };
        matches(&self.kind, &exception.kind)
            && matches(&self.message, &exception.message)
            && self
                .module
                .as_ref()
                .is_none_or(|p| exception.frames.iter().any(|frame| matches_frame(p, frame)))
    }
}

fn matches_frame(pattern: &str, frame: &Frame<'_>) -> bool {
    let text = if frame.module.is_empty() { &frame.file } else { &frame.module };
    glob::matches(pattern.as_bytes(), text)
}
