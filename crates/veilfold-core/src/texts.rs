//! Closed lists of short texts, packed by the compiler: a slice for each text takes as many bytes of a WASM filter as the
//! text itself, and a comparison with each in code of its own takes more.

/// A list of texts. The shorter ones come first; [`texts!`] makes one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Texts(&'static [u8]);

impl Texts {
    /// What [`pack`] made.
    pub(crate) const fn of(packed: &'static [u8]) -> Texts {
        Texts(packed)
    }

    /// Those of one length after another, with that length.
    fn blocks(self) -> impl Iterator<Item = (usize, &'static [u8])> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            let [length, count, behind @ ..] = rest else { return None };
            let length = usize::from(*length);
            let (block, behind) = behind.split_at_checked(length * usize::from(*count))?;
            rest = behind;
            Some((length, block))
        })
    }

    /// All of them.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'static [u8]> {
        self.blocks().flat_map(|(length, block)| block.chunks_exact(length.max(1)))
    }

    /// One by its place in the list, for who runs in the compiler too.
    pub(crate) const fn get(self, index: usize) -> Option<&'static [u8]> {
        let (mut rest, mut index) = (self.0, index);
        while let [length, count, behind @ ..] = rest {
            let (length, count) = (*length as usize, *count as usize);
            let (at, of) = if index < count { (index * length, length) } else { (count * length, 0) };
            let Some((_, behind)) = behind.split_at_checked(at) else { return None };
            if of > 0 {
                return if let Some((text, _)) = behind.split_at_checked(of) { Some(text) } else { None };
            }
            (rest, index) = (behind, index - count);
        }
        None
    }

    /// Whether `text` is one of them.
    pub(crate) fn has(self, text: &[u8]) -> bool {
        is_in(self.of_length(text.len()), text)
    }

    /// The same in any case of ASCII letters.
    pub(crate) fn has_folded(self, text: &[u8]) -> bool {
        is_in_folded(self.of_length(text.len()), text)
    }

    /// Those of one length.
    fn of_length(self, wanted: usize) -> &'static [u8] {
        let mut rest = self.0;
        while let [length, count, behind @ ..] = rest {
            let length = usize::from(*length);
            let block = length * usize::from(*count);
            if length >= wanted {
                return behind.get(..block).filter(|_| length == wanted).unwrap_or_default();
            }
            rest = behind.get(block..).unwrap_or_default();
        }
        &[]
    }

    /// Whether `text` begins as one of them.
    pub(crate) fn begin(self, text: &[u8]) -> bool {
        self.head(text) > 0
    }

    /// The same in any case of ASCII letters.
    pub(crate) fn begin_folded(self, text: &[u8]) -> bool {
        self.head_folded(text) > 0
    }

    /// Length of the shortest of them that `text` begins with; 0 where it begins with none.
    pub(crate) fn head(self, text: &[u8]) -> usize {
        self.blocks()
            .find(|(length, block)| text.get(..*length).is_some_and(|head| is_in(block, head)))
            .map_or(0, |of| of.0)
    }

    /// The same in any case of ASCII letters.
    pub(crate) fn head_folded(self, text: &[u8]) -> usize {
        self.blocks()
            .find(|(length, block)| text.get(..*length).is_some_and(|head| is_in_folded(block, head)))
            .map_or(0, |of| of.0)
    }

    /// Whether `text` ends as one of them.
    pub(crate) fn end(self, text: &[u8]) -> bool {
        self.blocks().any(|(length, block)| last(text, length).is_some_and(|tail| is_in(block, tail)))
    }

    /// The same in any case of ASCII letters.
    pub(crate) fn end_folded(self, text: &[u8]) -> bool {
        self.blocks().any(|(length, block)| last(text, length).is_some_and(|tail| is_in_folded(block, tail)))
    }
}

/// The last bytes of a text that has as many.
fn last(text: &[u8], length: usize) -> Option<&[u8]> {
    text.get(text.len().checked_sub(length)?..)
}

/// Whether `text` is one of those of its length: most differ in their first byte.
fn is_in(block: &[u8], text: &[u8]) -> bool {
    block.chunks_exact(text.len().max(1)).any(|one| one.first() == text.first() && one == text)
}

fn is_in_folded(block: &[u8], text: &[u8]) -> bool {
    let Some(first) = text.first() else { return false };
    // The case of a letter is one of its bits.
    let may_be = |one: &[u8]| one.first().is_some_and(|b| (b ^ first) & !b' ' == 0);
    block.chunks_exact(text.len()).any(|one| may_be(one) && one.eq_ignore_ascii_case(text))
}

/// How many bytes a list takes: its texts, and two for each length.
pub(crate) const fn packed_length(texts: &[&str]) -> usize {
    let (mut bytes, mut lengths, mut i) = (0, 0_u64, 0);
    while i < texts.len() {
        assert!(!texts[i].is_empty() && texts[i].len() < 64, "a text has 1 to 63 bytes");
        bytes += texts[i].len();
        lengths |= 1 << texts[i].len();
        i += 1;
    }
    bytes + 2 * lengths.count_ones() as usize
}

/// The list as [`Texts`] reads it.
pub(crate) const fn pack<const N: usize>(texts: &[&str]) -> [u8; N] {
    assert!(texts.len() <= u8::MAX as usize, "a list has 255 texts at most");
    let (mut out, mut at, mut length) = ([0; N], 0, 1);
    while length < 64 {
        let (head, mut count, mut i) = (at, 0, 0);
        while i < texts.len() {
            if texts[i].len() == length {
                at = if count == 0 { head + 2 } else { at };
                out.split_at_mut(at).1.split_at_mut(length).0.copy_from_slice(texts[i].as_bytes());
                (at, count) = (at + length, count + 1);
            }
            i += 1;
        }
        if count > 0 {
            (out[head], out[head + 1]) = (length as u8, count);
        }
        length += 1;
    }
    out
}

/// A list of string literals as [`Texts`].
macro_rules! texts {
    ($($text:literal),+ $(,)?) => {{
        const LIST: &[&str] = &[$($text),+];
        const PACKED: &[u8] = &$crate::texts::pack::<{ $crate::texts::packed_length(LIST) }>(LIST);
        $crate::texts::Texts::of(PACKED)
    }};
}
pub(crate) use texts;

#[cfg(test)]
mod tests {
    use super::Texts;
    use alloc::vec::Vec;

    const LIST: Texts = texts!["key", "token", "k", "pin", "clé"];

    #[test]
    fn has_its_texts_and_no_others() {
        let texts: Vec<_> = LIST.iter().collect();
        assert_eq!((0..).map_while(|i| LIST.get(i)).collect::<Vec<_>>(), texts);
        assert_eq!(texts, [&b"k"[..], b"key", b"pin", "clé".as_bytes(), b"token"]);
        for text in ["key", "token", "k", "pin", "clé"] {
            assert!(LIST.has(text.as_bytes()), "{text}");
        }
        for text in ["", "ke", "keys", "eyp", "n", "Key", "tokenk"] {
            assert!(!LIST.has(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn in_any_case_at_the_beginning_and_at_the_end() {
        assert!(LIST.has_folded(b"Token") && LIST.has_folded(b"K") && !LIST.has_folded(b"toke"));
        assert!(LIST.begin(b"pinned") && !texts!["pin"].begin(b"pi") && !texts!["pin"].begin(b"spin"));
        assert_eq!([&b"pinned"[..], b"kin", b"Tokens", b"in"].map(|text| LIST.head(text)), [3, 1, 0, 0]);
        assert_eq!(
            [&b"pinned"[..], b"Kin", b"TOKENS", b"in"].map(|text| LIST.head_folded(text)),
            [3, 1, 5, 0]
        );
        assert!(texts!["pin"].end(b"spin") && !texts!["pin"].end(b"pins") && !texts!["pin"].end(b"in"));
    }
}
