//! Mining templates from a batch of lines, whatever their order.
//!
//! Templates that differ in one word are one template when there is evidence that the word is a value:
//!
//! * the lexer itself found a value there in as many lines (`Added <*> from <*>` beside `Added wheel from <*>`), or
//! * [`MIN_VALUES`] different words stood there, at least half of which no vocabulary knows and which are, at the head of
//!   a message, no names of code.
//!
//! Many different words alone are no evidence: `Starting`, `Stopping` and `Closing` are three messages.

use super::{LEARNED, Learned, LearnedTemplate, MASK, ROUNDS, words};
use crate::group::message;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

/// Fewest different words at a place for a value to be learned without a witness of the lexer.
const MIN_VALUES: usize = 4;

type Words = Vec<Vec<u8>>;
/// A word and the lines it was seen in.
type Seen<'a> = (&'a [u8], u64);

/// Gathers lines. Memory grows with the number of different templates; meant for the command, not for a service.
#[derive(Clone, Debug, Default)]
pub struct Learner {
    counts: BTreeMap<Words, u64>,
    scratch: Vec<u8>,
}

impl Learner {
    /// Without lines.
    pub fn new() -> Learner {
        Learner::default()
    }

    /// Adds the text of one message. It should be redacted: its words go into the file.
    pub fn add(&mut self, text: &[u8]) {
        self.scratch.clear();
        message::template(text, &mut self.scratch);
        // A learned template is a line of a file.
        let words = words(&self.scratch).map(<[u8]>::to_vec).collect();
        *self.counts.entry(words).or_default() += 1;
    }

    /// What was learned. The same for any order of lines.
    pub fn finish(self) -> Learned {
        let mut counts = self.counts;
        let mut learned = Vec::new();
        for _ in 0..ROUNDS {
            let merges = candidates(&counts);
            if merges.is_empty() {
                break;
            }
            let mut used = BTreeSet::new();
            for merge in merges {
                let members: Vec<Words> = merge
                    .values
                    .iter()
                    .map(|value| merge.with(value))
                    .filter(|m| !used.contains(m))
                    .collect();
                if members.is_empty() {
                    continue;
                }
                let lines = members.iter().filter_map(|m| counts.remove(m)).sum();
                *counts.entry(merge.with(MASK)).or_default() += lines;
                learned.push(LearnedTemplate {
                    text: String::from_utf8_lossy(&merge.with(LEARNED).join(&b' ')).into_owned(),
                    lines,
                    values: members.len() as u64,
                });
                used.extend(members);
            }
        }
        Learned::new(learned)
    }
}

/// Templates that differ in one word.
struct Merge {
    frame: Words,
    place: usize,
    values: Vec<Vec<u8>>,
}

impl Merge {
    fn with(&self, value: &[u8]) -> Words {
        let mut words = self.frame.clone();
        if let Some(word) = words.get_mut(self.place) {
            *word = value.to_vec();
        }
        words
    }
}

/// The merges that the evidence bears out, those of most values first, then by text.
fn candidates(counts: &BTreeMap<Words, u64>) -> Vec<Merge> {
    let mut frames: BTreeMap<(Words, usize), Vec<Seen<'_>>> = BTreeMap::new();
    for (template, &count) in counts {
        for (place, word) in template.iter().enumerate() {
            if word != MASK && word.iter().any(u8::is_ascii_alphabetic) {
                let mut frame = template.clone();
                if let Some(word) = frame.get_mut(place) {
                    MASK.clone_into(word);
                }
                frames.entry((frame, place)).or_default().push((word, count));
            }
        }
    }
    let mut merges: Vec<Merge> = frames
        .into_iter()
        .filter(|((frame, place), values)| {
            let rest = frame.iter().enumerate().filter(|&(i, w)| i != *place && w != MASK);
            // Something must be left to tell the message by.
            if !rest
                .clone()
                .any(|(_, w)| w.iter().filter(|b| b.is_ascii_lowercase()).count() > 1 && is_known(w))
            {
                return false;
            }
            let lines: u64 = values.iter().map(|(_, count)| count).sum();
            let witnessed = counts.get(frame).is_some_and(|&seen| seen >= lines);
            let is_value = |word: &[u8]| !(is_known(word) || (*place == 0 && is_code(word)));
            let unknown = values.iter().filter(|(word, _)| is_value(word)).count();
            witnessed || (values.len() >= MIN_VALUES && 2 * unknown >= values.len())
        })
        .map(|((frame, place), values)| Merge {
            frame,
            place,
            values: values.into_iter().map(|(word, _)| word.to_vec()).collect(),
        })
        .collect();
    merges.sort_by(|a, b| {
        b.values.len().cmp(&a.values.len()).then_with(|| (&a.frame, a.place).cmp(&(&b.frame, b.place)))
    });
    merges
}

/// `ListImages`, `_sock.close()`: at the head of a message a name of code says which message it is.
fn is_code(word: &[u8]) -> bool {
    word.iter().skip(1).any(u8::is_ascii_uppercase) || word.iter().any(|b| matches!(b, b'_' | b'.' | b'('))
}

/// Are all parts of the word in the vocabulary?
fn is_known(word: &[u8]) -> bool {
    word.split(|b| !b.is_ascii_alphanumeric() && *b != b'\'')
        .all(|part| part.is_empty() || message::is_word(part))
}
