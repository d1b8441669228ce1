//! What lines are written to, and the writing itself.

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::io::Errno;
use std::sync::Arc;

/// An open descriptor and what is known of it.
#[derive(Clone, Debug)]
pub(super) enum Descriptor {
    Stdout,
    Stderr,
    /// A regular file: answers at once.
    Regular(Arc<OwnedFd>),
    /// The null device: answers at once, too.
    Null(Arc<OwnedFd>),
    /// A device or a FIFO with a name.
    Special(Arc<OwnedFd>),
}

impl AsFd for Descriptor {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Descriptor::Stdout => rustix::stdio::stdout(),
            Descriptor::Stderr => rustix::stdio::stderr(),
            Descriptor::Regular(fd) | Descriptor::Null(fd) | Descriptor::Special(fd) => fd.as_fd(),
        }
    }
}

/// Longest wait for a full non-blocking pipe before a line is given up, in milliseconds.
const PATIENCE_MS: i64 = 1_000;

/// All of `bytes`, in one `write(2)` unless the kernel takes less. The error comes with the number
/// of bytes that are out already.
pub(super) fn write_all(fd: BorrowedFd<'_>, bytes: &[u8]) -> Result<(), (Errno, usize)> {
    let mut out = 0;
    while let Some(rest) = bytes.get(out..).filter(|rest| !rest.is_empty()) {
        match rustix::io::write(fd, rest) {
            Ok(0) => return Err((Errno::IO, out)),
            Ok(n) => out += n,
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => writable(fd).map_err(|error| (error, out))?,
            Err(error) => return Err((error, out)),
        }
    }
    Ok(())
}

/// Waits until a non-blocking descriptor takes more.
fn writable(fd: BorrowedFd<'_>) -> Result<(), Errno> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let patience = Timespec { tv_sec: PATIENCE_MS / 1_000, tv_nsec: (PATIENCE_MS % 1_000) * 1_000_000 };
    match poll(&mut [PollFd::from_borrowed_fd(fd, PollFlags::OUT)], Some(&patience)) {
        Ok(0) => Err(Errno::AGAIN),
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error),
    }
}
