//! Files: opening them, and noticing that somebody moved or deleted one.

use super::target::{OpenError, Opened};
use super::{Descriptor, LOOK_AGAIN, Sink, State};
use rustix::fs::{FileType, Mode, OFlags};
use rustix::io::Errno;
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

const FILE_MODE: Mode = Mode::RUSR.union(Mode::WUSR).union(Mode::RGRP);
const DIRECTORY_MODE: u32 = 0o750;

/// Opens `path` for appending and creates what is missing.
pub(super) fn open(path: &Path) -> Result<Opened, OpenError> {
    if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        DirBuilder::new()
            .recursive(true)
            .mode(DIRECTORY_MODE)
            .create(parent)
            .map_err(|source| OpenError { path: parent.to_owned(), source })?;
    }
    append(path).map_err(|errno| OpenError { path: path.to_owned(), source: io::Error::from(errno) })
}

fn append(path: &Path) -> Result<Opened, Errno> {
    // NONBLOCK: opening a FIFO that has no reader is an error and not a wait for ever.
    let flags = OFlags::WRONLY
        | OFlags::APPEND
        | OFlags::CREATE
        | OFlags::CLOEXEC
        | OFlags::NOCTTY
        | OFlags::NONBLOCK;
    let fd = rustix::fs::open(path, flags, FILE_MODE)?;
    let stat = rustix::fs::fstat(&fd)?;
    let fd = Arc::new(fd);
    let regular = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
    let descriptor = if regular { Descriptor::Regular(fd) } else { Descriptor::Special(fd) };
    Ok(Opened { descriptor, device: stat.st_dev, inode: stat.st_ino })
}

impl Sink {
    /// The descriptor to write to. Once a second the path is looked up: a file that was moved
    /// (logrotate) or deleted is left for a new one, and lines that went into a deleted one are lost.
    pub(super) fn current(&self, path: &Path, state: &mut State, now: i64) -> Result<Descriptor, Errno> {
        // A clock that was set back must not stop the looking.
        if now >= state.next_look || now < state.next_look.saturating_sub(LOOK_AGAIN) {
            state.next_look = now.saturating_add(LOOK_AGAIN);
            self.look(path, state);
            if state.opened.is_none() {
                match open(path) {
                    Ok(opened) => state.opened = Some(opened),
                    Err(error) => return Err(Errno::from_io_error(&error.source).unwrap_or(Errno::IO)),
                }
            }
        }
        match &state.opened {
            Some(opened) => Ok(opened.descriptor.clone()),
            None => Err(Errno::NOENT),
        }
    }

    /// Lets go of a file that the path names no more.
    fn look(&self, path: &Path, state: &mut State) {
        let lines = std::mem::take(&mut state.since_look);
        let Some(opened) = state.opened.take_if(|opened| !names(path, opened)) else { return };
        state.torn = false;
        let deleted = rustix::fs::fstat(&opened.descriptor).is_ok_and(|stat| stat.st_nlink == 0);
        if deleted && lines > 0 {
            state.stats.written = state.stats.written.saturating_sub(lines);
            state.stats.lost += lines;
            self.tell(&format!("was deleted; records lost with it: {lines}"));
        }
    }
}

/// Whether `path` still names this file.
fn names(path: &Path, opened: &Opened) -> bool {
    rustix::fs::stat(path).is_ok_and(|stat| stat.st_ino == opened.inode && stat.st_dev == opened.device)
}
