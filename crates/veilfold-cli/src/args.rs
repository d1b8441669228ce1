//! The commands with their help, which is the text that teaches, and the arguments that several of them share.

use crate::export::ExportArgs;
use crate::filter::FilterArgs;
use crate::group::GroupArgs;
use crate::policy::PolicyArgs;
use crate::scan::ScanArgs;
use crate::view::ViewArgs;
use crate::wasm::WasmArgs;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use veilfold_core::{GroupScope, Profile};

/// Redacts, structures and groups logs.
#[derive(Debug, Parser)]
#[command(
    name = "veilfold",
    version,
    about = "Redacts secrets in logs, names every failure, and never loses a line",
    long_about = "Redacts secrets in logs, names every failure, and never loses a line.\n\nBytes in, bytes out, streaming; `-` is \
                  standard input. Nothing is sent anywhere.",
    after_help = "Start here:\n  \
        veilfold filter < app.log             the same lines, secrets hidden\n  \
        veilfold scan app.log                 what is in there, without showing it\n  \
        veilfold policy check veilfold.toml   is my policy sound?\n\n\
        In Python, `pip install veilfold` also gives: veilfold demo, run, doctor\n\n\
        Exit codes: 0 done, 1 findings where that is the question, 2 usage or input error",
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Hide secrets: a line in, a line out, in order
    #[command(after_help = "Examples:\n  \
        kubectl logs -f shop | veilfold filter\n  \
        veilfold filter --profile strict --group all < app.ndjson > clean.ndjson\n  \
        veilfold filter --policy veilfold.toml --stats app.log > clean.log\n  \
        veilfold filter --dedup 10 --group all < app.ndjson\n\n\
        With --dedup 10, what repeats is written once in ten seconds, by the records' own time. What has no \
        group_id (text, and lines that --group leaves out) is written as it comes; no record is lost.\n\n\
        A JSON object keeps its key order, number text and white space; only hidden values change. Anything else is \
        text. Output is written whenever input pauses.")]
    Filter(FilterArgs),
    /// Say what a log holds, without showing it
    #[command(after_help = "Examples:\n  \
        veilfold scan app.log                         tables by rule, field and call site\n  \
        veilfold scan --html report.html app.log      the same as a page with charts\n  \
        veilfold scan --profile strict --format json logs/*.log\n\n\
        The call site is the file and line that the record tells, else its logger. No value is ever shown.\n\
        Exit code 1 when something was found, so that a build can fail on it.")]
    Scan(ScanArgs),
    /// Name every failure and count it: one row a group
    #[command(after_help = "Examples:\n  \
        veilfold group app.log                     what fails here, most frequent first\n  \
        tail -F app.log | veilfold group --follow  the same, live\n  \
        veilfold group --only errors --format json *.log\n  \
        veilfold group --why m1-0f3a… app.log      what makes this id\n  \
        veilfold group explain 'user 1 in' 'user 2 out'   why two ids\n  \
        veilfold group learn app.log --out templates.toml\n\n\
        An id is a pure function of the text: the same on every host, today and tomorrow.\n\
        Lines of a stack trace are joined to the record they belong to.\n\
        A file whose name is that of a command is written ./learn.")]
    Group(GroupArgs),
    /// Write ready configurations: rsyslog, syslog-ng, Fluent Bit, Redpanda, Vector, OpenTelemetry, Grafana, Prometheus, Alertmanager
    #[command(after_help = crate::export::EXAMPLES)]
    Export(ExportArgs),
    /// Read logs: colour, tracebacks, filters
    #[command(after_help = "Examples:\n  \
        veilfold view logs/app.log                              a file, or app.log.….gz\n  \
        veilfold view --follow --level warning logs/app.log     what goes wrong, live\n  \
        veilfold view --trace 5f0c --since 10m logs/*.log       one request\n  \
        veilfold view --user 17 --format json logs/app.log      the records themselves\n\n\
        Secrets that a log still holds are hidden. Lines that are no records go with the record before them.")]
    View(ViewArgs),
    /// Check, explain and list redaction policies
    #[command(arg_required_else_help = true, disable_help_subcommand = true)]
    Policy(PolicyArgs),
    /// Make filter modules for log pipelines, with a policy in them
    #[command(arg_required_else_help = true, disable_help_subcommand = true)]
    Wasm(WasmArgs),
}

/// Which rules, and how lines look.
#[derive(Debug, Args)]
pub(crate) struct EngineArgs {
    /// Policy file (TOML); without it the profile alone decides
    #[arg(long, short, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Ready-made choice of rules, when there is no policy file
    #[arg(long, value_enum, default_value_t = ProfileArg::Default, conflicts_with = "policy")]
    pub(crate) profile: ProfileArg,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ProfileArg {
    /// Secrets, card numbers, US SSN, IBAN, and fields named like secrets
    Default,
    /// default, and all card data
    Pci,
    /// default, and health identifiers
    Phi,
    /// Everything but network addresses
    Strict,
    /// Nothing
    None,
}

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

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum GroupArg {
    /// All records
    All,
    /// Records with an exception, and WARNING and above
    Errors,
    /// No records
    Off,
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

/// Where the message stands.
#[derive(Debug, Args)]
pub(crate) struct MessageArgs {
    /// Key that holds the message of a JSON record [default: message, msg, ...]
    #[arg(long, value_name = "KEY")]
    pub(crate) message_field: Option<String>,
}

/// An argument written `key=value`.
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it as key=value".to_owned()),
    }
}
