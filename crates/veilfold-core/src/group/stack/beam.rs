//! Elixir: `** (Type) message` with frames in parentheses; Erlang: `exception error:` of its shell and crash reports.

use super::Stack;
use super::chain::{Chain, frame};
use super::lines::{Lines, line_before, line_start, number, prefix_at, rsplit_once, split_once, until};
use crate::bounds::Bounds;
use crate::record::{Frame, Link};
use crate::texts::{Texts, texts};

/// Lines above the first frame in which the reason is looked for: terms are long.
const LOOK_BACK: usize = 24;

/// The first exception.
pub(super) fn parse(text: &[u8]) -> Option<Stack<'_>> {
    let at = super::lines::search(text, b"** (")?;
    let line = Lines::new(text, at).next()?;
    let (kind, message) = split_once(line.text.get(4..)?, b") ")?;
    let prefix = prefix_at(text, at);
    let mut chain = Chain::of(kind, message);
    // Indentation of the exceptions whose frames are still to come: a process that was called tells why it ended.
    let mut levels = alloc::vec![(0, 0)];
    let mut lines = Lines::new(text, line_start(text, at));
    lines.next();
    for line in lines {
        let Some(content) = prefix.strip(line.text) else { continue };
        let body = content.trim_ascii();
        let indent = content.len() - content.trim_ascii_start().len();
        if let Some(frame) = call(body) {
            while levels.len() > 1 && levels.last().is_some_and(|&(at, _)| at >= indent) {
                levels.pop();
            }
            chain.frame(levels.last().map_or(0, |&(_, exception)| exception), frame);
        } else if indent > 0
            && let Some((kind, message)) = body.strip_prefix(b"** (").and_then(|rest| split_once(rest, b") "))
        {
            if !message.ends_with(b":") {
                let parent = chain.0.len() - 1;
                levels.push((indent, chain.push(Link::Cause, parent, kind, message)));
            }
        } else if chain.is_framed() {
            break;
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
    let name = until(name, b'(');
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
        let Some((class, said)) = split_once(said, b": ").filter(|(class, _)| CLASSES.has(class)) else {
            continue;
        };
        let mut reason = said.trim_ascii().to_vec();
        if let Some(name) = name_of_term(said.trim_ascii()) {
            reason = name.to_vec();
        } else {
            // What is too long for its line goes on below.
            for line in Lines::new(text, start).skip(1).take_while(|line| line.start < first) {
                reason.push(b' ');
                reason.extend_from_slice(prefix.body(line.text));
            }
        }
        let mut chain = Chain::of(class, b"");
        chain.0.first_mut()?.message = reason.into();
        let others = chain.list(Lines::new(text, first), prefix, b"in function ", function);
        return chain.finish(others);
    }
    None
}

/// What ends a process.
const CLASSES: Texts = texts!["error", "exit", "throw"];

/// `{badmatch,{error,timeout}}`, `{{badkey,id},[…]}`: the first atom tells what it is, the rest is data.
fn name_of_term(reason: &[u8]) -> Option<&[u8]> {
    let inside = reason.strip_prefix(b"{")?;
    let inside = inside.cut(inside.iter().take_while(|&&b| b == b'{').count()..);
    let length = inside.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'@')).count();
    inside.first().is_some_and(u8::is_ascii_lowercase).then(|| inside.cut(..length))
}

/// `in function  shop:load/2 (src/shop.erl, line 40)`, `in call from shop:'-load/2-fun-0-'/1`.
fn function(line: &[u8]) -> Option<Frame<'_>> {
    let head = texts!["in function ", "in call from "].head(line);
    let name = line.get(head..).filter(|_| head > 0)?.trim_ascii_start();
    let (name, place) = split_once(name, b" (").unwrap_or((name, b""));
    let (module, name) = split_once(name, b":")?;
    let name = name.strip_prefix(b"'-").unwrap_or(name);
    let (file, line) = split_once(place, b", line ").unwrap_or_default();
    Some(frame(file, module, until(name, b'/'), number(line)))
}
