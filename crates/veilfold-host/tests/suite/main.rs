//! The suites of this crate, in one binary: each would be linked with all of wasmtime.

mod conformance;
mod host;
mod hosts;
mod traps;
mod vectors;
