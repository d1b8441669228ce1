//! CRC-32 (IEEE 802.3), the check that GitHub and npm put into their tokens.

/// The CRC of `bytes`. Bit by bit: tokens are short and rare.
pub(in crate::redact) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, &b| {
        (0..8).fold(crc ^ u32::from(b), |c, _| c >> 1 ^ (0xedb8_8320 & 0u32.wrapping_sub(c & 1)))
    })
}

/// Whether the last six characters of `body` are the CRC of the ones before, in base 62
/// (`0-9A-Za-z`), as in GitHub's and npm's tokens.
pub(in crate::redact) fn base62_crc(body: &[u8]) -> bool {
    let Some((data, check)) = body.split_last_chunk::<6>() else { return false };
    let value = check.iter().fold(0u64, |n, &b| {
        n * 62
            + u64::from(match b {
                b'0'..=b'9' => b - b'0',
                b'A'..=b'Z' => b - b'A' + 10,
                b'a'..=b'z' => b - b'a' + 36,
                _ => 0,
            })
    });
    value == u64::from(crc32(data))
}

#[test]
fn knows_the_check_value() {
    assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
}
