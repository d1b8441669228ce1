//! The lines of a stream as they come, in bounded memory.

use crate::error::CliError;
use memchr::{memchr, memchr_iter, memrchr};
use std::io::{ErrorKind, Read};

/// Longest line that is held in memory, in bytes. A longer one is not shown in part: that could be half a
/// secret.
pub(crate) const MAX_LINE: usize = 64 << 20;
/// First size of the buffer, in bytes.
pub(crate) const CHUNK: usize = 256 << 10;

/// Who takes the lines. `end` is the line's end: a newline, or nothing at the end of the input.
pub(crate) trait Lines {
    /// A line.
    fn line(&mut self, line: &[u8], end: &[u8]) -> Result<(), CliError>;
    /// Lines that came together, each with its newline.
    fn lines(&mut self, lines: &[u8]) -> Result<(), CliError> {
        each(lines, |line| self.line(line, b"\n"))
    }
    /// A line of more than [`MAX_LINE`] bytes: its length.
    fn too_long(&mut self, bytes: u64, end: &[u8]) -> Result<(), CliError>;
    /// The next read may block: `read` bytes have come since the last pause.
    fn pause(&mut self, read: usize) -> Result<(), CliError>;
}

/// Hands the lines of `lines` on one by one, without their newlines.
pub(crate) fn each(
    lines: &[u8],
    mut line: impl FnMut(&[u8]) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let mut start = 0;
    for end in memchr_iter(b'\n', lines) {
        line(&lines[start..end])?;
        start = end + 1;
    }
    Ok(())
}

/// Reads `input`, called `name` in errors, to its end. Every line that a read completes is handed on before the
/// next read may block, so a line never waits for the one after it.
pub(crate) fn read(name: &str, input: &mut dyn Read, lines: &mut dyn Lines) -> Result<(), CliError> {
    let mut buffer = vec![0; CHUNK];
    let mut filled = 0;
    let mut skipped = 0_u64;
    loop {
        if filled == buffer.len() {
            if buffer.len() < MAX_LINE {
                buffer.resize(buffer.len() * 2, 0);
            } else {
                skipped += filled as u64;
                filled = 0;
            }
        }
        let read = match input.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(CliError::Input { name: name.to_owned(), error }),
        };
        let fresh = filled;
        filled += read;
        let mut start = 0;
        if skipped > 0 {
            // Only the end of a line that is too long matters now.
            let Some(end) = memchr(b'\n', &buffer[fresh..filled]) else { continue };
            start = fresh + end + 1;
            lines.too_long(skipped + (start - 1) as u64, b"\n")?;
            skipped = 0;
        }
        if let Some(end) = memrchr(b'\n', &buffer[start.max(fresh)..filled]) {
            let end = start.max(fresh) + end + 1;
            lines.lines(&buffer[start..end])?;
            start = end;
        }
        lines.pause(read)?;
        buffer.copy_within(start..filled, 0);
        filled -= start;
    }
    if skipped > 0 {
        lines.too_long(skipped + filled as u64, b"")?;
    } else if filled > 0 {
        lines.line(&buffer[..filled], b"")?;
    }
    lines.pause(0)
}
