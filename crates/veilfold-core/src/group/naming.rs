//! Names for records and texts, under the settings of a policy: what every front door asks.

use super::fingerprint::{GroupId, Kind};
use super::message;
use super::stack::{self, Settings, StackIds};
use crate::record::{Exception, Record};
use alloc::vec::Vec;

/// The names of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Names {
    /// What failed, or was said.
    pub group: GroupId,
    /// The finer name of a stack.
    pub variant: Option<GroupId>,
}

impl From<StackIds> for Names {
    fn from(ids: StackIds) -> Names {
        Names { group: ids.group, variant: Some(ids.variant) }
    }
}

impl Settings {
    /// The names of a record: of its stack, else of a stack in its text (`traceback.format_exc()`), else of
    /// its log statement, else of its text. `template` is a buffer.
    pub fn of_record(&self, record: &Record<'_>, template: &mut Vec<u8>) -> Names {
        self.of_chain(record.exception)
            .or_else(|| self.of_stack_in(record.message))
            .unwrap_or_else(|| self.of_message(record.format, record.message, template))
    }

    /// The names of a text: of the first stack in it, else of its template, which is left in `template`.
    pub fn of_text(&self, text: &[u8], template: &mut Vec<u8>) -> Names {
        self.of_stack_in(text).unwrap_or_else(|| self.of_message(None, text, template))
    }

    /// The names of a stack; `None` when it is empty.
    pub fn of_chain(&self, chain: &[Exception<'_>]) -> Option<Names> {
        stack::ids_with(self, chain).map(Names::from)
    }

    /// The names of the first stack in a text.
    pub fn of_stack_in(&self, text: &[u8]) -> Option<Names> {
        self.of_chain(&stack::parse(text))
    }

    /// What people call the group of a record: the key of the rule that names it, else `type@function` of a
    /// stack, else the template of a message.
    pub fn label(&self, record: &Record<'_>) -> Vec<u8> {
        self.label_of(record.exception, record.format, record.message)
    }

    /// [`Settings::label`] of a text.
    pub fn label_of_text(&self, text: &[u8]) -> Vec<u8> {
        self.label_of(&[], None, text)
    }

    fn label_of(&self, chain: &[Exception<'_>], format: Option<&[u8]>, text: &[u8]) -> Vec<u8> {
        let parsed;
        let chain = if chain.is_empty() {
            parsed = stack::parse(text);
            &parsed
        } else {
            chain
        };
        if let Some(key) = if chain.is_empty() { self.message_key(text) } else { self.key(chain) } {
            return key.as_bytes().to_vec();
        }
        if let Some(top) = stack::components(self, chain).into_iter().next() {
            let mut label = top.kind;
            // A place is the tail of a path and a function; several where functions call one another.
            let place =
                top.place.split(|&b| matches!(b, b'+' | b'<')).next().unwrap_or_default().trim_ascii();
            if let Some(function) = place.rsplit(|&b| b == b' ').next().filter(|name| !name.is_empty()) {
                label.push(b'@');
                label.extend_from_slice(function);
            }
            return label;
        }
        let mut template = Vec::new();
        self.of_message(format, text, &mut template);
        template
    }

    /// The name of a message without a stack: of the first rule that matches it, else of its template, which
    /// is left in `template`. The format string of its log statement decides where it holds a word.
    pub fn of_message(&self, format: Option<&[u8]>, text: &[u8], template: &mut Vec<u8>) -> Names {
        template.clear();
        let group = if let Some(key) = self.message_key(text) {
            GroupId { kind: Kind::Message, hash: stack::rule_hash(key) }
        } else {
            let settings = &self.message;
            if format.is_some_and(|f| message::template_of_format_with(settings, f, template)) {
                message::id(template)
            } else {
                template.clear();
                message::name_with(settings, text, template)
            }
        };
        Names { group: self.alias(group), variant: None }
    }
}
