//! Who a patient is: birth dates, names, ages above 89, HL7 and FHIR.

use super::super::bytes::{Class, at, before, find, free_left, free_right, run, slice};
use super::super::context::{AFTER, is_word, near};
use super::super::opaque::{in_marker, placeholder};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use crate::redact::validate::date::is_day;
use crate::redact::validate::number;
use crate::texts::{Texts, texts};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "date_of_birth",
        group: Group::Phi,
        summary: "Birth date beside a word that says so",
        source: "45 CFR 164.514(b)(2)(i)(C) names the kind",
        anchors: &[
            Anchor::AnyCase("dob"),
            Anchor::AnyCase("d.o.b"),
            Anchor::AnyCase("birth"),
            Anchor::AnyCase("born"),
            Anchor::AnyCase("geboren"),
            Anchor::AnyCase("geburtsdatum"),
            Anchor::AnyCase("naissance"),
            Anchor::Exact("né le "),
            Anchor::Exact("née le "),
            Anchor::AnyCase("nacido el "),
            Anchor::AnyCase("nacida el "),
            Anchor::AnyCase("nato il "),
            Anchor::AnyCase("nata il "),
            Anchor::AnyCase("nascido em "),
            Anchor::AnyCase("urodzon"),
            Anchor::AnyCase("nacimiento"),
            Anchor::AnyCase("nascita"),
            Anchor::AnyCase("nascimento"),
            Anchor::AnyCase("geboortedatum"),
            Anchor::Exact("出生"),
            Anchor::Exact("生年月日"),
            Anchor::Exact("생년월일"),
            Anchor::Exact("рождения"),
        ],
        verify: Verify::Code(birth),
        hits: &[
            ("DOB: 04/17/1985", "04/17/1985"),
            ("dob 3 July 1984", "3 July 1984"),
            ("{\"dateOfBirth\":\"1984-07-03\"}", "1984-07-03"),
            ("I was born 15th June 1991", "15th June 1991"),
            ("1985-01-01 is my birthday.", "1985-01-01"),
            ("born on July 3, 1984 in Ulm", "July 3, 1984"),
            ("my date of birth is 22-nov-1972", "22-nov-1972"),
            ("1995年8月18日出生", "1995年8月18日"),
            ("birthDate=19840703", "19840703"),
            ("Patiente née le 17/04/1962 à Lyon", "17/04/1962"),
            ("nato il 17.04.1962", "17.04.1962"),
        ],
        misses: &["stubborn 2024-01-01", "dob missing", "airborne since 1984-07-03x", "born in 1984"],
    },
    Detector {
        id: "age_over_89",
        group: Group::Phi,
        summary: "Age above 89",
        source: "45 CFR 164.514(b)(2)(i)(C) names the kind",
        anchors: &[
            Anchor::AnyCase("year-old"),
            Anchor::AnyCase("year old"),
            Anchor::AnyCase("years old"),
            Anchor::AnyCase("y/o"),
            Anchor::AnyCase("aged "),
            Anchor::AnyCase("age "),
            Anchor::AnyCase("age: "),
            Anchor::AnyCase("yo male"),
            Anchor::AnyCase("yo female"),
        ],
        verify: Verify::Code(age),
        hits: &[
            ("a 94-year-old woman", "94"),
            ("pt is 101 years old", "101"),
            ("aged 93, frail", "93"),
            ("patient, age 93, admitted", "93"),
            ("Sex: female, age: 95", "95"),
            ("91 y/o male", "91"),
        ],
        misses: &[
            "a 39-year-old man",
            "managed 95 hosts",
            "aged 12",
            "cache age 97",
            "Age: 95",
            "patient storage: 95",
            "a 1940 year old",
        ],
    },
    Detector {
        id: "patient_name",
        group: Group::Phi,
        summary: "Name after `Patient:` and its kin",
        source: "45 CFR 164.514(b)(2)(i)(A) names the kind",
        anchors: &[
            Anchor::AnyCase("patient:"),
            Anchor::AnyCase("patient name"),
            Anchor::AnyCase("patient_name"),
            Anchor::AnyCase("patientname"),
        ],
        verify: Verify::Code(name),
        hits: &[
            ("Patient: Jane Roe admitted", "Jane Roe"),
            ("PATIENT: Robert A. Hernandez", "Robert A. Hernandez"),
            ("patientName=Jane_Roe", "Jane_Roe"),
            ("{\"patient_name\":\"Jane Q Roe\"}", "Jane Q Roe"),
        ],
        misses: &["Patient: not found", "patient name required", "Patient: Updated", "inpatient: Jane Roe"],
    },
    Detector {
        id: "hl7_pid",
        group: Group::Phi,
        summary: "HL7 v2 patient, next-of-kin or insurance segment",
        source: "HL7 v2.5.1 chapters 3 and 6",
        anchors: &[
            Anchor::Exact("PID|"),
            Anchor::Exact("NK1|"),
            Anchor::Exact("IN1|"),
            Anchor::Exact("GT1|"),
        ],
        verify: Verify::Code(segment),
        hits: &[(
            "PID|1||483921^^^H^MR||ROE^JANE||19840703|F|||1 MAIN ST^^ULM\rPV1|1|I",
            "1||483921^^^H^MR||ROE^JANE||19840703|F|||1 MAIN ST^^ULM",
        )],
        misses: &["RAPID|x", "PID|1|", "columns PID|USER|CMD"],
    },
    Detector {
        id: "fhir_name",
        group: Group::Phi,
        summary: "Family and given names in a FHIR resource",
        source: "HL7 FHIR R5, HumanName",
        anchors: &[
            Anchor::Exact("\"family\""),
            Anchor::Exact("\"given\""),
            Anchor::Exact("\\\"family\\\""),
            Anchor::Exact("\\\"given\\\""),
            Anchor::Exact("<family value="),
            Anchor::Exact("<given value="),
        ],
        verify: Verify::Code(fhir),
        hits: &[
            (
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Roe\",\"given\":[\"Jane\",\"Q\"]}]}",
                "Roe",
            ),
            (
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Roe\",\"given\":[\"Jane\",\"Q\"]}]}",
                "Jane\",\"Q",
            ),
            ("<name><use value=\"usual\"/><family value=\"Roe\"/></name>", "Roe"),
            ("<given value=\"Jane Q\"/>", "Jane Q"),
        ],
        misses: &["{\"resourceType\":\"Patient\",\"name\":[{\"family\":null}]}", "{\"family\":\"Arial\"}"],
    },
];

/// A date within reach behind the word, or shortly before it.
fn birth(c: Candidate<'_>) -> Option<Range<usize>> {
    let end = run(c.text, c.end, const { Class::of("a-zA-Z_") }, 12);
    let left = before(c.text, c.start).is_none_or(|b| {
        !b.is_ascii_alphabetic()
            || b.is_ascii_lowercase() && at(c.text, c.start).is_some_and(|b| b.is_ascii_uppercase())
    });
    if at(c.text, c.start).is_some_and(|b| b.is_ascii())
        && (!left && !is_word(c.text, c.start, end) || end - c.end > 4 && !is_word(c.text, c.start, c.end))
    {
        return None;
    }
    let after = end..(end + 32).min(c.text.len());
    let before = c.start.saturating_sub(AFTER)..c.start;
    after.chain(before).find_map(|i| date(c.text, i).filter(|d| d.end <= c.start || d.start >= c.end))
}

/// A whole date at `i`, in digits or with the month's name.
fn date(text: &[u8], i: usize) -> Option<Range<usize>> {
    const EDGE: Class = Class::of("A-Za-z0-9");
    if !free_left(text, i, EDGE) {
        return None;
    }
    let word_end = |from: usize| run(text, from, const { Class::of("A-Za-z") }, 10);
    let digits = |from: usize, max: usize| run(text, from, const { Class::of("0-9") }, max);
    let value = |a: usize, b: usize| number(slice(text, a, b));
    let gap = |from: usize| run(text, from, const { Class::of(" ,./-") }, 2);
    let (a0, a1) = (i, digits(i, 8));
    let whole = |end: usize| free(text, end).then_some(i..end);
    if a1 == a0 {
        // July 3, 1984
        let m1 = word_end(i);
        month(slice(text, i, m1))?;
        let (d0, d1) = (gap(m1), digits(gap(m1), 2));
        let d2 = ordinal(text, d1);
        let (y0, y1) = (gap(d2), digits(gap(d2), 4));
        let good = d1 > d0
            && y1 - y0 == 4
            && (1..=31).contains(&value(d0, d1))
            && (1880..2100).contains(&value(y0, y1));
        return good.then(|| whole(y1)).flatten();
    }
    if a1 - a0 == 8 {
        return is_day(value(a0, a0 + 4), value(a0 + 4, a0 + 6), value(a0 + 6, a1))
            .then(|| whole(a1))
            .flatten();
    }
    // 1995年8月18日
    if slice(text, a1, a1 + 3) == "年".as_bytes() {
        let m1 = digits(a1 + 3, 2);
        let d1 = digits(m1 + 3, 2);
        return (m1 > a1 + 3 && d1 > m1 + 3 && slice(text, d1, d1 + 3) == "日".as_bytes())
            .then_some(i..d1 + 3);
    }
    let b0 = gap(ordinal(text, a1));
    if month(slice(text, b0, word_end(b0))).is_some() {
        // 3 July 1984, 22-nov-1972
        let y0 = gap(word_end(b0));
        let y1 = digits(y0, 4);
        return (a1 - a0 <= 2 && matches!(y1 - y0, 2 | 4) && (1..=31).contains(&value(a0, a1)))
            .then(|| whole(y1))
            .flatten();
    }
    let sep = at(text, a1).filter(|b| matches!(b, b'-' | b'/' | b'.'))?;
    let b1 = digits(a1 + 1, 2);
    let c1 = digits(b1 + 1, 4);
    if at(text, b1) != Some(sep) || b1 == a1 + 1 || c1 == b1 + 1 {
        return None;
    }
    let (a, b, d) = (value(a0, a1), value(a1 + 1, b1), value(b1 + 1, c1));
    let good = match (a1 - a0, c1 - b1 - 1) {
        (4, 1 | 2) => (1880..2100).contains(&a) && is_day(a, b, d),
        (1 | 2, 4) => (1880..2100).contains(&d) && (is_day(d, b, a) || is_day(d, a, b)),
        (1 | 2, 2) => is_day(2000 + d, b, a) || is_day(2000 + d, a, b),
        _ => false,
    };
    good.then(|| whole(c1)).flatten()
}

fn free(text: &[u8], end: usize) -> bool {
    at(text, end).is_none_or(|b| !b.is_ascii_alphanumeric() || b == b'T')
}

/// Past `st`, `nd`, `rd`, `th`.
fn ordinal(text: &[u8], end: usize) -> usize {
    let suffix = slice(text, end, end + 2);
    end + 2 * usize::from([b"st", b"nd", b"rd", b"th"].iter().any(|s| suffix.eq_ignore_ascii_case(*s)))
}

fn month(word: &[u8]) -> Option<usize> {
    const MONTHS: [&[u8]; 12] = [
        b"january",
        b"february",
        b"march",
        b"april",
        b"may",
        b"june",
        b"july",
        b"august",
        b"september",
        b"october",
        b"november",
        b"december",
    ];
    MONTHS.iter().position(|m| word.len() >= 3 && slice(m, 0, word.len()).eq_ignore_ascii_case(word))
}

fn age(c: Candidate<'_>) -> Option<Range<usize>> {
    let years = |a: usize, b: usize| matches!(number(slice(c.text, a, b)), 90..=125) && b - a <= 3;
    if slice(c.text, c.start, c.end).eq_ignore_ascii_case(b"aged ") {
        let end = run(c.text, c.end, const { Class::of("0-9") }, 4);
        return (free_left(c.text, c.start, const { Class::of("A-Za-z") })
            && years(c.end, end)
            && !at(c.text, end).is_some_and(|b| b.is_ascii_alphanumeric()))
        .then_some(c.end..end);
    }
    let word = slice(c.text, c.start, c.end).trim_ascii_end();
    if word.eq_ignore_ascii_case(b"age") || word.eq_ignore_ascii_case(b"age:") {
        // Caches and keys have an age, too.
        const WHOSE: Texts =
            texts!["patient", "pt", "male", "female", "man", "woman", "resident", "admitted"];
        let end = run(c.text, c.end, const { Class::of("0-9") }, 4);
        return (free_left(c.text, c.start, const { Class::of("A-Za-z_-") })
            && years(c.end, end)
            && free_right(c.text, end, const { Class::of("A-Za-z0-9_") })
            && near(c.text, &(c.start..end), WHOSE))
        .then_some(c.end..end);
    }
    let end = c.start - usize::from(matches!(before(c.text, c.start), Some(b' ' | b'-')));
    let start = super::super::bytes::run_back(c.text, end, const { Class::of("0-9") }, 4);
    (start < end && years(start, end) && free_left(c.text, start, const { Class::of("A-Za-z0-9_.-") }))
        .then_some(start..end)
}

/// Two to four capitalised words, or the quoted value.
fn name(c: Candidate<'_>) -> Option<Range<usize>> {
    if !free_left(c.text, c.start, const { Class::of("A-Za-z") }) {
        return None;
    }
    let from = run(c.text, c.end, const { Class::of(" :=\"'\\") }, 6);
    let (mut end, mut words) = (from, 0);
    let mut i = from;
    while words < 4 && at(c.text, i).is_some_and(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
        let stop = run(c.text, i, const { Class::of("A-Za-z.'_-").or_non_ascii() }, 32);
        (words, end) = (words + 1 + slice(c.text, i, stop).iter().filter(|b| **b == b'_').count(), stop);
        if !matches!(at(c.text, stop), Some(b' ')) {
            break;
        }
        i = stop + 1;
    }
    while end > from && matches!(at(c.text, end - 1), Some(b'.' | b'-' | b'_' | b'\'')) {
        end -= 1;
    }
    (words >= 2 && end > from && !placeholder(c.text.cut(from..end))).then_some(from..end)
}

fn segment(c: Candidate<'_>) -> Option<Range<usize>> {
    if !free_left(c.text, c.start, const { Class::of("A-Za-z0-9") }) {
        return None;
    }
    let reach = c.text.get(c.end.saturating_sub(1)..c.text.len().min(c.end + 4096)).unwrap_or_default();
    // The next segment of its kind is judged for itself.
    let ends = |w: &[u8]| match w {
        [_, b'\r' | b'\n' | b'"', ..] => true,
        [before, rest @ ..] => rest == b"PID|" && !before.is_ascii_alphanumeric(),
        [] => false,
    };
    let end = reach.windows(5).position(ends);
    let reach = slice(c.text, c.end, end.map_or(c.end + 4096, |end| c.end + end));
    let end = reach.iter().position(|b| matches!(b, b'\r' | b'\n' | b'"')).unwrap_or(reach.len());
    let end = [&b"\\r"[..], b"\\n"].iter().filter_map(|e| find(reach.cut(..end), e)).min().unwrap_or(end);
    let body = reach.cut(..end);
    let fields = body.iter().filter(|b| **b == b'|').count();
    (fields >= 4 && body.iter().any(u8::is_ascii_digit)).then(|| c.end..c.end + end)
}

/// The string after `"family":`, or all strings of the array after `"given":`.
fn fhir(c: Candidate<'_>) -> Option<Range<usize>> {
    // An element says by itself whose name it is.
    let is_element = at(c.text, c.start) == Some(b'<');
    let around = slice(c.text, c.start.saturating_sub(512), c.start);
    if !is_element {
        find(around, b"resourceType")?;
    }
    let from = run(c.text, c.end, const { Class::of(" :[\\\"\n") }, 8);
    if !slice(c.text, c.end, from).contains(&b'"') {
        return None;
    }
    let array = slice(c.text, c.end, from).contains(&b'[');
    let reach = slice(c.text, from, from + 256);
    let end = reach.iter().position(|&b| if array { b == b']' } else { b == b'"' })?;
    let mut end = from + end;
    while end > from && matches!(at(c.text, end - 1), Some(b'"' | b'\\' | b' ' | b'\n')) {
        end -= 1;
    }
    (end > from && !placeholder(slice(c.text, from, end)) && !in_marker(c.text, &(from..end)))
        .then_some(from..end)
}
