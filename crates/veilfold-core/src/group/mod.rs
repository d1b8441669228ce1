//! One name for one failure: message templates and stack fingerprints.

pub mod fingerprint;
pub mod message;
pub mod stack;

pub use fingerprint::GroupId;
