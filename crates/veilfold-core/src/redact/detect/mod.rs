//! The catalogue of detectors, each with its true and false cases.
//!
//! A detector of its own kind has a file, `detect/<group>/<name>.rs`; tokens that differ only in prefix,
//! length and alphabet, and national numbers that differ only in shape and check, are rows of a table. To
//! add one: write it, with its cases, and name a new file's `ALL` in its group. The cases run as a test,
//! the rule reference in the docs is made from its fields ([`reference()`]), and every front door has it.

mod bytes;
#[cfg(any(test, not(feature = "compile")))]
#[cfg_attr(
    test,
    allow(dead_code, unreachable_pub, reason = "for another build; compared with this one's table")
)]
mod carried;
mod context;
mod groups;
mod network;
mod opaque;
mod pci;
mod phi;
mod pii;
#[cfg(any(test, feature = "compile"))]
mod reference;
mod secrets;
mod token;

#[cfg(test)]
mod tests;

pub use pii::Beginnings;
#[cfg(any(test, feature = "compile"))]
pub use reference::reference;
pub(in crate::redact) use secrets::argument;
pub(crate) use secrets::is_command;

use core::ops::Range;

/// What a rule protects; profiles are made of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Credentials: tokens, keys, passwords.
    Secrets,
    /// Card data (PCI DSS).
    Pci,
    /// Personal data.
    Pii,
    /// Health identifiers.
    Phi,
    /// IP and MAC addresses; never on unless named.
    Network,
}

/// What stage 1 of the scanner looks for. Every match of a detector contains one of its anchors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// These bytes, at least 3 of them, in this case.
    Exact(&'static str),
    /// The same, with at least so many bytes of base64url (RFC 4648 section 5) right after them.
    Prefix(&'static str, u8),
    /// These bytes, at least 3 of them, in lower case here; in the text letters of ASCII may have any case.
    AnyCase(&'static str),
    /// One byte that is rare in logs, such as `@`.
    Byte(u8),
    /// A run of at least `min` digits in which single spaces, dashes or dots may stand between digits.
    /// The candidate is the whole run, but for an hour at its end (`06:35`).
    Digits {
        /// Least number of digits.
        min: u8,
    },
    /// The same for one of the many kinds of number that a table lists: a run is one place for all of them, and where and
    /// how a number can begin in it is found out once ([`Candidate::starts`]).
    Number {
        /// Least number of digits.
        min: u8,
        /// How numbers of this kind begin.
        beginnings: Beginnings,
    },
    /// The same behind a letter, right behind it or with one space or dash between them.
    LetteredDigits {
        /// Least number of digits.
        min: u8,
    },
    /// A run of digits that holds groups of these lengths with one separator between each two, or as many digits in
    /// one piece. The candidate is the whole run.
    DigitGroups(&'static [u8]),
}

/// A place where an anchor was found.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'t> {
    /// The whole text, so that a verifier can look left and right.
    pub text: &'t [u8],
    /// Start of the anchor.
    pub start: usize,
    /// End of the anchor.
    pub end: usize,
    /// For [`Anchor::Number`], where that is known: bit `i` tells that a number can begin at byte `i` from eight before
    /// the anchor on, or from the beginning of the text.
    pub starts: Option<u64>,
}

impl<'t> Candidate<'t> {
    /// The place `start..end` of `text`.
    pub fn new(text: &'t [u8], start: usize, end: usize) -> Candidate<'t> {
        Candidate { text, start, end, starts: None }
    }

    /// The place of a number, with where it can begin.
    pub(in crate::redact) fn number(text: &'t [u8], start: usize, end: usize) -> Candidate<'t> {
        Candidate { starts: Some(pii::starts(text, start, end)), ..Candidate::new(text, start, end) }
    }
}

/// How candidates are judged.
#[derive(Clone, Copy, Debug)]
pub(in crate::redact) enum Verify {
    /// By code of its own.
    Code(fn(Candidate<'_>) -> Option<Range<usize>>),
    /// By the shape of a token: a function for each would be as large as the shapes.
    Shape(&'static token::Shape),
}

impl Verify {
    /// The bytes that are the secret.
    pub(in crate::redact) fn judge(self, c: Candidate<'_>) -> Option<Range<usize>> {
        match self {
            Verify::Code(verify) => verify(c),
            Verify::Shape(shape) => shape.verify(c),
        }
    }
}

/// A detector: anchors for the scanner, a verifier for the candidates.
#[derive(Debug)]
pub struct Detector {
    /// Rule id, `snake_case`, for ever.
    pub id: &'static str,
    /// What it protects.
    pub group: Group,
    /// One line for the rule reference.
    pub summary: &'static str,
    /// Where the format is defined (RFC, vendor page, law).
    pub source: &'static str,
    /// What the scanner looks for.
    pub anchors: &'static [Anchor],
    /// Says which bytes are the secret, or that this is none. Looks at a bounded number of bytes around
    /// the candidate and never panics.
    pub(in crate::redact) verify: Verify,
    /// Texts with a secret, and the secret.
    pub hits: &'static [(&'static str, &'static str)],
    /// Texts that look alike and hold none.
    pub misses: &'static [&'static str],
}

/// The files of detectors, group by group.
const GROUPS: &[&[&[Detector]]] =
    &[secrets::FILES, pci::FILES, pii::FILES, pii::NATIONAL, phi::FILES, network::FILES];

#[cfg(not(any(test, feature = "compile")))]
pub use carried::Carried;
/// A detector as this build carries it.
#[cfg(any(test, feature = "compile"))]
pub type Carried = Detector;

#[cfg(any(test, feature = "compile"))]
impl Detector {
    /// As the field.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// As the field.
    pub const fn group(&self) -> Group {
        self.group
    }

    /// As the field.
    pub(in crate::redact) fn anchors(&self) -> impl Iterator<Item = Anchor> {
        self.anchors.iter().copied()
    }

    /// Its summary and source.
    pub(in crate::redact) const fn told(&self) -> (&'static str, &'static str) {
        (self.summary, self.source)
    }
}

/// Detectors of other groups than [`Group::Secrets`] that the default profile has.
const DEFAULT: [&str; 4] = ["credit_card", "card_track", "us_ssn", "iban"];

/// True for a detector that the default profile has.
pub(in crate::redact) const fn is_default(id: &str, group: Group) -> bool {
    let mut i = 0;
    while i < DEFAULT.len() {
        let (a, b) = (DEFAULT[i].as_bytes(), id.as_bytes());
        let mut same = 0;
        while same < a.len() && same < b.len() && a[same] == b[same] {
            same += 1;
        }
        if same == a.len() && same == b.len() {
            return true;
        }
        i += 1;
    }
    matches!(group, Group::Secrets)
}

/// True for a detector that this build has.
const fn is_carried(detector: &Detector) -> bool {
    cfg!(feature = "catalogue") || is_default(detector.id, detector.group)
}

/// All detectors; without the feature `catalogue`, those of the default profile.
#[cfg(any(test, feature = "compile"))]
pub static DETECTORS: &[&Detector] = &ALL;
/// All detectors that this build has.
#[cfg(not(any(test, feature = "compile")))]
pub static DETECTORS: &[Carried] = &carried::CARRIED;

const ALL: [&Detector; COUNT] = {
    let mut all = [&GROUPS[0][0][0]; COUNT];
    let (mut group, mut n) = (0, 0);
    while group < GROUPS.len() {
        let mut file = 0;
        while file < GROUPS[group].len() {
            let mut row = 0;
            while row < GROUPS[group][file].len() {
                if is_carried(&GROUPS[group][file][row]) {
                    all[n] = &GROUPS[group][file][row];
                    n += 1;
                }
                row += 1;
            }
            file += 1;
        }
        group += 1;
    }
    all
};

const COUNT: usize = {
    let (mut group, mut n) = (0, 0);
    while group < GROUPS.len() {
        let mut file = 0;
        while file < GROUPS[group].len() {
            let mut row = 0;
            while row < GROUPS[group][file].len() {
                n += is_carried(&GROUPS[group][file][row]) as usize;
                row += 1;
            }
            file += 1;
        }
        group += 1;
    }
    n
};
