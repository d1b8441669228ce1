//! What one word is, by its bytes alone.

use super::lists;
use crate::search;
use crate::texts::texts;

/// Why a span was masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mask {
    /// A word with a digit in it: `42`, `0.5s`, `blk_-123`, `node-7`.
    Number,
    /// A run of hexadecimal digits, with or without `0x`.
    Hex,
    /// `8-4-4-4-12` hexadecimal digits.
    Uuid,
    /// A date, a time of day, or both.
    Time,
    /// An IPv4 or IPv6 address, with or without port or prefix length.
    Ip,
    /// A hardware address.
    Mac,
    /// `user@host`.
    Email,
    /// `scheme://…`.
    Url,
    /// A file path or file name.
    Path,
    /// A host name, with or without port.
    Host,
    /// Quoted text, quotes included; byte strings too.
    Quoted,
    /// `None`, `true`, `null` and kin.
    Constant,
    /// `<X object at 0x…>`.
    Object,
    /// A group in brackets, braces or parentheses that holds data.
    Data,
    /// A remark in parentheses that holds data; a template leaves it out, since programs print it when they have it.
    Remark,
    /// The arguments of a call, parentheses included; the name before them stays.
    Arguments,
    /// A call or an indexed name as a value: `Point(x=1)`, `task[17]`.
    Call,
    /// The value behind `key=`.
    Value,
    /// `name>=1.2`.
    Comparison,
    /// What a redactor put in place of a value.
    Redacted,
    /// A name, by its position.
    Name,
    /// An isolated word in capitals: a state.
    State,
    /// Why something could not be done: the text of an error.
    Reason,
    /// The value of a format string.
    Placeholder,
}

impl Mask {
    /// The kind as [`super::typed`] prints it between `<` and `>`.
    pub const fn name(self) -> &'static str {
        match self {
            Mask::Number => "num",
            Mask::Hex => "hex",
            Mask::Uuid => "uuid",
            Mask::Time => "ts",
            Mask::Ip => "ip",
            Mask::Mac => "mac",
            Mask::Email => "email",
            Mask::Url => "url",
            Mask::Path => "path",
            Mask::Host => "host",
            Mask::Quoted => "str",
            Mask::Constant => "const",
            Mask::Object => "obj",
            Mask::Data => "data",
            Mask::Remark => "remark",
            Mask::Arguments => "args",
            Mask::Call => "call",
            Mask::Value => "value",
            Mask::Comparison => "cmp",
            Mask::Redacted => "redacted",
            Mask::Name => "name",
            Mask::State => "state",
            Mask::Reason => "reason",
            Mask::Placeholder => "*",
        }
    }
}

/// Stands for a placeholder of a format string. A control character that no log writes; the lexer takes it
/// for a digit, so that `prefix-%s` and `prefix-7` are cut alike.
pub(super) const PLACEHOLDER: u8 = 0x1a;

pub(super) const LOWER: u16 = 1;
pub(super) const UPPER: u16 = 1 << 1;
pub(super) const DIGIT: u16 = 1 << 2;
pub(super) const DOT: u16 = 1 << 3;
pub(super) const COLON: u16 = 1 << 4;
pub(super) const SLASH: u16 = 1 << 5;
pub(super) const AT: u16 = 1 << 6;
/// `_` and `-`: join the parts of a compound.
pub(super) const JOIN: u16 = 1 << 7;
pub(super) const BACKSLASH: u16 = 1 << 8;
/// Bytes of other scripts.
pub(super) const HIGH: u16 = 1 << 9;
/// Other punctuation that may stand inside a word.
pub(super) const OTHER: u16 = 1 << 10;
pub(super) const SPACE: u16 = 1 << 11;
/// Brackets, quotes, `=`, `,`, `;`: always tokens of their own.
pub(super) const DELIMITER: u16 = 1 << 12;

pub(super) const LETTER: u16 = LOWER | UPPER | HIGH;
const NOT_WORD: u16 = SPACE | DELIMITER;

pub(super) static CLASS: [u16; 256] = classes();

const fn classes() -> [u16; 256] {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = match i as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' | PLACEHOLDER => DIGIT,
            b'.' => DOT,
            b':' => COLON,
            b'/' => SLASH,
            b'@' => AT,
            b'_' | b'-' => JOIN,
            b'\\' => BACKSLASH,
            0x80.. => HIGH,
            b'!' | b'?' | b'+' | b'%' | b'~' | b'#' | b'&' | b'*' | b'$' | b'^' | b'|' => OTHER,
            0..=b' ' | 0x7f => SPACE,
            _ => DELIMITER,
        };
        i += 1;
    }
    table
}

pub(super) fn class(byte: u8) -> u16 {
    CLASS[usize::from(byte)]
}

pub(super) fn is_word_byte(byte: u8) -> bool {
    class(byte) & NOT_WORD == 0
}

/// The classes of all bytes of a word.
pub(super) fn classes_of(word: &[u8]) -> u16 {
    word.iter().fold(0, |shape, &b| shape | class(b))
}

/// The mask of a word that is a value whatever stands around it; `None` when it is text. `shape` holds the classes
/// of its bytes.
pub(super) fn classify(word: &[u8], shape: u16) -> Option<Mask> {
    if shape & !(LOWER | UPPER) == 0 {
        return letters(word);
    }
    // `user@host`; a leading or trailing `@` is something else.
    if shape & AT != 0 && word.iter().skip(1).rev().skip(1).any(|&b| b == b'@') {
        return Some(Mask::Email);
    }
    if shape & BACKSLASH != 0 && word.len() > 2 {
        return Some(Mask::Path);
    }
    if shape & DIGIT != 0 {
        return if shape & DOT != 0 && shape & UPPER != 0 && is_code_name(word) {
            None
        } else {
            Some(Mask::Number)
        };
    }
    if shape & JOIN != 0
        && word.len() > 32
        && word.split(|&b| class(b) & JOIN != 0).any(|part| part.len() >= 32)
    {
        return Some(Mask::Number);
    }
    if shape & SLASH != 0 && is_path(word) {
        return Some(Mask::Path);
    }
    if shape & DOT != 0 {
        return dotted(word);
    }
    // A row of stars is what is left of a value that somebody has hidden.
    if shape & OTHER != 0 && word.len() > 2 && word.iter().all(|&b| b == b'*') {
        return Some(Mask::Redacted);
    }
    None
}

fn letters(word: &[u8]) -> Option<Mask> {
    match word {
        // How Python, JSON, Go, C and Lua print the absence of a value or a truth value.
        b"None" | b"True" | b"False" | b"true" | b"false" | b"null" | b"NULL" | b"nil" | b"NaN" => {
            Some(Mask::Constant)
        }
        // No abbreviation has 16 letters, and no word 32.
        _ if word.len() >= 16 && (word.len() >= 32 || word.iter().all(u8::is_ascii_uppercase)) => {
            Some(Mask::Number)
        }
        // No word of eight letters is spelt with a to f alone.
        // A host, whatever stands beside it.
        b"localhost" => Some(Mask::Host),
        _ if word.len() >= 8 && word.iter().all(|b| matches!(b | 0x20, b'a'..=b'f')) => Some(Mask::Hex),
        _ => None,
    }
}

/// `org.example.v2.Base64`: lower-case identifiers and, last, a capitalised one. It names code, which is identity,
/// though it holds a digit.
fn is_code_name(word: &[u8]) -> bool {
    let mut parts = word.split(|&b| b == b'.').rev();
    let last = parts.next().unwrap_or_default();
    last.first().is_some_and(u8::is_ascii_uppercase)
        && last.iter().all(u8::is_ascii_alphanumeric)
        && parts.clone().count() > 1
        && parts.all(|p| {
            p.first().is_some_and(u8::is_ascii_lowercase)
                && p.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'_')
        })
}

/// A path: absolute, relative with a dot, or of parts that are not all words (`read/write`) or abbreviations (`TCP/IP`),
/// as identifiers are none (`web/auth_a`). Or the type of a medium: `text/html`.
fn is_path(word: &[u8]) -> bool {
    if matches!(word, [b'/', _, ..] | [b'~' | b'.', b'/', ..] | [b'.', b'.', b'/', ..]) {
        return true;
    }
    let part_is_word = |part: &[u8]| {
        part.iter().all(u8::is_ascii_uppercase)
            || !part.contains(&b'_') && super::vocabulary::knows_compound(part)
    };
    word.len() > 1
        && (!word.split(|&b| b == b'/').all(part_is_word)
            || texts!["application/", "audio/", "image/", "multipart/", "text/", "video/"].begin(word))
}

/// A dotted name: a host, a file, or code (`pool.acquire`), which stays.
fn dotted(word: &[u8]) -> Option<Mask> {
    let dot = word.iter().rposition(|&b| b == b'.')?;
    let (head, last) = (word.get(..dot)?, word.get(dot + 1..)?);
    if last.is_empty() {
        return None;
    }
    if head.iter().all(|&b| class(b) & LETTER == 0) {
        // `.bashrc`, `*.log`
        return Some(Mask::Path);
    }
    let first = head.split(|&b| b == b'.').next().unwrap_or_default();
    if lists::is_on(lists::EXTENSION, last) {
        return Some(Mask::Path);
    }
    // `com.example.net` is a package of Java; `example.com` is a host.
    if lists::is_on(lists::TOP_LEVEL, last) && !lists::is_on(lists::TOP_LEVEL, first) {
        return Some(Mask::Host);
    }
    None
}

/// A finer name for a masked word, for people; never part of an id.
pub(super) fn refine(word: &[u8], mask: Mask) -> Mask {
    if mask != Mask::Number {
        return mask;
    }
    if word.contains(&PLACEHOLDER) {
        return Mask::Placeholder;
    }
    let bare = word.strip_prefix(b"0x").unwrap_or(word);
    let all = |f: fn(&u8) -> bool| word.iter().all(f);
    let count = |byte: u8| search::memchr_iter(byte, word).count();
    let digits = word.iter().filter(|b| b.is_ascii_digit()).count();
    if word.len() == 36 && count(b'-') == 4 && all(|b| b.is_ascii_hexdigit() || *b == b'-') {
        return Mask::Uuid;
    }
    if count(b':') == 5 && word.len() == 17 && all(|b| b.is_ascii_hexdigit() || *b == b':') {
        return Mask::Mac;
    }
    if count(b'.') == 3 && all(|b| b.is_ascii_digit() || matches!(b, b'.' | b':' | b'/')) && count(b'/') < 2 {
        return Mask::Ip;
    }
    let timelike =
        |b: &u8| b.is_ascii_digit() || matches!(b, b':' | b'-' | b'/' | b'.' | b',' | b'T' | b'Z' | b'+');
    if digits >= 4
        && word.iter().all(timelike)
        && (count(b':') >= 1 || (digits >= 6 && (count(b'-') == 2 || count(b'/') == 2)))
        && count(b':') < 4
        && word.first().is_some_and(u8::is_ascii_digit)
    {
        return Mask::Time;
    }
    if count(b':') >= 2 && all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.' | b'%' | b'/')) {
        return Mask::Ip;
    }
    if bare.len() != word.len() || (word.len() >= 6 && all(u8::is_ascii_hexdigit) && digits < word.len()) {
        return Mask::Hex;
    }
    if count(b'/') > 0 {
        return Mask::Path;
    }
    if count(b'.') > 0 && word.iter().any(u8::is_ascii_alphabetic) && digits < word.len() / 2 {
        return Mask::Host;
    }
    Mask::Number
}
