//! The Luhn check of ISO/IEC 7812-1 annex B.

use super::digit;

/// Whether a string of digits passes. One in ten of random ones does.
pub(in crate::redact) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &b)| {
            let d = digit(b) << (i % 2);
            if d > 9 { d - 9 } else { d }
        })
        .sum();
    digits.len() > 1 && sum.is_multiple_of(10)
}

#[test]
fn knows_the_textbook_number() {
    assert!(luhn(b"79927398713"));
    assert!(!luhn(b"79927398714"));
    assert!(!luhn(b""));
}
