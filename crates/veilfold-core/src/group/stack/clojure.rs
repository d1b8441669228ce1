//! Clojure: what its programs and its shell print of an exception when nobody asks for the stack.

use super::Stack;
use super::chain::{Chain, frame};
use super::lines::{Lines, line_start, prefix_at, split_once};

/// What stands before the type.
pub(super) const HEAD: &[u8] = b"xecution error (";

/// `Execution error (ArithmeticException) at shop.cart/load (cart.clj:12).`, and in the next line the message.
pub(super) fn parse(text: &[u8], at: usize) -> Option<Stack<'_>> {
    let prefix = prefix_at(text, at.saturating_sub(1));
    let mut lines = Lines::new(text, line_start(text, at));
    let head = prefix.body(lines.next()?.text);
    let (kind, place) = split_once(split_once(head, HEAD)?.1, b") at ")?;
    let (namespace, function) = split_once(split_once(place, b" (")?.0, b"/")?;
    let function = function.split(|&b| b == b'$').next().unwrap_or_default();
    let mut chain = Chain::of(kind, prefix.body(lines.next().map_or(b"", |line| line.text)));
    chain.frame(0, frame(b"", namespace, function, 0));
    chain.finish(false)
}
