//! What is known of the groups of one handler's records.

use crate::engine::Made;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use std::sync::{Mutex, MutexGuard, PoisonError};
use veilfold_core::encode::time::rfc3339;
use veilfold_core::group::GroupId;
use veilfold_core::group::tracker::{Group, Sample, Tracker};
use veilfold_core::{Engine, Precision, Record, Scratch, Timestamp};

/// Groups that are kept; the rest is counted together.
const CAPACITY: usize = 1024;
/// Minutes of a trend.
const MINUTES: usize = 60;

/// A line that is held back, and what is known of its record.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) line: Vec<u8>,
    pub(crate) made: Made,
}

/// Counts and samples of groups. Locked with the GIL held and never across a call into Python.
#[derive(Debug)]
pub(crate) struct Groups(Mutex<Tracker>);

impl Default for Groups {
    fn default() -> Groups {
        Groups(Mutex::new(Tracker::new(CAPACITY)))
    }
}

impl Groups {
    fn lock(&self) -> MutexGuard<'_, Tracker> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a record of a group. Text is kept of the first one only, and none that was not cleaned.
    pub(crate) fn observe(&self, engine: &Engine, id: GroupId, record: &Record<'_>) {
        let release = release(engine);
        let mut tracker = self.lock();
        if tracker.get(id).is_some_and(|group| group.first <= record.timestamp) {
            tracker.observe(id, record.timestamp, record.level, &Sample { release, ..Sample::default() });
            return;
        }
        // The text is cleaned without the lock.
        drop(tracker);
        let text = cleaned(engine, record.message);
        let label = engine.policy().grouping().label(&Record { message: &text, ..record.clone() });
        let label = cleaned(engine, &label);
        let sample = Sample { template: &label, text: &text, release };
        self.lock().observe(id, record.timestamp, record.level, &sample);
    }

    /// Marks a group as mended; false when it is not known.
    pub(crate) fn resolve(&self, group: &str, release: &str) -> bool {
        let Some(id) = GroupId::parse(group.as_bytes()) else { return false };
        let mut tracker = self.lock();
        // From the latest record on: the tracker knows no other clock.
        let Some(last) = tracker.get(id).map(|group| group.last) else { return false };
        tracker.resolve(id, last, release)
    }

    /// Every group as a dict, the most frequent first, and at the end what those without a place had counted.
    pub(crate) fn list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let (groups, overflow) = {
            let tracker = self.lock();
            (tracker.groups().cloned().collect::<Vec<_>>(), tracker.overflow().clone())
        };
        let now = groups.iter().map(|group| group.last).max().unwrap_or_default();
        let list = PyList::empty(py);
        for group in &groups {
            list.append(dict(py, group, now)?)?;
        }
        if overflow.count > 0 {
            let rest = PyDict::new(py);
            rest.set_item("group_id", "overflow")?;
            rest.set_item("count", overflow.count)?;
            rest.set_item("first", overflow.first.map(time))?;
            rest.set_item("last", overflow.last.map(time))?;
            list.append(rest)?;
        }
        Ok(list)
    }
}

fn dict<'py>(py: Python<'py>, group: &Group, now: Timestamp) -> PyResult<Bound<'py, PyDict>> {
    let entry = PyDict::new(py);
    entry.set_item("group_id", group.id.to_string())?;
    entry.set_item("template", String::from_utf8_lossy(&group.template))?;
    entry.set_item("sample", String::from_utf8_lossy(&group.sample))?;
    entry.set_item("level", group.level.as_str())?;
    entry.set_item("count", group.count)?;
    entry.set_item("first", time(group.first))?;
    entry.set_item("last", time(group.last))?;
    entry.set_item("minutes", group.minutes.last(MINUTES, now).collect::<Vec<_>>())?;
    let resolved = group.resolved.as_ref().map(|r| {
        let resolved = PyDict::new(py);
        resolved.set_item("at", time(r.at)).and_then(|()| resolved.set_item("release", &r.release))?;
        Ok::<_, PyErr>(resolved)
    });
    entry.set_item("resolved", resolved.transpose()?)?;
    entry.set_item("regressions", group.regressions)?;
    Ok(entry)
}

/// RFC 3339, UTC, as in the lines.
fn time(at: Timestamp) -> String {
    let mut out = Vec::new();
    rfc3339(&mut out, at, Precision::Millis);
    String::from_utf8_lossy(&out).into_owned()
}

fn cleaned(engine: &Engine, text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    if !engine.redact(text, &mut out, &mut Scratch::default()) {
        out.extend_from_slice(text);
    }
    out
}

/// The release of this process, where a static field of its lines tells it (`service.version` is OpenTelemetry's
/// name for it).
fn release(engine: &Engine) -> &str {
    let names = ["release", "version", "service.version", "service_version"];
    let fields = &engine.options().static_fields;
    fields.iter().find(|(name, _)| names.contains(&name.as_str())).map_or("", |(_, value)| value)
}
