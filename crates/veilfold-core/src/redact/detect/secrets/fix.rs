//! Passwords in the messages of the FIX protocol.

use super::super::bytes::{Class, LONGEST, before, find, run, slice};
use super::super::opaque::{in_marker, placeholder};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "fix_logon",
    group: Group::Secrets,
    summary: "Password or new password of a FIX message",
    source: "FIX 4.4 and 5.0 SP2, tags 554 and 925",
    anchors: &[Anchor::Exact("554="), Anchor::Exact("925=")],
    verify: Verify::Code(verify),
    hits: &[
        ("8=FIX.4.4|9=70|35=A|49=CLIENT|553=joe|554=hunter2|10=101|", "hunter2"),
        ("8=FIXT.1.1\u{1}35=A\u{1}554=hunter2\u{1}925=hunter3\u{1}10=101\u{1}", "hunter3"),
        ("8=FIX.4.2^A35=A^A554=hunter2^A10=101^A", "hunter2"),
    ],
    misses: &["rows|554=12|", "8=FIX.4.4|35=A|1554=x|10=1|", "8=FIX.4.4|35=A|554=***|10=1|"],
}];

/// A value between the separators of a message: SOH, or what logs print for it.
fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    const VALUE: Class = Class::of("!-]_-{}~").or_non_ascii();
    let head = slice(c.text, c.start.saturating_sub(512), c.start);
    find(head, b"8=FIX")?;
    if !matches!(before(c.text, c.start), Some(1 | b'|' | b'A' | b';' | b' ' | b'1')) {
        return None;
    }
    // `|`, `^` and the signs below a blank are no part of it.
    let end = run(c.text, c.end, VALUE, LONGEST);
    let value = slice(c.text, c.end, end);
    let span = c.end..end;
    let is_hidden = in_marker(c.text, &(c.end..end.min(c.end + 1)));
    let tagged = before(c.text, c.start) != Some(b'1')
        || slice(c.text, c.start.saturating_sub(4), c.start) == b"\\x01";
    let soh = before(c.text, c.start) != Some(b'A') || head.ends_with(b"^A");
    (!value.is_empty() && tagged && soh && !placeholder(value) && !is_hidden).then_some(span)
}
