//! The clock behind deadlines: a thread that moves the engine's epoch on.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use wasmtime::Engine;

/// Length of one epoch.
const TICK: Duration = Duration::from_millis(5);

/// Moves an engine's epoch on until it is dropped.
#[derive(Debug)]
pub(crate) struct Ticker {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    pub(crate) fn start(engine: &Engine) -> std::io::Result<Ticker> {
        let (stop, stopped) = channel();
        let engine = engine.weak();
        let thread = std::thread::Builder::new().name("veilfold-epoch".into()).spawn(move || {
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                match engine.upgrade() {
                    Some(engine) => engine.increment_epoch(),
                    None => break,
                }
            }
        })?;
        Ok(Ticker { stop: Some(stop), thread: Some(thread) })
    }

    /// How many epochs a deadline spans. One more than fits, since the current epoch is partly over.
    pub(crate) fn epochs(deadline: Duration) -> u64 {
        deadline.as_nanos().div_ceil(TICK.as_nanos()).try_into().unwrap_or(u64::MAX / 2).saturating_add(1)
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The thread cannot panic; if it ever did, there is nothing left to do for it.
            let _ = thread.join();
        }
    }
}
