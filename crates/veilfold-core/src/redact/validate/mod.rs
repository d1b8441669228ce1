//! Validators: check digits, issued ranges, dates. One a file; each is a pure function of a value whose
//! separators are gone.

pub(super) mod base58;
pub(super) mod bech32;
pub(super) mod card;
pub(super) mod crc32;
pub(super) mod date;
pub(super) mod iban;
pub(super) mod luhn;
pub(super) mod mod11;
pub(super) mod ssn;
pub(super) mod verhoeff;

/// The value of an ASCII digit; anything else counts as 0.
pub(super) fn digit(byte: u8) -> u32 {
    u32::from(byte.wrapping_sub(b'0') % 10) * u32::from(byte.is_ascii_digit())
}

/// The value of a string of ASCII digits of at most 18 digits.
pub(super) fn number(digits: &[u8]) -> u64 {
    digits.iter().take(18).fold(0, |n, &b| n * 10 + u64::from(digit(b)))
}

/// Whether all of `value` is ASCII digits, and there is some.
pub(super) fn all_digits(value: &[u8]) -> bool {
    !value.is_empty() && value.iter().all(u8::is_ascii_digit)
}

/// Sum of each digit times its weight; digits beyond the weights count as 0.
pub(super) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(&d, w)| digit(d) * w).sum()
}

/// Whether every byte is the same: test data, and passes many check digits.
pub(super) fn uniform(value: &[u8]) -> bool {
    value.array_windows().all(|[a, b]| a == b)
}
