//! What stands between two marks: quotes, brackets, armour.

use super::super::shape::{DIGIT, LETTER, Mask, SPACE, UPPER, class, classes_of, classify, is_word_byte};
use super::super::{lists, vocabulary};
use super::{Kind, Lexer, Token, class_at, find, is_literal_prefix, lists_of};
use crate::group::work::looked_at;
use crate::texts::texts;

pub(super) const PAREN: u8 = 1;
pub(super) const BRACKET: u8 = 1 << 1;
pub(super) const BRACE: u8 = 1 << 2;
pub(super) const ANGLE: u8 = 1 << 3;
pub(super) const DOUBLE: u8 = 1 << 4;
pub(super) const SINGLE: u8 = 1 << 5;
pub(super) const BACKTICK: u8 = 1 << 6;
pub(super) const TYPOGRAPHIC: u8 = 1 << 7;

impl Lexer<'_> {
    /// A key or certificate in PEM armour, or what is left of one that was cut off.
    pub(super) fn armour(&mut self, start: usize) {
        let rest = self.slice(start..self.text.len());
        let end = find(rest, b"-----END")
            .and_then(|at| Some(at + 8 + find(rest.get(at + 8..)?, b"-----")? + 5))
            .unwrap_or_else(|| cut_armour(rest));
        let quote = matches!(rest.first(), Some(b'"' | b'\'')) && rest.first() == rest.get(end);
        self.mask(start..start + end + usize::from(quote), Mask::Data);
    }

    /// Quoted text from `start` (a prefix such as `b` included) with its quote at `open`.
    pub(super) fn quote(&mut self, start: usize, open: usize) {
        let quote = self.peek(open);
        let bit = match quote {
            b'"' => DOUBLE,
            b'\'' => SINGLE,
            _ => BACKTICK,
        };
        if self.text.get(open + 1..).is_some_and(|t| t.starts_with(b"-----BEGIN")) {
            self.armour(start);
        } else if let Some(close) = self.closing_quote(open, bit) {
            self.mask(start..close + 1, Mask::Quoted);
        } else if quote == b'"' && self.tokens.last().is_some_and(|t| t.is_punct(b':')) {
            // `"name": "value`, cut off: the string reaches to the end of its line, as a redactor sees it.
            let rest = self.slice(open..self.text.len());
            let length = rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
            looked_at(length);
            self.mask(start..open + length, Mask::Quoted);
        } else {
            self.at = start;
            self.punct(open + 1 - start);
        }
    }

    pub(super) fn closing_quote(&mut self, open: usize, bit: u8) -> Option<usize> {
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
        // '['a', 'b']': quotes inside a bracket are not the end.
        if let Some(bracket) = match self.peek(at) {
            b'[' => Some(BRACKET),
            b'{' => Some(BRACE),
            b'(' => Some(PAREN),
            _ => None,
        } && let Some(end) = self.closing(at, bracket)
            && self.peek(end + 1) == quote
        {
            return Some(end + 1);
        }
        while let Some(&byte) = self.text.get(at) {
            match byte {
                b'\\' if escaped && self.peek(at + 1) == quote => return Some(at + 1),
                b'\\' => at += 1,
                // `foo'
                b'\'' if quote == b'`' && self.peek(at + 1) != b'`' => return Some(at),
                b'\'' if quote == byte && class_at(self.text, at + 1) & (LETTER | DIGIT) == 0 => {
                    return Some(at);
                }
                b'"' | b'`' if quote == byte && !escaped => return Some(at),
                _ => {}
            }
            at += 1;
            looked_at(1);
        }
        self.unclosed |= bit;
        None
    }

    /// A quote right behind `b`, `r`, `u`, `f` that starts a word.
    pub(super) fn has_prefix(&self, open: usize) -> bool {
        (1..=2).any(|n| {
            open >= n
                && is_literal_prefix(self.slice(open - n..open))
                && (open == n || class_at(self.text, open - n - 1) & (LETTER | DIGIT) == 0)
        })
    }

    /// “…”, ‘…’, «…».
    pub(super) fn typographic(&mut self, start: usize, open: &[u8], close: &[u8]) {
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
    pub(super) fn closing(&mut self, open: usize, bit: u8) -> Option<usize> {
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
                    looked_at(at - open);
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
        looked_at(at - open);
        self.unclosed |= bit;
        None
    }

    pub(super) fn paren(&mut self) {
        let open = self.at;
        let close = self.closing(open, PAREN);
        let end = close.map_or(self.text.len(), |c| c + 1);
        let content = self.slice(open + 1..close.unwrap_or(self.text.len()));
        let Some(word) = self.glued() else {
            return self.aside(open, close, content);
        };
        match content {
            // None of a list: `Set()`, as `Set(a, b)`.
            b"" if is_collection(word.text(self.text)) && !self.is_head() => self.extend(end, Mask::Call),
            // job(s), close()
            b"" | b"s" | b"es" | b"S" if close.is_some() && !word.is_mask() => {
                let text = self.text;
                if let Some(last) = self.tokens.last_mut() {
                    last.end = end as u32;
                    last.lists = lists_of(last.text(text));
                }
                self.at = end;
            }
            _ if word.is_mask() || !self.is_head() || is_object(word.text(self.text), content) => {
                self.extend(end, Mask::Call);
            }
            _ => self.mask(open..end, Mask::Arguments),
        }
    }

    /// A parenthesis that stands by itself.
    pub(super) fn aside(&mut self, open: usize, close: Option<usize>, content: &[u8]) {
        let Some(close) = close else { return self.punct(1) };
        // `User (null) logged out`: in place of a name, that there is none.
        if self.space
            && self
                .tokens
                .last()
                .is_some_and(|t| t.is_word() && t.lists & (lists::CUE | lists::PREPOSITION) != 0)
            && texts!["null", "none", "nil", "unknown", "anonymous"].has_folded(content)
        {
            return self.mask(open..close + 1, Mask::Data);
        }
        // Behind a colon, a comma or nothing it is the value itself, not a remark on one.
        let remark = self.tokens.last().is_some_and(|t| !t.is_mark());
        // `(root) CMD`: who, before what.
        let word = content.iter().all(|&b| is_word_byte(b));
        let heads = self.tokens.is_empty() && word;
        // `process 17 (backup)`
        let on_value = word && self.tokens.last().is_some_and(|t| t.kind == Kind::Mask(Mask::Number));
        // `(null)`, as C prints what is not there; `(shop.tasks.users)`, code.
        let value = word && classify(content, classes_of(content)).is_some();
        let code = word && content.iter().skip(1).rev().skip(1).any(|&b| b == b'.');
        // `status=sent (delivered to mailbox)`: more on the value of a key.
        let detail = close + 1 == self.text.len()
            && self.tokens.last().is_some_and(|t| t.kind == Kind::Mask(Mask::Value));
        if heads || on_value || value || code || detail || content.is_empty() || is_data(content) {
            self.mask(open..close + 1, if remark && !is_tuple(content) { Mask::Remark } else { Mask::Data });
        } else {
            self.punct(1);
        }
    }

    pub(super) fn bracket(&mut self) {
        let open = self.at;
        let Some(close) = self.closing(open, BRACKET) else {
            if self.glued().is_some_and(|t| !t.is_mask()) && !self.is_head() {
                self.extend(self.text.len(), Mask::Call);
            } else {
                self.punct(1);
            }
            return;
        };
        let content = self.slice(open + 1..close);
        let end = close + 1;
        if content.starts_with(b"REDACTED") {
            return self.redacted(open, end);
        }
        match self.glued() {
            Some(word) if word.is_mask() || !self.is_head() => self.extend(end, Mask::Call),
            Some(_) => self.mask(open..end, Mask::Data),
            None if content.is_empty()
                || is_data(content)
                // `[orders][3] refreshed`: of a row of parts, which.
                || matches!(self.slice(end..end + 2), [b'[', b'0'..=b'9'])
                || self.is_operand(content, end)
                || self.is_labelled(content) =>
            {
                self.mask(open..end, Mask::Data);
            }
            None => self.punct(1),
        }
    }

    /// `template [audit]`: one word in brackets behind a word is what the word speaks of. At the end it may be a remark
    /// on the whole, `invalid user ada [preauth]`, unless a noun stands before it that introduces names.
    fn is_operand(&self, content: &[u8], end: usize) -> bool {
        let [before @ .., word] = self.tokens.as_slice() else { return false };
        let introduces = |t: &Token| t.is_word() && t.lists & lists::CUE != 0;
        self.space
            && word.is_word()
            && content.iter().all(|&b| is_word_byte(b))
            && if lists::is_plural(word.text(self.text))
                && content.iter().any(|b| matches!(b, b'-' | b'_' | b'.'))
            {
                // `for groups [payment-eu]`, as `for groups []`.
                true
            } else if end < self.text.len() {
                let noun = word.text(self.text);
                vocabulary::knows(noun) && !lists::is_on(lists::FAILURE, noun)
            } else {
                introduces(word) && !before.last().is_some_and(introduces)
            }
    }

    /// `status: [COMPLETED]`: behind a colon, brackets around one word are around a value.
    fn is_labelled(&self, content: &[u8]) -> bool {
        self.space
            && self.tokens.last().is_some_and(|t| t.is_punct(b':') && !t.space())
            && content.iter().all(|&b| is_word_byte(b))
    }

    /// What a redactor wrote, with what is left of the word it stands in.
    pub(super) fn redacted(&mut self, open: usize, end: usize) {
        if self.glued().is_none() {
            // `name.[REDACTED]`, `"[REDACTED]`: what joins the rest of a word, and a quote that was closed in it.
            let joins = |t: &Token| {
                t.is_mark()
                    && t.end as usize == open
                    && matches!(t.text(self.text), b"." | b":" | b"\"" | b"'")
            };
            let quote = |t: &Token| matches!(t.text(self.text), b"\"" | b"'");
            // `.user@host`, `/user@host`: signs that begin a word, of which the rest was hidden.
            let is_start = |t: &Token| {
                t.is_mark()
                    && t.end as usize == open
                    && t.text(self.text).iter().all(|&b| is_word_byte(b) && b != b':')
            };
            if let [.., word, joint] = self.tokens.as_slice()
                && joins(joint)
                && !self.space
                && !joint.space()
                && !quote(joint)
                && word.end == joint.start
                && !word.is_mark()
                && joint.text(self.text) == b"."
            {
                self.tokens.pop();
            } else if !self.space && self.tokens.last().is_some_and(|t| joins(t) && quote(t) || is_start(t)) {
                let space = self.tokens.pop().is_some_and(|t| t.space());
                self.space = space;
            }
        }
        if !self.space && self.tokens.last().is_some_and(|t| !t.is_mark() && t.end as usize + 1 >= open) {
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

    pub(super) fn brace(&mut self) {
        let open = self.at;
        // Cut off: the rest of the text is in it.
        let end = self.closing(open, BRACE).map_or(self.text.len(), |c| c + 1);
        // `Point{1 2}`, `m{h}`: no call has braces.
        if self.glued().is_some() {
            self.extend(end, Mask::Call);
        } else {
            self.mask(open..end, Mask::Data);
        }
    }

    pub(super) fn angle(&mut self) {
        let open = self.at;
        let next = class_at(self.text, open + 1);
        let opens = next & (LETTER | DIGIT) != 0
            || matches!(self.peek(open + 1), b'/' | b'!' | b'_' | b'*' | b'?' | b'[');
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
}

/// The end of armour that was cut off: of its label, and behind it of fields (`DEK-Info: x`), long runs and what is left
/// of one at the end of the text.
fn cut_armour(rest: &[u8]) -> usize {
    let label = 5 + find(rest.get(5..).unwrap_or_default(), b"-----").map_or(rest.len(), |at| at + 5);
    let mut end = label.min(rest.len());
    let (mut at, mut is_field) = (end, false);
    while let Some(&first) = rest.get(at) {
        if class(first) & SPACE != 0 {
            at += 1;
            continue;
        }
        let word = rest.get(at..).unwrap_or_default();
        let length = word.iter().take_while(|&&b| class(b) & SPACE == 0).count();
        let word = word.get(..length).unwrap_or_default();
        let last = at + length == rest.len() && rest.get(at - 1) == Some(&b'\n');
        if !(is_field || last || length >= 16 || matches!(word.last(), Some(b'=' | b':'))) {
            break;
        }
        is_field = word.ends_with(b":");
        at += length;
        end = at;
    }
    looked_at(end);
    end
}

/// `Point(x=1, y=2)`: an object as its class prints it, not a call.
fn is_object(name: &[u8], content: &[u8]) -> bool {
    name.first().is_some_and(u8::is_ascii_uppercase)
        && content.iter().position(|&b| b == b'=').is_some_and(|at| {
            at > 0 && content.iter().take(at).all(|b| b.is_ascii_alphanumeric() || *b == b'_')
        })
}

/// A collection as its class prints it.
fn is_collection(name: &[u8]) -> bool {
    texts!["Set", "List", "Map", "Seq", "Vector", "HashSet", "HashMap", "ArrayBuffer"].has(name)
}

/// A value of several parts, as Python and its kin print it: `('a', 1)`, `(1, 2)`.
fn is_tuple(content: &[u8]) -> bool {
    matches!(content, [b'\'' | b'"' | b'b' | b'(' | b'[' | b'{' | b'0'..=b'9', ..]) && {
        let first = content.iter().position(|&b| b == b',');
        first.is_some_and(|at| {
            let head = content.get(..at).unwrap_or_default();
            head.iter().all(u8::is_ascii_digit)
                || matches!(head, [b'\'', .., b'\''] | [b'"', .., b'"'] | [b'b', b'\'', .., b'\''])
        })
    }
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
        looked_at(1);
        match *text.get(at)? {
            b'\\' => at += 1,
            byte if byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
}

/// Does the inside of a bracket hold a value? Known words alone do not, unless they tell where from (`(from cache)`).
fn is_data(content: &[u8]) -> bool {
    looked_at(content.len());
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
