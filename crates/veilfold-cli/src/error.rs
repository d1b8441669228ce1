//! What can go wrong in the command, each with its exit code.

use crate::{FINDINGS, USAGE};
use std::fmt;
use std::io;
use veilfold_core::PolicyError;

/// An error of the command. Its text names the place and the remedy and never holds input data.
#[derive(Debug)]
pub(crate) enum CliError {
    /// A file or standard input cannot be read.
    Input { name: String, error: io::Error },
    /// An argument that clap cannot judge.
    Usage(String),
    /// The output cannot be written.
    Output(io::Error),
    /// A file of cases is not what it should be.
    Cases { name: String, error: Box<toml::de::Error> },
    /// A configuration cannot be exported as asked.
    Export(String),
    /// What was asked for is not there: what, and the remedy.
    Asked(String),
    /// A filter module cannot be used or made.
    Module { name: String, message: String },
    /// A policy was refused. `asked` says that judging it was the question (`policy check`).
    Policy { error: PolicyError, asked: bool },
}

impl CliError {
    pub(crate) fn code(&self) -> u8 {
        match self {
            CliError::Policy { asked: true, .. } => FINDINGS,
            _ => USAGE,
        }
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CliError::Input { name, error } => {
                let remedy = match error.kind() {
                    io::ErrorKind::NotFound => "check the path",
                    io::ErrorKind::PermissionDenied => "check who may read or write it",
                    io::ErrorKind::IsADirectory => "name the files in it",
                    _ => return write!(f, "{name}: {error}"),
                };
                write!(f, "{name}: {error}: {remedy}")
            }
            CliError::Usage(what) => f.write_str(what),
            CliError::Output(error) => write!(f, "cannot write the output: {error}"),
            CliError::Cases { name, error } => write!(f, "{name}: {error}"),
            CliError::Export(message) => write!(f, "export: {message}"),
            CliError::Asked(message) => f.write_str(message),
            CliError::Module { name, message } => write!(f, "{name}: {message}"),
            CliError::Policy { error, .. } => error.fmt(f),
        }
    }
}

impl From<PolicyError> for CliError {
    fn from(error: PolicyError) -> CliError {
        CliError::Policy { error, asked: false }
    }
}
