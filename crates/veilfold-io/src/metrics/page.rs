//! From the records of all slabs to the page that Prometheus reads.

use super::Shared;
use super::arena::Entry;
use super::catalogue::{Family, GROUPS, OTHER, REQUEST_BOUNDS};
use prometheus::core::{Collector, Desc};
use prometheus::proto::{Bucket, Counter, Gauge, Histogram, LabelPair, Metric, MetricFamily, MetricType};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use veilfold_core::Level;

/// Gives a [`prometheus::Registry`] what the slabs hold.
pub(super) struct Page {
    pub(super) shared: Arc<Shared>,
}

type Sums = BTreeMap<Family, BTreeMap<Vec<u8>, Vec<u64>>>;

impl Collector for Page {
    /// None: the families are ours alone, and checking names against other collectors' is not needed.
    fn desc(&self) -> Vec<&Desc> {
        Vec::new()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let sums = self.shared.series().map(|s| sum(s.entries())).unwrap_or_default();
        let groups = sums.get(&Family::ExceptionGroupEvents);
        let mut families: Vec<MetricFamily> =
            sums.iter().map(|(&family, records)| encode(family, records)).collect();
        families.push(group_count(groups));
        families.extend(groups.map(last_seen));
        families.extend(sums.get(&Family::FileRotations).map(last_rotation));
        families.push(build_info());
        families.extend(self.shared.watched.families(super::now()));
        families
    }
}

/// Adds up the records of all processes.
fn sum(entries: Vec<Entry>) -> Sums {
    let mut sums = Sums::new();
    for entry in entries.into_iter().filter(|e| e.values.len() == e.family.values()) {
        let values = sums
            .entry(entry.family)
            .or_default()
            .entry(entry.key)
            .or_insert_with(|| vec![0; entry.family.values()]);
        for (i, (total, value)) in values.iter_mut().zip(entry.values).enumerate() {
            *total = match (entry.family, i) {
                (Family::ExceptionGroupEvents, 2) | (Family::FileRotations, 1) => (*total).max(value),
                _ => total.wrapping_add(value),
            };
        }
    }
    sums
}

fn encode(family: Family, records: &BTreeMap<Vec<u8>, Vec<u64>>) -> MetricFamily {
    let labels = |key: &[u8]| -> Vec<LabelPair> {
        family.labels().iter().zip(key.split(|&b| b == 0)).map(|(name, value)| label(name, value)).collect()
    };
    let metrics = records.iter().flat_map(|(key, values)| match family {
        Family::LogEvents => Level::ALL
            .iter()
            .zip(values)
            .map(|(level, &count)| {
                let mut labels = labels(key);
                labels.insert(0, label("level", level.as_str().as_bytes()));
                counter(labels, count)
            })
            .collect(),
        Family::RequestDuration => vec![histogram(labels(key), values)],
        _ => vec![counter(labels(key), values.first().copied().unwrap_or_default())],
    });
    let kind = if family == Family::RequestDuration { MetricType::HISTOGRAM } else { MetricType::COUNTER };
    metric_family(family.name(), family.help(), kind, metrics.collect())
}

fn counter(labels: Vec<LabelPair>, count: u64) -> Metric {
    let mut counter = Counter::default();
    counter.set_value(count as f64);
    let mut metric = Metric::from_label(labels);
    metric.set_counter(counter);
    metric
}

pub(super) fn gauge(labels: Vec<LabelPair>, value: f64) -> Metric {
    let mut gauge = Gauge::default();
    gauge.set_value(value);
    let mut metric = Metric::from_label(labels);
    metric.set_gauge(gauge);
    metric
}

fn histogram(labels: Vec<LabelPair>, values: &[u64]) -> Metric {
    let mut histogram = Histogram::default();
    let mut count = 0;
    let mut buckets = Vec::with_capacity(REQUEST_BOUNDS.len());
    for (&bound, &value) in REQUEST_BOUNDS.iter().zip(values) {
        count += value;
        let mut bucket = Bucket::default();
        bucket.set_upper_bound(bound);
        bucket.set_cumulative_count(count);
        buckets.push(bucket);
    }
    let (beyond, nanoseconds) = (values[REQUEST_BOUNDS.len()], values[REQUEST_BOUNDS.len() + 1]);
    histogram.set_bucket(buckets);
    histogram.set_sample_count(count + beyond);
    histogram.set_sample_sum(nanoseconds as f64 / 1e9);
    let mut metric = Metric::from_label(labels);
    metric.set_histogram(histogram);
    metric
}

fn group_count(groups: Option<&BTreeMap<Vec<u8>, Vec<u64>>>) -> MetricFamily {
    let mut names: Vec<&[u8]> = groups
        .into_iter()
        .flat_map(BTreeMap::keys)
        .filter_map(|key| key.split(|&b| b == 0).next())
        .filter(|name| !name.is_empty() && *name != OTHER.as_bytes())
        .collect();
    names.dedup();
    let help = "Exception groups that have a series of their own.";
    let count = gauge(Vec::new(), names.len() as f64);
    metric_family("veilfold_exception_groups", help, MetricType::GAUGE, vec![count])
}

fn last_seen(groups: &BTreeMap<Vec<u8>, Vec<u64>>) -> MetricFamily {
    let mut seen: HashMap<&[u8], u64> = HashMap::with_capacity(GROUPS);
    for (key, values) in groups {
        let group = key.split(|&b| b == 0).next().unwrap_or_default();
        let last = seen.entry(group).or_default();
        *last = values[2].max(*last);
    }
    let metrics =
        seen.into_iter().map(|(group, last)| gauge(vec![label("group", group)], last as f64 / 1e9)).collect();
    let help = "Time of an exception group's last event.";
    metric_family("veilfold_exception_group_last_seen_timestamp_seconds", help, MetricType::GAUGE, metrics)
}

fn last_rotation(rotations: &BTreeMap<Vec<u8>, Vec<u64>>) -> MetricFamily {
    let metrics = rotations.iter().filter_map(|(key, values)| {
        let file = key.strip_suffix(b"\0success")?;
        // Of a file that was never put aside there is nothing to say.
        (values[1] > 0).then(|| gauge(vec![label("file", file)], values[1] as f64 / 1e9))
    });
    let help = "When a log file was put aside the last time.";
    let name = "veilfold_file_last_rotation_timestamp_seconds";
    metric_family(name, help, MetricType::GAUGE, metrics.collect())
}

fn build_info() -> MetricFamily {
    let version = label("version", env!("CARGO_PKG_VERSION").as_bytes());
    let info = gauge(vec![version], 1.0);
    let help = "Always 1; its labels say which veilfold counts here.";
    metric_family("veilfold_build_info", help, MetricType::GAUGE, vec![info])
}

pub(super) fn metric_family(name: &str, help: &str, kind: MetricType, metrics: Vec<Metric>) -> MetricFamily {
    let mut family = MetricFamily::default();
    family.set_name(name.to_owned());
    family.set_help(help.to_owned());
    family.set_field_type(kind);
    family.set_metric(metrics);
    family
}

pub(super) fn label(name: &str, value: &[u8]) -> LabelPair {
    let mut pair = LabelPair::default();
    pair.set_name(name.to_owned());
    pair.set_value(String::from_utf8_lossy(value).into_owned());
    pair
}
