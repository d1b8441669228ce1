//! Private keys in PEM: whole, on one line, with escaped line breaks, cut short, base64 over it all.

use super::super::bytes::{ALNUM, BASE64, Class, at, decode64, find, free_left, run, slice};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use crate::redact::marker;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// More than the largest key in use: RSA 16384 is 13 KB.
const LONGEST_KEY: usize = 16 * 1024;

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "private_key",
        group: Group::Secrets,
        summary: "Private key in PEM or OpenPGP armour, also truncated or escaped",
        source: "RFC 7468, RFC 9580 section 6",
        anchors: &[Anchor::Exact("-----BEGIN"), Anchor::Exact("---- BEGIN")],
        verify: Verify::Code(armoured),
        hits: &[
            (
                "key:\n-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIAbcdefghijklmnop0123456789\n-----END EC PRIVATE KEY-----\nok",
                "MHcCAQEEIAbcdefghijklmnop0123456789",
            ),
            (
                r#"{"k":"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n"}"#,
                "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
            ),
            (
                "cut -----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn\nygWyF8PbnGy0AHB7 failed at 12:00",
                "MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn\nygWyF8PbnGy0AHB7",
            ),
            (
                "-----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ==",
                "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ==",
            ),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,8C\n\nMIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn",
                "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,8C\n\nMIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn",
            ),
            (
                "\"-----BEGIN RSA PRIVATE KEY-----\" +\n\"b3BlbnNzaC1rZXktdjEAAAAABG5v\" +\n\"-----END RSA PRIVATE KEY-----\"",
                "b3BlbnNzaC1rZXktdjEAAAAABG5v\" +",
            ),
            (
                "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\nlQdGBFabcdefgh\n=aBcD\n-----END PGP PRIVATE KEY BLOCK-----",
                "Version: GnuPG v2\n\nlQdGBFabcdefgh\n=aBcD",
            ),
            ("-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----", "MC4C"),
        ],
        misses: &[
            "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----",
            "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkq\n-----END CERTIFICATE-----",
            "expected -----BEGIN RSA PRIVATE KEY----- at line 1",
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBFabcdefgh",
            "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
            "between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n[REDACTED:private_key]\n-----END PRIVATE KEY-----",
        ],
    },
    Detector {
        id: "private_key_base64",
        group: Group::Secrets,
        summary: "Private key in PEM, base64-encoded once more",
        source: "RFC 7468 over RFC 4648; Kubernetes secrets",
        // Base64 of `-----BEGIN `.
        anchors: &[Anchor::Exact("LS0tLS1CRUdJTi")],
        verify: Verify::Code(encoded),
        hits: &[(
            "tls.key: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUV2UUlCQURBTkJna3Fo",
            "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUV2UUlCQURBTkJna3Fo",
        )],
        misses: &["tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSURkekNDQWwrZ0F3"],
    },
    Detector {
        id: "putty_private_key",
        group: Group::Secrets,
        summary: "PuTTY private key",
        source: "PuTTY user manual, appendix C (PPK file format)",
        anchors: &[Anchor::Exact("Private-Lines:")],
        verify: Verify::Code(|c| {
            let end = key_body(c.text, c.end)?;
            Some(run(c.text, c.end, const { Class::of(" ") }, 8)..end)
        }),
        hits: &[(
            "Private-Lines: 1\nAAAAgQCqHyHQ0Zf8nB1b0f1SxG5mQz==\nPrivate-MAC: 1",
            "1\nAAAAgQCqHyHQ0Zf8nB1b0f1SxG5mQz==",
        )],
        misses: &["Private-Lines: none"],
    },
];

/// The body of an armoured key. The lines around it tell which kind of key it is, and stay.
fn armoured(c: Candidate<'_>) -> Option<Range<usize>> {
    let head = slice(c.text, c.end, c.end + 64);
    // The label ends at the next dashes.
    let label = head.get(..find(head, b"---")?)?;
    find(label, b"PRIVATE")?;
    let begin = c.end + label.len() + head.cut(label.len()..).iter().take_while(|&&b| b == b'-').count();
    let body = begin + joints(slice(c.text, begin, begin + 64));
    let rest = slice(c.text, body, body + LONGEST_KEY);
    // The end line of this key, not of a public part that follows.
    if let Some(at_end) =
        crate::search::find(rest, b"---END").or_else(|| crate::search::find(rest, b"--- END"))
    {
        let tail = slice(rest, at_end + 6, at_end + 86);
        let key = trimmed(rest.cut(..at_end));
        let is_own = find(tail.cut(..find(tail, b"---").unwrap_or(0)), b"PRIVATE").is_some();
        if is_own {
            // `between BEGIN and END`
            let is_any = key.iter().any(u8::is_ascii_alphanumeric) && !matches!(key, b"and" | b"or" | b"to");
            return (is_any && marker::length(key) < key.len()).then(|| body..body + key.len());
        }
    }
    key_body(c.text, body).map(|end| body..end)
}

/// Length of what may stand between an armour line and the key: ends of lines, also escaped, quotes, and the sign
/// with which a program joins its lines.
fn joints(rest: &[u8]) -> usize {
    let mut len = 0;
    loop {
        len += match rest.cut(len..) {
            [b'\\', b'n' | b'r' | b't' | b'\\' | b'"', ..] => 2,
            [b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'', ..] => 1,
            [b'+', b' ' | b'\r' | b'\n' | b'\\' | b'"', ..] => 1,
            _ => return len,
        };
    }
}

/// `body` without the dashes of the end line and what stands before them.
fn trimmed(body: &[u8]) -> &[u8] {
    let mut body = body;
    while let [head @ .., b'-' | b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'']
    | [head @ .., b'\\', b'n' | b'r' | b't'] = body
    {
        body = head;
    }
    body
}

/// The end of what looks like key material: runs of base64 with line ends, escaped ones, quotes and the
/// header fields of RFC 1421 between them. `None` when there is hardly any.
fn key_body(text: &[u8], from: usize) -> Option<usize> {
    const FIELDS: Texts = texts!["Proc-Type:", "DEK-Info:", "Comment:", "Version:", "Subject:"];
    let limit = text.len().min(from + LONGEST_KEY);
    let (mut i, mut end, mut material, mut fresh) = (from, None, 0, false);
    while i < limit {
        if at(text, i) == Some(b'\\') && matches!(at(text, i + 1), Some(b'n' | b'r' | b't' | b'\\' | b'"')) {
            fresh |= at(text, i + 1) == Some(b'n');
            i += 2;
        } else if FIELDS.begin_folded(slice(text, i, i + "Proc-Type:".len())) {
            i += slice(text, i, i + 120).iter().position(|&b| b == b'\n' || b == b'\\').unwrap_or(120);
        } else if let stop = run(text, i, BASE64, LONGEST_KEY)
            && stop > i
        {
            let last = stop == text.len()
                && material > 0
                && fresh
                && !text[i..stop].iter().all(u8::is_ascii_lowercase);
            let long = stop - i >= 16 || slice(text, stop - 1, stop) == b"=" || last;
            // `Private-Lines: 14`
            let count = material == 0 && slice(text, i, stop).iter().all(u8::is_ascii_digit);
            if long {
                (material, end, fresh) = (material + stop - i, Some(stop), false);
            } else if !count {
                break;
            }
            i = stop;
        } else if matches!(
            text[i],
            b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b'+' | b',' | b'>' | b'|' | b'#'
        ) {
            fresh |= text[i] == b'\n';
            i += 1;
        } else {
            break;
        }
    }
    end.filter(|_| material >= 16)
}

fn encoded(c: Candidate<'_>) -> Option<Range<usize>> {
    let (head, len) = decode64::<48>(slice(c.text, c.start, c.start + 64));
    let private = find(head.get(..len)?, b"PRIVATE").is_some();
    (private && free_left(c.text, c.start, ALNUM))
        .then(|| c.start..run(c.text, c.start, BASE64, 2 * LONGEST_KEY))
}
