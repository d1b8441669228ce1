//! Exception groups: the busiest have a series each, the rest share one.

use super::arena::{self, Entry};
use super::catalogue::{Family, GROUPS, OTHER};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use veilfold_core::GroupId;

/// A group loses its series only after this long without an event, so no rate is cut short.
const IDLE: u64 = 3_600_000_000_000;

/// Groups without a series that are remembered, and for how long, before the others are asked again.
const REMEMBERED: usize = 4096;
const REMEMBERED_FOR: u64 = 600_000_000_000;

/// The groups of one process.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// Group id, as text, to its place.
    places: HashMap<String, usize>,
    /// Places whose owner died while it gave them a new key.
    vacant: Vec<usize>,
    other: usize,
    /// Ids that found no room, since `remembered_at`.
    remembered: HashSet<String>,
    remembered_at: u64,
}

/// What else happened while a group was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// No process had met the group before.
    pub(super) new: bool,
    /// It was met for the first time here, and there was no room for it.
    pub(super) overflowed: bool,
    /// An idle group gave up its series for it.
    pub(super) evicted: bool,
}

impl Groups {
    /// Takes over a group from a slab that another process left.
    pub(super) fn adopt(&mut self, entry: &Entry) {
        match group_of(entry) {
            Some(OTHER) => self.other = entry.at,
            Some(group) => {
                self.places.insert(group.to_owned(), entry.at);
            }
            None => self.vacant.push(entry.at),
        }
    }

    /// Makes the series of the rest, where there is none yet.
    pub(super) fn init(&mut self, words: &[AtomicU64]) -> Option<()> {
        if self.other == 0 {
            self.other = append(words, OTHER, OTHER.as_bytes())?;
        }
        Some(())
    }

    /// Counts one event. `others` reads what the other processes counted; it is asked when a group is
    /// met for the first time only.
    pub(super) fn count(
        &mut self,
        words: &[AtomicU64],
        group: GroupId,
        kind: impl FnOnce() -> Vec<u8>,
        now: u64,
        others: impl Fn() -> Vec<Entry>,
    ) -> Seen {
        let group = group.to_string();
        if let Some(&at) = self.places.get(&group) {
            touch(words, at, now);
            return Seen::default();
        }
        if now.saturating_sub(self.remembered_at) > REMEMBERED_FOR {
            self.remembered.clear();
            self.remembered_at = now;
        }
        if self.remembered.contains(&group) {
            touch(words, self.other, now);
            return Seen::default();
        }
        self.admit(words, group, &kind(), now, others)
    }

    fn admit(
        &mut self,
        words: &[AtomicU64],
        group: String,
        kind: &[u8],
        now: u64,
        others: impl Fn() -> Vec<Entry>,
    ) -> Seen {
        let before = others();
        let elsewhere: HashSet<&str> = groups_in(&before).map(|(g, _)| g).collect();
        let known = elsewhere.contains(group.as_str());
        let distinct =
            elsewhere.len() + self.places.keys().filter(|g| !elsewhere.contains(g.as_str())).count();
        let mut seen = Seen { new: !known, ..Seen::default() };
        if (known || distinct < GROUPS)
            && self.places.len() < GROUPS
            && let Some(at) = self.place(words, &group, kind)
        {
            touch(words, at, now);
            // The place is published before the others are read again: of two processes that meet a
            // group at one time at least one sees the other, and only the earlier counts it as new.
            seen.new = !groups_in(&others()).any(|(g, first)| g == group && first <= now);
            self.places.insert(group, at);
        } else if let Some(at) = self.evict(words, &group, kind, now) {
            seen.evicted = true;
            self.places.insert(group, at);
        } else {
            seen.overflowed = true;
            touch(words, self.other, now);
            if self.remembered.len() < REMEMBERED {
                self.remembered.insert(group);
            } else {
                // Too many to tell the new from the known: none counts as new.
                seen.new = false;
            }
        }
        seen
    }

    fn place(&mut self, words: &[AtomicU64], group: &str, kind: &[u8]) -> Option<usize> {
        match self.vacant.pop() {
            Some(at) => rename(words, at, group, kind).then_some(at),
            None => append(words, group, kind),
        }
    }

    /// Gives the place of the group that was idle longest to another, if it was idle for long enough.
    fn evict(&mut self, words: &[AtomicU64], group: &str, kind: &[u8], now: u64) -> Option<usize> {
        let last = |at: usize| words.get(at + 2).map_or(u64::MAX, |w| w.load(Ordering::Relaxed));
        let (idle, &at) = self.places.iter().min_by_key(|&(_, &at)| last(at))?;
        if now.saturating_sub(last(at)) < IDLE {
            return None;
        }
        let idle = idle.clone();
        if !rename(words, at, group, kind) {
            return None;
        }
        self.places.remove(&idle);
        touch(words, at, now);
        Some(at)
    }
}

/// Groups with a series of their own, and when each was first seen.
pub(super) fn groups_in(entries: &[Entry]) -> impl Iterator<Item = (&str, u64)> {
    entries
        .iter()
        .filter(|e| e.family == Family::ExceptionGroupEvents)
        .filter_map(|e| Some((group_of(e)?, *e.values.get(1)?)))
        .filter(|&(group, _)| group != OTHER)
}

/// The group of a record; `None` for one that nobody owns.
fn group_of(entry: &Entry) -> Option<&str> {
    let group = entry.key.split(|&b| b == 0).next()?;
    std::str::from_utf8(group).ok().filter(|g| !g.is_empty())
}

fn append(words: &[AtomicU64], group: &str, kind: &[u8]) -> Option<usize> {
    arena::append(words, Family::ExceptionGroupEvents, &[group.as_bytes(), kind].join(&0))
}

fn rename(words: &[AtomicU64], at: usize, group: &str, kind: &[u8]) -> bool {
    arena::replace(words, at, Family::ExceptionGroupEvents, &[group.as_bytes(), kind].join(&0))
}

fn touch(words: &[AtomicU64], at: usize, now: u64) {
    let [count, first, last] = [0, 1, 2].map(|i| words.get(at + i));
    let (Some(count), Some(first), Some(last)) = (count, first, last) else { return };
    count.fetch_add(1, Ordering::Relaxed);
    let _ = first.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
    last.fetch_max(now, Ordering::Relaxed);
}
