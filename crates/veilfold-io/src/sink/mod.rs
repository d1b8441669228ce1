//! Where lines go: standard output, standard error, a file, or a syslog daemon.
//!
//! One line is one `write(2)` on a descriptor opened with `O_APPEND`, so several processes share a
//! file without tearing lines, and a line that was accepted survives `SIGKILL`.
//!
//! A sink never fails its caller. A line that cannot be written is counted as lost, standard error
//! says so once, and once more when lines get through again.
//!
//! # Locks and fork
//!
//! The state is behind a mutex that is held across `write(2)` only for regular files, which answer
//! at once; for pipes, terminals and sockets the mutex is free while the kernel makes us wait, and
//! the caller may give up its own lock (Python's GIL) meanwhile. A caller that holds one lock around
//! [`Sink::write`] (again the GIL) can therefore fork at any time: no other thread can own the mutex
//! at that moment, so the child never inherits a locked one.
//!
//! A pipe takes more than 4,096 bytes (`PIPE_BUF`) in parts, so threads take turns there by a second
//! lock, which a waiting thread may own while another one forks: the child calls
//! [`Sink::forked`] to get a fresh one.

mod descriptor;
mod file;
mod keeping;
mod options;
mod rotation;
mod syslog;
mod target;
#[cfg(test)]
mod tests;

pub use keeping::{FileState, Notice};
pub use options::{FileOptions, Keeping};
pub use syslog::{Address, Dialect, Facility, Syslog};
pub use target::OpenError;

use crate::metrics::Metrics;
use descriptor::{Descriptor, write_all};
use keeping::Notices;
use rustix::fd::AsFd;
use rustix::io::Errno;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use syslog::Remote;
use target::{Opened, Target};
use veilfold_core::{Level, Timestamp};

/// How often a file is looked up by its path again, and how often opening is tried again, in
/// nanoseconds: once a second by the records' own clock.
const LOOK_AGAIN: i64 = 1_000_000_000;

/// What became of the lines of a [`Sink`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Lines written whole.
    pub written: u64,
    /// Bytes of those lines.
    pub bytes: u64,
    /// Lines that did not get out, or went into a file that somebody had deleted.
    pub lost: u64,
    /// The error of the latest lost line; `None` while all is well.
    pub failing: Option<String>,
    /// How often this process has put the file aside.
    pub rotations: u64,
    /// Why the file could not be put aside the last time; `None` while all is well.
    pub rotation_failing: Option<String>,
}

/// A destination for lines.
///
/// ```
/// use veilfold_core::{Level, Timestamp};
/// use veilfold_io::sink::Sink;
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("app.log");
/// let sink = Sink::file(&path)?;
/// assert!(sink.write(b"one line\n", Level::Info, Timestamp(0), |write| write()));
/// assert_eq!(std::fs::read(&path)?, b"one line\n");
/// assert_eq!(sink.stats().written, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Sink {
    target: Target,
    options: FileOptions,
    state: Mutex<State>,
    /// Somebody has put a notice.
    noticed: Arc<AtomicBool>,
    metrics: Option<Arc<Metrics>>,
}

#[derive(Debug, Default)]
struct State {
    opened: Option<Opened>,
    /// When to look at the path again.
    next_look: i64,
    /// Bytes in the file: at the last look, and what this process wrote since.
    size: u64,
    /// The size at which to look again.
    look_size: u64,
    /// The day of the file's lines, counted from the epoch; without an end where days do not matter.
    day: i64,
    /// Rotation failed: no new try before this time.
    rest_until: i64,
    /// When to look through the old files again.
    next_keep: i64,
    /// Once more soon, since a file was put aside.
    keep_soon: bool,
    /// The last line was cut by an error: the next one starts with a line end.
    torn: bool,
    /// Lines written since the file was last known to have a name.
    since_look: u64,
    /// Lines lost since all was well.
    lost_now: u64,
    /// Whose turn it is on a pipe.
    turn: Arc<Mutex<()>>,
    notices: Arc<Notices>,
    stats: Stats,
}

impl Sink {
    /// Descriptor 1, whatever it is connected to when a line is written.
    pub fn stdout() -> Sink {
        Sink::on(Target::Stdout)
    }

    /// Descriptor 2.
    pub fn stderr() -> Sink {
        Sink::on(Target::Stderr)
    }

    /// A file, opened now; it and its directory are created where missing (modes 0640 and 0750, less
    /// the process's umask).
    ///
    /// # Errors
    ///
    /// The file cannot be opened for appending.
    pub fn file(path: impl Into<PathBuf>) -> Result<Sink, OpenError> {
        Sink::file_with(path, FileOptions::default())
    }

    /// A file as [`Sink::file`], with rotation, retention and modes.
    ///
    /// # Errors
    ///
    /// The file cannot be opened for appending.
    pub fn file_with(path: impl Into<PathBuf>, options: FileOptions) -> Result<Sink, OpenError> {
        let path = path.into();
        let opened = file::open(&path, &options)?;
        let torn = file::ends_torn(&path);
        let sink = Sink { options, ..Sink::on(Target::File(path)) };
        let mut state = sink.state();
        state.torn = torn;
        // Before all records, whose times say what the day is.
        sink.adopt(opened, &mut state, i64::MAX);
        drop(state);
        Ok(sink)
    }

    /// A syslog daemon. It need not be there yet: what cannot be sent waits, and is lost and counted beyond a bound.
    pub fn syslog(config: Syslog) -> Sink {
        let remote = Remote::new(config);
        remote.connect();
        Sink::on(Target::Syslog(Box::new(remote)))
    }

    /// The same, with what happens to its files counted.
    #[must_use]
    pub fn counted(self, metrics: Arc<Metrics>) -> Sink {
        Sink { metrics: Some(metrics), ..self }
    }

    fn on(target: Target) -> Sink {
        let noticed = Arc::default();
        let state = State { notices: Notices::told_by(&noticed), ..State::default() };
        Sink { target, options: FileOptions::default(), state: Mutex::new(state), noticed, metrics: None }
    }

    /// The file's path; `None` for what is none.
    pub fn path(&self) -> Option<&Path> {
        match &self.target {
            Target::File(path) => Some(path),
            Target::Stdout | Target::Stderr | Target::Syslog(_) => None,
        }
    }

    /// Counts so far.
    pub fn stats(&self) -> Stats {
        self.remote().map_or_else(|| self.state().stats.clone(), Remote::stats)
    }

    /// The file by its real path, with what lies beside it; `None` for what is none.
    pub fn look_around(&self) -> Option<(PathBuf, FileState)> {
        let path = self.path()?;
        FileState::of(path, &self.options.keeping)
    }

    /// What kind of place it is, for the counters.
    pub fn kind(&self) -> &'static str {
        match self.target {
            Target::Stdout | Target::Stderr => "console",
            Target::File(_) => "file",
            Target::Syslog(_) => "syslog",
        }
    }

    fn remote(&self) -> Option<&Remote> {
        match &self.target {
            Target::Syslog(remote) => Some(remote),
            _ => None,
        }
    }

    /// Writes one line, which ends with `\n`. `now` is the record's own time: it paces the look at
    /// the path, so that a file needs no clock. Returns whether the line is out, or on its way to a daemon.
    ///
    /// Where the kernel may make us wait (a pipe, a terminal), the write happens inside `wait`, which
    /// must run the closure it is given exactly once and may release the caller's lock around it.
    pub fn write(
        &self,
        line: &[u8],
        level: Level,
        now: Timestamp,
        wait: impl FnOnce(&mut (dyn FnMut() + Send)),
    ) -> bool {
        if let Some(remote) = self.remote() {
            return remote.write(line, level, now);
        }
        let mut state = self.state();
        if let Target::File(path) = &self.target
            && let Err(error) = self.bring_up(path, &mut state, now.0, line.len())
        {
            return self.settle(&mut state, line, Err((error, 0)));
        }
        let mended: Vec<u8>;
        let bytes = if state.torn {
            mended = [b"\n", line].concat();
            &mended[..]
        } else {
            line
        };
        let descriptor = match (&self.target, &state.opened) {
            (Target::Stderr, _) => &Descriptor::Stderr,
            (_, Some(opened)) => &opened.descriptor,
            (_, None) => &Descriptor::Stdout,
        };
        // What waits for the disk must not hold up others.
        let sync = self.options.sync && matches!(descriptor, Descriptor::Regular(_));
        if matches!(descriptor, Descriptor::Regular(_) | Descriptor::Null(_)) && !sync {
            let result = write_all(descriptor.as_fd(), bytes);
            return self.settle(&mut state, line, result);
        }
        let (descriptor, turn) = (descriptor.clone(), Arc::clone(&state.turn));
        drop(state);
        let mut result = Ok(());
        wait(&mut || {
            let _mine = turn.lock().unwrap_or_else(PoisonError::into_inner);
            result = write_all(descriptor.as_fd(), bytes);
            if sync && result.is_ok() {
                result = rustix::fs::fdatasync(descriptor.as_fd()).map_err(|error| (error, 0));
            }
        });
        self.settle(&mut self.state(), line, result)
    }

    /// What happened to old files since the last call, for the log itself. Costs one load where that is nothing.
    pub fn notices(&self) -> Vec<Notice> {
        if self.noticed.load(Ordering::Acquire) { self.state().notices.take() } else { Vec::new() }
    }

    /// Closes the file, if it is one; the next line opens it again.
    pub fn close(&self) {
        if let Some(remote) = self.remote() {
            return remote.close();
        }
        let mut state = self.state();
        state.opened = None;
        state.next_look = 0;
        state.since_look = 0;
    }

    /// A sink to the same place, with nothing open: for a forked child, when a thread that did not come
    /// along may have been writing. Counts start anew.
    #[must_use]
    pub fn renewed(&self) -> Sink {
        let target = match &self.target {
            Target::Stdout => Target::Stdout,
            Target::Stderr => Target::Stderr,
            Target::File(path) => Target::File(path.clone()),
            Target::Syslog(remote) => Target::Syslog(Box::new(Remote::new(remote.config.clone()))),
        };
        Sink { options: self.options.clone(), metrics: self.metrics.clone(), ..Sink::on(target) }
    }

    /// To be called in a child process after fork, before its first write.
    pub fn forked(&self) {
        if let Some(remote) = self.remote() {
            remote.forked();
        }
        let mut state = self.state();
        state.turn = Arc::default();
        // The parent's thread that looks through old files has not come along, its locks have.
        state.notices = Notices::told_by(&self.noticed);
    }

    fn settle(&self, state: &mut State, line: &[u8], result: Result<(), (Errno, usize)>) -> bool {
        match result {
            Ok(()) => {
                state.torn = false;
                state.since_look += 1;
                state.size = state.size.saturating_add(line.len() as u64);
                state.stats.written += 1;
                state.stats.bytes += line.len() as u64;
                if state.stats.failing.take().is_some() {
                    let lost = std::mem::take(&mut state.lost_now);
                    self.tell(&format!("is writable again; records lost meanwhile: {lost}"));
                }
                true
            }
            Err((error, out)) => {
                // A line cut in the middle gets its line end with the next one.
                state.torn |= out > 0;
                self.lose(state, 1, &error_text(error));
                false
            }
        }
    }

    fn lose(&self, state: &mut State, lines: u64, why: &str) {
        state.stats.lost += lines;
        state.lost_now += lines;
        if state.stats.failing.is_none() {
            self.tell(&format!("cannot be written: {why}; records are lost, and counted, until it can"));
        }
        state.stats.failing = Some(why.to_owned());
    }

    fn tell(&self, what: &str) {
        tell(&self.target, what);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.target.fmt(f)
    }
}

/// Says something about a sink on standard error; of no use if that is closed, and harmless.
fn tell(sink: &dyn fmt::Display, what: &str) {
    let _ = write_all(rustix::stdio::stderr(), format!("veilfold: {sink} {what}\n").as_bytes());
}

fn error_text(error: Errno) -> String {
    std::io::Error::from(error).to_string()
}
