//! From arguments to an engine.

use crate::args::{EngineArgs, GroupArg, ProfileArg};
use crate::error::CliError;
use std::path::Path;
use veilfold_core::{GroupScope, Policy, PolicyError, Profile};

impl From<ProfileArg> for Profile {
    fn from(arg: ProfileArg) -> Profile {
        match arg {
            ProfileArg::Default => Profile::Default,
            ProfileArg::Pci => Profile::Pci,
            ProfileArg::Phi => Profile::Phi,
            ProfileArg::Strict => Profile::Strict,
            ProfileArg::None => Profile::None,
        }
    }
}

impl From<GroupArg> for GroupScope {
    fn from(arg: GroupArg) -> GroupScope {
        match arg {
            GroupArg::All => GroupScope::All,
            GroupArg::Errors => GroupScope::Errors,
            GroupArg::Off => GroupScope::Off,
        }
    }
}

/// The policy that the arguments name.
pub(crate) fn policy(args: &EngineArgs) -> Result<Policy, CliError> {
    match &args.policy {
        Some(path) => Ok(load(path)?),
        None => Ok(Policy::builtin(args.profile.into())),
    }
}

/// Reads and compiles a policy file.
pub(crate) fn load(path: &Path) -> Result<Policy, PolicyError> {
    let origin = path.display().to_string();
    let source = std::fs::read_to_string(path).map_err(|error| PolicyError {
        origin: origin.clone(),
        line: 0,
        key: String::new(),
        message: error.to_string(),
        hint: String::new(),
    })?;
    Policy::compile(&source, &origin, &|_| None)
}
