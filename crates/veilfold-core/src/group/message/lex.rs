//! Bytes to tokens, left to right.
//!
//! Linear by construction: a bracket or quote that has no partner is remembered, so that the search for it is
//! made once; a group that is masked is skipped; a group that is not holds no further bracket.

use super::shape::{
    BACKSLASH, CLASS, COLON, DELIMITER, DIGIT, HIGH, JOIN, LETTER, Mask, SLASH, SPACE, UPPER, class,
    classes_of, classify, is_word_byte,
};
use super::{lists, vocabulary};
use core::ops::Range;
use smallvec::SmallVec;

/// More tokens than this say no more about which message it is; it bounds the length of a template. Counted in
/// tokens, not bytes, since redaction changes how long a value is.
const MAX_TOKENS: usize = 192;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text that stays.
    Word,
    /// Punctuation that stays.
    Punct,
    /// A value.
    Mask(Mask),
    /// Part of the value before it: a unit, a date's next word.
    Tail,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: Kind,
    /// White space stands before it.
    pub(super) space: bool,
    /// Classes of the bytes of a word.
    pub(super) shape: u16,
}

impl Token {
    pub(super) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(super) fn text<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        text.get(self.range()).unwrap_or_default()
    }

    pub(super) fn is_mask(&self) -> bool {
        matches!(self.kind, Kind::Mask(_))
    }
}

pub(super) type Tokens = SmallVec<[Token; 32]>;

pub(super) fn lex(text: &[u8]) -> Tokens {
    let text = text.get(..u32::MAX as usize).unwrap_or(text);
    let whole = trim(text, 0..text.len());
    let mut lexer = Lexer::new(text, whole);
    lexer.run();
    // A line of `key=value` pairs is named by its message, so that it gets the id which the message has alone.
    if let Some(message) = lexer.message.take()
        && lexer.keys > 1
    {
        lexer = Lexer::new(text, message);
        lexer.run();
    }
    lexer.tokens
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
    tokens: Tokens,
    space: bool,
    /// Brackets and quotes known to have no partner, one bit each.
    unclosed: u8,
    /// `key=` pairs seen.
    keys: u32,
    /// Where the value of `msg=` stands, when the line starts with pairs.
    message: Option<Range<usize>>,
}

const PAREN: u8 = 1;
const BRACKET: u8 = 1 << 1;
const BRACE: u8 = 1 << 2;
const ANGLE: u8 = 1 << 3;
const DOUBLE: u8 = 1 << 4;
const SINGLE: u8 = 1 << 5;
const BACKTICK: u8 = 1 << 6;
const TYPOGRAPHIC: u8 = 1 << 7;

impl<'t> Lexer<'t> {
    fn new(text: &'t [u8], range: Range<usize>) -> Lexer<'t> {
        let text = text.get(..range.end).unwrap_or(text);
        Lexer {
            text,
            at: range.start,
            tokens: Tokens::new(),
            space: false,
            unclosed: 0,
            keys: 0,
            message: None,
        }
    }

    fn peek(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(b' ')
    }

    fn slice(&self, range: Range<usize>) -> &'t [u8] {
        self.text.get(range).unwrap_or_default()
    }

    fn push(&mut self, range: Range<usize>, kind: Kind, shape: u16) {
        self.tokens.push(Token {
            start: range.start as u32,
            end: range.end as u32,
            kind,
            space: core::mem::take(&mut self.space),
            shape,
        });
    }

    fn mask(&mut self, range: Range<usize>, mask: Mask) {
        self.at = range.end;
        self.push(range, Kind::Mask(mask), 0);
    }

    fn punct(&mut self, length: usize) {
        let start = self.at;
        self.at += length;
        self.push(start..start + length, Kind::Punct, 0);
    }

    fn run(&mut self) {
        while self.at < self.text.len() && self.tokens.len() < MAX_TOKENS {
            let byte = self.peek(self.at);
            let class = class(byte);
            if class & (SPACE | DELIMITER) == 0 {
                self.word();
                continue;
            }
            match byte {
                b'\x1b' => self.escape(),
                _ if class & SPACE != 0 => {
                    self.space = true;
                    self.at += 1;
                }
                b'"' | b'\'' | b'`' => self.quote(self.at, self.at),
                b'(' => self.paren(),
                b'[' => self.bracket(),
                b'{' => self.brace(),
                b'<' => self.angle(),
                b'=' => self.equals(),
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
        (!self.space && last.end as usize == self.at && last.kind != Kind::Punct).then_some(last)
    }

    /// Is the last token the head of the message: the first word, or the first behind one word and a colon?
    fn is_head(&self) -> bool {
        let Some((_, before)) = self.tokens.split_last() else { return true };
        let words = before.iter().filter(|t| t.kind == Kind::Word).count();
        let prefix = |t: &Token| t.kind == Kind::Punct && t.text(self.text) == b":";
        words == 0 || (words == 1 && before.last().is_some_and(prefix))
    }

    fn word(&mut self) {
        let start = self.at;
        let (mut end, mut shape) = self.run_of_word(start);
        // An apostrophe between letters belongs to the word: can't.
        while self.peek(end) == b'\''
            && class_at(self.text, end - 1) & class_at(self.text, end + 1) & LETTER != 0
            && !is_literal_prefix(self.slice(start..end))
        {
            let (stop, more) = self.run_of_word(end + 1);
            (end, shape) = (stop, shape | more);
        }
        let next = self.peek(end);
        // Most words are letters, digits and joints between white space; nothing below applies to them.
        if shape & !(LETTER & !HIGH | DIGIT | JOIN) == 0
            && shape & (LETTER | DIGIT) != 0
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
        if shape & HIGH != 0
            && let Some((open, close)) = typographic(word)
        {
            return self.typographic(start, open, close);
        }
        if shape & (COLON | SLASH) == COLON | SLASH
            && let Some(at) = find(word, b"://")
        {
            return self.url(start, start + at);
        }
        let end = self.trim_word(start, end);
        if end == start {
            let row = self.text.iter().skip(start).take_while(|&&b| is_word_byte(b)).count();
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
    }

    /// The end of the run of word bytes at `start`, and the classes of its bytes.
    #[inline]
    fn run_of_word(&self, start: usize) -> (usize, u16) {
        let mut shape = 0;
        let mut end = start;
        for &byte in self.text.get(start..).unwrap_or_default() {
            let class = CLASS[usize::from(byte)];
            if class & (SPACE | DELIMITER) != 0 {
                break;
            }
            shape |= class;
            end += 1;
        }
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

    /// One word without colons.
    fn piece(&mut self, start: usize, end: usize, shape: u16) {
        self.at = end;
        let kind = classify(self.slice(start..end), shape).map_or(Kind::Word, Kind::Mask);
        self.push(start..end, kind, shape);
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
            || (word.split(|&b| b == b'%').next().is_some_and(|w| w.iter().all(numeric))
                && (shape & DIGIT != 0 || word.len() == 17))
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
                b')' | b']' if depth == 0 => break,
                b')' | b']' => depth -= 1,
                _ if class(byte) & SPACE != 0 => break,
                _ => {}
            }
            end += 1;
        }
        while end > colon + 3 && matches!(self.peek(end - 1), b'.' | b',' | b';' | b':' | b'!' | b'?') {
            end -= 1;
        }
        self.mask(start..end, Mask::Url);
    }

    /// `name>=1.2,<3`: a comparison is a value with its operands.
    fn comparison(&mut self, start: usize, end: usize) -> bool {
        // ~= and != start with what else may end a word.
        let end = if matches!(self.peek(end - 1), b'~' | b'!') { end - 1 } else { end };
        let operator = self.slice(end..(end + 2).min(self.text.len()));
        let long = matches!(operator, b"==" | b">=" | b"<=" | b"!=" | b"~=");
        let short = matches!(operator, [b'<' | b'>', b'0'..=b'9']);
        let behind = end + if long { 2 } else { 1 };
        if !(long || short) || class_at(self.text, behind) & (SPACE | DELIMITER) != 0 {
            return false;
        }
        let mut stop = behind;
        while stop < self.text.len()
            && class_at(self.text, stop) & SPACE == 0
            && !matches!(self.peek(stop), b')' | b']' | b'"')
        {
            stop += 1;
        }
        while stop > behind && matches!(self.peek(stop - 1), b',' | b';' | b':' | b'.') {
            stop -= 1;
        }
        self.mask(start..stop, Mask::Comparison);
        true
    }

    /// Quoted text from `start` (a prefix such as `b` included) with its quote at `open`.
    fn quote(&mut self, start: usize, open: usize) {
        let quote = self.peek(open);
        let bit = match quote {
            b'"' => DOUBLE,
            b'\'' => SINGLE,
            _ => BACKTICK,
        };
        match self.closing_quote(open, bit) {
            Some(close) => self.mask(start..close + 1, Mask::Quoted),
            None => {
                self.at = start;
                self.punct(open + 1 - start);
            }
        }
    }

    fn closing_quote(&mut self, open: usize, bit: u8) -> Option<usize> {
        let quote = self.peek(open);
        let before = if open == 0 { 0 } else { class_at(self.text, open - 1) };
        // `users' files`, `5" disk`: a closing mark or a unit.
        if self.unclosed & bit != 0
            || (quote != b'"' && before & (LETTER | DIGIT) != 0 && !self.has_prefix(open))
        {
            return None;
        }
        let escaped = open > 0 && self.peek(open - 1) == b'\\';
        let mut at = open + 1;
        while let Some(&byte) = self.text.get(at) {
            match byte {
                b'\\' if escaped && self.peek(at + 1) == quote => return Some(at + 1),
                b'\\' => at += 1,
                // `foo'
                b'\'' if quote == b'`' => return Some(at),
                b'\'' if quote == byte && class_at(self.text, at + 1) & (LETTER | DIGIT) == 0 => {
                    return Some(at);
                }
                b'"' | b'`' if quote == byte && !escaped => return Some(at),
                _ => {}
            }
            at += 1;
        }
        self.unclosed |= bit;
        None
    }

    /// A quote right behind `b`, `r`, `u`, `f` that starts a word.
    fn has_prefix(&self, open: usize) -> bool {
        (1..=2).any(|n| {
            open >= n
                && is_literal_prefix(self.slice(open - n..open))
                && (open == n || class_at(self.text, open - n - 1) & (LETTER | DIGIT) == 0)
        })
    }

    /// “…”, ‘…’, «…».
    fn typographic(&mut self, start: usize, open: &[u8], close: &[u8]) {
        let body = start + open.len();
        if self.unclosed & TYPOGRAPHIC == 0
            && let Some(length) = find(self.slice(body..self.text.len()), close)
        {
            return self.mask(start..body + length + close.len(), Mask::Quoted);
        }
        self.unclosed |= TYPOGRAPHIC;
        self.at = start;
        self.punct(open.len());
    }

    /// The partner of the bracket at `open`, brackets of the same kind nested.
    fn closing(&mut self, open: usize, bit: u8) -> Option<usize> {
        if self.unclosed & bit != 0 {
            return None;
        }
        let left = self.peek(open);
        let right = if left == b'(' { b')' } else { left + 2 };
        let mut depth = 0_usize;
        let mut strings = true;
        let mut at = open;
        while let Some(&byte) = self.text.get(at) {
            if byte == left {
                depth += 1;
            } else if byte == right {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            } else if strings && matches!(byte, b'"' | b'\'') && is_opener(self.peek(at - 1)) {
                // A bracket inside a string is no bracket.
                match string_end(self.text, at) {
                    Some(end) => at = end,
                    None => strings = false,
                }
            }
            at += 1;
        }
        self.unclosed |= bit;
        None
    }

    /// Turns the last token, a word, into the head of a value that ends at `end`.
    fn extend(&mut self, end: usize, mask: Mask) {
        if let Some(last) = self.tokens.last_mut() {
            if !last.is_mask() {
                last.kind = Kind::Mask(mask);
            }
            last.end = end as u32;
        }
        self.at = end;
    }

    fn paren(&mut self) {
        let open = self.at;
        let close = self.closing(open, PAREN);
        let end = close.map_or(self.text.len(), |c| c + 1);
        let content = self.slice(open + 1..close.unwrap_or(self.text.len()));
        let Some(word) = self.glued() else {
            return self.aside(open, close, content);
        };
        match content {
            // job(s), close()
            b"" | b"s" | b"es" | b"S" if close.is_some() && !word.is_mask() => {
                if let Some(last) = self.tokens.last_mut() {
                    last.end = end as u32;
                }
                self.at = end;
            }
            _ if word.is_mask() || !self.is_head() => self.extend(end, Mask::Call),
            _ => self.mask(open..end, Mask::Arguments),
        }
    }

    /// A parenthesis that stands by itself.
    fn aside(&mut self, open: usize, close: Option<usize>, content: &[u8]) {
        let Some(close) = close else { return self.punct(1) };
        // Behind a colon, a comma or nothing it is the value itself, not a remark on one.
        let remark = self.tokens.last().is_some_and(|t| t.kind != Kind::Punct);
        if content.is_empty() || is_data(content) {
            self.mask(open..close + 1, if remark { Mask::Remark } else { Mask::Data });
        } else {
            self.punct(1);
        }
    }

    fn bracket(&mut self) {
        let open = self.at;
        let Some(close) = self.closing(open, BRACKET) else {
            return if self.glued().is_some_and(|t| !t.is_mask()) && !self.is_head() {
                self.extend(self.text.len(), Mask::Call)
            } else {
                self.punct(1)
            };
        };
        let content = self.slice(open + 1..close);
        let end = close + 1;
        if content.starts_with(b"REDACTED") {
            return self.redacted(open, end);
        }
        match self.glued() {
            Some(word) if word.is_mask() || !self.is_head() => self.extend(end, Mask::Call),
            Some(_) => self.mask(open..end, Mask::Data),
            None if content.is_empty() || is_data(content) => self.mask(open..end, Mask::Data),
            None => self.punct(1),
        }
    }

    /// What a redactor wrote, with what is left of the word it stands in.
    fn redacted(&mut self, open: usize, end: usize) {
        if self.glued().is_some() {
            self.extend(end, Mask::Redacted);
        } else {
            self.mask(open..end, Mask::Redacted);
        }
        let mut rest = end;
        while rest < self.text.len() && is_word_byte(self.peek(rest)) {
            rest += 1;
        }
        let rest = self.trim_word(end, rest);
        if rest > end {
            self.extend(rest, Mask::Redacted);
        }
    }

    fn brace(&mut self) {
        let open = self.at;
        // Cut off: the rest of the text is in it.
        let end = self.closing(open, BRACE).map_or(self.text.len(), |c| c + 1);
        match self.glued() {
            Some(word) if word.is_mask() || !self.is_head() => self.extend(end, Mask::Call),
            _ => self.mask(open..end, Mask::Data),
        }
    }

    fn angle(&mut self) {
        let open = self.at;
        let next = class_at(self.text, open + 1);
        let opens =
            next & (LETTER | DIGIT) != 0 || matches!(self.peek(open + 1), b'/' | b'!' | b'_' | b'*' | b'?');
        // <1 ms
        if next & DIGIT != 0 && self.glued().is_none() {
            let digits = self.text.iter().skip(open + 1).take_while(|&&b| is_word_byte(b)).count();
            return self.mask(open..open + 1 + digits, Mask::Number);
        }
        if self.glued().is_none()
            && opens
            && let Some(close) = self.closing(open, ANGLE)
        {
            return self.mask(open..close + 1, Mask::Object);
        }
        self.punct(1);
    }

    fn equals(&mut self) {
        let rest = self.slice(self.at..self.text.len());
        let row = rest.iter().take_while(|b| matches!(b, b'=' | b'>' | b'~')).count();
        let key = self.tokens.last().copied();
        // The padding of base64.
        if row <= 2
            && class_at(self.text, self.at + row) & SPACE != 0
            && self.glued().is_some_and(|t| t.is_mask() && t.end - t.start >= 8)
        {
            return self.extend(self.at + row, Mask::Number);
        }
        if row > 1 || !key.is_some_and(|t| t.kind != Kind::Punct) {
            return self.punct(row);
        }
        let glued = self.glued();
        self.space = false;
        self.punct(1);
        let Some(value) = self.value() else {
            return self.mask(self.at..self.at, Mask::Value);
        };
        if let Some(key) = glued {
            self.keys += 1;
            let behind_pairs = |t: &Token| t.kind != Kind::Word || self.peek(t.end as usize) == b'=';
            let name = key.text(self.text);
            if matches!(name, b"msg" | b"message")
                && self.message.is_none()
                && self.tokens.iter().all(behind_pairs)
            {
                self.message = Some(trim(self.text, value.clone()));
            }
        }
        self.mask(value, Mask::Value);
    }

    /// The value behind `=`: up to white space, a separator or a closing bracket, quotes and brackets as a whole.
    /// `None` where there is none, as in `user= uid=0`.
    fn value(&mut self) -> Option<Range<usize>> {
        let mut start = self.at;
        while start < self.text.len() && class_at(self.text, start) & SPACE != 0 {
            start += 1;
        }
        let spaced = start > self.at;
        let mut end = start;
        while let Some(&byte) = self.text.get(end) {
            match byte {
                b'"' | b'\'' | b'`' => {
                    let bit = if byte == b'"' { DOUBLE } else { SINGLE };
                    end = self.closing_quote(end, bit).unwrap_or(end);
                }
                b'(' => end = self.closing(end, PAREN).unwrap_or(end),
                b'[' => end = self.closing(end, BRACKET).unwrap_or(end),
                b'{' => end = self.closing(end, BRACE).unwrap_or(end),
                b'<' => end = self.closing(end, ANGLE).unwrap_or(end),
                b')' | b']' | b'}' | b'>' => break,
                b',' | b';' if self.ends_value(end + 1) => break,
                // Another key: this one had no value.
                b'=' if spaced => return None,
                _ if class(byte) & SPACE != 0 => break,
                _ => {}
            }
            end += 1;
        }
        while end > start && matches!(self.peek(end - 1), b'.' | b':' | b'!' | b'?') {
            end -= 1;
        }
        (end > start).then_some(start..end)
    }

    /// Does what follows a comma belong to something else than the value before it?
    fn ends_value(&self, at: usize) -> bool {
        let rest = self.slice(at..self.text.len());
        let word = rest.iter().take_while(|&&b| is_word_byte(b)).count();
        word == 0 || rest.get(word) == Some(&b'=')
    }
}

fn class_at(text: &[u8], at: usize) -> u16 {
    text.get(at).map_or(SPACE, |&b| class(b))
}

/// May a string literal start behind this byte?
fn is_opener(byte: u8) -> bool {
    matches!(byte, b'(' | b'[' | b'{' | b',' | b':' | b'=' | b' ' | b'b')
}

/// The closing quote of the string literal at `open`.
fn string_end(text: &[u8], open: usize) -> Option<usize> {
    let quote = *text.get(open)?;
    let mut at = open + 1;
    loop {
        match *text.get(at)? {
            b'\\' => at += 1,
            byte if byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, needle)
}

/// Prefixes of string literals in Python and C.
fn is_literal_prefix(word: &[u8]) -> bool {
    matches!(word, b"b" | b"u" | b"r" | b"f" | b"L" | b"rb" | b"br")
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
    let Some(colon) = word.iter().position(|&b| b == b':') else { return false };
    let (host, port) = (word.get(..colon).unwrap_or_default(), word.get(colon + 1..).unwrap_or_default());
    (host == b"localhost" || host.contains(&b'.'))
        && host.iter().all(|b| matches!(b, b'a'..=b'z' | b'-' | b'.'))
        && (2..=5).contains(&port.len())
        && port.iter().all(u8::is_ascii_digit)
}

/// Does the inside of a bracket hold a value? Known words alone do not, unless they tell where from (`(from cache)`).
fn is_data(content: &[u8]) -> bool {
    let plain = |&b: &u8| {
        class(b) & (LETTER | SPACE) != 0 || matches!(b, b',' | b'.' | b'-' | b'\'' | b'!' | b'?' | b';')
    };
    if !content.iter().all(plain) {
        return true;
    }
    let mut words =
        content.split(|&b| class(b) & SPACE != 0 || matches!(b, b',' | b'.' | b'!' | b'?' | b';'));
    if words.clone().next().is_some_and(|w| lists::is_on(lists::PREPOSITION, w)) {
        return true;
    }
    words.any(|w| !w.is_empty() && classes_of(w) & !UPPER != 0 && !vocabulary::knows_compound(w))
}
