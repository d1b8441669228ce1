//! The modules that a policy is baked into, as they were when this command was built.

use super::args::HostArg;
use super::module::Rules;
use crate::error::CliError;
use std::borrow::Cow;

/// Host, rules and module, where `make wasm` had put one into `crates/veilfold-cli/templates` before the build.
const TEMPLATES: &[(&str, &str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The template for a host with these rules.
pub(super) fn of(host: HostArg, rules: Rules) -> Result<Cow<'static, [u8]>, CliError> {
    let found = TEMPLATES.iter().find(|(name, has, _)| (*name, *has) == (host.name(), rules.name()));
    found.map(|(_, _, module)| Cow::Borrowed(*module)).ok_or_else(|| CliError::Module {
        name: format!("template {}", host.name()),
        message: format!(
            "is not in this build of the command; name a file with --template: {} of the release of version \
             {}, or of wasm-plugins/build.sh. The command of the Python package has it",
            file(host.name(), rules),
            super::VERSION
        ),
    })
}

/// The name of a template's file.
pub(super) fn file(host: &str, rules: Rules) -> String {
    match rules {
        Rules::Default => format!("veilfold-{host}.wasm"),
        Rules::All => format!("veilfold-{host}.all.wasm"),
    }
}
