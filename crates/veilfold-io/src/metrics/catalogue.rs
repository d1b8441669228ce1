//! The metrics we export: names, help texts, labels and how far each label may grow.

/// Upper bounds, in seconds, of the request histogram: the OpenTelemetry advice for
/// `http.server.request.duration`, and 2 s, which the latency alert asks about.
pub(super) const REQUEST_BOUNDS: [f64; 15] =
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.0, 2.5, 5.0, 7.5, 10.0];

/// Exception groups that have a series of their own at one time.
pub(super) const GROUPS: usize = 100;

/// What a label value that found no room is counted under.
pub(super) const OTHER: &str = "_other";

/// A family of series that is stored in slabs. The number is its code in the file: never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(super) enum Family {
    LogEvents = 1,
    LogEventsDropped = 2,
    Redactions = 3,
    RedactedEvents = 4,
    RedactionFailures = 5,
    Exceptions = 6,
    ExceptionGroupEvents = 7,
    ExceptionGroupsNew = 8,
    ExceptionGroupsEvicted = 9,
    SinkWrittenBytes = 10,
    SinkErrors = 11,
    LabelOverflow = 12,
    RequestDuration = 13,
    FileRotations = 14,
    RetentionDeletedFiles = 15,
    RetentionDeletedBytes = 16,
}

impl Family {
    pub(super) const ALL: [Family; 16] = [
        Family::LogEvents,
        Family::LogEventsDropped,
        Family::Redactions,
        Family::RedactedEvents,
        Family::RedactionFailures,
        Family::Exceptions,
        Family::ExceptionGroupEvents,
        Family::ExceptionGroupsNew,
        Family::ExceptionGroupsEvicted,
        Family::SinkWrittenBytes,
        Family::SinkErrors,
        Family::LabelOverflow,
        Family::RequestDuration,
        Family::FileRotations,
        Family::RetentionDeletedFiles,
        Family::RetentionDeletedBytes,
    ];

    pub(super) fn from_code(code: u8) -> Option<Family> {
        Family::ALL.into_iter().find(|f| *f as u8 == code)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Family::LogEvents => "veilfold_log_events_total",
            Family::LogEventsDropped => "veilfold_log_events_dropped_total",
            Family::Redactions => "veilfold_redactions_total",
            Family::RedactedEvents => "veilfold_redacted_events_total",
            Family::RedactionFailures => "veilfold_redaction_failures_total",
            Family::Exceptions => "veilfold_exceptions_total",
            Family::ExceptionGroupEvents => "veilfold_exception_group_events_total",
            Family::ExceptionGroupsNew => "veilfold_exception_groups_new_total",
            Family::ExceptionGroupsEvicted => "veilfold_exception_groups_evicted_total",
            Family::SinkWrittenBytes => "veilfold_sink_written_bytes_total",
            Family::SinkErrors => "veilfold_sink_errors_total",
            Family::LabelOverflow => "veilfold_metric_label_overflow_total",
            Family::RequestDuration => "http_server_request_duration_seconds",
            Family::FileRotations => "veilfold_file_rotations_total",
            Family::RetentionDeletedFiles => "veilfold_retention_deleted_files_total",
            Family::RetentionDeletedBytes => "veilfold_retention_deleted_bytes_total",
        }
    }

    pub(super) const fn help(self) -> &'static str {
        match self {
            Family::LogEvents => {
                "Log records processed, by level and by the first two parts of the logger's name."
            }
            Family::LogEventsDropped => "Log records that reached no sink, by reason.",
            Family::Redactions => "Secrets hidden, by the rule that hid them.",
            Family::RedactedEvents => "Log records in which at least one secret was hidden.",
            Family::RedactionFailures => {
                "Records for which redaction failed closed: a marker went out instead."
            }
            Family::Exceptions => "Exceptions logged, by type.",
            Family::ExceptionGroupEvents => "Exceptions logged, by group.",
            Family::ExceptionGroupsNew => "Exception groups seen for the first time.",
            Family::ExceptionGroupsEvicted => {
                "Exception groups that lost their series to a newer one after an idle hour."
            }
            Family::SinkWrittenBytes => "Bytes of log lines written.",
            Family::SinkErrors => "Writes of log lines that failed, by sink and kind of error.",
            Family::LabelOverflow => {
                "Label values that found no room and are counted under _other, by metric."
            }
            Family::RequestDuration => "Duration of HTTP requests served.",
            Family::FileRotations => "How often a log file was to be put aside, by outcome.",
            Family::RetentionDeletedFiles => "Old log files that were to be deleted, by outcome.",
            Family::RetentionDeletedBytes => "Bytes of old log files that were deleted.",
        }
    }

    /// Names of the labels whose values make up a record's key, in order.
    pub(super) const fn labels(self) -> &'static [&'static str] {
        match self {
            // The level is not part of the key: one record holds the counts of all five.
            Family::LogEvents => &["logger"],
            Family::LogEventsDropped | Family::RedactionFailures => &["reason"],
            Family::Redactions => &["rule"],
            Family::Exceptions => &["exception_type"],
            Family::ExceptionGroupEvents => &["group", "exception_type"],
            Family::SinkErrors => &["sink", "error_type"],
            Family::LabelOverflow => &["metric"],
            Family::FileRotations => &["file", "outcome"],
            Family::RetentionDeletedFiles => &["outcome"],
            Family::RequestDuration => &["http_request_method", "http_route", "http_response_status_code"],
            Family::RedactedEvents
            | Family::ExceptionGroupsNew
            | Family::ExceptionGroupsEvicted
            | Family::RetentionDeletedBytes
            | Family::SinkWrittenBytes => &[],
        }
    }

    /// Which label is open-ended, and how many values it may have over all processes.
    pub(super) const fn cap(self) -> Option<(usize, usize)> {
        match self {
            Family::LogEvents => Some((0, 50)),
            Family::Redactions => Some((0, 200)),
            Family::Exceptions => Some((0, 100)),
            Family::ExceptionGroupEvents => Some((0, GROUPS)),
            Family::SinkErrors => Some((0, 10)),
            Family::FileRotations => Some((0, 20)),
            Family::RequestDuration => Some((1, 200)),
            _ => None,
        }
    }

    /// Words of values a record holds.
    pub(super) const fn values(self) -> usize {
        match self {
            // One a level.
            Family::LogEvents => 5,
            // Count, first and last time seen, in nanoseconds since the epoch.
            Family::ExceptionGroupEvents => 3,
            // Count, and the time of the last one, in nanoseconds since the epoch.
            Family::FileRotations => 2,
            // One a bucket, +Inf, and the sum in nanoseconds.
            Family::RequestDuration => REQUEST_BOUNDS.len() + 2,
            _ => 1,
        }
    }

    /// Bytes kept for a key that may be replaced later; 0 where a key stays for ever.
    pub(super) const fn reserved_key(self) -> usize {
        match self {
            Family::ExceptionGroupEvents => 128,
            _ => 0,
        }
    }
}

/// Why a record reached no sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DropReason {
    /// The queue of asynchronous mode was full.
    QueueFull,
    /// A rate limit or the deduplication window.
    RateLimited,
    /// A filter refused it.
    Filtered,
    /// Sampling left it out.
    Sampled,
    /// It could not be made into a line.
    EncodeError,
    /// The sink failed.
    SinkError,
    /// The process ended first.
    Shutdown,
}

impl DropReason {
    pub(super) const ALL: [DropReason; 7] = [
        DropReason::QueueFull,
        DropReason::RateLimited,
        DropReason::Filtered,
        DropReason::Sampled,
        DropReason::EncodeError,
        DropReason::SinkError,
        DropReason::Shutdown,
    ];

    /// The label's value.
    pub const fn as_str(self) -> &'static str {
        match self {
            DropReason::QueueFull => "queue_full",
            DropReason::RateLimited => "rate_limited",
            DropReason::Filtered => "filtered",
            DropReason::Sampled => "sampled",
            DropReason::EncodeError => "encode_error",
            DropReason::SinkError => "sink_error",
            DropReason::Shutdown => "shutdown",
        }
    }
}

/// Why redaction failed closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureReason {
    /// The engine panicked; the panic was caught at the boundary.
    Panic,
    /// The record could not be read from its host language.
    Conversion,
    /// The record was beyond a limit of the policy.
    Limit,
}

impl FailureReason {
    pub(super) const ALL: [FailureReason; 3] =
        [FailureReason::Panic, FailureReason::Conversion, FailureReason::Limit];

    /// The label's value.
    pub const fn as_str(self) -> &'static str {
        match self {
            FailureReason::Panic => "panic",
            FailureReason::Conversion => "conversion",
            FailureReason::Limit => "limit",
        }
    }
}
