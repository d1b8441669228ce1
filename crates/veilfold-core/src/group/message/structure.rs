//! Masks by position: what a word is because of what stands beside it.

mod behind;
mod clause;
mod place;

pub(super) use place::names_secret;

use super::Reading;
use super::lex::{Kind, Token, Tokens};
use super::lists::FAILURE;
use super::shape::Mask;
use behind::Behind;
use clause::Clause;
use place::Place;

/// Decides on every token and hands it to `take`.
#[inline]
pub(super) fn apply(reading: Reading, text: &[u8], tokens: &mut Tokens, mut take: impl FnMut(&Token)) {
    if let Some(first) = decide_all(reading, text, tokens, &mut take) {
        reason(tokens, first);
        if let Some(reason) = tokens.last() {
            take(reason);
        }
    }
}

/// Returns where a reason starts, which ends the search.
#[inline]
fn decide_all(
    reading: Reading,
    text: &[u8],
    tokens: &mut [Token],
    mut take: impl FnMut(&Token),
) -> Option<usize> {
    let mut clause = Clause::default();
    let mut behind = Behind::NOTHING;
    for index in 0..tokens.len() {
        let Some(token) = tokens.get(index) else { break };
        let next = tokens.get(index + 1);
        if token.is_word() {
            clause.lists |= token.lists;
            let kind = if behind.is_prose(text, token, next) {
                None
            } else {
                Place::new(reading, text, tokens, index, token, behind, clause.lists).decide()
            };
            if let Some(kind) = kind {
                // A unit or a second name belongs to the value before it.
                if kind != Kind::Tail {
                    behind.value(index);
                }
                if let Some(token) = tokens.get_mut(index) {
                    token.turn(kind);
                }
            } else {
                behind.word(index, token);
            }
        } else if token.is_mark() {
            match token.shape as u8 {
                b':' if !token.space() && next.is_some_and(Token::space) => {
                    let of_value = counted(tokens, behind.first).is_some_and(Token::is_mask);
                    let fails = || clause.fails(tokens.get(..index).unwrap_or_default());
                    if reading.reasons
                        && (clause.lists & FAILURE != 0 && fails()
                            || of_value && clause::is_system_error(rest(text, tokens, index + 1)))
                    {
                        take(token);
                        return Some(index + 1);
                    }
                    clause = Clause { first: index + 1, lists: 0 };
                }
                b'.' | b';' | b'!' => clause = Clause { first: index + 1, lists: 0 },
                _ => {}
            }
            behind.punct(index);
        } else if counts(token) {
            behind.value(index);
        }
        if let Some(token) = tokens.get(index) {
            take(token);
        }
    }
    None
}

/// A token by its number, from one.
fn counted(tokens: &[Token], number: u32) -> Option<&Token> {
    tokens.get((number as usize).wrapping_sub(1))
}

/// Does it stand before what follows it? A remark and the rest of a value do not.
fn counts(token: &Token) -> bool {
    !matches!(token.kind, Kind::Tail | Kind::Mask(Mask::Remark))
}

/// Behind `could not open <*>: ` stands why, as the system, a library or a peer says it: one value, to the end.
fn reason(tokens: &mut Tokens, first: usize) {
    let end = tokens.last().map(|last| last.end);
    tokens.truncate(first + 1);
    if let (Some(token), Some(end)) = (tokens.last_mut(), end) {
        token.end = end;
        token.turn(Kind::Mask(Mask::Reason));
    }
}

/// The text from a token to the end.
fn rest<'t>(text: &'t [u8], tokens: &[Token], first: usize) -> &'t [u8] {
    let ends = tokens.get(first).zip(tokens.last());
    ends.and_then(|(first, last)| text.get(first.start as usize..last.end as usize)).unwrap_or_default()
}
