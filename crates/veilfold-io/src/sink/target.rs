//! What a sink writes to.

use super::descriptor::Descriptor;
use super::syslog::Remote;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// A destination by name.
#[derive(Debug)]
pub(super) enum Target {
    Stdout,
    Stderr,
    File(PathBuf),
    Syslog(Box<Remote>),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Stdout => f.write_str("stdout"),
            Target::Stderr => f.write_str("stderr"),
            Target::File(path) => path.display().fmt(f),
            Target::Syslog(remote) => remote.config.address.fmt(f),
        }
    }
}

/// A file by descriptor, with what tells it from another one under the same name.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) descriptor: Descriptor,
    pub(super) device: u64,
    pub(super) inode: u64,
    /// Bytes in it when it was opened.
    pub(super) size: u64,
    /// When it was last written to, in seconds since the epoch.
    pub(super) modified: i64,
}

impl Opened {
    pub(super) fn new(descriptor: Descriptor, stat: &rustix::fs::Stat) -> Opened {
        Opened {
            descriptor,
            device: stat.st_dev,
            inode: stat.st_ino,
            size: stat.st_size as u64,
            modified: stat.st_mtime,
        }
    }
}

/// A file that cannot be opened for appending.
#[derive(Debug)]
pub struct OpenError {
    /// The file, or the directory that is in the way.
    pub path: PathBuf,
    /// What the operating system said.
    pub source: io::Error,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: cannot be opened for appending: {}", self.path.display(), self.source)
    }
}

impl std::error::Error for OpenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
