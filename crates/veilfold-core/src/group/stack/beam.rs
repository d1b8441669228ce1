//! Elixir: `** (Type) message` with frames in parentheses; Erlang: `exception error:` of its shell and crash reports.

use super::Stack;
use super::chain::{Chain, frame};
use super::lines::{Lines, line_before, line_start, number, prefix_at, rsplit_once, split_once};
use crate::record::Frame;
use crate::texts::texts;

/// Lines above the first frame in which the reason is looked for: terms are long.
const LOOK_BACK: usize = 24;

/// The first exception.
pub(super) fn parse(text: &[u8]) -> Option<Stack<'_>> {
    let at = super::lines::search(text, b"** (")?;
    let line = Lines::new(text, at).next()?;
    let (kind, message) = split_once(line.text.get(4..)?, b") ")?;
    let prefix = prefix_at(text, at);
    let mut chain = Chain::of(kind, message);
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

/// The first exception of Erlang; `at` stands in its innermost frame.
pub(super) fn parse_report(text: &[u8], at: usize) -> Option<Stack<'_>> {
    function(Lines::new(text, at).next()?.text)?;
    let (prefix, first) = (prefix_at(text, at), line_start(text, at));
    let mut start = first;
    for _ in 0..LOOK_BACK {
        start = line_before(text, start)?.start;
        let Some((_, said)) = split_once(Lines::new(text, start).next()?.text, b"exception ") else {
            continue;
        };
        let (class, said) = split_once(said, b": ")?;
        // A term that is too long for its line goes on below.
        let mut reason = said.trim_ascii().to_vec();
        let rest = Lines::new(text, start).skip(1).take_while(|line| line.start < first);
        for line in rest {
            reason.push(b' ');
            reason.extend_from_slice(prefix.body(line.text));
        }
        let mut chain = Chain::of(class, b"");
        chain.0.first_mut()?.message = reason.into();
        let others = chain.list(Lines::new(text, first), prefix, b"in function ", function);
        return chain.finish(others);
    }
    None
}

/// `in function  shop:load/2 (src/shop.erl, line 40)`, `in call from shop:'-load/2-fun-0-'/1`.
fn function(line: &[u8]) -> Option<Frame<'_>> {
    let head = texts!["in function ", "in call from "].head(line);
    let name = line.get(head..).filter(|_| head > 0)?.trim_ascii_start();
    let (name, place) = split_once(name, b" (").unwrap_or((name, b""));
    let (module, name) = split_once(name, b":")?;
    let name = name.strip_prefix(b"'-").unwrap_or(name);
    let (file, line) = split_once(place, b", line ").unwrap_or_default();
    Some(frame(file, module, name.split(|&b| b == b'/').next()?, number(line)))
}
