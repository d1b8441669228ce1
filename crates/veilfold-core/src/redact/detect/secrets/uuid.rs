//! API keys in the form of a UUID, which only the name of their service gives away.

use super::super::bytes::{ALNUM, Class, HEX, at, find, free_right, run, slice};
use super::super::context::is_word;
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "service_uuid_key",
    group: Group::Secrets,
    summary: "API key in the form of a UUID, given to the name of its service",
    source: "Heroku, Postmark, Snyk, Scaleway, Codecov and CoinMarketCap documentation, API keys",
    anchors: &[
        Anchor::AnyCase("heroku"),
        Anchor::AnyCase("postmark"),
        Anchor::AnyCase("snyk"),
        Anchor::AnyCase("scaleway"),
        Anchor::AnyCase("codecov"),
        Anchor::AnyCase("coinmarketcap"),
    ],
    verify: Verify::Code(verify),
    hits: &[
        ("postmark: \"7b54d014-8e24-48f8-a9a5-41603bce7080\",", "7b54d014-8e24-48f8-a9a5-41603bce7080"),
        (
            "bash <(curl -s https://codecov.io/bash) -t 7b54d014-8e24-48f8-a9a5-41603bce7080",
            "7b54d014-8e24-48f8-a9a5-41603bce7080",
        ),
        ("HEROKU=7b54d014-8e24-48f8-a9a5-41603bce7080", "7b54d014-8e24-48f8-a9a5-41603bce7080"),
        ("{\"snyk\":\"7b54d014-8e24-48f8-a9a5-41603bce7080\"}", "7b54d014-8e24-48f8-a9a5-41603bce7080"),
    ],
    misses: &[
        "heroku[router]: request_id=7b54d014-8e24-48f8-a9a5-41603bce7080",
        "postmark message 7b54d014-8e24-48f8-a9a5-41603bce7080",
        "heroku/7b54d014-8e24-48f8-a9a5-41603bce7080",
        "snyk: 7b54d014",
        "codecov -t ${CODECOV_TOKEN}",
    ],
}];

/// The name, a sign or an option that gives it a value, and a UUID.
fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    const TIE: Class = Class::of(":=> \"'\\");
    const LENGTH: usize = 36;
    let option = find(slice(c.text, c.end, c.end + 24), b" -t ").map(|at| c.end + at + 4);
    let option = option.filter(|_| slice(c.text, c.start, c.end).eq_ignore_ascii_case(b"codecov"));
    let start = option.unwrap_or_else(|| run(c.text, c.end, TIE, 8));
    let tied = option.is_some() || slice(c.text, c.end, start).iter().any(|b| matches!(b, b':' | b'='));
    let shape = (0..LENGTH).all(|i| match i {
        8 | 13 | 18 | 23 => at(c.text, start + i) == Some(b'-'),
        _ => at(c.text, start + i).is_some_and(|b| HEX.has(b)),
    });
    (tied && shape && is_word(c.text, c.start, c.end) && free_right(c.text, start + LENGTH, ALNUM))
        .then_some(start..start + LENGTH)
}
