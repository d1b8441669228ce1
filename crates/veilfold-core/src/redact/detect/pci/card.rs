//! Primary account numbers.

use super::super::bytes::{ALNUM, ALPHA, Class, DIGIT, at, before, free_left, run, run_back, slice};
use super::super::context::near;
use super::super::groups::{Digits, Groups};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use crate::redact::validate::card::{Issuer, issuer};
use crate::redact::validate::luhn::luhn;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// What says of rarer lengths that they are cards.
const WORDS: Texts = texts![
    "card",
    "cards",
    "pan",
    "credit",
    "debit",
    "visa",
    "mastercard",
    "amex",
    "american express",
    "maestro",
    "jcb",
    "diners",
    "discover",
    "unionpay",
    "mir",
    "rupay",
    "charge",
    "charged",
    "payment",
    "paid",
    "cc",
    "ccn",
    "cvv",
    "cvc",
    "exp",
    "kreditkarte",
    "karte",
    "kartennummer",
    "carte",
    "tarjeta",
    "carta",
    "cartão",
    "kaart",
    "kort",
    "karta",
    "卡",
    "カード",
    "카드",
    "карта",
    "карты",
];

pub(super) const ALL: &[Detector] = &[Detector {
    id: "credit_card",
    group: Group::Pci,
    summary: "Payment card number (PAN): issuer prefix, the issuer's lengths, Luhn",
    source: "ISO/IEC 7812-1; PCI DSS v4.0 requirement 3.4",
    anchors: &[Anchor::Digits { min: 12 }],
    verify: Verify::Code(verify),
    hits: &[
        ("card 4111111111111111 declined", "4111111111111111"),
        ("paid with 4111-1111-1111-1111.", "4111-1111-1111-1111"),
        ("7712,VISA,4111111111111111,2027-03", "4111111111111111"),
        ("7712,4111-1111-1111-1111,ok", "4111-1111-1111-1111"),
        ("{\"pan\":\"5555555555554444\"}", "5555555555554444"),
        ("{\"n\":378282246310005}", "378282246310005"),
        ("amex 3782 822463 10005 ok", "3782 822463 10005"),
        ("2026-01-02 03:04:05 5105105105105100 charged", "5105105105105100"),
        ("paid 4111 1111 1111 1111 12/27 ok", "4111 1111 1111 1111"),
        ("charge|4222222222222|12/27", "4222222222222"),
        ("卡号6011111111111117", "6011111111111117"),
        ("card number 4000000000000000006 (19 digits)", "4000000000000000006"),
        ("cc_4111111111111111", "4111111111111111"),
        ("card-4111111111111111.", "4111111111111111"),
        ("4111.1111.1111.1111 declined", "4111.1111.1111.1111"),
        ("pan 4111111111111111.0", "4111111111111111"),
    ],
    misses: &[
        "card 4111111111111112 declined",
        "block blk_4111111111111111",
        "blk_-4111111111111111",
        "id 4111111111111111a",
        "trace 04111111111111111",
        "ratio 5105.1051051051051",
        "order_4111111111111111",
        "4111.1111.1111.1112",
        "4111111111111111.05",
        "1.4111.1111.1111.1111",
        "0.4111111111111111",
        "order 4000000000000000006",
        "ts 4222222222222",
        "fans 5105 1051 0510 5100 3515 3479",
        "uuid 41111111-1111-1111-1111-111111111111",
    ],
}];

fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    // Most numbers in one piece are none.
    let number = slice(c.text, c.start, c.end);
    if number.iter().all(u8::is_ascii_digit) && !(luhn(number) && issuer(number).is_some()) {
        return None;
    }
    Groups::of(c.text, c.start, c.end)
        .windows(12, 19)
        .find(|(span, digits)| {
            let d = digits.as_bytes();
            let Some(kind) = issuer(d) else { return false };
            !c.text.cut(span.clone()).contains(&b'.')
                && luhn(d)
                && (kind == Issuer::Usual || near(c.text, span, WORDS))
        })
        .map(|(span, _)| span)
        .or_else(|| written(c))
}

/// A card number in a form that other numbers have too, where a name is glued to it (`cc_4111…`), its groups are
/// the four on the card (`4111.1111.…`), or it was a number with a fraction of nothing (`4111….0`).
fn written(c: Candidate<'_>) -> Option<Range<usize>> {
    const NAMES: Texts =
        texts!["cc", "ccn", "card", "pan", "visa", "amex", "mastercard", "creditcard", "cardnumber"];
    const LEFT: Class = Class::of("A-Za-z0-9_.,#$/+-");
    let is_card = |digits: &[u8]| issuer(digits) == Some(Issuer::Usual) && luhn(digits);
    let is_end = |end: usize| {
        at(c.text, end).is_none_or(|b| !ALNUM.has(b) && b != b'_')
            && !(at(c.text, end) == Some(b'.') && at(c.text, end + 1).is_some_and(|b| b.is_ascii_digit()))
    };
    let free = free_left(c.text, c.start, LEFT);
    let groups = slice(c.text, c.start, c.start + 19);
    let dotted = groups.len() == 19
        && groups.iter().enumerate().all(|(i, b)| if i % 5 == 4 { *b == b'.' } else { b.is_ascii_digit() });
    if dotted && free && is_end(c.start + 19) && is_card(Digits::of(groups).as_bytes()) {
        return Some(c.start..c.start + 19);
    }
    let end = run(c.text, c.start, DIGIT, 20);
    let fraction =
        if at(c.text, end) == Some(b'.') { run(c.text, end + 1, const { Class::of("0") }, 3) } else { end };
    let name_end = c.start - usize::from(before(c.text, c.start).is_some_and(|b| matches!(b, b'_' | b'-')));
    let name = slice(c.text, run_back(c.text, name_end, ALPHA, 12), name_end);
    let named = NAMES.has_folded(name);
    ((free || named) && is_end(fraction) && end - c.start <= 19 && is_card(slice(c.text, c.start, end)))
        .then_some(c.start..end)
}
