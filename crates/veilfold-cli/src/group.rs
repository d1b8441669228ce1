//! `veilfold group`: every failure by its name, with counts.

mod args;
mod counts;
mod explain;
mod learn;
mod subject;

pub(crate) use args::GroupArgs;

use crate::args::{EngineArgs, Format, GroupArg, MessageArgs};
use crate::error::CliError;
use crate::events::Joiner;
use crate::lines::{self, Lines};
use crate::{OK, engine, input};
use args::GroupCommand;
use counts::Counts;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use veilfold_core::group::GroupId;
use veilfold_core::{Engine, Options, Precision};

/// How often `--follow` redraws.
const REDRAW: Duration = Duration::from_secs(1);
/// Home, and clear to the end of the screen (ECMA-48).
const CLEAR: &str = "\x1b[H\x1b[J";

pub(crate) fn run(args: &GroupArgs) -> Result<u8, CliError> {
    match &args.command {
        Some(GroupCommand::Explain { a, b, files, engine, message, format }) => {
            let engine = named(engine, GroupArg::All, message)?;
            explain::run(&engine, [a, b], files, *format)
        }
        Some(GroupCommand::Learn { files, out, engine, message, format }) => {
            learn::run(&named(engine, GroupArg::All, message)?, files, out, *format)
        }
        None => count(args),
    }
}

/// An engine that names records in veilfold's own schema, whatever they are written in.
fn named(args: &EngineArgs, only: GroupArg, message: &MessageArgs) -> Result<Engine, CliError> {
    let options = Options {
        group: only.into(),
        precision: Precision::Nanos,
        message_field: message.message_field.clone(),
        ..Options::default()
    };
    Ok(Engine::new(engine::policy(args)?, options))
}

/// An id that somebody wrote.
fn id(text: &str) -> Result<GroupId, CliError> {
    GroupId::parse(text.as_bytes()).ok_or_else(|| {
        CliError::Asked(format!(
            "`{text}` is no group id: m1- or s1- and 16 hexadecimal digits, as the table shows it"
        ))
    })
}

fn count(args: &GroupArgs) -> Result<u8, CliError> {
    let engine = named(&args.engine, args.only, &args.message)?;
    let wanted = args.why.as_deref().map(id).transpose()?;
    let groups = Mutex::new(Groups {
        engine: &engine,
        joiner: Joiner::default(),
        counts: Counts::new(wanted),
        lines: 0,
    });
    if args.follow {
        follow(&groups, &args.files, args.top)?;
    } else {
        read(&groups, &args.files)?;
    }
    let groups = groups.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(wanted) = wanted {
        let found = groups.counts.found.ok_or_else(|| missing(wanted))?;
        return explain::why(&engine, &found, args.format);
    }
    let report = match args.format {
        Format::Text => groups.counts.text(args.top),
        Format::Json => groups.counts.json(args.top),
    };
    let clear = if args.follow { CLEAR } else { "" };
    write!(io::stdout(), "{clear}{report}").map_err(CliError::Output)?;
    Ok(OK)
}

fn missing(id: GroupId) -> CliError {
    CliError::Asked(format!(
        "no record has the id {id}: give the files that hold it, and the policy that made it"
    ))
}

fn read(groups: &Mutex<Groups<'_>>, files: &[PathBuf]) -> Result<(), CliError> {
    input::each(files, |name, input| {
        let read = lines::read(name, input, &mut Shared(groups));
        // A record never spans two files.
        locked(groups).finish();
        read
    })
}

/// Reads, while another thread draws what there is: also when no input comes.
fn follow(groups: &Mutex<Groups<'_>>, files: &[PathBuf], top: usize) -> Result<(), CliError> {
    let (done, ticks) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let drawing = scope.spawn(move || {
            let (mut drawn, mut seen) = (None, 0);
            while ticks.recv_timeout(REDRAW) == Err(RecvTimeoutError::Timeout) {
                let mut groups = locked(groups);
                if groups.lines == seen {
                    // Quiet for a while: the last record is whole.
                    groups.finish();
                }
                seen = groups.lines;
                if drawn == Some(groups.counts.records) {
                    continue;
                }
                drawn = Some(groups.counts.records);
                let report = groups.counts.text(top);
                drop(groups);
                let mut out = io::stdout().lock();
                write!(out, "{CLEAR}{report}").and_then(|()| out.flush())?;
            }
            Ok(())
        });
        let read = read(groups, files);
        drop(done);
        let drew: io::Result<()> = drawing.join().unwrap_or(Ok(()));
        read.and(drew.map_err(CliError::Output))
    })
}

fn locked<'g, 'e>(groups: &'g Mutex<Groups<'e>>) -> MutexGuard<'g, Groups<'e>> {
    groups.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Groups<'e> {
    engine: &'e Engine,
    joiner: Joiner,
    counts: Counts,
    lines: u64,
}

impl Groups<'_> {
    fn finish(&mut self) {
        let Groups { engine, joiner, counts, .. } = self;
        joiner.finish(&mut |record| counts.add(engine, record));
    }
}

/// The groups, which another thread draws.
struct Shared<'g, 'e>(&'g Mutex<Groups<'e>>);

impl Lines for Shared<'_, '_> {
    fn line(&mut self, line: &[u8], _: &[u8]) -> Result<(), CliError> {
        let mut groups = locked(self.0);
        groups.lines += 1;
        let Groups { engine, joiner, counts, .. } = &mut *groups;
        joiner.push(line, &mut |record| counts.add(engine, record));
        Ok(())
    }

    fn too_long(&mut self, _: u64, _: &[u8]) -> Result<(), CliError> {
        let mut groups = locked(self.0);
        groups.lines += 1;
        groups.finish();
        groups.counts.records += 1;
        Ok(())
    }

    fn pause(&mut self, _: usize) -> Result<(), CliError> {
        Ok(())
    }
}
