//! One name for one failure: message templates and stack fingerprints.

pub mod dedup;
pub mod explain;
pub mod fingerprint;
pub mod learn;
pub mod message;
mod naming;
pub mod stack;
pub mod tracker;
mod work;

#[cfg(test)]
mod hostile;

pub use fingerprint::GroupId;
pub use naming::Names;
pub use stack::Settings;
