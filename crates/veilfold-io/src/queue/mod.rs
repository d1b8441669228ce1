//! A bounded queue between the callers and their sinks: a caller pays for a copy of its line, a thread of
//! the queue pays for `write(2)`.
//!
//! Lines in the queue are finished and redacted; nothing in it refers to the application's objects. The
//! thread needs nobody's lock, so it goes on when the caller's runtime has shut down.
//!
//! # Waking
//!
//! Waking a thread is a system call, which costs the caller more than all the rest. So the thread dozes:
//! it looks every `DOZE` while lines come, and sleeps only after a second without any. An important
//! line, or a queue that is half full, wakes it at once.
//!
//! # Fork
//!
//! [`Queue::pause`] before, [`Queue::resume`] in the parent, [`Queue::renewed`] in the child. What waits
//! in the queue belongs to the parent. A child never touches the parent's mutex, which a thread that did
//! not come along may hold.

mod depth;
#[cfg(test)]
mod tests;
mod worker;

pub use depth::{Depth, Waiting};

use crate::sink::{Notice, Sink};
use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use veilfold_core::{Level, Timestamp};

/// How long a line that is not important may wait before the thread looks.
const DOZE: Duration = Duration::from_millis(10);
/// How often the thread dozes in vain before it sleeps.
const DOZES: u32 = 100;
/// How long a caller waits for room at a time.
const LOOK_UP: Duration = Duration::from_millis(200);
/// How long a fork waits for the write that is under way.
const QUIESCE: Duration = Duration::from_secs(1);

/// What happens to a line for which there is no room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overflow {
    /// The caller waits.
    #[default]
    Block,
    /// The oldest line that is not important makes room.
    DropOldest,
    /// The line is dropped, unless it is important: then the caller waits.
    DropNewest,
}

impl Overflow {
    /// The policy of a name: `block`, `drop_oldest` or `drop_newest`.
    pub fn from_name(name: &str) -> Option<Overflow> {
        Some(match name {
            "block" => Overflow::Block,
            "drop_oldest" => Overflow::DropOldest,
            "drop_newest" => Overflow::DropNewest,
            _ => return None,
        })
    }
}

/// A finished line on its way to some of the queue's sinks.
#[derive(Clone, Debug)]
pub struct Line {
    /// The line, with its end.
    pub bytes: Vec<u8>,
    /// The record's level.
    pub level: Level,
    /// The record's time.
    pub time: Timestamp,
    /// The sinks by number, a bit each.
    pub sinks: u64,
    /// Never dropped for want of room: ERROR and above.
    pub important: bool,
}

/// What the queue asks of its owner, from its own thread.
pub trait Owner: Send + Sync {
    /// The line that says that `lines` were dropped.
    fn dropped(&self, lines: u64, time: Timestamp) -> Line;
    /// The line that says what happened to old files.
    fn notice(&self, notice: &Notice, time: Timestamp) -> Vec<u8>;
    /// A line was written, or not.
    fn wrote(&self, sink: &Sink, bytes: usize, written: bool);
    /// A line was dropped.
    fn lost(&self);
}

/// What became of a line.
#[derive(Debug)]
pub enum Pushed {
    /// It waits for its turn.
    Queued,
    /// There was no room; it is counted.
    Dropped,
    /// The queue is closed: the line is the caller's.
    Closed(Line),
}

/// A queue and its thread.
pub struct Queue {
    shared: Arc<Shared>,
}

struct Shared {
    sinks: Vec<Arc<Sink>>,
    capacity: usize,
    overflow: Overflow,
    owner: Arc<dyn Owner>,
    state: Mutex<State>,
    /// Something for the thread to do.
    work: Condvar,
    /// Something is written: there is room, or nothing left.
    progress: Condvar,
    /// The thread, if there is one, has no sink in use. Changed with the state's lock held; read without it
    /// by a child that does not know who holds that.
    parked: AtomicBool,
    /// Lines dropped, by sink.
    dropped: Vec<AtomicU64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Thread {
    #[default]
    None,
    /// At work, or it will look within [`DOZE`].
    Awake,
    /// It waits to be woken.
    Asleep,
}

#[derive(Default)]
struct State {
    lines: VecDeque<Line>,
    /// Lines that the thread has taken and not yet written.
    writing: usize,
    thread: Thread,
    paused: bool,
    closed: bool,
    /// Dropped since the log itself was told.
    untold: u64,
    /// When the latest was dropped.
    untold_time: Timestamp,
}

impl Queue {
    /// A queue of at most `capacity` lines before `sinks`, of which there are at most 64. Its thread starts
    /// with the first line.
    pub fn new(sinks: Vec<Arc<Sink>>, capacity: usize, overflow: Overflow, owner: Arc<dyn Owner>) -> Queue {
        let dropped = sinks.iter().map(|_| AtomicU64::new(0)).collect();
        Queue {
            shared: Arc::new(Shared {
                sinks,
                capacity: capacity.max(1),
                overflow,
                owner,
                state: Mutex::default(),
                work: Condvar::new(),
                progress: Condvar::new(),
                parked: AtomicBool::new(true),
                dropped,
            }),
        }
    }

    /// Hands a line over. Where the caller must wait for room, it does so inside `wait`, which must run the
    /// closure that it is given exactly once and may release the caller's lock around it. It is called
    /// several times a second, so that the caller can look up, and says whether to go on waiting; if not,
    /// the line is taken beyond the queue's bound, for it must not be lost.
    pub fn push(&self, line: Line, mut wait: impl FnMut(&mut (dyn FnMut() + Send)) -> bool) -> Pushed {
        let shared = &*self.shared;
        let mut state = shared.state();
        if state.closed || !self.started(&mut state) {
            return Pushed::Closed(line);
        }
        if state.lines.len() >= shared.capacity {
            match shared.overflow {
                Overflow::DropNewest if !line.important => {
                    shared.drop_line(&mut state, &line);
                    return Pushed::Dropped;
                }
                Overflow::DropOldest => {
                    if let Some(at) = state.lines.iter().position(|line| !line.important) {
                        if let Some(old) = state.lines.remove(at) {
                            shared.drop_line(&mut state, &old);
                        }
                    } else if !line.important {
                        shared.drop_line(&mut state, &line);
                        return Pushed::Dropped;
                    }
                }
                Overflow::Block | Overflow::DropNewest => {}
            }
        }
        if state.lines.len() < shared.capacity {
            shared.accept(&mut state, line);
            return Pushed::Queued;
        }
        shared.wake(&mut state);
        drop(state);
        let mut line = Some(line);
        let mut patient = true;
        loop {
            patient &= wait(&mut || {
                let mut state = shared.state();
                if patient && state.lines.len() >= shared.capacity && !state.closed {
                    state = shared.wait_for_progress(state, LOOK_UP);
                }
                if (state.lines.len() < shared.capacity || !patient)
                    && !state.closed
                    && let Some(line) = line.take()
                {
                    shared.accept(&mut state, line);
                }
            });
            match line {
                None => return Pushed::Queued,
                Some(line) if shared.state().closed => return Pushed::Closed(line),
                Some(_) => {}
            }
        }
    }

    /// Waits until everything is written that was handed over, for `patience` at most.
    pub fn flush(&self, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        let mut state = self.shared.state();
        while state.thread != Thread::None
            && (state.writing > 0 || state.untold > 0 || !state.lines.is_empty())
        {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            self.shared.wake(&mut state);
            state = self.shared.wait_for_progress(state, left);
        }
        true
    }

    /// Writes what is left, for `patience` at most, and ends the thread. What was not written by then is
    /// lost; the number is returned.
    pub fn close(&self, patience: Duration) -> u64 {
        let drained = self.flush(patience);
        let mut state = self.shared.state();
        state.closed = true;
        let mut lost = 0;
        if !drained {
            let left: Vec<Line> = state.lines.drain(..).collect();
            lost = left.len() as u64;
            for line in &left {
                self.shared.count_lost(line);
            }
        }
        self.shared.wake(&mut state);
        self.shared.progress.notify_all();
        lost
    }

    /// Lines dropped of the sink with this number.
    pub fn dropped(&self, sink: usize) -> u64 {
        self.shared.dropped.get(sink).map_or(0, |count| count.load(Ordering::Relaxed))
    }

    /// Before a fork: lets the write that is under way end, and starts no other.
    pub fn pause(&self) {
        let end = Instant::now() + QUIESCE;
        let mut state = self.shared.state();
        state.paused = true;
        while state.thread != Thread::None && !self.shared.parked.load(Ordering::Acquire) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            self.shared.wake(&mut state);
            state = self.shared.wait_for_progress(state, left);
        }
    }

    /// In the parent, after a fork.
    pub fn resume(&self) {
        let mut state = self.shared.state();
        state.paused = false;
        self.shared.wake(&mut state);
        self.shared.work.notify_all();
    }

    /// In a forked child: an empty queue like this one, which is to be left alone from now on, undropped.
    /// Sinks that the parent's thread was writing to are made anew.
    #[must_use]
    pub fn renewed(&self) -> Queue {
        let old = &*self.shared;
        let sinks = if old.parked.load(Ordering::Acquire) {
            old.sinks.clone()
        } else {
            old.sinks.iter().map(|sink| Arc::new(sink.renewed())).collect()
        };
        Queue::new(sinks, old.capacity, old.overflow, Arc::clone(&old.owner))
    }

    /// A look at how much waits, for as long as the queue lives.
    pub fn depth(&self) -> Depth {
        Depth::of(&self.shared)
    }

    /// The queue's sinks, by number.
    pub fn sinks(&self) -> &[Arc<Sink>] {
        &self.shared.sinks
    }

    /// Starts the thread, where there is none. Without it (a limit of the system) there is no queue.
    fn started(&self, state: &mut State) -> bool {
        if state.thread == Thread::None {
            let shared = Arc::clone(&self.shared);
            let work = move || worker::run(&shared);
            if std::thread::Builder::new().name("veilfold-queue".to_owned()).spawn(work).is_ok() {
                state.thread = Thread::Awake;
            }
        }
        state.thread != Thread::None
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accept(&self, state: &mut State, line: Line) {
        let urgent = line.important || state.lines.len() >= self.capacity / 2;
        state.lines.push_back(line);
        if urgent || state.thread == Thread::Asleep {
            self.wake(state);
        }
    }

    /// Wakes the thread, if it is not awake already.
    fn wake(&self, state: &mut State) {
        if state.thread == Thread::Asleep {
            state.thread = Thread::Awake;
        }
        if state.writing == 0 {
            self.work.notify_one();
        }
    }

    fn drop_line(&self, state: &mut State, line: &Line) {
        state.untold += 1;
        state.untold_time = line.time;
        self.count_lost(line);
    }

    fn count_lost(&self, line: &Line) {
        for (sink, count) in self.dropped.iter().enumerate() {
            count.fetch_add(line.sinks >> sink & 1, Ordering::Relaxed);
        }
        self.owner.lost();
    }

    fn wait_for_progress<'s>(&self, state: MutexGuard<'s, State>, left: Duration) -> MutexGuard<'s, State> {
        self.progress.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Drop for Queue {
    /// The thread writes what is left and ends by itself.
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.closed = true;
        self.shared.wake(&mut state);
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue")
            .field("sinks", &self.shared.sinks)
            .field("capacity", &self.shared.capacity)
            .field("overflow", &self.shared.overflow)
            .finish_non_exhaustive()
    }
}
