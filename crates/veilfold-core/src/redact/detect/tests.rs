//! Every detector against its own cases, in many surroundings, and against noise. The scanner here is the
//! plainest there is: it tries every anchor at every byte. It is the oracle for the fast one.

use super::{Anchor, Beginnings, Candidate, DETECTORS, Detector, reference};
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::ops::Range;
use proptest::prelude::*;

/// Every place where an anchor stands in `text`.
pub(crate) fn candidates(anchor: Anchor, text: &[u8]) -> Vec<Range<usize>> {
    let literal = |len: usize, same: &dyn Fn(&[u8]) -> bool| {
        (0..text.len())
            .filter_map(|i| text.get(i..i + len).filter(|t| same(t)).map(|_| i..i + len))
            .collect::<Vec<_>>()
    };
    match anchor {
        Anchor::Exact(s) | Anchor::Prefix(s, _) => literal(s.len(), &|t| t == s.as_bytes()),
        Anchor::AnyCase(s) => literal(s.len(), &|t| t.eq_ignore_ascii_case(s.as_bytes())),
        Anchor::Byte(b) => literal(1, &|t| t == [b]),
        Anchor::Digits { min } | Anchor::Number { min, .. } | Anchor::LetteredDigits { min } => {
            digit_runs(text, min)
        }
        Anchor::DigitGroups(groups) => digit_runs(text, groups.iter().sum()),
    }
}

fn digit_runs(text: &[u8], min: u8) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut i = 0;
    while i < text.len() {
        if !text[i].is_ascii_digit() {
            i += 1;
            continue;
        }
        let (start, mut end, mut digits) = (i, i, 0);
        while i < text.len() {
            if text[i].is_ascii_digit() {
                (digits, end) = (digits + 1, i + 1);
            } else if !matches!(text[i], b' ' | b'-' | b'.')
                || !text.get(i + 1).is_some_and(u8::is_ascii_digit)
            {
                break;
            }
            i += 1;
        }
        if digits >= usize::from(min) {
            runs.push(start..end);
        }
        i = end;
    }
    runs
}

/// What a detector finds in `text`.
pub(crate) fn found(d: &Detector, text: &[u8]) -> Vec<Range<usize>> {
    d.anchors
        .iter()
        .flat_map(|&a| candidates(a, text))
        .filter_map(|r| d.verify.judge(Candidate::new(text, r.start, r.end)))
        .collect()
}

fn texts<'t>(d: &Detector, text: &'t str) -> Vec<&'t str> {
    found(d, text.as_bytes()).into_iter().map(|r| text.get(r).unwrap_or("<cut in a character>")).collect()
}

#[test]
fn every_hit_is_found_exactly() {
    let mut lost = Vec::new();
    for d in DETECTORS {
        for (text, secret) in d.hits {
            assert!(text.contains(secret), "{}: {secret:?} is not in {text:?}", d.id);
            let got = texts(d, text);
            if !got.contains(secret) {
                lost.push(format!("{}: {secret:?} in {text:?}: {got:?}", d.id));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// A secret that needs no words around it is found in whatever syntax a log puts it.
#[test]
fn a_hit_is_found_in_every_embedding() {
    const AROUND: [(&str, &str); 12] = [
        ("value ", ""),
        ("see ", "."),
        ("see ", ", then"),
        ("(", ")"),
        ("'", "'"),
        ("{\"a\":\"", "\"}"),
        ("{\\\"a\\\":\\\"", "\\\"}"),
        ("level=info v=", " ok=1"),
        ("line\\n", "\\nline"),
        ("<v>", "</v>"),
        ("[", "]"),
        ("a\t", "\tb"),
    ];
    let mut lost = Vec::new();
    for d in DETECTORS {
        for (_, secret) in d.hits {
            let spaced = ["value ", secret, " ok"].concat();
            let evident = texts(d, secret).contains(secret) && texts(d, &spaced).contains(secret);
            if !evident || secret.contains('"') {
                continue;
            }
            for (left, right) in AROUND {
                let text = [left, secret, right].concat();
                let got = texts(d, &text);
                if !got.contains(secret) {
                    lost.push(format!("{}: {secret:?} in {text:?}: {got:?}", d.id));
                }
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// A marker must not hold the word that it hides: people do take `password` for a password.
#[test]
fn a_rule_that_hides_a_password_is_not_named_after_one() {
    let named: Vec<&str> = DETECTORS
        .iter()
        .filter(|d| d.hits.iter().any(|(_, secret)| secret.len() < 12))
        .map(|d| d.id)
        .filter(|id| ["password", "passwd", "letmein", "qwerty"].iter().any(|word| id.contains(word)))
        .collect();
    assert_eq!(named, Vec::<&str>::new());
}

#[test]
fn no_miss_is_found() {
    let mut wrong = Vec::new();
    for d in DETECTORS {
        for text in d.misses {
            let got = texts(d, text);
            if !got.is_empty() {
                wrong.push(format!("{}: {got:?} in {text:?}", d.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Nothing is found in what has been hidden.
#[test]
fn markers_hold_no_secret() {
    for d in DETECTORS {
        let named = ["[REDACTED:", d.id, "]"].concat();
        let hashed = ["[", d.id, ":k1:0123456789abcdef]"].concat();
        for marker in ["[REDACTED]", &named, &hashed] {
            for e in DETECTORS {
                assert_eq!(texts(e, marker), [""; 0], "{} in {marker}", e.id);
            }
            for (text, secret) in d.hits {
                let hidden = text.replace(secret, marker);
                for r in found(d, hidden.as_bytes()) {
                    let overlaps =
                        hidden.match_indices(marker).any(|(i, m)| r.start < i + m.len() && i < r.end);
                    assert!(!overlaps, "{}: {:?} in {hidden:?}", d.id, &hidden[r]);
                }
            }
        }
    }
}

#[test]
fn fields_are_sane() {
    let mut ids = BTreeSet::new();
    for d in DETECTORS {
        assert!(ids.insert(d.id), "{} stands twice", d.id);
        assert!(
            d.id.starts_with(|c: char| c.is_ascii_lowercase())
                && d.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
            "{} is not snake_case",
            d.id
        );
        assert!(!d.summary.is_empty() && !d.source.is_empty() && !d.anchors.is_empty(), "{}", d.id);
        assert!(!d.hits.is_empty(), "{} has no true case", d.id);
        for a in d.anchors {
            match a {
                Anchor::Exact(s) | Anchor::Prefix(s, _) => assert!(s.len() >= 3, "{}: {s:?}", d.id),
                Anchor::AnyCase(s) => {
                    assert!(s.len() >= 3 && *s == s.to_lowercase(), "{}: {s:?}", d.id);
                }
                Anchor::Byte(_) => {}
                Anchor::Digits { min } | Anchor::Number { min, .. } | Anchor::LetteredDigits { min } => {
                    assert!(*min >= 4, "{}", d.id);
                }
                Anchor::DigitGroups(groups) => {
                    assert!((2..16).contains(&groups.len()) && groups.iter().sum::<u8>() >= 7, "{}", d.id);
                }
            }
        }
    }
}

#[test]
fn the_reference_names_every_rule() {
    let page = reference();
    for d in DETECTORS {
        assert!(page.contains(&["| `", d.id, "` |"].concat()), "{}", d.id);
    }
}

/// Texts that are nearly hits: cut, doubled, with noise in them.
fn near_hit() -> impl Strategy<Value = Vec<u8>> {
    let pick = (0..DETECTORS.len(), any::<prop::sample::Index>());
    (pick, any::<(u16, u16, u8)>(), prop::collection::vec(any::<u8>(), 0..24)).prop_map(
        |((d, hit), (at, cut, byte), noise)| {
            let hits = DETECTORS[d].hits;
            let mut text = hits[hit.index(hits.len())].0.as_bytes().to_vec();
            let (at, cut) = (usize::from(at) % text.len(), usize::from(cut) % text.len());
            text[at] = byte;
            text.splice(cut..cut, noise);
            text
        },
    )
}

proptest! {
    /// Whatever the bytes and wherever the candidate, a verifier answers with a range inside the text.
    #[test]
    fn no_verifier_panics(text in prop_oneof![near_hit(), prop::collection::vec(any::<u8>(), 0..200)],
                          at in any::<(prop::sample::Index, u8)>()) {
        let start = at.0.index(text.len() + 1);
        let end = (start + usize::from(at.1 % 24)).min(text.len());
        for d in DETECTORS {
            let spans = found(d, &text).into_iter().chain(d.verify.judge(Candidate::new(&text, start, end)));
            for r in spans {
                prop_assert!(r.start < r.end && r.end <= text.len(), "{}: {r:?}", d.id);
            }
        }
    }
}

/// The ids, for a look at what there is: `cargo test -p veilfold-core ids_are -- --nocapture`.
#[test]
fn ids_are_many() {
    let ids: Vec<String> = DETECTORS.iter().map(|d| d.id.to_string()).collect();
    assert!(ids.len() >= 80, "{}: {}", ids.len(), ids.join(" "));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    /// What a kind of number is not asked about, it would not have found.
    #[test]
    fn no_number_begins_otherwise(text in "[ \"']{0,2}[0-9A-Z]{0,3}[0-9]{1,9}([-./+ (]?[0-9A-Z]{1,8}[)]?){0,4}[ \"',x]{0,3}") {
        let text = text.as_bytes();
        let Some(start) = text.iter().position(u8::is_ascii_digit) else { return Ok(()) };
        let is_part = |b: &u8| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'.');
        let end = start + text[start..].iter().take_while(|b| is_part(b)).count();
        let candidate = Candidate::number(text, start, end);
        let begin = Beginnings::of_text(text, start, candidate.starts.unwrap_or_default());
        for detector in DETECTORS {
            for anchor in detector.anchors {
                if let Anchor::Number { beginnings, .. } = *anchor
                    && detector.verify.judge(candidate).is_some()
                {
                    prop_assert!(beginnings.meet(begin), "{}", detector.id);
                }
            }
        }
    }
}
