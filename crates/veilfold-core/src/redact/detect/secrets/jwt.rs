//! JSON web tokens.

use super::super::bytes::{BASE64, Class, LONGEST, URL64, WORD, at, decode64, free_left, run, slice};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "jwt",
        group: Group::Secrets,
        summary: "JSON web token, signed (JWS) or encrypted (JWE)",
        source: "RFC 7515 section 7.1, RFC 7516 section 7.1",
        // Base64url of `{"`, and of `{` with a line break or a space behind it.
        anchors: &[Anchor::Exact("eyJ"), Anchor::Exact("ewog"), Anchor::Exact("ewoJ"), Anchor::Exact("eyAi")],
        verify: Verify::Code(verify),
        hits: &[
            (
                "Cookie: t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiIsIm4iOiJSb2UifQ.c2lnbmF0dXJlLW9mLXRoaXMtdG9rZW4; x",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiIsIm4iOiJSb2UifQ.c2lnbmF0dXJlLW9mLXRoaXMtdG9rZW4",
            ),
            ("cut eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9.", "eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9"),
            (
                "jwe eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..48V1_ALb6US04U3b.5eym8TW_c8SuK0lt.XFBoMYUZodetZdvT",
                "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..48V1_ALb6US04U3b.5eym8TW_c8SuK0lt.XFBoMYUZodetZdvT",
            ),
            (
                "eyJ0eXAiOiAiVENWMiJ9.QUJDZGVmZ2hpamtsbW5vcA.MTIzNDU2Nzg5MC1hYmNkZWY",
                "eyJ0eXAiOiAiVENWMiJ9.QUJDZGVmZ2hpamtsbW5vcA.MTIzNDU2Nzg5MC1hYmNkZWY",
            ),
        ],
        misses: &[
            "eyJhbGciOiJIUzI1NiJ9",
            "class eyJet.Engine.start",
            "page_token=eyJvZmZzZXQiOjEwfQ",
            "eyJ.a.b",
        ],
    },
    Detector {
        id: "jwt_base64",
        group: Group::Secrets,
        summary: "JSON web token, base64-encoded once more",
        source: "RFC 7519 over RFC 4648",
        // Base64 of `eyJ`.
        anchors: &[Anchor::Exact("ZXlK")],
        verify: Verify::Code(|c| {
            if !free_left(c.text, c.start, WORD) {
                return None;
            }
            // The header comes first and is short; only a token is followed to its end.
            let head = run(c.text, c.start, BASE64, 684);
            let (plain, len) = decode64::<512>(slice(c.text, c.start, head));
            let dotted = plain.cut(..len).contains(&b'.')
                && plain.cut(..len).iter().all(|b| URL64.has(*b) || *b == b'.');
            let end = if dotted { run(c.text, head, BASE64, LONGEST * 4) } else { head };
            (dotted && end - c.start >= 48).then_some(c.start..end)
        }),
        hits: &[(
            "t=ZXlKaGJHY2lPaUpJVXpJMU5pSjkuZXlKemRXSWlPaUkwTWlJc0ltNGlPaUpTYjJVaWZRLmMybG5ibUYwZFhKbA==",
            "ZXlKaGJHY2lPaUpJVXpJMU5pSjkuZXlKemRXSWlPaUkwTWlJc0ltNGlPaUpTYjJVaWZRLmMybG5ibUYwZFhKbA==",
        )],
        misses: &[
            "ZXlKhbGciOi",
            "AZXlKaGJHY2lPaUpJVXpJMU5pSjkuZXlKemRXSWlPaUkwTWlJc0ltNGlPaUpTYjJVaWZRLmMybG5ibUYwZFhKbA",
        ],
    },
];

/// Header, dot, payload, dot, signature; or the five parts of a JWE. A token that a log has cut short
/// still holds its claims.
fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    const EDGE: Class = Class::of("A-Za-z0-9_.");
    if !free_left(c.text, c.start, EDGE) {
        return None;
    }
    let header = run(c.text, c.start, URL64, LONGEST);
    if header - c.start < 12 {
        return None;
    }
    let (mut end, mut parts, mut filled) = (header, 1, 1);
    while parts < 5 && at(c.text, end) == Some(b'.') {
        let next = run(c.text, end + 1, URL64, LONGEST * 4);
        filled += usize::from(next > end + 1);
        (end, parts) = (next, parts + 1);
    }
    // A full stop or an ellipsis after a cut token is not its part.
    while slice(c.text, end - 1, end) == b"." {
        (end, parts) = (end - 1, parts - 1);
    }
    let claims = slice(c.text, header + 1, header + 4) == b"eyJ";
    (filled >= 3 && end - header >= 16 || claims && filled >= 2).then_some(c.start..end)
}
