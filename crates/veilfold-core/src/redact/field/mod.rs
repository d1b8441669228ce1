//! Which key names hide their value.
//!
//! A name is cut into words over snake, camel, kebab, dotted and SCREAMING forms, and the *last* word
//! decides: it is the head noun. `access_token` is a token; `token_count` is a count. A few words that
//! say nothing about the kind of value (`password_hash`, `secret_key_base`) are taken off first, and
//! some words before the head make it harmless (`next_token`, `primary_key`, `has_password`).

mod names;
mod path;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use names::{Class, NAMES, Name, Strength};
#[cfg(feature = "compile")]
pub(crate) use path::SelectorError;
pub(crate) use path::{List, Selector};
pub(crate) use words::Words;

use names::{BENIGN_FIRST, BENIGN_KEY, BENIGN_TOKEN, TAILS};

/// What a name says about its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) class: Class,
    pub(crate) strength: Strength,
    pub(crate) style: Style,
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

/// Up to the last three letters of a name, folded, as a slot of the gate. Digits and punctuation at the
/// end do not count, so that `token2` and `token_` are tokens.
fn slot(key: &[u8]) -> usize {
    let mut tail = 0u32;
    let mut letters = 0;
    for &b in key.iter().rev() {
        if b.is_ascii_alphabetic() {
            tail = tail << 8 | u32::from(b | 0x20);
            letters += 1;
            if letters == 3 {
                break;
            }
        } else if letters > 0 && !matches!(b, b'_' | b'-' | b'.' | b' ') {
            break;
        }
    }
    (tail.wrapping_mul(0x9E37_79B1) >> 20) as usize
}

/// The gate: one bit for each ending that a sensitive name can have. An ordinary key costs one look.
#[derive(Clone)]
pub(crate) struct Gate {
    bits: [u64; SLOTS / 64],
}

impl core::fmt::Debug for Gate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}

impl Gate {
    /// The endings of the built-in names of these classes.
    pub(crate) fn new(on: impl Fn(Class) -> bool) -> Gate {
        let mut gate = Gate { bits: [0; SLOTS / 64] };
        for name in NAMES.iter().filter(|n| on(n.class)) {
            gate.add(name.text.as_bytes());
            // `db_pw`: the third letter is one of another word.
            if let ([a, b], false) = (name.text.as_bytes(), name.alone) {
                (b'a'..=b'z').for_each(|letter| gate.add(&[letter, *a, *b]));
            }
            if name.plural {
                let mut plural = [0u8; 40];
                let n = name.text.len().min(39);
                plural[..n].copy_from_slice(&name.text.as_bytes()[..n]);
                plural[n] = b's';
                gate.add(&plural[..=n]);
            }
        }
        for tail in TAILS {
            gate.add(tail.as_bytes());
        }
        gate
    }

    /// Lets names with the ending of `name` through.
    pub(crate) fn add(&mut self, name: &[u8]) {
        let slot = slot(name);
        self.bits[slot / 64] |= 1 << (slot % 64);
    }

    /// False when no sensitive name ends as `key` does.
    #[inline]
    pub(crate) fn passes(&self, key: &[u8]) -> bool {
        let slot = slot(key);
        self.bits[slot / 64] >> (slot % 64) & 1 != 0 || names_owner(key)
    }
}

/// What the built-in names say about `key`.
pub(crate) fn classify(key: &[u8]) -> Option<Verdict> {
    let words = Words::split(key);
    if names_owner(key)
        && let Some(head) = words.before_owner()
        && let Some(verdict) = kind(head)
    {
        return Some(verdict);
    }
    kind(words)
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
    if words.count() > 1 && BENIGN_FIRST.contains(&first) {
        return None;
    }
    // At most two words that say nothing about the kind: `secret_key_base64_value`.
    for _ in 0..3 {
        if let Some(verdict) = head(&words) {
            return verdict;
        }
        if words.count() > 1 && TAILS.iter().any(|t| t.as_bytes() == words.last()) {
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
        lookup(words, singular).filter(|n| n.plural).map(|n| (n, true))
    })?;
    let before = words.before(compact.len() - name.compact().len() - usize::from(plural));
    let benign: &[&str] = match name.text {
        "token" => BENIGN_TOKEN,
        "key" => BENIGN_KEY,
        _ => &[],
    };
    if benign.iter().any(|b| b.as_bytes() == before) {
        return Some(None);
    }
    let strength = match (plural, name.text) {
        // `tokens=153` counts; `api_keys` and `passwords` hold.
        (true, "token" | "key") => Strength::Random,
        (true, _) if name.strength == Strength::Any => Strength::NotNumber,
        _ => name.strength,
    };
    let style = match name.text {
        "authorization" => Style::Auth,
        "cookie" => Style::Line,
        _ => Style::Plain,
    };
    Some(Some(Verdict { class: name.class, strength, style }))
}

/// Whether a name of one word stands in one: `cv_v` is none. `passWord` and its kin are written both ways, and are
/// found by their first half.
fn whole(words: &Words, name: &Name, at: usize) -> bool {
    name.text.contains('_')
        || name.text.starts_with("pass")
        || !(at + 1..at + name.compact().len()).any(|inside| words.starts_at(inside))
}

/// The longest built-in name that ends `compact` where a word begins (or anywhere, for names that mean
/// the same glued to another word, such as `dbpassword`).
fn lookup(words: &Words, compact: &[u8]) -> Option<&'static Name> {
    names::ending_in(*compact.last()?)
        .filter(|name| {
            compact.ends_with(name.compact()) && {
                let at = compact.len() - name.compact().len();
                (name.glued || words.starts_at(at)) && (!name.alone || at == 0) && whole(words, name, at)
            }
        })
        .max_by_key(|name| name.compact().len())
}
