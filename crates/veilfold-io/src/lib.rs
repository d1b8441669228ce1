//! What of veilfold touches the operating system.
//!
//! [`sink`] writes lines. [`metrics`] counts what the engine did, over all processes of a program,
//! for Prometheus.

pub mod metrics;
pub mod sink;

pub use metrics::Metrics;
