//! Names and path selectors that a policy adds: `national_number`, `**.card.holder`, `user.*`.

use super::Words;
use alloc::string::String;
use alloc::vec::Vec;

/// One step of a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// A key, in compact form.
    Name(Vec<u8>),
    /// `*`: any one key.
    One,
    /// `**`: any number of keys, also none.
    Many,
}

/// A selector: keys from the root of the record, or a single name that holds at any depth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Selector {
    steps: Vec<Step>,
    /// The last step as its words, for the scanner.
    words: Vec<String>,
    /// As it was written.
    source: String,
}

/// Why a selector was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SelectorError {
    /// Nothing in it, or an empty step.
    Empty,
    /// `*` and `**` stand alone between dots.
    Star,
    /// It would hide everything.
    Everything,
    /// Too long.
    Long,
}

impl Selector {
    /// Reads a selector: steps divided by dots.
    pub(crate) fn parse(text: &str) -> Result<Selector, SelectorError> {
        let mut steps = Vec::new();
        let mut words = Vec::new();
        for step in text.as_bytes().split(|b| *b == b'.') {
            steps.push(match step {
                b"*" => Step::One,
                b"**" => Step::Many,
                s if s.contains(&b'*') => return Err(SelectorError::Star),
                s => {
                    if s.len() > 60 {
                        return Err(SelectorError::Long);
                    }
                    let split = Words::split(s);
                    let compact = split.compact().to_vec();
                    words = split.texts();
                    if compact.is_empty() {
                        return Err(SelectorError::Empty);
                    }
                    Step::Name(compact)
                }
            });
        }
        if steps.len() > 32 {
            return Err(SelectorError::Long);
        }
        if !steps.iter().any(|s| matches!(s, Step::Name(_))) {
            return Err(SelectorError::Everything);
        }
        if steps.len() == 1 {
            steps.insert(0, Step::Many);
        }
        Ok(Selector { steps, words, source: text.into() })
    }

    /// The last step, where it is a name.
    pub(crate) fn name(&self) -> Option<&[u8]> {
        match self.steps.last() {
            Some(Step::Name(name)) => Some(name),
            _ => None,
        }
    }

    /// As it was written.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// The words of the last step, where it is a name.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// True when the selector needs no key above the name.
    fn anywhere(&self) -> bool {
        matches!(self.steps.as_slice(), [Step::Many, Step::Name(_)])
    }

    fn matches(&self, path: &[&[u8]], key: &[u8]) -> bool {
        let at = |i: usize| path.get(i).copied().unwrap_or(key);
        let (mut step, mut i) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        // Glob matching with one point of return: the last `**`. Work is steps x depth at most.
        while i <= path.len() {
            match self.steps.get(step) {
                Some(Step::Many) => {
                    step += 1;
                    retry = Some((step, i));
                    continue;
                }
                Some(Step::One) => {
                    step += 1;
                    i += 1;
                    continue;
                }
                Some(Step::Name(name)) if Words::split(at(i)).compact() == name.as_slice() => {
                    step += 1;
                    i += 1;
                    continue;
                }
                _ => {}
            }
            let Some((s, from)) = retry else { return false };
            retry = Some((s, from + 1));
            step = s;
            i = from + 1;
        }
        self.steps[step.min(self.steps.len())..].iter().all(|s| *s == Step::Many)
    }
}

/// The names and selectors of `[fields] deny` or `allow`.
#[derive(Clone, Debug, Default)]
pub(crate) struct List {
    selectors: Vec<Selector>,
}

impl List {
    /// Adds a selector.
    pub(crate) fn push(&mut self, selector: Selector) {
        self.selectors.push(selector);
    }

    /// Its selectors.
    pub(crate) fn selectors(&self) -> &[Selector] {
        &self.selectors
    }

    /// True when nothing is listed.
    pub(crate) fn is_empty(&self) -> bool {
        self.selectors.is_empty()
    }

    /// True when `key`, below `path`, is listed.
    pub(crate) fn has(&self, path: &[&[u8]], key: &[u8]) -> bool {
        self.selectors.iter().any(|s| s.matches(path, key))
    }

    /// True when `name` is listed without regard to the keys above it, as free text shows it. A dotted
    /// name (`user.national_number`) is looked at by its last step too.
    pub(crate) fn has_name(&self, name: &[u8]) -> bool {
        if self.selectors.is_empty() {
            return false;
        }
        let last = name.rsplit(|b| *b == b'.').next().unwrap_or(name);
        let whole = Words::split(name);
        let tail = Words::split(last);
        self.selectors.iter().any(|s| {
            s.anywhere() && s.name().is_some_and(|n| n == whole.compact() || n == tail.compact())
                || !s.anywhere() && name.contains(&b'.') && {
                    let steps: Vec<&[u8]> = name.split(|b| *b == b'.').collect();
                    let (key, path) = steps.split_last().unwrap_or((&name, &[]));
                    s.matches(path, key)
                }
        })
    }
}
