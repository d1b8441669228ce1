//! At most one line a group in a window; the rest is counted, never lost.
//!
//! Every line says in `repeat_count` how many records it stands for (1 when absent), so that the sum over all lines is
//! the number of records. The first record of a group goes out at once. Those that follow within the window are held:
//! the last of them goes out when the window ends, with the count of all. No record waits longer than a window.
//!
//! ```
//! use veilfold_core::Timestamp;
//! use veilfold_core::group::dedup::{Decision, Dedup};
//! use veilfold_core::group::message;
//!
//! let mut dedup = Dedup::new(10_000_000_000, 1024);
//! let id = message::id(b"cannot reach <*>");
//! assert!(matches!(dedup.observe(id, Timestamp(0), || "first"), Decision::Emit { .. }));
//! assert_eq!(dedup.observe(id, Timestamp(1), || "second"), Decision::Hold);
//! assert_eq!(dedup.observe(id, Timestamp(2), || "third"), Decision::Hold);
//!
//! let repeat = dedup.due(Timestamp(10_000_000_000)).expect("the window has ended");
//! assert_eq!((repeat.line, repeat.repeat_count.get()), ("third", 2));
//! ```
//!
//! Time is an argument. A caller that holds lines must call [`Dedup::due`] by [`Dedup::next_due`], also when no record
//! comes, and [`Dedup::flush`] at the end.

use super::GroupId;
use crate::record::Timestamp;
use alloc::collections::{BTreeMap, VecDeque};
use core::num::NonZeroU64;

/// What to do with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Write it; the line stands for this many records.
    Emit {
        /// Itself and those that were held before it.
        repeat_count: NonZeroU64,
    },
    /// It is held and will come out of [`Dedup::due`].
    Hold,
}

/// A line whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat<T> {
    /// Its group.
    pub id: GroupId,
    /// The last record that was held.
    pub line: T,
    /// How many records it stands for.
    pub repeat_count: NonZeroU64,
}

#[derive(Clone, Debug)]
struct Window<T> {
    /// When it began: tells this window from an earlier one of the same group in the queue.
    start: i64,
    held: u64,
    line: Option<T>,
}

/// The windows of all groups that have a line in the last `window` nanoseconds. `T` is whatever a caller needs to
/// write a line later.
#[derive(Clone, Debug)]
pub struct Dedup<T> {
    window: i64,
    capacity: usize,
    now: i64,
    windows: BTreeMap<GroupId, Window<T>>,
    /// Windows by their start, the earliest first. All are equally long, so they end in this order.
    queue: VecDeque<(i64, GroupId)>,
}

impl<T> Dedup<T> {
    /// Windows of `window` nanoseconds for at most `capacity` groups at a time. What comes beyond is not held.
    pub fn new(window: i64, capacity: usize) -> Dedup<T> {
        Dedup {
            window: window.max(0),
            capacity,
            now: i64::MIN,
            windows: BTreeMap::new(),
            queue: VecDeque::new(),
        }
    }

    /// Decides on one record. `line` is made only when the record is held.
    ///
    /// `at` is the time of the record; one that is earlier than a record before it counts as simultaneous.
    pub fn observe(&mut self, id: GroupId, at: Timestamp, line: impl FnOnce() -> T) -> Decision {
        self.observe_many(id, at, NonZeroU64::MIN, line)
    }

    /// [`Dedup::observe`] for a line that stands for `records` records already: one that was counted upstream.
    pub fn observe_many(
        &mut self,
        id: GroupId,
        at: Timestamp,
        records: NonZeroU64,
        line: impl FnOnce() -> T,
    ) -> Decision {
        self.now = self.now.max(at.0);
        let (now, end) = (self.now, self.now.saturating_sub(self.window));
        if let Some(window) = self.windows.get_mut(&id) {
            if window.start > end {
                window.held = window.held.saturating_add(records.get());
                window.line = Some(line());
                return Decision::Hold;
            }
            let repeat_count = records.saturating_add(window.held);
            *window = Window { start: now, held: 0, line: None };
            self.queue.push_back((now, id));
            self.tidy();
            return Decision::Emit { repeat_count };
        }
        if self.window > 0 && self.make_room() {
            self.windows.insert(id, Window { start: now, held: 0, line: None });
            self.queue.push_back((now, id));
        }
        Decision::Emit { repeat_count: records }
    }

    /// The next held line whose window has ended at `now`; `None` when there is no more. A line that comes out starts a
    /// new window.
    pub fn due(&mut self, now: Timestamp) -> Option<Repeat<T>> {
        self.now = self.now.max(now.0);
        let end = self.now.saturating_sub(self.window);
        while let Some(&(start, id)) = self.queue.front()
            && start <= end
        {
            self.queue.pop_front();
            let Some(window) = self.windows.get_mut(&id).filter(|w| w.start == start) else { continue };
            let Some((line, repeat_count)) = window.line.take().zip(NonZeroU64::new(window.held)) else {
                self.windows.remove(&id);
                continue;
            };
            *window = Window { start: self.now, held: 0, line: None };
            self.queue.push_back((self.now, id));
            return Some(Repeat { id, line, repeat_count });
        }
        None
    }

    /// When [`Dedup::due`] has to be called next; `None` while nothing is held.
    pub fn next_due(&self) -> Option<Timestamp> {
        let held = |&(start, id): &(i64, GroupId)| {
            self.windows.get(&id).is_some_and(|w| w.start == start && w.held > 0)
        };
        self.queue
            .iter()
            .find(|entry| held(entry))
            .map(|&(start, _)| Timestamp(start.saturating_add(self.window)))
    }

    /// A held line, whether or not its window has ended; `None` when there is no more. For the end of the process.
    pub fn flush(&mut self) -> Option<Repeat<T>> {
        while let Some((start, id)) = self.queue.pop_front() {
            if self.windows.get(&id).is_none_or(|w| w.start != start) {
                continue;
            }
            if let Some(window) = self.windows.remove(&id)
                && let Some((line, repeat_count)) = window.line.zip(NonZeroU64::new(window.held))
            {
                return Some(Repeat { id, line, repeat_count });
            }
        }
        None
    }

    /// Drops queue entries of windows that were started anew, so that the queue stays as short as the table.
    fn tidy(&mut self) {
        while let Some(&(start, id)) = self.queue.front()
            && self.windows.get(&id).is_none_or(|w| w.start != start)
        {
            self.queue.pop_front();
        }
        if self.queue.len() > 2 * self.windows.len() + 16 {
            let windows = &self.windows;
            self.queue.retain(|(start, id)| windows.get(id).is_some_and(|w| w.start == *start));
        }
    }

    /// Forgets windows that have ended with nothing held. False when the table is full all the same.
    fn make_room(&mut self) -> bool {
        let end = self.now.saturating_sub(self.window);
        while self.windows.len() >= self.capacity {
            match self.queue.front().copied() {
                Some((start, id)) if start <= end => {
                    let current = self.windows.get(&id).filter(|w| w.start == start);
                    if current.is_some_and(|w| w.held > 0) {
                        return false;
                    }
                    if current.is_some() {
                        self.windows.remove(&id);
                    }
                    self.queue.pop_front();
                }
                _ => return false,
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::fingerprint::Kind;
    use proptest::prelude::*;
    use std::vec::Vec;

    const SECOND: i64 = 1_000_000_000;

    fn group(hash: u64) -> GroupId {
        GroupId { kind: Kind::Message, hash }
    }

    fn emitted(repeat_count: u64) -> Decision {
        Decision::Emit { repeat_count: NonZeroU64::new(repeat_count).expect("not zero") }
    }

    #[test]
    fn the_first_goes_out_and_the_rest_is_counted() {
        let mut dedup = Dedup::new(10 * SECOND, 100);
        assert_eq!(dedup.observe(group(1), Timestamp(0), || "a"), emitted(1));
        assert_eq!(dedup.next_due(), None);
        assert_eq!(dedup.observe(group(1), Timestamp(SECOND), || "b"), Decision::Hold);
        assert_eq!(dedup.observe(group(1), Timestamp(2 * SECOND), || "c"), Decision::Hold);
        assert_eq!(dedup.observe(group(2), Timestamp(2 * SECOND), || "x"), emitted(1));
        assert_eq!(dedup.next_due(), Some(Timestamp(10 * SECOND)));
        assert_eq!(dedup.due(Timestamp(10 * SECOND - 1)), None);
        let repeat = dedup.due(Timestamp(10 * SECOND)).expect("due");
        assert_eq!((repeat.id, repeat.line, repeat.repeat_count.get()), (group(1), "c", 2));
        assert_eq!(dedup.due(Timestamp(10 * SECOND)), None);
        // The line that came out began a window.
        assert_eq!(dedup.observe(group(1), Timestamp(19 * SECOND), || "d"), Decision::Hold);
        assert_eq!(dedup.observe(group(1), Timestamp(20 * SECOND), || "e"), emitted(2));
    }

    #[test]
    fn lines_that_were_counted_upstream_keep_their_count() {
        let mut dedup = Dedup::new(10 * SECOND, 100);
        let five = NonZeroU64::new(5).expect("not zero");
        assert_eq!(dedup.observe_many(group(1), Timestamp(0), five, || "a"), emitted(5));
        assert_eq!(dedup.observe_many(group(1), Timestamp(1), five, || "b"), Decision::Hold);
        assert_eq!(dedup.observe(group(1), Timestamp(2), || "c"), Decision::Hold);
        assert_eq!(dedup.flush().map(|r| (r.line, r.repeat_count.get())), Some(("c", 6)));
    }

    #[test]
    fn a_clock_that_steps_back_holds_nothing_longer() {
        let mut dedup = Dedup::new(10 * SECOND, 100);
        dedup.observe(group(1), Timestamp(100 * SECOND), || 0);
        assert_eq!(dedup.observe(group(1), Timestamp(0), || 1), Decision::Hold);
        assert_eq!(dedup.next_due(), Some(Timestamp(110 * SECOND)));
    }

    #[test]
    fn no_window_and_no_room_mean_no_holding() {
        let mut off = Dedup::new(0, 100);
        let mut full = Dedup::new(10 * SECOND, 1);
        full.observe(group(0), Timestamp(0), || ());
        for _ in 0..3 {
            assert_eq!(off.observe(group(1), Timestamp(5), || ()), emitted(1));
            assert_eq!(full.observe(group(1), Timestamp(5), || ()), emitted(1));
        }
    }

    #[test]
    fn ten_thousand_unique_groups_a_window_stay_within_capacity() {
        let mut dedup = Dedup::new(SECOND, 64);
        for n in 0..200_000_u64 {
            dedup.observe(group(n), Timestamp(n as i64 * 100_000), || ());
            assert!(dedup.windows.len() <= 64 && dedup.queue.len() <= 2 * 64 + 16);
        }
    }

    proptest! {
        /// Whatever comes when: sums are exact, lines of a group are a window apart, nothing waits longer than that.
        #[test]
        fn sums_are_exact_and_lines_are_rare(
            records in prop::collection::vec((0_u64..4, 0_i64..5 * SECOND), 0..200),
            capacity in 4_usize..8,
        ) {
            let window = 10 * SECOND;
            let mut dedup = Dedup::new(window, capacity);
            let mut now = 0;
            let mut lines: Vec<(u64, i64, u64)> = Vec::new();
            let mut waits = Vec::new();
            for &(hash, step) in &records {
                // The timer of the caller: fires at every moment that next_due names.
                while let Some(at) = dedup.next_due().filter(|t| t.0 <= now + step) {
                    while let Some(repeat) = dedup.due(at) {
                        waits.push(at.0 - repeat.line);
                        lines.push((repeat.id.hash, at.0, repeat.repeat_count.get()));
                    }
                }
                now += step;
                if let Decision::Emit { repeat_count } = dedup.observe(group(hash), Timestamp(now), || now) {
                    lines.push((hash, now, repeat_count.get()));
                }
            }
            for hash in 0..4 {
                let of_group: Vec<i64> = lines.iter().filter(|l| l.0 == hash).map(|l| l.1).collect();
                prop_assert!(of_group.windows(2).all(|w| w[1] - w[0] >= window), "{:?}", of_group);
            }
            prop_assert!(waits.iter().all(|&w| w <= window));
            while let Some(repeat) = dedup.flush() {
                lines.push((repeat.id.hash, now, repeat.repeat_count.get()));
            }
            prop_assert_eq!(lines.iter().map(|l| l.2).sum::<u64>(), records.len() as u64);
        }
    }
}
