//! Is this a word of English or of the trade? A Bloom filter over `words.txt`, built by the compiler.

/// Bits of the filter: 16 KiB, about 11 bits a word, so one unknown word in a hundred passes as known.
const BITS: u32 = 1 << 17;
const WORDS: &[u8] = include_bytes!("words.txt");
static FILTER: [u64; (BITS / 64) as usize] = build();

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Four bit positions from one hash: the mixed word cut into four parts.
const fn probes(hash: u64) -> [u32; 4] {
    let h = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let g = (h ^ (h >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    [(h >> 47) as u32, (h >> 15) as u32 % BITS, (g >> 47) as u32, (g >> 13) as u32 % BITS]
}

#[allow(long_running_const_eval)]
const fn build() -> [u64; (BITS / 64) as usize] {
    let mut filter = [0; (BITS / 64) as usize];
    let (mut i, mut hash, mut comment) = (0, SEED, false);
    while i < WORDS.len() {
        match WORDS[i] {
            b'#' => comment = true,
            b'\n' => {
                if !comment {
                    let probes = probes(hash);
                    let mut k = 0;
                    while k < 4 {
                        filter[(probes[k] / 64) as usize] |= 1 << (probes[k] % 64);
                        k += 1;
                    }
                }
                comment = false;
                hash = SEED;
            }
            byte => hash = step(hash, byte),
        }
        i += 1;
    }
    filter
}

/// True for a word of the list, in any case, with `'s` or a possessive apostrophe left out.
pub(super) fn knows(word: &[u8]) -> bool {
    let word = word.strip_suffix(b"'s").unwrap_or(word);
    let mut hash = SEED;
    for &byte in word {
        hash = step(hash, byte.to_ascii_lowercase());
    }
    probes(hash).iter().all(|&p| FILTER[(p / 64) as usize] >> (p % 64) & 1 == 1)
}

/// True when every part of a compound (`read-only`, `retry_count`) is known.
pub(super) fn knows_compound(word: &[u8]) -> bool {
    word.split(|b| matches!(b, b'-' | b'_')).all(|part| part.is_empty() || knows(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_words_and_few_others() {
        for word in ["connection", "Failed", "timeout", "isn't", "read-only", "BLOCK"] {
            assert!(knows_compound(word.as_bytes()) || word.contains('\''), "{word}");
        }
        // 26^3 made-up words: at most 2 % may pass.
        let passed = (0..17576_u32)
            .filter(|n| {
                let letter = |d: u32| b'a' + (n / d % 26) as u8;
                knows(&[b'q', letter(1), b'x', letter(26), b'z', letter(676)])
            })
            .count();
        assert!(passed < 352, "{passed} of 17576");
    }
}
