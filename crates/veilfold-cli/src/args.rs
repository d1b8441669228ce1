//! Arguments and their help: the text that teaches.

use crate::wasm::args::WasmArgs;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

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
        With --dedup 10, what repeats is written once in ten seconds, by the records' own time. A line without a\n\
        group_id (see --group), and text, is written as it comes; no record is lost.\n\n\
        A JSON object keeps its key order, number text and white space; only hidden values change.\n\
        Anything else is text. Output is written whenever input pauses.")]
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
        Lines of a stack trace are joined to the record they belong to. A file that is called as a command is, is\n\
        written ./learn.")]
    Group(GroupArgs),
    /// Write ready configurations: rsyslog, syslog-ng, Fluent Bit, Redpanda, Vector, OpenTelemetry, Grafana, Prometheus, Alertmanager
    #[command(after_help = crate::export::EXAMPLES)]
    Export(crate::export::ExportArgs),
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
    /// Every record gets a `group_id`
    All,
    /// Records with an exception, and WARNING and above
    Errors,
    /// None
    Off,
}

/// Rewriting every line in one schema, instead of leaving it as it came.
#[derive(Debug, Args)]
#[command(next_help_heading = "Re-encoding (lines of any program as lines of one schema)")]
pub(crate) struct EncodeArgs {
    /// Write JSON records with the keys of this schema
    #[arg(long, value_enum, group = "shape")]
    pub(crate) schema: Option<SchemaArg>,
    /// Write text lines: time - logger - LEVEL - [`request_id`] - message key=value
    #[arg(long, group = "shape")]
    pub(crate) text: bool,
    /// Set `service` on every line
    #[arg(long, value_name = "NAME", requires = "shape")]
    pub(crate) service: Option<String>,
    /// Set `component` on every line
    #[arg(long, value_name = "NAME", requires = "shape")]
    pub(crate) component: Option<String>,
    /// Set a field on every line; may be repeated
    #[arg(long = "static", value_name = "KEY=VALUE", value_parser = pair, requires = "shape")]
    pub(crate) static_fields: Vec<(String, String)>,
    /// Rename a key; may be repeated
    #[arg(long, value_name = "FROM=TO", value_parser = pair, requires = "shape")]
    pub(crate) rename: Vec<(String, String)>,
    /// Nest fields outside the schema under this key
    #[arg(long, value_name = "KEY", requires = "shape")]
    pub(crate) extras_key: Option<String>,
    /// Fraction digits of timestamps
    #[arg(long, value_enum, default_value_t, requires = "shape")]
    pub(crate) precision: PrecisionArg,
    /// Keep file, line and function of the log call
    #[arg(long, requires = "shape")]
    pub(crate) caller: bool,
    /// Leave stack traces out; type and message stay
    #[arg(long, requires = "shape")]
    pub(crate) no_stacktrace: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SchemaArg {
    /// veilfold's own
    Veilfold,
    /// Elastic Common Schema 8
    Ecs,
    /// OpenTelemetry log data model
    Otel,
    /// Google Cloud Logging
    Gcp,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum PrecisionArg {
    /// Seconds
    S,
    /// Milliseconds
    #[default]
    Ms,
    /// Microseconds
    Us,
    /// Nanoseconds
    Ns,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.filter(|s| !s.is_zero()).ok_or_else(|| "a number of seconds above 0".to_owned())
}

pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it as key=value".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(crate) struct FilterArgs {
    /// Files, one after the other; `-` or none is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
    /// Which JSON records get a `group_id`, the name of their failure
    #[arg(long, value_enum, default_value_t = GroupArg::Errors)]
    pub(crate) group: GroupArg,
    /// Key that holds the message of a JSON record [default: message, msg, ...]
    #[arg(long, value_name = "KEY")]
    pub(crate) message_field: Option<String>,
    /// Write at most one line a group in so many seconds; the last one tells in `repeat_count` how many there were
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) dedup: Option<Duration>,
    #[command(flatten)]
    pub(crate) encode: EncodeArgs,
    /// Answer a program that waits for each line, in its own protocol, instead of copying lines
    #[arg(long, value_enum, conflicts_with_all = ["files", "shape", "stats", "dedup"])]
    pub(crate) protocol: Option<ProtocolArg>,
    /// Filter with a WebAssembly module (ABI of Fluent Bit), whose own policy holds; a build with the feature `wasm`
    #[arg(long, value_name = "MODULE", conflicts_with_all = ["policy", "shape", "dedup", "protocol", "message_field"])]
    pub(crate) plugin: Option<PathBuf>,
    /// Print what was hidden, by rule, to standard error at the end
    #[arg(long)]
    pub(crate) stats: bool,
    /// Format of --stats
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ProtocolArg {
    /// rsyslog's mmexternal: a message in, one JSON line out (see `veilfold export rsyslog`)
    Rsyslog,
}

#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    /// Files; `-` or none is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
    /// Write a page with charts to this file; it needs no network and holds no value
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Format of the report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

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
    /// Key that holds the message of a JSON record [default: message, msg, ...]
    #[arg(long, value_name = "KEY")]
    pub(crate) message_field: Option<String>,
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
        /// Key that holds the message of a JSON record [default: message, msg, ...]
        #[arg(long, value_name = "KEY")]
        message_field: Option<String>,
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
        /// Key that holds the message of a JSON record [default: message, msg, ...]
        #[arg(long, value_name = "KEY")]
        message_field: Option<String>,
        /// Format of what is said about it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

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
