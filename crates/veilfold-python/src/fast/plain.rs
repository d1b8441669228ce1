//! Calls that need no record: what is looked at, and what makes the line.
//!
//! Every look here ends in "not plain" where it sees something it does not expect. Nothing has been written
//! by then, and no code of the application has run but `isinstance(argument, Mapping)`, as in `logging`.

use super::ffi::{self, Arguments};
use super::route::Route;
use super::{Method, Standard, wanted};
use crate::emitter::Ready;
use crate::engine::Source;
use crate::logrecord::{Attributes, Extras};
use crate::names::{Names, Standard as Attribute};
use pyo3::exceptions::PyBaseException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString, PyTuple};
use std::time::{SystemTime, UNIX_EPOCH};
use veilfold_core::Timestamp;

/// Attributes of a logger that `getLogger` made; the root has no `manager` of its own.
const ATTRIBUTES: usize = 9;

/// Writes the line of a call. False when the call is not a plain one: then nothing has happened.
/// `on` where its level is known to be logged.
pub(super) fn log(
    standard: &Standard,
    method: Method,
    arguments: &Arguments<'_, '_>,
    on: bool,
) -> PyResult<bool> {
    let py = arguments.py();
    let logger = &arguments.slf;
    if !on && !is_logger(standard, logger) {
        return Ok(false);
    }
    let Ok(dict) = ffi::dict_of(logger) else { return Ok(false) };
    let mut positional = arguments.positional();
    let level = match &standard.levels[method as usize] {
        Some(level) => level.bind(py).clone(),
        None => match positional.next() {
            Some(level) if level.is_exact_instance_of::<PyInt>() => level.to_owned(),
            _ => return Ok(false),
        },
    };
    let Some(msg) = positional.next() else { return Ok(false) };
    let Some(given) = Given::of(arguments) else { return Ok(false) };
    // Before the values are read: a disabled call pays for none of its extras.
    if !on {
        match enabled(standard, logger, &dict, &level)? {
            Some(true) => {}
            Some(false) => return Ok(true),
            None => return Ok(false),
        }
    }
    if !standard.making.hold(py) || (method == Method::Exception && !standard.error.holds(py)) {
        return Ok(false);
    }
    let mut attributes = Attributes::empty();
    let Some(exc_info) = given.read(py, method, &mut attributes.extras)? else { return Ok(false) };
    let Ok(number) = level.extract::<i64>() else { return Ok(false) };
    let names = standard.level_names.bind(py);
    let level_name = match &standard.level_slots[method as usize] {
        Some(slot) => slot.get(names),
        None => item(names, &level),
    };
    let Some(level_name) = level_name else { return Ok(false) };
    let Some(args) = message_arguments(standard, positional)? else { return Ok(false) };
    attributes.set(Attribute::Name, standard.words.name.get(&dict));
    attributes.set(Attribute::Msg, Some(msg.to_owned()));
    attributes.set(Attribute::Args, args);
    attributes.set(Attribute::LevelNo, Some(level));
    attributes.set(Attribute::LevelName, Some(level_name));
    // What is false is told to whoever gets a record, and to nobody else.
    let given = given.exc_info.map(Borrowed::to_owned);
    attributes.set(Attribute::ExcInfo, exc_info.or(given));
    let route = Route::find(standard, &dict, number);
    let Some(Route { ours, .. }) = route.as_ref().filter(|route| route.others.is_empty()) else {
        return wanted::log(standard, logger, attributes, route);
    };
    write(py, ours, &Source { attributes: &attributes, time: micros(now()), record: None })?;
    Ok(true)
}

/// Writes the line of a call that has no record to veilfold's handlers.
pub(super) fn write<'py>(py: Python<'py>, ours: &[Ready], source: &Source<'_, 'py>) -> PyResult<()> {
    ours.iter().try_for_each(|ready| ready.write_call(py, source))
}

/// The keyword arguments of a call, as they were given.
struct Given<'a, 'py> {
    extra: Option<Borrowed<'a, 'py, PyAny>>,
    exc_info: Option<Borrowed<'a, 'py, PyAny>>,
    stack_info: Option<Borrowed<'a, 'py, PyAny>>,
    stacklevel: Option<Borrowed<'a, 'py, PyAny>>,
}

impl<'a, 'py> Given<'a, 'py> {
    /// `None` where one of them is no option of a log call.
    fn of(arguments: &Arguments<'a, 'py>) -> Option<Given<'a, 'py>> {
        let py = arguments.py();
        let mut given = Given { extra: None, exc_info: None, stack_info: None, stacklevel: None };
        for (name, value) in arguments.named() {
            let place = if name.is(intern!(py, "extra")) {
                &mut given.extra
            } else if name.is(intern!(py, "exc_info")) {
                &mut given.exc_info
            } else if name.is(intern!(py, "stack_info")) {
                &mut given.stack_info
            } else if name.is(intern!(py, "stacklevel")) {
                &mut given.stacklevel
            } else {
                return None;
            };
            *place = Some(value);
        }
        Some(given)
    }

    /// The extras go to `extras`; what comes back is the exception, in `None` where the call is not a plain one.
    fn read(
        &self,
        py: Python<'py>,
        method: Method,
        extras: &mut Extras<'py>,
    ) -> PyResult<Option<Option<Bound<'py, PyAny>>>> {
        if let Some(extra) = self.extra.filter(|extra| !extra.is_none()) {
            let Ok(extra) = extra.cast_exact::<PyDict>() else { return Ok(None) };
            let names = Names::get(py);
            extras.reserve(extra.len());
            for (key, value) in extra.iter() {
                // `logging` refuses a name of its own, which its own method does best.
                if !key.is_exact_instance_of::<PyString>() || names.find(&key, usize::MAX).is_some() {
                    return Ok(None);
                }
                extras.push((key, value));
            }
        }
        if self.stack_info.is_some_and(|value| !(value.is_none() || value.is(PyBool::new(py, false)))) {
            return Ok(None);
        }
        if let Some(value) = self.stacklevel
            && (!value.is_exact_instance_of::<PyInt>() || value.extract::<i64>().ok() != Some(1))
        {
            return Ok(None);
        }
        // Whoever asks for a stack by an object's truth value gets it from `logging`.
        Ok(match self.exc_info {
            None if method == Method::Exception => Some(Some(handled(py)?)),
            None => Some(None),
            Some(value) if value.is_none() || value.is(PyBool::new(py, false)) => Some(None),
            Some(value) if value.is(PyBool::new(py, true)) => Some(Some(handled(py)?)),
            Some(value) if value.is_instance_of::<PyBaseException>() => Some(Some(value.to_owned())),
            Some(value) if value.is_exact_instance_of::<PyTuple>() => Some(Some(value.to_owned())),
            Some(_) => None,
        })
    }
}

/// `sys.exc_info()` of the caller.
fn handled(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let standard = super::STANDARD.get(py);
    standard.map_or_else(|| Ok(py.None().into_bound(py)), |standard| standard.exc_info.bind(py).call0())
}

/// A logger of the standard class, or the root: a subclass may have its own ways.
pub(super) fn is_logger(standard: &Standard, logger: &Bound<'_, PyAny>) -> bool {
    let class = logger.get_type().as_ptr();
    class == standard.logger.as_ptr() || class == standard.root_logger.as_ptr()
}

/// Whether the level is logged; `None` where somebody else has a say in it.
fn enabled(
    standard: &Standard,
    logger: &Bound<'_, PyAny>,
    dict: &Bound<'_, PyDict>,
    level: &Bound<'_, PyAny>,
) -> PyResult<Option<bool>> {
    let py = dict.py();
    if !standard.enabled.hold(py) || own_methods(standard, dict) {
        return Ok(None);
    }
    let disabled = standard.words.disabled.get(dict);
    if !disabled.is_some_and(|disabled| disabled.is(PyBool::new(py, false))) {
        return Ok(None);
    }
    let cache = standard.words.cache.get(dict);
    let known = cache.as_ref().and_then(|cache| item(cache.cast_exact::<PyDict>().ok()?, level));
    if let Some(known) = known.as_ref().and_then(|known| known.cast_exact::<PyBool>().ok()) {
        return Ok(Some(known.is_true()));
    }
    logger.call_method1(intern!(py, "isEnabledFor"), (level,))?.is_truthy().map(Some)
}

/// Whether the logger itself has a method of its own.
fn own_methods(standard: &Standard, dict: &Bound<'_, PyDict>) -> bool {
    let usual =
        dict.len() < ATTRIBUTES || (dict.len() == ATTRIBUTES && standard.words.manager.get(dict).is_some());
    !usual && standard.methods.iter().any(|name| dict.contains(name).unwrap_or(true))
}

/// `record.args`; the outer `None` where `logging` would look for a mapping and may find one.
fn message_arguments<'a, 'py: 'a>(
    standard: &Standard,
    mut given: impl ExactSizeIterator<Item = Borrowed<'a, 'py, PyAny>>,
) -> PyResult<Option<Option<Bound<'py, PyAny>>>> {
    match given.len() {
        0 => Ok(Some(None)),
        1 => {
            let Some(only) = given.next() else { return Ok(None) };
            let py = only.py();
            if let Ok(dict) = only.cast_exact::<PyDict>()
                && !dict.is_empty()
            {
                return Ok(Some(Some(only.to_owned())));
            }
            let basic = only.is_exact_instance_of::<PyString>()
                || only.is_exact_instance_of::<PyInt>()
                || only.is_exact_instance_of::<PyFloat>()
                || only.is_exact_instance_of::<PyDict>();
            if !basic && only.is_instance(standard.mapping.bind(py))? {
                return Ok(None);
            }
            Ok(Some(Some(PyTuple::new(py, [only])?.into_any())))
        }
        _ => {
            let Some(first) = given.next() else { return Ok(None) };
            let items: Vec<_> =
                std::iter::once(first.to_owned()).chain(given.map(Borrowed::to_owned)).collect();
            Ok(Some(Some(PyTuple::new(first.py(), items)?.into_any())))
        }
    }
}

fn item<'py>(dict: &Bound<'py, PyDict>, key: impl IntoPyObject<'py>) -> Option<Bound<'py, PyAny>> {
    dict.get_item(key).ok().flatten()
}

/// `time.time_ns()`: nobody replaced it.
pub(super) fn now() -> i64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one clock reading of a record, as `LogRecord` takes it"
    )]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

/// A record has microseconds.
pub(super) fn micros(ns: i64) -> Timestamp {
    Timestamp((ns.saturating_add(500) / 1_000).saturating_mul(1_000))
}
