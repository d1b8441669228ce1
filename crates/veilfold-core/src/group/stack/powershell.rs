//! PowerShell: `At script.ps1:12 char:5` of the classic view, `ScriptStackTrace` and what PowerShell 7 prints above it.

use super::Stack;
use super::chain::{Chain, file_name, frame, location};
use super::lines::{
    Lines, Prefix, column, line_before, line_start, number, prefix_at, rsplit_once, split_once,
};
use crate::record::Frame;

/// Lines above the first frame in which the failure is looked for.
const LOOK_BACK: usize = 24;

/// The first stack; `at` stands in its first frame.
pub(super) fn parse(text: &[u8], at: usize) -> Option<Stack<'_>> {
    let start = line_start(text, at);
    let prefix = prefix_at(text, start + column(text, at, |word| call(word).is_some())?);
    let (mut kind, mut message) = failure(text, start, prefix);
    // The classic view tells the code and the type below its only frame.
    for line in Lines::new(text, start).take(LOOK_BACK) {
        let body = prefix.body(line.text);
        if let Some(category) = body.strip_prefix(b"+ CategoryInfo") {
            kind = rsplit_once(category, b", ").map_or(kind, |(_, kind)| kind);
            break;
        }
        message = thrown(body).unwrap_or(message);
    }
    let mut chain = Chain::of(kind, message);
    let others = chain.list(Lines::new(text, start), prefix, b"At ", call);
    chain.finish(others)
}

/// `at Wait-Slot, /opt/deploy/Deploy.psm1: line 92`, `At C:\Scripts\Leave.ps1:42 char:13`.
fn call(line: &[u8]) -> Option<Frame<'_>> {
    if let Some(place) = line.strip_prefix(b"At ") {
        let (file, line) = location(rsplit_once(place, b" char:")?.0);
        return (line > 0).then(|| frame(file_name(file), &b""[..], &b""[..], line));
    }
    let (function, place) = split_once(line.strip_prefix(b"at ")?, b", ")?;
    let (file, line) = rsplit_once(place, b": line ")?;
    Some(frame(file_name(file), &b""[..], function, number(line)))
}

/// What the lines above the first frame say: `Get-Item : message`; or from below `Exception: Deploy.psm1:92` on, each behind
/// a bar, the code, a row of tildes and the message.
fn failure<'a>(text: &'a [u8], first: usize, prefix: Prefix<'_>) -> (&'a [u8], &'a [u8]) {
    let mut start = first;
    let (mut below, mut message): (&[u8], &[u8]) = (b"", b"");
    for _ in 0..LOOK_BACK {
        let Some(line) = line_before(text, start) else { break };
        start = line.start;
        let body = prefix.body(line.text);
        let row = split_once(body, b"|").filter(|(n, _)| n.iter().all(|b| b.is_ascii_digit() || *b == b' '));
        match row {
            Some((_, row)) => {
                let row = row.trim_ascii_start();
                message = if row.starts_with(b"~") { below } else { thrown(row).unwrap_or(message) };
                below = row;
            }
            None if body == b"Line |" => {}
            None if message.is_empty() => {
                return (b"", split_once(body, b" : ").map_or(body, |(_, said)| said));
            }
            None => return (split_once(body, b": ").map_or(body, |(kind, _)| kind), message),
        }
    }
    (b"", message)
}

/// `throw "slot $Slot is not healthy"`: the code tells what of its message is data.
fn thrown(code: &[u8]) -> Option<&[u8]> {
    let (_, text) = split_once(code, b"throw \"")?;
    split_once(text, b"\"").map(|(text, _)| text)
}
