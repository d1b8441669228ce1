//! A compiled policy as bytes: built on one machine, read on another, without TOML and without a regex
//! compiler.
//!
//! Layout, all integers little-endian: magic, format version, rule ids that are on, actions, selectors,
//! custom rules (with their automata), limits, grouping. Rules are named, not numbered, so that a block made by
//! another version of the catalogue is understood, or refused by name. The pseudonym key is never in
//! it: only its id, so that who reads the block knows which key to bring.

mod grouping;

use super::{Limits, Policy};
use crate::digest::Sha256;
use crate::pattern::Pattern;
use crate::redact::field::Selector;
use crate::redact::{Action, Custom, Prefix, Pseudonym, Redactor, Selection, builtin_id, builtins};
use alloc::string::String;
use alloc::vec::Vec;

const MAGIC: &[u8; 8] = b"veilfold";
const FORMAT: u8 = 3;
/// Longest list in a block; more is garbage.
pub(super) const MOST: u32 = 1 << 16;

impl Policy {
    /// The policy as a block of bytes. The same policy gives the same bytes. A pseudonym key is not in
    /// it; whoever reads the block brings it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let selection = self.redactor.selection();
        let mut out = Vec::new();
        out.extend_from_slice(MAGIC);
        out.push(FORMAT);
        let on: Vec<&str> =
            builtins().zip(&selection.on).filter(|(_, on)| **on).map(|((id, _), _)| id).collect();
        list(&mut out, &on, |out, id| text(out, id.as_bytes()));
        let names = builtins().map(|(id, _)| id).chain(selection.custom.iter().map(|c| c.id.as_str()));
        let actions: Vec<(&str, Action)> =
            names.zip(selection.actions.iter().copied()).filter(|(_, a)| *a != Action::Mask).collect();
        list(&mut out, &actions, |out, (id, action)| {
            text(out, id.as_bytes());
            out.extend_from_slice(&match action {
                Action::Mask => [0, 0],
                Action::Partial { keep_last } => [1, *keep_last],
                Action::Hash => [2, 0],
                Action::Remove => [3, 0],
            });
        });
        for selectors in [&selection.deny, &selection.allow] {
            list(&mut out, selectors.selectors(), |out, s| text(out, s.source().as_bytes()));
        }
        list(&mut out, &selection.custom, |out, c| {
            text(out, c.id.as_bytes());
            text(out, c.pattern.source().as_bytes());
            list(out, &c.literals, |out, l| {
                text(out, &l.text);
                out.push(u8::from(l.fold));
            });
            list(out, &c.keywords, |out, k| text(out, k));
            text(out, &c.pattern.automaton());
        });
        text(&mut out, selection.pseudonym.as_ref().map_or("", |p| &p.key_id).as_bytes());
        out.extend_from_slice(&(self.limits.max_record_bytes as u64).to_le_bytes());
        out.extend_from_slice(&(self.limits.max_depth as u64).to_le_bytes());
        grouping::write(&mut out, &self.grouping);
        out
    }

    /// The policy in a block that [`Policy::to_bytes`] made; none when it is damaged, of another format,
    /// or names a rule that this version does not have. `key` is the pseudonym key; without one, rules
    /// that hash mask instead.
    pub fn from_bytes(block: &[u8], key: Option<&[u8]>) -> Option<Policy> {
        let mut rest = Reader { rest: block.strip_prefix(MAGIC)? };
        if rest.byte()? != FORMAT {
            return None;
        }
        let mut selection = Selection::of(super::Profile::None);
        selection.on.fill(false);
        for _ in 0..rest.count()? {
            *selection.on.get_mut(builtin_id(rest.str()?)?)? = true;
        }
        let mut actions = Vec::new();
        for _ in 0..rest.count()? {
            let id = rest.str()?;
            let action = match (rest.byte()?, rest.byte()?) {
                (1, keep_last @ 1..=16) => Action::Partial { keep_last },
                (2, 0) => Action::Hash,
                (3, 0) => Action::Remove,
                _ => return None,
            };
            actions.push((id, action));
        }
        for allow in [false, true] {
            for _ in 0..rest.count()? {
                let selector = Selector::parse(rest.str()?).ok()?;
                if allow { selection.allow.push(selector) } else { selection.deny.push(selector) }
            }
        }
        for _ in 0..rest.count()? {
            let (id, pattern) = (rest.str()?, rest.str()?);
            let mut literals = Vec::new();
            for _ in 0..rest.count()? {
                let text = rest.text()?.to_vec();
                literals.push(Prefix { text, fold: rest.byte()? == 1 });
            }
            if literals.iter().any(|l| !(3..=64).contains(&l.text.len())) {
                return None;
            }
            let mut keywords = Vec::new();
            for _ in 0..rest.count()? {
                keywords.push(rest.text()?.to_vec());
            }
            let pattern = Pattern::from_parts(pattern, rest.text()?)?;
            let custom = Custom { id: id.into(), pattern, literals, keywords };
            selection.custom.push(custom);
            selection.actions.push(Action::Mask);
        }
        let key_id = rest.str()?;
        selection.pseudonym = key.filter(|_| !key_id.is_empty()).map(|k| Pseudonym::new(key_id.into(), k));
        for (id, action) in actions {
            let custom = selection.custom.iter().position(|c| c.id == id).map(|i| selection.on.len() + i);
            *selection.actions.get_mut(builtin_id(id).or(custom)?)? = action;
        }
        let limits = Limits {
            max_record_bytes: usize::try_from(rest.number()?).ok()?,
            max_depth: usize::try_from(rest.number()?).ok()?,
        };
        let grouping = grouping::read(&mut rest)?;
        let sane = rest.rest.is_empty() && limits.max_depth <= 4096;
        sane.then(|| Policy {
            redactor: Redactor::assemble(selection),
            grouping,
            limits,
            warnings: Vec::new(),
        })
    }

    /// SHA-256 of [`Policy::to_bytes`], in hex: the name of the policy in reports and metrics.
    pub fn hash(&self) -> String {
        let digest = Sha256::digest(&self.to_bytes());
        let digit = |n: u8| char::from(b"0123456789abcdef"[usize::from(n)]);
        digest.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
    }
}

fn text(out: &mut Vec<u8>, text: &[u8]) {
    out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    out.extend_from_slice(text);
}

fn list<T>(out: &mut Vec<u8>, items: &[T], mut write: impl FnMut(&mut Vec<u8>, &T)) {
    out.extend_from_slice(&(items.len() as u32).to_le_bytes());
    for item in items {
        write(out, item);
    }
}

/// What is left of a block. Every step checks.
struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let (head, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn count(&mut self) -> Option<u32> {
        let n = u32::from_le_bytes(*self.take(4)?.first_chunk()?);
        (n <= MOST).then_some(n)
    }

    fn number(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(*self.take(8)?.first_chunk()?))
    }

    fn text(&mut self) -> Option<&'b [u8]> {
        let n = u32::from_le_bytes(*self.take(4)?.first_chunk()?);
        self.take(n as usize)
    }

    fn str(&mut self) -> Option<&'b str> {
        core::str::from_utf8(self.text()?).ok()
    }
}

#[cfg(all(test, feature = "compile"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn policy() -> Policy {
        let source = r#"
            version = 1
            [fields]
            deny = ["badge", "**.card.holder"]
            allow = ["session_token"]
            [actions]
            credential_field = { action = "partial", keep_last = 4 }
            badge_id = { action = "hash" }
            [[rule]]
            id = "badge_id"
            pattern = '\bBDG-\d{6}\b'
            keywords = ["badge"]
            [pseudonym]
            key_env = "K"
            key_id = "k1"
            [limits]
            max_depth = 9
            [group]
            in_app = ["*/acme/*"]
            learned = ["Collecting <+>"]
            [[group.mask]]
            pattern = 'gold'
            [[group.rule]]
            type = "*.Gone"
            key = "gone"
            [group.aliases]
            "m1-0000000000000001" = "m1-0000000000000002"
        "#;
        Policy::compile(source, "p.toml", &|_| Some(b"0123456789abcdef".to_vec())).expect("a sound policy")
    }

    fn clean(policy: &Policy, text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        policy.redactor().text(text.as_bytes(), &mut out, &mut crate::Report::default());
        out
    }

    #[test]
    fn a_block_says_what_its_policy_says() {
        let policy = policy();
        let block = policy.to_bytes();
        let read = Policy::from_bytes(&block, Some(b"0123456789abcdef")).unwrap();
        assert_eq!(read.to_bytes(), block);
        assert_eq!(read.hash(), policy.hash());
        assert_eq!(read.limits(), policy.limits());
        for text in
            ["badge BDG-123456", "badge=x1y2z3", "password=longvalue1", "session_token=abcd", "card.holder=x"]
        {
            assert_eq!(clean(&read, text), clean(&policy, text), "{text}");
        }
        assert!(!block.windows(16).any(|w| w == b"0123456789abcdef"), "the key is in the block");
        let keyless = Policy::from_bytes(&block, None).unwrap();
        assert_eq!(clean(&keyless, "badge BDG-123456"), b"badge [REDACTED:badge_id]");
        assert_ne!(Policy::builtin(super::super::Profile::Strict).hash(), policy.hash());
    }

    #[test]
    fn builtin_policies_travel() {
        for profile in super::super::Profile::ALL {
            let policy = Policy::builtin(profile);
            assert_eq!(Policy::from_bytes(&policy.to_bytes(), None).unwrap().hash(), policy.hash());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn damage_is_refused_or_harmless(at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>()) {
            let mut block = policy().to_bytes();
            prop_assert!(Policy::from_bytes(&block[..cut.index(block.len())], None).is_none());
            let at = at.index(block.len());
            block[at] = byte;
            if let Some(policy) = Policy::from_bytes(&block, None) {
                clean(&policy, "badge BDG-123456 password=x card.holder=y");
            }
        }
    }
}
