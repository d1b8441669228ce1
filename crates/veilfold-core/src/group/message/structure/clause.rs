//! Clauses that tell of a failure, behind whose colon stands why.

use super::super::lex::{Kind, Token};
use super::super::lists::FAILURE;
use super::super::shape::Mask;
use crate::texts::{Texts, texts};

/// What has been said since the last stop.
#[derive(Default)]
pub(super) struct Clause {
    /// Its first token.
    pub(super) first: usize,
    /// Lists that any of its words is on.
    pub(super) lists: u16,
}

impl Clause {
    /// `could not stat <*>`, but not `fatal error`, which is a label: words that do not speak of failure, and values
    /// behind one that does. Words count as the lexer saw them.
    pub(super) fn fails(&self, tokens: &[Token]) -> bool {
        let (mut failed, mut words) = (false, 0);
        for token in tokens.get(self.first..).unwrap_or_default() {
            match token.kind {
                _ if token.was_word() => {
                    failed |= token.lists & FAILURE != 0;
                    words += u32::from(token.lists & FAILURE == 0);
                }
                Kind::Mask(mask) => words += u32::from(failed && mask != Mask::Remark),
                _ => {}
            }
        }
        failed && words > 1
    }
}

/// What the C library, and all that is built on it, calls the errors of the system.
pub(super) fn is_system_error(text: &[u8]) -> bool {
    const ERRORS: Texts = texts![
        "address already in use",
        "address not available",
        "bad address",
        "bad file descriptor",
        "broken pipe",
        "cannot allocate memory",
        "cannot assign requested address",
        "connection aborted",
        "connection refused",
        "connection reset",
        "connection reset by peer",
        "connection timed out",
        "context canceled",
        "context deadline exceeded",
        "device or resource busy",
        "directory not empty",
        "disk quota exceeded",
        "eof",
        "exec format error",
        "file exists",
        "host is down",
        "i/o timeout",
        "input/output error",
        "invalid argument",
        "is a directory",
        "name or service not known",
        "network is unreachable",
        "no address associated with hostname",
        "no route to host",
        "no space left on device",
        "no such file or directory",
        "no such process",
        "not a directory",
        "operation not permitted",
        "operation timed out",
        "permission denied",
        "read-only file system",
        "resource temporarily unavailable",
        "timed out",
        "too many open files",
        "unexpected eof",
    ];
    let text = text.strip_suffix(b".").unwrap_or(text);
    (3..40).contains(&text.len()) && ERRORS.has_folded(text)
}
