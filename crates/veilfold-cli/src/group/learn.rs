//! `veilfold group learn`: templates from many lines, into a file that a policy names.

use super::subject::Reader;
use crate::args::Format;
use crate::error::CliError;
use crate::events::Joiner;
use crate::lines::{self, Lines};
use crate::{OK, input};
use serde_json::json;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use veilfold_core::Engine;
use veilfold_core::group::fingerprint::Kind;
use veilfold_core::group::learn::Learner;

pub(super) fn run(engine: &Engine, files: &[PathBuf], out: &Path, format: Format) -> Result<u8, CliError> {
    let mut pupil = Pupil {
        engine,
        joiner: Joiner::default(),
        reader: Reader::default(),
        learner: Learner::new(),
        messages: 0,
    };
    input::each(files, |name, input| {
        let read = lines::read(name, input, &mut pupil);
        pupil.finish();
        read
    })?;
    let messages = pupil.messages;
    let learned = pupil.learner.finish();
    let file = learned.to_toml();
    if out == Path::new("-") {
        io::stdout().write_all(file.as_bytes()).map_err(CliError::Output)?;
        return Ok(OK);
    }
    let name = out.display().to_string();
    fs::write(out, file).map_err(|error| CliError::Input { name: name.clone(), error })?;
    let templates = learned.templates().len();
    let said = match format {
        Format::Text => format!(
            "{name}: {templates} learned from {messages} messages; review it, then name it in the policy\n"
        ),
        Format::Json => format!("{}\n", json!({"templates": templates, "messages": messages, "file": name})),
    };
    io::stdout().write_all(said.as_bytes()).map_err(CliError::Output)?;
    Ok(OK)
}

/// Who reads the lines.
struct Pupil<'e> {
    engine: &'e Engine,
    joiner: Joiner,
    reader: Reader,
    learner: Learner,
    messages: u64,
}

impl Pupil<'_> {
    fn finish(&mut self) {
        self.records(|joiner, done| joiner.finish(done));
    }

    fn records(&mut self, take: impl FnOnce(&mut Joiner, &mut dyn FnMut(&[u8]))) {
        let Pupil { engine, joiner, reader, learner, messages } = self;
        take(joiner, &mut |record| {
            // A stack names itself; its message is read by other rules.
            if let Some(subject) = reader.read(engine, record).filter(|s| s.id.kind == Kind::Message) {
                *messages += 1;
                learner.add(subject.message().as_bytes());
            }
        });
    }
}

impl Lines for Pupil<'_> {
    fn line(&mut self, line: &[u8], _: &[u8]) -> Result<(), CliError> {
        self.records(|joiner, done| joiner.push(line, done));
        Ok(())
    }

    fn too_long(&mut self, _: u64, _: &[u8]) -> Result<(), CliError> {
        Ok(())
    }

    fn pause(&mut self, _: usize) -> Result<(), CliError> {
        Ok(())
    }
}
