//! Telling a machine-made value from a word, and a real one from a stand-in.

use super::bytes::{Class, LOWER_HEX, at, before, find, run, run_back, slice};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// Whether `value` only stands for a secret: `xxxx`, `****`, `<token>`, `${TOKEN}`, `YOUR_API_KEY`.
/// Documented example keys are no stand-ins: hiding them costs nothing, and telling them apart in a
/// log line would be a guess.
pub(super) fn placeholder(value: &[u8]) -> bool {
    let Some(&first) = value.first() else { return true };
    looked(2 * value.len());
    if matches!(first, b'$' | b'<' | b'{' | b'%' | b'[') && opens_reference(value) {
        return true;
    }
    let filler = |b: &u8| matches!(b, b'x' | b'X' | b'*' | b'.' | b'?' | b'#');
    if value.iter().filter(|b| filler(b)).count() * 2 > value.len() {
        return true;
    }
    if value.chunk_by(u8::eq_ignore_ascii_case).any(|r| r.len() >= 6 && filler(&r[0])) {
        return true;
    }
    let head = &value[..value.len().min(64)];
    if value.eq_ignore_ascii_case(b"changeme") {
        return true;
    }
    let mut pairs = head.array_windows().enumerate();
    pairs.any(|(at, [a, b])| begins_stand_in(*a, *b) && STAND_INS.begin_folded(head.cut(at..)))
}

const STAND_INS: Texts =
    texts!["your_", "your-", "yourapi", "yourtoken", "placeholder", "redacted", "insert_", "replace_me",];

/// Whether a stand-in may begin with two letters, in any case: few places of a value need more than this look.
const fn begins_stand_in(a: u8, b: u8) -> bool {
    matches!(&[a | b' ', b | b' '], b"yo" | b"pl" | b"re" | b"in")
}

const _: () = {
    let mut i = 0;
    while let Some(text) = STAND_INS.get(i) {
        assert!(text.len() > 1 && begins_stand_in(text[0], text[1]), "each of them is looked for");
        i += 1;
    }
};

/// `${NAME}`, `$NAME`, `$(cmd)`, `{{ name }}`, `{name}`, `<name>`, `%NAME%`, `%(name)s`, `[REDACTED…]`.
fn opens_reference(value: &[u8]) -> bool {
    match value {
        [b'$', b'{' | b'(' | b'A'..=b'Z' | b'_', ..]
        | [b'{', b'{' | b'%', ..]
        | [b'%', b'(' | b'{' | b's' | b'd' | b'v', ..]
        | [b'#', b'{', ..] => true,
        [b'<', .., b'>'] | [b'{', .., b'}'] | [b'%', .., b'%'] | [b'[', .., b']'] => true,
        [b'<' | b'[', rest @ ..] => {
            let head = &rest[..rest.len().min(12)];
            find(head, b"redacted").is_some()
                || find(head, b"filtered").is_some()
                || find(head, b"masked").is_some()
        }
        _ => false,
    }
}

/// Whether `span` lies in the marker of something hidden: `[REDACTED:…]` or `[<rule>:<key id>:<hex>]`.
pub(super) fn in_marker(text: &[u8], span: &Range<usize>) -> bool {
    const NAME: Class = Class::of("A-Za-z0-9_.:-");
    let start = run_back(text, span.start, NAME, 96);
    let end = run(text, span.end, NAME, 96);
    let inner = slice(text, start, end);
    let hash = inner.rsplit(|&b| b == b':').next().unwrap_or_default();
    let hashed = inner.iter().filter(|&&b| b == b':').count() >= 2
        && hash.len() >= 16
        && hash.iter().all(|&b| LOWER_HEX.has(b));
    before(text, start) == Some(b'[')
        && at(text, end) == Some(b']')
        && (hashed || inner.starts_with(b"REDACTED"))
}

/// Number of different bytes.
pub(super) fn distinct(value: &[u8]) -> u32 {
    let mut seen = [0u64; 4];
    for &b in value {
        seen[(b >> 6) as usize] |= 1 << (b & 63);
    }
    seen.iter().map(|s| s.count_ones()).sum()
}

/// Whether `value` has a letter and a digit, or letters whose case changes as no writer changes it: one
/// random token of 36 characters in 600 has no digit.
pub(super) fn mixed(value: &[u8]) -> bool {
    let shuffled = || {
        let case = |[a, b]: &[u8; 2]| {
            let letters = a.is_ascii_alphabetic() && b.is_ascii_alphabetic();
            letters && a.is_ascii_lowercase() != b.is_ascii_lowercase()
        };
        value.array_windows().filter(|pair| case(pair)).count() * 4 > value.len()
    };
    value.iter().any(u8::is_ascii_alphabetic) && (value.iter().any(u8::is_ascii_digit) || shuffled())
}

/// Whether `value` looks made by a machine: letters and digits shuffled, or letters in a case that no
/// name is written in. Words, names, versions, dates and paths are not opaque.
pub(super) fn opaque(value: &[u8]) -> bool {
    if value.len() < 8 || distinct(value) < 6 || placeholder(value) {
        return false;
    }
    looked(value.len());
    // How often the kind of character changes. `release2024` and `fooBarBaz` change seldom; random
    // base64 changes at more than every second byte, random hex at nearly every second.
    let kind = |b: u8| match b {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let changes = value
        .array_windows()
        .filter(|[a, b]| {
            let (a, b) = (kind(*a), kind(*b));
            a != b && a != 3 && b != 3 && !(a == 2 && b == 1)
        })
        .count();
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    if digits == 0 {
        // Camel case changes at every word and has few capitals in a row; random letters have many.
        let capitals = value.windows(2).filter(|w| w.iter().all(u8::is_ascii_uppercase)).count();
        let lower = value.iter().filter(|b| b.is_ascii_lowercase()).count();
        return letters >= 16
            && (changes * 5 >= value.len()
                || lower * 4 >= value.len() && capitals * 6 >= value.len() && changes * 8 >= value.len());
    }
    letters > 0 && changes * 6 >= value.len()
}
