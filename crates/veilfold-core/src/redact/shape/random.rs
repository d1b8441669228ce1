//! Telling what a machine made from words, dates, paths and code names.

use crate::redact::work::looked;

/// True for 16 and more characters that no person made up: a run of letters and digits in which both
/// stand, or a UUID. Words, dates, paths and code names are made of shorter runs or of letters alone.
pub(crate) fn looks_random(value: &[u8]) -> bool {
    random_within(value, 16)
}

/// The same with a run of at least `least` letters and digits.
pub(super) fn random_within(value: &[u8], least: usize) -> bool {
    if value.len() < 16 || value.len() > 4096 {
        return false;
    }
    let value = &value[..value.len().min(256)];
    looked(value.len());
    let joint = |b: u8| matches!(b, b'+' | b'/' | b'=' | b'_' | b'-' | b'.' | b'~' | b':' | b'%');
    if !value.iter().all(|b| b.is_ascii_alphanumeric() || joint(*b)) {
        return false;
    }
    let long = value.split(|b| joint(*b)).any(|run| run.len() >= least && is_mixed(run));
    long || is_uuid(value) || least <= 16 && changes(value) >= 8
}

/// True for letters and digits together, neither of them a mere tail of the other (`version20240131`).
fn is_mixed(run: &[u8]) -> bool {
    let digits = run.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = run.len() - digits;
    digits >= 2 && letters >= 2 && (changes(run) >= 2 || run.len() >= 24 && digits >= 4)
}

/// How often small letters, capitals and digits take turns. A capital that begins a word is no turn.
fn changes(value: &[u8]) -> usize {
    let kind = |b: u8| match b {
        b'0'..=b'9' => 1,
        b'a'..=b'z' => 2,
        b'A'..=b'Z' => 3,
        _ => 0,
    };
    value
        .array_windows()
        .filter(|[a, b]| {
            let (a, b) = (kind(*a), kind(*b));
            a != b && a != 0 && b != 0 && !(a == 3 && b == 2)
        })
        .count()
}

fn is_uuid(value: &[u8]) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let mut parts = value.split(|b| *b == b'-');
    value.len() == 36
        && lengths
            .iter()
            .all(|n| parts.next().is_some_and(|p| p.len() == *n && p.iter().all(u8::is_ascii_alphanumeric)))
}
