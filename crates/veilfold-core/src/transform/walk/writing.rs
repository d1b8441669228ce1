//! What is written in place of a value, and in place of what is hidden in a string.

use super::{Broken, Walk};
use crate::encode::json;
use crate::redact::{Argument, Disposition, RuleId, marker_length};
use crate::transform::string::{decode, splice};
use crate::transform::{Cleaner, lex};
use alloc::vec::Vec;

impl Walk<'_, '_> {
    /// Hides the value at `at` as a whole, or takes it out from `cut` on. Where the value does not end,
    /// all that follows is hidden with it.
    pub(super) fn hide(
        &mut self,
        rule: RuleId,
        at: usize,
        cut: usize,
        key: Option<lex::Token>,
    ) -> Result<usize, Broken> {
        if at >= self.text.len() {
            // The text was cut off before the value: there is nothing to hide.
            return Err(Broken);
        }
        let end = lex::value(self.text, at);
        let stop = end.unwrap_or(self.text.len());
        let raw = self.text.get(at..stop).unwrap_or_default();
        if !raw.is_empty() && marker_length(raw) == raw.len() {
            // A marker without quotes, as broken text has it, hides what stood here.
            return end.ok_or(Broken);
        }
        let mut decoded = core::mem::take(&mut self.own.decoded);
        let mut cleaned = core::mem::take(&mut self.own.cleaned);
        decoded.clear();
        cleaned.clear();
        match raw {
            [b'"', inner @ .., b'"'] if end.is_some() => decode(inner, &mut decoded),
            _ => decoded.extend_from_slice(raw),
        }
        match self.cleaner.redactor.hide(rule, &decoded, &mut cleaned, self.cleaner.report) {
            Disposition::Replaced => {
                if let Some(token) = key {
                    self.key_text(token);
                }
                if decoded != cleaned || raw.first() != Some(&b'"') {
                    self.replace(at, stop, &cleaned);
                }
            }
            Disposition::Removed => {
                self.out.extend_from_slice(self.text.get(self.copied..cut).unwrap_or_default());
                self.copied = stop;
                if let Some(frame) = self.frame() {
                    frame.kept -= 1;
                    // With nothing kept before it, the member takes the comma after it along.
                    if frame.kept == 0 {
                        let after = lex::space(self.text, stop);
                        if self.text.get(after) == Some(&b',') {
                            self.copied = lex::space(self.text, after + 1);
                        }
                    }
                }
            }
        }
        self.own.decoded = decoded;
        self.own.cleaned = cleaned;
        end.ok_or(Broken)
    }

    /// Hides the password in the item at `at` of a list of arguments, and returns where that ends; nothing where it has none.
    pub(super) fn hide_argument(&mut self, at: usize) -> Option<usize> {
        let frame = self.own.frames.last()?;
        let argument = frame.arguments.of(frame.seen as usize)?.clone();
        if let Some(token) = lex::string(self.text, at).filter(|_| self.text.get(at) == Some(&b'"')) {
            self.rewrite(token, Some(&argument));
            return Some(token.end);
        }
        let end = lex::whole_scalar(self.text, at)?;
        let mut cleaned = Vec::new();
        let Cleaner { redactor, report, .. } = &mut *self.cleaner;
        redactor.hide_argument(&argument, self.text.get(at..end)?, &mut cleaned, report);
        self.replace(at, end, &cleaned);
        Some(end)
    }

    /// Writes `shown` as a string in place of `text[start..end]`.
    pub(super) fn replace(&mut self, start: usize, end: usize, shown: &[u8]) {
        self.out.extend_from_slice(self.text.get(self.copied..start).unwrap_or_default());
        json::string(self.out, shown);
        self.copied = end;
    }

    /// A number that is long enough to be a secret.
    pub(super) fn number(&mut self, text: &[u8], at: usize) {
        /// The shortest identifier that a detector knows has seven digits.
        const MIN: usize = 7;
        if text.len() < MIN
            || !matches!(text.first(), Some(b'0'..=b'9' | b'-'))
            || !self.touch(at..at + text.len())
        {
            return;
        }
        let mut cleaned = core::mem::take(&mut self.own.cleaned);
        cleaned.clear();
        if self.cleaner.redactor.text(text, &mut cleaned, self.cleaner.report) {
            self.replace(at, at + text.len(), &cleaned);
        }
        self.own.cleaned = cleaned;
    }

    /// [`Walk::string`] for a key: one that is no secret comes again with the next record.
    pub(super) fn key_text(&mut self, token: lex::Token) -> bool {
        let found = self.string(token);
        if let Some(inner) = self.inner.first_mut().filter(|_| !found && !token.escaped) {
            inner.plain.add(self.cleaner.redactor.serial(), token.inner(self.text));
        }
        found
    }

    /// The inside of a string, key or value. True when something in it was hidden; `cleaned` holds then what it means.
    pub(super) fn string(&mut self, token: lex::Token) -> bool {
        let known = self.inner.first().map(|inner| &inner.plain).filter(|_| !token.escaped);
        let is_known = known.is_some_and(|k| k.has(self.cleaner.redactor.serial(), token.inner(self.text)));
        !is_known && self.rewrite(token, None)
    }

    /// Hides what is found in a string, or what is known of it.
    fn rewrite(&mut self, token: lex::Token, argument: Option<&Argument>) -> bool {
        let raw = token.inner(self.text);
        let mut decoded = core::mem::take(&mut self.own.decoded);
        let mut cleaned = core::mem::take(&mut self.own.cleaned);
        decoded.clear();
        cleaned.clear();
        let meaning = if token.escaped {
            decode(raw, &mut decoded);
            decoded.as_slice()
        } else {
            raw
        };
        let found = match argument {
            Some(argument) => {
                let Cleaner { redactor, report, .. } = &mut *self.cleaner;
                redactor.hide_argument(argument, meaning, &mut cleaned, report);
                true
            }
            None => self.cleaner.text(meaning, &mut cleaned, self.inner),
        };
        if found {
            self.out.extend_from_slice(self.text.get(self.copied..=token.start).unwrap_or_default());
            splice(raw, meaning, &cleaned, self.out);
            self.copied = token.end - 1;
        }
        self.own.decoded = decoded;
        self.own.cleaned = cleaned;
        found
    }
}
