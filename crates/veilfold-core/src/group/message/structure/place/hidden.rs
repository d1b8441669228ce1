//! What a redactor hides by its name or its form: masked, so that a text has one id before and after.

use super::super::super::lex::Token;
use super::super::super::lists::{AUXILIARY, PREPOSITION, SECRET, UNIT, is_on};
use super::super::super::shape::{LOWER, UPPER};
use super::{Place, is_number};
use crate::texts::texts;

impl Place<'_> {
    /// `de 136 695 976`, `QA58 DOHB 0000 1234 90AB CDEF G`: letters beside two groups of a number.
    pub(super) fn is_in_groups(&self, word: &[u8]) -> bool {
        let is_group = |t: Option<&Token>| {
            let is_short = |t: &Token| t.end - t.start <= 5;
            is_number(t)
                && t.is_some_and(|t| is_short(t) && t.text(self.text).iter().all(u8::is_ascii_alphanumeric))
        };
        let behind = || is_group(self.before) && is_group(self.second_before);
        let ahead = || is_group(self.next) && is_group(self.after().get(1));
        match word.len() {
            // A key.
            _ if Self::is_punct(self.next, b'=') => false,
            1 | 2 if self.token.shape == LOWER => {
                (behind() || ahead())
                    && self.token.lists & (PREPOSITION | UNIT | AUXILIARY) == 0
                    && (word.len() == 1 || !self.is_known())
            }
            3 | 4 => self.token.shape == UPPER && behind(),
            _ => false,
        }
    }

    /// `af 86 be 3c`: one of four bytes in a row or more, each written as two hexadecimal digits.
    pub(super) fn is_in_bytes(&self, word: &[u8]) -> bool {
        let is_byte = |word: &[u8]| word.len() == 2 && word.iter().all(u8::is_ascii_hexdigit);
        if !is_byte(word) {
            return false;
        }
        let (mut bytes, mut digits) = (1, 0);
        let mut count = |t: &&Token| {
            let byte = t.text(self.text);
            let counts = is_byte(byte);
            bytes += usize::from(counts);
            digits += usize::from(counts && byte.iter().any(u8::is_ascii_digit));
            counts
        };
        let before = self.tokens.get(..self.index).unwrap_or_default().iter().rev().take(3);
        _ = before.take_while(&mut count).count();
        _ = self.after().iter().take(3).take_while(&mut count).count();
        bytes > 3 && digits > 0
    }

    /// `db_password`, whose value a redactor hides wherever it finds it.
    pub(super) fn is_secret(&self, name: Option<&Token>) -> bool {
        names_secret(self.word(name).unwrap_or_default())
    }

    /// `login ada password crickets`: told of an account, at the end of a line, a word is its password.
    pub(super) fn is_told(&self) -> bool {
        let account = |t: &Token| texts!["user", "username", "login"].has_folded(t.text(self.text));
        self.lists_before & SECRET != 0
            && self.token.end - self.token.start >= 4
            && matches!(self.text.get(self.token.end as usize), None | Some(b'\n' | b'\r'))
            && self.index.checked_sub(3).and_then(|i| self.tokens.get(i)).is_some_and(account)
    }

    /// `Authorization: Bearer …`: the scheme goes with the credential, as a redactor takes both.
    pub(super) fn is_scheme(&self) -> bool {
        texts!["authorization"].end_folded(self.word(self.second_before).unwrap_or_default())
    }
}

/// The name of a secret: `db_password`, `secretKey`.
pub(in super::super::super) fn names_secret(name: &[u8]) -> bool {
    let (head, last) = last_part(name);
    let of_key = || {
        let (_, kind) = last_part(head);
        is_on(SECRET, kind) || texts!["api", "private", "access"].has_folded(kind)
    };
    is_on(SECRET, last) || last.eq_ignore_ascii_case(b"key") && of_key()
}

/// A name without its last part, and that: of `secret_key`, `secret-key` and `secretKey`, `key`.
fn last_part(name: &[u8]) -> (&[u8], &[u8]) {
    let begins = |i: usize| {
        let (before, first) = (name.get(i.wrapping_sub(1)), name.get(i));
        before.is_none_or(|b| matches!(b, b'_' | b'-' | b'.'))
            || before.is_some_and(u8::is_ascii_lowercase) && first.is_some_and(u8::is_ascii_uppercase)
    };
    let at = (0..name.len()).rev().find(|&i| begins(i)).unwrap_or(0);
    let (head, last) = name.split_at_checked(at).unwrap_or((b"", name));
    (head.strip_suffix(b"_").or(head.strip_suffix(b"-")).or(head.strip_suffix(b".")).unwrap_or(head), last)
}

#[cfg(test)]
mod tests {
    use crate::group::message::template;
    use alloc::string::String;
    use alloc::vec::Vec;

    fn of(text: &str) -> String {
        let mut out = Vec::new();
        template(text.as_bytes(), &mut out);
        String::from_utf8(out).expect("a template of UTF-8 is UTF-8")
    }

    /// What a redactor makes of a text changes nothing of its template.
    #[test]
    fn what_a_redactor_hides_is_masked_before() {
        for (text, hidden, expected) in [
            (".ada@example.org", ".[REDACTED:email]", "<*>"),
            ("to /ada@example.org", "to /[REDACTED:email]", "to <*>"),
            (
                "Patient: Jane A. Roe admitted",
                "Patient: [REDACTED:patient_name] admitted",
                "Patient: <*> admitted",
            ),
            ("the id zx 12 34 56 q failed", "the id [REDACTED:uk_nino] failed", "the id <*> failed"),
            ("GB29 NWBK 6016 1331 AKLQ 68 W", "[REDACTED:iban]", "<*>"),
            ("check the NI ZX 123456 A.", "check the NI [REDACTED:uk_nino].", "check the <*>."),
            ("secretKey: blue-bird", "secretKey: [REDACTED]", "secretKey: <*>"),
            ("api_key: bird", "api_key: [REDACTED]", "api_key: <*>"),
            ("shop_token: pre_=blue", "shop_token: [REDACTED]", "shop_token: <*>"),
            ("shop_token: pre_=blue", "shop_token: pre_=[REDACTED]", "shop_token: <*>"),
            ("login ada password bluebird", "login ada password [REDACTED]", "login ada password <*>"),
            ("\"token\": \"blue bird", "\"token\": \"[REDACTED]", "<*>: <*>"),
            ("key := `blue'` set", "key := `[REDACTED]` set", "key := <*> set"),
        ] {
            assert_eq!(of(text), expected, "{text}");
            assert_eq!(of(hidden), expected, "{hidden}");
        }
    }

    #[test]
    fn words_beside_secrets_stay() {
        for text in [
            "password reset requested",
            "the user password changed again",
            "Patient: not found",
            "the primary key: constraint holds",
        ] {
            assert_eq!(of(text), text);
        }
    }
}
