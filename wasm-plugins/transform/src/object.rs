//! Is this one JSON object?
#![allow(clippy::inline_always, reason = "a filter is built for size, and every record passes here")]

use veilfold_core::encode::json;

/// Deepest nesting that is still taken for JSON; hosts' own parsers give up in this region.
const MAX_DEPTH: usize = 512;

/// True when `text` is exactly one JSON object (RFC 8259), with white space around it or not.
/// One pass, no recursion, no allocation.
pub(crate) fn is_object(text: &[u8]) -> bool {
    let mut check = Check { text, at: 0 };
    check.space();
    check.peek() == Some(b'{')
        && check.value()
        && {
            check.space();
            check.at == text.len()
        }
        && (is_ascii(text) || core::str::from_utf8(text).is_ok())
}

/// By words: the library's own looks at each byte where it is built to size.
fn is_ascii(text: &[u8]) -> bool {
    let (words, rest) = text.as_chunks::<8>();
    let all = words.iter().fold(0, |all, word| all | u64::from_le_bytes(*word));
    all & u64::from_le_bytes([0x80; 8]) == 0 && rest.is_ascii()
}

struct Check<'t> {
    text: &'t [u8],
    at: usize,
}

/// The open brackets, one bit each: 1 for an object.
struct Open {
    bits: [u64; MAX_DEPTH / 64],
    depth: usize,
}

impl Open {
    fn push(&mut self, object: bool) -> bool {
        let Some(word) = self.bits.get_mut(self.depth / 64) else { return false };
        let bit = 1 << (self.depth % 64);
        *word = if object { *word | bit } else { *word & !bit };
        self.depth += 1;
        true
    }

    fn pop(&mut self) {
        self.depth -= 1;
    }

    fn in_object(&self) -> bool {
        let last = self.depth.wrapping_sub(1);
        self.bits.get(last / 64).is_some_and(|word| word >> (last % 64) & 1 == 1)
    }
}

impl Check<'_> {
    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    #[inline(always)]
    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    #[inline(always)]
    fn take(&mut self, byte: u8) -> bool {
        let hit = self.peek() == Some(byte);
        self.at += usize::from(hit);
        hit
    }

    fn value(&mut self) -> bool {
        let mut open = Open { bits: [0; MAX_DEPTH / 64], depth: 0 };
        loop {
            // Here a value is due, or the first key or the end of an empty container.
            self.space();
            let opened = match self.peek() {
                Some(b'{') => Some(true),
                Some(b'[') => Some(false),
                _ => None,
            };
            if let Some(object) = opened {
                self.at += 1;
                if !open.push(object) {
                    return false;
                }
                self.space();
                if !self.take(if object { b'}' } else { b']' }) {
                    if object && !self.key() {
                        return false;
                    }
                    continue;
                }
                open.pop();
            } else if !self.scalar() {
                return false;
            }
            // A value ended: close what closes here, then expect the next one.
            loop {
                if open.depth == 0 {
                    return true;
                }
                self.space();
                let object = open.in_object();
                if self.take(if object { b'}' } else { b']' }) {
                    open.pop();
                } else if self.take(b',') {
                    self.space();
                    if object && !self.key() {
                        return false;
                    }
                    break;
                } else {
                    return false;
                }
            }
        }
    }

    fn key(&mut self) -> bool {
        self.string() && {
            self.space();
            self.take(b':')
        }
    }

    fn string(&mut self) -> bool {
        if !self.take(b'"') {
            return false;
        }
        loop {
            self.at += json::string_prefix(self.text.get(self.at..).unwrap_or_default());
            let Some(byte) = self.peek() else { return false };
            self.at += 1;
            match byte {
                b'"' => return true,
                0..0x20 => return false,
                b'\\' => {
                    let escape = self.peek();
                    self.at += 1;
                    match escape {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {}
                        Some(b'u') => {
                            let digits = self.text.get(self.at..self.at + 4);
                            if !digits.is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit)) {
                                return false;
                            }
                            self.at += 4;
                        }
                        _ => return false,
                    }
                }
                _ => {}
            }
        }
    }

    fn scalar(&mut self) -> bool {
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b't') => self.word(b"true"),
            Some(b'f') => self.word(b"false"),
            Some(b'n') => self.word(b"null"),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => false,
        }
    }

    fn word(&mut self, word: &[u8]) -> bool {
        let hit = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        self.at += word.len();
        hit
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at > start
    }

    fn number(&mut self) -> bool {
        self.take(b'-');
        let whole = self.take(b'0') || self.digits();
        let fraction = !self.take(b'.') || self.digits();
        let exponent = !(self.take(b'e') || self.take(b'E')) || {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()
        };
        whole && fraction && exponent
    }
}

#[cfg(test)]
mod tests {
    use super::is_object;

    #[test]
    fn agrees_with_serde_json() {
        let cases = [
            "{}",
            " { } ",
            "{\"a\":1}",
            "{\"a\":[1,2,{\"b\":null}],\"c\":-0.5e+3}",
            "{\"\\u00e9\\n\":\"\\ud83d\\ude00\"}",
            "{\"a\":1,\"a\":2}",
            "[]",
            "1",
            "\"{}\"",
            "",
            " ",
            "{",
            "}",
            "{]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{,}",
            "{\"a\":01}",
            "{\"a\":1.}",
            "{\"a\":.5}",
            "{\"a\":-}",
            "{\"a\":1e}",
            "{\"a\":tru}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12g4\"}",
            "{\"a\":\"\n\"}",
            "{} {}",
            "{}x",
            "{\"a\":[1 2]}",
            "{\"a\":[,]}",
            "{\"a\":[1,]}",
            "{\"a\":{}}",
            "{\"a\":[[],[[]],{}]}",
            "{\"a\":1",
            "{\"a\":\"",
            "{\"a\":\"\\",
            "{'a':1}",
            "{\"a\":NaN}",
        ];
        for case in cases {
            let expected = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(case).is_ok();
            assert_eq!(is_object(case.as_bytes()), expected, "{case}");
        }
    }

    #[test]
    fn no_utf8_is_no_json() {
        assert!(!is_object(b"{\"a\":\"\xff\"}"));
        assert!(!is_object(b"{\"a\":\"\xff and more than eight bytes behind it\"}"));
        assert!(!is_object(b"{\"a\":\"more than eight bytes before it \xff\",\"b\":1}"));
        assert!(is_object("{\"a\":\"\u{e9}\",\"more than eight bytes \u{1f600} long\":1}".as_bytes()));
    }

    #[test]
    fn depth_is_bounded() {
        for (depth, expected) in [(511, true), (512, false), (1_000_000, false)] {
            let text = [b"{\"a\":".to_vec(), b"[".repeat(depth), b"]".repeat(depth), b"}".to_vec()].concat();
            assert_eq!(is_object(&text), expected, "{depth}");
        }
    }

    proptest::proptest! {
        #[test]
        fn strings_end_where_serde_json_ends_them(text in "([a-z ]{0,9}|\\PC|[\x00-\x20]|\\\\[\"\\\\n]|\"){0,6}") {
            let text = alloc::format!("{{\"a\":\"{text}\"}}");
            let expected = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text).is_ok();
            proptest::prop_assert_eq!(is_object(text.as_bytes()), expected);
        }

        #[test]
        fn what_it_takes_serde_json_takes(text in "[{}\\[\\]\",:0-9a-e.+\\\\ u-]{0,24}") {
            let expected = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text).is_ok();
            proptest::prop_assert_eq!(is_object(text.as_bytes()), expected);
        }
    }
}
