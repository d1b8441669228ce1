//! At most one line a group in a window, with the clock and the thread that [`Dedup`] asks its caller for.
//!
//! Time is that of the records, and goes on with the machine's clock while none comes: a file of yesterday is
//! thinned out as it was written, and no line of a quiet program waits longer than a window. A thread runs only
//! while a line is held.
//!
//! Nothing is written under the lock, so a writer may wait for another lock (Python's GIL) that a caller of
//! [`Repeats::pass`] holds. A child of a fork has no such thread and may inherit a taken lock: it makes new
//! [`Repeats`] and drops none of the old ones.

use std::fmt;
use std::num::NonZeroU64;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use veilfold_core::Timestamp;
use veilfold_core::group::GroupId;
use veilfold_core::group::dedup::{Decision, Dedup, Repeat};

/// Groups that have a window at a time; the records of others are written as they come.
const CAPACITY: usize = 4096;
/// How long [`Repeats::flush`] waits for a line that the thread is writing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Windows, and the thread that writes what was held when they end.
pub struct Repeats<T: Send + 'static> {
    window: Duration,
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    write: Box<dyn Fn(Repeat<T>) + Send + Sync>,
}

struct State<T> {
    dedup: Dedup<T>,
    /// The latest time of a record, and when that was by this machine's clock.
    seen: Option<(Timestamp, Instant)>,
    /// Whether the thread is there, and whether it is writing.
    running: bool,
    writing: bool,
}

impl<T: Send + 'static> fmt::Debug for Repeats<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Repeats")
    }
}

impl<T: Send + 'static> Repeats<T> {
    /// Windows of this length. `write` gets each line whose window has ended, on a thread of ours or in
    /// [`Repeats::flush`].
    pub fn new(window: Duration, write: impl Fn(Repeat<T>) + Send + Sync + 'static) -> Repeats<T> {
        let nanos = i64::try_from(window.as_nanos()).unwrap_or(i64::MAX);
        let state = State { dedup: Dedup::new(nanos, CAPACITY), seen: None, running: false, writing: false };
        Repeats {
            window,
            shared: Arc::new(Shared {
                state: Mutex::new(state),
                changed: Condvar::new(),
                write: Box::new(write),
            }),
        }
    }

    /// Their length.
    pub fn window(&self) -> Duration {
        self.window
    }

    /// Decides on a line that stands for `records` records of a group. `at` is its time, now where it tells none. When
    /// it is held, `line` is what will be written later.
    pub fn pass(
        &self,
        id: GroupId,
        at: Option<Timestamp>,
        records: NonZeroU64,
        line: impl FnOnce() -> T,
    ) -> Decision {
        let mut state = self.shared.lock();
        let at = at.unwrap_or_else(|| state.now().unwrap_or(Timestamp(0)));
        if state.seen.is_none_or(|_| state.now().is_none_or(|now| now < at)) {
            state.seen = Some((at, Instant::now()));
        }
        let decision = state.dedup.observe_many(id, at, records, line);
        if decision == Decision::Hold {
            if state.running {
                self.shared.changed.notify_all();
            } else {
                let shared = Arc::clone(&self.shared);
                let thread = thread::Builder::new().name("veilfold-repeats".into());
                // Without a thread, what is held comes out with the next record of its group or at the end.
                state.running = thread.spawn(move || shared.run()).is_ok();
            }
        }
        decision
    }

    /// Writes everything that is held, and waits for what is being written.
    pub fn flush(&self) {
        let mut state = self.shared.lock();
        loop {
            while let Some(repeat) = state.dedup.flush() {
                drop(state);
                (self.shared.write)(repeat);
                state = self.shared.lock();
            }
            if !state.writing {
                break;
            }
            let waited = self.shared.changed.wait_timeout(state, PATIENCE);
            let (after, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            state = after;
            if timeout.timed_out() {
                break;
            }
        }
        drop(state);
        // The thread has nothing to wait for any more.
        self.shared.changed.notify_all();
    }
}

impl<T: Send + 'static> Drop for Repeats<T> {
    fn drop(&mut self) {
        self.flush();
    }
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The thread: sleeps until a window ends, writes, and ends when nothing is held.
    fn run(&self) {
        let mut state = self.lock();
        loop {
            let now = state.now().unwrap_or(Timestamp(0));
            if let Some(repeat) = state.dedup.due(now) {
                state.writing = true;
                drop(state);
                (self.write)(repeat);
                state = self.lock();
                state.writing = false;
                self.changed.notify_all();
                continue;
            }
            let Some(next) = state.dedup.next_due() else {
                state.running = false;
                return;
            };
            let wait = u64::try_from(next.0.saturating_sub(now.0)).unwrap_or_default().max(1);
            let waited = self.changed.wait_timeout(state, Duration::from_nanos(wait));
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl<T> State<T> {
    /// Now, by the clock of the records.
    fn now(&self) -> Option<Timestamp> {
        let (at, since) = self.seen?;
        let passed = i64::try_from(since.elapsed().as_nanos()).unwrap_or(i64::MAX);
        Some(Timestamp(at.0.saturating_add(passed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use veilfold_core::group::fingerprint::Kind;

    const SECOND: i64 = 1_000_000_000;
    const LONG: Duration = Duration::from_mins(1);

    fn group(hash: u64) -> GroupId {
        GroupId { kind: Kind::Message, hash }
    }

    fn emits(decision: Decision) -> Option<u64> {
        match decision {
            Decision::Emit { repeat_count } => Some(repeat_count.get()),
            Decision::Hold => None,
        }
    }

    #[test]
    fn a_held_line_comes_out_while_no_record_comes() {
        let (sender, lines) = mpsc::channel();
        // Long enough that no machine is too slow to log thrice within it.
        let repeats = Repeats::new(Duration::from_secs(2), move |repeat: Repeat<&str>| {
            let _ = sender.send((repeat.line, repeat.repeat_count.get()));
        });
        let pass = |line| emits(repeats.pass(group(1), None, NonZeroU64::MIN, || line));
        assert_eq!([pass("a"), pass("b"), pass("c")], [Some(1), None, None]);
        assert_eq!(lines.recv_timeout(LONG), Ok(("c", 2)));
        // The thread has ended, or will: a new hold finds one all the same.
        assert_eq!(pass("d"), None);
        assert_eq!(lines.recv_timeout(LONG), Ok(("d", 1)));
    }

    #[test]
    fn the_records_clock_counts_and_the_end_loses_nothing() {
        let (sender, lines) = mpsc::channel();
        let repeats = Repeats::new(Duration::from_hours(1), move |repeat: Repeat<i64>| {
            let _ = sender.send((repeat.id.hash, repeat.repeat_count.get()));
        });
        let mut sum = 0;
        for n in 0..10_i64 {
            for hash in 1..=3 {
                let at = Some(Timestamp(n * 1_000 * SECOND));
                sum += emits(repeats.pass(group(hash), at, NonZeroU64::MIN, || n)).unwrap_or_default();
            }
        }
        // 0, 4000 and 8000 seconds begin windows.
        assert_eq!(sum, 3 * 9, "each stands for those before it");
        drop(repeats);
        let held: Vec<_> = lines.iter().collect();
        assert_eq!(held, [(1, 1), (2, 1), (3, 1)]);
    }

    #[test]
    fn threads_lose_no_record() {
        let (sender, lines) = mpsc::channel();
        let repeats = Arc::new(Repeats::new(Duration::from_millis(2), move |repeat: Repeat<()>| {
            let _ = sender.send(repeat.repeat_count.get());
        }));
        let writers: Vec<_> = (0..4)
            .map(|_| {
                let repeats = Arc::clone(&repeats);
                thread::spawn(move || {
                    let pass = |n| emits(repeats.pass(group(n % 3), None, NonZeroU64::MIN, || ()));
                    (0..2_000_u64).filter_map(pass).sum::<u64>()
                })
            })
            .collect();
        let direct: u64 = writers.into_iter().map(|w| w.join().expect("a writer")).sum();
        drop(repeats);
        // The thread may hold the last reference to the channel for a moment: this waits until it lets go.
        let held: u64 = lines.iter().sum();
        assert_eq!(direct + held, 8_000);
    }
}
