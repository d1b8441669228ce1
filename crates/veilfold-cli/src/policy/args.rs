//! Arguments of `veilfold policy` and their help.

use crate::args::{EngineArgs, Format};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    #[command(subcommand)]
    pub(crate) command: PolicyCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Compile a policy and run its self-tests; exit code 1 when it is refused
    #[command(after_help = "Example:\n  veilfold policy check veilfold.toml\n\n\
        A refusal names the line, the key and a remedy. Without FILE the default profile is shown.")]
    Check {
        /// Policy file (TOML)
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// Format of the answer
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Run cases that must be hidden and cases that must be kept; exit code 1 when one fails
    #[command(after_help = "The file:\n  \
        [[case]]\n  \
        text = \"order for EMP-123456\"\n  \
        hide = [\"EMP-123456\"]     # each must be gone; without `hide` the text must stay as it is\n\n\
        Example:\n  veilfold policy test --policy veilfold.toml cases.toml")]
    Test {
        /// Cases (TOML)
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        engine: EngineArgs,
        /// Format of the answer
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Say what another policy would change on real logs; exit code 1 when anything
    #[command(after_help = "Example:\n  veilfold policy diff old.toml new.toml app.log\n\n\
        A policy is a file, or the name of a profile: default, pci, phi, strict, none. Counts and places are shown, \
        values never.")]
    Diff {
        /// The policy in use: file or profile
        #[arg(value_name = "OLD")]
        old: String,
        /// The policy to come: file or profile
        #[arg(value_name = "NEW")]
        new: String,
        /// Logs; `-` or none is standard input
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Format of the answer
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Say what would be hidden in a text, by which rule and why
    #[command(after_help = "Example:\n  veilfold policy explain 'login password=hunter2 for bob'")]
    Explain {
        /// The text; `-` is standard input
        #[arg(value_name = "TEXT")]
        text: String,
        #[command(flatten)]
        engine: EngineArgs,
        /// Show the values that are hidden
        #[arg(long)]
        reveal: bool,
        /// Format of the answer
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// List every rule and whether it is on
    #[command(after_help = "Examples:\n  \
        veilfold policy rules --profile strict\n  \
        veilfold policy rules --markdown > rules.md")]
    Rules {
        #[command(flatten)]
        engine: EngineArgs,
        /// Format of the list
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// The rule reference as a Markdown page, as docs/rules.md has it
        #[arg(long, conflicts_with = "format")]
        markdown: bool,
    },
}
