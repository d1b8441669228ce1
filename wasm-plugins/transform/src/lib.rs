//! Guest logic of the WASM filters, free of any host's ABI.
//!
//! A [`Guest`] holds one engine and the buffers that live as long as the module's instance, so that a
//! clean record allocates nothing. What comes out is always one JSON object, since hosts drop or
//! corrupt what they cannot parse as one, and never the raw record when something went wrong.
#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod object;

use alloc::vec::Vec;
use veilfold_core::{Engine, Scratch};

/// Records above this many bytes are answered with a marker: a module shares its host's memory.
pub const MAX_RECORD_BYTES: usize = 16 << 20;

/// Why a record was answered with a marker instead of its cleaned self.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is larger than [`MAX_RECORD_BYTES`].
    TooLarge,
    /// It could not be read: the host passed no record, or an impossible address.
    Unreadable,
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
        }
    }
}

/// One engine and its buffers.
#[derive(Debug)]
pub struct Guest {
    engine: Engine,
    scratch: Scratch,
    out: Vec<u8>,
    text: Vec<u8>,
    /// True while a record is in work. Found true on entry, the call before died in a trap.
    busy: bool,
}

impl Guest {
    /// A guest that runs `engine`.
    pub fn new(engine: Engine) -> Guest {
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
        let answer = self.answer(record);
        self.busy = false;
        answer.unwrap_or_else(|fault| {
            self.out.clear();
            self.out.extend_from_slice(fault.marker().as_bytes());
        });
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

    fn answer(&mut self, record: &[u8]) -> Result<(), Fault> {
        if record.len() > MAX_RECORD_BYTES {
            return Err(Fault::TooLarge);
        }
        self.out.clear();
        self.engine.transform(record, &mut self.out, &mut self.scratch);
        if !object::is_object(&self.out) {
            core::mem::swap(&mut self.out, &mut self.text);
            self.out.clear();
            object::wrap(&self.text, &mut self.out);
        }
        Ok(())
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
