//! Interleaved rounds: every case once a round, the median of its rounds counts, so that a noisy
//! neighbour hits all of them alike. What counts is the thread's processor time, which a busy machine
//! disturbs less than the clock on the wall.

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// One thing to measure.
pub(crate) struct Case<'c> {
    /// Its name, which is also its key in the results.
    pub(crate) name: &'static str,
    /// What it is measured on.
    pub(crate) corpus: &'static str,
    /// Bytes that one run goes over.
    pub(crate) bytes: usize,
    /// Records, messages or stacks in them.
    pub(crate) items: usize,
    /// One run.
    pub(crate) run: Box<dyn FnMut() + 'c>,
}

/// The median run of a case.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    pub(crate) corpus: &'static str,
    pub(crate) bytes: usize,
    pub(crate) items: usize,
    pub(crate) median: Duration,
    pub(crate) fastest: Duration,
}

impl Measured {
    /// Millions of bytes a second.
    pub(crate) fn megabytes_per_second(&self) -> f64 {
        self.bytes as f64 / self.median.as_secs_f64() / 1e6
    }

    /// Nanoseconds an item.
    pub(crate) fn nanoseconds(&self) -> f64 {
        self.median.as_secs_f64() * 1e9 / self.items as f64
    }
}

/// The processor time that this thread has had.
fn processor_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        u64::try_from(now.tv_sec).unwrap_or_default(),
        u32::try_from(now.tv_nsec).unwrap_or_default(),
    )
}

/// Runs every case once to warm up, then `rounds` times in turn.
pub(crate) fn interleaved(cases: &mut [Case<'_>], rounds: usize) -> Vec<Measured> {
    let mut times = vec![Vec::with_capacity(rounds); cases.len()];
    for round in 0..=rounds {
        for (case, times) in cases.iter_mut().zip(&mut times) {
            let begun = processor_time();
            (case.run)();
            if round > 0 {
                times.push(processor_time().saturating_sub(begun));
            }
        }
    }
    cases
        .iter()
        .zip(times)
        .map(|(case, mut times)| {
            times.sort_unstable();
            Measured {
                name: case.name,
                corpus: case.corpus,
                bytes: case.bytes,
                items: case.items,
                median: times.get(times.len() / 2).copied().unwrap_or_default(),
                fastest: times.first().copied().unwrap_or_default(),
            }
        })
        .collect()
}
