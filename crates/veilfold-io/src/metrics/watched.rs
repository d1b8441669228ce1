//! What is looked up when the page is asked for: log files, their directories, and queues of this process.
//!
//! Files are the same for all processes that write to them, so whichever answers tells the same; a queue is
//! the answering process's own.

use super::page::{gauge, label, metric_family};
use super::{labels, slab};
use crate::queue::{Depth, Waiting};
use crate::sink::{FileState, Sink};
use prometheus::proto::{Metric, MetricFamily, MetricType};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError, Weak};

/// Everything that is looked up, for as long as it lives.
#[derive(Debug, Default)]
pub(super) struct Watched {
    sinks: Mutex<Vec<Weak<Sink>>>,
    /// With the fork generation of the process that they are in: a child has its parent's memory, not its queues.
    queues: Mutex<Vec<(u32, Depth)>>,
}

impl Watched {
    pub(super) fn sink(&self, sink: &Arc<Sink>) {
        if let Some(mut sinks) = hold(&self.sinks) {
            sinks.retain(|sink| sink.strong_count() > 0);
            sinks.push(Arc::downgrade(sink));
        }
    }

    pub(super) fn queue(&self, queue: Depth) {
        if let Some(mut queues) = hold(&self.queues) {
            queues.retain(|(_, queue)| queue.is_alive());
            queues.push((slab::generation(), queue));
        }
    }

    pub(super) fn families(&self, now: u64) -> Vec<MetricFamily> {
        // No lock is held while files are looked at.
        let sinks = hold(&self.sinks).map(|sinks| sinks.clone()).unwrap_or_default();
        let queues = hold(&self.queues).map(|queues| queues.clone()).unwrap_or_default();
        let mut files: BTreeMap<PathBuf, FileState> = BTreeMap::new();
        for sink in sinks.iter().filter_map(Weak::upgrade) {
            files.extend(sink.look_around());
        }
        let mut found = Vec::from(self::files(&files));
        found.extend(directories(&files));
        let here = slab::generation();
        let queues = queues.iter().filter(|(born, _)| *born == here).filter_map(|(_, queue)| queue.read());
        found.extend(self::queues(&queues.collect::<Vec<_>>(), now));
        found.retain(|family| !family.get_metric().is_empty());
        found
    }
}

/// The lock, unless it stays taken: in a forked child by a thread that is not there.
fn hold<T>(lock: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    for _ in 0..1_000 {
        match lock.try_lock() {
            Ok(held) => return Some(held),
            Err(TryLockError::Poisoned(held)) => return Some(held.into_inner()),
            Err(TryLockError::WouldBlock) => std::thread::yield_now(),
        }
    }
    None
}

/// A label's value for a file: its name.
pub(super) fn file_label(path: &Path) -> Vec<u8> {
    labels::clean(path.file_name().unwrap_or_default().as_encoded_bytes(), None)
}

fn files(files: &BTreeMap<PathBuf, FileState>) -> [MetricFamily; 3] {
    let of = |value: &dyn Fn(&FileState) -> Option<f64>| -> Vec<Metric> {
        // Files of one name in several directories are one series: the largest value.
        let mut by_name: BTreeMap<Vec<u8>, f64> = BTreeMap::new();
        for (path, state) in files {
            if let Some(value) = value(state) {
                let most = by_name.entry(file_label(path)).or_insert(value);
                *most = most.max(value);
            }
        }
        by_name.into_iter().map(|(name, value)| gauge(vec![label("file", &name)], value)).collect()
    };
    [
        metric_family(
            "veilfold_file_size_bytes",
            "Size of a log file that is written to.",
            MetricType::GAUGE,
            of(&|state| Some(state.bytes as f64)),
        ),
        metric_family(
            "veilfold_retention_oldest_file_timestamp_seconds",
            "Time of the last line of the oldest file that was put aside and lies beside the live one.",
            MetricType::GAUGE,
            of(&|state| state.oldest.map(|seconds| seconds as f64)),
        ),
        metric_family(
            "veilfold_retention_limit_seconds",
            "How long a file that was put aside may lie beside the live one.",
            MetricType::GAUGE,
            of(&|state| (state.limit > 0).then_some(state.limit as f64)),
        ),
    ]
}

fn directories(files: &BTreeMap<PathBuf, FileState>) -> [MetricFamily; 2] {
    let mut sizes: BTreeMap<&Path, u64> = BTreeMap::new();
    for (path, state) in files {
        if let Some(parent) = path.parent() {
            *sizes.entry(parent).or_default() += state.bytes + state.aside_bytes;
        }
    }
    let name = |directory: &Path| {
        vec![label("directory", &labels::clean(directory.as_os_str().as_encoded_bytes(), None))]
    };
    let used = sizes.iter().map(|(directory, bytes)| gauge(name(directory), *bytes as f64)).collect();
    let free = sizes.keys().filter_map(|directory| {
        let disk = rustix::fs::statvfs(*directory).ok()?;
        Some(gauge(name(directory), disk.f_bavail as f64 * disk.f_frsize as f64))
    });
    [
        metric_family(
            "veilfold_directory_size_bytes",
            "Bytes of the log files in a directory, live and put aside.",
            MetricType::GAUGE,
            used,
        ),
        metric_family(
            "veilfold_directory_free_bytes",
            "Bytes free for this process on the disk of a directory with log files.",
            MetricType::GAUGE,
            free.collect(),
        ),
    ]
}

fn queues(read: &[Waiting], now: u64) -> Vec<MetricFamily> {
    if read.is_empty() {
        return Vec::new();
    }
    let lines: usize = read.iter().map(|queue| queue.lines).sum();
    let capacity: usize = read.iter().map(|queue| queue.capacity).sum();
    let oldest = read.iter().filter_map(|queue| queue.oldest).map(|time| time.0).min();
    let age = oldest.map_or(0.0, |time| (now as f64 - time as f64).max(0.0) / 1e9);
    let one = |name: &str, help: &str, value: f64| {
        metric_family(name, help, MetricType::GAUGE, vec![gauge(Vec::new(), value)])
    };
    vec![
        one("veilfold_queue_events", "Records that wait for the thread that writes them.", lines as f64),
        one("veilfold_queue_capacity_events", "Records that may wait for it.", capacity as f64),
        one("veilfold_queue_oldest_age_seconds", "How long the first of them has been waiting.", age),
    ]
}
