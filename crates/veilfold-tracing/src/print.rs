//! Printing values of other people's types: bounded, and whatever they do.

use std::fmt::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Longest text of one value, in bytes.
const MOST: usize = 1 << 20;
/// In place of a value whose printing panicked or failed.
pub(crate) const UNPRINTABLE: &str = "[UNPRINTABLE]";
/// In place of a value that would log once more while it is printed for a log.
pub(crate) const DEEP: &str = "[DEPTH]";

/// Takes no more than it may.
struct Bounded {
    text: String,
    left: usize,
    cut: usize,
}

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let fits = text.floor_char_boundary(self.left.min(text.len()));
        self.text.push_str(&text[..fits]);
        self.left = if fits < text.len() { 0 } else { self.left - fits };
        self.cut += text.len() - fits;
        Ok(())
    }
}

/// The text of `value`.
pub(crate) fn text(value: fmt::Arguments<'_>) -> String {
    if crate::too_deep() {
        return DEEP.to_owned();
    }
    let mut bounded = Bounded { text: String::new(), left: MOST, cut: 0 };
    match catch_unwind(AssertUnwindSafe(|| bounded.write_fmt(value))) {
        Ok(Ok(())) if bounded.cut == 0 => bounded.text,
        // Half a value could be half a secret, which no rule knows.
        Ok(Ok(())) => format!("[TRUNCATED:{} bytes]", bounded.text.len() + bounded.cut),
        _ => UNPRINTABLE.to_owned(),
    }
}
