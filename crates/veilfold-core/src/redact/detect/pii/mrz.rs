//! The machine-readable zone of passports and identity cards.

use super::super::bytes::{Class, at, free_left, free_right, run, run_back, slice};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use core::ops::Range;

const ZONE: Class = Class::of("A-Z0-9<");

pub(super) const ALL: &[Detector] = &[Detector {
    id: "machine_readable_zone",
    group: Group::Pii,
    summary: "Line of the machine-readable zone of a travel document, and the line below it",
    source: "ICAO Doc 9303, parts 4 to 6",
    anchors: &[Anchor::Exact("<<<")],
    verify: Verify::Code(verify),
    hits: &[
        (
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ),
        ("scanned I<UTOD231458907<<<<<<<<<<<<<<< ok", "I<UTOD231458907<<<<<<<<<<<<<<<"),
    ],
    misses: &[
        "cat <<<input",
        "<<<<<<< HEAD",
        "I<UTOD231458907<<<<<<<<<<<<<<",
        "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
    ],
}];

/// A line of 30, 36 or 44 characters, and another of that length right below it.
fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    let line = |from: usize| {
        let end = run(c.text, from, ZONE, 48);
        // `</` closes the element around it.
        let end = end - usize::from(end > from && at(c.text, end) == Some(b'/'));
        let text = slice(c.text, from, end);
        let words = text.iter().filter(|b| **b != b'<').count();
        (matches!(text.len(), 30 | 36 | 44)
            && words >= 8
            && free_right(c.text, end, const { Class::of("a-z_") }))
        .then_some(end)
    };
    let start = run_back(c.text, c.start, ZONE, 48);
    let end = line(start).filter(|_| free_left(c.text, start, const { Class::of("A-Za-z0-9_") }))?;
    let gap = [&b"\r\n"[..], b"\n", b"\\r\\n", b"\\n", b" "];
    let next = gap.iter().find(|gap| slice(c.text, end, end + gap.len()) == **gap).map(|gap| end + gap.len());
    let below = next.and_then(|from| line(from).filter(|below| below - from == end - start));
    Some(start..below.unwrap_or(end))
}
