//! Lines of a stream, transformed as they come, in bounded memory.

use crate::clock;
use crate::error::CliError;
use memchr::{memchr, memchr_iter};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use veilfold_core::{Engine, Scratch};

/// Longest line that is held in memory, in bytes. A longer one is replaced by a marker: passing a part of
/// it could pass half a secret.
pub(crate) const MAX_LINE: usize = 64 << 20;
const CHUNK: usize = 256 << 10;

/// What a stream held.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    /// Lines.
    pub(crate) records: u64,
    /// Lines in which something was hidden.
    pub(crate) redacted: u64,
    /// Bytes read.
    pub(crate) bytes: u64,
    /// Hits by rule name.
    pub(crate) rules: BTreeMap<String, u64>,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It stays as it is, but for what is hidden.
    Transform,
    /// It is written anew in the engine's schema.
    Reencode,
}

/// A reader's buffer, a writer's buffer and the engine between them.
pub(crate) struct Stream<'e> {
    engine: &'e Engine,
    mode: Mode,
    scratch: Scratch,
    out: Vec<u8>,
    pub(crate) totals: Totals,
}

impl<'e> Stream<'e> {
    pub(crate) fn new(engine: &'e Engine, mode: Mode) -> Stream<'e> {
        Stream { engine, mode, scratch: Scratch::default(), out: Vec::new(), totals: Totals::default() }
    }

    /// Reads `input` to its end. What a read brings is written before the next read may block, so a line
    /// never waits for the one after it. A last line without a line end stays without one.
    pub(crate) fn run(
        &mut self,
        name: &str,
        input: &mut dyn Read,
        output: &mut dyn Write,
    ) -> Result<(), CliError> {
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
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(CliError::Input { name: name.to_owned(), error }),
            };
            self.totals.bytes += read as u64;
            let fresh = filled;
            filled += read;
            let mut start = 0;
            if skipped > 0 {
                // The end of a line that was too long: say so in its place.
                let Some(end) = memchr(b'\n', &buffer[fresh..filled]) else {
                    continue;
                };
                self.too_long(skipped + (fresh + end) as u64);
                self.out.push(b'\n');
                skipped = 0;
                start = fresh + end + 1;
            }
            let search = start.max(fresh);
            for end in memchr_iter(b'\n', &buffer[search..filled]) {
                self.line(&buffer[start..search + end]);
                self.out.push(b'\n');
                start = search + end + 1;
            }
            self.flush(output)?;
            buffer.copy_within(start..filled, 0);
            filled -= start;
        }
        if skipped > 0 {
            self.too_long(skipped + filled as u64);
        } else if filled > 0 {
            self.line(&buffer[..filled]);
        }
        self.flush(output)
    }

    fn line(&mut self, line: &[u8]) {
        match self.mode {
            Mode::Transform => self.engine.transform(line, &mut self.out, &mut self.scratch),
            Mode::Reencode => self.engine.reencode(line, clock::now(), &mut self.out, &mut self.scratch),
        };
        self.totals.records += 1;
        if !self.scratch.report.is_empty() {
            self.totals.redacted += 1;
            for (rule, hits) in self.scratch.report.iter() {
                let name = self.engine.policy().redactor().rule_name(rule);
                match self.totals.rules.get_mut(name) {
                    Some(count) => *count += u64::from(hits),
                    None => drop(self.totals.rules.insert(name.to_owned(), u64::from(hits))),
                }
            }
        }
    }

    fn too_long(&mut self, bytes: u64) {
        self.totals.records += 1;
        self.out.extend_from_slice(format!("[TRUNCATED:{bytes} bytes]").as_bytes());
    }

    fn flush(&mut self, output: &mut dyn Write) -> Result<(), CliError> {
        let written = output.write_all(&self.out).and_then(|()| output.flush());
        self.out.clear();
        written.map_err(CliError::Output)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use veilfold_core::{Options, Policy, Profile};

    /// Hands out its parts one read at a time.
    struct Parts(Vec<Vec<u8>>);

    impl Read for Parts {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let Some(part) = self.0.first_mut() else { return Ok(0) };
            let n = part.len().min(buffer.len());
            buffer[..n].copy_from_slice(&part[..n]);
            part.drain(..n);
            if part.is_empty() {
                self.0.remove(0);
            }
            Ok(n)
        }
    }

    fn run(mut parts: Vec<Vec<u8>>) -> (Vec<u8>, Totals) {
        // An empty read would mean the end.
        parts.retain(|p| !p.is_empty());
        let engine = Engine::new(Policy::builtin(Profile::None), Options::default());
        let mut stream = Stream::new(&engine, Mode::Transform);
        let mut out = Vec::new();
        stream.run("test", &mut Parts(parts), &mut out).expect("memory does not fail");
        (out, stream.totals)
    }

    #[test]
    fn every_split_of_the_input_gives_the_same_lines() {
        let text = b"one\n\ntwo\r\nthree";
        for cut in 0..text.len() {
            let (out, totals) = run(vec![text[..cut].to_vec(), text[cut..].to_vec()]);
            assert_eq!(out, text, "cut at {cut}");
            assert_eq!(totals.records, 4);
        }
    }

    #[test]
    fn empty_input_gives_empty_output() {
        assert_eq!(run(vec![]).0, b"");
    }

    #[test]
    fn a_line_larger_than_the_buffer_is_one_line() {
        let long = vec![b'x'; 3 * CHUNK];
        let mut text = long.clone();
        text.extend_from_slice(b"\nshort\n");
        let (out, totals) = run(vec![text.clone()]);
        assert_eq!(out, text);
        assert_eq!(totals.records, 2);
    }

    #[test]
    fn a_line_over_the_bound_becomes_a_marker_and_the_next_one_is_whole() {
        let mut text = vec![b'x'; MAX_LINE + 10];
        text.extend_from_slice(b"\nshort\n");
        let (out, totals) = run(vec![text]);
        assert_eq!(out, format!("[TRUNCATED:{} bytes]\nshort\n", MAX_LINE + 10).as_bytes());
        assert_eq!(totals.records, 2);
    }
}
