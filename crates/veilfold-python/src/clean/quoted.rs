//! Source that tracebacks quote, looked at without printing it: what `veilfold._source` does for the usual case.

use super::Cleaner;
use crate::exception::code_of;
use pyo3::exceptions::{PyBaseException, PyTypeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use std::sync::{Mutex, PoisonError};

// As in `veilfold._source`.
const MOST_EXCEPTIONS: usize = 1_024;
const MOST_PLACES: usize = 2_048;
const MOST_LINES: u32 = 100;

impl Cleaner<'_> {
    /// Whether a traceback of `error`, whose own is `top`, or of its chain quotes a secret, or may do so where there is too
    /// much of it to be looked at. An error where that is to be asked in Python.
    pub(super) fn quotes<'py>(
        &mut self,
        error: &Bound<'py, PyAny>,
        top: &Bound<'py, PyAny>,
    ) -> PyResult<bool> {
        let py = error.py();
        let lines = Lines::get(py)?;
        let cache = lines.cache(py)?;
        let mut text = Vec::new();
        let mut places: Vec<(Bound<'_, PyAny>, u32, u32)> = Vec::new();
        let mut seen = Vec::new();
        let mut waiting = vec![error.clone()];
        while let Some(one) = waiting.pop() {
            if seen.contains(&one.as_ptr()) {
                continue;
            }
            if seen.len() == MOST_EXCEPTIONS {
                return Ok(true);
            }
            seen.push(one.as_ptr());
            let own = || one.getattr(intern!(py, "__traceback__"));
            let mut trace = if one.is(error) { top.clone() } else { own()? };
            while !trace.is_none() {
                let frame = trace.getattr(intern!(py, "tb_frame"))?;
                let code = code_of(&frame)?;
                let file = code.getattr(intern!(py, "co_filename"))?;
                let first: u32 = trace.getattr(intern!(py, "tb_lineno"))?.extract()?;
                if !places.iter().any(|(known, ..)| known.is(&file)) {
                    lines.check(&file)?;
                }
                let last = lines.last(&trace, &code, first)?;
                let here = |(known, from, to): &(Bound<'_, PyAny>, u32, u32)| {
                    *from == first && *to == last && known.is(&file)
                };
                if !places.iter().any(here) {
                    if places.len() == MOST_PLACES {
                        return Ok(true);
                    }
                    for line in first..=last {
                        lines.append(&cache, &frame, &file, line, &mut text)?;
                    }
                    places.push((file, first, last));
                }
                trace = trace.getattr(intern!(py, "tb_next"))?;
            }
            let mut add = |other: Bound<'py, PyAny>| {
                if other.is_instance_of::<PyBaseException>() {
                    waiting.push(other);
                }
            };
            add(one.getattr(intern!(py, "__cause__"))?);
            add(one.getattr(intern!(py, "__context__"))?);
            if let Some(members) = one.getattr_opt(intern!(py, "exceptions"))?
                && let Ok(members) = members.cast::<PyTuple>()
            {
                members.iter().for_each(add);
            }
        }
        Ok(self.text(&text).is_some())
    }
}

/// Where lines of source come from.
struct Lines {
    /// `linecache`
    module: Py<PyAny>,
    /// Its functions as they came: some programs put their own in place.
    getlines: Py<PyAny>,
    getline: Py<PyAny>,
    /// Since 3.13 a traceback shows all lines of a statement: the last one of some, by code and place in it.
    ends: Option<Mutex<Vec<End>>>,
}

/// Where a statement ends.
struct End {
    code: Py<PyAny>,
    place: i32,
    line: u32,
}

/// Statements whose end is kept: finding it takes a walk over the code.
const ENDS: usize = 256;

impl Lines {
    fn get(py: Python<'_>) -> PyResult<&Lines> {
        static LINES: PyOnceLock<Lines> = PyOnceLock::new();
        LINES.get_or_try_init(py, || {
            let module = py.import("linecache")?.into_any();
            Ok(Lines {
                getlines: module.getattr("getlines")?.unbind(),
                getline: module.getattr("getline")?.unbind(),
                module: module.unbind(),
                ends: (py.version_info() >= (3, 13)).then(Mutex::default),
            })
        })
    }

    /// The files that `linecache` has read.
    fn cache<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let module = self.module.bind(py);
        let own = module.getattr(intern!(py, "getlines"))?.is(&self.getlines)
            && module.getattr(intern!(py, "getline"))?.is(&self.getline);
        let cache = module.getattr(intern!(py, "cache"))?.cast_into_exact::<PyDict>()?;
        if own { Ok(cache) } else { Err(PyTypeError::new_err("somebody else's lines")) }
    }

    /// Forgets a file that has changed, as `traceback` does before it prints.
    fn check(&self, file: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = file.py();
        self.module.bind(py).call_method1(intern!(py, "checkcache"), (file,)).map(drop)
    }

    /// Appends a line of a file, as `linecache.getline` gives it.
    fn append(
        &self,
        cache: &Bound<'_, PyDict>,
        frame: &Bound<'_, PyAny>,
        file: &Bound<'_, PyAny>,
        line: u32,
        text: &mut Vec<u8>,
    ) -> PyResult<()> {
        let py = frame.py();
        let known = cache.get_item(file)?.and_then(|entry| {
            // An entry of one part is read when it is asked for.
            let entry = entry.cast_into_exact::<PyTuple>().ok().filter(|entry| entry.len() == 4)?;
            entry.get_item(2).ok()?.cast_into_exact::<PyList>().ok()
        });
        let found = if let Some(lines) = known {
            let at = (line as usize).checked_sub(1).filter(|at| *at < lines.len());
            let Some(at) = at else { return Ok(()) };
            lines.get_item(at)?
        } else {
            let names = frame.getattr(intern!(py, "f_globals"))?;
            self.getline.bind(py).call1((file, line, names))?
        };
        text.extend_from_slice(found.cast::<PyString>()?.to_str()?.as_bytes());
        Ok(())
    }

    /// The last line that a traceback shows of the statement that stopped.
    fn last(&self, trace: &Bound<'_, PyAny>, code: &Bound<'_, PyAny>, first: u32) -> PyResult<u32> {
        let py = trace.py();
        let Some(ends) = &self.ends else { return Ok(first) };
        let place: i32 = trace.getattr(intern!(py, "tb_lasti"))?.extract()?;
        let known = |end: &&End| end.place == place && end.code.is(code);
        let locked = || ends.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(end) = locked().iter().find(known) {
            return Ok(end.line);
        }
        let positions = code.call_method0(intern!(py, "co_positions"))?;
        let position = positions.try_iter()?.nth(usize::try_from(place)? / 2).transpose()?;
        let end = position.map(|position| position.get_item(1)).transpose()?;
        let line = end.filter(|end| !end.is_none()).map_or(Ok(first), |end| end.extract())?;
        let line = line.min(first.saturating_add(MOST_LINES));
        let new = End { code: code.clone().unbind(), place, line };
        let mut ends = locked();
        // A program raises from few places; one that does not starts anew.
        let old = if ends.len() < ENDS { Vec::new() } else { std::mem::take(&mut *ends) };
        ends.push(new);
        drop(ends);
        drop(old);
        Ok(line)
    }
}
