//! Many records at once: one scan goes over all that are text.

mod wrap;

use crate::wrap::wrap;
use crate::{Guest, MAX_RECORD_BYTES, object};
use veilfold_core::bounds::take_fault;
use veilfold_core::{Piece, first_json};
use wrap::wrap_lines;

impl Guest {
    /// Cleans records of which each is a line, and returns what [`Guest::filter`] answers to each, with the line's end.
    /// What follows the last line feed is a record too.
    pub fn filter_lines(&mut self, lines: &[u8]) -> &[u8] {
        if core::mem::replace(&mut self.busy, true) {
            self.abandon();
        }
        self.out.clear();
        if !self.at_once(lines) {
            // What went wrong is one record's fault, and costs the others nothing.
            self.out.clear();
            for line in lines.split_inclusive(|byte| *byte == b'\n') {
                let (record, end) = split_end(line);
                self.answer(record);
                self.out.extend_from_slice(end);
            }
        }
        self.busy = false;
        &self.out
    }

    /// Appends the answers; false where a record is not to be answered as itself.
    fn at_once(&mut self, lines: &[u8]) -> bool {
        if self.engine.is_none() || lines.len() > MAX_RECORD_BYTES {
            return false;
        }
        self.out.reserve(lines.len() + lines.len() / 4);
        let mut rest = lines;
        while !rest.is_empty() {
            let texts = if rest.starts_with(b"{") { 0 } else { first_json(rest) };
            let (texts, after) = rest.split_at_checked(texts).unwrap_or((rest, &[]));
            self.texts(texts);
            // Noted before the next record could be blamed for it.
            if take_fault() {
                return false;
            }
            let (line, after) = after.split_at_checked(length(after)).unwrap_or((after, &[]));
            if !line.is_empty() {
                let (record, end) = split_end(line);
                self.answer(record);
                self.out.extend_from_slice(end);
            }
            rest = after;
        }
        true
    }

    /// Appends the answers to lines of which none may be JSON.
    fn texts(&mut self, lines: &[u8]) {
        let Guest { engine: Some(engine), scratch, out, text, .. } = self else { return };
        engine.transform_pieces(lines, true, scratch, &mut |_, _| {}, &mut |piece| match piece {
            Piece::Kept(lines) => wrap_lines(lines, out, text),
            Piece::Written(line, end) => {
                if object::is_object(line) {
                    out.extend_from_slice(line);
                } else {
                    wrap(line, out);
                }
                out.extend_from_slice(end);
            }
        });
    }
}

/// How long the first line is, with its end.
fn length(lines: &[u8]) -> usize {
    memchr::memchr(b'\n', lines).map_or(lines.len(), |end| end + 1)
}

/// A line, and its end.
fn split_end(line: &[u8]) -> (&[u8], &[u8]) {
    match line {
        [text @ .., b'\n'] => (text, b"\n"),
        text => (text, b""),
    }
}
