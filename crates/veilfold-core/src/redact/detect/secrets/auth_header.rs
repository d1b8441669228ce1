//! Credentials of HTTP authentication.

use super::super::bytes::{
    ALNUM, BASE64, Class, LONGEST, at, decode64, find, free_left, run, run_back, slice,
};
use super::super::opaque::{mixed, opaque, placeholder};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// `token68` of RFC 9110 section 11.2, and `|` and `:`, which tokens in use have too.
const CREDENTIAL: Class = Class::of("A-Za-z0-9._~+/=|:%-");

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "bearer_token",
        group: Group::Secrets,
        summary: "Token after `Bearer`",
        source: "RFC 6750 section 2.1",
        anchors: &[Anchor::AnyCase("bearer")],
        verify: Verify::Code(bearer),
        hits: &[
            ("Authorization: Bearer mF_9.B5f-4.1JqM", "mF_9.B5f-4.1JqM"),
            ("sent bearer 7fQz0Pk2LmX8vB4nT6 to api.", "7fQz0Pk2LmX8vB4nT6"),
            ("{'authorization': 'Bearer secretvalue'}", "secretvalue"),
            ("Authorization%3A%20Bearer%20a1b2c3d4e5f6a7b8", "a1b2c3d4e5f6a7b8"),
        ],
        misses: &[
            "token_type=Bearer",
            "token_type=bearer expires_in=3600",
            "the bearer authentication failed",
            "\"token_type\":\"bearer\",\"expires_in\":3600",
            "WWW-Authenticate: Bearer realm=\"api\", error=\"invalid_token\"",
            "Authorization: Bearer ${TOKEN}",
            "Authorization: Bearer <token>",
        ],
    },
    Detector {
        id: "basic_auth",
        group: Group::Secrets,
        summary: "User and password after `Basic`",
        source: "RFC 7617 section 2",
        anchors: &[Anchor::AnyCase("basic")],
        verify: Verify::Code(basic),
        hits: &[
            ("Authorization: Basic YWxhZGRpbjpvcGVuc2VzYW1l", "YWxhZGRpbjpvcGVuc2VzYW1l"),
            ("-H 'authorization: basic dTpw'", "dTpw"),
            ("proxy sent Basic am9lOnMzY3IzdC1wYXNz ok", "am9lOnMzY3IzdC1wYXNz"),
        ],
        misses: &["Basic authentication required", "basic YWxhZGRpbg", "BASIC interpreter started"],
    },
    Detector {
        id: "sasl_plain",
        group: Group::Secrets,
        summary: "User and password of SASL PLAIN, as mail and message servers take them",
        source: "RFC 4616; RFC 4954 (SMTP), RFC 9051 (IMAP)",
        anchors: &[Anchor::AnyCase("auth plain "), Anchor::AnyCase("authenticate plain ")],
        verify: Verify::Code(|c| {
            let end = run(c.text, c.end, BASE64, LONGEST);
            let (plain, len) = decode64::<192>(slice(c.text, c.end, end));
            let parts = plain.cut(..len).iter().filter(|b| **b == 0).count();
            (parts == 2).then_some(c.end..end)
        }),
        hits: &[("C: AUTH PLAIN AGpvZQBzM2NyM3QtcGFzcw==", "AGpvZQBzM2NyM3QtcGFzcw==")],
        misses: &["250-AUTH PLAIN LOGIN", "AUTH PLAIN not supported"],
    },
    Detector {
        id: "digest_auth",
        group: Group::Secrets,
        summary: "Response of HTTP digest authentication",
        source: "RFC 7616 section 3.4",
        anchors: &[Anchor::AnyCase("digest ")],
        verify: Verify::Code(digest),
        hits: &[(
            "Authorization: Digest username=\"joe\", nonce=\"7yp\", uri=\"/\", response=\"753927fa0e85d155564e2e272a28d180\"",
            "753927fa0e85d155564e2e272a28d180",
        )],
        misses: &["digest 753927fa0e85d155564e2e272a28d180 verified"],
    },
    Detector {
        id: "authorization_header",
        group: Group::Secrets,
        summary: "Credentials of any other scheme in an `Authorization` header",
        source: "RFC 9110 section 11.6.2",
        anchors: &[Anchor::AnyCase("authorization")],
        verify: Verify::Code(authorization),
        hits: &[
            (
                "req Authorization: Token 9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b end",
                "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b",
            ),
            ("\"Authorization\": \"ApiKey Zm9vYmFyYmF6\"", "Zm9vYmFyYmF6"),
            ("(b'authorization', b'SSO-KEY 3mM44Ub:8fQ2pL')", "3mM44Ub:8fQ2pL"),
            ("Proxy-Authorization: NTLM TlRMTVNTUAABAAAAB4IIogAAAAA=", "TlRMTVNTUAABAAAAB4IIogAAAAA="),
            ("authorization=0f8fad5b-d9cb-469f-a165-70867728950e", "0f8fad5b-d9cb-469f-a165-70867728950e"),
        ],
        misses: &[
            "authorization: required",
            "Authorization failed for user 42",
            "authorization=disabled",
            "authorization: token expired",
            "authorization server https://id.example.com/v1",
        ],
    },
];

/// Where the value starts after a scheme word that ends at `from`, if white space of some kind follows.
fn after_scheme(text: &[u8], from: usize) -> Option<usize> {
    let mut i = from;
    while i < from + 8 {
        i += match at(text, i) {
            Some(b' ' | b'\t' | b'+' | b':' | b'=') => 1,
            Some(b'%') if slice(text, i, i + 3) == b"%20" => 3,
            _ => break,
        };
    }
    (i > from).then_some(i)
}

/// The credential at `from`, without the punctuation of the sentence around it.
fn credential(text: &[u8], from: usize) -> Range<usize> {
    let mut end = run(text, from, CREDENTIAL, LONGEST * 4);
    while end > from && matches!(slice(text, end - 1, end), b"." | b":" | b"|") {
        end -= 1;
    }
    from..end
}

/// Whether an `Authorization` header's name stands shortly before `i`.
fn in_header(text: &[u8], i: usize) -> bool {
    find(slice(text, i.saturating_sub(32), i), b"authorization").is_some()
}

/// Words that follow a scheme in prose and in challenges.
fn prose(value: &[u8]) -> bool {
    const WORDS: Texts = texts![
        // Some clients say it twice.
        "bearer",
        "token",
        "tokens",
        "auth",
        "authentication",
        "authorization",
        "scheme",
        "realm",
        "error",
        "header",
        "expired",
        "invalid",
        "missing",
        "required",
        "is",
        "not",
        "credentials",
    ];
    let word = value.split(|&b| b == b'=').next().unwrap_or_default();
    WORDS.has_folded(word)
}

fn bearer(c: Candidate<'_>) -> Option<Range<usize>> {
    if !free_left(c.text, c.start, ALNUM) {
        return None;
    }
    let from = after_scheme(c.text, c.end)?;
    // The next pair: `token_type=bearer expires_in=3600`.
    let name = run(c.text, from, const { Class::of("a-z_") }, 24);
    let pair = at(c.text, name) == Some(b'=') && at(c.text, name + 1).is_some_and(|b| ALNUM.has(b));
    if pair || !at(c.text, from).is_some_and(|b| CREDENTIAL.has(b)) || prose(slice(c.text, from, from + 24)) {
        return None;
    }
    let span = credential(c.text, from);
    let value = c.text.cut(span.clone());
    let good = if in_header(c.text, c.start) {
        value.len() >= 4
    } else {
        opaque(value) || value.len() >= 10 && mixed(value) || value.len() >= 40
    };
    (good && !prose(value) && !placeholder(value)).then_some(span)
}

fn basic(c: Candidate<'_>) -> Option<Range<usize>> {
    if !free_left(c.text, c.start, ALNUM) {
        return None;
    }
    let from = after_scheme(c.text, c.end)?;
    let end = run(c.text, from, BASE64, LONGEST);
    let value = slice(c.text, from, end);
    let (plain, len) = decode64::<96>(value);
    let plain = plain.cut(..len);
    let pair = plain.contains(&b':') && plain.iter().all(|&b| b >= b' ' && b != 0x7f);
    let good = pair || in_header(c.text, c.start) && value.len() >= 4 && !prose(value);
    (good && value.len() >= 4 && !placeholder(value)).then_some(from..end)
}

fn digest(c: Candidate<'_>) -> Option<Range<usize>> {
    let params = slice(c.text, c.end, c.end + 1024);
    find(params, b"nonce")?;
    let from = c.end + find(params, b"response=")? + 9;
    let from = from + slice(c.text, from, from + 2).iter().take_while(|b| matches!(b, b'\\' | b'"')).count();
    let end = run(c.text, from, ALNUM, 128);
    (end - from >= 32).then_some(from..end)
}

fn authorization(c: Candidate<'_>) -> Option<Range<usize>> {
    const FILLER: Class = Class::of(" \t\"'\\:=,>b");
    const SCHEME: Class = Class::of("A-Za-z0-9-");
    // `Authorization: …`, `"authorization": "…`, `('authorization', b'…`; prose has none of these.
    let from = run(c.text, c.end, FILLER, 12);
    let between = slice(c.text, c.end, from);
    if !between.iter().any(|b| matches!(b, b':' | b'=' | b',')) {
        return None;
    }
    // The filler may have taken the `b` of a scheme or value.
    let from = run_back(c.text, from, const { Class::of("b") }, 1).max(c.end);
    let from = if at(c.text, from + 1).is_some_and(|b| b == b'\'' || b == b'"') { from + 2 } else { from };
    let word = run(c.text, from, SCHEME, 64);
    let spaces = run(c.text, word, const { Class::of(" ") }, 2);
    if spaces == word {
        let span = credential(c.text, from);
        let value = c.text.cut(span.clone());
        return (value.len() >= 16 && mixed(value) && !placeholder(value)).then_some(span);
    }
    // The other detectors of this file know these.
    if texts!["bearer", "basic", "digest"].begin_folded(slice(c.text, from, from + "bearer".len())) {
        return None;
    }
    let span = credential(c.text, spaces);
    let value = c.text.cut(span.clone());
    (value.len() >= 6 && mixed(value) && !prose(value) && !placeholder(value) || opaque(value))
        .then_some(span)
}
