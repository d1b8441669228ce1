//! Files are real ones; `/dev/full` stands for a full disk.

use super::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use veilfold_core::Timestamp;

const SECOND: i64 = 1_000_000_000;

fn put(sink: &Sink, line: &str, second: i64) -> bool {
    sink.write(line.as_bytes(), Level::Info, Timestamp(second * SECOND), |job| job())
}

#[test]
fn creates_the_directory_and_appends() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a/b/app.log");
    let sink = Sink::file(&path).unwrap();
    assert!(put(&sink, "one\n", 1));
    assert!(put(&Sink::file(&path).unwrap(), "two\n", 1));
    assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\n");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777 & !0o640, 0);
    assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777 & !0o750, 0);
    assert_eq!(sink.stats(), Stats { written: 1, bytes: 4, lost: 0, failing: None, ..Stats::default() });
}

#[test]
fn a_full_disk_is_counted_and_recovery_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    std::os::unix::fs::symlink("/dev/full", &path).unwrap();
    let sink = Sink::file(&path).unwrap();
    assert!(!put(&sink, "one\n", 1));
    assert!(!put(&sink, "two\n", 1));
    let stats = sink.stats();
    assert_eq!((stats.written, stats.lost), (0, 2));
    assert!(stats.failing.unwrap().contains("No space"));
    fs::remove_file(&path).unwrap();
    assert!(put(&sink, "three\n", 3));
    assert_eq!(fs::read_to_string(&path).unwrap(), "three\n");
    assert_eq!(sink.stats(), Stats { written: 1, bytes: 6, lost: 2, failing: None, ..Stats::default() });
}

#[test]
fn a_moved_file_is_left_for_a_new_one() {
    let dir = tempfile::tempdir().unwrap();
    let (path, old) = (dir.path().join("app.log"), dir.path().join("app.log.1"));
    let sink = Sink::file(&path).unwrap();
    put(&sink, "one\n", 1);
    fs::rename(&path, &old).unwrap();
    put(&sink, "two\n", 1);
    put(&sink, "three\n", 2);
    assert_eq!(fs::read_to_string(&old).unwrap(), "one\ntwo\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), "three\n");
    assert_eq!(sink.stats().lost, 0);
}

#[test]
fn lines_that_went_into_a_deleted_file_are_lost_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let sink = Sink::file(&path).unwrap();
    put(&sink, "one\n", 1);
    put(&sink, "two\n", 3);
    fs::remove_file(&path).unwrap();
    put(&sink, "three\n", 3);
    put(&sink, "four\n", 4);
    assert_eq!(fs::read_to_string(&path).unwrap(), "four\n");
    // "two" went with the file as well as "three": the count is what was written since the last look.
    assert_eq!((sink.stats().written, sink.stats().lost), (2, 2));
}

#[test]
fn a_directory_that_vanishes_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("logs/app.log");
    let sink = Sink::file(&path).unwrap();
    fs::remove_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path.parent().unwrap(), "in the way").unwrap();
    assert!(!put(&sink, "one\n", 2));
    assert!(!put(&sink, "two\n", 2));
    fs::remove_file(path.parent().unwrap()).unwrap();
    assert!(put(&sink, "three\n", 3));
    assert_eq!((sink.stats().written, sink.stats().lost), (1, 2));
}

#[test]
fn a_clock_that_is_set_back_does_not_stop_the_looking() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let sink = Sink::file(&path).unwrap();
    put(&sink, "one\n", 1_000);
    fs::rename(&path, dir.path().join("old")).unwrap();
    put(&sink, "two\n", 10);
    assert_eq!(fs::read_to_string(&path).unwrap(), "two\n");
}

#[test]
fn a_file_that_cannot_be_opened_names_the_path() {
    let dir = tempfile::tempdir().unwrap();
    let error = Sink::file(dir.path()).unwrap_err();
    assert!(error.to_string().contains(&dir.path().display().to_string()), "{error}");
    assert!(error.to_string().contains("directory"), "{error}");
}

#[test]
fn a_line_cut_by_a_full_pipe_is_closed_before_the_next() {
    use std::io::Read;
    let (mut reader, writer) = std::io::pipe().unwrap();
    rustix::io::ioctl_fionbio(&writer, true).unwrap();
    // Nobody reads for longer than the sink's patience: the pipe takes 64 KiB and the rest is cut.
    let long = vec![b'x'; 1 << 20];
    let (error, out) = write_all(writer.as_fd(), &long).unwrap_err();
    assert_eq!(error, Errno::AGAIN);
    assert!(out > 0 && out < long.len());
    let sink = Sink::stdout();
    let mut state = State::default();
    sink.settle(&mut state, &long, Err((error, out)));
    assert!(state.torn);
    drop(writer);
    let mut got = Vec::new();
    reader.read_to_end(&mut got).unwrap();
    assert_eq!(got.len(), out);
}

#[test]
fn threads_on_one_file_tear_no_line() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    let sink = Sink::file(&path).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let sink = &sink;
            scope.spawn(move || {
                let line = format!("{}\n", thread.to_string().repeat(5_000));
                for _ in 0..50 {
                    put(sink, &line, 1);
                }
            });
        }
    });
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 200);
    assert!(text.lines().all(|line| line.len() == 5_000 && line.bytes().all(|b| b == line.as_bytes()[0])));
}

#[test]
fn the_null_device_makes_nobody_wait() {
    let sink = Sink::file("/dev/null").unwrap();
    let mut waited = false;
    let wait = |job: &mut (dyn FnMut() + Send)| {
        waited = true;
        job();
    };
    assert!(sink.write(b"line\n", Level::Info, Timestamp(0), wait));
    assert!(!waited);
    assert_eq!(sink.stats().written, 1);
}
