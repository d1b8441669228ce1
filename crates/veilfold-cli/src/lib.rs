//! The veilfold command, as a library: the same code behind the binary and behind the wheel's
//! `veilfold`.
//!
//! Bytes in, bytes out, streaming; `-` is standard input. Exit codes: 0 done, 1 findings where findings
//! are the question, 2 wrong usage or input that cannot be read.

mod args;
mod armour;
mod clock;
mod engine;
mod error;
mod events;
mod export;
mod filter;
mod group;
mod input;
mod lines;
mod plugin;
mod policy;
mod protocol;
mod repeats;
mod scan;
mod stream;
mod table;
mod view;
mod wasm;

pub use view::Painter;

use args::{Cli, Command};
use clap::Parser;
use error::CliError;
use std::ffi::OsString;
use std::io::{self, Write};

/// Done, and nothing to say.
pub const OK: u8 = 0;
/// The command looked for something and found it.
pub const FINDINGS: u8 = 1;
/// Wrong usage, or input that cannot be read.
pub const USAGE: u8 = 2;

/// Commands of the Python package, which answers them before it comes here.
const PYTHON: [&str; 3] = ["demo", "doctor", "run"];

/// Runs the command with `args` (the program's name first) on this process's standard streams and
/// returns its exit code. Never panics and never exits the process.
pub fn run<I, T>(args: I) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString>,
{
    let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    if let Some(name) = args.get(1).and_then(|name| name.to_str()).filter(|name| PYTHON.contains(name)) {
        let _ = writeln!(io::stderr(), "veilfold: {name} needs Python: `pip install veilfold` has it");
        return USAGE;
    }
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(answer) => {
            // Help and version are answers, not errors: clap knows which stream and code is theirs.
            let _ = answer.print();
            return if answer.use_stderr() { USAGE } else { OK };
        }
    };
    let outcome = match cli.command {
        Command::Filter(args) => filter::run(&args),
        Command::Scan(args) => scan::run(&args),
        Command::Group(args) => group::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Policy(args) => policy::run(&args),
        Command::View(args) => view::run(&args),
        Command::Wasm(args) => wasm::run(&args),
    };
    outcome.unwrap_or_else(|error| match error {
        // The reader of our output has left (`veilfold filter | head`): that is an end, not a failure.
        CliError::Output(e) if e.kind() == io::ErrorKind::BrokenPipe => OK,
        error => {
            let _ = writeln!(io::stderr(), "veilfold: {error}");
            error.code()
        }
    })
}
