//! What of veilfold touches the operating system.
//!
//! [`sink`] writes lines, [`queue`] lets a thread do it. [`repeats`] holds back what was said already. [`metrics`]
//! counts what the engine did, over all processes of a program, for Prometheus. [`policy`] reads policy files and
//! what they name.

pub mod metrics;
pub mod policy;
pub mod queue;
pub mod repeats;
pub mod sink;

pub use metrics::Metrics;
pub use repeats::Repeats;
