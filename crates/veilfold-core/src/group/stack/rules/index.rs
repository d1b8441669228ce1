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

/// What is asked of a rule before its pattern is tried.
#[derive(Clone, Copy)]
struct Entry {
    /// Hash of the type, 0 for any.
    kind: u32,
    /// Bytes of the pattern.
    needs: u128,
    family: u8,
    rule: u8,
}

const NONE: Entry = Entry { kind: 0, needs: 0, family: 0, rule: 0 };

/// One for each type of each rule, in the order of the rules.
static ENTRIES: [Entry; count()] = entries();

const fn count() -> usize {
    let (mut count, mut family) = (0, 0);
    while family < FAMILIES.len() {
        let mut rule = 0;
        while rule < FAMILIES[family].len() {
            let kinds = FAMILIES[family][rule].kinds.len();
            count += if kinds == 0 { 1 } else { kinds };
            rule += 1;
        }
        family += 1;
    }
    count
}

#[allow(clippy::cast_possible_truncation, reason = "7 families of fewer than 256 rules, as a test asserts")]
const fn entries() -> [Entry; count()] {
    let mut out = [NONE; count()];
    let (mut at, mut family) = (0, 0);
    while family < FAMILIES.len() {
        let mut rule = 0;
        while rule < FAMILIES[family].len() {
            let Rule { kinds, pattern, .. } = FAMILIES[family][rule];
            let needs = bytes(pattern.as_bytes()) & !(1 << b'*');
            let mut kind = 0;
            while kind == 0 || kind < kinds.len() {
                let hash = if kinds.is_empty() { 0 } else { hash(kinds[kind].as_bytes()) };
                out[at] = Entry { kind: hash, needs, family: family as u8, rule: rule as u8 };
                at += 1;
                kind += 1;
            }
            rule += 1;
        }
        family += 1;
    }
    out
}

/// The set of the ASCII characters in a text.
const fn bytes(text: &[u8]) -> u128 {
    // Two halves, because a shift of 128 bits is several.
    let mut halves = [0_u64; 4];
    let mut i = 0;
    while i < text.len() {
        halves[(text[i] >> 6) as usize] |= 1 << (text[i] & 63);
        i += 1;
    }
    (halves[1] as u128) << 64 | halves[0] as u128
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
pub(super) fn candidates(segment: &[u8], line: &[u8]) -> impl Iterator<Item = &'static Rule> {
    let has = bytes(line);
    let kind = hash(segment);
    let tried = move |e: &&Entry| (e.kind == 0 || e.kind == kind) && e.needs & !has == 0;
    ENTRIES.iter().filter(tried).map(|e| &FAMILIES[usize::from(e.family)][usize::from(e.rule)])
}

/// All rules.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn every_rule_is_found_by_each_of_its_types() {
        assert!(FAMILIES.iter().all(|rules| rules.len() < 256));
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
