//! A private key that a text log holds line by line (RFC 7468): the lines between BEGIN and END have no
//! shape of their own, so the stream remembers that one is open.

use memchr::memmem::Finder;
use veilfold_core::Redactor;

/// The rule that hides keys; when it is off, so is this.
const RULE: &str = "private_key";
/// Lines that one key may have; an 8,192-bit RSA key has about 100.
const MOST: u32 = 256;
/// Shortest first line of key material: writers break it at 64 characters, and no key is shorter than this.
const FIRST: usize = 32;

/// Whether a key is open, and for how many lines more.
#[derive(Debug)]
pub(crate) struct Armour {
    begin: Option<Finder<'static>>,
    left: u32,
}

impl Armour {
    /// What goes out in place of key material.
    pub(crate) const MARKER: &[u8] = b"[REDACTED:private_key]";
    /// The rule that it counts for.
    pub(crate) const RULE: &str = RULE;

    pub(crate) fn new(redactor: &Redactor) -> Armour {
        let on = redactor.rules().any(|rule| rule.id == RULE && rule.enabled);
        Armour { begin: on.then(|| Finder::new(b"-----BEGIN ")), left: 0 }
    }

    /// True when the line is key material, by what came before it.
    pub(crate) fn hides(&mut self, line: &[u8]) -> bool {
        if self.left > 0 {
            let line = line.trim_ascii();
            // RFC 1421 headers of an encrypted key, and the blank line behind them, say nothing.
            let head = line.is_empty() || line.starts_with(b"Proc-Type:") || line.starts_with(b"DEK-Info:");
            let base64 = |b: &u8| b.is_ascii_alphanumeric() || b"+/=".contains(b);
            let least = if self.left == MOST { FIRST } else { 1 };
            let material = (least..=128).contains(&line.len()) && line.iter().all(base64);
            if material {
                self.left -= 1;
            } else if !head {
                self.left = 0;
            }
            if head || material {
                return material;
            }
        }
        if self.begin.as_ref().is_some_and(|begin| opens(begin, line)) {
            self.left = MOST;
        }
        false
    }
}

/// True when the line ends with the first line of a private key.
fn opens(begin: &Finder<'_>, line: &[u8]) -> bool {
    begin.find(line).is_some() && {
        let line = line.trim_ascii_end();
        line.ends_with(b"PRIVATE KEY-----") || line.ends_with(b"PRIVATE KEY BLOCK-----")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use veilfold_core::{Policy, Profile};

    const BEGIN: &[u8] = b"key: -----BEGIN RSA PRIVATE KEY-----\r";
    const BODY: &[u8] = b"  MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\r";

    fn armour(profile: Profile) -> Armour {
        Armour::new(Policy::builtin(profile).redactor())
    }

    #[test]
    fn nothing_is_hidden_while_no_key_is_open() {
        assert!(!armour(Profile::Default).hides(BODY));
        let mut off = armour(Profile::None);
        assert!(!off.hides(BEGIN) && !off.hides(BODY));
    }

    #[test]
    fn material_is_hidden_until_another_kind_of_line_comes() {
        let mut armour = armour(Profile::Default);
        let lines: [(&[u8], bool); 8] = [
            (BEGIN, false),
            (b"Proc-Type: 4,ENCRYPTED", false),
            (b"", false),
            (BODY, true),
            (b"R4==", true),
            (b"-----END RSA PRIVATE KEY-----", false),
            (BODY, false),
            (b"done", false),
        ];
        for (line, hidden) in lines {
            assert_eq!(armour.hides(line), hidden, "{}", String::from_utf8_lossy(line));
        }
    }

    #[test]
    fn prose_about_a_key_opens_nothing() {
        let mut armour = armour(Profile::Default);
        assert!(!armour.hides(b"expected -----BEGIN RSA PRIVATE KEY----- at line 1"));
        assert!(!armour.hides(BODY));
        assert!(!armour.hides(BEGIN));
        assert!(!armour.hides(b"done"), "too short to begin a key");
    }

    #[test]
    fn a_key_that_never_ends_is_given_up() {
        let mut armour = armour(Profile::Default);
        armour.hides(BEGIN);
        let hidden = (0..2 * MOST).filter(|_| armour.hides(BODY)).count();
        assert_eq!(hidden, MOST as usize);
    }
}
