//! What is known of single exception types and messages: one failure that is spelt in several ways, and messages
//! whose shape follows their data. General in form: each rule names a message that a language or a widely used library
//! builds from data.

mod dotnet;
mod index;
mod java;
mod javascript;
mod libraries;
mod native;
mod python;
mod scripting;

use super::glob;
use super::settings::Settings;
use crate::bounds::Bounds;
use crate::group::message;
use crate::search;
use crate::texts::texts;
use alloc::vec::Vec;

/// A message that has one shape by nature.
struct Rule {
    /// Last segments of the types it belongs to; empty for any type.
    kinds: &'static [&'static str],
    /// A glob over the first line of the message.
    pattern: &'static str,
    /// What the message says: `{n}` is what the n-th star matched, `{n~}` the template of that, `{n!}` the names in it.
    says: &'static str,
    /// Messages that must come out the same. They are the test of the rule, and its documentation.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by tests and people"))]
    same: &'static [&'static str],
}

/// Types under an older or another name, and their one name.
const KINDS: &[(&str, &str)] = &[
    // Renamed or merged between Python 3.10 and 3.14.
    ("exceptiongroup.ExceptionGroup", "ExceptionGroup"),
    ("exceptiongroup.BaseExceptionGroup", "BaseExceptionGroup"),
    ("asyncio.exceptions.TimeoutError", "TimeoutError"),
    ("concurrent.futures._base.TimeoutError", "TimeoutError"),
    ("socket.timeout", "TimeoutError"),
    ("asyncio.exceptions.CancelledError", "CancelledError"),
    ("concurrent.futures._base.CancelledError", "CancelledError"),
    ("IOError", "OSError"),
    ("EnvironmentError", "OSError"),
];

/// Appends the one name of a type.
pub(super) fn write_kind(kind: &[u8], out: &mut Vec<u8>) {
    let kind = kind.strip_prefix(b"__main__.").unwrap_or(kind);
    if let Some((_, one)) = KINDS.iter().find(|(other, _)| other.as_bytes() == kind) {
        out.extend_from_slice(one.as_bytes());
        return;
    }
    // Anonymous classes are numbered in the order of the source (`App$1`).
    let mut rest = kind;
    while let Some(at) = search::memchr(b'$', rest) {
        out.extend_from_slice(rest.cut(..=at));
        rest = rest.cut(at + 1..);
        let digits = super::lines::digits(rest);
        rest = rest.cut(digits..);
    }
    out.extend_from_slice(rest);
}

/// The name of a type without module, namespace or outer class.
fn last_segment(kind: &[u8]) -> &[u8] {
    let at = kind.iter().rposition(|b| matches!(b, b'.' | b':' | b'\\' | b'$' | b'+' | b'/'));
    at.map_or(kind, |at| kind.cut(at + 1..))
}

/// Appends what a message says if a rule knows it, and returns the rule's pattern.
pub(super) fn write_message(
    settings: &Settings,
    kind: &[u8],
    line: &[u8],
    out: &mut Vec<u8>,
) -> Option<&'static [u8]> {
    let segment = last_segment(kind);
    let (line, group) = without_count(segment, line);
    for rule in index::candidates(segment, line) {
        if let Some(captures) = glob::captures(rule.pattern, line) {
            write_says(settings, rule.says, &captures, out);
            return Some(rule.pattern);
        }
    }
    if group {
        message::template_of_exception(&settings.message, line, out);
        return Some(b"* (n sub-exceptions)");
    }
    None
}

/// The message of a group without the number of its members.
fn without_count<'a>(segment: &[u8], line: &'a [u8]) -> (&'a [u8], bool) {
    let counted = segment.ends_with(b"Group")
        && (line.ends_with(b" sub-exceptions)") || line.ends_with(b" sub-exception)"));
    match line.iter().rposition(|&b| b == b'(') {
        Some(at) if counted => (line.cut(..at).trim_ascii_end(), true),
        _ => (line, false),
    }
}

fn write_says(settings: &Settings, says: &[u8], captures: &glob::Captures<'_>, out: &mut Vec<u8>) {
    let mut rest = says;
    while let Some(at) = search::memchr(b'{', rest) {
        out.extend_from_slice(rest.cut(..at));
        rest = rest.cut(at..);
        match rest {
            [b'{', n @ b'1'..=b'9', b'}', after @ ..] => {
                out.extend_from_slice(captures.get(usize::from(n - b'1')).copied().unwrap_or_default());
                rest = after;
            }
            [b'{', n @ b'1'..=b'9', b'~', b'}', after @ ..] => {
                message::template_of_exception(
                    &settings.message,
                    captures.get(usize::from(n - b'1')).copied().unwrap_or_default(),
                    out,
                );
                rest = after;
            }
            [b'{', n @ b'1'..=b'9', b'!', b'}', after @ ..] => {
                write_names(captures.get(usize::from(n - b'1')).copied().unwrap_or_default(), out);
                rest = after;
            }
            _ => {
                out.push(b'{');
                rest = rest.cut(1..);
            }
        }
    }
    out.extend_from_slice(rest);
}

/// Appends the types and variants of a value as a derived `Debug` prints it, and the text that a type is the wrapper of:
/// `Os NotFound` of `Os { code: 2, kind: NotFound, message: "…" }`, `Error <template>` of `Error("…", line: 1)`.
fn write_names(value: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    let mut at = 0;
    while let Some(&byte) = value.get(at) {
        let rest = value.cut(at..);
        if byte == b'"' {
            let text = string(rest);
            // Of the outermost type alone: deeper texts are data.
            if value[..at].ends_with(b"(")
                && !value.cut(..at - 1).contains(&b'(')
                && !value[..at].contains(&b'{')
            {
                out.push(b' ');
                out.extend(text.iter().filter(|b| !b.is_ascii_digit()));
            }
            at += text.len() + 2;
        } else if byte.is_ascii_alphabetic() {
            let length =
                rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':')).count();
            let name = rest.cut(..length);
            let last = name.rsplit(|&b| b == b':').next().unwrap_or_default();
            if last.first().is_some_and(u8::is_ascii_uppercase) && !texts!["Some", "None", "Ok"].has(last) {
                if out.len() > start {
                    out.push(b' ');
                }
                out.extend_from_slice(name);
            }
            at += length;
        } else {
            at += 1;
        }
    }
}

/// The inside of the string literal that `text` starts with.
fn string(text: &[u8]) -> &[u8] {
    let mut end = 1;
    while text.get(end).is_some_and(|&b| b != b'"') {
        end += 1 + usize::from(text[end] == b'\\');
    }
    text.cut(1..end.min(text.len()))
}

/// Whether the exception says that the stack is full: then where it was raised is chance.
pub(super) fn is_stack_overflow(kind: &[u8], message: &[u8]) -> bool {
    texts!["RecursionError", "StackOverflowError", "SystemStackError", "StackOverflowException"]
        .has(last_segment(kind))
        || texts!["Maximum call stack size exceeded", "too much recursion", "stack overflow"].begin(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn says(kind: &str, line: &str) -> (Option<&'static [u8]>, String) {
        let mut out = Vec::new();
        let rule = write_message(&Settings::default(), kind.as_bytes(), line.as_bytes(), &mut out);
        (rule, String::from_utf8(out).unwrap())
    }

    #[test]
    fn every_rule_is_reached_by_its_examples_and_unites_them() {
        for rule in index::all() {
            let kind = rule.kinds.first().copied().unwrap_or("Exception");
            let all: Vec<_> = rule.same.iter().map(|line| (line, says(kind, line))).collect();
            assert!(
                all.iter().any(|(_, (by, _))| *by == Some(rule.pattern.as_bytes())),
                "{} never decides: {all:?}",
                rule.pattern
            );
            for (line, (_, said)) in &all {
                assert_eq!(*said, all[0].1.1, "{} splits {line}", rule.pattern);
            }
        }
    }

    #[test]
    fn what_is_wrong_stays_apart() {
        for (kind, a, b) in [
            (
                "json.JSONDecodeError",
                "Expecting value: line 1 column 1 (char 0)",
                "Extra data: line 1 column 1 (char 0)",
            ),
            ("AttributeError", "'A' object has no attribute 'b'", "'A' object has no attribute 'c'"),
            ("HTTPError", "404 Client Error: Not Found for url: a", "503 Server Error: x for url: a"),
            (
                "FileNotFoundError",
                "[Errno 2] No such file or directory: 'a'",
                "[Errno 13] Permission denied: 'a'",
            ),
            ("TypeError", "Cannot read property 'a' of undefined", "Cannot read property 'b' of undefined"),
            (
                "botocore.exceptions.ClientError",
                "An error occurred (A) when calling the G operation: x",
                "An error occurred (B) when calling the G operation: x",
            ),
            (
                "UnicodeDecodeError",
                "'utf-8' codec can't decode byte 1: x",
                "'ascii' codec can't decode byte 1: x",
            ),
            (
                "panic",
                "dial tcp 127.0.0.1:5: connect: connection refused",
                "dial tcp 127.0.0.1:5: connect: network is unreachable",
            ),
        ] {
            assert_ne!(says(kind, a).1, says(kind, b).1, "{kind}");
        }
    }

    #[test]
    fn one_name_for_a_type() {
        let name = |kind: &str| {
            let mut out = Vec::new();
            write_kind(kind.as_bytes(), &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(name("socket.timeout"), name("TimeoutError"));
        assert_eq!(name("com.acme.App$1"), name("com.acme.App$2"));
        assert_ne!(name("a.NotFound"), name("b.NotFound"));
    }
}
