//! Which rules an exception tries: those of its type and those of any type, unless the message lacks a byte that the
//! pattern needs. Built when the crate is compiled.

use super::{Rule, dotnet, java, javascript, libraries, native, python, scripting};

/// The rules, family by family; the first that matches decides.
const FAMILIES: [&[Rule]; 7] = [
    python::RULES,
    libraries::RULES,
    javascript::RULES,
    java::RULES,
    native::RULES,
    scripting::RULES,
    dotnet::RULES,
];

/// A rule as a build carries it.
pub(super) struct Carried {
    pub(super) kinds: &'static [&'static str],
    pub(super) pattern: &'static str,
    pub(super) says: &'static str,
    #[cfg(test)]
    pub(super) same: &'static [&'static str],
}

impl Rule {
    /// Its cases are for its test.
    const fn carried(&self) -> Carried {
        let Rule { kinds, pattern, says, same } = *self;
        let _ = same;
        Carried {
            kinds,
            pattern,
            says,
            #[cfg(test)]
            same,
        }
    }
}

/// All rules, in the order of the families.
static RULES: [Carried; RULE_COUNT] = {
    let mut rules = [const { FAMILIES[0][0].carried() }; RULE_COUNT];
    let (mut at, mut family) = (0, 0);
    while family < FAMILIES.len() {
        let mut rule = 0;
        while rule < FAMILIES[family].len() {
            rules[at] = FAMILIES[family][rule].carried();
            (at, rule) = (at + 1, rule + 1);
        }
        family += 1;
    }
    rules
};

const RULE_COUNT: usize = {
    let (mut count, mut family) = (0, 0);
    while family < FAMILIES.len() {
        count += FAMILIES[family].len();
        family += 1;
    }
    count
};

/// What is asked of a rule before its pattern is tried.
#[derive(Clone, Copy)]
struct Entry {
    /// Bytes of the pattern, in halves, since a number of sixteen bytes is padded to twice its size here.
    needs: [u64; 2],
    /// Hash of the type, 0 for any.
    kind: u32,
    /// Which of [`RULES`].
    rule: u16,
}

const NONE: Entry = Entry { kind: 0, needs: [0; 2], rule: 0 };

/// One for each type of each rule, in the order of the rules.
static ENTRIES: [Entry; count()] = entries();

const fn count() -> usize {
    let (mut count, mut rule) = (0, 0);
    while rule < RULES.len() {
        let kinds = RULES[rule].kinds.len();
        count += if kinds == 0 { 1 } else { kinds };
        rule += 1;
    }
    count
}

#[allow(clippy::cast_possible_truncation, reason = "fewer than 65536 rules, as a test asserts")]
const fn entries() -> [Entry; count()] {
    let mut out = [NONE; count()];
    let (mut at, mut rule) = (0, 0);
    while rule < RULES.len() {
        let Carried { kinds, pattern, .. } = RULES[rule];
        let mut needs = bytes(pattern.as_bytes());
        needs[0] &= !(1 << b'*');
        let mut kind = 0;
        while kind == 0 || kind < kinds.len() {
            let hash = if kinds.is_empty() { 0 } else { hash(kinds[kind].as_bytes()) };
            out[at] = Entry { kind: hash, needs, rule: rule as u16 };
            at += 1;
            kind += 1;
        }
        rule += 1;
    }
    out
}

/// The set of the ASCII characters in a text.
const fn bytes(text: &[u8]) -> [u64; 2] {
    let mut halves = [0_u64; 4];
    let mut i = 0;
    while i < text.len() {
        halves[(text[i] >> 6) as usize] |= 1 << (text[i] & 63);
        i += 1;
    }
    [halves[0], halves[1]]
}

/// FNV-1a, 32 bits, never 0.
const fn hash(kind: &[u8]) -> u32 {
    let mut h = 0x811c_9dc5_u32;
    let mut i = 0;
    while i < kind.len() {
        h = (h ^ kind[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    if h == 0 { 1 } else { h }
}

/// The rules that may know the message `line` of a type, by the last segment of its name, in their order.
pub(super) fn candidates(segment: &[u8], line: &[u8]) -> impl Iterator<Item = &'static Carried> {
    let has = bytes(line);
    let kind = hash(segment);
    let tried = move |e: &&Entry| {
        (e.kind == 0 || e.kind == kind) && (e.needs[0] & !has[0]) | (e.needs[1] & !has[1]) == 0
    };
    ENTRIES.iter().filter(tried).filter_map(|e| RULES.get(usize::from(e.rule)))
}

/// All rules.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static Carried> {
    RULES.iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn every_rule_is_found_by_each_of_its_types() {
        assert!(u16::try_from(RULES.len()).is_ok());
        for rule in all() {
            let kinds = if rule.kinds.is_empty() { &["Whatever"][..] } else { rule.kinds };
            for kind in kinds {
                let found = candidates(kind.as_bytes(), rule.pattern.as_bytes());
                assert!(
                    found.into_iter().any(|r| (r.pattern, r.says) == (rule.pattern, rule.says)),
                    "{kind}: {}",
                    rule.pattern
                );
            }
        }
    }

    #[test]
    fn a_rule_is_not_tried_for_another_type_or_without_a_byte_of_its_pattern() {
        let patterns = |kind: &str, line: &str| -> Vec<_> {
            candidates(kind.as_bytes(), line.as_bytes()).map(|r| r.pattern).collect()
        };
        assert_eq!(patterns("ZeroDivisionError", "division by zero"), ["*"]);
        assert_eq!(patterns("OrderNotFound", "no order"), [""; 0]);
        assert_eq!(patterns("KeyError", "'a'"), ["'*'", "*"]);
    }
}
