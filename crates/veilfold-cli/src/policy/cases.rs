//! `veilfold policy test`: must-hide and must-keep cases.

use crate::args::{EngineArgs, Format};
use crate::error::CliError;
use crate::{FINDINGS, OK, engine};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use veilfold_core::Scratch;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

/// A text, and what of it must be gone. Without `hide` the text must come out as it went in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    #[serde(default)]
    hide: Vec<String>,
}

pub(super) fn run(file: &Path, args: &EngineArgs, format: Format) -> Result<u8, CliError> {
    let name = file.display().to_string();
    let invalid = |error: toml::de::Error| CliError::Cases { name: name.clone(), error: Box::new(error) };
    let source =
        std::fs::read_to_string(file).map_err(|error| CliError::Input { name: name.clone(), error })?;
    let cases: Cases = toml::from_str(&source).map_err(invalid)?;
    let engine = engine::redacting(engine::policy(args)?);
    let mut scratch = Scratch::default();
    let mut failures = Vec::new();
    for (i, case) in cases.case.iter().enumerate() {
        let mut out = Vec::new();
        engine.transform(case.text.as_bytes(), &mut out, &mut scratch);
        let out = String::from_utf8_lossy(&out);
        let left = case.hide.iter().filter(|secret| out.contains(secret.as_str())).count();
        if left > 0 {
            failures.push((i + 1, format!("{left} of {} values are not hidden", case.hide.len())));
        } else if case.hide.is_empty() && out != case.text {
            failures.push((i + 1, format!("must be kept, became: {out}")));
        }
    }
    let answer = match format {
        Format::Json => {
            let failures: Vec<Value> =
                failures.iter().map(|(case, why)| json!({"case": case, "why": why})).collect();
            format!("{}\n", json!({"cases": cases.case.len(), "failures": failures}))
        }
        Format::Text => {
            let mut text = String::new();
            for (case, why) in &failures {
                let _ = writeln!(text, "{name}: case {case}: {why}");
            }
            let passed = cases.case.len() - failures.len();
            let _ = writeln!(text, "{passed} passed, {} failed", failures.len());
            text
        }
    };
    super::print(&answer)?;
    Ok(if failures.is_empty() { OK } else { FINDINGS })
}
