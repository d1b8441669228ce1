//! Ruby: the uncaught form, in both orders, and backtraces that a logger printed below a message.

use super::Stack;
use super::chain::{Chain, frame};
use super::lines::{Lines, digits, line_before, line_start, number, prefix_at, rsplit_once, split_once};
use crate::bounds::Bounds;
use crate::record::{Frame, Link};
use alloc::vec::Vec;

/// The first backtrace.
pub(super) fn parse(text: &[u8]) -> Option<Stack<'_>> {
    let at = match (super::lines::search(text, b":in `"), super::lines::search(text, b":in '")) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    let start = line_start(text, at);
    let line = Lines::new(text, start).next()?;
    // What is left of the location is the prefix: a file name has no spaces.
    let word = line.text.cut(..at - start).iter().rposition(u8::is_ascii_whitespace).map_or(0, |n| n + 1);
    let before = line.text.cut(..word);
    let before = before.strip_suffix(b"from ").unwrap_or(before);
    // `3: from …` counts in the reversed order.
    let counted = before.trim_ascii_end().strip_suffix(b":").unwrap_or_default();
    let digits = counted.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let before = if digits > 0 { counted.cut(..counted.len() - digits) } else { before };
    let content_at = start + before.len()
        - before.iter().rev().take_while(|b| **b == b'\t' || **b == b' ').count().min(before.len());
    let prefix = prefix_at(text, content_at.max(start));
    let mut chain = Chain::default();
    // `Traceback (most recent call last):` puts the innermost frame last.
    let reversed = line_before(text, start)
        .is_some_and(|l| l.text.trim_ascii_end().ends_with(b"(most recent call last):"));
    let mut waiting: Vec<Frame<'_>> = Vec::new();
    for line in Lines::new(text, start) {
        // A logger writes its own words before the first line of a backtrace only.
        let body = prefix.strip(line.text).unwrap_or(line.text).trim_ascii();
        let Some((this, rest)) = place(body) else { continue };
        if let Some(message) = rest.strip_prefix(b": ") {
            let (message, kind) = class(message);
            let parent = chain.0.len().saturating_sub(1);
            let new = chain.push(Link::Cause, parent, kind, message);
            chain.frame(new, this);
            while let Some(frame) = waiting.pop() {
                add(&mut chain, new, frame);
            }
        } else if reversed {
            waiting.push(this);
        } else {
            if chain.0.is_empty() {
                let (kind, message) = header(text, start, prefix);
                chain.push(Link::Top, 0, kind, message);
            }
            let current = chain.0.len() - 1;
            add(&mut chain, current, this);
        }
    }
    if reversed {
        chain.turn();
    }
    chain.finish(false)
}

/// Adds the next outer frame. A method that is written in C has the place of its caller, whose name tells more.
fn add<'a>(chain: &mut Chain<'a>, exception: usize, outer: Frame<'a>) {
    if let Some(inner) = chain.0.get_mut(exception).and_then(|e| e.frames.last_mut())
        && inner.line == outer.line
        && inner.file == outer.file
        && inner.function != outer.function
    {
        *inner = outer;
    } else {
        chain.frame(exception, outer);
    }
}

/// `message (Class)`, the class at the end of the first line.
fn class(text: &[u8]) -> (&[u8], &[u8]) {
    match rsplit_once(text, b" (").map(|(message, class)| (message, class.strip_suffix(b")"))) {
        Some((message, Some(class))) if class.first().is_some_and(u8::is_ascii_uppercase) => (message, class),
        _ => (text, b""),
    }
}

/// The line above a backtrace that a logger printed: `Class: message`, `Class (message):`, `message (Class)`.
fn header<'a>(text: &'a [u8], first: usize, prefix: super::lines::Prefix<'_>) -> (&'a [u8], &'a [u8]) {
    let mut start = first;
    while let Some(line) = line_before(text, start) {
        start = line.start;
        let body = prefix.strip(line.text).unwrap_or(line.text).trim_ascii();
        if body.is_empty() {
            continue;
        }
        let is_class = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_');
        // The class may stand behind the logger's own words.
        let mut from = 0;
        for _ in 0..32 {
            let rest = body.cut(from..);
            let len = rest.iter().take_while(|b| is_class(b)).count();
            let word = rest.cut(..len);
            let word = word.strip_suffix(b":").unwrap_or(word);
            let class = word.first().is_some_and(u8::is_ascii_uppercase)
                && (from == 0
                    || is_camel(word)
                    || word.ends_with(b"Error")
                    || word.ends_with(b"Exception")
                    || split_once(word, b"::").is_some());
            let after = rest.cut(word.len()..);
            if class && after.starts_with(b": ") {
                return (word, after.cut(2..));
            }
            if class && after.starts_with(b" (") {
                let message = after.cut(2..);
                return (
                    word,
                    message.strip_suffix(b":").unwrap_or(message).strip_suffix(b")").unwrap_or(message),
                );
            }
            match rest.iter().position(|&b| b == b' ') {
                Some(space) => from += space + 1,
                None => break,
            }
        }
        let (message, kind) = class(body);
        return (kind, message);
    }
    (b"", b"")
}

/// `OrderNotFound`: two words at least.
fn is_camel(word: &[u8]) -> bool {
    word.iter().filter(|b| b.is_ascii_uppercase()).count() > 1 && word.iter().any(u8::is_ascii_lowercase)
}

/// `from file:line:in 'Class#method'` and what follows.
fn place(line: &[u8]) -> Option<(Frame<'_>, &[u8])> {
    let digits = digits(line);
    let line = line.cut(digits..).strip_prefix(b": ").unwrap_or(line);
    let line = line.strip_prefix(b"from ").unwrap_or(line);
    let (location, rest) = split_once(line, b":in `").or_else(|| split_once(line, b":in '"))?;
    let (file, at) = rsplit_once(location, b":")?;
    // The first line may stand behind what its logger wrote.
    let file = rsplit_once(file, b" ").map_or(file, |(_, file)| file);
    let end = rest.iter().position(|&b| b == b'\'')?;
    if !at.first().is_some_and(u8::is_ascii_digit) || file.is_empty() {
        return None;
    }
    Some((frame(file, &b""[..], method(&rest[..end]), number(at)), rest.cut(end + 1..)))
}

/// `block (2 levels) in Orders::Repo#get` as `get`: until 3.4 the class was not printed.
fn method(name: &[u8]) -> &[u8] {
    let name =
        if name.starts_with(b"<") { name } else { rsplit_once(name, b" in ").map_or(name, |(_, name)| name) };
    if name.starts_with(b"<") {
        return name;
    }
    let name = rsplit_once(name, b"#").map_or(name, |(_, name)| name);
    rsplit_once(name, b".").map_or(name, |(_, name)| name)
}
