//! Which key names hide their value.
//!
//! A name is cut into words over snake, camel, kebab, dotted and SCREAMING forms, and the *last* word
//! decides: it is the head noun. `access_token` is a token; `token_count` is a count. A few words that
//! say nothing about the kind of value (`password_hash`, `secret_key_base`) are taken off first, and
//! some words before the head make it harmless (`next_token`, `primary_key`, `has_password`).

mod fold;
mod names;
mod packed;
mod path;
#[cfg(test)]
mod tests;
mod words;

#[cfg(test)]
pub(crate) use names::NAMES;
pub(crate) use names::{Class, Name, Strength};
pub(crate) use packed::{PACKED, PackedName};
#[cfg(feature = "compile")]
pub(crate) use path::SelectorError;
pub(crate) use path::{List, Selector};
pub(crate) use words::Words;

use super::marker;
use crate::bounds::Bounds as _;
use crate::texts::texts;

use names::{ACCOUNTS, BENIGN_FIRST, BENIGN_KEY, BENIGN_PASS, BENIGN_SECRET, BENIGN_TOKEN, TAILS};

/// What a name says about its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) class: Class,
    pub(crate) strength: Strength,
    pub(crate) style: Style,
    /// It is a password, and sentences tell it.
    pub(crate) spoken: bool,
    /// Whether a policy says so.
    pub(crate) denied: bool,
}

/// How far an unquoted value reaches in free text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// One token.
    Plain,
    /// `Authorization`: a scheme, then its token.
    Auth,
    /// `Cookie`: to the end of the line.
    Line,
}

const SLOTS: usize = 4096;
const CLASSES: usize = Class::Health as usize + 1;

/// The last three letters of a name, folded, or what it has of them, as a slot of the gate; a letter beyond ASCII
/// counts by its bytes. Digits and punctuation at the end do not count, so that `token2` and `token_` are tokens.
const fn slot(key: &[u8]) -> usize {
    let mut tail = 0u32;
    let (mut letters, mut at) = (0, key.len());
    while at > 0 && letters < 3 {
        at -= 1;
        let b = key[at];
        if is_letter(b) {
            tail = tail << 8 | b.to_ascii_lowercase() as u32;
            letters += 1;
        } else if letters > 0 && !matches!(b, b'_' | b'-' | b'.' | b' ') {
            break;
        }
    }
    (tail.wrapping_mul(0x9E37_79B1) >> 20) as usize
}

const fn is_letter(b: u8) -> bool {
    b.is_ascii_alphabetic() || b >= 0x80
}

/// Where the last word of `key` begins, if it has one or two letters: of `password_db` it alone is what can be
/// looked up, and of `token_b64` what stands before it.
fn short_end(key: &[u8]) -> Option<(usize, usize)> {
    let end = key.iter().rposition(|b| is_letter(*b))? + 1;
    (1..=2).find_map(|letters| {
        let start = end.checked_sub(letters)?;
        let (before, first) = (*key.get(start.checked_sub(1)?)?, *key.get(start)?);
        // As `Words::split` cuts.
        let capital = first.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_uppercase() && key.get(start + 1).is_some_and(u8::is_ascii_lowercase));
        (!is_letter(before) || capital).then_some((start, letters))
    })
}

/// The gate: one bit for each ending that a sensitive name can have. An ordinary key costs one look.
#[derive(Clone)]
pub(crate) struct Gate {
    bits: [u64; SLOTS / 64],
}

/// The gate of all built-in names.
static EVERY: Gate = Gate::new([true; CLASSES]);

impl core::fmt::Debug for Gate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}

impl Gate {
    /// The endings of the built-in names of the classes that are on.
    pub(crate) const fn new(on: [bool; CLASSES]) -> Gate {
        let mut gate = Gate { bits: [0; SLOTS / 64] };
        let mut i = 0;
        while i < PACKED.len() {
            let name = &PACKED[i];
            i += 1;
            if !on[name.class as usize] {
                continue;
            }
            // The signs between words do not count.
            gate.add(name.compact());
            if !name.is_alone() {
                gate.add_behind_words(name.compact());
            }
            if name.has_plural()
                && let [.., a, b] = *name.compact()
            {
                gate.add(&[a, b, b's']);
            }
        }
        let mut i = 0;
        while let Some(tail) = TAILS.get(i) {
            gate.add(tail);
            i += 1;
        }
        gate
    }

    /// Of `dbpw` the third letter from the end is one of another word.
    const fn add_behind_words(&mut self, name: &[u8]) {
        if let [a, b] = *name {
            let mut letter = b'a';
            while letter <= b'z' {
                self.add(&[letter, a, b]);
                letter += 1;
            }
        }
    }

    /// Lets names with the ending of `name` through.
    pub(crate) const fn add(&mut self, name: &[u8]) {
        let slot = slot(name);
        self.bits[slot / 64] |= 1 << (slot % 64);
    }

    /// False when no sensitive name ends as `key` does.
    #[inline]
    pub(crate) fn passes(&self, key: &[u8]) -> bool {
        if !key.is_ascii()
            && let Some(key) = fold::folded(key)
        {
            return self.lets_through(&key);
        }
        self.lets_through(key)
    }

    #[inline]
    fn lets_through(&self, key: &[u8]) -> bool {
        self.has(slot(key)) || self.passes_short(key) || names_owner(key)
    }

    /// [`classify`], by this gate alone.
    pub(crate) fn classify(&self, key: &[u8]) -> Option<Verdict> {
        if self.passes(key) { by_words(key) } else { None }
    }

    fn passes_short(&self, mut key: &[u8]) -> bool {
        while let Some((start, letters)) = short_end(key) {
            if letters == 2 {
                return self.has(slot(key.cut(start..)));
            }
            key = key.cut(..start);
            if self.has(slot(key)) {
                return true;
            }
        }
        false
    }

    const fn has(&self, slot: usize) -> bool {
        self.bits[slot / 64] >> (slot % 64) & 1 != 0
    }
}

/// What the built-in names say about `key`.
pub(crate) fn classify(key: &[u8]) -> Option<Verdict> {
    EVERY.classify(key)
}

/// [`classify`] of a key that passed a gate.
pub(super) fn by_words(key: &[u8]) -> Option<Verdict> {
    // `[REDACTED:github_token]` in a key was a secret, and names nothing.
    let without = marker::replaced(key, b"x");
    let key = without.as_deref().unwrap_or(key);
    let folded = fold::folded(key);
    let key = folded.as_deref().unwrap_or(key);
    let words = Words::split(key);
    if names_owner(key)
        && let Some(head) = words.before_owner()
        && let Some(verdict) = kind(head)
    {
        return Some(verdict);
    }
    kind(words)
}

/// Whether `key` below `path` is a name of a person, as FHIR writes it: `name.family`, `name.given`.
pub(crate) fn names_person(path: &[&[u8]], key: &[u8]) -> bool {
    is_part_of_name(key) && path.last().is_some_and(|above| above.eq_ignore_ascii_case(b"name"))
}

/// Whether `key` is part of a person's name under a key that says so.
pub(crate) fn is_part_of_name(key: &[u8]) -> bool {
    matches!(key, b"family" | b"given")
}

/// True for a key that may say whose the value is: `password_for_bob`, `tokenOfAlice`.
fn names_owner(key: &[u8]) -> bool {
    let joins = |w: &[u8]| match w {
        [b'_' | b'-' | b'.', b'f' | b'F', b'o' | b'O', b'r' | b'R'] => true,
        [b'_' | b'-' | b'.', b'o' | b'O', b'f' | b'F', _] => true,
        [a, b'F', b'o', b'r'] | [a, b'O', b'f', _] => a.is_ascii_lowercase(),
        _ => false,
    };
    key.len() > SHORTEST_OWNED && key.windows(4).any(joins)
}

/// No name with an owner is shorter than `pw_of_x`.
const SHORTEST_OWNED: usize = 7;

/// What the words say, without an owner behind them.
fn kind(mut words: Words) -> Option<Verdict> {
    words.drop_digits();
    let first = words.first();
    // `enable_secret` and `verify_token` are names as they stand.
    let is_whole =
        |words: &Words| lookup(words, words.compact()).is_some_and(|n| n.compact() == words.compact());
    if words.count() > 1 && BENIGN_FIRST.has(first) && !is_whole(&words) {
        return None;
    }
    // At most two words that say nothing about the kind: `secret_key_base64_value`.
    for _ in 0..3 {
        if let Some(verdict) = head(&words) {
            return verdict;
        }
        if words.count() > 1 && TAILS.has(words.last()) {
            words.pop();
            words.drop_digits();
        } else {
            return None;
        }
    }
    None
}

/// The verdict of the head noun: `None` when it is no sensitive noun, `Some(None)` when it is one and
/// the word before it makes it harmless.
#[expect(clippy::option_option, reason = "two different kinds of no")]
fn head(words: &Words) -> Option<Option<Verdict>> {
    let compact = words.compact();
    let (name, plural) = lookup(words, compact).map(|n| (n, false)).or_else(|| {
        let singular = compact.strip_suffix(b"s")?;
        lookup(words, singular).filter(|n| n.has_plural()).map(|n| (n, true))
    })?;
    let before = words.before(compact.len() - name.compact().len() - usize::from(plural));
    let is_benign = match name.compact() {
        b"token" => BENIGN_TOKEN.has(before) || compact.ends_with(b"publickeytoken"),
        // Ids of Twilio.
        b"sid" => texts!["account", "message", "call"].has(before),
        b"key" => BENIGN_KEY.has(before),
        b"pass" => BENIGN_PASS.has(before),
        _ => false,
    };
    if is_benign {
        return Some(None);
    }
    let strength = match (plural, name.compact()) {
        // `tokens=153` counts; `api_keys` and `passwords` hold.
        (true, b"token" | b"key") => Strength::Random,
        // A name of a secret, or one after all.
        (_, b"secret") if BENIGN_SECRET.has(before) => Strength::Random,
        (true, _) if name.strength == Strength::Any => Strength::NotNumber,
        _ if is_of_account(words, name, compact.len() - name.compact().len()) => Strength::Any,
        _ => name.strength,
    };
    let style = match name.compact() {
        b"authorization" => Style::Auth,
        b"cookie" => Style::Line,
        _ => Style::Plain,
    };
    Some(Some(Verdict { class: name.class, strength, style, spoken: name.spoken && !plural, denied: false }))
}

/// Whether the word before `at` tells whose `pass` or `pw` it is.
fn is_of_account(words: &Words, name: &PackedName, at: usize) -> bool {
    matches!(name.compact(), b"pass" | b"pw") && ACCOUNTS.has(words.before(at))
}

/// Whether a name of one word stands in one: `cv_v` is none. `passWord` and its kin are written both ways, and are
/// found by their first half.
fn whole(words: &Words, name: &PackedName, at: usize) -> bool {
    name.is_joined()
        || name.compact().starts_with(b"pass")
        || !(at + 1..at + name.compact().len()).any(|inside| words.starts_at(inside))
}

/// The longest built-in name that ends `compact` where a word begins (or anywhere, for names that mean
/// the same glued to another word, such as `dbpassword`).
fn lookup(words: &Words, compact: &[u8]) -> Option<&'static PackedName> {
    packed::ending_as(compact)
        .filter(|name| {
            compact.ends_with(name.compact()) && {
                let at = compact.len() - name.compact().len();
                (name.is_glued() || words.starts_at(at) || is_of_account(words, name, at))
                    && (!name.is_alone() || at == 0)
                    && whole(words, name, at)
            }
        })
        .max_by_key(|name| name.compact().len())
}
