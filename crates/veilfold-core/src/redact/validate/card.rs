//! Issuer prefixes of payment cards and the lengths their networks issue.

use super::number;

/// How far a card number can be trusted to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::redact) enum Issuer {
    /// A network's usual length: the digits speak for themselves.
    Usual,
    /// A length that is rare, or a prefix that also starts many other numbers: words must tell.
    Rare,
}

/// How many digits tell a range.
const HEAD: usize = 6;

/// Numbers that begin alike.
struct Range {
    /// First and last number of [`HEAD`] digits that they begin with.
    first: u32,
    last: u32,
    /// Usual lengths and other ones, a bit for each.
    usual: u32,
    rare: u32,
}

impl Range {
    /// By first and last prefix, with as many digits.
    const fn of(from: u32, to: u32, usual: &[u8], rare: &[u8]) -> Range {
        let digits = match from.checked_ilog10() {
            Some(more) => more + 1,
            None => 1,
        };
        let scale = 10_u32.pow(HEAD as u32 - digits);
        Range { first: from * scale, last: (to + 1) * scale - 1, usual: set(usual), rare: set(rare) }
    }
}

const fn set(lengths: &[u8]) -> u32 {
    let (mut set, mut i) = (0, 0);
    while i < lengths.len() {
        set |= 1 << lengths[i];
        i += 1;
    }
    set
}

/// The first that fits decides. From ISO/IEC 7812 and the networks' public BIN pages.
const RANGES: &[Range] = &[
    Range::of(34, 34, &[15], &[]), // American Express
    Range::of(37, 37, &[15], &[]),
    Range::of(300, 305, &[14], &[16]), // Diners Club
    Range::of(3095, 3095, &[14], &[16]),
    Range::of(36, 36, &[14], &[16, 19]),
    Range::of(38, 39, &[14], &[16, 19]),
    Range::of(3528, 3589, &[16], &[17, 18, 19]), // JCB
    Range::of(4, 4, &[16], &[13, 18, 19]),       // Visa
    Range::of(51, 55, &[16], &[]),               // Mastercard
    Range::of(2221, 2720, &[16], &[]),
    Range::of(2200, 2204, &[16], &[17, 18, 19]), // Mir
    Range::of(5018, 5020, &[16], &[12, 13, 14, 15, 17, 18, 19]), // Maestro
    Range::of(5038, 5038, &[16], &[12, 13, 14, 15, 17, 18, 19]),
    Range::of(5060, 5067, &[16, 19], &[18]), // Verve, Elo
    Range::of(508, 509, &[16], &[]),         // RuPay, Elo
    Range::of(5610, 5610, &[16], &[]),       // Bankcard
    Range::of(560221, 560225, &[16], &[]),
    Range::of(50, 50, &[16], &[12, 13, 14, 15, 17, 18, 19]),
    Range::of(56, 58, &[16], &[12, 13, 14, 15, 17, 18, 19]),
    Range::of(6011, 6011, &[16], &[17, 18, 19]), // Discover
    Range::of(644, 649, &[16], &[17, 18, 19]),
    Range::of(65, 65, &[16], &[17, 18, 19]), // Discover, RuPay, Elo
    Range::of(60, 60, &[16], &[12, 13, 14, 15, 17, 18, 19]), // RuPay, Hipercard, Maestro
    Range::of(62, 62, &[16], &[17, 18, 19]), // UnionPay
    Range::of(6304, 6304, &[16], &[12, 13, 14, 15, 17, 18, 19]),
    Range::of(6331, 6334, &[16], &[18, 19]),   // Switch, Solo
    Range::of(6362, 6363, &[16], &[]),         // Elo
    Range::of(636, 639, &[16], &[17, 18, 19]), // InterPayment, InstaPayment
    Range::of(6759, 6759, &[16], &[12, 13, 14, 15, 17, 18, 19]), // Maestro
    Range::of(676, 677, &[16], &[12, 13, 14, 15, 17, 18, 19]),
    Range::of(81, 82, &[], &[16, 17, 18, 19]), // UnionPay, RuPay
    Range::of(8600, 8600, &[16], &[]),         // Uzcard
    Range::of(9792, 9792, &[16], &[]),         // Troy
    Range::of(9860, 9860, &[16], &[]),         // Humo
    Range::of(1, 1, &[], &[15]),               // UATP
];

/// Which kind of card number these digits can be, their check digit left aside.
pub(in crate::redact) fn issuer(digits: &[u8]) -> Option<Issuer> {
    let head = number(digits.get(..HEAD)?) as u32;
    let length = 1_u32.checked_shl(digits.len() as u32)?;
    let range = RANGES.iter().find(|range| (range.first..=range.last).contains(&head))?;
    if range.usual & length != 0 {
        Some(Issuer::Usual)
    } else if range.rare & length != 0 {
        Some(Issuer::Rare)
    } else {
        None
    }
}

#[test]
fn knows_lengths_by_issuer() {
    assert_eq!(issuer(b"4111111111111111"), Some(Issuer::Usual));
    assert_eq!(issuer(b"4222222222222"), Some(Issuer::Rare));
    assert_eq!(issuer(b"378282246310005"), Some(Issuer::Usual));
    assert_eq!(issuer(b"3782822463100050"), None);
    assert_eq!(issuer(b"9111111111111111"), None);
    assert_eq!(issuer(b""), None);
}
