//! Commands of protocols that carry a password behind a bare word: `PASS x` of FTP, POP3 and IRC, `AUTH x` of Redis.
//!
//! Test runners print `PASS file` and programs `AUTH failed`. So a command is believed behind the sign of a
//! prompt or of a direction, behind the line that tells the user, or in the quotes of Redis' MONITOR.

use super::prose::after_user;
use super::{Found, Quote, list, plain, value};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::search;
use crate::texts::texts;
use core::ops::Range;

/// The password of the command at `name`.
pub(super) fn password(text: &[u8], name: &Range<usize>) -> Option<Found> {
    let is_auth = match text.cut(name.clone()) {
        b"AUTH" | b"auth" => true,
        b"PASS" => false,
        _ => return None,
    };
    if is_auth && let Some(value) = monitored(text, name) {
        return Some(found(name, value));
    }
    if text.item(name.start) == b'a' || text.get(name.end) != Some(&b' ') {
        return None;
    }
    let head = text.cut(name.start.saturating_sub(8)..name.start).trim_ascii_end();
    let is_sent = texts![">", "C:", "<-", "--", " <", "HELLO 2", "HELLO 3"].end(head);
    let is_told = !is_auth && after_user(text, name.start);
    // `"PASS x"`, as an FTP server prints a command, and `'PASS x\r\n'`, as Python does.
    let quote = text.cut(..name.start).last().copied().filter(|b| matches!(b, b'"' | b'\''));
    let is_quoted = quote.is_some();
    if !is_sent && !is_told && !is_quoted {
        return None;
    }
    let line = text.cut(name.end + 1..value::line_end(text, name.end + 1));
    let line = &line[..line.len().min(128)];
    let end = line.iter().position(|b| matches!(b, b'"' | b'\\') || Some(*b) == quote);
    let closes = |end: usize| Some(line[end]) == quote || line.cut(end..).starts_with(b"\\r");
    if is_quoted && !is_sent && !is_told && !end.is_some_and(closes) {
        return None;
    }
    let line = &line[..end.unwrap_or(line.len())];
    // The last of one word or, for an account, of two.
    let words = line.trim_ascii().split(|b| *b == b' ').count();
    let last = line.trim_ascii_end();
    let start = last.iter().rposition(|b| *b == b' ').map_or(0, |i| i + 1);
    let word = last.cut(start..);
    // Where nothing but a client's command can stand, as mail and FTP servers log it.
    let is_command = head.ends_with(b"C:")
        || is_quoted
            && search::find(text.cut(name.start.saturating_sub(48)..name.start), b"ommand").is_some();
    let believed = (is_told || is_command) && !plain::is_status(word) || plain::is_made_up(word);
    (words <= 1 + usize::from(is_auth) && believed && !plain::is_placeholder(word))
        .then(|| found(name, name.end + 1 + start..name.end + 1 + last.len()))
}

/// `"AUTH" "x"`, `"auth" "user" "x"`.
fn monitored(text: &[u8], name: &Range<usize>) -> Option<Range<usize>> {
    let (quote, _) = Quote::before(text, name.start)?;
    let mut at = quote.closes(text, name.end)?;
    let mut last = None;
    for _ in 0..2 {
        if text.get(at) != Some(&b' ') {
            break;
        }
        let Some((next, inside)) = Quote::at(text, at + 1).filter(|(next, _)| *next == quote) else { break };
        let end = value::closing(text, inside, next)?;
        last = Some(inside..end);
        at = next.closes(text, end)?;
    }
    looked(at - name.end);
    last.filter(|value| !plain::is_placeholder(text.cut(value.clone())))
}

fn found(name: &Range<usize>, value: Range<usize>) -> Found {
    Found { name: name.clone(), value, more: list::Values::new(), quote: None }
}
