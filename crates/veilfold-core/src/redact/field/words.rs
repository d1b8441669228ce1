//! A key name as words, without allocation.

use crate::bounds::Bounds as _;
use crate::redact::validate::all_digits;
use alloc::{string::String, vec::Vec};

const MAX: usize = 64;

/// A key name, folded to lower case, without separators, and where its words begin.
pub(crate) struct Words {
    buf: [u8; MAX],
    len: usize,
    /// Bit `i`: a word begins at `buf[i]`.
    starts: u64,
    /// The key was longer: its first word is not here.
    cut: bool,
}

impl Words {
    /// Cuts `key`: at everything that is not a letter or digit, between a small and a capital letter
    /// (`accessToken`), before the last capital of a run (`HTTPToken`), and around digits. Only the last
    /// 64 letters count; the head noun stands at the end.
    pub(crate) fn split(key: &[u8]) -> Words {
        let cut = key.len() > MAX;
        let key = key.last_chunk::<MAX>().map_or(key, |last| last);
        let mut words = Words { buf: [0; MAX], len: 0, starts: 0, cut };
        let mut previous = b'_';
        for (i, &b) in key.iter().enumerate() {
            // Bytes over 0x7F are letters of words in other scripts.
            if b.is_ascii_alphanumeric() || b >= 0x80 {
                let next = key.get(i + 1).copied().unwrap_or(b'_');
                let starts = if b.is_ascii_digit() {
                    !previous.is_ascii_digit()
                } else {
                    !(previous.is_ascii_alphabetic() || previous >= 0x80)
                        || b.is_ascii_uppercase()
                            && (previous.is_ascii_lowercase()
                                || previous.is_ascii_uppercase() && next.is_ascii_lowercase())
                };
                words.starts |= u64::from(starts) << words.len;
                words.buf.put(words.len, b.to_ascii_lowercase());
                words.len += 1;
            }
            previous = b;
        }
        words
    }

    /// All words, glued.
    pub(crate) fn compact(&self) -> &[u8] {
        self.buf.cut(..self.len)
    }

    /// True when a word begins at byte `at` of [`Words::compact`].
    pub(crate) fn starts_at(&self, at: usize) -> bool {
        at < self.len && self.starts >> at & 1 != 0
    }

    /// How many words there are.
    pub(crate) fn count(&self) -> u32 {
        self.starts.count_ones()
    }

    /// The first word; empty where the key was too long to hold it.
    pub(crate) fn first(&self) -> &[u8] {
        if self.cut {
            return &[];
        }
        let rest = self.starts & !1;
        self.buf.cut(..(rest.trailing_zeros() as usize).min(self.len))
    }

    /// The last word.
    pub(crate) fn last(&self) -> &[u8] {
        self.before(self.len)
    }

    /// The word that ends at byte `at`; empty at the beginning.
    pub(crate) fn before(&self, at: usize) -> &[u8] {
        let at = at.min(self.len);
        let mask = if at >= MAX { u64::MAX } else { (1 << at) - 1 };
        let begin = 63 - (self.starts & mask | 1).leading_zeros() as usize;
        self.buf.cut(begin.min(at)..at)
    }

    /// All words, as far as they are UTF-8.
    pub(crate) fn texts(&self) -> Vec<String> {
        let mut ends: Vec<usize> = (1..self.len).filter(|i| self.starts_at(*i)).collect();
        ends.push(self.len);
        ends.iter().map(|end| String::from_utf8_lossy(self.before(*end)).into_owned()).collect()
    }

    /// Takes the last word off.
    pub(crate) fn pop(&mut self) {
        let last = self.last().len();
        self.len -= last;
        self.starts &= if self.len >= MAX { u64::MAX } else { (1 << self.len) - 1 };
    }

    /// The words before the first `for` or `of`: what a thing is, without whose.
    pub(crate) fn before_owner(&self) -> Option<Words> {
        let is_join = |at: usize| {
            let rest = self.buf.cut(at..self.len);
            [&b"for"[..], b"of"].iter().any(|join| rest.starts_with(join) && self.starts_at(at + join.len()))
        };
        let at = (1..self.len).find(|at| self.starts_at(*at) && is_join(*at))?;
        Some(Words { buf: self.buf, len: at, starts: self.starts & ((1 << at) - 1), cut: self.cut })
    }

    /// Takes numbers off the end: `password2`, `token_1`.
    pub(crate) fn drop_digits(&mut self) {
        while self.count() > 1 && all_digits(self.last()) {
            self.pop();
        }
    }
}
