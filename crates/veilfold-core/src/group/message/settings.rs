//! What a user may say about messages: values of their own, templates learned from their logs.

use super::super::learn::Learned;
use super::Reading;
use super::shape::PLACEHOLDER;
use crate::bounds::Bounds;
use crate::pattern::Pattern;
use crate::search;
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// Bytes of a message in which values of the user's own are looked for: a template reads no further either.
const MASKED: usize = 4096;

/// What the lexer may use beside the shape of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Mask a word behind a closed list of nouns that introduce a name (`user root`, `table orders`).
    pub cues: bool,
    /// Patterns of values that no lexer can know; the whole word around a match is a value.
    pub(crate) masks: Vec<Pattern>,
    /// Templates learned from many lines.
    pub learned: Learned,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { cues: true, masks: Vec::new(), learned: Learned::default() }
    }
}

impl Settings {
    /// The text with a placeholder for each match of a mask, as the format string of a log statement has.
    pub(crate) fn masked<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let mut masked = Vec::new();
        let (mut at, mut copied) = (0, 0);
        // Most policies have no masks, and this loop must not cost them anything.
        let end = if self.masks.is_empty() { 0 } else { text.len().min(MASKED) };
        while at < end {
            if let Some((_, stop)) = self.mask_at(text, at) {
                masked.extend_from_slice(text.cut(copied..at));
                masked.push(PLACEHOLDER);
                (at, copied) = (stop, stop);
            } else {
                at += 1;
            }
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        masked.extend_from_slice(text.cut(copied..));
        Cow::Owned(masked)
    }

    /// The matches of masks.
    fn masks_in(&self, text: &[u8]) -> Vec<(Range<usize>, &Pattern)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len().min(MASKED) {
            at = match self.mask_at(text, at) {
                Some((mask, end)) => {
                    found.push((at..end, mask));
                    end
                }
                None => at + 1,
            };
        }
        found
    }

    /// The first mask that matches at `at`, and where its match ends.
    fn mask_at(&self, text: &[u8], at: usize) -> Option<(&Pattern, usize)> {
        self.masks.iter().find_map(|mask| mask.matches_at(text, at).map(|end| (mask, end)))
    }
}

/// See [`super::reasons`].
pub(super) fn reasons(settings: &Settings, text: &[u8]) -> Vec<(Range<usize>, String)> {
    let masks = settings.masks_in(text);
    let masked = settings.masked(text);
    let reading = Reading { cues: settings.cues, ..Reading::MESSAGE };
    let mut template = Vec::new();
    super::canonical(reading, &masked, &mut template);
    let mut found: Vec<_> = super::spans_as(reading, &masked)
        .into_iter()
        .map(|(span, kind)| {
            let range = original(&masks, span.start, false)..original(&masks, span.end, true);
            let mask = masks.iter().find(|(at, _)| range.start <= at.start && at.end <= range.end);
            let why = match mask {
                Some((_, pattern)) => format!("mask {}", pattern.source()),
                None => format!("lexer: {}", kind.name()),
            };
            (range, why)
        })
        .collect();
    for (word, by) in settings.learned.explain(template) {
        if let Some(at) = search::find(text, &word) {
            found.push((at..at + word.len(), format!("learned {by}")));
        }
    }
    found
}

/// Where a place of a masked text stands in the text: each match of a mask became one byte.
fn original(masks: &[(Range<usize>, &Pattern)], place: usize, end: bool) -> usize {
    let mut shift = 0;
    for (range, _) in masks {
        let at = range.start - shift;
        if place < at || (end && place == at) {
            break;
        }
        if place == at {
            return range.start;
        }
        shift += range.len() - 1;
    }
    place + shift
}
