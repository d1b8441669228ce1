//! Errors of a policy with their place in its text.

use super::suggest::did_you_mean;
use super::{PolicyError, key_path};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// The names of the actions.
pub(super) const ACTIONS: [&str; 4] = ["mask", "partial", "hash", "remove"];

/// A policy's text, in which errors have a place.
pub(super) struct Place<'a> {
    pub(super) source: &'a str,
    /// The file's name.
    pub(super) origin: &'a str,
}

impl Place<'_> {
    /// What is wrong at `span`, a range of bytes.
    pub(super) fn error(
        &self,
        span: Range<usize>,
        key: &str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> PolicyError {
        let before = self.source.as_bytes().get(..span.start).unwrap_or_default();
        PolicyError {
            origin: self.origin.into(),
            line: 1 + before.iter().filter(|b| **b == b'\n').count(),
            key: key.into(),
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// What TOML or serde found, with a suggestion for an unknown key.
    pub(super) fn refusal(&self, error: &toml::de::Error) -> PolicyError {
        let message = error.message();
        let span = error.span().unwrap_or(0..0);
        let (mut key, mut hint) = (String::new(), String::new());
        if let Some(rest) = message.strip_prefix("unknown field ") {
            let mut quoted = rest.split('`').skip(1).step_by(2);
            key = quoted.next().unwrap_or_default().into();
            let choices: Vec<&str> = quoted.collect();
            hint = did_you_mean(&key, choices.iter().copied())
                .unwrap_or_else(|| format!("known here: {}", choices.join(", ")));
            return self.error(span, &key, "unknown key", hint);
        }
        if let Some(rest) = message.strip_prefix("missing field ") {
            key = rest.trim_matches('`').into();
            hint = "add it".into();
        } else if message.starts_with("invalid type") {
            key = key_path::of(self.source, &span);
            if let Some(kind) = message.strip_suffix(", expected struct Action") {
                // The short form that comes to mind first: `x = "mask"`.
                let given =
                    self.source.get(span.clone()).and_then(|text| text.get(1..text.len().checked_sub(1)?));
                let action = given.filter(|text| ACTIONS.contains(text)).unwrap_or("mask");
                let name = key.rsplit_once('.').map_or(key.as_str(), |(_, name)| name);
                hint = format!("an action is a table: `{name} = {{ action = \"{action}\" }}`");
                return self.error(span, &key, kind, hint);
            }
            hint = wanted(message).into();
        }
        self.error(span, &key, message.trim_end(), hint)
    }
}

/// How a value is written of the type that serde misses.
fn wanted(message: &str) -> &'static str {
    match message.rsplit_once(", expected ").map(|(_, kind)| kind) {
        Some("a sequence") => "write a list: `[…]`",
        Some("a string") => "write it in quotes",
        Some("i64") => "write a whole number, without quotes",
        Some("a boolean") => "write `true` or `false`, without quotes",
        Some(kind) if kind.starts_with("struct ") || kind == "a map" => "write a table",
        _ => "",
    }
}
