//! What is known of every group, in bounded memory.
//!
//! The busiest groups are kept by the space-saving rule (Metwally, Agrawal, El Abbadi 2005): a newcomer takes the
//! place of the least busy group and inherits its weight, so that a group which makes up more than one record in
//! `capacity` is never lost, however many others pass by. Unlike there, counts stay exact: what a displaced group had
//! counted moves to the overflow group, and the sum of all is the number of records.
//!
//! ```
//! use veilfold_core::group::message;
//! use veilfold_core::group::tracker::{Sample, Seen, Tracker};
//! use veilfold_core::{Level, Timestamp};
//!
//! let mut tracker = Tracker::new(1024);
//! let (id, sample) = (message::id(b"cannot reach <*>"), Sample { text: b"cannot reach host-7", ..Sample::default() });
//! assert_eq!(tracker.observe(id, Timestamp(0), Level::Error, &sample), Seen::New);
//! assert_eq!(tracker.observe(id, Timestamp(1), Level::Error, &sample), Seen::Again);
//!
//! tracker.resolve(id, Timestamp(2), "");
//! assert_eq!(tracker.observe(id, Timestamp(3), Level::Error, &sample), Seen::Regression);
//! assert_eq!(tracker.get(id).map(|group| group.count), Some(3));
//! ```

mod group;
mod minutes;
mod release;
mod snapshot;

#[cfg(test)]
mod tests;

pub use group::{Group, Overflow, Resolution, Sample};
pub use minutes::Minutes;
pub use snapshot::{GroupState, Snapshot};

use super::GroupId;
use crate::record::{Level, Timestamp};
use alloc::collections::BTreeMap;
use alloc::string::ToString;
use alloc::vec::Vec;

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
            let mut group = Group::empty(id);
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
