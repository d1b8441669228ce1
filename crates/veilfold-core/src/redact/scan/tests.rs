use super::literals::ends_word;
use super::*;
use alloc::vec;
use proptest::prelude::*;

fn builder() -> Builder {
    let mut b = Builder::default();
    assert!(b.literal(b"ghp_", false, false, 0));
    assert!(b.literal(b"bearer", true, false, 1));
    assert!(b.literal(b"key", true, true, 2));
    assert!(b.literal(b"eyJ", false, false, 3));
    assert!(b.literal(b"token", true, true, 4));
    assert!(!b.literal(b"ab", true, false, 9));
    b.rare(b'@', 5);
    b.run(9, false, 6);
    b.run(13, false, 7);
    b.run(8, true, 8);
    b.groups(&[3, 2, 4], 10);
    assert!(b.prefix(b"pat", 5, 11));
    b
}

fn hits(text: &[u8]) -> Vec<(Source, usize, usize)> {
    let mut all = vec![];
    builder().build().scan(text, &mut |start, end, source| {
        all.push((source, start, end));
        true
    });
    all.sort_unstable();
    all
}

/// The same by the plainest means.
fn naive(text: &[u8]) -> Vec<(Source, usize, usize)> {
    let mut all = vec![];
    for (lit, fold, word, source) in [
        (&b"ghp_"[..], false, false, 0),
        (b"bearer", true, false, 1),
        (b"key", true, true, 2),
        (b"eyJ", false, false, 3),
        (b"token", true, true, 4),
    ] {
        for (i, w) in text.windows(lit.len()).enumerate() {
            let equal = if fold { w.eq_ignore_ascii_case(lit) } else { w == lit };
            if equal && (!word || ends_word(text, i + lit.len())) {
                all.push((source, i, i + lit.len()));
            }
        }
    }
    for (i, w) in text.windows(8).enumerate() {
        if w.starts_with(b"pat") && w[3..].iter().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(b)) {
            all.push((11, i, i + 3));
        }
    }
    for (i, b) in text.iter().enumerate() {
        if *b == b'@' {
            all.push((5, i, i + 1));
        }
    }
    for (i, b) in text.iter().enumerate() {
        if *b == b'\\' && !text.get(i + 1).is_some_and(|b| b"\"\\nrtbf".contains(b)) {
            all.push((ESCAPE, i, i + 1));
        }
    }
    let mut i = 0;
    while i < text.len() {
        let is = |i: usize| text.get(i).is_some_and(u8::is_ascii_digit);
        if !is(i) {
            i += 1;
            continue;
        }
        let start = i;
        while is(i) || text.get(i).is_some_and(|b| b" -.".contains(b)) && is(i - 1) && is(i + 1) {
            i += 1;
        }
        let next = |at: usize| text.get(i + at).copied().unwrap_or(0);
        let hour = i > start + 3 && text[i - 3] == b' ' && next(0) == b':' && next(1).is_ascii_digit();
        let end = if hour { i - 3 } else { i };
        let digits = text[start..end].iter().filter(|b| b.is_ascii_digit()).count();
        let letter = match text[..start] {
            [.., before, b' ' | b'-'] | [.., before] => before.is_ascii_alphabetic(),
            [] => false,
        };
        let groups: Vec<usize> = text[start..end].split(|b| !b.is_ascii_digit()).map(<[u8]>::len).collect();
        if groups.contains(&9) || groups.windows(3).any(|w| w == [3, 2, 4]) || end - start > 64 {
            all.push((10, start, end));
        }
        for (min, lettered, source) in [(9, false, 6), (13, false, 7), (8, true, 8)] {
            if digits >= min && (!lettered || letter) {
                all.push((source, start, end));
            }
        }
    }
    all.sort_unstable();
    all
}

#[test]
fn finds_each_kind() {
    let text = b"Bearer ghp_x api_key=1 me@x 4111-1111-1111-1111 keyword eyJ";
    assert_eq!(hits(text), naive(text));
    assert_eq!(hits(text).iter().map(|h| h.0).collect::<Vec<_>>(), [0, 1, 2, 3, 5, 6, 7, 8]);
}

/// What is longer has no bit for each byte: the hour at its end is no part of a run.
#[test]
fn runs_of_a_block_are_known_to_their_last_digit() {
    for length in 58..72 {
        for end in ["", "2026-11-08 06:35", "2026-11-08 06"] {
            let text = "1".repeat(length - end.len().min(13)) + end;
            assert_eq!(hits(text.as_bytes()), naive(text.as_bytes()), "{text}");
        }
    }
}

/// The forms that this processor can run.
fn forms() -> Vec<Vectors> {
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    return simd::forms();
    #[cfg(not(all(feature = "std", target_arch = "x86_64")))]
    vec![]
}

proptest! {
    #[test]
    fn every_form_sees_the_same(text in proptest::collection::vec(prop_oneof![
        3 => proptest::sample::select(b"ghp_bearKEYeyJtokn@1234567 -.=s:".to_vec()), 1 => any::<u8>(),
    ], 0..5 * BLOCK)) {
        let all = |form: Option<Vectors>| {
            let mut all = vec![];
            builder().build_for(form).scan(&text, &mut |start, end, source| {
                all.push((start, end, source));
                true
            });
            all.sort_unstable();
            all
        };
        for form in forms() {
            prop_assert_eq!(all(Some(form)), all(None));
        }
    }

    #[test]
    fn as_the_plainest_means(parts in proptest::collection::vec(prop_oneof![
        Just("ghp_"), Just("BeArEr"), Just("key"), Just("KEY="), Just("keys"), Just("eyJ"), Just("tokens"), Just("token"),
        Just("@"), Just("1234"), Just("56"), Just("789"), Just("7"), Just(" "), Just("-"), Just("."), Just("--"), Just("xxxxxxxxxxxxxxxxxxxxx"),
        Just("Z"), Just("a"), Just("pat"), Just("h=_"), Just("\u{e9}"), Just(":"), Just("2026-11-08 06:35"), Just("AB"), Just("\\"), Just("\\u0070"), Just("1111111111111111111111111111111111111111"),
    ], 0..60)) {
        let text = parts.concat();
        prop_assert_eq!(hits(text.as_bytes()), naive(text.as_bytes()));
    }
}
