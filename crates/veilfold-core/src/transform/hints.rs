//! What one scan of a whole line tells about its tokens.

use crate::redact::Hit;
use core::ops::Range;

/// Where in a line something worth a look stands, asked for tokens in their order.
pub(super) struct Hints<'h> {
    /// Sorted by their starts.
    places: &'h [Hit],
    /// Places before this one end before any token that is still to come.
    next: usize,
}

impl<'h> Hints<'h> {
    pub(super) fn new(places: &'h [Hit]) -> Hints<'h> {
        Hints { places, next: 0 }
    }

    /// True unless the token at `range` is known to be clean.
    pub(super) fn touch(&mut self, range: Range<usize>) -> bool {
        while self.places.get(self.next).is_some_and(|place| place.end <= range.start) {
            self.next += 1;
        }
        self.places.get(self.next).is_some_and(|place| place.start < range.end)
    }
}
