//! Masks by position: what a word is because of what stands beside it.

use super::lex::{Kind, Token, Tokens};
use super::lists::{
    ABBREVIATION, ACCOUNT, AUXILIARY, CALENDAR, CUE, INTRODUCES, PREPOSITION, UNIT, WordHash, is_on,
};
use super::shape::{DIGIT, LOWER, Mask, UPPER};
use super::vocabulary;

pub(super) fn apply(cues: bool, text: &[u8], tokens: &mut Tokens) {
    for i in 0..tokens.len() {
        let (before, rest) = tokens.split_at_mut(i);
        let Some((token, after)) = rest.split_first_mut() else { break };
        if token.kind == Kind::Word
            && let Some(kind) = (Place { cues, text, before, after }).decide(token)
        {
            token.kind = kind;
        }
    }
}

/// What stands around a word. Remarks, which a template leaves out, do not count.
struct Place<'a> {
    /// Whether nouns that introduce a name count.
    cues: bool,
    text: &'a [u8],
    before: &'a [Token],
    after: &'a [Token],
}

impl<'a> Place<'a> {
    fn back(&self, steps: usize) -> Option<&'a Token> {
        self.before.iter().rev().filter(|t| counts(t)).nth(steps)
    }

    fn next(&self) -> Option<&'a Token> {
        self.after.iter().find(|t| counts(t))
    }

    /// The token after the next, when a comma stands between.
    fn behind_comma(&self) -> Option<&'a Token> {
        self.is_punct(self.next(), b",").then(|| self.after.get(1)).flatten()
    }

    /// The token as a word that stays.
    fn word(&self, token: Option<&Token>) -> Option<&'a [u8]> {
        token.filter(|t| t.kind == Kind::Word).map(|t| t.text(self.text))
    }

    fn is_punct(&self, token: Option<&Token>, punct: &[u8]) -> bool {
        token.is_some_and(|t| t.kind == Kind::Punct && t.text(self.text) == punct)
    }

    fn decide(&self, token: &Token) -> Option<Kind> {
        let word = token.text(self.text);
        let mask = |yes: bool, mask: Mask| yes.then_some(Kind::Mask(mask));
        if token.shape == UPPER | LOWER && word.len() >= 3 && self.is_in_date(word) {
            return Some(Kind::Mask(Mask::Time));
        }
        let Some(previous) = self.back(0) else { return mask(self.is_subject(token, word), Mask::Name) };
        if !token.space {
            return None;
        }
        // `from -> to`: the two ends of a change.
        if self.is_punct(Some(previous), b"->") || self.is_punct(self.next(), b"->") {
            return Some(Kind::Mask(Mask::State));
        }
        // 5 ms; but not the key in `a=5 ms=7`.
        if previous.is_mask() && is_on(UNIT, word) && !self.is_punct(self.next(), b"=") {
            return Some(Kind::Tail);
        }
        if token.shape == UPPER && word.len() > 1 {
            return mask(self.is_state(word), Mask::State);
        }
        let name = match self.word(Some(previous)) {
            Some(previous) => self.is_argument(previous, token.shape, word),
            // `unrecognised: frobnicate`
            None if self.is_punct(Some(previous), b":") => {
                (self.next().is_none() && is_name(word)) || self.is_scheme()
            }
            None => false,
        };
        mask(name, Mask::Name)
    }

    /// `Authorization: Bearer …`: the scheme goes with the credential, as a redactor takes both.
    fn is_scheme(&self) -> bool {
        let header = self.word(self.back(1)).unwrap_or_default();
        let header = header.get(header.len().saturating_sub(13)..).unwrap_or_default();
        header.eq_ignore_ascii_case(b"authorization")
    }

    /// A day or month beside a number or another of its kind: `Sat, 21 Nov`.
    fn is_in_date(&self, word: &[u8]) -> bool {
        let part = |t: Option<&Token>| {
            t.is_some_and(Token::is_mask) || self.word(t).is_some_and(|w| is_on(CALENDAR, w))
        };
        is_on(CALENDAR, word) && (part(self.back(0)) || part(self.next()) || part(self.behind_comma()))
    }

    /// An unknown word that heads a sentence of what became of it: `frobd exited`.
    fn is_subject(&self, token: &Token, word: &[u8]) -> bool {
        // A capital inside makes it code: `onClick called`.
        token.shape & !(LOWER | UPPER) == 0
            && !has_inner_capital(word)
            && self.next().is_some_and(|t| t.space)
            && self.word(self.next()).is_some_and(|w| is_participle(w) || is_on(AUXILIARY, w))
            && !vocabulary::knows(word)
    }

    /// One word in capitals among words that are not, and no abbreviation: the value of an enumeration.
    fn is_state(&self, word: &[u8]) -> bool {
        let shouted =
            |t: Option<&Token>| t.is_some_and(|t| t.kind == Kind::Word && t.shape & (LOWER | DIGIT) == 0);
        !shouted(self.back(0)) && !shouted(self.next()) && !is_on(ABBREVIATION, word)
    }

    /// Does the word stand where a name stands, behind `previous`?
    fn is_argument(&self, previous: &[u8], shape: u16, word: &[u8]) -> bool {
        let lists = WordHash::of(previous).lists();
        let cue = self.cues && lists & CUE != 0;
        let preposition = lists & PREPOSITION != 0;
        let verb = self.before.len() == 1 && is_participle(previous);
        if !(cue || preposition || verb) {
            return false;
        }
        // `the event EventType: START`: a label, with its value behind it.
        let label = shape == UPPER | LOWER && has_inner_capital(word) && self.is_punct(self.next(), b":");
        if !label && (if cue { is_name(word) } else { !vocabulary::knows_compound(word) }) {
            return true;
        }
        if preposition && is_on(ACCOUNT, word) {
            return true;
        }
        // `for user news by`, `for type integer: `: the noun is introduced and the phrase ends behind the name.
        cue && self.word(self.back(1)).is_some_and(|w| is_on(PREPOSITION | INTRODUCES, w))
            && self.word(self.next()).is_none_or(|w| is_on(PREPOSITION, w))
    }
}

fn counts(token: &Token) -> bool {
    !matches!(token.kind, Kind::Tail | Kind::Mask(Mask::Remark))
}

/// `Collecting`, `Removed`: what follows is what it was done to.
fn is_participle(word: &[u8]) -> bool {
    word.len() > 4 && (word.ends_with(b"ing") || word.ends_with(b"ed"))
}

/// No word, or joined as only a program joins words: `get_data`, `choose-service-name`.
fn is_name(word: &[u8]) -> bool {
    let mut dashes = word.iter().filter(|&&b| b == b'-');
    let joined =
        (dashes.nth(1).is_some() || word.contains(&b'_')) && !word.iter().any(u8::is_ascii_uppercase);
    joined || !vocabulary::knows_compound(word)
}

fn has_inner_capital(word: &[u8]) -> bool {
    word.iter().skip(1).any(u8::is_ascii_uppercase)
}
