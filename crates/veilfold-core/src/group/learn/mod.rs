//! What no function of one line can know, a user can teach: templates mined from many lines.
//!
//! A learned template is a template of the lexer in which one more word is a value, written `<+>`: `Collecting <+>`.
//! [`Learned`] applies them to what [`super::message::template`] wrote; the id is then, as ever, a pure function of the
//! resulting text. With the feature `compile`, `Learner` mines them and a TOML file keeps them.

#[cfg(feature = "compile")]
mod file;
#[cfg(feature = "compile")]
mod mine;

#[cfg(all(test, feature = "compile"))]
mod tests;

#[cfg(feature = "compile")]
pub use mine::Learner;

use super::fingerprint::hash;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// A value found by learning, as a learned template writes it.
const LEARNED: &[u8] = b"<+>";
/// A value found by the lexer.
const MASK: &[u8] = b"<*>";
/// A template takes at most this many learned values; each one is learned on top of those before it.
const ROUNDS: usize = 3;

/// One learned template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LearnedTemplate {
    /// Its text, with one `<+>`.
    pub text: String,
    /// Lines that it was learned from.
    pub lines: u64,
    /// Different words that stood in the place of `<+>`.
    pub values: u64,
}

/// Learned templates, ready to be applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learned {
    templates: Vec<LearnedTemplate>,
    /// Hashes of their texts, sorted.
    keys: Vec<u64>,
}

impl Learned {
    /// From templates in any order.
    pub fn new(mut templates: Vec<LearnedTemplate>) -> Learned {
        templates.sort_unstable();
        templates.dedup_by(|a, b| a.text == b.text);
        let mut keys: Vec<u64> = templates.iter().map(|t| key(t.text.as_bytes())).collect();
        keys.sort_unstable();
        Learned { templates, keys }
    }

    /// The templates, sorted by text.
    pub fn templates(&self) -> &[LearnedTemplate] {
        &self.templates
    }

    /// Masks in `out[start..]`, a template, the words that a learned template says are values. True when there was one.
    pub fn apply(&self, start: usize, out: &mut Vec<u8>) -> bool {
        let mut changed = false;
        for _ in 0..ROUNDS {
            let Some(place) = out.get(start..).and_then(|t| self.find(t)) else { break };
            replace(out, start + place.start..start + place.end, MASK);
            changed = true;
        }
        changed
    }

    /// The words of `template` that are values, and the learned templates that say so.
    pub(crate) fn explain(&self, mut template: Vec<u8>) -> Vec<(Vec<u8>, String)> {
        let mut found = Vec::new();
        for _ in 0..ROUNDS {
            let Some(place) = self.find(&template) else { break };
            let word = template.get(place.clone()).unwrap_or_default().to_vec();
            replace(&mut template, place.clone(), LEARNED);
            found.push((word, String::from_utf8_lossy(&template).into_owned()));
            replace(&mut template, place.start..place.start + LEARNED.len(), MASK);
        }
        found
    }

    /// The first word of `template` that is a value.
    fn find(&self, template: &[u8]) -> Option<Range<usize>> {
        if self.keys.is_empty() {
            return None;
        }
        let whole = key(template);
        let mut at = 0;
        for (place, word) in words(template).enumerate() {
            // The key is a sum over words, so one word is exchanged at no cost.
            let with_value = whole.wrapping_sub(part(word, place)).wrapping_add(part(LEARNED, place));
            if word != MASK && self.keys.binary_search(&with_value).is_ok() {
                return Some(at..at + word.len());
            }
            at += word.len() + 1;
        }
        None
    }
}

fn replace(text: &mut Vec<u8>, place: Range<usize>, by: &[u8]) {
    let behind = text.get(place.end..).unwrap_or_default().to_vec();
    text.truncate(place.start);
    text.extend_from_slice(by);
    text.extend_from_slice(&behind);
}

fn words(template: &[u8]) -> impl Iterator<Item = &[u8]> {
    template.split(|&b| b == b' ')
}

/// Hash of a template, a sum over its words and their places.
fn key(template: &[u8]) -> u64 {
    words(template).enumerate().fold(0, |sum, (place, word)| sum.wrapping_add(part(word, place)))
}

fn part(word: &[u8], place: usize) -> u64 {
    let seed = (place as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (hash(word) ^ seed)
        .wrapping_mul(0xbf58_476d_1ce4_e5b9)
        .rotate_left(31)
        .wrapping_mul(0x94d0_49bb_1331_11eb)
}
