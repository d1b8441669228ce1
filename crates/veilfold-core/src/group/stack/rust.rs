//! Rust: panics in the old and the new format, with and without a backtrace, short or full.

use super::Stack;
use super::chain::{Chain, frame, location};
use super::lines::{Lines, Prefix, digits, line_before, line_start, prefix_at, rsplit_once, split_once};
use crate::bounds::Bounds;
use crate::record::{Frame, Link};
use crate::search;
use crate::texts::texts;
use alloc::vec::Vec;

/// The first panic.
pub(super) fn parse(text: &[u8]) -> Option<Stack<'_>> {
    const PANICKED: &[u8] = b" panicked at ";
    let at = super::lines::search(text, PANICKED)?;
    let start = line_start(text, at);
    let line = Lines::new(text, start).next()?;
    let rest = line.text.get(at - start + PANICKED.len()..)?;
    let thread = super::lines::search(line.text, b"thread '").unwrap_or(0);
    let mut following = Lines::new(text, start);
    following.next();
    let prefix = Prefix::learn(line.text.cut(..thread), following.next().map(|line| line.text));
    let mut chain = Chain::default();
    let (file, number, skip) = if let Some(place) = rest.trim_ascii_end().strip_suffix(b":") {
        // Since 1.73: `panicked at file:line:column:` and the message below.
        let (file, number) = location(place);
        let message = lines_after(text, start).next().and_then(|l| prefix.strip(l.text)).unwrap_or_default();
        chain.push(Link::Top, 0, b"panic", message);
        (file, number, 2)
    } else {
        // Before: `panicked at 'message', file:line:column`.
        let (message, place) = rsplit_once(rest, b"', ").or_else(|| rsplit_once(rest, b", "))?;
        let (file, number) = location(place.trim_ascii());
        chain.push(Link::Top, 0, b"panic", message.strip_prefix(b"'").unwrap_or(message));
        (file, number, 1)
    };
    if number == 0 {
        return None;
    }
    let mut others = false;
    let lines = Lines::new(text, start).skip(skip).peekable();
    for line in lines {
        let Some(content) = prefix.strip(line.text) else { continue };
        if super::lines::search(content, PANICKED).is_some() {
            others = true;
            break;
        }
        backtrace_line(content, &mut chain);
    }
    if !chain.is_framed() {
        // Without a backtrace the place of the panic is all there is.
        chain.frame(0, frame(file, &b""[..], &b""[..], number));
    }
    chain.finish(others)
}

fn lines_after(text: &[u8], start: usize) -> Lines<'_> {
    let mut lines = Lines::new(text, start);
    lines.next();
    lines
}

/// An error with a backtrace, as `anyhow` and `eyre` print it.
pub(super) fn parse_backtrace(text: &[u8]) -> Option<Stack<'_>> {
    let at = super::lines::search(text, b"tack backtrace:\n")
        .or_else(|| super::lines::search(text, b"tack backtrace:\r\n"))?;
    let at = at.checked_sub(1)?;
    let prefix = prefix_at(text, at);
    let mut chain = Chain::default();
    let mut start = line_start(text, at);
    let mut causes: Vec<&[u8]> = Vec::new();
    let mut message: &[u8] = b"";
    let end = start;
    for _ in 0..64 {
        let Some(line) = line_before(text, start) else { break };
        start = line.start;
        let body = prefix.strip(line.text).unwrap_or_default().trim_ascii();
        let numbered =
            split_once(body, b": ").filter(|(n, _)| !n.is_empty() && n.iter().all(u8::is_ascii_digit));
        if let Some((_, cause)) = numbered {
            causes.push(cause);
        } else if body == b"Caused by:" {
            if causes.is_empty() {
                causes.push(core::mem::take(&mut message));
            }
        } else if !body.is_empty() {
            message = body;
            if body.starts_with(b"Error: ") || !causes.is_empty() {
                break;
            }
        }
    }
    let message = message.strip_prefix(b"Error: ").unwrap_or(message);
    chain.push(Link::Top, 0, b"Error", message);
    for (n, cause) in causes.iter().rev().enumerate() {
        chain.push(Link::Cause, n, b"Error", cause);
    }
    for line in lines_after(text, end) {
        if let Some(content) = prefix.strip(line.text) {
            backtrace_line(content, &mut chain);
        }
    }
    chain.finish(false)
}

/// `   4: shop::orders::Repo::get`, `  4:  0x55cd8ecf - shop[…]::orders`, `             at ./src/main.rs:6:82`.
fn backtrace_line<'a>(line: &'a [u8], chain: &mut Chain<'a>) {
    let body = line.trim_ascii();
    if let Some(place) = body.strip_prefix(b"at ") {
        let (file, number) = location(place);
        if let Some(last) =
            chain.0.first_mut().and_then(|e| e.frames.last_mut()).filter(|f| f.file.is_empty() && number > 0)
        {
            last.file = file.into();
            last.line = number;
        }
        return;
    }
    let digits = digits(body);
    let Some(name) = body.get(digits..).and_then(|rest| rest.strip_prefix(b": ")).filter(|_| digits > 0)
    else {
        return;
    };
    let name = name.trim_ascii_start();
    let name =
        if name.starts_with(b"0x") { split_once(name, b" - ").map_or(name, |(_, name)| name) } else { name };
    if let Some(frame) = symbol(name) {
        chain.frame(0, frame);
    }
}

/// A function by its symbol, without hashes, closures and type arguments. `None` for what the loader calls.
pub(super) fn symbol(name: &[u8]) -> Option<Frame<'static>> {
    if texts!["main", "_start", "clone", "start_thread", "__libc_start_main", "<unknown>"].has(name) {
        return None;
    }
    let mut out: Vec<u8> = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some(&b) = rest.first() {
        match b {
            // `std[e28293b1aa0f68bd]`
            b'[' => match rest.iter().position(|&b| b == b']') {
                Some(end) if end > 8 && rest[1..end].iter().all(u8::is_ascii_hexdigit) => {
                    rest = rest.cut(end + 1..);
                }
                _ => {
                    out.push(b);
                    rest = rest.cut(1..);
                }
            },
            // Type arguments: `::<T>` and the `<T>` behind a name.
            b'<' if out.ends_with(b"::")
                || out.last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_') =>
            {
                let mut depth = 0_usize;
                let end = rest.iter().enumerate().position(|(i, b)| {
                    match b {
                        b'<' => depth += 1,
                        b'>' if rest.get(i.wrapping_sub(1)) != Some(&b'-') => depth -= 1,
                        _ => {}
                    }
                    depth == 0
                });
                while out.ends_with(b":") {
                    out.pop();
                }
                rest = end.map_or(&b""[..], |end| rest.cut(end + 1..));
            }
            _ => {
                out.push(b);
                rest = rest.cut(1..);
            }
        }
    }
    while let Some(at) = search::rfind(&out, b"::") {
        let last = out.cut(at + 2..);
        let hash = last.len() == 17 && last[0] == b'h' && last[1..].iter().all(u8::is_ascii_hexdigit);
        if !(hash || last.starts_with(b"{")) {
            break;
        }
        out.truncate(at);
    }
    let Some(at) = search::rfind(&out, b"::") else {
        return Some(frame(b"", out, &b""[..], 0));
    };
    let function = out.cut(at + 2..).to_vec();
    out.truncate(at);
    Some(frame(b"", out, function, 0))
}
