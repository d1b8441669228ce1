//! Which names a short list can hold, by first byte and length: most names of a record are on none of the lists, and
//! are told so by one look.

/// The lengths of a list's names, a bit each, by first byte.
#[derive(Debug)]
pub struct Lengths([u32; 256]);

impl Lengths {
    /// The lengths of these names, of which each has 1 to 31 bytes.
    pub const fn of<const N: usize>(names: &[&[u8]; N]) -> Lengths {
        let mut lengths = [0; 256];
        let mut i = 0;
        while i < N {
            lengths[names[i][0] as usize] |= 1 << names[i].len();
            i += 1;
        }
        Lengths(lengths)
    }

    /// Whether a name may be on the list. False is certain.
    #[inline]
    pub fn may_hold(&self, name: &[u8]) -> bool {
        let Some(&first) = name.first() else { return false };
        name.len() < 32 && self.0[usize::from(first)] >> name.len() & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_the_list_may_be_and_what_differs_in_head_or_length_is_not() {
        static LENGTHS: Lengths = Lengths::of(&[b"level", b"lvl", b"a-name-of-31-bytes-............"]);
        for name in ["level", "lvl", "a-name-of-31-bytes-............", "limit"] {
            assert!(LENGTHS.may_hold(name.as_bytes()), "{name}");
        }
        for name in ["", "l", "user", "evel", "a-name-of-32-bytes-.............", "\u{ff}vl"] {
            assert!(!LENGTHS.may_hold(name.as_bytes()), "{name}");
        }
    }
}
