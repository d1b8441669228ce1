//! From a regular expression to its table.

use super::Pattern;
use super::table::{DEAD, FIRST, QUIT, Table};
use alloc::boxed::Box;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::{primitives::StateID, start};
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;
use std::collections::HashMap;

/// Memory that the tables of one pattern may take, in bytes.
const SIZE: usize = 2 << 20;

/// Why a pattern was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PatternError {
    /// Not a regular expression: what is wrong, and where (byte of the pattern).
    Syntax { message: String, at: usize },
    /// It matches nothing at all, which is everywhere.
    Empty,
    /// Its tables would be too large.
    Large,
}

impl PatternError {
    /// What is wrong, and what to do about it.
    pub(crate) fn told(&self) -> (String, &'static str) {
        match self {
            PatternError::Syntax { message, at } => (
                alloc::format!("not a regular expression at byte {at}: {message}"),
                "in a literal string ('…') backslashes need no doubling; there are no look-arounds and back-references",
            ),
            PatternError::Empty => {
                ("the pattern matches the empty text, which is everywhere".to_string(), "use + in place of *")
            }
            PatternError::Large => ("the pattern is too large".to_string(), "use smaller repetitions"),
        }
    }
}

type Dense = dense::DFA<Vec<u32>>;

impl Pattern {
    /// Compiles a pattern; its syntax tree too, for who needs to know how a match begins. Patterns are
    /// matched over bytes: `\d`, `\w`, `\s` and `\b` mean ASCII.
    pub(crate) fn compile(source: &str) -> Result<(Pattern, Hir), PatternError> {
        let hir = parse(source)?;
        if hir.properties().minimum_len().is_none_or(|n| n == 0) {
            return Err(PatternError::Empty);
        }
        let table = tabulated(&dense(&hir)?);
        Ok((Pattern { source: source.into(), table }, hir))
    }
}

pub(super) fn dense(hir: &Hir) -> Result<Dense, PatternError> {
    let nfa = thompson::Compiler::new()
        .configure(thompson::Config::new().utf8(false).nfa_size_limit(Some(SIZE)))
        .build_from_hir(hir)
        .map_err(|_| PatternError::Large)?;
    dense::Builder::new()
        .configure(
            dense::Config::new()
                .start_kind(StartKind::Anchored)
                .match_kind(MatchKind::LeftmostFirst)
                .dfa_size_limit(Some(SIZE))
                .determinize_size_limit(Some(4 * SIZE))
                .unicode_word_boundary(true),
        )
        .build_from_nfa(&nfa)
        .map_err(|_| PatternError::Large)
}

#[expect(clippy::result_large_err, reason = "regex-syntax's error, once a policy")]
pub(super) fn parse(pattern: &str) -> Result<Hir, PatternError> {
    let parser = |unicode: bool| {
        regex_syntax::ParserBuilder::new().utf8(false).unicode(unicode).build().parse(pattern)
    };
    // A class such as [é] needs Unicode; everything else is cheaper and says what it means without.
    parser(false).or_else(|_| parser(true)).map_err(|e| {
        let (message, at) = match &e {
            regex_syntax::Error::Parse(e) => (e.kind().to_string(), e.span().start.offset),
            regex_syntax::Error::Translate(e) => (e.kind().to_string(), e.span().start.offset),
            _ => (e.to_string(), 0),
        };
        PatternError::Syntax { message, at }
    })
}

/// A state that has a row; none for the two that have none.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum State {
    Dead,
    Quit,
    At(StateID),
}

/// Where an automaton goes from a state, or from the start, with a byte or the end of the text.
fn step(dfa: &Dense, from: Option<StateID>, byte: Option<u8>) -> State {
    let next = match (from, byte) {
        (Some(state), Some(byte)) => dfa.next_state(state, byte),
        (Some(state), None) => dfa.next_eoi_state(state),
        (None, byte) => {
            let config = start::Config::new().anchored(Anchored::Yes).look_behind(byte);
            // The only error that there is with these tables: the byte before is one that it does not know.
            let Ok(state) = dfa.start_state(&config) else { return State::Quit };
            state
        }
    };
    match next {
        state if dfa.is_dead_state(state) => State::Dead,
        state if dfa.is_quit_state(state) => State::Quit,
        state => State::At(state),
    }
}

/// The table of an automaton: the states that can be reached, and the bytes that no state tells apart as one class.
fn tabulated(dfa: &Dense) -> Table {
    let mut classes = Classes { of: Box::new([0; 256]), first: Vec::from([0]) };
    let mut states: Vec<Option<StateID>> = Vec::from([None]);
    let mut known: HashMap<StateID, u32> = HashMap::new();
    let mut done = 0;
    while let Some(&from) = states.get(done) {
        done += 1;
        classes.split(|byte| step(dfa, from, Some(byte)));
        for byte in classes.first.iter().map(|byte| Some(*byte)).chain([None]) {
            if let State::At(next) = step(dfa, from, byte) {
                known.entry(next).or_insert_with(|| {
                    states.push(Some(next));
                    0
                });
            }
        }
    }
    // Behind the start, which is the first.
    states[1..].sort_by_key(|state| !state.is_some_and(|state| dfa.is_match_state(state)));
    for (number, state) in (FIRST..).zip(states[1..].iter().flatten()) {
        known.insert(*state, number);
    }
    let matching = states.iter().flatten().filter(|state| dfa.is_match_state(**state)).count();
    let bytes = || classes.first.iter().map(|byte| Some(*byte)).chain([None]);
    let rows =
        states.iter().flat_map(|from| bytes().map(|byte| step(dfa, *from, byte))).map(|state| match state {
            State::Dead => DEAD,
            State::Quit => QUIT,
            State::At(state) => known[&state],
        });
    Table {
        rows: rows.collect(),
        width: classes.first.len() + 1,
        plain: FIRST + matching as u32,
        classes: *classes.of,
    }
}

/// Bytes that were not told apart so far.
struct Classes {
    of: Box<[u8; 256]>,
    /// The first byte of each class.
    first: Vec<u8>,
}

impl Classes {
    fn split(&mut self, next: impl Fn(u8) -> State) {
        let next: Vec<State> = (0..=u8::MAX).map(next).collect();
        let at = |byte: u8| next[usize::from(byte)];
        for byte in 0..=u8::MAX {
            let class = self.of[usize::from(byte)];
            let first = self.first[usize::from(class)];
            if at(byte) == at(first) {
                continue;
            }
            // All of the class that go where this one goes leave it together.
            let new = self.first.len() as u8;
            self.first.push(byte);
            for other in byte..=u8::MAX {
                if self.of[usize::from(other)] == class && at(other) == at(byte) {
                    self.of[usize::from(other)] = new;
                }
            }
        }
    }
}
