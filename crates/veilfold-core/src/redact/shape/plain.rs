//! What stands where a value would and is none: placeholders, words of a sentence, status words.

use super::super::field::{Strength, Style, Verdict, classify};
use super::super::marker;
use super::super::work::looked;
use super::answer;
use super::code::is_code;
use super::glue::Glue;
use super::masked::{self, is_enciphered, is_masked, is_measure, without_size};
use super::random::looks_random;
use super::value::reference;
use super::words::{NOTHING, STATUS};
use super::{is_one_of, run, run_at};
use crate::bounds::Bounds as _;
use crate::search;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// True for a word that takes the place of a value: `None`, `null`, `true`.
pub(crate) fn is_nothing(value: &[u8]) -> bool {
    value.is_empty() || is_one_of(value, NOTHING) || is_placeholder(value)
}

/// True for the beginning of `{{ x }}`, `{x}` and `[x]` that a template or another redactor left.
pub(super) fn is_template(rest: &[u8]) -> bool {
    let end = match rest {
        [b'{', b'{', ..] => rest.iter().take(128).position(|b| *b == b'}').map(|i| i + 2),
        [b'{' | b'[', ..] => rest.iter().take(64).position(|b| matches!(b, b'}' | b']')).map(|i| i + 1),
        _ => None,
    };
    end.is_some_and(|e| is_placeholder(&rest[..e.min(rest.len())]))
}

/// True for what stands in for a value: stars, `xxxx`, `<password>`, `${PASSWORD}`, `{{ password }}`,
/// `%(password)s`, `[Filtered]`, our own markers.
pub(crate) fn is_placeholder(value: &[u8]) -> bool {
    // What is hidden in it, and how long that was, says nothing: `[REDACTED:iban]%`.
    match marker::replaced(value, b"") {
        Some(rest) => !rest.iter().any(|b| b.is_ascii_alphanumeric() || *b >= 0x80) || stands_in(&rest),
        None => stands_in(value),
    }
}

/// [`is_placeholder`] of a value without our markers.
fn stands_in(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    if is_enciphered(value) {
        return true;
    }
    if value.is_empty() || value.len() > 128 {
        return value.is_empty();
    }
    looked(value.len());
    if is_measure(value) || is_masked(value) {
        return true;
    }
    if value.starts_with(b"****") || is_one_of(value, NOTHING) {
        return true;
    }
    let word = |v: &[u8]| {
        v.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b' ' | b'.' | b'-' | b':' | b'/'))
    };
    let no_secret = |v: &[u8]| word(v) && !v.split(|b| *b == b' ').any(looks_random);
    match value {
        // Signs that hide: `██`, `••••`.
        [0xe2, 0x80 | 0x96 | 0x97, ..] => {
            value.len().is_multiple_of(3) && value.chunks(3).all(|sign| sign == value.cut(..3))
        }
        // YOUR_API_KEY, your-token-here
        [b'y' | b'Y', ..]
            if texts!["your_", "your-"].begin_folded(value)
                && value.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-')) =>
        {
            !value.iter().any(u8::is_ascii_lowercase) || !value.iter().any(u8::is_ascii_uppercase)
        }
        // ***, ..., ----
        v if v.iter().all(u8::is_ascii_punctuation) => same(v) || v.len() <= 2,
        // xxxxxxxx, XXXX
        [b'x' | b'X', ..]
            if value.len() >= 3 && value.iter().all(|b| matches!(b, b'x' | b'X' | b'-' | b'.' | b'*')) =>
        {
            true
        }
        [b'<', inner @ .., b'>'] => no_secret(inner) && !is_made_up(inner) || tells_of_secret(inner),
        [b'{', b'{', inner @ .., b'}', b'}'] => inner.len() < 100 && !inner.windows(2).any(|w| w == b"}}"),
        [b'$' | b'#' | b'%', b'{', ..] | [b'$', b'(', ..] => reference(value) == value.len(),
        // `"'$PASSWORD'"`: a shell puts the variable between two texts.
        [b'\'', inner @ .., b'\''] if inner.first() == Some(&b'$') => stands_in(inner),
        [b'$', name @ ..] => {
            !name.is_empty() && name.iter().all(|b| b.is_ascii_uppercase() || *b == b'_')
                || name.iter().all(u8::is_ascii_digit)
                // `login(password: $password)`, as GraphQL, PHP and shells have it.
                || name.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_') && classify(name).is_some()
        }
        // `{password}`, `{0}`; letters and digits together are a value in braces, as ODBC has it.
        [b'{', inner @ .., b'}'] => {
            inner.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
                && (!inner.iter().any(u8::is_ascii_digit) || inner.iter().all(u8::is_ascii_digit))
        }
        [b'[', inner @ .., b']'] | [b'(', inner @ .., b')'] => {
            let told = without_size(inner);
            !inner.is_empty()
                && told.len() <= 24
                && told.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b' ' | b'_'))
        }
        [b'%', b's' | b'd' | b'r' | b'v' | b'q'] => true,
        [b'%', b'(', inner @ .., b')', b's'] => !inner.contains(&b')'),
        [b'%', inner @ .., b'%'] => no_secret(inner),
        v => {
            let bare = v.iter().position(|b| *b != b'*').zip(v.iter().rposition(|b| *b != b'*'));
            let bare = bare.map_or(v, |(from, to)| v.cut(from..=to));
            texts!["redacted", "filtered", "masked", "hidden"].has_folded(bare)
        }
    }
}

/// True for what people make up as a password and seldom write as a word: small letters, capitals and digits in
/// one run, or signs between them.
pub(super) fn is_made_up(value: &[u8]) -> bool {
    let has = |is: fn(&u8) -> bool| value.iter().any(is);
    let value_len = (6..=64).contains(&value.len());
    let signs =
        value.iter().filter(|b| matches!(b, b'!' | b'@' | b'#' | b'$' | b'%' | b'^' | b'*' | b'?')).count();
    let clean =
        value.iter().all(|b| b.is_ascii_graphic() && !matches!(b, b'/' | b'(' | b')' | b'<' | b'>' | b'='));
    value_len
        && clean
        && has(u8::is_ascii_alphabetic)
        && (has(u8::is_ascii_digit)
            && (has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) || signs > 0)
            || looks_random(value))
}

/// A user, a colon and what is made up as a password: `stats auth bob:x`.
pub(super) fn is_login(rest: &[u8]) -> bool {
    let user = run(rest, 32, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'@'));
    let password = rest.cut(user..).strip_prefix(b":").filter(|_| user > 0).unwrap_or_default();
    let end =
        run(password, 64, |b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\'' | b',' | b';' | b'@' | b':'));
    looked(user + end);
    is_made_up(password.cut(..end))
}

/// Length of a phrase to recover a wallet with (BIP 39) at the beginning of `rest`: twelve and more words of three to eight small
/// letters, none of them one that sentences are joined by.
pub(super) fn phrase(rest: &[u8]) -> usize {
    const JOINTS: Texts = texts![
        "the", "and", "for", "with", "from", "are", "not", "was", "has", "been", "were", "user", "your",
        "after", "than", "while", "should", "could", "failed",
    ];
    let (mut end, mut at, mut count) = (0, 0, 0);
    while count < 24 {
        let len = run_at(rest, at, 9, u8::is_ascii_lowercase);
        if !(3..=8).contains(&len) || JOINTS.has(rest.cut(at..at + len)) {
            break;
        }
        (end, count) = (at + len, count + 1);
        if rest.get(end) != Some(&b' ') {
            break;
        }
        at = end + 1;
    }
    looked(end);
    if count >= 12 { end } else { 0 }
}

/// True for words that tell a state (`expired`), and for text of more than one word.
pub(super) fn is_sentence(value: &[u8]) -> bool {
    value.contains(&b' ') || is_status(value)
}

/// True for a word that tells a state, and for none at all.
pub(crate) fn is_status(word: &[u8]) -> bool {
    is_one_of(word, STATUS) || is_nothing(word)
}

/// True for letters together with digits or signs, as no word of a sentence has them.
pub(super) fn is_odd(value: &[u8]) -> bool {
    value.len() >= 4
        && value.len() <= 128
        && value.iter().any(|b| b.is_ascii_digit() || matches!(b, b'!' | b'@' | b'#' | b'$' | b'^' | b'*'))
        && value.iter().any(u8::is_ascii_alphabetic)
        && value.iter().all(u8::is_ascii_graphic)
}

/// True for a secret of Base32, as authenticators take it.
pub(super) fn is_base32(value: &[u8]) -> bool {
    (16..=64).contains(&value.len()) && value.iter().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'))
}

fn same(value: &[u8]) -> bool {
    value.iter().all(|b| *b == value[0])
}

/// True when what follows a name without quotes belongs to a sentence, a status or a piece of code.
pub(super) fn is_prose(text: &[u8], value: &Range<usize>, glue: &Glue, verdict: Verdict) -> bool {
    let content = text.cut(value.clone());
    if content.len() < 4 && content.iter().all(u8::is_ascii_punctuation) {
        return true;
    }
    if glue.flag {
        let is_secret = text
            .get(glue.name..)
            .is_some_and(|name| name.starts_with(b"secret") && !name.starts_with(b"secret-"));
        return is_argument(content) || is_secret && names_secret(content);
    }
    if glue.query {
        return false;
    }
    let is_unsure = matches!(verdict.strength, Strength::Random);
    if is_code(content) || is_unsure && names_key(text, value, glue) {
        return true;
    }
    let word_len = run(content, 40, u8::is_ascii_alphabetic);
    let word = content.cut(..word_len);
    if verdict.style != Style::Plain && scheme(content) > 0 {
        let rest = credentials(content);
        return rest.iter().all(u8::is_ascii_alphabetic) && is_one_of(rest, STATUS);
    }
    if matches!(content.cut(word_len..), [] | [b'!']) && is_one_of(word, STATUS)
        || content.cut(word_len..) == b"'t"
    {
        // `token=expired`, `token: expired`, `$password: String!`, `password: can't be blank`.
        return true;
    }
    // `wmic /password:x os`
    let is_option = || text.cut(..glue.name).ends_with(b" /") && text.cut(..value.start).ends_with(b":");
    if !glue.colon || is_option() {
        return false;
    }
    let rest = text.cut(value.end..);
    if masked::is_size(content, rest) || answer::is_status(content, rest) {
        return true;
    }
    // A sentence: a word of letters, and another word after it on the same line.
    let is_error = || texts!["Error", "Exception"].end(word) && word.item(0).is_ascii_uppercase();
    let is_word = || word.cut(1..).iter().all(u8::is_ascii_lowercase) || is_error();
    let ordinary = word_len > 0 && word_len == content.len() && is_word() && !is_unsure;
    let gap = run(rest, 8, |b| matches!(b, b' ' | b'.' | b',' | b';' | b':' | b'\''));
    let next = run_at(rest, gap, 40, u8::is_ascii_lowercase);
    let after = rest.get(gap + next).copied().unwrap_or(b' ');
    let goes_on =
        gap > 0 && next > 0 && !matches!(after, b'=' | b':' | b'_' | b'0'..=b'9') || counts(word, rest);
    // `volume "token": secret "token" not found`
    ordinary && (goes_on || rest.starts_with(b" \""))
}

/// What is counted, a number and the next word: `attempt 3 of 5`, `minimum 8 characters`. Other words are passwords.
fn counts(word: &[u8], rest: &[u8]) -> bool {
    const COUNTED: Texts = texts![
        "attempt", "attempts", "try", "minimum", "maximum", "min", "max", "least", "length", "requires"
    ];
    if !COUNTED.has_folded(word) {
        return false;
    }
    let Some(rest) = rest.strip_prefix(b" ") else { return false };
    let digits = run(rest, 4, u8::is_ascii_digit);
    let behind = rest.cut(digits..);
    digits > 0 && matches!(behind, [b' ', a, b, ..] if a.is_ascii_lowercase() && b.is_ascii_lowercase())
}

/// What stands for the argument of an option in its description (`--password PASSWORD`, `--token string`), and where a
/// command has one read from: `-pass env:PW`, `--secret-string file://x`.
fn is_argument(value: &[u8]) -> bool {
    let is_name = |b: &u8| b.is_ascii_uppercase() || matches!(b, b'_' | b'-');
    texts!["string", "strings", "stringArray"].has(value)
        || texts!["env:", "file:", "fd:"].head(value) > 0
        || value.iter().all(is_name) && classify(value).is_some()
}

/// What Docker and its kin call a secret by: `--secret id=npm,src=.npmrc`, `--secret db_password`, `--secret dbPassword x`.
fn names_secret(value: &[u8]) -> bool {
    let is_joined = value.contains(&b'_')
        || value.array_windows().any(|[a, b]| a.is_ascii_lowercase() && b.is_ascii_uppercase());
    texts!["id=", "name=", "source=", "src=", "type="].head(value) > 0
        || is_joined
            && !value.iter().any(u8::is_ascii_digit)
            && classify(value).is_some_and(|v| v.strength.is_certain())
}

/// True for what may be the id of a key of PGP: `gpg: key 4A1B…`.
pub(crate) fn is_openpgp_id(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"0x").unwrap_or(value);
    matches!(value.len(), 16 | 40) && value.iter().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F'))
}

/// True for the id of a key of PGP, and for the key of a cache: `Cache restored from key: x`.
fn names_key(text: &[u8], value: &Range<usize>, glue: &Glue) -> bool {
    let head = text.cut(value.start.saturating_sub(32)..value.start).trim_ascii_end();
    let is_id = is_openpgp_id(text.cut(value.clone()));
    looked(head.len());
    is_id && (glue.loose && head.ends_with(b"key") || head.ends_with(b"GPG_KEY="))
        || texts!["ache restored from key:", "ache saved with key:"].end(head)
}

/// What Kubernetes says of a secret behind its name: `secrets "x" not found`.
pub(crate) fn is_missing(rest: &[u8]) -> bool {
    texts!["\" not found", "\" is forbidden", "\" already exists"].begin(rest)
}

/// How kubectl describes a variable: `<set to the key 'password' in secret 'db'>`, without the brackets.
pub(super) fn tells_of_secret(inner: &[u8]) -> bool {
    let names = inner.strip_prefix(b"set to the key '").and_then(|rest| rest.strip_suffix(b"'"));
    names.is_some_and(|names| search::find(names, b"' in secret '").is_some())
}

/// True for the address of a contract on Ethereum and its kin: `token=0x<40 hex>`. A private key is longer.
pub(crate) fn is_contract(name: &[u8], value: &[u8]) -> bool {
    let digits = name.iter().rev().take(2).take_while(|b| b.is_ascii_digit()).count();
    name.cut(..name.len() - digits).eq_ignore_ascii_case(b"token")
        && value.len() == 42
        && value.strip_prefix(b"0x").is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
}

/// Length of an authentication scheme and the blank after it, at the beginning of `value`; 0 without one.
pub(super) fn scheme(value: &[u8]) -> usize {
    const SCHEMES: Texts = texts![
        "bearer",
        "basic",
        "digest",
        "token",
        "apikey",
        "api-key",
        "negotiate",
        "ntlm",
        "hawk",
        "oauth",
        "aws4-hmac-sha256",
        "signature",
        "hmac",
        "mac",
        "key",
        "jwt",
        "sharedkey",
        "hoba",
        "mutual",
        "vapid",
        "scram-sha-1",
        "scram-sha-256",
        "dpop",
        "gnap",
        "privatetoken",
        "splunk",
        "ssws",
        "goog4-rsa-sha256",
        "geniekey",
        "sso-key",
    ];
    let len = run(value, 20, |b| b.is_ascii_alphanumeric() || *b == b'-');
    let blanks = run_at(value, len, 4, |b| *b == b' ');
    if blanks == 0 || !SCHEMES.has_folded(value.cut(..len)) {
        return 0;
    }
    // Some clients say it twice.
    let (word, rest) = (value.cut(..len), value.cut(len + blanks..));
    let is_twice = rest.get(..len).is_some_and(|again| again.eq_ignore_ascii_case(word));
    len + blanks + if is_twice && rest.get(len) == Some(&b' ') { len + 1 } else { 0 }
}

/// True where the scheme at the beginning of `value` is followed by more than one token: by parameters, or by
/// something in quotes.
pub(super) fn has_parameters(value: &[u8]) -> bool {
    const SCHEMES: Texts = texts![
        "digest",
        "aws4-hmac-sha256",
        "hawk",
        "oauth",
        "signature",
        "mutual",
        "vapid",
        "goog4-rsa-sha256",
    ];
    let len = scheme(value);
    let name = value.cut(..len).trim_ascii_end();
    let rest = value.cut(len..);
    let word = run(rest, 32, |b| b.is_ascii_alphanumeric() || *b == b'_');
    SCHEMES.has_folded(name)
        || matches!(rest.get(word..word + 2), Some(b"=\"" | b"=\\" | b"='"))
        || matches!(rest.first(), Some(b'"' | b'\''))
}

/// What follows the scheme of an `Authorization` value.
pub(super) fn credentials(value: &[u8]) -> &[u8] {
    value.cut(scheme(value)..)
}

/// True when `value` looks as its name asks for.
pub(crate) fn fits(value: &[u8], strength: Strength) -> bool {
    match strength {
        Strength::Any => true,
        Strength::NotNumber => {
            // What a detector hid of it was a number to this rule.
            let rest = marker::replaced(value, b"");
            let value = rest.as_deref().unwrap_or(value);
            // What counts or tells a time has fewer digits than a key of a router.
            let is_long = value.len() >= 20 && value.iter().all(u8::is_ascii_digit);
            is_long
                || value.len() > 32
                || !value.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'/' | b'%'))
        }
        Strength::NotPath => !is_directory(value),
        Strength::MadeUp => is_made_up(value) || looks_random(value),
        Strength::LongDigits => value.iter().take(64).filter(|b| b.is_ascii_digit()).count() >= 12,
        // Three times three digits: the debugger of Werkzeug.
        Strength::Pin => {
            let parted = matches!(value, [_, _, _, b'-', _, _, _, b'-', _, _, _]);
            let is_digit = |b: &u8| b.is_ascii_digit() || parted && *b == b'-';
            (4..=12).contains(&value.len()) && value.iter().all(is_digit)
        }
        Strength::CardCode => matches!(value.len(), 3 | 4) && value.iter().all(u8::is_ascii_digit),
        Strength::Digits => {
            let count = |is: fn(&u8) -> bool| value.iter().filter(|b| is(b)).count();
            value.len() <= 32 && count(u8::is_ascii_digit) >= 6 && count(u8::is_ascii_alphabetic) <= 6
        }
        Strength::Address => is_address(value),
        Strength::Solid => {
            value.len() == 32 && value.iter().all(u8::is_ascii_alphanumeric) && looks_random(value)
        }
        // A key of AWS by its name.
        Strength::Random => {
            looks_random(value) && !(is_arn(value) || is_fingerprint(value) || is_object_path(value))
        }
    }
}

/// True for a path from the root of a file system: `/`, `/srv/app-1`.
pub(super) fn is_directory(value: &[u8]) -> bool {
    let Some(path) = value.strip_prefix(b"/") else { return false };
    let first = path.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    matches!(path.get(first), None | Some(b'/'))
        && path.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'_' | b'-'))
        && !looks_random(path)
}

/// True for the path of an object, with ids, hashes and dates among its words: `uploads/4f1c…/thumb.webp`,
/// `logs/2026/01/31/4f1c….gz`.
pub(crate) fn is_object_path(value: &[u8]) -> bool {
    let is_word = |part: &[u8]| {
        let small = part.iter().filter(|b| b.is_ascii_lowercase()).count();
        small >= 3 && part.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'-' | b'.'))
    };
    // In front of an extension.
    let is_id = |part: &[u8]| {
        let name = part.split(|b| *b == b'.').next().unwrap_or_default();
        name.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-'))
    };
    let path = value.strip_prefix(b"/").unwrap_or(value);
    let parts = || path.split(|b| *b == b'/');
    looked(value.len());
    // Base64 has the sign too, and no such words around it.
    let (words, others) =
        (parts().filter(|part| is_word(part)).count(), || parts().filter(|part| !is_word(part)));
    parts().next().is_some_and(is_word)
        && (words >= 2 && others().count() <= 2 || others().count() >= 1 && others().all(is_id))
}

/// True for the fingerprint of a key, as OpenSSH writes it: `MD5:4f:1c:…`, `SHA256:…`.
fn is_fingerprint(value: &[u8]) -> bool {
    texts!["MD5:", "SHA1:", "SHA256:", "SHA512:"].begin(value)
}

/// `arn:partition:service:region:account:resource`
pub(super) fn is_arn(value: &[u8]) -> bool {
    value.starts_with(b"arn:aws") && value.iter().filter(|b| **b == b':').count() >= 5
}

/// True for a house number among words that begin with a capital: `12 Elm Street, Springfield`, `Hauptstraße 5`. A
/// socket's address has one word.
fn is_address(value: &[u8]) -> bool {
    let words = || value.split(|b| matches!(b, b' ' | b',' | b'\n')).filter(|word| !word.is_empty());
    let is_name = |word: &&[u8]| word.len() >= 3 && (word[0].is_ascii_uppercase() || word[0] >= 0x80);
    let is_number = |word: &[u8]| {
        let digits = word.iter().take_while(|b| b.is_ascii_digit()).count();
        (1..=6).contains(&digits) && word.cut(digits..).iter().all(u8::is_ascii_alphabetic)
    };
    looked(value.len().min(256));
    value.len() <= 256 && words().any(is_number) && words().filter(is_name).count() >= 1
}
