//! Records a minute over the last hour: what a sparkline shows.

use crate::record::Timestamp;

const MINUTE: i64 = 60_000_000_000;
/// Length of the ring.
const LENGTH: usize = 60;

/// A ring of counts, one a minute, that ends with the latest minute seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minutes {
    /// The minute of the newest count, since the epoch.
    newest: i64,
    /// Count of minute `m` at `m mod 60`.
    counts: [u32; LENGTH],
}

impl Default for Minutes {
    fn default() -> Minutes {
        Minutes { newest: i64::MIN, counts: [0; LENGTH] }
    }
}

impl Minutes {
    /// Adds `count` records at `at`. One that is an hour older than the newest is not in the ring.
    pub fn add(&mut self, at: Timestamp, count: u32) {
        self.add_minute(at.0.div_euclid(MINUTE), count);
    }

    fn add_minute(&mut self, minute: i64, count: u32) {
        self.advance(minute);
        if minute > self.newest - LENGTH as i64
            && let Some(slot) = self.counts.get_mut(index(minute))
        {
            *slot = slot.saturating_add(count);
        }
    }

    fn advance(&mut self, minute: i64) {
        if self.newest == i64::MIN {
            self.newest = minute;
        }
        let steps = minute.saturating_sub(self.newest).clamp(0, LENGTH as i64);
        for step in 0..steps {
            if let Some(slot) = self.counts.get_mut(index(minute - step)) {
                *slot = 0;
            }
        }
        self.newest = self.newest.max(minute);
    }

    /// The last `n` minutes (at most 60) up to the minute of `now`, oldest first.
    pub fn last(&self, n: usize, now: Timestamp) -> impl ExactSizeIterator<Item = u32> + use<'_> {
        let n = n.min(LENGTH);
        let end = now.0.div_euclid(MINUTE);
        (0..n).map(move |i| self.at(end - (n - 1 - i) as i64))
    }

    fn at(&self, minute: i64) -> u32 {
        let known = self.newest != i64::MIN && minute <= self.newest && minute > self.newest - LENGTH as i64;
        if known { self.counts.get(index(minute)).copied().unwrap_or(0) } else { 0 }
    }

    /// Adds the counts of another ring, minute by minute.
    pub(super) fn join(&mut self, other: &Minutes) {
        for (minute, count) in other.entries() {
            self.add_minute(minute, count);
        }
        if other.newest != i64::MIN {
            self.advance(other.newest);
        }
    }

    /// Minutes since the epoch and their counts, oldest first, without the empty ones.
    pub(super) fn entries(&self) -> impl Iterator<Item = (i64, u32)> + use<'_> {
        let newest = self.newest;
        (0..LENGTH as i64)
            .rev()
            .filter_map(move |back| newest.checked_sub(back))
            .map(|minute| (minute, self.at(minute)))
            .filter(|&(_, count)| count > 0)
    }

    pub(super) fn from_entries(entries: impl Iterator<Item = (i64, u32)>) -> Minutes {
        let mut ring = Minutes::default();
        for (minute, count) in entries {
            // A minute outside what nanoseconds can tell is not one we wrote.
            ring.add_minute(minute.clamp(i64::MIN / MINUTE, i64::MAX / MINUTE), count);
        }
        ring
    }
}

fn index(minute: i64) -> usize {
    minute.rem_euclid(LENGTH as i64) as usize
}
