//! The table against the automaton that it was made of, as the library runs it.

use super::compile::{dense, parse};
use super::{Pattern, REACH};
use alloc::string::String;
use alloc::vec::Vec;
use proptest::prelude::*;
use regex_automata::dfa::Automaton as _;
use regex_automata::{Anchored, Input};

/// What the library finds at each place of a text.
fn expected(source: &str, texts: &[Vec<u8>]) -> Vec<Vec<Option<usize>>> {
    let dfa = dense(&parse(source).expect("a pattern")).expect("small tables");
    let at = |text: &[u8], start: usize| {
        let input = Input::new(text).span(start..text.len().min(start + REACH)).anchored(Anchored::Yes);
        let end = dfa.try_search_fwd(&input).ok()??.offset();
        (end > start).then_some(end)
    };
    texts.iter().map(|text| (0..=text.len()).map(|start| at(text, start)).collect()).collect()
}

fn agree(source: &str, texts: &[Vec<u8>]) {
    let (compiled, _) = Pattern::compile(source).expect("a pattern");
    let carried = Pattern::from_parts(source, &compiled.automaton()).expect("a table");
    for (text, ends) in texts.iter().zip(expected(source, texts)) {
        for pattern in [&compiled, &carried] {
            let found: Vec<_> = (0..=text.len()).map(|start| pattern.matches_at(text, start)).collect();
            assert_eq!(found, ends, "{source} in {:?}", String::from_utf8_lossy(text));
        }
    }
}

#[test]
fn the_edges_of_a_text_count() {
    let texts = ["", "a", "ab", "ab\n", "\nab", "x ab y", "xab", "ab\r\n", "\u{e9}ab", "ab\u{e9}", "aab ab"];
    let texts = texts.map(|text| text.as_bytes().to_vec());
    for source in [
        r"\bab\b",
        "^ab",
        "ab$",
        "(?m)^ab$",
        r"\Bb",
        "a|ab",
        "ab|a",
        "a+?b?",
        "[é]?ab",
        r"(?u:\b)ab",
        ".b",
        r"ab\b[^x]",
    ] {
        agree(source, &texts);
    }
    let long = [Vec::from([b'a'; REACH + 40])];
    agree("a+", &long);
    agree("a+b", &long);
}

#[test]
fn a_damaged_table_is_refused_or_harmless() {
    let (pattern, _) = Pattern::compile(r"\bEMP-\d{2,4}\b").unwrap();
    let whole = pattern.automaton();
    for cut in 0..whole.len() {
        assert!(
            Pattern::from_parts("", &whole[..cut])
                .is_none_or(|p| p.matches_at(b"EMP-123", 0).is_none_or(|e| e < 8))
        );
    }
    for at in 0..whole.len() {
        for byte in [0, 1, 0x7f, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] = byte;
            if let Some(pattern) = Pattern::from_parts("", &damaged) {
                assert!(pattern.matches_at(b"EMP-123 EMP-1", 0).is_none_or(|end| end <= 13));
            }
        }
    }
}

fn piece() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(alloc::vec![
        "a", "b", ".", r"\d", r"\w", r"\b", r"\B", "[^a]", "[ab]", "é", r"\s", "$", "^", "(?m:$)", "(?i:A)",
    ]);
    leaf.prop_map(String::from).prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|all| all.concat()),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| alloc::format!("(?:{a}|{b})")),
            (inner, prop::sample::select(alloc::vec!["*", "+?", "?", "{1,3}"]))
                .prop_map(|(a, times)| alloc::format!("(?:{a}){times}")),
        ]
    })
}

proptest! {
    #[test]
    fn as_the_library_finds(piece in piece(), parts in prop::collection::vec(prop::collection::vec(prop::sample::select(
        alloc::vec!["a", "b", "A", "1", " ", "\n", "é", "_", "-"]), 0..12), 1..4)) {
        let source = alloc::format!("a?{piece}b");
        if Pattern::compile(&source).is_ok() {
            agree(&source, &parts.iter().map(|p| p.concat().into_bytes()).collect::<Vec<_>>());
        }
    }
}
