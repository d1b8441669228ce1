//! The native half of `veilfold.Handler`: one record, one line, one write.

use crate::destination::Destination;
use crate::engine::{PyEngine, Source};
use crate::fast::{self, Of, Slot};
use crate::logrecord::Attributes;
use crate::outlet::Outlet;
use crate::python_code::PythonCode;
use crate::queued::{self, Queued};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString, PyTuple, PyType};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use veilfold_io::metrics::Metrics;

pub(crate) use crate::engine::context_source;

/// The base of `veilfold.Handler`.
#[pyclass(module = "veilfold._native", subclass, frozen)]
#[derive(Debug, Default)]
pub(crate) struct Emitter {
    /// Locked with the GIL held and never across a call into Python.
    outlet: Mutex<Option<Arc<Outlet>>>,
}

#[pymethods]
impl Emitter {
    #[new]
    #[pyo3(signature = (*_args, **_options))]
    fn new(_args: &Bound<'_, PyTuple>, _options: Option<&Bound<'_, PyDict>>) -> Emitter {
        Emitter::default()
    }

    /// Sets engine and sinks: "stdout", "stderr", paths, files, or objects with a `write` method. `queue` is the size of
    /// that of the asynchronous mode, 0 for none, and what happens when it is full. `dedup` is the window in
    /// seconds in which a group has one line; 0 is none.
    fn _open(
        &self,
        engine: &Bound<'_, PyEngine>,
        sinks: &Bound<'_, PyList>,
        queue: (usize, &str),
        dedup: f64,
    ) -> PyResult<()> {
        let window = Duration::try_from_secs_f64(dedup).map_err(|_| {
            PyValueError::new_err(format!("dedup is a number of seconds, 0 or more, not {dedup}"))
        })?;
        let sinks: Vec<_> = sinks.iter().map(|sink| Destination::of(&sink)).collect::<PyResult<_>>()?;
        let engine = Arc::clone(&engine.get().0);
        let (size, policy) = (queue.0, queued::overflow(queue.1)?);
        let queue = match size {
            0 => None,
            _ => Some(Queued::new(&sinks, &engine, metrics(), size, policy)?),
        };
        let outlet = Outlet {
            engine,
            apart: sinks.iter().any(Destination::is_apart),
            sinks,
            formatter: None,
            metrics: metrics(),
            queue,
            groups: Arc::default(),
            repeats: None,
        };
        self.set(Some(outlet.holding(window)));
        Ok(())
    }

    /// Lets another engine, or a formatter of somebody else, make the lines from now on.
    #[pyo3(signature = (engine = None, formatter = None))]
    fn _reformat(&self, engine: Option<&Bound<'_, PyEngine>>, formatter: Option<Py<PyAny>>) {
        if let Some(old) = self.outlet() {
            let engine = engine.map_or_else(|| Arc::clone(&old.engine), |engine| Arc::clone(&engine.get().0));
            self.set(Some(Outlet { engine, formatter: formatter.map(Arc::new), ..Outlet::clone(&old) }));
        }
    }

    /// Closes the sinks' descriptors. A record that comes later opens them again, as it does with
    /// `logging.FileHandler`: `dictConfig` closes every handler there is, also those that stay in use.
    fn _close(&self, py: Python<'_>) {
        self.release(py);
        if let Some(queue) = self.queue() {
            let lost = queue.close(py);
            if lost > 0 {
                let _ = writeln!(io::stderr(), "veilfold: records lost in the queue at its end: {lost}");
            }
        }
        self.outlet().iter().flat_map(|outlet| &outlet.sinks).for_each(Destination::close);
    }

    /// Writes what is held back, and waits until the queue is empty, where there is one.
    fn _flush(&self, py: Python<'_>) {
        self.release(py);
        if let Some(queue) = self.queue() {
            queue.flush(py);
        }
    }

    /// To be called before a fork.
    fn _forking(&self, py: Python<'_>) {
        if let Some(queue) = self.queue() {
            queue.pause(py);
        }
    }

    /// To be called in the parent after a fork.
    fn _resume(&self) {
        if let Some(queue) = self.queue() {
            queue.resume();
        }
    }

    /// To be called in a child process after fork.
    fn _forked(&self) {
        let Some(outlet) = self.outlet() else { return };
        // What is held is the parent's to write, and what was counted is the parent's count. The old windows
        // are left alone: the thread that may have owned their lock is not here.
        std::mem::forget(outlet.repeats.clone());
        let window = outlet.repeats.as_ref().map(|repeats| repeats.window()).unwrap_or_default();
        let mut child = Outlet { groups: Arc::default(), repeats: None, ..Outlet::clone(&outlet) };
        if let Some(old) = &outlet.queue {
            let (queue, sinks) = old.renewed();
            let mut sinks = sinks.into_iter();
            let renew = |to: &Destination| {
                to.native().and_then(|_| sinks.next()).map_or_else(|| to.clone(), |sink| to.with(sink))
            };
            child.sinks = outlet.sinks.iter().map(renew).collect();
            child.queue = Some(queue);
        }
        child.sinks.iter().for_each(Destination::forked);
        self.set(Some(child.holding(window)));
    }

    /// What is known of every group, the most frequent first: a list of dicts.
    fn _groups<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.outlet().map_or_else(|| Ok(PyList::empty(py)), |outlet| outlet.groups.list(py))
    }

    /// Marks a group as mended, by a release (empty: from now on). False when it is not known.
    fn _resolve(&self, group: &str, release: &str) -> bool {
        self.outlet().is_some_and(|outlet| outlet.groups.resolve(group, release))
    }

    /// For every sink: name, records written, bytes, records lost and why the latest was, files put aside
    /// and why the latest could not be.
    fn _stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let rows = PyList::empty(py);
        let outlet = self.outlet();
        let queue = outlet.as_ref().and_then(|outlet| outlet.queue.as_ref());
        let mut native = 0;
        for sink in outlet.iter().flat_map(|outlet| &outlet.sinks) {
            let (name, mut stats) = sink.stats(py)?;
            if sink.native().is_some() {
                stats.lost += queue.map_or(0, |queue| queue.dropped(native));
                native += 1;
            }
            rows.append((
                name,
                stats.written,
                stats.bytes,
                stats.lost,
                stats.failing,
                stats.rotations,
                stats.rotation_failing,
            ))?;
        }
        Ok(rows)
    }

    /// Writes a record's line to every sink. Raises nothing but an interrupt that came meanwhile.
    fn emit(slf: &Bound<'_, Self>, record: &Bound<'_, PyAny>) -> PyResult<()> {
        let Some(outlet) = slf.get().outlet() else { return Ok(()) };
        let attributes = Attributes::of(record);
        outlet.deliver(slf.py(), &Source::of(record, &attributes), |code| handle_error(slf, record, code))
    }

    /// As `logging.Handler.handle`, without its lock: one record is one write, and needs none.
    fn handle<'py>(slf: &Bound<'py, Self>, record: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        if fast::ffi::dict_of(slf).is_ok_and(|attributes| is_plain(slf, &attributes)) {
            Emitter::emit(slf, record)?;
            return Ok(pyo3::types::PyBool::new(py, true).to_owned().into_any());
        }
        let standard = STANDARD_HANDLE.get_or_try_init(py, || {
            py.import("logging")?.getattr("Handler")?.getattr("handle").map(Bound::unbind)
        })?;
        standard.bind(py).call1((slf, record))
    }
}

/// A handler of which the next line is known to be veilfold's alone to make.
#[derive(Debug)]
pub(crate) struct Ready(Option<Arc<Outlet>>);

impl Ready {
    /// Writes the line of a log call that has no record.
    pub(crate) fn write_call<'py>(&self, py: Python<'py>, source: &Source<'_, 'py>) -> PyResult<()> {
        // A plain handler has nothing to add to the marker in the line and to what the sink said.
        self.0.as_ref().map_or(Ok(()), |outlet| outlet.deliver(py, source, |_| ()))
    }
}

impl Emitter {
    /// The way to the sinks, unless somebody else has a say in what this handler does with a record.
    /// `attributes` are the handler's own.
    pub(crate) fn ready(slf: &Bound<'_, Self>, attributes: &Bound<'_, PyDict>) -> Option<Ready> {
        if !is_plain(slf, attributes) {
            return None;
        }
        let outlet = slf.get().outlet();
        let own = outlet
            .as_ref()
            .is_none_or(|outlet| outlet.formatter.is_none() && !outlet.engine.options().caller);
        own.then_some(Ready(outlet))
    }

    fn outlet(&self) -> Option<Arc<Outlet>> {
        self.outlet.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn queue(&self) -> Option<Queued> {
        self.outlet().and_then(|outlet| outlet.queue.clone())
    }

    /// Writes what is held back.
    fn release(&self, py: Python<'_>) {
        if let Some(repeats) = self.outlet().and_then(|outlet| outlet.repeats.clone()) {
            // Without the GIL, which the thread that is writing may be waiting for.
            py.detach(|| repeats.flush());
        }
    }

    fn set(&self, outlet: Option<Outlet>) {
        let old = std::mem::replace(
            &mut *self.outlet.lock().unwrap_or_else(PoisonError::into_inner),
            outlet.map(Arc::new),
        );
        // Dropped after the lock is free: a stream's finaliser may log.
        drop(old);
    }
}

/// Hands a record to a handler as a call of its `handle` does.
pub(crate) fn hand_over(handler: &Bound<'_, Emitter>, record: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = handler.py();
    let name = pyo3::intern!(py, "handle");
    let own = HANDLER.get(py).is_some_and(|handlers| {
        handler.is_exact_instance(handlers.class.bind(py))
            && handlers.class.bind(py).getattr(name).is_ok_and(|current| current.is(&handlers.handle))
    });
    if own && fast::ffi::dict_of(handler).is_ok_and(|attributes| is_plain(handler, &attributes)) {
        return Emitter::emit(handler, record);
    }
    handler.call_method1(name, (record,)).map(drop)
}

/// `logging.Handler.handle`.
static STANDARD_HANDLE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// `veilfold.Handler`, and methods as it came with them.
struct Own {
    class: Py<PyType>,
    /// The dict of the class, and names that only a patch puts there.
    names: Py<PyDict>,
    patches: [Slot; 2],
    handle: Py<PyAny>,
    handle_error: Py<PyAny>,
}

static HANDLER: PyOnceLock<Own> = PyOnceLock::new();

/// Tells the native half which class is `veilfold.Handler`, and which dict is behind its `__dict__`.
#[pyfunction]
pub(crate) fn handler_class(class: &Bound<'_, PyType>, names: &Bound<'_, PyDict>) -> PyResult<()> {
    let method = |name| class.getattr(name).map(Bound::unbind);
    let own = Own {
        class: class.clone().unbind(),
        names: names.clone().unbind(),
        patches: ["emit", "filter"].map(|name| Slot::interned(class.py(), name, Of::Namespaces)),
        handle: method("handle")?,
        handle_error: method("handleError")?,
    };
    let _ = HANDLER.set(class.py(), own);
    Ok(())
}

/// Attributes of a `veilfold.Handler` that nobody touched; none of them can be taken away without harm.
const ATTRIBUTES: usize = 7;

static FILTERS: PyOnceLock<Slot> = PyOnceLock::new();

/// A `veilfold.Handler` without filters, of which nothing is overridden or patched.
fn is_plain(handler: &Bound<'_, Emitter>, dict: &Bound<'_, PyDict>) -> bool {
    let py = handler.py();
    let Some(own) = HANDLER.get(py) else { return false };
    if !handler.is_exact_instance(own.class.bind(py)) {
        return false;
    }
    let unpatched = own.patches.iter().all(|patch| patch.holds(own.names.bind(py), None));
    let no_filters = FILTERS
        .get_or_init(py, || Slot::interned(py, "filters", Of::Instances))
        .get(dict)
        .is_some_and(|filters| filters.cast_exact::<PyList>().is_ok_and(PyListMethods::is_empty));
    let own = |name: &Bound<'_, PyString>| dict.contains(name).unwrap_or(true);
    // `logging.Handler.__init__` and ours set so many attributes: nobody has added one.
    unpatched
        && no_filters
        && (dict.len() <= ATTRIBUTES
            || !(own(pyo3::intern!(py, "emit"))
                || own(pyo3::intern!(py, "filter"))
                || own(pyo3::intern!(py, "handle"))
                || own(pyo3::intern!(py, "handleError"))))
}

/// Calls `handleError` where a subclass or the instance has its own: ours has nothing to add to the
/// marker in the line and to what the sink said.
fn handle_error(handler: &Bound<'_, Emitter>, record: &Bound<'_, PyAny>, code: &mut PythonCode) {
    let py = handler.py();
    let name = pyo3::intern!(py, "handleError");
    let own = HANDLER.get(py).map(|own| &own.handle_error);
    let overridden =
        handler.get_type().getattr(name).is_ok_and(|current| own.is_none_or(|own| !current.is(own)));
    let patched = || handler.getattr("__dict__").is_ok_and(|dict| dict.contains(name).unwrap_or(false));
    if overridden || patched() {
        // What it raises is swallowed as any error of logging's own.
        let _ = code.run(py, || handler.call_method1(name, (record,)));
    }
}

static METRICS: OnceLock<Option<Arc<Metrics>>> = OnceLock::new();

/// The counters of this process: shared with the program's other processes in the directory that
/// `VEILFOLD_METRICS_DIR` names, else its own. `None` where they cannot be made.
pub(crate) fn metrics() -> Option<Arc<Metrics>> {
    METRICS
        .get_or_init(|| {
            let directory =
                std::env::var_os("VEILFOLD_METRICS_DIR").filter(|d| !d.is_empty()).map(PathBuf::from);
            Metrics::open(directory.as_deref()).ok().map(Arc::new)
        })
        .clone()
}
