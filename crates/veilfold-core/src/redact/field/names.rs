//! What a built-in name is, and how one is found.

mod harmless;
mod table;

pub(super) use harmless::{
    ACCOUNTS, BENIGN_FIRST, BENIGN_KEY, BENIGN_PASS, BENIGN_SECRET, BENIGN_TOKEN, TAILS,
};
pub(crate) use table::NAMES;

use Class::Credential;
use Strength::Any;

/// What a name protects; one rule each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Passwords, tokens, keys, sessions.
    Credential,
    /// Card numbers and what PCI DSS calls sensitive authentication data.
    Card,
    /// US social security numbers.
    Ssn,
    /// Names, addresses, birth dates, numbers of documents and accounts.
    Personal,
    /// Record, member and claim numbers, diagnoses.
    Health,
}

/// What a value must look like before its name is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strength {
    /// Anything but a placeholder.
    Any,
    /// Not a bare number or a single word: `pass=15` counts tests.
    NotNumber,
    /// No directory: the shell's `PWD` is where it works.
    NotPath,
    /// What people make up: `clave=x` is a password, or the key of an entry.
    MadeUp,
    /// At least twelve digits: `cc=` is also the second line of a letter.
    LongDigits,
    /// Four to twelve digits, as ISO 9564 has them: `pin=17` is one of a chip's.
    Pin,
    /// Three or four digits: photos have a back too.
    CardCode,
    /// Six digits or more, and few letters: `mobile=true`, `fax: none`.
    Digits,
    /// Words and a number, as a postal address has them: `address` is also where a socket is bound.
    Address,
    /// Letters and digits in one run of 32: `routing_key` is also a name of dots, words and UUIDs.
    Solid,
    /// Random enough for a credential: the name alone (`key=`, `session=`) says too little.
    Random,
}

impl Strength {
    /// Whether the name says by itself that its value is secret, whatever that is made of.
    pub(crate) const fn is_certain(self) -> bool {
        matches!(self, Any | Self::NotNumber | Self::NotPath)
    }
}

/// A built-in name.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each of one use")]
pub(crate) struct Name {
    /// Words joined by `_`.
    pub(crate) text: &'static str,
    pub(super) compact: [u8; LONGEST],
    pub(super) len: u8,
    pub(crate) class: Class,
    pub(crate) strength: Strength,
    /// Means the same at the end of a longer word (`dbpassword`).
    pub(crate) glued: bool,
    /// Only as the whole name (`pin`, but not `gpio_pin`).
    pub(crate) alone: bool,
    /// Its plural is sensitive too.
    pub(crate) plural: bool,
    /// A password: sentences tell it.
    pub(crate) spoken: bool,
}

/// Longest built-in name.
pub(super) const LONGEST: usize = 24;

impl Name {
    /// Without separators, in small letters.
    pub(crate) const fn compact(&self) -> &[u8] {
        self.compact.split_at(self.len as usize).0
    }

    const fn new(text: &'static str, class: Class, strength: Strength) -> Name {
        let bytes = text.as_bytes();
        let mut compact = [0; LONGEST];
        let (mut len, mut i) = (0, 0);
        while i < bytes.len() {
            if bytes[i] != b'_' {
                compact[len] = bytes[i];
                len += 1;
            }
            i += 1;
        }
        Name {
            text,
            compact,
            len: len as u8,
            class,
            strength,
            glued: false,
            alone: false,
            plural: false,
            spoken: false,
        }
    }

    /// A password in another language; `certain` where the word means nothing else.
    pub(crate) const fn foreign(text: &'static str, certain: bool) -> Name {
        spoken(if certain { glued(text) } else { Name::new(text, Credential, Strength::NotNumber) })
    }
}

const fn name(text: &'static str, class: Class, strength: Strength) -> Name {
    Name::new(text, class, strength)
}

/// Means the same glued to another word; has a plural.
const fn glued(text: &'static str) -> Name {
    Name { glued: true, plural: true, ..Name::new(text, Credential, Any) }
}

/// Of several, each opens.
const fn plural(text: &'static str) -> Name {
    Name { plural: true, ..Name::new(text, Credential, Any) }
}

/// Sentences tell it.
const fn spoken(name: Name) -> Name {
    Name { spoken: true, ..name }
}

/// Only as the whole name.
const fn alone(text: &'static str, class: Class, strength: Strength) -> Name {
    Name { alone: true, ..Name::new(text, class, strength) }
}

/// Two lists as one.
pub(crate) const fn joined<const N: usize>(first: &[Name], second: &[Name]) -> [Name; N] {
    let (mut all, mut at) = ([first[0]; N], 0);
    while at < N {
        all[at] = if at < first.len() { first[at] } else { second[at - first.len()] };
        at += 1;
    }
    all
}
