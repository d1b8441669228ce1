//! What else a card holds: magnetic stripe tracks and the security code.

use super::super::bytes::{Class, DIGIT, at, before, free_left, run, run_back, slice};
use super::super::context::is_word;
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::redact::validate::luhn::luhn;
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "card_track",
        group: Group::Pci,
        summary: "Magnetic stripe data, track 1 or 2",
        source: "ISO/IEC 7813; PCI DSS v4.0 requirement 3.3.1.1",
        anchors: &[
            Anchor::Exact("%B4"),
            Anchor::Exact("%B5"),
            Anchor::Exact("%B3"),
            Anchor::Exact("%B6"),
            Anchor::Exact("%B2"),
            Anchor::Digits { min: 12 },
        ],
        verify: Verify::Code(track),
        hits: &[
            (
                "%B4111111111111111^ROE/JANE^27121010000000000000?",
                "%B4111111111111111^ROE/JANE^27121010000000000000",
            ),
            (";4111111111111111=27121010000012345678?", "4111111111111111=27121010000012345678"),
            ("read 4111111111111111=271210100000", "4111111111111111=271210100000"),
            ("read B4111111111111111^ROE/JANE^27121010000", "B4111111111111111^ROE/JANE^27121010000"),
            ("trk2 5555555555554444D27121010000012345678F", "5555555555554444D27121010000012345678F"),
        ],
        misses: &[
            "x=4111111111111112=27121010000",
            "%B41",
            "4111111111111111=5",
            "4111111111111111=991310100000",
        ],
    },
    Detector {
        id: "card_security_code",
        group: Group::Pci,
        summary: "Card security code (CVV, CVC, CID) after its name",
        source: "PCI DSS v4.0 requirement 3.3.1.2",
        anchors: &[
            Anchor::AnyCase("cvv"),
            Anchor::AnyCase("cvc"),
            Anchor::AnyCase("cvn"),
            Anchor::AnyCase("csc"),
            Anchor::AnyCase("security code"),
            Anchor::AnyCase("security_code"),
            Anchor::AnyCase("securitycode"),
            Anchor::AnyCase("card verification"),
        ],
        verify: Verify::Code(code),
        hits: &[
            ("cvv=123", "123"),
            ("{\"cvc\":\"0421\"}", "0421"),
            ("CVV2: 987", "987"),
            ("cvvCode 123", "123"),
            ("the security code is 123.", "123"),
        ],
        misses: &[
            "cvv check 12",
            "cvv=",
            "cvv: ***",
            "csc 12345",
            "cvv_result=M",
            "discvv 123",
            "cvv response 2001",
        ],
    },
];

fn track(c: Candidate<'_>) -> Option<Range<usize>> {
    if at(c.text, c.start) == Some(b'%') {
        let digits = run(c.text, c.start + 2, DIGIT, 19);
        let end = run(c.text, digits, const { Class::of("A-Z0-9a-z ^/.'=-") }, 90);
        let carets = slice(c.text, digits, end).iter().filter(|&&b| b == b'^').count();
        return (digits - c.start >= 14 && at(c.text, digits) == Some(b'^') && carets >= 2)
            .then_some(c.start..end);
    }
    let end = c.end;
    let Some(b'^' | b'=' | b'D') = at(c.text, end) else { return None };
    let start = run_back(c.text, end, DIGIT, 20);
    let pan = slice(c.text, start, end);
    // Track 1 without its sentinel.
    if at(c.text, end) == Some(b'^') && before(c.text, start) == Some(b'B') && luhn(pan) && pan.len() >= 12 {
        let stop = run(c.text, end, const { Class::of("A-Z0-9a-z ^/.'=-") }, 90);
        let carets = slice(c.text, end, stop).iter().filter(|&&b| b == b'^').count();
        return (carets >= 2 && free_left(c.text, start - 1, const { Class::of("A-Za-z0-9_") }))
            .then_some(start - 1..stop);
    }
    if !(12..=19).contains(&pan.len()) || !matches!(at(c.text, end), Some(b'=' | b'D')) || !luhn(pan) {
        return None;
    }
    // Expiry (YYMM), service code and at least some of the rest.
    let rest = run(c.text, end + 1, DIGIT, 40);
    let tail = slice(c.text, end + 1, rest);
    let month = slice(tail, 2, 4);
    if tail.len() < 7
        || !(b"01".as_slice()..=b"12".as_slice()).contains(&month)
        || !free_left(c.text, start, const { Class::of("A-Za-z0-9_") })
    {
        return None;
    }
    // The sentinels around it, `;` and `?`, are punctuation as well.
    Some(start..rest + usize::from(at(c.text, rest) == Some(b'F')))
}

fn code(c: Candidate<'_>) -> Option<Range<usize>> {
    if !is_word(c.text, c.start, c.end) {
        return None;
    }
    // `cvv2`, `cvvCode`, `security_code_value`; then up to three bytes of assignment, or ` is `.
    let mut i = run(c.text, c.end, const { Class::of("A-Za-z_") }, 8);
    i += usize::from(
        matches!(at(c.text, i), Some(b'2')) && at(c.text, i + 1).is_none_or(|b| !b.is_ascii_digit()),
    );
    let from = run(c.text, i, const { Class::of(" :=\"'\\>[(") }, 6);
    let from = if slice(c.text, from, from + 3) == b"is " { from + 3 } else { from };
    let end = run(c.text, from, DIGIT, 5);
    let length = matches!(end - from, 3 | 4);
    (from > i && length && at(c.text, end).is_none_or(|b| !b.is_ascii_alphanumeric() && b != b'_'))
        .then_some(from..end)
}
