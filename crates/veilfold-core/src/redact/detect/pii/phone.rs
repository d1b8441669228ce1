//! Telephone numbers.

use super::super::bytes::{ALNUM, Class, at, before, free_left, slice};
use super::super::context::{alone, near};
use super::super::groups::Groups;
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use crate::few::Few;
use crate::redact::validate::uniform;
use crate::texts::{Texts, texts};
use core::ops::Range;

const WORDS: Texts = texts![
    "phone",
    "tel",
    "telephone",
    "mobile",
    "cell",
    "cellphone",
    "fax",
    "call",
    "contact",
    "sms",
    "whatsapp",
    "msisdn",
    "landline",
    "dial",
    "reach",
    "text",
    "telefon",
    "telefono",
    "teléfono",
    "telefone",
    "téléphone",
    "handy",
    "rufnummer",
    "portable",
    "celular",
    "móvil",
    "cellulare",
    "telefoon",
    "gsm",
    "telefonnummer",
    "mobil",
    "puhelin",
    "numara",
    "电话",
    "手机",
    "手机号",
    "電話",
    "携帯",
    "전화",
    "휴대폰",
    "연락처",
    "联系",
    "телефон",
    "тел",
    "मोबाइल",
    "फ़ोन",
    "โทร",
];

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "phone_e164",
        group: Group::Pii,
        summary: "Telephone number in international form",
        source: "ITU-T E.164, E.123",
        anchors: &[Anchor::Byte(b'+')],
        verify: Verify::Code(international),
        hits: &[
            ("call +14155550123 now", "+14155550123"),
            ("tel +49 151 23456789.", "+49 151 23456789"),
            ("+44 (0)20 7946 0018", "+44 (0)20 7946 0018"),
            ("{\"to\":\"+1-415-555-0237\"}", "+1-415-555-0237"),
            ("+90 (532) 123 45 67", "+90 (532) 123 45 67"),
            ("+63.917.123.4567", "+63.917.123.4567"),
        ],
        misses: &[
            "offset +0200",
            "1+14155550123",
            "2026-01-02T03:04:05+02:00",
            "a+1234567890",
            "+1.5 ms",
            "+00 123456789",
            "delta +1234567",
            "x=+123456789012345678",
        ],
    },
    Detector {
        id: "phone_national",
        group: Group::Pii,
        summary: "Telephone number in a national form that is unmistakable, or beside a word",
        source: "North American Numbering Plan; national numbering plans",
        anchors: &[Anchor::Digits { min: 7 }, Anchor::Byte(b'(')],
        verify: Verify::Code(national),
        hits: &[
            ("(415) 555-0198 rang", "(415) 555-0198"),
            ("reach me at 312-555-0147", "312-555-0147"),
            ("手机号13812345678", "13812345678"),
            ("138 1234 5678", "138 1234 5678"),
            ("phone: 5551234567", "5551234567"),
            ("携帯090-1234-5678", "090-1234-5678"),
            ("010-1234-5678", "010-1234-5678"),
            ("tel 030 901820", "030 901820"),
            ("fax (030) 901820", "(030) 901820"),
            ("0 (917) 123 4567", "0 (917) 123 4567"),
            ("0412 123 45 67", "0412 123 45 67"),
            ("call 98765 43210", "98765 43210"),
        ],
        misses: &[
            "id 5551234567",
            "f(030) 901820",
            "error (404) 901820",
            "555-1234",
            "rows 123 456 7890 11",
            "version 0.12.345678901",
            "block 090-1234",
            "call 12 times",
            "2026-01-02",
            "192.168.100.200",
            "pid 4155550123 exited",
            "ts 1716239022",
        ],
    },
];

/// `+`, and 8 to 15 digits with what E.123 puts between them.
fn international(c: Candidate<'_>) -> Option<Range<usize>> {
    const LEFT: Class = Class::of("A-Za-z0-9_+/=").or_non_ascii();
    let free = match before(c.text, c.start) {
        // `phone=+1415…`, `to=%2B1415…`.
        Some(b'=') => true,
        Some(b) if !b.is_ascii() => true,
        // One right behind another: were it only found once that one is hidden, a row of them would take as many readings.
        Some(b) if b.is_ascii_digit() => {
            ends_number(slice(c.text, c.start.saturating_sub(LONGEST + 1), c.start))
        }
        _ => free_left(c.text, c.start, LEFT),
    };
    let (mut i, mut digits, mut end) = (c.end, [0u8; LONGEST], c.end);
    let mut n = 0;
    while i < c.end + 28 {
        match at(c.text, i) {
            Some(b) if b.is_ascii_digit() => {
                *digits.get_mut(n)? = b;
                (n, end) = (n + 1, i + 1);
            }
            Some(b' ' | b'-' | b'.' | b'(' | b')' | b'/')
                if n > 0
                    && at(c.text, i + 1).is_some_and(|b| b.is_ascii_digit() || matches!(b, b'(' | b' ')) => {}
            _ => break,
        }
        i += 1;
    }
    let d = digits.get(..n)?;
    let spaced = end - c.end > n;
    // Without spaces, eight digits and more; fewer are offsets and differences.
    let length = n >= if spaced { 8 } else { SHORTEST };
    let tail = at(c.text, end).is_none_or(|b| {
        !b.is_ascii_alphanumeric()
            && b != b'_'
            && !(b == b':' && at(c.text, end + 1).is_some_and(|b| b.is_ascii_digit()))
    });
    (free && tail && length && d.first() != Some(&b'0') && !uniform(d)).then_some(c.start..end)
}

/// Fewest digits of a number that is written without spaces.
const SHORTEST: usize = 10;
/// Most digits of any number (E.164).
const LONGEST: usize = 15;

/// True where `text` ends in a plus and the digits of a whole number.
fn ends_number(text: &[u8]) -> bool {
    let digits = text.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let start = text.len() - digits;
    (SHORTEST..=LONGEST).contains(&digits) && text.cut(..start).ends_with(b"+") && text.item(start) != b'0'
}

fn national(c: Candidate<'_>) -> Option<Range<usize>> {
    if at(c.text, c.start) == Some(b'(') {
        return parenthesised(c);
    }
    Groups::of(c.text, c.start, c.end)
        .windows(7, 12)
        .find(|(span, digits)| {
            let (d, text) = (digits.as_bytes(), slice(c.text, span.start, span.end));
            let outside = !matches!(before(c.text, span.start), Some(b'+' | b')' | b':'))
                || before(c.text, span.start) == Some(b':') && near(c.text, span, WORDS);
            outside
                && !uniform(d)
                && (unmistakable(text, d)
                    || d.len() >= 7 && plausible(text, d) && !is_day(text, d) && near(c.text, span, WORDS)
                    || alone(c.text, span) && bare(d))
        })
        .map(|(span, _)| span)
}

/// Forms of national plans that little else looks like.
fn unmistakable(text: &[u8], digits: &[u8]) -> bool {
    let form = form(text);
    let d: [u8; 5] = core::array::from_fn(|i| digits.get(i).copied().unwrap_or_default());
    match form.as_slice() {
        // North America: area and exchange do not begin with 0 or 1.
        b"3-3-4" | b"3.3.4" => d[0] >= b'2' && d[3] >= b'2',
        b"1-3-3-4" => d[0] == b'1' && d[1] >= b'2' && d[4] >= b'2',
        // China 13x-19x, Japan 070-090, Korea 010-019.
        b"3 4 4" | b"3-4-4" | b"3 8" => {
            d[0] == b'1' && d[1] >= b'3' && digits.len() == 11
                || d[0] == b'0' && matches!(d[1], b'1' | b'5' | b'7'..=b'9') && digits.len() == 11
        }
        // Turkey.
        b"4 3 2 2" | b"4-3-2-2" => d[0] == b'0' && d[1] >= b'2',
        b"1 3 3 2 2" => d[0] == b'0' && d[1] >= b'2',
        b"3 3 2 2" => (b'2'..=b'5').contains(&d[0]),
        // France, and others in pairs.
        b"2 2 2 2 2" | b"2.2.2.2.2" => d[0] == b'0' && d[1] >= b'1',
        // Philippines, Australia, United Kingdom.
        b"4 3 4" | b"4-3-4" | b"4 3 3" | b"5 6" | b"5 3 3" | b"3 4 3" => {
            d[0] == b'0' && d[1] >= b'1' && digits.len() >= 10
        }
        _ => false,
    }
}

/// Whether the digits can be a telephone number where a word says so.
fn plausible(text: &[u8], d: &[u8]) -> bool {
    let dotted = text.contains(&b'.') && text.iter().filter(|b| **b == b'.').count() < 2;
    !dotted && (d.len() >= 9 || text.len() > d.len())
}

/// `2026-11-12`, which stands in every other line.
fn is_day(text: &[u8], d: &[u8]) -> bool {
    let is_form = text.len() == 10 && matches!((text[4], text[7]), (b'-', b'-') | (b'.', b'.'));
    is_form && d.len() == 8 && matches!(d, [b'1', b'9', ..] | [b'2', b'0', ..]) && matches!(d[4], b'0' | b'1')
}

/// Mobile numbers that are unmistakable as a whole value.
fn bare(d: &[u8]) -> bool {
    match d.len() {
        11 => matches!(
            d,
            [b'1', b'3'..=b'9', ..] | [b'0', b'7' | b'8' | b'9' | b'5', ..] | [b'0', b'1', b'0', ..]
        ),
        _ => false,
    }
}

/// Lengths of the groups and the separators between them.
fn form(text: &[u8]) -> Few<[u8; 16]> {
    let mut form = Few::<[u8; 16]>::new();
    for group in text.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
        let first = group.item(0);
        form.push(if first.is_ascii_digit() { b'0' + group.len().min(9) as u8 } else { first });
    }
    form
}

/// `(415) 555-0198`, `1 (415) 555-0198`, `0 (917) 123 4567`, `(02) 9876 5432`.
fn parenthesised(c: Candidate<'_>) -> Option<Range<usize>> {
    let area = slice(c.text, c.end, c.end + 5).iter().take_while(|b| b.is_ascii_digit()).count();
    if !(2..=5).contains(&area) || at(c.text, c.end + area) != Some(b')') {
        return None;
    }
    let rest = c.end + area + 1;
    let from = rest + usize::from(matches!(at(c.text, rest), Some(b' ' | b'-')));
    let (mut i, mut n, mut end, mut groups) = (from, 0, from, 0);
    while i < from + 14 {
        match at(c.text, i) {
            Some(b) if b.is_ascii_digit() => {
                groups += usize::from(i == from || !before(c.text, i).is_some_and(|b| b.is_ascii_digit()));
                (n, end) = (n + 1, i + 1);
            }
            Some(b' ' | b'-' | b'.') if n > 0 && at(c.text, i + 1).is_some_and(|b| b.is_ascii_digit()) => {}
            _ => break,
        }
        i += 1;
    }
    let tail = at(c.text, end).is_none_or(|b| !b.is_ascii_alphanumeric() && b != b'_');
    let free = free_left(c.text, c.start, const { Class::of("A-Za-z_)") });
    // A trunk or country digit before the bracket.
    let lead = match (before(c.text, c.start), c.start.checked_sub(2)) {
        (Some(b' ' | b'-'), Some(p))
            if matches!(at(c.text, p), Some(b'0' | b'1')) && free_left(c.text, p, ALNUM) =>
        {
            2
        }
        _ => 0,
    };
    let whole = area == 3 && n == 7 || area + n >= 9 && area + n <= 11;
    let length = whole && (groups >= 2 || near(c.text, &(c.start..end), WORDS));
    (free && tail && length && !before(c.text, c.start).is_some_and(|b| b.is_ascii_digit()))
        .then(|| c.start - lead..end)
}
