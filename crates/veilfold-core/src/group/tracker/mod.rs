//! What is known of every group, in bounded memory.
//!
//! The busiest groups are kept by the space-saving rule (Metwally, Agrawal, El Abbadi 2005): a newcomer takes the
//! place of the least busy group and inherits its weight, so that a group which makes up more than one record in
//! `capacity` is never lost, however many others pass by. Unlike there, counts stay exact: what a displaced group had
//! counted moves to the overflow group, and the sum of all is the number of records.

mod minutes;
mod snapshot;

#[cfg(test)]
mod tests;

pub use minutes::Minutes;
pub use snapshot::{GroupState, Snapshot};

use super::GroupId;
use crate::record::{Level, Timestamp};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
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

/// A decision that a failure is mended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Resolution {
    /// When.
    pub at: Timestamp,
    /// The release that holds the mend; empty for "from now on".
    pub release: String,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name.
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
    /// The rank in the space-saving order.
    fn weight(&self) -> u64 {
        self.count.saturating_add(self.missed)
    }

    fn start(&mut self, id: GroupId, at: Timestamp, level: Level, sample: &Sample<'_>, missed: u64) {
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

    fn add(&mut self, at: Timestamp, level: Level, sample: &Sample<'_>) -> bool {
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
                && (r.release.is_empty() || compare_releases(sample.release, &r.release) != Ordering::Less)
        });
        if regression {
            self.resolved = None;
            self.regressions = self.regressions.saturating_add(1);
        }
        regression
    }

    /// Joins what two trackers know of one group. Either order gives the same.
    fn join(&mut self, other: &Group) {
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
    fn take(&mut self, group: &Group) {
        self.count = self.count.saturating_add(group.count);
        self.displaced += 1;
        self.span(Some(group.first), Some(group.last));
    }

    fn join(&mut self, other: &Overflow) {
        self.count = self.count.saturating_add(other.count);
        self.displaced = self.displaced.saturating_add(other.displaced);
        self.span(other.first, other.last);
    }

    fn span(&mut self, first: Option<Timestamp>, last: Option<Timestamp>) {
        self.first = self.first.into_iter().chain(first).min();
        self.last = self.last.max(last);
    }
}

/// Groups and their counts. Memory is bounded by the capacity; a record costs O(log capacity).
#[derive(Clone, Debug)]
pub struct Tracker {
    capacity: usize,
    slots: Vec<Group>,
    by_id: BTreeMap<GroupId, usize>,
    /// Slots as a binary heap, the lightest group first, and where each slot stands in it.
    heap: Vec<usize>,
    position: Vec<usize>,
    overflow: Overflow,
}

/// What a record was for its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The first one.
    New,
    /// One more.
    Again,
    /// The first one after the failure was said to be mended.
    Regression,
}

impl Tracker {
    /// A tracker for at most `capacity` groups (at least 1), up to about 1.7 KiB each.
    pub fn new(capacity: usize) -> Tracker {
        Tracker {
            capacity: capacity.max(1),
            slots: Vec::new(),
            by_id: BTreeMap::new(),
            heap: Vec::new(),
            position: Vec::new(),
            overflow: Overflow::default(),
        }
    }

    /// Counts one record.
    pub fn observe(&mut self, id: GroupId, at: Timestamp, level: Level, sample: &Sample<'_>) -> Seen {
        if let Some(&slot) = self.by_id.get(&id) {
            let regression = self.slots.get_mut(slot).is_some_and(|g| g.add(at, level, sample));
            self.sift_down(slot);
            return if regression { Seen::Regression } else { Seen::Again };
        }
        if self.slots.len() < self.capacity {
            let mut group = empty(id);
            group.start(id, at, level, sample, 0);
            self.place(group);
            return Seen::New;
        }
        let Some(slot) = self.heap.first().copied() else { return Seen::New };
        if let Some(group) = self.slots.get_mut(slot) {
            self.overflow.take(group);
            self.by_id.remove(&group.id);
            let inherited = group.weight();
            group.start(id, at, level, sample, inherited);
        }
        self.by_id.insert(id, slot);
        self.sift_down(slot);
        Seen::New
    }

    /// Marks a group as mended at `at`, by `release` (empty: whatever comes later is a regression; otherwise only
    /// records of that release or a later one). False when the group is not known.
    pub fn resolve(&mut self, id: GroupId, at: Timestamp, release: &str) -> bool {
        let group = self.by_id.get(&id).and_then(|&slot| self.slots.get_mut(slot));
        let known = group.is_some();
        if let Some(group) = group {
            group.resolved = Some(Resolution { at, release: release.to_string() });
        }
        known
    }

    /// One group.
    pub fn get(&self, id: GroupId) -> Option<&Group> {
        self.by_id.get(&id).and_then(|&slot| self.slots.get(slot))
    }

    /// All groups, the most records first, then by id.
    pub fn groups(&self) -> impl ExactSizeIterator<Item = &Group> {
        let mut order: Vec<&Group> = self.slots.iter().collect();
        order.sort_by_key(|g| (core::cmp::Reverse(g.count), g.id));
        order.into_iter()
    }

    /// What the groups without a place had counted.
    pub fn overflow(&self) -> &Overflow {
        &self.overflow
    }

    /// All records ever counted, here and in what was merged.
    pub fn total(&self) -> u64 {
        self.slots.iter().fold(self.overflow.count, |sum, g| sum.saturating_add(g.count))
    }

    /// Adds what another tracker knows. Totals do not depend on the order of merges; nor does anything else while all
    /// groups have a place.
    pub fn merge(&mut self, other: &Tracker) {
        let mut all: BTreeMap<GroupId, Group> = self.slots.drain(..).map(|g| (g.id, g)).collect();
        for group in &other.slots {
            all.entry(group.id).and_modify(|g| g.join(group)).or_insert_with(|| group.clone());
        }
        self.overflow.join(&other.overflow);
        let mut all: Vec<Group> = all.into_values().collect();
        all.sort_by_key(|g| (core::cmp::Reverse(g.weight()), g.id));
        for displaced in all.drain(self.capacity.min(all.len())..) {
            self.overflow.take(&displaced);
        }
        self.by_id.clear();
        self.heap.clear();
        self.position.clear();
        // Lightest first is a heap already.
        for group in all.into_iter().rev() {
            self.place(group);
        }
    }

    fn place(&mut self, group: Group) {
        let slot = self.slots.len();
        self.by_id.insert(group.id, slot);
        self.slots.push(group);
        self.position.push(self.heap.len());
        self.heap.push(slot);
        self.sift_up(slot);
    }

    /// Heap order: by weight, then by id, so that it does not depend on when a group came.
    fn rank(&self, at: usize) -> Option<(u64, GroupId)> {
        self.heap.get(at).and_then(|&slot| self.slots.get(slot)).map(|g| (g.weight(), g.id))
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.heap.swap(a, b);
        for at in [a, b] {
            if let Some(position) = self.heap.get(at).and_then(|&slot| self.position.get_mut(slot)) {
                *position = at;
            }
        }
    }

    fn sift_up(&mut self, slot: usize) {
        let Some(mut at) = self.position.get(slot).copied() else { return };
        while at > 0 && self.rank(at) < self.rank((at - 1) / 2) {
            self.swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    fn sift_down(&mut self, slot: usize) {
        let Some(mut at) = self.position.get(slot).copied() else { return };
        while let Some(child) = [2 * at + 1, 2 * at + 2]
            .into_iter()
            .filter(|&c| c < self.heap.len())
            .min_by_key(|&c| self.rank(c))
            .filter(|&c| self.rank(c) < self.rank(at))
        {
            self.swap(at, child);
            at = child;
        }
    }
}

fn empty(id: GroupId) -> Group {
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

/// Compares releases part by part, numbers as numbers: `1.9` is before `1.10`, `1.10-rc1` before `1.10`. A release
/// that is not known comes last: better a regression too many than one unseen.
fn compare_releases(a: &str, b: &str) -> Ordering {
    if a.is_empty() || b.is_empty() {
        return b.len().cmp(&a.len());
    }
    let mut parts = (a.split(['.', '-', '+', '_']), b.split(['.', '-', '+', '_']));
    loop {
        let number = |p: &str| p.trim_start_matches('v').parse::<u64>().ok();
        let order = match (parts.0.next(), parts.1.next()) {
            (None, None) => return Ordering::Equal,
            // What follows a number is a patch level, what follows it in letters a pre-release.
            (None, Some(p)) => {
                if number(p).is_some() {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
            (Some(p), None) => {
                if number(p).is_some() {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
            }
            (Some(p), Some(q)) => match (number(p), number(q)) {
                (Some(p), Some(q)) => p.cmp(&q),
                (Some(_), None) => Ordering::Greater,
                (None, Some(_)) => Ordering::Less,
                (None, None) => p.cmp(q),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}
