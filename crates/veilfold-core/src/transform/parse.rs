//! JSON text as values, borrowed where it has no escapes.

use super::lex;
use super::string::decode;
use crate::encode::{DEPTH, json};
use crate::record::{Field, Value};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// The members of the object that `text` is; `None` when it is not exactly one object. What is nested
/// deeper than `max_depth` becomes a marker.
pub(super) fn object(text: &[u8], max_depth: usize) -> Option<Vec<Field<'_>>> {
    let start = lex::space(text, 0);
    if text.get(start) != Some(&b'{') {
        return None;
    }
    let mut reader = Reader { text, at: start, left: max_depth + 1 };
    match reader.value()? {
        Value::Object(fields) if lex::space(text, reader.at) == text.len() => Some(fields),
        _ => None,
    }
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    /// How many more levels are followed.
    left: usize,
}

impl<'t> Reader<'t> {
    fn value(&mut self) -> Option<Value<'t>> {
        match self.text.get(self.at)? {
            b'"' => self.string().map(Value::Str),
            b'{' | b'[' if self.left == 0 => {
                self.at = lex::value(self.text, self.at)?;
                Some(Value::Marker(DEPTH))
            }
            b'{' => {
                let mut fields = Vec::new();
                self.items(b'}', |reader| {
                    if reader.text.get(reader.at) != Some(&b'"') {
                        return None;
                    }
                    let key = reader.string()?;
                    reader.at = lex::space(reader.text, reader.at);
                    if reader.text.get(reader.at) != Some(&b':') {
                        return None;
                    }
                    reader.at = lex::space(reader.text, reader.at + 1);
                    let value = reader.value()?;
                    fields.push(Field { key, value });
                    Some(())
                })?;
                Some(Value::Object(fields))
            }
            b'[' => {
                let mut values = Vec::new();
                self.items(b']', |reader| {
                    let value = reader.value()?;
                    values.push(value);
                    Some(())
                })?;
                Some(Value::Array(values))
            }
            _ => self.scalar(),
        }
    }

    /// The items of an object or array, each read by `item`.
    fn items(&mut self, close: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.left -= 1;
        self.at = lex::space(self.text, self.at + 1);
        if self.text.get(self.at) != Some(&close) {
            loop {
                item(self)?;
                self.at = lex::space(self.text, self.at);
                match self.text.get(self.at)? {
                    b',' => self.at = lex::space(self.text, self.at + 1),
                    &byte if byte == close => break,
                    _ => return None,
                }
            }
        }
        self.at += 1;
        self.left += 1;
        Some(())
    }

    fn string(&mut self) -> Option<Cow<'t, [u8]>> {
        let token = lex::string(self.text, self.at)?;
        self.at = token.end;
        let raw = token.inner(self.text);
        if !token.escaped {
            return Some(Cow::Borrowed(raw));
        }
        let mut text = Vec::with_capacity(raw.len());
        decode(raw, &mut text);
        Some(Cow::Owned(text))
    }

    fn scalar(&mut self) -> Option<Value<'t>> {
        let end = lex::scalar(self.text, self.at);
        let text = self.text.get(self.at..end)?;
        self.at = end;
        Some(match text {
            b"null" | b"NaN" | b"Infinity" | b"-Infinity" => Value::Null,
            b"true" => Value::Bool(true),
            b"false" => Value::Bool(false),
            number if json::is_number(number) => Value::Number(Cow::Borrowed(number)),
            _ => return None,
        })
    }
}
