//! A writer that keeps what it gets.
#![allow(dead_code, reason = "each test program uses its part")]

use serde_json::Value;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing_subscriber::layer::SubscriberExt as _;
use veilfold_core::{GroupScope, Options, Policy, Profile};
use veilfold_tracing::Layer;

#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no test panics with the lock").clone())
            .expect("lines are UTF-8")
    }

    pub(crate) fn records(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panics with the lock").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) fn policy() -> Policy {
    Policy::builtin(Profile::Default)
}

pub(crate) fn options() -> Options {
    Options { group: GroupScope::All, ..Options::default() }
}

/// What `logs` wrote.
pub(crate) fn written(options: Options, logs: impl FnOnce()) -> Kept {
    let kept = Kept::default();
    let layer = Layer::new(policy(), options, kept.clone());
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), logs);
    kept
}
