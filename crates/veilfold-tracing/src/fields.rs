//! Fields of events and spans, kept as values of their own.

use crate::{errors, print};
use std::error::Error;
use std::fmt::Debug;
use tracing_core::field::{Field as TracingField, Visit};
use tracing_core::{Metadata, field};
use veilfold_core::{Exception, Field, Value};

/// A named value that outlives its event.
#[derive(Clone, Debug)]
pub(crate) struct Owned {
    name: String,
    value: Value<'static>,
}

impl Owned {
    /// The field, borrowed.
    pub(crate) fn field(&self) -> Field<'_> {
        Field { key: self.name.as_bytes().into(), value: self.value.clone() }
    }
}

/// What a visit found.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    /// True for an event, whose `message` and first error have places of their own.
    event: bool,
    pub(crate) message: String,
    pub(crate) values: Vec<Owned>,
    pub(crate) exception: Vec<Exception<'static>>,
    /// What `tracing-log` says of the record of the `log` crate that it passes on.
    log: Log,
}

#[derive(Clone, Debug, Default)]
struct Log {
    target: Option<String>,
    file: Option<String>,
    line: Option<u32>,
}

impl Fields {
    pub(crate) fn of_event() -> Fields {
        Fields {
            event: true,
            message: String::new(),
            values: Vec::new(),
            exception: Vec::new(),
            log: Log::default(),
        }
    }

    pub(crate) fn of_span() -> Fields {
        Fields { event: false, ..Fields::of_event() }
    }

    /// Adds the values of `other`, in place of those of the same names.
    pub(crate) fn update(&mut self, other: Fields) {
        for fresh in other.values {
            match self.values.iter_mut().find(|o| o.name == fresh.name) {
                Some(owned) => owned.value = fresh.value,
                None => self.values.push(fresh),
            }
        }
    }

    /// Target, file and line of the statement.
    pub(crate) fn origin<'a>(&'a self, metadata: &'a Metadata<'_>) -> (&'a str, &'a str, u32) {
        (
            self.log.target.as_deref().unwrap_or(metadata.target()),
            self.log.file.as_deref().or(metadata.file()).unwrap_or_default(),
            self.log.line.or(metadata.line()).unwrap_or_default(),
        )
    }

    fn add(&mut self, field: &TracingField, value: Value<'static>) {
        let name = field.name();
        match (name, &value) {
            ("message", Value::Str(text)) if self.event => {
                self.message = String::from_utf8_lossy(text).into_owned();
            }
            ("log.target", Value::Str(text)) => {
                self.log.target = Some(String::from_utf8_lossy(text).into_owned());
            }
            ("log.file", Value::Str(text)) => {
                self.log.file = Some(String::from_utf8_lossy(text).into_owned());
            }
            ("log.line", Value::Int(line)) => self.log.line = u32::try_from(*line).ok(),
            ("log.module_path", _) => {}
            _ => self.values.push(Owned { name: name.to_owned(), value }),
        }
    }
}

fn text(text: String) -> Value<'static> {
    Value::Str(text.into_bytes().into())
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &TracingField, value: f64) {
        self.add(field, Value::Float(value));
    }

    fn record_i64(&mut self, field: &TracingField, value: i64) {
        self.add(field, Value::Int(value));
    }

    fn record_u64(&mut self, field: &TracingField, value: u64) {
        self.record_u128(field, value.into());
    }

    fn record_i128(&mut self, field: &TracingField, value: i128) {
        let value = i64::try_from(value)
            .map_or_else(|_| Value::Number(value.to_string().into_bytes().into()), Value::Int);
        self.add(field, value);
    }

    fn record_u128(&mut self, field: &TracingField, value: u128) {
        let value = i64::try_from(value)
            .map_or_else(|_| Value::Number(value.to_string().into_bytes().into()), Value::Int);
        self.add(field, value);
    }

    fn record_bool(&mut self, field: &TracingField, value: bool) {
        self.add(field, Value::Bool(value));
    }

    fn record_str(&mut self, field: &TracingField, value: &str) {
        self.add(field, text(value.to_owned()));
    }

    fn record_bytes(&mut self, field: &TracingField, value: &[u8]) {
        self.add(field, Value::Str(value.to_vec().into()));
    }

    fn record_error(&mut self, field: &TracingField, value: &(dyn Error + 'static)) {
        if self.event && self.exception.is_empty() {
            self.exception = errors::chain(value);
        }
        if self.exception.is_empty() || !self.event {
            self.add(field, text(print::text(format_args!("{value}"))));
        }
    }

    fn record_debug(&mut self, field: &field::Field, value: &dyn Debug) {
        self.add(field, text(print::text(format_args!("{value:?}"))));
    }
}
