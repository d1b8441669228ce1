//! United States social security and taxpayer numbers.

use super::super::bytes::at;
use super::super::context::{alone, near};
use super::super::groups::Groups;
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::redact::validate::ssn::{issued, itin};
use crate::texts::{Texts, texts};
use core::ops::Range;

const WORDS: Texts =
    texts!["ssn", "ssns", "ssn4", "social security", "soc sec", "taxpayer", "tax id", "itin", "ss#", "ssid"];

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "us_ssn",
        group: Group::Pii,
        summary: "US social security number in an issued range; bare digits only beside a word that says so",
        source: "SSA, Program Operations Manual RM 10201; 20 CFR 422",
        anchors: &[Anchor::DigitGroups(&[3, 2, 4])],
        verify: Verify::Code(|c| verify(c, issued)),
        hits: &[
            ("patient 123-45-6789 admitted", "123-45-6789"),
            ("SSN: 899-01-0001.", "899-01-0001"),
            ("{\"ssn\":\"665999999\"}", "665999999"),
            ("SSN is 123 45 6789", "123 45 6789"),
            ("078.05.1123", "078.05.1123"),
            ("2026-01-02 123-45-6789", "123-45-6789"),
            ("social_security_number=123456789", "123456789"),
        ],
        misses: &[
            "ref 123-00-4567",
            "ref 666-12-3456",
            "ref 900-12-3456",
            "ref 12-345-6789",
            "ref 1123-45-6789",
            "ref 123-45-67890",
            "v123-45-6789",
            "id 123456789",
            "rows 123 45 6789",
            "078-05-1120",
            "123-45-6789-1",
        ],
    },
    Detector {
        id: "us_itin",
        group: Group::Pii,
        summary: "US individual taxpayer identification number",
        source: "IRS, Internal Revenue Manual 3.21.263",
        anchors: &[Anchor::DigitGroups(&[3, 2, 4])],
        verify: Verify::Code(|c| verify(c, itin)),
        hits: &[
            ("itin 912-70-1234", "912-70-1234"),
            ("911-53-1234", "911-53-1234"),
            ("ITIN: 912701234", "912701234"),
        ],
        misses: &["id 912701234", "912-89-1234"],
    },
];

fn verify(c: Candidate<'_>, valid: fn(&[u8]) -> bool) -> Option<Range<usize>> {
    Groups::of(c.text, c.start, c.end)
        .windows(9, 9)
        .find(|(span, digits)| {
            let shape = (at(c.text, span.start + 3), at(c.text, span.start + 6));
            valid(digits.as_bytes())
                && match (span.len(), shape) {
                    (11, (Some(b'-'), Some(b'-'))) => true,
                    (11, (Some(b' '), Some(b' ')) | (Some(b'.'), Some(b'.'))) => {
                        alone(c.text, span) || near(c.text, span, WORDS)
                    }
                    (9, _) => near(c.text, span, WORDS),
                    _ => false,
                }
        })
        .map(|(span, _)| span)
}
