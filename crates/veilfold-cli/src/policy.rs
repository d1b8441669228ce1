//! `veilfold policy`: tools for the people who write policies.

mod args;
mod cases;
mod diff;
mod explain;

pub(crate) use args::PolicyArgs;

use crate::args::Format;
use crate::error::CliError;
use crate::{FINDINGS, OK, USAGE, engine, table};
use args::PolicyCommand;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;
use veilfold_core::redact::detect::reference;
use veilfold_core::{Policy, PolicyError, Profile, Redactor};

pub(crate) fn run(args: &PolicyArgs) -> Result<u8, CliError> {
    match &args.command {
        PolicyCommand::Check { file, format } => check(file.as_deref(), *format),
        PolicyCommand::Test { file, engine, format } => cases::run(file, engine, *format),
        PolicyCommand::Diff { old, new, files, format } => diff::run(old, new, files, *format),
        PolicyCommand::Explain { text, engine, reveal, format } => {
            explain::run(&engine::redacting(engine::policy(engine)?), text, *reveal, *format)
        }
        PolicyCommand::Rules { markdown: true, .. } => print(&reference()),
        PolicyCommand::Rules { engine, format, .. } => rules(engine::policy(engine)?.redactor(), *format),
    }
}

fn print(text: &str) -> Result<u8, CliError> {
    io::stdout().write_all(text.as_bytes()).map_err(CliError::Output)?;
    Ok(OK)
}

fn check(file: Option<&Path>, format: Format) -> Result<u8, CliError> {
    let name = file.map_or_else(|| "default profile".to_owned(), |f| f.display().to_string());
    let loaded = match file {
        Some(path) => veilfold_io::policy::load(path),
        None => Ok(Policy::builtin(Profile::Default)),
    };
    match (loaded, format) {
        (Ok(policy), _) => {
            let rules = policy.redactor().rules().filter(|r| r.enabled).count();
            let hash = policy.hash();
            match format {
                Format::Text => {
                    let mut text = format!("{name}: sound, {rules} rules on, hash {hash}\n");
                    for warning in policy.warnings() {
                        let _ = writeln!(text, "warning: {warning}");
                    }
                    print(&text)
                }
                Format::Json => {
                    let warnings: Vec<Value> = policy.warnings().iter().map(fault).collect();
                    print(&format!(
                        "{}\n",
                        json!({"file": name, "ok": true, "rules": rules, "policy_hash": hash, "errors": [],
                               "warnings": warnings})
                    ))
                }
            }
        }
        // A file that cannot be read was not judged: only what stands in a line was.
        (Err(error), Format::Text) => Err(CliError::Policy { asked: error.line > 0, error }),
        (Err(error), Format::Json) => {
            let errors = [fault(&error)];
            print(&format!("{}\n", json!({"file": name, "ok": false, "errors": errors, "warnings": []})))?;
            Ok(if error.line > 0 { FINDINGS } else { USAGE })
        }
    }
}

fn fault(error: &PolicyError) -> Value {
    json!({"file": error.origin, "line": error.line, "key": error.key, "message": error.message,
           "hint": error.hint})
}

fn rules(redactor: &Redactor, format: Format) -> Result<u8, CliError> {
    let group = |g: Option<_>| g.map_or_else(|| "custom".to_owned(), |g| format!("{g:?}").to_lowercase());
    match format {
        Format::Json => {
            let rules: Vec<Value> = redactor
                .rules()
                .map(|r| {
                    json!({"id": r.id, "group": group(r.group), "enabled": r.enabled, "summary": r.summary,
                           "source": r.source})
                })
                .collect();
            print(&format!("{}\n", Value::Array(rules)))
        }
        Format::Text => {
            let rows: Vec<Vec<String>> = redactor
                .rules()
                .map(|r| {
                    let on = if r.enabled { "on" } else { "-" };
                    vec![r.id.to_owned(), group(r.group), on.to_owned(), r.summary.to_owned()]
                })
                .collect();
            print(&table::table(&["rule", "group", "on", "what it hides"], &rows))
        }
    }
}
