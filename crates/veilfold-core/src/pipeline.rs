//! The one way a record travels: redact, name, encode.

use crate::encode::schema::Schema;
use crate::group::GroupId;
use crate::policy::Policy;
use crate::record::Record;
use crate::redact::Report;
use alloc::vec::Vec;

/// Which records get a `group_id`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupScope {
    /// Every record.
    All,
    /// Records with an exception, and WARNING and above.
    #[default]
    Errors,
    /// None.
    Off,
}

/// How lines look.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Key names.
    pub schema: Schema,
    /// Which records get an id.
    pub group: GroupScope,
}

/// Buffers that live as long as their thread, so that a clean record allocates nothing.
#[derive(Debug, Default)]
pub struct Scratch {
    /// What was hidden in the last record.
    pub report: Report,
}

/// What became of a record, beside its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Name of the failure or message.
    pub group: Option<GroupId>,
    /// Finer name of a stack.
    pub variant: Option<GroupId>,
}

/// A policy and options, ready to run. Shared freely between threads.
#[derive(Debug)]
pub struct Engine {
    policy: Policy,
    options: Options,
}

impl Engine {
    /// An engine.
    pub fn new(policy: Policy, options: Options) -> Engine {
        Engine { policy, options }
    }

    /// Its policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Its options.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Appends the line of `record`, without a line end, to `out`.
    pub fn process(&self, _record: &Record<'_>, _out: &mut Vec<u8>, scratch: &mut Scratch) -> Outcome {
        scratch.report.clear();
        Outcome::default()
    }
}
