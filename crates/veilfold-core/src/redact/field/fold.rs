//! Names whose letters are not ASCII, as they are looked up: in small letters.

use crate::few::Few;

type Folded = Few<[u8; 64]>;

/// Longest name that is folded, in bytes.
const LONGEST: usize = 192;

/// `key` as it is looked up; `None` where that is as it is written. Letters of ASCII are folded elsewhere.
pub(super) fn folded(key: &[u8]) -> Option<Folded> {
    if key.is_ascii() || key.len() > LONGEST {
        return None;
    }
    let mut out = Folded::new();
    for c in core::str::from_utf8(key).ok()?.chars() {
        if c.is_ascii() {
            out.push(c as u8);
        } else {
            c.to_lowercase().for_each(|c| out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()));
        }
    }
    (out.as_slice() != key).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn names_as_they_are_looked_up() {
        for (key, name) in
            [("ПАРОЛЬ", "пароль"), ("user_Пароль", "user_пароль"), ("CONTRASEÑA", "CONTRASEñA")]
        {
            assert_eq!(folded(key.as_bytes()).as_deref(), Some(name.as_bytes()), "{key}");
        }
        for key in ["password", "пароль", "密码", "", "\u{e9}t\u{e9}"] {
            assert_eq!(folded(key.as_bytes()), None, "{key}");
        }
    }
}
