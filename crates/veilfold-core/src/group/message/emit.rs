//! Tokens to template text.

use super::lex::{Kind, Token, is_ruler};
use super::shape::{Mask, refine};
use crate::group::fingerprint::Hasher;
use alloc::vec::Vec;
use core::ops::Range;

/// Writes a template and hashes it as it goes: to hash is one long chain of steps, which a processor takes beside all
/// else that there is to do. A run of masks is one mask: how many items a list had, of how many parts a date is made, or
/// whether a card number was written in groups, is data.
///
/// `TYPED` tells the kind of each value in place of `<*>`.
pub(super) struct Writer<'t, 'o, const TYPED: bool> {
    text: &'t [u8],
    out: &'o mut Vec<u8>,
    /// Where the template starts.
    start: usize,
    hasher: Hasher,
    /// Where the output ended when a mask was written last, and its hash, as long as only joints stand behind it.
    folded: Option<(usize, Hasher)>,
    /// What stays as it stands in the text, and is not written yet.
    kept: Range<usize>,
}

impl<'t, 'o, const TYPED: bool> Writer<'t, 'o, TYPED> {
    pub(super) fn new(text: &'t [u8], out: &'o mut Vec<u8>) -> Writer<'t, 'o, TYPED> {
        let start = out.len();
        Writer { text, out, start, hasher: Hasher::default(), folded: None, kept: 0..0 }
    }

    #[inline]
    pub(super) fn token(&mut self, token: &Token) {
        let range = token.range();
        if token.is_word() || token.is_mark() {
            // 10.0.0.1:80, a-1/b-2 and 1, 2, 3
            if self.folded.is_some()
                && (token.is_word() || !(is_joint(token, self.text) || token.is_punct(b'-')))
            {
                self.folded = None;
            }
            if self.kept.end + usize::from(token.space()) == range.start && !token.is_rewritten() {
                self.kept.end = range.end;
            } else {
                self.keep(range, token);
            }
        } else if let Kind::Mask(kind) = token.kind
            && kind != Mask::Remark
        {
            self.value(kind, token);
            self.kept = range.end..range.end;
        }
    }

    /// What does not continue that which is kept.
    fn keep(&mut self, range: Range<usize>, token: &Token) {
        self.flush();
        self.space(token);
        self.kept = range;
        // A ruler is a ruler, however long: three of it.
        if token.is_rewritten() && is_ruler(token.text(self.text)) {
            self.kept.end = self.kept.start + 3;
            self.flush();
            self.kept = token.range().end..token.range().end;
        }
    }

    fn value(&mut self, kind: Mask, token: &Token) {
        self.flush();
        if let Some((end, hasher)) = self.folded
            && (!token.space() || matches!(self.out.get(end..), Some(b"" | b"," | b" -" | b" - -")))
        {
            self.out.truncate(end);
            self.hasher = hasher;
            return;
        }
        self.space(token);
        if kind == Mask::Arguments {
            self.write(b"(");
        }
        if TYPED {
            self.write(b"<");
            self.write(refine(token.text(self.text), kind).name().as_bytes());
            self.write(b">");
        } else {
            self.write(b"<*>");
        }
        if kind == Mask::Arguments {
            self.write(b")");
        } else {
            self.folded = Some((self.out.len(), self.hasher));
        }
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
        self.hasher.write(bytes);
    }

    /// A space, where white space stands before the token.
    fn space(&mut self, token: &Token) {
        if token.space() && self.out.len() > self.start {
            self.write(b" ");
        }
    }

    /// Writes what is kept.
    fn flush(&mut self) {
        if !self.kept.is_empty() {
            self.write(self.text.get(self.kept.clone()).unwrap_or_default());
        }
    }

    /// Writes the rest; returns the hash of the template.
    pub(super) fn finish(mut self) -> u64 {
        self.flush();
        // `/srv/x/`: the same value as `/srv/x`.
        if let Some((end, hasher)) = self.folded
            && matches!(self.out.get(end..), Some(b"/" | b" -"))
        {
            self.out.truncate(end);
            self.hasher = hasher;
        }
        self.hasher.finish()
    }
}

/// Is all of it punctuation that joins values?
fn is_joint(token: &Token, text: &[u8]) -> bool {
    !token.space() && token.text(text).iter().all(|&b| joins(b))
}

/// Punctuation that joins values.
pub(super) fn joins(punct: u8) -> bool {
    matches!(
        punct,
        b':' | b'/'
            | b'-'
            | b'.'
            | b','
            | b'+'
            | b'@'
            | b'#'
            | b'~'
            | b'|'
            | b'&'
            | b'*'
            | b'^'
            | b'%'
            | b'$'
            | b'_'
            | b'\\'
    )
}
