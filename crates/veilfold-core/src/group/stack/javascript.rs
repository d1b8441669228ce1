//! JavaScript: V8 (Node.js, Chrome, Deno), with `cause`, `AggregateError` and `util.inspect`'s braces; Firefox and Safari.

use super::Stack;
use super::chain::{Chain, frame, location};
use super::lines::{Lines, Prefix, line_before, line_start, prefix_at, split_once, until};
use super::places::is_build;
use crate::bounds::Bounds;
use crate::record::{Frame, Link};
use crate::texts::{Texts, texts};
use alloc::vec::Vec;

const LOOK_BACK: usize = 24;

/// A stack of V8 whose first frame is `at …` at `at`.
pub(super) fn parse(text: &[u8], at: usize) -> Option<Stack<'_>> {
    call(Lines::new(text, at).next()?.text)?;
    let prefix = prefix_at(text, at);
    let start = header_start(text, line_start(text, at), prefix);
    let mut chain = Chain::default();
    // Indentation of the exceptions that are open, and whether members of one are being listed.
    let mut levels: Vec<(usize, usize)> = Vec::new();
    let mut listed = false;
    let mut others = false;
    for line in Lines::new(text, start) {
        let Some(content) = prefix.strip(line.text) else { continue };
        let body = content.trim_ascii();
        let indent = content.len() - content.trim_ascii_start().len();
        if levels.is_empty() {
            let (kind, message) = header(body).or_else(|| within(body)).unwrap_or((b"Error", body));
            levels.push((indent, chain.push(Link::Top, 0, kind, message)));
        } else if let Some(call) = call(body) {
            let deepest = levels.iter().rfind(|&&(at, _)| at < indent || at == 0).or(levels.first());
            if let Some(&(_, exception)) = deepest {
                chain.frame(exception, call);
            }
        } else if let Some((kind, message)) = cause(body) {
            while levels.len() > 1 && levels.last().is_some_and(|&(at, _)| at >= indent) {
                levels.pop();
            }
            let parent = levels.last().map_or(0, |&(_, exception)| exception);
            levels.push((indent, chain.push(Link::Cause, parent, kind, message)));
        } else if body.ends_with(b"[errors]: [") {
            while levels.len() > 1 && levels.last().is_some_and(|&(at, _)| at >= indent) {
                levels.pop();
            }
            listed = true;
        } else if let Some((kind, message)) = header(body).filter(|(kind, _)| is_error(kind)) {
            if listed && indent > 0 {
                while levels.len() > 1 && levels.last().is_some_and(|&(at, _)| at >= indent) {
                    levels.pop();
                }
                let parent = levels.last().map_or(0, |&(_, exception)| exception);
                levels.push((indent, chain.push(Link::Member, parent, kind, message)));
            } else if indent == 0 && chain.0.iter().any(|e| !e.frames.is_empty()) {
                others = true;
                break;
            }
        }
    }
    chain.finish(others)
}

/// `[cause]: Error: message` and its spellings.
fn cause(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let head = texts!["[cause]: ", "Caused by: ", "caused by: ", "cause: "].head(line);
    let rest = line.cut(head..);
    if head == 0 {
        return None;
    }
    Some(header(rest).unwrap_or((b"Error", rest)))
}

/// The start of the line that names the error above the first frame.
fn header_start(text: &[u8], first: usize, prefix: Prefix<'_>) -> usize {
    let mut start = first;
    for n in 0..LOOK_BACK {
        let Some(line) = line_before(text, start) else { break };
        start = line.start;
        let Some(body) = prefix.strip(line.text).map(<[u8]>::trim_ascii) else { continue };
        if header(body).is_some_and(|(kind, _)| n == 0 || is_error(kind)) || within(body).is_some() {
            // The first member of an `AggregateError` without frames: begin at the aggregate.
            if let Some(list) = line_before(text, start)
                && list.text.trim_ascii_end().ends_with(b"[errors]: [")
                && let Some(aggregate) = line_before(text, list.start)
            {
                return aggregate.start;
            }
            return start;
        }
    }
    line_before(text, first).map_or(first, |line| line.start)
}

/// `Name: message`, `Name [CODE]: message`, `[Name: message] {`, `Uncaught Name: message`, `Name`.
fn header<'l>(line: &'l [u8]) -> Option<(&'l [u8], &'l [u8])> {
    let bare = |line: &'l [u8]| -> &'l [u8] {
        let line = line.strip_prefix(b"Uncaught ").unwrap_or(line);
        line.strip_prefix(b"(in promise) ").unwrap_or(line)
    };
    let mut line = bare(line);
    while let Some(inner) = line.strip_prefix(b"[") {
        let end = inner.iter().rposition(|&b| b == b']')?;
        let inner = inner.cut(..end);
        line = inner.first().is_some_and(u8::is_ascii_uppercase).then(|| bare(inner))?;
    }
    let len =
        line.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'.')).count();
    let (kind, rest) = line.cut_at(len);
    if !kind.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_' || *b == b'$') {
        return None;
    }
    match rest {
        b"" | b" {" => is_error(kind).then_some((kind, b"")),
        [b':', b' ', message @ ..] => Some((kind, message.strip_suffix(b" {").unwrap_or(message))),
        [b' ', b'[', code @ ..] => split_once(code, b"]: ").map(|(_, message)| (kind, message)),
        _ => None,
    }
}

/// An error that a log line mentions behind its own text: `… TypeError: x is not a function`.
fn within(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = super::lines::search(line, b"Error: ")?;
    let start = line.cut(..at).iter().rposition(|b| !b.is_ascii_alphanumeric()).map_or(0, |n| n + 1);
    header(line.cut(start..)).filter(|(kind, _)| is_error(kind))
}

fn is_error(kind: &[u8]) -> bool {
    kind.first().is_some_and(u8::is_ascii_uppercase)
}

/// `at function (file:line:column)`, `at file:line:column`, `at async …`; other languages' frames are refused.
fn call(line: &[u8]) -> Option<Frame<'_>> {
    let rest = line.trim_ascii().strip_prefix(b"at ")?;
    let rest = rest.strip_suffix(b" {").or_else(|| rest.strip_suffix(b",")).unwrap_or(rest);
    let rest = rest.strip_prefix(b"async ").unwrap_or(rest);
    let rest = rest.strip_prefix(b"new ").unwrap_or(rest);
    if let Some((function, place)) = split_once(rest, b" (") {
        let place = place.strip_suffix(b")").unwrap_or(place);
        // Mono: `at Cart.Add (System.Int32 id) [0x0002b] in /code/Cart.cs:12`.
        if split_once(place, b") [0x").is_some() {
            return None;
        }
        let (file, line) = location(place);
        let native = matches!(place, b"<anonymous>" | b"native")
            || place.starts_with(b"index ")
            || place.starts_with(b"eval at ");
        if line == 0 && !native {
            return None;
        }
        // `fn [as alias] (place)`
        let function = split_once(function, b" [as ").map_or(function, |(name, _)| name);
        return Some(written(if native { b"<anonymous>" } else { file }, function, line));
    }
    let (file, line) = location(rest);
    (line > 0 && !rest.contains(&b'(')).then(|| frame(file, &b""[..], &b"<anonymous>"[..], line))
}

/// A frame of a named function. A bundle's minifier calls variables and classes anew with each build, properties keep their
/// names: `e.componentDidMount`, `r.f.j`.
fn written<'a>(file: &'a [u8], function: &'a [u8], line: u32) -> Frame<'a> {
    let mut function = named(function);
    if is_build(file) {
        while let Some((_, property)) = split_once(function, b".").filter(|(receiver, _)| receiver.len() < 3)
        {
            function = property;
        }
    }
    frame(file, &b""[..], function, line)
}

/// A function without the receivers that depend on how it was exported or called.
fn named(function: &[u8]) -> &[u8] {
    const RECEIVERS: Texts = texts![
        "Object.",
        "module.exports.",
        "exports.",
        "Module.",
        "Function.",
        "global.",
        "Window.",
        "process.",
    ];
    let name = function.cut(RECEIVERS.head(function)..);
    if name.is_empty() || name.ends_with(b"<anonymous>") || name == b"eval" { b"<anonymous>" } else { name }
}

/// A stack of Firefox or Safari: `function@file:line:column` lines below an error.
pub(super) fn parse_at_signs(text: &[u8]) -> Option<Stack<'_>> {
    let mut chain = Chain::default();
    let mut above: Option<super::lines::Line<'_>> = None;
    for line in Lines::new(text, 0) {
        // Neither a name nor a place has spaces: what stands before them is a transport's.
        let body = line.text.trim_ascii().rsplit(|&b| b == b' ').next().unwrap_or_default();
        let call = split_once(body, b"@").and_then(|(name, place)| {
            let (file, number) = location(place);
            let column = place.len() - file.len() > 2 && number > 0;
            (column && (file.contains(&b'/') || file.starts_with(b"["))).then_some((name, file, number))
        });
        match call {
            Some((name, file, number)) => {
                if chain.0.is_empty() {
                    let head = above.map_or(&b""[..], |l| l.text.trim_ascii());
                    let (kind, message) = header(head).or_else(|| within(head)).unwrap_or((b"Error", head));
                    chain.push(Link::Top, 0, kind, message);
                }
                // `async*load`, and closures as `load/<`.
                let name = split_once(name, b"*").map_or(name, |(_, name)| name);
                let name = until(name, b'/');
                chain.frame(0, written(file, name, number));
            }
            None if !chain.0.is_empty() => break,
            None => above = Some(line),
        }
    }
    chain.finish(false)
}
