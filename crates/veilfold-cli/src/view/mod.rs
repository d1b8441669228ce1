//! `veilfold view`: logs for people.

mod args;
mod follow;
mod paint;

pub(crate) use args::ViewArgs;
pub use paint::Painter;

use crate::args::Format;
use crate::error::CliError;
use crate::lines::{self, Lines};
use crate::{OK, clock, engine, input};
use args::ColourArg;
use follow::Follow;
use paint::{find, plain};
use serde_json::{Map, Value};
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use veilfold_core::encode::time::parse_rfc3339;
use veilfold_core::{Engine, GroupScope, Level, Options, Scratch, Timestamp};

pub(crate) fn run(args: &ViewArgs) -> Result<u8, CliError> {
    let policy = engine::policy(&args.engine)?;
    let engine = Engine::new(policy, Options { group: GroupScope::Off, ..Options::default() });
    let filter = Filter::new(args)?;
    let stdout = io::stdout();
    let colour = match args.color {
        ColourArg::Always => true,
        ColourArg::Never => false,
        ColourArg::Auto => {
            stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty())
        }
    };
    let mut view = View {
        engine,
        painter: Painter { colour, full: args.full },
        json: args.format == Format::Json,
        shown: filter.is_open(),
        filter,
        scratch: Scratch::default(),
        line: Vec::new(),
        text: String::new(),
        output: stdout.lock(),
    };
    match &args.files[..] {
        [path] if args.follow && path != Path::new("-") => {
            lines::read(&path.display().to_string(), &mut Follow::open(path)?, &mut view)?;
        }
        files => input::each(files, |name, input| lines::read(name, input, &mut view))?,
    }
    Ok(OK)
}

/// Which records are shown.
#[derive(Debug)]
struct Filter {
    level: Option<Level>,
    trace: Option<String>,
    user: Option<String>,
    logger: Option<String>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Filter {
    fn new(args: &ViewArgs) -> Result<Filter, CliError> {
        let time = |option: &str, text: &Option<String>| {
            match text {
            None => Ok(None),
            Some(text) => moment(text, clock::now()).map(Some).ok_or_else(|| {
                CliError::Usage(format!(
                    "--{option} {text:?} is no time: write 2026-11-29T13:30:00Z, 2026-11-29, or 90s, 10m, 2h, 1d ago"
                ))
            }),
        }
        };
        let level = match &args.level {
            None => None,
            Some(name) => Some(Level::from_name(name.as_bytes()).ok_or_else(|| {
                CliError::Usage(format!(
                    "--level {name:?} is unknown: choose debug, info, warning, error or critical"
                ))
            })?),
        };
        Ok(Filter {
            level,
            trace: args.trace.clone(),
            user: args.user.clone(),
            logger: args.logger.clone(),
            since: time("since", &args.since)?,
            until: time("until", &args.until)?,
        })
    }

    fn is_open(&self) -> bool {
        self.level.is_none()
            && self.trace.is_none()
            && self.user.is_none()
            && self.logger.is_none()
            && self.since.is_none()
            && self.until.is_none()
    }

    fn takes(&self, record: &Map<String, Value>) -> bool {
        let any = |names: &[&str], wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| {
                names.iter().any(|name| find(record, name).is_some_and(|value| plain(value) == *wanted))
            })
        };
        let level = || {
            find(record, "level").and_then(Value::as_str).and_then(|name| Level::from_name(name.as_bytes()))
        };
        let time =
            || find(record, "timestamp").and_then(Value::as_str).and_then(|t| parse_rfc3339(t.as_bytes()));
        let logger = |wanted: &String| {
            find(record, "logger").and_then(Value::as_str).is_some_and(|name| {
                name.strip_prefix(wanted.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        self.level.is_none_or(|least| level().is_some_and(|level| level >= least))
            && any(&["trace_id", "trace.id", "request_id", "correlation_id"], &self.trace)
            && any(&["user_id", "user.id", "user"], &self.user)
            && self.logger.as_ref().is_none_or(logger)
            && self.since.is_none_or(|since| time().is_some_and(|time| time >= since))
            && self.until.is_none_or(|until| time().is_some_and(|time| time < until))
    }
}

/// A time: RFC 3339, a day, or how long ago.
fn moment(text: &str, now: Timestamp) -> Option<Timestamp> {
    if let Some(time) = parse_rfc3339(text.as_bytes()) {
        return Some(time);
    }
    if let Some(time) = parse_rfc3339(format!("{text}T00:00:00Z").as_bytes()) {
        return Some(time);
    }
    let unit = text.chars().last()?;
    let seconds: i64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    let count: i64 = text.strip_suffix(unit)?.parse().ok().filter(|count| *count >= 0)?;
    Some(Timestamp(now.0.saturating_sub(count.checked_mul(seconds)?.checked_mul(1_000_000_000)?)))
}

struct View<'o> {
    engine: Engine,
    filter: Filter,
    painter: Painter,
    json: bool,
    /// Whether the latest record was shown: lines that are none belong to it.
    shown: bool,
    scratch: Scratch,
    line: Vec<u8>,
    text: String,
    output: io::StdoutLock<'o>,
}

impl Lines for View<'_> {
    fn line(&mut self, line: &[u8], _end: &[u8]) -> Result<(), CliError> {
        self.line.clear();
        // Whatever schema the record has, it has ours now, and no secrets.
        let record = line.trim_ascii_start().starts_with(b"{") && {
            self.engine.reencode(line, clock::now(), &mut self.line, &mut self.scratch);
            serde_json::from_slice::<Map<String, Value>>(line).is_ok()
        };
        if record {
            let fields: Map<String, Value> = serde_json::from_slice(&self.line).unwrap_or_default();
            self.shown = self.filter.takes(&fields);
        } else {
            self.line.clear();
            self.engine.transform(line, &mut self.line, &mut self.scratch);
        }
        if self.shown && (record || !self.json) {
            if self.json {
                self.text.push_str(&String::from_utf8_lossy(&self.line));
                self.text.push('\n');
            } else {
                self.painter.paint(&self.line, &mut self.text);
            }
        }
        Ok(())
    }

    fn too_long(&mut self, bytes: u64, _end: &[u8]) -> Result<(), CliError> {
        self.text.push_str(&format!("[TRUNCATED:{bytes} bytes]\n"));
        Ok(())
    }

    fn pause(&mut self, _read: usize) -> Result<(), CliError> {
        let written = self.output.write_all(self.text.as_bytes()).and_then(|()| self.output.flush());
        self.text.clear();
        written.map_err(CliError::Output)
    }
}
