//! Bytes to tokens, left to right.
//!
//! Linear by construction: a bracket or quote that has no partner is remembered, so that the search for it is
//! made once; a group that is masked is skipped; a group that is not holds no further bracket.

mod enclosed;
mod joined;
mod pairs;
mod plain;
mod token;

use super::lists::{self, PARTICIPLE, TO};
use super::shape::{
    BACKSLASH, CLASS, COLON, DELIMITER, DIGIT, HIGH, LETTER, Mask, OTHER, SLASH, SPACE, UPPER, class,
    classes_of, classify, is_word_byte,
};
use crate::few::Few;
use crate::group::work::looked_at;
use crate::texts::texts;
use core::ops::Range;
pub(super) use token::{Kind, Token};
use token::{MARK, REWRITTEN, SPACED, TELLS, WAS_WORD, WORD};

/// More tokens than this say no more about which message it is; it bounds the length of a template. Counted in
/// tokens, not bytes, since redaction changes how long a value is.
const MAX_TOKENS: usize = 192;

pub(super) type Tokens = Few<[Token; 32]>;

/// Cuts `text` into `tokens`, which are empty. True when its words are those of a constant: names and
/// states stand behind prepositions and nouns only.
pub(super) fn lex(text: &[u8], tokens: &mut Tokens) -> bool {
    let text = text.get(..u32::MAX as usize).unwrap_or(text);
    let whole = trim(text, 0..text.len());
    let quoted = pairs::quoted_message(text, whole.clone());
    let constant = quoted.is_some();
    let whole = quoted.or_else(|| pairs::json_message(text, whole.clone())).unwrap_or(whole);
    let mut lexer = Lexer::new(text, whole, tokens);
    lexer.run();
    // A line of `key=value` pairs is named by its message, so that it gets the id which the message has alone.
    if let Some(message) = lexer.message.take()
        && lexer.keys > 1
    {
        tokens.clear();
        Lexer::new(text, message, tokens).run();
    }
    constant
}

/// Cuts white space, and quotes that enclose the whole text.
fn trim(text: &[u8], mut range: Range<usize>) -> Range<usize> {
    while text.get(range.start).is_some_and(|&b| class(b) & SPACE != 0) && range.start < range.end {
        range.start += 1;
    }
    while range.end > range.start && text.get(range.end - 1).is_some_and(|&b| class(b) & SPACE != 0) {
        range.end -= 1;
    }
    let inner = text.get(range.clone()).unwrap_or_default();
    if let [b'"', body @ .., b'"'] = inner
        && !body.is_empty()
        && !body.contains(&b'"')
    {
        return range.start + 1..range.end - 1;
    }
    range
}

struct Lexer<'t> {
    text: &'t [u8],
    at: usize,
    tokens: &'t mut Tokens,
    space: bool,
    /// Brackets and quotes known to have no partner, one bit each.
    unclosed: u8,
    /// `key=` pairs seen.
    keys: u32,
    /// Where the value of `msg=` stands, when the line starts with pairs.
    message: Option<Range<usize>>,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t [u8], range: Range<usize>, tokens: &'t mut Tokens) -> Lexer<'t> {
        let text = text.get(..range.end).unwrap_or(text);
        Lexer { text, at: range.start, tokens, space: false, unclosed: 0, keys: 0, message: None }
    }

    fn peek(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(b' ')
    }

    fn slice(&self, range: Range<usize>) -> &'t [u8] {
        self.text.get(range).unwrap_or_default()
    }

    fn push(&mut self, range: Range<usize>, kind: Kind, shape: u16, lists: u16, flags: u8) {
        let mut flags = flags;
        if core::mem::take(&mut self.space) {
            flags |= SPACED;
            if range.start > 0 && self.peek(range.start - 1) != b' ' {
                flags |= REWRITTEN;
            }
        }
        self.tokens.push(Token {
            start: range.start as u32,
            end: range.end as u32,
            shape,
            lists,
            kind,
            flags,
        });
    }

    fn mask(&mut self, range: Range<usize>, mask: Mask) {
        self.value(range, mask, 0);
    }

    fn value(&mut self, range: Range<usize>, mask: Mask, shape: u16) {
        self.at = range.end;
        let flags = if matches!(mask, Mask::Remark | Mask::Data) { TELLS } else { 0 };
        self.push(range, Kind::Mask(mask), shape, 0, flags);
    }

    fn punct(&mut self, length: usize) {
        let start = self.at;
        self.at += length;
        let (shape, flags) = if length == 1 {
            (u16::from(self.peek(start)), MARK)
        } else {
            (0, MARK | TELLS | ruler(self.slice(start..start + length)))
        };
        self.push(start..start + length, Kind::Punct, shape, 0, flags);
    }

    /// One word without colons.
    fn piece(&mut self, start: usize, end: usize, shape: u16) {
        let word = self.slice(start..end);
        if let Some(mask) = classify(word, shape) {
            return self.value(start..self.described(start, end), mask, shape);
        }
        self.at = end;
        let tells = if shape & HIGH == 0 { 0 } else { TELLS };
        self.push(start..end, Kind::Word, shape, lists_of(word), WORD | WAS_WORD | tells | ruler(word));
    }

    fn run(&mut self) {
        loop {
            self.plain();
            let mut byte = self.peek(self.at);
            while class(byte) & SPACE != 0 && self.at < self.text.len() {
                if byte == b'\x1b' {
                    self.escape();
                } else {
                    self.space = true;
                    self.at += 1;
                }
                byte = self.peek(self.at);
            }
            if self.at >= self.text.len() || self.tokens.len() >= MAX_TOKENS {
                break;
            }
            if class(byte) & DELIMITER == 0 {
                self.word();
                continue;
            }
            match byte {
                b'"' | b'\'' | b'`' => self.quote(self.at, self.at),
                b'(' => self.paren(),
                b'[' => self.bracket(),
                b'{' => self.brace(),
                b'<' => self.angle(),
                b'=' => self.equals(),
                b',' if self.space && self.tokens.last().is_some_and(|t| t.is_punct(b':') && !t.space()) => {
                    // `added: , removed: 7`
                    self.mask(self.at..self.at, Mask::Value);
                    self.punct(1);
                }
                _ => self.punct(1),
            }
        }
    }

    /// A terminal's colour sequence: `ESC [ … letter`.
    fn escape(&mut self) {
        self.at += 1;
        if self.peek(self.at) == b'[' {
            self.at += 1;
            while matches!(self.peek(self.at), b'0'..=b'9' | b';') {
                self.at += 1;
            }
            self.at += usize::from(self.at < self.text.len());
        }
    }

    /// The last token, when it ends right here and is a word or a mask.
    fn glued(&self) -> Option<Token> {
        let last = *self.tokens.last()?;
        (!self.space && last.end as usize == self.at && !last.is_mark()).then_some(last)
    }

    /// Is the last token the head of the message: the first word, or the first behind one word and a colon?
    fn is_head(&self) -> bool {
        let Some((_, before)) = self.tokens.split_last() else { return true };
        looked_at(before.len());
        let words = before.iter().filter(|t| t.is_word()).count();
        let prefix = |t: &Token| t.is_mark() && t.text(self.text) == b":";
        words == 0 || (words == 1 && before.last().is_some_and(prefix))
    }

    fn word(&mut self) {
        let start = self.at;
        let (mut end, mut shape) = self.run_of_word(start);
        // An apostrophe between letters belongs to the word: can't. So does the genitive of a value: job-7's.
        while self.peek(end) == b'\''
            && class_at(self.text, end + 1) & LETTER != 0
            && (class_at(self.text, end - 1) & LETTER != 0 || self.is_genitive(end))
            && !is_literal_prefix(self.slice(start..end))
        {
            let (stop, more) = self.run_of_word(end + 1);
            (end, shape) = (stop, shape | more);
        }
        let next = self.peek(end);
        // Most words are letters, digits and joints between white space; nothing below applies to them.
        if shape & (HIGH | COLON | OTHER) == 0
            && shape & (LETTER | DIGIT) != 0
            && self.peek(start) != b'-'
            && self.peek(end - 1) != b'.'
            && !matches!(next, b'"' | b'\'' | b'<' | b'>' | b'=')
        {
            return self.piece(start, end, shape);
        }
        let word = self.slice(start..end);
        if matches!(next, b'"' | b'\'') {
            // b'…', r"…"
            if is_literal_prefix(word) {
                return self.quote(start, end);
            }
            // \"…\"
            if next == b'"' && word.ends_with(b"\\") {
                if word.len() == 1 {
                    return self.quote(start, end);
                }
                end -= 1;
            }
        }
        if word.starts_with(b"-----BEGIN") {
            return self.armour(start);
        }
        if shape & HIGH != 0
            && self.unclosed & enclosed::TYPOGRAPHIC == 0
            && let Some((open, close)) = typographic(word)
        {
            return self.typographic(start, open, close);
        }
        if shape & (COLON | SLASH) == COLON | SLASH
            && let Some(at) = find(word, b"://")
        {
            return self.url(start, start + at);
        }
        if next == b'>' && self.arrow(start, end) {
            return;
        }
        let mut end = self.trim_word(start, end);
        // `Hunter1!`: a value takes the mark behind it, since nobody can tell whether it is part of it.
        if self.peek(end) == b'!'
            && classify(self.slice(start..end), classes_of(self.slice(start..end))).is_some()
        {
            end += 1;
        }
        if end == start {
            let row = self.text.iter().skip(start).take_while(|&&b| is_word_byte(b)).count();
            // `Not Found: /`, `GET /`: the root of all paths.
            let behind = self.tokens.last().map_or(0, |t| t.shape);
            if row == 1
                && self.peek(start) == b'/'
                && class_at(self.text, start + 1) & SPACE != 0
                && (behind == u16::from(b':') || behind == UPPER)
            {
                return self.mask(start..start + 1, Mask::Path);
            }
            let arrow = row == 1 && self.slice(start..start + 2) == b"->";
            return self.punct(if arrow { 2 } else { row.max(1) });
        }
        if self.comparison(start, end) {
            return;
        }
        let shape = if end - start == word.len() { shape } else { classes_of(self.slice(start..end)) };
        if shape & COLON != 0 && !self.colons(start, end, shape) {
            return;
        }
        self.piece(start, end, shape);
        let Some(name) = word.strip_suffix(b":") else { return };
        if texts!["cookie", "set-cookie"].has_folded(name) {
            self.cookies();
        } else if name.eq_ignore_ascii_case(b"patient") {
            self.person();
        } else if texts!["authorization"].end_folded(name) {
            self.credentials();
        }
    }

    /// `7's `: at the apostrophe behind a digit.
    fn is_genitive(&self, at: usize) -> bool {
        class_at(self.text, at - 1) & DIGIT != 0
            && self.peek(at + 1) == b's'
            && class_at(self.text, at + 2) & (SPACE | DELIMITER) != 0
    }

    /// The end of the run of word bytes at `start`, and the classes of its bytes.
    #[inline]
    fn run_of_word(&self, start: usize) -> (usize, u16) {
        let mut shape = 0;
        let mut end = start;
        for &byte in self.text.get(end..).unwrap_or_default() {
            let class = CLASS[usize::from(byte)];
            if class & (SPACE | DELIMITER) != 0 {
                break;
            }
            shape |= class;
            end += 1;
        }
        looked_at(end - start);
        (end, shape)
    }

    /// The end of a word without the punctuation behind it.
    fn trim_word(&self, start: usize, mut end: usize) -> usize {
        loop {
            let word = self.slice(start..end);
            match word {
                [.., b'.' | b':' | b'!' | b'?'] => end -= 1,
                // …
                [.., 0xe2, 0x80, 0xa6] => end -= 3,
                _ => break,
            }
        }
        // Nothing but punctuation: `--`, `|`, `***`.
        if self.slice(start..end).iter().all(|&b| class(b) & (LETTER | DIGIT) == 0)
            && classify(self.slice(start..end), classes_of(self.slice(start..end))).is_none()
        {
            return start;
        }
        end
    }

    /// A word with colons inside. True when it is one word after all.
    fn colons(&mut self, start: usize, end: usize, shape: u16) -> bool {
        let word = self.slice(start..end);
        // Code in C++, Rust, Perl or Ruby.
        if shape & DIGIT == 0 && find(word, b"::").is_some() {
            return true;
        }
        // /path/file:12, C:\path, and addresses and times as a whole.
        let numeric =
            |b: &u8| b.is_ascii_hexdigit() || matches!(b, b':' | b'.' | b'/' | b'-' | b'+' | b'T' | b'Z');
        if matches!(word, [b'/', ..])
            || shape & BACKSLASH != 0
            || ((shape & DIGIT != 0 || word.len() == 17)
                && word.split(|&b| b == b'%').next().is_some_and(|w| w.iter().all(numeric)))
        {
            self.mask(start..end, Mask::Number);
            return false;
        }
        if is_host_port(word) {
            self.mask(start..end, Mask::Host);
            return false;
        }
        let mut at = start;
        for part in word.split(|&b| b == b':') {
            if at > start {
                self.at = at - 1;
                self.punct(1);
            }
            if !part.is_empty() {
                self.piece(at, at + part.len(), classes_of(part));
            }
            at += part.len() + 1;
        }
        false
    }

    fn url(&mut self, start: usize, colon: usize) {
        let mut end = colon + 3;
        let mut depth = 0_i32;
        while let Some(&byte) = self.text.get(end) {
            match byte {
                b'"' | b'\'' | b'<' | b'>' | b'`' => break,
                b'(' | b'[' => depth += 1,
                // But not in the password of `u:Zx12)@host`.
                b')' | b']' if depth == 0 && self.peek(end + 1) != b'@' => break,
                b')' | b']' => depth -= 1,
                _ if class(byte) & SPACE != 0 => break,
                _ => {}
            }
            end += 1;
        }
        while end > colon + 3 && matches!(self.peek(end - 1), b'.' | b',' | b';' | b':' | b'!' | b'?') {
            end -= 1;
        }
        looked_at(end - start);
        self.mask(start..end, Mask::Url);
    }

    /// Turns the last token, a word, into the head of a value that ends at `end`.
    fn extend(&mut self, end: usize, mask: Mask) {
        if let Some(last) = self.tokens.last_mut() {
            if !last.is_mask() {
                last.turn(Kind::Mask(mask));
                last.lists = 0;
                last.flags &= SPACED;
            }
            last.end = end as u32;
        }
        self.at = end;
    }
}

/// The lists that a word is on, and those that are told by its letters.
fn lists_of(word: &[u8]) -> u16 {
    let participle = word.len() > 4 && (word.ends_with(b"ing") || word.ends_with(b"ed"));
    let lists = lists::of(word) & if word == b"to" { !0 } else { !TO };
    lists | if participle { PARTICIPLE } else { 0 }
}

fn ruler(text: &[u8]) -> u8 {
    if is_ruler(text) { REWRITTEN } else { 0 }
}

/// `-----`, `====`: more than three bytes, all the same.
pub(super) fn is_ruler(text: &[u8]) -> bool {
    matches!(text, [a, b, _, _, ..] if a == b) && text.iter().all(|b| Some(b) == text.first())
}

fn class_at(text: &[u8], at: usize) -> u16 {
    text.get(at).map_or(SPACE, |&b| class(b))
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    let found = crate::search::find(text, needle);
    looked_at(found.unwrap_or(text.len()));
    found
}

/// Prefixes of string literals in Python and C.
fn is_literal_prefix(word: &[u8]) -> bool {
    texts!["b", "u", "r", "f", "L", "rb", "br"].has(word)
}

/// The typographic quote that a word starts with, and its partner.
fn typographic(word: &[u8]) -> Option<(&'static [u8], &'static [u8])> {
    [("“", "”"), ("‘", "’"), ("«", "»"), ("„", "“")]
        .iter()
        .find(|(open, _)| word.starts_with(open.as_bytes()))
        .map(|(open, close)| (open.as_bytes(), close.as_bytes()))
}

/// `db.example:5432`, `localhost:80`: a name in lower case and a number of two to five digits.
fn is_host_port(word: &[u8]) -> bool {
    if !word.last().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let Some(colon) = word.iter().position(|&b| b == b':') else { return false };
    let (host, port) = (word.get(..colon).unwrap_or_default(), word.get(colon + 1..).unwrap_or_default());
    (host == b"localhost" || host.contains(&b'.'))
        && host.iter().all(|b| matches!(b, b'a'..=b'z' | b'-' | b'.'))
        && (2..=5).contains(&port.len())
        && port.iter().all(u8::is_ascii_digit)
}
