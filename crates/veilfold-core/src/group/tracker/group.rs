//! One group, and what is left of those that lost their place.

use super::{Minutes, release};
use crate::group::GroupId;
use crate::record::{Level, Timestamp};
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// Longest template or sample that is kept, in bytes.
const MAX_TEXT: usize = 512;

/// What one record adds to its group beside a count.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sample<'a> {
    /// The template, or `type@frame` of a stack.
    pub template: &'a [u8],
    /// A redacted message.
    pub text: &'a [u8],
    /// The release that wrote the record; empty where unknown.
    pub release: &'a str,
}

/// The decision that a failure is mended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Resolution {
    /// When it was taken.
    pub at: Timestamp,
    /// The release that holds the mend; empty for "from now on".
    pub release: String,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Template of the earliest record, cut at 512 bytes.
    pub template: Vec<u8>,
    /// Redacted message of the earliest record, cut at 512 bytes.
    pub sample: Vec<u8>,
    /// Highest level seen.
    pub level: Level,
    /// Records counted since the group has its place; exact.
    pub count: u64,
    /// Records that may have been counted under overflow before that: an upper bound.
    pub missed: u64,
    /// Earliest record.
    pub first: Timestamp,
    /// Latest record.
    pub last: Timestamp,
    /// Records a minute, the last hour.
    pub minutes: Minutes,
    /// Set while the failure counts as mended.
    pub resolved: Option<Resolution>,
    /// How often it came back after it had been mended.
    pub regressions: u32,
}

impl Group {
    /// A group without records.
    pub(super) fn empty(id: GroupId) -> Group {
        Group {
            id,
            template: Vec::new(),
            sample: Vec::new(),
            level: Level::Debug,
            count: 0,
            missed: 0,
            first: Timestamp(0),
            last: Timestamp(0),
            minutes: Minutes::default(),
            resolved: None,
            regressions: 0,
        }
    }

    /// The rank in the space-saving order.
    pub(super) fn weight(&self) -> u64 {
        self.count.saturating_add(self.missed)
    }

    /// Begins the count of a group, in the place of whatever stood here before.
    pub(super) fn start(
        &mut self,
        id: GroupId,
        at: Timestamp,
        level: Level,
        sample: &Sample<'_>,
        missed: u64,
    ) {
        self.id = id;
        copy(&mut self.template, sample.template);
        copy(&mut self.sample, sample.text);
        self.level = level;
        self.count = 1;
        self.missed = missed;
        self.first = at;
        self.last = at;
        self.minutes = Minutes::default();
        self.minutes.add(at, 1);
        self.resolved = None;
        self.regressions = 0;
    }

    /// Counts one more; true when it is a regression.
    pub(super) fn add(&mut self, at: Timestamp, level: Level, sample: &Sample<'_>) -> bool {
        self.count += 1;
        self.level = self.level.max(level);
        self.minutes.add(at, 1);
        self.last = self.last.max(at);
        if at < self.first {
            self.first = at;
            copy(&mut self.template, sample.template);
            copy(&mut self.sample, sample.text);
        }
        let regression = self.resolved.as_ref().is_some_and(|r| {
            at > r.at
                && (r.release.is_empty() || release::compare(sample.release, &r.release) != Ordering::Less)
        });
        if regression {
            self.resolved = None;
            self.regressions = self.regressions.saturating_add(1);
        }
        regression
    }

    /// Joins what two trackers know of one group. Either order gives the same.
    pub(super) fn join(&mut self, other: &Group) {
        // The sample of the earliest record; between two of the same moment, the smaller text.
        let key = |g: &Group| (g.first, g.sample.clone(), g.template.clone());
        if key(other) < key(self) {
            self.template.clone_from(&other.template);
            self.sample.clone_from(&other.sample);
        }
        self.level = self.level.max(other.level);
        self.count = self.count.saturating_add(other.count);
        self.missed = self.missed.saturating_add(other.missed);
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.minutes.join(&other.minutes);
        self.regressions = self.regressions.saturating_add(other.regressions);
        // The later decision stands.
        if other.resolved > self.resolved {
            self.resolved.clone_from(&other.resolved);
        }
    }
}

/// Copies a text, cut where a character ends.
fn copy(to: &mut Vec<u8>, from: &[u8]) {
    let mut end = from.len().min(MAX_TEXT);
    while end < from.len() && end > 0 && from.get(end).is_some_and(|b| b & 0xc0 == 0x80) {
        end -= 1;
    }
    to.clear();
    to.extend_from_slice(from.get(..end).unwrap_or_default());
}

/// What the groups without a place had counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overflow {
    /// Records; exact.
    pub count: u64,
    /// How often a group lost its place.
    pub displaced: u64,
    /// Earliest record of a displaced group.
    pub first: Option<Timestamp>,
    /// Latest record of a displaced group.
    pub last: Option<Timestamp>,
}

impl Overflow {
    /// Takes the count of a group that loses its place.
    pub(super) fn take(&mut self, group: &Group) {
        self.count = self.count.saturating_add(group.count);
        self.displaced += 1;
        self.span(Some(group.first), Some(group.last));
    }

    pub(super) fn join(&mut self, other: &Overflow) {
        self.count = self.count.saturating_add(other.count);
        self.displaced = self.displaced.saturating_add(other.displaced);
        self.span(other.first, other.last);
    }

    fn span(&mut self, first: Option<Timestamp>, last: Option<Timestamp>) {
        self.first = self.first.into_iter().chain(first).min();
        self.last = self.last.max(last);
    }
}
