//! Who made a log call, as `Logger.findCaller` finds it for a `stacklevel` of 1.

use super::ffi::Frame;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::sync::{Arc, Mutex, PoisonError};

/// What `logging` makes of the path of a source file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: Py<PyString>,
    /// `record.filename`
    pub(super) name: Py<PyAny>,
    /// `record.module`
    pub(super) module: Py<PyAny>,
    /// Frames of this file are skipped.
    internal: bool,
}

#[derive(Debug)]
pub(super) struct Caller<'py> {
    pub(super) file: Arc<File>,
    pub(super) line: i32,
    pub(super) function: Bound<'py, PyAny>,
}

/// Files that are remembered; a program logs from few.
const PLACES: usize = 64;

/// The rule that says which frames are the caller's.
#[derive(Debug)]
pub(super) struct Callers {
    /// `logging._srcfile`
    source: Py<PyAny>,
    /// Whether frames of the import system are skipped too, as since 3.11.
    skips_imports: bool,
    /// By address of the path, which is kept alive and so is nobody else's. Locked with the GIL held, and never across
    /// a call into Python.
    files: Mutex<[Option<Arc<File>>; PLACES]>,
}

impl Callers {
    pub(super) fn new(source: Py<PyAny>, skips_imports: bool) -> Callers {
        Callers { source, skips_imports, files: Mutex::new([const { None }; PLACES]) }
    }

    /// `None` where `logging` would have to say what it says of nobody.
    pub(super) fn find<'py>(&self, py: Python<'py>) -> PyResult<Option<Caller<'py>>> {
        let mut next = Frame::current(py);
        while let Some(frame) = next {
            let code = frame.code();
            let path = code.getattr(intern!(py, "co_filename"))?;
            let Ok(path) = path.cast_exact::<PyString>() else { return Ok(None) };
            let file = self.file(path)?;
            if !file.internal {
                let function = code.getattr(intern!(py, "co_name"))?;
                return Ok(frame.line().map(|line| Caller { file, line, function }));
            }
            next = frame.back()?;
        }
        Ok(None)
    }

    pub(super) fn file(&self, path: &Bound<'_, PyString>) -> PyResult<Arc<File>> {
        // Addresses of objects are multiples of 16.
        let place = (path.as_ptr() as usize >> 4) % PLACES;
        let files = || self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &files()[place]
            && file.path.is(path)
        {
            return Ok(Arc::clone(file));
        }
        let read = Arc::new(self.read(path)?);
        let before = files()[place].replace(Arc::clone(&read));
        drop(before);
        Ok(read)
    }

    fn read(&self, path: &Bound<'_, PyString>) -> PyResult<File> {
        let py = path.py();
        let paths = py.import("os.path")?;
        let name = paths.call_method1("basename", (path,))?;
        let module = paths.call_method1("splitext", (&name,))?.get_item(0)?;
        let folded = paths.call_method1("normcase", (path,))?;
        let imports = || Ok::<_, PyErr>(folded.contains("importlib")? && folded.contains("_bootstrap")?);
        let internal = folded.eq(&self.source)? || (self.skips_imports && imports()?);
        Ok(File { path: path.clone().unbind(), name: name.unbind(), module: module.unbind(), internal })
    }
}
