//! Secrets whose document, not their name, says what they are.

use super::super::bytes::{ALNUM, Class, at, find, run, slice};
use super::super::opaque::placeholder;
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use core::ops::Range;

/// How far a manifest is read in either direction, in bytes.
const REACH: usize = 2048;

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "kubernetes_secret",
        group: Group::Secrets,
        summary: "Values of a Kubernetes `Secret` manifest, in base64 or plain",
        source: "Kubernetes API reference, Secret v1",
        anchors: &[
            Anchor::AnyCase("kind: secret"),
            Anchor::AnyCase("kind: \"secret"),
            Anchor::AnyCase("kind: 'secret"),
        ],
        verify: Verify::Code(manifest),
        hits: &[
            (
                "apiVersion: v1\nkind: Secret\ndata:\n  extra: YWRtaW46cGFzc3dvcmQ=\n  b: eHl6\nmetadata:\n  name: a",
                "YWRtaW46cGFzc3dvcmQ=\n  b: eHl6",
            ),
            ("data:\n\textra: \"YWRtaW46cGFzc3dvcmQ=\"\nkind: \"Secret\"\n", "\"YWRtaW46cGFzc3dvcmQ=\""),
            ("kind: Secret\nstringData:\n  config: hello\n", "hello"),
            ("kind: Secret\ndata:\n  # as in: echo -n x\n  extra: YWRtaW4=\n", "YWRtaW4="),
            ("apply \"kind: Secret\\ndata:\\n  extra: YWRtaW4=\" ok", "YWRtaW4="),
            ("data:\\n  extra: YWRtaW4=\\nkind: Secret\\n", "YWRtaW4="),
        ],
        misses: &[
            "kind: SecretList\ndata:\n  a: YWRtaW46cGFzc3dvcmQ=\n",
            "kind: Secret\nmetadata:\n  name: a\n",
            "kind: Secret\ndata: {}\n",
            "kind: Secret\\nmetadata:\\n  name: a",
            "kind: Secret\ndata:\n  a: [REDACTED:kubernetes_secret]\n",
        ],
    },
    Detector {
        id: "thingsboard_token",
        group: Group::Secrets,
        summary: "ThingsBoard device access token in the path of its API",
        source: "ThingsBoard documentation, HTTP and CoAP device API",
        anchors: &[Anchor::Exact("/telemetry"), Anchor::Exact("/attributes"), Anchor::Exact("/rpc")],
        verify: Verify::Code(|c| {
            const PREFIX: &[u8] = b"/api/v1/";
            let start = c.start.checked_sub(20)?;
            let before = start.checked_sub(PREFIX.len())?;
            (slice(c.text, before, start) == PREFIX && run(c.text, start, ALNUM, 20) == c.start)
                .then_some(start..c.start)
        }),
        hits: &[(
            "POST http://iot.example.com/api/v1/354u1g321kcqc1oad3w7/telemetry",
            "354u1g321kcqc1oad3w7",
        )],
        misses: &["GET /api/v1/devices/telemetry", "/api/v1/x/354u1g321kcqc1oad3w7/rpc"],
    },
];

/// From the first value of the `data` of the manifest that says `kind: Secret` to the last.
fn manifest(c: Candidate<'_>) -> Option<Range<usize>> {
    // `SecretList`, `SecretProviderClass`.
    if at(c.text, c.end).is_some_and(|b| ALNUM.has(b)) {
        return None;
    }
    // Another manifest is judged for itself, and what lies between two by both.
    let says = |i: usize| {
        let end = i + c.end - c.start;
        c.text.get(i..end).is_some_and(|w| w.eq_ignore_ascii_case(c.text.cut(c.start..c.end)))
            && !at(c.text, end).is_some_and(|b| ALNUM.has(b))
    };
    let from = c.start.saturating_sub(REACH);
    let from = (from..c.start).rev().find(|&i| says(i)).unwrap_or(from);
    let to = (c.end..c.text.len().min(c.end + REACH)).find(|&i| says(i)).unwrap_or(c.end + REACH);
    let window = slice(c.text, from, to);
    // In a text that was escaped once more, a line ends with two bytes.
    let escaped = !window.contains(&b'\n');
    let keys: [&[u8]; 2] =
        if escaped { [b"\\ndata:", b"\\nstringdata:"] } else { [b"\ndata:", b"\nstringdata:"] };
    let key = keys.iter().find_map(|key| Some(find(window, key)? + key.len()));
    let key = key.or_else(|| (from == 0 && window.starts_with(b"data:")).then_some(5))?;
    let mut line = line_end(c.text, from + key, to, escaped).1;
    let (mut first, mut last) = (None, 0);
    while line < from + window.len() {
        let value = run(c.text, line, const { Class::of(" \t") }, 64);
        let (end, next) = line_end(c.text, line, line + REACH, escaped);
        if value == line || value >= end {
            break;
        }
        if at(c.text, value) == Some(b'#') {
            line = next;
            continue;
        }
        let Some(colon) = slice(c.text, value, end).iter().position(|&b| b == b':') else { break };
        let start = run(c.text, value + colon + 1, const { Class::of(" ") }, 8);
        if !placeholder(slice(c.text, start, end).trim_ascii()) {
            first.get_or_insert(start);
            last = end;
        }
        line = next;
    }
    let text = slice(c.text, first?, last).trim_ascii_end();
    Some(first?..first? + text.len())
}

/// Where the line around `from` ends, and where the next one begins. The quote that a text with escaped lines stands in
/// ends the last of them.
fn line_end(text: &[u8], from: usize, to: usize, escaped: bool) -> (usize, usize) {
    let line = slice(text, from, to);
    let ends = |i: usize| match line.cut(i..) {
        [b'\n', ..] => true,
        [b'\\', b'n', ..] => escaped,
        [b'"' | b'\'', ..] => escaped && i > 0 && !matches!(line.item(i - 1), b'\\' | b' '),
        _ => false,
    };
    let end = (0..line.len()).find(|&i| ends(i)).unwrap_or(line.len());
    let width = if line.has_at(end, b"\\n") { 2 } else { 1 };
    (from + end, from + end + width)
}
