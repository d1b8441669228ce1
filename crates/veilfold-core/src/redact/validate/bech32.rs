//! Bech32 and Bech32m (BIP 173, BIP 350).

use crate::bounds::Bounds as _;
/// Whether `text`, human-readable part and all, has a good checksum of either kind. At most 90
/// characters, in one case.
pub(in crate::redact) fn bech32(text: &[u8]) -> bool {
    const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let mixed = text.iter().any(u8::is_ascii_lowercase) && text.iter().any(u8::is_ascii_uppercase);
    let Some(sep) = text.iter().rposition(|&b| b == b'1') else { return false };
    if mixed || text.len() > 90 || sep == 0 || text.len() - sep < 7 {
        return false;
    }
    let (hrp, data) = (text.cut(..sep), text.cut(sep + 1..));
    let low = |b: &u8| b.to_ascii_lowercase();
    let expanded = hrp.iter().map(|b| low(b) >> 5).chain([0]).chain(hrp.iter().map(|b| low(b) & 31));
    let mut c = 1u32;
    let mut feed = |v: u8| {
        const G: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
        let top = c >> 25;
        c = (c & 0x01ff_ffff) << 5 ^ u32::from(v);
        for (i, g) in G.iter().enumerate() {
            c ^= g & 0u32.wrapping_sub(top >> i & 1);
        }
    };
    expanded.for_each(&mut feed);
    for b in data {
        match ALPHABET.iter().position(|&a| a == low(b)) {
            Some(v) => feed(v as u8),
            None => return false,
        }
    }
    matches!(c, 1 | 0x2bc8_30a3)
}

#[test]
fn knows_the_examples_of_the_standards() {
    assert!(bech32(b"A12UEL5L"));
    assert!(bech32(b"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"));
    assert!(bech32(b"abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx"));
    assert!(!bech32(b"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"));
    assert!(!bech32(b"A12uEL5L"));
}
