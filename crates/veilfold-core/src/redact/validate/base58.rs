//! `Base58Check` of Bitcoin addresses and extended keys.

use crate::digest::Sha256;

/// Decodes base58 of up to 111 characters and checks its four bytes of double SHA-256. Returns the
/// version byte.
pub(in crate::redact) fn base58_check(text: &[u8]) -> Option<u8> {
    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    if text.len() > 111 {
        return None;
    }
    let (mut number, mut used) = ([0u8; 84], 0); // little endian
    for &c in text {
        let mut carry = ALPHABET.iter().position(|&a| a == c)? as u32;
        for byte in number.get_mut(..used)? {
            carry += u32::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        while carry > 0 {
            *number.get_mut(used)? = carry as u8;
            (used, carry) = (used + 1, carry >> 8);
        }
    }
    // Each leading 1 stands for a zero byte.
    used += text.iter().take_while(|&&c| c == b'1').count();
    let bytes = number.get_mut(..used)?;
    bytes.reverse();
    let (payload, check) = bytes.split_last_chunk::<4>()?;
    let hash = Sha256::digest(&Sha256::digest(payload));
    (hash.get(..4)? == check).then(|| payload.first().copied())?
}

#[test]
fn knows_the_genesis_address() {
    assert_eq!(base58_check(b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"), Some(0));
    assert_eq!(base58_check(b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"), None);
    assert_eq!(base58_check(b""), None);
}
