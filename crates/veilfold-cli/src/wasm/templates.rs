//! The modules that a policy is baked into, as they were when this command was built.

use super::args::HostArg;
use crate::error::CliError;
use std::borrow::Cow;

/// Host and module, where `make wasm` had put one into `crates/veilfold-cli/templates` before the build.
const TEMPLATES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The template for a host.
pub(super) fn of(host: HostArg) -> Result<Cow<'static, [u8]>, CliError> {
    let found = TEMPLATES.iter().find(|(name, _)| *name == host.name());
    found.map(|(_, module)| Cow::Borrowed(*module)).ok_or_else(|| CliError::Module {
        name: format!("template {}", host.name()),
        message: format!(
            "is not in this build of the command; name a file with --template: veilfold-{}.wasm of the release of version \
             {}, or of wasm-plugins/build.sh. The command of the Python package has it",
            host.name(),
            super::VERSION
        ),
    })
}
