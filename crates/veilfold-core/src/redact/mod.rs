//! Finding and hiding secrets.

pub mod detect;
mod report;
mod validate;

pub use report::{Report, RuleId};

use crate::policy::Profile;
use alloc::vec::Vec;

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// A replacement was written.
    Replaced,
    /// The value, and its key where it has one, is to be left out.
    Removed,
}

/// The redaction half of a compiled policy.
#[derive(Debug)]
pub struct Redactor {}

impl Redactor {
    /// The rules of a profile.
    pub fn builtin(_profile: Profile) -> Redactor {
        Redactor {}
    }

    /// Hides every secret in `text`. When there is one, appends the whole cleaned text to `out` and
    /// returns true; when `text` is clean, leaves `out` alone and returns false.
    pub fn text(&self, _text: &[u8], _out: &mut Vec<u8>, _report: &mut Report) -> bool {
        false
    }

    /// The rule that hides the value of `key`, if one does. `path` holds the keys above it,
    /// outermost first.
    pub fn key(&self, _path: &[&[u8]], _key: &[u8]) -> Option<RuleId> {
        None
    }

    /// Appends what replaces `value` under `rule` to `out`, as plain text (not yet escaped).
    pub fn hide(&self, _rule: RuleId, _value: &[u8], out: &mut Vec<u8>, _report: &mut Report) -> Disposition {
        out.extend_from_slice(b"[REDACTED]");
        Disposition::Replaced
    }

    /// The name of a rule, as reports and markers print it.
    pub fn rule_name(&self, _rule: RuleId) -> &str {
        ""
    }
}
