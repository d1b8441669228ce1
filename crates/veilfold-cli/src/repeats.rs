//! `veilfold filter --dedup`: at most one line a group in a window, the rest counted.

use serde_json::Value;
use std::io::{self, Write};
use std::num::NonZeroU64;
use std::time::Duration;
use veilfold_core::encode::repeat;
use veilfold_core::encode::time::{parse_epoch, parse_rfc3339};
use veilfold_core::group::dedup::{Decision, Repeat};
use veilfold_core::{Outcome, Timestamp};

/// Lines that were said already in their window.
#[derive(Debug)]
pub(crate) struct Repeats(veilfold_io::Repeats<Vec<u8>>);

impl Repeats {
    /// Windows of this length. What is held is written to standard output, by a thread or at the end.
    pub(crate) fn new(window: Duration) -> Repeats {
        Repeats(veilfold_io::Repeats::new(window, |held: Repeat<Vec<u8>>| {
            let mut line = held.line;
            repeat::write(&mut line, 0, held.repeat_count);
            line.push(b'\n');
            // A reader that has left is found out by the next write of the stream itself.
            let _ = Shared.write_all(&line);
        }))
    }

    /// Whether the line at `out[start..]` is to be written now; then it says how many records it stands for. A
    /// line that is held is taken out.
    pub(crate) fn pass(&self, outcome: &Outcome, start: usize, out: &mut Vec<u8>) -> bool {
        let Some(id) = outcome.group else { return true };
        let line = out.get(start..).unwrap_or_default();
        let (at, records) = (time(line), repeat::count(line));
        match self.0.pass(id, at, records, || line.to_vec()) {
            Decision::Emit { repeat_count } => {
                if repeat_count != NonZeroU64::MIN {
                    repeat::write(out, start, repeat_count);
                }
                true
            }
            Decision::Hold => {
                out.truncate(start);
                false
            }
        }
    }

    /// Writes all that is held.
    pub(crate) fn flush(&self) {
        self.0.flush();
    }
}

/// The time of a record, where its line tells one: a file of yesterday has yesterday's windows.
fn time(line: &[u8]) -> Option<Timestamp> {
    const KEYS: [&str; 8] =
        ["timestamp", "@timestamp", "time", "ts", "datetime", "asctime", "Timestamp", "@t"];
    let record: Value = serde_json::from_slice(line).ok()?;
    KEYS.iter().find_map(|key| match &record[*key] {
        Value::String(text) => parse_rfc3339(text.as_bytes()).or_else(|| parse_epoch(text.as_bytes())),
        Value::Number(number) => parse_epoch(number.to_string().as_bytes()),
        _ => None,
    })
}

/// Standard output, shared with the thread that writes what was held: locked for whole lines only.
#[derive(Debug)]
pub(crate) struct Shared;

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_common_schemas_are_read() {
        let expected = parse_rfc3339(b"2026-11-21T08:30:00.123Z");
        assert!(expected.is_some());
        for line in [
            r#"{"timestamp":"2026-11-21T08:30:00.123Z"}"#,
            r#"{"@timestamp":"2026-11-21T08:30:00.123Z"}"#,
            r#"{"time":1795249800123}"#,
            r#"{"ts":1795249800.123}"#,
            r#"{"time":"soon","ts":"2026-11-21T08:30:00.123Z"}"#,
        ] {
            assert_eq!(time(line.as_bytes()), expected, "{line}");
        }
        for line in [r#"{"message":"m"}"#, "no JSON", r#"{"time":null}"#, "[1]"] {
            assert_eq!(time(line.as_bytes()), None, "{line}");
        }
    }
}
