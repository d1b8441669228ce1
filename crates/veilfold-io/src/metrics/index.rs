//! From what the caller names to the place that counts it, without a lock.
//!
//! An entry is written once and stays, so readers need no more than the flag of its `OnceLock`.

use std::sync::OnceLock;

/// Entries; a power of two. Past three quarters, what is new takes the slow path for ever.
const SLOTS: usize = 2048;

#[derive(Debug)]
struct Entry {
    tag: u64,
    key: Box<[u8]>,
    at: usize,
}

/// An append-only hash table, open-addressed.
#[derive(Debug)]
pub(super) struct Index {
    slots: Box<[OnceLock<Entry>]>,
}

impl Index {
    pub(super) fn new() -> Index {
        Index { slots: (0..SLOTS).map(|_| OnceLock::new()).collect() }
    }

    /// The place stored for a key.
    pub(super) fn get(&self, tag: u64, key: &[u8]) -> Option<usize> {
        let mut slot = hash(tag, key) as usize % SLOTS;
        loop {
            let entry = self.slots[slot].get()?;
            if entry.tag == tag && *entry.key == *key {
                return Some(entry.at);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// Stores a place, if there is room. One writer at a time; a key is stored once.
    pub(super) fn insert(&self, tag: u64, key: &[u8], at: usize) {
        let used = self.slots.iter().filter(|s| s.get().is_some()).count();
        if used * 4 >= SLOTS * 3 {
            return;
        }
        let mut slot = hash(tag, key) as usize % SLOTS;
        let mut entry = Entry { tag, key: key.into(), at };
        while let Err(back) = self.slots[slot].set(entry) {
            entry = back;
            slot = (slot + 1) % SLOTS;
        }
    }
}

/// Multiply and rotate over words: the table is bounded, so nobody gains by collisions.
fn hash(tag: u64, key: &[u8]) -> u64 {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut h = tag.wrapping_mul(K) ^ key.len() as u64;
    let mut mix = |word: u64| h = (h ^ word).wrapping_mul(K).rotate_left(29);
    let (words, rest) = key.as_chunks::<8>();
    for word in words {
        mix(u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(u64::from_le_bytes(last));
    h ^ h >> 32
}
