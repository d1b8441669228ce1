//! The text of a record, made as `logging` makes it.

use crate::logrecord::{Attributes, Plain};
use crate::names::Standard;
use crate::percent;
use crate::placeholder;
use crate::python_code::PythonCode;
use crate::text::Text;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use veilfold_core::{Redactor, Report, Scratch};

/// A buffer that one long text made large is not kept.
const KEEP: usize = 1 << 12;

/// A record's text.
#[derive(Debug)]
pub(crate) struct Message<'py> {
    /// The final text; the bare format string where the arguments did not fit it.
    pub(crate) text: Text<'py>,
    /// The format string, where there were arguments.
    pub(crate) format: Option<Text<'py>>,
    /// Whether an argument was hidden because the format string names it.
    pub(crate) hidden: bool,
    /// What was hidden so.
    pub(crate) named: Report,
    /// What went wrong.
    pub(crate) error: Option<String>,
}

impl<'py> Message<'py> {
    pub(crate) fn of(
        py: Python<'py>,
        record: Option<&Bound<'py, PyAny>>,
        attributes: &Attributes<'py>,
        redactor: &Redactor,
        scratch: &mut Scratch,
        code: &mut PythonCode,
    ) -> Message<'py> {
        let mut named = Report::default();
        let msg = attributes.get(Standard::Msg);
        let args = attributes.get(Standard::Args).filter(|args| has_items(args));
        if let Some(record) = record.filter(|record| has_own_get_message(record)) {
            let result = code
                .run(py, || record.call_method0(pyo3::intern!(py, "getMessage")).and_then(|text| text.str()));
            return match result {
                Ok(text) => Message {
                    text: Text::new(text),
                    format: format_of(msg, args),
                    hidden: false,
                    named,
                    error: None,
                },
                Err(kind) => Message::failed(msg, &format!("getMessage() raised {kind}")),
            };
        }
        let Some(msg) = msg else { return Message::failed(None, "the record has no msg") };
        let string = if let Ok(string) = msg.cast::<PyString>() {
            string.clone()
        } else {
            match code.run(py, || msg.str()) {
                Ok(string) => string,
                Err(kind) => return Message::failed(Some(msg), &format!("str(msg) raised {kind}")),
            }
        };
        let Some(args) = args else {
            return Message { text: Text::new(string), format: None, hidden: false, named, error: None };
        };
        let format = Text::new(string.clone());
        let bytes = format.bytes();
        let mut clean = None;
        if scratch.may_match(redactor, bytes) {
            let hide = || Ok(placeholder::hide(&string, args, redactor, &mut named));
            clean = code.run(py, hide).ok().flatten();
        } else if string.is_exact_instance_of::<PyString>() && percent::apply(bytes, args, &mut scratch.spare)
        {
            let text = Text::Owned(std::mem::take(&mut scratch.spare));
            return Message { text, format: Some(format), hidden: false, named, error: None };
        }
        let (string, args) = clean.as_ref().map_or((&string, args), |(string, args)| (string, args));
        match code.run(py, || string.rem(args).and_then(|text| text.str())) {
            Ok(text) => Message {
                text: Text::new(text),
                format: Some(format),
                hidden: clean.is_some(),
                named,
                error: None,
            },
            Err(kind) => {
                let error = format!("the arguments do not fit the format string ({kind})");
                Message { text: format, format: None, hidden: false, named, error: Some(error) }
            }
        }
    }

    /// Gives the text's buffer back, for the next one.
    pub(crate) fn finish(self, scratch: &mut Scratch) {
        if let Text::Owned(text) = self.text
            && text.capacity() <= KEEP
        {
            scratch.spare = text;
        }
    }

    fn failed(msg: Option<&Bound<'py, PyAny>>, why: &str) -> Message<'py> {
        let text = match msg {
            Some(msg) => Text::of(msg).unwrap_or_else(|| Text::Owned(crate::object::type_marker(msg))),
            None => Text::Owned(Vec::new()),
        };
        Message { text, format: None, hidden: false, named: Report::default(), error: Some(why.to_owned()) }
    }
}

fn format_of<'py>(msg: Option<&Bound<'py, PyAny>>, args: Option<&Bound<'py, PyAny>>) -> Option<Text<'py>> {
    args.and(msg).and_then(Text::of)
}

/// `if self.args:` without a call into Python for the usual kinds.
fn has_items(args: &Bound<'_, PyAny>) -> bool {
    if args.is_none() {
        false
    } else if let Ok(tuple) = args.cast::<PyTuple>() {
        !tuple.is_empty()
    } else if let Ok(dict) = args.cast::<PyDict>() {
        !dict.is_empty()
    } else {
        args.is_truthy().unwrap_or(true)
    }
}

/// Whether the record's class, or a patch of `LogRecord`, has another `getMessage` than the standard one.
fn has_own_get_message(record: &Bound<'_, PyAny>) -> bool {
    let py = record.py();
    let Some(plain) = Plain::get(py) else { return true };
    if plain.is(record) {
        return !plain.has_its_message(py);
    }
    let own = record.get_type().getattr(pyo3::intern!(py, "getMessage"));
    !own.is_ok_and(|own| own.is(plain.get_message()))
}
