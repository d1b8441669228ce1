//! What every way into the engine has in common.

use crate::case::Case;

/// What a door says to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// These bytes.
    Bytes(Vec<u8>),
    /// This name of a failure, and its template where the door tells one.
    Group {
        /// `m1-…` or `s1-…`.
        id: String,
        /// The template of a message.
        template: Option<Vec<u8>>,
    },
    /// The door has no way to pose such a case.
    Skipped,
}

/// A way into the engine.
pub trait FrontDoor {
    /// Its name, as `--door` spells it.
    fn name(&self) -> &'static str;

    /// Answers `cases`, in their order.
    ///
    /// # Errors
    ///
    /// Why the door could not be used at all.
    fn answer(&mut self, cases: &[Case]) -> Result<Vec<Answer>, String>;
}
