//! What is secret and what is done about it.
//!
//! A [`Policy`] is a ready-made [`Profile`], or is compiled from TOML ([`Policy::compile`]; docs/redaction.md shows
//! every table), or is read from the bytes of one that was compiled elsewhere ([`Policy::from_bytes`]).

mod block;
#[cfg(feature = "compile")]
mod compile;
#[cfg(feature = "compile")]
mod config;
mod error;
#[cfg(feature = "compile")]
mod group;
#[cfg(feature = "compile")]
mod key_path;
#[cfg(feature = "compile")]
mod place;
#[cfg(feature = "compile")]
mod suggest;
#[cfg(all(test, feature = "compile"))]
mod tests;
#[cfg(feature = "compile")]
mod warnings;

pub use error::PolicyError;

use crate::group::Settings;
use crate::redact::{Action, Redactor};
use alloc::vec::Vec;

/// A ready-made choice of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// Secrets, cards, SSN, IBAN and key-named fields.
    #[default]
    Default,
    /// `Default` and all card data of PCI DSS.
    #[cfg(feature = "catalogue")]
    Pci,
    /// `Default` and health identifiers.
    #[cfg(feature = "catalogue")]
    Phi,
    /// All groups; network addresses only when enabled by name.
    #[cfg(feature = "catalogue")]
    Strict,
    /// Nothing but what the policy itself names.
    None,
}

impl Profile {
    /// All profiles.
    #[cfg(feature = "catalogue")]
    pub const ALL: [Profile; 5] =
        [Profile::Default, Profile::Pci, Profile::Phi, Profile::Strict, Profile::None];

    /// The name of the profile in a policy.
    pub const fn name(self) -> &'static str {
        match self {
            Profile::Default => "default",
            #[cfg(feature = "catalogue")]
            Profile::Pci => "pci",
            #[cfg(feature = "catalogue")]
            Profile::Phi => "phi",
            #[cfg(feature = "catalogue")]
            Profile::Strict => "strict",
            Profile::None => "none",
        }
    }

    /// The profile of this name.
    #[cfg(feature = "catalogue")]
    pub fn from_name(name: &str) -> Option<Profile> {
        Profile::ALL.into_iter().find(|p| p.name() == name)
    }
}

/// Something that a policy names and does not hold: what [`Policy::compile`] asks its `fetch` for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum External<'a> {
    /// The pseudonym key in the environment variable of this name.
    KeyEnv(&'a str),
    /// The pseudonym key in the file of this path.
    KeyFile(&'a str),
    /// The file of learned templates of this path.
    Templates(&'a str),
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
    grouping: Settings,
    limits: Limits,
    warnings: Vec<PolicyError>,
}

impl Policy {
    /// The policy of a profile, with no file.
    pub fn builtin(profile: Profile) -> Policy {
        Policy {
            redactor: Redactor::builtin(profile),
            grouping: Settings::default(),
            limits: Limits::default(),
            warnings: Vec::new(),
        }
    }

    /// Compiles a TOML policy. `origin` names it in errors, as a path or `<string>`. `fetch` is asked for what the
    /// policy names outside itself, a key or a file, since the core reads no environment and no file; it answers
    /// `None` where there is no such thing.
    ///
    /// # Errors
    ///
    /// Everything that can be wrong with a policy, with the place, the key and a hint.
    ///
    /// ```
    /// use veilfold_core::Policy;
    ///
    /// let source = r#"
    /// version = 1
    /// [[rule]]
    /// id = "employee_id"
    /// pattern = '\bEMP-\d{6}\b'
    /// match = ["EMP-123456"]
    /// "#;
    /// let policy = Policy::compile(source, "<string>", &|_| None)?;
    /// assert!(policy.warnings().is_empty());
    ///
    /// let refused = Policy::compile("version = 1\nprofil = \"pci\"", "shop.toml", &|_| None).unwrap_err();
    /// assert_eq!(refused.to_string(), "shop.toml:2: profil: unknown key (did you mean `profile`?)");
    /// # Ok::<(), veilfold_core::PolicyError>(())
    /// ```
    #[cfg(feature = "compile")]
    pub fn compile(
        source: &str,
        origin: &str,
        fetch: &dyn Fn(External<'_>) -> Option<Vec<u8>>,
    ) -> Result<Policy, PolicyError> {
        compile::compile(source, origin, fetch)
    }

    /// The redactor of this policy.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// True when every detector that is on belongs to [`Profile::Default`]: then a build without the feature
    /// `catalogue` can run this policy.
    pub fn is_within_default(&self) -> bool {
        self.redactor.is_within_default()
    }

    /// The same policy with [`Action::Mask`] for every rule: for reports, which must show no part of a value and
    /// must show that there was one.
    #[must_use]
    pub fn masking(self) -> Policy {
        let mut selection = self.redactor.selection().clone();
        selection.actions.fill(Action::Mask);
        Policy { redactor: Redactor::assemble(selection), ..self }
    }

    /// The settings of its `[group]` table.
    pub fn grouping(&self) -> &Settings {
        &self.grouping
    }

    /// What is allowed and yet hardly meant: a rule that costs much, that another one shadows, that
    /// does nothing. Each has a place and a hint, as errors have. Only compiled policies have warnings.
    pub fn warnings(&self) -> &[PolicyError] {
        &self.warnings
    }

    /// The limits of this policy.
    pub fn limits(&self) -> Limits {
        self.limits
    }
}
