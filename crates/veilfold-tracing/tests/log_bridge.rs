//! Records of the `log` crate, through the real `tracing-log`.

mod support;

use support::{options, written};
use veilfold_core::Options;

#[test]
fn a_record_of_the_log_crate_is_a_line_with_its_own_origin() {
    tracing_log::LogTracer::init().expect("the first logger of this process");
    let kept = written(Options { caller: true, ..options() }, || {
        log::warn!(target: "old::library", "retry with password=hunter2hunter2");
        // A span of the bridge's own statement must not replace it.
        log::info!("plain");
        log::error!(target: "postgres://app:hunter2hunter2@db/shop", "a secret in the target");
    });
    let records = kept.records();
    assert_eq!(records[0]["logger"], "old::library");
    assert_eq!(records[0]["level"], "WARNING");
    assert_eq!(records[0]["message"], "retry with password=[REDACTED]");
    assert_eq!(records[1]["logger"], "log_bridge");
    assert!(kept.text().contains("log_bridge.rs"), "{}", kept.text());
    assert!(!kept.text().contains("log.target") && !kept.text().contains("hunter2"), "{}", kept.text());
}
