//! A tracker's knowledge as plain data, to be kept in a file or sent to another process.

use super::{Group, Minutes, Overflow, Resolution, Tracker};
use crate::group::GroupId;
use crate::record::{Level, Timestamp};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// All of a [`Tracker`]; serialisable with the feature `compile`. Times are nanoseconds since the Unix epoch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "compile", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Snapshot {
    /// Groups, the most records first.
    pub groups: Vec<GroupState>,
    /// Records of the groups that have no place.
    pub overflow_count: u64,
    /// How often a group lost its place.
    pub overflow_displaced: u64,
    /// Earliest record among them.
    pub overflow_first: Option<i64>,
    /// Latest record among them.
    pub overflow_last: Option<i64>,
}

/// One group of a [`Snapshot`]; fields as in [`Group`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "compile", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[expect(missing_docs, reason = "documented at Group")]
pub struct GroupState {
    pub group_id: String,
    pub template: String,
    pub sample: String,
    pub level: String,
    pub count: u64,
    pub missed: u64,
    pub first: i64,
    pub last: i64,
    /// Minutes since the epoch and their counts.
    pub minutes: Vec<(i64, u32)>,
    pub resolved_at: Option<i64>,
    pub resolved_in: Option<String>,
    pub regressions: u32,
}

impl Tracker {
    /// All it knows.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            groups: self.groups().map(GroupState::of).collect(),
            overflow_count: self.overflow.count,
            overflow_displaced: self.overflow.displaced,
            overflow_first: self.overflow.first.map(|t| t.0),
            overflow_last: self.overflow.last.map(|t| t.0),
        }
    }

    /// A tracker that knows what `snapshot` says. What cannot be read (an id of another version) counts as overflow,
    /// so that the sum is kept.
    pub fn restore(capacity: usize, snapshot: &Snapshot) -> Tracker {
        let mut tracker = Tracker::new(capacity);
        let mut read = Tracker::new(snapshot.groups.len().max(1));
        read.overflow = Overflow {
            count: snapshot.overflow_count,
            displaced: snapshot.overflow_displaced,
            first: snapshot.overflow_first.map(Timestamp),
            last: snapshot.overflow_last.map(Timestamp),
        };
        for state in &snapshot.groups {
            match state.group() {
                Some(group) if !read.by_id.contains_key(&group.id) => read.place(group),
                _ => {
                    read.overflow.count = read.overflow.count.saturating_add(state.count);
                    read.overflow.displaced += 1;
                }
            }
        }
        tracker.merge(&read);
        tracker
    }
}

impl GroupState {
    fn of(group: &Group) -> GroupState {
        GroupState {
            group_id: group.id.to_string(),
            template: String::from_utf8_lossy(&group.template).into_owned(),
            sample: String::from_utf8_lossy(&group.sample).into_owned(),
            level: group.level.as_str().to_string(),
            count: group.count,
            missed: group.missed,
            first: group.first.0,
            last: group.last.0,
            minutes: group.minutes.entries().collect(),
            resolved_at: group.resolved.as_ref().map(|r| r.at.0),
            resolved_in: group.resolved.as_ref().map(|r| r.release.clone()),
            regressions: group.regressions,
        }
    }

    fn group(&self) -> Option<Group> {
        Some(Group {
            id: GroupId::parse(self.group_id.as_bytes())?,
            template: self.template.clone().into_bytes(),
            sample: self.sample.clone().into_bytes(),
            level: Level::from_name(self.level.as_bytes())?,
            count: self.count,
            missed: self.missed,
            first: Timestamp(self.first),
            last: Timestamp(self.last),
            minutes: Minutes::from_entries(self.minutes.iter().copied()),
            resolved: self.resolved_at.map(|at| Resolution {
                at: Timestamp(at),
                release: self.resolved_in.clone().unwrap_or_default(),
            }),
            regressions: self.regressions,
        })
    }
}
