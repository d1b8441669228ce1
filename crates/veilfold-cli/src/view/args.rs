//! Arguments of `veilfold view`.

use crate::args::{EngineArgs, Format};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct ViewArgs {
    /// Files, also compressed ones; `-` or none is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Show this level and above
    #[arg(long, value_name = "LEVEL")]
    pub(crate) level: Option<String>,
    /// Show records whose trace, request or correlation id is this
    #[arg(long, value_name = "ID")]
    pub(crate) trace: Option<String>,
    /// Show records of this user (`user_id` or `user`)
    #[arg(long, value_name = "ID")]
    pub(crate) user: Option<String>,
    /// Show records of this logger and its children
    #[arg(long, value_name = "NAME")]
    pub(crate) logger: Option<String>,
    /// Show records from this time on: RFC 3339, a day, or 90s, 10m, 2h, 1d ago
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,
    /// Show records before this time
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
    /// Go on as the file grows, also when it is put aside for a new one
    #[arg(long, short)]
    pub(crate) follow: bool,
    /// Show every frame of a traceback
    #[arg(long)]
    pub(crate) full: bool,
    /// Colours; auto is on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_enum, default_value_t)]
    pub(crate) color: ColourArg,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
    /// Text for people, or the records that the filters let through
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ColourArg {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
