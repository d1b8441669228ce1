//! Events in, lines out.

mod support;

use serde_json::Value;
use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use support::{Kept, options, policy, written};
use tracing::{debug, error, info, info_span, trace, warn};
use tracing_subscriber::layer::SubscriberExt as _;
use veilfold_core::{Engine, Options, Scratch};
use veilfold_tracing::Layer;

fn one(options: Options, logs: impl FnOnce()) -> Value {
    let records = written(options, logs).records();
    assert_eq!(records.len(), 1, "{records:?}");
    records.into_iter().next().expect("a record")
}

#[test]
fn an_event_is_a_line_of_the_schema() {
    let kept = written(Options { service: Some("shop".into()), caller: true, ..options() }, || {
        info!(target: "shop::db", user = "bob", n = 3, big = u64::MAX, huge = i128::MIN, ratio = 0.5, ok = true, "saved {} rows", 7);
    });
    let text = kept.text();
    let record = &kept.records()[0];
    assert_eq!(record["message"], "saved 7 rows");
    assert_eq!((&record["level"], &record["logger"]), (&"INFO".into(), &"shop::db".into()));
    assert_eq!((&record["service"], &record["user"]), (&"shop".into(), &"bob".into()));
    assert_eq!((&record["n"], &record["ratio"], &record["ok"]), (&3.into(), &0.5.into(), &true.into()));
    assert!(text.contains("\"big\":18446744073709551615") && text.contains(&i128::MIN.to_string()), "{text}");
    assert!(text.contains("layer.rs") && text.ends_with("}\n"), "{text}");
    let order = [
        "\"timestamp\"",
        "\"level\"",
        "\"logger\"",
        "\"service\"",
        "\"message\"",
        "\"user\"",
        "\"n\"",
        "\"big\"",
    ];
    let places: Vec<_> = order.iter().map(|key| text.find(key).expect(key)).collect();
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn levels_are_those_of_the_schema() {
    let kept = written(options(), || {
        trace!("a");
        debug!("a");
        info!("a");
        warn!("a");
        error!("a");
    });
    let levels: Vec<_> =
        kept.records().iter().map(|r| r["level"].as_str().expect("text").to_owned()).collect();
    assert_eq!(levels, ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR"]);
}

#[test]
fn spans_give_context_the_inner_one_last() {
    let record = one(options(), || {
        let outer =
            info_span!("request", request_id = "r-1", user = "bob", late = tracing::field::Empty).entered();
        outer.record("late", 5);
        let _inner = info_span!("query", user = "eve", table = "orders").entered();
        info!("done");
    });
    assert_eq!((&record["request_id"], &record["user"]), (&"r-1".into(), &"eve".into()));
    assert_eq!((&record["table"], &record["late"]), (&"orders".into(), &5.into()));
}

#[derive(Debug)]
struct Declined {
    source: io::Error,
}

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "card 4111 1111 1111 1111 was declined")
    }
}

impl Error for Declined {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

#[test]
fn an_error_is_an_exception_with_its_sources() {
    let declined = Declined { source: io::Error::other("password=hunter2hunter2 refused") };
    let kept = written(options(), || error!(error = &declined as &dyn Error, order = 7, "payment failed"));
    let record = &kept.records()[0];
    assert_eq!(record["exception"]["type"], "Declined");
    assert_eq!(record["exception"]["message"], "card [REDACTED:credit_card] was declined");
    assert!(record["exception"].to_string().contains("refused"), "{record}");
    assert!(record["group_id"].as_str().expect("an id").starts_with("s1-"), "{record}");
    assert_eq!(record["order"], 7);
    assert!(!kept.text().contains("hunter2") && !kept.text().contains("4111"));
}

#[test]
fn ids_are_those_of_the_command() {
    let kept = written(options(), || {
        warn!("disk sda1 is 95 % full");
        error!(password = "hunter2hunter2", "order 17 failed after 3 ms for card 4111 1111 1111 1111");
    });
    let engine = Engine::new(policy(), options());
    for record in kept.records() {
        let mut bare = record.as_object().expect("an object").clone();
        let own = bare.remove("group_id").expect("an id");
        let line = Value::Object(bare).to_string();
        let native = engine.transform(line.as_bytes(), &mut Vec::new(), &mut Scratch::default()).group;
        assert_eq!(own, native.expect("an id").to_string());
    }
}

/// A type whose derived `Debug` shows everything.
#[derive(Debug)]
#[expect(dead_code, reason = "read by its Debug")]
struct Login<'a> {
    user: &'a str,
    password: &'a str,
}

#[test]
fn no_secret_gets_out_by_any_route() {
    const SECRET: &str = "s3cretHunter77";
    let kept = written(Options { caller: true, ..options() }, || {
        let _span =
            info_span!("request", api_key = SECRET, url = %format!("https://bob:{SECRET}@h/")).entered();
        info!(password = SECRET, "plain field");
        info!("password={SECRET} in the message");
        info!(login = ?Login { user: "bob", password: SECRET }, "debug of a struct");
        info!(header = %format!("Authorization: Bearer {SECRET}"), "display");
        let nested = io::Error::other(io::Error::other(format!("token={SECRET}")));
        error!(error = &nested as &dyn Error, second = &nested as &dyn Error, "errors");
    });
    assert!(!kept.text().contains(SECRET), "{}", kept.text());
    assert_eq!(kept.records().len(), 5);
}

struct Panics;

impl fmt::Debug for Panics {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("a Debug that panics")
    }
}

struct Fails;

impl fmt::Debug for Fails {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Err(fmt::Error)
    }
}

#[test]
fn a_debug_may_do_what_it_likes() {
    let record = one(options(), || info!(a = ?Panics, b = ?Fails, c = 1, "still here"));
    assert_eq!((&record["a"], &record["b"]), (&"[UNPRINTABLE]".into(), &"[UNPRINTABLE]".into()));
    assert_eq!((&record["c"], &record["message"]), (&1.into(), &"still here".into()));
}

#[test]
fn a_value_without_end_is_cut_whole() {
    let long = "password=hunter2hunter2 ".repeat(100_000);
    let kept = written(options(), || info!(value = %long, "long"));
    assert_eq!(kept.records()[0]["value"], format!("[TRUNCATED:{} bytes]", long.len()));
}

#[test]
fn an_event_without_a_message_has_an_empty_one() {
    let record = one(options(), || info!(n = 1));
    assert_eq!((&record["message"], &record["n"]), (&"".into(), &1.into()));
}

#[test]
fn line_ends_and_escapes_stay_inside_the_line() {
    let kept = written(options(), || info!(value = "a\nb\r\u{1b}[31m\u{2028}", "one\ntwo"));
    assert_eq!(kept.text().lines().count(), 1);
    assert!(!kept.text().contains('\u{1b}'));
}

/// A writer that fails or panics.
enum Bad {
    Fails,
    Panics,
}

impl Write for Bad {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        match self {
            Bad::Fails => Err(io::Error::other("no space")),
            Bad::Panics => panic!("a writer that panics"),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_fails_costs_lines_and_nothing_else() {
    for bad in [Bad::Fails, Bad::Panics] {
        let layer = Layer::new(policy(), options(), bad);
        let lost = layer.lost();
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, || {
            info!("one");
            info!("two");
        });
        assert_eq!(lost.count(), 2);
    }
}

#[test]
fn threads_write_whole_lines() {
    let kept = Kept::default();
    let subscriber = tracing_subscriber::registry().with(Layer::new(policy(), options(), kept.clone()));
    let dispatch = tracing::Dispatch::new(subscriber);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let dispatch = dispatch.clone();
            scope.spawn(move || {
                tracing::dispatcher::with_default(&dispatch, || {
                    let _span = info_span!("thread", thread).entered();
                    (0..250).for_each(|n| info!(n, "line"));
                });
            });
        }
    });
    let records = kept.records();
    assert_eq!(records.len(), 1000);
    for thread in 0..4 {
        let own: Vec<_> = records.iter().filter(|r| r["thread"] == thread).map(|r| r["n"].clone()).collect();
        assert_eq!(own, (0..250).map(Value::from).collect::<Vec<_>>());
    }
}
