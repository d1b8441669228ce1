//! The place of an exception: what of its frames is part of an id.

use super::places::{Tier, tail, tier};
use super::settings::Settings;
use crate::bounds::Bounds;
use crate::few::Few;
use crate::record::Frame;
use crate::texts::texts;
use alloc::vec::Vec;

/// A loop of more functions than this is not taken for recursion.
const MAX_LOOP: usize = 8;
/// Innermost frames in which the loop of a stack overflow is looked for.
const OVERFLOW_WINDOW: usize = 64;

/// Where an exception was raised: its frames, and the highest tier among them.
pub(super) struct Raised<'e, 'a> {
    frames: &'e [Frame<'a>],
    tiers: Few<[Tier; 64]>,
    top: Top<'e, 'a>,
}

/// The innermost frame of the highest tier there is, and where it stands.
#[derive(Clone, Copy)]
struct Top<'e, 'a> {
    at: usize,
    frame: &'e Frame<'a>,
    tier: Tier,
}

impl<'e, 'a> Raised<'e, 'a> {
    /// `None` without frames.
    pub(super) fn new(frames: &'e [Frame<'a>], settings: &Settings) -> Option<Self> {
        let mut tiers = Few::<[Tier; 64]>::with_capacity(frames.len());
        let (mut last, mut best): (Option<Top<'_, '_>>, Option<Top<'_, '_>>) = (None, None);
        for (at, frame) in frames.iter().enumerate() {
            // Calls within a file are common, and recursion is nothing else.
            let tier = match last {
                Some(Top { frame: last, tier, .. })
                    if is_equal(&last.file, &frame.file) && is_equal(&last.module, &frame.module) =>
                {
                    tier
                }
                _ => tier(frame, settings),
            };
            tiers.push(tier);
            last = Some(Top { at, frame, tier });
            if !is_inlined(&frame.function) && best.is_none_or(|best| tier >= best.tier) {
                best = last;
            }
        }
        Some(Raised { frames, tiers, top: best.or(last)? })
    }

    /// Whether a frame is of the application.
    pub(super) fn is_of_application(&self) -> bool {
        self.top.tier == Tier::App
    }

    /// The frames, and which of them are of the highest tier.
    fn places(&self) -> impl DoubleEndedIterator<Item = (&'e Frame<'a>, bool)> + ExactSizeIterator + Clone {
        self.frames.iter().zip(self.tiers.iter().map(|tier| *tier == self.top.tier))
    }

    /// The place that names an exception: its innermost frame of the highest tier, or the loop that this frame is
    /// part of.
    pub(super) fn write_one(&self, overflow: bool, out: &mut Vec<u8>) {
        let loop_of = if overflow { self.overflowing() } else { self.recursion() };
        if let Some(keys) = loop_of {
            for (n, key) in ascending(keys.iter()).enumerate() {
                out.extend_from_slice(if n > 0 { b" + " } else { b"" });
                out.extend_from_slice(key);
            }
            return;
        }
        write_frame(self.top.frame, out);
        if is_anonymous(&self.top.frame.function) {
            // A lambda has no name of its own: the nearest function around it has.
            let named = |(frame, counts): &(&Frame<'_>, bool)| *counts && !is_anonymous(&frame.function);
            if let Some((around, _)) = self.places().take(self.top.at).rev().find(named) {
                out.extend_from_slice(b" < ");
                write_frame(around, out);
            }
        }
    }

    /// Where mutual recursion stops is chance, so all functions of the loop name it: those between two calls of the
    /// function at the top.
    fn recursion(&self) -> Option<Vec<Vec<u8>>> {
        let first = self.frames.iter().take(self.top.at).position(|f| is_same_place(f, self.top.frame))?;
        keys(self.places().take(self.top.at + 1).skip(first))
    }

    /// A stack overflows anywhere in its loop, or in something that the loop calls: the functions that occur twice
    /// near the end name it.
    fn overflowing(&self) -> Option<Vec<Vec<u8>>> {
        let window = self.places().take(self.top.at + 1).skip(self.top.at.saturating_sub(OVERFLOW_WINDOW));
        let twice = window.clone().filter(|(frame, _)| {
            window.clone().any(|(other, _)| !core::ptr::eq(other, *frame) && is_same_place(other, frame))
        });
        keys(twice).filter(|keys| !keys.is_empty())
    }

    /// All distinct places of the highest tier, outermost first.
    pub(super) fn write_all(&self, out: &mut Vec<u8>) {
        let mut seen = Seen::default();
        let mut last: Option<&Frame<'_>> = None;
        for (frame, counts) in self.places() {
            if is_inlined(&frame.function) || last.is_some_and(|l| is_same_place(l, frame)) {
                continue;
            }
            last = Some(frame);
            if counts {
                let start = out.len();
                write_frame(frame, out);
                out.push(b'\n');
                if !seen.insert(quick_hash(out.cut(start..))) {
                    out.truncate(start);
                }
            }
        }
    }
}

/// The distinct places of the highest tier, unless there are too many.
fn keys<'f>(frames: impl Iterator<Item = (&'f Frame<'f>, bool)>) -> Option<Vec<Vec<u8>>> {
    let mut keys: Vec<Vec<u8>> = Vec::new();
    let mut last: Option<&Frame<'_>> = None;
    for (frame, counts) in frames {
        let repeated = last.is_some_and(|l| is_same_place(l, frame));
        if counts && !repeated && !is_inlined(&frame.function) {
            let mut key = Vec::new();
            write_frame(frame, &mut key);
            if !keys.contains(&key) {
                keys.push(key);
            }
            if keys.len() > MAX_LOOP {
                return None;
            }
        }
        last = Some(frame);
    }
    Some(keys)
}

/// The distinct items in their order, where there are too few for a sort to be worth its code.
pub(super) fn ascending<T: Ord + Copy>(items: impl Iterator<Item = T> + Clone) -> impl Iterator<Item = T> {
    core::iter::successors(items.clone().min(), move |last| items.clone().filter(|item| item > last).min())
}

/// Frames that newer interpreters inline into the function around them (PEP 709).
fn is_inlined(function: &[u8]) -> bool {
    texts!["<listcomp>", "<dictcomp>", "<setcomp>"].has(function)
}

fn is_anonymous(function: &[u8]) -> bool {
    texts!["<lambda>", "<genexpr>", "<anonymous>", "{closure}"].has(function)
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

/// A set of hashes: a tree in which one bit of a hash after the other says the way, so that none is longer than 64 steps.
#[derive(Default)]
struct Seen {
    /// Each with the places of what is below it; none where that is 0.
    hashes: Few<[(u64, [u32; 2]); 32]>,
}

impl Seen {
    /// Whether the hash is new.
    fn insert(&mut self, hash: u64) -> bool {
        let end = self.hashes.len() as u32;
        let (mut at, mut way) = (0, hash);
        while let Some((found, below)) = self.hashes.get_mut(at as usize) {
            if *found == hash {
                return false;
            }
            let [even, odd] = below;
            let next = if way & 1 == 0 { even } else { odd };
            if *next == 0 {
                *next = end;
            }
            (at, way) = (*next, way >> 1);
        }
        self.hashes.push((hash, [0; 2]));
        true
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
