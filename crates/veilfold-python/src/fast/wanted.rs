//! Calls whose record somebody else than veilfold wants to see.

use super::Standard;
use super::plain::{micros, now, write};
use super::route::Route;
use crate::engine::Source;
use crate::logrecord::Attributes;
use crate::names::Standard as Attribute;
use crate::protection::Handle;
use pyo3::exceptions::PyBaseException;
use pyo3::intern;
use pyo3::prelude::*;

/// As `Logger._log` ends: makes the record, and hands it on. False where that is not to be done here: then nothing has
/// happened. `attributes` are those of the call, and `route` is known where it is a usual one.
pub(super) fn log<'py>(
    standard: &Standard,
    logger: &Bound<'py, PyAny>,
    mut attributes: Attributes<'py>,
    route: Option<Route<'py>>,
) -> PyResult<bool> {
    let py = logger.py();
    let Some(records) = standard.records.as_ref().map(Py::get) else { return Ok(false) };
    let told = attributes.get(Attribute::Name).and(attributes.some(Attribute::LevelName));
    if told.is_none() || !records.are_standard(py) {
        return Ok(false);
    }
    let Some(caller) = records.caller(py)? else { return Ok(false) };
    if let Some(error) = attributes.get(Attribute::ExcInfo)
        && error.is_instance_of::<PyBaseException>()
        && error.is_truthy()?
    {
        let trace = error.getattr(intern!(py, "__traceback__"))?;
        let info = (error.get_type(), error, trace).into_pyobject(py)?.into_any();
        attributes.set(Attribute::ExcInfo, Some(info));
    }
    let handle = standard.words.handle[0].get(standard.class_dict.bind(py));
    let protection = handle.as_ref().and_then(Handle::behind);
    let protection = protection.as_ref().map(Bound::get);
    let ns = now();
    match (protection, route) {
        (Some(protection), Some(route)) => {
            // Ours come first, as `Handle` has it, and need no record.
            write(py, &route.ours, &Source { attributes: &attributes, time: micros(ns), record: None })?;
            let record = records.record(py, ns, &mut attributes, &caller)?;
            protection.hand_on(&record, &attributes, &route.others)?;
        }
        (Some(protection), None) => {
            let record = records.record(py, ns, &mut attributes, &caller)?;
            protection.pass(logger, record)?;
        }
        (None, _) => {
            let record = records.record(py, ns, &mut attributes, &caller)?;
            logger.call_method1(intern!(py, "handle"), (record,))?;
        }
    }
    Ok(true)
}
