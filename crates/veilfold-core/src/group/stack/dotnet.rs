//! .NET: inner exceptions between `--->` and `--- End of inner exception stack trace ---`, state machines, closures.

use super::Stack;
use super::chain::{Chain, frame};
use super::lines::{
    Lines, Prefix, line_before, line_start, number, prefix_at, rsplit_once, split_once, until,
};
use crate::bounds::Bounds;
use crate::record::{Frame, Link};
use alloc::borrow::Cow;
use alloc::vec::Vec;

const LOOK_BACK: usize = 40;

/// A stack whose first frame is `at …` at `at`.
pub(super) fn parse(text: &[u8], at: usize) -> Option<Stack<'_>> {
    method(Lines::new(text, at).next()?.text.trim_ascii())?;
    let prefix = prefix_at(text, at);
    let start = header_start(text, line_start(text, at), prefix);
    let mut chain = Chain::default();
    let mut open: Vec<usize> = Vec::new();
    let mut others = false;
    for line in Lines::new(text, start) {
        let Some(content) = prefix.strip(line.text) else { continue };
        let body = content.trim_ascii();
        if open.is_empty() {
            exceptions(exception_in(body).unwrap_or(body), &mut chain, &mut open);
        } else if let Some(inner) = body.strip_prefix(b"---> ") {
            exceptions(inner, &mut chain, &mut open);
        } else if body.starts_with(b"--- End of inner exception") || body.starts_with(b"--- Fin de la") {
            if open.len() > 1 {
                open.pop();
            }
        } else if let Some(call) = body.strip_prefix(b"at ").and_then(|_| method(body)) {
            if let (Some(frame), Some(&current)) = (call, open.last()) {
                chain.frame(current, frame);
            }
        } else if content.len() == body.len()
            && !body.is_empty()
            && chain.0.iter().any(|e| !e.frames.is_empty())
            && exception_in(body).is_some()
        {
            others = true;
            break;
        }
        if body.ends_with(b"<---") && open.len() > 1 {
            open.pop();
        }
    }
    chain.finish(others)
}

/// One line may hold a whole chain: `A: outer ---> B: inner`.
fn exceptions<'a>(line: &'a [u8], chain: &mut Chain<'a>, open: &mut Vec<usize>) {
    let mut rest = Some(line);
    while let Some(text) = rest.take() {
        let (this, inner) = match split_once(text, b" ---> ") {
            Some((this, inner)) => (this, Some(inner)),
            None => (text, None),
        };
        // `(Inner Exception #1) System.X: message`
        let member = this.starts_with(b"(Inner Exception #");
        let this = if member { split_once(this, b") ").map_or(this, |(_, this)| this) } else { this };
        let this = this.strip_suffix(b"<---").unwrap_or(this);
        let (kind, message) = split_once(this, b": ").unwrap_or((this, b""));
        let parent = if member { 0 } else { open.last().copied().unwrap_or(0) };
        let aggregate = chain.0.get(parent).is_some_and(|e| e.kind.ends_with(b"AggregateException"));
        let tie = if member || aggregate { Link::Member } else { Link::Cause };
        open.push(chain.push(tie, parent, kind.trim_ascii(), message.trim_ascii()));
        rest = inner;
    }
}

fn header_start(text: &[u8], first: usize, prefix: Prefix<'_>) -> usize {
    let mut start = first;
    let mut found = None;
    for _ in 0..LOOK_BACK {
        let Some(line) = line_before(text, start) else { break };
        start = line.start;
        let body = prefix.strip(line.text).unwrap_or_default().trim_ascii();
        if body.starts_with(b"---> ") {
            continue;
        }
        if exception_in(body).is_some() {
            found = Some(start);
            break;
        }
    }
    found.or_else(|| line_before(text, first).map(|line| line.start)).unwrap_or(first)
}

/// The part of a line that starts with a qualified type: behind `Unhandled exception. `, or behind a log message.
fn exception_in(line: &[u8]) -> Option<&[u8]> {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'+' | b'`');
    let mut from = 0;
    for _ in 0..8 {
        let end = from + super::lines::search(line.get(from..)?, b"Exception")?;
        let start = line.cut(from..end).iter().rposition(|b| !is_name(b)).map_or(from, |n| from + n + 1);
        let after = line.cut(end..).iter().position(|b| !is_name(b)).map_or(line.len(), |n| end + n);
        let follows = matches!(line.cut(after..), [] | [b':', ..] | [b' ', b'(', ..]);
        let named = line.cut(start..);
        // What .NET Framework writes before the type.
        let heading = line.cut(..start).ends_with(b"Unhandled ");
        if follows && !heading && named.first().is_some_and(u8::is_ascii_uppercase) {
            return Some(named);
        }
        from = after;
    }
    None
}

/// `at Namespace.Class.Method(Type argument) in file:line n`: outer `None` if the line is none, inner `None` if nobody
/// wrote that method.
fn method(line: &[u8]) -> Option<Option<Frame<'_>>> {
    let rest = line.strip_prefix(b"at ")?;
    let (name, arguments) = split_once(rest, b"(")?;
    let (_, place) = split_once(arguments, b")")?;
    let name = name.trim_ascii();
    // Mono tells the place in its code: ` [0x0002b] in <0a1b…>:0`.
    let (mono, place) = match place.strip_prefix(b" [0x").and_then(|place| split_once(place, b"]")) {
        Some((_, place)) => (true, place),
        None => (false, place),
    };
    if name.contains(&b' ') || name.is_empty() || !(place.is_empty() || place.starts_with(b" in ")) {
        return None;
    }
    let mark: &[u8] = if mono { b":" } else { b":line " };
    let (file, line) = match place.strip_prefix(b" in ").and_then(|p| rsplit_once(p, mark)) {
        // A build without its sources is named by a number.
        Some((file, _)) if file.starts_with(b"<") => (&b""[..], 0),
        Some((file, line)) => (file, number(line)),
        None => (&b""[..], 0),
    };
    if name == b"lambda_method" {
        return Some(None);
    }
    let (class, function) = held_by(name);
    Some(Some(frame(file, without_arity(class), without_arity(function), line)))
}

/// The class and the method that hold the code: `C.<M>d__5.MoveNext`, `C.<>c__DisplayClass3_0.<M>b__0`,
/// `C.<M>g__Local|0_1`, `Program.<Main>$`.
fn held_by(name: &[u8]) -> (&[u8], &[u8]) {
    let plain = rsplit_once(name, b".").unwrap_or((b"", name));
    let Some(first) = name.iter().position(|&b| b == b'<') else { return plain };
    let class = name[..first]
        .strip_suffix(b".")
        .or_else(|| name[..first].strip_suffix(b"+"))
        .unwrap_or(&name[..first]);
    if let Some((_, local)) = split_once(name, b">g__") {
        return (class, until(local, b'|'));
    }
    // The innermost pair of angle brackets with a name in it.
    let held = name
        .split(|&b| b == b'<')
        .skip(1)
        .filter_map(|part| split_once(part, b">"))
        .map(|(held, _)| held)
        .find(|h| !h.is_empty());
    held.map_or(plain, |held| (class, held))
}

/// ``Repo`1`` and `Get[T]` without what a type argument changes.
fn without_arity(name: &[u8]) -> Cow<'_, [u8]> {
    let name = until(name, b'[');
    if !name.contains(&b'`') {
        return Cow::Borrowed(name);
    }
    let mut out = Vec::with_capacity(name.len());
    let mut arity = false;
    for &b in name {
        arity = b == b'`' || (arity && b.is_ascii_digit());
        if !arity {
            out.push(b);
        }
    }
    Cow::Owned(out)
}
