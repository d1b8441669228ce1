//! Values of several parts: a unit and its description, a medium and its character set, two names and an arrow.

use super::super::shape::{DIGIT, LETTER, LOWER, Mask, classes_of, is_word_byte};
use super::{Lexer, find};
use crate::group::work::looked_at;
use crate::texts::{Texts, texts};

impl Lexer<'_> {
    /// Where a value ends: `nginx.service - The nginx HTTP server`, a unit of systemd and its description, is one, as is
    /// `text/html; charset=utf-8`, and with what a sign ties to it: `Local/12@queue;2`.
    #[inline]
    pub(super) fn described(&self, start: usize, end: usize) -> usize {
        match self.peek(end) {
            b' ' if self.peek(end + 1) == b'-' && self.peek(end + 2) == b' ' => {
                self.unit(start, end).unwrap_or(end)
            }
            b';' => self.charset(end),
            _ => end,
        }
    }

    #[inline(never)]
    fn charset(&self, end: usize) -> usize {
        let (mut tied, mut shape) = self.run_of_word(end + 1);
        if shape & DIGIT != 0 && shape & !(DIGIT | LETTER) == 0 {
            // How many there are is data: `1;2;3`.
            let mut whole = tied;
            while self.peek(whole) == b';' {
                (tied, shape) = self.run_of_word(whole + 1);
                if shape & DIGIT == 0 || shape & !(DIGIT | LETTER) != 0 {
                    break;
                }
                whole = tied;
            }
            return whole;
        }
        let rest = self.slice(end + 1..self.text.len());
        let rest = rest.strip_prefix(b" ").or(rest.strip_prefix(b"+")).unwrap_or(rest);
        let Some(name) = rest.strip_prefix(b"charset=") else { return end };
        let length = name.iter().take_while(|&&b| is_word_byte(b)).count();
        looked_at(length);
        self.text.len() - name.len() + length
    }

    #[inline(never)]
    fn unit(&self, start: usize, end: usize) -> Option<usize> {
        const KINDS: Texts = texts![
            ".automount",
            ".device",
            ".mount",
            ".path",
            ".scope",
            ".service",
            ".slice",
            ".socket",
            ".swap",
            ".target",
            ".timer",
        ];
        if !KINDS.end(self.slice(start..end)) {
            return None;
        }
        let rest = self.text.get(end..)?;
        // `x.service - X was skipped because …`: at the head, what became of it follows.
        if self.tokens.is_empty() {
            return Some(end + find(rest, b" was skipped ")?);
        }
        const VERBS: Texts = texts![
            "Set",
            "Started",
            "Starting",
            "Stopped",
            "Stopping",
            "Finished",
            "Reloaded",
            "Reloading",
            "Mounted",
            "Mounting",
            "Unmounted",
            "Unmounting",
            "Listening",
            "Closed",
            "Created",
            "Removed",
            "Reached",
            "Failed",
            "Dependency",
            "Activated",
            "Activating",
        ];
        // Other texts go on behind a dash with what was wrong.
        let is_systemd = self.tokens.first().is_some_and(|first| VERBS.has(first.text(self.text)));
        if !is_systemd || rest.get(3).is_none_or(u8::is_ascii_lowercase) {
            return None;
        }
        let stops = rest.iter().rev().take_while(|&&b| b == b'.').count();
        Some(self.text.len() - stops)
    }

    /// `FIX.4.4:ACME->LSE`, `idle->ready`: names that an arrow joins are one value; `pool->size` at the head of a
    /// message and `pool->close()` are code; `$pool->size` is what a variable holds.
    pub(super) fn arrow(&mut self, start: usize, end: usize) -> bool {
        let name = self.slice(start..end);
        let (stop, shape) = self.run_of_word(end + 1);
        let stop = self.trim_word(end + 1, stop);
        let is_value = name.ends_with(b"-")
            && self.peek(stop) != b'('
            && shape & (LETTER | DIGIT) != 0
            && classes_of(name) & (LETTER | DIGIT) != 0
            && (classes_of(name) & LOWER == 0 || !self.is_head() || name.starts_with(b"$"));
        if is_value {
            self.mask(start..stop, Mask::State);
        }
        is_value
    }
}
