//! `veilfold policy test`: must-hide and must-keep cases.

use crate::args::{EngineArgs, Format};
use crate::error::CliError;
use crate::{FINDINGS, OK, engine};
use serde::Deserialize;
use serde_json::{Value, json};
use std::cmp::Reverse;
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

impl Case {
    /// The words of a text with something to hide that have no part in it: what a reader must still be able to read.
    fn words(&self) -> Vec<String> {
        const GONE: &str = "\0";
        let mut secrets: Vec<&str> = self.hide.iter().map(String::as_str).filter(|s| !s.is_empty()).collect();
        if secrets.is_empty() {
            return Vec::new();
        }
        secrets.sort_by_key(|secret| Reverse(secret.len()));
        let text = secrets.iter().fold(self.text.clone(), |text, secret| text.replace(secret, GONE));
        let is_word = |word: &&str| !word.contains(GONE) && word.contains(char::is_alphabetic);
        text.split_whitespace().filter(is_word).map(str::to_owned).collect()
    }
}

pub(super) fn run(file: &Path, args: &EngineArgs, format: Format) -> Result<u8, CliError> {
    let name = file.display().to_string();
    let invalid = |error: toml::de::Error| CliError::Cases { name: name.clone(), error: Box::new(error) };
    let source =
        std::fs::read_to_string(file).map_err(|error| CliError::Input { name: name.clone(), error })?;
    let cases: Cases = toml::from_str(&source).map_err(invalid)?;
    let engine = engine::redacting(engine::policy(args)?);
    let mut scratch = Scratch::default();
    let (mut failures, mut words, mut kept) = (Vec::new(), 0, 0);
    for (i, case) in cases.case.iter().enumerate() {
        let mut out = Vec::new();
        engine.transform(case.text.as_bytes(), &mut out, &mut scratch);
        let out = String::from_utf8_lossy(&out);
        let beside = case.words();
        words += beside.len();
        kept += beside.iter().filter(|word| out.contains(word.as_str())).count();
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
            format!(
                "{}\n",
                json!({"cases": cases.case.len(), "failures": failures, "words": words, "words_kept": kept})
            )
        }
        Format::Text => {
            let mut text = String::new();
            for (case, why) in &failures {
                let _ = writeln!(text, "{name}: case {case}: {why}");
            }
            if words > 0 {
                let _ = writeln!(text, "{kept} of {words} words beside hidden values kept");
            }
            let passed = cases.case.len() - failures.len();
            let _ = writeln!(text, "{passed} passed, {} failed", failures.len());
            text
        }
    };
    super::print(&answer)?;
    Ok(if failures.is_empty() { OK } else { FINDINGS })
}
