use super::{DropReason, FailureReason, Metrics};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use veilfold_core::group::fingerprint::Kind;
use veilfold_core::redact::RuleId;
use veilfold_core::{Engine, GroupId, Level, Options, Outcome, Policy, Profile, Report};

fn engine() -> Engine {
    Engine::new(Policy::builtin(Profile::Default), Options::default())
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
    let (metrics, engine) = (Arc::new(open(directory.path())), Arc::new(engine()));
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
