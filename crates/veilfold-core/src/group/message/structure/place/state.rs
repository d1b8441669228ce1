//! States: what words in capitals and Title Case are beside nouns, and the ends of a change.

use super::super::super::lex::Token;
use super::super::super::lists::{ABBREVIATION, CHANGE, PREPOSITION, is_on};
use super::super::super::shape::{DIGIT, DOT, HIGH, JOIN, LOWER, SLASH, UPPER};
use super::{Place, is_number};
use crate::texts::{Texts, texts};

/// Nouns that a state stands beside.
const STATES: Texts = texts!["mode", "phase", "stage", "state", "status"];

impl Place<'_> {
    /// `changed from idle to ready`: the two ends of a change.
    pub(super) fn is_end_of_change(&self, before: &[u8]) -> bool {
        self.clause & CHANGE != 0
            && self.lists_before & PREPOSITION != 0
            && self.token.shape & !(LOWER | JOIN) == 0
            && matches!(before, b"from" | b"to")
            && self.next.is_none_or(|t| !t.is_word() || t.lists & PREPOSITION != 0)
    }

    /// `with status Degraded`, `in Stable state`, `is now Alive`: Title Case beside what says that a state stands there.
    pub(super) fn is_named_state(&self, before: &[u8]) -> bool {
        STATES.has(before)
            || before == b"now"
            || self.lists_before & PREPOSITION != 0
                && self.word(self.next).is_some_and(|next| STATES.has(next))
    }

    /// One word in capitals among words that are not, and no abbreviation: the value of an enumeration, `PENDING_CANCEL`,
    /// or a name (`EUR/USD`), but for `TCP/IP` and `I/O`.
    pub(super) fn is_state(&self, word: &[u8]) -> bool {
        let shouted = |t: Option<&Token>| t.is_some_and(|t| t.is_word() && t.shape & (LOWER | DIGIT) == 0);
        // `the NI AZ 12 34 56`: what follows is a number.
        let group = |t: &Token| t.shape == UPPER && t.end - t.start <= 2;
        let next = self.next.filter(|t| !(group(t) && is_number(self.after().get(1))));
        let is_part = |part: &[u8]| part.len() > 1 && !is_on(ABBREVIATION, part);
        !shouted(self.before)
            && !shouted(next)
            && (self.token.lists & ABBREVIATION == 0
                || self.word(self.before).is_some_and(|noun| STATES.has(noun) || noun == b"code"))
            && word.first().is_some_and(u8::is_ascii_uppercase)
            && (self.token.shape & SLASH == 0 || word.split(|&b| b == b'/').all(is_part))
            // `(ada) CMD (ls)`: it is not among words, it is the only one. But `NL91 ABNA 0417` is a number in groups.
            && (is_number(self.before)
                || self.tokens.iter().any(|t| t.was_word() && t.shape & (LOWER | HIGH) != 0))
    }

    /// `app.intent.action.TIME_TICK`, but no class of an abbreviation, `java.net.URI`.
    pub(super) fn is_constant(&self, word: &[u8]) -> bool {
        let last =
            word.iter().rposition(|&b| b == b'.').and_then(|dot| word.get(dot + 1..)).unwrap_or_default();
        self.token.shape & (DOT | LOWER) == DOT | LOWER
            && last.len() > 1
            && last.iter().all(|&b| b.is_ascii_uppercase() || b == b'_')
            && !is_on(ABBREVIATION, last)
    }
}
