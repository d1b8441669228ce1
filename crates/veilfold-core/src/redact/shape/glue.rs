//! What ties a name to its value.

use super::super::field::Verdict;
use super::syntax::{self, Spelling};
use super::{Quote, block, byte, plain, prose, random, run, run_at, sibling};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::texts::texts;
use core::ops::Range;

/// The tie that was found, and where the value begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each of one use")]
pub(super) struct Glue {
    /// First byte of the value, or of its quote.
    pub(super) value: usize,
    /// First byte of the name.
    pub(super) name: usize,
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
    /// A program compares the name with something.
    pub(super) compared: bool,
    /// The value stands on the lines below its name.
    pub(super) block: bool,
    /// How the separator is spelled, where it is not plain.
    pub(super) spelling: Option<Spelling>,
}

/// Blanks that may stand between a name and its separator: tables are aligned.
const BLANKS: usize = 40;

/// The first byte that is no blank and no colour.
pub(super) fn skip_blanks(text: &[u8], at: usize) -> usize {
    let mut end = at;
    while end < at + BLANKS {
        end += match byte(text, end) {
            b' ' | b'\t' => 1,
            // Other control characters end no line.
            0 if end >= text.len() => break,
            0..=0x08 | 0x0b | 0x0c | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f => 1,
            b'%' | b'&' | b'\\' | b'^' | 0x1b | 0x80.. => match syntax::spelled(text, end) {
                Some(sign) if matches!(sign.byte, b' ' | 0) => sign.end - end,
                _ => match syntax::style(text, end) {
                    0 => break,
                    style => style,
                },
            },
            _ => break,
        };
    }
    end
}

/// The tie after the name at `name`.
pub(super) fn after(text: &[u8], name: &Range<usize>, verdict: Verdict) -> Option<Glue> {
    let before = name.start.checked_sub(1).map_or(0, |i| text.item(i));
    let left_quote = Quote::before(text, name.start);
    let mut at = name.end;
    let mut name_quote = None;
    if let Some((left, _)) = left_quote {
        if let Some(next) = left.closes(text, at) {
            name_quote = Some(left);
            at = next;
        } else if let Some((right, next)) = Quote::at(text, at)
            && right.mark == left.mark
        {
            // Escaped on one side only.
            name_quote = Some(right);
            at = next;
        }
    } else if let Some((right, next)) = Quote::at(text, at)
        && quoted_words(text, name, right)
    {
        name_quote = Some(right);
        at = next;
    }
    let open_quote = if name_quote.is_none() { left_quote.map(|(q, _)| q) } else { None };
    let mut glue = Glue {
        value: 0,
        name: name.start,
        name_quote,
        open_quote,
        colon: false,
        query: matches!(before, b'?' | b'&'),
        element: false,
        flag: false,
        loose: false,
        compared: false,
        block: false,
        spelling: None,
    };

    if name_quote.is_none() && sibling::opens_tag(text, name.start) {
        let head = text.cut(..name.start - 1);
        if sibling::is_argument(head) || sibling::is_usage(head, text.cut(at..)) {
            return None;
        }
        glue.value = sibling::element(text, at).or_else(|| sibling::nested(text, at))?;
        glue.element = true;
        return Some(glue);
    }
    // `<<"password">> => <<"x">>` of Erlang.
    if name_quote.is_some() && text.get(at..)?.starts_with(b">>") {
        at += 2;
    }
    at += visibility(text.get(at..)?);
    // `user[password]=x`, `config["password"] = x`, `password[]=x`, `%5Bpassword%5D=x`, `password[0]=x`.
    let rest = text.get(at..)?;
    let index = index(rest);
    for close in [b"]".len() * usize::from(rest.starts_with(b"]")), index, escaped_bracket(rest)] {
        let next = skip_blanks(text, at + close);
        if close > 0 && matches!(byte(text, next), b'=' | b':' | b'|' | b'?' | b')' | b'%') {
            at += close;
            // One of many is a password only where the name says so.
            glue.loose = close > 2 && close == index && !verdict.spoken;
            break;
        }
    }
    if let Some(value) = behind_dots(text, at) {
        glue.value = value;
        return Some(glue);
    }
    let sep = leaders(text, at).unwrap_or_else(|| skip_blanks(text, at));
    if let Some((end, spelling)) = separator(text, sep, sep > at) {
        return separated(text, glue, at, sep, end, spelling);
    }
    let is_dotted =
        before == b'(' && text.get(sep..)?.starts_with(b". ") && Quote::at(text, sep + 2).is_some();
    let told = if before == b'{' { tagged(text, sep) } else { is_dotted.then_some(sep + 2) };
    if let Some(value) = told {
        glue.value = value;
        return Some(glue);
    }
    if let Some(q) = name_quote {
        if let Some(value) = serialized(text, at) {
            glue.value = value;
            return Some(glue);
        }
        if let Some(found) = sibling::after(text, at, name, Some(q)) {
            glue.value = found.value;
            glue.element = found.element;
            return Some(glue);
        }
        return pair(text, sep, name, q, glue);
    }
    if matches!(before, 0 | b'\n') && byte(text, at) == b'\t' && is_cell(text, at + 1) {
        glue.value = at + 1;
        return Some(glue);
    }
    if before == b'-' && is_listed(text, name.start, sep) {
        (glue.value, glue.flag) = (sep + 2, true);
        return Some(glue);
    }
    if let Some(found) = sibling::after(text, at, name, None) {
        glue.value = found.value;
        glue.element = found.element;
        glue.colon = true;
        return Some(glue);
    }
    prose::after(text, name, at, sep, verdict, glue)
}

/// True where nothing but what is no word stands up to the end of the line: `mysql_pass\tx`, as tools print settings.
fn is_cell(text: &[u8], at: usize) -> bool {
    let len = run_at(text, at, 129, |b| !b.is_ascii_control());
    looked(len);
    matches!(byte(text, at + len), 0 | b'\n' | b'\r') && plain::is_odd(text.cut(at..at + len))
}

/// True in `[app, --password, x, --host, db]`, as Java prints a list of arguments, where the comma at `comma` stands before a
/// value.
fn is_listed(text: &[u8], option: usize, comma: usize) -> bool {
    if !text.has_at(comma, b", ") || byte(text, comma + 2) == b'-' {
        return false;
    }
    let value = run_at(text, comma + 2, 128, |b| !b.is_ascii_whitespace() && !matches!(b, b',' | b']'));
    let is_value = value > 0 && matches!(byte(text, comma + 2 + value), b',' | b']');
    let head = text.cut(option.saturating_sub(256)..option);
    let opens = || head.iter().rev().find(|b| matches!(b, b'[' | b']')) == Some(&b'[');
    is_value && opens()
}

/// Length of `:protected` and `:"User":private` between a name and its bracket, as PHP prints a member that is not public.
fn visibility(rest: &[u8]) -> usize {
    let is_part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'\\' | b':' | b'"');
    let len = rest.iter().take(64).take_while(is_part).count();
    looked(len);
    let said = rest.cut(..len);
    let is_said = rest.first() == Some(&b':')
        && rest.get(len) == Some(&b']')
        && (said.ends_with(b":protected") || said.ends_with(b":private"));
    if is_said { len } else { 0 }
}

/// Length of `[]` and `[12]`.
fn index(rest: &[u8]) -> usize {
    let digits = rest.iter().skip(1).take(4).take_while(|b| b.is_ascii_digit()).count();
    if rest.first() == Some(&b'[') && rest.get(1 + digits) == Some(&b']') { digits + 2 } else { 0 }
}

/// Length of `%5D`.
fn escaped_bracket(rest: &[u8]) -> usize {
    if rest.get(..3).is_some_and(|b| b.eq_ignore_ascii_case(b"%5d")) { 3 } else { 0 }
}

/// Where the colon stands behind `....` or ` . . . `, with which tables lead the eye from a name to its value.
fn leaders(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let len = run(rest, BLANKS, |b| matches!(b, b'.' | b' '));
    looked(len);
    let dots = rest.cut(..len).iter().filter(|b| **b == b'.').count();
    (dots >= 2 && rest.get(len) == Some(&b':')).then_some(at + len)
}

/// What is no word behind `........` alone.
fn behind_dots(text: &[u8], at: usize) -> Option<usize> {
    let dots = run_at(text, at, 2 * BLANKS, |b| *b == b'.');
    if dots < 4 {
        return None;
    }
    let value = run_at(text, at + dots, 64, |b| !b.is_ascii_whitespace());
    looked(dots + value);
    plain::is_odd(text.cut(at + dots..at + dots + value)).then_some(at + dots)
}

/// A name, a separator, and what follows it.
fn separated(
    text: &[u8],
    mut glue: Glue,
    at: usize,
    sep: usize,
    end: usize,
    spelling: Spelling,
) -> Option<Glue> {
    let sign = text.cut(sep..end);
    // What is said with a colon or an arrow, a sentence says too.
    glue.colon = sign == b":" || spelling == Spelling::Typographic || sign.ends_with(b"->") || sign == b"%3A";
    glue.compared = matches!(sign, b"==" | b"===" | b"!=" | b"!==");
    glue.spelling = (spelling != Spelling::Plain).then_some(spelling);
    glue.query |= spelling == Spelling::Percent;
    let next = skip_blanks(text, end);
    // `password= user=bob`: an empty value, and then the next pair.
    if sign == b"=" && sep == at && next > end && pair_begins(text, next) {
        return None;
    }
    // `host:port`-like forms are no pairs: `secret://`, `key::method`.
    if sign == b"::" && glue.name_quote.is_none()
        || glue.colon && text.get(next..).is_some_and(|r| r.starts_with(b"//"))
    {
        return None;
    }
    glue.value = sibling::rejected(text, next).unwrap_or_else(|| typed(text, next, glue.colon));
    if sign.ends_with(b"=>") && matches!(byte(text, next), b'\r' | b'\n') {
        // PHP's var_dump breaks the line here.
        let blanks = run_at(text, next, BLANKS, u8::is_ascii_whitespace);
        glue.value = next + blanks;
    } else if glue.colon && text.has_at(next, b"\\n ") {
        // A block in which the ends of lines are still escaped.
        let below = super::list::skip_space(text, next);
        if pair_begins(text, below) {
            return None;
        }
        glue.value = below;
    } else if glue.colon
        && let Some(begin) = block::begins(text, glue.name, glue.value)
    {
        glue.value = begin;
        glue.block = true;
    }
    Some(glue)
}

/// `"password";s:6:"x"` of PHP: where the quote of the value stands.
fn serialized(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix(b";s:")?;
    let digits = run(rest, 8, u8::is_ascii_digit);
    (digits > 0 && rest.get(digits) == Some(&b':')).then_some(at + 3 + digits + 1)
}

/// Whether the name and the words before it stand together in quotes, as `"API key"` does.
fn quoted_words(text: &[u8], name: &Range<usize>, right: Quote) -> bool {
    let left = text.cut(name.start.saturating_sub(BLANKS)..name.start).iter().rev();
    let words = left.take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'_' | b'-')).count();
    let start = name.start - words;
    text.cut(start..name.start).contains(&b' ')
        && Quote::before(text, start).is_some_and(|(left, _)| left == right)
        && super::super::field::classify(text.cut(start..name.end)).is_some()
}

/// `=`, `:`, `:=`, `=>`, `==`, `::=`, `.=`, `+=`, `||:`, and with a blank before it `->`; in any spelling. Where
/// it ends.
fn separator(text: &[u8], at: usize, apart: bool) -> Option<(usize, Spelling)> {
    if apart && text.get(at..)?.starts_with(b"-> ") {
        return Some((at + 2, Spelling::Plain));
    }
    let mut end = at;
    if matches!(byte(text, at), b'.' | b'+' | b'?' | b'|' | b'!') {
        end += 1 + usize::from(byte(text, at) == b'|' && byte(text, at + 1) == b'|');
        if !matches!(byte(text, end), b'=' | b':') {
            return None;
        }
    }
    let spelling = syntax::spelled(text, end).map_or(Spelling::Plain, |sign| sign.spelling);
    let (first, next) = syntax::mark(text, end).filter(|(b, _)| matches!(b, b'=' | b':'))?;
    let mut last = first;
    end = next;
    for _ in 0..3 {
        match syntax::mark(text, end) {
            Some((b @ (b'=' | b':'), next)) => (last, end) = (b, next),
            Some((b'>', next)) if last == b'=' => return Some((next, spelling)),
            _ => break,
        }
    }
    if byte(text, end) == b'~' {
        end += 1;
    }
    Some((end, spelling))
}

/// Skips the type of `name: str = value` and of `name: Optional[str] = value`.
fn typed(text: &[u8], at: usize, colon: bool) -> usize {
    if !colon {
        return at;
    }
    // A tag or an anchor of YAML: `!!str x`, `&name x`, `!Ref X`.
    let rest = text.cut(at..);
    let is_tag = rest.first() == Some(&b'!')
        && texts![
            "!vault ",
            "!secret ",
            "!env ",
            "!vault-ref ",
            "!Ref ",
            "!Sub ",
            "!GetAtt ",
            "!ImportValue "
        ]
        .head(rest)
            > 0;
    if (is_tag || matches!(rest, [b'!', b'!', b'a'..=b'z', ..] | [b'&', b'a'..=b'z', ..]))
        && syntax::spelled(text, at).is_none()
    {
        let word = run(rest, 32, |b| !b.is_ascii_whitespace());
        if rest.get(word) == Some(&b' ') {
            return skip_blanks(text, at + word);
        }
    }
    let word = run(rest, 32, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'[' | b']' | b'|'));
    let eq = skip_blanks(text, at + word);
    if word > 0 && eq > at + word && byte(text, eq) == b'=' && !matches!(byte(text, eq + 1), b'=' | b'>') {
        return skip_blanks(text, eq + 1);
    }
    at
}

/// True where `next=` or `next:` stands at `at`.
pub(super) fn pair_begins(text: &[u8], at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let word = run(rest, 64, |b| {
        b.is_ascii_alphanumeric()
            || matches!(b, b'_' | b'-' | b'.' | b'"' | b'\'' | b'@' | b'[' | b']' | b'$' | b'%')
    });
    let end = skip_blanks(text, at + word);
    word > 0 && rest.item(0) != b'=' && matches!(byte(text, end), b'=' | b':') && byte(text, end + 1) != b'='
}

/// `{password, "x"}`, `{password,<<"x">>}`: the second of a pair that an atom names, as Erlang has it.
fn tagged(text: &[u8], comma: usize) -> Option<usize> {
    let value = skip_blanks(text, comma + 1);
    let is_binary = text.get(value..)?.starts_with(b"<<");
    let (quote, inside) = Quote::at(text, value + 2 * usize::from(is_binary))?;
    let end = super::value::closing(text, inside, quote)?;
    let close = quote.closes(text, end)? + 2 * usize::from(is_binary);
    let is_pair = byte(text, comma) == b',' && byte(text, close) == b'}';
    (is_pair && !plain::is_sentence(text.cut(inside..end))).then_some(value)
}

/// `("authorization", "x")`, `["X-API-Key","x"]`, `setProperty("TOKEN", "x")`, `rawHeaders: [.., "k", "v"]`,
/// `{<<"password">>,<<"x">>}`, and with a blank alone between them `"SET" "password" "x"`.
fn pair(text: &[u8], sep: usize, name: &Range<usize>, quote: Quote, mut glue: Glue) -> Option<Glue> {
    let is_listed = byte(text, sep) == b',';
    let mut value = if is_listed { skip_blanks(text, sep + 1) } else { sep };
    let is_binary = text.get(value..)?.starts_with(b"<<");
    value += 2 * usize::from(is_binary);
    let is_bytes = byte(text, value) == b'b';
    value += usize::from(is_bytes);
    let (other, inside) = Quote::at(text, value)?;
    if other != quote {
        return None;
    }
    let end = super::value::closing(text, inside, other)?;
    let content = text.cut(inside..end);
    if !is_listed {
        glue.value = value;
        let is_apart = byte(text, value - 1) == b' ';
        return (is_apart && plain::is_made_up(content)).then_some(glue);
    }
    let open = Quote::before(text, name.start)?.1;
    let prefix = text.cut(..open).strip_suffix(b"b").filter(|_| is_bytes).unwrap_or(text.cut(..open));
    let prefix = prefix.strip_suffix(b"<<").filter(|_| is_binary).unwrap_or(prefix);
    let blanks = prefix.iter().rev().take(4).take_while(|b| b.is_ascii_whitespace()).count();
    let bracket = prefix.cut(..prefix.len() - blanks).last();
    let after = other.closes(text, end).unwrap_or(end + 1);
    let after = skip_blanks(text, after + 2 * usize::from(is_binary));
    let two = matches!(bracket, Some(b'(' | b'[')) && matches!(byte(text, after), b')' | b']')
        || is_binary && bracket == Some(&b'{') && byte(text, after) == b'}';
    // A list of names is no pair: ["password", "token"].
    glue.loose = !two || content.len() <= 24 && super::super::field::classify(content).is_some();
    if glue.loose && !(plain::scheme(content) > 0 || random::looks_random(content)) {
        return None;
    }
    glue.loose = false;
    glue.value = value;
    Some(glue)
}
