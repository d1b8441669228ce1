//! Values that their place in a list names: columns and values of SQL, bound parameters, a user and a password.

use super::glue::skip_blanks;
use super::{Quote, byte, plain, value};
use crate::bounds::Bounds as _;
use crate::few::Few;
use crate::redact::work::looked;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// How far a list reaches, in bytes.
const REACH: usize = 512;
/// How far behind a statement its parameters may stand.
const PARAMETERS: usize = 1024;
/// How many values one column is compared with.
const ALTERNATIVES: usize = 8;
/// How many rows of one statement are looked at.
const ROWS: usize = 64;

/// The values of a name, in their order.
pub(super) type Values = Few<[Range<usize>; 2]>;

/// Length of a Go type before the `{` of a literal: `[]string{"x"}`, `map[string]string{…}`.
pub(super) fn go_type(rest: &[u8]) -> usize {
    let pointer = usize::from(rest.first() == Some(&b'&'));
    let map = if rest.has_at(pointer, b"map[") { 3 } else { 0 };
    let open = pointer + map;
    if rest.get(open) != Some(&b'[') {
        return 0;
    }
    let window = &rest[..rest.len().min(64)];
    let Some(close) = window.iter().position(|b| *b == b']') else { return 0 };
    let index = window.cut(open + 1..close);
    if map == 0 && !index.iter().all(u8::is_ascii_digit) {
        return 0;
    }
    let ident = window
        .cut(close + 1..)
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'*' | b'_' | b'[' | b']'))
        .count();
    let mut end = close + 1 + ident;
    if window.has_at(close + 1, b"interface {}") {
        end = close + 1 + b"interface {}".len();
    }
    looked(end);
    if ident > 0 && window.get(end) == Some(&b'{') { end } else { 0 }
}

/// Where the second of exactly two texts in brackets begins: `("bob", "x")`, also behind the name of a type:
/// `new NetworkCredential("bob", "x")`. A `call` may have a third, such as a domain, or do something to the second.
pub(super) fn account(text: &[u8], at: usize, call: bool) -> Option<usize> {
    let rest = text.get(at..)?;
    let new = if rest.starts_with(b"new ") { 4 } else { 0 };
    let word =
        rest.cut(new..).iter().take(64).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'));
    let (at, call) = match new + word.count() {
        0 => (at, call),
        skip => (at + skip, true),
    };
    if !matches!(byte(text, at), b'(' | b'[') {
        return None;
    }
    let first = skip_blanks(text, at + 1);
    let Some((user, inside)) = Quote::at(text, first) else { return printed(text, first) };
    let end = value::closing(text, inside, user)?;
    let comma = skip_blanks(text, user.closes(text, end)?);
    if byte(text, comma) != b',' {
        return None;
    }
    let second = skip_blanks(text, comma + 1);
    let (password, inside) = Quote::at(text, second)?;
    let end = skip_blanks(text, password.closes(text, value::closing(text, inside, password)?)?);
    let end = if byte(text, end) == b',' { skip_blanks(text, end + 1) } else { end };
    let goes_on = call && (byte(text, end) == b'.' || Quote::at(text, end).is_some());
    (goes_on || matches!(byte(text, end), b')' | b']')).then_some(second)
}

/// The second of `(bob, x)`, as an object prints itself: believed where it is no word.
fn printed(text: &[u8], at: usize) -> Option<usize> {
    let word = |at: usize| {
        let rest = text.get(at..).unwrap_or_default().iter().take(64);
        let len =
            rest.take_while(|b| b.is_ascii_graphic() && !matches!(b, b',' | b')' | b'(' | b'=')).count();
        looked(len);
        at + len
    };
    let comma = word(at);
    let second = skip_blanks(text, comma + 1);
    let end = word(second);
    let is_pair = comma > at && byte(text, comma) == b',' && byte(text, end) == b')';
    (is_pair && plain::is_made_up(text.cut(second..end))).then_some(second)
}

pub(super) fn skip_space(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let mut len = 0;
    while len < 64 {
        len += match rest.cut(len..) {
            [b' ' | b'\t' | b'\r' | b'\n', ..] => 1,
            [b'\\', b'n' | b't' | b'r', ..] => 2,
            _ => break,
        };
    }
    at + len
}

/// The codes behind the name at `name`, on its line, in a list, or on the lines below: `Your emergency scratch codes are:`.
pub(super) fn codes(text: &[u8], name: &Range<usize>) -> Option<Values> {
    if !texts!["codes"].end_folded(text.cut(name.clone())) {
        return None;
    }
    let is_word = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b' ' | b'(' | b')');
    let words = text.cut(name.end..).iter().take(64).take_while(|b| is_word(b)).count();
    looked(words);
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
    let mut at = name.end + words;
    let mut values = Values::new();
    if !matches!(byte(text, at), b':' | b'=') {
        return None;
    }
    while values.len() < ROWS {
        let between = |b: &u8| b.is_ascii_whitespace() || b"\"'[,:=\\".contains(b);
        let start = at + text.cut(at..).iter().take(16).take_while(|b| between(b)).count();
        let end = start + text.cut(start..).iter().take(25).take_while(|b| is_part(b)).count();
        looked(end - at);
        let code = text.cut(start..end);
        if !(6..=24).contains(&code.len()) || !code.iter().any(u8::is_ascii_digit) {
            break;
        }
        values.push(start..end);
        at = end;
    }
    // `backup codes for bob:\nuser42 left`
    let goes_on =
        values.len() == 1 && byte(text, at) == b' ' && text.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
    (!values.is_empty() && !goes_on).then_some(values)
}

/// The values of the column at `name`, which is an item of a list in brackets: `(email, password) VALUES (…), (…)`,
/// `Key (email, password)=(…)`.
pub(super) fn column(text: &[u8], name: &Range<usize>) -> Option<Values> {
    let is_column = |b: &u8| {
        b.is_ascii_alphanumeric()
            || matches!(b, b'_' | b'.' | b'`' | b'"' | b'[' | b']' | b',' | b' ' | b'\n' | b'\\' | 0x80..)
    };
    let window = text.cut(name.start.saturating_sub(REACH)..name.start);
    let open = window.iter().rposition(|b| !is_column(b))?;
    if window.item(open) != b'(' {
        return None;
    }
    let index = window.cut(open..).iter().filter(|b| **b == b',').count();
    let rest = text.cut(name.end..text.len().min(name.end + REACH));
    let close = rest.iter().position(|b| !is_column(b))?;
    looked(window.len() - open + close);
    if rest.item(close) != b')' {
        return None;
    }
    let mut at = skip_space(text, name.end + close + 1);
    let is_insert = text.get(at..at + 6)?.eq_ignore_ascii_case(b"values");
    at = match byte(text, at) {
        _ if is_insert => skip_space(text, at + 6),
        b'=' => at + 1,
        _ => return None,
    };
    let mut values = Values::new();
    for _ in 0..ROWS {
        if byte(text, at) != b'(' {
            break;
        }
        let (item, end) = item(text, at, index)?;
        if is_bound(text.cut(item.clone())) {
            return parameter(text, item.start);
        }
        if !plain::is_nothing(text.cut(item.clone())) {
            values.push(item);
        }
        at = skip_space(text, end);
        if byte(text, at) != b',' {
            break;
        }
        at = skip_space(text, at + 1);
    }
    (!values.is_empty()).then_some(values)
}

/// The values that the column at `name` is compared with: `password IN ('x', 'y')`, `password LIKE 'x%'`.
pub(super) fn alternatives(text: &[u8], name: &Range<usize>, says_password: bool) -> Option<Values> {
    let mut at = name.end + usize::from(matches!(byte(text, name.end), b'"' | b'`' | b']'));
    let mut word = |words: &[&'static [u8]]| {
        let next = skip_blanks(text, at);
        let rest = text.get(next..).filter(|_| next > at)?;
        let word = words.iter().find(|w| rest.len() > w.len() && rest[..w.len()].eq_ignore_ascii_case(w))?;
        at = next + word.len();
        Some(*word)
    };
    word(&[b"not"]);
    let word = word(&[b"in", b"like", b"ilike", b"rlike", b"regexp"])?;
    let open = skip_blanks(text, at);
    let mut values = Values::new();
    if word.eq_ignore_ascii_case(b"in") {
        if byte(text, open) != b'(' {
            return None;
        }
        for index in 0..ALTERNATIVES {
            let Some((item, _)) = item(text, open, index) else { break };
            values.push(item);
        }
    } else {
        let (quote, inside) = Quote::at(text, open)?;
        values.push(inside..value::closing(text, inside, quote)?);
    }
    // Names of other columns, places for parameters and words of a program are none.
    values.retain(|item| {
        let content = text.cut(item.clone());
        let is_text = item.start.checked_sub(1).is_some_and(|i| Quote::is_mark(text.item(i)));
        let believed = if says_password { !plain::is_sentence(content) } else { plain::is_odd(content) };
        is_text && believed && !plain::is_nothing(content)
    });
    (!values.is_empty()).then_some(values)
}

/// The `index`th item of the list in brackets at `open`, without its quotes, and where the list ends.
fn item(text: &[u8], open: usize, index: usize) -> Option<(Range<usize>, usize)> {
    let stop = text.len().min(open + 4 * REACH);
    let (mut at, mut start, mut n, mut depth) = (open + 1, open + 1, 0, 0usize);
    let mut found = None;
    while at < stop {
        match text.item(at) {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth > 0 => depth -= 1,
            b @ (b',' | b')' | b']') if depth == 0 => {
                if n == index {
                    found = Some(trimmed(text, start..at));
                }
                (n, start) = (n + 1, at + 1);
                if b != b',' {
                    looked(at - open);
                    return Some((found?, at + 1));
                }
            }
            b'\'' | b'"' | b'\\' => {
                if let Some((quote, inside)) = Quote::at(text, at) {
                    let end = value::closing(&text[..stop], inside, quote)?;
                    at = quote.closes(text, end)?;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    looked(at - open);
    // A list that was cut off.
    found.or_else(|| (n == index).then(|| trimmed(text, start..stop))).map(|item| (item, stop))
}

/// Without blanks, and without the quotes of a single string (`N'x'`, `b'x'`).
fn trimmed(text: &[u8], item: Range<usize>) -> Range<usize> {
    let start = skip_space(text, item.start).min(item.end);
    let end = start + text.cut(start..item.end).trim_ascii_end().len();
    let prefix = usize::from(byte(text, start).is_ascii_alphabetic());
    if let Some((quote, inside)) = Quote::at(text, start + prefix)
        && let Some(close) = value::closing(text.cut(..end), inside, quote)
        && quote.closes(text, close) == Some(end)
    {
        return inside..close;
    }
    start..end
}

/// A place for a parameter: `?`, `%s`, `$1`, `:1`, `@p1`.
pub(super) fn is_bound(item: &[u8]) -> bool {
    match item {
        b"?" | b"%s" => true,
        [b'$' | b':', n @ ..] | [b'@', b'p' | b'P', n @ ..] => {
            !n.is_empty() && n.len() <= 3 && n.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

/// The parameter that takes the place at `at`, in a list behind the statement: `[parameters: ('a', 'x')]`.
pub(super) fn parameter(text: &[u8], at: usize) -> Option<Values> {
    const SAYS: Texts = texts!["parameters", "params", "args", "binds", "values", "bindings"];
    let rest = text.cut(at..text.len().min(at + PARAMETERS));
    let sign = if rest.starts_with(b"%s") { &b"%s"[..] } else { rest.cut(..1) };
    let digits =
        rest.cut(1..).iter().skip_while(|b| b.is_ascii_alphabetic()).take_while(|b| b.is_ascii_digit());
    let number = digits.take(3).fold(0, |n, d| n * 10 + usize::from(d - b'0'));
    let index = match sign {
        // The number of places before it.
        b"?" | b"%s" => {
            let before = text.cut(at.saturating_sub(PARAMETERS)..at);
            looked(before.len());
            before.windows(sign.len()).filter(|w| *w == sign).count()
        }
        _ => number.checked_sub(1)?,
    };
    let mut i = 0;
    let open = loop {
        let Some(tie) = rest.cut(i..).iter().position(|b| matches!(b, b':' | b'=')) else {
            break bindings(text, at)?;
        };
        let list = i + tie;
        let word = rest.cut(..list).trim_ascii_end();
        let word = word.strip_suffix(b"\"").unwrap_or(word);
        let open = skip_space(text, at + list + 1);
        let is_said = SAYS.end_folded(word);
        if is_said && sign == b"$" && byte(text, open) == b'$' {
            return numbered(text, open, number);
        }
        if is_said && matches!(byte(text, open), b'(' | b'[') {
            looked(list);
            break open;
        }
        i = list + 1;
    };
    // Rows of parameters go as a whole.
    let inner = skip_space(text, open + 1);
    if matches!(byte(text, inner), b'(' | b'[') {
        let end = value::list_end(text, open)?;
        return Some(core::iter::once(open..end).collect());
    }
    let (item, _) = item(text, open, index)?;
    (!plain::is_nothing(text.cut(item.clone()))).then(|| core::iter::once(item).collect())
}

/// Where the list of parameters opens that stands before its statement, as knex prints them: `bindings: [ 'x', 7 ], sql: …`.
fn bindings(text: &[u8], at: usize) -> Option<usize> {
    const NAME: &[u8] = b"bindings: [";
    let from = at.saturating_sub(PARAMETERS);
    let head = text.cut(from..at);
    looked(head.len());
    head.windows(NAME.len()).rposition(|w| w == NAME).map(|found| from + found + NAME.len() - 1)
}

/// The parameter of this number in `$1 = 'a', $2 = 'b'`, as a database tells them.
fn numbered(text: &[u8], at: usize, number: usize) -> Option<Values> {
    let mut at = at;
    loop {
        let rest = text.get(at..)?.strip_prefix(b"$")?;
        let digits = rest.iter().take(3).take_while(|b| b.is_ascii_digit());
        let (len, found) = digits.fold((0, 0), |(len, n), d| (len + 1, n * 10 + usize::from(d - b'0')));
        let value = at + 1 + len + b" = ".len();
        rest.get(len..)?.starts_with(b" = ").then_some(())?;
        let end = match Quote::at(text, value) {
            Some((quote, inside)) => {
                let end = value::closing(text, inside, quote)?;
                if found == number {
                    let is_value = !plain::is_placeholder(text.cut(inside..end));
                    return is_value.then(|| core::iter::once(inside..end).collect());
                }
                quote.closes(text, end)?
            }
            None if text.has_at(value, b"NULL") => value + b"NULL".len(),
            None => return None,
        };
        at = skip_blanks(text, end + usize::from(byte(text, end) == b','));
    }
}
