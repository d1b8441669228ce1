//! PowerShell: `At script.ps1:12 char:5` of the classic view, the view of PowerShell 7 that begins `Line |`, and
//! `ScriptStackTrace`.

use super::Stack;
use super::chain::{Chain, file_name, frame, location};
use super::lines::{
    Lines, Prefix, column, line_before, line_start, number, prefix_at, rsplit_once, split_once,
};
use crate::bounds::Bounds;
use crate::record::Frame;
use alloc::vec::Vec;

/// Lines around the first frame in which the failure is looked for.
const LOOK_AROUND: usize = 24;
/// Lines over which the classic view breaks a message: how many depends on the width of a window.
const BROKEN: usize = 8;

/// What stands above the code in PowerShell 7.
pub(super) const HEAD: &[u8] = b"Line |";

/// The first stack; `at` stands in its first frame, or at the head of what PowerShell 7 prints: `Exception: Deploy.psm1:92`,
/// and below it, each behind a bar, the code, a row of tildes and the message. The classic view has the code and the type
/// behind `+` below its only frame, and between them why it cannot read the code.
pub(super) fn parse(text: &[u8], at: usize) -> Option<Stack<'_>> {
    let start = line_start(text, at);
    let barred = text.cut(at..).starts_with(HEAD);
    let from = if barred { at } else { start + column(text, at, |word| call(word).is_some())? };
    let prefix = prefix_at(text, from);
    let above = line_before(text, start).map_or(&b""[..], |line| prefix.body(line.text));
    let (mut kind, mut told, mut said) = (&b""[..], None, Vec::new());
    let (mut below, mut classic, mut end) = (false, false, from);
    for line in Lines::new(text, start).skip(1).take(LOOK_AROUND) {
        let body = prefix.body(line.text);
        let (row, is_code) = if barred {
            let is_number = |n: &[u8]| n.iter().all(|b| b.is_ascii_digit() || *b == b' ');
            end = line.start;
            let Some((_, row)) = split_once(body, b"|").filter(|(n, _)| is_number(n)) else { break };
            (row, !below)
        } else {
            body.strip_prefix(b"+").map_or((body, false), |row| (row, true))
        };
        let row = row.trim_ascii();
        if !barred && let Some(category) = row.strip_prefix(b"CategoryInfo") {
            kind = rsplit_once(category, b", ").map_or(kind, |(_, kind)| kind);
            classic = true;
            break;
        }
        if is_code {
            told = told.or_else(|| thrown(row));
        } else if below {
            append(&mut said, row);
        }
        below |= row.starts_with(b"~");
    }
    let mut lines = Lines::new(text, end);
    if barred {
        if said.is_empty() {
            return None;
        }
        kind = file_name(split_once(above, b": ")?.0);
    } else if !classic || said.is_empty() {
        said = unbroken(text, start, prefix).filter(|_| classic).unwrap_or_else(|| above.to_vec());
    }
    let mut chain = Chain::of(kind, told.unwrap_or_default());
    if told.is_none() {
        chain.0.first_mut()?.message = said.into();
    }
    if barred && call(prefix.body(lines.next().map_or(b"", |line| line.text))).is_none() {
        let (file, line) = location(rsplit_once(above, b": ")?.1);
        chain.frame(0, frame(file_name(file), &b""[..], &b""[..], line));
        return chain.finish(false);
    }
    let others = chain.list(Lines::new(text, end), prefix, b"At ", call);
    chain.finish(others)
}

fn append(message: &mut Vec<u8>, line: &[u8]) {
    if !message.is_empty() {
        message.push(b' ');
    }
    message.extend_from_slice(line);
}

/// `at Wait-Slot, /opt/deploy/Deploy.psm1: line 92`, `At C:\Scripts\Leave.ps1:42 char:13`.
fn call(line: &[u8]) -> Option<Frame<'_>> {
    let (function, file, line) = if let Some(place) = line.strip_prefix(b"At ") {
        let (file, line) = location(rsplit_once(place, b" char:")?.0);
        (&b""[..], file, line)
    } else {
        let (function, place) = split_once(line.strip_prefix(b"at ")?, b", ")?;
        let (file, line) = rsplit_once(place, b": line ")?;
        (function, file, if line.iter().all(u8::is_ascii_digit) { number(line) } else { 0 })
    };
    (line > 0).then(|| frame(file_name(file), &b""[..], function, line))
}

/// `Get-Item : message`, which goes on in the lines below up to the frame at `first`.
fn unbroken(text: &[u8], first: usize, prefix: Prefix<'_>) -> Option<Vec<u8>> {
    let mut start = first;
    for _ in 0..BROKEN {
        let line = line_before(text, start)?;
        start = line.start;
        let body = prefix.body(line.text);
        if body.is_empty() {
            return None;
        }
        if let Some((_, said)) = split_once(body, b" : ").filter(|(command, _)| !command.contains(&b' ')) {
            let mut whole = said.to_vec();
            for line in Lines::new(text, start).skip(1).take_while(|line| line.start < first) {
                append(&mut whole, prefix.body(line.text));
            }
            return Some(whole);
        }
    }
    None
}

/// `throw "slot $Slot is not healthy"`: the code tells what of its message is data, if it has words of its own.
fn thrown(code: &[u8]) -> Option<&[u8]> {
    let (_, text) = split_once(code, b"throw \"")?;
    let mut before = b' ';
    let end = text.iter().position(|&b| core::mem::replace(&mut before, b) != b'`' && b == b'"')?;
    let text = text.cut(..end);
    let is_word = |word: &&[u8]| word.len() > 1 && word.iter().all(u8::is_ascii_alphabetic);
    (text.split(|&b| b == b' ').filter(is_word).count() > 1 && split_once(text, b": $").is_none())
        .then_some(text)
}
