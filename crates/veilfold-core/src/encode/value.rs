//! Values and fields, veiled and written.

use super::{
    DEPTH, Veil, is_account, is_data_of_secret, is_kind_of_secret, is_pair_name, is_pair_value,
    is_part_of_jwk, is_path_name, is_reference, is_route, json, names_next,
};
use crate::few::Few;
use crate::record::{Field, Value};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Keys above a value, outermost first.
pub(crate) type Path<'r> = Few<[&'r [u8]; 8]>;

/// Writes the members of one object through a veil.
pub(crate) struct Writer<'w, 'r, V> {
    pub(crate) out: &'w mut Vec<u8>,
    pub(crate) veil: &'w mut V,
    path: Path<'r>,
    depth: usize,
    /// Whether what is open says that it holds a Kubernetes Secret.
    in_secret: bool,
}

impl<'w, 'r, V: Veil> Writer<'w, 'r, V> {
    pub(crate) fn new(out: &'w mut Vec<u8>, veil: &'w mut V) -> Self {
        Writer { out, veil, path: Path::new(), depth: 0, in_secret: false }
    }

    /// Appends text as a JSON string, veiled.
    pub(crate) fn text(&mut self, text: &[u8]) {
        json::string(self.out, self.veil.text(text));
    }

    /// Appends a stack trace as a JSON string, veiled.
    pub(crate) fn stack(&mut self, text: &[u8]) {
        json::string(self.out, self.veil.stack(text));
    }

    /// Appends a comma, unless an object or array has just been opened.
    pub(crate) fn comma(&mut self) {
        comma(self.out);
    }

    /// Appends a comma where one is due, and a key that is known to be clean.
    pub(crate) fn plain_key(&mut self, key: &[u8]) {
        self.comma();
        json::string(self.out, key);
        self.out.push(b':');
    }

    /// Appends a field as a member named `name`, if its value may be written at all. The rules see the
    /// field's own key, and what those beside it say.
    pub(crate) fn field(&mut self, name: &[u8], field: &'r Field<'r>, beside: Siblings<'_>) {
        self.member(name, &field.key, &field.value, beside.name_of(field));
    }

    /// Appends a field whose key is known to be written as it is, and to hide nothing.
    pub(crate) fn ordinary(&mut self, field: &'r Field<'r>) {
        self.comma();
        self.out.push(b'"');
        self.out.extend_from_slice(&field.key);
        self.out.extend_from_slice(b"\":");
        self.path.push(&field.key);
        self.value(&field.value);
        self.path.pop();
    }

    /// `pair` is the name that a sibling gives to the value.
    fn member(&mut self, name: &[u8], key: &'r [u8], value: &'r Value<'r>, pair: Option<&[u8]>) {
        let own = self.rule(key, value).filter(|rule| !self.spares(*rule, value));
        let rule = own.or_else(|| pair.and_then(|name| self.rule(name, value)));
        if let Some(rule) = rule {
            // The value may have to go together with its key, so it is hidden before the key is written.
            let mark = self.out.len();
            self.comma();
            self.text(name);
            self.out.push(b':');
            if !self.hidden(rule, value) {
                self.out.truncate(mark);
            }
            return;
        }
        self.comma();
        self.text(name);
        self.out.push(b':');
        self.path.push(key);
        self.value(value);
        self.path.pop();
    }

    /// The rule that hides `value` as a whole under `key`.
    fn rule(&mut self, key: &[u8], value: &Value<'_>) -> Option<V::Rule> {
        match value {
            Value::Null | Value::Marker(_) => None,
            Value::Str(text) if text.is_empty() => None,
            Value::Str(text) => self.veil.rule(&self.path, key, Some(text)),
            Value::Array(items) if items.is_empty() => None,
            Value::Object(fields) if fields.is_empty() => None,
            Value::Array(_) | Value::Object(_) => self.veil.rule(&self.path, key, None),
            scalar => {
                // Written to the line and taken back: the line is a buffer that is there already.
                let mark = self.out.len();
                raw(self.out, scalar, 0);
                let text = self.out.get(mark..).unwrap_or_default();
                let rule = self.veil.rule(&self.path, key, Some(text));
                self.out.truncate(mark);
                rule
            }
        }
    }

    /// Whether `rule` leaves an object or array as it is.
    fn spares(&mut self, rule: V::Rule, value: &Value<'_>) -> bool {
        let mark = self.out.len();
        let is_container = matches!(value, Value::Array(_) | Value::Object(_));
        if is_container {
            raw(self.out, value, self.veil.max_depth());
        }
        let spared = is_container && self.veil.spares(rule, self.out.get(mark..).unwrap_or_default());
        self.out.truncate(mark);
        spared
    }

    /// Appends what replaces `value`; false when nothing does.
    fn hidden(&mut self, rule: V::Rule, value: &Value<'_>) -> bool {
        let mut text = Vec::new();
        let shown = match value {
            Value::Str(text) => self.veil.hide(rule, text),
            other => {
                raw(&mut text, other, self.veil.max_depth());
                self.veil.hide(rule, &text)
            }
        };
        if let Some(shown) = shown {
            json::string(self.out, shown);
            return true;
        }
        false
    }

    /// Appends a value, its secrets hidden.
    pub(crate) fn value(&mut self, value: &'r Value<'r>) {
        match value {
            Value::Array(_) | Value::Object(_) if self.depth >= self.veil.max_depth() => {
                json::string(self.out, DEPTH.as_bytes());
            }
            Value::Array(items) => {
                self.out.push(b'[');
                self.depth += 1;
                let above = self.path.last().copied().unwrap_or_default();
                let outer = &self.path[..self.path.len().saturating_sub(1)];
                let account = is_account(above)
                    && matches!(items.as_slice(), [Value::Str(_), Value::Str(_)])
                    && !self.veil.allows(outer, above);
                let mut name: Option<&[u8]> = None;
                let mut arguments = V::Arguments::default();
                for (index, item) in items.iter().enumerate() {
                    let named = name.take().filter(|_| is_lone(item));
                    let named = named.or((account && index == 1).then_some(b"password"));
                    if let Value::Str(text) = item {
                        name = names_next(above, index, text).then_some(text);
                        self.look_at(&mut arguments, items, index, text);
                    }
                    match item {
                        Value::Array(pair) => {
                            self.comma();
                            self.header_pair(pair);
                        }
                        item => match named.and_then(|name| self.rule(name, item)) {
                            Some(rule) => self.hidden_item(rule, item),
                            None => match self.veil.hide_argument(&arguments, index, &|| argument(item)) {
                                Some(shown) => {
                                    comma(self.out);
                                    json::string(self.out, shown);
                                }
                                None => self.item(item),
                            },
                        },
                    }
                }
                self.depth -= 1;
                self.out.push(b']');
            }
            Value::Object(fields) => {
                let siblings = Siblings::of(fields).within(self.in_secret);
                let outer = core::mem::replace(&mut self.in_secret, siblings.is_secret);
                self.out.push(b'{');
                self.depth += 1;
                for field in fields {
                    self.field(&field.key, field, siblings);
                }
                self.depth -= 1;
                self.in_secret = outer;
                self.out.push(b'}');
            }
            Value::Str(text) => self.text(text),
            Value::Int(number) if number.unsigned_abs() < NUMBER_MIN => json::integer(self.out, *number),
            Value::Int(_) | Value::Number(_) | Value::Float(_) => self.number(value),
            other => raw(self.out, other, 0),
        }
    }

    /// Looks for the passwords of the command that the item at `index` may be.
    fn look_at(&mut self, arguments: &mut V::Arguments, items: &[Value<'_>], index: usize, text: &[u8]) {
        let mut texts = items.iter().skip(index).map(argument);
        self.veil.look_at(arguments, index, text, &mut texts);
    }

    /// An item of an array, which the nearest key above it names as it names the array.
    fn item(&mut self, item: &'r Value<'r>) {
        let named = match item {
            Value::Array(_) | Value::Object(_) => None,
            _ => self.path.pop(),
        };
        if let Some(key) = named {
            let rule = self.rule(key, item);
            self.path.push(key);
            if let Some(rule) = rule {
                self.hidden_item(rule, item);
                return;
            }
        }
        self.comma();
        self.value(item);
    }

    /// Appends what replaces an item, if anything does.
    fn hidden_item(&mut self, rule: V::Rule, item: &Value<'_>) {
        let mark = self.out.len();
        self.comma();
        if !self.hidden(rule, item) {
            self.out.truncate(mark);
        }
    }

    /// A number that is long enough to be a secret: a card number is one in any notation.
    fn number(&mut self, value: &Value<'_>) {
        let mark = self.out.len();
        raw(self.out, value, 0);
        let written = Few::<[u8; 32]>::from(self.out.get(mark..).unwrap_or_default());
        let shown = self.veil.text(&written);
        if shown != written.as_slice() {
            self.out.truncate(mark);
            json::string(self.out, shown);
        }
    }

    /// An array inside an array: the header of `[["authorization", "…"], …]`, or any other.
    fn header_pair(&mut self, items: &'r [Value<'r>]) {
        let rule = match items {
            [Value::Str(name), second] => self.rule(name, second),
            _ => None,
        };
        if self.depth >= self.veil.max_depth() {
            json::string(self.out, DEPTH.as_bytes());
            return;
        }
        self.out.push(b'[');
        self.depth += 1;
        for (index, item) in items.iter().enumerate() {
            match rule {
                Some(rule) if index == 1 => self.hidden_item(rule, item),
                _ => self.item(item),
            }
        }
        self.depth -= 1;
        self.out.push(b']');
    }
}

fn comma(out: &mut Vec<u8>) {
    if !matches!(out.last(), Some(b'{' | b'[')) {
        out.push(b',');
    }
}

/// Numbers below this are never scanned: the shortest identifier that a detector knows has seven digits.
const NUMBER_MIN: u64 = 1_000_000;

/// Whether the value after a flag belongs to it: it is no flag itself.
fn is_lone(item: &Value<'_>) -> bool {
    !matches!(item, Value::Str(text) if text.first() == Some(&b'-'))
}

/// What the fields of one object say of one another's values: `{"key": "password", "value": "…"}`, a JSON Web Key, a
/// Kubernetes Secret.
#[derive(Clone, Copy, Debug, Default)]
pub struct Siblings<'r> {
    /// The name in a pair of name and value.
    pair: Option<&'r [u8]>,
    is_jwk: bool,
    is_secret: bool,
}

impl<'r> Siblings<'r> {
    /// What `fields`, all those of one object, say.
    pub fn of(fields: &'r [Field<'r>]) -> Siblings<'r> {
        Siblings {
            pair: pair_name(fields),
            is_jwk: fields.iter().any(|field| &*field.key == b"kty"),
            is_secret: fields.iter().any(|field| match &field.value {
                Value::Object(fields) => {
                    is_reference(&field.key) && fields.iter().any(|field| is_kind(field, true))
                }
                _ => is_kind(field, false),
            }),
        }
    }

    /// The same for an object that stands inside a Kubernetes Secret, or a list of them.
    #[must_use]
    pub fn within(mut self, secret: bool) -> Siblings<'r> {
        self.is_secret |= secret;
        self
    }

    /// Whether the objects inside stand in a Kubernetes Secret.
    pub fn is_secret(self) -> bool {
        self.is_secret
    }

    /// The name that its siblings give to the value of `field`.
    pub fn name_of(self, field: &Field<'_>) -> Option<&'r [u8]> {
        if self.is_jwk && is_part_of_jwk(&field.key) {
            return Some(b"private_key");
        }
        if self.is_secret && is_data_of_secret(&field.key) && matches!(field.value, Value::Object(_)) {
            return Some(b"secret");
        }
        self.pair.filter(|_| is_value_of_pair(field))
    }
}

/// What an item may be in a list of arguments: a text or a number.
fn argument<'v>(item: &'v Value<'_>) -> Cow<'v, [u8]> {
    let mut text = Vec::new();
    match item {
        Value::Str(text) => return Cow::Borrowed(text),
        Value::Int(_) | Value::Number(_) | Value::Float(_) => raw(&mut text, item, 0),
        _ => {}
    }
    Cow::Owned(text)
}

/// Whether a member says that what holds it is a Kubernetes Secret.
fn is_kind(field: &Field<'_>, in_reference: bool) -> bool {
    matches!(&field.value, Value::Str(kind) if is_kind_of_secret(&field.key, kind, in_reference))
}

fn is_value_of_pair(field: &Field<'_>) -> bool {
    is_pair_value(&field.key, matches!(field.value, Value::Array(_) | Value::Object(_)))
}

/// The name in `{"key": name, "value": v}` and its like.
fn pair_name<'r>(fields: &'r [Field<'r>]) -> Option<&'r [u8]> {
    if !fields.iter().any(is_value_of_pair) {
        return None;
    }
    fields.iter().find_map(|field| match &field.value {
        Value::Str(name) if is_pair_name(&field.key) => {
            let is_patch = || fields.iter().any(|field| &*field.key == b"op");
            (!is_route(&field.key, name) || is_patch()).then_some(&**name)
        }
        Value::Array(steps) if is_path_name(&field.key) => steps.iter().rev().find_map(|step| match step {
            Value::Str(name) => Some(&**name),
            _ => None,
        }),
        _ => None,
    })
}

/// Appends a value as it is, with no veil: what a hidden value is hashed from.
fn raw(out: &mut Vec<u8>, value: &Value<'_>, depth: usize) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Int(number) => json::integer(out, *number),
        Value::Number(text) => json::number(out, text),
        Value::Float(number) => json::float(out, *number),
        Value::Str(text) => json::string(out, text),
        Value::Marker(text) => json::string(out, text.as_bytes()),
        Value::Array(_) | Value::Object(_) if depth == 0 => json::string(out, DEPTH.as_bytes()),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                out.push(if index == 0 { b'[' } else { b',' });
                raw(out, item, depth - 1);
            }
            out.extend_from_slice(if items.is_empty() { b"[]" } else { b"]" });
        }
        Value::Object(fields) => {
            for (index, field) in fields.iter().enumerate() {
                out.push(if index == 0 { b'{' } else { b',' });
                json::string(out, &field.key);
                out.push(b':');
                raw(out, &field.value, depth - 1);
            }
            out.extend_from_slice(if fields.is_empty() { b"{}" } else { b"}" });
        }
    }
}
