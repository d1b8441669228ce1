//! Rules that a policy brings: a pattern, its literals for the scanner, words that must stand near.

use alloc::string::String;
use alloc::vec::Vec;
use regex_automata::dfa::{Automaton as _, dense};
use regex_automata::{Anchored, Input};

/// Longest match of a custom rule, in bytes: what bounds the work of a candidate.
const REACH: usize = 1024;
/// How near a keyword must stand, in bytes.
const NEAR: usize = 40;

/// A literal that every match of a rule begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prefix {
    pub(crate) text: Vec<u8>,
    pub(crate) fold: bool,
}

/// A compiled rule of a policy.
#[derive(Clone)]
pub(crate) struct Custom {
    pub(crate) id: String,
    pub(crate) pattern: String,
    /// One of these begins every match; none when the pattern has no such.
    pub(crate) literals: Vec<Prefix>,
    /// In lower case; one must stand near a match, when there are any.
    pub(crate) keywords: Vec<Vec<u8>>,
    /// Anchored: it is asked about places, it does not search.
    dfa: dense::DFA<Vec<u32>>,
    /// The same as bytes, as a block carries it: only the compiler can write it.
    pub(crate) automaton: Vec<u8>,
}

impl core::fmt::Debug for Custom {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Custom").field("id", &self.id).field("pattern", &self.pattern).finish_non_exhaustive()
    }
}

impl Custom {
    /// The end of the match that begins at `start`.
    pub(crate) fn matches_at(&self, text: &[u8], start: usize) -> Option<usize> {
        let stop = text.len().min(start + REACH);
        // The span's context stays visible, so that `\b` sees the byte before.
        let input = Input::new(text).span(start..stop).anchored(Anchored::Yes);
        let end = self.dfa.try_search_fwd(&input).ok()??.offset();
        (end > start && self.has_keyword(text, start, end)).then_some(end)
    }

    /// A rule from its parts; none when the automaton is damaged.
    pub(crate) fn from_parts(
        id: &str,
        pattern: &str,
        literals: Vec<Prefix>,
        keywords: Vec<Vec<u8>>,
        automaton: &[u8],
    ) -> Option<Custom> {
        // Its numbers must be aligned; a block is not.
        let mut aligned = alloc::vec![0; automaton.len() + 3];
        let at = aligned.as_ptr().align_offset(4);
        let bytes = aligned.get_mut(at..at.checked_add(automaton.len())?)?;
        bytes.copy_from_slice(automaton);
        let (dfa, _) = dense::DFA::from_bytes(&*bytes).ok()?;
        Some(Custom {
            id: id.into(),
            pattern: pattern.into(),
            literals,
            keywords,
            dfa: dfa.to_owned(),
            automaton: automaton.to_vec(),
        })
    }

    /// True when the rule matches somewhere in `text`.
    #[cfg(feature = "compile")]
    pub(crate) fn is_in(&self, text: &[u8]) -> bool {
        (0..text.len()).any(|at| self.matches_at(text, at).is_some())
    }

    fn has_keyword(&self, text: &[u8], start: usize, end: usize) -> bool {
        if self.keywords.is_empty() {
            return true;
        }
        let around = [&text[start.saturating_sub(NEAR)..start], &text[end..text.len().min(end + NEAR)]];
        around.iter().any(|near| {
            self.keywords.iter().any(|k| near.windows(k.len().max(1)).any(|w| w.eq_ignore_ascii_case(k)))
        })
    }
}

#[cfg(feature = "compile")]
pub(crate) use compile::CustomError;

#[cfg(feature = "compile")]
mod compile {
    use super::{Custom, Prefix};
    use alloc::string::{String, ToString as _};
    use alloc::vec::Vec;
    use regex_automata::MatchKind;
    use regex_automata::dfa::{StartKind, dense};
    use regex_automata::nfa::thompson;
    use regex_syntax::hir::Hir;
    use regex_syntax::hir::literal::{ExtractKind, Extractor};

    /// Memory that the tables of one pattern may take, in bytes.
    const SIZE: usize = 2 << 20;

    /// Why a pattern was refused.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) enum CustomError {
        /// Not a regular expression: what is wrong, and where (byte of the pattern).
        Syntax { message: String, at: usize },
        /// It matches nothing at all, which is everywhere.
        Empty,
        /// Its tables would be too large.
        Large,
    }

    impl Custom {
        /// Compiles a pattern. Patterns are matched over bytes: `\d`, `\w`, `\s` and `\b` mean ASCII.
        pub(crate) fn compile(id: &str, pattern: &str, keywords: &[String]) -> Result<Custom, CustomError> {
            let hir = parse(pattern)?;
            if hir.properties().minimum_len().is_none_or(|n| n == 0) {
                return Err(CustomError::Empty);
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
                        .map_err(|_| CustomError::Large)?,
                )
                .map_err(|_| CustomError::Large)?;
            let (bytes, padding) = dfa.to_bytes_little_endian();
            Ok(Custom {
                automaton: bytes[padding..].to_vec(),
                id: id.into(),
                pattern: pattern.into(),
                literals: prefixes(&hir),
                keywords: keywords.iter().map(|k| k.to_lowercase().into_bytes()).collect(),
                dfa,
            })
        }
    }

    #[expect(clippy::result_large_err, reason = "regex-syntax's error, once a policy")]
    fn parse(pattern: &str) -> Result<Hir, CustomError> {
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
            CustomError::Syntax { message, at }
        })
    }

    /// The literals that a match can begin with, when there are few and all are long enough.
    fn prefixes(hir: &Hir) -> Vec<Prefix> {
        let mut extractor = Extractor::new();
        extractor
            .kind(ExtractKind::Prefix)
            .limit_class(16)
            .limit_repeat(8)
            .limit_literal_len(32)
            .limit_total(128);
        let seq = extractor.extract(hir);
        let Some(literals) = seq.literals() else { return Vec::new() };
        let mut out: Vec<Prefix> = Vec::new();
        let folded = literals.iter().any(|l| {
            let lower = l.as_bytes().to_ascii_lowercase();
            literals.iter().filter(|o| o.as_bytes().eq_ignore_ascii_case(&lower)).count() > 1
        });
        for literal in literals {
            let text =
                if folded { literal.as_bytes().to_ascii_lowercase() } else { literal.as_bytes().to_vec() };
            // An anchor matches from its first byte; one that begins another says it all.
            let text = text[..text.len().min(32)].to_vec();
            if text.len() < 3 {
                return Vec::new();
            }
            if !out.iter().any(|p| p.text == text) {
                out.push(Prefix { text, fold: folded });
            }
        }
        out
    }
}
