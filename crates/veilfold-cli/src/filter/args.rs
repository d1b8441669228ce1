//! Arguments of `veilfold filter`.

use crate::args::{EngineArgs, Format, GroupArg, MessageArgs, pair};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;
use veilfold_core::{Format as LineFormat, Options, Precision, Schema};

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
    #[command(flatten)]
    pub(crate) message: MessageArgs,
    /// Write at most one line a group in so many seconds; the last one tells in `repeat_count` how many there were
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) dedup: Option<Duration>,
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
    // Last, since its heading stands above everything that follows it.
    #[command(flatten)]
    pub(crate) encode: EncodeArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ProtocolArg {
    /// rsyslog's mmexternal: a message in, one JSON line out (see `veilfold export rsyslog`)
    Rsyslog,
}

impl FilterArgs {
    /// How the lines that come out look.
    pub(crate) fn options(&self) -> Options {
        let encode = &self.encode;
        Options {
            format: if encode.text { LineFormat::Text } else { LineFormat::Json },
            schema: encode.schema.map(Schema::from).unwrap_or_default(),
            group: self.group.into(),
            precision: encode.precision.into(),
            service: encode.service.clone(),
            component: encode.component.clone(),
            static_fields: encode.static_fields.clone(),
            extras_key: encode.extras_key.clone(),
            rename: encode.rename.clone(),
            caller: encode.caller,
            stacktrace: !encode.no_stacktrace,
            message_field: self.message.message_field.clone(),
            ..Options::default()
        }
    }
}

/// Rewriting every line in one schema, instead of leaving it as it came.
#[derive(Debug, Args)]
#[command(next_help_heading = "Re-encoding (lines of any program as lines of one schema)")]
pub(crate) struct EncodeArgs {
    /// Write JSON records with the keys of this schema
    #[arg(long, value_enum, group = "shape")]
    pub(crate) schema: Option<SchemaArg>,
    /// Write text lines, `time - logger - LEVEL - [request_id] - message key=value`
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

/// A time span, as arguments write it.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.filter(|s| !s.is_zero()).ok_or_else(|| "a number of seconds above 0".to_owned())
}
