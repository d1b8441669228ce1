//! The directory that the processes of a program share: one slab each.
//!
//! A slab is locked while its process lives. When the process is gone, its counts stay in every sum,
//! and the next process that starts goes on counting in its file: so counters never go back, and there
//! are never more files than processes at one time.

use super::arena::{self, Entry};
use super::slab::Slab;
use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};

const SUFFIX: &str = "slab";

/// Where a process counts.
#[derive(Debug)]
pub(super) struct Place {
    directory: PathBuf,
    own: OsString,
}

impl Place {
    /// The records of the other processes, living and gone. What cannot be read is left out.
    pub(super) fn others(&self) -> Vec<Entry> {
        let mut out = Vec::new();
        for name in slabs(&self.directory).unwrap_or_default() {
            if name == self.own {
                continue;
            }
            if let Ok(slab) = Slab::peek(&self.directory.join(&name))
                && arena::is_arena(slab.words())
            {
                out.extend(arena::entries(slab.words()));
            }
        }
        out
    }
}

/// A slab in `directory` (made when missing) for this process alone.
pub(super) fn open(directory: &Path) -> io::Result<(Slab, Place)> {
    create_private(directory)?;
    let place = |own| Place { directory: directory.to_owned(), own };
    for name in slabs(directory)? {
        // One that cannot be taken over is no reason to fail: there is always a new one.
        if let Ok(Some(slab)) = Slab::adopt(&directory.join(&name))
            && arena::is_sound(slab.words())
        {
            return Ok((slab, place(name)));
        }
    }
    let (pid, start) = (std::process::id(), super::now());
    for attempt in 0..16 {
        let name = OsString::from(format!("{pid}-{}.{SUFFIX}", start + attempt));
        let created = Slab::create(&directory.join(&name));
        // Another process may take the name, or adopt the file between its creation and its lock.
        let lost =
            |e: &io::Error| matches!(e.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::WouldBlock);
        if !created.as_ref().is_err_and(lost) {
            return created.map(|slab| (slab, place(name)));
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "no free name for a metric slab"))
}

fn slabs(directory: &Path) -> io::Result<Vec<OsString>> {
    let mut names: Vec<OsString> = fs::read_dir(directory)?
        .filter_map(|entry| Some(entry.ok()?.file_name()))
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == SUFFIX))
        .collect();
    names.sort();
    Ok(names)
}

fn create_private(directory: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}
