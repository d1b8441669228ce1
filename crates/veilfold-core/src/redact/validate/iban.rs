//! IBAN (ISO 13616): countries, lengths and the mod-97 check.

use super::mod11::remainder;
use crate::bounds::Bounds as _;

/// Country codes and lengths of the SWIFT IBAN registry, sorted.
const LENGTHS: &[([u8; 2], u8)] = &[
    (*b"AD", 24),
    (*b"AE", 23),
    (*b"AL", 28),
    (*b"AT", 20),
    (*b"AZ", 28),
    (*b"BA", 20),
    (*b"BE", 16),
    (*b"BG", 22),
    (*b"BH", 22),
    (*b"BI", 27),
    (*b"BR", 29),
    (*b"BY", 28),
    (*b"CH", 21),
    (*b"CR", 22),
    (*b"CY", 28),
    (*b"CZ", 24),
    (*b"DE", 22),
    (*b"DJ", 27),
    (*b"DK", 18),
    (*b"DO", 28),
    (*b"EE", 20),
    (*b"EG", 29),
    (*b"ES", 24),
    (*b"FI", 18),
    (*b"FK", 18),
    (*b"FO", 18),
    (*b"FR", 27),
    (*b"GB", 22),
    (*b"GE", 22),
    (*b"GI", 23),
    (*b"GL", 18),
    (*b"GR", 27),
    (*b"GT", 28),
    (*b"HN", 28),
    (*b"HR", 21),
    (*b"HU", 28),
    (*b"IE", 22),
    (*b"IL", 23),
    (*b"IQ", 23),
    (*b"IS", 26),
    (*b"IT", 27),
    (*b"JO", 30),
    (*b"KW", 30),
    (*b"KZ", 20),
    (*b"LB", 28),
    (*b"LC", 32),
    (*b"LI", 21),
    (*b"LT", 20),
    (*b"LU", 20),
    (*b"LV", 21),
    (*b"LY", 25),
    (*b"MC", 27),
    (*b"MD", 24),
    (*b"ME", 22),
    (*b"MK", 19),
    (*b"MN", 20),
    (*b"MR", 27),
    (*b"MT", 31),
    (*b"MU", 30),
    (*b"NI", 28),
    (*b"NL", 18),
    (*b"NO", 15),
    (*b"OM", 23),
    (*b"PK", 24),
    (*b"PL", 28),
    (*b"PS", 29),
    (*b"PT", 25),
    (*b"QA", 29),
    (*b"RO", 24),
    (*b"RS", 22),
    (*b"RU", 33),
    (*b"SA", 24),
    (*b"SC", 31),
    (*b"SD", 18),
    (*b"SE", 24),
    (*b"SI", 19),
    (*b"SK", 24),
    (*b"SM", 27),
    (*b"SO", 23),
    (*b"ST", 25),
    (*b"SV", 28),
    (*b"TL", 23),
    (*b"TN", 24),
    (*b"TR", 26),
    (*b"UA", 29),
    (*b"VA", 22),
    (*b"VG", 24),
    (*b"XK", 20),
    (*b"YE", 30),
];

/// The length of an IBAN of this country.
pub(in crate::redact) fn length(country: [u8; 2]) -> Option<usize> {
    let key = country.map(|b| b.to_ascii_uppercase());
    LENGTHS.binary_search_by(|(c, _)| c.cmp(&key)).ok().and_then(|i| LENGTHS.get(i)).map(|&(_, n)| n.into())
}

/// Whether letters and digits with no separators are an IBAN.
pub(in crate::redact) fn iban(value: &[u8]) -> bool {
    let Some((country, _)) = value.split_first_chunk::<2>() else { return false };
    if length(*country) != Some(value.len()) || !value.iter().all(u8::is_ascii_alphanumeric) {
        return false;
    }
    let Some((head, body)) = value.split_first_chunk::<4>() else { return false };
    let mut turned = [0u8; 40];
    for (to, from) in turned.iter_mut().zip(body.iter().chain(head)) {
        *to = *from;
    }
    let checks = head.last_chunk::<2>().is_some_and(|checks| checks.iter().all(u8::is_ascii_digit));
    checks && remainder(turned.cut(..value.len()), 97) == 1
}

#[test]
fn knows_the_registry_examples() {
    assert!(LENGTHS.is_sorted());
    assert!(iban(b"DE89370400440532013000") && iban(b"GB29NWBK60161331926819"));
    assert!(iban(b"mt84malt011000012345mtlcast001s"));
    assert!(!iban(b"DE88370400440532013000") && !iban(b"DE8937040044053201300") && !iban(b"XX"));
}
