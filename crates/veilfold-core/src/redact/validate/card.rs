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

/// First and last prefix of a range (with as many digits), usual lengths, other lengths. The first match
/// decides. From ISO/IEC 7812 and the networks' public BIN pages.
type Range = (u64, u64, &'static [usize], &'static [usize]);
const RANGES: &[Range] = &[
    (34, 34, &[15], &[]), // American Express
    (37, 37, &[15], &[]),
    (300, 305, &[14], &[16]), // Diners Club
    (3095, 3095, &[14], &[16]),
    (36, 36, &[14], &[16, 19]),
    (38, 39, &[14], &[16, 19]),
    (3528, 3589, &[16], &[17, 18, 19]), // JCB
    (4, 4, &[16], &[13, 18, 19]),       // Visa
    (51, 55, &[16], &[]),               // Mastercard
    (2221, 2720, &[16], &[]),
    (2200, 2204, &[16], &[17, 18, 19]),                 // Mir
    (5018, 5020, &[16], &[12, 13, 14, 15, 17, 18, 19]), // Maestro
    (5038, 5038, &[16], &[12, 13, 14, 15, 17, 18, 19]),
    (5060, 5067, &[16, 19], &[18]), // Verve, Elo
    (508, 509, &[16], &[]),         // RuPay, Elo
    (5610, 5610, &[16], &[]),       // Bankcard
    (560221, 560225, &[16], &[]),
    (50, 50, &[16], &[12, 13, 14, 15, 17, 18, 19]),
    (56, 58, &[16], &[12, 13, 14, 15, 17, 18, 19]),
    (6011, 6011, &[16], &[17, 18, 19]), // Discover
    (644, 649, &[16], &[17, 18, 19]),
    (65, 65, &[16], &[17, 18, 19]),                 // Discover, RuPay, Elo
    (60, 60, &[16], &[12, 13, 14, 15, 17, 18, 19]), // RuPay, Hipercard, Maestro
    (62, 62, &[16], &[17, 18, 19]),                 // UnionPay
    (6304, 6304, &[16], &[12, 13, 14, 15, 17, 18, 19]),
    (6331, 6334, &[16], &[18, 19]),                     // Switch, Solo
    (6362, 6363, &[16], &[]),                           // Elo
    (636, 639, &[16], &[17, 18, 19]),                   // InterPayment, InstaPayment
    (6759, 6759, &[16], &[12, 13, 14, 15, 17, 18, 19]), // Maestro
    (676, 677, &[16], &[12, 13, 14, 15, 17, 18, 19]),
    (81, 82, &[], &[16, 17, 18, 19]), // UnionPay, RuPay
    (8600, 8600, &[16], &[]),         // Uzcard
    (9792, 9792, &[16], &[]),         // Troy
    (9860, 9860, &[16], &[]),         // Humo
    (1, 1, &[], &[15]),               // UATP
];

/// Which kind of card number these digits can be, their check digit left aside.
pub(in crate::redact) fn issuer(digits: &[u8]) -> Option<Issuer> {
    for &(from, to, usual, rare) in RANGES {
        let width = from.checked_ilog10().unwrap_or(0) as usize + 1;
        let Some(head) = digits.get(..width) else { continue };
        if !(from..=to).contains(&number(head)) {
            continue;
        }
        return if usual.contains(&digits.len()) {
            Some(Issuer::Usual)
        } else if rare.contains(&digits.len()) {
            Some(Issuer::Rare)
        } else {
            None
        };
    }
    None
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
