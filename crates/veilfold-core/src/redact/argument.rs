//! The password in a list of arguments, as programs log what they run: `["mysql", "-uroot", "-phunter2"]`.
//!
//! Each item is harmless by itself. The command that an earlier one names tells which of them holds a password, and where
//! in it: who reads a list asks for it once, where a command is, and hides that part when its item comes.

use super::detect::{DETECTORS, argument, is_command};
use super::rule::FIELD_RULES;
use super::{Disposition, Redactor, Report, RuleId};
use crate::bounds::Bounds as _;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::Range;

/// An item of a list of arguments that holds a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    span: Range<usize>,
    rule: RuleId,
}

/// Longer lists are looked at so far, in bytes.
const REACH: usize = 1024;

impl Redactor {
    /// The password in `items`, the texts of a list from the one on that names a command, and how many items behind that
    /// one it is.
    pub fn argument(&self, items: &mut dyn Iterator<Item = Cow<'_, [u8]>>) -> Option<(usize, Argument)> {
        let mut list = Vec::new();
        for item in items {
            if list.is_empty() && !is_command(&item) {
                return None;
            }
            if list.len() + item.len() > REACH {
                break;
            }
            list.push(b'"');
            // A sign that would end the item, so that each stays as long as it is.
            list.extend(item.iter().map(|b| if matches!(b, b'"' | b'\\' | b'\n') { b'?' } else { *b }));
            list.extend_from_slice(b"\",");
        }
        let (index, _) = DETECTORS.iter().enumerate().find(|(_, d)| d.id() == "command_line_login")?;
        if !self.selection.on.item(FIELD_RULES + index) {
            return None;
        }
        let span = argument(&list)?;
        let before = list.cut(..span.start);
        let start = before.iter().rposition(|b| *b == b'"')? + 1;
        let rule = RuleId((FIELD_RULES + index) as u16);
        let behind = before.iter().filter(|b| **b == b'"').count() / 2;
        Some((behind, Argument { span: span.start - start..span.end - start, rule }))
    }

    /// Appends `item` to `out` with the password in it hidden, and counts it in `report`.
    pub fn hide_argument(&self, argument: &Argument, item: &[u8], out: &mut Vec<u8>, report: &mut Report) {
        let Argument { span, rule, .. } = argument;
        out.extend_from_slice(item.cut(..span.start));
        if self.hide(*rule, item.cut(span.clone()), out, report) == Disposition::Removed {
            out.extend_from_slice(b"[REMOVED]");
        }
        out.extend_from_slice(item.cut(span.end..));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Profile;

    fn hidden(items: &[&str]) -> Option<Vec<u8>> {
        let redactor = Redactor::builtin(Profile::Default);
        let mut texts = items.iter().map(|item| Cow::Borrowed(item.as_bytes()));
        let (behind, argument) = redactor.argument(&mut texts)?;
        let mut out = Vec::new();
        redactor.hide_argument(&argument, items[behind].as_bytes(), &mut out, &mut Report::default());
        Some(out)
    }

    #[test]
    fn the_item_behind_an_option_is_hidden() {
        for (items, shown) in [
            (&["redis-cli", "-a", "hunter2", "ping"][..], "[REDACTED:command_line_login]"),
            (&["/usr/bin/mysql", "-uroot", "-phunter2"], "-p[REDACTED:command_line_login]"),
            (&["curl", "-u", "joe:hu\"nt\\er2\n", "https://x"], "[REDACTED:command_line_login]"),
            (&["sshpass", "-p", "hunter2", "ssh", "joe@h"], "[REDACTED:command_line_login]"),
        ] {
            assert_eq!(hidden(items).as_deref(), Some(shown.as_bytes()), "{items:?}");
        }
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
            assert_eq!(hidden(items), None, "{items:?}");
        }
    }

    #[test]
    fn commands_are_told_by_their_last_step() {
        assert!(is_command(b"mysql") && is_command(b"/usr/bin/redis-cli"));
        assert!(!is_command(b"mysqld") && !is_command(b"") && !is_command(b"curl x"));
    }
}
