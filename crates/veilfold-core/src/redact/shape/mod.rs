//! Named values in free text: `key=value` in every syntax that logs carry.
//!
//! The scanner finds a word that ends a sensitive name. From there this module looks left for the whole
//! name and right for what ties it to a value: quotes, brackets, a separator. Then [`value`] says where
//! the value ends, and [`plain`] whether it is one: "token: expired" and `password=${PW}` are not.

pub(crate) mod answer;
mod before;
mod block;
mod call;
mod change;
mod code;
mod cookies;
mod glue;
mod jwk;
mod kind;
#[cfg(test)]
mod leaks;
mod list;
pub(crate) mod masked;
pub(crate) mod plain;
mod prose;
mod protocol;
mod random;
pub(crate) mod sentence;
pub(crate) mod settings;
mod sibling;
mod syntax;
mod table;
mod tag;
#[cfg(test)]
mod tests;
mod value;
mod words;

use super::field::{Class, Strength, Style, Verdict, classify};
use super::marker;
use super::work::looked;
use crate::bounds::Bounds as _;
use crate::texts::{Texts, texts};
use core::ops::Range;
use glue::Glue;
use syntax::Spelling;

/// Longest name that is looked at, in bytes.
const LONGEST_NAME: usize = 96;

/// A named value found in free text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where the name stands.
    pub(crate) name: Range<usize>,
    /// What is to be replaced.
    pub(crate) value: Range<usize>,
    /// More values of the same name: rows of one statement.
    pub(crate) more: list::Values,
    /// A bare JSON value (number, array, object) becomes a string: the quote, with this many backslashes.
    pub(crate) quote: Option<Quote>,
}

/// A quotation mark and the backslashes before it: JSON inside a string has one, inside two has three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    pub(crate) mark: u8,
    pub(crate) depth: usize,
    spelling: Spelling,
}

impl Quote {
    fn plain(mark: u8, depth: usize) -> Quote {
        Quote { mark, depth, spelling: Spelling::Plain }
    }

    fn is_mark(b: u8) -> bool {
        matches!(b, b'"' | b'\'' | b'`')
    }

    /// The quote that stands at `at`, and the byte after it.
    fn at(text: &[u8], at: usize) -> Option<(Quote, usize)> {
        let rest = text.get(at..)?;
        let depth = run(rest, 8, |b| *b == b'\\');
        match rest.get(depth) {
            Some(&mark) if Quote::is_mark(mark) => Some((Quote::plain(mark, depth), at + depth + 1)),
            _ => {
                let found = syntax::spelled(text, at).filter(|found| Quote::is_mark(found.byte))?;
                Some((Quote { mark: found.byte, depth: 0, spelling: found.spelling }, found.end))
            }
        }
    }

    /// The quote that opens a value at `at`: as [`Quote::at`], or a doubled one.
    fn opening(text: &[u8], at: usize) -> Option<(Quote, usize)> {
        let (quote, next) = Quote::at(text, at)?;
        let doubled = quote.spelling == Spelling::Plain
            && quote.depth == 0
            && text.get(next) == Some(&quote.mark)
            && text.get(next + 1).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
        Some(if doubled { (Quote { spelling: Spelling::Doubled, ..quote }, next + 1) } else { (quote, next) })
    }

    /// The quote that ends right before `at`, and where it begins.
    fn before(text: &[u8], at: usize) -> Option<(Quote, usize)> {
        let mark = *text.get(at.checked_sub(1)?)?;
        if !Quote::is_mark(mark) {
            let (found, start) = syntax::spelled_before(text, at).filter(|f| Quote::is_mark(f.0.byte))?;
            return Some((Quote { mark: found.byte, depth: 0, spelling: found.spelling }, start));
        }
        let depth = text[..at - 1].iter().rev().take(8).take_while(|b| **b == b'\\').count();
        if depth == 0 && at >= 3 && text[at - 2] == mark && !text[at - 3].is_ascii_alphanumeric() {
            return Some((Quote { mark, depth, spelling: Spelling::Doubled }, at - 2));
        }
        Some((Quote::plain(mark, depth), at - 1 - depth))
    }

    /// Where this quote ends if it stands at `at`, as the second of two.
    fn closes(self, text: &[u8], at: usize) -> Option<usize> {
        if self.spelling == Spelling::Doubled {
            return text.get(at..)?.starts_with(&[self.mark; 2]).then_some(at + 2);
        }
        Quote::at(text, at).filter(|(other, _)| *other == self).map(|(_, next)| next)
    }
}

/// Whether `word`, in any case, is one of `words`.
fn is_one_of(word: &[u8], words: Texts) -> bool {
    words.has_folded(word)
}

/// How many of the first `reach` bytes of `rest` are such that `is`.
fn run(rest: &[u8], reach: usize, is: fn(&u8) -> bool) -> usize {
    rest.iter().take(reach).take_while(|b| is(b)).count()
}

/// As [`run`], of the bytes from `at` on.
fn run_at(text: &[u8], at: usize, reach: usize, is: fn(&u8) -> bool) -> usize {
    run(text.cut(at..), reach, is)
}

/// The byte at `at`; zero behind the end.
#[cfg_attr(target_family = "wasm", inline(never))]
fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(0)
}

/// The name that the word at `word` ends or lies in.
pub(crate) fn name_around(text: &[u8], word: &Range<usize>) -> Range<usize> {
    let part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$') || b >= 0x80;
    let left = text.cut(word.start.saturating_sub(LONGEST_NAME)..word.start);
    let right = text.cut(word.end..text.len().min(word.end + LONGEST_NAME));
    let mut start = word.start - left.iter().rev().take_while(|b| part(**b)).count();
    let mut end = word.end + right.iter().take_while(|b| part(**b)).count();
    looked(end - start);
    // Dots that lead the eye to a value: `password........x`.
    end = text.cut(word.end..end).windows(2).position(|w| w == b"..").map_or(end, |dots| word.end + dots);
    while start < word.start && matches!(text.item(start), b'-' | b'.' | b'$') {
        start += 1;
    }
    start = syntax::name_start(text, start, word.start);
    // `-Dname=x` sets a property of a Java program.
    let is_property = text.cut(..start).ends_with(b"-") && text.item(start) == b'D';
    if is_property && start < word.start && text.item(start + 1).is_ascii_lowercase() {
        start += 1;
    }
    while end > word.end && matches!(text.item(end - 1), b'-' | b'.' | b'$') {
        end -= 1;
    }
    syntax::between_signs(text, start..end, word)
}

/// What is tied to the word at `word` where it ends no name: an argument of a type that it names, or a random value
/// glued to it.
pub(crate) fn glued(text: &[u8], word: &Range<usize>) -> Option<Found> {
    let name = name_around(text, word);
    jwk::parts(text, &name)
        .or_else(|| call::wrapped(text, &name))
        .or_else(|| joined(text, word))
        .or_else(|| sentence::glued(text, word))
}

/// A random value glued to the word at `word` by a dash, a dot or an underline (`acme-SECRET-0123…`). Long
/// runs only: names of pods and of files end in short ones.
fn joined(text: &[u8], word: &Range<usize>) -> Option<Found> {
    const CREDENTIALS: Texts = texts!["key", "secret", "token", "access", "private", "password", "apikey"];
    let says_credential = CREDENTIALS.has_folded(text.cut(word.clone()));
    // `span_…` holds no word: one begins after a sign, or with a capital after a small letter.
    let left = word.start.checked_sub(1).map_or(b' ', |i| text.item(i));
    let first = text.get(word.start).copied().unwrap_or(0);
    let begins = !left.is_ascii_alphabetic() || left.is_ascii_lowercase() && first.is_ascii_uppercase();
    if !says_credential || !begins {
        return None;
    }
    let rest = text.cut(word.end..text.len().min(word.end + 300));
    let joint = rest.iter().take_while(|b| matches!(b, b'-' | b'_' | b'.')).count();
    let rest = rest.cut(joint..);
    let len = rest
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'=' | b'+'))
        .count();
    let value = word.end + joint..word.end + joint + len;
    looked(joint + len);
    let random = joint > 0 && random::random_within(text.cut(value.clone()), 20);
    random.then(|| Found { name: word.clone(), value, more: list::Values::new(), quote: None })
}

/// True when a marker stands where the value begins, and nothing hangs on it: `[REDACTED]x` is a value that
/// somebody made to look like one.
fn hidden_before(begin: &[u8]) -> bool {
    let len = marker::length(begin);
    len > 0 && begin.get(len).is_none_or(|b| !b.is_ascii_alphanumeric())
}

/// The name at `name` with the words before it that belong to it (`API key`), when they say more than it alone.
pub(crate) fn with_words_before(text: &[u8], name: &Range<usize>) -> Option<(Range<usize>, Verdict)> {
    const WORDS: usize = 2;
    let mut start = name.start;
    for _ in 0..WORDS {
        let blank = start.checked_sub(1).filter(|i| text.item(*i) == b' ')?;
        let word = text
            .cut(..blank)
            .iter()
            .rev()
            .take(24)
            .take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80)
            .count();
        looked(word);
        // `has_token=false is_secret=0`: a value is no word of a name.
        if word == 0 || text.cut(..blank - word).ends_with(b"=") {
            return None;
        }
        start = blank - word;
        let verdict = classify(text.cut(start..name.end));
        if let Some(verdict) = verdict.filter(|v| v.strength.is_certain()) {
            return Some((start..name.end, verdict));
        }
    }
    None
}

/// `https://x-access-token:x@host/`: the name is the user of a link, and the host stays in sight.
fn of_user(text: &[u8], name: &Range<usize>) -> Option<Found> {
    if byte(text, name.end) != b':' || !text.cut(..name.start).ends_with(b"://") {
        return None;
    }
    let start = name.end + 1;
    let len = run_at(text, start, 256, |b| b.is_ascii_graphic() && !b"/\"'\\<>`".contains(b));
    looked(len);
    let value = start..start + text.cut(start..start + len).iter().rposition(|b| *b == b'@')?;
    let good = !plain::is_placeholder(text.cut(value.clone()));
    good.then(|| Found { name: name.clone(), value, more: list::Values::new(), quote: None })
}

/// The value that belongs to the name at `name`, if the text gives it one.
pub(crate) fn find(text: &[u8], name: Range<usize>, verdict: Verdict) -> Option<Found> {
    if let Some(found) = of_user(text, &name) {
        return Some(found);
    }
    if let Some(found) = kind::values(text, &name) {
        return Some(found);
    }
    // What is written so tells no secret, unless a policy says so.
    let may_be_public = verdict.class == Class::Credential && !verdict.denied;
    let is_public = || tag::is_public(text.cut(..name.start), text.cut(name.clone()), text.cut(name.end..));
    if names_another(text, &name) || may_be_public && is_public() {
        return None;
    }
    let is_any = verdict.strength.is_certain();
    let says_password = verdict.spoken;
    if is_any {
        let place = list::column(text, &name)
            .or_else(|| list::alternatives(text, &name, says_password))
            .or_else(|| change::values(text, &name, says_password))
            .or_else(|| table::column(text, &name, says_password))
            .or_else(|| list::codes(text, &name));
        if let Some(found) = by_place(place, &name) {
            return Some(found);
        }
    }
    let told =
        protocol::password(text, &name).or_else(|| if is_any { call::typed(text, &name) } else { None });
    if let Some(found) =
        told.or_else(|| if is_any { before::value(text, &name, says_password) } else { None })
    {
        return Some(found);
    }
    let Some(mut glue) = glue::after(text, &name, verdict) else {
        return sentence::glued(text, &name);
    };
    if is_any && list::is_bound(placeholder(text.cut(glue.value..))) {
        return by_place(list::parameter(text, glue.value), &name);
    }
    let is_account = call::takes_account(text.cut(name.clone()));
    let second = if is_account { list::account(text, glue.value, false) } else { None };
    glue.value = second.unwrap_or(glue.value);
    if verdict.style != Style::Line && (glue.loose || glue.colon) {
        glue.value += prose::pair_name(text.cut(glue.value..));
    }
    let is_login = matches!(text.item(name.end - 1), b'h' | b'H')
        && texts!["auth"].end_folded(text.cut(name.clone()))
        && plain::is_login(text.cut(glue.value..));
    let strength = match glue {
        _ if is_login => Strength::Any,
        // Ties so loose that only a random value is believed.
        Glue { loose: true, .. } => Strength::Random,
        _ if second.is_some() => Strength::Any,
        _ => verdict.strength,
    };
    let begin = text.cut(glue.value..);
    let is_hidden = match verdict.style {
        Style::Auth => hidden_before(plain::credentials(begin)),
        Style::Line => cookies::are_hidden(begin),
        Style::Plain => false,
    };
    if is_hidden || hidden_before(begin) || masked::is_wrapped(begin) {
        return None;
    }
    let Some(mut value) = value::extent(text, &glue, verdict.style, strength) else {
        // Terraform: `password: "" => "x"`.
        let (quote, inside) = Quote::at(text, glue.value).filter(|_| is_any)?;
        let new = change::successor(text, inside, Some(quote))?;
        return by_place(Some(core::iter::once(new).collect()), &name);
    };
    let phrase = if is_any && value.quoted.is_none() { plain::phrase(begin) } else { 0 };
    if phrase > 0 {
        value.content.end = value.content.start + phrase;
    }
    let content = text.cut(value.content.clone());
    if glue.colon && is_tagged(text.cut(..glue.value), content) {
        return None;
    }
    if value.quoted.is_none() && !value.container && phrase == 0 {
        // A key in PEM, which has a rule of its own.
        let is_armour = content == b"-----BEGIN";
        if is_armour || plain::is_nothing(content) || plain::is_prose(text, &value.content, &glue, verdict) {
            return None;
        }
    } else if plain::is_placeholder(content) {
        return None;
    }
    let names_variable = value.quoted.is_some() && code::is_variable(text.cut(glue.value..), content);
    if names_variable {
        return None;
    }
    // `--- PASS: TestLogin (0.00s)`: a test passed.
    let is_result = glue.colon && text.cut(name.clone()) == b"PASS" && value.quoted.is_none();
    if is_result {
        let line = text.cut(value.content.end..value::line_end(text, value.content.end));
        if !plain::is_made_up(content) || line.trim_ascii_start().starts_with(b"(") {
            return None;
        }
    }
    // `token == "eof"` of a parser, `password != secret` of a program.
    if glue.compared && (classify(content).is_some() || !says_password && !plain::is_odd(content)) {
        return None;
    }
    let secret = match verdict.style {
        Style::Auth => plain::credentials(content),
        _ => content,
    };
    if plain::is_placeholder(secret) || hidden_before(secret) {
        return None;
    }
    let is_git = || text.cut(..name.end).ends_with(b"user.signingkey") && plain::is_openpgp_id(content);
    if may_be_public && (plain::is_contract(text.cut(name.clone()), content) || is_git()) {
        return None;
    }
    // `<Key>photo.jpg</Key>` names an object.
    if (!value.container || glue.element) && !plain::fits(content, strength) {
        return None;
    }
    // A cookie has a sign between its name and its value: else an option names a file.
    let is_jar = || texts!["cookie", "cookies", "load-cookies"].has_folded(text.cut(name.clone()));
    if glue.flag && !content.contains(&b'=') && is_jar() {
        return None;
    }
    // `--private-key /etc/ssl/a.pem`
    if !value.container && plain::is_directory(content) && texts!["key"].end_folded(text.cut(name.clone())) {
        return None;
    }
    let is_answer = match value.quoted {
        _ if value.container => {
            answer::is_list(content) || may_be_public && !glue.element && settings::are_all(content)
        }
        Some(_) => answer::is_complaint(content),
        None => false,
    };
    if is_answer {
        return None;
    }
    if verdict.style == Style::Line && !value.container {
        return by_place(Some(cookies::values(text, &value.content)), &name);
    }
    // The scheme of a credential is none.
    value.content.start = value.content.end - secret.len();
    let bare = value.container
        || value.quoted.is_none() && content.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    let quote =
        glue.name_quote.filter(|q| bare && q.mark == b'"' && glue.colon && q.spelling == Spelling::Plain);
    let more = change::successor(text, value.content.end, value.quoted)
        .filter(|_| !value.container)
        .into_iter()
        .collect();
    Some(Found { name, value: value.content, more, quote })
}

/// `arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db` names a secret, "Unexpected token: x" what a parser read,
/// `--from-file=password=x` a file, and `checksum/secret: x` of Helm is none of its own.
fn names_another(text: &[u8], name: &Range<usize>) -> bool {
    let head = text.cut(..name.start);
    ends_in_account(head)
        || head.ends_with(b"nexpected ") && text.cut(name.clone()).eq_ignore_ascii_case(b"token")
        || head.last() == Some(&b'=') && head.ends_with(b"--from-file=")
        // `${PASSWORD:?not set}` of a shell, and `postgresql://<user>:<password>@host`.
        || head.ends_with(b"${") && text.has_at(name.end, b":?")
        || head.ends_with(b":<") && text.has_at(name.end, b">")
        || head.last() == Some(&b'/') && head.ends_with(b"checksum/") && {
            let value = text.cut(name.end..).strip_prefix(b": ").unwrap_or_default();
            run(value, 64, u8::is_ascii_hexdigit) >= 40
        }
}

/// True behind the account of an ARN, twelve digits between colons. Other numbers before a
/// colon are times: `1732760000123:password=x`.
pub(crate) fn ends_in_account(head: &[u8]) -> bool {
    let last = head.get(head.len().saturating_sub(14)..).unwrap_or_default();
    matches!(last, [b':', account @ .., b':'] if account.len() == 12 && account.iter().all(u8::is_ascii_digit))
}

/// True for the name behind a tag of YAML that says where a secret is: `!secret wifi`, `!env DB_PASSWORD`.
fn is_tagged(head: &[u8], name: &[u8]) -> bool {
    texts!["!secret", "!env", "!vault-ref"].end(head.trim_ascii_end())
        && name.iter().all(|b| b.is_ascii_alphabetic() || b"_-/.#:".contains(b))
}

/// What may be a place for a parameter.
fn placeholder(rest: &[u8]) -> &[u8] {
    let rest = &rest[..rest.len().min(6)];
    let end =
        rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b',' | b')' | b';' | b'\'' | b'"'));
    &rest[..end.unwrap_or(rest.len())]
}

fn by_place(values: Option<list::Values>, name: &Range<usize>) -> Option<Found> {
    let mut values = values?.into_iter();
    let value = values.next()?;
    Some(Found { name: name.clone(), value, more: values.collect(), quote: None })
}
