//! What of veilfold touches the operating system.
//!
//! [`sink`] writes lines, [`queue`] lets a thread do it. [`metrics`] counts what the engine did, over all processes of a program,
//! for Prometheus. [`policy`] reads policy files and the keys they name.

pub mod metrics;
pub mod policy;
pub mod queue;
pub mod sink;

pub use metrics::Metrics;
