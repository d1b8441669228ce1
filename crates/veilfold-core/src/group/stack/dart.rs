//! Dart and Flutter: `#0  Cart.load (package:shop/cart.dart:12:3)` as the virtual machine prints it.

use super::Stack;
use super::chain::{Chain, frame, location};
use super::lines::{Lines, Prefix, line_before, line_start, prefix_at, rsplit_once, split_once};
use crate::bounds::Bounds;
use crate::record::Frame;
use crate::texts::texts;

/// Lines above the first frame in which the failure is looked for: Flutter tells much of its widgets between.
const LOOK_BACK: usize = 24;

/// The first stack; `at` is where its first frame stands.
pub(super) fn parse(text: &[u8], at: usize) -> Option<Stack<'_>> {
    call(Lines::new(text, at).next()?.text.trim_ascii())?;
    let (prefix, start) = (prefix_at(text, at), line_start(text, at));
    let (kind, message) = failure(text, start, prefix);
    let mut chain = Chain::of(kind, message);
    let others = chain.list(Lines::new(text, at), prefix, b"#0 ", call);
    chain.finish(others)
}

/// `#1      Api.tracks.<anonymous closure> (package:shop/api.dart:40:35)`: code of `Api.tracks`.
fn call(line: &[u8]) -> Option<Frame<'_>> {
    let (_, rest) = split_once(line.strip_prefix(b"#")?, b" ")?;
    let (mut function, place) = rsplit_once(rest.strip_suffix(b")")?, b" (")?;
    let (file, line) = location(place);
    if !file.ends_with(b".dart") {
        return None;
    }
    while let Some(around) = function.strip_suffix(b".<anonymous closure>") {
        function = around;
    }
    let function = function.trim_ascii_start();
    let function = function.strip_prefix(b"new ").unwrap_or(function);
    let function = if function.starts_with(b"<") { b"<anonymous>" } else { function };
    Some(frame(file, &b""[..], function, line))
}

/// Type and message, as the lines above the first frame tell them: behind `Unhandled exception:`, in Flutter's `The
/// following StateError was thrown building Tile:` and the line below, or else in the next line above.
fn failure<'a>(text: &'a [u8], first: usize, prefix: Prefix<'_>) -> (&'a [u8], &'a [u8]) {
    let mut start = first;
    let (mut below, mut said): (&[u8], &[u8]) = (b"", b"");
    for _ in 0..LOOK_BACK {
        let Some(line) = line_before(text, start) else { break };
        start = line.start;
        let body = prefix.body(line.text);
        let thrown =
            split_once(body, b"The following ").and_then(|(_, rest)| split_once(rest, b" was thrown"));
        if let Some((kind, _)) = thrown {
            return (kind, below);
        }
        if let Some((_, rest)) = split_once(body, b"xception:")
            .filter(|(before, _)| before.ends_with(b"Unhandled e") || before.ends_with(b"Unhandled E"))
        {
            said = if rest.is_empty() { below } else { rest.trim_ascii_start() };
            break;
        }
        if !body.is_empty() {
            below = body;
            said = if said.is_empty() { body } else { said };
        }
    }
    // What is no `Exception` prints its type and nothing else.
    if let Some(kind) = said.strip_prefix(b"Instance of '").and_then(|kind| kind.strip_suffix(b"'")) {
        return (kind, b"");
    }
    // `FormatException: no digits`, `RangeError (index): 5 is not in 0..3`.
    let name = said.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    match split_once(said, b": ") {
        Some((_, message)) if texts!["Error", "Exception"].end(said.cut(..name)) => {
            (said.cut(..name), message)
        }
        _ => (b"Error", said),
    }
}
