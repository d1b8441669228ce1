//! Building a chain from text that prints the innermost frame first.

use super::Stack;
use super::lines::{Lines, Prefix};
use crate::bounds::Bounds;
use crate::record::{Exception, Frame, Link};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// A chain in the making, outermost exception first, frames innermost first.
#[derive(Default)]
pub(super) struct Chain<'a>(pub(super) Vec<Exception<'a>>);

impl<'a> Chain<'a> {
    /// A chain of one exception.
    pub(super) fn of(kind: &'a [u8], message: &'a [u8]) -> Chain<'a> {
        let mut chain = Chain::default();
        chain.push(Link::Top, 0, kind, message);
        chain
    }

    /// Adds an exception and returns its index.
    pub(super) fn push(&mut self, link: Link, parent: usize, kind: &'a [u8], message: &'a [u8]) -> usize {
        let link = if self.0.is_empty() { Link::Top } else { link };
        self.0.push(Exception {
            link,
            parent,
            kind: Cow::Borrowed(kind),
            message: Cow::Borrowed(message),
            notes: Vec::new(),
            frames: Vec::new(),
        });
        self.0.len() - 1
    }

    /// Adds the next outer frame to an exception.
    pub(super) fn frame(&mut self, exception: usize, frame: Frame<'a>) {
        if let Some(exception) = self.0.get_mut(exception) {
            exception.frames.push(frame);
        }
    }

    /// Adds the lines that `call` knows to the outermost exception, up to one that starts like another stack: whether
    /// there is one.
    pub(super) fn list(
        &mut self,
        lines: Lines<'a>,
        prefix: Prefix<'_>,
        another: &[u8],
        call: fn(&'a [u8]) -> Option<Frame<'a>>,
    ) -> bool {
        for line in lines {
            let body = prefix.body(line.text);
            if self.is_framed() && body.starts_with(another) {
                return true;
            }
            if let Some(frame) = call(body) {
                self.frame(0, frame);
            }
        }
        false
    }

    /// Frames of the outermost exception.
    pub(super) fn frames(&self) -> usize {
        self.0.first().map_or(0, |exception| exception.frames.len())
    }

    /// Leaves out its innermost frames, if it has more.
    pub(super) fn leave(&mut self, count: usize) {
        if count < self.frames()
            && let Some(exception) = self.0.first_mut()
        {
            exception.frames.drain(..count);
        }
    }

    /// Whether the outermost exception has a frame.
    pub(super) fn is_framed(&self) -> bool {
        self.frames() > 0
    }

    /// Exceptions were added from the root cause to the outermost one, each tied to the one before it.
    pub(super) fn turn(&mut self) {
        self.0.reverse();
        for (i, exception) in self.0.iter_mut().enumerate() {
            exception.link = if i == 0 { Link::Top } else { Link::Cause };
            exception.parent = i.saturating_sub(1);
        }
    }

    /// Frames outermost first; `None` without a frame in the whole chain.
    pub(super) fn finish(mut self, others: bool) -> Option<Stack<'a>> {
        for exception in &mut self.0 {
            exception.frames.reverse();
        }
        let framed = self.0.iter().any(|e| !e.frames.is_empty());
        framed.then_some(Stack { chain: self.0, others })
    }
}

/// A frame.
pub(super) fn frame<'a>(
    file: &'a [u8],
    module: impl Into<Cow<'a, [u8]>>,
    function: impl Into<Cow<'a, [u8]>>,
    line: u32,
) -> Frame<'a> {
    Frame { file: Cow::Borrowed(file), module: module.into(), function: function.into(), line }
}

/// Splits `name:line` or `name:line:column` at the end of a location.
pub(super) fn location(text: &[u8]) -> (&[u8], u32) {
    let mut rest = text;
    let mut line = 0;
    for _ in 0..2 {
        let count = rest.iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let (before, digits) = rest.cut_at(rest.len() - count);
        match before.strip_suffix(b":") {
            Some(file) if count > 0 => {
                line = super::lines::number(digits);
                rest = file;
            }
            _ => break,
        }
    }
    (rest, line)
}

/// The name of a file without the directories it lies in: of scripts that are started from anywhere, and copied about.
pub(super) fn file_name(path: &[u8]) -> &[u8] {
    path.rsplit(|b| matches!(b, b'/' | b'\\')).next().unwrap_or_default()
}
