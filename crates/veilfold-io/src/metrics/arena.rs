//! Records in a slab: append-only, published by one store, readable by other processes at any time.
//!
//! Words 0-7 are the header: magic, words in use. A record is: description (family code, words of key,
//! words of values), version and length of its key, the key, the values. A process that dies in
//! the middle of an append leaves nothing that a reader could see.

use super::catalogue::Family;
use std::sync::atomic::{AtomicU64, Ordering, fence};

const MAGIC: u64 = u64::from_le_bytes(*b"VEILSLB1");
const USED: usize = 1;
const HEADER: usize = 8;

/// A record as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) family: Family,
    /// Label values, separated by NUL.
    pub(super) key: Vec<u8>,
    pub(super) values: Vec<u64>,
    /// Where its values begin.
    pub(super) at: usize,
}

/// Makes an empty arena of zeroed words, or checks an old one. False when it is neither.
pub(super) fn init(words: &[AtomicU64]) -> bool {
    if words[0].load(Ordering::Acquire) == 0 {
        words[USED].store(HEADER as u64, Ordering::Relaxed);
        words[0].store(MAGIC, Ordering::Release);
    }
    is_arena(words)
}

/// True when the words hold an arena of this version, and its records end where it says they do.
pub(super) fn is_sound(words: &[AtomicU64]) -> bool {
    let end = entries(words).last().map_or(HEADER, |last| last.at + last.family.values());
    is_arena(words) && words[USED].load(Ordering::Acquire) == end as u64
}

/// True when the words hold an arena of this version.
pub(super) fn is_arena(words: &[AtomicU64]) -> bool {
    words[0].load(Ordering::Acquire) == MAGIC
}

/// Appends a record with all values 0; gives the place of the first. `None` when the arena is full. One
/// writer at a time.
pub(super) fn append(words: &[AtomicU64], family: Family, key: &[u8]) -> Option<usize> {
    let start = used(words);
    let room = key.len().max(family.reserved_key()).div_ceil(8);
    let at = start + 2 + room;
    let end = at + family.values();
    if end > words.len() || room > usize::from(u16::MAX) {
        return None;
    }
    let description = u64::from(family as u8) | (room as u64) << 8 | (family.values() as u64) << 24;
    words[start].store(description, Ordering::Relaxed);
    words[start + 1].store(key.len() as u64, Ordering::Relaxed);
    store_key(&words[start + 2..at], key);
    for value in &words[at..end] {
        value.store(0, Ordering::Relaxed);
    }
    words[USED].store(end as u64, Ordering::Release);
    Some(at)
}

/// Gives the record whose values begin at `at` a new key and zeroes it. False, and nothing done, when the
/// key is too long for it. One writer at a time; readers see the old record, the new one, or skip it.
pub(super) fn replace(words: &[AtomicU64], at: usize, family: Family, key: &[u8]) -> bool {
    let room = family.reserved_key().div_ceil(8);
    if key.len() > room * 8 || at < HEADER + room + 2 || at + family.values() > words.len() {
        return false;
    }
    let start = at - room - 2;
    let version = words[start + 1].load(Ordering::Relaxed) >> 32 | 1;
    words[start + 1].store(version << 32, Ordering::Relaxed);
    fence(Ordering::Release);
    store_key(&words[start + 2..at], key);
    for value in &words[at..at + family.values()] {
        value.store(0, Ordering::Relaxed);
    }
    let next = version.wrapping_add(1) & 0xffff_fffe;
    words[start + 1].store(next << 32 | key.len() as u64, Ordering::Release);
    true
}

/// All records, in the order they were made. A record that is being replaced, or that a process died
/// replacing, is given with an empty key and no values.
pub(super) fn entries(words: &[AtomicU64]) -> Vec<Entry> {
    let mut out = Vec::new();
    let end = used(words);
    let mut start = HEADER;
    while start + 2 <= end {
        let description = words[start].load(Ordering::Relaxed);
        let room = (description >> 8 & 0xffff) as usize;
        let count = (description >> 24 & 0xffff) as usize;
        let at = start + 2 + room;
        let next = at + count;
        let Some(family) = Family::from_code(description as u8) else { break };
        if next > end || count != family.values() {
            break;
        }
        let (key, values) = read(&words[start + 1..next], room).unwrap_or_default();
        out.push(Entry { family, key, values, at });
        start = next;
    }
    out
}

fn used(words: &[AtomicU64]) -> usize {
    (words[USED].load(Ordering::Acquire) as usize).clamp(HEADER, words.len())
}

fn store_key(room: &[AtomicU64], key: &[u8]) {
    for (word, chunk) in room.iter().zip(key.chunks(8)) {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        word.store(u64::from_le_bytes(bytes), Ordering::Relaxed);
    }
}

/// Key and values of the record that begins with its version word; a sequence lock, tried a few times.
fn read(record: &[AtomicU64], room: usize) -> Option<(Vec<u8>, Vec<u64>)> {
    for _ in 0..8 {
        let before = record[0].load(Ordering::Acquire);
        if (before >> 32) & 1 == 1 {
            continue;
        }
        let mut key: Vec<u8> =
            record[1..=room].iter().flat_map(|w| w.load(Ordering::Relaxed).to_le_bytes()).collect();
        key.truncate(before as u32 as usize);
        let values = record[1 + room..].iter().map(|w| w.load(Ordering::Relaxed)).collect();
        fence(Ordering::Acquire);
        if record[0].load(Ordering::Relaxed) == before {
            return Some((key, values));
        }
    }
    None
}
