use super::*;
use crate::group::fingerprint::Kind;
use proptest::prelude::*;
use std::format;

const MINUTE: i64 = 60_000_000_000;

fn group(hash: u64) -> GroupId {
    GroupId { kind: Kind::Message, hash }
}

fn sample(text: &str) -> Sample<'_> {
    Sample { template: b"order <*> failed", text: text.as_bytes(), release: "" }
}

#[test]
fn counts_first_last_and_level() {
    let mut tracker = Tracker::new(10);
    assert_eq!(tracker.observe(group(1), Timestamp(20), Level::Error, &sample("b")), Seen::New);
    assert_eq!(tracker.observe(group(1), Timestamp(30), Level::Warning, &sample("c")), Seen::Again);
    tracker.observe(group(1), Timestamp(10), Level::Info, &sample("a"));
    tracker.observe(group(2), Timestamp(40), Level::Info, &sample("x"));
    let first = tracker.groups().next().expect("two groups");
    assert_eq!((first.id, first.count, first.level), (group(1), 3, Level::Error));
    assert_eq!(
        (first.first, first.last, first.sample.as_slice()),
        (Timestamp(10), Timestamp(30), b"a".as_slice())
    );
    assert_eq!(tracker.total(), 4);
}

#[test]
fn a_minute_ring_forgets_after_an_hour() {
    let mut ring = Minutes::default();
    ring.add(Timestamp(5 * MINUTE), 2);
    ring.add(Timestamp(6 * MINUTE + 1), 3);
    ring.add(Timestamp(4 * MINUTE), 1);
    assert_eq!(ring.last(4, Timestamp(7 * MINUTE)).collect::<Vec<_>>(), [1, 2, 3, 0]);
    ring.add(Timestamp(65 * MINUTE), 7);
    assert_eq!(ring.last(60, Timestamp(65 * MINUTE)).collect::<Vec<_>>()[..2], [3, 0]);
    ring.add(Timestamp(5 * MINUTE), 9);
    assert_eq!(ring.last(60, Timestamp(65 * MINUTE)).sum::<u32>(), 10);
    // Before 1970 and far jumps.
    let mut ring = Minutes::default();
    ring.add(Timestamp(i64::MIN), 1);
    ring.add(Timestamp(i64::MAX), 1);
    assert_eq!(ring.last(60, Timestamp(i64::MAX)).sum::<u32>(), 1);
}

#[test]
fn what_comes_back_after_the_mend_is_a_regression() {
    let mut tracker = Tracker::new(10);
    let see = |t: &mut Tracker, at, release| {
        t.observe(group(1), Timestamp(at), Level::Error, &Sample { release, ..sample("x") })
    };
    see(&mut tracker, 1, "1.9");
    assert!(!tracker.resolve(group(2), Timestamp(5), ""));
    assert!(tracker.resolve(group(1), Timestamp(5), "1.10"));
    // An old record that arrives late, and a host that still runs the old release.
    assert_eq!(see(&mut tracker, 4, "1.10"), Seen::Again);
    assert_eq!(see(&mut tracker, 6, "1.9"), Seen::Again);
    assert!(tracker.get(group(1)).is_some_and(|g| g.resolved.is_some()));
    assert_eq!(see(&mut tracker, 7, "1.10"), Seen::Regression);
    let known = tracker.get(group(1)).expect("known");
    assert_eq!((known.resolved.as_ref(), known.regressions, known.count), (None, 1, 4));
    assert_eq!(see(&mut tracker, 8, "1.11"), Seen::Again);
}

#[test]
fn a_busy_group_survives_a_flood_of_unique_ones() {
    let mut tracker = Tracker::new(100);
    for n in 0..100_000_u64 {
        tracker.observe(group(n + 10), Timestamp(n as i64), Level::Info, &sample("flood"));
        // One record in 50; only one in 100 is promised a place.
        if n % 50 == 0 {
            tracker.observe(group(1), Timestamp(n as i64), Level::Error, &sample("busy"));
        }
    }
    let busy = tracker.get(group(1)).expect("kept");
    assert!(busy.count + busy.missed >= 2_000 && busy.count <= 2_000, "{busy:?}");
    assert!(busy.count > 1_900, "it entered early: {}", busy.count);
    assert_eq!(tracker.total(), 102_000);
    assert_eq!(tracker.groups().len(), 100);
}

#[test]
fn a_million_unique_ids_take_no_more_room_than_the_first_thousands() {
    let mut tracker = Tracker::new(1_000);
    let text = "x".repeat(5_000);
    for n in 0..1_000_000_u64 {
        tracker.observe(
            group(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
            Timestamp(n as i64),
            Level::Info,
            &sample(&text),
        );
    }
    assert_eq!(tracker.total(), 1_000_000);
    let bytes: usize =
        tracker.slots.iter().map(|g| size_of::<Group>() + g.template.capacity() + g.sample.capacity()).sum();
    assert!(tracker.slots.capacity() <= 2_048 && bytes < 2 << 20, "{bytes} bytes");
}

#[test]
fn a_snapshot_restores_all_and_counts_what_it_cannot_read() {
    let mut tracker = Tracker::new(3);
    for n in 0..10_u64 {
        tracker.observe(
            group(n % 5),
            Timestamp(n as i64 * MINUTE),
            Level::Error,
            &sample(&format!("text {n}")),
        );
    }
    let busiest = tracker.groups().next().expect("some").id;
    tracker.resolve(busiest, Timestamp(99), "1.0");
    let snapshot = tracker.snapshot();
    let json = serde_json::to_string(&snapshot).expect("plain data");
    let read: Snapshot = serde_json::from_str(&json).expect("what was written");
    let restored = Tracker::restore(3, &read);
    assert_eq!(restored.snapshot(), snapshot);
    let mut foreign = snapshot.clone();
    foreign.groups[0].group_id = "m9-0000000000000000".into();
    assert_eq!(Tracker::restore(3, &foreign).total(), 10);
    assert_eq!(Tracker::restore(1, &snapshot).total(), 10);
}

fn records() -> impl Strategy<Value = Vec<(u64, i64, u8)>> {
    prop::collection::vec((0_u64..30, 0_i64..200 * MINUTE, 0_u8..5), 0..60)
}

fn tracker_of(capacity: usize, records: &[(u64, i64, u8)]) -> Tracker {
    let mut tracker = Tracker::new(capacity);
    for &(hash, at, level) in records {
        let text = format!("{hash} at {at}");
        tracker.observe(group(hash), Timestamp(at), Level::ALL[level as usize], &sample(&text));
    }
    tracker
}

fn merged(parts: &[&Tracker], capacity: usize) -> Tracker {
    let mut all = Tracker::new(capacity);
    for part in parts {
        all.merge(part);
    }
    all
}

proptest! {
    #[test]
    fn order_of_merges_changes_nothing_where_all_have_a_place(a in records(), b in records(), c in records()) {
        let (a, b, c) = (tracker_of(40, &a), tracker_of(40, &b), tracker_of(40, &c));
        let one = merged(&[&a, &b, &c], 40).snapshot();
        prop_assert_eq!(&one, &merged(&[&c, &a, &b], 40).snapshot());
        prop_assert_eq!(&one, &merged(&[&a, &merged(&[&c, &b], 40)], 40).snapshot());
    }

    #[test]
    fn totals_are_exact_in_any_order_and_any_size(a in records(), b in records(), capacity in 1_usize..20) {
        let sum = (a.len() + b.len()) as u64;
        let (a, b) = (tracker_of(capacity, &a), tracker_of(7, &b));
        for tracker in [merged(&[&a, &b], capacity), merged(&[&b, &a], 5)] {
            prop_assert_eq!(tracker.total(), sum);
            prop_assert!(tracker.groups().len() <= capacity.max(5));
        }
    }

    #[test]
    fn the_lightest_group_stands_first_in_the_heap(a in records(), capacity in 1_usize..20) {
        let tracker = tracker_of(capacity, &a);
        let lightest = tracker.slots.iter().map(|g| (g.weight(), g.id)).min();
        prop_assert_eq!(tracker.rank(0), lightest);
        for (slot, &at) in tracker.position.iter().enumerate() {
            prop_assert_eq!(tracker.heap[at], slot);
        }
    }
}
