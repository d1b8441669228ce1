//! The rules: what a word is at its place.

mod hidden;
mod state;

pub(in super::super) use hidden::names_secret;

use super::super::lex::{Kind, Token};
use super::super::lists::{ACCOUNT, AUXILIARY, CALENDAR, CUE, INTRODUCES, PARTICIPLE, PREPOSITION, TO, UNIT};
use super::super::shape::{DOT, HIGH, JOIN, LOWER, Mask, SLASH, UPPER};
use super::super::{Reading, vocabulary};
use super::behind::Behind;
use super::{counted, counts};
use crate::texts::{Texts, texts};

/// A word, and what stands around it.
pub(super) struct Place<'a> {
    reading: Reading,
    text: &'a [u8],
    tokens: &'a [Token],
    index: usize,
    token: &'a Token,
    /// The token before it.
    before: Option<&'a Token>,
    /// The one before that.
    second_before: Option<&'a Token>,
    /// The token behind it.
    next: Option<&'a Token>,
    /// Lists that the word before it is on; none when that is no word.
    lists_before: u16,
    /// Lists that any word of the clause so far is on.
    clause: u16,
}

impl<'a> Place<'a> {
    #[inline]
    pub(super) fn new(
        reading: Reading,
        text: &'a [u8],
        tokens: &'a [Token],
        index: usize,
        token: &'a Token,
        behind: Behind,
        clause: u16,
    ) -> Place<'a> {
        Place {
            reading,
            text,
            tokens,
            index,
            token,
            before: counted(tokens, behind.first),
            second_before: counted(tokens, behind.second),
            next: tokens.get(index + 1..).and_then(|after| after.iter().find(|t| counts(t))),
            lists_before: behind.lists,
            clause,
        }
    }

    fn after(&self) -> &'a [Token] {
        self.tokens.get(self.index + 1..).unwrap_or_default()
    }

    /// The token after the next, when a comma stands between.
    fn behind_comma(&self) -> Option<&'a Token> {
        Self::is_punct(self.next, b',').then(|| self.after().get(1)).flatten()
    }

    /// The token as a word that stays.
    fn word(&self, token: Option<&Token>) -> Option<&'a [u8]> {
        token.filter(|t| t.is_word()).map(|t| t.text(self.text))
    }

    /// Lists that the token is on as a word that stays.
    fn lists(token: Option<&Token>) -> u16 {
        token.filter(|t| t.is_word()).map_or(0, |t| t.lists)
    }

    fn is_punct(token: Option<&Token>, byte: u8) -> bool {
        token.is_some_and(|t| t.is_punct(byte))
    }

    fn is_arrow(&self, token: Option<&Token>) -> bool {
        let may = |t: &&Token| (t.is_mark() && t.shape == 0) || (t.is_word() && t.shape & HIGH != 0);
        token.filter(may).is_some_and(|t| matches!(t.text(self.text), b"->" | b"=>" | b"\xe2\x86\x92"))
    }

    /// What the word is, when it is no word that stays. Kept out of the loop over all words, most of which come not here.
    #[inline(never)]
    pub(super) fn decide(&self) -> Option<Kind> {
        let (token, word) = (self.token, self.token.text(self.text));
        let mask = |yes: bool, mask: Mask| yes.then_some(Kind::Mask(mask));
        if token.shape == UPPER | LOWER && word.len() >= 3 && self.is_in_date() {
            return Some(Kind::Mask(Mask::Time));
        }
        // `AZ 12 34 56 A`: letters of a number that is written in groups.
        if token.shape == UPPER
            && word.len() <= 2
            && (is_number(self.before.filter(|_| token.space()))
                || is_number(self.next.filter(|t| t.space())))
        {
            return Some(Kind::Mask(Mask::Number));
        }
        if self.is_in_groups(word) {
            return Some(Kind::Mask(Mask::Number));
        }
        if self.is_in_bytes(word) {
            return Some(Kind::Mask(Mask::Hex));
        }
        if self.is_versioned() {
            return Some(Kind::Mask(Mask::Name));
        }
        let Some(previous) = self.before else { return mask(self.is_subject(word), Mask::Name) };
        // A key stays, whatever stands before it.
        if Self::is_punct(self.next, b'=') {
            return None;
        }
        if Self::is_punct(Some(previous), b':') && !previous.space() && self.is_secret(self.second_before) {
            return Some(Kind::Mask(Mask::Value));
        }
        if !token.space() {
            return mask(self.is_glued_value(*previous, word), Mask::Value);
        }
        // `-u root`, `--password hunter`: what follows a flag is its value.
        if previous.shape & JOIN != 0
            && self.word(Some(previous)).is_some_and(is_flag)
            && !word.starts_with(b"-")
        {
            return Some(Kind::Mask(Mask::Value));
        }
        if self.is_told() {
            return Some(Kind::Mask(Mask::Value));
        }
        if self.heads_value() {
            return Some(Kind::Mask(Mask::Value));
        }
        // `from -> to`: the two ends of a change.
        if self.is_arrow(Some(previous)) || self.is_arrow(self.next) {
            return Some(Kind::Mask(Mask::State));
        }
        // 5 ms
        if previous.is_mask() && token.lists & UNIT != 0 {
            return Some(Kind::Tail);
        }
        // `slot B`: no word is one letter but these.
        if word.len() == 1
            && previous.is_word()
            && token.shape & (UPPER | LOWER) != 0
            && !matches!(word, b"a" | b"A" | b"I")
        {
            return Some(Kind::Mask(Mask::Name));
        }
        if token.shape & !(UPPER | JOIN | DOT | SLASH) == 0 && word.len() > 1 {
            if self.may_be_value() && self.is_state(word) {
                return Some(Kind::Mask(Mask::State));
            }
            if token.shape == UPPER {
                return None;
            }
        }
        let capitalised = token.shape & !(UPPER | LOWER | HIGH) == 0 && is_capitalised(word);
        // Further words of a proper name: `Source Code Pro`.
        if capitalised && previous.kind == Kind::Mask(Mask::Name) && is_capitalised(previous.text(self.text))
        {
            return Some(Kind::Tail);
        }
        let name = match self.word(Some(previous)) {
            Some(_) if !self.may_be_value() => return None,
            Some(before) => {
                self.is_argument(word)
                    || (capitalised && (self.is_proper_name() || self.is_named_state(before)))
                    || self.is_list(self.lists_before & PREPOSITION != 0)
                    || self.is_end_of_change(before)
                    || self.is_principal(before)
            }
            None if Self::is_punct(Some(previous), b':') => {
                self.is_last() || self.is_scheme() || self.is_list(true) || self.is_labelled()
            }
            None => false,
        };
        mask(name || self.is_identifier(word) || self.is_constant(word), Mask::Name)
    }

    /// `action:app.intent.OPEN`: code behind a name and a colon is its value. And `a.b,get_c`: the next of a list.
    fn is_glued_value(&self, previous: Token, word: &[u8]) -> bool {
        let Some(before) = self.second_before else { return false };
        if previous.space() || before.end != previous.start {
            return false;
        }
        let code = self.token.shape & DOT != 0 || word.contains(&b'_') || has_inner_capital(word);
        let last = !Self::is_punct(self.next, b':');
        // `--user ada:pass`: what is joined to a value that is one by its place.
        let flag = || self.index.checked_sub(3).and_then(|i| self.tokens.get(i)).filter(|t| t.is_word());
        let chained = || {
            matches!(self.tokens.get(..self.index), Some([.., first, colon, _, _])
                if first.kind == Kind::Mask(Mask::Value) && colon.is_punct(b':'))
        };
        let value = before.kind == Kind::Mask(Mask::Value)
            || chained()
            || before.is_mask() && flag().is_some_and(|t| is_flag(t.text(self.text)));
        (Self::is_punct(Some(&previous), b':') && (value || code && last))
            || (Self::is_punct(Some(&previous), b',') && before.is_mask())
    }

    /// `key product:8:en`, `broker web-blue:1883`, `to web-blue:1883`: the first part of a value that colons join.
    fn heads_value(&self) -> bool {
        let [colon, joined, ..] = self.after() else { return false };
        if !colon.is_punct(b':') || colon.space() || joined.space() || joined.is_mark() {
            return false;
        }
        let port =
            || self.token.shape & JOIN != 0 && is_number(Some(joined)) && joined.end - joined.start >= 4;
        self.lists_before & PREPOSITION != 0 && port()
            || self.reading.cues && self.introduces() && self.token.lists & CUE == 0
    }

    /// `to: yarn,ada`: commas without a space join values.
    fn is_list(&self, introduced: bool) -> bool {
        introduced
            && Self::is_punct(self.next, b',')
            && self.next.is_some_and(|comma| !comma.space())
            && self.after().get(1).is_some_and(|second| !second.space() && second.is_word())
    }

    /// The last word behind a colon: `state: connected`, and `error: frobnicate` unless it is a word.
    fn is_last(&self) -> bool {
        let words = || self.tokens.iter().take(self.index).filter(|t| t.is_word()).count();
        self.next.is_none() && (self.is_name() || words() > 1)
    }

    /// `port: open, owner: web, …`: what stands behind a label in a row of them.
    fn is_labelled(&self) -> bool {
        let ends = |t: &Token| t.is_punct(b',') || t.is_punct(b';') || t.is_punct(b')');
        let label = self.index.saturating_sub(2);
        let before = self.tokens.get(label.saturating_sub(3)..label).unwrap_or_default();
        let behind = self.after().get(1..5).unwrap_or_default();
        self.next.is_none_or(ends)
            && (before.iter().any(ends) || behind.iter().any(|t| t.is_punct(b':') && !t.space()))
    }

    /// `zorbl (1.4.2)`: what has a version, or an address, is a name.
    fn is_versioned(&self) -> bool {
        self.after().first().is_some_and(|t| {
            t.space()
                && matches!(t.kind, Kind::Mask(Mask::Remark | Mask::Data))
                && is_version(t.text(self.text))
        })
    }

    /// `for deploy from 192.0.2.7`: who came from there; but `waiting for data from` it.
    fn is_principal(&self, before: &[u8]) -> bool {
        self.lists_before & PREPOSITION != 0
            && matches!(before, b"for" | b"by")
            && self.word(self.next) == Some(b"from")
            && self.after().get(1).is_some_and(Token::is_mask)
            && !self.word(self.second_before).is_some_and(|w| texts!["wait"].begin_folded(w))
    }

    /// `Stopping Pool`: Title Case behind a verb that is the first word, with nothing but values behind it.
    fn is_proper_name(&self) -> bool {
        self.lists_before & PARTICIPLE != 0
            && (self.second_before.is_none() || Self::is_punct(self.second_before, b':'))
            && self.next.is_none_or(|t| t.is_mark() || t.is_mask())
    }

    /// `max_retries` as no sentence has it, but for its subject; a label has its value behind it.
    fn is_identifier(&self, word: &[u8]) -> bool {
        self.token.shape & JOIN != 0
            && word.contains(&b'_')
            && self.token.shape & LOWER != 0
            && self.token.shape & DOT == 0
            && !Self::is_punct(self.next, b':')
            && !self.is_behind_header()
    }

    /// `[orders/7f3a] update_mapping`: the first word behind a header in brackets is the head of the message.
    fn is_behind_header(&self) -> bool {
        self.index == 1
            && self.token.shape == LOWER | JOIN
            && self.before.is_some_and(|t| t.kind == Kind::Mask(Mask::Data))
    }

    /// A day or month beside a number or another of its kind: `Sat, 21 Nov`.
    fn is_in_date(&self) -> bool {
        let part = |t: Option<&Token>| t.is_some_and(Token::is_mask) || Self::lists(t) & CALENDAR != 0;
        self.token.lists & CALENDAR != 0
            && (part(self.before) || part(self.next) || part(self.behind_comma()))
    }

    /// An unknown word that heads a sentence of what became of it: `frobd exited`.
    fn is_subject(&self, word: &[u8]) -> bool {
        // A capital inside makes it code: `onClick called`.
        self.token.shape & !(LOWER | UPPER) == 0
            && Self::lists(self.next) & (PARTICIPLE | AUXILIARY) != 0
            && self.next.is_some_and(Token::space)
            && !has_inner_capital(word)
            && self.token.lists & CUE == 0
            && !self.is_known()
    }

    /// Does the word stand where a name stands, behind `previous`?
    fn is_argument(&self, word: &[u8]) -> bool {
        let cue = self.reading.cues && self.lists_before & CUE != 0;
        let preposition = self.lists_before & PREPOSITION != 0;
        // `Collecting frobd`, `failed to load frobd`.
        let verb = self.lists_before & PARTICIPLE != 0 || Self::lists(self.second_before) & TO != 0;
        if !(cue || preposition || verb) {
            return false;
        }
        // `the event EventType: START`: a label, with its value behind it.
        let label =
            self.token.shape == UPPER | LOWER && has_inner_capital(word) && Self::is_punct(self.next, b':');
        if !label && (self.is_name() || self.reading.cues && self.introduces() && self.is_joined()) {
            return true;
        }
        if preposition && self.token.lists & ACCOUNT != 0 {
            return true;
        }
        // `for user news by`, `for type integer: `: the noun is introduced and the phrase ends behind the name.
        // `Stopping container search`: of what kind, and which.
        if cue
            && self.token.shape & !(LOWER | JOIN) == 0
            && self.token.lists & CUE == 0
            && Self::lists(self.second_before) & PARTICIPLE != 0
            && self.next.is_none_or(|t| Self::lists(Some(t)) & PREPOSITION != 0 || t.is_punct(b'.'))
        {
            return true;
        }
        cue && Self::lists(self.second_before) & (PREPOSITION | INTRODUCES) != 0
            && self.token.lists & (PREPOSITION | AUXILIARY) == 0
            && self.next.is_none_or(|t| !t.is_word() || t.lists & (PREPOSITION | AUXILIARY) != 0)
    }

    /// A word of English or of the trade.
    fn is_known(&self) -> bool {
        vocabulary::knows(self.token.text(self.text))
    }

    /// In a constant only what a preposition or a noun introduces.
    fn may_be_value(&self) -> bool {
        self.reading.names || self.lists_before & (PREPOSITION | CUE) != 0
    }

    /// Whether the noun before says that a name follows, and no state: of a session or a peer joined words tell what became.
    fn introduces(&self) -> bool {
        const NOUNS: Texts = texts![
            "group",
            "topic",
            "queue",
            "table",
            "webhook",
            "flag",
            "namespace",
            "subscription",
            "key",
            "database",
            "stream",
            "bucket",
            "index",
            "collection",
        ];
        let noun = self.index.checked_sub(1).and_then(|before| self.tokens.get(before));
        noun.is_some_and(|noun| NOUNS.has_folded(noun.text(self.text)))
    }

    /// `audit-indexer`, but no adjective: `read-only`, `auto-created`, `built-in`.
    fn is_joined(&self) -> bool {
        let word = self.token.text(self.text);
        let begins = texts![
            "auto-", "full-", "in-", "keep-", "non-", "not-", "off-", "on-", "pre-", "re-", "read-", "self-"
        ];
        let ends = texts!["-down", "-in", "-off", "-on", "-only", "-up"];
        self.token.shape == LOWER | JOIN
            && self.token.lists & PARTICIPLE == 0
            && !begins.begin(word)
            && !ends.end(word)
    }

    /// No word, or joined as only a program joins words: `get_data`, `choose-service-name`.
    fn is_name(&self) -> bool {
        let word = self.token.text(self.text);
        if self.token.shape & JOIN == 0 && word.last() != Some(&b')') {
            return !self.is_known();
        }
        let mut dashes = word.iter().filter(|&&b| b == b'-');
        let joined =
            (dashes.nth(1).is_some() || word.contains(&b'_')) && !word.iter().any(u8::is_ascii_uppercase);
        joined || !vocabulary::knows_compound(word.strip_suffix(b"(s)").unwrap_or(word))
    }
}

/// `-u`, `--password`.
fn is_flag(word: &[u8]) -> bool {
    matches!(word, [b'-', b'a'..=b'z' | b'A'..=b'Z', ..] | [b'-', b'-', b'a'..=b'z', ..])
}

/// `(1.4.2)`, `(0.9-3)`, `(10.0.0.1)`: digits with two dots, or a dash, between them.
fn is_version(remark: &[u8]) -> bool {
    let [b'(', b'0'..=b'9', inside @ .., b')'] = remark else { return false };
    inside.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+' | b'~' | b':'))
        && inside.contains(&b'.')
        && inside.iter().filter(|b| matches!(b, b'.' | b'-' | b'+' | b'~')).count() > 1
}

fn is_number(token: Option<&Token>) -> bool {
    token.is_some_and(|t| matches!(t.kind, Kind::Mask(Mask::Number | Mask::Redacted)))
}

/// Begins with a capital, of Latin, Greek or Cyrillic letters: `Özlem`.
fn is_capitalised(word: &[u8]) -> bool {
    matches!(
        word,
        [b'A'..=b'Z', ..]
            | [0xc3, 0x80..=0x9e, ..]
            | [0xc4 | 0xc5, _, ..]
            | [0xce, 0x86..=0xab, ..]
            | [0xd0, 0x80..=0xaf, ..]
    )
}

fn has_inner_capital(word: &[u8]) -> bool {
    word.iter().skip(1).any(u8::is_ascii_uppercase)
}
