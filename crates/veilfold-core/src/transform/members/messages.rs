//! Texts that came by and were found clean, whatever their digits are: a program says the same with other numbers.

use super::shape::with_zeroes;
use crate::bounds::{Bounds as _, fill, is_fault};

/// A power of two, so that an index needs no check.
const PLACES: usize = 128;
const WORDS: usize = 16;

/// Texts with a zero in the place of each digit, of which a newer one may take the place of an older one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Messages {
    /// Their whole words, and the word that each ends with.
    places: [[u64; WORDS]; PLACES],
    ends: [u64; PLACES],
    lengths: [u8; PLACES],
    /// How many more were kept than came again.
    spent: u8,
    passed: u8,
}

/// Of the texts of a program that says nothing twice one in so many is kept, behind so many.
const SOME: u8 = 32;
const MOST: u8 = 64;

impl Messages {
    pub(super) const NONE: Messages = Messages {
        places: [[0; WORDS]; PLACES],
        ends: [0; PLACES],
        lengths: [0; PLACES],
        spent: 0,
        passed: 0,
    };

    /// Whether a text came by that differs from this one at most in what its digits are.
    #[inline(always)]
    pub(super) fn has(&mut self, text: &[u8]) -> bool {
        let Some((mut place, end)) = place(text) else { return false };
        if usize::from(self.lengths[place]) != text.len() || self.ends[place] != end {
            place ^= 1;
            if usize::from(self.lengths[place]) != text.len() || self.ends[place] != end {
                return false;
            }
        }
        for (new, known) in text.as_chunks().0.iter().zip(&self.places[place]) {
            if zeroed(*new) != *known {
                return false;
            }
        }
        self.spent = self.spent.saturating_sub(1);
        true
    }

    /// Keeps a text that was scanned, where nothing is found in it with zeroes for digits either.
    pub(super) fn add(&mut self, text: &[u8], is_clean: impl Fn(&[u8]) -> bool) {
        let Some((mut place, end)) = place(text).filter(|_| !is_fault()) else { return };
        // One of two, by turns.
        place ^= usize::from(self.passed & 1);
        self.passed = self.passed.wrapping_add(1);
        if self.spent >= MOST && !self.passed.is_multiple_of(SOME) {
            return;
        }
        self.spent = self.spent.saturating_add(1).min(MOST);
        let mut bytes = [0; 8 * WORDS];
        for (n, (known, new)) in self.places[place].iter_mut().zip(text.as_chunks().0).enumerate() {
            *known = zeroed(*new);
            fill(bytes.cut_mut(8 * n..), &known.to_le_bytes());
        }
        fill(bytes.cut_mut(text.len() - 8..), &end.to_le_bytes());
        self.ends[place] = end;
        self.lengths[place] = if is_clean(bytes.cut(..text.len())) { text.len() as u8 } else { 0 };
    }
}

/// A word with zeroes for its digits.
#[inline(always)]
fn zeroed(word: [u8; 8]) -> u64 {
    with_zeroes(u64::from_le_bytes(word))
}

/// Where a text is kept, by its length, its ends and its middle, and the word that it ends with; nothing where it is not:
/// shorter ones are kept with their keys, and longer ones are scanned each time.
#[inline(always)]
fn place(text: &[u8]) -> Option<(usize, u64)> {
    let length = text.len();
    if length.wrapping_sub(16) > 8 * WORDS - 16 {
        return None;
    }
    let (begin, end) = (zeroed(*text.first_chunk()?), zeroed(*text.last_chunk()?));
    // Two words of the middle: a path and a name have the same ends.
    let before = zeroed(*text.get(length / 2 - 8..)?.first_chunk()?);
    let behind = zeroed(*text.get(length / 2..)?.first_chunk()?);
    let mixed =
        (begin ^ before.rotate_left(13) ^ behind.rotate_left(29) ^ end.rotate_left(47) ^ length as u64)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    Some(((mixed >> 32) as usize % PLACES, end))
}
