//! The veilfold engine: redaction, structured formatting and exception grouping.
//!
//! Everything here is a pure function over bytes. There is no I/O, no clock, no environment, no
//! threads and no randomness, so the same input gives the same bytes in a Python process, in a WASM
//! filter and in the command.
//!
//! ```
//! use veilfold_core::{Engine, Level, Options, Policy, Profile, Record, Scratch, Timestamp};
//!
//! let engine = Engine::new(Policy::builtin(Profile::Default), Options::default());
//! let mut scratch = Scratch::default();
//!
//! // A record of this program becomes a line.
//! let time = Timestamp(1_795_249_800_123_000_000);
//! let mut line = Vec::new();
//! engine.process(&Record::new(time, Level::Info, b"shop", b"pin=4829, bye"), &mut line, &mut scratch);
//! let expected = r#"{"timestamp":"2026-11-21T08:30:00.123Z","level":"INFO","logger":"shop","message":"pin=[REDACTED], bye"}"#;
//! assert_eq!(line, expected.as_bytes());
//!
//! // A line of another program keeps its form: only the secret changes.
//! line.clear();
//! engine.transform(br#"{ "token": "abc", "n": 1.0 }"#, &mut line, &mut scratch);
//! assert_eq!(line, br#"{ "token": "[REDACTED]", "n": 1.0 }"#);
//! ```
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
//! Building is fallible, running is not: once a [`Policy`] exists, nothing that takes a record or a line returns a
//! `Result`.
//!
//! # Features
//!
//! * `std` (default): the scanner chooses the vector instructions of the processor at run time. Without it the crate
//!   needs `alloc` only.
//! * `compile` (default): policies in TOML, and patterns of one's own. Without it a policy is
//!   [built in](Policy::builtin), or [read](Policy::from_bytes) from the bytes of one that was compiled elsewhere.
//! * `catalogue` (part of `std`): every detector and profile, and not only those of [`Profile::Default`].
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[doc(hidden)]
pub mod bounds;
#[doc(hidden)]
pub mod digest;
pub mod encode;
mod few;
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
mod stable;
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
pub use transform::{Piece, first_json};
