//! Linear time, tested by counting: past the reach of the longest look, a text twice as long costs each of
//! its bytes no more looks.

use super::detect::{Anchor, DETECTORS};
use super::field::NAMES;
use super::rule::FIELD_RULES;
use super::{Redactor, Report, work};
use crate::policy::Profile;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Longer than the reach of any look but that for the end of a private key, which is 16 KiB.
const LENGTH: usize = 24 << 10;

/// What keeps verifiers and shapes reading: names without an end to their value, halves of values.
const PIECES: [&str; 21] = [
    "password=",
    "password='",
    "key: ",
    "token:\"",
    "Bearer ",
    "a.b@",
    "eyJ",
    "://",
    "1 ",
    "AccountKey=${KEY}",
    "secret => ",
    "Cookie: a=b;",
    "(((",
    "\"kty\"",
    "\"kind\":\"Secret\",",
    "{\"kind\":\"Secret\",\"data\":{",
    "seed phrase legal winner ",
    "a:b\"@tcp(",
    "curl','-u',",
    "secret: word ",
    "otp for ",
];

/// How often each byte of a text made of `piece` is looked at, on the average.
fn looks(redactor: &Redactor, piece: &str, length: usize) -> usize {
    let text = piece.repeat(length / piece.len());
    let (mut out, mut report) = (Vec::new(), Report::default());
    work::counted(|| _ = redactor.text(text.as_bytes(), &mut out, &mut report)) / text.len()
}

#[test]
fn a_longer_text_costs_no_more_looks_a_byte() {
    for profile in [Profile::Default, Profile::Strict] {
        let redactor = Redactor::builtin(profile);
        for piece in PIECES {
            let (once, twice) = (looks(&redactor, piece, LENGTH), looks(&redactor, piece, 2 * LENGTH));
            assert!(twice <= once + once / 4 + 8, "{profile:?} {piece}: {once} looks a byte, then {twice}");
        }
    }
}

/// Short enough to try a thousand pieces, long enough that those that need a closer look stand out.
const SHORT: usize = 512;
/// So many looks a byte are too few for a read to the end of the text at every anchor.
const FEW: usize = 60;
/// So many are too many for any text.
const MANY: usize = 600;

/// Every anchor of the detectors that are on, and every name, over and over: by itself, with a space, and with what
/// tokens are made of.
fn derived(redactor: &Redactor) -> Vec<String> {
    let on = &redactor.selection.on;
    let detectors = DETECTORS.iter().enumerate().filter(|(i, _)| on[FIELD_RULES + i]).map(|(_, d)| d);
    let mut pieces = Vec::new();
    for anchor in detectors.flat_map(|d| d.anchors) {
        match *anchor {
            Anchor::Exact(text) | Anchor::Prefix(text, _) | Anchor::AnyCase(text) => {
                pieces.extend([text.into(), format!("{text} "), format!("{text}{}", "a1B2c3D4".repeat(4))]);
            }
            Anchor::Byte(byte) => {
                pieces.extend([format!("{}", byte as char), format!("a1.{}", byte as char)]);
            }
            Anchor::Digits { min } | Anchor::Number { min, .. } => {
                pieces.extend(["1", "1-", " "].map(|end| "7".repeat(min.into()) + end));
            }
            Anchor::DigitGroups(groups) => {
                let parted: Vec<String> = groups.iter().map(|n| "7".repeat(usize::from(*n))).collect();
                pieces.extend([parted.concat() + " ", parted.join("-") + " ", parted.join(".") + "."]);
            }
            Anchor::LetteredDigits { min } => {
                pieces.push(format!("A{}", "7".repeat(min.into())));
                pieces.push(format!("A {} ", "7".repeat(min.into())));
            }
        }
    }
    pieces.extend(NAMES.iter().filter(|n| on[n.class as usize]).map(|n| format!("{}=", n.text)));
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

fn none_costs_many_looks(profile: Profile) {
    let redactor = Redactor::builtin(profile);
    let pieces = derived(&redactor);
    assert!(pieces.len() > 300, "{}", pieces.len());
    let looks = |piece: &str, length: usize| {
        let text = piece.repeat(length / piece.len());
        work::counted(|| _ = redactor.explain(text.as_bytes())) / text.len()
    };
    let mut over = Vec::new();
    for piece in &pieces {
        if looks(piece, SHORT) <= FEW {
            continue;
        }
        // A verifier may read some hundred bytes at every anchor, but not the more the longer the text is.
        let once = looks(piece, 4 * SHORT);
        let twice = if once > 100 { looks(piece, 8 * SHORT) } else { once };
        if twice > MANY || twice > once + once / 4 + 8 {
            over.push((once, twice, piece));
        }
    }
    assert!(over.is_empty(), "{profile:?}: {over:?}");
}

#[test]
fn no_anchor_over_and_over_costs_many_looks() {
    none_costs_many_looks(Profile::Strict);
    // So the default profile needs no run of its own: it asks no verifier and no name that strict does not.
    let (default, strict) = (Redactor::builtin(Profile::Default), Redactor::builtin(Profile::Strict));
    assert!(
        default.selection.on.iter().zip(&strict.selection.on).all(|(default, strict)| !default || *strict)
    );
}
