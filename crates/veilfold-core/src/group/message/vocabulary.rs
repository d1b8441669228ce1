//! Is this a word of English or of the trade? A Bloom filter over `words.txt`, built by the compiler.

/// Bits of the filter: 24 KiB, 16 bits a word, so that one unknown word in 400 passes as known.
const BITS: u32 = 3 << 16;
const WORDS: &[u8] = include_bytes!("words.txt");
static FILTER: [u64; (BITS / 64) as usize] = build();

/// Four bit positions from one hash.
const fn probes(hash: WordHash) -> [u32; 4] {
    let (h, g) = (hash.0, hash.0.wrapping_mul(0xbf58_476d_1ce4_e5b9));
    [(h >> 32) as u32 % BITS, h as u32 % BITS, (g >> 32) as u32 % BITS, (g >> 16) as u32 % BITS]
}

#[allow(long_running_const_eval)]
#[expect(clippy::large_stack_arrays, reason = "evaluated by the compiler")]
const fn build() -> [u64; (BITS / 64) as usize] {
    let mut filter = [0; (BITS / 64) as usize];
    let (mut i, mut start) = (0, 0);
    while i < WORDS.len() {
        if WORDS[i] == b'\n' {
            if i > start && WORDS[start] != b'#' {
                let probes = probes(WordHash::over(WORDS, start, i));
                let mut k = 0;
                while k < 4 {
                    filter[(probes[k] / 64) as usize] |= 1 << (probes[k] % 64);
                    k += 1;
                }
            }
            start = i + 1;
        }
        i += 1;
    }
    filter
}

/// True for a word of the list, in any case, with or without `'s`.
pub(super) fn knows(word: &[u8]) -> bool {
    let bare = word.strip_suffix(b"'s").unwrap_or(word);
    knows_hash(WordHash::of(bare)) || is_derived(word)
}

/// Made by a suffix of English, as names are not: `reachable`, `deserialization`.
fn is_derived(word: &[u8]) -> bool {
    const SUFFIXES: [&[u8]; 15] = [
        b"able", b"ible", b"tion", b"sion", b"tions", b"ment", b"ness", b"ity", b"ally", b"ously", b"ized",
        b"ised", b"izing", b"ional", b"ability",
    ];
    word.len() >= 8 && word.iter().all(u8::is_ascii_lowercase) && SUFFIXES.iter().any(|s| word.ends_with(s))
}

fn knows_hash(hash: WordHash) -> bool {
    probes(hash).iter().all(|&p| FILTER.get((p / 64) as usize).is_some_and(|w| w >> (p % 64) & 1 == 1))
}

/// True when every part of a compound (`read-only`, `retry_count`) is known.
pub(super) fn knows_compound(word: &[u8]) -> bool {
    word.split(|b| matches!(b, b'-' | b'_')).all(|part| part.is_empty() || knows(part))
}

/// Takes eight bytes in; the sixth bit of each tells capitals from small letters and nothing else of note.
const fn step(hash: u64, bytes: u64) -> u64 {
    let mixed = (hash ^ (bytes | 0x2020_2020_2020_2020)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}

/// The hash of a word in lower case.
#[derive(Clone, Copy, Debug)]
struct WordHash(u64);

impl WordHash {
    #[inline]
    fn of(word: &[u8]) -> WordHash {
        WordHash::over(word, 0, word.len())
    }

    /// Eight bytes a step, in lower case: most words take one or two. It is part of no id.
    #[inline]
    const fn over(text: &[u8], start: usize, end: usize) -> WordHash {
        let mut rest = text.split_at(end).0.split_at(start).1;
        let length = rest.len();
        // A length must not look like a letter.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ (length as u64).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        // What is left below eight bytes is read from its two ends.
        let last = if let Some(last) = rest.last_chunk::<8>() {
            while rest.len() > 8
                && let Some((eight, behind)) = rest.split_first_chunk::<8>()
            {
                hash = step(hash, u64::from_le_bytes(*eight));
                rest = behind;
            }
            u64::from_le_bytes(*last)
        } else if let (Some(first), Some(last)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
            u32::from_le_bytes(*first) as u64 | (u32::from_le_bytes(*last) as u64) << 32
        } else if let [first, .., last] = rest {
            *first as u64 | (rest[length / 2] as u64) << 8 | (*last as u64) << 16
        } else if let [only] = rest {
            *only as u64 * 0x0001_0101
        } else {
            0
        };
        hash = step(hash, last);
        WordHash(hash ^ (hash >> 29))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_words_and_few_others() {
        for word in ["connection", "Failed", "timeout", "isn't", "read-only", "BLOCK"] {
            assert!(knows_compound(word.as_bytes()) || word.contains('\''), "{word}");
        }
        // 26^3 made-up words: at most 0.5 % may pass.
        let passed = (0..17576_u32)
            .filter(|n| {
                let letter = |d: u32| b'a' + (n / d % 26) as u8;
                knows(&[b'q', letter(1), b'x', letter(26), b'z', letter(676)])
            })
            .count();
        assert!(passed < 88, "{passed} of 17576");
    }
}
