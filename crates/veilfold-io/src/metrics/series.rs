//! The counters of one process.

use super::arena::{self, Entry};
use super::catalogue::{DropReason, FailureReason, Family, OTHER};
use super::directory::Place;
use super::groups::Groups;
use super::index::Index;
use super::labels;
use super::slab::Slab;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use veilfold_core::{Engine, GroupId, Level};

const SUCCESS: &str = "success";
const FAILURE: &str = "failure";

/// The counters of one process: a slab, and the way from names to places in it.
#[derive(Debug)]
pub(super) struct Series {
    slab: Slab,
    place: Option<Place>,
    index: Index,
    fixed: Fixed,
    slow: Mutex<Slow>,
}

/// Places that exist from the beginning, so that a healthy program shows zeros and not "no data".
#[derive(Debug)]
struct Fixed {
    redacted_events: usize,
    written_bytes: usize,
    groups_new: usize,
    groups_evicted: usize,
    dropped: [usize; DropReason::ALL.len()],
    failures: [usize; FailureReason::ALL.len()],
    /// Old files that are gone, those that could not be deleted, and the bytes of the first.
    deleted: [usize; 3],
}

#[derive(Debug)]
struct Slow {
    /// Every record of the slab, by family and key.
    known: HashMap<(Family, Vec<u8>), usize>,
    groups: Groups,
}

impl Series {
    /// Counters in the file at `place`, or in plain memory. `None` when there is no memory, or the
    /// slab holds something else.
    pub(super) fn new(slab: Slab, place: Option<Place>) -> Option<Series> {
        if !arena::init(slab.words()) {
            return None;
        }
        let mut slow = Slow { known: HashMap::new(), groups: Groups::default() };
        for entry in arena::entries(slab.words()) {
            if entry.family == Family::ExceptionGroupEvents {
                slow.groups.adopt(&entry);
            } else {
                slow.known.insert((entry.family, entry.key), entry.at);
            }
        }
        let words = slab.words();
        let mut fixed = |family, key: &str| slow.find_or_append(words, family, key.as_bytes());
        let dropped = DropReason::ALL.map(|r| fixed(Family::LogEventsDropped, r.as_str()));
        let failures = FailureReason::ALL.map(|r| fixed(Family::RedactionFailures, r.as_str()));
        let (dropped, failures) = (all(dropped)?, all(failures)?);
        fixed(Family::LogEvents, "root")?;
        fixed(Family::Exceptions, OTHER)?;
        let deleted = [
            fixed(Family::RetentionDeletedFiles, SUCCESS)?,
            fixed(Family::RetentionDeletedFiles, FAILURE)?,
            fixed(Family::RetentionDeletedBytes, "")?,
        ];
        let fixed = Fixed {
            redacted_events: fixed(Family::RedactedEvents, "")?,
            written_bytes: fixed(Family::SinkWrittenBytes, "")?,
            groups_new: fixed(Family::ExceptionGroupsNew, "")?,
            groups_evicted: fixed(Family::ExceptionGroupsEvicted, "")?,
            dropped,
            failures,
            deleted,
        };
        for family in Family::ALL.into_iter().filter(|f| f.cap().is_some()) {
            slow.find_or_append(words, Family::LabelOverflow, family.name().as_bytes())?;
        }
        slow.groups.init(words)?;
        Some(Series { slab, place, index: Index::new(), fixed, slow: Mutex::new(slow) })
    }

    pub(super) fn log_event(&self, engine: &Engine, level: Level, logger: &[u8]) {
        let prefix = labels::logger_prefix(logger);
        let clean = || vec![labels::clean(if prefix.is_empty() { b"root" } else { prefix }, Some(engine))];
        if let Some(at) = self.locate(Family::LogEvents, 0, prefix, clean) {
            self.add(at + (level as usize / 10 - 1), 1);
        }
    }

    pub(super) fn redaction(&self, rule: &str, count: u32) {
        let clean = || vec![labels::clean(rule.as_bytes(), None)];
        if let Some(at) = self.locate(Family::Redactions, 0, rule.as_bytes(), clean) {
            self.add(at, u64::from(count));
        }
    }

    pub(super) fn redacted_event(&self) {
        self.add(self.fixed.redacted_events, 1);
    }

    pub(super) fn exception(&self, engine: &Engine, kind: &[u8]) {
        let suffix = labels::type_suffix(kind);
        let clean = || vec![labels::clean(suffix, Some(engine))];
        if let Some(at) = self.locate(Family::Exceptions, 0, suffix, clean) {
            self.add(at, 1);
        }
    }

    /// Counts an exception for its group. `now` is in nanoseconds since the epoch.
    pub(super) fn group(&self, engine: &Engine, group: GroupId, kind: &[u8], now: u64) {
        let mut slow = self.lock();
        let kind = || labels::clean(labels::type_suffix(kind), Some(engine));
        let seen = slow.groups.count(self.slab.words(), group, kind, now, || self.others());
        self.add(self.fixed.groups_new, u64::from(seen.new));
        self.add(self.fixed.groups_evicted, u64::from(seen.evicted));
        if seen.overflowed {
            slow.overflow(self.slab.words(), Family::ExceptionGroupEvents);
        }
    }

    pub(super) fn dropped(&self, reason: DropReason) {
        self.add(self.fixed.dropped[reason as usize], 1);
    }

    pub(super) fn redaction_failed(&self, reason: FailureReason) {
        self.add(self.fixed.failures[reason as usize], 1);
    }

    pub(super) fn written(&self, bytes: u64) {
        self.add(self.fixed.written_bytes, bytes);
    }

    pub(super) fn sink_error(&self, sink: &str, error_type: &str) {
        let clean = || vec![labels::clean(sink.as_bytes(), None), labels::clean(error_type.as_bytes(), None)];
        let raw = [sink.as_bytes(), b"\0", error_type.as_bytes()].concat();
        if let Some(at) = self.locate(Family::SinkErrors, 0, &raw, clean) {
            self.add(at, 1);
        }
    }

    /// Counts that a file was put aside, or could not be. `now` is in nanoseconds since the epoch.
    pub(super) fn rotation(&self, file: &[u8], success: bool, now: u64) {
        if let Some(at) = self.rotations_of(file, success) {
            self.add(at, 1);
            if let Some(last) = self.slab.words().get(at + 1) {
                last.fetch_max(now, Ordering::Relaxed);
            }
        }
    }

    /// The place of a file's rotations; made when it is met for the first time.
    pub(super) fn rotations_of(&self, file: &[u8], success: bool) -> Option<usize> {
        let outcome = if success { SUCCESS } else { FAILURE };
        let clean = || vec![file.to_vec(), outcome.as_bytes().to_vec()];
        self.locate(Family::FileRotations, u64::from(success), file, clean)
    }

    /// Counts an old file that was deleted; `None` is one that could not be.
    pub(super) fn deletion(&self, bytes: Option<u64>) {
        let [files, failures, all] = self.fixed.deleted;
        self.add(if bytes.is_some() { files } else { failures }, 1);
        self.add(all, bytes.unwrap_or_default());
    }

    /// Counts a request: `bucket` is the index of its bound, `nanoseconds` its duration.
    pub(super) fn request(
        &self,
        method: &'static str,
        route: &[u8],
        status: u16,
        bucket: usize,
        nanoseconds: u64,
    ) {
        let tag =
            u64::from(status) << 32 | method.bytes().fold(0, |h, b| h << 5 ^ u64::from(b)) & 0xffff_ffff;
        let clean =
            || vec![method.as_bytes().to_vec(), labels::clean(route, None), status.to_string().into_bytes()];
        if let Some(at) = self.locate(Family::RequestDuration, tag, route, clean) {
            self.add(at + bucket, 1);
            self.add(at + Family::RequestDuration.values() - 1, nanoseconds);
        }
    }

    /// Everything counted here, and by the other processes that share the directory.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let mut entries = arena::entries(self.slab.words());
        entries.extend(self.others());
        entries
    }

    fn others(&self) -> Vec<Entry> {
        self.place.as_ref().map(Place::others).unwrap_or_default()
    }

    /// The place of a series; made when it is met for the first time. `tag` and `raw` name it without
    /// cost; `clean` gives the values of its labels.
    fn locate(
        &self,
        family: Family,
        tag: u64,
        raw: &[u8],
        clean: impl FnOnce() -> Vec<Vec<u8>>,
    ) -> Option<usize> {
        let tag = tag << 8 | family as u64;
        if let Some(at) = self.index.get(tag, raw) {
            return Some(at);
        }
        let mut slow = self.lock();
        if let Some(at) = self.index.get(tag, raw) {
            return Some(at);
        }
        let mut values = clean();
        let words = self.slab.words();
        let mut key = values.join(&0);
        if !slow.known.contains_key(&(family, key.clone()))
            && let Some((label, cap)) = family.cap()
            && self.is_full(&slow, family, label, cap, &values[label])
        {
            slow.overflow(words, family);
            values[label] = OTHER.into();
            key = values.join(&0);
        }
        let at = slow.find_or_append(words, family, &key);
        if let Some(at) = at {
            self.index.insert(tag, raw, at);
        } else {
            slow.overflow(words, family);
        }
        at
    }

    /// True when a label has its full number of values over all processes, and this is not one of them.
    fn is_full(&self, slow: &Slow, family: Family, label: usize, cap: usize, value: &[u8]) -> bool {
        let others = self.others();
        let keys =
            slow.known.keys().map(|(f, key)| (*f, key)).chain(others.iter().map(|e| (e.family, &e.key)));
        let values: HashSet<&[u8]> = keys
            .filter(|&(f, _)| f == family)
            .filter_map(|(_, key)| key.split(|&b| b == 0).nth(label))
            .filter(|&value| value != OTHER.as_bytes())
            .collect();
        values.len() >= cap && !values.contains(value)
    }

    fn add(&self, at: usize, count: u64) {
        if let Some(word) = self.slab.words().get(at) {
            word.fetch_add(count, Ordering::Relaxed);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Slow> {
        // A panic while counting leaves numbers, not an invariant: go on.
        self.slow.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slow {
    fn find_or_append(&mut self, words: &[AtomicU64], family: Family, key: &[u8]) -> Option<usize> {
        if let Some(&at) = self.known.get(&(family, key.to_vec())) {
            return Some(at);
        }
        let at = arena::append(words, family, key)?;
        self.known.insert((family, key.to_vec()), at);
        Some(at)
    }

    fn overflow(&mut self, words: &[AtomicU64], family: Family) {
        if let Some(at) = self.find_or_append(words, Family::LabelOverflow, family.name().as_bytes()) {
            words[at].fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn all<const N: usize>(places: [Option<usize>; N]) -> Option<[usize; N]> {
    places.iter().all(Option::is_some).then(|| places.map(Option::unwrap_or_default))
}
