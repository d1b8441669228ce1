//! The place of an exception: what of its frames is part of an id.

use super::places::{Tier, tail, tier};
use super::settings::Settings;
use crate::record::Frame;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use smallvec::SmallVec;

/// A loop of more functions than this is not taken for recursion.
const MAX_LOOP: usize = 8;
/// Innermost frames in which the loop of a stack overflow is looked for.
const OVERFLOW_WINDOW: usize = 64;

/// Where an exception was raised: its frames, and the highest tier among them.
pub(super) struct Raised<'e, 'a> {
    frames: &'e [Frame<'a>],
    tiers: SmallVec<[Tier; 64]>,
    /// The innermost frame of the highest tier there is.
    top: usize,
}

impl<'e, 'a> Raised<'e, 'a> {
    /// `None` without frames.
    pub(super) fn new(frames: &'e [Frame<'a>], settings: &Settings) -> Option<Self> {
        let mut tiers: SmallVec<[Tier; 64]> = SmallVec::with_capacity(frames.len());
        let mut best: Option<(Tier, usize)> = None;
        for (i, frame) in frames.iter().enumerate() {
            // Calls within a file are common, and recursion is nothing else.
            let tier = match i.checked_sub(1) {
                Some(last)
                    if is_equal(&frames[last].file, &frame.file)
                        && is_equal(&frames[last].module, &frame.module) =>
                {
                    tiers[last]
                }
                _ => tier(frame, settings),
            };
            tiers.push(tier);
            if !is_inlined(&frame.function) && best.is_none_or(|(t, _)| tier >= t) {
                best = Some((tier, i));
            }
        }
        let top = best.map(|(_, i)| i).or_else(|| frames.len().checked_sub(1))?;
        Some(Raised { frames, tiers, top })
    }

    fn is_of_tier(&self, frame: usize) -> bool {
        self.tiers[frame] == self.tiers[self.top]
    }

    /// The place that names an exception: its innermost frame of the highest tier, or the loop that this frame is
    /// part of.
    pub(super) fn write_one(&self, overflow: bool, out: &mut Vec<u8>) {
        let loop_of = if overflow { self.overflowing() } else { self.recursion() };
        if let Some(keys) = loop_of {
            for (n, key) in keys.iter().enumerate() {
                out.extend_from_slice(if n > 0 { b" + " } else { b"" });
                out.extend_from_slice(key);
            }
            return;
        }
        let top = &self.frames[self.top];
        write_frame(top, out);
        if is_anonymous(&top.function) {
            // A lambda has no name of its own: the nearest function around it has.
            let named = |i: &usize| !is_anonymous(&self.frames[*i].function) && self.is_of_tier(*i);
            if let Some(around) = (0..self.top).rev().find(named) {
                out.extend_from_slice(b" < ");
                write_frame(&self.frames[around], out);
            }
        }
    }

    /// Where mutual recursion stops is chance, so all functions of the loop name it: those between two calls of the
    /// function at the top.
    fn recursion(&self) -> Option<Vec<Vec<u8>>> {
        let top = &self.frames[self.top];
        let first = self.frames[..self.top].iter().position(|f| is_same_place(f, top))?;
        self.keys(first..=self.top)
    }

    /// A stack overflows anywhere in its loop, or in something that the loop calls: the functions that occur twice
    /// near the end name it.
    fn overflowing(&self) -> Option<Vec<Vec<u8>>> {
        let window = self.top.saturating_sub(OVERFLOW_WINDOW)..=self.top;
        let twice = window
            .clone()
            .filter(|&i| window.clone().any(|j| j != i && is_same_place(&self.frames[i], &self.frames[j])));
        self.keys(twice).filter(|keys| !keys.is_empty())
    }

    /// The distinct places of the highest tier, sorted, unless there are too many.
    fn keys(&self, frames: impl Iterator<Item = usize>) -> Option<Vec<Vec<u8>>> {
        let mut keys: Vec<Vec<u8>> = Vec::new();
        let mut last: Option<&Frame<'_>> = None;
        for i in frames {
            let frame = &self.frames[i];
            let repeated = last.is_some_and(|l| is_same_place(l, frame));
            if !repeated && !is_inlined(&frame.function) && self.is_of_tier(i) {
                let mut key = Vec::new();
                write_frame(frame, &mut key);
                if let Err(at) = keys.binary_search(&key) {
                    keys.insert(at, key);
                }
                if keys.len() > MAX_LOOP {
                    return None;
                }
            }
            last = Some(frame);
        }
        Some(keys)
    }

    /// All distinct places of the highest tier, outermost first.
    pub(super) fn write_all(&self, out: &mut Vec<u8>) {
        let mut seen = Seen::default();
        let mut last: Option<&Frame<'_>> = None;
        for (i, frame) in self.frames.iter().enumerate() {
            if is_inlined(&frame.function) || last.is_some_and(|l| is_same_place(l, frame)) {
                continue;
            }
            last = Some(frame);
            if self.is_of_tier(i) {
                let start = out.len();
                write_frame(frame, out);
                out.push(b'\n');
                if !seen.insert(quick_hash(&out[start..])) {
                    out.truncate(start);
                }
            }
        }
    }
}

/// Frames that newer interpreters inline into the function around them (PEP 709).
fn is_inlined(function: &[u8]) -> bool {
    matches!(function, b"<listcomp>" | b"<dictcomp>" | b"<setcomp>")
}

fn is_anonymous(function: &[u8]) -> bool {
    matches!(function, b"" | b"<lambda>" | b"<genexpr>" | b"<anonymous>" | b"{closure}")
}

/// Equal bytes; frames of one file mostly borrow one text for its name, which need not be read.
fn is_equal(a: &[u8], b: &[u8]) -> bool {
    core::ptr::eq(a, b) || a == b
}

pub(super) fn is_same_place(a: &Frame<'_>, b: &Frame<'_>) -> bool {
    is_equal(&a.function, &b.function) && is_equal(&a.module, &b.module) && is_equal(&a.file, &b.file)
}

/// A hash that only tells texts of one stack apart and is part of no id: eight bytes a step.
pub(super) fn quick_hash(text: &[u8]) -> u64 {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let (words, rest) = text.as_chunks::<8>();
    let mut h = text.len() as u64;
    for word in words {
        h = (h ^ u64::from_le_bytes(*word)).wrapping_mul(K).rotate_left(29);
    }
    for &b in rest {
        h = (h ^ u64::from(b)).wrapping_mul(K).rotate_left(29);
    }
    h ^ (h >> 32)
}

/// A set of hashes that starts small.
#[derive(Default)]
struct Seen {
    few: SmallVec<[u64; 32]>,
    many: BTreeSet<u64>,
}

impl Seen {
    /// Whether the hash is new.
    fn insert(&mut self, hash: u64) -> bool {
        if self.few.len() < 32 {
            let new = !self.few.contains(&hash);
            if new {
                self.few.push(hash);
            }
            return new;
        }
        !self.few.contains(&hash) && self.many.insert(hash)
    }
}

/// Module, or else the tail of the file's path, and function.
fn write_frame(frame: &Frame<'_>, out: &mut Vec<u8>) {
    if frame.module.is_empty() {
        tail(&frame.file, out);
    } else {
        out.extend_from_slice(&frame.module);
    }
    out.push(b' ');
    out.extend_from_slice(&frame.function);
}
