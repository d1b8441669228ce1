//! Why a module cannot be used.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a module was refused. `origin` is its file, or what the caller named it.
#[derive(Debug)]
pub enum HostError {
    /// The file cannot be read.
    Read {
        /// The file.
        path: PathBuf,
        /// The reason.
        error: io::Error,
    },
    /// It is no valid module, or uses what is switched off (SIMD, for example).
    Compile {
        /// Where the module came from.
        origin: String,
        /// The compiler's reason.
        reason: String,
    },
    /// It compiles but does not start: it wants more memory than allowed, or its start function traps.
    Start {
        /// Where the module came from.
        origin: String,
        /// The reason.
        reason: String,
    },
    /// An export of the filter ABI is missing or has another type.
    Export {
        /// Where the module came from.
        origin: String,
        /// What was looked for.
        wanted: String,
        /// The functions that it does export.
        found: Vec<String>,
    },
    /// The runtime itself cannot be set up on this machine.
    Runtime(String),
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HostError::Read { path, error } => write!(f, "{}: {error}", path.display()),
            HostError::Compile { origin, reason } => {
                write!(f, "{origin}: not a usable WebAssembly module: {reason}")
            }
            HostError::Start { origin, reason } => write!(f, "{origin}: the module does not start: {reason}"),
            HostError::Export { origin, wanted, found } => {
                let found = if found.is_empty() { "no function".to_owned() } else { found.join(", ") };
                write!(f, "{origin}: no export {wanted}; the module exports {found}")
            }
            HostError::Runtime(reason) => write!(f, "the WebAssembly runtime cannot start here: {reason}"),
        }
    }
}

impl std::error::Error for HostError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            HostError::Read { error, .. } => Some(error),
            _ => None,
        }
    }
}
