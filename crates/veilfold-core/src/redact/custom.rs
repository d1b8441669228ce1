//! Rules that a policy brings: a pattern, its literals for the scanner, words that must stand near.

use crate::bounds::Bounds as _;
use crate::pattern::Pattern;
use alloc::string::String;
use alloc::vec::Vec;

/// How near a keyword must stand, in bytes.
const NEAR: usize = 40;

/// A literal that every match of a rule begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prefix {
    pub(crate) text: Vec<u8>,
    pub(crate) fold: bool,
}

/// A compiled rule of a policy.
#[derive(Clone, Debug)]
pub(crate) struct Custom {
    pub(crate) id: String,
    pub(crate) pattern: Pattern,
    /// One of these begins every match; none when the pattern has no such.
    pub(crate) literals: Vec<Prefix>,
    /// In lower case; one must stand near a match, when there are any.
    pub(crate) keywords: Vec<Vec<u8>>,
}

impl Custom {
    /// The end of the match that begins at `start`.
    pub(crate) fn matches_at(&self, text: &[u8], start: usize) -> Option<usize> {
        let end = self.pattern.matches_at(text, start)?;
        self.has_keyword(text, start, end).then_some(end)
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
        let around = [text.cut(start.saturating_sub(NEAR)..start), text.cut(end..text.len().min(end + NEAR))];
        around.iter().any(|near| {
            self.keywords.iter().any(|k| near.windows(k.len().max(1)).any(|w| w.eq_ignore_ascii_case(k)))
        })
    }
}

#[cfg(feature = "compile")]
mod compile {
    use super::{Custom, Prefix};
    use crate::pattern::{Pattern, PatternError};
    use alloc::string::String;
    use alloc::vec::Vec;
    use regex_syntax::hir::Hir;
    use regex_syntax::hir::literal::{ExtractKind, Extractor};

    impl Custom {
        /// Compiles a rule.
        pub(crate) fn compile(id: &str, pattern: &str, keywords: &[String]) -> Result<Custom, PatternError> {
            let (pattern, hir) = Pattern::compile(pattern)?;
            Ok(Custom {
                id: id.into(),
                pattern,
                literals: prefixes(&hir),
                keywords: keywords.iter().map(|k| k.to_lowercase().into_bytes()).collect(),
            })
        }
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
