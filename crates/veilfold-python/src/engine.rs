//! The engine with its options, and the way of one record through it.

use crate::clean::Cleaner;
use crate::exception::Chain;
use crate::functions;
use crate::groups::Groups;
use crate::logrecord::Attributes;
use crate::message::Message;
use crate::names::Standard;
use crate::nesting::{self, Nesting};
use crate::policy::PyPolicy;
use crate::python_code::PythonCode;
use crate::text::{self, Text};
use crate::value::Converter;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyFloat, PyString};
use smallvec::SmallVec;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use veilfold_core::record::Caller;
use veilfold_core::{Engine, Level, Options, Outcome, Policy, Profile, Record, Scratch, Timestamp};

/// A policy and options, ready to run.
#[pyclass(name = "Engine", module = "veilfold._native", frozen)]
#[derive(Debug)]
pub(crate) struct PyEngine(pub(crate) Arc<Engine>);

#[pymethods]
impl PyEngine {
    #[new]
    #[pyo3(signature = (policy = None, **options))]
    fn new(
        py: Python<'_>,
        policy: Option<&Bound<'_, PyPolicy>>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PyEngine> {
        let policy = policy
            .map_or_else(|| Ok(Policy::builtin(Profile::Default)), |policy| policy.get().compile(py))?;
        let options = options.map_or_else(|| Ok(Options::default()), crate::options::read)?;
        Ok(PyEngine(Arc::new(Engine::new(policy, options))))
    }

    /// The line of a record, without a line end.
    fn format<'py>(&self, record: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
        let nesting = Nesting::enter();
        let mut code = PythonCode::new(nesting.may_call());
        let line = nesting::with_buffers(|buffers| {
            let attributes = Attributes::of(record);
            let source = Source::of(record, &attributes);
            let py = record.py();
            make_line(&self.0, py, &source, &mut code, &mut buffers.line, &mut buffers.scratch, None);
            text::to_python(record.py(), &buffers.line)
        });
        code.finish().map(|()| line)
    }

    /// The cleaned form of a line that somebody else wrote, without a line end.
    fn transform<'py>(&self, py: Python<'py>, line: &[u8]) -> Bound<'py, PyBytes> {
        nesting::with_buffers(|buffers| {
            self.0.transform(line, &mut buffers.line, &mut buffers.scratch);
            PyBytes::new(py, &buffers.line)
        })
    }

    /// The line of the record that another program's line describes, in this engine's schema, without a
    /// line end. `received` is its time, in nanoseconds since the epoch, where the line tells none.
    fn reencode<'py>(&self, py: Python<'py>, line: &[u8], received: i64) -> Bound<'py, PyBytes> {
        nesting::with_buffers(|buffers| {
            self.0.reencode(line, Timestamp(received), &mut buffers.line, &mut buffers.scratch);
            PyBytes::new(py, &buffers.line)
        })
    }

    /// The group id of an exception, of a traceback's text, or of a message.
    fn fingerprint(&self, source: &Bound<'_, PyAny>) -> PyResult<String> {
        functions::fingerprint(self.0.policy().grouping(), source)
    }

    /// The template of a message.
    fn template<'py>(&self, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
        functions::template(self.0.policy().grouping(), text)
    }

    /// The cleaned form of any object; the object itself when it holds no secret.
    fn redact<'py>(&self, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.cleaning(|cleaner| cleaner.object(value)).map(|clean| clean.unwrap_or_else(|| value.clone()))
    }

    /// Hides the secrets of a record in place, for handlers of other makers. Returns whether its
    /// exception tells one too: that takes a new exception, which is made in Python.
    fn clean_record(&self, record: &Bound<'_, PyAny>) -> PyResult<bool> {
        self.clean(record).map(|tells| tells == Some(true))
    }

    /// Whether an exception, or one that it is chained to, tells a secret.
    fn tells(&self, error: &Bound<'_, PyAny>) -> PyResult<bool> {
        self.cleaning(|cleaner| cleaner.exception(error))
    }
}

impl PyEngine {
    /// [`PyEngine::clean_record`], which also says where there is nothing to do for the exception.
    pub(crate) fn clean(&self, record: &Bound<'_, PyAny>) -> PyResult<Option<bool>> {
        self.cleaning(|cleaner| cleaner.record(record, &Attributes::of(record), true))
    }

    /// The same for a record that was made of these attributes.
    pub(crate) fn clean_made<'py>(
        &self,
        record: &Bound<'py, PyAny>,
        attributes: &Attributes<'py>,
    ) -> PyResult<Option<bool>> {
        self.cleaning(|cleaner| cleaner.record(record, attributes, false))
    }

    fn cleaning<T>(&self, clean: impl FnOnce(&mut Cleaner<'_>) -> T) -> PyResult<T> {
        let nesting = Nesting::enter();
        let mut code = PythonCode::new(nesting.may_call());
        let done = nesting::with_buffers(|buffers| {
            clean(&mut Cleaner::new(&self.0, &mut code, &mut buffers.scratch))
        });
        code.finish().map(|()| done)
    }
}

/// What a line was made of, for the counters.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) level: Level,
    pub(crate) time: Timestamp,
    pub(crate) logger: SmallVec<[u8; 32]>,
    pub(crate) exception: Option<Vec<u8>>,
    pub(crate) outcome: Outcome,
    /// The arguments did not fit, or a `__str__` raised.
    pub(crate) error: bool,
}

/// What a line is made of: a `LogRecord`, or a log call that needs none.
#[derive(Debug)]
pub(crate) struct Source<'a, 'py> {
    pub(crate) attributes: &'a Attributes<'py>,
    pub(crate) time: Timestamp,
    pub(crate) record: Option<&'a Bound<'py, PyAny>>,
}

impl<'a, 'py> Source<'a, 'py> {
    pub(crate) fn of(record: &'a Bound<'py, PyAny>, attributes: &'a Attributes<'py>) -> Source<'a, 'py> {
        Source { time: timestamp(attributes), attributes, record: Some(record) }
    }
}

/// Appends the line of a record, without a line end, to `out`, and counts it for its group.
pub(crate) fn make_line<'py>(
    engine: &Engine,
    py: Python<'py>,
    source: &Source<'_, 'py>,
    code: &mut PythonCode,
    out: &mut Vec<u8>,
    scratch: &mut Scratch,
    groups: Option<&Groups>,
) -> Made {
    let start = out.len();
    let Source { attributes, time, record } = source;
    let message = Message::of(py, *record, attributes, engine.policy().redactor(), scratch, code);
    let exc_info = attributes.some(Standard::ExcInfo).filter(|info| info.is_truthy().unwrap_or(false));
    let chain = exc_info.map(|info| Chain::of_exc_info(info, code)).unwrap_or_default();
    let walked = chain.borrow();
    let exc_text = attributes.some(Standard::ExcText).filter(|_| walked.is_empty()).and_then(Text::of);
    let parsed =
        exc_text.as_ref().map(|text| veilfold_core::group::stack::parse(text.bytes())).unwrap_or_default();
    let unparsed = exc_text.as_ref().filter(|_| parsed.is_empty());
    let stack = attributes.some(Standard::StackInfo).and_then(Text::of);
    let logger = attributes.some(Standard::Name).and_then(Text::of);
    let logger_name = logger.as_ref().map(Text::bytes);
    let level = attributes
        .some(Standard::LevelNo)
        .and_then(|level| level.extract::<i64>().ok())
        .map_or(Level::Info, Level::from_number);
    let level_name = attributes.some(Standard::LevelName).and_then(Text::of);
    let time = *time;
    let context_dict = context(py);
    let mut converter = Converter::new(code, engine.policy().limits().max_depth);
    let extras: SmallVec<[_; 8]> =
        attributes.extras.iter().map(|(key, value)| converter.field(key, value)).collect();
    let context_items: Vec<_> = context_dict.iter().flat_map(PyDictMethods::iter).collect();
    let context: Vec<_> = context_items
        .iter()
        .map(|(key, value)| converter.field(key, value))
        // What the log call says itself is nearer to the truth.
        .filter(|field| !extras.iter().any(|extra| extra.key == field.key))
        .collect();
    let caller = engine.options().caller.then(|| caller(attributes)).flatten();
    let caller = caller.as_ref().map(|(file, line, function)| Caller {
        file: file.bytes().into(),
        line: *line,
        function: function.bytes().into(),
    });
    let exception = if walked.is_empty() { &parsed } else { &walked };
    let whole = Record {
        timestamp: time,
        level,
        level_name: level_name.as_ref().map(Text::bytes).filter(|name| *name != level.as_str().as_bytes()),
        logger: logger_name.unwrap_or(b"root"),
        message: message.text.bytes(),
        format: message.format.as_ref().map(Text::bytes),
        context: &context,
        extras: &extras,
        exception,
        // A traceback in a form that nobody knows is a text like the stack.
        stack: stack.as_ref().or(unparsed).map(Text::bytes),
        caller,
        logging_error: message.error.as_ref().map(String::as_bytes),
    };
    let process = |record: &Record<'_>, out: &mut Vec<u8>, scratch: &mut Scratch| {
        catch_unwind(AssertUnwindSafe(|| engine.process(record, out, scratch))).ok()
    };
    let outcome = process(&whole, out, scratch).unwrap_or_else(|| {
        // A fault of ours: the record goes out as a marker, never as it was.
        out.truncate(start);
        *scratch = Scratch::default();
        let fault = Record {
            message: b"[INTERNAL FAULT]",
            logging_error: Some(b"veilfold failed on this record; its content is withheld"),
            format: None,
            level_name: None,
            logger: b"veilfold",
            context: &[],
            extras: &[],
            exception: &[],
            stack: None,
            caller: None,
            ..whole
        };
        process(&fault, out, scratch).unwrap_or_default()
    });
    if let Some((groups, id)) = groups.zip(outcome.group) {
        // What fails here costs a sample, never a record.
        let _ = catch_unwind(AssertUnwindSafe(|| groups.observe(engine, id, &whole)));
    }
    for (rule, hits) in message.named.iter() {
        (0..hits).for_each(|_| scratch.report.add(rule));
    }
    let made = Made {
        level,
        time,
        logger: logger_name.map(SmallVec::from_slice).unwrap_or_default(),
        exception: exception.first().map(|first| first.kind.to_vec()),
        outcome,
        error: message.error.is_some(),
    };
    message.finish(scratch);
    made
}

/// `record.created`, seconds since the epoch.
pub(crate) fn timestamp(attributes: &Attributes<'_>) -> Timestamp {
    let seconds =
        attributes.get(Standard::Created).and_then(|created| match created.cast_exact::<PyFloat>() {
            Ok(float) => Some(float.value()),
            Err(_) => created.extract::<f64>().ok(),
        });
    // Microseconds are all that a binary64 of this size holds; a cast saturates.
    Timestamp(((seconds.unwrap_or(0.0) * 1e6).round() as i64).saturating_mul(1_000))
}

fn caller<'py>(attributes: &Attributes<'py>) -> Option<(Text<'py>, u32, Text<'py>)> {
    Some((
        attributes.some(Standard::PathName).and_then(Text::of)?,
        attributes.some(Standard::LineNo).and_then(|line| line.extract().ok()).unwrap_or(0),
        attributes.some(Standard::FuncName).and_then(Text::of).unwrap_or(Text::Owned(Vec::new())),
    ))
}

/// Where the fields of the current context come from; unset, and free of cost, until there are any.
static CONTEXT: RwLock<Option<Py<PyAny>>> = RwLock::new(None);
static HAS_CONTEXT: AtomicBool = AtomicBool::new(false);

/// Names the function that returns the current context's dict, in place of the one before.
#[pyfunction]
pub(crate) fn context_source(get: Py<PyAny>) {
    let _before = CONTEXT.write().unwrap_or_else(PoisonError::into_inner).replace(get);
    HAS_CONTEXT.store(true, Ordering::Release);
}

fn context(py: Python<'_>) -> Option<Bound<'_, PyDict>> {
    if !HAS_CONTEXT.load(Ordering::Acquire) {
        return None;
    }
    // The lock is not held while Python code runs.
    let get = CONTEXT.read().unwrap_or_else(PoisonError::into_inner).as_ref()?.clone_ref(py);
    get.bind(py).call0().ok()?.cast_into::<PyDict>().ok()
}
