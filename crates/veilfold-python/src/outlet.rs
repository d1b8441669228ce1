//! Where a record becomes a line, and the line goes to the sinks.

use crate::destination::Destination;
use crate::engine::{self, Made, Source};
use crate::groups::{Groups, Held};
use crate::nesting::{self, Nesting};
use crate::python_code::PythonCode;
use crate::queued::{Queued, own_line};
use crate::text;
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::num::NonZeroU64;
use std::sync::Arc;
use std::time::Duration;
use veilfold_core::encode::repeat;
use veilfold_core::group::dedup::Decision;
use veilfold_core::{Engine, Level, Scratch};
use veilfold_io::Repeats;
use veilfold_io::metrics::{DropReason, Metrics};
use veilfold_io::queue::Line;

/// Everything that a record needs on its way out.
#[derive(Clone, Debug)]
pub(crate) struct Outlet {
    pub(crate) engine: Arc<Engine>,
    pub(crate) sinks: Vec<Destination>,
    /// Some sink's lines are not those of the others.
    pub(crate) apart: bool,
    /// A formatter that is not ours: it makes the line, and its line is cleaned.
    pub(crate) formatter: Option<Arc<Py<PyAny>>>,
    pub(crate) metrics: Option<Arc<Metrics>>,
    /// In asynchronous mode, what stands before the native sinks.
    pub(crate) queue: Option<Queued>,
    /// What is known of every group.
    pub(crate) groups: Arc<Groups>,
    /// What was said already, where that is held back.
    pub(crate) repeats: Option<Arc<Repeats<Held>>>,
}

impl Outlet {
    /// Makes a line, and writes it; `failed` is called where it could not be made or written as it was meant.
    pub(crate) fn deliver<'py>(
        &self,
        py: Python<'py>,
        source: &Source<'_, 'py>,
        failed: impl FnOnce(&mut PythonCode),
    ) -> PyResult<()> {
        let nesting = Nesting::enter();
        if nesting.too_deep() {
            self.dropped();
            return Ok(());
        }
        let mut code = PythonCode::new(nesting.may_call());
        let whole = nesting::with_buffers(|buffers| {
            let made = self.make(py, source, &mut code, &mut buffers.line, &mut buffers.scratch);
            // Before anything is held back: an audit file has every record.
            let mut written = !self.apart || self.write_apart(py, source, &buffers.line, &made, &mut code);
            if !self.passes(&made, &mut buffers.line) {
                return written && !made.error;
            }
            buffers.line.push(b'\n');
            written &= self.write(py, &buffers.line, &made, &mut code);
            written && !made.error
        });
        if !whole {
            failed(&mut code);
        }
        code.finish()
    }

    fn make<'py>(
        &self,
        py: Python<'py>,
        source: &Source<'_, 'py>,
        code: &mut PythonCode,
        line: &mut Vec<u8>,
        scratch: &mut Scratch,
    ) -> Made {
        let mut made = engine::make_line(&self.engine, py, source, code, line, scratch, Some(&self.groups));
        if let Some(metrics) = &self.metrics {
            let exception = made.exception.as_deref();
            metrics.observe(
                &self.engine,
                made.level,
                &made.logger,
                exception,
                &made.outcome,
                &scratch.report,
            );
        }
        if let Some((formatter, record)) = self.formatter.as_ref().zip(source.record) {
            made.error |= !reformat(&self.engine, formatter.bind(py), record, code, line, scratch);
        }
        made
    }

    /// Writes a record to the sinks whose lines are not those of the others. `line` is theirs, without its end.
    fn write_apart<'py>(
        &self,
        py: Python<'py>,
        source: &Source<'_, 'py>,
        line: &[u8],
        made: &Made,
        code: &mut PythonCode,
    ) -> bool {
        let mut all = true;
        let mut number = 0;
        for sink in &self.sinks {
            let native = sink.native().is_some();
            number += usize::from(native);
            if !sink.is_apart() || !sink.takes(made.level as i64, &made.logger) {
                continue;
            }
            let mut own = line.to_vec();
            if let Some(engine) = sink.own_engine() {
                own.clear();
                let mut scratch = Scratch::default();
                engine::make_line(engine, py, source, code, &mut own, &mut scratch, None);
                if let Some((formatter, record)) = self.formatter.as_ref().zip(source.record) {
                    all &= reformat(engine, formatter.bind(py), record, code, &mut own, &mut scratch);
                }
            }
            own.push(b'\n');
            let mut own = sink.numbered(own);
            if let Some(queue) = self.queue.as_ref().filter(|_| native) {
                let sinks = 1 << (number - 1);
                let important = made.level >= Level::Error;
                let waiting = Line { bytes: own, level: made.level, time: made.time, sinks, important };
                match queue.push(py, waiting, code) {
                    Ok(kept) => {
                        all &= kept;
                        continue;
                    }
                    Err(line) => own = line.bytes,
                }
            }
            all &= self.write_to(sink, py, &own, made, code);
        }
        all
    }

    /// With windows of this length, in which a group has one line.
    pub(crate) fn holding(mut self, window: Duration) -> Outlet {
        if !window.is_zero() {
            let late = self.clone();
            self.repeats = Some(Arc::new(Repeats::new(window, move |repeat| {
                let Held { mut line, made } = repeat.line;
                repeat::write(&mut line, 0, repeat.repeat_count);
                line.push(b'\n');
                Python::try_attach(|py| late.write(py, &line, &made, &mut PythonCode::new(true)));
            })));
        }
        self
    }

    /// Whether a line is to be written now. One that repeats what was said in the window is held.
    fn passes(&self, made: &Made, line: &mut Vec<u8>) -> bool {
        let Some((repeats, id)) = self.repeats.as_ref().zip(made.outcome.group) else { return true };
        let held = || Held { line: line.clone(), made: made.clone() };
        match repeats.pass(id, Some(made.time), NonZeroU64::MIN, held) {
            Decision::Emit { repeat_count } => {
                repeat::write(line, 0, repeat_count);
                true
            }
            Decision::Hold => false,
        }
    }

    fn write(&self, py: Python<'_>, line: &[u8], made: &Made, code: &mut PythonCode) -> bool {
        let takes = |sink: &Destination| !sink.is_apart() && sink.takes(made.level as i64, &made.logger);
        let mut all = true;
        if let Some(queue) = &self.queue {
            let natives = self.sinks.iter().filter(|sink| sink.native().is_some()).enumerate();
            let waiting = natives.fold(0, |bits, (number, sink)| bits | u64::from(takes(sink)) << number);
            let important = made.level >= Level::Error;
            let (level, time) = (made.level, made.time);
            let line_for_later = Line { bytes: line.to_vec(), level, time, sinks: waiting, important };
            // A queue that has ended gives lines back, for the last ones of a process: written at once.
            if let Ok(kept) = queue.push(py, line_for_later, code) {
                all = kept;
                for sink in self.sinks.iter().filter(|sink| sink.native().is_none() && takes(sink)) {
                    all &= self.write_to(sink, py, line, made, code);
                }
                return all;
            }
        }
        for sink in self.sinks.iter().filter(|sink| takes(sink)) {
            all &= self.write_to(sink, py, line, made, code);
        }
        all
    }

    fn write_to(
        &self,
        sink: &Destination,
        py: Python<'_>,
        line: &[u8],
        made: &Made,
        code: &mut PythonCode,
    ) -> bool {
        let (level, time) = (made.level, made.time);
        let written = if self.formatter.is_some() {
            sink.write_text(py, line, level, time, code)
        } else {
            sink.write(py, line, level, time, code)
        };
        if let Some(metrics) = &self.metrics {
            if written {
                metrics.written(line.len() as u64);
            } else {
                metrics.sink_error(sink.kind(), "OSError");
            }
        }
        for notice in sink.notices() {
            let line = own_line(&self.engine, notice.level, "veilfold.files", &notice.message, time);
            sink.write(py, &line, notice.level, time, code);
        }
        written
    }

    fn dropped(&self) {
        if let Some(metrics) = &self.metrics {
            metrics.dropped(DropReason::EncodeError);
        }
    }
}

/// Puts what a formatter of somebody else makes of the record, cleaned, in the line's place. False when it fails:
/// then our own line stands.
fn reformat<'py>(
    engine: &Engine,
    formatter: &Bound<'py, PyAny>,
    record: &Bound<'py, PyAny>,
    code: &mut PythonCode,
    line: &mut Vec<u8>,
    scratch: &mut Scratch,
) -> bool {
    let py = formatter.py();
    let text = code.run(py, || {
        let text = formatter.call_method1(pyo3::intern!(py, "format"), (record,))?;
        Ok(text.cast_into::<PyString>()?)
    });
    let Ok(text) = text else { return false };
    let text = text::bytes(&text);
    line.clear();
    if !engine.redact(&text, line, scratch) {
        line.extend_from_slice(&text);
    }
    true
}
