//! What another program left of a secret: stars, what it enciphered, a size.

use super::{is_one_of, run};
use crate::bounds::Bounds as _;
use crate::search;
use crate::texts::{Texts, texts};

/// True for what another program enciphered: sops, eyaml of Hiera, the audit of Vault.
pub(super) fn is_enciphered(value: &[u8]) -> bool {
    match value {
        [b'E', b'N', b'C', b'[', inner @ .., b']'] => {
            texts!["AES256_GCM,data:", "PKCS7,", "GPG,"].begin(inner)
                && inner.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=,:_".contains(b))
        }
        _ => value
            .strip_prefix(b"hmac-sha256:")
            .is_some_and(|hash| hash.len() == 64 && hash.iter().all(u8::is_ascii_hexdigit)),
    }
}

/// True for what was masked but for a few characters: `ghp_************`, `***-**-4471`, `64_xxxxxx`.
pub(crate) fn is_masked(value: &[u8]) -> bool {
    let stars = value.iter().filter(|b| **b == b'*').count();
    let shown = value.iter().filter(|b| !b"*-_. ".contains(b)).count();
    // `sk-...Xk9Q`
    let dots = search::find(value, b"...").unwrap_or(0);
    let is_cut = (1..=4).contains(&dots) && value.len() - dots <= 7;
    let filler = value.iter().rev().take_while(|b| **b == b'x').count();
    let head = value.cut(..value.len() - filler);
    is_cut
        || stars >= 5 && shown <= 6 && shown <= stars && value.windows(3).any(|w| w == b"***")
        || filler >= 6 && head.len() <= 8 && matches!(head, [.., b'_' | b'-'])
}

/// True for a type of Rust's that shows no secret: `Secret([REDACTED alloc::string::String])`, `SecretBox<str>([REDACTED])`.
pub(super) fn is_wrapped(begin: &[u8]) -> bool {
    const HIDDEN: &[u8] = b"([REDACTED";
    let name = run(begin, 64, |b| b.is_ascii_alphanumeric() || matches!(b, b'<' | b'>' | b':' | b'_'));
    let rest = begin.cut(name..);
    name > 0 && rest.starts_with(HIDDEN) && matches!(rest.get(HIDDEN.len()), Some(b']' | b' '))
}

/// What stands behind the number of a size.
const SIZES: Texts = texts![" byte", " bytes", " chars", " characters", " bits"];

/// `encrypted` of `encrypted, 218 bytes`.
pub(super) fn without_size(text: &[u8]) -> &[u8] {
    let Some(blank) = text.iter().rposition(|b| *b == b' ') else { return text };
    let (head, unit) = text.cut_at(blank);
    let digits = head.iter().rev().take(7).take_while(|b| b.is_ascii_digit()).count();
    let is_size = (1..7).contains(&digits) && SIZES.has(unit);
    let told = head.cut(..head.len() - digits).trim_ascii_end();
    if is_size { told.strip_suffix(b",").unwrap_or(told) } else { text }
}

/// True for a time or a size: `212ms`, `1.5h`, `64KB`, `24 bytes`.
pub(super) fn is_measure(value: &[u8]) -> bool {
    const UNITS: Texts = texts![
        "ns", "us", "µs", "ms", "s", "sec", "m", "min", "h", "d", "%", "b", "kb", "mb", "gb", "kib", "mib",
    ];
    let number = value.iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
    (1..=6).contains(&number) && value[0].is_ascii_digit() && {
        let unit = value.cut(number..);
        is_one_of(unit, UNITS) || SIZES.has(unit)
    }
}

/// True for a number that a size's unit follows in `rest`: `password:  24 bytes`.
pub(super) fn is_size(number: &[u8], rest: &[u8]) -> bool {
    let unit = run(rest.strip_prefix(b" ").unwrap_or_default(), 16, u8::is_ascii_lowercase);
    number.len() <= 6 && number.iter().all(u8::is_ascii_digit) && unit > 0 && SIZES.has(rest.cut(..=unit))
}
