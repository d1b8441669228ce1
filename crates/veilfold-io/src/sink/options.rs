//! How a file is opened, bounded and kept.

use std::path::PathBuf;

/// How a log file is opened, when it makes room for a new one, and what becomes of old ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOptions {
    /// A file is put aside before a line would make it larger than this many bytes; 0 is no bound.
    pub max_bytes: u64,
    /// A file is put aside when the day changes, in UTC.
    pub daily: bool,
    /// A line counts as written when it is on the disk, and not before.
    pub sync: bool,
    /// Permissions of a new file, less the process's umask.
    pub file_mode: u32,
    /// Permissions of a new directory, less the process's umask.
    pub directory_mode: u32,
    /// What becomes of files that were put aside.
    pub keeping: Keeping,
}

impl Default for FileOptions {
    /// A file that is never put aside, with modes 0640 and 0750.
    fn default() -> FileOptions {
        FileOptions {
            max_bytes: 0,
            daily: false,
            sync: false,
            file_mode: 0o640,
            directory_mode: 0o750,
            keeping: Keeping::default(),
        }
    }
}

/// What becomes of files that were put aside. The default keeps them all as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// Compress with gzip.
    pub compress: bool,
    /// Keep at most this many beside the live file; 0 is no bound.
    pub backups: usize,
    /// Keep at most this many bytes beside the live file; 0 is no bound.
    pub total_bytes: u64,
    /// Days beside the live file, then `archive` or deletion; 0 is for ever.
    pub live_days: u32,
    /// Where files go after `live_days`; without it they are deleted.
    pub archive: Option<PathBuf>,
    /// Days until deletion from the archive, counted from the last line; 0 is for ever.
    pub archive_days: u32,
}

impl Keeping {
    pub(super) fn is_idle(&self) -> bool {
        !self.compress && self.backups == 0 && self.total_bytes == 0 && self.live_days == 0
    }
}
