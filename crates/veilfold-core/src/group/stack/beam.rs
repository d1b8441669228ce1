//! Elixir: `** (Type) message` with frames in parentheses.

use super::Stack;
use super::chain::{Chain, frame};
use super::lines::{Lines, line_start, number, prefix_at, rsplit_once, split_once};
use crate::record::{Frame, Link};

/// The first exception.
pub(super) fn parse(text: &[u8]) -> Option<Stack<'_>> {
    let at = super::lines::search(text, b"** (")?;
    let line = Lines::new(text, at).next()?;
    let (kind, message) = split_once(line.text.get(4..)?, b") ")?;
    let prefix = prefix_at(text, at);
    let mut chain = Chain::default();
    chain.push(Link::Top, 0, kind, message);
    let mut lines = Lines::new(text, line_start(text, at));
    lines.next();
    for line in lines {
        let Some(body) = prefix.strip(line.text).map(<[u8]>::trim_ascii) else { continue };
        match call(body) {
            Some(call) => chain.frame(0, call),
            None if !chain.is_framed() => {}
            None => break,
        }
    }
    chain.finish(false)
}

/// `(app 0.1.0) lib/file.ex:12: Module.function/2`.
fn call(line: &[u8]) -> Option<Frame<'_>> {
    let rest = match line.strip_prefix(b"(") {
        Some(rest) => split_once(rest, b") ")?.1,
        None => line,
    };
    let (place, name) = split_once(rest, b": ")?;
    let (file, at) = rsplit_once(place, b":")?;
    if !at.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    // `anonymous fn/1 in Shop.load/2`, `Shop."-load/2-fun-0-"/1`
    let name = rsplit_once(name, b" in ").map_or(name, |(_, name)| name);
    let name = rsplit_once(name, b"/").map_or(name, |(name, _)| name);
    let name = name.split(|&b| b == b'(').next().unwrap_or_default();
    let (module, function) = rsplit_once(name, b".").unwrap_or((b"", name));
    Some(frame(file, module, function, number(at)))
}
