//! Tokens that say by their prefix whose they are: a row of a table each.
//!
//! The anchor is the prefix; a [`Shape`] says what follows (and, seldom, what stands before it).

use super::Candidate;
use super::bytes::{ALNUM, Class, URL64, WORD, before, free_left, free_right, run, run_back, slice};
use super::opaque::{opaque, placeholder};
use core::ops::Range;

/// As many bytes as a token is followed for.
pub(super) const LONGEST: u16 = super::bytes::LONGEST as u16;

/// A piece of a token.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// What stands directly before the anchor and belongs to the token, from so many to so many bytes of a class. The first.
    Before(&'static Class, u16, u16),
    /// These bytes.
    Is(&'static str),
    /// One of these, the first that fits.
    OneOf(&'static [&'static str]),
    /// As many bytes of a class as there are, from `min` to `max` of them.
    Run(&'static Class, u16, u16),
}

/// The shape of a token around its anchor.
#[derive(Clone, Copy, Debug)]
pub(in crate::redact) struct Shape {
    edge: &'static Class,
    parts: &'static [Part],
    accept: fn(&[u8]) -> bool,
    kept: Kept,
}

/// What of the token's shape is a name, and stays.
#[derive(Clone, Copy, Debug)]
enum Kept {
    Nothing,
    Anchor,
    /// All before the last part.
    Names,
}

impl Shape {
    /// What follows the anchor, at least. No letter, digit or `_` may touch the token on either side.
    pub(super) const fn new(parts: &'static [Part]) -> Shape {
        Shape { edge: &WORD, parts, accept: |_| true, kept: Kept::Nothing }
    }

    /// Only these bytes may not touch the token on the left.
    pub(super) const fn edge(self, edge: &'static Class) -> Shape {
        Shape { edge, ..self }
    }

    /// A `_` may touch the token on the left, as in `key_AKIA…`.
    pub(super) const fn after_underscore(self) -> Shape {
        Shape { edge: &ALNUM, ..self }
    }

    /// A last look at all that follows the anchor: a checksum, or a gate where the shape alone is weak.
    pub(super) const fn accept(self, accept: fn(&[u8]) -> bool) -> Shape {
        Shape { accept, ..self }
    }

    /// The anchor is a name, not a part of the secret, and stays.
    pub(super) const fn named(self) -> Shape {
        Shape { kept: Kept::Anchor, ..self }
    }

    /// Only the last part is secret: what stands before it names it.
    pub(super) const fn last(self) -> Shape {
        Shape { kept: Kept::Names, ..self }
    }

    /// How many bytes of base64url follow the anchor at least.
    pub(super) const fn body(&self) -> u8 {
        let (mut count, mut part) = (0, matches!(self.parts, [Part::Before(..), ..]) as usize);
        while part < self.parts.len() {
            let Part::Run(class, min, max) = self.parts[part] else { break };
            if !class.is_within(URL64) {
                break;
            }
            count += min as usize;
            if min < max {
                break;
            }
            part += 1;
        }
        if count < u8::MAX as usize { count as u8 } else { u8::MAX }
    }

    /// Where the token of this shape around the anchor is.
    pub(super) fn verify(&self, c: Candidate<'_>) -> Option<Range<usize>> {
        let (start, parts) = match self.parts {
            [Part::Before(class, min, max), parts @ ..] => {
                let start = run_back(c.text, c.start, **class, usize::from(*max));
                ((c.start - start >= usize::from(*min)).then_some(start)?, parts)
            }
            parts => (c.start, parts),
        };
        let has_lead = parts.len() < self.parts.len();
        let free = free_left(c.text, start, *self.edge);
        if !(free || !has_lead && can_be_glued(c)) {
            return None;
        }
        let (mut end, mut last) = (c.end, c.end);
        for part in parts {
            last = end;
            end = part.end(c.text, end)?;
        }
        if !free_right(c.text, end, WORD) {
            return None;
        }
        let body = slice(c.text, c.end, end);
        // What something touches must be made by a machine for sure.
        if !(free || body.len() >= 30 && opaque(body)) {
            return None;
        }
        // A short body beside a long lead is judged with it.
        let judged = if has_lead { slice(c.text, start, end) } else { body };
        let secret = match self.kept {
            Kept::Nothing => start..end,
            Kept::Anchor => c.end..end,
            Kept::Names => last..end,
        };
        (!placeholder(judged) && (self.accept)(body)).then_some(secret)
    }
}

/// Whether the prefix says so much by itself that a letter may touch it, as where logs glue texts together.
fn can_be_glued(c: Candidate<'_>) -> bool {
    let left = before(c.text, c.start).is_some_and(|b| b.is_ascii_alphabetic());
    left && c.end.saturating_sub(c.start) >= 6 && before(c.text, c.end) == Some(b'-')
}

fn literal_end(text: &[u8], from: usize, literal: &str) -> Option<usize> {
    let end = from + literal.len();
    (slice(text, from, end) == literal.as_bytes()).then_some(end)
}

impl Part {
    fn end(&self, text: &[u8], from: usize) -> Option<usize> {
        match self {
            Part::Before(..) => None,
            Part::Is(s) => literal_end(text, from, s),
            Part::OneOf(all) => all.iter().find_map(|s| literal_end(text, from, s)),
            Part::Run(class, min, max) => {
                let mut end = run(text, from, **class, usize::from(*max));
                let least = from + usize::from(*min);
                // A dot at the end of a token is the end of a sentence.
                while end > least && slice(text, end - 1, end) == b"." {
                    end -= 1;
                }
                (end >= least).then_some(end)
            }
        }
    }
}

/// A [`Detector`](super::Detector) for one kind of token.
macro_rules! token {
    (
        $id:literal, $summary:literal, $source:literal,
        [$($anchor:literal),+ $(,)?], $shape:expr,
        hits: [$(($text:literal, $secret:literal)),+ $(,)?],
        misses: [$($miss:literal),* $(,)?] $(,)?
    ) => {
        $crate::redact::detect::Detector {
            id: $id,
            group: $crate::redact::detect::Group::Secrets,
            summary: $summary,
            source: $source,
            anchors: {
                const BODY: u8 = ($shape).body();
                &[$($crate::redact::detect::Anchor::Prefix($anchor, BODY)),+]
            },
            verify: {
                const SHAPE: &$crate::redact::detect::token::Shape = &$shape;
                $crate::redact::detect::Verify::Shape(SHAPE)
            },
            hits: &[$(($text, $secret)),+],
            misses: &[$($miss),*],
        }
    };
}
pub(super) use token;
