//! Arguments of `veilfold wasm`.

use crate::args::{EngineArgs, Format, GroupArg, MessageArgs};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct WasmArgs {
    #[command(subcommand)]
    pub(crate) command: WasmCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WasmCommand {
    /// Make a filter module with a policy in it; no toolchain is needed
    #[command(after_help = "Examples:\n  \
        veilfold wasm bake --policy veilfold.toml --host fluent-bit --out filter.wasm\n  \
        veilfold wasm bake --profile strict --host redpanda --group off --out transform.wasm\n\n\
        The same policy and version give the same bytes. A filter reads no file and no environment, so that what \
        it hides is decided here.")]
    Bake(BakeArgs),
    /// Say which policy a module has
    #[command(after_help = "Example:\n  veilfold wasm inspect filter.wasm")]
    Inspect {
        /// A module that `veilfold wasm bake` or the release made
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Format of the answer
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

#[derive(Debug, Args)]
pub(crate) struct BakeArgs {
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
    /// The program that will run the module
    #[arg(long, value_enum, default_value_t = HostArg::FluentBit)]
    pub(crate) host: HostArg,
    /// Where the module is written
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// The module to bake into, when this command was built without any
    #[arg(long, value_name = "FILE")]
    pub(crate) template: Option<PathBuf>,
    /// Which JSON records get a `group_id`, the name of their failure
    #[arg(long, value_enum, default_value_t = GroupArg::Errors)]
    pub(crate) group: GroupArg,
    #[command(flatten)]
    pub(crate) message: MessageArgs,
    /// What to do with the pseudonym key, when rules of the policy hash: a module has nowhere else to get it from
    #[arg(long, value_enum)]
    pub(crate) key: Option<KeyArg>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HostArg {
    /// Fluent Bit, filter wasm
    FluentBit,
    /// Redpanda, data transforms
    Redpanda,
    /// Redpanda Connect, processor wasm
    RedpandaConnect,
    /// A WebAssembly component, for hosts of your own
    Component,
}

impl HostArg {
    /// Its name, as arguments and modules spell it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            HostArg::FluentBit => "fluent-bit",
            HostArg::Redpanda => "redpanda",
            HostArg::RedpandaConnect => "redpanda-connect",
            HostArg::Component => "component",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyArg {
    /// Into the module: who can read the file has the key
    Embed,
    /// Left out: rules that hash mask instead
    Mask,
}
