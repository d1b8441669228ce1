//! Python objects with their secrets hidden: the same shape, changed only where a secret is.

mod containers;
mod harmless;
mod quoted;

use crate::exception::Chain;
use crate::logrecord::Attributes;
use crate::message::Message;
use crate::names::Standard;
use crate::placeholder;
use crate::python_code::PythonCode;
use crate::text;
use pyo3::exceptions::PyBaseException;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple,
    PyType,
};
use veilfold_core::encode::Siblings;
use veilfold_core::redact::{Disposition, RuleId};
use veilfold_core::{Engine, Scratch};

/// Values of one object; what comes after them is replaced, since nobody looked at it.
const MAX_VALUES: usize = 10_000;
/// Arguments of one message that are tried one by one.
const MAX_ARGUMENTS: usize = 32;
const MASK: &str = "[REDACTED]";
const TRUNCATED: &str = "[TRUNCATED]";
const DEPTH: &str = "[DEPTH]";
const CYCLE: &str = "[CYCLE]";

/// The cleaning of one object.
pub(crate) struct Cleaner<'c> {
    engine: &'c Engine,
    code: &'c mut PythonCode,
    scratch: &'c mut Scratch,
    /// Keys above the current value, outermost first.
    path: Vec<Vec<u8>>,
    open: Vec<usize>,
    /// Whether what is open says that it holds a Kubernetes Secret.
    in_secret: bool,
    left: usize,
}

/// What is done with the value of a key.
enum Verdict<'py> {
    Keep,
    Change(Bound<'py, PyAny>),
    Remove,
}

impl<'c> Cleaner<'c> {
    pub(crate) fn new(engine: &'c Engine, code: &'c mut PythonCode, scratch: &'c mut Scratch) -> Cleaner<'c> {
        Cleaner {
            engine,
            code,
            scratch,
            path: Vec::new(),
            open: Vec::new(),
            in_secret: false,
            left: MAX_VALUES,
        }
    }

    /// The cleaned object; `None` when it holds no secret.
    pub(crate) fn object<'py>(&mut self, object: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
        let py = object.py();
        if object.is_none() || object.is_instance_of::<PyBool>() || object.is_instance_of::<PyFloat>() {
            return None;
        }
        if self.left == 0 {
            return Some(PyString::new(py, TRUNCATED).into_any());
        }
        self.left -= 1;
        if let Ok(string) = object.cast::<PyString>() {
            self.text(&text::bytes(string)).map(|clean| text::to_python(py, &clean).into_any())
        } else if let Ok(bytes) = object.cast::<PyBytes>() {
            self.text(bytes.as_bytes()).map(|clean| PyBytes::new(py, &clean).into_any())
        } else if let Ok(bytes) = object.cast::<PyByteArray>() {
            self.text(&bytes.to_vec()).map(|clean| PyByteArray::new(py, &clean).into_any())
        } else if object.is_instance_of::<PyInt>() {
            // Shorter numbers are no card and no other number that stands for itself.
            let digits = object.str().ok().filter(|digits| digits.len().is_ok_and(|n| n >= 8))?;
            self.text(&text::bytes(&digits)).map(|clean| text::to_python(py, &clean).into_any())
        } else if let Ok(dict) = object.cast::<PyDict>() {
            self.nested(object, |c| c.dict(dict))
        } else if object.is_instance_of::<PyList>()
            || object.is_instance_of::<PyTuple>()
            || object.is_instance_of::<PySet>()
            || object.is_instance_of::<PyFrozenSet>()
        {
            self.nested(object, |c| c.sequence(object))
        } else if object.is_instance_of::<PyType>() {
            None
        } else {
            self.opaque(object)
        }
    }

    /// Cleans a record's text, arguments and extras in place; returns whether its exception, or source that a traceback of
    /// it quotes, tells a secret. `None` where nobody knows.
    /// `attributes` are its own; `foreign` where its class may have others, or a `getMessage` of its own.
    pub(crate) fn record<'py>(
        &mut self,
        record: &Bound<'py, PyAny>,
        attributes: &Attributes<'py>,
        foreign: bool,
    ) -> Option<bool> {
        let message = Message::of(
            record.py(),
            foreign.then_some(record),
            attributes,
            self.engine.policy().redactor(),
            self.scratch,
            self.code,
        );
        let harmless = harmless::is(attributes, &message, self.engine, self.scratch);
        if !harmless {
            self.parts(record, attributes, &message);
        }
        let Some(info) = attributes.some(Standard::ExcInfo) else {
            // One that is not among a record's own may be its class's.
            let known = !foreign || attributes.get(Standard::ExcInfo).is_some();
            return known.then_some(false);
        };
        let Ok([_, error, trace]) = info.extract::<[Bound<'py, PyAny>; 3]>() else {
            return self.exception(info).then_some(true);
        };
        if self.exception(&error) {
            return Some(true);
        }
        if error.is_instance_of::<PyBaseException>() { self.quotes(&error, &trace).ok() } else { None }
    }

    /// Cleans all but the exception of a record.
    fn parts<'py>(
        &mut self,
        record: &Bound<'py, PyAny>,
        attributes: &Attributes<'py>,
        message: &Message<'py>,
    ) {
        for (rule, hits) in message.named.iter() {
            (0..hits).for_each(|_| self.scratch.report.add(rule));
        }
        let whole = self.text(message.text.bytes());
        let args = attributes.some(Standard::Args).and_then(|args| self.object(args));
        // Arguments alone do not tell what the format string names, and `logging` prints those that do not
        // fit to standard error as they are.
        let names = |text: &[u8]| self.engine.policy().redactor().may_match(text);
        let as_text = message.hidden || (message.error.is_some() && names(message.text.bytes()));
        if whole.is_some() || args.is_some() || as_text {
            let args = args.filter(|_| !as_text);
            self.message(record, attributes, whole.as_deref().unwrap_or(message.text.bytes()), args.as_ref());
        }
        for (name, attribute) in [
            ("exc_text", Standard::ExcText),
            ("stack_info", Standard::StackInfo),
            ("message", Standard::Message),
            // Names that a program gives; a formatter may show them.
            ("threadName", Standard::ThreadName),
            ("processName", Standard::ProcessName),
            ("taskName", Standard::TaskName),
        ] {
            if let Some(clean) = attributes.some(attribute).and_then(|text| self.object(text)) {
                set(record, name, &clean);
            }
        }
        let fields: Vec<_> =
            attributes.extras.iter().map(|(key, value)| containers::field(key, value)).collect();
        let siblings = Siblings::of(&fields);
        for ((key, value), field) in attributes.extras.iter().zip(&fields) {
            match self.member(siblings, field, value) {
                Verdict::Keep => {}
                Verdict::Change(new) => set(record, key, &new),
                Verdict::Remove => {
                    let _ = record.getattr("__dict__").and_then(|dict| dict.del_item(key));
                }
            }
        }
    }

    /// Sets `msg` and `args` so that they make the clean text `whole`: as they were but for what is secret
    /// where that does it, else the text itself.
    fn message(
        &mut self,
        record: &Bound<'_, PyAny>,
        attributes: &Attributes<'_>,
        whole: &[u8],
        args: Option<&Bound<'_, PyAny>>,
    ) {
        let py = record.py();
        let given = attributes.some(Standard::Args);
        if let Some(msg) = attributes.some(Standard::Msg) {
            let format = msg.cast::<PyString>().ok().filter(|msg| self.text(&text::bytes(msg)).is_none());
            let kept = match (format, given) {
                (Some(msg), Some(given)) => {
                    let start = args.unwrap_or(given);
                    args.filter(|args| self.fits(msg, args)).cloned().or_else(|| self.masked(msg, start))
                }
                _ => None,
            };
            if let Some(args) = kept {
                set(record, "args", &args);
                return;
            }
            // A dict or another object that is the message stays one.
            let as_it_was = given.is_none_or(|given| !given.is_truthy().unwrap_or(true));
            if as_it_was && let Some(clean) = self.object(msg).filter(|_| !msg.is_instance_of::<PyString>()) {
                set(record, "msg", &clean);
                return;
            }
        }
        set(record, "msg", text::to_python(py, whole).as_any());
        set(record, "args", PyTuple::empty(py).as_any());
    }

    /// Whether `msg % args` tells nothing, neither by itself nor by what `msg` calls an argument.
    fn fits(&mut self, msg: &Bound<'_, PyString>, args: &Bound<'_, PyAny>) -> bool {
        let py = msg.py();
        let Ok(made) = self.code.run(py, || Ok(msg.rem(args)?.cast_into::<PyString>()?)) else {
            return false;
        };
        let redactor = self.engine.policy().redactor();
        // Not a hit more in the counters: the record's own line has counted it.
        let mut report = veilfold_core::Report::default();
        let hidden = self.code.run(py, || Ok(placeholder::hide(msg, args, redactor, &mut report)));
        let made = text::bytes(&made);
        let same = match hidden {
            Ok(None) => true,
            Ok(Some((msg, args))) => {
                let hidden = self.code.run(py, || Ok(msg.rem(&args)?.cast_into::<PyString>()?));
                hidden.is_ok_and(|hidden| text::bytes(&hidden) == made)
            }
            Err(_) => false,
        };
        same && self.text(&made).is_none()
    }

    /// `args` with as few of them masked as `msg` needs to tell nothing; `None` where that does not do.
    fn masked<'py>(
        &mut self,
        msg: &Bound<'py, PyString>,
        args: &Bound<'py, PyAny>,
    ) -> Option<Bound<'py, PyAny>> {
        let py = msg.py();
        let dict = args.cast::<PyDict>().ok();
        let (keys, values): (Vec<_>, Vec<_>) = match (dict, args.cast::<PyTuple>()) {
            (Some(dict), _) => dict.iter().unzip(),
            (None, Ok(tuple)) => (Vec::new(), tuple.iter().collect()),
            (None, Err(_)) => return None,
        };
        if values.len() > MAX_ARGUMENTS {
            return None;
        }
        let build = |values: &[Bound<'py, PyAny>]| {
            if dict.is_none() {
                return PyTuple::new(py, values).ok().map(Bound::into_any);
            }
            let made = PyDict::new(py);
            keys.iter().zip(values).try_for_each(|(key, value)| made.set_item(key, value)).ok()?;
            Some(made.into_any())
        };
        let number = |value: &Bound<'py, PyAny>| {
            value.is_instance_of::<PyInt>() || value.is_instance_of::<PyFloat>() || value.is_none()
        };
        let mask = PyString::new(py, MASK).into_any();
        let mut least: Vec<_> =
            values.iter().map(|value| if number(value) { value.clone() } else { mask.clone() }).collect();
        let mut answer = build(&least).filter(|args| self.fits(msg, args))?;
        for (at, value) in values.into_iter().enumerate() {
            let masked = std::mem::replace(&mut least[at], value);
            match build(&least).filter(|args| self.fits(msg, args)) {
                Some(better) => answer = better,
                None => least[at] = masked,
            }
        }
        Some(answer)
    }

    /// Whether the text, a note or an argument of an exception or of its chain tells a secret, or may do so where the
    /// chain is too long to be looked at.
    pub(crate) fn exception(&mut self, error: &Bound<'_, PyAny>) -> bool {
        let chain = Chain::without_frames(error, self.code);
        if chain.is_cut() {
            return true;
        }
        let links = chain.borrow();
        let mut texts = links.iter().flat_map(|link| std::iter::once(&link.message).chain(&link.notes));
        texts.any(|text| self.text(text).is_some())
            || chain
                .objects()
                .any(|error| error.getattr("args").is_ok_and(|args| self.object(&args).is_some()))
    }

    fn text(&mut self, text: &[u8]) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        self.engine.redact(text, &mut out, self.scratch).then_some(out)
    }

    fn hide<'py>(&mut self, rule: RuleId, value: &Bound<'py, PyAny>) -> Verdict<'py> {
        if value.is_none() || value.is_instance_of::<PyBool>() {
            return Verdict::Keep;
        }
        let text = self.code.run(value.py(), || value.str().map(|text| text::bytes(&text).into_owned()));
        let mut out = Vec::new();
        let redactor = self.engine.policy().redactor();
        match redactor.hide(rule, &text.unwrap_or_default(), &mut out, &mut self.scratch.report) {
            Disposition::Replaced => Verdict::Change(text::to_python(value.py(), &out).into_any()),
            Disposition::Removed => Verdict::Remove,
        }
    }

    /// An object that shows itself only by `str` and `repr`: replaced by its cleaned text when either
    /// tells a secret, or when it cannot be asked.
    fn opaque<'py>(&mut self, object: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
        let py = object.py();
        let shown = self.code.run(py, || Ok((object.str()?, object.repr()?)));
        let Ok((as_str, as_repr)) = shown else {
            return Some(text::to_python(py, &crate::object::type_marker(object)).into_any());
        };
        let clean_str = self.text(&text::bytes(&as_str));
        let clean_repr = self.text(&text::bytes(&as_repr));
        if clean_str.is_none() && clean_repr.is_none() {
            return None;
        }
        let text = clean_str.unwrap_or_else(|| text::bytes(&as_str).into_owned());
        Some(text::to_python(py, &text).into_any())
    }
}

/// Sets an attribute of a record; a record that refuses it is no `LogRecord`.
fn set<'py>(record: &Bound<'py, PyAny>, name: impl IntoPyObject<'py>, value: &Bound<'py, PyAny>) {
    let _ = record.getattr("__dict__").and_then(|dict| dict.set_item(name, value));
}
