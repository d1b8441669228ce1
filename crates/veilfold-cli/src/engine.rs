//! From arguments to an engine.

use crate::args::{EngineArgs, FilterArgs, GroupArg, PrecisionArg, ProfileArg, SchemaArg};
use crate::error::CliError;
use std::path::Path;
use veilfold_core::{Engine, Format, GroupScope, Options, Policy, Precision, Profile, Schema};
use veilfold_io::policy::load;

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

impl From<SchemaArg> for Schema {
    fn from(arg: SchemaArg) -> Schema {
        match arg {
            SchemaArg::Veilfold => Schema::Veilfold,
            SchemaArg::Ecs => Schema::Ecs,
            SchemaArg::Otel => Schema::Otel,
            SchemaArg::Gcp => Schema::Gcp,
        }
    }
}

impl From<PrecisionArg> for Precision {
    fn from(arg: PrecisionArg) -> Precision {
        match arg {
            PrecisionArg::S => Precision::Seconds,
            PrecisionArg::Ms => Precision::Millis,
            PrecisionArg::Us => Precision::Micros,
            PrecisionArg::Ns => Precision::Nanos,
        }
    }
}

/// The options that `filter`'s arguments name.
pub(crate) fn options(args: &FilterArgs) -> Options {
    let encode = &args.encode;
    Options {
        format: if encode.text { Format::Text } else { Format::Json },
        schema: encode.schema.map(Schema::from).unwrap_or_default(),
        group: args.group.into(),
        precision: encode.precision.into(),
        service: encode.service.clone(),
        component: encode.component.clone(),
        static_fields: encode.static_fields.clone(),
        extras_key: encode.extras_key.clone(),
        rename: encode.rename.clone(),
        caller: encode.caller,
        stacktrace: !encode.no_stacktrace,
        message_field: args.message_field.clone(),
        ..Options::default()
    }
}

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
