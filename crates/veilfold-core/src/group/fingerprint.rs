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

const _: () = assert!(MESSAGE_VERSION < 10 && STACK_VERSION < 10, "a version is printed as one digit");

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(core::str::from_utf8(&self.printed()).unwrap_or_default())
    }
}

/// The 16 hexadecimal digits of a number.
pub(crate) fn hex(number: u64) -> [u8; 16] {
    core::array::from_fn(|at| b"0123456789abcdef"[(number >> (60 - 4 * at)) as usize & 15])
}

impl GroupId {
    /// As it is printed, without what formatting would bring into a WASM filter.
    pub(crate) fn printed(self) -> [u8; 19] {
        let (letter, version) = match self.kind {
            Kind::Message => (b'm', MESSAGE_VERSION),
            Kind::Stack => (b's', STACK_VERSION),
        };
        let mut text = [0; 19];
        (text[0], text[1], text[2]) = (letter, b'0' + version as u8, b'-');
        for (place, digit) in text[3..].iter_mut().zip(&hex(self.hash)) {
            *place = *digit;
        }
        text
    }

    /// Reads an id of a version that this engine writes; anything else is `None`.
    pub fn parse(text: &[u8]) -> Option<GroupId> {
        let ([letter, version, b'-'], digits) = text.split_first_chunk()? else { return None };
        let (kind, known) = match letter {
            b'm' => (Kind::Message, MESSAGE_VERSION),
            b's' => (Kind::Stack, STACK_VERSION),
            _ => return None,
        };
        let digits: &[u8; 16] = digits.try_into().ok()?;
        let hash = digits.iter().try_fold(0_u64, |hash, digit| match digit {
            b'0'..=b'9' => Some(hash << 4 | u64::from(digit - b'0')),
            b'a'..=b'f' => Some(hash << 4 | u64::from(digit - b'a' + 10)),
            _ => None,
        })?;
        (u32::from(version.wrapping_sub(b'0')) == known).then_some(GroupId { kind, hash })
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
