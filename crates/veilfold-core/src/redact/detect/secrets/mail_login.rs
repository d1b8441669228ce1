//! Logins of the mail protocols: what answers `AUTH LOGIN`, what follows `AUTH PLAIN`, and IMAP's `LOGIN`.

use super::super::bytes::{ALNUM, ALPHA, Class, DIGIT, LONGEST, at, before, decode64, run, run_back, slice};
use super::super::opaque::{in_marker, mixed, placeholder};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "mail_login",
    group: Group::Secrets,
    summary: "Password in a login of SMTP, IMAP or another protocol with SASL",
    source: "RFC 4616 (PLAIN), RFC 4954 (AUTH), RFC 9051 section 6.2.3 (LOGIN); Dovecot authentication protocol",
    // `Password:` in base64, with which a server asks for one.
    anchors: &[
        Anchor::Exact("UGFzc3dvcmQ6"),
        Anchor::AnyCase("plain "),
        Anchor::AnyCase("authenticate plain"),
        Anchor::Exact(" LOGIN "),
        Anchor::Exact("resp="),
    ],
    verify: Verify::Code(verify),
    hits: &[
        ("S: 334 UGFzc3dvcmQ6\r\nC: aHVudGVyMg==", "aHVudGVyMg=="),
        ("334 UGFzc3dvcmQ6\\r\\naHVudGVyMg==", "aHVudGVyMg=="),
        ("<-- 334 UGFzc3dvcmQ6\n--> aHVudGVyMg==", "aHVudGVyMg=="),
        ("C: a2 AUTHENTICATE PLAIN\nS: +\nC: AGpvZQBodW50ZXIy", "AGpvZQBodW50ZXIy"),
        ("> AUTHENTICATE PLAIN\r\n< + \r\n> AGpvZQBodW50ZXIy", "AGpvZQBodW50ZXIy"),
        ("SASL PLAIN AGpvZQBodW50ZXIy", "AGpvZQBodW50ZXIy"),
        ("a2 AUTHENTICATE PLAIN AGpvZQBodW50ZXIy", "AGpvZQBodW50ZXIy"),
        ("C: a001 LOGIN joe hunter2", "hunter2"),
        ("client in: AUTH\t1\tPLAIN\tservice=imap\tresp=AGpvZQBodW50ZXIy", "AGpvZQBodW50ZXIy"),
        ("a001 LOGIN \"joe@example.com\" \"correct horse\"", "correct horse"),
    ],
    misses: &[
        "334 UGFzc3dvcmQ6",
        "334 UGFzc3dvcmQ6\r\n",
        "plain text of 12 kB",
        "AUTH PLAIN aGVsbG8gd29ybGQ=",
        "C: a2 AUTHENTICATE PLAIN\nS: a2 NO denied",
        "a001 LOGIN failed",
        "user LOGIN joe hunter2",
        "a001 LOGIN joe completed",
        "step1 LOGIN page loaded in 12 ms",
        "took 3 ms resp=aGVsbG8gd29ybGQ=",
        "client in: AUTH\t1\tPLAIN\tresp=<hidden>",
    ],
}];

const BASE64: Class = Class::of("A-Za-z0-9+/=");

fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    let found = match slice(c.text, c.start, c.end) {
        b" LOGIN " => login(c.text, c.start, c.end)?,
        b"UGFzc3dvcmQ6" => answer(c.text, c.end)?,
        [.., b'n' | b'N'] => plain(c.text, c.start, invited(c.text, c.end)?)?,
        _ => plain(c.text, c.start, c.end)?,
    };
    let value = c.text.cut(found.clone());
    (!placeholder(value) && !in_marker(c.text, &found)).then_some(found)
}

/// The line after the question, behind the sign of a direction.
fn answer(text: &[u8], from: usize) -> Option<Range<usize>> {
    let mut at = from;
    while at < from + 16 {
        at += match slice(text, at, at + 2) {
            [b'\\', b'r' | b'n'] | [b'C', b':'] => 2,
            [b'\r' | b'\n' | b' ' | b'>' | b'-', ..] => 1,
            _ => break,
        };
    }
    let end = run(text, at, BASE64, 128);
    (at > from && end >= at + 4 && (end - at).is_multiple_of(4)).then_some(at..end)
}

/// Where a client goes on when its server has said `+` to that.
fn invited(text: &[u8], from: usize) -> Option<usize> {
    const BETWEEN: Class = Class::of("\r\n +:CS<>-");
    let end = run(text, from, BETWEEN, 24);
    slice(text, from, end).contains(&b'+').then_some(end)
}

/// A user and a password with a zero byte before each.
fn plain(text: &[u8], start: usize, from: usize) -> Option<Range<usize>> {
    if before(text, start).is_some_and(|b| ALNUM.has(b)) {
        return None;
    }
    /// Two zero bytes, and a user and a password of one byte each.
    const SHORTEST: usize = 6;
    let body = run(text, from, const { Class::of("A-Za-z0-9+/") }, LONGEST);
    let end = run(text, body, const { Class::of("=") }, 2);
    if end < from + SHORTEST {
        return None;
    }
    let (decoded, len) = decode64::<96>(slice(text, from, end));
    let mut parts = decoded.cut(..len).split(|b| *b == 0).skip(1);
    let user = parts.next()?;
    let password = parts.next()?;
    (!user.is_empty() && !password.is_empty() && user.iter().all(|b| *b >= b' ')).then_some(from..end)
}

/// The second argument of `a001 LOGIN user password`, at the end of its line.
fn login(text: &[u8], start: usize, from: usize) -> Option<Range<usize>> {
    let digits = run_back(text, start, DIGIT, 6);
    let tag = run_back(text, digits, ALPHA, 4);
    let is_tag = digits < start && !before(text, tag).is_some_and(|b| ALNUM.has(b));
    let (_, next) = argument(text, from)?;
    let (found, end) = argument(text, next + usize::from(at(text, next) == Some(b' ')))?;
    let ends = matches!(at(text, end), None | Some(b'\r' | b'\n' | b'\\' | b'"' | b'\''));
    let quoted = before(text, found.start) == Some(b'"');
    (is_tag && ends && next < found.start && (quoted || mixed(text.cut(found.clone())))).then_some(found)
}

/// A word or a text in quotes, and what comes behind it.
fn argument(text: &[u8], from: usize) -> Option<(Range<usize>, usize)> {
    const WORD: Class = Class::of("!#-[]-~");
    const QUOTED: Class = Class::of(" !#-[]-~");
    if at(text, from) == Some(b'"') {
        let end = run(text, from + 1, QUOTED, 128);
        return (at(text, end) == Some(b'"')).then_some((from + 1..end, end + 1));
    }
    let end = run(text, from, WORD, 128);
    (end > from).then_some((from..end, end))
}
