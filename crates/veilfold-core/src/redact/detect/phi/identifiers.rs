//! Numbers of patients, members and providers.

use super::super::bytes::{ALNUM, Class, DIGIT, at, before, free_left, free_right, run, run_back, slice};
use super::super::context::{alone, is_word};
use super::super::opaque::{in_marker, placeholder};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use crate::redact::validate::luhn::luhn;
use crate::redact::validate::{all_digits, digit};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "medical_record_number",
        group: Group::Phi,
        summary: "Medical record number after its name",
        source: "HL7 v2 table 0203 (MR), FHIR identifier type",
        anchors: &[
            Anchor::AnyCase("mrn"),
            Anchor::AnyCase("medical record"),
            Anchor::AnyCase("medical_record"),
            Anchor::AnyCase("medicalrecord"),
            Anchor::AnyCase("patient id"),
            Anchor::AnyCase("patient_id"),
            Anchor::AnyCase("patientid"),
            Anchor::AnyCase("patient number"),
            Anchor::AnyCase("chart number"),
            Anchor::Exact("病历号"),
            Anchor::Exact("住院号"),
            Anchor::Exact("病案号"),
        ],
        verify: Verify::Code(|c| {
            announced(c, |v| v.len() >= 4 && v.iter().filter(|b| b.is_ascii_digit()).count() >= 4)
        }),
        hits: &[
            ("MRN: 00482913", "00482913"),
            ("mrn=A1093847", "A1093847"),
            ("medical record number 7731-002", "7731-002"),
            ("\"patientMRN\":\"7731002\"", "7731002"),
        ],
        misses: &["mrn missing", "patient id is required", "mrn: [REDACTED]", "mrn 12"],
    },
    Detector {
        id: "health_plan_member_id",
        group: Group::Phi,
        summary: "Health plan member, policy or group number after its name",
        source: "X12 270/271 member identification; 45 CFR 164.514 lists the kind",
        anchors: &[
            Anchor::AnyCase("member id"),
            Anchor::AnyCase("member_id"),
            Anchor::AnyCase("memberid"),
            Anchor::AnyCase("member number"),
            Anchor::AnyCase("policy no"),
            Anchor::AnyCase("policy number"),
            Anchor::AnyCase("policy_number"),
            Anchor::AnyCase("policynumber"),
            Anchor::AnyCase("subscriber id"),
            Anchor::AnyCase("subscriber_id"),
            Anchor::AnyCase("subscriberid"),
            Anchor::AnyCase("insurance id"),
            Anchor::AnyCase("insurance_id"),
            Anchor::AnyCase("beneficiary"),
            Anchor::AnyCase("medicaid"),
            Anchor::AnyCase("health insurance"),
        ],
        verify: Verify::Code(|c| {
            announced(c, |v| v.len() >= 6 && v.iter().filter(|b| b.is_ascii_digit()).count() >= 5)
        }),
        hits: &[
            ("Policy No: POL-993811", "POL-993811"),
            ("member_id=W123456789", "W123456789"),
            ("Subscriber ID XYZ123456789.", "XYZ123456789"),
        ],
        misses: &["policy not found", "raft member id 12", "policy number missing"],
    },
    Detector {
        id: "us_mbi",
        group: Group::Phi,
        summary: "US Medicare beneficiary identifier",
        source: "CMS, Understanding the MBI format",
        anchors: &[Anchor::Byte(b'-'), Anchor::AnyCase("mbi"), Anchor::AnyCase("medicare")],
        verify: Verify::Code(mbi),
        hits: &[
            ("Patient 1EG4-TE5-MK73.", "1EG4-TE5-MK73"),
            ("{\"mbi\":\"1EG4TE5MK73\"}", "1EG4TE5MK73"),
            ("MBI 2AG9-XC4-NN22", "2AG9-XC4-NN22"),
        ],
        misses: &["1EG4-LE5-MK73", "1EG4-TE5-MI73", "0EG4-TE5-MK73", "mbi 1EG4"],
    },
    Detector {
        id: "us_npi",
        group: Group::Phi,
        summary: "US national provider identifier after its name",
        source: "45 CFR 162.406 (Luhn with prefix 80840)",
        anchors: &[Anchor::AnyCase("npi"), Anchor::AnyCase("provider")],
        verify: Verify::Code(|c| announced(c, npi)),
        hits: &[("NPI 1245319599", "1245319599"), ("Provider identifier 1245319599", "1245319599")],
        misses: &["NPI 1245319598", "NPI 9234567893", "provider 1234567890"],
    },
    Detector {
        id: "us_dea",
        group: Group::Phi,
        summary: "US Drug Enforcement Administration registration number",
        source: "21 CFR 1301; DEA check digit",
        anchors: &[
            Anchor::AnyCase("dea"),
            Anchor::AnyCase("certificate number"),
            Anchor::AnyCase("medical license"),
            Anchor::AnyCase("prescriber"),
            Anchor::LetteredDigits { min: 8 },
        ],
        verify: Verify::Code(|c| {
            if at(c.text, c.start).is_some_and(|b| DIGIT.has(b)) { business(c) } else { announced(c, dea) }
        }),
        hits: &[
            ("DEA: AB1234563", "AB1234563"),
            ("my certificate number is: BB1388568", "BB1388568"),
            ("K92993548", "K92993548"),
        ],
        misses: &["DEA AB1234560", "deadline AB1234563x", "K92993549", "item K92993548", "K12993548"],
    },
];

/// The first value within reach after a name.
fn announced(c: Candidate<'_>, fits: fn(&[u8]) -> bool) -> Option<Range<usize>> {
    const VALUE: Class = Class::of("A-Za-z0-9-");
    let short = c.end - c.start < 7;
    let end = if short { c.end } else { run(c.text, c.end, const { Class::of("a-z") }, 6) };
    if c.text.get(c.start).is_some_and(u8::is_ascii) && !is_word(c.text, c.start, end) {
        return None;
    }
    let mut i = end;
    while i < (end + 32).min(c.text.len()) {
        let stop = run(c.text, i, VALUE, 40);
        if stop > i {
            let mut last = stop;
            while last > i && at(c.text, last - 1) == Some(b'-') {
                last -= 1;
            }
            let whole = free_right(c.text, stop, const { Class::of("_.:/@") })
                || at(c.text, stop) == Some(b'.')
                    && !at(c.text, stop + 1).is_some_and(|b| b.is_ascii_alphanumeric());
            let start = i + slice(c.text, i, last).iter().take_while(|b| **b == b'-').count();
            let value = slice(c.text, start, last);
            // `MRN(s)`, `no`, `number`: on to the next; a date or time is none.
            if whole
                && free_left(c.text, start, const { Class::of("_./:@") })
                    | matches!(before(c.text, start), Some(b':'))
                && fits(value)
                && !placeholder(value)
                && !in_marker(c.text, &(start..last))
                && !dated(value)
            {
                return Some(start..last);
            }
        }
        i = stop.max(i + 1);
    }
    None
}

fn dated(v: &[u8]) -> bool {
    v.len() == 10 && v[4] == b'-' && v[7] == b'-'
}

fn npi(v: &[u8]) -> bool {
    let mut d = *b"80840..........";
    if v.len() != 10 || !all_digits(v) || !matches!(v[0], b'1' | b'2') {
        return false;
    }
    d[5..].copy_from_slice(v);
    luhn(&d)
}

fn dea(v: &[u8]) -> bool {
    let [a, b, d @ ..] = v else { return false };
    let kind = b"ABCDEFGHJKLMPRSTUXabcdefghjklmprstux".contains(a)
        && (b.is_ascii_alphabetic() || *b == b'9' || b.is_ascii_digit());
    let sum = |i: &[usize]| -> u32 { i.iter().filter_map(|&i| d.get(i)).map(|&b| digit(b)).sum() };
    kind && d.len() == 7 && all_digits(d) && (sum(&[0, 2, 4]) + 2 * sum(&[1, 3, 5])) % 10 == digit(d[6])
}

/// The number of a business, whose second place is a 9, where it is the whole value: one in a hundred of the numbers
/// that look alike passes.
fn business(c: Candidate<'_>) -> Option<Range<usize>> {
    let span = c.start.checked_sub(1)?..c.end;
    (alone(c.text, &span) && at(c.text, c.start) == Some(b'9') && dea(c.text.cut(span.clone())))
        .then_some(span)
}

/// Eleven characters, each place with letters or digits of its own, `1EG4-TE5-MK73`.
fn mbi(c: Candidate<'_>) -> Option<Range<usize>> {
    let by_word = at(c.text, c.start).is_some_and(|b| b.is_ascii_alphabetic());
    if by_word {
        return is_word(c.text, c.start, c.end)
            .then(|| (c.end..c.end + 32).find_map(|i| read_mbi(c.text, i)))
            .flatten();
    }
    // Without a word, both dashes must be there.
    read_mbi(c.text, run_back(c.text, c.start, ALNUM, 4)).filter(|span| span.len() == 13)
}

fn read_mbi(text: &[u8], start: usize) -> Option<Range<usize>> {
    let (mut i, mut place) = (start, 0);
    if !free_left(text, start, ALNUM) {
        return None;
    }
    while place < 11 {
        let b = at(text, i)?;
        if b == b'-' && matches!(place, 4 | 7) {
            i += 1;
            continue;
        }
        let letter = b.is_ascii_uppercase() && !b"SLOIBZ".contains(&b);
        let good = match place {
            0 => (b'1'..=b'9').contains(&b),
            3 | 6 | 9 | 10 => b.is_ascii_digit(),
            2 | 5 => b.is_ascii_digit() || letter,
            _ => letter,
        };
        if !good {
            return None;
        }
        (i, place) = (i + 1, place + 1);
    }
    (free_right(text, i, ALNUM) && matches!(i - start, 11 | 13)).then_some(start..i)
}
