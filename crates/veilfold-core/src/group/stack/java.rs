//! Java, Kotlin, Scala and everything else on a Java virtual machine.

use super::Stack;
use super::chain::{Chain, frame};
use super::lines::{Lines, Prefix, line_before, line_start, number, prefix_at, split_once, until};
use crate::bounds::Bounds;
use crate::record::{Frame, Link};
use crate::texts::texts;
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Lines above the first frame in which the exception is looked for: messages can be long.
const LOOK_BACK: usize = 40;
/// Frames that `... n more` copies from the enclosing trace.
const MAX_COMMON: usize = 64;

/// A stack whose first frame is `at …` at `at`.
pub(super) fn parse(text: &[u8], at: usize) -> Option<Stack<'_>> {
    let line = Lines::new(text, at).next()?;
    location(line.text)?;
    let prefix = prefix_at(text, at);
    let (kind, message) = header(text, line_start(text, at), prefix);
    let mut chain = Chain::default();
    chain.push(Link::Top, 0, kind, message);
    // Indentation of a `Suppressed` trace, and the exception that is being read there.
    let mut levels = alloc::vec![(0, 0)];
    let mut turned = false;
    let mut others = false;
    let mut strange = false;
    for line in Lines::new(text, line_start(text, at)) {
        let Some(content) = prefix.strip(line.text) else { continue };
        let body = content.trim_ascii();
        let indent = content.len() - content.trim_ascii_start().len();
        let current = levels.last().map_or(0, |&(_, exception)| exception);
        if let Some(place) = body.strip_prefix(b"at ").and_then(|_| location(body)) {
            if strange {
                others = true;
                break;
            }
            if let Some(frame) = method(place) {
                chain.frame(current, frame);
            }
        } else if let Some(rest) = body.strip_prefix(b"... ") {
            common(&mut chain, current, number(rest) as usize);
        } else if let Some(rest) = body.strip_prefix(b"Caused by: ") {
            close(&mut levels, indent);
            let parent = levels.last().map_or(0, |&(_, exception)| exception);
            let (kind, message) = split(rest);
            let new = chain.push(Link::Cause, parent, kind, message);
            if let Some(level) = levels.last_mut() {
                level.1 = new;
            }
            strange = false;
        } else if let Some(rest) = body.strip_prefix(b"Suppressed: ") {
            close(&mut levels, indent.saturating_sub(1));
            let parent = levels.last().map_or(0, |&(_, exception)| exception);
            let (kind, message) = split(rest);
            let new = chain.push(Link::Member, parent, kind, message);
            levels.push((indent.max(1), new));
        } else if let Some(rest) = body.strip_prefix(b"Wrapped by: ") {
            let (kind, message) = split(rest);
            let new = chain.push(Link::Cause, current, kind, message);
            levels = alloc::vec![(0, new)];
            turned = true;
        } else if indent == 0
            && !body.is_empty()
            && chain.0.get(current).is_some_and(|e| !e.frames.is_empty())
        {
            strange |= looks_like_header(body);
        }
    }
    if turned {
        chain.turn();
    }
    // Kotlin's coroutines say so in which context it was.
    let is_remark = |kind: &[u8]| kind.ends_with(b"DiagnosticCoroutineContextException");
    while chain.0.last().is_some_and(|e| e.link == Link::Member && e.frames.is_empty() && is_remark(&e.kind))
    {
        chain.0.pop();
    }
    chain.finish(others)
}

/// Leaves the traces that are indented deeper than `indent`.
fn close(levels: &mut Vec<(usize, usize)>, indent: usize) {
    while levels.len() > 1 && levels.last().is_some_and(|&(at, _)| at > indent) {
        levels.pop();
    }
}

/// `... n more`: the n outermost frames are those of the exception that this one explains.
fn common(chain: &mut Chain<'_>, exception: usize, count: usize) {
    let Some(parent) = chain.0.get(exception).map(|e| e.parent).filter(|&p| p != exception) else { return };
    let Some(frames) = chain.0.get(parent).map(|e| &e.frames) else { return };
    let from = frames.len().saturating_sub(count.min(MAX_COMMON));
    let copied = frames.cut(from..).to_vec();
    for frame in copied {
        chain.frame(exception, frame);
    }
}

/// The exception above the first frame: where its line starts, type and message.
fn header<'a>(text: &'a [u8], first: usize, prefix: Prefix<'_>) -> (&'a [u8], &'a [u8]) {
    let mut start = first;
    for _ in 0..LOOK_BACK {
        let Some(line) = line_before(text, start) else { break };
        start = line.start;
        let at = line.text.len() - prefix.strip(line.text).map_or(line.text.len(), <[u8]>::len);
        if let Some((kind, message)) = exception(line.text.cut(at..)) {
            return (kind, message);
        }
    }
    // Nothing that looks like a type: the line above is the message.
    let above = line_before(text, first);
    (b"", above.map_or(b"", |line| prefix.strip(line.text).unwrap_or(line.text).trim_ascii()))
}

fn looks_like_header(line: &[u8]) -> bool {
    exception(line).is_some()
}

/// Finds `package.Type: message` in a line: at its start, behind `Exception in thread "x" `, or behind a log message.
fn exception(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.trim_ascii();
    let line = line.strip_prefix(b"Caused by: ").unwrap_or(line);
    let mut from = 0;
    for _ in 0..64 {
        let rest = line.get(from..)?;
        let len = rest.iter().take_while(|b| is_name(**b)).count();
        let word = rest.cut(..len);
        let ends = matches!(rest.get(len), None | Some(b':'));
        if ends && is_type(word, from == 0) {
            return Some(split(rest));
        }
        let skip = rest.iter().position(|b| !is_name(*b)).map_or(rest.len(), |n| n + 1).max(1);
        from += skip;
    }
    None
}

fn is_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'$') || b >= 0x80
}

/// Whether a word names a throwable: by its ending, or at the start of a line by a package before a capital.
fn is_type(word: &[u8], first: bool) -> bool {
    let last = word.rsplit(|&b| b == b'.' || b == b'$').next().unwrap_or_default();
    let ends = texts!["Exception", "Error", "Throwable", "Failure", "Fault"].end(last);
    let capital = last.first().is_some_and(u8::is_ascii_uppercase);
    capital && (ends || (first && word.contains(&b'.') && word.first().is_some_and(u8::is_ascii_lowercase)))
}

fn split(text: &[u8]) -> (&[u8], &[u8]) {
    let text = text.trim_ascii();
    match split_once(text, b": ") {
        // Logback writes the message that there is not.
        Some((kind, message)) => (kind, if message == b"null" { b"" } else { message }),
        None => (text.strip_suffix(b":").unwrap_or(text), b""),
    }
}

/// `at module/package.Class.method(File.java:12)` as (qualified method, place), if the line has that form.
fn location(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (method, rest) = split_once(line.strip_prefix(b"at ")?, b"(")?;
    let (place, _) = split_once(rest, b")")?;
    if method.contains(&b' ') || !method.contains(&b'.') {
        return None;
    }
    let known =
        texts!["Native Method", "Unknown Source", "<generated>", "<unknown>", "SourceFile"].begin(place);
    let file = until(place, b':');
    let sources = texts![".java", ".kt", ".kts", ".scala", ".groovy", ".clj", ".cljc", ".gradle"];
    (known || sources.end(file)).then_some((method, place))
}

/// The frame of a method; `None` for code that the compiler, a proxy or reflection made.
fn method<'a>((method, place): (&'a [u8], &'a [u8])) -> Option<Frame<'a>> {
    // `java.base/…`, `app//…`; a hidden class has a slash of its own behind its name.
    let end = super::lines::search(method, b"$$Lambda").unwrap_or(method.len());
    let method = method.cut(..end).iter().rposition(|&b| b == b'/').map_or(method, |at| method.cut(at + 1..));
    if super::lines::search(method, b"$$Lambda").is_some() || method.starts_with(b"$Proxy") {
        return None;
    }
    let dot = method.iter().rposition(|&b| b == b'.')?;
    let (class, mut function) = (&method[..dot], method.cut(dot + 1..));
    if function.starts_with(b"access$") {
        return None;
    }
    // `Repo$$EnhancerBySpringCGLIB$$1a2b`, `Repo$$SpringCGLIB$$0`; Scala's `App$$anonfun$load$1` is code of `load`.
    let mut class = class;
    if let Some((outer, inner)) = split_once(class, b"$$") {
        match inner.strip_prefix(b"anonfun$") {
            Some(inner) => function = inner,
            None => return None,
        }
        class = outer;
    }
    let file = until(place, b':');
    let line = split_once(place, b":").map_or(0, |(_, line)| number(line));
    let file = if file.contains(&b'.') { file } else { b"" };
    // Clojure: `shop.cart$load$fn__1234.invoke` is code of `load`.
    if texts![".clj", ".cljc"].end(file)
        && let Some((namespace, inner)) = split_once(class, b"$")
    {
        let name = until(inner, b'$');
        // The number of a function without a name is a counter.
        let name = split_once(name, b"__").map_or(name, |(name, _)| name);
        return Some(frame(file, namespace, name, line));
    }
    // Kotlin: `App$load$2.invokeSuspend` is code of `load`.
    if matches!(function, b"invokeSuspend" | b"invoke") && file.ends_with(b".kt") {
        let mut parts = class.split(|&b| b == b'$');
        let (outer, inner) = (parts.next().unwrap_or_default(), parts.next());
        if let Some(inner) = inner.filter(|i| i.first().is_some_and(u8::is_ascii_lowercase)) {
            return Some(frame(file, outer, inner, line));
        }
    }
    Some(frame(file, without_numbers(class.strip_suffix(b"$").unwrap_or(class)), named(function), line))
}

/// `lambda$load$0`, `load$lambda-3`, `$anonfun$load$1`, `load$default`: the function that holds the code.
fn named(function: &[u8]) -> &[u8] {
    let rest =
        function.strip_prefix(b"lambda$").or_else(|| function.strip_prefix(b"$anonfun$")).unwrap_or(function);
    let name = until(rest, b'$');
    match name {
        b"" if rest.len() == function.len() => function,
        b"" | b"null" => b"<lambda>",
        _ => name,
    }
}

/// `App$1$Inner` as `App$$Inner`: anonymous classes are numbered in the order of the source.
fn without_numbers(class: &[u8]) -> Cow<'_, [u8]> {
    if !class.windows(2).any(|w| matches!(w, [b'$', b'0'..=b'9'])) {
        return Cow::Borrowed(class);
    }
    let mut out = Vec::with_capacity(class.len());
    let mut after_dollar = false;
    for &b in class {
        if !(after_dollar && b.is_ascii_digit()) {
            out.push(b);
            after_dollar = b == b'$';
        }
    }
    Cow::Owned(out)
}
