//! Memory for counters that several processes read: a locked, mapped file a process, or plain memory.
//!
//! The one module of this crate that needs `unsafe`: a mapping seen as atomics, and the fork hook.
#![allow(unsafe_code)]

use memmap2::{MmapMut, MmapOptions, MmapRaw};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Size of a slab in bytes: about 5,000 series.
pub(super) const BYTES: usize = 512 * 1024;

/// A slab. Its file stays locked for as long as this value lives, and no longer than the process.
#[derive(Debug)]
pub(super) struct Slab {
    map: MmapRaw,
    _lock: Option<File>,
}

impl Slab {
    /// Memory of this process only.
    pub(super) fn private() -> io::Result<Slab> {
        Ok(Slab { map: MmapMut::map_anon(BYTES)?.into(), _lock: None })
    }

    /// A new file, locked. Fails with `AlreadyExists` when the name is taken.
    pub(super) fn create(path: &Path) -> io::Result<Slab> {
        let mut file = OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
        // Where locks are not supported nobody adopts the file, so it is ours alone without one.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        // Zeros are written, not left as a hole: a store into a hole on a full disk is a SIGBUS.
        if let Err(error) = file.write_all(&vec![0; BYTES]) {
            let _ = std::fs::remove_file(path);
            return Err(error);
        }
        Ok(Slab { map: map(&file)?, _lock: Some(file) })
    }

    /// An existing file that no living process holds; `None` while one does.
    pub(super) fn adopt(path: &Path) -> io::Result<Option<Slab>> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Slab { map: map(&file)?, _lock: Some(file) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Somebody else's file, to read from.
    pub(super) fn peek(path: &Path) -> io::Result<Slab> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        Ok(Slab { map: map(&file)?, _lock: None })
    }

    /// The slab as words. All access goes through atomics, in this process and in the others.
    pub(super) fn words(&self) -> &[AtomicU64] {
        #[expect(clippy::cast_ptr_alignment, reason = "a mapping begins at a page")]
        let start = self.map.as_mut_ptr().cast::<AtomicU64>();
        // SAFETY: the mapping is page-aligned, readable and writable, at least BYTES long (`map` checks
        // the file; anonymous maps have that size) and lives as long as `self`. Its memory is touched
        // through these atomics only. A file in this directory is never truncated by us; the directory
        // is private to the program (mode 0700), which keeps others from doing it.
        unsafe { std::slice::from_raw_parts(start, BYTES / size_of::<AtomicU64>()) }
    }
}

fn map(file: &File) -> io::Result<MmapRaw> {
    if file.metadata()?.len() < BYTES as u64 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "slab is too short"));
    }
    MmapOptions::new().len(BYTES).map_raw(file)
}

/// How many forks lie between the process that loaded this code and this one.
static GENERATION: AtomicU32 = AtomicU32::new(0);

/// The number of forks between the process that loaded this code and this one. One load: cheap
/// enough for every record, which asking the kernel for the process id is not.
pub(super) fn generation() -> u32 {
    GENERATION.load(Ordering::Relaxed)
}

/// Sees to it that [`generation`] moves in every child.
pub(super) fn watch_forks() {
    #[cfg(unix)]
    {
        extern "C" fn forked() {
            GENERATION.fetch_add(1, Ordering::Relaxed);
        }
        static ONCE: Once = Once::new();
        // SAFETY: the handler adds to an atomic, which is allowed in the child of a threaded process. A
        // failure (no memory) leaves a child counting in its parent's slab, where atomics keep it right.
        ONCE.call_once(|| unsafe {
            libc::pthread_atfork(None, None, Some(forked));
        });
    }
}
