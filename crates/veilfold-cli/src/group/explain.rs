//! `veilfold group explain` and `--why`: what makes an id, what does not count, and what tells two ids apart.
//!
//! All that is shown has been redacted.

use super::counts::Counts;
use super::subject::{Reader, Subject};
use super::{Groups, missing, read};
use crate::args::Format;
use crate::error::CliError;
use crate::events::Joiner;
use crate::{FINDINGS, OK, table};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use veilfold_core::Engine;
use veilfold_core::group::GroupId;
use veilfold_core::group::explain::{Difference, Masked, explain, masked_in, parts};

/// What makes the id of one record.
pub(super) fn why(engine: &Engine, subject: &Subject, format: Format) -> Result<u8, CliError> {
    let settings = engine.policy().grouping();
    let text = subject.text().as_bytes();
    let (parts, masked) = (parts(settings, text), masked_in(settings, text));
    let answer = match format {
        Format::Json => {
            let parts: Vec<Value> = parts
                .iter()
                .map(|(n, part, text)| json!({"exception": n, "part": part.name(), "text": text}))
                .collect();
            let answer = json!({"group_id": subject.id.to_string(), "parts": parts,
                                "does_not_count": masks_json(&masked), "sample": subject.message()});
            format!("{answer}\n")
        }
        Format::Text => {
            let rows: Vec<Vec<String>> = parts
                .iter()
                .map(|(n, part, text)| vec![n.to_string(), part.name().to_owned(), one_line(text)])
                .collect();
            let mut out = format!("{} is made of\n\n", subject.id);
            out.push_str(&table::table(&["exception", "part", "text"], &rows));
            out.push_str(&masks_text("does not count", &masked));
            let _ = writeln!(out, "\nfirst record: {}", one_line(subject.message()));
            out
        }
    };
    io::stdout().write_all(answer.as_bytes()).map_err(CliError::Output)?;
    Ok(OK)
}

/// Compares two records: texts, files, or ids of records in `files`.
pub(super) fn run(
    engine: &Engine,
    sources: [&String; 2],
    files: &[PathBuf],
    format: Format,
) -> Result<u8, CliError> {
    let [a, b] = sources.map(String::as_str).map(|source| GroupId::parse(source.as_bytes()));
    let mut found = look_up(engine, [a, b], files)?;
    let mut subject = |n: usize, id: Option<GroupId>| match id {
        Some(id) => found[n].take().ok_or_else(|| missing(id)),
        None => written(engine, sources[n]),
    };
    let (a, b) = (subject(0, a)?, subject(1, b)?);
    let got = explain(engine.policy().grouping(), a.text().as_bytes(), b.text().as_bytes());
    // An id that a record brought along is what it is, whatever its text would give today.
    let same = a.id == b.id;
    let answer = match format {
        Format::Json => {
            let side = |s: &Subject, masked: &[Masked]| json!({"group_id": s.id.to_string(), "message": s.message(), "does_not_count": masks_json(masked)});
            let difference = got
                .difference
                .as_ref()
                .filter(|_| !same)
                .map(|d| json!({"part": d.part.name(), "exception": d.exception, "a": d.a, "b": d.b}));
            let answer = json!({"same": same, "difference": difference,
                                "a": side(&a, &got.masked_a), "b": side(&b, &got.masked_b)});
            format!("{answer}\n")
        }
        Format::Text => {
            let mut out = if same {
                format!("one group: {}\n", a.id)
            } else {
                format!("two groups: {} and {}\n{}", a.id, b.id, differs(got.difference.as_ref()))
            };
            out.push_str(&masks_text("does not count in A", &got.masked_a));
            out.push_str(&masks_text("does not count in B", &got.masked_b));
            out
        }
    };
    io::stdout().write_all(answer.as_bytes()).map_err(CliError::Output)?;
    Ok(if same { OK } else { FINDINGS })
}

/// The first records with these ids.
fn look_up(
    engine: &Engine,
    ids: [Option<GroupId>; 2],
    files: &[PathBuf],
) -> Result<[Option<Subject>; 2], CliError> {
    let mut found = [None, None];
    // Standard input can be read once: two ids are looked up one after the other in files only.
    if ids.iter().flatten().count() == 2 && (files.is_empty() || files.iter().any(|f| f.as_os_str() == "-")) {
        return Err(CliError::Asked(
            "two ids are looked up in files: name the files that hold them".to_owned(),
        ));
    }
    for (place, id) in found.iter_mut().zip(ids) {
        if id.is_some() {
            let groups =
                Mutex::new(Groups { engine, joiner: Joiner::default(), counts: Counts::new(id), lines: 0 });
            read(&groups, files)?;
            *place = groups.into_inner().unwrap_or_else(PoisonError::into_inner).counts.found;
        }
    }
    Ok(found)
}

/// A text, or with `@` the text of a file.
fn written(engine: &Engine, source: &str) -> Result<Subject, CliError> {
    let text = match source.strip_prefix('@') {
        Some(path) => fs::read(path).map_err(|error| CliError::Input { name: path.to_owned(), error })?,
        None => source.as_bytes().to_vec(),
    };
    let empty = || CliError::Asked(format!("`{}` holds no record", one_line(source)));
    let text = text.trim_ascii_end();
    let read = (!text.is_empty()).then(|| Reader::default().read(engine, text)).flatten();
    read.ok_or_else(empty)
}

fn differs(difference: Option<&Difference>) -> String {
    match difference {
        Some(d) => {
            let of = if d.exception > 0 { format!(" of exception {}", d.exception) } else { String::new() };
            format!(
                "the first difference is the {}{of}\n  A  {}\n  B  {}\n",
                d.part.name(),
                one_line(&d.a),
                one_line(&d.b)
            )
        }
        None => "their texts have one id: a record brought its id along\n".to_owned(),
    }
}

fn masks_text(title: &str, masked: &[Masked]) -> String {
    if masked.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> =
        masked.iter().map(|m| vec![one_line(&m.text), one_line(&m.template), m.rule.clone()]).collect();
    format!("\n{}", table::table(&[title, "counts as", "rule"], &rows))
}

fn masks_json(masked: &[Masked]) -> Vec<Value> {
    masked
        .iter()
        .map(|m| json!({"exception": m.exception, "text": m.text, "template": m.template, "rule": m.rule}))
        .collect()
}

/// A text for a cell or a line of a terminal.
fn one_line(text: &str) -> String {
    const WIDTH: usize = 120;
    let mut line: String =
        text.trim_end().chars().take(WIDTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.trim_end().chars().nth(WIDTH).is_some() {
        line.push('…');
    }
    line
}
