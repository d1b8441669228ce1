//! Texts whose digits may be others.

#![allow(clippy::inline_always, reason = "as `members`")]

use crate::swar::{HIGH, ONES, no_digits};

/// What may stand in the place of a byte: itself, any digit, or any digit but zero. JSON has no number of two digits that
/// begins with a zero.
pub(super) const ITSELF: u8 = 0;
const DIGIT: u8 = 0x80;
const FIRST: u8 = 0xc0;

/// The word with a zero in the place of each digit.
#[inline(always)]
pub(super) const fn with_zeroes(word: u64) -> u64 {
    // What is left of a digit is what its zero has.
    let digits = (!no_digits(word) & HIGH) >> 7;
    word & !(digits * 0xf)
}

/// Makes a value one of any digits; white space may stand before it.
pub(super) fn of_any_digits(text: &[u8], kinds: &mut [u8]) {
    let begin = text.iter().position(|byte| *byte > b' ').unwrap_or(0);
    for (n, (_, kind)) in text.iter().zip(kinds).enumerate().filter(|(_, (byte, _))| byte.is_ascii_digit()) {
        *kind = if n == begin { FIRST } else { DIGIT };
    }
}

/// A bit in each byte of `new` that may not stand in its place in `known`, where they differ in some.
#[inline(always)]
pub(super) const fn differing(known: u64, kinds: u64, new: u64) -> u64 {
    /// The lower half of each byte.
    const LOW: u64 = ONES * 0xf;
    if kinds == 0 {
        return known ^ new;
    }
    // By a zero in its place each digit becomes a number below ten.
    let digits = kinds >> 7 & ONES;
    let number = known & !(digits * 0xf) ^ new;
    let no_digit = (((number & LOW) + ONES * 6) | number) & !LOW;
    let differs = (((number & !HIGH) + !HIGH) | number) & HIGH;
    differs & !kinds | no_digit | !differs & kinds << 1 & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::swar::first;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_stands_in_the_place_of_what(known in "[0-9a:.,]{8}", new in "[0-9a:.,]{8}", any: bool, take in 0..8_usize) {
            let word = |text: &[u8]| u64::from_le_bytes(text.try_into().expect("eight bytes"));
            // Mostly the same.
            let new = alloc::format!("{}{}", &known[..take], &new[take..]);
            let mut kinds = [ITSELF; 8];
            if any {
                of_any_digits(known.as_bytes(), &mut kinds);
            }
            let zeroes = known.replace(|c: char| c.is_ascii_digit(), "0");
            prop_assert_eq!(with_zeroes(word(known.as_bytes())), word(zeroes.as_bytes()));
            let may = |(n, (known, new)): (usize, (u8, u8))| {
                let digits = any && known.is_ascii_digit() && new.is_ascii_digit() && (n > 0 || new != b'0');
                known == new && !(any && n == 0 && new == b'0') || digits
            };
            let same = known.bytes().zip(new.bytes()).enumerate().take_while(|pair| may(*pair)).count();
            if known != new {
                let found = differing(word(known.as_bytes()), u64::from_le_bytes(kinds), word(new.as_bytes()));
                prop_assert_eq!(if found == 0 { 8 } else { first(found) }, same, "{} {}", known, new);
            }
        }
    }
}
