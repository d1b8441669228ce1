//! The groups of a log: counted, and shown as a table or as JSON.

use super::subject::{Reader, Subject};
use crate::table;
use serde_json::{Value, json};
use std::fmt::Write as _;
use veilfold_core::encode::time::rfc3339;
use veilfold_core::group::GroupId;
use veilfold_core::group::tracker::{Group, Sample, Tracker};
use veilfold_core::{Engine, Precision, Timestamp};

/// Groups that are kept; the rest is counted together.
const CAPACITY: usize = 4096;
/// Minutes of the trend.
const TREND: usize = 12;

/// The groups so far.
pub(super) struct Counts {
    tracker: Tracker,
    pub(super) records: u64,
    reader: Reader,
    /// The group whose first record is kept in `found`.
    wanted: Option<GroupId>,
    pub(super) found: Option<Subject>,
}

impl Counts {
    pub(super) fn new(wanted: Option<GroupId>) -> Counts {
        Counts { tracker: Tracker::new(CAPACITY), records: 0, reader: Reader::default(), wanted, found: None }
    }

    /// Counts one record.
    pub(super) fn add(&mut self, engine: &Engine, record: &[u8]) {
        self.records += 1;
        let Some(subject) = self.reader.read(engine, record) else { return };
        let settings = engine.policy().grouping();
        // The name of a group is worked out once, when it is new.
        let named = self.tracker.get(subject.id).is_some();
        let label = if named { Vec::new() } else { settings.label_of_text(subject.text().as_bytes()) };
        let sample = Sample { template: &label, text: subject.message().as_bytes(), release: "" };
        self.tracker.observe(subject.id, subject.at, subject.level, &sample);
        if self.wanted == Some(subject.id) && self.found.is_none() {
            self.found = Some(subject);
        }
    }

    fn top(&self, top: usize) -> impl Iterator<Item = &Group> {
        self.tracker.groups().take(top)
    }

    pub(super) fn text(&self, top: usize) -> String {
        let total = self.tracker.total().max(1);
        let now = self.tracker.groups().map(|g| g.last).max().unwrap_or_default();
        let rows: Vec<Vec<String>> = self
            .top(top)
            .map(|g| {
                vec![
                    g.id.to_string(),
                    g.count.to_string(),
                    format!("{:.1}%", 100.0 * g.count as f64 / total as f64),
                    time(g.first),
                    time(g.last),
                    sparkline(&g.minutes.last(TREND, now).collect::<Vec<_>>()),
                    g.level.as_str().to_owned(),
                    one_line(&g.template, 60),
                    one_line(&g.sample, 60),
                ]
            })
            .collect();
        let mut out = format!("{} records, {} groups\n", self.records, self.tracker.groups().len());
        if !rows.is_empty() {
            let head = [
                "group",
                "count",
                "share",
                "first",
                "last",
                "12 min",
                "level",
                "template or type@frame",
                "first sample",
            ];
            out.push('\n');
            out.push_str(&table::table(&head, &rows));
        }
        let overflow = self.tracker.overflow().count;
        if overflow > 0 {
            let _ = writeln!(out, "{overflow} records in groups too rare to be kept");
        }
        out
    }

    pub(super) fn json(&self, top: usize) -> String {
        let now = self.tracker.groups().map(|g| g.last).max().unwrap_or_default();
        let groups: Vec<Value> = self
            .top(top)
            .map(|g| {
                json!({
                    "group_id": g.id.to_string(),
                    "count": g.count,
                    "first": rfc3339_text(g.first),
                    "last": rfc3339_text(g.last),
                    "minutes": g.minutes.last(60, now).collect::<Vec<_>>(),
                    "level": g.level.as_str(),
                    "template": String::from_utf8_lossy(&g.template),
                    "sample": String::from_utf8_lossy(&g.sample),
                })
            })
            .collect();
        let overflow = self.tracker.overflow().count;
        format!("{}\n", json!({"records": self.records, "groups": groups, "overflow": overflow}))
    }
}

fn rfc3339_text(at: Timestamp) -> String {
    let mut out = Vec::new();
    rfc3339(&mut out, at, Precision::Millis);
    String::from_utf8_lossy(&out).into_owned()
}

/// To the second, for a table.
fn time(at: Timestamp) -> String {
    let mut out = Vec::new();
    rfc3339(&mut out, at, Precision::Seconds);
    String::from_utf8_lossy(&out).replace('T', " ").replace('Z', "")
}

fn one_line(text: &[u8], width: usize) -> String {
    let text = String::from_utf8_lossy(text);
    let mut line: String = text.chars().take(width).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(width).is_some() {
        line.push('…');
    }
    line
}

fn sparkline(counts: &[u32]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = counts.iter().copied().max().unwrap_or_default().max(1);
    let bar =
        |&n: &u32| if n == 0 { ' ' } else { BARS[(u64::from(n) * 7 / u64::from(most)).min(7) as usize] };
    counts.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_shows_rest_and_peak() {
        assert_eq!(sparkline(&[0, 1, 4, 8]), " ▁▄█");
        assert_eq!(sparkline(&[]), "");
        assert_eq!(sparkline(&[u32::MAX]), "█");
    }
}
