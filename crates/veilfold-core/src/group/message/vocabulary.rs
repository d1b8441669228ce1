//! Is this a word of English or of the trade? A ribbon filter over `words.txt`, built by the compiler: one unknown word in 128
//! passes as known; no filter can do that with fewer than seven bits a word.

use crate::texts::{Texts, texts};

const WORDS: &[u8] = include_bytes!("words.txt");

/// What a word is told by: as many equations, each over bits of one column.
const COLUMNS: usize = 7;
/// A word's equations are over so many neighbouring bits, which eight bytes hold wherever they begin.
const WIDTH: usize = 56;
/// Of a column: five per cent more than there are words.
const BITS: usize = 12_875;

/// Column by column: an unknown word ends at the second one on average.
struct Filter {
    seed: u64,
    columns: [[u8; BITS / 8 + 8]; COLUMNS],
}

#[allow(long_running_const_eval)]
static FILTER: Filter = {
    let mut seed = 1;
    loop {
        if let Some(filter) = Filter::of_words(seed) {
            break filter;
        }
        seed += 1;
        assert!(seed < 8, "more words ask for more bits");
    }
};

/// The equations of one word: the sum of the bits that `of` chooses, from `start` on, is in each column the bit of `sums`.
struct Equations {
    start: usize,
    of: u64,
    sums: u16,
}

impl Equations {
    const fn new(hash: WordHash, seed: u64) -> Equations {
        let h = (hash.0 ^ seed).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let g = (h ^ (h >> 32)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let start = (((h >> 32) * (BITS - WIDTH) as u64) >> 32) as usize;
        Equations { start, of: (g >> (64 - WIDTH)) | 1, sums: (h ^ (h >> 32)) as u16 & ((1 << COLUMNS) - 1) }
    }
}

impl Filter {
    /// Bits for which the equations of all words hold; `None` where two of them cannot.
    #[expect(clippy::large_stack_arrays, reason = "evaluated by the compiler")]
    const fn of_words(seed: u64) -> Option<Filter> {
        let mut rows = [const { Equations { start: 0, of: 0, sums: 0 } }; BITS];
        let mut read = 0;
        while let Some((start, end)) = next_word(read) {
            read = end;
            let word = WordHash::over(WORDS, start, end);
            let Equations { start: mut at, mut of, mut sums } = Equations::new(word, seed);
            // One that begins where another does is taken off it, and begins later.
            while rows[at].of != 0 {
                (of, sums) = (of ^ rows[at].of, sums ^ rows[at].sums);
                if of == 0 {
                    return None;
                }
                (at, of) = (at + of.trailing_zeros() as usize, of >> of.trailing_zeros());
            }
            rows[at] = Equations { start: at, of, sums };
        }
        let mut columns = [[0; BITS / 8 + 8]; COLUMNS];
        let mut column = 0;
        while column < COLUMNS {
            let (mut at, mut behind) = (BITS, 0_u64);
            while at > 0 {
                at -= 1;
                let row = &rows[at];
                let bit = (row.sums >> column & 1) as u64 ^ sum(row.of >> 1 & behind);
                behind = behind << 1 | bit;
                columns[column][at / 8] |= (bit as u8) << (at % 8);
            }
            column += 1;
        }
        Some(Filter { seed, columns })
    }

    fn has(&self, hash: WordHash) -> bool {
        let Equations { start, of, sums } = Equations::new(hash, self.seed);
        self.columns.iter().enumerate().all(|(column, bytes)| {
            let bits = bytes.get(start / 8..).and_then(|bytes| bytes.first_chunk());
            let bits = bits.map_or(0, |eight| u64::from_le_bytes(*eight) >> (start % 8));
            sum(bits & of) == u64::from(sums >> column & 1)
        })
    }
}

const fn sum(bits: u64) -> u64 {
    bits.count_ones() as u64 & 1
}

/// Where the next word behind `start` in [`WORDS`] begins and ends.
const fn next_word(mut start: usize) -> Option<(usize, usize)> {
    while start < WORDS.len() {
        let mut end = start;
        while WORDS[end] != b'\n' {
            end += 1;
        }
        if end > start && WORDS[start] != b'#' {
            return Some((start, end));
        }
        start = end + 1;
    }
    None
}

/// True for a word of the list, in any case, with or without `'s`.
pub(super) fn knows(word: &[u8]) -> bool {
    let bare = word.strip_suffix(b"'s").unwrap_or(word);
    FILTER.has(WordHash::of(bare)) || is_derived(word)
}

/// Made by a suffix of English, as names are not: `reachable`, `deserialization`.
fn is_derived(word: &[u8]) -> bool {
    const SUFFIXES: Texts = texts![
        "able", "ible", "tion", "sion", "tions", "ment", "ness", "ity", "ally", "ously", "ional", "ed",
        "ing",
    ];
    word.len() >= 8 && word.iter().all(u8::is_ascii_lowercase) && SUFFIXES.end(word)
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
        for word in WORDS.split(|b| *b == b'\n').filter(|line| !line.is_empty() && line[0] != b'#') {
            assert!(FILTER.has(WordHash::of(word)), "{}", word.escape_ascii());
        }
        // 26^3 made-up words: one in 128 is 137 of them.
        let passed = (0..17576_u32)
            .filter(|n| {
                let letter = |d: u32| b'a' + (n / d % 26) as u8;
                knows(&[b'q', letter(1), b'x', letter(26), b'z', letter(676)])
            })
            .count();
        assert!(passed < 175, "{passed} of 17576");
    }
}
