//! What the engine did, counted for Prometheus.
//!
//! Counting is a hash and an atomic addition: no lock, no system call, no allocation, unless a name is
//! met for the first time. Several processes (uvicorn or gunicorn workers) that open one directory count
//! into one page: each has a file of mapped counters there, [`Metrics::render`] adds all of them up, and
//! a counter never goes back, not even when a worker is killed.
//!
//! Labels are bounded in number and length, hold names and never messages, and pass the engine first: a
//! name in which it finds a secret becomes `_redacted`.

mod arena;
mod catalogue;
mod directory;
mod groups;
mod index;
mod labels;
mod page;
mod series;
mod slab;
#[cfg(test)]
mod tests;
mod watched;

pub use catalogue::{DropReason, FailureReason};

use crate::queue::Depth;
use crate::sink::Sink;
use catalogue::REQUEST_BOUNDS;
use page::Page;
use prometheus::{Registry, TextEncoder};
use series::Series;
use slab::Slab;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};
use veilfold_core::{Engine, Level, Outcome, Report};
use watched::Watched;

/// The content type of the page: the Prometheus text format.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Forks that lie between the process that opened the metrics and one that still counts.
const FORKS: usize = 16;

/// Counters of a program. Shared freely between threads; after a fork the child counts for itself.
pub struct Metrics {
    shared: Arc<Shared>,
    registry: Registry,
}

/// What the page and the counting side share.
struct Shared {
    directory: Option<PathBuf>,
    watched: Watched,
    /// Fork generation of the process that opened it.
    born: u32,
    /// One a fork generation: a child must not append to the records of its parent.
    lives: [OnceLock<Option<Series>>; FORKS],
}

impl Metrics {
    /// Counters in `directory`, which all processes of the program share and nothing else uses; it is
    /// made, readable for this user only, when missing. Without one the counters are this process's alone.
    ///
    /// # Errors
    ///
    /// The directory or a file in it cannot be made or mapped (512 KiB a process), or there is no memory.
    pub fn open(directory: Option<&Path>) -> io::Result<Metrics> {
        slab::watch_forks();
        let series = new_series(directory)?;
        let shared = Arc::new(Shared {
            directory: directory.map(Path::to_owned),
            watched: Watched::default(),
            born: slab::generation(),
            lives: Default::default(),
        });
        // The first life is empty: nobody else has seen `shared` yet.
        let _ = shared.lives[0].set(Some(series));
        let registry = Registry::new();
        registry.register(Box::new(Page { shared: Arc::clone(&shared) })).map_err(io::Error::other)?;
        Ok(Metrics { shared, registry })
    }

    /// Counts a record: its level and logger, what was hidden in it, and its exception by type and group.
    pub fn observe(
        &self,
        engine: &Engine,
        level: Level,
        logger: &[u8],
        exception_type: Option<&[u8]>,
        outcome: &Outcome,
        report: &Report,
    ) {
        let Some(series) = self.shared.series() else { return };
        series.log_event(engine, level, logger);
        if !report.is_empty() {
            series.redacted_event();
            for (rule, count) in report.iter() {
                series.redaction(engine.policy().redactor().rule_name(rule), count);
            }
        }
        if let Some(kind) = exception_type {
            series.exception(engine, kind);
            if let Some(group) = outcome.group {
                series.group(engine, group, kind, now());
            }
        }
    }

    /// Counts a record that reached no sink.
    pub fn dropped(&self, reason: DropReason) {
        if let Some(series) = self.shared.series() {
            series.dropped(reason);
        }
    }

    /// Counts a record for which redaction failed closed.
    pub fn redaction_failed(&self, reason: FailureReason) {
        if let Some(series) = self.shared.series() {
            series.redaction_failed(reason);
        }
    }

    /// Counts bytes that a sink took.
    pub fn written(&self, bytes: u64) {
        if let Some(series) = self.shared.series() {
            series.written(bytes);
        }
    }

    /// Counts a write that failed. `sink` is its kind (`file`, `stdout`), never a path; `error_type` the
    /// name of an error class or of an `errno`, never its text.
    pub fn sink_error(&self, sink: &str, error_type: &str) {
        if let Some(series) = self.shared.series() {
            series.sink_error(sink, error_type);
        }
    }

    /// Shows a file, its directory and what was put aside from it on the page, for as long as the sink lives.
    pub fn watch_sink(&self, sink: &Arc<Sink>) {
        let Some(path) = sink.path() else { return };
        self.shared.watched.sink(sink);
        if let Some(series) = self.shared.series() {
            // A file that is well has zeros.
            let file = watched::file_label(path);
            let _places = [true, false].map(|success| series.rotations_of(&file, success));
        }
    }

    /// Shows a queue on the page, for as long as it lives.
    pub fn watch_queue(&self, queue: Depth) {
        self.shared.watched.queue(queue);
    }

    /// Counts that a file was put aside, or could not be.
    pub fn rotated(&self, file: &Path, success: bool) {
        if let Some(series) = self.shared.series() {
            series.rotation(&watched::file_label(file), success, now());
        }
    }

    /// Counts an old file that was deleted, with its bytes; `None` is one that could not be.
    pub fn deleted(&self, bytes: Option<u64>) {
        if let Some(series) = self.shared.series() {
            series.deletion(bytes);
        }
    }

    /// Counts an HTTP request as OpenTelemetry's `http.server.request.duration` does. `route` is the
    /// template (`/items/{id}`), never the path; empty where none matched. `status` is the response's
    /// code, `seconds` the duration.
    pub fn observe_request(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let Some(series) = self.shared.series() else { return };
        let seconds = if seconds.is_finite() { seconds.max(0.0) } else { 0.0 };
        let bucket = REQUEST_BOUNDS.iter().position(|&b| seconds <= b).unwrap_or(REQUEST_BOUNDS.len());
        let route = if route.is_empty() { "_unmatched" } else { route };
        series.request(known_method(method), route.as_bytes(), status, bucket, (seconds * 1e9) as u64);
    }

    /// The page, in the Prometheus text format: the sums over all processes.
    pub fn render(&self) -> String {
        let families = self.registry.gather();
        TextEncoder::new().encode_to_string(&families).unwrap_or_else(|error| format!("# {error}\n"))
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").field("directory", &self.shared.directory).finish_non_exhaustive()
    }
}

impl Shared {
    /// The counters of this process. `None` when a child of a fork got neither file nor memory.
    fn series(&self) -> Option<&Series> {
        let life = slab::generation().wrapping_sub(self.born) as usize;
        self.lives
            .get(life)?
            .get_or_init(|| new_series(self.directory.as_deref()).or_else(|_| new_series(None)).ok())
            .as_ref()
    }
}

fn new_series(directory: Option<&Path>) -> io::Result<Series> {
    let (slab, place) = match directory {
        Some(directory) => directory::open(directory).map(|(slab, place)| (slab, Some(place)))?,
        None => (Slab::private()?, None),
    };
    Series::new(slab, place).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "metric slab is full"))
}

/// The methods that OpenTelemetry names; a client's own invention is `_OTHER`.
fn known_method(method: &str) -> &'static str {
    const METHODS: [&str; 9] =
        ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT"];
    METHODS.into_iter().find(|m| *m == method).unwrap_or("_OTHER")
}

/// Nanoseconds since the epoch.
fn now() -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "this crate is where the system is asked; for exceptions only"
    )]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos() as u64)
}
