//! United States social security and taxpayer numbers.

use super::{all_digits, number, uniform};

/// Whether nine digits are an SSN that can have been issued: area not 000, 666 or 900-999, group not
/// 00, serial not 0000 (SSA, randomised since 2011), and not one of those printed in advertisements.
pub(in crate::redact) fn issued(d: &[u8]) -> bool {
    const PRINTED: [u64; 3] = [78_051_120, 219_099_999, 457_555_462];
    if d.len() != 9 || !all_digits(d) || uniform(d) {
        return false;
    }
    let (area, group, serial) = (number(&d[..3]), number(&d[3..5]), number(&d[5..]));
    area != 0 && area != 666 && area < 900 && group != 0 && serial != 0 && !PRINTED.contains(&number(d))
}

/// Whether nine digits are an ITIN: 9xx, group 50-65, 70-88, 90-92 or 94-99 (IRS).
pub(in crate::redact) fn itin(d: &[u8]) -> bool {
    d.len() == 9
        && all_digits(d)
        && d[0] == b'9'
        && matches!(number(&d[3..5]), 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

#[test]
fn refuses_what_was_never_issued() {
    assert!(issued(b"123456789") && issued(b"899010001"));
    for never in [b"000123456", b"666123456", b"900123456", b"123004567", b"123450000", b"078051120"] {
        assert!(!issued(never));
    }
    assert!(itin(b"912701234") && !itin(b"912891234") && !itin(b"812701234"));
}
