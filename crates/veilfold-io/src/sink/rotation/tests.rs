//! Rotation and retention, on real files. Several sinks on one path are as several processes: each has
//! its own open file and its own lock.

use super::super::keeping::keep;
use super::super::*;
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime};
use veilfold_core::Timestamp;

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400 * SECOND;
/// 2026-11-29T12:00:00Z
const NOON: i64 = 1_795_953_600 * SECOND;

fn put(sink: &Sink, line: &str, now: i64) -> bool {
    sink.write(line.as_bytes(), Level::Info, Timestamp(now), |job| job())
}

fn rotating(path: &Path, max_bytes: u64, daily: bool, keeping: Keeping) -> Sink {
    Sink::file_with(path, FileOptions { max_bytes, daily, keeping, ..FileOptions::default() }).unwrap()
}

/// Names beside the live file, in order.
fn others(path: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|found| found != path && found.is_file())
        .collect();
    files.sort();
    files
}

fn text(path: &Path) -> String {
    let mut text = String::new();
    if path.extension().is_some_and(|e| e == "gz") {
        GzDecoder::new(File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    } else {
        text = fs::read_to_string(path).unwrap();
    }
    text
}

/// Lines of the live file and all others.
fn all_lines(path: &Path) -> Vec<String> {
    let files = others(path).into_iter().chain([path.to_owned()]);
    files.flat_map(|file| text(&file).lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The thread that compresses outlives the write that started it, and the sink.
fn wait_for_the_background(sink: &Sink) {
    let notices = Arc::clone(&sink.state().notices);
    while notices.busy.load(Ordering::Acquire) {
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn age(path: &Path, days: u64) {
    let file = File::options().append(true).open(path).unwrap();
    let noon = SystemTime::UNIX_EPOCH + Duration::from_nanos(NOON as u64);
    file.set_modified(noon - Duration::from_secs(days * 86_400 + 60)).unwrap();
}

#[test]
fn no_file_grows_over_its_bound() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let sink = rotating(&path, 100, false, Keeping::default());
    for n in 0..100 {
        assert!(put(&sink, &format!("line {n:04}\n"), NOON + n));
    }
    let files = others(&path);
    assert_eq!(files.len(), 9);
    assert!(files.iter().chain([&path]).all(|file| fs::metadata(file).unwrap().len() <= 100));
    let lines = all_lines(&path);
    assert_eq!(lines, (0..100).map(|n| format!("line {n:04}")).collect::<Vec<_>>());
    assert_eq!(sink.stats().rotations, 9);
}

#[test]
fn a_line_over_the_bound_stands_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let sink = rotating(&path, 10, false, Keeping::default());
    for line in ["a\n", "a line over the bound\n", "b\n"] {
        put(&sink, line, NOON);
    }
    assert_eq!(others(&path).iter().map(|p| text(p)).collect::<Vec<_>>(), ["a\n", "a line over the bound\n"]);
    assert_eq!(text(&path), "b\n");
}

#[test]
fn the_day_changes_at_midnight_in_utc() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let sink = rotating(&path, 0, true, Keeping::default());
    put(&sink, "noon\n", NOON);
    put(&sink, "last\n", NOON + DAY / 2 - 1);
    put(&sink, "first\n", NOON + DAY / 2);
    put(&sink, "second\n", NOON + DAY / 2 + 1);
    let files = others(&path);
    assert_eq!(files.len(), 1);
    assert!(files[0].to_str().unwrap().ends_with("app.log.2026-11-30T00-00-00.000Z"), "{files:?}");
    assert_eq!(text(&files[0]), "noon\nlast\n");
    assert_eq!(text(&path), "first\nsecond\n");
}

#[test]
fn a_file_of_an_earlier_day_is_put_aside_by_the_process_that_finds_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    fs::write(&path, "yesterday\n").unwrap();
    age(&path, 1);
    let sink = rotating(&path, 0, true, Keeping::default());
    put(&sink, "today\n", NOON);
    assert_eq!((others(&path).len(), text(&path).as_str()), (1, "today\n"));
    // One of today stays.
    age(&path, 0);
    let sink = rotating(&path, 0, true, Keeping::default());
    put(&sink, "again\n", NOON);
    assert_eq!((others(&path).len(), text(&path).as_str()), (1, "today\nagain\n"));
}

#[test]
fn a_record_from_the_future_does_not_stop_the_days() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let sink = rotating(&path, 0, true, Keeping::default());
    put(&sink, "one\n", NOON);
    put(&sink, "future\n", NOON + 1_000 * DAY);
    put(&sink, "two\n", NOON + 1);
    put(&sink, "three\n", NOON + DAY);
    assert_eq!(text(&path), "three\n");
    assert_eq!(all_lines(&path).len(), 4);
}

#[test]
fn writers_of_many_sinks_lose_and_tear_nothing_while_files_are_put_aside_and_compressed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let keeping = Keeping { compress: true, ..Keeping::default() };
    let (writers, each) = (6, 4_000);
    std::thread::scope(|scope| {
        for writer in 0..writers {
            let (path, keeping) = (&path, &keeping);
            scope.spawn(move || {
                let sink = rotating(path, 20_000, false, keeping.clone());
                for n in 0..each {
                    // A hundred lines a second of the records' clock.
                    assert!(put(
                        &sink,
                        &format!("{writer} {n} {}\n", "x".repeat(n % 90)),
                        NOON + n as i64 * 10_000_000
                    ));
                }
                wait_for_the_background(&sink);
            });
        }
    });
    keep(&path, &keeping, 0o750, Timestamp(NOON));
    assert!(others(&path).len() > 20);
    assert!(others(&path).iter().any(|file| file.extension().is_some_and(|e| e == "gz")));
    let mut seen: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for line in all_lines(&path) {
        let words: Vec<&str> = line.split(' ').collect();
        let [writer, n, filler] = words[..] else { panic!("torn: {line:?}") };
        let n: usize = n.parse().unwrap();
        assert_eq!(filler.len(), n % 90, "torn: {line:?}");
        *seen.entry((writer.parse().unwrap(), n)).or_default() += 1;
    }
    assert_eq!(seen.len(), writers * each);
    assert!(seen.values().all(|count| *count == 1));
}

#[test]
fn a_file_that_somebody_writes_to_is_not_compressed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let keeping = Keeping { compress: true, backups: 1, ..Keeping::default() };
    let slow = rotating(&path, 0, false, Keeping::default());
    put(&slow, "one\n", NOON);
    let busy = rotating(&path, 5, false, Keeping::default());
    put(&busy, "two\n", NOON);
    put(&busy, "three\n", NOON);
    put(&busy, "four\n", NOON);
    // Opened before the file was put aside, and within a second since its last look.
    put(&slow, "late\n", NOON + SECOND / 2);
    keep(&path, &keeping, 0o750, Timestamp(NOON));
    let files = others(&path);
    assert_eq!(files.len(), 2, "{files:?}");
    assert_eq!(text(&files[0]), "one\nlate\n");
    put(&slow, "new\n", NOON + 2 * SECOND);
    keep(&path, &keeping, 0o750, Timestamp(NOON));
    let files = others(&path);
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(text(&path).lines().last(), Some("new"));
}

#[test]
fn compression_keeps_time_mode_and_every_byte() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let aside = dir.path().join("app.log.2026-11-20T10-00-00.000Z");
    let body = "a line\n".repeat(10_000);
    fs::write(&aside, &body).unwrap();
    fs::set_permissions(&aside, fs::Permissions::from_mode(0o600)).unwrap();
    age(&aside, 9);
    let before = fs::metadata(&aside).unwrap().mtime();
    // Left by a process that was killed.
    fs::write(dir.path().join("app.log.2026-11-20T10-00-00.000Z.gz.tmp"), "half").unwrap();
    assert_eq!(keep(&path, &Keeping { compress: true, ..Keeping::default() }, 0o750, Timestamp(NOON)), []);
    let files = others(&path);
    assert_eq!(files.len(), 1);
    assert_eq!(text(&files[0]), body);
    let metadata = fs::metadata(&files[0]).unwrap();
    assert_eq!((metadata.mtime(), metadata.mode() & 0o777), (before, 0o600));
    assert!(metadata.len() < 1_000);
}

#[test]
fn a_kill_between_compressing_and_removing_doubles_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let keeping = Keeping { compress: true, ..Keeping::default() };
    let aside = dir.path().join("app.log.2026-11-20T10-00-00.000Z");
    fs::write(&aside, "one\n").unwrap();
    keep(&path, &keeping, 0o750, Timestamp(NOON));
    // The same again is known; another file of that name is not taken for it.
    fs::write(&aside, "one\n").unwrap();
    keep(&path, &keeping, 0o750, Timestamp(NOON));
    assert_eq!(others(&path).iter().map(|p| text(p)).collect::<Vec<_>>(), ["one\n"]);
    fs::write(&aside, "two\n").unwrap();
    keep(&path, &keeping, 0o750, Timestamp(NOON));
    assert_eq!(others(&path).iter().map(|p| text(p)).collect::<Vec<_>>(), ["two\n", "one\n"]);
}

#[test]
fn files_age_into_the_archive_and_out_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("logs/app.log");
    let archive = dir.path().join("archive");
    fs::create_dir(path.parent().unwrap()).unwrap();
    for days in [29, 31, 91] {
        let file = dir.path().join(format!("logs/app.log.{days}.gz"));
        fs::write(&file, "x").unwrap();
        age(&file, days);
    }
    let stranger = dir.path().join("logs/apples.log");
    fs::write(&stranger, "x").unwrap();
    age(&stranger, 500);
    let keeping =
        Keeping { live_days: 30, archive: Some(archive.clone()), archive_days: 90, ..Keeping::default() };
    let notices = keep(&path, &keeping, 0o750, Timestamp(NOON));
    let names = |dir: &Path| {
        let mut names: Vec<_> =
            fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names(path.parent().unwrap()), ["app.log.29.gz", "apples.log"]);
    assert_eq!(names(&archive), ["app.log.31.gz"]);
    assert!(notices.iter().any(|n| n.message.starts_with("Deleted old log: ")), "{notices:?}");
    assert!(notices.iter().all(|n| n.level == Level::Info));
    // Without an archive the end comes at once.
    age(&dir.path().join("logs/app.log.29.gz"), 31);
    keep(&path, &Keeping { archive: None, ..keeping }, 0o750, Timestamp(NOON));
    assert_eq!(names(path.parent().unwrap()), ["apples.log"]);
}

#[test]
fn an_archive_in_the_same_directory_is_no_archive() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    fs::write(dir.path().join("app.log.1.gz"), "x").unwrap();
    age(&dir.path().join("app.log.1.gz"), 40);
    let keeping = Keeping {
        live_days: 30,
        archive: Some(dir.path().to_owned()),
        archive_days: 90,
        ..Keeping::default()
    };
    keep(&path, &keeping, 0o750, Timestamp(NOON));
    assert_eq!(others(&path), Vec::<PathBuf>::new());
}

#[test]
fn number_and_bytes_of_old_files_are_bounded() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let sink = rotating(&path, 10, false, Keeping::default());
    for n in 0..20 {
        put(&sink, &format!("{n:09}\n"), NOON + n * 1_000_000);
    }
    for (n, file) in others(&path).iter().enumerate() {
        age(file, 20 - n as u64);
    }
    keep(&path, &Keeping { backups: 5, ..Keeping::default() }, 0o750, Timestamp(NOON));
    assert_eq!(
        others(&path).iter().map(|p| text(p)).collect::<String>(),
        (14..19).map(|n| format!("{n:09}\n")).collect::<String>()
    );
    keep(&path, &Keeping { total_bytes: 25, ..Keeping::default() }, 0o750, Timestamp(NOON));
    assert_eq!(others(&path).len(), 2);
}

#[test]
fn copytruncate_starts_the_count_anew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let sink = rotating(&path, 100, false, Keeping::default());
    put(&sink, &format!("{}\n", "x".repeat(90)), NOON);
    File::options().write(true).open(&path).unwrap().set_len(0).unwrap();
    put(&sink, &format!("{}\n", "y".repeat(90)), NOON);
    assert_eq!(text(&path), format!("{}\n", "y".repeat(90)));
    assert_eq!(others(&path), Vec::<PathBuf>::new());
}

#[test]
fn a_link_stays_and_its_target_is_put_aside() {
    let dir = tempfile::tempdir().unwrap();
    let (link, real) = (dir.path().join("app.log"), dir.path().join("data/real.log"));
    fs::create_dir(real.parent().unwrap()).unwrap();
    fs::write(&real, "").unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let sink = rotating(&link, 5, false, Keeping::default());
    put(&sink, "one\n", NOON);
    put(&sink, "two\n", NOON);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!((text(&link).as_str(), others(&real).len()), ("two\n", 1));
}

#[test]
fn where_nothing_can_be_renamed_lines_go_on_into_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let sink = rotating(&path, 5, false, Keeping::default());
    put(&sink, "one\n", NOON);
    // The name of the file put aside is one byte too long for a directory entry.
    let long = dir.path().join("x".repeat(240));
    let other = rotating(&long, 5, false, Keeping::default());
    (0..3).for_each(|n| assert!(put(&other, "one\n", NOON + n * 20 * SECOND)));
    assert_eq!(text(&long), "one\none\none\n");
    let stats = other.stats();
    assert_eq!((stats.written, stats.lost, stats.rotations), (3, 0, 0));
    assert!(stats.rotation_failing.unwrap().contains("too long"));
    assert_eq!(other.notices().len(), 1);
}

#[test]
fn a_line_that_a_killed_writer_left_half_is_closed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    fs::write(&path, "whole\nhal").unwrap();
    let sink = Sink::file(&path).unwrap();
    put(&sink, "next\n", NOON);
    put(&sink, "last\n", NOON);
    assert_eq!(text(&path), "whole\nhal\nnext\nlast\n");
}

#[test]
fn the_work_on_old_files_is_done_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let sink = rotating(&path, 10, false, Keeping { compress: true, ..Keeping::default() });
    let end = Instant::now() + Duration::from_mins(1);
    for n in (0..).take_while(|_| Instant::now() < end) {
        put(&sink, &format!("{n:09}\n"), NOON + n * SECOND);
        if others(&path).iter().filter(|file| file.extension().is_some_and(|e| e == "gz")).count() > 5 {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("nothing was compressed: {:?}", others(&path));
}
