use super::catalogue::{Family, GROUPS};
use super::groups::{Groups, Seen};
use super::{DropReason, FailureReason, Metrics, arena};
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use veilfold_core::group::fingerprint::Kind;
use veilfold_core::redact::RuleId;
use veilfold_core::{Engine, GroupId, Level, Options, Outcome, Policy, Profile, Report};

/// Compiling the built-in rules takes a while without optimisation: once is enough.
fn engine() -> Arc<Engine> {
    static ENGINE: LazyLock<Arc<Engine>> =
        LazyLock::new(|| Arc::new(Engine::new(Policy::builtin(Profile::Default), Options::default())));
    Arc::clone(&ENGINE)
}

fn log(metrics: &Metrics, engine: &Engine, level: Level, logger: &str) {
    metrics.observe(engine, level, logger.as_bytes(), None, &Outcome::default(), &Report::default());
}

fn raise(metrics: &Metrics, engine: &Engine, kind: &str, hash: u64) {
    let group = Some(GroupId { kind: Kind::Stack, hash });
    let outcome = Outcome { group, variant: None };
    metrics.observe(engine, Level::Error, b"app", Some(kind.as_bytes()), &outcome, &Report::default());
}

/// The value of the series that `line` begins; `None` where the page has none.
fn value(page: &str, series: &str) -> Option<f64> {
    page.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')?.parse().ok())
}

fn open(directory: &Path) -> Metrics {
    Metrics::open(Some(directory)).unwrap()
}

#[test]
fn a_healthy_program_has_zeros_and_not_nothing() {
    let page = Metrics::open(None).unwrap().render();
    for series in [
        "veilfold_log_events_total{level=\"ERROR\",logger=\"root\"}",
        "veilfold_log_events_dropped_total{reason=\"queue_full\"}",
        "veilfold_redaction_failures_total{reason=\"panic\"}",
        "veilfold_redacted_events_total",
        "veilfold_exceptions_total{exception_type=\"_other\"}",
        "veilfold_exception_group_events_total{group=\"_other\",exception_type=\"_other\"}",
        "veilfold_exception_groups_new_total",
        "veilfold_exception_groups",
        "veilfold_sink_written_bytes_total",
        "veilfold_metric_label_overflow_total{metric=\"veilfold_log_events_total\"}",
        "veilfold_retention_deleted_files_total{outcome=\"success\"}",
        "veilfold_retention_deleted_files_total{outcome=\"failure\"}",
        "veilfold_retention_deleted_bytes_total",
    ] {
        assert_eq!(value(&page, series), Some(0.0), "{series} in\n{page}");
    }
    let build = format!("veilfold_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"));
    assert_eq!(value(&page, &build), Some(1.0));
}

#[test]
fn records_count_by_level_and_by_the_first_two_parts_of_the_logger() {
    let (metrics, engine) = (Metrics::open(None).unwrap(), engine());
    log(&metrics, &engine, Level::Info, "shop.payments.card.visa");
    log(&metrics, &engine, Level::Info, "shop.payments.iban");
    log(&metrics, &engine, Level::Error, "shop.payments");
    log(&metrics, &engine, Level::Debug, "");
    let page = metrics.render();
    let of = |level, logger| {
        value(&page, &format!("veilfold_log_events_total{{level=\"{level}\",logger=\"{logger}\"}}"))
    };
    assert_eq!(of("INFO", "shop.payments"), Some(2.0));
    assert_eq!(of("ERROR", "shop.payments"), Some(1.0));
    assert_eq!(of("CRITICAL", "shop.payments"), Some(0.0));
    assert_eq!(of("DEBUG", "root"), Some(1.0));
}

#[test]
fn redactions_count_by_rule_and_by_record() {
    let (metrics, engine) = (Metrics::open(None).unwrap(), engine());
    let mut report = Report::default();
    report.add(RuleId(0));
    report.add(RuleId(0));
    for _ in 0..3 {
        metrics.observe(&engine, Level::Info, b"app", None, &Outcome::default(), &report);
    }
    let page = metrics.render();
    assert_eq!(value(&page, "veilfold_redacted_events_total"), Some(3.0));
    let rule = engine.policy().redactor().rule_name(RuleId(0));
    assert_eq!(value(&page, &format!("veilfold_redactions_total{{rule=\"{rule}\"}}")), Some(6.0));
}

#[test]
fn reasons_bytes_and_sink_errors_count() {
    let metrics = Metrics::open(None).unwrap();
    metrics.dropped(DropReason::Shutdown);
    metrics.redaction_failed(FailureReason::Limit);
    metrics.written(120);
    metrics.written(3);
    metrics.sink_error("file", "ENOSPC");
    let page = metrics.render();
    assert_eq!(value(&page, "veilfold_log_events_dropped_total{reason=\"shutdown\"}"), Some(1.0));
    assert_eq!(value(&page, "veilfold_redaction_failures_total{reason=\"limit\"}"), Some(1.0));
    assert_eq!(value(&page, "veilfold_sink_written_bytes_total"), Some(123.0));
    assert_eq!(value(&page, "veilfold_sink_errors_total{sink=\"file\",error_type=\"ENOSPC\"}"), Some(1.0));
}

#[test]
fn requests_fall_into_buckets_and_strangers_into_other() {
    let metrics = Metrics::open(None).unwrap();
    metrics.observe_request("GET", "/items/{id}", 200, 0.005);
    metrics.observe_request("GET", "/items/{id}", 200, 0.006);
    metrics.observe_request("GET", "/items/{id}", 200, 60.0);
    metrics.observe_request("BREW", "", 404, f64::NAN);
    let page = metrics.render();
    let of = |suffix: &str, le: &str| {
        value(
            &page,
            &format!(
                "http_server_request_duration_seconds_{suffix}{{http_request_method=\"GET\",\
                 http_route=\"/items/{{id}}\",http_response_status_code=\"200\"{le}}}"
            ),
        )
    };
    assert_eq!(of("bucket", ",le=\"0.005\""), Some(1.0), "{page}");
    assert_eq!(of("bucket", ",le=\"0.01\""), Some(2.0));
    assert_eq!(of("bucket", ",le=\"10\""), Some(2.0));
    assert_eq!(of("bucket", ",le=\"+Inf\""), Some(3.0));
    assert_eq!(of("count", ""), Some(3.0));
    assert!((of("sum", "").unwrap() - 60.011).abs() < 1e-6);
    let stranger =
        "http_request_method=\"_OTHER\",http_route=\"_unmatched\",http_response_status_code=\"404\"";
    assert!(page.contains(stranger));
}

#[test]
fn labels_are_bounded_in_number_length_and_letters() {
    let (metrics, engine) = (Metrics::open(None).unwrap(), engine());
    for i in 0..500 {
        log(&metrics, &engine, Level::Info, &format!("app.part{i}"));
        raise(&metrics, &engine, &format!("shop.Error{i}"), i);
    }
    raise(&metrics, &engine, &"very.long.module.".repeat(40), 7);
    log(&metrics, &engine, Level::Info, "a\"b\n\\c d\u{fc}");
    let page = metrics.render();
    let series = |name: &str| page.lines().filter(|l| l.starts_with(name)).count();
    assert_eq!(series("veilfold_log_events_total{level=\"INFO\""), 51);
    assert_eq!(series("veilfold_exceptions_total"), 101);
    assert_eq!(series("veilfold_exception_group_events_total"), 101);
    // `root`, `app` and 48 of 500 have room; the odd one at the end does not.
    let other = "veilfold_log_events_total{level=\"INFO\",logger=\"_other\"}";
    assert_eq!(value(&page, other), Some(453.0));
    let rest = "veilfold_exception_group_events_total{group=\"_other\",exception_type=\"_other\"}";
    assert_eq!(value(&page, rest), Some(400.0));
    assert_eq!(value(&page, "veilfold_exception_groups"), Some(100.0));
    assert_eq!(value(&page, "veilfold_exception_groups_new_total"), Some(500.0));
    let overflow = "veilfold_metric_label_overflow_total{metric=\"veilfold_exceptions_total\"}";
    assert!(value(&page, overflow).unwrap() >= 400.0);
    assert!(page.lines().all(|l| l.len() < 400 && l.is_ascii()));
}

#[test]
fn several_processes_make_one_page() {
    let directory = tempfile::tempdir().unwrap();
    let (a, b, engine) = (open(directory.path()), open(directory.path()), engine());
    log(&a, &engine, Level::Info, "app");
    log(&b, &engine, Level::Info, "app");
    a.observe_request("GET", "/", 200, 0.5);
    b.observe_request("GET", "/", 200, 0.25);
    raise(&a, &engine, "KeyError", 1);
    raise(&b, &engine, "KeyError", 1);
    raise(&b, &engine, "KeyError", 2);
    assert_eq!(a.render(), b.render());
    let page = a.render();
    assert_eq!(value(&page, "veilfold_log_events_total{level=\"INFO\",logger=\"app\"}"), Some(2.0));
    assert_eq!(value(&page, "veilfold_exceptions_total{exception_type=\"KeyError\"}"), Some(3.0));
    assert_eq!(value(&page, "veilfold_exception_groups"), Some(2.0));
    assert_eq!(value(&page, "veilfold_exception_groups_new_total"), Some(2.0));
    assert!(page.contains("http_response_status_code=\"200\"} 0.75"), "{page}");
}

#[test]
fn what_a_dead_process_counted_stays_and_its_file_is_used_again() {
    let directory = tempfile::tempdir().unwrap();
    let engine = engine();
    let living = open(directory.path());
    for round in 1..=5 {
        let worker = open(directory.path());
        log(&worker, &engine, Level::Warning, "worker");
        raise(&worker, &engine, "OSError", 9);
        drop(worker);
        let page = living.render();
        let warnings = "veilfold_log_events_total{level=\"WARNING\",logger=\"worker\"}";
        assert_eq!(value(&page, warnings), Some(f64::from(round)));
        assert_eq!(value(&page, "veilfold_exception_groups_new_total"), Some(1.0), "known since round 1");
    }
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2);
}

#[test]
fn foreign_and_broken_files_in_the_directory_are_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("short.slab"), b"VEILSLB1").unwrap();
    fs::write(directory.path().join("wild.slab"), vec![0xab; super::slab::BYTES]).unwrap();
    let mut torn = vec![0; super::slab::BYTES];
    torn[..8].copy_from_slice(b"VEILSLB1");
    torn[8..16].copy_from_slice(&u64::MAX.to_le_bytes());
    torn[64..128].fill(0xff);
    fs::write(directory.path().join("zz-torn.slab"), torn).unwrap();
    fs::write(directory.path().join("notes.txt"), b"hello").unwrap();
    let (a, b, engine) = (open(directory.path()), open(directory.path()), engine());
    log(&a, &engine, Level::Info, "app");
    log(&b, &engine, Level::Info, "app");
    assert_eq!(value(&a.render(), "veilfold_log_events_total{level=\"INFO\",logger=\"app\"}"), Some(2.0));
    assert_eq!(fs::read(directory.path().join("wild.slab")).unwrap(), vec![0xab; super::slab::BYTES]);
}

#[test]
fn a_directory_that_cannot_be_made_is_an_error() {
    let file = tempfile::NamedTempFile::new().unwrap();
    assert!(Metrics::open(Some(&file.path().join("metrics"))).is_err());
}

#[test]
fn threads_lose_no_count() {
    let directory = tempfile::tempdir().unwrap();
    let (metrics, engine) = (Arc::new(open(directory.path())), engine());
    let threads: Vec<_> = (0..4)
        .map(|t| {
            let (metrics, engine) = (Arc::clone(&metrics), Arc::clone(&engine));
            std::thread::spawn(move || {
                for i in 0..2000 {
                    log(&metrics, &engine, Level::Info, &format!("app.m{}", i % 40));
                    raise(&metrics, &engine, "E", (i % 150) + t % 2);
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let page = metrics.render();
    let sum = |name: &str| -> f64 {
        page.lines()
            .filter(|l| l.starts_with(name))
            .map(|l| l.rsplit(' ').next().unwrap().parse::<f64>().unwrap())
            .sum()
    };
    assert!((sum("veilfold_log_events_total{level=\"INFO\"") - 8000.0).abs() < 0.5);
    assert!((sum("veilfold_exception_group_events_total") - 8000.0).abs() < 0.5);
}

fn words(count: usize) -> Vec<AtomicU64> {
    (0..count).map(|_| AtomicU64::new(0)).collect()
}

fn stack(hash: u64) -> GroupId {
    GroupId { kind: Kind::Stack, hash }
}

#[test]
fn a_group_gives_up_its_series_only_after_an_idle_hour() {
    const HOUR: u64 = 3_600_000_000_000;
    let words = words(8192);
    assert!(arena::init(&words));
    let mut groups = Groups::default();
    groups.init(&words).unwrap();
    let mut count = |hash, now| groups.count(&words, stack(hash), || b"E".to_vec(), now, Vec::new);
    for hash in 0..GROUPS as u64 {
        assert_eq!(count(hash, 1 + hash), Seen { new: true, ..Seen::default() });
    }
    assert_eq!(count(0, 500), Seen::default(), "known");
    assert_eq!(count(1000, HOUR), Seen { new: true, overflowed: true, evicted: false });
    assert_eq!(count(1000, HOUR), Seen::default(), "remembered without a series");
    // Group 1 was idle longest: since 2.
    assert_eq!(count(2000, HOUR + 2), Seen { new: true, overflowed: false, evicted: true });
    let of = |hash: u64| {
        let id = stack(hash).to_string();
        arena::entries(&words).into_iter().find(|e| e.key.starts_with(id.as_bytes())).map(|e| e.values[0])
    };
    assert_eq!((of(0), of(1), of(2000), of(1000)), (Some(2), None, Some(1), None));
    let rest = arena::entries(&words).into_iter().find(|e| e.key.starts_with(b"_other")).unwrap();
    assert_eq!(rest.values[0], 2);
}

#[test]
fn a_reader_never_sees_half_a_record() {
    let words = words(256);
    assert!(arena::init(&words));
    let at = arena::append(&words, Family::ExceptionGroupEvents, &[b'a'; 100]).unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            for i in 0..20_000u64 {
                let letter = b'a' + (i % 26) as u8;
                assert!(arena::replace(&words, at, Family::ExceptionGroupEvents, &[letter; 100]));
            }
            stop.store(true, Ordering::Relaxed);
        });
        while !stop.load(Ordering::Relaxed) {
            let entry = &arena::entries(&words)[0];
            assert!(entry.key.iter().all(|b| *b == entry.key[0]), "{:?}", entry.key);
        }
    });
    assert!(!arena::replace(&words, at, Family::ExceptionGroupEvents, &[b'a'; 129]), "longer than its room");
}

#[test]
fn a_full_arena_takes_no_more() {
    let words = words(64);
    assert!(arena::init(&words));
    let taken =
        (0..100).map_while(|i: u32| arena::append(&words, Family::Exceptions, &i.to_le_bytes())).count();
    assert_eq!(arena::entries(&words).len(), taken);
    assert!((1..100).contains(&taken));
    assert!(arena::is_sound(&words));
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(content in prop::collection::vec(any::<u64>(), 16..200), magic: bool) {
        let words: Vec<AtomicU64> = content.iter().map(|&w| AtomicU64::new(w)).collect();
        if magic {
            words[0].store(u64::from_le_bytes(*b"VEILSLB1"), Ordering::Relaxed);
            words[1].store(content.len() as u64, Ordering::Relaxed);
            // A first record that looks right leads the reader deeper.
            words[8].store(content[8] & 0x00ff_ff00 | Family::Exceptions as u64 | 1 << 24, Ordering::Relaxed);
        }
        let entries = arena::entries(&words);
        prop_assert!(entries.len() <= words.len());
        let _ = arena::is_sound(&words);
    }

    #[test]
    fn any_name_makes_a_line_of_the_format(name in prop::collection::vec(any::<u8>(), 0..300)) {
        let (metrics, engine) = (Metrics::open(None).unwrap(), engine());
        let outcome = Outcome { group: Some(stack(1)), variant: None };
        metrics.observe(&engine, Level::Error, &name, Some(&name), &outcome, &Report::default());
        metrics.observe_request("GET", &String::from_utf8_lossy(&name), 200, 0.1);
        for line in metrics.render().lines().filter(|l| !l.starts_with('#')) {
            let (series, value) = line.rsplit_once(' ').unwrap();
            prop_assert!(value.parse::<f64>().is_ok());
            prop_assert!(series.len() < 500);
            prop_assert_eq!(series.matches('"').count() % 2, 0);
            prop_assert!(series.is_ascii() && !series.contains('\\'));
        }
    }
}

#[test]
fn files_show_their_size_their_rotations_and_what_lies_beside_them() {
    use crate::sink::{FileOptions, Keeping, Sink};
    const DAY: u64 = 86_400;
    let (metrics, dir) = (Arc::new(Metrics::open(None).unwrap()), tempfile::tempdir().unwrap());
    let path = fs::canonicalize(dir.path()).unwrap().join("app.log");
    // 40 days old: to be deleted, after it was seen.
    let old = path.with_file_name("app.log.1");
    fs::write(&old, "0123456789").unwrap();
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_nanos(super::now())
        - std::time::Duration::from_secs(40 * DAY);
    fs::File::options().append(true).open(&old).unwrap().set_modified(long_ago).unwrap();
    let keeping = Keeping { live_days: 30, ..Keeping::default() };
    let options = FileOptions { max_bytes: 10, keeping, ..FileOptions::default() };
    let sink = Arc::new(Sink::file_with(&path, options).unwrap().counted(Arc::clone(&metrics)));
    metrics.watch_sink(&sink);
    let of = |series: &str| value(&metrics.render(), series);
    assert_eq!(of("veilfold_file_size_bytes{file=\"app.log\"}"), Some(0.0));
    let rotations =
        |outcome| of(&format!("veilfold_file_rotations_total{{file=\"app.log\",outcome=\"{outcome}\"}}"));
    assert_eq!((rotations("success"), rotations("failure")), (Some(0.0), Some(0.0)));
    assert_eq!(of("veilfold_file_last_rotation_timestamp_seconds{file=\"app.log\"}"), None);
    assert_eq!(of("veilfold_retention_limit_seconds{file=\"app.log\"}"), Some(30.0 * DAY as f64));
    let then = long_ago.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as f64;
    assert_eq!(of("veilfold_retention_oldest_file_timestamp_seconds{file=\"app.log\"}"), Some(then));
    let directory = path.parent().unwrap().display();
    assert_eq!(of(&format!("veilfold_directory_size_bytes{{directory=\"{directory}\"}}")), Some(10.0));
    assert!(of(&format!("veilfold_directory_free_bytes{{directory=\"{directory}\"}}")).unwrap() > 0.0);
    let started = super::now();
    for n in 0..3 {
        sink.write(b"a line\n", Level::Info, veilfold_core::Timestamp((started + n) as i64), |job| job());
    }
    assert_eq!((rotations("success"), rotations("failure")), (Some(2.0), Some(0.0)));
    assert_eq!(of("veilfold_file_size_bytes{file=\"app.log\"}"), Some(7.0));
    let last = of("veilfold_file_last_rotation_timestamp_seconds{file=\"app.log\"}").unwrap();
    assert!(last >= started as f64 / 1e9 - 0.001, "{last} is before {started}");
    // Old files are looked through in the background.
    let end = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while of("veilfold_retention_deleted_files_total{outcome=\"success\"}") != Some(1.0) {
        assert!(std::time::Instant::now() < end, "{}", metrics.render());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!(of("veilfold_retention_deleted_bytes_total"), Some(10.0));
    drop(sink);
    assert_eq!(of("veilfold_file_size_bytes{file=\"app.log\"}"), None);
    assert_eq!(rotations("success"), Some(2.0));
}

#[test]
fn what_cannot_be_put_aside_or_deleted_is_counted() {
    use crate::sink::{FileOptions, Sink};
    let (metrics, dir) = (Arc::new(Metrics::open(None).unwrap()), tempfile::tempdir().unwrap());
    // With the time behind it the name is too long for a directory entry.
    let path = dir.path().join("x".repeat(240));
    let options = FileOptions { max_bytes: 5, ..FileOptions::default() };
    let sink = Sink::file_with(&path, options).unwrap().counted(Arc::clone(&metrics));
    for _ in 0..2 {
        sink.write(b"a line\n", Level::Info, veilfold_core::Timestamp(0), |job| job());
    }
    metrics.deleted(None);
    let page = metrics.render();
    assert!(
        page.lines().any(|line| line.ends_with("outcome=\"failure\"} 1") && line.contains("rotations")),
        "{page}"
    );
    assert_eq!(value(&page, "veilfold_retention_deleted_files_total{outcome=\"failure\"}"), Some(1.0));
    assert_eq!(value(&page, "veilfold_retention_deleted_bytes_total"), Some(0.0));
}
