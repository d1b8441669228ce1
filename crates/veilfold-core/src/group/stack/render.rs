//! The text of a traceback, as the encoder puts it into `stacktrace`: `CPython`'s own form without source lines, which
//! a process cannot read without touching files. [`super::parse`] reads it back to a chain with the same ids.

use super::python::{CAUSE, CONTEXT, HEADER};
use super::raised::is_same_place;
use super::{MAX_DEPTH, MAX_MEMBERS};
use crate::record::{Exception, Frame, Link};
use alloc::vec::Vec;
use core::fmt::Write as _;

/// Identical calls that are printed before `[Previous line repeated …]`, as `CPython` does.
const REPEATED: usize = 3;

/// Appends the traceback of a chain to `out`; every line ends with `\n`. Groups wider than [`MAX_MEMBERS`] or
/// deeper than [`MAX_DEPTH`] are cut as `CPython` cuts them.
pub fn render_python(chain: &[Exception<'_>], out: &mut Vec<u8>) {
    if chain.is_empty() {
        return;
    }
    let mut causes = alloc::vec![None; chain.len()];
    let mut members =
        alloc::vec![Vec::new(); if chain.iter().any(|e| e.link == Link::Member) { chain.len() } else { 0 }];
    for (i, e) in chain.iter().enumerate().skip(1).filter(|(i, e)| e.parent < *i) {
        match e.link {
            Link::Cause | Link::Context if causes[e.parent].is_none() => causes[e.parent] = Some(i),
            Link::Member => members[e.parent].push(i),
            _ => {}
        }
    }
    Renderer { chain, causes, members, out }.path(0, 0);
}

struct Renderer<'r, 'a> {
    chain: &'r [Exception<'a>],
    causes: Vec<Option<usize>>,
    members: Vec<Vec<usize>>,
    out: &'r mut Vec<u8>,
}

impl Renderer<'_, '_> {
    /// An exception with what led to it, the root cause first. Recursion is as deep as groups nest: [`MAX_DEPTH`].
    fn path(&mut self, head: usize, depth: usize) {
        let path: Vec<usize> = core::iter::successors(Some(head), |&i| self.causes[i]).collect();
        for (n, &index) in path.iter().enumerate().rev() {
            self.exception(index, depth);
            if n > 0 {
                let heading = if self.chain[index].link == Link::Cause { CAUSE } else { CONTEXT };
                for line in [b"", heading, b""] {
                    self.line(depth, line);
                }
            }
        }
    }

    fn exception(&mut self, index: usize, depth: usize) {
        let chain = self.chain;
        let exception = &chain[index];
        let members = self.members.get(index).cloned().unwrap_or_default();
        let group = !members.is_empty();
        // The outermost group gets a margin too, and a plus where it begins.
        let inner = if group { depth.max(1) } else { depth };
        if !exception.frames.is_empty() {
            if group && depth == 0 {
                self.out.extend_from_slice(b"  + Exception Group ");
                self.out.extend_from_slice(HEADER);
                self.out.push(b'\n');
            } else {
                self.margin(inner);
                self.out.extend_from_slice(if group { b"Exception Group " } else { b"" });
                self.out.extend_from_slice(HEADER);
                self.out.push(b'\n');
            }
            self.frames(&exception.frames, inner);
        }
        self.headline(exception, inner);
        for note in &exception.notes {
            for line in note.split(|&b| b == b'\n') {
                self.line(inner, line);
            }
        }
        if group {
            self.group(&members, inner);
        }
    }

    fn headline(&mut self, exception: &Exception<'_>, depth: usize) {
        let mut lines = exception.message.split(|&b| b == b'\n');
        self.margin(depth);
        self.out.extend_from_slice(&exception.kind);
        if !exception.message.is_empty() {
            self.out.extend_from_slice(b": ");
            self.out.extend_from_slice(lines.next().unwrap_or_default());
        }
        self.out.push(b'\n');
        for line in lines.filter(|_| !exception.message.is_empty()) {
            self.line(depth, line);
        }
    }

    fn frames(&mut self, frames: &[Frame<'_>], depth: usize) {
        let mut rest = frames;
        while let Some(frame) = rest.first() {
            let same = 1 + rest
                .iter()
                .skip(1)
                .take_while(|f| f.line == frame.line && is_same_place(f, frame))
                .count();
            for _ in 0..same.min(REPEATED) {
                self.margin(depth);
                self.out.extend_from_slice(b"  File \"");
                self.out.extend_from_slice(&frame.file);
                self.format(format_args!("\", line {}, in ", frame.line));
                self.out.extend_from_slice(&frame.function);
                self.out.push(b'\n');
            }
            if same > REPEATED {
                let more = same - REPEATED;
                self.margin(depth);
                self.format(format_args!(
                    "  [Previous line repeated {more} more time{}]\n",
                    if more == 1 { "" } else { "s" }
                ));
            }
            rest = &rest[same..];
        }
    }

    fn group(&mut self, members: &[usize], depth: usize) {
        for (n, &member) in members.iter().take(MAX_MEMBERS + 1).enumerate() {
            self.indent(depth + usize::from(n > 0));
            self.out.extend_from_slice(if n == 0 { b"+-" } else { b"" });
            if n == MAX_MEMBERS {
                self.out.extend_from_slice(b"+---------------- ... ----------------\n");
                self.margin(depth + 1);
                let more = members.len() - n;
                self.format(format_args!("and {more} more exception{}\n", if more == 1 { "" } else { "s" }));
                break;
            }
            self.format(format_args!("+---------------- {} ----------------\n", n + 1));
            if depth >= MAX_DEPTH {
                self.margin(depth + 1);
                self.format(format_args!("... (max_group_depth is {MAX_DEPTH})\n"));
            } else {
                self.path(member, depth + 1);
            }
        }
        self.indent(depth + 1);
        self.out.extend_from_slice(b"+------------------------------------\n");
    }

    fn line(&mut self, depth: usize, line: &[u8]) {
        self.margin(depth);
        self.out.extend_from_slice(line);
        self.out.push(b'\n');
    }

    fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.out.extend_from_slice(b"  ");
        }
    }

    fn margin(&mut self, depth: usize) {
        self.indent(depth);
        self.out.extend_from_slice(if depth > 0 { b"| " } else { b"" });
    }

    fn format(&mut self, arguments: core::fmt::Arguments<'_>) {
        struct Bytes<'b>(&'b mut Vec<u8>);
        impl core::fmt::Write for Bytes<'_> {
            fn write_str(&mut self, text: &str) -> core::fmt::Result {
                self.0.extend_from_slice(text.as_bytes());
                Ok(())
            }
        }
        let _ = Bytes(self.out).write_fmt(arguments);
    }
}
