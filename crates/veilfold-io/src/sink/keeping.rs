//! What becomes of files that were put aside: compressed, archived, deleted.
//!
//! Ages are counted from a file's last line (its modification time, which compression keeps).
//! A compressed file appears under its name only when it is whole and on the disk.

use super::Keeping;
use super::rotation::{is_aside, rename_new};
use flate2::{Compression, Crc, write::GzEncoder};
use rustix::fs::FlockOperation;
use rustix::io::Errno;
use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use veilfold_core::{Level, Timestamp};

const SECONDS_OF_A_DAY: i64 = 86_400;
/// Age at which an unfinished compressed file has no maker any more, in seconds.
const STALE: i64 = 3_600;

/// Something that happened to old files, for the log itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// INFO for what was done, ERROR for what could not be.
    pub level: Level,
    /// One sentence, with the file's path.
    pub message: String,
    /// An old file was to be deleted: its bytes, or none where it is still there.
    pub deletion: Option<Option<u64>>,
}

/// What is known of a log file and of what was put aside from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileState {
    /// Bytes in the file that is written to.
    pub bytes: u64,
    /// Bytes of the files beside it that were put aside.
    pub aside_bytes: u64,
    /// When the oldest of them was last written to, in seconds since the epoch.
    pub oldest: Option<i64>,
    /// How long they may lie there, in seconds; 0 is for ever.
    pub limit: u64,
}

impl FileState {
    pub(super) fn of(path: &Path, keeping: &Keeping) -> Option<(PathBuf, FileState)> {
        let real = fs::canonicalize(path).ok()?;
        let metadata = fs::metadata(&real).ok().filter(fs::Metadata::is_file)?;
        let aside = list(&real);
        let state = FileState {
            bytes: metadata.len(),
            aside_bytes: aside.iter().map(|old| old.bytes).sum(),
            oldest: aside.first().map(|old| old.modified),
            limit: u64::from(keeping.live_days) * SECONDS_OF_A_DAY as u64,
        };
        Some((real, state))
    }
}

impl Notice {
    pub(super) fn failure(message: String) -> Notice {
        Notice { level: Level::Error, message, deletion: None }
    }
}

/// Notices that nobody has taken yet, and whether somebody is at work.
#[derive(Debug, Default)]
pub(super) struct Notices {
    /// Shared with the sink, which asks it at every line.
    waiting: Arc<AtomicBool>,
    list: Mutex<Vec<Notice>>,
    pub(super) busy: AtomicBool,
}

impl Notices {
    pub(super) fn told_by(waiting: &Arc<AtomicBool>) -> Arc<Notices> {
        Arc::new(Notices { waiting: Arc::clone(waiting), ..Notices::default() })
    }

    pub(super) fn put(&self, notices: Vec<Notice>) {
        if notices.is_empty() {
            return;
        }
        if let Ok(mut list) = self.list.lock() {
            list.extend(notices);
            self.waiting.store(true, Ordering::Release);
        }
    }

    /// All of them. Never waits.
    pub(super) fn take(&self) -> Vec<Notice> {
        self.list.try_lock().map_or_else(
            |_| Vec::new(),
            |mut list| {
                self.waiting.store(false, Ordering::Release);
                std::mem::take(&mut *list)
            },
        )
    }
}

/// A file beside the live one.
#[derive(Debug)]
struct Old {
    path: PathBuf,
    /// What its name has after the live file's.
    rest: String,
    bytes: u64,
    /// Seconds since the epoch.
    modified: i64,
}

/// Does what `keeping` says with the files that were put aside from `live`.
pub(super) fn keep(live: &Path, keeping: &Keeping, directory_mode: u32, now: Timestamp) -> Vec<Notice> {
    let mut notices = Vec::new();
    let live = fs::canonicalize(live).unwrap_or_else(|_| live.to_owned());
    if keeping.compress {
        for old in list(&live).into_iter().filter(|old| is_aside(&old.rest)) {
            if let Err(error) = compress(&old.path) {
                notices.push(failed("compressed", &old.path, &error));
            }
        }
    }
    // Old files are told by their place: an archive in the same directory would archive itself.
    let archive = keeping.archive.as_deref().filter(|archive| {
        fs::canonicalize(archive).map_or(true, |archive| Some(archive.as_path()) != live.parent())
    });
    let now = now.0.div_euclid(1_000_000_000);
    let mut files = list(&live);
    files.retain(|old| {
        let stale = old.rest.strip_suffix(".tmp").is_some();
        if stale && now - old.modified > STALE {
            let _ = fs::remove_file(&old.path);
        }
        !stale
    });
    let mut total: u64 = files.iter().map(|old| old.bytes).sum();
    let mut left = files.len();
    for old in files {
        let too_many = keeping.backups > 0 && left > keeping.backups;
        let too_much = keeping.total_bytes > 0 && total > keeping.total_bytes;
        let too_old = is_older(&old, now, keeping.live_days);
        if !too_many && !too_much && !too_old {
            continue;
        }
        let archive = archive.filter(|_| too_old && !too_many && !too_much);
        let done = match archive {
            Some(archive) => move_to(&old, archive, directory_mode)
                .map(|to| format!("Archived old log: {} as {}", old.path.display(), to.display())),
            // Something may still write to a young file; an old one was left long ago. Its turn comes, and
            // no newer one goes in its place.
            None if !too_old && is_in_use(&old.path) => {
                total = total.saturating_sub(old.bytes);
                left -= 1;
                continue;
            }
            None => fs::remove_file(&old.path).map(|()| format!("Deleted old log: {}", old.path.display())),
        };
        match done {
            Ok(message) => {
                let deletion = archive.is_none().then_some(Some(old.bytes));
                notices.push(Notice { level: Level::Info, message, deletion });
                total = total.saturating_sub(old.bytes);
                left -= 1;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                let deletion = archive.is_none().then_some(None);
                notices.push(Notice { deletion, ..failed("put away", &old.path, &error) });
            }
        }
    }
    if let (Some(archive), Some(name)) = (archive, live.file_name()) {
        for old in list(&archive.join(name)) {
            if is_older(&old, now, keeping.archive_days) {
                match fs::remove_file(&old.path) {
                    Ok(()) => notices.push(Notice {
                        level: Level::Info,
                        message: format!("Deleted old log: {}", old.path.display()),
                        deletion: Some(Some(old.bytes)),
                    }),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => {
                        notices.push(Notice { deletion: Some(None), ..failed("deleted", &old.path, &error) });
                    }
                }
            }
        }
    }
    notices
}

fn is_older(old: &Old, now: i64, days: u32) -> bool {
    days > 0 && now - old.modified > i64::from(days) * SECONDS_OF_A_DAY
}

fn failed(what: &str, path: &Path, error: &io::Error) -> Notice {
    Notice::failure(format!("old log cannot be {what}: {}: {error}", path.display()))
}

/// The files beside `live` whose names begin with its name, oldest first. Files of logrotate too: they
/// age like our own, but only ours are compressed.
fn list(live: &Path) -> Vec<Old> {
    let (Some(parent), Some(name)) = (live.parent(), live.file_name()) else { return Vec::new() };
    let name = name.to_string_lossy().into_owned();
    let mut files: Vec<Old> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let found = entry.file_name().to_string_lossy().into_owned();
            let rest = found.strip_prefix(&name).filter(|rest| rest.starts_with(['.', '-']))?;
            let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some(Old {
                path: entry.path(),
                rest: rest.to_owned(),
                bytes: metadata.len(),
                modified: metadata.mtime(),
            })
        })
        .collect();
    files.sort_by(|a, b| (a.modified, &a.rest).cmp(&(b.modified, &b.rest)));
    files
}

fn is_in_use(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| lock_alone(&file) == Err(Errno::WOULDBLOCK))
}

fn lock_alone(file: &File) -> Result<(), Errno> {
    rustix::fs::flock(file, FlockOperation::NonBlockingLockExclusive)
}

/// Compresses a file that nobody writes to any more; one that somebody does is left for the next time.
fn compress(path: &Path) -> io::Result<()> {
    let Ok(mut from) = File::open(path) else { return Ok(()) };
    // Without a lock there is no proof that the writers are gone.
    if lock_alone(&from).is_err() || !path.exists() {
        return Ok(());
    }
    let gz = with_suffix(path, ".gz");
    let temporary = with_suffix(&gz, ".tmp");
    let metadata = from.metadata()?;
    let mut open = OpenOptions::new();
    let to = match open.write(true).create_new(true).mode(metadata.mode() & 0o777).open(&temporary) {
        Ok(to) => to,
        // A process that was killed left it: nobody else holds our lock on the source.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(&temporary)?;
            open.open(&temporary)?
        }
        Err(error) => return Err(error),
    };
    let written = deflate(&mut from, to).and_then(|to| {
        to.set_modified(metadata.modified()?)?;
        to.sync_all()
    });
    if let Err(error) = written {
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    let mut target = gz.clone();
    for number in 1.. {
        match rename_new(&temporary, &target) {
            Ok(()) => break,
            // Compressed before, by a process that was killed before it removed the original?
            Err(Errno::EXIST) if same_content(&mut from, &target)? => {
                fs::remove_file(&temporary)?;
                break;
            }
            Err(Errno::EXIST) if number < 1_000 => {
                target = with_suffix(path, &format!("-{number}.gz"));
            }
            Err(error) => {
                let _ = fs::remove_file(&temporary);
                return Err(io::Error::from(error));
            }
        }
    }
    fs::remove_file(path)
}

fn deflate(from: &mut File, to: File) -> io::Result<File> {
    let mut encoder = GzEncoder::new(to, Compression::new(6));
    io::copy(from, &mut encoder)?;
    encoder.flush()?;
    encoder.finish()
}

/// Whether `gz` holds what `from` does: by the checksum and length at its end.
fn same_content(from: &mut File, gz: &Path) -> io::Result<bool> {
    let mut packed = File::open(gz)?;
    if packed.metadata()?.len() < 18 {
        return Ok(false);
    }
    packed.seek(SeekFrom::End(-8))?;
    let mut trailer = [0; 8];
    packed.read_exact(&mut trailer)?;
    from.rewind()?;
    let mut crc = Crc::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match from.read(&mut buffer)? {
            0 => break,
            n => crc.update(&buffer[..n]),
        }
    }
    Ok([crc.sum().to_le_bytes(), crc.amount().to_le_bytes()].concat() == trailer)
}

/// Moves a file into the archive, which may be on another filesystem.
fn move_to(old: &Old, archive: &Path, directory_mode: u32) -> io::Result<PathBuf> {
    DirBuilder::new().recursive(true).mode(directory_mode).create(archive)?;
    let name = old.path.file_name().unwrap_or_default();
    for number in 0..1_000 {
        let mut name = OsString::from(name);
        if number > 0 {
            name.push(format!("-{number}"));
        }
        let to = archive.join(name);
        match rename_new(&old.path, &to) {
            Ok(()) => return Ok(to),
            Err(Errno::EXIST) => {}
            Err(Errno::XDEV) => {
                copy_over(&old.path, &to)?;
                return Ok(to);
            }
            Err(error) => return Err(io::Error::from(error)),
        }
    }
    Err(io::Error::from(Errno::EXIST))
}

fn copy_over(from: &Path, to: &Path) -> io::Result<()> {
    let temporary = with_suffix(to, ".tmp");
    let copied = fs::copy(from, &temporary).and_then(|_| {
        let file = OpenOptions::new().write(true).open(&temporary)?;
        file.set_modified(fs::metadata(from)?.modified()?)?;
        file.sync_all()?;
        rename_new(&temporary, to).map_err(io::Error::from)
    });
    if copied.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    copied.and_then(|()| fs::remove_file(from))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}
