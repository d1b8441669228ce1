//! Names whose letters are not ASCII, as they are looked up: in small letters, and letters that only look Latin
//! (`pаssword` with a Cyrillic `а`) as those that they look like.

use smallvec::SmallVec;

type Folded = SmallVec<[u8; 64]>;

/// Longest name that is folded, in bytes.
const LONGEST: usize = 192;

/// Letters that look like Latin ones, small, by the Latin letter: Unicode TR39, confusables, as fonts draw them.
pub(crate) const LOOKALIKES: &[(u8, &[char])] = &[
    (b'a', &['а', 'α']),
    (b'c', &['с']),
    (b'd', &['ԁ']),
    (b'e', &['е', 'ε']),
    (b'h', &['һ']),
    (b'i', &['і', 'ι', 'ı']),
    (b'j', &['ј']),
    (b'k', &['к', 'κ']),
    (b'o', &['о', 'ο']),
    (b'p', &['р', 'ρ']),
    (b's', &['ѕ']),
    (b't', &['т', 'τ']),
    (b'u', &['υ']),
    (b'v', &['ν']),
    (b'w', &['ԝ', 'ѡ']),
    (b'x', &['х', 'χ']),
    (b'y', &['у']),
];

/// `key` as it is looked up; `None` where that is as it is written.
pub(super) fn folded(key: &[u8]) -> Option<Folded> {
    if key.is_ascii() || key.len() > LONGEST {
        return None;
    }
    let text = core::str::from_utf8(key).ok()?;
    let mut out = Folded::new();
    let is_part = |c: char| c.is_ascii_alphabetic() || !c.is_ascii();
    for run in text.split_inclusive(|c| !is_part(c)) {
        // A word with letters of another script that look like no Latin one is a word of that script.
        let latin = run.chars().all(|c| c.is_ascii() || latin(c).is_some());
        for c in run.chars() {
            match latin_if(latin, c) {
                Some(byte) => out.push(byte),
                None if c.is_ascii() => out.push(c as u8),
                None => c.to_lowercase().for_each(|c| {
                    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }),
            }
        }
    }
    (out.as_slice() != key).then_some(out)
}

fn latin_if(wanted: bool, c: char) -> Option<u8> {
    if wanted { latin(c) } else { None }
}

/// The Latin letter that `c` looks like, in its case.
fn latin(c: char) -> Option<u8> {
    // The full-width forms of ASCII.
    if let Some(n) = (c as u32).checked_sub(0xff21).filter(|n| *n < 26 || (32..58).contains(n)) {
        return u8::try_from(n + u32::from(b'A')).ok();
    }
    if c.is_ascii() {
        return None;
    }
    let small = c.to_lowercase().next()?;
    let (letter, _) = LOOKALIKES.iter().find(|(_, looks)| looks.contains(&small))?;
    Some(if c.is_uppercase() { letter.to_ascii_uppercase() } else { *letter })
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn names_as_they_are_looked_up() {
        for (key, name) in [
            ("раssword", "password"),
            ("РАSSWORD", "PASSWORD"),
            ("api_kеy", "api_key"),
            ("ｐａｓｓｗｏｒｄ", "password"),
            ("user_Пароль", "user_пароль"),
            ("CONTRASEÑA", "CONTRASEñA"),
        ] {
            assert_eq!(folded(key.as_bytes()).as_deref(), Some(name.as_bytes()), "{key}");
        }
        for key in ["password", "пароль", "密码", "", "\u{e9}t\u{e9}"] {
            assert_eq!(folded(key.as_bytes()), None, "{key}");
        }
    }
}
