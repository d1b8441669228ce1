//! The lists as one table, in which a word is looked for in one place.

use super::LISTS;

/// Slots of the table; the lists fill a half of it.
const SLOTS: usize = 1 << 10;
/// Words are dealt to this many buckets, each with a number of its own that takes every word of it to a slot which no
/// other word has.
const BUCKETS: usize = 1 << 8;
/// Hashes of the words and the lists they are on, four bytes and two without a gap behind them, and the numbers of the
/// buckets. Built by the compiler.
static TABLE: ([[u8; 6]; SLOTS], [u16; BUCKETS]) = {
    let (slots, numbers) = build();
    let (mut packed, mut i) = ([[0; 6]; SLOTS], 0);
    while i < SLOTS {
        let (tag, flags) = packed[i].split_at_mut(4);
        tag.copy_from_slice(&slots[i].0.to_le_bytes());
        flags.copy_from_slice(&slots[i].1.to_le_bytes());
        i += 1;
    }
    (packed, numbers)
};

/// The bit that tells small letters from capitals, in each of sixteen bytes.
const SMALL: u128 = u128::from_le_bytes([0x20; 16]);

/// A word of up to fifteen bytes, in lower case, as one number: its last byte stands highest, zeros below its first.
#[derive(Clone, Copy)]
pub(in super::super) struct Packed(u128);

impl Packed {
    /// The longest word that fits; the compiler sees to it that no list has a longer one.
    pub(in super::super) const LONGEST: usize = 15;

    /// The first `length` bytes, one to fifteen, of sixteen: without a branch, since nothing foretells how long a word is.
    /// They are small letters already.
    #[inline]
    pub(in super::super) const fn of_window([low, high]: [u64; 2], length: usize) -> Packed {
        Packed((low as u128 | (high as u128) << 64) << (128 - 8 * length as u32))
    }

    /// Only the sixth bit of each byte tells capitals from small letters, and nothing else of note.
    #[inline]
    pub(in super::super) const fn of(word: &[u8]) -> Option<Packed> {
        let length = word.len();
        let window = if let (Some(first), Some(last)) = (word.first_chunk::<8>(), word.last_chunk::<8>()) {
            if length > Packed::LONGEST {
                return None;
            }
            u64::from_le_bytes(*first) as u128 | (u64::from_le_bytes(*last) as u128) << ((length - 8) * 8)
        } else if let (Some(first), Some(last)) = (word.first_chunk::<4>(), word.last_chunk::<4>()) {
            u32::from_le_bytes(*first) as u128 | (u32::from_le_bytes(*last) as u128) << ((length - 4) * 8)
        } else if let [first, .., last] = word {
            let middle = (word[length / 2] as u128) << (length / 2 * 8);
            *first as u128 | middle | (*last as u128) << ((length - 1) * 8)
        } else if let [only] = word {
            *only as u128
        } else {
            return None;
        };
        Some(Packed::of_window([(window | SMALL) as u64, ((window | SMALL) >> 64) as u64], length))
    }

    /// Does the word end so? A word that is shorter does not.
    #[inline]
    pub(in super::super) fn ends_with(self, end: &[u8]) -> bool {
        let number = end.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte));
        (self.0 >> 64) as u64 >> (64 - 8 * end.len()) == number
    }

    /// The lists that hold the word.
    #[inline]
    pub(in super::super) fn lists(self) -> u16 {
        let hash = self.hash();
        let number = TABLE.1.get(bucket(hash)).copied().unwrap_or_default();
        let packed = TABLE.0.get(slot(hash, number)).copied().unwrap_or_default();
        let tag = packed.first_chunk().map_or(0, |tag| u32::from_le_bytes(*tag));
        let flags = packed.last_chunk().map_or(0, |flags| u16::from_le_bytes(*flags));
        // All ones when the two are the same. A comparison would become a branch, and no word foretells the next.
        let same = u64::from(tag ^ hash as u32).wrapping_sub(1) >> 32;
        flags & same as u16
    }

    /// The two halves, multiplied and folded. It is part of no id.
    #[inline]
    const fn hash(self) -> u64 {
        let low = self.0 as u64 ^ 0x9e37_79b9_7f4a_7c15;
        let high = (self.0 >> 64) as u64 ^ 0xbf58_476d_1ce4_e5b9;
        let product = low as u128 * high as u128;
        product as u64 ^ (product >> 64) as u64
    }
}

const fn bucket(hash: u64) -> usize {
    (hash >> 56) as usize % BUCKETS
}

const fn slot(hash: u64, number: u16) -> usize {
    ((hash >> 32) + (hash >> 44 | 1) * number as u64) as usize % SLOTS
}

const fn build() -> ([(u32, u16); SLOTS], [u16; BUCKETS]) {
    let (words, count) = words();
    let (mut slots, mut numbers) = ([(0, 0); SLOTS], [0; BUCKETS]);
    let mut b = 0;
    while b < BUCKETS {
        let mut i = 0;
        // The first number at which all words of the bucket find a free slot, or one that they have on another list.
        while i < count {
            let (hash, flag) = words[i];
            if bucket(hash) == b && !insert(&mut slots, hash, flag, numbers[b]) {
                remove(&mut slots, &words, i, b, numbers[b]);
                numbers[b] += 1;
                assert!((numbers[b] as usize) < SLOTS, "no number is right for a bucket");
                i = 0;
                continue;
            }
            i += 1;
        }
        b += 1;
    }
    (slots, numbers)
}

/// Takes back the first words of a bucket.
const fn remove(
    slots: &mut [(u32, u16); SLOTS],
    words: &[(u64, u16); SLOTS],
    first: usize,
    b: usize,
    number: u16,
) {
    let mut i = 0;
    while i < first {
        let (hash, _) = words[i];
        if bucket(hash) == b {
            slots[slot(hash, number)] = (0, 0);
        }
        i += 1;
    }
}

const fn insert(slots: &mut [(u32, u16); SLOTS], hash: u64, flag: u16, number: u16) -> bool {
    let entry = &mut slots[slot(hash, number)];
    let free = entry.1 == 0 || entry.0 == hash as u32;
    if free {
        *entry = (hash as u32, entry.1 | flag);
    }
    free
}

/// The words of all lists, and how many.
const fn words() -> ([(u64, u16); SLOTS], usize) {
    let mut all = [(0, 0); SLOTS];
    let (mut list, mut count) = (0, 0);
    while list < LISTS.len() {
        let (flag, words) = LISTS[list];
        let words = words.as_bytes();
        let (mut i, mut start) = (0, 0);
        while i <= words.len() {
            if i == words.len() || words[i] == b' ' {
                if i > start {
                    let word = Packed::of(words.split_at(i).0.split_at(start).1);
                    all[count] = (word.expect("a word of a list is too long").hash(), flag);
                    count += 1;
                }
                start = i + 1;
            }
            i += 1;
        }
        list += 1;
    }
    (all, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_packed_like_a_word() {
        let bytes: [u8; 16] = core::array::from_fn(|i| b'a' + (i * 7 % 26) as u8);
        let halves = [0, 8].map(|at| u64::from_le_bytes(core::array::from_fn(|i| bytes[at + i])));
        for length in 1..16 {
            let word = Packed::of_window(halves, length);
            assert_eq!(Packed::of(&bytes[..length]).map(|p| p.0), Some(word.0), "{length}");
            assert_eq!(
                Packed::of(&bytes[..length].to_ascii_uppercase()).map(|p| p.0),
                Some(word.0),
                "{length}"
            );
            for start in length.saturating_sub(4)..length {
                assert!(word.ends_with(&bytes[start..length]), "{length} {start}");
            }
            assert!(!word.ends_with(b"xyz"));
        }
        assert!(Packed::of(&bytes).is_none() && Packed::of(b"").is_none());
    }
}
