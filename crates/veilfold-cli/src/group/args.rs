//! Arguments of `veilfold group` and their help.

use crate::args::{EngineArgs, Format, GroupArg, MessageArgs};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub(crate) struct GroupArgs {
    #[command(subcommand)]
    pub(crate) command: Option<GroupCommand>,
    /// Files; `-` or none is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
    /// Which records are counted
    #[arg(long, value_enum, default_value_t = GroupArg::All)]
    pub(crate) only: GroupArg,
    #[command(flatten)]
    pub(crate) message: MessageArgs,
    /// Show the N most frequent groups
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) top: usize,
    /// Say what makes the id of a group: type, message, place, and what does not count
    #[arg(long, value_name = "ID", conflicts_with = "follow")]
    pub(crate) why: Option<String>,
    /// Redraw the table while input comes
    #[arg(long, conflicts_with = "format")]
    pub(crate) follow: bool,
    /// Format of the report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GroupCommand {
    /// Say why two records have one id or two; exit code 1 when they have two
    #[command(after_help = "Examples:\n  \
        veilfold group explain 'user 17 logged in' 'user 4 logged out'\n  \
        veilfold group explain @first.txt @second.txt          texts of files, as stack traces\n  \
        veilfold group explain m1-0f3a… s1-77b2… app.log       ids that the log holds\n\n\
        The first part that differs is named, and the rule behind every part that does not count.")]
    Explain {
        /// A text, @FILE, or an id
        #[arg(value_name = "A")]
        a: String,
        /// A text, @FILE, or an id
        #[arg(value_name = "B")]
        b: String,
        /// Logs in which ids are looked up; `-` or none is standard input
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        engine: EngineArgs,
        #[command(flatten)]
        message: MessageArgs,
        /// Format of the answer
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Learn from many lines which words are values, for what no single line can tell
    #[command(after_help = "Example:\n  veilfold group learn logs/*.log --out templates.toml\n\n\
        Review the file, delete what is wrong, and name it in the policy:\n  \
        [group]\n  \
        templates = \"templates.toml\"\n\n\
        It is sorted and the same for any order of lines. Messages are redacted before they are read.")]
    Learn {
        /// Logs; `-` or none is standard input
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The file to write; `-` is standard output
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        engine: EngineArgs,
        #[command(flatten)]
        message: MessageArgs,
        /// Format of what is said about it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}
