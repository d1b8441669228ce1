use super::*;
use alloc::vec;
use proptest::prelude::*;

fn scanner() -> Scanner {
    let mut b = Builder::default();
    assert!(b.literal(b"ghp_", false, false, 0));
    assert!(b.literal(b"bearer", true, false, 1));
    assert!(b.literal(b"key", true, true, 2));
    assert!(b.literal(b"eyJ", false, false, 3));
    assert!(b.literal(b"token", true, true, 4));
    assert!(!b.literal(b"ab", true, false, 9));
    b.rare(b'@', 5);
    b.run(9, 6);
    b.run(13, 7);
    b.build()
}

fn hits(text: &[u8]) -> Vec<(Source, usize, usize)> {
    let mut all = vec![];
    scanner().scan(text, &mut |h| {
        all.push((h.source, h.start, h.end));
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
            if equal
                && (!word || ends_word(text, i + lit.len()))
                && !(lit.len() == 3 && word && plural(text, i + 3))
            {
                all.push((source, i, i + lit.len()));
            }
        }
    }
    for (i, b) in text.iter().enumerate() {
        if *b == b'@' {
            all.push((5, i, i + 1));
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
        let digits = text[start..i].iter().filter(|b| b.is_ascii_digit()).count();
        for (min, source) in [(9, 6), (13, 7)] {
            if digits >= min {
                all.push((source, start, i));
            }
        }
    }
    all.sort_unstable();
    all
}

/// Small letters after a three-letter word never pass stage 1, not even the plural's.
fn plural(text: &[u8], end: usize) -> bool {
    text.get(end).is_some_and(|b| b >> 4 == 6 || b >> 4 == 7)
}

#[test]
fn finds_each_kind() {
    let text = b"Bearer ghp_x api_key=1 me@x 4111-1111-1111-1111 keyword eyJ";
    assert_eq!(hits(text), naive(text));
    assert_eq!(hits(text).iter().map(|h| h.0).collect::<Vec<_>>(), [0, 1, 2, 3, 5, 6, 7]);
}

/// The forms of stage 1 that this processor can run.
fn kernels() -> Vec<masks::Kernel> {
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    return simd::kernels();
    #[cfg(not(all(feature = "std", target_arch = "x86_64")))]
    vec![]
}

proptest! {
    #[test]
    fn vectors_see_what_the_scalar_form_sees(text in proptest::collection::vec(prop_oneof![
        3 => proptest::sample::select(b"ghp_bearKEYeyJtokn@1234 -.=s".to_vec()), 1 => any::<u8>(),
    ], masks::PADDED)) {
        let block: &[u8; masks::PADDED] = text.first_chunk().unwrap();
        let tables = &scanner().tables;
        for kernel in kernels() {
            prop_assert_eq!(kernel(tables, block), masks::scalar(tables, block));
        }
    }

    #[test]
    fn as_the_plainest_means(parts in proptest::collection::vec(prop_oneof![
        Just("ghp_"), Just("BeArEr"), Just("key"), Just("KEY="), Just("keys"), Just("eyJ"), Just("tokens"), Just("token"),
        Just("@"), Just("1234"), Just("56"), Just("7"), Just(" "), Just("-"), Just("."), Just("--"), Just("xxxxxxxxxxxxxxxxxxxxx"),
        Just("Z"), Just("a"), Just("\u{e9}"), Just("1111111111111111111111111111111111111111"),
    ], 0..60)) {
        let text = parts.concat();
        prop_assert_eq!(hits(text.as_bytes()), naive(text.as_bytes()));
    }
}
