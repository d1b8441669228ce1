//! `veilfold._native`: conversion between Python objects and the engine, and nothing else.
use pyo3::prelude::*;

#[pymodule]
fn _native(_module: &Bound<'_, PyModule>) -> PyResult<()> {
    Ok(())
}
