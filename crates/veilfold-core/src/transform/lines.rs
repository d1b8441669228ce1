//! Many lines at once: what does not change is never touched.

use super::{Fate, Told, begins_json};
use crate::bounds::Bounds as _;
use crate::options::GroupScope;
use crate::pipeline::{Engine, Outcome, Scratch};
use crate::redact::{Hit, Report};
use crate::search;
use alloc::vec::Vec;

impl Engine {
    /// Appends the cleaned form of all lines of `chunk` to `out`, with their line ends: the same bytes as
    /// [`Engine::transform`] gives line by line, in less time. One scan goes over the whole chunk, and neighbouring
    /// lines that need no change are copied in one piece.
    ///
    /// `each` is called for every line in which something was hidden or that has a name. Returns the number of lines;
    /// what follows the last line feed is a line too.
    ///
    /// ```
    /// use veilfold_core::{Engine, Options, Policy, Profile, Scratch};
    ///
    /// let engine = Engine::new(Policy::builtin(Profile::Default), Options::default());
    /// let (mut out, mut dirty) = (Vec::new(), 0);
    /// let chunk = b"user ann logged in\npassword=hunter2\nbye\n";
    /// let lines = engine.transform_lines(chunk, &mut out, &mut Scratch::default(), &mut |_, report| {
    ///     dirty += usize::from(!report.is_empty());
    /// });
    /// assert_eq!((lines, dirty), (3, 1));
    /// assert_eq!(out, b"user ann logged in\npassword=[REDACTED]\nbye\n");
    /// ```
    pub fn transform_lines(
        &self,
        chunk: &[u8],
        out: &mut Vec<u8>,
        scratch: &mut Scratch,
        each: &mut dyn FnMut(Outcome, &Report),
    ) -> u64 {
        self.transform_pieces(chunk, false, scratch, each, &mut |piece| match piece {
            Piece::Kept(lines) => out.extend_from_slice(lines),
            Piece::Written(line, end) => {
                out.extend_from_slice(line);
                out.extend_from_slice(end);
            }
        });
        let open = chunk.last().is_some_and(|last| *last != b'\n');
        search::memchr_iter(b'\n', chunk).count() as u64 + u64::from(open)
    }

    /// [`Engine::transform_lines`] for who puts the lines together himself: `take` gets the pieces of its answer in their
    /// order. `texts` says that [`first_json`] finds none of the lines, so that nobody has to look.
    pub fn transform_pieces(
        &self,
        chunk: &[u8],
        texts: bool,
        scratch: &mut Scratch,
        each: &mut dyn FnMut(Outcome, &Report),
        take: &mut dyn FnMut(Piece<'_>),
    ) {
        let mut places = scratch.take_places();
        let known = self.policy().redactor().candidates(chunk, &mut places);
        let valid = !texts && (chunk.is_ascii() || core::str::from_utf8(chunk).is_ok());
        let json = !texts && (!valid || self.options().group != GroupScope::Off);
        let mut told = None;
        let mut rest = places.as_slice();
        let (mut own, mut line) = (core::mem::take(&mut scratch.own), core::mem::take(&mut scratch.text));
        let (mut start, mut taken) = (0, 0);
        loop {
            let place = rest.first().map_or(chunk.len(), |hit| hit.start);
            let next = if known { next_line(chunk, start, place, json) } else { start };
            if next >= chunk.len() {
                break;
            }
            start = next;
            let end = search::memchr(b'\n', chunk.cut(start..)).map_or(chunk.len(), |length| start + length);
            let text = chunk.cut(start..end);
            let found = rest.iter().take_while(|hit| hit.start < end).count();
            let (hits, after) = rest.cut_at(found);
            rest = after;
            own.clear();
            let within = hits.iter().filter(|hit| hit.start >= start && hit.end <= end);
            own.extend(within.map(|hit| Hit { start: hit.start - start, end: hit.end - start, ..*hit }));
            line.clear();
            let told = match told {
                _ if !begins_json(text) => Told { valid, ..Told::default() },
                None => *told.insert(Told::of_all(self, chunk, valid)),
                Some(told) => told,
            };
            let fate = self.rewrite(text, known.then_some(&own), told, &mut line, scratch);
            let next = chunk.len().min(end + 1);
            let outcome = match fate {
                Fate::Kept(outcome) => outcome,
                Fate::Written(outcome) => {
                    take(Piece::Kept(chunk.cut(taken..start)));
                    take(Piece::Written(&line, chunk.cut(end..next)));
                    taken = next;
                    outcome
                }
            };
            if outcome.group.is_some() || !scratch.report.is_empty() {
                each(outcome, &scratch.report);
            }
            start = next;
        }
        take(Piece::Kept(chunk.cut(taken..)));
        (scratch.own, scratch.text) = (own, line);
        scratch.keep_places(places);
    }
}

/// A piece of what [`Engine::transform_pieces`] makes of a chunk.
#[derive(Clone, Copy, Debug)]
pub enum Piece<'p> {
    /// Lines that stay as they are, with their ends; there may be none.
    Kept(&'p [u8]),
    /// A line that changed, and its end.
    Written(&'p [u8], &'p [u8]),
}

/// Where the next line begins that is to be looked at: the one that `place` stands in or, if `json`, one before it that
/// may be JSON. The length of the chunk where there is none. A line begins at `start`.
fn next_line(chunk: &[u8], start: usize, place: usize, json: bool) -> usize {
    let before = &chunk[start.min(chunk.len())..place.max(start).min(chunk.len())];
    let line = || search::memrchr(b'\n', before).map_or(start, |at| start + at + 1);
    if !json {
        return if place < chunk.len() { line() } else { chunk.len() };
    }
    if start >= chunk.len() || may_be_json(&chunk[start..]) {
        return start;
    }
    let mut at = start;
    while at < start + before.len() {
        // Most lines begin with a letter or a digit: many bytes are looked at without a branch, where vectors make that cheap.
        let many = chunk[at..].first_chunk::<MANY>().zip(chunk[at + 1..].first_chunk::<MANY>());
        if many.filter(|_| search::VECTORS).is_none_or(|(bytes, behind)| holds_begin(bytes, behind)) {
            let bytes = &chunk[at..place.min(at + MANY)];
            let mut lines = search::memchr_iter(b'\n', bytes).map(|end| at + end + 1);
            if let Some(line) = lines.find(|line| may_be_json(&chunk[*line..])) {
                return line;
            }
        }
        at += MANY;
    }
    if place < chunk.len() { line() } else { chunk.len() }
}

/// True where a line that `text` begins with is JSON or may be, behind a byte order mark.
fn may_be_json(text: &[u8]) -> bool {
    let first = text.iter().find(|b| !matches!(b, b' ' | b'\t' | b'\r'));
    matches!(first, Some(b'{' | b'[')) || text.first() == Some(&0xef)
}

/// Where the first of `lines` begins that is JSON or may be, behind a byte order mark; their length where none may.
pub fn first_json(lines: &[u8]) -> usize {
    next_line(lines, 0, lines.len(), true)
}

/// True where a line feed of `bytes` is followed by what a line of JSON may begin with.
#[inline]
fn holds_begin(bytes: &[u8; MANY], behind: &[u8; MANY]) -> bool {
    let begins = |end: u8, first: u8| {
        let is_first = u8::from(first <= b' ') | u8::from(first == b'{') | u8::from(first == b'[');
        u8::from(end == b'\n') & (is_first | u8::from(first == 0xef))
    };
    bytes.iter().zip(behind).fold(0, |any, (end, first)| any | begins(*end, *first)) != 0
}

/// Bytes that are looked at without a branch; without vectors, in which each line end is looked for.
const MANY: usize = if search::VECTORS { 64 } else { 1 << 10 };

#[cfg(test)]
mod tests {
    use crate::options::{GroupScope, Options};
    use crate::pipeline::{Engine, Scratch};
    use crate::policy::{Policy, Profile};
    use alloc::vec::Vec;
    use proptest::prelude::*;
    use std::sync::OnceLock;

    fn engine(group: GroupScope) -> &'static Engine {
        static ENGINES: [OnceLock<Engine>; 3] = [OnceLock::new(), OnceLock::new(), OnceLock::new()];
        let make = || Engine::new(Policy::builtin(Profile::Strict), Options { group, ..Options::default() });
        ENGINES[group as usize].get_or_init(make)
    }

    /// What comes out, how many lines and how many of them are told of, and how much was hidden.
    fn at_once(engine: &Engine, chunk: &[u8]) -> (Vec<u8>, u64, usize, u64) {
        let (mut out, mut told, mut hidden) = (Vec::new(), 0, 0);
        let lines = engine.transform_lines(chunk, &mut out, &mut Scratch::default(), &mut |_, report| {
            told += 1;
            hidden += report.iter().map(|(_, n)| u64::from(n)).sum::<u64>();
        });
        (out, lines, told, hidden)
    }

    fn one_by_one(engine: &Engine, chunk: &[u8]) -> (Vec<u8>, u64, usize, u64) {
        let (mut out, mut lines, mut told, mut hidden) = (Vec::new(), 0, 0, 0);
        let mut scratch = Scratch::default();
        for line in chunk.split_inclusive(|b| *b == b'\n') {
            let (text, end) = line.split_at(line.len() - usize::from(line.ends_with(b"\n")));
            let outcome = engine.transform(text, &mut out, &mut scratch);
            out.extend_from_slice(end);
            lines += 1;
            hidden += scratch.report.iter().map(|(_, n)| u64::from(n)).sum::<u64>();
            told += usize::from(outcome.group.is_some() || !scratch.report.is_empty());
        }
        (out, lines, told, hidden)
    }

    /// Pieces that lines are made of; many of them end or begin what another one holds.
    fn piece() -> impl Strategy<Value = &'static [u8]> {
        proptest::sample::select(vec![
            &b"\n"[..],
            b"\n",
            b"\r\n",
            b"\xef\xbb\xbf",
            b"\xff",
            b" ",
            b"password=hunter2",
            b"password=",
            b"4111 1111 1111 ",
            b"1111",
            b"2026-11-08 06:35:21 ",
            b"plain words, nothing to see ",
            b"{\"level\":\"error\",\"message\":\"failed\",\"token\":\"abc123def\"}",
            b"{\"level\":\"info\",\"message\":\"ok\",\"token_count\":3}",
            b"{\"level\":\"error\",\"message\":\"disk full\"}",
            b"{\"a\":\"\\u0070assword=x1y2z3\"}",
            b"{\"message\":\"Traceback (most recent call last):\\n  File \\\"a.py\\\", line 1, in f\\nValueError: x\"}",
            b"see {\"\\u0070assword\":\"x1y2z3\"} C:\\Users",
            b"{\"broken\":",
            b"[1,2]",
            b"bob@example.com",
            b"ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        ])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn a_chunk_is_its_lines(pieces in proptest::collection::vec(piece(), 0..40), group in 0..3_usize) {
            let chunk = pieces.concat();
            let engine = engine([GroupScope::All, GroupScope::Errors, GroupScope::Off][group]);
            prop_assert_eq!(at_once(engine, &chunk), one_by_one(engine, &chunk));
        }
    }
}
