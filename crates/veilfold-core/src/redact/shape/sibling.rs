//! Values that another member, attribute or element names: `{"key": "password", "value": "x"}`,
//! `<param name="token">x</param>`, `"loc": ["body", "password"], …, "input": "x"`.

use super::glue::skip_blanks;
use super::{Quote, byte, is_one_of, list, run, run_at, syntax};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::search;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// A value that was found, and how it ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) value: usize,
    /// It is the text of an element.
    pub(super) element: bool,
}

/// How far apart two members of one record may stand, in bytes.
const REACH: usize = 400;
const BLANKS: usize = 40;
/// Members and attributes that hold a name.
const NAMES: Texts = texts!["name", "key", "k", "field", "header", "param", "property", "id"];

/// Whether a tag opens right before the name at `at`, in any spelling, with or without a namespace.
pub(super) fn opens_tag(text: &[u8], at: usize) -> bool {
    let is_open = |at: usize| {
        at > 0
            && (text.item(at - 1) == b'<'
                || syntax::spelled_before(text, at).is_some_and(|m| m.0.byte == b'<'))
    };
    if is_open(at) {
        return true;
    }
    if at == 0 || text.item(at - 1) != b':' {
        return false;
    }
    let space = text.cut(..at - 1).iter().rev().take(32);
    let space = space.take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')).count();
    // The `lt;` of `&lt;ns:` is no part of the namespace: it has the sign `;`.
    space > 0 && is_open(at - 1 - space)
}

/// True where an option ends `head`, which takes what is described behind it: `--token <token>  The token`.
pub(super) fn is_argument(head: &[u8]) -> bool {
    let head = head.strip_suffix(b"=").unwrap_or_else(|| head.trim_ascii_end());
    let name =
        head.iter().rev().take(BLANKS).take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    looked(name);
    let option = head.cut(head.len() - name..);
    matches!(option, [b'-', b'a'..=b'z' | b'A'..=b'Z', ..] | [b'-', b'-', b'a'..=b'z', ..])
}

/// True where a sentence tells how a command is used: `AUTH <password> called without …`. The element that one in a
/// document begins is closed.
pub(super) fn is_usage(head: &[u8], rest: &[u8]) -> bool {
    const NEAR: usize = 256;
    let capitals = head.trim_ascii_end().iter().rev().take(16).take_while(|b| b.is_ascii_uppercase()).count();
    let words = run_at(rest, 2.min(rest.len()), 64, |b| b.is_ascii_lowercase() || *b == b' ');
    let near = rest.cut(..rest.len().min(NEAR));
    looked(near.len());
    capitals >= 3
        && head.ends_with(b" ")
        && rest.starts_with(b"> ")
        && rest.cut(2..2 + words).contains(&b' ')
        && search::find(near, b"</").is_none()
}

/// Where the text of the element begins whose name ends at `at`: `<name>text<`, `<name attr="…">text<`.
pub(super) fn element(text: &[u8], at: usize) -> Option<usize> {
    content(text, tag_end(text, at)?)
}

/// The same where an element of its own has the text: `<name><value>text<`.
pub(super) fn nested(text: &[u8], at: usize) -> Option<usize> {
    child(text, tag_end(text, at)?)
}

/// Where the tag ends whose name ends at `at`.
fn tag_end(text: &[u8], at: usize) -> Option<usize> {
    let mut i = at;
    let end = loop {
        match syntax::mark(text, i) {
            Some((b'>', end)) => break end,
            Some((b'<', _)) => return None,
            _ if i >= at + 160 || i >= text.len() => return None,
            _ => i += 1,
        }
    };
    looked(i - at);
    let is_other = i > at && (text.item(i - 1) == b'/' || !text.item(at).is_ascii_whitespace());
    (!is_other).then_some(end)
}

/// Where the text of an element begins, behind the tag that ends before `at`.
fn content(text: &[u8], at: usize) -> Option<usize> {
    let at = if text.has_at(at, b"<![CDATA[") { at + b"<![CDATA[".len() } else { at };
    let blanks = run_at(text, at, 64, u8::is_ascii_whitespace);
    let start = at + blanks;
    (start < text.len() && !matches!(syntax::mark(text, start), Some((b'<', _)))).then_some(start)
}

fn word_len(rest: &[u8]) -> usize {
    run(rest, 24, |b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// Where the value stands that the name at `name` (in `quote`, ending before `at`) names without a separator.
pub(super) fn after(text: &[u8], at: usize, name: &Range<usize>, quote: Option<Quote>) -> Option<Place> {
    let plain = |value: usize| Place { value, element: false };
    let open = match quote {
        Some(_) => Quote::before(text, name.start)?.1,
        None => name.start,
    };
    let blanks = text.cut(..open).iter().rev().take(4).take_while(|b| **b == b' ').count();
    let tie = open - blanks;
    let sign = text.cut(..tie).last().copied().unwrap_or(0);
    match sign {
        b'=' | b':' => {
            let of = name_before(text, tie - 1);
            if sign == b'='
                && is_one_of(of, NAMES)
                && let Some(place) = in_tag(text, at, tie)
            {
                return Some(place);
            }
            if is_one_of(of, texts!["name"])
                && let Some(value) = form_part(text, at, tie)
            {
                return Some(plain(value));
            }
            // `option_name`, of a table of settings.
            if (is_one_of(of, NAMES) || texts!["_name", "_key"].end_folded(of))
                && let Some(value) = earlier_member(text, tie)
            {
                return Some(plain(value));
            }
            next_member(text, at)
                .or_else(|| {
                    let is_field =
                        is_one_of(of, texts!["field", "param", "loc", "instancePath", "path", "property"]);
                    if is_field { later_member(text, at) } else { None }
                })
                .map(plain)
        }
        b'>' => {
            if let Some(place) = next_element(text, at) {
                return Some(place);
            }
            next_member(text, at).map(plain)
        }
        // The last step of a path: `"loc": ["body", "password"]`.
        b',' | b'[' | b'(' if quote.is_some() => {
            let close = skip_blanks(text, at);
            let close = close + usize::from(byte(text, close) == b',');
            let before = text.cut(tie.saturating_sub(96)..tie);
            let begins = before.iter().rposition(|b| matches!(b, b'[' | b'('))?;
            let of = name_before(before, begins.checked_sub(1)?);
            looked(before.len());
            if matches!(byte(text, close), b']' | b')') && is_one_of(of, texts!["loc", "path"]) {
                return later_member(text, close).map(plain);
            }
            None
        }
        // The last step of a pointer: `"path": "/user/password", "value": "x"`.
        b'/' if quote.is_none() && Quote::at(text, at).is_some() => {
            let (mark, end) = Quote::at(text, at)?;
            let head = text.cut(name.start.saturating_sub(96)..name.start);
            let begins = head.iter().rposition(|b| *b == mark.mark)?;
            looked(head.len());
            let of = name_before(head, begins.saturating_sub(mark.depth));
            // A path alone is that of a request; a patch (RFC 6902) says what it does.
            let is_patch = is_one_of(of, texts!["path"]) && head.windows(4).any(|w| w == b"\"op\"");
            let is_pointer = is_patch || is_one_of(of, texts!["pointer", "instancepath", "datapath"]);
            if is_pointer { later_member(text, end).map(plain) } else { None }
        }
        // Pydantic's text: the path on a line of its own, then what is wrong with it.
        _ if quote.is_none()
            && matches!(sign, 0 | b'\n')
            && (text.has_at(at, b"\n  ") || text.has_at(at, b"\r\n  ")) =>
        {
            later_member(text, at).map(plain)
        }
        _ if text.cut(..tie).ends_with(b"variable") => default_of(text, at).map(plain),
        _ => rejected(text, skip_blanks(text, at)).map(plain),
    }
}

/// `variable "token" { default = "x" }` of Terraform.
fn default_of(text: &[u8], at: usize) -> Option<usize> {
    let window = text.get(at..text.len().min(at + REACH))?;
    let word = search::find(window, b"default")?;
    looked(word);
    let is_own = !window.cut(..word).contains(&b'}') && window.trim_ascii_start().starts_with(b"{");
    separated(text, None, at + word + b"default".len()).filter(|_| is_own)
}

/// `rejected value [x]`, as Spring says it.
pub(super) fn rejected(text: &[u8], at: usize) -> Option<usize> {
    const SAYS: &[u8] = b"rejected value ";
    text.get(at..)?.starts_with(SAYS).then_some(at + SAYS.len())
}

/// The word before the separator that ends before `at`, without its quote.
fn name_before(text: &[u8], at: usize) -> &[u8] {
    let head = text.cut(at.saturating_sub(40)..at.min(text.len()));
    let head = head.trim_ascii_end();
    let end = head.iter().rposition(u8::is_ascii_alphanumeric).map_or(0, |i| i + 1);
    // Nothing but a quote stands between the word and its separator.
    if head.len() - end > 8
        || head.cut(end..).iter().any(|b| !matches!(b, b'"' | b'\'' | b'\\' | b':' | b'=' | b' '))
    {
        return b"";
    }
    let start =
        head.cut(..end).iter().rposition(|b| !(b.is_ascii_alphanumeric() || *b == b'_')).map_or(0, |i| i + 1);
    head.cut(start..end)
}

/// `<param name="token">x`: the rest of the tag, then its text.
fn in_tag(text: &[u8], at: usize, name: usize) -> Option<Place> {
    let before = text.cut(name.saturating_sub(128)..name);
    let open = before.iter().rposition(|b| matches!(b, b'<' | b'>'))?;
    if before[open] != b'<' {
        return None;
    }
    let rest = text.get(at..)?;
    let close = rest.iter().take(128).position(|b| matches!(b, b'<' | b'>'))?;
    looked(close + before.len());
    // `value="…"` in the same tag is nearer.
    for attribute in [&b" value="[..], b" content="] {
        if let Some(found) = search::find(rest.cut(..close), attribute) {
            return Some(Place { value: at + found + attribute.len(), element: false });
        }
    }
    if rest.item(close) != b'>' || rest.cut(..close).ends_with(b"/") {
        return None;
    }
    let inside = at + close + 1;
    let value = content(text, inside).or_else(|| child(text, inside))?;
    Some(Place { value, element: true })
}

/// `<value>x`, `<saml:AttributeValue>x` at the beginning of an element.
fn child(text: &[u8], at: usize) -> Option<usize> {
    let open = at + run_at(text, at, BLANKS, u8::is_ascii_whitespace);
    let rest = text.get(open..)?.strip_prefix(b"<")?;
    let tag = run(rest, BLANKS, |b| b.is_ascii_alphanumeric() || *b == b':');
    looked(tag);
    let word = rest.cut(..tag).rsplit(|b| *b == b':').next()?;
    if is_value_key(word) { element(text, open + 1 + tag) } else { None }
}

/// `<name>password</name><value>x`, `<key>password</key><string>x`.
fn next_element(text: &[u8], at: usize) -> Option<Place> {
    let rest = text.get(at..)?;
    if !rest.starts_with(b"</") {
        return None;
    }
    let close = rest.iter().take(48).position(|b| *b == b'>')?;
    let next = at + close + 1;
    let next = next + run_at(text, next, BLANKS, u8::is_ascii_whitespace);
    if byte(text, next) != b'<' {
        return None;
    }
    let word = word_len(text.cut(next + 1..));
    let tag = text.cut(next + 1..next + 1 + word);
    if !is_one_of(tag, texts!["value", "val", "string", "data", "stringvalue"]) {
        return None;
    }
    let inside = tag_end(text, next + 1 + word)?;
    // XML-RPC tells the type of a value.
    let typed = || content(text, inside + text.has_at(inside, b"<string>").then_some(b"<string>".len())?);
    content(text, inside).or_else(typed).map(|value| Place { value, element: true })
}

/// A part of a multipart form: `Content-Disposition: form-data; name="password"`, an empty line, the value.
fn form_part(text: &[u8], at: usize, name: usize) -> Option<usize> {
    let before = text.cut(name.saturating_sub(64)..name);
    let is_form = before.windows(9).any(|w| w == b"form-data");
    looked(before.len());
    if !is_form {
        return None;
    }
    let rest = text.get(at..)?;
    let mut len = 0;
    while len < 16 {
        len += match rest.cut(len..) {
            [b'\\', b'r' | b'n', ..] => 2,
            [b'\r' | b'\n' | b' ', ..] => 1,
            _ => break,
        };
    }
    (len > 0 && len < rest.len()).then_some(at + len)
}

/// The next member is the value: `, "value": x`, also wrapped once, as OTLP does: `{"stringValue": "x"}`.
fn next_member(text: &[u8], at: usize) -> Option<usize> {
    let comma = skip_blanks(text, at);
    let start = if matches!(byte(text, comma), b',' | b';') { comma + 1 } else { comma };
    let mut start = list::skip_space(text, start);
    for _ in 0..2 {
        let quoted = Quote::at(text, start);
        let word_at = quoted.map_or(start, |(_, next)| next);
        let word_end = word_at + word_len(text.get(word_at..)?);
        if !is_value_key(text.cut(word_at..word_end)) {
            return None;
        }
        let value = separated(text, quoted.map(|q| q.0), word_end)?;
        if byte(text, value) != b'{' {
            return Some(value);
        }
        start = skip_blanks(text, value + 1);
        if Quote::at(text, start).is_none() {
            return Some(value);
        }
    }
    None
}

/// True for a key that holds what another member names: `value`, `stringValue`, `ParameterValue`.
fn is_value_key(key: &[u8]) -> bool {
    texts!["value"].end_folded(key)
        && !is_one_of(key, texts!["minvalue", "maxvalue", "min_value", "max_value"])
        || is_one_of(key, texts!["val", "v", "content"])
}

/// The member before is the value: `'value': 'x', 'name': 'password'`; `tie` is behind the separator of the name.
fn earlier_member(text: &[u8], tie: usize) -> Option<usize> {
    let head = text.cut(tie.saturating_sub(REACH)..tie);
    looked(head.len());
    // Between the comma and the separator stands nothing but the key of the name.
    let near = head.len().saturating_sub(BLANKS);
    let last = head.cut(near..);
    // `SET value = 'x' WHERE name = 'password'`
    let comma = last.iter().rposition(|b| *b == b',').or_else(|| search::find(last, b" WHERE "))? + near;
    if head.cut(comma..).contains(&b'{') {
        return None;
    }
    let base = tie - head.len();
    let (quote, close) = Quote::before(text, base + comma)?;
    let open = (base..close).rev().find(|i| text.item(*i) == quote.mark)?;
    let open = open.checked_sub(quote.depth)?;
    let sep = text.cut(..open).trim_ascii_end();
    let of = name_before(text, sep.len());
    (matches!(sep.last(), Some(b':' | b'='))
        && (is_one_of(of, texts!["input", "received"]) || is_value_key(of)))
    .then_some(open)
}

/// The value behind the separator of a key that ends at `at`.
fn separated(text: &[u8], quote: Option<Quote>, at: usize) -> Option<usize> {
    let sep = match quote {
        Some(quote) => quote.closes(text, at)?,
        None => at,
    };
    let sep = skip_blanks(text, sep);
    let (_, mut end) = syntax::mark(text, sep).filter(|(b, _)| matches!(b, b'=' | b':'))?;
    end += usize::from(byte(text, end) == b'>');
    Some(skip_blanks(text, end))
}

/// A member of the same record, further on, that repeats what was refused: `"input": x`, `input_value=x`.
fn later_member(text: &[u8], at: usize) -> Option<usize> {
    const VALUES: Texts = texts![
        "input",
        "input_value",
        "received",
        "rejectedvalue",
        "rejected_value",
        "invalid_value",
        "value",
        "data",
        "actual",
    ];
    let stop = text.len().min(at + REACH);
    let mut depth = 0usize;
    let mut i = at;
    while i < stop {
        match text[i] {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' if depth == 0 && i > at + 1 => break,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b if b.is_ascii_alphabetic() => {
                let end = i + word_len(text.cut(i..));
                if is_one_of(text.cut(i..end), VALUES) {
                    let value = separated(text, Quote::before(text, i).map(|q| q.0), end);
                    // An object is the parent of what was refused, and its members have names.
                    if value.is_some_and(|v| !matches!(byte(text, v), b'{' | b'[')) {
                        looked(end - at);
                        return value;
                    }
                }
                i = end.max(i + 1);
                continue;
            }
            _ => {}
        }
        i += 1;
    }
    looked(i.saturating_sub(at));
    None
}
