//! The Python package, through a script that uses nothing but its public names.

use crate::case::{Case, Kind, Settings, unhex};
use crate::door::{Answer, FrontDoor};
use crate::native::{KEY, KEY_ENV};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

/// The Python package.
#[derive(Debug)]
pub struct Python {
    interpreter: PathBuf,
    script: PathBuf,
}

impl Python {
    /// The package that `interpreter` imports, asked by `script` (`tests/python/vector_door.py`).
    pub fn new(interpreter: PathBuf, script: PathBuf) -> Python {
        Python { interpreter, script }
    }
}

#[derive(Serialize)]
struct Request<'c> {
    kind: Kind,
    input: String,
    policy: Option<&'c str>,
    options: &'c Settings,
    foreign: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    output: Option<String>,
    id: Option<String>,
    template: Option<String>,
    error: Option<String>,
}

impl FrontDoor for Python {
    fn name(&self) -> &'static str {
        "python"
    }

    fn answer(&mut self, cases: &[Case]) -> Result<Vec<Answer>, String> {
        let mut requests = Vec::new();
        for case in cases {
            let input = hex(&case.input);
            let request = Request {
                kind: case.kind,
                input,
                policy: case.policy.as_deref(),
                options: &case.options,
                foreign: case.foreign,
            };
            serde_json::to_writer(&mut requests, &request).map_err(|e| e.to_string())?;
            requests.push(b'\n');
        }
        let mut child = Command::new(&self.interpreter)
            .arg(&self.script)
            .env(KEY_ENV, KEY)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("{}: {e}", self.interpreter.display()))?;
        let pipe = child.stdin.take();
        let writer = thread::spawn(move || pipe.map(|mut pipe| pipe.write_all(&requests)));
        let done = child.wait_with_output().map_err(|e| e.to_string())?;
        let _ = writer.join();
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into_owned());
        }
        let lines = done.stdout.split(|b| *b == b'\n').filter(|l| !l.is_empty());
        let answers: Vec<Answer> =
            lines.zip(cases).map(|(line, case)| read(line, case)).collect::<Result<_, _>>()?;
        if answers.len() == cases.len() {
            Ok(answers)
        } else {
            Err(format!("{} cases went in, {} answers came out", cases.len(), answers.len()))
        }
    }
}

fn read(line: &[u8], case: &Case) -> Result<Answer, String> {
    let fail = |message: &str| format!("case {:?}: {message}", case.name);
    let reply: Reply = serde_json::from_slice(line).map_err(|e| fail(&e.to_string()))?;
    let bytes = |hex: String| unhex(&hex).ok_or_else(|| fail("no hexadecimal digits"));
    match reply {
        Reply { error: Some(error), .. } => Err(fail(&error)),
        Reply { output: Some(output), .. } => Ok(Answer::Bytes(bytes(output)?)),
        Reply { id: Some(id), template, .. } => {
            Ok(Answer::Group { id, template: template.map(bytes).transpose()? })
        }
        _ => Err(fail("an empty answer")),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
