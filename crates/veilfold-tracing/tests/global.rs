//! As the default of a whole process, where tracing itself does not keep events from within events away.

mod support;

use std::fmt;
use std::io::{self, Write};
use support::{Kept, options, policy};
use tracing::{info, info_span};
use tracing_subscriber::layer::SubscriberExt as _;
use veilfold_tracing::Layer;

struct Logs(&'static str);

impl fmt::Debug for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        info!(again = ?Logs(self.0), "from within");
        f.write_str(self.0)
    }
}

/// A writer that logs each line that it gets.
struct Talkative(Kept);

impl Write for Talkative {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        info!("from the writer");
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_logs_while_it_is_logged_comes_to_an_end() {
    let kept = Kept::default();
    let layer = Layer::new(policy(), options(), Talkative(kept.clone()));
    let lost = layer.lost();
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer))
        .expect("the first of this process");

    let _span = info_span!("s", value = ?Logs("in a span")).entered();
    info!(other = ?Logs("in an event"), "outer");

    let records = kept.records();
    assert!(records.len() > 4 && records.len() < 30, "{}", records.len());
    let outer = records.last().expect("a record");
    assert_eq!((&outer["message"], &outer["other"]), (&"outer".into(), &"in an event".into()));
    assert_eq!(outer["value"], "in a span");
    assert!(kept.text().contains("[DEPTH]"));
    // What the writer said of its own lines would have to wait for itself.
    assert_eq!(lost.count(), records.len() as u64);
}
