//! What OAuth hands over in the query of a redirect.

use super::super::bytes::{Class, LONGEST, before, find, free_left, run, run_back, slice};
use super::super::opaque::{in_marker, mixed, placeholder};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use crate::texts::texts;
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "oauth_code",
    group: Group::Secrets,
    summary: "Authorization code in the query of an OAuth redirect, beside its `state` or `redirect_uri`",
    source: "RFC 6749 section 4.1.2; RFC 9700 section 4.3",
    anchors: &[Anchor::Exact("code=")],
    verify: Verify::Code(verify),
    hits: &[
        ("GET /cb?code=zQ8mVt2Lx9&state=xyz HTTP/1.1", "zQ8mVt2Lx9"),
        ("https://a.example/callback?state=af0i&code=SplxlOBeZQQYbYS6WxSbIA", "SplxlOBeZQQYbYS6WxSbIA"),
        ("QUERY_STRING=code=SplxlOBeZQQYbYS6WxSbIA&state=af0i", "SplxlOBeZQQYbYS6WxSbIA"),
        ("callback: code=SplxlOBeZQQYbYS6WxSbIA state=af0i", "SplxlOBeZQQYbYS6WxSbIA"),
        (
            "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA&redirect_uri=https%3A%2F%2Fa.example",
            "SplxlOBeZQQYbYS6WxSbIA",
        ),
    ],
    misses: &[
        "error code=SplxlOBeZQQYbYS6WxSbIA id=7",
        "error code=ERR_BAD_REQUEST_1234&state=failed",
        "code=ERR_TLS_CERT_ALTNAME_INVALID state=failed",
        "GET /items?code=AB12&page=2",
        "exit code=137 state=failed",
        "?error_code=access_denied&state=xyz",
        "/x?code=E1001&state=open",
        "?code=SplxlOBeZQQYbYS6WxSbIA",
    ],
}];

/// A parameter of eight bytes or more among others of which one is the exchange's.
fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    const VALUE: Class = Class::of("A-Za-z0-9._~%/+-");
    const QUERY: Class = Class::of("A-Za-z0-9._~%/+=&;:,@!$*()?-");
    const NEAR: usize = 512;
    // A program may log the parameters one by one, or the query without its sign.
    const NAME: Class = Class::of("A-Za-z0-9_.[-").or_non_ascii();
    let is_apart = !matches!(before(c.text, c.start), Some(b'?' | b'&'));
    if is_apart && !free_left(c.text, c.start, NAME) {
        return None;
    }
    let found = c.end..run(c.text, c.end, VALUE, LONGEST);
    let code = c.text.cut(found.clone());
    if code.len() < 8 || in_marker(c.text, &found) || placeholder(code) {
        return None;
    }
    if is_apart {
        let is_beside = texts![" state=", ", state=", "&state=", "&session_state="].begin(slice(
            c.text,
            found.end,
            found.end + 16,
        ));
        return (code.len() >= 16 && mixed(code) && code.iter().any(u8::is_ascii_lowercase) && is_beside)
            .then_some(found);
    }
    let query = run_back(c.text, c.start, QUERY, NEAR)..run(c.text, found.end, QUERY, NEAR);
    let rest = [slice(c.text, query.start, c.start), slice(c.text, found.end, query.end)];
    let exchange = texts!["state=", "redirect_uri=", "authorization_code"];
    rest.iter().any(|part| exchange.iter().any(|name| find(part, name).is_some())).then_some(found)
}
