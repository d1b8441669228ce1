//! How lines look and which of them get an id: everything that is a matter of taste, in one place.

use crate::encode::schema::Schema;
use crate::encode::time::Precision;
use alloc::string::String;
use alloc::vec::Vec;

/// Which records get a `group_id`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupScope {
    /// Every record.
    All,
    /// Records with an exception, and WARNING and above.
    #[default]
    Errors,
    /// None.
    Off,
}

impl GroupScope {
    /// The scope of a name: `all`, `errors` or `off`.
    pub fn from_name(name: &str) -> Option<GroupScope> {
        Some(match name {
            "all" => GroupScope::All,
            "errors" => GroupScope::Errors,
            "off" => GroupScope::Off,
            _ => return None,
        })
    }
}

/// What a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// One JSON object.
    #[default]
    Json,
    /// `timestamp - logger - LEVEL - [request_id] - message key=value …`
    Text,
}

impl Format {
    /// The format of a name: `json` or `text`.
    pub fn from_name(name: &str) -> Option<Format> {
        Some(match name {
            "json" => Format::Json,
            "text" => Format::Text,
            _ => return None,
        })
    }
}

/// How lines look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// JSON or text.
    pub format: Format,
    /// Key names of JSON lines.
    pub schema: Schema,
    /// Which records get an id.
    pub group: GroupScope,
    /// How finely times are printed.
    pub precision: Precision,
    /// `service` of every line.
    pub service: Option<String>,
    /// `component` of every line.
    pub component: Option<String>,
    /// More fields of every line, after `component`, in this order.
    pub static_fields: Vec<(String, String)>,
    /// Key under which extras are nested; at the top where there is none.
    pub extras_key: Option<String>,
    /// New names for keys of the line (schema, context and extras alike): from, to.
    pub rename: Vec<(String, String)>,
    /// Whether an extra's own name is written in snake case: `userId` as `user_id`.
    pub snake_case: bool,
    /// A text is cut after about this many bytes and marked, but never a stack trace; the policy's limit holds as well.
    pub max_field_bytes: Option<usize>,
    /// Whether a record's caller is written.
    pub caller: bool,
    /// Whether an exception's stack trace is written; its type and message always are.
    pub stacktrace: bool,
    /// For lines that somebody else wrote: the key that holds the message. Where there is none, the first
    /// of `message`, `msg`, `log`, `event`, `text`, `body`, `Body`, `@m`, `short_message`, `MESSAGE` decides.
    pub message_field: Option<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            format: Format::default(),
            schema: Schema::default(),
            group: GroupScope::default(),
            precision: Precision::default(),
            service: None,
            component: None,
            static_fields: Vec::new(),
            extras_key: None,
            rename: Vec::new(),
            snake_case: false,
            max_field_bytes: None,
            caller: false,
            stacktrace: true,
            message_field: None,
        }
    }
}
