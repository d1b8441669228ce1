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
    pub(super) pattern: &'static [u8],
    pub(super) says: &'static [u8],
}

/// Patterns, and what they say, each with a zero behind it: two slices a rule take as much as half of these texts.
static TEXTS: [u8; TEXT_LENGTH] = {
    let (mut texts, mut at, mut rule) = ([0; TEXT_LENGTH], 0, 0);
    while rule < RULE_COUNT {
        let parts = [nth(rule).pattern.as_bytes(), nth(rule).says.as_bytes()];
        let mut part = 0;
        while part < parts.len() {
            texts.split_at_mut(at).1.split_at_mut(parts[part].len()).0.copy_from_slice(parts[part]);
            (at, part) = (at + parts[part].len() + 1, part + 1);
        }
        rule += 1;
    }
    texts
};

/// Where in [`TEXTS`] each rule begins.
#[expect(clippy::cast_possible_truncation, reason = "asserted")]
static STARTS: [u16; RULE_COUNT] = {
    assert!(TEXT_LENGTH <= u16::MAX as usize);
    let (mut starts, mut at, mut rule) = ([0; RULE_COUNT], 0, 0);
    while rule < RULE_COUNT {
        starts[rule] = at as u16;
        (at, rule) = (at + nth(rule).pattern.len() + nth(rule).says.len() + 2, rule + 1);
    }
    starts
};

const TEXT_LENGTH: usize = {
    let (mut length, mut rule) = (0, 0);
    while rule < RULE_COUNT {
        (length, rule) = (length + nth(rule).pattern.len() + nth(rule).says.len() + 2, rule + 1);
    }
    length
};

const RULE_COUNT: usize = {
    let (mut count, mut family) = (0, 0);
    while family < FAMILIES.len() {
        count += FAMILIES[family].len();
        family += 1;
    }
    count
};

/// A rule by its place in the order of the families.
const fn nth(rule: usize) -> &'static Rule {
    let (mut rule, mut family) = (rule, 0);
    while rule >= FAMILIES[family].len() {
        (rule, family) = (rule - FAMILIES[family].len(), family + 1);
    }
    &FAMILIES[family][rule]
}

fn carried(rule: u16) -> Option<Carried> {
    let mut texts = TEXTS.get(usize::from(*STARTS.get(usize::from(rule))?)..)?.split(|b| *b == 0);
    Some(Carried { pattern: texts.next()?, says: texts.next()? })
}

/// What is asked of a rule before its pattern is tried: one for each type of each rule, in the order of the rules.
struct Entries {
    /// Hash of the type, 0 for any. Of all the types in the world a few share the hash of one that a rule is for; their
    /// messages would have to fit its pattern too.
    kinds: [u32; COUNT],
    /// [`signs`] of the pattern.
    needs: [u64; COUNT],
    rules: [u16; COUNT],
}

const COUNT: usize = {
    let (mut count, mut rule) = (0, 0);
    while rule < RULE_COUNT {
        let kinds = nth(rule).kinds.len();
        count += if kinds == 0 { 1 } else { kinds };
        rule += 1;
    }
    count
};

#[expect(clippy::cast_possible_truncation, reason = "fewer rules than bytes of their texts")]
static ENTRIES: Entries = {
    let mut out = Entries { kinds: [0; COUNT], needs: [0; COUNT], rules: [0; COUNT] };
    let (mut at, mut rule) = (0, 0);
    while rule < RULE_COUNT {
        let Rule { kinds, pattern, .. } = *nth(rule);
        let mut kind = 0;
        while kind == 0 || kind < kinds.len() {
            out.kinds[at] = if kinds.is_empty() { 0 } else { hash(kinds[kind].as_bytes()) };
            out.needs[at] = signs(pattern.as_bytes()) & !signs(b"*");
            out.rules[at] = rule as u16;
            (at, kind) = (at + 1, kind + 1);
        }
        rule += 1;
    }
    out
};

/// The set of the characters in a text: of letters without their case, of all others without what makes no difference in
/// messages.
const fn signs(text: &[u8]) -> u64 {
    let (mut signs, mut i) = (0, 0);
    while i < text.len() {
        signs |= 1 << (text[i] & 31 | (text[i] & 64) >> 1);
        i += 1;
    }
    signs
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
pub(super) fn candidates(segment: &[u8], line: &[u8]) -> impl Iterator<Item = Carried> {
    let has = signs(line);
    let kind = hash(segment);
    let Entries { kinds, needs, rules } = &ENTRIES;
    let may_know = move |(i, of): (usize, &u32)| {
        let asked = (*of == 0 || *of == kind) && needs.get(i)? & !has == 0;
        if asked { rules.get(i) } else { None }
    };
    kinds.iter().enumerate().filter_map(may_know).filter_map(|rule| carried(*rule))
}

/// All rules.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    (0..RULE_COUNT).map(nth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn every_rule_is_found_by_each_of_its_types() {
        for rule in all() {
            let kinds = if rule.kinds.is_empty() { &["Whatever"][..] } else { rule.kinds };
            for kind in kinds {
                let mut found = candidates(kind.as_bytes(), rule.pattern.as_bytes());
                assert!(
                    found.any(|r| (r.pattern, r.says) == (rule.pattern.as_bytes(), rule.says.as_bytes())),
                    "{kind}: {}",
                    rule.pattern
                );
            }
        }
    }

    #[test]
    fn types_of_rules_share_no_hash() {
        let mut kinds: Vec<_> = all().flat_map(|rule| rule.kinds).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let names = kinds.len();
        kinds.sort_unstable_by_key(|kind| hash(kind.as_bytes()));
        kinds.dedup_by_key(|kind| hash(kind.as_bytes()));
        assert_eq!(kinds.len(), names);
    }

    #[test]
    fn a_rule_is_not_tried_for_another_type_or_without_a_byte_of_its_pattern() {
        let patterns = |kind: &str, line: &str| -> Vec<_> {
            candidates(kind.as_bytes(), line.as_bytes()).map(|r| r.pattern).collect()
        };
        assert_eq!(patterns("ZeroDivisionError", "division by zero"), [b"*"]);
        assert_eq!(patterns("OrderNotFound", "no order"), [b""; 0]);
        assert_eq!(patterns("KeyError", "'a'"), [&b"'*'"[..], b"*"]);
    }
}
