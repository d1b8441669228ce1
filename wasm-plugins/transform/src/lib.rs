//! Guest logic of the WASM filters, free of any host's ABI.
//!
//! A [`Guest`] holds one engine and the buffers that live as long as the module's instance, so that a
//! clean record allocates nothing. What comes out is always one JSON object, since hosts drop or
//! corrupt what they cannot parse as one, and never the raw record when something went wrong.
#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod block;
#[cfg(any(test, feature = "lines"))]
mod lines;
mod object;
mod wrap;

pub use block::Block;

use alloc::vec::Vec;
use veilfold_core::bounds::take_fault;
use veilfold_core::{Engine, Options, Policy, Profile, Scratch};

/// Records above this many bytes are answered with a marker: a module shares its host's memory.
pub const MAX_RECORD_BYTES: usize = 16 << 20;

/// What stands for a text that cannot be cleaned.
const HIDDEN: &str = "[REDACTED:veilfold_fault]";

/// Why a record was answered with a marker instead of its cleaned self.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is larger than [`MAX_RECORD_BYTES`].
    TooLarge,
    /// It could not be read: the host passed no record, or an impossible address.
    Unreadable,
    /// The policy in the module is damaged, or was made for another version of it.
    Policy,
    /// Something in the engine is wrong; a defect of ours.
    Engine,
}

impl Fault {
    /// The object that goes out in the record's place. It says what happened and holds nothing of the record.
    pub const fn marker(self) -> &'static str {
        match self {
            Fault::TooLarge => {
                r#"{"message":"[REDACTED:veilfold_fault]","veilfold_fault":"record_too_large"}"#
            }
            Fault::Unreadable => {
                r#"{"message":"[REDACTED:veilfold_fault]","veilfold_fault":"record_unreadable"}"#
            }
            Fault::Policy => {
                r#"{"message":"[REDACTED:veilfold_fault]","veilfold_fault":"policy_unreadable"}"#
            }
            Fault::Engine => r#"{"message":"[REDACTED:veilfold_fault]","veilfold_fault":"engine_fault"}"#,
        }
    }
}

/// One engine and its buffers.
#[derive(Debug)]
pub struct Guest {
    /// None where the policy could not be read: then every record is answered with a marker.
    engine: Option<Engine>,
    scratch: Scratch,
    out: Vec<u8>,
    text: Vec<u8>,
    /// True while a record is in work. Found true on entry, the call before died in a trap.
    busy: bool,
}

impl Guest {
    /// A guest that runs `engine`.
    pub fn new(engine: Engine) -> Guest {
        Guest::of(Some(engine))
    }

    /// A guest with what was baked into its module: the bytes of a [`Block`]. Where nothing was, it has the default
    /// policy; where it is damaged, every record is answered with a marker.
    pub fn baked(block: &[u8]) -> Guest {
        if block.is_empty() {
            return Guest::new(Engine::rewriting(Policy::builtin(Profile::Default), Options::default()));
        }
        Guest::of(Block::from_bytes(block).and_then(|block| block.engine()))
    }

    fn of(engine: Option<Engine>) -> Guest {
        // One that was made past a wrong place is none.
        let engine = engine.filter(|_| !take_fault());
        Guest { engine, scratch: Scratch::default(), out: Vec::new(), text: Vec::new(), busy: false }
    }

    /// Cleans one record and returns one JSON object, without a line end and without a NUL byte.
    ///
    /// A JSON object comes back as the engine rewrites it. Anything else comes back as
    /// `{"message": <redacted text>}`.
    pub fn filter(&mut self, record: &[u8]) -> &[u8] {
        if core::mem::replace(&mut self.busy, true) {
            self.abandon();
        }
        self.out.clear();
        self.answer(record);
        self.busy = false;
        &self.out
    }

    /// Cleans a text that is to stay one: the key of a record, the name of a header.
    pub fn text(&mut self, text: &[u8]) -> &[u8] {
        self.member(b"", text)
    }

    /// Cleans the value of a name beside the record, such as a header's: hidden whole where the name says so, cleaned as
    /// text elsewhere.
    pub fn member(&mut self, name: &[u8], value: &[u8]) -> &[u8] {
        if core::mem::replace(&mut self.busy, true) {
            self.abandon();
        }
        self.out.clear();
        if let Some(engine) = self.engine.as_ref().filter(|_| value.len() <= MAX_RECORD_BYTES) {
            let redactor = engine.policy().redactor();
            if let Some(rule) = redactor.field(&[], name, value) {
                redactor.hide(rule, value, &mut self.out, &mut self.scratch.report);
            } else if !engine.redact(value, &mut self.out, &mut self.scratch) {
                self.out.extend_from_slice(value);
            }
            if take_fault() {
                self.out.clear();
                self.out.extend_from_slice(HIDDEN.as_bytes());
            }
        } else {
            self.out.extend_from_slice(HIDDEN.as_bytes());
        }
        self.busy = false;
        &self.out
    }

    /// The answer to a record that cannot be handed to [`Guest::filter`].
    pub fn fault(&mut self, fault: Fault) -> &[u8] {
        self.out.clear();
        self.out.extend_from_slice(fault.marker().as_bytes());
        &self.out
    }

    /// The output of the last call, for a host that wants something added behind it, as a terminator.
    pub fn output(&mut self) -> &mut Vec<u8> {
        &mut self.out
    }

    /// Appends the answer to `record`.
    fn answer(&mut self, record: &[u8]) {
        let start = self.out.len();
        if let Err(fault) = self.clean(record) {
            self.out.truncate(start);
            self.out.extend_from_slice(fault.marker().as_bytes());
        }
    }

    fn clean(&mut self, record: &[u8]) -> Result<(), Fault> {
        if record.len() > MAX_RECORD_BYTES {
            return Err(Fault::TooLarge);
        }
        let Some(engine) = &self.engine else { return Err(Fault::Policy) };
        let start = self.out.len();
        engine.transform(record, &mut self.out, &mut self.scratch);
        let cleaned = self.out.get(start..).unwrap_or_default();
        if !self.scratch.wrote_object() && !object::is_object(cleaned) {
            self.text.clear();
            self.text.extend_from_slice(cleaned);
            self.out.truncate(start);
            wrap::wrap(&self.text, &mut self.out);
        }
        if take_fault() { Err(Fault::Engine) } else { Ok(()) }
    }

    /// Starts afresh after a trap. The old buffers may be half written or half grown: they are left
    /// alone, not dropped.
    #[cold]
    fn abandon(&mut self) {
        core::mem::forget(core::mem::take(&mut self.scratch));
        core::mem::forget(core::mem::take(&mut self.out));
        core::mem::forget(core::mem::take(&mut self.text));
    }
}

#[cfg(test)]
mod tests;
