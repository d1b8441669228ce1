//! Regular expressions of a policy, as automata: compiled once, carried in a block, asked about places.

use alloc::string::String;
use alloc::vec::Vec;
use regex_automata::dfa::{Automaton as _, dense};
use regex_automata::{Anchored, Input};

/// Longest match, in bytes: what bounds the work of a place.
const REACH: usize = 1024;

/// A compiled pattern.
#[derive(Clone)]
pub(crate) struct Pattern {
    source: String,
    /// Anchored: it is asked about places, it does not search.
    dfa: dense::DFA<Vec<u32>>,
    /// The same as bytes, as a block carries it: only the compiler can write it.
    automaton: Vec<u8>,
}

impl core::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

impl Pattern {
    /// As it was written.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// As a block carries it.
    pub(crate) fn automaton(&self) -> &[u8] {
        &self.automaton
    }

    /// The end of the match that begins at `start`; never an empty one.
    pub(crate) fn matches_at(&self, text: &[u8], start: usize) -> Option<usize> {
        let stop = text.len().min(start + REACH);
        // The span's context stays visible, so that `\b` sees the byte before.
        let input = Input::new(text).span(start..stop).anchored(Anchored::Yes);
        let end = self.dfa.try_search_fwd(&input).ok()??.offset();
        (end > start).then_some(end)
    }

    /// True when it matches somewhere in `text`.
    #[cfg(feature = "compile")]
    pub(crate) fn is_in(&self, text: &[u8]) -> bool {
        (0..text.len()).any(|at| self.matches_at(text, at).is_some())
    }

    /// A pattern from its parts; none when the automaton is damaged.
    pub(crate) fn from_parts(source: &str, automaton: &[u8]) -> Option<Pattern> {
        // Its numbers must be aligned; a block is not.
        let mut aligned = alloc::vec![0; automaton.len() + 3];
        let at = aligned.as_ptr().align_offset(4);
        let bytes = aligned.get_mut(at..at.checked_add(automaton.len())?)?;
        bytes.copy_from_slice(automaton);
        let (dfa, _) = dense::DFA::from_bytes(&*bytes).ok()?;
        Some(Pattern { source: source.into(), dfa: dfa.to_owned(), automaton: automaton.to_vec() })
    }
}

#[cfg(feature = "compile")]
pub(crate) use compile::PatternError;

#[cfg(feature = "compile")]
mod compile {
    use super::Pattern;
    use alloc::string::{String, ToString as _};
    use regex_automata::MatchKind;
    use regex_automata::dfa::{StartKind, dense};
    use regex_automata::nfa::thompson;
    use regex_syntax::hir::Hir;

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
                PatternError::Empty => (
                    "the pattern matches the empty text, which is everywhere".to_string(),
                    "use + in place of *",
                ),
                PatternError::Large => ("the pattern is too large".to_string(), "use smaller repetitions"),
            }
        }
    }

    impl Pattern {
        /// Compiles a pattern; its syntax tree too, for who needs to know how a match begins. Patterns are
        /// matched over bytes: `\d`, `\w`, `\s` and `\b` mean ASCII.
        pub(crate) fn compile(source: &str) -> Result<(Pattern, Hir), PatternError> {
            let hir = parse(source)?;
            if hir.properties().minimum_len().is_none_or(|n| n == 0) {
                return Err(PatternError::Empty);
            }
            let dfa = dense::Builder::new()
                .configure(
                    dense::Config::new()
                        .start_kind(StartKind::Anchored)
                        .match_kind(MatchKind::LeftmostFirst)
                        .dfa_size_limit(Some(SIZE))
                        .determinize_size_limit(Some(4 * SIZE))
                        .unicode_word_boundary(true),
                )
                .build_from_nfa(
                    &thompson::Compiler::new()
                        .configure(thompson::Config::new().utf8(false).nfa_size_limit(Some(SIZE)))
                        .build_from_hir(&hir)
                        .map_err(|_| PatternError::Large)?,
                )
                .map_err(|_| PatternError::Large)?;
            let (bytes, padding) = dfa.to_bytes_little_endian();
            let automaton = bytes[padding..].to_vec();
            Ok((Pattern { source: source.into(), dfa, automaton }, hir))
        }
    }

    #[expect(clippy::result_large_err, reason = "regex-syntax's error, once a policy")]
    fn parse(pattern: &str) -> Result<Hir, PatternError> {
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
}
