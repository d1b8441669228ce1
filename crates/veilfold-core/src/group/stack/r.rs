//! R: `Calls:` of `Rscript`, `traceback()`, and the tree that rlang prints below `Backtrace:`.

use super::Stack;
use super::chain::{Chain, file_name, frame};
use super::lines::{
    Lines, Prefix, column, line_before, line_start, number, prefix_at, rsplit_once, split_once,
};
use crate::bounds::Bounds;
use crate::record::Frame;
use crate::texts::{Texts, texts};

/// Lines above the stack in which the failure is looked for.
const LOOK_BACK: usize = 24;

/// The first stack; `at` is where one of its marks stands.
pub(super) fn parse(text: &[u8], at: usize) -> Option<Stack<'_>> {
    let (start, mark) = (line_start(text, at), text.cut(at..));
    let listed = mark.starts_with(b".R#");
    let head = if listed { start + column(text, at, |word| row(word).is_some())? } else { at };
    let prefix = prefix_at(text, head);
    let mut chain = Chain::of(b"Error", failure(text, start, prefix));
    let others = chain.list(Lines::new(text, start), prefix, b"Error", row);
    if mark.starts_with(b"Backtrace") {
        // The outermost call is the root of the tree.
        chain.0.iter_mut().for_each(|error| error.frames.reverse());
    } else if !chain.is_framed() {
        let mut calls = Lines::new(text, at).next()?.text.trim_ascii_end();
        while let Some((before, name)) = rsplit_once(calls, b" ") {
            if !BASE.has(name) {
                chain.frame(0, frame(b"", &b""[..], name, 0));
            }
            calls = before;
        }
    }
    chain.finish(others)
}

/// Functions of R that call what they are given, or raise; and what stands between names.
const BASE: Texts = texts![
    "->",
    "...",
    "FUN",
    "lapply",
    "sapply",
    "vapply",
    "mapply",
    "Map",
    "Reduce",
    "Filter",
    "do.call",
    "eval",
    "source",
    "withVisible",
    "try",
    "tryCatch",
    "tryCatchList",
    "tryCatchOne",
    "doTryCatch",
    "withCallingHandlers",
    "stop",
    "stopifnot",
    "<Anonymous>",
];

/// Packages that are the language, or whose functions do what the program asks.
const PACKAGES: Texts = texts![
    "base", "stats", "utils", "methods", "rlang", "vctrs", "magrittr", "withr", "purrr", "dplyr", "tidyr",
    "readr", "ggplot2", "shiny",
];

/// `5: load(id) at orders.R#25`: packages that are installed have no places. `2. ├─global load(id)`, `3. └─shop::load(id)`:
/// one function, run as a script and installed.
fn row(line: &[u8]) -> Option<Frame<'_>> {
    let digits = line.iter().take_while(|b| b.is_ascii_digit()).count();
    let rest = line.get(digits..).filter(|_| digits > 0)?;
    if let Some(call) = rest.strip_prefix(b": ") {
        let (call, place) = rsplit_once(call, b" at ")?;
        let (file, line) = rsplit_once(place, b"#")?;
        return Some(frame(file_name(file), &b""[..], name(call), number(line)));
    }
    let call = rest.strip_prefix(b".")?;
    let call = name(call.cut(call.iter().position(u8::is_ascii_alphanumeric)?..));
    let function = match split_once(call, b"::") {
        Some((package, _)) if PACKAGES.has(package) => return None,
        Some((_, function)) => function.strip_prefix(b":").unwrap_or(function),
        None => call.strip_prefix(b"global ")?,
    };
    Some(frame(b"", &b""[..], function, 0))
}

/// The function of a call.
fn name(call: &[u8]) -> &[u8] {
    call.split(|&b| b == b'(').next().unwrap_or_default()
}

/// What the lines above say: `! message`, `Error in f(x) : message`, `Error: message`, or the message in the line below.
fn failure<'a>(text: &'a [u8], first: usize, prefix: Prefix<'_>) -> &'a [u8] {
    let mut start = first;
    let mut below: &[u8] = b"";
    for _ in 0..LOOK_BACK {
        let Some(line) = line_before(text, start) else { break };
        start = line.start;
        let body = prefix.body(line.text);
        if let Some(said) = body.strip_prefix(b"! ") {
            return said;
        }
        if body.starts_with(b"Error") {
            let said =
                split_once(body, b" :").or_else(|| split_once(body, b": ")).map_or(body, |(_, said)| said);
            return if said.is_empty() { below } else { said.trim_ascii_start() };
        }
        below = body;
    }
    below
}
