//! Values that stand behind their name without a separator: flags of a command, calls, declarations, sentences.

use super::super::field::{Strength, Verdict, classify};
use super::glue::{Glue, skip_blanks};
use super::sentence::{self, Tie};
use super::{Quote, byte, call, is_one_of, marker, plain, random, run, run_at, value};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::search;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// The word at `at`, up to white space.
fn token(text: &[u8], at: usize) -> &[u8] {
    let rest = text.get(at..).unwrap_or_default();
    let len = run(rest, 128, |b| !b.is_ascii_whitespace());
    looked(len);
    rest.cut(..len)
}

/// The word before `at`, behind blanks.
fn word_before(text: &[u8], at: usize) -> &[u8] {
    let head = text.cut(at.saturating_sub(40)..at).trim_ascii_end();
    looked(head.len());
    let start = head.iter().rposition(|b| !(b.is_ascii_alphanumeric() || *b == b'_')).map_or(0, |i| i + 1);
    head.cut(start..)
}

/// The tie to what follows the name; `next` is the first byte behind the blanks at `at`.
pub(super) fn after(
    text: &[u8],
    name: &Range<usize>,
    at: usize,
    next: usize,
    verdict: Verdict,
    mut glue: Glue,
) -> Option<Glue> {
    let dashes = text.cut(..name.start).iter().rev().take(3).take_while(|b| **b == b'-').count();
    let begin = name.start - dashes;
    if matches!(dashes, 1 | 2)
        && let Some(value) = listed_flag(text, begin, at)
    {
        glue.value = value;
        glue.flag = true;
        return Some(glue);
    }
    if byte(text, at) == b'(' {
        return call::after(text, name, at, glue);
    }
    if next == at {
        return None;
    }
    let rest = text.get(next..)?;
    glue.value = next;
    let alone =
        |i: usize| i == 0 || matches!(text.item(i - 1), b' ' | b'\t' | b'\'' | b'"' | b',' | b'[' | b'(');
    if matches!(dashes, 1 | 2) && alone(begin) {
        glue.flag = true;
        return (!rest.is_empty() && rest[0] != b'-' && !is_described(text, begin, next - at, rest))
            .then_some(glue);
    }
    for ty in [&b"string"[..], b"String", b"str"] {
        if rest.starts_with(ty) {
            let eq = skip_blanks(text, next + ty.len());
            if byte(text, eq) == b'=' {
                glue.value = skip_blanks(text, eq + 1);
                return Some(glue);
            }
        }
    }
    let is_pin = verdict.strength == Strength::Pin && texts!["PIN", "PUK"].end(text.cut(name.clone()));
    if let Some(value) = told(text, name, next, verdict.spoken, is_pin) {
        glue.value = value;
        return Some(glue);
    }
    // `exp 12/29 cvc 123`, `the code on the back is 093`.
    const CARD_CODES: Texts = texts!["cvv", "cvc", "cvn", "cvv2", "cvc2"];
    let called = text.cut(name.clone());
    let head = text.cut(name.start.saturating_sub(16)..name.start);
    let is_called = CARD_CODES.has_folded(called)
        || called.eq_ignore_ascii_case(b"the back") && search::find(head, b"code").is_some();
    let verb = texts!["is ", "is: "].head(rest);
    let digits = run_at(rest, verb, 5, u8::is_ascii_digit);
    let is_code = matches!(digits, 3 | 4)
        && is_called
        && rest.get(verb + digits).is_none_or(|b| !b.is_ascii_alphanumeric());
    if is_code {
        glue.value += verb;
        return Some(glue);
    }
    const PHRASES: Texts =
        texts!["seed phrase", "seed_phrase", "recovery phrase", "recovery_phrase", "mnemonic"];
    if PHRASES.end_folded(text.cut(name.clone()))
        && let Some(value) = phrase(text, next)
    {
        glue.value = value;
        return Some(glue);
    }
    glue.loose = true;
    Some(glue)
}

/// True where an option at `begin` is described: `-p, --passphrase  Generate a passphrase.` Behind it stand more blanks than
/// one, and a sentence.
fn is_described(text: &[u8], begin: usize, blanks: usize, rest: &[u8]) -> bool {
    let head = text.cut(begin.saturating_sub(40)..begin);
    let line = head.iter().rposition(|b| *b == b'\n').map_or(head, |newline| head.cut(newline..));
    let is_first = line.len() < 40 && line.iter().all(u8::is_ascii_whitespace);
    let told = rest.cut(..rest.len().min(64));
    looked(told.len());
    let mut words = told.splitn(4, |b| *b == b' ');
    let small = |word: &[u8]| !word.is_empty() && word.iter().all(|b| b.is_ascii_lowercase() || *b == b'.');
    let is_sentence = matches!(words.next(), Some([b'A'..=b'Z', first @ ..]) if small(first))
        && words.by_ref().take(2).filter(|word| small(word)).count() == 2;
    blanks >= 2
        && is_sentence
        && (is_first || matches!(head, [.., b'-', b'a'..=b'z' | b'A'..=b'Z', b',', b' ']))
}

/// Where a phrase to recover a wallet with begins: `mnemonic "legal winner …"`, `seed phrase is legal winner …`.
fn phrase(text: &[u8], next: usize) -> Option<usize> {
    let rest = text.get(next..)?;
    let value = next + if rest.starts_with(b"is ") { b"is ".len() } else { 0 };
    let is_phrase = |value: &usize| {
        let begin = Quote::at(text, *value).map_or(*value, |(_, inside)| inside);
        plain::phrase(text.cut(begin..)) > 0
    };
    // `Write this mnemonic phrase in a safe place.`, and below it the phrase.
    let below = || {
        let sign = rest.iter().take(96).position(|b| matches!(b, b':' | b'\n' | b'\\'))?;
        looked(sign);
        let sign = next + sign + usize::from(rest.item(sign) == b':');
        Some(super::list::skip_space(text, sign)).filter(is_phrase)
    };
    Some(value).filter(is_phrase).or_else(below)
}

/// `"--password", "x"`: a flag in a list, and the next item.
fn listed_flag(text: &[u8], begin: usize, at: usize) -> Option<usize> {
    let (quote, _) = Quote::before(text, begin)?;
    let comma = skip_blanks(text, quote.closes(text, at)?);
    if byte(text, comma) != b',' {
        return None;
    }
    let value = skip_blanks(text, comma + 1);
    let (_, inside) = Quote::at(text, value)?;
    (byte(text, inside) != b'-').then_some(value)
}

/// What gives a value to the name before it.
const VERBS: [&[u8]; 14] = [
    b"is: ",
    b"is now ",
    b"is set to ",
    b"is ",
    b"was set to ",
    b"was changed to ",
    b"was ",
    b"set to ",
    b"changed to ",
    b"reset to ",
    b"now ",
    b"to equal ",
    b"to be ",
    b"equal to ",
];

/// Whether one of [`VERBS`] may begin with this letter: most words behind a name are none.
const fn begins_verb(first: u8) -> bool {
    matches!(first, b'c' | b'e' | b'i' | b'n' | b'r' | b's' | b't' | b'w')
}

const _: () = {
    let mut i = 0;
    while i < VERBS.len() {
        assert!(begins_verb(VERBS[i][0]), "each of them is looked for");
        i += 1;
    }
};

/// Where the value begins that a sentence tells: "the password is x", `PASSWORD 'x'`, `using password "x"`,
/// `ENV DB_PASSWORD x`, "password for bob: x", "PIN entered: 4829".
fn told(text: &[u8], name: &Range<usize>, next: usize, says_password: bool, is_pin: bool) -> Option<usize> {
    let rest = text.get(next..)?;
    // `secret "db-credentials" not found`, `key 'password' in secret 'db'`: a secret of Kubernetes has a name of its own.
    let is_secret = text.cut(name.clone()).to_ascii_lowercase().ends_with(b"secret");
    let before = word_before(text, name.start);
    let head = text.cut(name.start.saturating_sub(48)..name.start);
    let name_end = rest.iter().skip(1).take(128).position(|b| *b == b'"').map_or(0, |at| at + 1);
    let is_missing = is_secret && rest.first() == Some(&b'"') && plain::is_missing(rest.cut(name_end..));
    if is_missing || is_secret && before == b"in" && search::find(head, b"key '").is_some() {
        return None;
    }
    // SQL: IDENTIFIED BY PASSWORD 'x', ALTER ROLE bob PASSWORD 'x'.
    if says_password && rest[..1.min(rest.len())] == *b"'" {
        return Some(next);
    }
    let is_phrase = texts!["passphrase"].end_folded(text.cut(name.clone()));
    let believed = |at: usize| {
        let token = token(text, at);
        let (quoted, bare) = unquoted(text, at, token);
        if is_pin {
            return plain::fits(bare, Strength::Pin).then_some(at);
        }
        let enough = if says_password { bare.len() >= 4 } else { bare.len() >= 8 };
        (enough
            && (plain::is_odd(bare)
                || plain::is_base32(bare)
                || says_password
                    && !is_secret
                    && quoted
                    && (is_phrase && !plain::is_status(bare) || !plain::is_sentence(bare))))
        .then_some(at)
    };
    // `mot_de_passe « x »`.
    let opening = texts!["« ", "«\u{a0}", "«\u{202f}"].head(rest);
    if opening > 0 && says_password {
        return Some(next + opening);
    }
    // `PIN entered 4829`, `new PIN 4829 stored`.
    let number = next + texts!["entered ", "is now "].head(rest);
    if is_pin && byte(text, number).is_ascii_digit() {
        return believed(number);
    }
    // `SET x TO 'y'`.
    let is_to = rest.get(..3).is_some_and(|to| to.eq_ignore_ascii_case(b"to "));
    if is_to && before.eq_ignore_ascii_case(b"set") && Quote::at(text, next + 3).is_some() {
        return Some(next + 3);
    }
    // `use the following password to go on: x`.
    if before == b"following" {
        return following(text, next).and_then(believed);
    }
    let may_be_verb = rest.first().is_some_and(|first| begins_verb(*first));
    let verb = |verb: &&[u8]| if rest.starts_with(verb) { believed(next + verb.len()) } else { None };
    if may_be_verb && let Some(found) = VERBS.iter().find_map(verb) {
        return Some(found);
    }
    // `resetting admin password to x`.
    if is_to && says_password {
        return believed(next + 3).filter(|_| is_deed_before(text, name.start));
    }
    // `password is generated for bob: x`.
    let deed = done(rest);
    if rest.get(deed..deed + 4).is_some_and(|whose| whose.eq_ignore_ascii_case(b"for ")) {
        // `refreshed: expires_in=3600` gives a value to another name.
        let is_pair = |at| {
            let name = run_at(text, at, 32, |b| b.is_ascii_alphabetic() || *b == b'_');
            name > 0 && byte(text, at + name) == b'=' && byte(text, at + name + 1).is_ascii_alphanumeric()
        };
        let given = |at, tie| {
            believed(at).filter(|_| matches!(tie, Tie::Sign | Tie::Is) && !is_pair(at)).map(|at| at..at)
        };
        let value = sentence::told(text, next + deed, &given).map(|value| value.start);
        if value.is_some() || !says_password {
            return value;
        }
    }
    // `password on the staging box is still x`.
    if says_password && let Some(value) = sentence::password(text, name) {
        return Some(value.start);
    }
    // `Ihre PIN lautet 4829`.
    let given = |at, tie| believed(at).filter(|_| tie == Tie::Is).map(|at| at..at);
    if is_pin && let Some(value) = sentence::told(text, name.end, &given) {
        return Some(value.start);
    }
    // `password entered: x`.
    if deed > 0 && matches!(rest.item(deed - 1), b':' | b'=') {
        return believed(skip_blanks(text, next + deed));
    }
    if may_be_verb && VERBS.iter().any(|verb| rest.starts_with(verb)) {
        return None;
    }
    // A bare word is believed where a word before the name, or a sign behind it, gives it away.
    if is_one_of(before, texts!["env", "setenv", "setx", "arg"])
        && before.first().is_some_and(|b| *b == b's' || *b == b'E' || *b == b'A')
    {
        return (!token(text, next).is_empty()).then_some(next);
    }
    if !says_password {
        return if Quote::at(text, next).is_some()
            && plain::is_made_up(unquoted(text, next, token(text, next)).1)
        {
            Some(next)
        } else {
            None
        };
    }
    if Quote::at(text, next).is_some()
        || is_one_of(
            before,
            texts!["with", "using", "via", "by", "pass", "entered", "tried", "trying", "typed"],
        )
        || is_one_of(text.cut(name.clone()), texts!["requirepass", "masterauth"])
    {
        return believed(next);
    }
    let sign = texts!["- ", "| ", "~ ", "<- ", "<= "].head(rest);
    if sign > 0 {
        return believed(next + sign);
    }
    // `username root password x`: an account told in words.
    if after_user(text, name.start) {
        let token = token(text, next);
        let ends = text.cut(next + token.len()..).trim_ascii_start().is_empty()
            || matches!(byte(text, next + token.len()), b'\n' | b'\r');
        return (ends && token.len() >= 4 && !plain::is_status(token)).then_some(next);
    }
    if let Some(value) = below(text, next) {
        return Some(value);
    }
    // Words with digits among them behind a name in capitals: `PASSWORD Hunter2`.
    believed(next).filter(|_| plain::is_made_up(token(text, next)))
}

/// The random word that stands alone below a line which speaks of it and ends in a colon.
fn below(text: &[u8], at: usize) -> Option<usize> {
    const LONGEST: usize = 96;
    let line = &text[at..text.len().min(at + LONGEST)];
    let end = line.iter().position(|b| matches!(b, b'\n' | b'\r' | b'\\'))?;
    looked(end);
    let value = super::list::skip_space(text, at + end);
    let word = token(text, value);
    let word = word.split(|b| *b == b'\\').next().unwrap_or_default();
    let is_made = random::looks_random(word) || word.len() >= 12 && plain::is_made_up(word);
    (line[..end].ends_with(b":") && value > at + end && is_made).then_some(value)
}

/// Where the text behind the colon of this line begins.
fn following(text: &[u8], at: usize) -> Option<usize> {
    const LONGEST: usize = 96;
    let words = run_at(text, at, LONGEST, |b| {
        b.is_ascii_alphabetic() || matches!(b, b' ' | b'-' | b',' | b'(' | b')')
    });
    let colon = at + words;
    let value = super::list::skip_space(text, colon + 1);
    (byte(text, colon) == b':' && value > colon + 1).then_some(value)
}

/// Whether a few words before `at` give a value to what stands there: `resetting the admin `, `changed `.
pub(super) fn is_deed_before(text: &[u8], at: usize) -> bool {
    const DEEDS: Texts = texts!["set", "reset", "chang", "updat", "rotat"];
    let head = text.cut(at.saturating_sub(48)..at).trim_ascii_end();
    looked(head.len());
    head.rsplit(|b| *b == b' ').take(4).any(|word| DEEDS.begin_folded(word))
}

/// Length of what says that a value was made or came, with the blank or the sign behind it: `is generated `,
/// `entered:`.
fn done(rest: &[u8]) -> usize {
    const DEEDS: Texts = texts![
        "generated",
        "created",
        "entered",
        "received",
        "supplied",
        "provided",
        "submitted",
        "assigned",
        "issued",
    ];
    let start = texts!["is ", "was ", "has been ", "being "].head(rest);
    let word = run_at(rest, start, 16, u8::is_ascii_lowercase);
    let is_deed = is_one_of(rest.cut(start..start + word), DEEDS);
    if !is_deed {
        return 0;
    }
    match rest.cut(start + word..) {
        [b' ', b':' | b'=', ..] => start + word + 2,
        [b' ' | b':' | b'=', ..] => start + word + 1,
        _ => 0,
    }
}

/// In `secret token=x`: length of the name, of letters alone, and the sign and blanks that stand before a value which needs no
/// name to be one, or before what hides it.
pub(super) fn pair_name(rest: &[u8]) -> usize {
    const LONGEST: usize = 32;
    let name = run(rest, LONGEST, |b| b.is_ascii_alphabetic() || *b == b'_');
    // `token: SecretID: x`, where the second name is one too.
    let blanks = match rest.get(name) {
        Some(b'=') => 0,
        Some(b':') if classify(rest.cut(..name)).is_some() => run_at(rest, name + 1, 24, |b| *b == b' '),
        _ => return 0,
    };
    if name == 0 || blanks == 0 && rest.item(name) == b':' {
        return 0;
    }
    let value = rest.cut(name + 1 + blanks..);
    let end = run(value, 256, |b| b.is_ascii_alphanumeric() || b"+/=_-.".contains(b));
    looked(name + end);
    let is_value = marker::length(value) > 0 || random::looks_random(value.cut(..end));
    if is_value { name + 1 + blanks } else { 0 }
}

/// The token without quotes around it, and whether it had them.
fn unquoted<'t>(text: &'t [u8], at: usize, token: &'t [u8]) -> (bool, &'t [u8]) {
    if let Some((quote, inside)) = Quote::at(text, at) {
        let end = value::closing(text, inside, quote);
        return (true, text.cut(inside..end.unwrap_or((at + token.len()).max(inside))));
    }
    let end = token.iter().rposition(|b| !matches!(b, b'.' | b',' | b';' | b')')).map_or(0, |i| i + 1);
    (false, token.cut(..end))
}

/// Whether a user is named shortly before: `user bob `, `username root\n`.
pub(super) fn after_user(text: &[u8], at: usize) -> bool {
    let head = text.cut(at.saturating_sub(64)..at).trim_ascii_end();
    looked(head.len());
    let mut words = head.rsplit(u8::is_ascii_whitespace);
    let name = words.next().unwrap_or_default();
    !name.is_empty() && is_one_of(words.next().unwrap_or_default(), texts!["user", "username", "login"])
}
