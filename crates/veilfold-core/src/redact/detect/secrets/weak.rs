//! Passwords that everybody knows, written out.

use super::super::bytes::{Class, DIGIT, at, free_left, free_right, run, slice};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "weak_secret",
    group: Group::Secrets,
    summary: "One of the passwords that people use most, with its digits or in its changed letters",
    source: "NIST SP 800-63B section 5.1.1.2 (values known to be commonly used)",
    anchors: &[
        Anchor::AnyCase("password"),
        Anchor::AnyCase("letmein"),
        Anchor::AnyCase("qwerty"),
        Anchor::AnyCase("iloveyou"),
        Anchor::AnyCase("passw0rd"),
        Anchor::AnyCase("p@ssw0rd"),
        Anchor::AnyCase("p@ssword"),
        Anchor::AnyCase("pa$$w0rd"),
        Anchor::AnyCase("pa$$word"),
    ],
    verify: Verify::Code(verify),
    hits: &[
        ("bob typed password123", "password123"),
        ("letmein42", "letmein42"),
        ("login with Qwerty2024! failed", "Qwerty2024!"),
        ("P@ssw0rd", "P@ssw0rd"),
        ("P@ssw0rd99 refused", "P@ssw0rd99"),
        ("Passw0rd!", "Passw0rd!"),
    ],
    misses: &[
        "password1 and password2 do not match",
        "password",
        "qwerty keyboard",
        "password12 = get()",
        "{\"password123\": 1}",
        "password123_hash",
        "test_password123",
        "password12() called",
        "password123.txt",
        "/img/password123",
        "password20241231",
    ],
}];

/// The word, two to four digits and a sign, by themselves. With changed letters it is a password without digits, too.
fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    const LEFT: Class = Class::of("A-Za-z0-9_./\\@$%#&-");
    const RIGHT: Class = Class::of("A-Za-z0-9_./@$%#&-");
    const SIGN: Class = Class::of("!#$%*?");
    let word = slice(c.text, c.start, c.end);
    let changed = word.iter().any(|b| !b.is_ascii_alphabetic());
    let digits = run(c.text, c.end, DIGIT, 5);
    let end = run(c.text, digits, SIGN, 2);
    let known = matches!(digits - c.end, 2..=4) || changed && digits - c.end < 2;
    // What a name is followed by: a sign that gives it a value.
    let mut next = end;
    while matches!(at(c.text, next), Some(b'"' | b'\'' | b'\\' | b' ')) && next < end + 6 {
        next += 1;
    }
    let is_name = matches!(at(c.text, next), Some(b'=' | b':' | b'(' | b'['));
    let ends_sentence =
        at(c.text, end) == Some(b'.') && !at(c.text, end + 1).is_some_and(|b| b.is_ascii_alphanumeric());
    let whole = free_left(c.text, c.start, LEFT) && (free_right(c.text, end, RIGHT) || ends_sentence);
    (known && whole && !is_name).then_some(c.start..end)
}
