//! Where a sensitive name may stand in a text: what the scanner looks for.

use super::field::{Class, PACKED, PackedName};
use super::rule::Selection;
use super::scan::{Builder, Source};
use crate::bounds::Bounds as _;
use crate::stable;
use alloc::string::String;
use alloc::vec::Vec;

/// The words that end sensitive names, as anchors. A name of several words whose last is no anchor
/// itself (`session_id`) is looked for in each of its spellings.
pub(super) fn of_fields(selection: &Selection, builder: &mut Builder, source: Source) {
    let on: Vec<&PackedName> = PACKED.iter().filter(|n| selection.on.item(n.class as usize)).collect();
    // Two letters (`pw`) are no literal. With the sign before or after it such a name is one.
    for text in
        on.iter().filter_map(|n| <[&str; 1]>::try_from(n.words()).ok()).map(|[t]| t).filter(|t| t.len() == 2)
    {
        for sign in ["\"", "'", "_", "-", "."] {
            builder.literal(&joined(&[sign, text]), true, true, source);
        }
        for sign in ["\"", "\\", "=", ":"] {
            builder.literal(&joined(&[text, sign]), true, false, source);
        }
    }
    if selection.on.item(Class::Health as usize) {
        for part in ["\"family", "\"given"] {
            builder.literal(part.as_bytes(), false, true, source);
        }
    }
    if selection.on.item(Class::Credential as usize) {
        for quote in ["\"", "'"] {
            builder.literal(&joined(&[quote, "kty"]), false, true, source);
        }
    }
    // By their last letter.
    let mut seen: Vec<Vec<Vec<u8>>> = alloc::vec![Vec::new(); 32];
    let mut add = |text: Vec<u8>| {
        let Some(seen) = text.last().and_then(|last| seen.get_mut(usize::from(last % 32))) else { return };
        // A literal that ends in one that is looked for already says nothing new.
        let covered = seen.iter().any(|s| text.ends_with(s));
        if !covered && builder.literal(&text, true, true, source) {
            seen.push(text);
        }
    };
    let names: Vec<(Vec<&str>, usize)> = on.iter().map(|n| (n.words(), n.compact().len())).collect();
    // Fewer words first, of as many the shorter ones.
    let names: Vec<_> = stable::sorted_by_key(names, |(words, length)| (words.len(), *length));
    for (words, _) in names {
        spellings(&words, &mut add);
    }
    for selector in selection.deny.selectors() {
        if let Some(name) = selector.name() {
            let word = core::str::from_utf8(name).unwrap_or_default();
            let spelled: Vec<&str> = selector.words().collect();
            spellings(if spelled.is_empty() { core::slice::from_ref(&word) } else { &spelled }, &mut add);
        }
    }
}

fn joined(parts: &[&str]) -> Vec<u8> {
    let mut text = Vec::new();
    for part in parts {
        text.extend_from_slice(part.as_bytes());
    }
    text
}

/// The first letter of `text`, or all of them, as capitals: what `fold` does for ASCII alone.
fn capitals(text: &[u8]) -> Vec<Vec<u8>> {
    let Some(text) = core::str::from_utf8(text).ok().filter(|text| !text.is_ascii()) else {
        return Vec::new();
    };
    let (mut first, mut all) = (String::new(), String::new());
    for (i, c) in text.chars().enumerate() {
        for upper in c.to_uppercase() {
            all.push(upper);
            if i == 0 {
                first.push(upper);
            }
        }
        if i > 0 {
            first.push(c);
        }
    }
    let mut spelled: Vec<Vec<u8>> = [first, all].map(String::into_bytes).into();
    spelled.retain(|spelled| spelled != text.as_bytes());
    spelled.dedup();
    spelled
}

/// The last two words in all their joints, or the only word.
fn spellings(words: &[&str], add: &mut impl FnMut(Vec<u8>)) {
    match words {
        [.., a, b] => {
            for joint in ["", "_", "-", ".", " "] {
                let text = joined(&[a, joint, b]);
                capitals(&text).into_iter().for_each(&mut *add);
                add(text);
            }
        }
        [word] => {
            capitals(word.as_bytes()).into_iter().for_each(&mut *add);
            add(word.as_bytes().to_vec());
        }
        [] => {}
    }
}
