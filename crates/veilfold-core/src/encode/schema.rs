//! Names of the keys of a line.

use crate::record::Level;

/// A set of key names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schema {
    /// veilfold's own, see `docs/format.md`.
    #[default]
    Veilfold,
    /// [Elastic Common Schema](https://www.elastic.co/guide/en/ecs/8.11/index.html) 8, with dotted keys as
    /// the ECS logging libraries write them.
    Ecs,
    /// The [OpenTelemetry log data model](https://opentelemetry.io/docs/specs/otel/logs/data-model/), as JSON.
    Otel,
    /// Google Cloud Logging's
    /// [structured payload](https://cloud.google.com/logging/docs/structured-logging).
    Gcp,
}

/// Version of the Elastic Common Schema that [`Schema::Ecs`] follows.
pub const ECS_VERSION: &str = "8.11.0";

impl Schema {
    /// All schemas.
    pub const ALL: [Schema; 4] = [Schema::Veilfold, Schema::Ecs, Schema::Otel, Schema::Gcp];

    /// Its name, as options spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Schema::Veilfold => "veilfold",
            Schema::Ecs => "ecs",
            Schema::Otel => "otel",
            Schema::Gcp => "gcp",
        }
    }

    /// The schema of a name.
    pub fn from_name(name: &str) -> Option<Schema> {
        Schema::ALL.into_iter().find(|s| s.as_str() == name)
    }

    /// Its key names.
    pub(crate) const fn names(self) -> &'static Names {
        match self {
            Schema::Veilfold => &VEILFOLD,
            Schema::Ecs => &ECS,
            Schema::Otel => &OTEL,
            Schema::Gcp => &GCP,
        }
    }

    /// How it prints a level.
    pub(crate) const fn level(self, level: Level) -> &'static str {
        match self {
            Schema::Ecs => match level {
                Level::Debug => "debug",
                Level::Info => "info",
                Level::Warning => "warning",
                Level::Error => "error",
                Level::Critical => "critical",
            },
            _ => level.as_str(),
        }
    }
}

/// `SeverityNumber` of the OpenTelemetry log data model.
pub(crate) const fn severity_number(level: Level) -> i64 {
    match level {
        Level::Debug => 5,
        Level::Info => 9,
        Level::Warning => 13,
        Level::Error => 17,
        Level::Critical => 21,
    }
}

/// The keys of a schema.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) timestamp: &'static str,
    pub(crate) level: &'static str,
    pub(crate) logger: &'static str,
    pub(crate) service: &'static str,
    pub(crate) component: &'static str,
    pub(crate) message: &'static str,
    pub(crate) exception: ExceptionNames,
    pub(crate) stack: &'static str,
    pub(crate) caller: CallerNames,
    pub(crate) logging_error: &'static str,
    pub(crate) group: &'static str,
    pub(crate) variant: &'static str,
    /// Context keys that have a name of their own in the schema.
    pub(crate) context: &'static [(&'static str, &'static str)],
}

/// The keys of an exception.
#[derive(Debug)]
pub(crate) struct ExceptionNames {
    /// The object that holds the others; empty where they stand beside the rest of the line.
    pub(crate) object: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) message: &'static str,
    pub(crate) stacktrace: &'static str,
    pub(crate) notes: &'static str,
    pub(crate) chain: &'static str,
}

/// The keys of a caller.
#[derive(Debug)]
pub(crate) struct CallerNames {
    /// The object that holds the others; empty where they stand beside the rest of the line.
    pub(crate) object: &'static str,
    pub(crate) file: &'static str,
    pub(crate) line: &'static str,
    pub(crate) function: &'static str,
}

static VEILFOLD: Names = Names {
    timestamp: "timestamp",
    level: "level",
    logger: "logger",
    service: "service",
    component: "component",
    message: "message",
    exception: ExceptionNames {
        object: "exception",
        kind: "type",
        message: "message",
        stacktrace: "stacktrace",
        notes: "notes",
        chain: "chain",
    },
    stack: "stack_info",
    caller: CallerNames { object: "caller", file: "file", line: "line", function: "function" },
    logging_error: "logging_error",
    group: "group_id",
    variant: "variant_id",
    context: &[],
};

static ECS: Names = Names {
    timestamp: "@timestamp",
    level: "log.level",
    logger: "log.logger",
    service: "service.name",
    component: "service.node.name",
    message: "message",
    exception: ExceptionNames {
        object: "",
        kind: "error.type",
        message: "error.message",
        stacktrace: "error.stack_trace",
        notes: "error.notes",
        chain: "error.chain",
    },
    stack: "log.stack_info",
    caller: CallerNames {
        object: "",
        file: "log.origin.file.name",
        line: "log.origin.file.line",
        function: "log.origin.function",
    },
    logging_error: "log.error",
    group: "group_id",
    variant: "variant_id",
    context: &[
        ("trace_id", "trace.id"),
        ("span_id", "span.id"),
        ("request_id", "http.request.id"),
        ("user_id", "user.id"),
    ],
};

static OTEL: Names = Names {
    timestamp: "Timestamp",
    level: "SeverityText",
    logger: "InstrumentationScope",
    service: "service.name",
    component: "service.component",
    message: "Body",
    exception: ExceptionNames {
        object: "",
        kind: "exception.type",
        message: "exception.message",
        stacktrace: "exception.stacktrace",
        notes: "exception.notes",
        chain: "exception.chain",
    },
    stack: "code.stacktrace",
    caller: CallerNames {
        object: "",
        file: "code.file.path",
        line: "code.line.number",
        function: "code.function.name",
    },
    logging_error: "logging_error",
    group: "group_id",
    variant: "variant_id",
    context: &[("request_id", "http.request.id"), ("user_id", "user.id")],
};

static GCP: Names = Names {
    timestamp: "time",
    level: "severity",
    logger: "logger",
    service: "service",
    component: "component",
    message: "message",
    exception: ExceptionNames {
        object: "",
        kind: "exception_type",
        message: "exception_message",
        stacktrace: "stack_trace",
        notes: "exception_notes",
        chain: "exception_chain",
    },
    stack: "stack_info",
    caller: CallerNames {
        object: "logging.googleapis.com/sourceLocation",
        file: "file",
        line: "line",
        function: "function",
    },
    logging_error: "logging_error",
    group: "group_id",
    variant: "variant_id",
    context: &[("trace_id", "logging.googleapis.com/trace"), ("span_id", "logging.googleapis.com/spanId")],
};
