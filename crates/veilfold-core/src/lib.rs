//! The veilfold engine: redaction, structured formatting and exception grouping.
//!
//! Everything here is a pure function over bytes. There is no I/O, no clock, no environment, no
//! threads and no randomness, so the same input gives the same bytes in a Python process, in a WASM
//! filter and in the command.
//!
//! # A tour
//!
//! * [`record`] holds what goes in: a borrowed [`Record`] with its fields and exception.
//! * [`policy`] turns a TOML policy into a [`Policy`]. Everything that can be wrong with a policy is
//!   an error here, with the place and a hint.
//! * [`redact`] finds and hides secrets in text and by field name.
//! * [`group`] names failures: message templates (`m1-…`) and stack fingerprints (`s1-…`).
//! * [`options`] says how lines look.
//! * [`encode`] writes lines: JSON (in four schemas) or text. It is the only place that writes JSON.
//! * [`pipeline`] is the one way a record travels: [`Engine::process`] for a record,
//!   [`Engine::transform`] for a line that somebody else wrote.
//!
//! Building is fallible, running is not: once a [`Policy`] exists, no function returns a `Result`.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod encode;
pub mod group;
mod known;
pub mod lengths;
pub mod options;
mod pattern;
pub mod pipeline;
pub mod policy;
pub mod record;
pub mod redact;
mod search;
mod swar;
mod texts;
mod transform;

pub use encode::{schema::Schema, time::Precision};
pub use group::GroupId;
pub use options::{Format, GroupScope, Options};
pub use pipeline::{Engine, Outcome, Scratch};
pub use policy::{Policy, PolicyError, Profile};
pub use record::{Exception, Field, Frame, Level, Record, Timestamp, Value};
pub use redact::{Redactor, Report};
