//! Keys and values, comparisons, header lines.

use super::super::shape::{DELIMITER, LETTER, LOWER, Mask, SPACE, UPPER, class, is_word_byte};
use super::super::structure::names_secret;
use super::enclosed::{ANGLE, BRACE, BRACKET, DOUBLE, PAREN, SINGLE};
use super::{Lexer, Token, class_at, find, trim};
use crate::group::work::looked_at;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// The message of a text that is one JSON object, so that it gets the id which the message has alone.
pub(super) fn json_message(text: &[u8], whole: Range<usize>) -> Option<Range<usize>> {
    let object = text.get(whole.clone())?;
    let inside = object.strip_prefix(b"{")?.trim_ascii_start();
    if !inside.starts_with(b"\"") || !object.ends_with(b"}") {
        return None;
    }
    [&b"\"message\""[..], b"\"msg\"", b"\"event\""].into_iter().find_map(|key| {
        let behind = find(object, key)? + key.len();
        let value = object.get(behind..)?.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
        let body = value.strip_prefix(b"\"")?;
        let length = closing_quote(body)?;
        let start = whole.start + object.len() - body.len();
        Some(trim(text, start..start + length))
    })
}

/// Keys whose value is a sentence, as often as not.
fn is_told_freely(key: &[u8]) -> bool {
    texts!["cause", "description", "err", "error", "reason"].has(key)
}

/// Where the string ends whose inside begins `body`.
fn closing_quote(body: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match *body.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The message of `"pod started" pod="a/b" attempt=2`: where pairs follow, the quotes hold the message, no value.
pub(super) fn quoted_message(text: &[u8], whole: Range<usize>) -> Option<Range<usize>> {
    let line = text.get(whole.clone())?;
    // `I1127 10:04:05.000006    1234 kubelet.go:42] `, as Kubernetes and its kin begin their lines.
    let header = match line {
        [b'"', ..] => 0,
        [b'I' | b'W' | b'E' | b'F', b'0' | b'1', b'0'..=b'9', b'0'..=b'3', b'0'..=b'9', b' ', ..] => {
            find(line.get(..120).unwrap_or(line), b"] ")? + 2
        }
        _ => return None,
    };
    let body = line.get(header..)?.strip_prefix(b"\"")?;
    let length = closing_quote(body)?;
    let behind = body.get(length + 1..)?;
    let key = behind.iter().skip(1).take_while(|&&b| is_word_byte(b)).count();
    let pairs = key > 0 && behind.starts_with(b" ") && behind.get(key + 1) == Some(&b'=');
    let start = whole.start + header + 1;
    (pairs || header > 0 && behind.is_empty()).then(|| trim(text, start..start + length))
}

impl Lexer<'_> {
    /// The value of `Cookie:` is its whole line; which cookies a browser sends is data.
    pub(super) fn cookies(&mut self) {
        let rest = self.slice(self.at..self.text.len());
        let colon = rest.iter().take_while(|&&b| b == b':').count();
        if colon != 1 {
            return;
        }
        self.punct(1);
        let rest = self.slice(self.at..self.text.len());
        let start = self.at + rest.iter().take_while(|&&b| b == b' ').count();
        let length = rest.iter().take_while(|b| !matches!(b, b'\n' | b'\r' | b'"' | b'\'')).count();
        let end = self.at + length;
        if end > start {
            self.space = true;
            self.mask(start..end, Mask::Value);
        }
    }

    /// `Authorization: Digest username="ada", nonce=…`: credentials of several parts are its whole line.
    pub(super) fn credentials(&mut self) {
        const SCHEMES: Texts = texts![
            ": digest ",
            ": oauth ",
            ": hawk ",
            ": signature ",
            ": mutual ",
            ": vapid ",
            ": aws4-hmac-sha256 ",
            ": goog4-rsa-sha256 ",
        ];
        if SCHEMES.begin_folded(self.slice(self.at..self.text.len())) {
            self.cookies();
        }
    }

    /// `Patient: Jane A. Roe`: two words or more that begin with capitals are a name, which a redactor hides.
    pub(super) fn person(&mut self) {
        const WORDS: usize = 4;
        if self.peek(self.at) != b':' || self.peek(self.at + 1) != b' ' {
            return;
        }
        self.punct(1);
        let start = self.at + 1;
        let (mut end, mut words) = (start, 0);
        while words < WORDS {
            let from = if words == 0 { start } else { end + 1 };
            let word = self.slice(from..self.text.len());
            let begins = |b: &u8| b.is_ascii_uppercase() || *b >= 0x80;
            if !word.first().is_some_and(begins) || words > 0 && self.peek(end) != b' ' {
                break;
            }
            let within = |b: &&u8| b.is_ascii_alphabetic() || **b >= 0x80 || matches!(b, b'.' | b'\'' | b'-');
            end = from + word.iter().take_while(within).count();
            words += 1;
        }
        while matches!(self.peek(end - 1), b'.' | b'-' | b'\'') && end > start {
            end -= 1;
        }
        looked_at(end - start);
        if words > 1 {
            self.space = true;
            self.mask(start..end, Mask::Name);
        }
    }

    /// `name>=1.2,<3`: a comparison is a value with its operands.
    pub(super) fn comparison(&mut self, start: usize, end: usize) -> bool {
        // ~= and != start with what else may end a word.
        let end = if matches!(self.peek(end - 1), b'~' | b'!') { end - 1 } else { end };
        let operator = self.slice(end..(end + 2).min(self.text.len()));
        let long = matches!(operator, b"==" | b">=" | b"<=" | b"!=" | b"~=");
        let short = matches!(operator, [b'<' | b'>', b'0'..=b'9']);
        let behind = end + if long { 2 } else { 1 };
        if !(long || short) || class_at(self.text, behind) & (SPACE | DELIMITER) != 0 {
            return false;
        }
        looked_at(end - start);
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

    pub(super) fn equals(&mut self) {
        let rest = self.slice(self.at..self.text.len());
        let row = rest.iter().take_while(|b| matches!(b, b'=' | b'>' | b'~')).count();
        let key = self.tokens.last().copied();
        // A value cannot be a key: an opaque token that holds `=`.
        if row == 1 && self.glued().is_some_and(|t| t.is_mask() || self.is_of_secret()) {
            self.at += 1;
            let tight = class_at(self.text, self.at) & SPACE == 0;
            // `$argon2id$v=19$m=65536,t=3$…`: a hash of a password has its parameters in it.
            let hash = self.tokens.last().is_some_and(|t| self.peek(t.start as usize) == b'$');
            let end = if hash {
                let rest = self.slice(self.at..self.text.len());
                let within = |b: &&u8| is_word_byte(**b) || matches!(b, b'=' | b',');
                self.at + rest.iter().take_while(within).count()
            } else if tight {
                self.value_behind(true).map_or(self.at, |v| v.end.max(self.at))
            } else {
                self.at
            };
            looked_at(end - self.at);
            return self.extend(end, Mask::Number);
        }
        // The padding of base64.
        if row <= 2
            && class_at(self.text, self.at + row) & SPACE != 0
            && self.glued().is_some_and(|t| t.is_mask() && t.end - t.start >= 8)
        {
            return self.extend(self.at + row, Mask::Number);
        }
        // And of one that is short: `YmFyCg==`, with capitals inside as no word has them.
        if row == 2
            && class_at(self.text, self.at + row) & SPACE != 0
            && let Some(word) = self.glued()
            && (word.end - word.start) % 4 == 2
            && word.shape == LOWER | UPPER
            && word.text(self.text).iter().skip(1).any(u8::is_ascii_uppercase)
        {
            return self.extend(self.at + row, Mask::Number);
        }
        if row > 1 || key.is_none_or(|t| t.is_mark()) {
            return self.punct(row);
        }
        let glued = self.glued();
        let spaced = core::mem::take(&mut self.space);
        self.punct(1);
        let Some(mut value) = self.value_behind(spaced) else {
            return self.mask(self.at..self.at, Mask::Value);
        };
        if self.tokens.len() > 2 && glued.is_some_and(|key| is_told_freely(key.text(self.text))) {
            value.end = self.sentence(value.clone());
        }
        if let Some(key) = glued {
            self.keys += 1;
            let behind_pairs = |t: &Token| !t.is_word() || self.peek(t.end as usize) == b'=';
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

    /// Where a text ends that stands without quotes behind its key: `error=broken pipe (os error 32) attempt=8`.
    fn sentence(&self, value: Range<usize>) -> usize {
        let rest = self.slice(value.end..self.text.len());
        // A number is all of a value; a marker may stand for its first word.
        if class_at(self.text, value.start) & LETTER == 0 && self.peek(value.start) != b'['
            || matches!(rest.first(), Some(b',' | b';'))
            // That there was none: what follows is of the message.
            || texts!["none", "nil", "null", "false", "true"].has_folded(self.slice(value.clone()))
        {
            return value.end;
        }
        let (mut depth, mut space, mut length) = (0_u32, None, 0);
        for &byte in rest {
            match byte {
                b'\n' | b'\r' => break,
                b'=' if let Some(space) = space => {
                    length = space;
                    break;
                }
                b' ' => space = Some(length),
                b'(' | b'[' | b'{' => (depth, space) = (depth + 1, None),
                b')' | b']' | b'}' if depth == 0 => break,
                b')' | b']' | b'}' => (depth, space) = (depth - 1, None),
                _ if !is_word_byte(byte) => space = None,
                _ => {}
            }
            length += 1;
        }
        looked_at(length);
        let end = value.end + length;
        if matches!(self.peek(end - 1), b',' | b';') { end - 1 } else { end }
    }

    /// `db_password: x=y`: the last token begins the value of a secret, which goes on behind `=`.
    fn is_of_secret(&self) -> bool {
        matches!(self.tokens.as_slice(), [.., name, colon, _] if colon.is_punct(b':')
            && !colon.space()
            && name.is_word()
            && names_secret(name.text(self.text)))
    }

    /// The value behind `=`: up to white space, a separator or a closing bracket, quotes and brackets as a whole.
    /// `None` where there is none, as in `user= uid=0`; but in `a = b=c` the first sign, `airy`, stands by itself.
    pub(super) fn value_behind(&mut self, airy: bool) -> Option<Range<usize>> {
        let mut start = self.at;
        while start < self.text.len() && class_at(self.text, start) & SPACE != 0 {
            start += 1;
        }
        let spaced = start > self.at;
        let mut end = start;
        while let Some(&byte) = self.text.get(end) {
            if is_word_byte(byte) {
                end += 1;
                continue;
            }
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
                b'=' if spaced && !airy => return None,
                _ if class(byte) & SPACE != 0 => break,
                _ => {}
            }
            end += 1;
        }
        looked_at(end - self.at);
        while end > start && matches!(self.peek(end - 1), b'.' | b':' | b'!' | b'?') {
            end -= 1;
        }
        (end > start).then_some(start..end)
    }

    /// Does what follows a comma belong to something else than the value before it?
    pub(super) fn ends_value(&self, at: usize) -> bool {
        let rest = self.slice(at..self.text.len());
        let word = rest.iter().take_while(|&&b| is_word_byte(b)).count();
        let space = rest.iter().skip(word).take_while(|&&b| b == b' ').count();
        word == 0 || rest.get(word + space) == Some(&b'=')
    }
}
