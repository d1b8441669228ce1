//! What teams write today: a list of regular expressions run over every line.
//!
//! A short list of the usual ones, and one as long as the engine's default policy. Not equal in what they find (no
//! entropy, no issuer ranges, a plain word list for keys, no names of groups): the comparison is kind to them.

use crate::providers::PROVIDERS;
use regex::bytes::{Captures, Regex, RegexSet, RegexSetBuilder, Replacer};

/// A name, a pattern, and whether its matches must pass Luhn.
const RULES: [(&str, &str, bool); 22] = [
    ("card", r"\b(?:4\d{3}|5[1-5]\d{2}|6011|3[47]\d{2})(?:[ -]?\d){9,12}\b", true),
    ("email", r"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,24}\b", false),
    ("jwt", r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}", false),
    ("aws_access_key", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b", false),
    ("github", r"\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{36}\b", false),
    ("github_fine", r"\bgithub_pat_[A-Za-z0-9_]{82}\b", false),
    ("gitlab", r"\bglpat-[A-Za-z0-9_-]{20}\b", false),
    ("slack", r"\bxox[abprs]-[A-Za-z0-9-]{10,72}", false),
    ("slack_hook", r"https://hooks\.slack\.com/services/[A-Za-z0-9/]{20,}", false),
    ("stripe", r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,99}\b", false),
    ("google", r"\bAIza[A-Za-z0-9_-]{35}\b", false),
    ("sendgrid", r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b", false),
    ("twilio", r"\bSK[0-9a-f]{32}\b", false),
    ("npm", r"\bnpm_[A-Za-z0-9]{36}\b", false),
    ("pypi", r"\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}", false),
    ("openai", r"\bsk-[A-Za-z0-9]{20,}\b", false),
    (
        "pem",
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----[A-Za-z0-9+/=\s]*(?:-----END [A-Z ]*PRIVATE KEY-----)?",
        false,
    ),
    ("auth", r"(?i)\bauthorization\b\W{1,4}(?:bearer|basic|token)\s+[A-Za-z0-9._~+/=-]+", false),
    ("url_userinfo", r"[a-z][a-z0-9+.-]*://[^\s:/@]+:[^\s:/@]+@", false),
    (
        "key_value",
        r#"(?i)\b(?:password|passwd|pwd|secret|api_?key|access_?token|refresh_?token|client_?secret|private_?key)\b["']?\s*[:=]\s*["']?[^\s"',;&]+"#,
        false,
    ),
    ("ssn", r"\b[0-8]\d{2}-\d{2}-\d{4}\b", false),
    ("iban", r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b", false),
];

/// The engine's rules for the same things: what it does when it is asked for no more than the list asks for.
pub(crate) const SAME: &str = r#"
version = 1
profile = "none"
[detectors]
enable = [
    "credit_card", "email", "jwt", "aws_access_key_id", "github_token", "github_fine_grained_token", "gitlab_token",
    "slack_token", "slack_webhook", "stripe_key", "google_api_key", "sendgrid_key", "twilio_key", "npm_token",
    "pypi_token", "openai_key", "private_key", "bearer_token", "basic_auth", "authorization_header", "url_userinfo",
    "credential_field", "us_ssn", "iban",
]
"#;

/// The rules, compiled.
pub(crate) struct Rules {
    rules: Vec<(Regex, bool)>,
    set: RegexSet,
}

/// Replaces what passes the rule's check and keeps the rest.
struct Mask {
    luhn: bool,
}

impl Replacer for Mask {
    fn replace_append(&mut self, found: &Captures<'_>, out: &mut Vec<u8>) {
        let text = found.get(0).map_or(&b""[..], |m| m.as_bytes());
        if self.luhn && !luhn(text) {
            out.extend_from_slice(text);
        } else {
            out.extend_from_slice(b"[REDACTED]");
        }
    }
}

impl Rules {
    /// The short list.
    pub(crate) fn new() -> Result<Rules, regex::Error> {
        Rules::of(RULES.iter().map(|(_, pattern, luhn)| (*pattern, *luhn)).collect())
    }

    /// As many as the default policy has, near enough.
    pub(crate) fn all() -> Result<Rules, regex::Error> {
        let short = RULES.iter().map(|(_, pattern, luhn)| (*pattern, *luhn));
        Rules::of(short.chain(PROVIDERS.iter().map(|(_, pattern)| (*pattern, false))).collect())
    }

    fn of(patterns: Vec<(&str, bool)>) -> Result<Rules, regex::Error> {
        let set = RegexSetBuilder::new(patterns.iter().map(|(pattern, _)| pattern))
            .size_limit(256 << 20)
            .dfa_size_limit(64 << 20)
            .build()?;
        let rules = patterns.into_iter().map(|(pattern, luhn)| Ok((Regex::new(pattern)?, luhn)));
        Ok(Rules { rules: rules.collect::<Result<_, regex::Error>>()?, set }.warm())
    }

    /// The patterns of the short list, for a peer in another language.
    pub(crate) fn patterns() -> impl Iterator<Item = &'static str> {
        RULES.iter().map(|(_, pattern, _)| *pattern)
    }

    pub(crate) fn len(&self) -> usize {
        self.rules.len()
    }

    /// One rule after the other over the line.
    pub(crate) fn apply_all(&self, line: &[u8], out: &mut Vec<u8>) {
        let mut text = std::borrow::Cow::Borrowed(line);
        for (rule, luhn) in &self.rules {
            if let std::borrow::Cow::Owned(changed) = rule.replace_all(&text, Mask { luhn: *luhn }) {
                text = std::borrow::Cow::Owned(changed);
            }
        }
        out.extend_from_slice(&text);
    }

    /// One pass that says which rules hit, then those.
    pub(crate) fn apply_set(&self, line: &[u8], out: &mut Vec<u8>) {
        let mut text = std::borrow::Cow::Borrowed(line);
        for (rule, luhn) in self.set.matches(line).iter().filter_map(|i| self.rules.get(i)) {
            if let std::borrow::Cow::Owned(changed) = rule.replace_all(&text, Mask { luhn: *luhn }) {
                text = std::borrow::Cow::Owned(changed);
            }
        }
        out.extend_from_slice(&text);
    }

    /// Regexes build their automata while they run; that is not what is measured.
    fn warm(self) -> Rules {
        let mut out = Vec::new();
        for _ in 0..8 {
            self.apply_all(b"warm 4111 1111 1111 1111 up@example.com password=x", &mut out);
            self.apply_set(b"warm 4111 1111 1111 1111 up@example.com password=x", &mut out);
        }
        self
    }
}

fn luhn(text: &[u8]) -> bool {
    let digits = text.iter().rev().filter(|b| b.is_ascii_digit()).map(|b| u32::from(b - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(i, d)| {
            if i % 2 == 0 {
                d
            } else if d > 4 {
                d * 2 - 9
            } else {
                d * 2
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::Rules;

    #[test]
    fn both_ways_hide_the_same() {
        let text = crate::corpus::text(50_000, 2, 1);
        for rules in [Rules::new(), Rules::all()] {
            let rules = rules.expect("the rules compile");
            let mut changed = 0;
            for line in text.split(|b| *b == b'\n') {
                let (mut all, mut set) = (Vec::new(), Vec::new());
                rules.apply_all(line, &mut all);
                rules.apply_set(line, &mut set);
                assert_eq!(all, set, "{}", String::from_utf8_lossy(line));
                changed += usize::from(all != line);
            }
            assert!(changed > 50, "{changed}");
        }
    }
}
