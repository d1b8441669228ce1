//! Short texts that come again and again, of which something is known.
//!
//! A program has few keys and few format strings, and says each of them a million times. What was found out about one
//! is kept by its bytes, so that nobody has to know where they came from or how long they live.

use crate::bounds::{fill, is_fault};
use alloc::vec::Vec;

/// A set of texts of at most `LONGEST` bytes, of which a newer one may take the place of an older one.
#[derive(Debug, Default)]
pub(crate) struct Known<const LONGEST: usize> {
    /// Empty until there is something to know.
    places: Vec<Place<LONGEST>>,
}

#[derive(Clone, Copy, Debug)]
struct Place<const LONGEST: usize> {
    /// Whose knowledge this is.
    owner: usize,
    /// More than there is room for in a place that holds nothing.
    length: usize,
    text: [u8; LONGEST],
}

const PLACES: usize = 64;

impl<const LONGEST: usize> Known<LONGEST> {
    /// Whether `owner` has added `text`, and it is still here.
    #[inline]
    pub(crate) fn has(&self, owner: usize, text: &[u8]) -> bool {
        self.places
            .get(place(text))
            .is_some_and(|at| at.owner == owner && at.text.get(..at.length) == Some(text))
    }

    /// Keeps `text`, unless it is too long, or what was found out about it may be wrong.
    pub(crate) fn add(&mut self, owner: usize, text: &[u8]) {
        if text.len() > LONGEST || is_fault() {
            return;
        }
        if self.places.is_empty() {
            self.places.resize(PLACES, Place { owner: 0, length: usize::MAX, text: [0; LONGEST] });
        }
        if let Some(at) = self.places.get_mut(place(text)) {
            fill(&mut at.text, text);
            (at.owner, at.length) = (owner, text.len());
        }
    }
}

/// By length and both ends: names differ there.
#[inline]
fn place(text: &[u8]) -> usize {
    let word = |bytes: Option<&[u8; 8]>| bytes.map(|bytes| u64::from_le_bytes(*bytes));
    let short = || text.iter().fold(0, |word, b| word << 8 | u64::from(*b));
    let head = word(text.first_chunk()).unwrap_or_else(short);
    let tail = word(text.last_chunk()).unwrap_or_default();
    let mixed = (head ^ tail.rotate_left(23) ^ text.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as usize % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;
    use proptest::prelude::*;

    #[test]
    fn nothing_is_known_at_first() {
        let known = Known::<8>::default();
        assert!(!known.has(1, b"a"));
        assert!(!known.has(0, b""));
    }

    #[test]
    fn what_is_too_long_is_not_kept() {
        let mut known = Known::<8>::default();
        known.add(1, b"a name of many");
        assert!(!known.has(1, b"a name of many"));
        known.add(1, b"12345678");
        assert!(known.has(1, b"12345678"));
        assert!(!known.has(2, b"12345678"), "another's");
        assert!(!known.has(0, b""), "an empty place is no empty text");
    }

    #[test]
    fn usual_names_do_not_take_each_others_places() {
        let names = [
            "request_id",
            "user_id",
            "path",
            "status",
            "elapsed_ms",
            "method",
            "trace_id",
            "order",
            "amount",
        ];
        let places: BTreeSet<usize> = names.iter().map(|name| place(name.as_bytes())).collect();
        assert!(places.len() >= names.len() - 1, "{places:?}");
    }

    proptest! {
        #[test]
        fn only_what_was_added_is_known(
            texts in prop::collection::vec((1_usize..3, prop::collection::vec(97_u8..100, 0..12)), 1..60),
            asked in prop::collection::vec((1_usize..3, prop::collection::vec(97_u8..100, 0..12)), 1..60),
        ) {
            let mut known = Known::<10>::default();
            for (owner, text) in &texts {
                known.add(*owner, text);
                prop_assert_eq!(known.has(*owner, text), text.len() <= 10);
            }
            for (owner, text) in asked {
                prop_assert!(!known.has(owner, &text) || texts.contains(&(owner, text.clone())));
            }
        }
    }
}
