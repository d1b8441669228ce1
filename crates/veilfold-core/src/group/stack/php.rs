//! PHP: `Uncaught` errors, `Stack trace:` with `Next`, and Monolog's `[stacktrace]`.

use super::Stack;
use super::chain::{Chain, frame};
use super::lines::{
    Lines, Prefix, digits, line_before, line_start, number, prefix_at, rsplit_once, split_once, until,
};
use crate::record::Link;
use crate::texts::texts;
use alloc::vec::Vec;

/// The first stack trace.
pub(super) fn parse(text: &[u8]) -> Option<Stack<'_>> {
    let at = super::lines::search(text, b"#0 ")?;
    let mark = line_before(text, line_start(text, at))?;
    let marked = mark.text.trim_ascii_end();
    let marked = marked.ends_with(b"Stack trace:") || marked.ends_with(b"[stacktrace]");
    let prefix = prefix_at(text, at);
    let header_line = if marked { line_before(text, mark.start)? } else { mark };
    let mut chain = Chain::default();
    let body = prefix.body(header_line.text);
    let mut raised = match whole(text, header_line.start, prefix).filter(|_| marked && !begins(body)) {
        // A message of several lines begins above, and ends with where it was made.
        Some(first) => {
            header(first, &mut chain)?;
            let mark = if opens(first) { &b" at "[..] } else { b" in " };
            rsplit_once(body, mark).map(|(_, place)| self::at(place)).unwrap_or_default()
        }
        None => header(body, &mut chain)?,
    };
    let mut calls: Vec<Call<'_>> = Vec::new();
    let mut others = false;
    for line in Lines::new(text, line_start(text, at)) {
        let Some(body) = prefix.strip(line.text).map(<[u8]>::trim_ascii) else { continue };
        if let Some(call) = call(body) {
            if !calls.is_empty() && body.starts_with(b"#0 ") {
                others = true;
                break;
            }
            calls.push(call);
        } else if let Some(next) = body.strip_prefix(b"Next ") {
            unwind(&mut chain, raised, &calls);
            calls.clear();
            raised = header(next, &mut chain)?;
        } else if super::lines::search(body, b"Uncaught ").is_some() {
            others = true;
            break;
        }
    }
    unwind(&mut chain, raised, &calls);
    chain.turn();
    chain.finish(others)
}

/// Lines above the last one of a message in which it begins.
const LOOK_BACK: usize = 24;

/// Whether a logger wrote the exception.
fn opens(line: &[u8]) -> bool {
    super::lines::search(line, OBJECT).is_some()
}

const OBJECT: &[u8] = b"[object] (";

/// Whether the line tells the type of what was thrown.
fn begins(line: &[u8]) -> bool {
    opens(line)
        || super::lines::search(line, b"Uncaught ").is_some()
        || split_once(line, b": ").is_some_and(|(kind, _)| texts!["Error", "Exception"].end(kind))
}

/// The first line of a message that ends above the line at `start`.
fn whole<'a>(text: &'a [u8], mut start: usize, prefix: Prefix<'_>) -> Option<&'a [u8]> {
    for _ in 0..LOOK_BACK {
        let line = line_before(text, start)?;
        let body = prefix.body(line.text);
        if begins(body) {
            return Some(body);
        }
        start = line.start;
    }
    None
}

struct Call<'a> {
    file: &'a [u8],
    line: u32,
    function: &'a [u8],
}

/// `#2 /path/file.php(12): Class->method(…)`, `#3 [internal function]: …`, `#4 {main}`.
fn call(line: &[u8]) -> Option<Call<'_>> {
    let rest = line.strip_prefix(b"#")?;
    let digits = digits(rest);
    let rest = rest.get(digits..)?.strip_prefix(b" ").filter(|_| digits > 0)?;
    if rest.starts_with(b"{main}") {
        return Some(Call { file: b"", line: 0, function: b"{main}" });
    }
    let (place, function) = split_once(rest, b": ")?;
    let (file, line) = match rsplit_once(place, b"(") {
        Some((file, line)) => (file, number(line)),
        None => (place, 0),
    };
    Some(Call { file, line, function })
}

/// A call names the function that was called and where it was called from; a frame is a function and where it was.
fn unwind<'a>(chain: &mut Chain<'a>, raised: (&'a [u8], u32), calls: &[Call<'a>]) {
    let Some(exception) = chain.0.len().checked_sub(1) else { return };
    let (mut file, mut line) = raised;
    let message = chain.0.get(exception).map_or(&b""[..], |exception| &exception.message);
    // A function of PHP itself has no place: what it raises stands where it was called. And one that does not take what it
    // was passed was never entered: its caller is wrong.
    let inner = calls.first().is_some_and(|call| line > 0 && call.line == line && call.file == file);
    let refused =
        [&b", called in "[..], b" passed in "].iter().any(|said| split_once(message, said).is_some());
    let calls = match calls {
        [first, outer @ ..] if (inner || refused) && outer.len() > 1 => {
            (file, line) = (first.file, first.line);
            outer
        }
        _ => calls,
    };
    for call in calls {
        let (class, function) = named(call.function);
        chain.frame(exception, frame(file, class, function, line));
        (file, line) = (call.file, call.line);
    }
}

/// `Shop\Repo->get(…)`, `Shop\Repo::load()`, `Shop\run()`, `Shop\{closure}()`: class and function.
fn named(call: &[u8]) -> (&[u8], &[u8]) {
    if super::lines::search(call, b"{closure").is_some() {
        return (b"", b"{closure}");
    }
    let name = until(call, b'(');
    rsplit_once(name, b"->").or_else(|| rsplit_once(name, b"::")).unwrap_or((b"", name))
}

/// `PHP Fatal error:  Uncaught Type: message in file:line`, `Type: message in file:line`,
/// `[object] (Type(code: 0): message at file:line)`. Adds the exception and returns where it was made.
fn header<'a>(line: &'a [u8], chain: &mut Chain<'a>) -> Option<(&'a [u8], u32)> {
    let line = line.trim_ascii();
    let parent = chain.0.len().saturating_sub(1);
    if let Some((_, object)) = split_once(line, OBJECT) {
        let (kind, rest) = split_once(object, b"(code: ")?;
        let (_, rest) = split_once(rest, b"): ")?;
        let (message, place) = rsplit_once(rest, b" at ").unwrap_or((rest, b""));
        chain.push(Link::Cause, parent, kind, message);
        return Some(at(place));
    }
    let line = split_once(line, b"Uncaught ").map_or(line, |(_, rest)| rest);
    let (head, place) = rsplit_once(line, b" in ").unwrap_or((line, b""));
    let (kind, message) = split_once(head, b": ").unwrap_or((head, b""));
    // A logger's words before the type.
    let kind = kind.rsplit(|&b| b == b' ').next().unwrap_or_default();
    let is_type = kind.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'\\');
    is_type.then(|| chain.push(Link::Cause, parent, kind, message))?;
    Some(at(place))
}

fn at(place: &[u8]) -> (&[u8], u32) {
    let (file, line) = rsplit_once(place, b":").unwrap_or((place, b""));
    (file, number(line))
}
