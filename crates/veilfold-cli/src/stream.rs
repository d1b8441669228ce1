//! Lines of a stream, transformed as they come, in bounded memory.

use crate::armour::Armour;
use crate::clock;
use crate::error::CliError;
use crate::lines::{self, Lines};
use crate::repeats::Repeats;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use veilfold_core::{Engine, Outcome, Report, Scratch};

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
    armour: Armour,
    scratch: Scratch,
    out: Vec<u8>,
    pub(crate) totals: Totals,
    /// Holds back what was said already, where that is asked for.
    pub(crate) repeats: Option<Repeats>,
}

impl<'e> Stream<'e> {
    pub(crate) fn new(engine: &'e Engine, mode: Mode) -> Stream<'e> {
        Stream {
            engine,
            mode,
            armour: Armour::new(engine.policy().redactor()),
            scratch: Scratch::default(),
            out: Vec::new(),
            totals: Totals::default(),
            repeats: None,
        }
    }

    /// Reads `input` to its end and writes what it became.
    pub(crate) fn run(
        &mut self,
        name: &str,
        input: &mut dyn Read,
        output: &mut dyn Write,
    ) -> Result<(), CliError> {
        lines::read(name, input, &mut Writing { stream: self, output })
    }

    fn line(&mut self, line: &[u8]) -> Outcome {
        self.totals.records += 1;
        let masked = self
            .armour
            .hides(line)
            .map(|span| [&line[..span.start], Armour::MARKER, &line[span.end..]].concat());
        let line = masked.as_deref().unwrap_or(line);
        let outcome = match self.mode {
            Mode::Transform => self.engine.transform(line, &mut self.out, &mut self.scratch),
            Mode::Reencode => self.engine.reencode(line, clock::now(), &mut self.out, &mut self.scratch),
        };
        if masked.is_some() {
            count(&mut self.totals, Armour::RULE, 1);
        }
        if self.scratch.report.is_empty() && masked.is_none() {
            return outcome;
        }
        self.totals.redacted(self.engine, &self.scratch.report);
        outcome
    }

    /// Lines that can be looked at together.
    fn lines(&mut self, lines: &[u8]) {
        let (engine, totals) = (self.engine, &mut self.totals);
        totals.records +=
            engine.transform_lines(lines, &mut self.out, &mut self.scratch, &mut |_, report| {
                if !report.is_empty() {
                    totals.redacted(engine, report);
                }
            });
    }
}

impl Totals {
    /// A line in which something was hidden.
    fn redacted(&mut self, engine: &Engine, report: &Report) {
        self.redacted += 1;
        let redactor = engine.policy().redactor();
        for (rule, hits) in report.iter() {
            count(self, redactor.rule_name(rule), hits);
        }
    }
}

/// Adds to a rule's count; its name is copied the first time.
fn count(totals: &mut Totals, rule: &str, hits: u32) {
    match totals.rules.get_mut(rule) {
        Some(count) => *count += u64::from(hits),
        None => drop(totals.rules.insert(rule.to_owned(), u64::from(hits))),
    }
}

/// A stream with the place where its output goes.
struct Writing<'w, 'e> {
    stream: &'w mut Stream<'e>,
    output: &'w mut dyn Write,
}

impl Lines for Writing<'_, '_> {
    fn lines(&mut self, lines: &[u8]) -> Result<(), CliError> {
        let Stream { mode, repeats, armour, .. } = &*self.stream;
        if *mode == Mode::Transform && repeats.is_none() && armour.rests(lines) {
            self.stream.lines(lines);
            return Ok(());
        }
        lines::each(lines, |line| self.line(line, b"\n"))
    }

    fn line(&mut self, line: &[u8], end: &[u8]) -> Result<(), CliError> {
        let start = self.stream.out.len();
        let outcome = self.stream.line(line);
        let Stream { out, repeats, .. } = &mut *self.stream;
        match repeats {
            None => out.extend_from_slice(end),
            // Lines that are written later stand behind the last one: it needs its end.
            Some(repeats) if repeats.pass(&outcome, start, out) => out.push(b'\n'),
            Some(_) => {}
        }
        Ok(())
    }

    fn too_long(&mut self, bytes: u64, end: &[u8]) -> Result<(), CliError> {
        self.stream.totals.records += 1;
        self.stream.out.extend_from_slice(format!("[TRUNCATED:{bytes} bytes]").as_bytes());
        self.stream.out.extend_from_slice(end);
        Ok(())
    }

    fn pause(&mut self, read: usize) -> Result<(), CliError> {
        self.stream.totals.bytes += read as u64;
        let written = self.output.write_all(&self.stream.out).and_then(|()| self.output.flush());
        self.stream.out.clear();
        written.map_err(CliError::Output)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::{CHUNK, MAX_LINE};
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
