//! Ids on their way into a line.

use super::Outcome;
use crate::encode::Ids;
use crate::group::GroupId;

/// The ids of an outcome as text, without allocation.
pub(crate) struct Printed {
    group: Option<[u8; 19]>,
    variant: Option<[u8; 19]>,
}

impl Printed {
    pub(crate) fn new(outcome: Outcome) -> Printed {
        Printed { group: outcome.group.map(GroupId::printed), variant: outcome.variant.map(GroupId::printed) }
    }

    pub(crate) fn ids(&self) -> Ids<'_> {
        Ids { group: text(self.group.as_ref()), variant: text(self.variant.as_ref()) }
    }
}

fn text(id: Option<&[u8; 19]>) -> Option<&str> {
    id.and_then(|id| core::str::from_utf8(id).ok())
}
