//! What is secret and what is done about it.

mod block;
#[cfg(feature = "compile")]
mod compile;
#[cfg(feature = "compile")]
mod config;
mod error;
#[cfg(feature = "compile")]
mod suggest;
#[cfg(all(test, feature = "compile"))]
mod tests;

pub use error::PolicyError;

use crate::redact::Redactor;
use alloc::vec::Vec;

/// A ready-made choice of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// Secrets, cards, SSN, IBAN and key-named fields.
    #[default]
    Default,
    /// `Default` and all card data of PCI DSS.
    Pci,
    /// `Default` and health identifiers.
    Phi,
    /// All groups; network addresses only when enabled by name.
    Strict,
    /// Nothing but what the policy itself names.
    None,
}

impl Profile {
    /// All profiles.
    pub const ALL: [Profile; 5] =
        [Profile::Default, Profile::Pci, Profile::Phi, Profile::Strict, Profile::None];

    /// The name of the profile in a policy.
    pub const fn name(self) -> &'static str {
        match self {
            Profile::Default => "default",
            Profile::Pci => "pci",
            Profile::Phi => "phi",
            Profile::Strict => "strict",
            Profile::None => "none",
        }
    }

    /// The profile of this name.
    pub fn from_name(name: &str) -> Option<Profile> {
        Profile::ALL.into_iter().find(|p| p.name() == name)
    }
}

/// Where a pseudonym key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySource<'a> {
    /// The environment variable of this name.
    Env(&'a str),
    /// The file of this path.
    File(&'a str),
}

/// Bounds on what one record may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest string value of a record, in bytes; the rest is cut and marked.
    pub max_record_bytes: usize,
    /// Deepest nesting of values.
    pub max_depth: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { max_record_bytes: 1 << 20, max_depth: 64 }
    }
}

/// A compiled policy: cheap to run, nothing left that can fail.
#[derive(Debug)]
pub struct Policy {
    redactor: Redactor,
    limits: Limits,
    warnings: Vec<PolicyError>,
}

impl Policy {
    /// The policy of a profile, with no file.
    pub fn builtin(profile: Profile) -> Policy {
        Policy { redactor: Redactor::builtin(profile), limits: Limits::default(), warnings: Vec::new() }
    }

    /// Compiles a TOML policy. `origin` names it in errors, as a path or `<string>`; `keys` fetches the
    /// pseudonym key, since the core reads no environment and no file.
    ///
    /// # Errors
    ///
    /// Everything that can be wrong with a policy, with the place, the key and a hint.
    #[cfg(feature = "compile")]
    pub fn compile(
        source: &str,
        origin: &str,
        keys: &dyn Fn(KeySource<'_>) -> Option<Vec<u8>>,
    ) -> Result<Policy, PolicyError> {
        compile::compile(source, origin, keys)
    }

    /// The redactor of this policy.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// What is allowed and yet hardly meant: a rule that costs much, that another one shadows, that
    /// does nothing. With place and hint, as errors have. Builtin policies and blocks have none.
    pub fn warnings(&self) -> &[PolicyError] {
        &self.warnings
    }

    /// The limits of this policy.
    pub fn limits(&self) -> Limits {
        self.limits
    }
}
