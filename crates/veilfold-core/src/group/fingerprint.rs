//! Ids: a pure function of a version and a canonical text.

use core::fmt;

/// What an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A message template, printed `m1-…`.
    Message,
    /// A stack, printed `s1-…`.
    Stack,
}

/// The id of a group, printed as kind, version and 16 hexadecimal digits: `m1-0f3a…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId {
    /// What it names.
    pub kind: Kind,
    /// 64 bits of a hash of the canonical text.
    pub hash: u64,
}

/// Version of the message lexer; part of every `m` id.
pub const MESSAGE_VERSION: u32 = 1;
/// Version of the stack fingerprint; part of every `s` id.
pub const STACK_VERSION: u32 = 1;

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(core::str::from_utf8(&self.printed()).unwrap_or_default())
    }
}

impl GroupId {
    /// The id as it is printed: no formatter stands between a record and its name.
    pub(crate) fn printed(self) -> [u8; 19] {
        const { assert!(MESSAGE_VERSION < 10 && STACK_VERSION < 10, "a version has one digit") };
        let (letter, version) = match self.kind {
            Kind::Message => (b'm', MESSAGE_VERSION),
            Kind::Stack => (b's', STACK_VERSION),
        };
        let mut text = [b'-'; 19];
        (text[0], text[1]) = (letter, b'0' + version as u8);
        for (to, shift) in text[3..].iter_mut().zip((0..16).rev()) {
            *to = b"0123456789abcdef"[(self.hash >> (4 * shift) & 15) as usize];
        }
        text
    }

    /// Reads an id of a version that this engine writes; anything else is `None`.
    pub fn parse(text: &[u8]) -> Option<GroupId> {
        let (kind, version, rest) = match text {
            [b'm', rest @ ..] => (Kind::Message, MESSAGE_VERSION, rest),
            [b's', rest @ ..] => (Kind::Stack, STACK_VERSION, rest),
            _ => return None,
        };
        let (number, hex) = core::str::from_utf8(rest).ok()?.split_once('-')?;
        let digits = hex.len() == 16 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let hash = u64::from_str_radix(hex, 16).ok()?;
        (digits && number.parse() == Ok(version)).then_some(GroupId { kind, hash })
    }
}

/// FNV-1a, 64 bits, finished with the `MurmurHash3` mixer: the hash behind every id. Chosen because it is
/// four lines in any language, so that an id can be checked without this crate.
pub fn hash(canonical: &[u8]) -> u64 {
    let mut hasher = Hasher::default();
    hasher.write(canonical);
    hasher.finish()
}

/// [`hash`] of a text that comes in parts.
#[derive(Clone, Copy)]
pub(super) struct Hasher(u64);

impl Default for Hasher {
    fn default() -> Hasher {
        Hasher(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher {
    #[inline]
    pub(super) fn write(&mut self, part: &[u8]) {
        let (fours, rest) = part.as_chunks::<4>();
        for &[a, b, c, d] in fours {
            *self = self.step(a).step(b).step(c).step(d);
        }
        for &byte in rest {
            *self = self.step(byte);
        }
    }

    #[inline]
    fn step(self, byte: u8) -> Hasher {
        Hasher((self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    }

    #[inline]
    pub(super) fn finish(self) -> u64 {
        let mut h = self.0;
        h ^= h >> 33;
        h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
        h ^= h >> 33;
        h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ (h >> 33)
    }
}
