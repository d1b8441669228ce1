//! A file that grows, as `tail -F` reads it: also when it is put aside for a new one, or emptied.

use crate::error::CliError;
use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

/// How often the file is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// The bytes of a file, now and later; reading never ends.
pub(super) struct Follow {
    path: PathBuf,
    file: File,
    at: u64,
}

impl Follow {
    pub(super) fn open(path: &Path) -> Result<Follow, CliError> {
        let file =
            File::open(path).map_err(|error| CliError::Input { name: path.display().to_string(), error })?;
        Ok(Follow { path: path.to_owned(), file, at: 0 })
    }

    /// The file that has the name now, if it is another one.
    fn successor(&self) -> Option<File> {
        let (ours, named) = (self.file.metadata().ok()?, fs::metadata(&self.path).ok()?);
        if (ours.dev(), ours.ino()) == (named.dev(), named.ino()) {
            None
        } else {
            File::open(&self.path).ok()
        }
    }
}

impl Read for Follow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = self.file.read(buffer)?;
            if n > 0 {
                self.at += n as u64;
                return Ok(n);
            }
            if self.file.metadata()?.len() < self.at {
                self.file.rewind()?;
                self.at = 0;
            } else if let Some(next) = self.successor() {
                // Writers may go on into the old file for a second: it is read to its end once more.
                sleep(LOOK);
                let n = self.file.read(buffer)?;
                if n > 0 {
                    self.at += n as u64;
                    return Ok(n);
                }
                self.file = next;
                self.at = 0;
            } else {
                sleep(LOOK);
            }
        }
    }
}
