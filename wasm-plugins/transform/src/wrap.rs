//! What is no object becomes the message of one.

use alloc::vec::Vec;
use veilfold_core::encode::json;

pub(crate) const BEFORE: &[u8; 12] = br#"{"message":""#;
pub(crate) const AFTER: &[u8; 2] = br#""}"#;

/// Appends `{"message":"<text>"}`. Bytes that are no UTF-8 become U+FFFD.
pub(crate) fn wrap(text: &[u8], out: &mut Vec<u8>) {
    out.reserve(text.len() + 16);
    out.extend_from_slice(BEFORE);
    if json::is_plain(text) {
        out.extend_from_slice(text);
    } else if core::str::from_utf8(text).is_ok() {
        json::escape(out, text);
    } else {
        // Half a surrogate pair would be written as its escape, which hosts' parsers refuse.
        for chunk in text.utf8_chunks() {
            json::escape(out, chunk.valid().as_bytes());
            if !chunk.invalid().is_empty() {
                out.extend_from_slice("\u{fffd}".as_bytes());
            }
        }
    }
    out.extend_from_slice(AFTER);
}

#[cfg(test)]
mod tests {
    use super::wrap;
    use crate::object::is_object;

    #[test]
    fn wraps_anything() {
        for text in [
            &b""[..],
            b"plain",
            b"\"\\\n\r\t\0\x1f\x7f",
            b"more than eight plain bytes\x7f and more\0 of them \"quoted\"",
            "\u{1f600} \u{2028}".as_bytes(),
            b"\xff\xc3 cut \xe2\x82",
        ] {
            let mut out = Vec::new();
            wrap(text, &mut out);
            let parsed: serde_json::Value = serde_json::from_slice(&out).expect("valid JSON");
            assert_eq!(parsed["message"], String::from_utf8_lossy(text).as_ref());
            assert!(is_object(&out) && !out.contains(&0));
        }
    }
}
