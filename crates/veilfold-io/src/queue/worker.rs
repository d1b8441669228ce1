//! The queue's thread.

use super::{DOZE, DOZES, Line, Shared, Thread};
use std::mem;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

/// Lines that are taken at once: few, since they stand beside the queue's bound.
const BATCH: usize = 64;

/// Writes lines until the queue is closed and empty.
pub(super) fn run(shared: &Shared) {
    let mut batch: Vec<Line> = Vec::with_capacity(BATCH);
    loop {
        let untold = {
            let mut state = shared.state();
            state.writing = 0;
            shared.progress.notify_all();
            let mut dozes = 0;
            loop {
                shared.parked.store(true, Ordering::Release);
                if state.paused {
                    shared.progress.notify_all();
                    state = shared.work.wait(state).unwrap_or_else(PoisonError::into_inner);
                } else if !state.lines.is_empty() || state.untold > 0 {
                    break;
                } else if state.closed {
                    state.thread = Thread::None;
                    shared.progress.notify_all();
                    return;
                } else if dozes < DOZES {
                    dozes += 1;
                    let (waited, _) =
                        shared.work.wait_timeout(state, DOZE).unwrap_or_else(PoisonError::into_inner);
                    state = waited;
                } else {
                    state.thread = Thread::Asleep;
                    state = shared.work.wait(state).unwrap_or_else(PoisonError::into_inner);
                    state.thread = Thread::Awake;
                    dozes = 0;
                }
            }
            shared.parked.store(false, Ordering::Release);
            let take = state.lines.len().min(BATCH);
            batch.extend(state.lines.drain(..take));
            let untold = (mem::take(&mut state.untold), state.untold_time);
            state.writing = batch.len() + usize::from(untold.0 > 0);
            shared.progress.notify_all();
            untold
        };
        for line in batch.drain(..) {
            write(shared, &line);
        }
        if untold.0 > 0 {
            write(shared, &shared.owner.dropped(untold.0, untold.1));
        }
    }
}

fn write(shared: &Shared, line: &Line) {
    let takes = |number: usize| line.sinks >> number & 1 == 1;
    for (_, sink) in shared.sinks.iter().enumerate().filter(|(number, _)| takes(*number)) {
        let written = sink.write(&line.bytes, line.level, line.time, |job| job());
        shared.owner.wrote(sink, line.bytes.len(), written);
        for notice in sink.notices() {
            sink.write(&shared.owner.notice(&notice, line.time), notice.level, line.time, |job| job());
        }
    }
}
