//! The one error of this crate.

use alloc::string::String;
use core::fmt;

/// Why a policy was refused: the place, what is wrong there, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// File, or `<string>`.
    pub origin: String,
    /// Line in the file, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// Key path, for example `rule[2].pattern`; empty where the whole file is meant.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.message)?;
        if !self.hint.is_empty() {
            write!(f, " ({})", self.hint)?;
        }
        Ok(())
    }
}

impl core::error::Error for PolicyError {}
