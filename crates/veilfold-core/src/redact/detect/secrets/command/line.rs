//! The words of a command's line or of a list of arguments, and the value that a form finds among them.

use super::super::super::bytes::{Class, run_back, slice};
use super::super::super::opaque::{mixed, opaque, placeholder};
use super::super::url::is_filler;
use crate::bounds::Bounds as _;
use crate::redact::field::classify;
use crate::redact::marker;
use crate::redact::shape::plain::is_status;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// Where on its line a command has its password.
pub(super) enum Form {
    /// Behind one of these options.
    Option(&'static [&'static [u8]]),
    /// As [`Form::Option`], behind a user and one of these signs.
    Account(&'static [&'static [u8]], &'static [u8]),
    /// As [`Form::Option`], where a name and `=` stand before it: else it is the name of a file.
    Pairs(&'static [&'static [u8]]),
    /// A user, a colon and the password, as the first argument.
    FirstAccount,
    /// Joined to its option.
    Joined(&'static [&'static [u8]]),
    /// Behind a name and `=` in the first word.
    Named,
    /// The argument of this number, options not counted.
    Argument(usize),
    /// The last argument, where an option has the letter `b`.
    LastOfBatch,
    /// Behind `/user:x`.
    Share,
    /// In `user/password@base`, or with another sign between: not without an `@` then.
    Split(u8),
    /// From the standard input: `echo x |` before it.
    Piped,
    /// It prints the secret, which is the next line.
    Printed,
}

use Form::{
    Account, Argument, FirstAccount, Joined, LastOfBatch, Named, Option as Opt, Pairs, Piped, Printed, Share,
    Split,
};

/// The word or, in a list, the text behind the comma at `at`, and where it ends.
fn next_word(line: &[u8], at: usize, listed: bool) -> Option<(Range<usize>, usize)> {
    let blanks =
        |at: usize| at + line.cut(at..).iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n')).count();
    let from = blanks(at);
    if !listed {
        let to = word_end(line, from);
        return (to > from).then_some((from..to, to));
    }
    // Go prints no commas, and the audit of Linux the number of each argument: `a1="-p" a2="x"`.
    let next = blanks(from + usize::from(line.has_at(from, b",")));
    // `spawn('mysql', ['-px'])`.
    let next = blanks(next + usize::from(line.has_at(next, b"[")));
    let number = line.cut(next..).iter().take(4).take_while(|b| **b == b'a' || b.is_ascii_digit()).count();
    let open = next + if line.has_at(next + number, b"=") { number + 1 } else { 0 };
    let quote = line.get(open).filter(|b| open > at && matches!(b, b'\'' | b'"'))?;
    let rest = line.cut(open + 1..);
    let is_end = |i: &usize| rest.item(*i) == *quote && (*i == 0 || rest.item(*i - 1) != b'\\');
    let to = open + 1 + (0..rest.len()).find(is_end)?;
    Some((open + 1..to, to + 1))
}

/// The value that `form` finds on the rest of a command's line, or in the rest of a list of arguments.
pub(super) fn value(form: &Form, line: &[u8], listed: bool) -> Option<Range<usize>> {
    let words = || {
        let mut at = 0;
        core::iter::from_fn(move || {
            let (word, end) = next_word(line, at, listed)?;
            at = end;
            Some(word)
        })
    };
    let is_option = |w: &Range<usize>| matches!(line.item(w.start), b'-' | b'<');
    let option = |options| after(line, words(), options);
    let (word, signs): (Range<usize>, &[u8]) = match form {
        Opt(options) => (option(options)?, b""),
        Named => {
            let word = words().next()?;
            let name = line.cut(word.clone()).iter().position(|b| *b == b'=')?;
            (word.start + name + 1..word.end, b"")
        }
        Pairs(options) => {
            let word = option(options)?;
            let pairs = line.cut(word.clone());
            let name = pairs.iter().position(|b| *b == b'=')? + 1;
            // The name of a cookie stays where it is the only one.
            let start = word.start + if pairs.contains(&b';') { 0 } else { name };
            (start..word.end, b"")
        }
        Account(options, signs) => {
            let joined = || {
                let short = |w: &Range<usize>| {
                    options.iter().any(|o| o.len() == 2 && line.cut(w.clone()).starts_with(o))
                };
                words().find(short).map(|w| w.start + 2..w.end).filter(|w| w.start < w.end)
            };
            let word = option(options).or_else(joined)?;
            let inner = unquoted(line, word.clone());
            let login = line.cut(inner.clone());
            let user = login.iter().position(|b| signs.contains(b))?;
            if marker::length(login) > 0 {
                return None;
            }
            let key = login.cut(..user);
            if key.len() >= 16 && is_filler(login.cut(user + 1..)) && mixed(key) && opaque(key) {
                (inner.start..inner.start + user, b"")
            } else {
                (word, signs)
            }
        }
        Joined(options) => {
            let mut values = words().filter_map(|w| {
                let option = options.iter().find(|o| line.cut(w.clone()).starts_with(o))?;
                let value = w.start + option.len()..w.end;
                (!value.is_empty()).then_some(value)
            });
            // What is hidden was the value of this command; the next is that of another on its line.
            return values.find_map(|value| {
                let is_hidden = marker::length(line.cut(value.start..)) > 0;
                if is_hidden { Some(None) } else { good(line, value, b"").map(Some) }
            })?;
        }
        Argument(_) | FirstAccount | LastOfBatch | Split(_) => {
            let number = match form {
                Argument(n) => *n,
                LastOfBatch => {
                    let has = |sign| words().any(|w| is_option(&w) && line.cut(w).contains(&sign));
                    // With `-n` there is no file before the user.
                    has(b'b').then_some(2 - usize::from(has(b'n')))?
                }
                _ => 0,
            };
            // `-C 10` of htpasswd.
            let is_cost = |w: &Range<usize>| {
                matches!(form, LastOfBatch) && line.cut(w.clone()).iter().all(u8::is_ascii_digit)
            };
            let word = words().filter(|w| !is_option(w) && !is_cost(w)).nth(number)?;
            let text = line.cut(word.clone());
            match form {
                FirstAccount => (word, b":"),
                Split(sign) => {
                    let from = text.iter().position(|b| b == sign).filter(|i| *i > 0)? + 1;
                    let host =
                        text.cut(from..).iter().rposition(|b| *b == b'@').map(|i| word.start + from + i);
                    let end = if *sign == b'/' { word.end } else { host? };
                    (word.start + from..host.unwrap_or(end), b"")
                }
                Argument(_) => {
                    // A sentence goes on: `vault login succeeded`, `rclone obscure Failed`.
                    let said = text.strip_suffix(b":").unwrap_or(text);
                    if number == 0 && (said.iter().all(u8::is_ascii_lowercase) || is_status(said)) {
                        return None;
                    }
                    // `vault login token=x`.
                    let name = if text.starts_with(b"token=") { b"token=".len() } else { 0 };
                    (word.start + name..word.end, b"")
                }
                _ => (word, b""),
            }
        }
        Share => {
            let user = words().find(|w| {
                line.cut(w.clone()).len() > 6
                    && line.cut(w.start..w.start + 6).eq_ignore_ascii_case(b"/user:")
            })?;
            let next = words().find(|w| w.start >= user.end).filter(|w| line.item(w.start) != b'/');
            // The password may stand before the user as well, behind the share.
            let before = || {
                let word = words().take_while(|w| w.end < user.start).last()?;
                (line.item(word.start) != b'\\' && line.item(word.end - 1) != b':').then_some(word)
            };
            (next.or_else(before)?, b"")
        }
        Piped | Printed => return None,
    };
    good(line, word, signs)
}

/// The word behind one of `options`, or joined to one that ends in a sign.
fn after(
    line: &[u8],
    mut words: impl Iterator<Item = Range<usize>>,
    options: &[&[u8]],
) -> Option<Range<usize>> {
    while let Some(word) = words.next() {
        let text = line.cut(word.clone());
        if options.contains(&text) {
            return words.next();
        }
        let joined = options.iter().find(|o| o.ends_with(b"=") || o.ends_with(b":"));
        if let Some(option) = joined.filter(|o| text.starts_with(o) && text.len() > o.len()) {
            return Some(word.start + option.len()..word.end);
        }
    }
    None
}

/// The value in `word`, if it is one; with `signs` it is a user and a password.
fn good(line: &[u8], word: Range<usize>, signs: &[u8]) -> Option<Range<usize>> {
    let span = unquoted(line, word);
    let value = line.get(span.clone())?;
    let (user, secret) = if signs.is_empty() {
        (&b""[..], value)
    } else {
        let split = value.iter().position(|b| signs.contains(b))?;
        (&value[..split], value.cut(split + 1..))
    };
    let is_name = |v: &[u8]| v.starts_with(b"{{") || v.starts_with(b"{") && !v.iter().any(u8::is_ascii_digit);
    let is_json = value.starts_with(b"{\"");
    let good = (is_json || !placeholder(value))
        | (!signs.is_empty() && value.starts_with(b"{") && !is_name(value))
        && secret.iter().any(|b| b.is_ascii_alphanumeric() || !b.is_ascii())
        && !matches!(secret.item(0), b'-' | b'$' | b'/' | b'|')
        && (is_json || !placeholder(secret))
        && !user.starts_with(b"$")
        && !is_name(user)
        && !filler(user)
        && secret != b"\""
        && !(secret.starts_with(b"http:") || secret.starts_with(b"https:"));
    good.then_some(span)
}

/// What `echo x |` gives to the command at `at`.
pub(super) fn piped(text: &[u8], at: usize) -> Option<Range<usize>> {
    let from = at.saturating_sub(200);
    let head = slice(text, from, at);
    let start = head.iter().rposition(|b| matches!(b, b'\n' | b';')).map_or(0, |i| i + 1);
    let head = head.cut(start..).trim_ascii_end();
    let head = head.strip_suffix(b"sudo").unwrap_or(head).trim_ascii_end();
    let head = head.strip_suffix(b"|")?.trim_ascii_end();
    let echo = head.windows(5).rposition(|w| w == b"echo ")? + 5;
    let inner = said(head, echo)?;
    // One word, and nothing but it.
    let ends = !head.cut(inner.end..).iter().any(u8::is_ascii_whitespace);
    ends.then_some(from + start + inner.start..from + start + inner.end)
}

/// In `+login joe x +quit`: whether another command comes behind a password.
pub(super) fn goes_on(line: &[u8]) -> bool {
    let mut words = line.split(|b| *b == b' ').skip(1).map(|word| word.starts_with(b"+"));
    words.next() == Some(false) && words.any(|is_command| is_command)
}

/// `joe/x@base`, as SQL*Plus takes a login.
pub(super) fn names_base(line: &[u8]) -> bool {
    let login = line.split(|b| *b == b' ').next().unwrap_or_default();
    let mut parts = login.splitn(2, |b| *b == b'/');
    let is_name = parts.next().is_some_and(|user| {
        !user.is_empty() && user.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'#'))
    });
    is_name && parts.next().is_some_and(|rest| rest.contains(&b'@'))
}

/// The line behind the command that ends at `end`, where it is one word that looks made up: no name, no path.
pub(super) fn printed(text: &[u8], end: usize) -> Option<Range<usize>> {
    text.has_at(end, b"\n").then_some(())?;
    let line = slice(text, end + 1, end + 257);
    let line = line.cut(..line.iter().position(|b| *b == b'\n').unwrap_or(line.len())).trim_ascii_end();
    let is_one = line.len() >= 8 && line.iter().all(u8::is_ascii_graphic);
    // `secret/db-0`, `node-12`, `x=1`
    let digits = line.iter().filter(|b| b.is_ascii_digit()).count();
    let is_name = line.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-./:_".contains(b))
        && (digits < 3 || line.iter().any(|b| b"/:".contains(b)));
    let is_date = matches!(line, [_, _, _, _, b'-', _, _, b'-', ..] | [_, _, _, _, b'/', _, _, b'/', ..]);
    (is_one && !is_name && !is_date && mixed(line) && !placeholder(line))
        .then_some(end + 1..end + 1 + line.len())
}

/// What `echo` between `start` and `from` gives to the option or the variable before it: `--key-file <(echo x)`,
/// `PASS="$(echo x | base64)"`, `--password-command 'echo x'`.
pub(super) fn echoed(text: &[u8], start: usize, from: usize) -> Option<Range<usize>> {
    // Options that take a command or a file, and are no names of secrets for that.
    const TAKERS: Texts = texts!["password-command", "passwordeval", "password-file", "key-file", "keyfile"];
    let opened = run_back(text, start, const { Class::of("(<$`\\\"'") }, 4);
    let tied = run_back(text, opened, const { Class::of("= ") }, 2);
    let name = text.cut(run_back(text, tied, const { Class::of("A-Za-z0-9_-") }, 48)..tied);
    let takes =
        || TAKERS.end_folded(name) || classify(name).is_some_and(|verdict| verdict.strength.is_certain());
    if opened == start || tied == opened || !takes() {
        return None;
    }
    let line = slice(text, from, from + 256);
    let found = said(line, 0)?;
    // One word, and nothing but it.
    let goes_on =
        line.has_at(found.end, b" ") && line.get(found.end + 1).is_some_and(u8::is_ascii_alphanumeric);
    // `echo off`, `echo cert.pem`
    let is_word = line.cut(found.clone()).iter().all(|b| b.is_ascii_lowercase() || *b == b'.');
    (!goes_on && !is_word).then_some(from + found.start..from + found.end)
}

/// The first word from `at` on that is no option, nor the form of `printf`, if it may be a secret.
fn said(line: &[u8], mut at: usize) -> Option<Range<usize>> {
    while line.has_at(at, b"-") || line.cut(at..).iter().take(2).any(|b| *b == b'%') {
        at = word_end(line, at) + 1;
        if at >= line.len() {
            return None;
        }
    }
    good(line, at..word_end(line, at), b"")
}

/// `xxx:yyy` is from a manual.
fn filler(user: &[u8]) -> bool {
    !user.is_empty() && user.iter().all(|b| matches!(b, b'x' | b'X'))
}

/// End of a shell word at `from`, quotes kept together. A quote that nothing closes is the end of a command that stands in
/// quotes itself: `ran "mysql -px" at noon`.
fn word_end(line: &[u8], from: usize) -> usize {
    let mut quote = None;
    for (i, &b) in line.iter().enumerate().skip(from) {
        match quote {
            Some(q) if b == q => quote = None,
            Some(_) => {}
            None if b == b'\'' || b == b'"' => {
                let rest = line.cut(i + 1..);
                if i == from || rest.contains(&b) {
                    quote = Some(b);
                } else if matches!(rest, [] | [b' ' | b'\t' | b',' | b'.' | b';' | b')' | b']' | b'}', ..]) {
                    return i;
                }
            }
            None if matches!(b, b' ' | b'\t' | b'\n') => return i,
            None => {}
        }
    }
    line.len()
}

/// A shell word without the quotes around it, escaped or not.
fn unquoted(line: &[u8], word: Range<usize>) -> Range<usize> {
    let (mut from, mut to) = (word.start, word.end);
    let quote = |b: Option<&u8>| matches!(b, Some(b'"' | b'\'' | b'\\' | b'`' | b',' | b')'));
    while from < to && quote(line.get(from)) {
        from += 1;
    }
    while to > from && quote(line.get(to - 1)) {
        to -= 1;
    }
    from..to
}
