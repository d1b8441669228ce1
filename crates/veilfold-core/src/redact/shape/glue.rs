//! What ties a name to its value.

use super::super::field::{Style, Verdict};
use super::{Quote, plain};
use core::ops::Range;

/// The tie that was found, and where the value begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each of one use")]
pub(super) struct Glue {
    /// First byte of the value, or of its quote.
    pub(super) value: usize,
    /// The quote that closes right around the name.
    pub(super) name_quote: Option<Quote>,
    /// The quote that opened before the name and is still open, so that it ends the value.
    pub(super) open_quote: Option<Quote>,
    /// `name: value`, the form that prose has too.
    pub(super) colon: bool,
    /// `?name=value&`.
    pub(super) query: bool,
    /// `<name>value</name>`.
    pub(super) element: bool,
    /// `--name value`.
    pub(super) flag: bool,
    /// No separator at all, or none that says much: believed only for random values.
    pub(super) loose: bool,
}

/// Blanks that may stand between a name and its separator: tables are aligned.
const BLANKS: usize = 40;

fn skip_blanks(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take(BLANKS).take_while(|b| matches!(b, b' ' | b'\t')).count()
}

fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(0)
}

/// The tie after the name at `name`.
pub(super) fn after(text: &[u8], name: &Range<usize>, verdict: Verdict) -> Option<Glue> {
    let before = name.start.checked_sub(1).map_or(0, |i| text[i]);
    let left_quote = Quote::before(text, name.start);
    let mut at = name.end;
    let mut name_quote = None;
    if let (Some((left, _)), Some((right, next))) = (left_quote, Quote::at(text, at))
        && left == right
    {
        name_quote = Some(left);
        at = next;
    }
    let open_quote = if name_quote.is_none() { left_quote.map(|(q, _)| q) } else { None };
    let mut glue = Glue {
        value: 0,
        name_quote,
        open_quote,
        colon: false,
        query: matches!(before, b'?' | b'&'),
        element: false,
        flag: false,
        loose: false,
    };

    if name_quote.is_none() && before == b'<' {
        return element(text, at, glue);
    }
    // `user[password]=x`, `config["password"] = x`, `password[]=x`, `%5Bpassword%5D=x`.
    let rest = text.get(at..)?;
    for close in [&b"]"[..], b"[]", b"%5D", b"%5d"] {
        if rest.starts_with(close) {
            let next = skip_blanks(text, at + close.len());
            if matches!(byte(text, next), b'=' | b':' | b'|' | b'?' | b')') {
                at += close.len();
                break;
            }
        }
    }
    let sep = skip_blanks(text, at);
    if let Some(end) = separator(text, sep) {
        let run = &text[sep..end];
        glue.colon = run == b":";
        let next = skip_blanks(text, end);
        // `password= user=bob`: an empty value, and then the next pair.
        if run == b"=" && sep == at && next > end && pair_begins(text, next) {
            return None;
        }
        // `host:port`-like forms are no pairs: `secret://`, `key::method`.
        if run == b"::" || glue.colon && text.get(next..).is_some_and(|r| r.starts_with(b"//")) {
            return None;
        }
        glue.value = typed(text, next, glue.colon);
        return Some(glue);
    }
    if let Some(q) = name_quote {
        if let Some(value) = sibling(text, at, name, q) {
            glue.value = value;
            return Some(glue);
        }
        return pair(text, sep, name, q, glue);
    }
    unquoted(text, name, at, sep, verdict, glue)
}

/// `=`, `:`, `:=`, `=>`, `==`, `::=`, `.=`, `+=`, `||:`; where it ends.
fn separator(text: &[u8], at: usize) -> Option<usize> {
    let mut end = at;
    if matches!(byte(text, at), b'.' | b'+' | b'?' | b'|' | b'!') {
        end += 1 + usize::from(byte(text, at) == b'|' && byte(text, at + 1) == b'|');
        if !matches!(byte(text, end), b'=' | b':') {
            return None;
        }
    }
    if !matches!(byte(text, end), b'=' | b':') {
        // `%3D` and `%3A`: a pair inside an encoded URL.
        let encoded = text.get(at..at + 3)?;
        return (encoded.eq_ignore_ascii_case(b"%3d") || encoded.eq_ignore_ascii_case(b"%3a"))
            .then_some(at + 3);
    }
    let rest = &text[end..];
    end += rest.iter().take(4).take_while(|b| matches!(b, b'=' | b':')).count();
    if byte(text, end) == b'>' && byte(text, end - 1) == b'=' || byte(text, end) == b'~' {
        end += 1;
    }
    Some(end)
}

/// Skips the type of `name: str = value` and of `name: Optional[str] = value`.
fn typed(text: &[u8], at: usize, colon: bool) -> usize {
    if !colon {
        return at;
    }
    let rest = &text[at..];
    let word = rest
        .iter()
        .take(32)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'[' | b']' | b'|'))
        .count();
    let eq = skip_blanks(text, at + word);
    if word > 0 && eq > at + word && byte(text, eq) == b'=' && byte(text, eq + 1) != b'=' {
        return skip_blanks(text, eq + 1);
    }
    at
}

/// True where `next=` or `next:` stands at `at`.
pub(super) fn pair_begins(text: &[u8], at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let word = rest
        .iter()
        .take(64)
        .take_while(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'_' | b'-' | b'.' | b'"' | b'\'' | b'@' | b'[' | b']' | b'$' | b'%')
        })
        .count();
    let end = skip_blanks(text, at + word);
    word > 0 && rest[0] != b'=' && matches!(byte(text, end), b'=' | b':') && byte(text, end + 1) != b'='
}

/// `<name>value<`, `<name attr="…">value<`.
fn element(text: &[u8], at: usize, mut glue: Glue) -> Option<Glue> {
    let rest = text.get(at..)?;
    let close = rest.iter().take(128).position(|b| matches!(b, b'>' | b'<'))?;
    if rest[close] == b'<' || close > 0 && (rest[close - 1] == b'/' || !rest[0].is_ascii_whitespace()) {
        return None;
    }
    let mut value = at + close + 1;
    if text[value..].starts_with(b"<![CDATA[") {
        value += b"<![CDATA[".len();
    }
    let blanks = text[value..].iter().take(64).take_while(|b| b.is_ascii_whitespace()).count();
    glue.value = value + blanks;
    glue.element = true;
    (byte(text, glue.value) != b'<').then_some(glue)
}

/// `{"key": "password", "value": "x"}`, `name="password" value="x"`: where the value begins. The quoted
/// name must itself be the value of something.
fn sibling(text: &[u8], at: usize, name: &Range<usize>, quote: Quote) -> Option<usize> {
    let open = name.start.checked_sub(quote.depth + 1)?;
    let blanks = text[..open].iter().rev().take(4).take_while(|b| **b == b' ').count();
    if !matches!(text[..open - blanks].last(), Some(b':' | b'=' | b'>')) {
        return None;
    }
    let comma = skip_blanks(text, at);
    let start = if matches!(byte(text, comma), b',' | b';') { comma + 1 } else { comma };
    let mut start =
        start + text.get(start..)?.iter().take(BLANKS).take_while(|b| b.is_ascii_whitespace()).count();
    // The value may be wrapped once, as OTLP does: {"stringValue": "x"}.
    for _ in 0..2 {
        let quoted = Quote::at(text, start);
        let word_at = quoted.map_or(start, |(_, next)| next);
        let word = text
            .get(word_at..)?
            .iter()
            .take(24)
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
            .count();
        let word_end = word_at + word;
        let lower = text[word_at..word_end].to_ascii_lowercase();
        if !matches!(
            lower.as_slice(),
            b"value" | b"val" | b"v" | b"stringvalue" | b"string_value" | b"intvalue" | b"content"
        ) {
            return None;
        }
        let sep = match quoted {
            Some((q, _)) => Quote::at(text, word_end).filter(|(r, _)| *r == q)?.1,
            None => word_end,
        };
        let end = separator(text, skip_blanks(text, sep))?;
        let value = skip_blanks(text, end);
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

/// `("authorization", "x")`, `["X-API-Key","x"]`, `setProperty("TOKEN", "x")`, `rawHeaders: [.., "k", "v"]`.
fn pair(text: &[u8], sep: usize, name: &Range<usize>, quote: Quote, mut glue: Glue) -> Option<Glue> {
    if byte(text, sep) != b',' {
        return None;
    }
    let mut value = skip_blanks(text, sep + 1);
    let is_bytes = byte(text, value) == b'b';
    value += usize::from(is_bytes);
    let (other, inside) = Quote::at(text, value)?;
    if other != quote {
        return None;
    }
    let open = name.start - quote.depth - 1;
    let prefix = text[..open].strip_suffix(b"b").filter(|_| is_bytes).unwrap_or(&text[..open]);
    let blanks = prefix.iter().rev().take(4).take_while(|b| b.is_ascii_whitespace()).count();
    let bracket = prefix[..prefix.len() - blanks].last();
    let end = super::value::closing(text, inside, other)?;
    let after = skip_blanks(text, end + quote.depth + 1);
    let two = matches!(bracket, Some(b'(' | b'[')) && matches!(byte(text, after), b')' | b']');
    // A list of names is no pair: ["password", "token"].
    let content = &text[inside..end];
    glue.loose = !two || content.len() <= 24 && super::super::field::classify(content).is_some();
    if glue.loose && !(plain::scheme(content) > 0 || plain::looks_random(content)) {
        return None;
    }
    glue.loose = false;
    glue.value = value;
    Some(glue)
}

/// `--password x`, `PASSWORD 'x'`, `wandb key 0123…`, `acme-SECRET-0123…`, `const token string = "x"`.
fn unquoted(
    text: &[u8],
    name: &Range<usize>,
    at: usize,
    next: usize,
    verdict: Verdict,
    mut glue: Glue,
) -> Option<Glue> {
    if next == at {
        return None;
    }
    let rest = text.get(next..)?;
    glue.value = next;
    let dashes = text[..name.start].iter().rev().take(3).take_while(|b| **b == b'-').count();
    let alone = |i: usize| i == 0 || matches!(text[i - 1], b' ' | b'\t' | b'\'' | b'"' | b',' | b'[' | b'(');
    if matches!(dashes, 1 | 2) && alone(name.start - dashes) {
        glue.flag = true;
        return (!rest.is_empty() && rest[0] != b'-').then_some(glue);
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
    let word = &text[name.clone()];
    let says_password = verdict.style == Style::Plain
        && [&b"password"[..], b"passwd", b"pwd", b"passphrase", b"secret", b"identified by"]
            .iter()
            .any(|w| word.len() >= w.len() && word[word.len() - w.len()..].eq_ignore_ascii_case(w));
    // SQL: IDENTIFIED BY PASSWORD 'x', ALTER ROLE bob PASSWORD 'x'.
    if says_password && rest.first() == Some(&b'\'') {
        return Some(glue);
    }
    // "the password is hunter2".
    if says_password {
        for verb in [&b"is "[..], b"was ", b"is: ", b"is now ", b"set to ", b"changed to "] {
            if rest.starts_with(verb) {
                glue.value = next + verb.len();
                let token = text[glue.value..].iter().take_while(|b| !b.is_ascii_whitespace()).count();
                let token = &text[glue.value..glue.value + token];
                let odd = token
                    .iter()
                    .any(|b| b.is_ascii_digit() || matches!(b, b'"' | b'\'' | b'!' | b'@' | b'#' | b'$'));
                return odd.then_some(glue);
            }
        }
    }
    glue.loose = true;
    Some(glue)
}
