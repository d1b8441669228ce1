//! Keys that open an encrypted disk.

use super::super::bytes::{DIGIT, free_left, free_right, slice};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "bitlocker_recovery_key",
    group: Group::Secrets,
    summary: "BitLocker recovery password, with its checksums",
    source: "Microsoft, BitLocker recovery overview; [MS-FVE] 48-digit recovery password",
    anchors: &[Anchor::Digits { min: DIGITS }],
    verify: Verify::Code(verify),
    hits: &[(
        "recovery key 242748-456390-661925-140910-658801-714087-429693-449570 used",
        "242748-456390-661925-140910-658801-714087-429693-449570",
    )],
    misses: &[
        "242749-456390-661925-140910-658801-714087-429693-449570",
        "242748-456390-661925-140910-658801-714087-429693-44957",
        "242748 456390 661925 140910 658801 714087 429693 449570",
        "242748456390661925140910658801714087429693449570-------",
    ],
}];

const GROUPS: usize = 8;
/// Of a group, without the dash behind it.
const LENGTH: usize = 6;
const DIGITS: u8 = (GROUPS * LENGTH) as u8;

/// Eight groups, each a number of two bytes times eleven.
fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    let end = c.start + GROUPS * (LENGTH + 1) - 1;
    let groups = slice(c.text, c.start, end).split(|b| *b == b'-');
    let is_group = |group: &[u8]| {
        let value = group.iter().fold(0_u32, |value, digit| value * 10 + u32::from(digit - b'0'));
        value.is_multiple_of(11) && u16::try_from(value / 11).is_ok()
    };
    let has_digits = |group: &[u8]| group.len() == LENGTH && group.iter().all(u8::is_ascii_digit);
    let sound =
        groups.clone().count() == GROUPS && groups.clone().all(|group| has_digits(group) && is_group(group));
    (sound && free_left(c.text, c.start, DIGIT) && free_right(c.text, end, DIGIT)).then_some(c.start..end)
}
