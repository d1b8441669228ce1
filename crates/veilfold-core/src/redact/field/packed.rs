//! The built-in names in a third of the space, and how one is looked up: by its last two letters.

use super::names::{Class, LONGEST, NAMES, Name, Strength};
use crate::bounds::Bounds as _;
use alloc::vec::Vec;

/// A [`Name`] packed: its letters stand among those of all names, and its words are told by where each begins.
pub(crate) struct PackedName {
    /// Where its letters begin in [`LETTERS`].
    at: u16,
    len: u8,
    /// A bit for each letter that another word begins with.
    begins: [u8; LONGEST / 8],
    pub(crate) class: Class,
    pub(super) strength: Strength,
    form: Form,
    /// As [`Name::spoken`].
    pub(super) spoken: bool,
}

/// How a name stands with others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Word,
    Plural,
    Glued,
    Alone,
}

impl PackedName {
    const fn of(name: &Name, at: usize) -> PackedName {
        let Name { text, len, class, strength, glued, alone, plural, spoken, .. } = *name;
        let form = match (glued, alone, plural) {
            (false, false, false) => Form::Word,
            (false, false, true) => Form::Plural,
            (true, false, true) => Form::Glued,
            (false, true, false) => Form::Alone,
            _ => panic!("no name is made so"),
        };
        let (text, mut begins) = (text.as_bytes(), [0; LONGEST / 8]);
        let (mut letter, mut i) = (0, 0);
        while i < text.len() {
            if text[i] == b'_' {
                begins[letter / 8] |= 1 << (letter % 8);
            } else {
                letter += 1;
            }
            i += 1;
        }
        PackedName { at: at as u16, len, begins, class, strength, form, spoken }
    }

    /// As [`Name::glued`].
    pub(super) fn is_glued(&self) -> bool {
        self.form == Form::Glued
    }

    /// As [`Name::alone`].
    pub(super) const fn is_alone(&self) -> bool {
        matches!(self.form, Form::Alone)
    }

    /// As [`Name::plural`].
    pub(super) const fn has_plural(&self) -> bool {
        matches!(self.form, Form::Plural | Form::Glued)
    }

    /// Made of several words.
    pub(super) fn is_joined(&self) -> bool {
        self.begins != [0; LONGEST / 8]
    }

    /// Its words.
    pub(crate) fn words(&self) -> Vec<&'static str> {
        let (mut words, mut start) = (Vec::new(), 0);
        let compact = self.compact();
        for end in 1..=compact.len() {
            let begins = self.begins.get(end / 8).is_some_and(|bits| bits >> (end % 8) & 1 != 0);
            if begins || end == compact.len() {
                words.push(core::str::from_utf8(compact.cut(start..end)).unwrap_or_default());
                start = end;
            }
        }
        words
    }

    /// As [`Name::compact`].
    pub(crate) const fn compact(&self) -> &'static [u8] {
        let Some((_, rest)) = LETTERS.split_at_checked(self.at as usize) else { return &[] };
        let Some((compact, _)) = rest.split_at_checked(self.len as usize) else { return &[] };
        compact
    }
}

/// The letters of all names.
static LETTERS: [u8; LETTER_COUNT] = {
    let (mut letters, mut at, mut i) = ([0; LETTER_COUNT], 0, 0);
    while i < NAMES.len() {
        let compact = NAMES[i].compact();
        letters.split_at_mut(at).1.split_at_mut(compact.len()).0.copy_from_slice(compact);
        (at, i) = (at + compact.len(), i + 1);
    }
    letters
};

const LETTER_COUNT: usize = {
    let (mut count, mut i) = (0, 0);
    while i < NAMES.len() {
        (count, i) = (count + NAMES[i].len as usize, i + 1);
    }
    assert!(count <= u16::MAX as usize);
    count
};

/// All built-in names, in the order of [`NAMES`].
pub(crate) static PACKED: [PackedName; NAMES.len()] = {
    let (mut packed, mut at, mut i) = ([const { PackedName::of(&NAMES[0], 0) }; NAMES.len()], 0, 0);
    while i < NAMES.len() {
        packed[i] = PackedName::of(&NAMES[i], at);
        (at, i) = (at + NAMES[i].len as usize, i + 1);
    }
    packed
};

/// The names by their last two letters: a chain of indices plus one.
struct Chains {
    heads: [u16; ENDS],
    next: [u16; NAMES.len()],
}

/// How many chains there are.
const ENDS: usize = 256;

/// The number of the chain of names that end as `compact` does.
const fn end(compact: &[u8]) -> Option<usize> {
    match compact {
        [.., a, b] => Some((*a as usize * 7 + *b as usize) % ENDS),
        _ => None,
    }
}

static CHAINS: Chains = {
    let mut chains = Chains { heads: [0; ENDS], next: [0; NAMES.len()] };
    let mut i = 0;
    while i < NAMES.len() {
        let Some(end) = end(NAMES[i].compact()) else { panic!("a name has two letters at least") };
        chains.next[i] = chains.heads[end];
        chains.heads[end] = (i + 1) as u16;
        i += 1;
    }
    chains
};

/// The names that may end as `compact` does.
pub(super) fn ending_as(compact: &[u8]) -> impl Iterator<Item = &'static PackedName> {
    let mut next = end(compact).map_or(0, |end| CHAINS.heads[end]);
    core::iter::from_fn(move || {
        let i = usize::from(next.checked_sub(1)?);
        next = CHAINS.next.item(i);
        PACKED.get(i)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_words_of_its_text() {
        for (packed, name) in PACKED.iter().zip(NAMES) {
            assert_eq!(packed.words().join("_"), name.text);
            assert_eq!(packed.is_joined(), name.text.contains('_'));
        }
    }
}
