//! The table of detectors as a build carries it that reads no policies: ids, groups and anchors in one run of bytes. A
//! detector's cases, and what it says about itself, are for who reads policies: half of all constant data of a WASM filter
//! would be texts that nobody there ever sees, and the slices of anchors as much again as their texts.

use super::{ALL, Anchor, Beginnings, COUNT, Detector, Group, Verify};

/// A detector without what it says about itself.
#[derive(Debug)]
pub struct Carried {
    /// Where it begins in [`TEXTS`].
    at: u16,
    /// As [`Detector::verify`].
    pub(in crate::redact) verify: Verify,
}

/// Group, id and anchors of each detector: its group, how many bytes its id has, the id, how many anchors; and of each
/// anchor its kind, how many bytes follow, and those.
static TEXTS: [u8; LENGTH] = {
    let (mut out, mut at, mut n) = ([0; LENGTH], 0, 0);
    while n < COUNT {
        at = put(&mut out, at, ALL[n]);
        n += 1;
    }
    out
};

const LENGTH: usize = {
    let (mut at, mut n) = (0, 0);
    while n < COUNT {
        at = put(&mut [], at, ALL[n]);
        n += 1;
    }
    assert!(at <= u16::MAX as usize);
    at
};

/// One for each detector, in their order.
pub(super) static CARRIED: [Carried; COUNT] = {
    let (mut table, mut at, mut n) = ([const { Carried { at: 0, verify: ALL[0].verify } }; COUNT], 0, 0);
    while n < COUNT {
        table[n] = Carried { at: at as u16, verify: ALL[n].verify };
        at = put(&mut [], at, ALL[n]);
        n += 1;
    }
    table
};

/// Writes a detector at `at`, as far as there is room, and returns where the next begins.
const fn put(out: &mut [u8], at: usize, detector: &Detector) -> usize {
    let mut at = bytes(out, at, &[detector.group as u8, detector.id.len() as u8]);
    at = bytes(out, at, detector.id.as_bytes());
    at = bytes(out, at, &[detector.anchors.len() as u8]);
    let mut n = 0;
    while n < detector.anchors.len() {
        at = match detector.anchors[n] {
            Anchor::Exact(text) => anchor(out, at, 0, &[], text.as_bytes()),
            Anchor::Prefix(text, body) => anchor(out, at, 1, &[body], text.as_bytes()),
            Anchor::AnyCase(text) => anchor(out, at, 2, &[], text.as_bytes()),
            Anchor::Byte(byte) => anchor(out, at, 3, &[byte], &[]),
            Anchor::Digits { min } => anchor(out, at, 4, &[min], &[]),
            Anchor::Number { min, beginnings } => anchor(out, at, 5, &[min], &beginnings.to_bytes()),
            Anchor::LetteredDigits { min } => anchor(out, at, 6, &[min], &[]),
            Anchor::DigitGroups(groups) => anchor(out, at, 7, &[], groups),
        };
        n += 1;
    }
    at
}

const fn anchor(out: &mut [u8], at: usize, kind: u8, number: &[u8], text: &[u8]) -> usize {
    let length = number.len() + text.len();
    assert!(length <= u8::MAX as usize);
    let at = bytes(out, at, &[kind, length as u8]);
    let at = bytes(out, at, number);
    bytes(out, at, text)
}

const fn bytes(out: &mut [u8], at: usize, text: &[u8]) -> usize {
    let mut i = 0;
    while i < text.len() && at + i < out.len() {
        out[at + i] = text[i];
        i += 1;
    }
    at + text.len()
}

/// What the first byte of `rest` tells the length of, and what is behind it.
fn counted(rest: &'static [u8]) -> Option<(&'static [u8], &'static [u8])> {
    let (length, rest) = rest.split_first()?;
    rest.split_at_checked(usize::from(*length))
}

impl Carried {
    fn texts(&self) -> &'static [u8] {
        TEXTS.get(usize::from(self.at)..).unwrap_or_default()
    }

    /// As [`Detector::id`].
    pub fn id(&self) -> &'static str {
        let id = self.texts().get(1..).and_then(counted).unwrap_or_default().0;
        core::str::from_utf8(id).unwrap_or_default()
    }

    /// As [`Detector::group`].
    pub fn group(&self) -> Group {
        const GROUPS: [Group; 5] = [Group::Secrets, Group::Pci, Group::Pii, Group::Phi, Group::Network];
        let group = self.texts().first().copied().unwrap_or_default();
        GROUPS.get(usize::from(group)).copied().unwrap_or(Group::Secrets)
    }

    /// As [`Detector::anchors`].
    pub(in crate::redact) fn anchors(&self) -> impl Iterator<Item = Anchor> {
        let anchors = self.texts().get(1..).and_then(counted).unwrap_or_default().1;
        let (mut left, mut rest) = anchors.split_first().map_or((0, anchors), |(n, rest)| (*n, rest));
        core::iter::from_fn(move || {
            left = left.checked_sub(1)?;
            let (kind, behind) = rest.split_first()?;
            let (of, behind) = counted(behind)?;
            rest = behind;
            read(*kind, of)
        })
    }

    /// It says nothing about itself.
    #[expect(clippy::unused_self, reason = "as of a detector")]
    pub(in crate::redact) const fn told(&self) -> (&'static str, &'static str) {
        ("", "")
    }
}

fn read(kind: u8, of: &'static [u8]) -> Option<Anchor> {
    let text = |text| core::str::from_utf8(text).ok();
    Some(match (kind, of) {
        (0, of) => Anchor::Exact(text(of)?),
        (1, [body, of @ ..]) => Anchor::Prefix(text(of)?, *body),
        (2, of) => Anchor::AnyCase(text(of)?),
        (3, [byte]) => Anchor::Byte(*byte),
        (4, [min]) => Anchor::Digits { min: *min },
        (5, [min, of @ ..]) => Anchor::Number { min: *min, beginnings: Beginnings::from_bytes(of)? },
        (6, [min]) => Anchor::LetteredDigits { min: *min },
        (_, groups) => Anchor::DigitGroups(groups),
    })
}

#[cfg(test)]
mod tests {
    use super::CARRIED;
    use crate::redact::detect::DETECTORS;
    use alloc::vec::Vec;

    #[test]
    fn what_is_carried_is_what_the_detectors_are() {
        assert_eq!(CARRIED.len(), DETECTORS.len());
        for (carried, detector) in CARRIED.iter().zip(DETECTORS) {
            assert_eq!((carried.id(), carried.group()), (detector.id, detector.group));
            assert_eq!(carried.anchors().collect::<Vec<_>>(), detector.anchors, "{}", detector.id);
        }
    }
}
