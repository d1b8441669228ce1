//! `veilfold policy explain`: what would be hidden in a text or a JSON line, by which rule and why.

use crate::args::Format;
use crate::error::CliError;
use crate::table;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use std::io::{self, Read};
use std::ops::Range;
use veilfold_core::redact::RuleId;
use veilfold_core::{Engine, Redactor, Scratch};

/// A span that would be hidden.
struct Found {
    span: Range<usize>,
    rule: String,
    why: String,
}

pub(super) fn run(engine: &Engine, text: &str, reveal: bool, format: Format) -> Result<u8, CliError> {
    let mut bytes = text.as_bytes().to_vec();
    if text == "-" {
        bytes.clear();
        io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|error| CliError::Input { name: "standard input".to_owned(), error })?;
    }
    let found = find(engine, &bytes);
    let value = |span: &Range<usize>| {
        let value = bytes.get(span.clone()).unwrap_or_default();
        if reveal { String::from_utf8_lossy(value).into_owned() } else { format!("{} bytes", value.len()) }
    };
    match format {
        Format::Json => {
            let found: Vec<Value> = found
                .iter()
                .map(|f| {
                    json!({"start": f.span.start, "end": f.span.end, "rule": f.rule, "why": f.why,
                           "value": value(&f.span)})
                })
                .collect();
            super::print(&format!("{}\n", Value::Array(found)))
        }
        Format::Text if found.is_empty() => super::print("nothing would be hidden\n"),
        Format::Text => {
            let rows: Vec<Vec<String>> = found
                .iter()
                .map(|f| {
                    let span = format!("{}-{}", f.span.start, f.span.end);
                    vec![span, f.rule.clone(), value(&f.span), f.why.clone()]
                })
                .collect();
            super::print(&table::table(&["bytes", "rule", "value", "why"], &rows))
        }
    }
}

/// Everything that the engine would hide in `text`, as `veilfold filter` reads it.
fn find(engine: &Engine, text: &[u8]) -> Vec<Found> {
    let redactor = engine.policy().redactor();
    let object = matches!(text.trim_ascii_start().first(), Some(b'{' | b'['));
    let mut found = if object && serde_json::from_slice::<IgnoredAny>(text).is_ok() {
        let mut walk = Walk { redactor, text, at: 0, path: Vec::new(), found: Vec::new() };
        walk.value();
        walk.found
    } else {
        in_text(redactor, text, 0)
    };
    // The engine has the last word: what it hides by how members stand beside one another is told too.
    let mut scratch = Scratch::default();
    engine.transform(text, &mut Vec::new(), &mut scratch);
    for (rule, _) in scratch.report.iter() {
        let name = redactor.rule_name(rule);
        if !found.iter().any(|f| f.rule == name) {
            let why = format!("what stands beside it says so: {}", summary(redactor, name));
            found.push(Found { span: 0..text.len(), rule: name.to_owned(), why });
        }
    }
    found
}

fn in_text(redactor: &Redactor, text: &[u8], offset: usize) -> Vec<Found> {
    let found = |e: veilfold_core::redact::Explanation| Found {
        span: e.span.start + offset..e.span.end + offset,
        rule: redactor.rule_name(e.rule).to_owned(),
        why: e.why,
    };
    redactor.explain(text).into_iter().map(found).collect()
}

fn summary<'r>(redactor: &'r Redactor, name: &str) -> &'r str {
    redactor.rules().find(|rule| rule.id == name).map_or("", |rule| rule.summary)
}

/// A walk over JSON that is known to be valid.
struct Walk<'t> {
    redactor: &'t Redactor,
    text: &'t [u8],
    at: usize,
    /// Keys above, outermost first.
    path: Vec<Vec<u8>>,
    found: Vec<Found>,
}

impl Walk<'_> {
    fn peek(&mut self) -> u8 {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.text.get(self.at).copied().unwrap_or_default()
    }

    /// The value at hand, under the last key of the path.
    fn value(&mut self) {
        match self.peek() {
            b'{' => self.members(),
            b'[' => self.items(),
            _ => {
                let span = self.scalar();
                self.judge(span);
            }
        }
    }

    fn members(&mut self) {
        self.at += 1;
        while self.peek() == b'"' {
            let key = self.scalar();
            self.peek();
            self.at += 1;
            let name = self.decoded(&key);
            self.in_string(&key);
            let start = {
                self.peek();
                self.at
            };
            let whole = matches!(self.peek(), b'{' | b'[').then(|| {
                let path: Vec<&[u8]> = self.path.iter().map(Vec::as_slice).collect();
                self.redactor.key(&path, &name)
            });
            self.path.push(name);
            let before = self.found.len();
            self.value();
            self.path.pop();
            if let Some(Some(rule)) = whole
                && !matches!(&self.text[start..self.at], b"{}" | b"[]")
                && !self.redactor.spares(rule, &self.text[start..self.at])
            {
                // Nothing inside is looked at any more.
                self.found.truncate(before);
                let name = self.decoded(&key);
                self.hide(rule, start..self.at, &name);
            }
            if self.peek() == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
    }

    fn items(&mut self) {
        self.at += 1;
        while self.peek() != b']' && self.at < self.text.len() {
            self.value();
            if self.peek() == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
    }

    /// The string, number or literal at hand.
    fn scalar(&mut self) -> Range<usize> {
        self.peek();
        let start = self.at;
        if self.text.get(start) == Some(&b'"') {
            self.at += 1;
            while let Some(&byte) = self.text.get(self.at) {
                self.at += if byte == b'\\' { 2 } else { 1 };
                if byte == b'"' {
                    break;
                }
            }
        } else {
            let end = |b: &u8| matches!(b, b',' | b'}' | b']') || b.is_ascii_whitespace();
            self.at += self.text[start..].iter().position(end).unwrap_or(self.text.len() - start);
        }
        self.at = self.at.min(self.text.len());
        start..self.at
    }

    /// A scalar: hidden by its name, or by what stands in it.
    fn judge(&mut self, span: Range<usize>) {
        let nothing = matches!(&self.text[span.clone()], b"null" | b"\"\"");
        if let Some((key, above)) = self.path.split_last().filter(|_| !nothing) {
            let path: Vec<&[u8]> = above.iter().map(Vec::as_slice).collect();
            if let Some(rule) = self.redactor.field(&path, key, &self.decoded(&span)) {
                let key = key.clone();
                self.hide(rule, span, &key);
                return;
            }
        }
        self.in_string(&span);
    }

    fn hide(&mut self, rule: RuleId, span: Range<usize>, key: &[u8]) {
        let rule = self.redactor.rule_name(rule).to_owned();
        let path: Vec<_> = self.path.iter().map(|key| String::from_utf8_lossy(key).into_owned()).collect();
        let mut path = path.join(".");
        if self.path.last().is_none_or(|last| last != key) {
            path =
                format!("{path}{}{}", if path.is_empty() { "" } else { "." }, String::from_utf8_lossy(key));
        }
        let why = format!("its name `{path}` says so: {}", summary(self.redactor, &rule));
        self.found.push(Found { span, rule, why });
    }

    /// What is hidden inside a string or a number.
    fn in_string(&mut self, span: &Range<usize>) {
        let raw = &self.text[span.clone()];
        match raw {
            [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => {
                self.found.extend(in_text(self.redactor, inner, span.start + 1));
            }
            // Offsets inside an escaped string are not those of its meaning.
            [b'"', ..] => {
                let meaning = self.decoded(span);
                for mut found in in_text(self.redactor, &meaning, 0) {
                    found.span = span.clone();
                    self.found.push(found);
                }
            }
            _ => self.found.extend(in_text(self.redactor, raw, span.start)),
        }
    }

    fn decoded(&self, span: &Range<usize>) -> Vec<u8> {
        let raw = &self.text[span.clone()];
        match raw {
            [b'"', inner @ .., b'"'] => {
                serde_json::from_slice::<String>(raw).map_or_else(|_| inner.to_vec(), String::into_bytes)
            }
            _ => raw.to_vec(),
        }
    }
}
