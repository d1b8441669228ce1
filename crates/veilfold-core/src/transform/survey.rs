//! What a JSON line says about itself: its level, its message, its stack, its id. What its keys are about is in [`roles`],
//! the name that comes of it in [`naming`].

mod naming;
mod roles;

#[cfg(test)]
pub(super) use roles::KEYS;
pub(super) use roles::{Role, Scale, level_of_number, level_of_text};

use super::Told;
use super::lex::Token;
use super::string::decode;
use crate::few::Few;
use crate::group::{GroupId, Settings, stack};
use crate::options::GroupScope;
use crate::pipeline::Engine;
use crate::record::Level;
use crate::search;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::Range;

/// What a line says about itself.
pub(super) struct Survey<'l> {
    /// Which lines get a name, and which key holds their message: the options.
    scope: GroupScope,
    grouping: &'l Settings,
    message_field: Option<&'l [u8]>,
    /// Whether the level alone may say that the line gets no name.
    quick: bool,
    /// Place after the object that the line is; nothing where it is none.
    pub(super) end: Option<usize>,
    level: Option<Level>,
    /// The message and the rank of its key.
    message: Option<(u8, Text<'l>)>,
    stacks: Few<[Text<'l>; 2]>,
    group: Option<GroupId>,
    variant: Option<GroupId>,
    /// `group_id` is taken by something that is no id of ours.
    taken: bool,
}

impl<'l> Survey<'l> {
    /// A survey of `line`, under the engine's options; where nobody else reads the line to its end, with what is known of it.
    pub(super) fn new(engine: &'l Engine, line: &[u8], hasty: Option<Told>) -> Survey<'l> {
        let scope = engine.options().group;
        Survey {
            scope,
            grouping: engine.policy().grouping(),
            message_field: engine.options().message_field.as_deref().map(str::as_bytes),
            // Without an escape there is no stack, and without this word no name that was given before.
            quick: scope == GroupScope::Errors
                && hasty.is_some_and(|told| told.has_no_escape(line) && told.has_no_id(line, engine)),
            end: None,
            level: None,
            message: None,
            stacks: Few::<[Text<'_>; 2]>::new(),
            group: None,
            variant: None,
            taken: false,
        }
    }

    /// What `key` is about.
    #[inline]
    pub(super) fn role(&self, key: &[u8]) -> Role {
        if self.scope == GroupScope::Off || self.settled() {
            return Role::Other;
        }
        if self.message_field.is_some_and(|field| field.len() == key.len() && field == key) {
            return Role::Message(0);
        }
        Role::of(key, self.message_field.is_some())
    }

    /// True once nothing that may follow changes the outcome.
    #[inline]
    pub(super) fn settled(&self) -> bool {
        self.quick && self.level.is_some_and(|level| level < Level::Warning)
    }

    /// A string under a key of this role.
    pub(super) fn string(&mut self, role: Role, text: Text<'l>) {
        match role {
            Role::Level(_) if self.level.is_none() => self.level = level_of_text(text.raw),
            Role::Message(rank) if self.message.is_none_or(|(known, _)| rank < known) => {
                self.message = Some((rank, text));
            }
            Role::Stack | Role::Inside if text.may_hold_stack() => self.stacks.push(text),
            Role::Group => match GroupId::parse(text.raw) {
                Some(id) => self.group = Some(id),
                None => self.taken = true,
            },
            Role::Variant => self.variant = GroupId::parse(text.raw),
            _ => {}
        }
    }

    /// A number or literal under a key of this role.
    pub(super) fn scalar(&mut self, role: Role, text: &[u8]) {
        match role {
            Role::Level(scale) if self.level.is_none() => self.level = level_of_number(scale, text),
            Role::Group => self.taken = true,
            _ => {}
        }
    }

    /// A string with such escapes, or a number or literal, at this place under a key of this role.
    #[inline]
    pub(super) fn value(&mut self, role: Role, line: &'l [u8], place: Range<usize>, escapes: Escapes) {
        match line.get(place).unwrap_or_default() {
            [b'"', raw @ .., b'"'] => self.string(role, Text { raw, escapes }),
            other => self.scalar(role, other),
        }
    }

    /// An object or array under a key of this role.
    pub(super) fn container(&mut self, role: Role) {
        self.taken |= matches!(role, Role::Group);
    }
}

#[cfg(test)]
impl Survey<'_> {
    /// What it says.
    pub(super) fn summary(&self) -> String {
        let message = self.message.map(|(rank, text)| (rank, text.raw));
        let stacks = self.stacks.len();
        alloc::format!("{:?} {:?} {message:?} {stacks} {:?} {}", self.end, self.level, self.group, self.taken)
    }

    pub(super) fn holds_stack(&self) -> bool {
        !self.stacks.is_empty()
    }
}

/// The inside of a JSON string.
#[derive(Clone, Copy)]
pub(super) struct Text<'l> {
    raw: &'l [u8],
    escapes: Escapes,
}

/// What is escaped in a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escapes {
    None,
    /// No line end, not even one of a text that was escaped before, and nothing by its number.
    Signs,
    /// Perhaps a line end.
    Lines,
}

impl<'l> Text<'l> {
    pub(super) fn new(line: &'l [u8], token: Token) -> Text<'l> {
        let raw = token.inner(line);
        let ends_line = |at: usize| matches!(raw.get(at + 1), Some(b'n' | b'u'));
        let escapes = if !token.escaped {
            Escapes::None
        } else if search::memchr_iter(b'\\', raw).any(ends_line) {
            Escapes::Lines
        } else {
            Escapes::Signs
        };
        Text { raw, escapes }
    }

    fn decoded(self) -> Cow<'l, [u8]> {
        if self.escapes == Escapes::None {
            return Cow::Borrowed(self.raw);
        }
        let mut text = Vec::new();
        decode(self.raw, &mut text);
        Cow::Owned(text)
    }

    /// A stack has more than one line; only a panic of Rust may stand on one, which is looked for where something is
    /// escaped.
    fn may_hold_stack(self) -> bool {
        match self.escapes {
            Escapes::None => false,
            Escapes::Signs => stack::may_hold_panic(self.raw),
            Escapes::Lines => true,
        }
    }
}
