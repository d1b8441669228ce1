//! The suites of this crate, in one binary: each would be linked with all of wasmtime.

#[path = "../../examples/traps/calls.rs"]
mod calls;
mod conformance;
mod depth;
mod host;
mod hosts;
mod traps;
mod vectors;
