//! Arguments of `veilfold export` and their help.

use crate::args::{EngineArgs, Format};
use clap::Args;
use std::path::PathBuf;

pub(crate) const EXAMPLES: &str = "Examples:\n  \
    veilfold export rsyslog /etc/rsyslog.d --policy /etc/veilfold/policy.toml\n  \
    veilfold export otel-collector out --profile strict --strict\n  \
    veilfold export prometheus out --set http_p95_seconds=1 --selector 'job=\"api\"'\n  \
    veilfold export grafana --settings\n\n\
    What a target cannot say of the policy is named on standard error and in the file; with --strict that is exit code 1.\n\
    A file that is there and differs is not overwritten without --force.";

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// What the files are for
    #[arg(value_name = "TARGET", value_parser = clap::builder::PossibleValuesParser::new(super::target::NAMES))]
    pub(crate) target: String,
    /// Folder that gets the files; made if it is not there
    #[arg(value_name = "DIR", required_unless_present = "settings")]
    pub(crate) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
    /// Give a setting of the target; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = crate::args::pair)]
    pub(crate) set: Vec<(String, String)>,
    /// Narrow every query of dashboards and rules: label matchers as Prometheus writes them, such as job="api"
    #[arg(long, value_name = "MATCHERS")]
    pub(crate) selector: Option<String>,
    /// Exit code 1 when the target cannot say all of the policy
    #[arg(long)]
    pub(crate) strict: bool,
    /// Overwrite files that differ
    #[arg(long)]
    pub(crate) force: bool,
    /// List the settings of the target with their defaults, and write nothing
    #[arg(long)]
    pub(crate) settings: bool,
    /// Format of the report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}
