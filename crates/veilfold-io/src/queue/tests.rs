//! The queue before real files; an owner that does not return stands for a sink that does not move.

use super::*;
use std::fs;
use std::path::{Path, PathBuf};

const SOON: Duration = Duration::from_mins(1);

#[derive(Default)]
struct Counts {
    lost: AtomicU64,
    wrote: AtomicU64,
    stuck: AtomicBool,
}

impl Owner for Counts {
    fn dropped(&self, lines: u64, time: Timestamp) -> Line {
        let bytes = format!("dropped {lines}\n").into_bytes();
        Line { bytes, level: Level::Warning, time, sinks: 1, important: true }
    }

    fn notice(&self, notice: &Notice, _time: Timestamp) -> Vec<u8> {
        format!("{}\n", notice.message).into_bytes()
    }

    fn wrote(&self, _sink: &Sink, _bytes: usize, written: bool) {
        self.wrote.fetch_add(u64::from(written), Ordering::Relaxed);
        while self.stuck.load(Ordering::Acquire) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn lost(&self) {
        self.lost.fetch_add(1, Ordering::Relaxed);
    }
}

fn line(text: &str, important: bool) -> Line {
    let bytes = format!("{text}\n").into_bytes();
    Line { bytes, level: Level::Info, time: Timestamp(1), sinks: 1, important }
}

fn go_on(job: &mut (dyn FnMut() + Send)) -> bool {
    job();
    true
}

fn push(queue: &Queue, text: &str) -> Pushed {
    queue.push(line(text, false), go_on)
}

fn queue(path: &Path, capacity: usize, overflow: Overflow) -> (Queue, Arc<Counts>) {
    let counts = Arc::new(Counts::default());
    let sink = Arc::new(Sink::file(path).unwrap());
    (Queue::new(vec![sink], capacity, overflow, Arc::<Counts>::clone(&counts)), counts)
}

/// A queue of three lines whose thread does not come back from its first one until it is let go.
struct Stuck {
    queue: Queue,
    counts: Arc<Counts>,
    path: PathBuf,
    _dir: tempfile::TempDir,
}

impl Stuck {
    fn new(overflow: Overflow) -> Stuck {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("app.log");
        let (queue, counts) = queue(&path, 3, overflow);
        counts.stuck.store(true, Ordering::Release);
        push(&queue, "first");
        let end = Instant::now() + SOON;
        while counts.wrote.load(Ordering::Acquire) == 0 {
            assert!(Instant::now() < end);
            std::thread::yield_now();
        }
        Stuck { queue, counts, path, _dir: dir }
    }

    /// Lets the thread go and returns what it wrote.
    fn written(&self) -> String {
        self.counts.stuck.store(false, Ordering::Release);
        assert!(self.queue.flush(SOON));
        fs::read_to_string(&self.path).unwrap()
    }
}

impl Drop for Stuck {
    fn drop(&mut self) {
        self.counts.stuck.store(false, Ordering::Release);
    }
}

#[test]
fn lines_come_out_in_order_and_a_flush_waits_for_them() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let (queue, counts) = queue(&path, 10, Overflow::Block);
    for n in 0..1_000 {
        assert!(matches!(push(&queue, &n.to_string()), Pushed::Queued));
    }
    assert!(queue.flush(SOON));
    let expected: String = (0..1_000).map(|n| format!("{n}\n")).collect();
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    assert_eq!(counts.wrote.load(Ordering::Relaxed), 1_000);
}

#[test]
fn a_closed_queue_has_written_all_and_gives_later_lines_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let (queue, _) = queue(&path, 10, Overflow::Block);
    push(&queue, "one");
    assert_eq!(queue.close(SOON), 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), "one\n");
    assert!(matches!(push(&queue, "two"), Pushed::Closed(line) if line.bytes == b"two\n"));
}

#[test]
fn a_dropped_queue_writes_what_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let (queue, _) = queue(&path, 100, Overflow::Block);
    (0..50).for_each(|n| assert!(matches!(push(&queue, &n.to_string()), Pushed::Queued)));
    drop(queue);
    let end = Instant::now() + SOON;
    while fs::read_to_string(&path).unwrap().lines().count() < 50 {
        assert!(Instant::now() < end);
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn an_idle_thread_sleeps_and_is_woken() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let (queue, _) = queue(&path, 100, Overflow::Block);
    push(&queue, "one");
    let end = Instant::now() + SOON;
    while queue.shared.state().thread != Thread::Asleep {
        assert!(Instant::now() < end);
        std::thread::sleep(Duration::from_millis(10));
    }
    push(&queue, "two");
    while fs::read_to_string(&path).unwrap() != "one\ntwo\n" {
        assert!(Instant::now() < end);
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn the_newest_is_dropped_counted_and_told() {
    let stuck = Stuck::new(Overflow::DropNewest);
    let queue = &stuck.queue;
    (0..3).for_each(|n| assert!(matches!(push(queue, &format!("kept {n}")), Pushed::Queued)));
    (0..5).for_each(|n| assert!(matches!(push(queue, &format!("gone {n}")), Pushed::Dropped)));
    assert_eq!((queue.dropped(0), stuck.counts.lost.load(Ordering::Relaxed)), (5, 5));
    assert_eq!(stuck.written(), "first\nkept 0\nkept 1\nkept 2\ndropped 5\n");
}

#[test]
fn the_oldest_makes_room_but_no_error_does() {
    let stuck = Stuck::new(Overflow::DropOldest);
    let queue = &stuck.queue;
    queue.push(line("error", true), go_on);
    push(queue, "old");
    push(queue, "new");
    assert!(matches!(push(queue, "newer"), Pushed::Queued));
    assert!(matches!(push(queue, "newest"), Pushed::Queued));
    assert_eq!(queue.dropped(0), 2);
    assert_eq!(stuck.written(), "first\nerror\nnewer\nnewest\ndropped 2\n");
}

#[test]
fn a_queue_full_of_errors_drops_what_is_none() {
    let stuck = Stuck::new(Overflow::DropOldest);
    (0..3).for_each(|_| drop(stuck.queue.push(line("error", true), go_on)));
    assert!(matches!(push(&stuck.queue, "news"), Pushed::Dropped));
    assert_eq!(stuck.written(), "first\nerror\nerror\nerror\ndropped 1\n");
}

#[test]
fn a_caller_that_must_wait_waits_outside_its_lock_and_loses_nothing() {
    for (overflow, important) in [(Overflow::Block, false), (Overflow::DropNewest, true)] {
        let stuck = Stuck::new(overflow);
        let queue = &stuck.queue;
        (0..3).for_each(|n| drop(push(queue, &n.to_string())));
        let waited = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let pushed = queue.push(line("waited", important), |job| {
                    waited.store(true, Ordering::Release);
                    go_on(job)
                });
                assert!(matches!(pushed, Pushed::Queued));
            });
            while !waited.load(Ordering::Acquire) {
                std::thread::yield_now();
            }
            stuck.counts.stuck.store(false, Ordering::Release);
            waiting.join().unwrap();
        });
        assert_eq!(stuck.written(), "first\n0\n1\n2\nwaited\n");
        assert_eq!(queue.dropped(0), 0);
    }
}

#[test]
fn a_caller_that_is_called_away_hands_its_line_over_beyond_the_bound() {
    let stuck = Stuck::new(Overflow::Block);
    (0..3).for_each(|n| drop(push(&stuck.queue, &n.to_string())));
    let mut looks = 0;
    let pushed = stuck.queue.push(line("away", false), |job| {
        job();
        looks += 1;
        looks < 2
    });
    assert!(matches!(pushed, Pushed::Queued));
    assert_eq!(looks, 3);
    assert_eq!(stuck.written(), "first\n0\n1\n2\naway\n");
}

#[test]
fn what_cannot_be_written_in_time_is_counted_when_the_queue_closes() {
    let stuck = Stuck::new(Overflow::Block);
    (0..3).for_each(|n| drop(push(&stuck.queue, &n.to_string())));
    assert_eq!(stuck.queue.close(Duration::from_millis(50)), 3);
    assert_eq!((stuck.queue.dropped(0), stuck.counts.lost.load(Ordering::Relaxed)), (3, 3));
}

#[test]
fn a_paused_queue_writes_nothing_and_a_renewed_one_is_empty() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let (queue, _) = queue(&path, 100, Overflow::Block);
    push(&queue, "before");
    queue.pause();
    let written = fs::read_to_string(&path).unwrap();
    push(&queue, "meanwhile");
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(fs::read_to_string(&path).unwrap(), written);
    let child = queue.renewed();
    assert!(Arc::ptr_eq(&child.sinks()[0], &queue.sinks()[0]), "nobody writes: the sink is shared");
    push(&child, "child");
    assert!(child.flush(SOON));
    queue.resume();
    assert!(queue.flush(SOON));
    let text = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["before", "child", "meanwhile"]);
}

#[test]
fn a_sink_in_the_middle_of_a_write_is_made_anew_in_a_child() {
    let stuck = Stuck::new(Overflow::Block);
    let child = stuck.queue.renewed();
    assert!(!Arc::ptr_eq(&child.sinks()[0], &stuck.queue.sinks()[0]));
}

#[test]
fn how_much_waits_can_be_seen_from_outside() {
    let stuck = Stuck::new(Overflow::Block);
    let depth = stuck.queue.depth();
    assert_eq!(depth.read().map(|now| (now.lines, now.capacity, now.oldest)), Some((0, 3, None)));
    push(&stuck.queue, "waits");
    push(&stuck.queue, "too");
    assert_eq!(depth.read().map(|now| (now.lines, now.oldest)), Some((2, Some(Timestamp(1)))));
    stuck.counts.stuck.store(false, Ordering::Release);
    assert!(stuck.queue.flush(SOON));
    assert_eq!(depth.read().map(|now| now.lines), Some(0));
    stuck.queue.close(SOON);
    assert_eq!(depth.read(), None);
}
