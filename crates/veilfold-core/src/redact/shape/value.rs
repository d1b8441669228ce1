//! Where a value ends.

use super::super::field::{Strength, Style};
use super::glue::{Glue, pair_begins, skip_blanks};
use super::syntax::{self, Spelling};
use super::{Quote, block, byte, code, list, plain, run, run_at};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::search;
use core::ops::Range;

/// A value in the text.
pub(super) struct Value {
    /// Without its quotes.
    pub(super) content: Range<usize>,
    /// Its quote.
    pub(super) quoted: Option<Quote>,
    /// An array or an object, brackets included.
    pub(super) container: bool,
}

/// How far a closing quote or bracket is looked for, in bytes; beyond, the value ends with the line.
const REACH: usize = 8192;

/// How far the value of a weak name is looked at, in bytes.
const WEAK_REACH: usize = 600;

/// The value that begins at `glue.value`.
pub(super) fn extent(text: &[u8], glue: &Glue, style: Style, strength: Strength) -> Option<Value> {
    // A name that asks for a random value asks for a short one: no need to look further.
    let text = if strength.is_certain() { text } else { &text[..text.len().min(glue.value + WEAK_REACH)] };
    let start = glue.value;
    let rest = text.get(start..)?;
    if glue.element {
        let end = element_end(text, start);
        // `]]>` closes what `<![CDATA[` opened.
        let content = text.cut(start..end).trim_ascii_end();
        let trimmed = content.strip_suffix(b"]]>").unwrap_or(content).trim_ascii_end().len();
        return (trimmed > 0).then_some(Value {
            content: start..start + trimmed,
            quoted: None,
            container: true,
        });
    }
    if glue.block {
        return block::extent(text, glue).map(|content| Value { content, quoted: None, container: false });
    }
    if let Some((quote, inside)) = opening(text, start)
        && glue.open_quote != Some(quote)
    {
        let end = closing(text, inside, quote).unwrap_or_else(|| line_end(text, inside));
        let (quote, inside, end) = fallback(text, start, quote, inside..end).unwrap_or((quote, inside, end));
        return (end > inside).then_some(Value {
            content: inside..end,
            quoted: Some(quote),
            container: false,
        });
    }
    let start = start + list::go_type(rest);
    let rest = text.cut(start..);
    let is_tuple = rest.first() == Some(&b'(') && Quote::at(text, skip_blanks(text, start + 1)).is_some();
    match rest.first()? {
        b'(' if is_tuple && !glue.query && strength.is_certain() => {
            let end = balanced(text, start, glue.open_quote).unwrap_or_else(|| line_end(text, start));
            Some(Value { content: start..end, quoted: None, container: true })
        }
        // Under a name that says so by itself.
        b'[' | b'{' if !plain::is_template(rest) && !glue.query && strength.is_certain() => {
            let end = balanced(text, start, glue.open_quote).unwrap_or_else(|| line_end(text, start));
            Some(Value { content: start..end, quoted: None, container: true })
        }
        _ => {
            let end = unquoted_end(text, glue, style);
            let end = if end > start { glued_quote(text, end) } else { end };
            (end > start).then_some(Value { content: start..end, quoted: None, container: false })
        }
    }
}

/// What stands beside the name of a variable, for where it is not set: `env("PG_MAIN", "x")`, `env("PG_MAIN", default="x")`.
fn fallback(text: &[u8], call: usize, quote: Quote, name: Range<usize>) -> Option<(Quote, usize, usize)> {
    if !code::is_variable(text.cut(call..), text.cut(name.clone())) {
        return None;
    }
    let comma = skip_blanks(text, quote.closes(text, name.end)?);
    let second = skip_blanks(text, comma + 1);
    let word = run(text.get(second..)?, 16, |b| b.is_ascii_alphabetic() || *b == b'_');
    let is_named = word > 0 && byte(text, second + word) == b'=';
    let (quote, inside) = Quote::at(text, second + if is_named { word + 1 } else { 0 })?;
    let end = closing(text, inside, quote)?;
    (byte(text, comma) == b',').then_some((quote, inside, end))
}

/// Where the text of an element ends.
fn element_end(text: &[u8], start: usize) -> usize {
    let window = &text[..text.len().min(start + REACH)];
    let mut at = start;
    loop {
        let Some(next) = search::memchr3(b'<', b'&', b'%', window.cut(at..)) else {
            looked(window.len() - start);
            return window.len();
        };
        at += next;
        if matches!(syntax::mark(text, at), Some((b'<', _))) {
            looked(at - start);
            return at;
        }
        at += 1;
    }
}

/// The quote that opens a value, after `b`, `u`, `@`, `&`, `SecretStr(`, `Some(String(`, `new String(`, `s:9:`,
/// `string(9) ` and the like.
fn opening(text: &[u8], at: usize) -> Option<(Quote, usize)> {
    const DEEP: usize = 3;
    let mut at = at;
    for _ in 0..=DEEP {
        if let Some(found) = Quote::opening(text, at) {
            return Some(found);
        }
        let rest = text.get(at..)?;
        at += match group(rest) {
            0 => match rest {
                // `<<"x">>` of Erlang.
                [b'<', b'<', b'"', ..] => 2,
                _ => 0,
            },
            // `(string) (len=9) "x"`, as Go's spew prints.
            len => len,
        };
        let rest = text.get(at..)?;
        if let Some(found) = Quote::opening(text, at) {
            return Some(found);
        }
        let word = run(rest, 32, |b| {
            b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'@' | b'&' | b'!' | b':')
        });
        looked(word);
        at += match rest.get(word)? {
            b'(' if word > 0 => {
                let digits = run_at(rest, word + 1, 8, u8::is_ascii_digit);
                // `string(9) "x"` of PHP's var_dump.
                let counted = digits > 0 && rest.has_at(word + 1 + digits, b") ");
                word + 1 + if counted { digits + 2 } else { 0 }
            }
            b'"' | b'\'' if word <= 2 || rest[word - 1] == b':' => word,
            b' ' if matches!(&rest[..word], b"new" | b"string" | b"!!str" | b"!!binary" | b"&str") => {
                word + 1
            }
            b'(' if group(rest) > 0 => 0,
            _ => return None,
        };
    }
    None
}

/// Length of a type or a length in brackets and the blanks behind it; 0 without one.
fn group(rest: &[u8]) -> usize {
    const LONGEST: usize = 24;
    if rest.first() != Some(&b'(') {
        return 0;
    }
    let inner = run_at(rest, 1, LONGEST, |b| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'*' | b'[' | b']' | b'=')
    });
    looked(inner);
    if inner == 0 || rest.get(1 + inner) != Some(&b')') {
        return 0;
    }
    let blanks = usize::from(rest.get(2 + inner) == Some(&b' '));
    match rest.get(2 + inner + blanks) {
        Some(b'"' | b'\'' | b'`' | b'(') => 2 + inner + blanks,
        _ => 0,
    }
}

/// Where the text that `quote` opened before `from` ends: at the same quote with as many backslashes.
/// One with fewer closes an outer string, and ends the value too.
pub(super) fn closing(text: &[u8], from: usize, quote: Quote) -> Option<usize> {
    let window = text.get(from..text.len().min(from + REACH))?;
    if quote.spelling != Spelling::Plain {
        return spelled_closing(text, window, from, quote);
    }
    let mut backslashes = 0;
    let mut doubled = false;
    for (i, &b) in window.iter().enumerate() {
        if b == b'\\' {
            backslashes += 1;
            continue;
        }
        if b == quote.mark {
            // At depth 0 an even number of backslashes is text; at depth 1 `\\"` cannot stand, `\\\"` is
            // an escaped quote of the inner text.
            let escaped = match quote.depth {
                0 => backslashes % 2 == 1,
                d => backslashes > d && !(backslashes - d).is_multiple_of(2 * (d + 1)),
            };
            // `'it''s'`: a quote that is written twice in the middle of a text belongs to it.
            let twice = i > 0
                && quote.depth == 0
                && (window.item(i - 1) == b && doubled
                    || window.get(i + 1) == Some(&b)
                        && window.get(i + 2).is_some_and(u8::is_ascii_alphanumeric));
            doubled = twice && !doubled;
            if !escaped && !twice {
                looked(i);
                return Some(from + i - backslashes.min(quote.depth));
            }
        } else if quote.depth > 0 && b == b'"' && backslashes == 0 {
            looked(i);
            return Some(from + i);
        }
        backslashes = 0;
    }
    looked(window.len());
    None
}

/// As [`closing`], for a quote that is spelled: `&quot;`, `%22`, `“`. A plain quote or the end of the line ends
/// it too.
fn spelled_closing(text: &[u8], window: &[u8], from: usize, quote: Quote) -> Option<usize> {
    let doubled = quote.spelling == Spelling::Doubled;
    for (i, &b) in window.iter().enumerate() {
        let ends = match b {
            b'&' | b'%' | b'\\' | 0x80.. => !doubled && quote.closes(text, from + i).is_some(),
            b'"' if doubled => quote.mark == b'"' && window.get(i + 1).is_none_or(|next| *next == b),
            b'\'' if doubled => quote.mark == b'\'' && window.get(i + 1).is_none_or(|next| *next == b),
            b'"' | b'\n' | b'\r' => true,
            _ => false,
        };
        if ends {
            looked(i);
            return Some(from + i);
        }
    }
    looked(window.len());
    None
}

pub(super) fn line_end(text: &[u8], from: usize) -> usize {
    let end = search::memchr2(b'\n', b'\r', text.cut(from..)).map_or(text.len(), |i| from + i);
    looked(end - from);
    end
}

/// The end of the list at `start`, strings respected.
pub(super) fn list_end(text: &[u8], start: usize) -> Option<usize> {
    balanced(text, start, None)
}

/// The end of an array or object, strings respected.
fn balanced(text: &[u8], start: usize, open_quote: Option<Quote>) -> Option<usize> {
    let stop = text.len().min(start + REACH);
    let mut depth = 0usize;
    let mut at = start;
    while at < stop {
        match text[at] {
            b'[' | b'{' | b'(' => depth += 1,
            b']' | b'}' | b')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    looked(at - start);
                    return Some(at + 1);
                }
            }
            b'"' | b'\'' => {
                let backslashes =
                    text.cut(start..at).iter().rev().take(8).take_while(|b| **b == b'\\').count();
                let quote = Quote::plain(text[at], backslashes);
                if open_quote == Some(quote) {
                    return Some(at - backslashes);
                }
                // A quote that never closes is text; the bytes up to it are not gone over twice.
                match closing(&text[..stop], at + 1, quote) {
                    Some(end) => at = end + backslashes,
                    None => return None,
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The end of a value without quotes.
fn unquoted_end(text: &[u8], glue: &Glue, style: Style) -> usize {
    let start = glue.value;
    match style {
        Style::Line if glue.colon || glue.open_quote.is_some() => return header_end(text, start, glue),
        Style::Auth => {
            let scheme = plain::scheme(text.cut(start..));
            if scheme > 0 {
                if plain::has_parameters(text.cut(start..)) {
                    return header_end(text, start, glue);
                }
                return token_end(text, start + scheme, glue);
            }
        }
        _ => {}
    }
    token_end(text, start, glue)
}

/// Where the value really ends that seems to end at `end`: a quote that opens there belongs to it, `x"y"`.
fn glued_quote(text: &[u8], end: usize) -> usize {
    let is_inside = |at: usize| byte(text, at).is_ascii_alphanumeric();
    if byte(text, end) != b'"' || !is_inside(end - 1) || !is_inside(end + 1) {
        return end;
    }
    closing(text, end + 1, Quote::plain(b'"', 0)).map_or_else(|| line_end(text, end), |close| close + 1)
}

/// A header reaches to the end of its line, or of the quoted string it stands in.
fn header_end(text: &[u8], start: usize, glue: &Glue) -> usize {
    let line = line_end(text, start);
    let end = match glue.open_quote {
        Some(quote) => closing(text, start, quote).unwrap_or(line).min(line),
        None => line,
    };
    let escaped = text.cut(start..end).windows(2).position(|w| matches!(w, b"\\n" | b"\\r"));
    let end = escaped.map_or(end, |i| start + i);
    start + text.cut(start..end).trim_ascii_end().len()
}

fn bracket(b: u8) -> usize {
    match b {
        b'(' | b')' => 0,
        b'[' | b']' => 1,
        b'{' | b'}' => 2,
        _ => 3,
    }
}

/// True where the next setting of a connection string begins: `User Id=`.
fn setting_begins(text: &[u8], at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let name = run(rest, 40, |b| b.is_ascii_alphabetic() || *b == b' ');
    name > 0 && rest.get(name) == Some(&b'=')
}

/// Whether the sign that is spelled at `at` ends a value: a quote or a tag, and what ends a parameter where the
/// separator was spelled alike.
fn ends_value(text: &[u8], at: usize, glue: &Glue) -> bool {
    syntax::spelled(text, at).is_some_and(|sign| match sign.byte {
        b'"' | b'\'' => sign.spelling != Spelling::Percent || Some(sign.spelling) == glue.spelling,
        b'<' => true,
        b'&' | b'#' | b';' | b',' | b'}' | b' ' | b'\n' | b'\r' => {
            Some(sign.spelling) == glue.spelling
                || sign.byte == b' ' && sign.spelling == Spelling::Typographic
        }
        _ => false,
    })
}

/// Length of `$(cat file)`, `${NAME:-x y}`, `#{config['x']}`, `%{name}`, `{{ name }}`, `ENC[…]` or `(known after apply)` at the beginning of `rest`: a
/// program puts the value there, and blanks and quotes in it end nothing.
pub(super) fn reference(rest: &[u8]) -> usize {
    /// A longer one is none.
    const REACH: usize = 128;
    let (open, close) = match rest {
        [b'$', b'(', ..] | [b'(', ..] => (b'(', b')'),
        [b'$' | b'#' | b'%' | b'{', b'{', ..] => (b'{', b'}'),
        [b'E', b'N', b'C', b'[', inner @ ..] => {
            let len = run(inner, 4096, |b| b.is_ascii_alphanumeric() || b"+/=,:_".contains(b));
            looked(len);
            return if inner.get(len) == Some(&b']') { len + 5 } else { 0 };
        }
        // `<your key>`
        [b'<', inner @ ..] => {
            let len = run(inner, 40, |b| b.is_ascii_alphabetic() || matches!(b, b' ' | b'_' | b'-'));
            // What kubectl says of a variable has quotes in it.
            let told = run(inner, REACH, |b| !matches!(b, b'>' | b'\n'));
            let len = if plain::tells_of_secret(inner.cut(..told)) { told } else { len };
            return if inner.get(len) == Some(&b'>') { len + 2 } else { 0 };
        }
        _ => return 0,
    };
    let mut depth = 0usize;
    for (i, &b) in rest.iter().take(REACH).enumerate() {
        match b {
            b'\n' | b'\r' => break,
            _ if b == open => depth += 1,
            _ if b == close => depth -= 1,
            _ => {}
        }
        if b == close && depth == 0 {
            looked(i);
            return i + 1;
        }
    }
    looked(rest.len().min(REACH));
    0
}

/// The end of one unquoted token.
fn token_end(text: &[u8], start: usize, glue: &Glue) -> usize {
    let mut nested = [0u8; 4];
    let mut end = start + reference(text.cut(start..));
    while let Some(&b) = text.get(end) {
        let next = byte(text, end + 1);
        let closes = matches!(
            next,
            0 | b' '
                | b'\t'
                | b'\r'
                | b'\n'
                | b','
                | b';'
                | b'.'
                | b')'
                | b']'
                | b'}'
                | b'>'
                | b'"'
                | b'\''
                | b'&'
                | b'\\'
                | b'`'
                | b':'
                | b'|'
        );
        let stop = match b {
            b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'`' | 0x1b => true,
            b'\'' => glue.open_quote.is_some_and(|q| q.mark == b'\'') || !next.is_ascii_alphanumeric(),
            b'\\' => {
                matches!(next, b'"' | b'\'' | b'n' | b'r' | b't' | b'\\')
                    || syntax::style(text, end) > 0
                    || ends_value(text, end, glue)
            }
            b'%' | 0x80.. if ends_value(text, end, glue) => true,
            b'&' | b'#' if glue.query => true,
            b'&' => {
                glue.query
                    || pair_begins(text, end + 1)
                    || text.has_at(end, b"&amp;")
                    || ends_value(text, end, glue)
            }
            b',' | b';' | b'|' => {
                closes || pair_begins(text, end + 1) || b == b';' && setting_begins(text, end + 1)
            }
            b'<' if next == b'/' || glue.query => true,
            b'(' | b'[' | b'{' | b'<' if b != b'<' || end == start => {
                let kind = bracket(b);
                nested[kind] = nested[kind].saturating_add(1);
                false
            }
            b')' | b']' | b'}' | b'>' => {
                let kind = bracket(b);
                if nested[kind] > 0 {
                    nested[kind] -= 1;
                    false
                } else {
                    closes
                }
            }
            _ => false,
        };
        if stop {
            break;
        }
        end += 1;
    }
    looked(end - start);
    while end > start && matches!(text.item(end - 1), b'.' | b',' | b';' | b':') {
        end -= 1;
    }
    end
}
