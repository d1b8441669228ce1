//! Every detector on every anchor of any text: no panic, and what it calls a secret lies in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use veilfold_core::redact::detect::{Anchor, Candidate, DETECTORS};

fuzz_target!(|text: &[u8]| {
    for detector in DETECTORS {
        for anchor in detector.anchors {
            for (start, end) in places(*anchor, text) {
                let Some(span) = (detector.verify)(Candidate::new(text, start, end)) else { continue };
                assert!(
                    span.start < span.end && span.end <= text.len(),
                    "{}: {span:?} in {} bytes",
                    detector.id,
                    text.len()
                );
            }
        }
    }
});

/// Where stage 1 would find the anchor, found the slow way.
fn places(anchor: Anchor, text: &[u8]) -> Vec<(usize, usize)> {
    let windows = |len: usize, hit: &dyn Fn(&[u8]) -> bool| {
        text.windows(len).enumerate().filter(|(_, w)| hit(w)).map(|(at, _)| (at, at + len)).collect()
    };
    match anchor {
        Anchor::Exact(word) | Anchor::Prefix(word, _) => windows(word.len(), &|w| w == word.as_bytes()),
        Anchor::AnyCase(word) => windows(word.len(), &|w| w.eq_ignore_ascii_case(word.as_bytes())),
        Anchor::Byte(byte) => windows(1, &|w| w == [byte]),
        Anchor::Digits { min } | Anchor::Number { min, .. } => digit_runs(min, text),
        Anchor::DigitGroups(groups) => digit_runs(groups.iter().sum(), text),
        Anchor::LetteredDigits { min } => {
            digit_runs(min, text).into_iter().filter(|&(start, _)| is_behind_letter(&text[..start])).collect()
        }
    }
}

fn is_behind_letter(before: &[u8]) -> bool {
    let before = before.strip_suffix(b" ").or_else(|| before.strip_suffix(b"-")).unwrap_or(before);
    before.last().is_some_and(u8::is_ascii_alphabetic)
}

fn digit_runs(min: u8, text: &[u8]) -> Vec<(usize, usize)> {
    let (mut runs, mut at) = (Vec::new(), 0);
    while at < text.len() {
        if !text[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let (start, mut end, mut digits) = (at, at, 0);
        while let Some(&byte) = text.get(at) {
            let joined =
                matches!(byte, b' ' | b'-' | b'.') && text.get(at + 1).is_some_and(u8::is_ascii_digit);
            match byte {
                b'0'..=b'9' => (digits, end) = (digits + 1, at + 1),
                _ if joined => {}
                _ => break,
            }
            at += 1;
        }
        if digits >= usize::from(min) {
            runs.push((start, end));
        }
    }
    runs
}
