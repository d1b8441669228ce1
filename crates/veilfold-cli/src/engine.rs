//! From arguments to an engine.

use crate::args::{EngineArgs, ProfileArg};
use crate::error::CliError;
use std::path::Path;
use veilfold_core::{Engine, GroupScope, Options, Policy};
use veilfold_io::policy::load;

/// An engine that hides and names nothing: for tools that ask what a policy hides.
pub(crate) fn redacting(policy: Policy) -> Engine {
    Engine::new(policy, Options { group: GroupScope::Off, ..Options::default() })
}

/// The policy that the arguments name.
pub(crate) fn policy(args: &EngineArgs) -> Result<Policy, CliError> {
    match &args.policy {
        Some(path) => Ok(load(path)?),
        None => Ok(Policy::builtin(args.profile.into())),
    }
}

/// The policy of a file, or of a profile when that is its name.
pub(crate) fn named(name: &str) -> Result<Policy, CliError> {
    match <ProfileArg as clap::ValueEnum>::from_str(name, false) {
        Ok(profile) => Ok(Policy::builtin(profile.into())),
        Err(_) => Ok(load(Path::new(name))?),
    }
}
