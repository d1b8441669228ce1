//! Clauses that tell of a failure, behind whose colon stands why.

use super::super::lex::{Kind, Token};
use super::super::lists::FAILURE;
use super::super::shape::Mask;

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
    const ERRORS: [&[u8]; 41] = [
        b"address already in use",
        b"address not available",
        b"bad address",
        b"bad file descriptor",
        b"broken pipe",
        b"cannot allocate memory",
        b"cannot assign requested address",
        b"connection aborted",
        b"connection refused",
        b"connection reset",
        b"connection reset by peer",
        b"connection timed out",
        b"context canceled",
        b"context deadline exceeded",
        b"device or resource busy",
        b"directory not empty",
        b"disk quota exceeded",
        b"eof",
        b"exec format error",
        b"file exists",
        b"host is down",
        b"i/o timeout",
        b"input/output error",
        b"invalid argument",
        b"is a directory",
        b"name or service not known",
        b"network is unreachable",
        b"no address associated with hostname",
        b"no route to host",
        b"no space left on device",
        b"no such file or directory",
        b"no such process",
        b"not a directory",
        b"operation not permitted",
        b"operation timed out",
        b"permission denied",
        b"read-only file system",
        b"resource temporarily unavailable",
        b"timed out",
        b"too many open files",
        b"unexpected eof",
    ];
    let text = text.strip_suffix(b".").unwrap_or(text);
    (3..40).contains(&text.len()) && ERRORS.iter().any(|error| error.eq_ignore_ascii_case(text))
}
