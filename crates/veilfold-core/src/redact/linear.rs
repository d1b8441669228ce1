//! Linear time, tested by counting: past the reach of the longest look, a text twice as long costs each of
//! its bytes no more looks.

use super::{Redactor, Report, work};
use crate::policy::Profile;
use alloc::vec::Vec;

/// Longer than the reach of any look but that for the end of a private key, which is 16 KiB.
const LENGTH: usize = 24 << 10;

/// What keeps verifiers and shapes reading: names without an end to their value, halves of values.
const PIECES: [&str; 12] = [
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
    "(((",
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
