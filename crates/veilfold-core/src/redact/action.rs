//! What becomes of a match.

use super::Disposition;
use crate::bounds::Bounds as _;
use crate::digest::Hmac;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// What is written in place of a match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Action {
    /// `[REDACTED]` for a named field, `[REDACTED:<rule>]` for a detector.
    #[default]
    Mask,
    /// Stars, and the last characters as they are; a value no longer than twice as many is masked.
    Partial {
        /// How many characters stay.
        keep_last: u8,
    },
    /// `[<rule>:<key id>:<hex>]`, a keyed pseudonym: equal values stay equal, under one key and rule.
    Hash,
    /// Nothing: a member of an object goes with its key. In free text, where leaving a value out would
    /// join its neighbours, `[REMOVED]`.
    Remove,
}

impl Action {
    /// The name of the action in a policy.
    pub const fn name(self) -> &'static str {
        match self {
            Action::Mask => "mask",
            Action::Partial { .. } => "partial",
            Action::Hash => "hash",
            Action::Remove => "remove",
        }
    }
}

/// The key of keyed pseudonyms. Its bytes appear in no output of [`Debug`].
#[derive(Clone)]
pub(crate) struct Pseudonym {
    pub(crate) key_id: String,
    mac: Hmac,
}

/// What is put before the rule in every pseudonym's message, so that the key may serve elsewhere too.
const DOMAIN: &[u8] = b"veilfold/pseudonym/v1";

impl Pseudonym {
    /// A key of any length; RFC 2104 advises 32 bytes.
    pub(crate) fn new(key_id: String, key: &[u8]) -> Pseudonym {
        Pseudonym { key_id, mac: Hmac::new(key) }
    }

    /// The first 8 bytes of `HMAC-SHA-256(key, DOMAIN || 00 || rule || 00 || value)`, in hex.
    fn write(&self, rule: &str, value: &[u8], out: &mut Vec<u8>) {
        let mut mac = self.mac.clone();
        for part in [DOMAIN, b"\0", rule.as_bytes(), b"\0", value] {
            mac.update(part);
        }
        out.push(b'[');
        out.extend_from_slice(rule.as_bytes());
        out.push(b':');
        out.extend_from_slice(self.key_id.as_bytes());
        out.push(b':');
        for byte in &mac.finish()[..8] {
            for nibble in [byte >> 4, byte & 15] {
                out.push(if nibble < 10 { b'0' + nibble } else { b'a' - 10 + nibble });
            }
        }
        out.push(b']');
    }
}

impl fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pseudonym").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

/// Writes what replaces `value`.
pub(crate) fn apply(
    action: Action,
    rule: &str,
    is_field: bool,
    value: &[u8],
    pseudonym: Option<&Pseudonym>,
    out: &mut Vec<u8>,
) -> Disposition {
    match (action, pseudonym) {
        (Action::Remove, _) => return Disposition::Removed,
        (Action::Hash, Some(key)) => key.write(rule, value, out),
        (Action::Partial { keep_last }, _) if keeps(value, keep_last) > 0 => {
            // The number of stars is fixed: the length of a secret is a secret too.
            out.extend_from_slice(b"****");
            out.extend_from_slice(value.cut(value.len() - keeps(value, keep_last)..));
        }
        _ if is_field => out.extend_from_slice(b"[REDACTED]"),
        _ => {
            out.extend_from_slice(b"[REDACTED:");
            out.extend_from_slice(rule.as_bytes());
            out.push(b']');
        }
    }
    Disposition::Replaced
}

/// How many bytes at the end of `value` stay: whole characters, letters and digits only (so that the
/// rest of a text never sees a quote or a separator from within a value), never more than half.
fn keeps(value: &[u8], keep_last: u8) -> usize {
    let n = usize::from(keep_last);
    let tail = value.iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
    if n > 0 && tail >= n && value.len() >= 2 * n { n } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply_to(action: Action, value: &str) -> String {
        let key = Pseudonym::new("k1".into(), b"0123456789abcdef");
        let mut out = Vec::new();
        apply(action, "credit_card", false, value.as_bytes(), Some(&key), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_action() {
        assert_eq!(apply_to(Action::Mask, "4111111111111111"), "[REDACTED:credit_card]");
        assert_eq!(apply_to(Action::Partial { keep_last: 4 }, "4111-1111-1111-1234"), "****1234");
        assert_eq!(apply_to(Action::Partial { keep_last: 4 }, "1234567"), "[REDACTED:credit_card]");
        assert_eq!(apply_to(Action::Remove, "4111111111111111"), "");
    }

    #[test]
    fn pseudonyms_are_keyed_and_separated_by_rule() {
        // Computed independently:
        // printf 'veilfold/pseudonym/v1\0credit_card\0value' | openssl dgst -sha256 -hmac 0123456789abcdef
        assert_eq!(apply_to(Action::Hash, "value"), "[credit_card:k1:3e7e3ab91842bb24]");
        let key = Pseudonym::new("k1".into(), b"0123456789abcdef");
        let (mut a, mut b) = (Vec::new(), Vec::new());
        key.write("email", b"value", &mut a);
        key.write("phone", b"value", &mut b);
        assert_ne!(a[b"[email".len()..], b[b"[phone".len()..]);
    }

    #[test]
    fn the_key_is_in_no_dump() {
        let key = Pseudonym::new("k1".into(), b"0123456789abcdef");
        assert_eq!(alloc::format!("{key:?}"), "Pseudonym { key_id: \"k1\", .. }");
    }
}
