//! What is baked into a module: a policy, the options that a filter has, and a key, as one block of bytes.
//!
//! Layout, integers little-endian: magic, format version, group scope (one byte), then three texts, each a
//! `u32` length and its bytes: message field, pseudonym key, and the policy as
//! [`Policy::to_bytes`](veilfold_core::Policy::to_bytes) writes it. The SHA-256 of all that ends it: a changed byte
//! inside a text would be another policy, and nobody would see it.

use alloc::vec::Vec;
use veilfold_core::digest::Sha256;
use veilfold_core::{Engine, GroupScope, Options, Policy};

const MAGIC: &[u8; 8] = b"vf-baked";
const FORMAT: u8 = 2;
const DIGEST: usize = 32;
const SCOPES: [GroupScope; 3] = [GroupScope::All, GroupScope::Errors, GroupScope::Off];

/// What is baked into a module.
#[derive(Debug)]
pub struct Block<'b> {
    /// The policy, as [`Policy::to_bytes`](veilfold_core::Policy::to_bytes) writes it.
    pub policy: &'b [u8],
    /// The pseudonym key; empty where there is none, and then rules that hash mask instead.
    pub key: &'b [u8],
    /// Which records get a `group_id`.
    pub group: GroupScope,
    /// Key that holds the message of a record; empty for the usual ones.
    pub message_field: &'b str,
}

impl<'b> Block<'b> {
    /// The block as bytes. The same block gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.push(FORMAT);
        let scope = SCOPES.iter().position(|scope| *scope == self.group).unwrap_or_default();
        out.push(scope as u8);
        for text in [self.message_field.as_bytes(), self.key, self.policy] {
            out.extend_from_slice(&(text.len() as u32).to_le_bytes());
            out.extend_from_slice(text);
        }
        let digest = Sha256::digest(&out);
        out.extend_from_slice(&digest);
        out
    }

    /// The block in `bytes`; none when one bit of them is another than was written, or they are of another format. The
    /// policy is not looked into.
    pub fn from_bytes(bytes: &'b [u8]) -> Option<Block<'b>> {
        let (content, digest) = bytes.split_last_chunk::<DIGEST>()?;
        if Sha256::digest(content) != *digest {
            return None;
        }
        let rest = content.strip_prefix(MAGIC)?;
        let (&[format, scope], rest) = rest.split_first_chunk()?;
        let group = *SCOPES.get(usize::from(scope)).filter(|_| format == FORMAT)?;
        let (message_field, rest) = text(rest)?;
        let (key, rest) = text(rest)?;
        let (policy, rest) = text(rest)?;
        let message_field = core::str::from_utf8(message_field).ok()?;
        rest.is_empty().then_some(Block { policy, key, group, message_field })
    }

    /// The engine that the block describes; none when its policy is damaged, or names a rule that this version does
    /// not have.
    pub fn engine(&self) -> Option<Engine> {
        let policy = Policy::from_bytes(self.policy, (!self.key.is_empty()).then_some(self.key))?;
        let message_field = (!self.message_field.is_empty()).then(|| self.message_field.into());
        Some(Engine::rewriting(policy, Options { group: self.group, message_field, ..Options::default() }))
    }
}

fn text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}

#[cfg(test)]
mod tests {
    use super::{Block, DIGEST, GroupScope, Sha256};
    use proptest::prelude::*;
    use veilfold_core::{Policy, Profile};

    #[test]
    fn what_goes_in_comes_out() {
        let policy = Policy::builtin(Profile::Strict).to_bytes();
        for group in super::SCOPES {
            let block = Block { policy: &policy, key: b"0123456789abcdef", group, message_field: "event" };
            let bytes = block.to_bytes();
            assert_eq!(bytes, block.to_bytes());
            let read = Block::from_bytes(&bytes).expect("a sound block");
            assert_eq!((read.policy, read.key), (block.policy, block.key));
            assert_eq!((read.group, read.message_field), (group, "event"));
            let engine = read.engine().expect("a sound policy");
            assert_eq!(engine.policy().hash(), Policy::builtin(Profile::Strict).hash());
            assert_eq!(engine.options().group, group);
            assert_eq!(engine.options().message_field.as_deref(), Some("event"));
        }
    }

    fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
        let digest = Sha256::digest(&bytes);
        bytes.extend_from_slice(&digest);
        bytes
    }

    /// A changed text, such as a field's name, reads as well as the one that was meant.
    #[test]
    fn no_byte_can_be_another() {
        let policy = Policy::builtin(Profile::Strict).to_bytes();
        let block = Block {
            policy: &policy,
            key: b"0123456789abcdef",
            group: GroupScope::All,
            message_field: "event",
        };
        let mut bytes = block.to_bytes();
        let name = bytes.windows(5).position(|w| w == b"event").expect("the name");
        assert!(Block::from_bytes(&bytes).is_some());
        for at in 0..bytes.len() {
            let bit = 1 << (at % 8);
            bytes[at] ^= bit;
            assert!(Block::from_bytes(&bytes).is_none(), "byte {at}, bit {bit}");
            bytes[at] ^= bit;
        }
        // It is the digest that tells: with one of its own the other name is read.
        bytes.truncate(bytes.len() - DIGEST);
        bytes[name] = b'E';
        assert!(Block::from_bytes(&sealed(bytes)).is_some_and(|block| block.engine().is_some()));
    }

    proptest! {
        #[test]
        fn what_is_cut_or_longer_is_refused(cut: prop::sample::Index, more in 1..9usize) {
            let block = Block { policy: b"p", key: b"", group: GroupScope::Off, message_field: "" };
            let bytes = block.to_bytes();
            prop_assert!(Block::from_bytes(&bytes[..cut.index(bytes.len())]).is_none());
            prop_assert!(Block::from_bytes(&[bytes, vec![0; more]].concat()).is_none());
        }

        #[test]
        fn any_bytes_are_refused_or_read(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let bytes = sealed([&b"vf-baked\x02\x00"[..], &bytes].concat());
            if let Some(block) = Block::from_bytes(&bytes) {
                prop_assert!(block.engine().is_none());
            }
        }
    }
}
