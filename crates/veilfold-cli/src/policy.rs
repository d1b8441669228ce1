//! `veilfold policy`: tools for the people who write policies.

use crate::args::{Format, PolicyArgs, PolicyCommand};
use crate::error::CliError;
use crate::{OK, engine};
use serde_json::json;
use std::io::{self, Write};
use std::path::Path;
use veilfold_core::{Policy, Profile};

pub(crate) fn run(args: &PolicyArgs) -> Result<u8, CliError> {
    match &args.command {
        PolicyCommand::Check { file, format } => check(file.as_deref(), *format),
    }
}

fn check(file: Option<&Path>, format: Format) -> Result<u8, CliError> {
    let name = file.map_or_else(|| "default profile".to_owned(), |f| f.display().to_string());
    let loaded = match file {
        Some(path) => engine::load(path),
        None => Ok(Policy::builtin(Profile::Default)),
    };
    let answer = match (loaded, format) {
        (Ok(_), Format::Text) => format!("{name}: sound\n"),
        (Ok(_), Format::Json) => format!("{}\n", json!({"file": name, "ok": true, "errors": []})),
        (Err(error), Format::Text) => return Err(CliError::Policy { error, asked: true }),
        (Err(error), Format::Json) => {
            let error =
                json!({"line": error.line, "key": error.key, "message": error.message, "hint": error.hint});
            let answer = json!({"file": name, "ok": false, "errors": [error]});
            writeln!(io::stdout(), "{answer}").map_err(CliError::Output)?;
            return Ok(crate::FINDINGS);
        }
    };
    io::stdout().write_all(answer.as_bytes()).map_err(CliError::Output)?;
    Ok(OK)
}
