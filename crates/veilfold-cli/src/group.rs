//! `veilfold group`: every failure by its name, with counts.

use crate::args::{Format, GroupArgs};
use crate::error::CliError;
use crate::events::Joiner;
use crate::lines::{self, Lines};
use crate::{OK, clock, engine, input, table};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::time::{Duration, Instant};
use veilfold_core::encode::time::{parse_rfc3339, rfc3339};
use veilfold_core::group::fingerprint::Kind;
use veilfold_core::group::tracker::{Group, Sample, Tracker};
use veilfold_core::group::{GroupId, message, stack};
use veilfold_core::{Engine, Level, Options, Precision, Scratch, Timestamp};

/// Groups that are kept; the rest is counted together.
const CAPACITY: usize = 4096;
/// How often `--follow` redraws.
const REDRAW: Duration = Duration::from_secs(1);
/// Minutes of the trend.
const TREND: usize = 12;

pub(crate) fn run(args: &GroupArgs) -> Result<u8, CliError> {
    let options = Options {
        group: args.only.into(),
        precision: Precision::Nanos,
        message_field: args.message_field.clone(),
        ..Options::default()
    };
    let engine = Engine::new(engine::policy(&args.engine)?, options);
    let mut groups = Groups {
        engine: &engine,
        joiner: Joiner::default(),
        counts: Counts {
            tracker: Tracker::new(CAPACITY),
            records: 0,
            line: Vec::new(),
            scratch: Scratch::default(),
        },
        follow: args.follow.then_some(Follow { top: args.top, drawn: None }),
    };
    input::each(&args.files, |name, input| {
        let read = lines::read(name, input, &mut groups);
        // A record never spans two files.
        groups.finish();
        read
    })?;
    let report = match args.format {
        Format::Text => groups.counts.text(args.top),
        Format::Json => groups.counts.json(args.top),
    };
    let clear = if args.follow { CLEAR } else { "" };
    write!(io::stdout(), "{clear}{report}").map_err(CliError::Output)?;
    Ok(OK)
}

/// Home, and clear to the end of the screen (ECMA-48).
const CLEAR: &str = "\x1b[H\x1b[J";

struct Follow {
    top: usize,
    drawn: Option<Instant>,
}

struct Groups<'e> {
    engine: &'e Engine,
    joiner: Joiner,
    counts: Counts,
    follow: Option<Follow>,
}

impl Groups<'_> {
    fn finish(&mut self) {
        let Groups { engine, joiner, counts, .. } = self;
        joiner.finish(&mut |record| counts.add(engine, record));
    }
}

impl Lines for Groups<'_> {
    fn line(&mut self, line: &[u8], _: &[u8]) -> Result<(), CliError> {
        let Groups { engine, joiner, counts, .. } = self;
        joiner.push(line, &mut |record| counts.add(engine, record));
        Ok(())
    }

    fn too_long(&mut self, _: u64, _: &[u8]) -> Result<(), CliError> {
        self.finish();
        self.counts.records += 1;
        Ok(())
    }

    fn pause(&mut self, _: usize) -> Result<(), CliError> {
        let Some(follow) = &mut self.follow else { return Ok(()) };
        if follow.drawn.is_some_and(|at| at.elapsed() < REDRAW) {
            return Ok(());
        }
        follow.drawn = Some(Instant::now());
        let report = self.counts.text(follow.top);
        let mut out = io::stdout().lock();
        write!(out, "{CLEAR}{report}").and_then(|()| out.flush()).map_err(CliError::Output)
    }
}

/// The groups so far.
struct Counts {
    tracker: Tracker,
    records: u64,
    line: Vec<u8>,
    scratch: Scratch,
}

impl Counts {
    /// Counts one record. It is written as a line of veilfold's own schema first: what is read from there is
    /// redacted, and the same whatever the record's own schema is.
    fn add(&mut self, engine: &Engine, record: &[u8]) {
        self.records += 1;
        self.line.clear();
        let received = leading_time(record).unwrap_or_else(clock::now);
        let outcome = engine.reencode(record, received, &mut self.line, &mut self.scratch);
        let Some(id) = outcome.group else { return };
        let Ok(line) = serde_json::from_slice::<Value>(&self.line) else { return };
        let text = |key: &str| line[key].as_str().unwrap_or_default();
        let at = parse_rfc3339(text("timestamp").as_bytes()).unwrap_or(received);
        let level = Level::from_name(text("level").as_bytes()).unwrap_or(Level::Info);
        let level = if record.starts_with(b"{") { level } else { leading_level(record).unwrap_or(level) };
        // The name of a group is worked out once, when it is new.
        let named = self.tracker.get(id).is_some();
        let template = if named { Vec::new() } else { name(id, &line) };
        let sample = Sample { template: &template, text: text("message").as_bytes(), release: "" };
        self.tracker.observe(id, at, level, &sample);
    }

    fn top(&self, top: usize) -> impl Iterator<Item = &Group> {
        self.tracker.groups().take(top)
    }

    fn text(&self, top: usize) -> String {
        let total = self.tracker.total().max(1);
        let now = self.tracker.groups().map(|g| g.last).max().unwrap_or_default();
        let rows: Vec<Vec<String>> = self
            .top(top)
            .map(|g| {
                vec![
                    g.id.to_string(),
                    g.count.to_string(),
                    format!("{:.1}%", 100.0 * g.count as f64 / total as f64),
                    time(g.first),
                    time(g.last),
                    sparkline(&g.minutes.last(TREND, now).collect::<Vec<_>>()),
                    g.level.as_str().to_owned(),
                    one_line(&g.template),
                ]
            })
            .collect();
        let mut out = format!("{} records, {} groups\n", self.records, self.tracker.groups().len());
        if !rows.is_empty() {
            let head =
                ["group", "count", "share", "first", "last", "12 min", "level", "template or type@frame"];
            out.push('\n');
            out.push_str(&table::table(&head, &rows));
        }
        let overflow = self.tracker.overflow().count;
        if overflow > 0 {
            let _ = writeln!(out, "{overflow} records in groups too rare to be kept");
        }
        out
    }

    fn json(&self, top: usize) -> String {
        let now = self.tracker.groups().map(|g| g.last).max().unwrap_or_default();
        let groups: Vec<Value> = self
            .top(top)
            .map(|g| {
                json!({
                    "group_id": g.id.to_string(),
                    "count": g.count,
                    "first": rfc3339_text(g.first),
                    "last": rfc3339_text(g.last),
                    "minutes": g.minutes.last(60, now).collect::<Vec<_>>(),
                    "level": g.level.as_str(),
                    "template": String::from_utf8_lossy(&g.template),
                    "sample": String::from_utf8_lossy(&g.sample),
                })
            })
            .collect();
        let overflow = self.tracker.overflow().count;
        format!("{}\n", json!({"records": self.records, "groups": groups, "overflow": overflow}))
    }
}

/// The template of a message, or `type@function` of a stack, from a redacted line.
fn name(id: GroupId, line: &Value) -> Vec<u8> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let trace = text(&line["exception"]["stacktrace"]);
    let body = text(&line["message"]);
    if id.kind == Kind::Stack {
        let chain = [&trace, &body].into_iter().map(|t| stack::parse(t.as_bytes())).find(|c| !c.is_empty());
        if let Some(top) = chain.as_deref().and_then(<[_]>::first) {
            let mut name = top.kind.to_vec();
            if let Some(frame) = top.frames.last() {
                name.push(b'@');
                name.extend_from_slice(&frame.function);
            }
            return name;
        }
    }
    let mut template = Vec::new();
    message::template(body.as_bytes(), &mut template);
    template
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

fn rfc3339_text(at: Timestamp) -> String {
    let mut out = Vec::new();
    rfc3339(&mut out, at, Precision::Millis);
    String::from_utf8_lossy(&out).into_owned()
}

/// To the second, for a table.
fn time(at: Timestamp) -> String {
    let mut out = Vec::new();
    rfc3339(&mut out, at, Precision::Seconds);
    String::from_utf8_lossy(&out).replace('T', " ").replace('Z', "")
}

fn one_line(text: &[u8]) -> String {
    const WIDTH: usize = 100;
    let text = String::from_utf8_lossy(text);
    let mut line: String = text.chars().take(WIDTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(WIDTH).is_some() {
        line.push('…');
    }
    line
}

fn sparkline(counts: &[u32]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = counts.iter().copied().max().unwrap_or_default().max(1);
    let bar =
        |&n: &u32| if n == 0 { ' ' } else { BARS[(u64::from(n - 1) * 8 / u64::from(most)).min(7) as usize] };
    counts.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_shows_rest_and_peak() {
        assert_eq!(sparkline(&[0, 1, 4, 8]), " ▁▄█");
        assert_eq!(sparkline(&[]), "");
        assert_eq!(sparkline(&[u32::MAX]), "█");
    }

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
