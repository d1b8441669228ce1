//! Times as text: RFC 3339 in UTC, written and read.

use crate::record::Timestamp;
use alloc::vec::Vec;

/// How finely a time is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// `2026-11-21T12:00:00Z`
    Seconds,
    /// `2026-11-21T12:00:00.000Z`
    #[default]
    Millis,
    /// `2026-11-21T12:00:00.000000Z`
    Micros,
    /// `2026-11-21T12:00:00.000000000Z`
    Nanos,
}

impl Precision {
    /// The precision of a name: `s`, `ms`, `us` or `ns`.
    pub fn from_name(name: &str) -> Option<Precision> {
        Some(match name {
            "s" => Precision::Seconds,
            "ms" => Precision::Millis,
            "us" => Precision::Micros,
            "ns" => Precision::Nanos,
            _ => return None,
        })
    }
}

const DAY: i64 = 86_400;
const NANOS: i64 = 1_000_000_000;

/// Appends `time` as RFC 3339 in UTC, cut (not rounded) to `precision`.
pub fn rfc3339(out: &mut Vec<u8>, time: Timestamp, precision: Precision) {
    let seconds = time.0.div_euclid(NANOS);
    let nanos = time.0.rem_euclid(NANOS) as u32;
    let (year, month, day) = civil_from_days(seconds.div_euclid(DAY));
    let clock = seconds.rem_euclid(DAY) as u32;
    let mut text = *b"0000-00-00T00:00:00.000000000Z";
    for (at, value) in [
        (0, year / 100),
        (2, year % 100),
        (5, month),
        (8, day),
        (11, clock / 3600),
        (14, clock / 60 % 60),
        (17, clock % 60),
    ] {
        (text[at], text[at + 1]) = (b'0' + (value / 10) as u8, b'0' + (value % 10) as u8);
    }
    // No digit more than is written: each waits for the one after it.
    let (end, fraction) = match precision {
        Precision::Seconds => (19, 0),
        Precision::Millis => (23, nanos / 1_000_000),
        Precision::Micros => (26, nanos / 1_000),
        Precision::Nanos => (29, nanos),
    };
    if end > 19 {
        digits(&mut text[20..end], fraction);
    }
    out.extend_from_slice(&text[..end]);
    out.push(b'Z');
}

fn digits(into: &mut [u8], mut value: u32) {
    for place in into.iter_mut().rev() {
        *place = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

/// Reads a time in the forms that logs carry: `2026-11-21T12:00:00.123Z`, with `+02:00` or `+0200`, with a
/// blank for the `T`, with a comma for the point. A time without a zone is taken as UTC.
pub fn parse_rfc3339(text: &[u8]) -> Option<Timestamp> {
    let field = |range: core::ops::Range<usize>| -> Option<i64> {
        text.get(range)?
            .iter()
            .try_fold(0_i64, |n, &b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')))
    };
    let is = |at: usize, of: &[u8]| text.get(at).is_some_and(|b| of.contains(b));
    if !(is(4, b"-") && is(7, b"-") && is(10, b"Tt ") && is(13, b":") && is(16, b":")) {
        return None;
    }
    let (year, month, day) = (field(0..4)?, field(5..7)?, field(8..10)?);
    let (hour, minute, second) = (field(11..13)?, field(14..16)?, field(17..19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let mut rest = text.get(19..)?;
    let mut nanos = 0_i64;
    if let [b'.' | b',', fraction @ ..] = rest {
        let count = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
        let (digits, after) = fraction.split_at(count);
        for digit in digits.iter().chain([b'0'; 9].iter()).take(9) {
            nanos = nanos * 10 + i64::from(digit - b'0');
        }
        rest = after;
    }
    let two = |t: &[u8]| match t {
        [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => Some(i64::from((a - b'0') * 10 + (b - b'0'))),
        _ => None,
    };
    let offset = match rest {
        b"" | b"Z" | b"z" => 0,
        [sign @ (b'+' | b'-'), h1, h2, zone @ ..] => {
            let minutes = match zone {
                [] => 0,
                [b':', m @ ..] | m => two(m)?,
            };
            let seconds = two(&[*h1, *h2])? * 3600 + minutes * 60;
            if *sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    let seconds =
        days_from_civil(year, month as u32, day as u32) * DAY + hour * 3600 + minute * 60 + second - offset;
    // In 128 bits, because the first second of the range is only partly in it.
    i64::try_from(i128::from(seconds) * i128::from(NANOS) + i128::from(nanos)).ok().map(Timestamp)
}

/// Reads a number of seconds, milliseconds, microseconds or nanoseconds since the epoch, told apart by size
/// (right for 1973 to 2286), with a fraction or without.
pub fn parse_epoch(text: &[u8]) -> Option<Timestamp> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let whole = text.iter().take_while(|b| b.is_ascii_digit()).count();
    if whole == 0 || whole > 19 {
        return None;
    }
    let unit: i64 = match whole {
        ..=10 => NANOS,
        11..=13 => 1_000_000,
        14..=16 => 1_000,
        _ => 1,
    };
    let value =
        text[..whole].iter().try_fold(0_i64, |n, b| n.checked_mul(10)?.checked_add(i64::from(b - b'0')))?;
    let mut nanos = value.checked_mul(unit)?;
    match &text[whole..] {
        [] => {}
        [b'.', fraction @ ..] if !fraction.is_empty() && fraction.iter().all(u8::is_ascii_digit) => {
            let mut place = unit;
            for digit in fraction {
                place /= 10;
                nanos = nanos.checked_add(place * i64::from(digit - b'0'))?;
            }
        }
        _ => return None,
    }
    Some(Timestamp(if negative { -nanos } else { nanos }))
}

/// Year, month (1 to 12) and day (1 to 31) of a day counted from 1970-01-01, in the proleptic Gregorian
/// calendar. The year is counted from March, so that the leap day is its last
/// (Howard Hinnant, [chrono-compatible low-level date algorithms](https://howardhinnant.github.io/date_algorithms.html)).
const fn civil_from_days(days: i64) -> (u32, u32, u32) {
    // Of no time that 64 bits of nanoseconds can tell is this negative.
    let z = (days + 719_468) as u32;
    let era = z / 146_097;
    let day_of_era = z % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + (month <= 2) as u32, month, day)
}

/// The inverse of [`civil_from_days`].
const fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let shifted = (month as i64 + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + day as i64 - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use proptest::prelude::*;

    fn text(nanos: i64, precision: Precision) -> String {
        let mut out = Vec::new();
        rfc3339(&mut out, Timestamp(nanos), precision);
        String::from_utf8(out).expect("ASCII")
    }

    #[test]
    fn known_instants() {
        assert_eq!(text(0, Precision::Millis), "1970-01-01T00:00:00.000Z");
        assert_eq!(text(951_782_400 * NANOS, Precision::Seconds), "2000-02-29T00:00:00Z");
        assert_eq!(text(1_734_622_200_123_456_789, Precision::Nanos), "2024-12-19T15:30:00.123456789Z");
        assert_eq!(text(1_734_622_200_123_999_789, Precision::Millis), "2024-12-19T15:30:00.123Z");
        assert_eq!(text(-1, Precision::Micros), "1969-12-31T23:59:59.999999Z");
        assert_eq!(text(i64::MAX, Precision::Nanos), "2262-04-11T23:47:16.854775807Z");
        assert_eq!(text(i64::MIN, Precision::Nanos), "1677-09-21T00:12:43.145224192Z");
    }

    #[test]
    fn forms_that_logs_carry() {
        let noon = Timestamp(1_734_609_600_500_000_000);
        for form in [
            "2024-12-19T12:00:00.5Z",
            "2024-12-19 12:00:00,500",
            "2024-12-19T14:00:00.500+02:00",
            "2024-12-19T07:00:00.500000000-0500",
            "2024-12-19t12:00:00.5000000009z",
        ] {
            assert_eq!(parse_rfc3339(form.as_bytes()), Some(noon), "{form}");
        }
        for form in
            ["", "2024-12-19", "2024-13-19T12:00:00Z", "19/Dec/2024:12:00:00", "2024-12-19T12:00:00 CET"]
        {
            assert_eq!(parse_rfc3339(form.as_bytes()), None, "{form}");
        }
        for form in ["1734609600.5", "1734609600500", "1734609600500000", "1734609600500000000"] {
            assert_eq!(parse_epoch(form.as_bytes()), Some(noon), "{form}");
        }
        assert_eq!(parse_epoch(b"99999999999999999999"), None);
        assert_eq!(parse_epoch(b"1e9"), None);
    }

    proptest! {
        #[test]
        fn days_go_both_ways(days in -200_000_i64..200_000) {
            let (year, month, day) = civil_from_days(days);
            prop_assert_eq!(days_from_civil(i64::from(year), month, day), days);
            // The day after is the next day of the same month, or the first of another.
            let (_, next_month, next_day) = civil_from_days(days + 1);
            prop_assert!(next_day == day + 1 && next_month == month || next_day == 1 && next_month != month);
        }

        #[test]
        fn any_instant_reads_back(nanos: i64) {
            prop_assert_eq!(parse_rfc3339(text(nanos, Precision::Nanos).as_bytes()), Some(Timestamp(nanos)));
        }

        #[test]
        fn any_bytes_are_no_trouble(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = parse_rfc3339(&bytes);
            let _ = parse_epoch(&bytes);
        }
    }
}
