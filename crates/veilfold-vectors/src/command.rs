//! The `veilfold` command: one process for every policy and set of options, lines over its pipes.

use crate::case::{Case, Kind};
use crate::door::{Answer, FrontDoor};
use crate::native::{KEY, KEY_ENV};
use std::collections::HashMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{self, Stdio};
use std::{fs, thread};
use veilfold_core::encode::json;

/// The `veilfold` command.
#[derive(Debug)]
pub struct Command {
    binary: PathBuf,
}

impl Command {
    /// The command at `binary`.
    pub fn new(binary: PathBuf) -> Command {
        Command { binary }
    }

    /// The lines that `veilfold filter` makes of `input`.
    fn filter(&self, args: &[String], policy: Option<&str>, input: Vec<u8>) -> Result<Vec<Vec<u8>>, String> {
        let mut command = process::Command::new(&self.binary);
        command.arg("filter").args(args).env(KEY_ENV, KEY);
        let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
        if let Some(policy) = policy {
            let file = folder.path().join("policy.toml");
            fs::write(&file, policy).map_err(|e| e.to_string())?;
            command.arg("--policy").arg(file);
        }
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(
                |e| format!("{}: {e}; build it with: cargo build -p veilfold-cli", self.binary.display()),
            )?;
        // Written beside the reading, or both ends wait for each other on full pipes.
        let pipe = child.stdin.take();
        let writer = thread::spawn(move || pipe.map(|mut pipe| pipe.write_all(&input)));
        let done = child.wait_with_output().map_err(|e| e.to_string())?;
        let _ = writer.join();
        if !done.status.success() {
            return Err(format!(
                "veilfold filter {}: {}",
                args.join(" "),
                String::from_utf8_lossy(&done.stderr)
            ));
        }
        let mut lines: Vec<Vec<u8>> = done.stdout.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
        // What follows the last line end is no line.
        lines.pop();
        Ok(lines)
    }
}

/// The line that poses a case, and how the answer is read from the line that comes back.
fn line(case: &Case) -> Vec<u8> {
    let mut line = Vec::new();
    match case.kind {
        Kind::Transform | Kind::Encode => line.extend_from_slice(&case.input),
        Kind::Redact if std::str::from_utf8(&case.input).is_err() => line.extend_from_slice(&case.input),
        Kind::Redact => {
            line.extend_from_slice(b"{\"text\":");
            json::string(&mut line, &case.input);
            line.push(b'}');
        }
        Kind::Group => {
            line.extend_from_slice(b"{\"level\":\"ERROR\",\"message\":");
            json::string(&mut line, &case.input);
            line.push(b'}');
        }
    }
    line
}

fn read(case: &Case, line: Vec<u8>) -> Result<Answer, String> {
    let member = |name: &str| -> Result<String, String> {
        let object: serde_json::Value = serde_json::from_slice(&line)
            .map_err(|e| format!("case {:?}: {e}: {}", case.name, String::from_utf8_lossy(&line)))?;
        object[name]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| format!("case {:?}: no {name} in {object}", case.name))
    };
    Ok(match case.kind {
        Kind::Redact if std::str::from_utf8(&case.input).is_ok() => {
            Answer::Bytes(member("text")?.into_bytes())
        }
        Kind::Group => Answer::Group { id: member("group_id")?, template: None },
        _ => Answer::Bytes(line),
    })
}

/// The arguments of `veilfold filter` for a case.
fn arguments(case: &Case) -> Vec<String> {
    let options = &case.options;
    let mut args = Vec::new();
    let mut add = |name: &str, value: &str| args.extend([format!("--{name}"), value.to_owned()]);
    match case.kind {
        Kind::Redact => add("group", "off"),
        Kind::Group => add("group", "all"),
        Kind::Transform | Kind::Encode => {
            if let Some(group) = &options.group {
                add("group", group);
            }
        }
    }
    if let Some(field) = &options.message_field {
        add("message-field", field);
    }
    if case.kind == Kind::Encode {
        if options.format.as_deref() == Some("text") {
            args.push("--text".into());
        } else {
            args.extend(["--schema".into(), options.schema.clone().unwrap_or_else(|| "veilfold".into())]);
        }
        let mut add = |name: &str, value: &str| args.extend([format!("--{name}"), value.to_owned()]);
        for (name, value) in [
            ("precision", &options.precision),
            ("service", &options.service),
            ("component", &options.component),
            ("extras-key", &options.extras_key),
        ] {
            if let Some(value) = value {
                add(name, value);
            }
        }
        for (name, pairs) in [("static", &options.static_fields), ("rename", &options.rename)] {
            for (from, to) in pairs {
                add(name, &format!("{from}={to}"));
            }
        }
        if options.caller == Some(true) {
            args.push("--caller".into());
        }
        if options.stacktrace == Some(false) {
            args.push("--no-stacktrace".into());
        }
    }
    args
}

impl FrontDoor for Command {
    fn name(&self) -> &'static str {
        "command"
    }

    fn answer(&mut self, cases: &[Case]) -> Result<Vec<Answer>, String> {
        let mut answers = vec![Answer::Skipped; cases.len()];
        let mut runs: HashMap<(Vec<String>, Option<&str>), Vec<usize>> = HashMap::new();
        for (index, case) in cases.iter().enumerate() {
            runs.entry((arguments(case), case.policy.as_deref())).or_default().push(index);
        }
        for ((args, policy), indices) in runs {
            let mut input = Vec::new();
            for &index in &indices {
                input.extend(line(&cases[index]));
                input.push(b'\n');
            }
            let lines = self.filter(&args, policy, input)?;
            if lines.len() != indices.len() {
                return Err(format!("{} lines went in, {} came out: {args:?}", indices.len(), lines.len()));
            }
            for (index, line) in indices.into_iter().zip(lines) {
                answers[index] = read(&cases[index], line)?;
            }
        }
        Ok(answers)
    }
}
