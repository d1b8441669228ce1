//! Ids on their way into a line.

use super::Outcome;
use crate::encode::Ids;
use crate::group::GroupId;
use core::fmt::{self, Write as _};

/// The ids of an outcome as text, without allocation.
pub(crate) struct Printed {
    group: Option<Text>,
    variant: Option<Text>,
}

impl Printed {
    pub(crate) fn new(outcome: Outcome) -> Printed {
        Printed { group: outcome.group.map(Text::new), variant: outcome.variant.map(Text::new) }
    }

    pub(crate) fn ids(&self) -> Ids<'_> {
        Ids { group: self.group.as_ref().map(Text::as_str), variant: self.variant.as_ref().map(Text::as_str) }
    }
}

/// A letter, a version, a dash and 16 digits: 32 bytes do for any version there will be.
struct Text {
    bytes: [u8; 32],
    used: usize,
}

impl Text {
    fn new(id: GroupId) -> Text {
        let mut text = Text { bytes: [0; 32], used: 0 };
        let _ = write!(text, "{id}");
        text
    }

    fn as_str(&self) -> &str {
        core::str::from_utf8(self.bytes.get(..self.used).unwrap_or_default()).unwrap_or_default()
    }
}

impl fmt::Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.used + text.len();
        self.bytes.get_mut(self.used..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.used = end;
        Ok(())
    }
}
