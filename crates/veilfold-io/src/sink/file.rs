//! Files: opening them, and noticing that somebody moved or deleted one.
//!
//! Whoever writes to a file holds a shared `flock` on it for as long as it is open. That is how
//! [`super::keeping`] knows that a file that was put aside gets no more lines: it can lock it alone.

use super::descriptor::Descriptor;
use super::rotation::DAY;
use super::target::{OpenError, Opened};
use super::{FileOptions, LOOK_AGAIN, Sink, State};
use rustix::fs::{FileType, FlockOperation, Mode, OFlags, Stat};
use rustix::io::Errno;
use std::fs::{DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How often a file is opened anew that was put aside between opening and locking.
const TRIES: usize = 10;

/// Opens `path` for appending and creates what is missing.
pub(super) fn open(path: &Path, options: &FileOptions) -> Result<Opened, OpenError> {
    if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        DirBuilder::new()
            .recursive(true)
            .mode(options.directory_mode)
            .create(parent)
            .map_err(|source| OpenError { path: parent.to_owned(), source })?;
    }
    append(path, options).map_err(|errno| OpenError { path: path.to_owned(), source: io::Error::from(errno) })
}

fn append(path: &Path, options: &FileOptions) -> Result<Opened, Errno> {
    // NONBLOCK: opening a FIFO that has no reader is an error and not a wait for ever.
    let flags = OFlags::WRONLY
        | OFlags::APPEND
        | OFlags::CREATE
        | OFlags::CLOEXEC
        | OFlags::NOCTTY
        | OFlags::NONBLOCK;
    let mode = Mode::from_raw_mode(options.file_mode);
    let mut tries = 0;
    loop {
        tries += 1;
        let fd = rustix::fs::open(path, flags, mode)?;
        let stat = rustix::fs::fstat(&fd)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            let descriptor = if is_null(&stat) { Descriptor::Null } else { Descriptor::Special };
            return Ok(Opened::new(descriptor(Arc::new(fd)), &stat));
        }
        // A filesystem without locks refuses the other side's lock too: nothing is compressed there.
        let refused = rustix::fs::flock(&fd, FlockOperation::NonBlockingLockShared) == Err(Errno::WOULDBLOCK);
        let opened = Opened::new(Descriptor::Regular(Arc::new(fd)), &stat);
        // Locked and still of this name: what is put aside from now on waits for us.
        if tries == TRIES || (!refused && named(path, &opened).is_some()) {
            return Ok(opened);
        }
    }
}

fn is_null(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::CharacterDevice
        && rustix::fs::stat("/dev/null").is_ok_and(|null| null.st_rdev == stat.st_rdev)
}

/// Whether the file ends in the middle of a line, which a writer that was killed may leave.
pub(super) fn ends_torn(path: &Path) -> bool {
    let torn = || -> io::Result<bool> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() || metadata.len() == 0 {
            return Ok(false);
        }
        let mut last = [0];
        file.read_exact_at(&mut last, metadata.len() - 1)?;
        Ok(last != *b"\n")
    };
    // Another process may be in the middle of a long line: look again before it is called torn.
    (0..3).all(|look| {
        if look > 0 {
            std::thread::sleep(Duration::from_millis(2));
        }
        torn().unwrap_or(false)
    })
}

impl Sink {
    /// Sees to it that the file to write a line of `bytes` to is open. Once a second, and where the file may be full or of
    /// yesterday, the path is looked up: a file that was moved (logrotate, another process) or deleted
    /// is left for a new one, and lines that went into a deleted one are lost.
    pub(super) fn bring_up(
        &self,
        path: &Path,
        state: &mut State,
        now: i64,
        bytes: usize,
    ) -> Result<(), Errno> {
        let bytes = bytes as u64;
        // A clock that was set back must not stop the looking.
        if now >= state.next_look
            || now < state.next_look.saturating_sub(LOOK_AGAIN)
            || state.size.saturating_add(bytes) > state.look_size
            || now.div_euclid(DAY) > state.day
        {
            state.next_look = now.saturating_add(LOOK_AGAIN);
            self.look(path, state);
            if state.opened.is_none() {
                match open(path, &self.options) {
                    Ok(opened) => self.adopt(opened, state, now),
                    Err(error) => return Err(Errno::from_io_error(&error.source).unwrap_or(Errno::IO)),
                }
            }
            self.rotate_if_due(path, state, now, bytes);
        }
        state.opened.as_ref().map(drop).ok_or(Errno::NOENT)
    }

    /// Lets go of a file that the path names no more.
    fn look(&self, path: &Path, state: &mut State) {
        let lines = std::mem::take(&mut state.since_look);
        let Some(opened) = &state.opened else { return };
        if let Some(stat) = named(path, opened) {
            // What other processes wrote counts too, and `copytruncate` empties the file.
            self.sized(state, stat.st_size as u64);
            return;
        }
        let Some(opened) = state.opened.take() else { return };
        state.torn = false;
        let deleted = rustix::fs::fstat(&opened.descriptor).is_ok_and(|stat| stat.st_nlink == 0);
        if deleted && lines > 0 {
            state.stats.written = state.stats.written.saturating_sub(lines);
            state.stats.lost += lines;
            self.tell(&format!("was deleted; records lost with it: {lines}"));
        }
    }
}

/// What is known of the file if `path` still names it.
pub(super) fn named(path: &Path, opened: &Opened) -> Option<Stat> {
    rustix::fs::stat(path).ok().filter(|stat| stat.st_ino == opened.inode && stat.st_dev == opened.device)
}
