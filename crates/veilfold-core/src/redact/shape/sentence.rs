//! What a sentence says between a secret's noun and its value: `Passwort für bob gesetzt: x`, `code de confirmation est 4829`.
//!
//! The words are those of [`tongues`]; what else stands there, names and verbs, is passed over. So the value
//! has to look like one, the more the less the word before it says.

use super::glue::skip_blanks;
use super::prose::is_deed_before;
use super::{Found, Quote, byte, classify, list, plain, run_at, syntax, value};
use crate::bounds::Bounds as _;
use crate::redact::tongues;
use crate::redact::work::looked;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// What stands right before what may be a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tie {
    /// The noun.
    Noun,
    /// `:` or `=`.
    Sign,
    /// `is`, `lautet`.
    Is,
    /// `auf`, `para`.
    To,
    /// `falsch`, `errata`.
    Wrong,
    /// Any other word.
    Other,
}

/// How many words a sentence may have behind its noun, and how many bytes a word.
const WORDS: usize = 9;
const LONGEST: usize = 64;

/// The first value that `believe` finds behind the noun that ends at `noun`.
pub(crate) fn told(
    text: &[u8],
    noun: usize,
    believe: &dyn Fn(usize, Tie) -> Option<Range<usize>>,
) -> Option<Range<usize>> {
    let (mut at, mut tie, mut is_whose) = (noun, Tie::Noun, false);
    for _ in 0..WORDS {
        at = skip_blanks(text, at);
        if let Some(end) = sign(text, at, tie) {
            tie = if is_whose { Tie::Other } else { Tie::Sign };
            at = skip_blanks(text, end);
        }
        if super::hidden_before(text.cut(at..)) {
            return None;
        }
        if let Some(found) = believe(at, tie) {
            return Some(found);
        }
        let end = remark(text, at).or_else(|| named(text, at, tie)).unwrap_or_else(|| at + word(text, at));
        let word = text.cut(at..end);
        // The end of the sentence.
        if word.is_empty() || word.ends_with(b".") {
            return None;
        }
        tie = tie_of(word);
        is_whose = tongues::WHOSE.has_folded(word) || is_wide(word) && tongues::WHOSE.end(word);
        at = end;
    }
    None
}

/// Where a sign that gives a value ends; a dash is one right behind the noun.
fn sign(text: &[u8], at: usize, tie: Tie) -> Option<usize> {
    if tie == Tie::Noun && texts!["— ", "– "].begin(text.cut(at..)) {
        return Some(at + "—".len());
    }
    syntax::mark(text, at).filter(|(sign, _)| matches!(sign, b':' | b'=')).map(|(_, end)| end)
}

/// Where `(default)` or `[id 7]` ends.
fn remark(text: &[u8], at: usize) -> Option<usize> {
    let close = match byte(text, at) {
        b'(' => b')',
        b'[' => b']',
        _ => return None,
    };
    let len = run_at(text, at + 1, 24, |b| b.is_ascii_alphanumeric() || b" -_.@=".contains(b));
    (byte(text, at + 1 + len) == close).then_some(at + len + 2)
}

/// Where `"root"@localhost` ends. What stands in quotes right behind the noun is no name of somebody.
fn named(text: &[u8], at: usize, tie: Tie) -> Option<usize> {
    let (quote, inside) = Quote::at(text, at).filter(|_| tie != Tie::Noun)?;
    let near = text.cut(..text.len().min(at + LONGEST));
    let end = value::closing(near, inside, quote)?;
    let end = quote.closes(text, end).filter(|_| !text.cut(inside..end).contains(&b'\n'))?;
    Some(end + word(text, end))
}

/// True for what begins in a script that has no blanks between words.
fn is_wide(word: &[u8]) -> bool {
    word.first().is_some_and(|b| *b >= 0xe1)
}

/// Length of the word at `at`.
fn word(text: &[u8], at: usize) -> usize {
    let rest = text.cut(at..text.len().min(at + LONGEST));
    let wide = is_wide(rest);
    let part = |i: usize, b: u8| {
        if b >= 0xc0 {
            // `「`, `。`
            return !(b >= 0xe2 && rest.has_at(i, b"\xe3\x80")) && syntax::spelled(rest, i).is_none();
        }
        let next = || rest.get(i + 1).copied().unwrap_or(0);
        b >= 0x80
            || !wide
                && match b {
                    b':' => rest.has_at(i, b"://"),
                    // `corp\bob`, and no `\n`.
                    b'\\' => i > 0 && next().is_ascii_lowercase() && !b"nrtux".contains(&next()),
                    _ => b.is_ascii_alphanumeric() || b"-_.@'/+%#".contains(&b),
                }
    };
    let len = rest.iter().enumerate().take_while(|(i, b)| part(*i, **b)).count();
    looked(len);
    len
}

fn tie_of(word: &[u8]) -> Tie {
    let is = |words: Texts| if is_wide(word) { words.end(word) } else { words.has_folded(word) };
    match () {
        () if is(tongues::IS) => Tie::Is,
        () if is(tongues::TO) => Tie::To,
        () if is(tongues::WRONG) => Tie::Wrong,
        () => Tie::Other,
    }
}

/// The password that a sentence tells behind the noun at `noun`.
pub(super) fn password(text: &[u8], noun: &Range<usize>) -> Option<Range<usize>> {
    const ENGLISH: Texts = texts!["password", "passwd", "pwd", "passphrase", "passcode", "secret"];
    const GOES_ON: Texts = texts![
        "for", "of", "on", "in", "at", "del", "di", "de", "für", "von", "from", "has", "set", "reset",
        "given", "sent", "value", "string",
    ];
    // `PASSWORD elastic = x`
    let called = text.cut(noun.clone());
    let is_english = ENGLISH.end_folded(called) && called.iter().any(u8::is_ascii_lowercase);
    let next = skip_blanks(text, noun.end);
    let first = text.cut(next..next + word(text, next));
    let goes_on = GOES_ON.has_folded(first) || first.ends_with(b"ed");
    // What another noun is behind it: `password encryption is scram-sha-256`, `secret copied to k3s-prod`.
    if is_english && !first.is_empty() && !goes_on && tie_of(first) == Tie::Other {
        return None;
    }
    // `changed to x`, and not `is stored in x`.
    let is_given = |at: usize| {
        let head = text.cut(..at).trim_ascii_end();
        !is_english || head.ends_with(b" to") && is_deed_before(text, at)
    };
    told(text, noun.end, &|at, tie| {
        let (value, is_last) = token(text, at);
        let content = text.cut(value.clone());
        let believed = tie != Tie::Other
            && is_password(content)
            && match tie {
                Tie::Sign | Tie::Is => is_last || is_made_up(content),
                Tie::To => is_last && is_made_up(content) && is_given(at),
                Tie::Wrong => is_last && is_made_up(content),
                // `パスワード「x」`
                _ if is_wide(text.cut(at..)) => is_made_up(content),
                _ => is_last && is_with_before(text, noun.start),
            };
        believed.then_some(value)
    })
}

/// The password behind a noun at `noun` that particles are glued to: `密码是x`, `パスワードを「x」に変更`.
pub(super) fn glued(text: &[u8], noun: &Range<usize>) -> Option<Found> {
    let goes_on = byte(text, noun.end) >= 0xe1 && classify(text.cut(noun.clone())).is_some_and(|v| v.spoken);
    let value = password(text, noun).filter(|_| goes_on)?;
    Some(Found { name: noun.clone(), value, more: list::Values::new(), quote: None })
}

/// What may be a value at `at`, without its quotes, and whether the sentence ends with it.
fn token(text: &[u8], at: usize) -> (Range<usize>, bool) {
    if let Some((quote, inside)) = Quote::at(text, at) {
        let end = value::closing(text, inside, quote).unwrap_or(inside);
        return (inside..end, true);
    }
    let len = run_at(text, at, LONGEST + 1, |b| {
        b.is_ascii_graphic() && !matches!(b, b'"' | b'\'' | b'`' | b'\\')
            || matches!(b, 0x80..=0xc1 | 0xc3..=0xdf)
    });
    looked(len);
    let content = text.cut(at..at + len);
    let end = content.iter().rposition(|b| !b".,;)]}>".contains(b)).map_or(0, |i| at + i + 1);
    (at..end.max(at), end < at + len || ends(text, end))
}

/// Whether the sentence ends, or a remark begins, at `at`.
pub(crate) fn ends(text: &[u8], at: usize) -> bool {
    match text.cut(at..) {
        [b' ', next, ..] => matches!(next, b'(' | b'[' | b'-' | b';' | b'|' | 0xe2..),
        [b'.' | b',', next, ..] => !next.is_ascii_alphanumeric(),
        [next, ..] => !next.is_ascii_alphanumeric(),
        [] => true,
    }
}

/// Letters with digits or signs, and none of what else has them: dates, times, addresses, files, algorithms.
fn is_password(value: &[u8]) -> bool {
    const OTHERS: Texts =
        texts!["argon2", "pbkdf2", "sha1", "sha2", "sha5", "md5", "utf", "ssh", "oauth", "ldap", "http",];
    let has = |is: fn(&u8) -> bool| value.iter().any(is);
    let is_small = |b: &u8| b.is_ascii_lowercase() || *b >= 0x80;
    let has_sign = has(|b| SIGNS.contains(b));
    let tail = value.rsplit(|b| *b == b'.').next().unwrap_or_default();
    let is_file = tail.len() < value.len() && tail.len() <= 5 && tail.iter().all(u8::is_ascii_lowercase);
    let is_date =
        matches!(value, [a, b, c, d, b'-' | b'.', ..] if [a, b, c, d].iter().all(|b| b.is_ascii_digit()));
    (6..=LONGEST).contains(&value.len())
        && has(is_small)
        && (has_sign || has(u8::is_ascii_digit))
        && !has(|b| b"/()<>[]{}=:|".contains(b))
        && (has_sign || !is_file && !is_date)
        && !(value.contains(&b'@') && tail.len() < value.len())
        && !OTHERS.begin_folded(value)
        && !texts!["base64", "-encoded", "-encrypted", "-hashed"].end(value)
        && !plain::is_placeholder(value)
}

const SIGNS: &[u8] = b"!#$%^&*?+";

/// As people make passwords up: a capital among small letters and digits, a sign, a digit within a word.
fn is_made_up(value: &[u8]) -> bool {
    let within = |w: &[u8]| w[0].is_ascii_alphabetic() && w[1].is_ascii_digit() && w[2].is_ascii_alphabetic();
    plain::is_made_up(value) || value.iter().any(|b| SIGNS.contains(b)) || value.windows(3).any(within)
}

/// Whether one of the two words before the noun says that its value comes next: `avec le mot de passe x`.
fn is_with_before(text: &[u8], noun: usize) -> bool {
    let head = text.cut(noun.saturating_sub(32)..noun).trim_ascii_end();
    looked(head.len());
    head.rsplit(|b| *b == b' ').take(2).any(|word| tongues::WITH.has_folded(word))
}
