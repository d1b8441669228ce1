//! `veilfold export`: ready configurations for the programs around us, and what of a policy they cannot hold.

mod args;
mod portable;
mod promql;
mod settings;
mod target;

pub(crate) use args::{EXAMPLES, ExportArgs};

use crate::args::{Format, ProfileArg};
use crate::error::CliError;
use crate::{FINDINGS, OK, engine, table};
use clap::ValueEnum as _;
use portable::{Missing, Portable, Written};
use serde_json::{Value, json};
use settings::Values;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use target::{Carrier, Target};

pub(crate) fn run(args: &ExportArgs) -> Result<u8, CliError> {
    let target = Target::find(&args.target)?;
    let Some(dir) = args.dir.as_deref().filter(|_| !args.settings) else { return list(&target, args.format) };
    let mut values = settings::read(&target, &args.set)?;
    if let Some(matchers) = &args.selector {
        let wrong = |why| CliError::Export(format!("--selector: {why}"));
        if !matches!(args.target.as_str(), "grafana" | "prometheus") {
            return Err(wrong("only dashboards and rules have queries".to_owned()));
        }
        promql::check(matchers).map_err(wrong)?;
    }
    let missing = policy(&target, args, &mut values)?;
    let files = target
        .files
        .iter()
        .map(|(path, text)| {
            let text = settings::fill(text, &target, &values);
            let text = match &args.selector {
                Some(matchers) if path.starts_with("dashboards/") => narrow_dashboard(&text, matchers)?,
                Some(matchers) if path.starts_with("rules/") => narrow_rules(&text, matchers),
                _ => text,
            };
            Ok((dir.join(path), text))
        })
        .collect::<Result<Vec<_>, CliError>>()?;
    write(&files, args.force)?;
    report(args, &files, &missing)?;
    Ok(if args.strict && !missing.is_empty() { FINDINGS } else { OK })
}

/// Fills in what the policy decides, and says what of it the target cannot hold.
fn policy(target: &Target, args: &ExportArgs, values: &mut Values) -> Result<Vec<Missing>, CliError> {
    if target.engine == Carrier::None {
        return Ok(Vec::new());
    }
    // Compiled even where the file is only named: a configuration with a policy that is refused is worth nothing.
    let compiled = engine::policy(&args.engine)?;
    let mut written = Written::default();
    let mut options = String::new();
    let mut list = "filter".to_owned();
    if let Some(path) = &args.engine.policy {
        let cannot = |error| CliError::Input { name: path.display().to_string(), error };
        written = toml::from_str(&fs::read_to_string(path).map_err(cannot)?)
            .map_err(|e| CliError::Export(format!("{}: {e}", path.display())))?;
        let path = path.canonicalize().map_err(cannot)?;
        let path =
            path.to_str().filter(|p| p.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._/@+".contains(&b)));
        let path = path.ok_or_else(|| {
            CliError::Export(
                "--policy: the path goes into command lines: use letters, digits and -._/@+".to_owned(),
            )
        })?;
        options = format!(" --policy {path}");
        list += &format!(", --policy, {path}");
    } else if args.engine.profile as u8 != ProfileArg::Default as u8 {
        let name =
            args.engine.profile.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default();
        options = format!(" --profile {name}");
        list += &format!(", --profile, {name}");
    }
    let mut missing = Vec::new();
    if target.engine == Carrier::Patterns {
        let portable = Portable::of(&compiled, &written)?;
        values.insert("otel_keys".to_owned(), yaml_list(&portable.keys));
        values.insert("otel_patterns".to_owned(), yaml_list(&portable.patterns));
        values.insert("vrl_patterns".to_owned(), vrl_list(&portable.patterns, 4));
        values.insert("vrl_keys".to_owned(), vrl_list(&portable.keys, 2));
        missing = portable.missing;
    }
    let key_env = written.pseudonym.as_ref().is_some_and(|p| p.contains_key("key_env"));
    for limit in &target.limits {
        if limit.part != "pseudonym.key_env" || key_env {
            missing.push(Missing { part: limit.part.clone(), why: limit.why.clone() });
        }
    }
    values.insert("policy_arguments".to_owned(), options);
    values.insert("command_list".to_owned(), list);
    let lines = missing.iter().map(|m| format!("\n# Not expressed: {}: {}", m.part, m.why)).collect();
    values.insert("not_expressed".to_owned(), lines);
    Ok(missing)
}

/// Patterns as YAML texts. `$` is doubled: the collector reads `${…}` as a variable.
fn yaml_list(patterns: &[String]) -> String {
    if patterns.is_empty() {
        return "      []".to_owned();
    }
    let quoted =
        |p: &String| format!("      - '{}'", p.replace('\'', "''").replace('$', "$$").replace('\n', "\\n"));
    patterns.iter().map(quoted).collect::<Vec<_>>().join("\n")
}

/// Patterns as VRL regular expressions. `$` is doubled: Vector reads `${…}` as a variable.
fn vrl_list(patterns: &[String], indent: usize) -> String {
    let pad = "  ".repeat(indent + 3);
    let quoted =
        |p: &String| format!("{pad}r'{}'", p.replace('\'', "\\'").replace('$', "$$").replace('\n', "\\n"));
    patterns.iter().map(quoted).collect::<Vec<_>>().join(",\n")
}

/// A dashboard with every query narrowed.
fn narrow_dashboard(text: &str, matchers: &str) -> Result<String, CliError> {
    fn walk(value: &mut Value, matchers: &str) {
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    match value {
                        Value::String(query) if key == "expr" || query.starts_with("label_values(") => {
                            *query = promql::narrow(query, matchers);
                        }
                        value => walk(value, matchers),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| walk(item, matchers)),
            _ => {}
        }
    }
    let broken = |e: serde_json::Error| CliError::Export(format!("dashboard: {e}"));
    let mut dashboard: Value = serde_json::from_str(text).map_err(broken)?;
    walk(&mut dashboard, matchers);
    Ok(serde_json::to_string_pretty(&dashboard).map_err(broken)? + "\n")
}

/// Rules, as our generator writes them, with every expression narrowed: a text on the line, quoted as JSON
/// quotes it, or a block on the lines after it.
fn narrow_rules(text: &str, matchers: &str) -> String {
    const KEY: &str = "        expr: ";
    const BLOCK: &str = "          ";
    let mut out = String::new();
    let mut in_block = false;
    for line in text.lines() {
        in_block &= line.starts_with(BLOCK);
        match line.strip_prefix(KEY).map(|value| (value, serde_json::from_str::<String>(value))) {
            Some((_, Ok(expr))) => {
                out += &format!("{KEY}{}", Value::String(promql::narrow(&expr, matchers)));
            }
            Some(_) => {
                in_block = true;
                out += line;
            }
            None if in_block => out += &promql::narrow(line, matchers),
            None => out += line,
        }
        out.push('\n');
    }
    out
}

fn write(files: &[(PathBuf, String)], force: bool) -> Result<(), CliError> {
    let cannot = |path: &Path, error| CliError::Input { name: path.display().to_string(), error };
    for (path, text) in files.iter().filter(|_| !force) {
        if fs::read(path).is_ok_and(|there| there != text.as_bytes()) {
            let message = format!("{}: is there and differs; --force overwrites it", path.display());
            return Err(CliError::Export(message));
        }
    }
    for (path, text) in files {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|e| cannot(parent, e))?;
        }
        fs::write(path, text).map_err(|e| cannot(path, e))?;
    }
    Ok(())
}

fn report(args: &ExportArgs, files: &[(PathBuf, String)], missing: &[Missing]) -> Result<(), CliError> {
    let paths: Vec<String> = files.iter().map(|(path, _)| path.display().to_string()).collect();
    for missing in missing {
        let _ = writeln!(io::stderr(), "{}: not expressed: {}: {}", args.target, missing.part, missing.why);
    }
    let text = match args.format {
        Format::Text => paths.iter().map(|p| format!("{p}\n")).collect(),
        Format::Json => {
            let missing: Vec<Value> = missing.iter().map(|m| json!({"part": m.part, "why": m.why})).collect();
            format!("{}\n", json!({"target": args.target, "written": paths, "not_expressed": missing}))
        }
    };
    io::stdout().write_all(text.as_bytes()).map_err(CliError::Output)
}

/// The settings of a target.
fn list(target: &Target, format: Format) -> Result<u8, CliError> {
    let text = match format {
        Format::Text => {
            let row = |s: &target::Setting| vec![s.key.clone(), s.default.clone(), s.help.clone()];
            let rows: Vec<_> = target.settings.iter().map(row).collect();
            format!("{}\n\n{}", target.summary, table::table(&["setting", "default", "what it is"], &rows))
        }
        Format::Json => {
            let settings: Vec<Value> = target
                .settings
                .iter()
                .map(|s| json!({"key": s.key, "default": s.default, "help": s.help}))
                .collect();
            format!("{}\n", json!({"summary": target.summary, "settings": settings}))
        }
    };
    io::stdout().write_all(text.as_bytes()).map_err(CliError::Output)?;
    Ok(OK)
}
