//! What is hidden in one text, be it JSON, a part of it, or none.

use super::hints::Hints;
use super::walk::Walk;
use super::{Buffers, json_start, lex};
use crate::bounds::{Bounds as _, split_off};
use crate::policy::Policy;
use crate::redact::{Redactor, Report, RuleId, marker_length};
use crate::search;
use alloc::vec::Vec;

/// The rules, and the count of what they hid.
pub(crate) struct Cleaner<'p> {
    pub(crate) redactor: &'p Redactor,
    pub(crate) report: &'p mut Report,
    pub(crate) max_depth: usize,
}

impl<'p> Cleaner<'p> {
    pub(crate) fn new(policy: &'p Policy, report: &'p mut Report) -> Cleaner<'p> {
        Cleaner { redactor: policy.redactor(), report, max_depth: policy.limits().max_depth }
    }

    /// The rule that hides what stands under `key`: a scalar `value`, as text, or an object or array (`None`).
    pub(crate) fn rule(&self, path: &[&[u8]], key: &[u8], value: Option<&[u8]>) -> Option<RuleId> {
        // `[REDACTED:github_token]` was a secret used as a key, or the end of one. It does not name one.
        let marker = search::memrchr(b'[', key).map_or(&b""[..], |at| key.cut(at..));
        if !marker.is_empty() && marker_length(marker) == marker.len() {
            return None;
        }
        match value {
            Some(value) => self.redactor.field(path, key, value),
            None => self.redactor.key(path, key),
        }
    }

    /// Hides every secret in `text`, as JSON where it is JSON. When there is one, appends the whole cleaned
    /// text to `out` and returns true; otherwise leaves `out` alone and returns false.
    pub(crate) fn text(&mut self, text: &[u8], out: &mut Vec<u8>, levels: &mut [Buffers]) -> bool {
        self.hinted(text, out, levels, None)
    }

    /// [`Cleaner::text`], given what one scan of the whole text told.
    pub(super) fn hinted(
        &mut self,
        text: &[u8],
        out: &mut Vec<u8>,
        levels: &mut [Buffers],
        hints: Option<Hints<'_>>,
    ) -> bool {
        /// Each pass only hides more, so that few are needed.
        const PASSES: usize = 8;
        let mark = out.len();
        let mut found = self.pass(text, out, levels, hints);
        let changed = !matches!(found, Found::Nothing);
        // What was hidden in broken text may have mended it, or broken it elsewhere: it is read anew.
        for _ in 0..PASSES {
            if !matches!(found, Found::InBroken) {
                break;
            }
            let again = split_off(out, mark);
            found = self.pass(&again, out, levels, None);
            if matches!(found, Found::Nothing) {
                out.extend_from_slice(&again);
            }
        }
        changed
    }

    /// One reading of `text`; where something is hidden, the whole cleaned text is appended to `out`.
    fn pass(
        &mut self,
        text: &[u8],
        out: &mut Vec<u8>,
        levels: &mut [Buffers],
        hints: Option<Hints<'_>>,
    ) -> Found {
        let mark = out.len();
        let [own, inner @ ..] = levels else { return self.plain(text, out, Found::Settled) };
        let Some(start) = json_start(text) else {
            let found = self.plain(text, out, Found::Settled);
            let begins = matches!(found, Found::Settled) && out.get(mark..).and_then(json_start).is_some();
            return if begins { Found::InBroken } else { found };
        };
        let mut walk = Walk { text, out, cleaner: self, own, inner, copied: 0, hints };
        let end = walk.run(start);
        let copied = walk.copied;
        let whole = start == lex::space(text, 0) && end.is_ok_and(|end| lex::space(text, end) == text.len());
        if copied > 0 {
            out.extend_from_slice(text.get(copied..).unwrap_or_default());
        }
        if whole {
            return if copied == 0 { Found::Nothing } else { Found::Settled };
        }
        // Truncated, or only part of the text is JSON: what could be read as JSON is clean by its rules, and
        // all of it must be clean as text as well.
        if copied == 0 {
            return self.plain(text, out, Found::InBroken);
        }
        let half = split_off(out, mark);
        if matches!(self.plain(&half, out, Found::InBroken), Found::Nothing) {
            out.extend_from_slice(&half);
        }
        Found::InBroken
    }

    /// A reading of `text` as text.
    fn plain(&mut self, text: &[u8], out: &mut Vec<u8>, found: Found) -> Found {
        if self.redactor.text(text, out, self.report) { found } else { Found::Nothing }
    }
}

/// What one reading of a text hid.
enum Found {
    Nothing,
    /// Something, and nothing more is to be found: the text is JSON as a whole, or holds none.
    Settled,
    /// Something, in text of which a part can be read as JSON.
    InBroken,
}
