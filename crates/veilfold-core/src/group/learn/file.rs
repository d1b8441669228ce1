//! Learned templates as a TOML file: sorted, one table a template, made to be reviewed as a diff.

use super::{LEARNED, Learned, LearnedTemplate, words};
use crate::group::fingerprint::MESSAGE_VERSION;
use crate::policy::PolicyError;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use toml::Spanned;

const HEADER: &str = "\
# Message templates learned by `veilfold group learn`. `<*>` is a value the lexer finds, `<+>` one it cannot.
# Delete what is wrong; the rest stays valid. `lines` and `values` are for the reader.
";

/// A text is a [`String`] when the file is written, and knows its place when it is read.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<T> {
    /// Version of the lexer that the templates are for.
    lexer: u32,
    #[serde(default = "Vec::new")]
    template: Vec<Entry<T>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry<T> {
    text: T,
    #[serde(default)]
    lines: u64,
    #[serde(default)]
    values: u64,
}

impl Learned {
    /// The file.
    pub fn to_toml(&self) -> String {
        let template = self
            .templates()
            .iter()
            .map(|t| Entry { text: t.text.clone(), lines: t.lines, values: t.values })
            .collect();
        // Strings and numbers can always be written.
        let body = toml::to_string(&File { lexer: MESSAGE_VERSION, template }).unwrap_or_default();
        format!("{HEADER}{body}")
    }

    /// Reads a file. `origin` names it in errors.
    ///
    /// # Errors
    ///
    /// What is no such file, is for another version of the lexer, or holds a template without exactly one `<+>`.
    pub fn from_toml(source: &str, origin: &str) -> Result<Learned, PolicyError> {
        let refuse = |line: usize, key: &str, message: &str, hint: &str| PolicyError {
            origin: origin.to_string(),
            line,
            key: key.to_string(),
            message: message.to_string(),
            hint: hint.to_string(),
        };
        let line = |at: Option<usize>| {
            at.and_then(|at| source.get(..at)).map_or(0, |before| before.matches('\n').count() + 1)
        };
        let file: File<Spanned<String>> = toml::from_str(source).map_err(|e| {
            let line = line(e.span().map(|span| span.start));
            refuse(line, "", e.message(), "a file of templates is written by `veilfold group learn`")
        })?;
        if file.lexer != MESSAGE_VERSION {
            let message = format!("templates for lexer {}, but this is lexer {MESSAGE_VERSION}", file.lexer);
            return Err(refuse(0, "lexer", &message, "learn again"));
        }
        for (i, entry) in file.template.iter().enumerate() {
            let learned = words(entry.text.get_ref().as_bytes()).filter(|&w| w == LEARNED).count();
            if learned != 1 {
                let key = format!("template[{i}].text");
                let message = format!("{learned} times `<+>` in {:?}", entry.text.get_ref());
                let line = line(Some(entry.text.span().start));
                return Err(refuse(
                    line,
                    &key,
                    &message,
                    "a template has one learned value, a word of its own",
                ));
            }
        }
        let templates = file.template.into_iter();
        Ok(Learned::new(
            templates
                .map(|e| LearnedTemplate { text: e.text.into_inner(), lines: e.lines, values: e.values })
                .collect(),
        ))
    }
}
