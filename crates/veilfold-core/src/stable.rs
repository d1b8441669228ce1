//! Sorting that keeps equals in their order. The standard library's has a buffer of four kilobytes on the stack, half of what a
//! WASM filter may take for a record.

use alloc::vec::Vec;

/// `items` in the order of their keys, and of where they stood.
#[cold]
#[inline(never)]
pub(crate) fn sorted_by_key<I, T, K>(items: I, key: impl Fn(&T) -> K) -> I
where
    I: IntoIterator<Item = T> + Extend<T> + Default,
    K: Ord,
{
    // Not collected: where memory is short, that is a trap of its own in a filter.
    let mut numbered = Vec::new();
    numbered.extend(items.into_iter().enumerate());
    numbered.sort_unstable_by_key(|(nth, item)| (key(item), *nth));
    let mut sorted = I::default();
    sorted.extend(numbered.into_iter().map(|(_, item)| item));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(items: Vec<(u8, u32)>) {
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| key % 8);
            prop_assert_eq!(sorted_by_key(items, |(key, _)| key % 8), expected);
        }
    }
}
