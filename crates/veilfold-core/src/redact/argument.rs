//! The password in a list of arguments, as programs log what they run: `["mysql", "-uroot", "-phunter2"]`.
//!
//! Each item is harmless by itself. The command that an earlier one names tells which of them holds a password, and where
//! in it: who reads a list asks for it once, where a command is, and hides that part when its item comes.

use super::detect::{DETECTORS, argument, is_command};
use super::rule::FIELD_RULES;
use super::{Redactor, Report, RuleId};
use crate::bounds::Bounds as _;
use crate::few::Few;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::Range;

/// An item of a list of arguments that holds a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its place in the list.
    item: usize,
    span: Range<usize>,
    rule: RuleId,
}

/// The passwords in a list of arguments, item by item.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    found: Few<[Argument; 1]>,
    looks: u8,
}

/// Longer lists are looked at so far behind a command, in bytes.
const REACH: usize = 1024;

/// So many commands of a list are looked at; one with more is none that was run.
const LOOKS: u8 = 4;

impl Arguments {
    /// Told of the text that is the item at `index`: where it names a command, finds the passwords in the items from it on.
    pub fn look(
        &mut self,
        redactor: &Redactor,
        index: usize,
        text: &[u8],
        items: &mut dyn Iterator<Item = Cow<'_, [u8]>>,
    ) {
        if self.looks == LOOKS || !is_command(text) {
            return;
        }
        self.looks += 1;
        let mut list = Vec::new();
        for item in items {
            if list.len() + item.len() > REACH {
                break;
            }
            list.push(b'"');
            // A sign that would end the item, so that each stays as long as it is.
            list.extend(item.iter().map(|b| if matches!(b, b'"' | b'\\' | b'\n') { b'?' } else { *b }));
            list.extend_from_slice(b"\",");
        }
        let Some(of) = DETECTORS.iter().position(|d| d.id() == "command_line_login") else { return };
        if !redactor.selection.on.item(FIELD_RULES + of) {
            return;
        }
        // What is hidden was one of several: a second reader would find the next.
        for _ in 0..LOOKS {
            let Some(span) = argument(&list) else { return };
            let before = list.cut(..span.start);
            let Some(start) = before.iter().rposition(|b| *b == b'"').map(|quote| quote + 1) else { return };
            let item = index + before.iter().filter(|b| **b == b'"').count() / 2;
            if self.of(item).is_none() {
                let rule = RuleId((FIELD_RULES + of) as u16);
                self.found.push(Argument { item, span: span.start - start..span.end - start, rule });
            }
            list.get_mut(span).unwrap_or_default().fill(b'*');
        }
    }

    /// The password in the item at `index`.
    pub fn of(&self, index: usize) -> Option<&Argument> {
        self.found.iter().find(|argument| argument.item == index)
    }
}

impl Redactor {
    /// Appends `item` to `out` with the password in it hidden, and counts it in `report`.
    pub fn hide_argument(&self, argument: &Argument, item: &[u8], out: &mut Vec<u8>, report: &mut Report) {
        let Argument { span, rule, .. } = argument;
        out.extend_from_slice(item.cut(..span.start));
        self.hide_part(*rule, item.cut(span.clone()), out, report);
        out.extend_from_slice(item.cut(span.end..));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Profile;

    fn hidden(items: &[&str]) -> Vec<Vec<u8>> {
        let redactor = Redactor::builtin(Profile::Default);
        let mut arguments = Arguments::default();
        for (at, item) in items.iter().enumerate() {
            let mut texts = items[at..].iter().map(|item| Cow::Borrowed(item.as_bytes()));
            arguments.look(&redactor, at, item.as_bytes(), &mut texts);
        }
        let shown = |(at, item): (usize, &&str)| {
            let mut out = Vec::new();
            redactor.hide_argument(arguments.of(at)?, item.as_bytes(), &mut out, &mut Report::default());
            Some(out)
        };
        items.iter().enumerate().filter_map(shown).collect()
    }

    #[test]
    fn the_item_behind_an_option_is_hidden() {
        for (items, shown) in [
            (&["redis-cli", "-a", "hunter2", "ping"][..], "[REDACTED:command_line_login]"),
            (&["/usr/bin/mysql", "-uroot", "-phunter2"], "-p[REDACTED:command_line_login]"),
            (&["curl", "-u", "joe:hu\"nt\\er2\n", "https://x"], "[REDACTED:command_line_login]"),
            (&["sshpass", "-p", "hunter2", "ssh", "joe@h"], "[REDACTED:command_line_login]"),
        ] {
            assert_eq!(hidden(items), [shown.as_bytes()], "{items:?}");
        }
    }

    #[test]
    fn each_of_several_is_hidden() {
        assert_eq!(hidden(&["sshpass", "-p", "hunter2", "mysql", "-phunter3"]).len(), 2);
        assert_eq!(hidden(&["sshpass", "-phunter2", "-p", "'h2'x", "sshpass"]).len(), 2);
    }

    #[test]
    fn a_list_without_a_password_stays() {
        for items in [
            &["redis-cli", "ping"][..],
            &["mysql", "-u", "root", "-p"],
            &["mysql", "-p[REDACTED:command_line_login]"],
            &["redis-cli", "-a", "$REDIS_PASSWORD"],
            &["curl", "-fsS", "https://x"],
            &["curl"],
            &[],
        ] {
            assert_eq!(hidden(items), Vec::<Vec<u8>>::new(), "{items:?}");
        }
    }

    #[test]
    fn commands_are_told_by_their_last_step() {
        assert!(is_command(b"mysql") && is_command(b"/usr/bin/redis-cli"));
        assert!(!is_command(b"mysqld") && !is_command(b"") && !is_command(b"curl x"));
    }
}
