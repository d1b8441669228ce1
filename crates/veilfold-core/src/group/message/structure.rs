//! Masks by position: what a word is because of what stands beside it.

use super::lex::{Kind, Token, Tokens};
use super::shape::{DIGIT, LOWER, Mask, UPPER};
use super::{Settings, lists, vocabulary};

pub(super) fn apply(settings: Settings, text: &[u8], tokens: &mut Tokens) {
    for i in 0..tokens.len() {
        let (before, rest) = tokens.split_at_mut(i);
        let Some((token, after)) = rest.split_first_mut() else { break };
        if token.kind == Kind::Word
            && let Some(kind) = (Place { settings, text, before, after }).decide(token)
        {
            token.kind = kind;
        }
    }
}

/// What stands around a word. Remarks, which a template leaves out, do not count.
struct Place<'a> {
    settings: Settings,
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

    /// The token as a word that stays.
    fn word(&self, token: Option<&Token>) -> Option<&'a [u8]> {
        token.filter(|t| t.kind == Kind::Word).map(|t| t.text(self.text))
    }

    fn is_punct(&self, token: Option<&Token>, punct: &[u8]) -> bool {
        token.is_some_and(|t| t.kind == Kind::Punct && t.text(self.text) == punct)
    }

    fn decide(&self, token: &Token) -> Option<Kind> {
        let word = token.text(self.text);
        if token.shape == UPPER | LOWER
            && lists::is_calendar(word)
            && (self.is_date(self.back(0)) || self.is_date(self.next()))
        {
            return Some(Kind::Mask(Mask::Time));
        }
        let previous = self.back(0)?;
        if !token.space {
            return None;
        }
        // 5 ms; but not the key in `a=5 ms=7`.
        if previous.is_mask() && lists::is_unit(word) && !self.is_punct(self.next(), b"=") {
            return Some(Kind::Tail);
        }
        if token.shape == UPPER && word.len() > 1 {
            return self.is_state(word).then_some(Kind::Mask(Mask::State));
        }
        self.is_name(word).then_some(Kind::Mask(Mask::Name))
    }

    /// A number, or another word of the calendar.
    fn is_date(&self, token: Option<&Token>) -> bool {
        token.is_some_and(Token::is_mask) || self.word(token).is_some_and(lists::is_calendar)
    }

    /// One word in capitals among words that are not, and no abbreviation: the value of an enumeration.
    fn is_state(&self, word: &[u8]) -> bool {
        let shouted =
            |t: Option<&Token>| t.is_some_and(|t| t.kind == Kind::Word && t.shape & (LOWER | DIGIT) == 0);
        !lists::is_abbreviation(word) && !shouted(self.back(0)) && !shouted(self.next())
    }

    /// Does the word stand where a name stands?
    fn is_name(&self, word: &[u8]) -> bool {
        let Some(previous) = self.word(self.back(0)) else {
            // `unrecognised: frobnicate`
            return self.is_punct(self.back(0), b":")
                && self.next().is_none()
                && !vocabulary::knows_compound(word);
        };
        let cue = self.settings.cues && lists::is_cue(previous);
        let preposition = lists::is_preposition(previous);
        let verb = self.back(1).is_none() && is_participle(previous);
        if (cue || preposition || verb) && !vocabulary::knows_compound(word) {
            return true;
        }
        if preposition && lists::is_account(word) {
            return true;
        }
        // `for user news by`, `for type integer: `: the noun is introduced and the phrase ends behind the name.
        let introduced = |w: &[u8]| lists::is_preposition(w) || lists::introduces_name(w);
        cue && self.word(self.back(1)).is_some_and(introduced)
            && self.word(self.next()).is_none_or(lists::is_preposition)
    }
}

fn counts(token: &Token) -> bool {
    !matches!(token.kind, Kind::Tail | Kind::Mask(Mask::Remark))
}

/// `Collecting`, `Removed`: what follows is what it was done to.
fn is_participle(word: &[u8]) -> bool {
    word.len() > 4 && (word.ends_with(b"ing") || word.ends_with(b"ed"))
}
