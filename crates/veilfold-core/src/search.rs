//! Bytes and short texts in a text: by memchr where it has vectors. Elsewhere eight bytes are looked at in one word: its
//! searchers cost more to make than most texts cost to go through, and a filter would carry them all. What is looked for
//! there has a few bytes, so that the work is linear.

cfg_select! {
    any(target_arch = "x86_64", target_arch = "aarch64", target_feature = "simd128") => {
        /// Whether memchr has vectors here.
        pub(crate) const VECTORS: bool = true;
        pub(crate) use memchr::memmem::{Finder, find, find_iter, rfind};
        pub(crate) use memchr::{memchr, memchr_iter, memchr2, memchr3, memrchr, memrchr2};
    }
    _ => {
        /// Whether memchr has vectors here.
        pub(crate) const VECTORS: bool = false;
        pub(crate) use plain::{Finder, find, find_iter, rfind};
        pub(crate) use plain::{memchr, memchr_iter, memchr2, memchr3, memrchr, memrchr2};
    }
}

#[allow(dead_code, reason = "where memchr has vectors, tests alone use it")]
mod plain {
    use crate::swar::{HIGH, all_equal, equal, first, last, word};

    #[derive(Debug)]
    pub(crate) struct Finder<'n>(&'n [u8]);

    impl<'n> Finder<'n> {
        pub(crate) fn new<B: AsRef<[u8]> + ?Sized>(needle: &'n B) -> Finder<'n> {
            Finder(needle.as_ref())
        }

        pub(crate) fn find(&self, text: &[u8]) -> Option<usize> {
            find(text, self.0)
        }
    }

    pub(crate) fn memchr(byte: u8, text: &[u8]) -> Option<usize> {
        position(text, |word| equal(word, byte), |b| b == byte)
    }

    pub(crate) fn memchr2(a: u8, b: u8, text: &[u8]) -> Option<usize> {
        position(text, |word| equal(word, a) | equal(word, b), |byte| byte == a || byte == b)
    }

    pub(crate) fn memchr3(a: u8, b: u8, c: u8, text: &[u8]) -> Option<usize> {
        let in_word = |word| equal(word, a) | equal(word, b) | equal(word, c);
        position(text, in_word, |byte| byte == a || byte == b || byte == c)
    }

    pub(crate) fn memrchr(byte: u8, text: &[u8]) -> Option<usize> {
        last_position(text, |word| all_equal(word, byte), |b| b == byte)
    }

    pub(crate) fn memrchr2(a: u8, b: u8, text: &[u8]) -> Option<usize> {
        last_position(text, |word| all_equal(word, a) | all_equal(word, b), |byte| byte == a || byte == b)
    }

    pub(crate) fn memchr_iter(byte: u8, text: &[u8]) -> impl Iterator<Item = usize> {
        let mut from = 0;
        core::iter::from_fn(move || {
            let at = from + memchr(byte, text.get(from..)?)?;
            from = at + 1;
            Some(at)
        })
    }

    /// The first byte that is one, by words.
    #[inline]
    fn position(text: &[u8], in_word: impl Fn(u64) -> u64, is: impl Fn(u8) -> bool) -> Option<usize> {
        let (words, rest) = text.as_chunks();
        let mut at = 0;
        for word in words {
            let hit = in_word(u64::from_le_bytes(*word)) & HIGH;
            if hit != 0 {
                return Some(at + first(hit));
            }
            at += 8;
        }
        rest.iter().position(|byte| is(*byte)).map(|place| at + place)
    }

    /// The last byte that is one, by words.
    #[inline]
    fn last_position(text: &[u8], in_word: impl Fn(u64) -> u64, is: impl Fn(u8) -> bool) -> Option<usize> {
        let (rest, words) = text.as_rchunks();
        let mut end = text.len();
        for word in words.iter().rev() {
            let hit = in_word(u64::from_le_bytes(*word)) & HIGH;
            if hit != 0 {
                return Some(end - 8 + last(hit));
            }
            end -= 8;
        }
        rest.iter().rposition(|byte| is(*byte))
    }

    pub(crate) fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
        find_from(text, needle, 0)
    }

    pub(crate) fn find_iter(text: &[u8], needle: &[u8]) -> impl Iterator<Item = usize> {
        let mut from = 0;
        core::iter::from_fn(move || {
            let at = find_from(text, needle, from)?;
            from = at + needle.len();
            Some(at)
        })
    }

    /// By the first two bytes of the needle.
    fn find_from(text: &[u8], needle: &[u8], from: usize) -> Option<usize> {
        let is_at = |at: usize| text.get(at..).is_some_and(|rest| rest.starts_with(needle));
        let [one, two, ..] = *needle else {
            return memchr(*needle.first()?, text.get(from..)?).map(|at| from + at);
        };
        let mut at = from;
        while at + 8 < text.len() {
            let mut hits = equal(word(text, at), one) & equal(word(text, at + 1), two) & HIGH;
            while hits != 0 {
                if is_at(at + first(hits)) {
                    return Some(at + first(hits));
                }
                hits &= hits - 1;
            }
            at += 8;
        }
        (at..text.len()).find(|at| is_at(*at))
    }

    pub(crate) fn rfind(text: &[u8], needle: &[u8]) -> Option<usize> {
        let mut rest = text;
        loop {
            let at = memrchr(*needle.first()?, rest)?;
            if text.get(at..)?.starts_with(needle) {
                return Some(at);
            }
            rest = rest.get(..at)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;
    use memchr::memmem;
    use proptest::prelude::*;

    #[test]
    fn takes_a_needle_as_memmem_does() {
        assert_eq!(plain::Finder::new("b").find(b"ab"), memmem::Finder::new("b").find(b"ab"));
        assert_eq!(plain::Finder::new(b"b").find(b"ab"), memmem::Finder::new(b"b").find(b"ab"));
    }

    proptest! {
        #[test]
        fn as_memchr_finds(text in prop::collection::vec(prop::sample::select(b"ab`\x61\xe1\x01\0".to_vec()), 0..40)) {
            for a in [b'a', b'b', 0, 0xe1] {
                prop_assert_eq!(plain::memchr(a, &text), memchr::memchr(a, &text));
                prop_assert_eq!(plain::memrchr(a, &text), memchr::memrchr(a, &text));
                prop_assert_eq!(plain::memchr2(a, b'`', &text), memchr::memchr2(a, b'`', &text));
                prop_assert_eq!(plain::memchr3(a, b'`', 1, &text), memchr::memchr3(a, b'`', 1, &text));
                prop_assert_eq!(plain::memrchr2(a, b'`', &text), memchr::memrchr2(a, b'`', &text));
                prop_assert!(plain::memchr_iter(a, &text).eq(memchr::memchr_iter(a, &text)));
            }
        }

        #[test]
        fn as_memmem_finds(text in prop::collection::vec(prop::sample::select(b"ab:".to_vec()), 0..40), needle in prop::sample::select(
            alloc::vec![&b"a"[..], b"ab", b"aab", b"aa", b"::", b"aba"])) {
            prop_assert_eq!(plain::find(&text, needle), memmem::find(&text, needle));
            prop_assert_eq!(plain::rfind(&text, needle), memmem::rfind(&text, needle));
            prop_assert!(plain::find_iter(&text, needle).eq(memmem::find_iter(&text, needle)));
            prop_assert_eq!(plain::Finder::new(needle).find(&text), memmem::Finder::new(needle).find(&text));
        }
    }
}
