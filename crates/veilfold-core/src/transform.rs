//! Lines that somebody else wrote: lossless rewriting of JSON text and of plain text.

use crate::pipeline::{Engine, Outcome, Scratch};
use alloc::vec::Vec;

impl Engine {
    /// Appends the cleaned form of one line (without its line end) to `out`.
    ///
    /// A JSON object or array is rewritten losslessly: key order, number text and white space stay.
    /// Anything else is text.
    pub fn transform(&self, line: &[u8], out: &mut Vec<u8>, scratch: &mut Scratch) -> Outcome {
        scratch.report.clear();
        if !self.policy().redactor().text(line, out, &mut scratch.report) {
            out.extend_from_slice(line);
        }
        Outcome::default()
    }
}
