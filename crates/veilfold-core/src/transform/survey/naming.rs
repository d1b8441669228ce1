//! The name of a line, and where it is written.

use super::Survey;
use crate::few::Few;
use crate::options::GroupScope;
use crate::pipeline::{Engine, Outcome, Printed, Scratch};
use crate::record::Level;
use crate::transform::glance::Glance;
use crate::transform::{Fate, Told, lex};
use alloc::vec::Vec;

/// The name of a line, and what of it is to be written.
#[derive(Clone, Copy)]
struct Naming {
    outcome: Outcome,
    /// Whether the line has no name yet.
    write: bool,
    /// Whether its `group_id` is something else.
    taken: bool,
    /// Place after the object.
    end: usize,
}

impl Survey<'_> {
    /// The name of the line, made in `template` where there is no stack.
    fn naming(&self, template: &mut Vec<u8>) -> Option<Naming> {
        if self.settled() || self.scope == GroupScope::Off {
            return None;
        }
        let naming = |outcome, write| Naming { outcome, write, taken: self.taken, end: 0 };
        let naming = |outcome, write| self.end.map(|end| Naming { end, ..naming(outcome, write) });
        if self.group.is_some() {
            return naming(Outcome { group: self.group, variant: self.variant }, false);
        }
        let named = self.scope == GroupScope::All || self.level.is_some_and(|level| level >= Level::Warning);
        let message = self.message.map(|(_, text)| text);
        let stack = message.filter(|text| text.may_hold_stack());
        if !named && stack.is_none() && self.stacks.is_empty() {
            return None;
        }
        for text in self.stacks.iter().copied().chain(stack) {
            if let Some(names) = self.grouping.of_stack_in(&text.decoded()) {
                return naming(names.into(), true);
            }
        }
        let text = message.filter(|_| named)?;
        naming(self.grouping.of_message(None, &text.decoded(), template).into(), true)
    }
}

impl Engine {
    /// Names the JSON line that was written to `out[start..]`, in the line itself where it has no name yet.
    pub(in crate::transform) fn annotate(
        &self,
        start: usize,
        out: &mut Vec<u8>,
        scratch: &mut Scratch,
    ) -> Outcome {
        if self.options().group == GroupScope::Off {
            return Outcome::default();
        }
        let line = out.get(start..).unwrap_or_default();
        let mut survey = Survey::new(self, line, Some(Told::default()));
        if Glance::new(line, &mut survey, None).run().is_err() {
            return Outcome::default();
        }
        let naming = survey.naming(&mut scratch.buffers.template);
        drop(survey);
        append(naming, start, out)
    }
}

impl Survey<'_> {
    /// [`Engine::annotate`] for a line that was surveyed before it was written.
    pub(in crate::transform) fn name(&self, line: &[u8], out: &mut Vec<u8>, scratch: &mut Scratch) -> Fate {
        match self.naming(&mut scratch.buffers.template) {
            Some(naming) if naming.write => {
                let start = out.len();
                out.extend_from_slice(line);
                Fate::Written(append(Some(naming), start, out))
            }
            naming => Fate::Kept(naming.map_or_else(Outcome::default, |naming| naming.outcome)),
        }
    }
}

/// Writes a name into the object at `out[start..]`, as its last members.
fn append(naming: Option<Naming>, start: usize, out: &mut Vec<u8>) -> Outcome {
    let Some(Naming { outcome, write, taken, end }) = naming else { return Outcome::default() };
    if !write {
        return outcome;
    }
    let line = out.get(start..).unwrap_or_default();
    let is_empty = line.get(lex::space(line, lex::space(line, 0) + 1)) == Some(&b'}');
    // What follows the object, usually nothing, or the carriage return of a CRLF.
    let tail = Few::<[u8; 64]>::from(line.get(end - 1..).unwrap_or_default());
    out.truncate(start + end - 1);
    if !is_empty {
        out.push(b',');
    }
    let printed = Printed::new(outcome);
    let ids = printed.ids();
    if let Some(group) = ids.group {
        out.extend_from_slice(if taken { b"\"group_id_\":\"" } else { b"\"group_id\":\"" });
        out.extend_from_slice(group.as_bytes());
    }
    if let Some(variant) = ids.variant {
        out.extend_from_slice(b"\",\"variant_id\":\"");
        out.extend_from_slice(variant.as_bytes());
    }
    out.push(b'"');
    out.extend_from_slice(&tail);
    outcome
}
