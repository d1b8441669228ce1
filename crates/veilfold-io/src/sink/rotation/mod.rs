//! Putting a file aside, by size or day, with any number of processes writing to it.
//!
//! A file that is put aside is renamed, never copied, so a process that has it open goes on writing whole
//! lines into it until it looks at the path again (within a second). Nothing is lost on the way: a file
//! is compressed or deleted for its number only by who can lock it alone, and every writer holds a shared
//! lock on the file that it has open. Who renames holds a lock on the directory and has checked, under
//! it, that the path still names the file that was full: of several processes, one does it.
//!
//! No lock is ever waited for: a process that was stopped while it held one must not stop the others.

#[cfg(test)]
mod tests;

use super::descriptor::Descriptor;
use super::file::named;
use super::keeping::{self, Notice};
use super::target::Opened;
use super::{Sink, State, file};
use rustix::fs::{CWD, FlockOperation, Mode, OFlags, RenameFlags};
use rustix::io::Errno;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use veilfold_core::encode::time::rfc3339;
use veilfold_core::{Precision, Timestamp};

/// Nanoseconds of a day.
pub(super) const DAY: i64 = 86_400_000_000_000;
/// How long rotation rests after it failed, in nanoseconds.
const REST: i64 = 10_000_000_000;
/// How often old files are looked through where nothing is put aside, in nanoseconds.
const KEEP_AGAIN: i64 = 3_600_000_000_000;
/// When they are looked through again after a file was put aside: by then its writers have left it.
const KEEP_SOON: i64 = 2_000_000_000;

impl Sink {
    /// Takes a file that was just opened.
    pub(super) fn adopt(&self, opened: Opened, state: &mut State, now: i64) {
        let today = now.div_euclid(DAY);
        // A file with lines is of the day of its last one; an empty one begins its day with the next.
        state.day = match (self.options.daily, opened.size) {
            (false, _) => i64::MAX,
            (true, 0) => today,
            (true, _) => opened.modified.div_euclid(86_400).min(today),
        };
        self.sized(state, opened.size);
        state.opened = Some(opened);
    }

    /// Notes the file's size, and the size at which to look again: other processes write to it too, so
    /// the look comes when an eighth of the room that was left is used up by this one.
    pub(super) fn sized(&self, state: &mut State, size: u64) {
        state.size = size;
        state.look_size = match self.options.max_bytes {
            0 => u64::MAX,
            max => size + max.saturating_sub(size) / 8,
        };
    }

    /// Puts the file aside if a line of `bytes` would make it too large, or if it is of an earlier day.
    pub(super) fn rotate_if_due(&self, path: &Path, state: &mut State, now: i64, bytes: u64) {
        let today = now.div_euclid(DAY);
        let full = self.options.max_bytes > 0
            && state.size > 0
            && state.size.saturating_add(bytes) > self.options.max_bytes;
        let old = today > state.day;
        if old && state.size == 0 {
            state.day = today;
        } else if self.options.daily && today < state.day {
            // The clock was set back, or a record came from the future.
            state.day = today;
        }
        let resting = now < state.rest_until && now > state.rest_until.saturating_sub(REST);
        if (full || (old && state.size > 0)) && !resting {
            self.rotate(path, state, now);
        }
        if now >= state.next_keep || now < state.next_keep.saturating_sub(KEEP_AGAIN) {
            let started = self.keep(path, state, now);
            let again = if started && !state.keep_soon { KEEP_AGAIN } else { KEEP_SOON };
            state.keep_soon &= !started;
            state.next_keep = now.saturating_add(again);
        }
    }

    fn rotate(&self, path: &Path, state: &mut State, now: i64) {
        let Some(opened) = &state.opened else { return };
        if !matches!(opened.descriptor, Descriptor::Regular(_)) {
            return;
        }
        match put_aside(path, opened, now) {
            Ok(true) => {
                state.stats.rotations += 1;
                self.count_rotation(path, true);
                state.stats.rotation_failing = None;
                state.next_keep = now;
                state.keep_soon = true;
            }
            // Somebody else is at it or has just done it: look again with the next line.
            Ok(false) => state.next_look = now,
            Err(error) => return self.not_rotated(path, state, now, error),
        }
        // The old file stays in use until the new one is open: no line is lost between.
        if named(path, opened).is_none() {
            match file::open(path, &self.options) {
                Ok(opened) => self.adopt(opened, state, now),
                Err(error) => {
                    let error = Errno::from_io_error(&error.source).unwrap_or(Errno::IO);
                    self.not_rotated(path, state, now, error);
                }
            }
        }
    }

    fn count_rotation(&self, path: &Path, success: bool) {
        if let Some(metrics) = &self.metrics {
            metrics.rotated(path, success);
        }
    }

    fn not_rotated(&self, path: &Path, state: &mut State, now: i64, error: Errno) {
        self.count_rotation(path, false);
        state.rest_until = now.saturating_add(REST);
        let why = super::error_text(error);
        if state.stats.rotation_failing.is_none() {
            self.tell(&format!("cannot be rotated: {why}; lines still go into it"));
            state.notices.put(vec![Notice::failure(format!("log cannot be rotated: {self}: {why}"))]);
        }
        state.stats.rotation_failing = Some(why);
    }

    /// Looks through the old files, in the background. False if somebody of this process is still at it.
    fn keep(&self, path: &Path, state: &State, now: i64) -> bool {
        if self.options.keeping.is_idle() {
            return true;
        }
        if state.notices.busy.swap(true, Ordering::Acquire) {
            return false;
        }
        let (path, keeping) = (path.to_owned(), self.options.keeping.clone());
        let (notices, mode) = (Arc::clone(&state.notices), self.options.directory_mode);
        let metrics = self.metrics.clone();
        let work = move || {
            let done = keeping::keep(&path, &keeping, mode, Timestamp(now));
            if let Some(metrics) = metrics {
                done.iter().filter_map(|notice| notice.deletion).for_each(|bytes| metrics.deleted(bytes));
            }
            notices.put(done);
            notices.busy.store(false, Ordering::Release);
        };
        let started = std::thread::Builder::new().name("veilfold-files".to_owned()).spawn(work).is_ok();
        if !started {
            state.notices.busy.store(false, Ordering::Release);
        }
        started
    }
}

/// Renames the file of `path`. False if somebody else is doing that, or has done it.
fn put_aside(path: &Path, opened: &Opened, now: i64) -> Result<bool, Errno> {
    // Of a link, the file that it points to is put aside, in its own directory.
    let real = match std::fs::canonicalize(path) {
        Ok(real) => real,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(Errno::from_io_error(&error).unwrap_or(Errno::IO)),
    };
    let parent = real.parent().unwrap_or(Path::new("/"));
    let directory =
        rustix::fs::open(parent, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
    if rustix::fs::flock(&directory, FlockOperation::NonBlockingLockExclusive) == Err(Errno::WOULDBLOCK) {
        return Ok(false);
    }
    if named(&real, opened).is_none() {
        return Ok(false);
    }
    for number in 0..10_000 {
        match rename_new(&real, &aside_name(&real, now, number)) {
            Ok(()) => return Ok(true),
            Err(Errno::EXIST) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Errno::EXIST)
}

/// Renames `from`, but not over a file that is there.
pub(super) fn rename_new(from: &Path, to: &Path) -> Result<(), Errno> {
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // A filesystem that cannot do it in one step. The directory's lock keeps our own processes apart.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) if !to.exists() => rustix::fs::rename(from, to),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Err(Errno::EXIST),
        other => other,
    }
}

/// `app.log.2026-11-29T13-30-00.123Z`: names sort as the files were written.
fn aside_name(path: &Path, now: i64, number: u32) -> PathBuf {
    let mut stamp = Vec::new();
    rfc3339(&mut stamp, Timestamp(now), Precision::Millis);
    let stamp = String::from_utf8_lossy(&stamp).replace(':', "-");
    let mut name = OsString::from(path);
    name.push(format!(".{stamp}"));
    if number > 0 {
        name.push(format!("-{number}"));
    }
    PathBuf::from(name)
}

/// Whether the rest of a file's name after the live file's is one that [`aside_name`] makes.
pub(super) fn is_aside(rest: &str) -> bool {
    let shape = b".0000-00-00T00-00-00.000Z";
    let bytes = rest.as_bytes();
    bytes.len() >= shape.len()
        && bytes.iter().zip(shape).all(|(b, s)| if *s == b'0' { b.is_ascii_digit() } else { b == s })
        && rest[shape.len()..].strip_prefix('-').map_or(rest.len() == shape.len(), |number| {
            !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
        })
}
