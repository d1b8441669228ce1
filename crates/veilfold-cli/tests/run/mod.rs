//! The command, run as its users run it.
#![allow(dead_code, reason = "each suite uses what it needs")]

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// A folder that is gone at the end.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a folder"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, content: &str) {
        std::fs::write(self.0.path().join(name), content).expect("a file");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).expect("a file")
    }

    /// The command, started in the folder.
    pub(crate) fn start(&self, args: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_veilfold"));
        command.current_dir(self.0.path()).args(args).env("XDG_CACHE_HOME", self.0.path().join("cache"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the command starts")
    }

    /// The command, with `input`, to its end.
    pub(crate) fn run(&self, args: &[&str], input: &str) -> Ran {
        let mut child = self.start(args);
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = input.to_owned();
        // A thread, since a full output pipe would block a writer that nobody reads for.
        let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
        let output = child.wait_with_output().expect("the command ends");
        writer.join().expect("the writer ends");
        Ran::new(output)
    }
}

/// What a run said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    fn new(output: Output) -> Ran {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Ran {
            code: output.status.code().expect("no signal"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// The answer as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// None of these is anywhere in what was said.
    #[track_caller]
    pub(crate) fn hides(&self, secrets: &[&str]) {
        for secret in secrets {
            assert!(!self.out.contains(secret) && !self.err.contains(secret), "{secret}: {self:?}");
        }
    }
}
