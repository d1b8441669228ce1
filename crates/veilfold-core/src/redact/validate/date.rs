//! Dates inside numbers.

use super::{all_digits, number};

/// Whether year, month and day name a day of the Gregorian calendar.
pub(in crate::redact) fn is_day(year: u64, month: u64, day: u64) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day)
}

/// `YYMMDD` of an unknown century.
pub(in crate::redact) fn yymmdd(d: &[u8]) -> bool {
    // 2000 was a leap year, so 29 February of year 00 is let through for both centuries.
    d.len() == 6 && all_digits(d) && is_day(2000 + number(&d[..2]), number(&d[2..4]), number(&d[4..]))
}

/// `DDMMYY` of an unknown century.
pub(in crate::redact) fn ddmmyy(d: &[u8]) -> bool {
    d.len() == 6 && all_digits(d) && is_day(2000 + number(&d[4..]), number(&d[2..4]), number(&d[..2]))
}

/// `YYYYMMDD` in which somebody now alive, or their grandparents, may have been born.
pub(in crate::redact) fn yyyymmdd(d: &[u8]) -> bool {
    d.len() == 8
        && all_digits(d)
        && (1880..2100).contains(&number(&d[..4]))
        && is_day(number(&d[..4]), number(&d[4..6]), number(&d[6..]))
}

#[test]
fn knows_leap_days() {
    assert!(yyyymmdd(b"20000229") && !yyyymmdd(b"19000229") && !yyyymmdd(b"20230229"));
    assert!(yymmdd(b"991231") && !yymmdd(b"991331"));
    assert!(ddmmyy(b"311299") && !ddmmyy(b"310299"));
}
