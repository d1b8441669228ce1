//! A JSON record as people like to read it.
//!
//! Nothing of a record reaches the terminal as a control sequence: what is not printable is escaped.

use serde_json::{Map, Value};
use std::fmt::Write;
use veilfold_core::Level;

/// Where a schema keeps a record's parts; a name with dots is looked up nested as well.
const TIME: [&str; 6] = ["timestamp", "@timestamp", "time", "Timestamp", "ts", "datetime"];
const LEVEL: [&str; 6] = ["level", "log.level", "severity", "SeverityText", "severity_text", "levelname"];
const LOGGER: [&str; 3] = ["logger", "log.logger", "name"];
const MESSAGE: [&str; 5] = ["message", "msg", "Body", "body", "event"];
/// Shown with the exception, or said by the rest of the line.
const QUIET: [&str; 4] = ["exception", "variant_id", "ecs.version", "stack"];

const RESET: &str = "\x1b[0m";
const DIM: &str = "\x1b[2m";
const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[31m";

/// Turns lines of JSON into lines for people.
#[derive(Clone, Copy, Debug)]
pub struct Painter {
    /// With colours.
    pub colour: bool,
    /// Tracebacks with every frame, instead of the frames of libraries folded.
    pub full: bool,
}

impl Painter {
    /// Appends `line` for people to `out`, with its end. What is no JSON object stays as it is, escaped.
    pub fn paint(self, line: &[u8], out: &mut String) {
        if let Ok(Value::Object(record)) = serde_json::from_slice::<Value>(line) {
            self.record(&record, out);
        } else {
            escape(&String::from_utf8_lossy(line), out);
            out.push('\n');
        }
    }

    fn record(self, record: &Map<String, Value>, out: &mut String) {
        let mut shown: Vec<&str> = QUIET.to_vec();
        let mut part = |names: &[&'static str]| -> String {
            let found = names.iter().find_map(|name| Some((*name, find(record, name)?)));
            found.map_or_else(String::new, |(name, value)| {
                shown.push(name.split('.').next().filter(|top| record.contains_key(*top)).unwrap_or(name));
                shown.push(name);
                plain(value)
            })
        };
        let (time, level, logger, message) = (part(&TIME), part(&LEVEL), part(&LOGGER), part(&MESSAGE));
        self.styled(DIM, &time.replacen('T', " ", 1), out);
        let style = match Level::from_name(level.as_bytes()) {
            Some(Level::Debug) | None => DIM,
            Some(Level::Info) => "\x1b[32m",
            Some(Level::Warning) => "\x1b[33m",
            Some(Level::Error) => RED,
            Some(Level::Critical) => "\x1b[1;37;41m",
        };
        if !time.is_empty() {
            out.push(' ');
        }
        self.styled(style, &format!("{level:<8}"), out);
        if !logger.is_empty() {
            out.push(' ');
            self.styled("\x1b[36m", &logger, out);
        }
        out.push_str("  ");
        self.styled(BOLD, &message, out);
        let rest = record.iter().filter(|(key, value)| !shown.contains(&key.as_str()) && !value.is_null());
        for (at, (key, value)) in rest.enumerate() {
            out.push_str(if at == 0 { "  " } else { " " });
            self.styled(DIM, &format!("{key}="), out);
            escape(&plain(value), out);
        }
        out.push('\n');
        let trace = ["exception.stacktrace", "error.stack_trace", "exc_info", "stack_trace", "stack"]
            .iter()
            .find_map(|name| find(record, name)?.as_str());
        if let Some(trace) = trace {
            self.trace(trace, out);
        } else if let Some(error) = record.get("exception").and_then(Value::as_object) {
            let said = ["type", "message"].iter().filter_map(|name| error.get(*name)).map(plain);
            self.styled(RED, &format!("    {}", said.collect::<Vec<_>>().join(": ")), out);
            out.push('\n');
        }
    }

    /// A traceback, one frame a line pair; runs of library frames are one line.
    fn trace(self, trace: &str, out: &mut String) {
        let mut folded = 0;
        let mut in_library = false;
        for line in trace.lines() {
            let frame = line.trim_start().starts_with("File \"");
            if frame {
                in_library = !self.full && is_library(line);
                folded += usize::from(in_library);
            } else if !line.starts_with(' ') {
                in_library = false;
            }
            if in_library {
                continue;
            }
            self.unfold(&mut folded, out);
            out.push_str("    ");
            let style = if frame || line.starts_with(' ') { DIM } else { RED };
            self.styled(if frame { "" } else { style }, line, out);
            out.push('\n');
        }
        self.unfold(&mut folded, out);
    }

    fn unfold(self, folded: &mut usize, out: &mut String) {
        if *folded > 0 {
            let plural = if *folded == 1 { "" } else { "s" };
            self.styled(DIM, &format!("      … {folded} library frame{plural}"), out);
            out.push('\n');
            *folded = 0;
        }
    }

    fn styled(self, style: &str, text: &str, out: &mut String) {
        if self.colour && !style.is_empty() && !text.is_empty() {
            out.push_str(style);
            escape(text, out);
            out.push_str(RESET);
        } else {
            escape(text, out);
        }
    }
}

/// The value of a key, as it stands or nested at its dots.
pub(crate) fn find<'r>(record: &'r Map<String, Value>, name: &str) -> Option<&'r Value> {
    if let Some(value) = record.get(name) {
        return Some(value);
    }
    let (first, rest) = name.split_once('.')?;
    find(record.get(first)?.as_object()?, rest)
}

/// A value without quotes where it needs none.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn is_library(frame: &str) -> bool {
    ["/site-packages/", "/dist-packages/", "/lib/python", "\"<frozen "]
        .iter()
        .any(|part| frame.contains(part))
}

/// Appends text without control characters, but for tabs; line ends are shown as `\n`.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '\t' => out.push('\t'),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            // C0, DEL, C1, and what reorders a line on the screen.
            c if c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paint(line: &str) -> String {
        let mut out = String::new();
        Painter { colour: false, full: false }.paint(line.as_bytes(), &mut out);
        out
    }

    #[test]
    fn a_record_is_a_line() {
        assert_eq!(
            paint(
                r#"{"timestamp":"2026-11-29T13:30:00.123Z","level":"INFO","logger":"shop","message":"paid","amount":12.5,"tags":["a"]}"#
            ),
            "2026-11-29 13:30:00.123Z INFO     shop  paid  amount=12.5 tags=[\"a\"]\n"
        );
    }

    #[test]
    fn other_schemas_are_read_too() {
        assert_eq!(
            paint(
                r#"{"@timestamp":"2026-11-29T13:30:00.123Z","log":{"level":"error","logger":"shop"},"message":"m","user":{"id":"7"}}"#
            ),
            "2026-11-29 13:30:00.123Z error    shop  m  user={\"id\":\"7\"}\n"
        );
    }

    #[test]
    fn library_frames_are_folded() {
        let trace = "Traceback (most recent call last):\n  File \"/usr/lib/python3.12/runpy.py\", line 1, in a\n    one()\n  File \"/app/site-packages/x.py\", line 2, in b\n    two()\n    ^^^^^\n  File \"/app/shop.py\", line 3, in c\n    three()\nKeyError: 'stock'\n";
        let line =
            serde_json::json!({"message": "m", "exception": {"type": "KeyError", "stacktrace": trace}});
        assert_eq!(
            paint(&line.to_string()),
            "          m\n    Traceback (most recent call last):\n      … 2 library frames\n      File \"/app/shop.py\", line 3, in c\n        three()\n    KeyError: 'stock'\n"
        );
        let mut full = String::new();
        Painter { colour: false, full: true }.paint(line.to_string().as_bytes(), &mut full);
        assert_eq!(full.lines().count(), 10);
    }

    #[test]
    fn nothing_of_a_record_steers_the_terminal() {
        let line = serde_json::json!({"message": "a\u{1b}[2Jb\nc", "k\u{9b}": "\u{202e}x", "exception": {"stacktrace": "E: \u{1b}]0;t\u{7}"}});
        for text in [paint(&line.to_string()), paint("plain \u{1b}[2J")] {
            assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
            assert!(!text.contains('\u{202e}'));
        }
    }

    #[test]
    fn colours_end_where_they_begin() {
        let mut out = String::new();
        Painter { colour: true, full: false }.paint(br#"{"level":"ERROR","message":"m"}"#, &mut out);
        assert_eq!(out, format!("{RED}ERROR   {RESET}  {BOLD}m{RESET}\n"));
    }
}
