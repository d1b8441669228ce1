//! Hardware addresses.

use super::super::bytes::{ALNUM, Class, HEX, at, before, free_left, free_right, run, run_back, slice};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "mac_address",
    group: Group::Network,
    summary: "MAC address in any of its three forms",
    source: "IEEE 802-2014 section 8; Cisco dotted form",
    anchors: &[Anchor::Byte(b':'), Anchor::Byte(b'-'), Anchor::Byte(b'.')],
    verify: Verify::Code(verify),
    hits: &[
        ("MAC 4a:00:04:10:9b:50 up", "4a:00:04:10:9b:50"),
        ("AA-BB-CC-DD-EE-0F.", "AA-BB-CC-DD-EE-0F"),
        ("Cisco MAC: 0012.3456.789A", "0012.3456.789A"),
    ],
    misses: &[
        "00:1A:2B:3C:4D",
        "10:2F:33-AC-29-C3",
        "ff:ff:ff:ff:ff:ff",
        "00:00:00:00:00:00",
        "12:34:56",
        "1.2.3",
        "4a:00:04:10:9b:50:11",
    ],
}];

fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    let sep = at(c.text, c.start)?;
    let (group, groups) = if sep == b'.' { (4, 3) } else { (2, 6) };
    let start = run_back(c.text, c.start, HEX, group + 1);
    if c.start - start != group || !free_left(c.text, start, ALNUM) || before(c.text, start) == Some(sep) {
        return None;
    }
    let mut end = c.start;
    for _ in 1..groups {
        let next = run(c.text, end + 1, HEX, group + 1);
        if at(c.text, end) != Some(sep) || next - end - 1 != group {
            return None;
        }
        end = next;
    }
    let address = slice(c.text, start, end);
    let goes_on =
        at(c.text, end) == Some(sep) && at(c.text, end + 1).is_some_and(|b| b.is_ascii_alphanumeric());
    // Broadcast and null name no device.
    let none = address.iter().all(|b| *b == sep || *b == b'0')
        || address.iter().all(|b| *b == sep || matches!(b, b'f' | b'F'));
    (!goes_on && !none && free_right(c.text, end, const { Class::of("A-Za-z0-9_") })).then_some(start..end)
}
