//! Lua: `stack traceback:` of the interpreters, `LuaJIT` and nginx.

use super::Stack;
use super::chain::{Chain, file_name, frame};
use super::lines::{Lines, line_before, line_start, number, prefix_at, rsplit_once, split_once};
use crate::record::Frame;

/// The first traceback; `at` is where its head stands.
pub(super) fn parse(text: &[u8], at: usize) -> Option<Stack<'_>> {
    let (prefix, start) = (prefix_at(text, at), line_start(text, at));
    let mut chain = Chain::of(b"error", message(prefix.body(line_before(text, start)?.text)));
    let others = chain.list(Lines::new(text, start), prefix, HEAD, call);
    chain.finish(others)
}

/// What stands above the frames.
pub(super) const HEAD: &[u8] = b"stack traceback:";

/// `lua: shop/cart.lua:17: attempt to index a nil value`: what stands behind the place.
fn message(head: &[u8]) -> &[u8] {
    match split_once(head, b".lua:").and_then(|(_, rest)| split_once(rest, b": ")) {
        Some((line, message)) if line.iter().all(u8::is_ascii_digit) => message,
        _ => head,
    }
}

/// `cart.lua:17: in function 'cart.weigh'`, `cart.lua:52: in method 'add'`, `cart.lua:9: in main chunk`. Where a function was
/// found is told by some versions and depends on its caller: only its own name counts.
fn call(line: &[u8]) -> Option<Frame<'_>> {
    let (place, what) = split_once(line, b": in ")?;
    let (file, line) = rsplit_once(place, b":")?;
    if !line.first()?.is_ascii_digit() {
        return None;
    }
    let function = match what.split(|&b| b == b'\'').nth(1) {
        Some(name) => name.rsplit(|b| matches!(b, b'.' | b':')).next().unwrap_or_default(),
        None if what.starts_with(b"main chunk") => b"main chunk",
        None => b"<anonymous>",
    };
    Some(frame(file_name(file), &b""[..], function, number(line)))
}
