//! What is known of single exception types and messages: one failure that is spelt in several ways, and messages
//! whose shape follows their data. The rules are data, in [`mod@table`].

mod table;

use super::glob;
use crate::group::message;
use alloc::vec::Vec;
use table::{KINDS, RULES};

/// A message that has one shape by nature.
struct Rule {
    /// Last segments of the types it belongs to; empty for any type.
    kinds: &'static [&'static str],
    /// A glob over the first line of the message.
    pattern: &'static str,
    /// What the message says: `{n}` is what the n-th star matched, `{n~}` the template of that.
    says: &'static str,
    /// Messages that must come out the same. They are the test of the rule, and its documentation.
    #[cfg_attr(not(test), allow(dead_code, reason = "data of the tests"))]
    same: &'static [&'static str],
}

/// Appends the one name of a type.
pub(super) fn write_kind(kind: &[u8], out: &mut Vec<u8>) {
    let kind = kind.strip_prefix(b"__main__.").unwrap_or(kind);
    if let Some((_, one)) = KINDS.iter().find(|(other, _)| other.as_bytes() == kind) {
        out.extend_from_slice(one.as_bytes());
        return;
    }
    // Anonymous classes are numbered in the order of the source (`App$1`).
    let mut rest = kind;
    while let Some(at) = memchr::memchr(b'$', rest) {
        out.extend_from_slice(&rest[..=at]);
        rest = &rest[at + 1..];
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        rest = &rest[digits..];
    }
    out.extend_from_slice(rest);
}

/// The name of a type without module, namespace or outer class.
fn last_segment(kind: &[u8]) -> &[u8] {
    let at = kind.iter().rposition(|b| matches!(b, b'.' | b':' | b'\\' | b'$' | b'+' | b'/'));
    at.map_or(kind, |at| &kind[at + 1..])
}

/// Appends what a message says if a rule knows it, and returns the rule's pattern.
pub(super) fn write_message(kind: &[u8], line: &[u8], out: &mut Vec<u8>) -> Option<&'static str> {
    let segment = last_segment(kind);
    let (line, group) = without_count(segment, line);
    for rule in RULES {
        if !rule.kinds.is_empty() && !rule.kinds.iter().any(|k| k.as_bytes() == segment) {
            continue;
        }
        if let Some(captures) = glob::captures(rule.pattern.as_bytes(), line) {
            write_says(rule.says, &captures, out);
            return Some(rule.pattern);
        }
    }
    if group {
        message::template(line, out);
        return Some("* (n sub-exceptions)");
    }
    None
}

/// The message of a group without the number of its members.
fn without_count<'a>(segment: &[u8], line: &'a [u8]) -> (&'a [u8], bool) {
    let counted = segment.ends_with(b"Group")
        && (line.ends_with(b" sub-exceptions)") || line.ends_with(b" sub-exception)"));
    match line.iter().rposition(|&b| b == b'(') {
        Some(at) if counted => (line[..at].trim_ascii_end(), true),
        _ => (line, false),
    }
}

fn write_says(says: &str, captures: &glob::Captures<'_>, out: &mut Vec<u8>) {
    let mut rest = says.as_bytes();
    while let Some(at) = memchr::memchr(b'{', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        match rest {
            [b'{', n @ b'1'..=b'9', b'}', after @ ..] => {
                out.extend_from_slice(captures.get(usize::from(n - b'1')).copied().unwrap_or_default());
                rest = after;
            }
            [b'{', n @ b'1'..=b'9', b'~', b'}', after @ ..] => {
                message::template(captures.get(usize::from(n - b'1')).copied().unwrap_or_default(), out);
                rest = after;
            }
            _ => {
                out.push(b'{');
                rest = &rest[1..];
            }
        }
    }
    out.extend_from_slice(rest);
}

/// Whether the exception says that the stack is full: then where it was raised is chance.
pub(super) fn is_stack_overflow(kind: &[u8], message: &[u8]) -> bool {
    matches!(
        last_segment(kind),
        b"RecursionError" | b"StackOverflowError" | b"SystemStackError" | b"StackOverflowException"
    ) || message.starts_with(b"Maximum call stack size exceeded")
        || message.starts_with(b"too much recursion")
        || message.starts_with(b"stack overflow")
}
