//! Parts of a text that the code around has made sure of, asked for without a panic where nobody could catch one.
//!
//! That a place lies in its text the compiler cannot always see, and each such place would be a way to a panic. Natively it
//! is one, and every door catches it. In a WASM filter it would end the instance and lose the record: there a place
//! outside is noted instead, the part is empty, and the filter answers the record with a marker. Nothing that was read
//! past a wrong place gets out, and no record is lost.

#![allow(clippy::inline_always, reason = "a filter is built for size, and each is one comparison")]

use alloc::vec::Vec;
use core::slice::SliceIndex;
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Whether a place outside was asked for since [`take_fault`] was called last.
static FAULT: AtomicBool = AtomicBool::new(false);

/// True when something went wrong inside the engine since the last call, so that what it gave since then is not to be used.
/// Only where a panic has nobody to catch it; elsewhere it panicked.
#[inline]
pub fn take_fault() -> bool {
    let fault = FAULT.load(Relaxed);
    FAULT.store(false, Relaxed);
    fault
}

/// The same, and the next who asks is told too.
#[inline]
pub(crate) fn is_fault() -> bool {
    FAULT.load(Relaxed)
}

/// Notes that something went wrong: see [`take_fault`].
#[doc(hidden)]
#[cold]
#[inline(never)]
pub fn note_fault() {
    FAULT.store(true, Relaxed);
}

/// What is taken where something cannot be, were the code right.
#[inline(always)]
pub(crate) fn outside<T>(instead: T) -> T {
    wrong();
    instead
}

#[cold]
#[inline(never)]
fn wrong() {
    if cfg!(target_family = "wasm") {
        note_fault();
    } else {
        panic!("a place outside of its text");
    }
}

/// Copies a text to the beginning of a room that is as long at least.
// In a filter the only caller of what it calls, so that the compiler sees that both are of one length.
#[cfg_attr(target_family = "wasm", inline(never))]
#[cfg_attr(not(target_family = "wasm"), inline(always))]
pub(crate) fn fill(room: &mut [u8], text: &[u8]) {
    let length = text.len().min(room.len());
    if let (Some(room), Some(text)) = (room.get_mut(..length), text.get(..length)) {
        room.copy_from_slice(text);
    }
}

/// Takes away what stands from a place on.
pub(crate) fn split_off(text: &mut Vec<u8>, at: usize) -> Vec<u8> {
    let end = text.cut(at..).to_vec();
    text.truncate(at);
    end
}

/// Parts of a slice that are in it.
pub(crate) trait Bounds<T> {
    /// The part of a range.
    fn cut<R: SliceIndex<[T], Output = [T]>>(&self, range: R) -> &[T];

    /// The part of a range, to write to.
    fn cut_mut<R: SliceIndex<[T], Output = [T]>>(&mut self, range: R) -> &mut [T];

    /// What stands before a place, and from there.
    fn cut_at(&self, at: usize) -> (&[T], &[T]);

    /// Whether `what` stands at a place.
    fn has_at(&self, at: usize, what: &[T]) -> bool
    where
        T: PartialEq;

    /// The item at a place.
    fn item(&self, at: usize) -> T
    where
        T: Copy + Default;

    /// Writes the item at a place.
    fn put(&mut self, at: usize, item: T);
}

impl<T> Bounds<T> for [T] {
    #[cfg_attr(target_family = "wasm", inline(never))]
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    fn cut<R: SliceIndex<[T], Output = [T]>>(&self, range: R) -> &[T] {
        match self.get(range) {
            Some(part) => part,
            None => outside(&self[..0]),
        }
    }

    #[inline(always)]
    fn cut_mut<R: SliceIndex<[T], Output = [T]>>(&mut self, range: R) -> &mut [T] {
        match self.get_mut(range) {
            Some(part) => part,
            None => outside(&mut []),
        }
    }

    #[inline(always)]
    fn cut_at(&self, at: usize) -> (&[T], &[T]) {
        match self.split_at_checked(at) {
            Some(parts) => parts,
            None => outside((self, &[])),
        }
    }

    // A call takes less of a filter than a comparison in each place.
    #[cfg_attr(target_family = "wasm", inline(never))]
    #[cfg_attr(not(target_family = "wasm"), inline)]
    fn has_at(&self, at: usize, what: &[T]) -> bool
    where
        T: PartialEq,
    {
        self.cut(at..).starts_with(what)
    }

    #[cfg_attr(target_family = "wasm", inline(never))]
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    fn item(&self, at: usize) -> T
    where
        T: Copy + Default,
    {
        match self.get(at) {
            Some(item) => *item,
            None => outside(T::default()),
        }
    }

    #[inline(always)]
    fn put(&mut self, at: usize, item: T) {
        match self.get_mut(at) {
            Some(place) => *place = item,
            None => wrong(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_given() {
        let text = *b"abc";
        assert_eq!(text.cut(1..), b"bc");
        assert_eq!(text.cut(3..3), b"");
        assert_eq!(text.cut_at(1), (&b"a"[..], &b"bc"[..]));
        assert!(text.has_at(1, b"bc") && !text.has_at(1, b"b.") && !text.has_at(3, b"c"));
        assert_eq!((text.item(2), take_fault()), (b'c', false));
        let mut copy = text;
        copy.cut_mut(1..).fill(b'-');
        copy.put(0, b'+');
        assert_eq!(copy, *b"+--");
        let mut long = copy.to_vec();
        assert_eq!((split_off(&mut long, 1), long), (b"--".to_vec(), b"+".to_vec()));
    }

    #[test]
    #[should_panic(expected = "a place outside")]
    fn natively_what_is_not_there_is_a_panic() {
        let _ = b"abc".cut(2..4);
    }
}
