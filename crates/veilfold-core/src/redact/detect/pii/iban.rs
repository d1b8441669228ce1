//! International bank account numbers.

use super::super::bytes::{ALNUM, at, free_left};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::redact::validate::iban::{iban, length};
use crate::redact::validate::uniform;
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "iban",
    group: Group::Pii,
    summary: "International bank account number: country, length, mod 97",
    source: "ISO 13616; SWIFT IBAN registry",
    // Nearly every one has eight digits in a row, single spaces aside; an account of letters needs its name.
    anchors: &[Anchor::LetteredDigits { min: 8 }, Anchor::AnyCase("iban")],
    verify: Verify::Code(verify),
    hits: &[
        ("iban DE89370400440532013000 ok", "DE89370400440532013000"),
        ("IBAN DE89 3704 0044 0532 0130 00.", "DE89 3704 0044 0532 0130 00"),
        ("{\"iban\":\"GB29NWBK60161331926819\"}", "GB29NWBK60161331926819"),
        ("GB29 NWBK 6016 1331 9268 19", "GB29 NWBK 6016 1331 9268 19"),
        ("nl91abna0417164300", "nl91abna0417164300"),
        ("to FR1420041010050500013M02606 sent", "FR1420041010050500013M02606"),
        ("NL91-ABNA-0417-1643-00", "NL91-ABNA-0417-1643-00"),
        ("MT84MALT011000012345MTLCAST001S", "MT84MALT011000012345MTLCAST001S"),
        ("IBAN: MT44 MALT 8016 428G 4ELK F5IZ F6J9 XR1", "MT44 MALT 8016 428G 4ELK F5IZ F6J9 XR1"),
    ],
    misses: &[
        "ref DE88370400440532013000 ok",
        "XDE89370400440532013000",
        "DE8937040044053201300",
        "DE893704004405320130001",
        "ZZ68539007547034",
    ],
}];

fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    if !at(c.text, c.start).is_some_and(|b| b.is_ascii_digit()) {
        return (c.end..c.end + 16).find_map(|start| read(c.text, start));
    }
    // The run begins inside the IBAN: after the country, or after the bank's letters.
    (c.start.saturating_sub(16)..c.start).rev().find_map(|start| read(c.text, start))
}

/// An IBAN that starts at `start`, in groups of four or in one piece.
fn read(text: &[u8], start: usize) -> Option<Range<usize>> {
    let [country @ .., tens, ones] = *text.get(start..)?.first_chunk::<4>()?;
    if !(tens.is_ascii_digit() && ones.is_ascii_digit() && country.iter().all(u8::is_ascii_alphabetic)) {
        return None;
    }
    if !free_left(text, start, ALNUM) {
        return None;
    }
    let want = length(country)?;
    let (mut plain, mut len, mut i) = ([0u8; 34], 0, start);
    while len < want {
        let b = at(text, i)?;
        if b.is_ascii_alphanumeric() {
            *plain.get_mut(len)? = b;
            len += 1;
        } else if !matches!(b, b' ' | b'-') || !at(text, i + 1).is_some_and(|n| n.is_ascii_alphanumeric()) {
            return None;
        }
        i += 1;
    }
    let plain = plain.get(..want)?;
    let whole = at(text, i).is_none_or(|b| !b.is_ascii_alphanumeric() && b != b'_');
    (whole && iban(plain) && !uniform(plain.get(4..)?)).then_some(start..i)
}
