//! Settings of a target: checked, and put in their places.

use super::target::{Setting, Target};
use crate::error::CliError;
use std::collections::BTreeMap;

/// Settings by key.
pub(super) type Values = BTreeMap<String, String>;

/// Defaults with what the user gave.
pub(super) fn read(target: &Target, given: &[(String, String)]) -> Result<Values, CliError> {
    let mut values: Values = target.settings.iter().map(|s| (s.key.clone(), s.default.clone())).collect();
    for (key, value) in given {
        let Some(setting) = target.settings.iter().find(|s| s.key == *key) else {
            let known: Vec<&str> = target.settings.iter().map(|s| s.key.as_str()).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(CliError::Export(format!(
                "--set {key}: there is no such setting here; known: {known}"
            )));
        };
        check(setting, value)?;
        values.insert(key.clone(), value.clone());
    }
    Ok(values)
}

/// A value goes into quoted strings of five languages and into command lines: what any of them could take for
/// its own syntax is refused.
fn check(setting: &Setting, value: &str) -> Result<(), CliError> {
    let refuse = |why: &str| Err(CliError::Export(format!("--set {}: {why}", setting.key)));
    if setting.default.parse::<f64>().is_ok() && !value.parse::<f64>().is_ok_and(f64::is_finite) {
        return refuse("must be a number");
    }
    if value.is_empty() {
        return refuse("is empty");
    }
    if let Some(bad) = value.chars().find(|c| !c.is_ascii_alphanumeric() && !"-._/:@%+,=~[]".contains(*c)) {
        return refuse(&format!(
            "{bad:?} cannot stand in a configuration; use letters, digits and -._/:@%+,=~[]"
        ));
    }
    Ok(())
}

/// The text with its places (`{{key}}`) filled, and with defaults that stand in it as they are replaced.
pub(super) fn fill(text: &str, target: &Target, values: &Values) -> String {
    let mut text = text.to_owned();
    for Setting { key, default, .. } in &target.settings {
        // Numbers have places only: `15` stands in many texts. No value has a brace, so none is taken for a place.
        if values[key] != *default && default.parse::<f64>().is_err() {
            text = text.replace(default, &place(key));
        }
    }
    for (key, value) in values {
        text = text.replace(&place(key), value);
    }
    text
}

fn place(key: &str) -> String {
    format!("{{{{{key}}}}}")
}
