//! A text in a text: by memchr where it has vectors. Elsewhere its searchers cost more to make than most texts cost to go
//! through, and a filter would carry them all. What is looked for there has a few bytes, so that the work is linear.

cfg_select! {
    any(target_arch = "x86_64", target_arch = "aarch64", target_feature = "simd128") => {
        /// Whether memchr has vectors here.
        pub(crate) const VECTORS: bool = true;
        pub(crate) use memchr::memmem::{Finder, find, find_iter, rfind};
    }
    _ => {
        /// Whether memchr has vectors here.
        pub(crate) const VECTORS: bool = false;
        pub(crate) use plain::{Finder, find, find_iter, rfind};
    }
}

#[allow(dead_code, reason = "where memchr has vectors, tests alone use it")]
mod plain {
    use memchr::{memchr, memrchr};

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

    pub(crate) fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
        find_iter(text, needle).next()
    }

    pub(crate) fn find_iter(text: &[u8], needle: &[u8]) -> impl Iterator<Item = usize> {
        let mut from = 0;
        core::iter::from_fn(move || {
            loop {
                let at = from + memchr(*needle.first()?, text.get(from..)?)?;
                if text.get(at..)?.starts_with(needle) {
                    from = at + needle.len();
                    return Some(at);
                }
                from = at + 1;
            }
        })
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
        fn as_memmem_finds(text in prop::collection::vec(prop::sample::select(b"ab:".to_vec()), 0..40), needle in prop::sample::select(
            alloc::vec![&b"a"[..], b"ab", b"aab", b"aa", b"::", b"aba"])) {
            prop_assert_eq!(plain::find(&text, needle), memmem::find(&text, needle));
            prop_assert_eq!(plain::rfind(&text, needle), memmem::rfind(&text, needle));
            prop_assert!(plain::find_iter(&text, needle).eq(memmem::find_iter(&text, needle)));
            prop_assert_eq!(plain::Finder::new(needle).find(&text), memmem::Finder::new(needle).find(&text));
        }
    }
}
