//! Digits in groups: a run of digits with single separators, taken apart.

use super::bytes::{Class, at, before, free_left, slice};
use crate::bounds::Bounds as _;
use core::ops::Range;

/// Longest run that is looked at, in bytes.
const LONGEST: usize = 96;
const MOST: usize = 24;

/// A run of digits and single separators, as groups.
pub(super) struct Groups<'t> {
    text: &'t [u8],
    bounds: [(usize, usize); MOST],
    len: usize,
}

impl<'t> Groups<'t> {
    /// The groups of the run `start..end`.
    pub(super) fn of(text: &'t [u8], start: usize, end: usize) -> Groups<'t> {
        let mut groups = Groups { text, bounds: [(0, 0); MOST], len: 0 };
        let end = end.min(start + LONGEST).min(text.len());
        let mut i = start;
        while i < end && groups.len < MOST {
            let from = i;
            while i < end && text[i].is_ascii_digit() {
                i += 1;
            }
            if i > from {
                groups.bounds[groups.len] = (from, i);
                groups.len += 1;
            }
            i += 1;
        }
        groups
    }

    /// Windows of neighbouring groups with the same separator between them and `least..=most` digits in
    /// all, longest first, each with its digits. A window is left out when it does not stand on its own: when
    /// a letter touches it, or when another group of three digits or more hangs on the same kind of
    /// separator, as in a table of numbers.
    pub(super) fn windows(
        &self,
        least: usize,
        most: usize,
    ) -> impl Iterator<Item = (Range<usize>, Digits)> + '_ {
        (0..self.len)
            .flat_map(move |first| (first..self.len).rev().map(move |last| (first, last)))
            .filter_map(move |(first, last)| {
                let digits: usize = self.bounds.cut(first..=last).iter().map(|(a, b)| b - a).sum();
                if !(least..=most).contains(&digits) || digits > Digits::MOST {
                    return None;
                }
                let sep = (first < last).then(|| self.separator(first)).flatten();
                let uniform = (first..last).all(|g| self.separator(g) == sep);
                (uniform && self.stands_alone(first, last, sep)).then(|| {
                    let span = self.bounds.item(first).0..self.bounds.item(last).1;
                    (span.clone(), Digits::of(slice(self.text, span.start, span.end)))
                })
            })
    }

    /// The separator after group `g`.
    fn separator(&self, g: usize) -> Option<u8> {
        at(self.text, self.bounds.item(g).1)
    }

    fn stands_alone(&self, first: usize, last: usize, sep: Option<u8>) -> bool {
        const WORD_LEFT: Class = Class::of("A-Za-z0-9_.#$/+-");
        const WORD_RIGHT: Class = Class::of("A-Za-z0-9_%");
        let hangs = |s: Option<u8>, group: (usize, usize)| {
            s != Some(b' ') || s == sep && (3..=6).contains(&(group.1 - group.0))
        };
        let left = if let Some(g) = first.checked_sub(1) {
            !hangs(self.separator(g), self.bounds.item(g))
        } else {
            let (start, end) = self.bounds[0];
            // `1,234`; in a row of CSV a number stands behind a comma too.
            let of_thousands = end - start <= 3
                && start >= 2
                && matches!(slice(self.text, start - 2, start), [b'0'..=b'9', b',']);
            free_left(self.text, start, WORD_LEFT) && !of_thousands
                || before(self.text, start) == Some(b'/') && sep.is_some()
        };
        let right = if last + 1 < self.len {
            !hangs(self.separator(last), self.bounds.item(last + 1))
        } else {
            let end = self.bounds.item(last).1;
            at(self.text, end).is_none_or(|b| {
                // `-x` and `.5` go on; `-` and `.` at the end of a sentence do not.
                let goes_on = matches!(b, b'-' | b'.')
                    && at(self.text, end + 1).is_some_and(|n| n.is_ascii_alphanumeric());
                !(goes_on || WORD_RIGHT.has(b))
            })
        };
        left && right
    }
}

/// The digits of a window, without separators.
pub(super) struct Digits {
    bytes: [u8; Digits::MOST],
    len: usize,
}

impl Digits {
    const MOST: usize = 24;

    /// The digits in `text`.
    pub(super) fn of(text: &[u8]) -> Digits {
        let mut digits = Digits { bytes: [0; Digits::MOST], len: 0 };
        for (to, b) in digits.bytes.iter_mut().zip(text.iter().filter(|b| b.is_ascii_digit())) {
            *to = *b;
            digits.len += 1;
        }
        digits
    }

    /// As bytes.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.cut(..self.len)
    }
}
