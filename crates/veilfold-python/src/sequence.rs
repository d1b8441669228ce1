//! Numbers on the lines of an audit file, so that one that is missing can be told.

use std::io::Write;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Counts the lines of one file in this process, from 1.
#[derive(Debug, Default)]
pub(crate) struct Sequence {
    next: AtomicU64,
    /// The process that counts, and since when, in milliseconds since the epoch.
    process: AtomicU32,
    since: AtomicU64,
}

impl Sequence {
    /// The line with `audit_process` and `audit_sequence` at its end, inside its object where it is one.
    pub(crate) fn number(&self, line: &[u8]) -> Vec<u8> {
        let pid = std::process::id();
        if self.process.swap(pid, Ordering::Relaxed) != pid {
            // The first line, or the first one after a fork.
            #[expect(
                clippy::disallowed_methods,
                reason = "tells a process from an earlier one with its number"
            )]
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            self.since.store(now.as_millis() as u64, Ordering::Relaxed);
            self.next.store(0, Ordering::Relaxed);
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let since = self.since.load(Ordering::Relaxed);
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let mut out = Vec::with_capacity(line.len() + 80);
        let written = if let Some(inside) = text.strip_suffix(b"}").filter(|_| text.starts_with(b"{")) {
            out.extend_from_slice(inside);
            let comma = if inside == b"{" { "" } else { "," };
            writeln!(out, "{comma}\"audit_process\":\"{pid}-{since}\",\"audit_sequence\":{number}}}")
        } else {
            out.extend_from_slice(text);
            writeln!(out, " audit_process={pid}-{since} audit_sequence={number}")
        };
        debug_assert!(written.is_ok(), "a vector takes everything");
        out
    }
}
