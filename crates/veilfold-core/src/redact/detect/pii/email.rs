//! E-mail addresses.

use super::super::bytes::{Class, before, free_left, run, run_back, slice};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use core::ops::Range;

/// What is common in local parts; RFC 5322 allows more, logs use it for other things.
const LOCAL: Class = Class::of("A-Za-z0-9._%+'-");
const HOST: Class = Class::of("A-Za-z0-9.-").or_non_ascii();

pub(super) const ALL: &[Detector] = &[Detector {
    id: "email",
    group: Group::Pii,
    summary: "E-mail address",
    source: "RFC 5322 section 3.4.1, RFC 6531",
    anchors: &[Anchor::Byte(b'@')],
    verify: Verify::Code(verify),
    hits: &[
        ("user jane.roe@example.com logged in", "jane.roe@example.com"),
        ("mailto:bob.smith+tag@mail.example.co.uk", "bob.smith+tag@mail.example.co.uk"),
        ("<BOB@EXAMPLE.ORG>", "BOB@EXAMPLE.ORG"),
        ("{\"u\":\"o'brien@example.com\"}", "o'brien@example.com"),
        ("?email=a_b%40x@sub.example.io&n=1", "a_b%40x@sub.example.io"),
        ("mailto:用户@example.cn", "用户@example.cn"),
        ("用户test@example.com", "test@example.com"),
        ("邮箱是li_24@example.com。上周", "li_24@example.com"),
        ("li_24@example.com上周", "li_24@example.com"),
        ("josé@example.es wrote", "josé@example.es"),
        ("bob@xn--bcher-kva.example.", "bob@xn--bcher-kva.example"),
        ("'bob@example.com'", "bob@example.com"),
    ],
    misses: &[
        "got @property here",
        "ActivityRecord{a5e2b1 u0}@2bd79ce",
        "java.lang.Object@1b2c3d4e",
        "lodash@4.17.21",
        "icon@2x.png",
        "getty@tty1.service: started",
        "git@github.com:org/repo.git",
        "https://user@host.example.com/x",
        "postgres://u:p@db.example.com/x",
        "a @ b.com",
        "user@localhost",
    ],
}];

fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    let start = local_part(c.text, c.start)?;
    let mut end = run(c.text, c.end, HOST, 253);
    let host = slice(c.text, c.end, end);
    // The signs of a script that writes no spaces end a sentence too, and no top-level domain has two scripts.
    let sign = host.windows(2).position(|w| matches!(w, [0xe2 | 0xe3, 0x80] | [0xef, 0xbc | 0xbd]));
    let mixed = host
        .windows(2)
        .rposition(|w| matches!(w, [b'.', letter] if letter.is_ascii_alphabetic()))
        .and_then(|dot| host.cut(dot..).iter().position(|b| !b.is_ascii()).map(|at| dot + at));
    end = c.end + sign.or(mixed).unwrap_or(host.len());
    // Full stops and dashes at the end belong to the sentence.
    while end > c.end && matches!(slice(c.text, end - 1, end), b"." | b"-") {
        end -= 1;
    }
    let host = slice(c.text, c.end, end);
    let dot = host.iter().rposition(|&b| b == b'.')?;
    if dot == 0
        || host.windows(2).any(|w| w == b"..")
        || host.first() == Some(&b'-')
        || !top_level(host.cut(dot + 1..))
    {
        return None;
    }
    let next = slice(c.text, end, end + 2);
    // `git@host:path` and `proto://user@host` name a place, `@scope/name@1.x` a package.
    let remote = next.len() == 2
        && next[0] == b':'
        && !next[1].is_ascii_whitespace()
        && !next[1].is_ascii_digit()
        && c.text.cut(start..c.start) == b"git";
    let userinfo = slice(c.text, start.saturating_sub(3), start) == b"://" || in_userinfo(c.text, start);
    (!remote && !userinfo && !next.starts_with(b"@")).then_some(start..end)
}

/// Start of the local part that ends at `end`.
fn local_part(text: &[u8], end: usize) -> Option<usize> {
    // Latin, Greek and Cyrillic letters go with ASCII ones; other scripts have no spaces between words, so
    // they only count where there is no ASCII.
    const WIDE: Class = Class::of("A-Za-z0-9._%+'-").or_non_ascii();
    let mut start = run_back(text, end, LOCAL, 64);
    if start == end || before(text, start).is_some_and(|b| !b.is_ascii()) && two_byte_tail(text, start) {
        start = run_back(text, end, WIDE, 64);
        // Not into the middle of a character.
        while text.get(start).is_some_and(|b| b & 0xc0 == 0x80) {
            start += 1;
        }
    }
    while start < end && matches!(text.item(start), b'.' | b'\'' | b'-' | b'%' | b'+') {
        start += 1;
    }
    let clean = start < end && text.item(end - 1) != b'.' && free_left(text, start, const { Class::of("@") });
    clean.then_some(start)
}

/// Whether the byte before `i` ends a character of two bytes.
fn two_byte_tail(text: &[u8], i: usize) -> bool {
    i >= 2 && matches!(text.item(i - 2), 0xc2..=0xdf)
}

/// Whether `start` stands behind the `user:` of a URL.
fn in_userinfo(text: &[u8], start: usize) -> bool {
    let from = run_back(text, start, const { Class::of("A-Za-z0-9._%+:$!*-") }, 80);
    slice(text, from, start).contains(&b':') && slice(text, from.saturating_sub(2), from) == b"//"
}

/// A top-level domain, and not the ending of a file or a systemd unit.
fn top_level(tld: &[u8]) -> bool {
    const ENDINGS: &[&[u8]] = &[
        b"png", b"jpg", b"jpeg", b"gif", b"webp", b"svg", b"bmp", b"ico", b"js", b"jsx", b"tsx", b"mjs",
        b"css", b"scss", b"json", b"xml", b"yml", b"yaml", b"html", b"htm", b"php", b"jsp", b"class", b"jar",
        b"dll", b"exe", b"log", b"txt", b"conf", b"cfg", b"ini", b"service", b"socket", b"timer", b"slice",
        b"mount", b"target", b"device", b"scope", b"path", b"tgz", b"gz",
    ];
    let letters = tld.len() >= 2 && tld.iter().all(|b| b.is_ascii_alphabetic() || !b.is_ascii());
    let punycode = tld.len() > 4 && tld[..4].eq_ignore_ascii_case(b"xn--");
    (letters || punycode) && tld.len() <= 63 && !ENDINGS.iter().any(|e| tld.eq_ignore_ascii_case(e))
}
