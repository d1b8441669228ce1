//! `veilfold._native`: conversion between Python objects and the engine, and nothing else.
//!
//! What a record passes: [`emitter`] takes a `LogRecord`, [`logrecord`] reads its attributes once,
//! [`message`] formats its text as `logging` does, [`value`] converts extras, [`exception`] walks the
//! traceback, and [`engine`] makes the line. Nothing here raises into the application once a handler
//! stands: what Python code does wrong on the way becomes a marker in the line.

mod clean;
mod destination;
mod emitter;
mod engine;
mod exception;
mod fast;
mod functions;
mod groups;
mod logrecord;
mod message;
mod names;
mod nesting;
mod object;
mod options;
mod outlet;
mod percent;
mod placeholder;
mod policy;
mod protection;
mod python_code;
mod queued;
mod sequence;
mod stream;
mod text;
mod value;

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use std::io::Write;
use veilfold_io::sink::Facility;

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    // A panic's message may quote what was being read. Ours says where, and never what.
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "veilfold: internal fault at {place}");
    }));
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("SYSLOG_FACILITIES", PyTuple::new(module.py(), Facility::NAMES)?)?;
    module.add("PolicyError", module.py().get_type::<policy::PolicyError>())?;
    module.add_class::<policy::PyPolicy>()?;
    module.add_class::<engine::PyEngine>()?;
    module.add_class::<emitter::Emitter>()?;
    module.add_class::<protection::Handle>()?;
    module.add_class::<fast::Records>()?;
    module.add_function(wrap_pyfunction!(functions::command, module)?)?;
    module.add_function(wrap_pyfunction!(functions::metrics, module)?)?;
    module.add_function(wrap_pyfunction!(functions::observe_request, module)?)?;
    module.add_function(wrap_pyfunction!(emitter::handler_class, module)?)?;
    module.add_function(wrap_pyfunction!(emitter::context_source, module)?)?;
    module.add_function(wrap_pyfunction!(fast::fast_methods, module)?)?;
    module.add_function(wrap_pyfunction!(fast::dict_version, module)?)?;
    Ok(())
}
