//! A byte and the key of an id, found where memchr has no vectors: an interpreter pays for every operation.

pub(super) use crate::search::VECTORS;

use crate::search::Finder;
use crate::swar::{HIGH, equal, first};

/// Whether `byte` stands in `line`.
pub(super) fn has(line: &[u8], byte: u8) -> bool {
    if VECTORS { memchr::memchr(byte, line).is_some() } else { has_words(line, byte) }
}

fn has_words(line: &[u8], byte: u8) -> bool {
    let (words, rest) = line.as_chunks::<8>();
    let hit = |word: &[u8; 8]| equal(u64::from_le_bytes(*word), byte) & HIGH != 0;
    words.iter().any(hit) || rest.contains(&byte)
}

/// The key of an id that a line carries already.
pub(crate) const GROUP_KEY: &[u8; 9] = b"\"group_id";

/// Whether a key of `line` may name its group; `finder` looks for [`GROUP_KEY`].
pub(super) fn has_group_key(line: &[u8], finder: &Finder<'_>) -> bool {
    if VECTORS { finder.find(line).is_some() } else { has_group_key_words(line) }
}

/// By its rarest byte.
fn has_group_key_words(line: &[u8]) -> bool {
    const RAREST: usize = 6;
    let is_at = |at: usize| {
        at.checked_sub(RAREST).and_then(|start| line.get(start..)?.first_chunk()) == Some(GROUP_KEY)
    };
    let (words, rest) = line.as_chunks::<8>();
    for (i, word) in words.iter().enumerate() {
        let mut found = equal(u64::from_le_bytes(*word), GROUP_KEY[RAREST]) & HIGH;
        while found != 0 {
            if is_at(i * 8 + first(found)) {
                return true;
            }
            found &= found - 1;
        }
    }
    (line.len() - rest.len()..line.len()).any(is_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_memchr_finds(text in proptest::collection::vec(proptest::sample::select(b"[]\x5b\xdc a".to_vec()), 0..40), at in 0..40_usize, put: bool) {
            let mut text = text;
            if put && at < text.len() {
                text[at] = b'\\';
            }
            prop_assert_eq!(has_words(&text, b'\\'), text.contains(&b'\\'));
        }

        #[test]
        fn as_memmem_finds(parts in proptest::collection::vec(proptest::sample::select(alloc::vec![
            "\"group_id", "\"group_i", "group_id", "_", "\"", "a", "\u{df}", "12345678",
        ]), 0..12)) {
            let line = parts.concat();
            let found = memchr::memmem::find(line.as_bytes(), GROUP_KEY).is_some();
            prop_assert_eq!(has_group_key_words(line.as_bytes()), found);
        }
    }
}
