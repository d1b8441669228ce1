//! Masks by position: what a word is because of what stands beside it.

use super::lex::{Kind, Token, Tokens};
use super::lists::{
    ABBREVIATION, ACCOUNT, AUXILIARY, CALENDAR, CHANGE, CUE, FAILURE, INTRODUCES, PREPOSITION, SECRET, UNIT,
    WordHash, is_on,
};
use super::shape::{DIGIT, DOT, HIGH, JOIN, LOWER, Mask, UPPER};
use super::{Reading, vocabulary};

pub(super) fn apply(reading: Reading, text: &[u8], tokens: &mut Tokens) {
    if let Some(first) = decide_all(reading, text, tokens) {
        reason(tokens, first);
    }
}

/// Decides on every word; returns where a reason starts, which ends the search.
fn decide_all(reading: Reading, text: &[u8], tokens: &mut [Token]) -> Option<usize> {
    let mut clause = Clause::default();
    let (mut lists_before, mut previous, mut second) = (0, None, None);
    for index in 0..tokens.len() {
        let Some(&token) = tokens.get(index) else { break };
        match token.kind {
            Kind::Word => {
                let lists = WordHash::of(token.text(text)).lists();
                clause.word(lists);
                if token.shape == LOWER
                    && token.space
                    && is_prose(text, tokens, index, lists, lists_before, previous, second)
                {
                    (lists_before, previous, second) = (lists, Some(index), previous);
                    continue;
                }
                let next = tokens.get(index + 1..).and_then(|after| after.iter().find(|t| counts(t)));
                let token_at = |at: Option<usize>| at.and_then(|at| tokens.get(at));
                let (before, second_before) = (token_at(previous), token_at(second));
                let place = Place {
                    reading,
                    text,
                    tokens,
                    index,
                    token,
                    before,
                    second_before,
                    next,
                    lists,
                    lists_before,
                    changes: clause.changes,
                };
                let kept = (previous, second);
                (lists_before, previous, second) = (lists, Some(index), previous);
                if let Some(kind) = place.decide()
                    && let Some(token) = tokens.get_mut(index)
                {
                    token.kind = kind;
                    lists_before = 0;
                    // A unit or a second name belongs to the value before it.
                    if kind == Kind::Tail {
                        (previous, second) = kept;
                    }
                }
                continue;
            }
            Kind::Tail | Kind::Mask(Mask::Remark) => continue,
            Kind::Mask(_) => clause.words += u32::from(clause.failed),
            Kind::Punct => match token.text(text) {
                b":" if !token.space && tokens.get(index + 1).is_some_and(|next| next.space) => {
                    let of_value = previous.and_then(|at| tokens.get(at)).is_some_and(Token::is_mask);
                    if reading.reasons
                        && (clause.fails() || (of_value && is_system_error(rest(text, tokens, index + 1))))
                    {
                        return Some(index + 1);
                    }
                    clause = Clause::default();
                }
                b"." | b";" | b"!" => clause = Clause::default(),
                _ => {}
            },
        }
        lists_before = 0;
        (previous, second) = (Some(index), previous);
    }
    None
}

/// A word in small letters behind a word or a value, where neither introduces it and nothing is said of it: most words
/// of most messages, and none that a rule of [`Place`] would mask. It spares them all the questions.
fn is_prose(
    text: &[u8],
    tokens: &[Token],
    index: usize,
    lists: u16,
    lists_before: u16,
    previous: Option<usize>,
    second: Option<usize>,
) -> bool {
    // An arrow, or a version in parentheses.
    let told = tokens.get(index + 1).is_some_and(|next| match next.kind {
        Kind::Word => next.shape & HIGH != 0,
        Kind::Punct => next.shape == 0,
        Kind::Tail | Kind::Mask(Mask::Remark | Mask::Data) => true,
        Kind::Mask(_) => false,
    });
    let Some(before) = previous.and_then(|at| tokens.get(at)).filter(|_| !told) else { return false };
    match before.kind {
        Kind::Word => {
            lists_before & (CUE | PREPOSITION) == 0
                && before.shape & (HIGH | JOIN) == 0
                && !is_participle(before.text(text))
                && second.and_then(|at| tokens.get(at)).is_none_or(|t| t.text(text) != b"to")
        }
        Kind::Mask(_) => lists & UNIT == 0,
        Kind::Punct | Kind::Tail => false,
    }
}

/// What has been said since the last stop.
#[derive(Default)]
struct Clause {
    /// Words that do not speak of failure, and values behind one that does.
    words: u32,
    failed: bool,
    /// It speaks of a change.
    changes: bool,
}

impl Clause {
    fn word(&mut self, lists: u16) {
        if lists & FAILURE == 0 {
            self.words += 1;
        } else {
            self.failed = true;
        }
        self.changes |= lists & CHANGE != 0;
    }

    /// `could not stat <*>`, but not `fatal error`, which is a label.
    fn fails(&self) -> bool {
        self.failed && self.words > 1
    }
}

/// Behind `could not open <*>: ` stands why, as the system, a library or a peer says it: one value, to the end.
fn reason(tokens: &mut Tokens, first: usize) {
    let end = tokens.last().map(|last| last.end);
    tokens.truncate(first + 1);
    if let (Some(token), Some(end)) = (tokens.last_mut(), end) {
        token.end = end;
        token.kind = Kind::Mask(Mask::Reason);
    }
}

/// The text from a token to the end.
fn rest<'t>(text: &'t [u8], tokens: &[Token], first: usize) -> &'t [u8] {
    let ends = tokens.get(first).zip(tokens.last());
    ends.and_then(|(first, last)| text.get(first.start as usize..last.end as usize)).unwrap_or_default()
}

/// What the C library, and all that is built on it, calls the errors of the system.
fn is_system_error(text: &[u8]) -> bool {
    const ERRORS: [&[u8]; 34] = [
        b"address already in use",
        b"address not available",
        b"bad address",
        b"bad file descriptor",
        b"broken pipe",
        b"cannot allocate memory",
        b"cannot assign requested address",
        b"connection aborted",
        b"connection refused",
        b"connection reset",
        b"connection reset by peer",
        b"connection timed out",
        b"device or resource busy",
        b"directory not empty",
        b"disk quota exceeded",
        b"exec format error",
        b"file exists",
        b"host is down",
        b"i/o timeout",
        b"input/output error",
        b"invalid argument",
        b"is a directory",
        b"network is unreachable",
        b"no route to host",
        b"no space left on device",
        b"no such file or directory",
        b"no such process",
        b"not a directory",
        b"operation not permitted",
        b"operation timed out",
        b"permission denied",
        b"read-only file system",
        b"resource temporarily unavailable",
        b"too many open files",
    ];
    let text = text.strip_suffix(b".").unwrap_or(text);
    (9..40).contains(&text.len()) && ERRORS.iter().any(|error| error.eq_ignore_ascii_case(text))
}

/// A word, and what stands around it. Remarks, which a template leaves out, do not count.
struct Place<'a> {
    reading: Reading,
    text: &'a [u8],
    tokens: &'a [Token],
    index: usize,
    token: Token,
    /// The token before it.
    before: Option<&'a Token>,
    /// The one before that.
    second_before: Option<&'a Token>,
    /// The token behind it.
    next: Option<&'a Token>,
    /// Lists that the word is on.
    lists: u16,
    /// Lists that the word before it is on; none when that is no word.
    lists_before: u16,
    /// The clause so far speaks of a change.
    changes: bool,
}

impl<'a> Place<'a> {
    fn after(&self) -> &'a [Token] {
        self.tokens.get(self.index + 1..).unwrap_or_default()
    }

    /// The token after the next, when a comma stands between.
    fn behind_comma(&self) -> Option<&'a Token> {
        Self::is_punct(self.next, b',').then(|| self.after().get(1)).flatten()
    }

    /// The token as a word that stays.
    fn word(&self, token: Option<&Token>) -> Option<&'a [u8]> {
        token.filter(|t| t.kind == Kind::Word).map(|t| t.text(self.text))
    }

    fn is_punct(token: Option<&Token>, byte: u8) -> bool {
        token.is_some_and(|t| t.is_punct(byte))
    }

    fn is_arrow(&self, token: Option<&Token>) -> bool {
        let may = |t: &&Token| {
            (t.kind == Kind::Punct && t.shape == 0) || (t.kind == Kind::Word && t.shape & HIGH != 0)
        };
        token.filter(may).is_some_and(|t| matches!(t.text(self.text), b"->" | b"=>" | b"\xe2\x86\x92"))
    }

    fn decide(&self) -> Option<Kind> {
        let (token, word) = (self.token, self.token.text(self.text));
        let mask = |yes: bool, mask: Mask| yes.then_some(Kind::Mask(mask));
        if token.shape == UPPER | LOWER && word.len() >= 3 && self.is_in_date() {
            return Some(Kind::Mask(Mask::Time));
        }
        // `AZ 12 34 56 A`: letters of a number that is written in groups.
        if token.shape == UPPER
            && word.len() <= 2
            && (is_number(self.before.filter(|_| token.space)) || is_number(self.next.filter(|t| t.space)))
        {
            return Some(Kind::Mask(Mask::Number));
        }
        if self.is_versioned() {
            return Some(Kind::Mask(Mask::Name));
        }
        let Some(previous) = self.before else { return mask(self.is_subject(word), Mask::Name) };
        // A key stays, whatever stands before it.
        if Self::is_punct(self.next, b'=') {
            return None;
        }
        if Self::is_punct(Some(previous), b':') && !previous.space && self.is_secret(self.second_before) {
            return Some(Kind::Mask(Mask::Value));
        }
        if !token.space {
            return mask(self.is_glued_value(*previous, word), Mask::Value);
        }
        // `-u root`, `--password hunter`: what follows a flag is its value.
        if previous.shape & JOIN != 0
            && self.word(Some(previous)).is_some_and(is_flag)
            && !word.starts_with(b"-")
        {
            return Some(Kind::Mask(Mask::Value));
        }
        // `from -> to`: the two ends of a change.
        if self.is_arrow(Some(previous)) || self.is_arrow(self.next) {
            return Some(Kind::Mask(Mask::State));
        }
        // 5 ms
        if previous.is_mask() && self.lists & UNIT != 0 {
            return Some(Kind::Tail);
        }
        if token.shape == UPPER && word.len() > 1 {
            return mask(self.is_state(), Mask::State);
        }
        let capitalised = token.shape == UPPER | LOWER && word.first().is_some_and(u8::is_ascii_uppercase);
        // Further words of a proper name: `Source Code Pro`.
        if capitalised
            && previous.kind == Kind::Mask(Mask::Name)
            && previous.text(self.text).first().is_some_and(u8::is_ascii_uppercase)
        {
            return Some(Kind::Tail);
        }
        let name = match self.word(Some(previous)) {
            Some(before) => {
                self.is_argument(before, word)
                    || (capitalised && self.is_proper_name(before))
                    || self.is_list(self.lists_before & PREPOSITION != 0)
                    || self.is_end_of_change(before)
                    || self.is_principal(before)
            }
            None if Self::is_punct(Some(previous), b':') => {
                self.is_last(word) || self.is_scheme() || self.is_list(true) || self.is_labelled()
            }
            None => false,
        };
        mask(name || self.is_identifier(word), Mask::Name)
    }

    /// `action:app.intent.OPEN`: code behind a name and a colon is its value. And `a.b,get_c`: the next of a list.
    fn is_glued_value(&self, previous: Token, word: &[u8]) -> bool {
        let Some(before) = self.second_before else { return false };
        if previous.space || before.end != previous.start {
            return false;
        }
        let code = self.token.shape & DOT != 0 || word.contains(&b'_') || has_inner_capital(word);
        let last = !Self::is_punct(self.next, b':');
        (Self::is_punct(Some(&previous), b':') && code && last)
            || (Self::is_punct(Some(&previous), b',') && before.is_mask())
    }

    /// `db_password`, whose value a redactor hides wherever it finds it.
    fn is_secret(&self, name: Option<&Token>) -> bool {
        let name = self.word(name).unwrap_or_default();
        let last = name.rsplit(|b| matches!(b, b'_' | b'-' | b'.')).next().unwrap_or_default();
        is_on(SECRET, last)
    }

    /// `to: yarn,ada`: commas without a space join values.
    fn is_list(&self, introduced: bool) -> bool {
        introduced
            && Self::is_punct(self.next, b',')
            && self.next.is_some_and(|comma| !comma.space)
            && self.after().get(1).is_some_and(|second| !second.space && second.kind == Kind::Word)
    }

    /// The last word behind a colon: `state: connected`, and `error: frobnicate` unless it is a word.
    fn is_last(&self, word: &[u8]) -> bool {
        let words = || self.tokens.iter().take(self.index).filter(|t| t.kind == Kind::Word).count();
        self.next.is_none() && (is_name(word) || words() > 1)
    }

    /// `port: open, owner: web, …`: what stands behind a label in a row of them.
    fn is_labelled(&self) -> bool {
        let ends = |t: &Token| t.is_punct(b',') || t.is_punct(b';') || t.is_punct(b')');
        let label = self.index.saturating_sub(2);
        let before = self.tokens.get(label.saturating_sub(3)..label).unwrap_or_default();
        let behind = self.after().get(1..5).unwrap_or_default();
        self.next.is_none_or(ends)
            && (before.iter().any(ends) || behind.iter().any(|t| t.is_punct(b':') && !t.space))
    }

    /// `zorbl (1.4.2)`: what has a version, or an address, is a name.
    fn is_versioned(&self) -> bool {
        self.after().first().is_some_and(|t| {
            t.space
                && matches!(t.kind, Kind::Mask(Mask::Remark | Mask::Data))
                && is_version(t.text(self.text))
        })
    }

    /// `changed from idle to ready`: the two ends of a change.
    fn is_end_of_change(&self, before: &[u8]) -> bool {
        self.changes
            && self.token.shape & !(LOWER | JOIN) == 0
            && matches!(before, b"from" | b"to")
            && self.next.is_none_or(|t| t.kind != Kind::Word || is_on(PREPOSITION, t.text(self.text)))
    }

    /// `for deploy from 192.0.2.7`: who came from there; but `waiting for data from` it.
    fn is_principal(&self, before: &[u8]) -> bool {
        matches!(before, b"for" | b"by")
            && self.word(self.next) == Some(b"from")
            && self.after().get(1).is_some_and(Token::is_mask)
            && !self.word(self.second_before).is_some_and(|w| w.to_ascii_lowercase().starts_with(b"wait"))
    }

    /// `Stopping Pool`: Title Case behind a verb that is the first word, with nothing but values behind it.
    fn is_proper_name(&self, before: &[u8]) -> bool {
        is_participle(before)
            && (self.second_before.is_none() || Self::is_punct(self.second_before, b':'))
            && self.next.is_none_or(|t| t.kind == Kind::Punct || t.is_mask())
    }

    /// `max_retries` as no sentence has it, but for its subject; a label has its value behind it.
    fn is_identifier(&self, word: &[u8]) -> bool {
        self.token.shape & JOIN != 0
            && word.contains(&b'_')
            && self.token.shape & LOWER != 0
            && self.token.shape & DOT == 0
            && !Self::is_punct(self.next, b':')
    }

    /// `Authorization: Bearer …`: the scheme goes with the credential, as a redactor takes both.
    fn is_scheme(&self) -> bool {
        let header = self.word(self.second_before).unwrap_or_default();
        let header = header.get(header.len().saturating_sub(13)..).unwrap_or_default();
        header.eq_ignore_ascii_case(b"authorization")
    }

    /// A day or month beside a number or another of its kind: `Sat, 21 Nov`.
    fn is_in_date(&self) -> bool {
        let part = |t: Option<&Token>| {
            t.is_some_and(Token::is_mask) || self.word(t).is_some_and(|w| is_on(CALENDAR, w))
        };
        self.lists & CALENDAR != 0 && (part(self.before) || part(self.next) || part(self.behind_comma()))
    }

    /// An unknown word that heads a sentence of what became of it: `frobd exited`.
    fn is_subject(&self, word: &[u8]) -> bool {
        // A capital inside makes it code: `onClick called`.
        self.token.shape & !(LOWER | UPPER) == 0
            && !has_inner_capital(word)
            && self.next.is_some_and(|t| t.space)
            && self.word(self.next).is_some_and(|w| is_participle(w) || is_on(AUXILIARY, w))
            && !vocabulary::knows(word)
    }

    /// One word in capitals among words that are not, and no abbreviation: the value of an enumeration.
    fn is_state(&self) -> bool {
        let shouted =
            |t: Option<&Token>| t.is_some_and(|t| t.kind == Kind::Word && t.shape & (LOWER | DIGIT) == 0);
        !shouted(self.before) && !shouted(self.next) && self.lists & ABBREVIATION == 0
    }

    /// Does the word stand where a name stands, behind `previous`?
    fn is_argument(&self, previous: &[u8], word: &[u8]) -> bool {
        let cue = self.reading.cues && self.lists_before & CUE != 0;
        let preposition = self.lists_before & PREPOSITION != 0;
        // `Collecting frobd`, `failed to load frobd`.
        let verb = is_participle(previous) || self.word(self.second_before) == Some(b"to");
        if !(cue || preposition || verb) {
            return false;
        }
        // `the event EventType: START`: a label, with its value behind it.
        let label =
            self.token.shape == UPPER | LOWER && has_inner_capital(word) && Self::is_punct(self.next, b':');
        if !label && is_name(word) {
            return true;
        }
        if preposition && self.lists & ACCOUNT != 0 {
            return true;
        }
        // `for user news by`, `for type integer: `: the noun is introduced and the phrase ends behind the name.
        // `Stopping container search`: of what kind, and which.
        if cue
            && self.token.shape & !(LOWER | JOIN) == 0
            && self.lists & CUE == 0
            && self.word(self.second_before).is_some_and(is_participle)
            && self.next.is_none_or(|t| {
                t.kind == Kind::Word && is_on(PREPOSITION, t.text(self.text)) || t.is_punct(b'.')
            })
        {
            return true;
        }
        cue && self.word(self.second_before).is_some_and(|w| is_on(PREPOSITION | INTRODUCES, w))
            && self.word(self.next).is_none_or(|w| is_on(PREPOSITION, w))
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
    joined || !vocabulary::knows_compound(word.strip_suffix(b"(s)").unwrap_or(word))
}

fn has_inner_capital(word: &[u8]) -> bool {
    word.iter().skip(1).any(u8::is_ascii_uppercase)
}
