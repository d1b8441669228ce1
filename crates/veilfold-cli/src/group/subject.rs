//! One record as grouping sees it: redacted, with its id, its time and its level, whatever its schema was.

use crate::clock;
use serde_json::Value;
use veilfold_core::encode::time::parse_rfc3339;
use veilfold_core::group::{GroupId, stack};
use veilfold_core::{Engine, Level, Scratch, Timestamp};

/// Reads records; keeps its buffers.
#[derive(Debug, Default)]
pub(super) struct Reader {
    line: Vec<u8>,
    scratch: Scratch,
}

/// A record with an id.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) id: GroupId,
    pub(super) at: Timestamp,
    pub(super) level: Level,
    line: Value,
}

impl Reader {
    /// The record of a line, or of a line with the stack below it; `None` where it has no id. The engine writes
    /// veilfold's own schema.
    pub(super) fn read(&mut self, engine: &Engine, record: &[u8]) -> Option<Subject> {
        self.line.clear();
        let received = leading_time(record).unwrap_or_else(clock::now);
        let id = engine.reencode(record, received, &mut self.line, &mut self.scratch).group?;
        let line: Value = serde_json::from_slice(&self.line).ok()?;
        let text = |key: &str| line[key].as_str().unwrap_or_default();
        let at = parse_rfc3339(text("timestamp").as_bytes()).unwrap_or(received);
        let level = Level::from_name(text("level").as_bytes()).unwrap_or(Level::Info);
        let level = if record.starts_with(b"{") { level } else { leading_level(record).unwrap_or(level) };
        Some(Subject { id, at, level, line })
    }
}

impl Subject {
    /// The redacted message.
    pub(super) fn message(&self) -> &str {
        self.line["message"].as_str().unwrap_or_default()
    }

    /// The redacted text that the id is made of: of the stack where there is one, else the message.
    pub(super) fn text(&self) -> &str {
        let trace = self.line["exception"]["stacktrace"].as_str().unwrap_or_default();
        if stack::parse(trace.as_bytes()).is_empty() { self.message() } else { trace }
    }
}

/// The time that a text line begins with: `2026-11-21T12:00:00Z`, or with a blank as Python prints it, in
/// brackets or not.
fn leading_time(record: &[u8]) -> Option<Timestamp> {
    let text = record.strip_prefix(b"[").unwrap_or(record);
    let ends = (0..=text.len().min(40)).filter(|&i| i == text.len() || b" \t]".contains(&text[i]));
    ends.take(2).find_map(|end| parse_rfc3339(&text[..end]))
}

/// The level that a text line names near its start, in capitals as writers print it.
fn leading_level(record: &[u8]) -> Option<Level> {
    let words = record[..record.len().min(80)].split(|b| !b.is_ascii_alphabetic());
    words.filter(|w| w.iter().all(u8::is_ascii_uppercase)).find_map(Level::from_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_times_are_read() {
        let expected = parse_rfc3339(b"2026-11-21T12:00:00Z");
        assert!(expected.is_some());
        for text in [
            "2026-11-21T12:00:00Z up",
            "2026-11-21 12:00:00 up",
            "[2026-11-21 12:00:00] up",
            "2026-11-21T12:00:00Z",
        ] {
            assert_eq!(leading_time(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(leading_time(b"no time here"), None);
        assert_eq!(leading_time(b""), None);
    }

    #[test]
    fn leading_levels_are_read() {
        assert_eq!(leading_level(b"2026-11-21 12:00:00 [main] WARN  c.e.App - slow"), Some(Level::Warning));
        assert_eq!(leading_level(b"an error, in prose"), None);
        assert_eq!(leading_level(b""), None);
    }
}
