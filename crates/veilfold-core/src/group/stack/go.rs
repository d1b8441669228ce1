//! Go: panics and fatal errors with goroutine dumps, and the `%+v` of errors that carry a stack.

use super::Stack;
use super::chain::{Chain, frame};
use super::lines::{Line, Lines, Prefix, line_before, line_start, number, prefix_at, split_once};
use crate::bounds::Bounds;
use crate::record::{Frame, Link};
use crate::search;
use crate::texts::texts;
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Lines above a goroutine in which the panic is looked for: fatal errors print registers and signals between.
const LOOK_BACK: usize = 24;

/// The first goroutine dump, or the first stack of an error.
pub(super) fn parse(text: &[u8]) -> Option<Stack<'_>> {
    let mut from = 0;
    for _ in 0..4 {
        let at = from + super::lines::search(text.get(from..)?, b"goroutine ")?;
        from = at + 10;
        let line = Lines::new(text, at).next()?.text.trim_ascii_end();
        if line.ends_with(b"]:") && line.contains(&b'[') {
            return dump(text, at);
        }
    }
    None
}

fn dump(text: &[u8], at: usize) -> Option<Stack<'_>> {
    let start = line_start(text, at);
    // Nothing but a transport writes before `goroutine`.
    let mut lines = Lines::new(text, start);
    lines.next();
    let witness = lines.next().map(|line| line.text);
    let prefix = if at > start { Prefix::learn(text.cut(start..at), witness) } else { prefix_at(text, at) };
    let mut chain = Chain::default();
    headers(text, start, prefix, &mut chain);
    let (mut frames, others) = frames(lines_after(text, start), prefix, text);
    // What stands above a call of `panic` ran while the panic unwound. The frames below it raised the first panic.
    let is_panic = |frame: &Frame<'_>| frame.module.is_empty() && &*frame.function == b"panic";
    let mut below = Vec::new();
    while let Some(frame) = frames.pop_if(|frame| !is_panic(frame)) {
        below.push(frame);
    }
    below.reverse();
    match &mut *chain.0 {
        [last, .., first] => {
            first.frames = below;
            frames.retain(|frame| !is_panic(frame));
            last.frames = frames;
        }
        [only] => only.frames = below,
        [] => {}
    }
    chain.finish(others)
}

fn lines_after(text: &[u8], start: usize) -> Lines<'_> {
    let mut lines = Lines::new(text, start);
    lines.next();
    lines
}

/// Reads `panic: …` lines above a goroutine into the chain, the last panic first.
fn headers<'a>(text: &'a [u8], goroutine: usize, prefix: Prefix<'_>, chain: &mut Chain<'a>) {
    let mut start = goroutine;
    let mut nearest: Option<&[u8]> = None;
    for _ in 0..LOOK_BACK {
        let Some(line) = line_before(text, start) else { break };
        start = line.start;
        let Some(body) = prefix.strip(line.text).map(<[u8]>::trim_ascii) else { continue };
        if let Some((kind, message)) = header(body) {
            let parent = chain.0.len().saturating_sub(1);
            chain.push(Link::Context, parent, kind, message);
            if !line.text.trim_ascii_end().is_empty()
                && !prefix.strip(line.text).is_some_and(|l| l.starts_with(b"\t"))
            {
                break;
            }
        } else if nearest.is_none()
            && !body.is_empty()
            && !body.starts_with(b"[signal")
            && !body.starts_with(b"goroutine")
        {
            nearest = Some(body);
        }
    }
    if chain.0.is_empty() {
        // `log.Printf("…\n%s", debug.Stack())`: the log line says what happened.
        chain.push(Link::Top, 0, b"panic", nearest.unwrap_or_default());
    }
}

/// `panic: message`, `fatal error: message`, `… panic serving 127.0.0.1:80: message`.
fn header(line: &[u8]) -> Option<(&'static [u8], &[u8])> {
    if let Some((_, rest)) = split_once(line, b"panic serving ") {
        return Some((b"panic", split_once(rest, b": ").map_or(rest, |(_, message)| message)));
    }
    if let Some((_, message)) = split_once(line, b"fatal error: ") {
        return Some((b"fatal error", message));
    }
    let (before, message) = split_once(line, b"panic: ")?;
    if before.last().is_some_and(|b| !matches!(b, b' ' | b'\t' | b':' | b']')) {
        return None;
    }
    let message = message.strip_suffix(b" [recovered]").unwrap_or(message);
    // `(main.Failure) {…}`, `main.Failure{Code:7}`, `main.Code(7)`: what is no text is known by its type.
    let inner = message.strip_prefix(b"(").unwrap_or(message);
    let length = inner
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'*' | b'.' | b'/' | b'_'))
        .count();
    let (kind, rest) = inner.cut_at(length);
    let is_type = kind.contains(&b'.') && matches!(rest.first(), Some(b')' | b'{' | b'('));
    Some((b"panic", if is_type { kind } else { message }))
}

/// Frames up to the end of the goroutine, innermost first; and whether more goroutines follow.
fn frames<'a>(lines: Lines<'a>, prefix: Prefix<'_>, _text: &'a [u8]) -> (Vec<Frame<'a>>, bool) {
    let mut frames: Vec<Frame<'a>> = Vec::new();
    let mut ended = false;
    for line in lines {
        let Some(content) = prefix.strip(line.text) else { continue };
        let body = content.trim_ascii();
        if ended {
            // The other goroutines of one dump are one failure; a second panic is another.
            if header(body).is_some() {
                return (frames, true);
            }
            continue;
        }
        if body.is_empty() {
            ended = !frames.is_empty();
        } else if body.starts_with(b"created by ") {
            ended = true;
        } else if let Some((file, place)) = source(body) {
            if let Some(last) = frames.last_mut().filter(|f| f.file.is_empty()) {
                last.file = Cow::Borrowed(file);
                last.line = number(place);
            }
        } else if let Some(call) = call(body) {
            frames.push(call);
        }
    }
    (frames, false)
}

/// `/path/file.go:12 +0x1d`.
fn source(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = search::rfind(line, b".go:")?;
    let (file, place) = line.cut_at(at + 3);
    let place = place.strip_prefix(b":")?;
    place.first().is_some_and(u8::is_ascii_digit).then_some((file, place))
}

/// `package/path.(*Type[...]).Method.func1(0xc000…, …)`.
fn call(line: &[u8]) -> Option<Frame<'_>> {
    let mut name = line;
    if let Some(arguments) = line.strip_suffix(b")") {
        // The parenthesis that opens the arguments.
        let mut depth = 1;
        let open = arguments.iter().rposition(|b| {
            depth += match b {
                b')' => 1,
                b'(' => -1,
                _ => 0,
            };
            depth == 0
        })?;
        name = line.cut(..open);
    }
    if name.is_empty() || name.contains(&b' ') || name.contains(&b':') {
        return None;
    }
    if name == b"panic" {
        return Some(frame(b"", &b""[..], name, 0));
    }
    let package_end = name.iter().position(|&b| b == b'(' || b == b'[').unwrap_or(name.len());
    let slash = name[..package_end].iter().rposition(|&b| b == b'/').map_or(0, |n| n + 1);
    let dot = slash + name.cut(slash..).iter().position(|&b| b == b'.')?;
    let (package, name) = name.cut_at(dot);
    Some(frame(b"", package, function(name.strip_prefix(b".")?), 0))
}

/// `(*Repo[...]).Get.func1.2` as `Repo.Get`: closures are numbered in the order of the source.
fn function(name: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(name.len());
    let mut brackets = 0;
    for &b in name {
        match b {
            b'[' => brackets += 1,
            b']' => brackets -= 1,
            b'(' | b')' | b'*' => {}
            _ if brackets == 0 => out.push(b),
            _ => {}
        }
    }
    while let Some(dot) = out.iter().rposition(|&b| b == b'.') {
        let last = out.cut(dot + 1..);
        let digits = last.iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let word = last.cut(..last.len() - digits);
        let counted = digits > 0 && (word.is_empty() || texts!["func", "gowrap", "deferwrap"].has(word));
        if !counted {
            break;
        }
        out.truncate(dot);
    }
    let end = out.strip_suffix(b"-fm").map_or(out.len(), <[u8]>::len);
    out.truncate(end);
    out
}

/// An error printed with `%+v`: its text, then pairs of a function and a `\tfile.go:line`.
pub(super) fn parse_error(text: &[u8]) -> Option<Stack<'_>> {
    let at = super::lines::search(text, b".go:")?;
    let source_line = line_start(text, at);
    let function_line = line_before(text, source_line)?;
    let prefix = prefix_at(
        text,
        at - text.cut(source_line..at).iter().rev().take_while(|b| !b.is_ascii_whitespace()).count(),
    );
    let body = |line: &Line<'_>| {
        prefix.strip(line.text).is_some_and(|l| call(l.trim_ascii()).is_some_and(|f| !f.module.is_empty()))
    };
    let first = Lines::new(text, source_line).next()?;
    if !body(&function_line)
        || !prefix.strip(first.text).is_some_and(|l| l.starts_with(b"\t") || l.starts_with(b"  "))
    {
        return None;
    }
    let head = line_before(text, function_line.start);
    let message = head.and_then(|line| prefix.strip(line.text)).unwrap_or_default().trim_ascii();
    let mut chain = Chain::default();
    chain.push(Link::Top, 0, b"error", message);
    let (frames, others) = frames(Lines::new(text, function_line.start), prefix, text);
    for frame in frames {
        chain.frame(0, frame);
    }
    chain.finish(others)
}
