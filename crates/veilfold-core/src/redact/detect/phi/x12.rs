//! People in the health care transactions of X12 EDI: eligibility (270, 271), claims (837) and their kin.

use super::super::bytes::{Class, free_left, slice};
use super::super::opaque::{in_marker, placeholder};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "x12_person",
    group: Group::Phi,
    summary: "Name, address, birth date or number of a person in an X12 segment",
    source: "ASC X12N 005010X279, 005010X222: NM1, N3, N4, DMG, REF, PER",
    anchors: &[
        Anchor::Exact("NM1*"),
        Anchor::Exact("N3*"),
        Anchor::Exact("N4*"),
        Anchor::Exact("DMG*D8*"),
        Anchor::Exact("REF*SY*"),
        Anchor::Exact("REF*1W*"),
        Anchor::Exact("REF*EJ*"),
        Anchor::Exact("PER*IC*"),
    ],
    verify: Verify::Code(verify),
    hits: &[
        ("NM1*IL*1*ROE*JANE*Q***MI*W123456789~", "ROE*JANE*Q***MI*W123456789"),
        ("N3*1 MAIN ST~N4*ULM*IL*62701~", "1 MAIN ST"),
        ("N3*1 MAIN ST~N4*ULM*IL*62701~", "ULM*IL*62701"),
        ("DMG*D8*19840703*F~", "19840703*F"),
        ("REF*SY*123456789~", "123456789"),
    ],
    misses: &["NM1*85*2*ACME CLINIC~", "columns N3*4", "XN3*1 MAIN ST~", "NM1*IL*1~", "DMG*D8*~"],
}];

/// What stands behind the segment's qualifiers, up to its end.
fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    const LONGEST: usize = 256;
    if !free_left(c.text, c.start, const { Class::of("A-Za-z0-9_") }) {
        return None;
    }
    let segment = slice(c.text, c.end, c.end + LONGEST);
    let segment =
        &segment[..segment.iter().position(|b| matches!(b, b'~' | b'\n' | b'\r' | b'"' | b'\\'))?];
    // An entity, and `1` for a person.
    let skipped = if slice(c.text, c.start, c.end) == b"NM1*" {
        match segment {
            [a, b, b'*', b'1', b'*', ..] if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric() => 5,
            _ => return None,
        }
    } else {
        0
    };
    let ends = c.text.get(c.end + segment.len()) == Some(&b'~');
    let span = c.end + skipped..c.end + segment.len();
    let segment = segment.cut(skipped..);
    let said = segment.iter().filter(|b| b.is_ascii_alphanumeric()).count();
    (ends && said >= 2 && !placeholder(segment) && !in_marker(c.text, &span)).then_some(span)
}
