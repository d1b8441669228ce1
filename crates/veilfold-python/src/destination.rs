//! Where a handler's lines go, and which of them go there.

use crate::emitter::metrics;
use crate::engine::PyEngine;
use crate::python_code::PythonCode;
use crate::sequence::Sequence;
use crate::stream::Stream;
use pyo3::exceptions::{PyOSError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use std::path::PathBuf;
use std::sync::Arc;
use veilfold_cli::Painter;
use veilfold_core::{Engine, Level, Timestamp};
use veilfold_io::sink::{
    Address, Dialect, Facility, FileOptions, Keeping, Notice, OpenError, Sink, Stats, Syslog,
};

/// A sink, and the records that it takes.
#[derive(Clone, Debug)]
pub(crate) struct Destination {
    sink: Output,
    route: Option<Arc<Route>>,
    /// Makes lines for people of lines of JSON.
    painter: Option<Painter>,
    /// Makes the lines of this sink, where it has a policy of its own.
    own: Option<Arc<Engine>>,
    /// Numbers the lines of this sink.
    sequence: Option<Arc<Sequence>>,
}

#[derive(Clone, Debug)]
enum Output {
    Native(Arc<Sink>),
    Stream(Arc<Stream>),
}

/// Which records a sink takes.
#[derive(Debug, Default)]
struct Route {
    /// Numbers of the lowest and of the first too high level, as `logging` counts.
    levels: std::ops::Range<i64>,
    /// Loggers, with their children; empty is all.
    only: Vec<Vec<u8>>,
    /// Loggers whose records go elsewhere, with their children.
    except: Vec<Vec<u8>>,
}

impl Route {
    fn takes(&self, level: i64, logger: &[u8]) -> bool {
        let under = |names: &[Vec<u8>]| {
            names.iter().any(|name| {
                logger.strip_prefix(&name[..]).is_some_and(|rest| rest.is_empty() || rest[0] == b'.')
            })
        };
        self.levels.contains(&level) && (self.only.is_empty() || under(&self.only)) && !under(&self.except)
    }
}

impl Destination {
    /// "stdout", "stderr", a path, an object with a `write` method, the parts of a `veilfold.File` or of a
    /// `veilfold.Syslog`, or one of the first with whether it is a console with colours.
    pub(crate) fn of(sink: &Bound<'_, PyAny>) -> PyResult<Destination> {
        if let Ok((sink, colour)) = sink.extract::<(Bound<'_, PyAny>, bool)>() {
            let painter = Some(Painter { colour, full: false });
            return Ok(Destination { painter, ..Destination::of(&sink)? });
        }
        if let Ok(parts) = sink.cast::<PyTuple>() {
            let (path, options) = parts.extract::<(PathBuf, Bound<'_, PyDict>)>()?;
            let given = Given::file(&options)?;
            let sink = native(Sink::file_with(path, given.options).map_err(os_error)?);
            let own = given.own;
            let sequence = given.sequence.then(Arc::default);
            return Ok(Destination {
                route: Some(Arc::new(given.route)),
                own,
                sequence,
                ..Destination::to(sink)
            });
        }
        if let Ok(options) = sink.cast::<PyDict>() {
            let (config, levels) = syslog(options)?;
            // The name of a host is looked up.
            let sink = native(sink.py().detach(|| Sink::syslog(config)));
            let route = Some(Arc::new(Route { levels, ..Route::default() }));
            return Ok(Destination { route, ..Destination::to(sink) });
        }
        Ok(Destination::to(plain(sink)?))
    }

    fn to(sink: Output) -> Destination {
        Destination { sink, route: None, painter: None, own: None, sequence: None }
    }

    /// Whether its lines are not those of the other sinks: by another policy, or with numbers.
    pub(crate) fn is_apart(&self) -> bool {
        self.own.is_some() || self.sequence.is_some()
    }

    /// The engine that makes this sink's lines, where it is not the handler's.
    pub(crate) fn own_engine(&self) -> Option<&Engine> {
        self.own.as_deref()
    }

    /// A line, with its number where this sink numbers its lines.
    pub(crate) fn numbered(&self, line: Vec<u8>) -> Vec<u8> {
        match &self.sequence {
            Some(sequence) => sequence.number(&line),
            None => line,
        }
    }

    /// Whether this sink takes the records of a level and a logger.
    pub(crate) fn takes(&self, level: i64, logger: &[u8]) -> bool {
        self.route.as_ref().is_none_or(|route| route.takes(level, logger))
    }

    /// Writes a line of the engine's; false when it did not get out.
    pub(crate) fn write(
        &self,
        py: Python<'_>,
        line: &[u8],
        level: Level,
        time: Timestamp,
        code: &mut PythonCode,
    ) -> bool {
        let Some(painter) = self.painter else { return self.write_text(py, line, level, time, code) };
        let mut text = String::with_capacity(line.len());
        painter.paint(line, &mut text);
        self.write_text(py, text.as_bytes(), level, time, code)
    }

    /// Writes a line of somebody else's making as it is.
    pub(crate) fn write_text(
        &self,
        py: Python<'_>,
        line: &[u8],
        level: Level,
        time: Timestamp,
        code: &mut PythonCode,
    ) -> bool {
        match &self.sink {
            Output::Native(sink) => sink.write(line, level, time, |job| py.detach(job)),
            Output::Stream(stream) => code.run(py, || stream.write(py, line)).is_ok(),
        }
    }

    /// What happened to old files since the last call.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        match &self.sink {
            Output::Native(sink) => sink.notices(),
            Output::Stream(_) => Vec::new(),
        }
    }

    /// The sink, if a thread without an interpreter can write finished lines to it.
    pub(crate) fn native(&self) -> Option<&Arc<Sink>> {
        match &self.sink {
            Output::Native(sink) if self.painter.is_none() => Some(sink),
            Output::Native(_) | Output::Stream(_) => None,
        }
    }

    /// The same with another sink.
    pub(crate) fn with(&self, sink: Arc<Sink>) -> Destination {
        if let Some(metrics) = metrics() {
            metrics.watch_sink(&sink);
        }
        Destination { sink: Output::Native(sink), ..self.clone() }
    }

    pub(crate) fn close(&self) {
        if let Output::Native(sink) = &self.sink {
            sink.close();
        }
    }

    pub(crate) fn forked(&self) {
        if let Output::Native(sink) = &self.sink {
            sink.forked();
        }
    }

    pub(crate) fn stats(&self, py: Python<'_>) -> PyResult<(String, Stats)> {
        Ok(match &self.sink {
            Output::Native(sink) => (sink.to_string(), sink.stats()),
            Output::Stream(stream) => {
                (format!("<{}>", stream.object().bind(py).get_type().name()?), stream.stats())
            }
        })
    }

    pub(crate) fn kind(&self) -> &'static str {
        match &self.sink {
            Output::Native(sink) => sink.kind(),
            Output::Stream(_) => "stream",
        }
    }
}

fn plain(sink: &Bound<'_, PyAny>) -> PyResult<Output> {
    if let Ok(name) = sink.cast::<PyString>() {
        // A path need not be UTF-8.
        match name.to_str() {
            Ok("stdout") => return Ok(native(Sink::stdout())),
            Ok("stderr") => return Ok(native(Sink::stderr())),
            _ => {}
        }
    }
    if sink.hasattr("write")? {
        return Ok(Output::Stream(Arc::new(Stream::new(sink.clone().unbind()))));
    }
    let Ok(path) = sink.extract::<PathBuf>() else {
        let kind = sink.get_type().name()?;
        let message = format!(
            "a sink is \"stdout\", \"stderr\", a path, a veilfold.File, a veilfold.Syslog or an object with write(), \
             not {kind}"
        );
        return Err(PyTypeError::new_err(message));
    };
    Sink::file(path).map(native).map_err(os_error)
}

/// A sink with what happens to it counted, and shown on the page of the metrics.
fn native(sink: Sink) -> Output {
    let Some(metrics) = metrics() else { return Output::Native(Arc::new(sink)) };
    let sink = Arc::new(sink.counted(Arc::clone(&metrics)));
    metrics.watch_sink(&sink);
    Output::Native(sink)
}

/// The options of a `veilfold.File`, which has checked them.
#[derive(Default)]
struct Given {
    options: FileOptions,
    route: Route,
    own: Option<Arc<Engine>>,
    sequence: bool,
}

impl Given {
    fn file(given: &Bound<'_, PyDict>) -> PyResult<Given> {
        let mut found = Given::default();
        let Given { options, route, own, sequence } = &mut found;
        let keeping: &mut Keeping = &mut options.keeping;
        route.levels = i64::MIN..i64::MAX;
        for (name, value) in given.iter().filter(|(_, value)| !value.is_none()) {
            match name.cast::<PyString>()?.to_str()? {
                "level" => route.levels.start = value.extract()?,
                "below" => route.levels.end = value.extract()?,
                "loggers" => route.only = names(&value)?,
                "except_loggers" => route.except = names(&value)?,
                "max_bytes" => options.max_bytes = value.extract()?,
                "daily" => options.daily = value.extract()?,
                "sync" => options.sync = value.extract()?,
                "mode" => options.file_mode = value.extract()?,
                "directory_mode" => options.directory_mode = value.extract()?,
                "compress" => keeping.compress = value.extract()?,
                "backup_count" => keeping.backups = value.extract()?,
                "max_total_bytes" => keeping.total_bytes = value.extract()?,
                "retention_days" => keeping.live_days = value.extract()?,
                "archive" => keeping.archive = Some(value.extract()?),
                "archive_retention_days" => keeping.archive_days = value.extract()?,
                "sequence" => *sequence = value.extract()?,
                "engine" => *own = Some(Arc::clone(&value.cast::<PyEngine>()?.get().0)),
                other => return Err(PyTypeError::new_err(format!("a file has no option {other:?}"))),
            }
        }
        Ok(found)
    }
}

/// The options of a `veilfold.Syslog`, which has checked them.
fn syslog(given: &Bound<'_, PyDict>) -> PyResult<(Syslog, std::ops::Range<i64>)> {
    let text = |name: &str| -> PyResult<String> { given.as_any().get_item(name)?.extract() };
    let unknown = |name: &str| PyTypeError::new_err(format!("a syslog daemon has no such {name}"));
    let (host, port) = (text("host")?, given.as_any().get_item("port")?.extract()?);
    let address = match text("protocol")?.as_str() {
        "udp" => Address::Udp(host, port),
        "tcp" => Address::Tcp(host, port),
        "unix" => Address::Unix(host.into()),
        _ => return Err(unknown("protocol")),
    };
    let config = Syslog {
        address,
        dialect: Dialect::from_name(&text("format")?).ok_or_else(|| unknown("format"))?,
        facility: Facility::from_name(&text("facility")?).ok_or_else(|| unknown("facility"))?,
        app: text("app")?,
    };
    let least: i64 = given.as_any().get_item("level")?.extract()?;
    Ok((config, least..i64::MAX))
}

fn names(value: &Bound<'_, PyAny>) -> PyResult<Vec<Vec<u8>>> {
    Ok(value.extract::<Vec<String>>()?.into_iter().map(String::into_bytes).collect())
}

/// As Python's own `open` would raise it: `PermissionError`, `IsADirectoryError`, with the file's name.
fn os_error(error: OpenError) -> PyErr {
    let text = error.source.to_string();
    let text = text.split(" (os error").next().unwrap_or_default().to_owned();
    match error.source.raw_os_error() {
        Some(number) => {
            PyOSError::new_err((number, format!("{text}: log file"), error.path.into_os_string()))
        }
        None => PyOSError::new_err(error.to_string()),
    }
}
