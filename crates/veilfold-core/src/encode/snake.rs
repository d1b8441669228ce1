//! Names in snake case.

use alloc::borrow::Cow;
use alloc::vec::Vec;

/// `userId` as `user_id`, `HTTPServer` as `http_server`. A name without both cases stays as it is.
pub(super) fn snake_case(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.iter().any(u8::is_ascii_uppercase) || !name.iter().any(u8::is_ascii_lowercase) {
        return Cow::Borrowed(name);
    }
    let mut out = Vec::with_capacity(name.len() + 4);
    let mut before = b'_';
    for (index, &byte) in name.iter().enumerate() {
        let after = name.get(index + 1).copied().unwrap_or_default();
        let ends_word = before.is_ascii_lowercase() || before.is_ascii_digit();
        let ends_run = before.is_ascii_uppercase() && after.is_ascii_lowercase();
        if byte.is_ascii_uppercase() && (ends_word || ends_run) {
            out.push(b'_');
        }
        out.push(byte.to_ascii_lowercase());
        before = byte;
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_where_the_case_says_so() {
        for (name, snake) in [
            ("userId", "user_id"),
            ("HTTPServer", "http_server"),
            ("parseHTTP2Frame", "parse_http2_frame"),
            ("processing_time_ms", "processing_time_ms"),
            ("HOST", "HOST"),
            ("X-Api-Key", "x-api-key"),
            ("größeInCm", "größe_in_cm"),
            ("", ""),
        ] {
            assert_eq!(snake_case(name.as_bytes()), snake.as_bytes(), "{name}");
        }
    }
}
