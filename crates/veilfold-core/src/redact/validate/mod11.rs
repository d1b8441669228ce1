//! The check-digit systems of ISO/IEC 7064 that national numbers use.

use super::digit;

/// ISO 7064 MOD 11,10: German tax number, Croatian OIB.
pub(in crate::redact) fn mod11_10(digits: &[u8]) -> bool {
    let Some((&check, body)) = digits.split_last() else { return false };
    let p = body.iter().fold(10, |p, &b| {
        let s = (p + digit(b)) % 10;
        (if s == 0 { 10 } else { s }) * 2 % 11
    });
    (11 - p) % 10 == digit(check)
}

/// ISO 7064 MOD 11-2, where the last character may be `X`: Chinese resident id.
pub(in crate::redact) fn mod11_2(value: &[u8]) -> bool {
    let Some((&check, body)) = value.split_last() else { return false };
    let p = body.iter().fold(0, |p, &b| (p + digit(b)) * 2 % 11);
    let c = (12 - p) % 11;
    if c == 10 { check.eq_ignore_ascii_case(&b'X') } else { check.is_ascii_digit() && digit(check) == c }
}

/// The remainder of a long decimal number; letters count as 10 to 35 (MOD 97-10).
pub(in crate::redact) fn remainder(value: &[u8], modulus: u32) -> u32 {
    value.iter().fold(0, |r, &b| {
        if b.is_ascii_alphabetic() {
            (r * 100 + u32::from(b.to_ascii_uppercase() - b'A') + 10) % modulus
        } else {
            (r * 10 + digit(b)) % modulus
        }
    })
}

#[test]
fn knows_the_examples_of_the_standard() {
    assert!(mod11_10(b"07945"));
    assert!(!mod11_10(b"07946"));
    assert!(mod11_2(b"07940"));
    assert!(mod11_2(b"079X"));
    assert!(!mod11_2(b"0793"));
    assert_eq!(remainder(b"79444", 97), 1);
}
