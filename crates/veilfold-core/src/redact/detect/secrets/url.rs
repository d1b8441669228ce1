//! Credentials inside URLs.

use super::super::bytes::{ALPHA, Class, LONGEST, at, before, find, run, slice};
use super::super::opaque::{mixed, opaque, placeholder};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use crate::texts::texts;
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "url_userinfo",
        group: Group::Secrets,
        summary: "Password, or a token in place of a user, in the userinfo of a URL or DSN",
        source: "RFC 3986 section 3.2.1",
        anchors: &[Anchor::Exact("://")],
        verify: Verify::Code(userinfo),
        hits: &[
            ("postgres://app:s3cr3t@db.internal:5432/shop", "s3cr3t"),
            ("redis://:hunter2@cache:6379/0 refused", "hunter2"),
            ("amqp://u:p%40ss@mq/v", "p%40ss"),
            ("mongodb+srv://u:Zx@12)@c0.example.net/db", "Zx@12)"),
            (
                "clone https://9f86d081884c7d659a2feaa0c55ad015@git.example.com/x.git",
                "9f86d081884c7d659a2feaa0c55ad015",
            ),
            ("https://username:password@example.com", "password"),
            ("remote: https://s3cr3tTok9x@git.example.com/o/r", "s3cr3tTok9x"),
            (
                "https://9f86d081884c7d659a2feaa0c55ad015:x-oauth-basic@git.example.com/o/r",
                "9f86d081884c7d659a2feaa0c55ad015",
            ),
            ("https://4f1c9a7be2d84c53a6b0:X@api.example.com/v2", "4f1c9a7be2d84c53a6b0"),
        ],
        misses: &[
            "http://user@host/path",
            "https://jsmith42@bitbucket.example.org/o/r.git",
            "https://Acme-Corp2@dev.azure.example/p/_git/r",
            "sftp://a1b2c3d4@host/in",
            "https://9f86d081884c7d659a2feaa0c55ad015@o7.ingest.sentry.io/42",
            "https://example.com:8080/a@b",
            "http://host/?mail=a:b@c",
            "postgres://app:${DB_PASSWORD}@db/x",
            "postgres://app:***@db/x",
            "postgres://app:[REDACTED]@db/x",
            "https://4f1c9a7be2d84c53a6b0:***@api.example.com/v2",
            "http://proxy-user:x@proxy.example.com",
            "'https://url:8000';@something else",
            "ssh://git@github.com:22/o/r.git",
        ],
    },
    Detector {
        id: "signed_url",
        group: Group::Secrets,
        summary: "Signature or key in the query of a signed URL",
        source: "OpenTelemetry semantic conventions, `url.query`; AWS SigV4, Azure SAS, Google signed URLs",
        anchors: &[
            Anchor::AnyCase("x-amz-signature"),
            Anchor::AnyCase("x-amz-security-token"),
            Anchor::AnyCase("x-amz-credential"),
            Anchor::AnyCase("x-goog-signature"),
            Anchor::AnyCase("x-goog-credential"),
            Anchor::AnyCase("awsaccesskeyid"),
            Anchor::AnyCase("signature"),
            Anchor::Exact("sig="),
        ],
        verify: Verify::Code(parameter),
        hits: &[
            (
                "GET /o?X-Amz-Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe",
                "fe5f80f77d5fa3beca038a248ff027d0445342fe",
            ),
            (
                "/o?AWSAccessKeyId=AKIAQ2W3E4R5T6Y7U8I9&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D&x=1",
                "vjbyPxybdZaNmGa%2ByT272YEAiv4%3D",
            ),
            (
                "https://a.blob.core.windows.net/c?sv=2022&sig=Z%2FRHIX5Xcg0Mq2rqI3OlWTjEg2tYkboXr1P9ZUXDtkk%3D&se=1",
                "Z%2FRHIX5Xcg0Mq2rqI3OlWTjEg2tYkboXr1P9ZUXDtkk%3D",
            ),
            (
                "https://s/o?X-Goog-Signature=247a2aa45f169edf4d187d54e7cc46e4731b1e6",
                "247a2aa45f169edf4d187d54e7cc46e4731b1e6",
            ),
            (
                "AWS4-HMAC-SHA256 Credential=AKIA/2026, Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe",
                "fe5f80f77d5fa3beca038a248ff027d0445342fe",
            ),
            ("GET /f/7?exp=1789000000&sig=abCD123xyz HTTP/1.1", "abCD123xyz"),
        ],
        misses: &[
            "method signature=run(int)",
            "config=1",
            "signature verified",
            "?sig=<sig>",
            "sig=SIGTERM",
            "GET /docs?signature=sha256&v=1",
            "/notify?sig=SIGUSR1&pid=7",
            "X-Amz-SignedHeaders=host;x",
        ],
    },
];

/// `scheme://user:password@host`. A password may hold a raw `@`, so the last one before the path counts.
fn userinfo(c: Candidate<'_>) -> Option<Range<usize>> {
    const END: Class = Class::of("/?# \t\r\n\"'<>`\\,;|").or_non_ascii();
    if !before(c.text, c.start).is_some_and(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let reach = slice(c.text, c.end, c.end + 512);
    let authority = reach.iter().position(|&b| END.has(b)).unwrap_or(reach.len());
    let info = reach.cut(..reach[..authority].iter().rposition(|&b| b == b'@')?);
    if !at(c.text, c.end + info.len() + 1)
        .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'[' | b'$' | b'{' | b'('))
    {
        return None;
    }
    // The marker of a hidden user has a colon of its own.
    let user = if info.starts_with(b"[") { info.iter().position(|&b| b == b']').unwrap_or(0) } else { 0 };
    let colon = info.cut(user..).iter().position(|&b| b == b':').map_or(info.len(), |p| user + p);
    let password = info.get(colon + 1..).unwrap_or_default();
    if is_filler(password) {
        let info = info.cut(..colon);
        // A user has its digits at the end, and a web server asks for none without a password.
        let is_web = slice(c.text, c.start.saturating_sub(5), c.start).ends_with(b"http")
            || slice(c.text, c.start.saturating_sub(5), c.start).ends_with(b"https");
        let least = if is_web { 8 } else { 20 };
        // Sentry's public key, without the secret one that it had once.
        let is_public = find(reach.cut(info.len()..authority), b"sentry").is_some();
        return (info.len() >= least && !is_public && mixed(info) && opaque(info))
            .then(|| c.end..c.end + info.len());
    }
    let from = c.end + colon + 1;
    (!placeholder(password)).then(|| from..from + password.len())
}

/// Where the user is a key, a password is not asked for, and something stands in its place.
pub(super) fn is_filler(password: &[u8]) -> bool {
    password.is_empty() || texts!["x", "x-oauth-basic", "api_token"].has_folded(password)
}

fn parameter(c: Candidate<'_>) -> Option<Range<usize>> {
    const VALUE: Class = Class::of("A-Za-z0-9%+/._~-");
    // `Signature` alone is a word; as a parameter something must open it.
    let opened = match before(c.text, c.start) {
        None => true,
        Some(b) => !ALPHA.has(b) && b != b'_' && b != b'.',
    };
    if !opened {
        return None;
    }
    let from = if before(c.text, c.end) == Some(b'=') {
        c.end
    } else if at(c.text, c.end) == Some(b'=') {
        c.end + 1
    } else if slice(c.text, c.end, c.end + 3).eq_ignore_ascii_case(b"%3d") {
        c.end + 3
    } else {
        return None;
    };
    let padding = |end: usize| run(c.text, end, const { Class::of("=") }, 2);
    let mut end = padding(run(c.text, from, VALUE, LONGEST));
    while end > from && slice(c.text, end - 1, end) == b"." {
        end -= 1;
    }
    let value = slice(c.text, from, end);
    // In a query a name and a sign are no words of a sentence.
    let in_query = matches!(before(c.text, c.start), Some(b'?' | b'&'));
    let good = value.len() >= 16 && mixed(value) || in_query && opaque(value);
    (good && !placeholder(value)).then_some(from..end)
}
