//! A syslog daemon as a destination: RFC 5424 or RFC 3164, over UDP, TCP or a Unix socket.
//!
//! Whoever logs never waits for the daemon: sockets are non-blocking, a connection that was lost is made anew by a
//! thread of its own, and what cannot be sent meanwhile waits in a bounded buffer. A line beyond that is lost and
//! counted. Only the first connection of a process is made while the caller waits, for [`FIRST`] at most, so
//! that the first lines of a worker are not late.

mod frame;
mod link;
#[cfg(test)]
mod tests;

pub use frame::{Dialect, Facility};

use super::{Stats, error_text};
use frame::Header;
use link::{Counts, Link};
use rustix::io::Errno;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use veilfold_core::{Level, Timestamp};

/// How long the first connection of a process may take.
const FIRST: Duration = Duration::from_millis(500);
/// How long the end of the process waits for lines that are still to be sent. A test's reader may be slow.
const LAST: Duration = Duration::from_secs(if cfg!(test) { 60 } else { 2 });

/// Where a daemon listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// Datagrams to a host and port.
    Udp(String, u16),
    /// A stream to a host and port.
    Tcp(String, u16),
    /// A socket in the file system, of datagrams or a stream.
    Unix(PathBuf),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Udp(host, port) => write!(f, "syslog udp://{host}:{port}"),
            Address::Tcp(host, port) => write!(f, "syslog tcp://{host}:{port}"),
            Address::Unix(path) => write!(f, "syslog unix:{}", path.display()),
        }
    }
}

/// A daemon, and how messages to it look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syslog {
    /// Where it listens.
    pub address: Address,
    /// The form of a message.
    pub dialect: Dialect,
    /// The facility of all messages.
    pub facility: Facility,
    /// The program's name in them.
    pub app: String,
}

/// A daemon in use.
#[derive(Debug)]
pub(super) struct Remote {
    pub(super) config: Syslog,
    header: Header,
    /// Behind two locks, so that a forked child can leave behind what a thread of its parent held.
    state: Mutex<Arc<Mutex<State>>>,
}

#[derive(Debug, Default)]
struct State {
    link: Link,
    stats: Stats,
    lost_now: u64,
}

impl Remote {
    pub(super) fn new(config: Syslog) -> Remote {
        let header = Header::new(&config);
        Remote { config, header, state: Mutex::default() }
    }

    /// Makes the first connection, so that it stands before the first line.
    pub(super) fn connect(&self) {
        self.with(|state| state.link.connect(&self.config.address));
    }

    /// Sends a line, or keeps it for later. False when it is lost.
    pub(super) fn write(&self, line: &[u8], level: Level, time: Timestamp) -> bool {
        let frame = self.header.frame(&self.config, line, level, time);
        self.with(|state| {
            let sent = state.link.send(&self.config.address, frame);
            let mut lost = Self::count(state);
            let mut why = state.link.trouble();
            if let Err(error) = sent {
                lost += 1;
                why = why.or_else(|| Some(error_text(error)));
            }
            self.settle(state, lost, why);
            sent.is_ok()
        })
    }

    /// Adds up what became of lines since the last time; returns how many are lost.
    fn count(state: &mut State) -> u64 {
        let Counts { lines, bytes, lost } = std::mem::take(&mut state.link.counts);
        state.stats.written = (state.stats.written + lines).saturating_sub(lost.after_sending);
        state.stats.bytes += bytes;
        lost.after_sending + lost.waiting
    }

    pub(super) fn stats(&self) -> Stats {
        self.with(|state| state.stats.clone())
    }

    /// Sends what waits, for a while, and lets go of the connection.
    pub(super) fn close(&self) {
        self.with(|state| {
            let left = state.link.close(&self.config.address, Instant::now() + LAST);
            let lost = Self::count(state) + left;
            let why = (lost > 0).then(|| error_text(Errno::NOTCONN));
            if why.is_some() {
                self.settle(state, lost, why);
            }
        });
    }

    /// In a forked child: a connection of its own, for two processes on one stream would mix their frames.
    pub(super) fn forked(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // Its locks and its thread are the parent's; the descriptor is only left open.
        std::mem::forget(std::mem::take(&mut *state));
    }

    /// Notes lines that are lost, and whether the daemon can be reached.
    fn settle(&self, state: &mut State, lost: u64, why: Option<String>) {
        state.stats.lost += lost;
        state.lost_now += lost;
        // A datagram that nobody took is told by the answer to the next one.
        let why = why.or_else(|| (lost > 0).then(|| error_text(Errno::CONNREFUSED)));
        let Some(why) = why else {
            if state.link.is_empty() && state.stats.failing.take().is_some() {
                let lost = std::mem::take(&mut state.lost_now);
                super::tell(
                    &self.config.address,
                    &format!("is reached again; records lost meanwhile: {lost}"),
                );
            }
            return;
        };
        if state.stats.failing.is_none() {
            let what = format!(
                "cannot be reached: {why}; what does not find room until it can is lost, and counted"
            );
            super::tell(&self.config.address, &what);
        }
        state.stats.failing = Some(why);
    }

    fn with<T>(&self, run: impl FnOnce(&mut State) -> T) -> T {
        let state = Arc::clone(&self.state.lock().unwrap_or_else(PoisonError::into_inner));
        let mut state: MutexGuard<'_, State> = state.lock().unwrap_or_else(PoisonError::into_inner);
        run(&mut state)
    }
}
