//! National numbers: a row of a table each, with the words that announce them, their shapes and their check.

use super::super::super::bytes::{ALPHA, Class, at, before, free_left, free_right, run};
use super::super::super::context::{AFTER, BEFORE, alone as is_alone, is_word};
use super::super::super::{Anchor, Candidate};
use crate::bounds::{Bounds, outside};
use core::ops::Range;

/// One kind of number. In a shape, `d` stands for a digit, `a` for a letter, `w` for either, `?` for at most
/// one of ` -./`, and all else, capitals too, for itself in either case.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Id {
    /// Shapes that count beside a word.
    pub(in super::super) shapes: &'static [&'static str],
    /// Shapes that count when they are the whole value.
    pub(in super::super) alone: &'static [&'static str],
    /// Shapes so rare, with their check, that they count anywhere.
    pub(in super::super) bare: &'static [&'static str],
    /// The check, on upper-case letters and digits without separators.
    pub(in super::super) check: fn(&Plain) -> bool,
    /// A further check where no word announces the number.
    pub(in super::super) strict: fn(&Plain) -> bool,
}

/// Longest number, without separators.
const MOST: usize = 32;

/// A number without separators, in upper case. A check knows by the shapes how long it is; what it asks for beyond that is
/// a fault ([`Bounds`]).
pub(in super::super) struct Plain {
    bytes: [u8; MOST],
    length: usize,
}

impl core::ops::Deref for Plain {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.cut(..self.length)
    }
}

impl core::ops::Index<usize> for Plain {
    type Output = u8;

    fn index(&self, at: usize) -> &u8 {
        self.get(at).unwrap_or_else(|| outside(&0))
    }
}

macro_rules! parts {
    ($($range:ty),*) => {$(
        impl core::ops::Index<$range> for Plain {
            type Output = [u8];

            fn index(&self, range: $range) -> &[u8] {
                self.cut(range)
            }
        }
    )*};
}
parts!(Range<usize>, core::ops::RangeFrom<usize>, core::ops::RangeTo<usize>);

impl Id {
    /// Where the number announced by, or at, the candidate is.
    pub(in super::super) fn verify(&self, c: Candidate<'_>) -> Option<Range<usize>> {
        if at(c.text, c.start).is_some_and(|b| b.is_ascii_digit()) {
            return self.at_digits(c);
        }
        // A long word may go on: `passports`, `rijksregisternummer`.
        let end = if c.end - c.start >= 7 { run(c.text, c.end, ALPHA, 16) } else { c.end };
        if !is_word(c.text, c.start, end) {
            return None;
        }
        let after = end..end.saturating_add(BEFORE).min(c.text.len());
        let before = c.start.saturating_sub(AFTER)..c.start;
        after.chain(before.rev()).find_map(|start| {
            self.shapes.iter().find_map(|shape| {
                self.fits(c.text, start, shape, if start == end { Place::Glued } else { Place::Announced })
                    .filter(|span| span.end <= c.start || span.start >= end)
            })
        })
    }

    fn at_digits(&self, c: Candidate<'_>) -> Option<Range<usize>> {
        let is_short = c.text.len() <= 2 * MOST;
        let alone = if is_short { self.alone } else { &[] };
        if self.bare.is_empty() && alone.is_empty() {
            return None;
        }
        let base = c.start.saturating_sub(LEAD);
        let mut places = c.starts.unwrap_or_else(|| starts(c.text, c.start, c.end));
        while places != 0 {
            let start = base + places.trailing_zeros() as usize;
            places &= places - 1;
            let fits = |shape: &&str| self.fits(c.text, start, shape, Place::Unannounced);
            let whole = || alone.iter().filter_map(fits).find(|span| is_alone(c.text, span));
            if let Some(found) = self.bare.iter().find_map(fits).or_else(whole) {
                return Some(found);
            }
        }
        None
    }

    /// The number of this shape at `start`.
    fn fits(&self, text: &[u8], start: usize, shape: &str, place: Place) -> Option<Range<usize>> {
        if place != Place::Glued && !begins(text, start) {
            return None;
        }
        let (mut plain, mut i) = (Plain { bytes: [0; MOST], length: 0 }, start);
        for s in shape.bytes() {
            let b = at(text, i);
            let fits = match (s, b) {
                (b'?', _) => {
                    i += usize::from(matches!(b, Some(b' ' | b'-' | b'.' | b'/')));
                    continue;
                }
                (b'd', Some(b)) => b.is_ascii_digit(),
                (b'a', Some(b)) => b.is_ascii_alphabetic(),
                (b'w', Some(b)) => b.is_ascii_alphanumeric(),
                (s, Some(b)) => s.eq_ignore_ascii_case(&b),
                (_, None) => false,
            };
            if !fits {
                return None;
            }
            if let (Some(b), Some(slot)) =
                (b.filter(u8::is_ascii_alphanumeric), plain.bytes.get_mut(plain.length))
            {
                (*slot, plain.length) = (b.to_ascii_uppercase(), plain.length + 1);
            }
            i += 1;
        }
        let clean = free_right(text, i, EDGE) && !joined(at(text, i), at(text, i + 1));
        let announced = place != Place::Unannounced || !in_table(text, start..i) && (self.strict)(&plain);
        (clean && i > start && (self.check)(&plain) && announced).then_some(start..i)
    }
}

/// How many bytes before the digits of a number it may begin, with letters.
const LEAD: usize = 8;

/// Where a number can begin whose digits stand in the run `start..end`, as [`Candidate::starts`] tells it.
pub(in super::super::super) fn starts(text: &[u8], start: usize, end: usize) -> u64 {
    /// The longest escape that may end in digits, `\u0020`.
    const ESCAPE: usize = 6;
    const REACH: usize = 48;
    let base = start.saturating_sub(LEAD);
    (base..end.min(start + REACH)).rev().fold(0, |places, at| {
        // Nearly all places of a run have a digit before them.
        let inside = at >= start + ESCAPE && text.item(at - 1).is_ascii_digit();
        let can_begin = !inside && text.item(at).is_ascii_alphanumeric() && begins(text, at);
        places << 1 | u64::from(can_begin)
    })
}

/// How numbers of some shapes begin: how long the first run of letters and digits is, and what follows it. Ordinary
/// numbers of a log have a beginning that no shape has, or few, so that one look decides for nearly all kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beginnings {
    /// Of shapes that count anywhere, a bit for each run.
    bare: u64,
    /// Of shapes that count as the whole value.
    alone: u64,
}

impl Beginnings {
    /// No run in a shape is as long.
    const LONG: usize = 21;

    /// Of these shapes of a kind of number.
    pub(in super::super) const fn of_shapes(bare: &[&str], alone: &[&str]) -> Beginnings {
        Beginnings { bare: Beginnings::all(bare), alone: Beginnings::all(alone) }
    }

    /// For the table of a filter.
    #[cfg(any(test, not(feature = "compile")))]
    pub(in super::super::super) const fn to_bytes(self) -> [u8; 16] {
        (self.bare as u128 | (self.alone as u128) << 64).to_le_bytes()
    }

    /// What [`Beginnings::to_bytes`] made.
    #[cfg(any(test, not(feature = "compile")))]
    pub(in super::super::super) fn from_bytes(bytes: &[u8]) -> Option<Beginnings> {
        let (bare, alone) = bytes.split_first_chunk()?;
        Some(Beginnings { bare: u64::from_le_bytes(*bare), alone: u64::from_le_bytes(*alone.first_chunk()?) })
    }

    /// Of all places at which a number can begin around the digits of a run; `starts` tells them.
    pub(in crate::redact) fn of_text(text: &[u8], start: usize, starts: u64) -> Beginnings {
        let base = start.saturating_sub(LEAD);
        // Where a whole value begins at the latest: as much may stand around it as [`is_alone`] lets stand.
        let whole = (text.len() <= 2 * MOST).then(|| {
            let is_blank = |b: &&u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'');
            text.iter().take(LEAD).take_while(is_blank).count()
        });
        let (mut found, mut places) = (Beginnings { bare: 0, alone: 0 }, starts);
        while places != 0 {
            let at = base + places.trailing_zeros() as usize;
            places &= places - 1;
            let rest = text.cut(at..);
            let len = rest.iter().take(Beginnings::LONG).take_while(|b| b.is_ascii_alphanumeric()).count();
            if len < Beginnings::LONG {
                let bit = Beginnings::bit(len, Beginnings::kind(rest.get(len).copied()));
                found.bare |= bit;
                found.alone |= if whole.is_some_and(|whole| at <= whole) { bit } else { 0 };
            }
        }
        found
    }

    /// Whether one of `self` is one of `other`.
    pub(in crate::redact) fn meet(self, other: Beginnings) -> bool {
        self.bare & other.bare | self.alone & other.alone != 0
    }

    const fn bit(len: usize, kind: usize) -> u64 {
        1 << (kind * Beginnings::LONG + len)
    }

    /// What the byte after a run is: a blank, a sign that shapes have, or anything else.
    const fn kind(b: Option<u8>) -> usize {
        match b {
            Some(b' ') => 1,
            Some(b'-' | b'.' | b'/' | b'+' | b'(') => 2,
            _ => 0,
        }
    }

    const fn all(shapes: &[&str]) -> u64 {
        let (mut all, mut i) = (0, 0);
        while i < shapes.len() {
            all |= Beginnings::shape(shapes[i].as_bytes());
            i += 1;
        }
        all
    }

    const fn shape(shape: &[u8]) -> u64 {
        let (mut all, mut len, mut i) = (0, 0, 0);
        while i < shape.len() {
            let s = shape[i];
            i += 1;
            if s.is_ascii_alphanumeric() {
                len += 1;
                assert!(len < Beginnings::LONG, "a shape begins with a longer run than any number");
            } else if s == b'?' {
                all |= Beginnings::bit(len, 1) | Beginnings::bit(len, 2);
            } else {
                return all | Beginnings::bit(len, Beginnings::kind(Some(s)));
            }
        }
        // A blank or a sign may follow the whole number.
        all | Beginnings::bit(len, 0) | Beginnings::bit(len, 1) | Beginnings::bit(len, 2)
    }
}

const EDGE: Class = Class::of("A-Za-z0-9_");

/// Whether a number can begin at `start`.
fn begins(text: &[u8], start: usize) -> bool {
    free_left(text, start, EDGE)
        && !joined(before(text, start), start.checked_sub(2).and_then(|i| at(text, i)))
}

/// How a number stands to a word that announces it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Right behind it.
    Glued,
    /// Near it.
    Announced,
    /// There is none.
    Unannounced,
}

/// Whether groups of digits with spaces between them are part of a row of such groups.
fn in_table(text: &[u8], span: Range<usize>) -> bool {
    let digits = |i: Option<usize>| i.and_then(|i| at(text, i)).is_some_and(|b| b.is_ascii_digit());
    let left = before(text, span.start) == Some(b' ')
        && digits(span.start.checked_sub(2))
        && digits(span.start.checked_sub(4));
    let right = at(text, span.end) == Some(b' ') && digits(Some(span.end + 1)) && digits(Some(span.end + 3));
    text.cut(span).contains(&b' ') && (left || right)
}

/// Whether a number goes on past a separator.
fn joined(separator: Option<u8>, digit: Option<u8>) -> bool {
    matches!(separator, Some(b'-' | b'.' | b'/')) && digit.is_some_and(|b| b.is_ascii_digit())
}

/// The anchor of a word: in any case where it is ASCII, as it stands where it is not.
pub(in super::super) const fn word(w: &'static str) -> Anchor {
    let mut i = 0;
    while i < w.len() {
        if !w.as_bytes()[i].is_ascii() {
            return Anchor::Exact(w);
        }
        i += 1;
    }
    Anchor::AnyCase(w)
}

/// A [`Detector`](crate::redact::detect::Detector) for one kind of number. `digits: n` looks at digit runs
/// as well as at words, for the shapes that need none.
macro_rules! national_id {
    (
        $id:literal, $summary:literal, $source:literal,
        words: [$($word:literal),* $(,)?] $(, digits: $min:literal)?,
        shapes: $shapes:expr $(, alone: $alone:expr)? $(, bare: $bare:expr)?,
        check: $check:expr, $(strict: $strict:expr,)?
        hits: [$(($text:literal, $secret:literal)),+ $(,)?],
        misses: [$($miss:literal),* $(,)?] $(,)?
    ) => {
        {
            const ID: $crate::redact::detect::pii::national::id::Id = {
                #[allow(unused_mut, unused_assignments)]
                let (mut alone, mut bare): (&[&str], &[&str]) = (&[], &[]);
                #[allow(unused_mut, unused_assignments)]
                let mut strict: fn(&$crate::redact::detect::pii::national::id::Plain) -> bool = |_| true;
                $(alone = $alone;)?
                $(bare = $bare;)?
                $(strict = $strict;)?
                $crate::redact::detect::pii::national::id::Id { shapes: $shapes, alone, bare, check: $check, strict }
            };
            #[allow(dead_code)]
            const BEGINNINGS: $crate::redact::detect::Beginnings =
                $crate::redact::detect::Beginnings::of_shapes(ID.bare, ID.alone);
            $crate::redact::detect::Detector {
            id: $id,
            group: $crate::redact::detect::Group::Pii,
            summary: $summary,
            source: $source,
            anchors: &[
                $($crate::redact::detect::pii::national::id::word($word),)*
                $($crate::redact::detect::Anchor::Number { min: $min, beginnings: BEGINNINGS },)?
            ],
            verify: {
                fn verify(c: $crate::redact::detect::Candidate<'_>) -> Option<core::ops::Range<usize>> {
                    ID.verify(c)
                }
                $crate::redact::detect::Verify::Code(verify)
            },
            hits: &[$(($text, $secret)),+],
            misses: &[$($miss),*],
            }
        }
    };
}
pub(in super::super) use national_id;
