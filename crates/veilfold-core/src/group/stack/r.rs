//! R: `Calls:` of `Rscript`, `traceback()`, and the tree that rlang prints below `Backtrace:`.

use super::Stack;
use super::chain::{Chain, frame};
use super::lines::{
    Lines, Prefix, column, digits, line_before, line_start, number, prefix_at, rsplit_once, split_once, until,
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
    let head = if listed {
        start + column(text, at, |word| traced(behind_number(word).unwrap_or_default()).is_some())?
    } else {
        at
    };
    let prefix = prefix_at(text, head);
    let said = failure(text, start, prefix);
    // Other languages, and people, write such words too.
    if said.is_none() && !listed {
        return None;
    }
    let mut chain = Chain::of(b"Error", said.unwrap_or_default());
    let others = chain.list(Lines::new(text, head), prefix, b"Error", row);
    if mark.starts_with(b"Backtrace") {
        // The outermost call is the root of the tree.
        chain.0.iter_mut().for_each(|error| error.frames.reverse());
    } else if !chain.is_framed() {
        let mut calls = Lines::new(text, at).next()?.text.trim_ascii_end();
        while let Some((before, name)) = rsplit_once(calls, b" ") {
            // No function, but something that was counted.
            if name.first().is_some_and(u8::is_ascii_digit) {
                return None;
            }
            // `.handleSimpleError -> h`: R's own `h`.
            if !BASE.has(name) && !before.ends_with(b".handleSimpleError ->") {
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
    ".handleSimpleError",
    "<Anonymous>",
];

/// Packages that are the language, or whose functions do what the program asks.
const PACKAGES: Texts = texts![
    "base", "stats", "utils", "methods", "rlang", "vctrs", "magrittr", "withr", "purrr", "dplyr", "tidyr",
    "readr", "ggplot2", "shiny",
];

/// `: load(id) at orders.R#25`, `: load [orders.R#25]`: a function, and the line where it was called; packages that are
/// installed have no places.
fn traced(call: &[u8]) -> Option<(&[u8], u32)> {
    let call = call.strip_prefix(b": ")?;
    let (call, place) = rsplit_once(call, b" at ").or_else(|| rsplit_once(call, b" ["))?;
    let (_, line) = rsplit_once(place, b"#")?;
    Some((name(call), number(line)))
}

fn behind_number(line: &[u8]) -> Option<&[u8]> {
    let digits = digits(line);
    line.get(digits..).filter(|_| digits > 0)
}

/// A line of `traceback()`, or of rlang: `2. ├─global load(id)`, `3. └─shop::load(id)`, `4. └─cart$load(id)`: one function, run as a script,
/// installed, and of an object.
fn row(line: &[u8]) -> Option<Frame<'_>> {
    let rest = behind_number(line)?;
    if let Some((function, line)) = traced(rest) {
        return (!BASE.has(function)).then(|| frame(b"", &b""[..], function, line));
    }
    let call = rest.strip_prefix(b".")?;
    let call = name(call.cut(call.iter().position(u8::is_ascii_alphanumeric)?..));
    let function = match split_once(call, b"::") {
        Some((package, _)) if PACKAGES.has(package) => return None,
        Some((_, function)) => function.strip_prefix(b":").unwrap_or(function),
        None => call.strip_prefix(b"global ").or_else(|| Some(rsplit_once(call, b"$")?.1))?,
    };
    (!function.contains(&b' ')).then(|| frame(b"", &b""[..], function, 0))
}

/// The function of a call.
fn name(call: &[u8]) -> &[u8] {
    until(call, b'(')
}

/// What the lines above say: `! message`, `Error in f(x) : message`, `Error: message`, or the message in the line below.
fn failure<'a>(text: &'a [u8], first: usize, prefix: Prefix<'_>) -> Option<&'a [u8]> {
    let mut start = first;
    let mut below: &[u8] = b"";
    for _ in 0..LOOK_BACK {
        let line = line_before(text, start)?;
        start = line.start;
        let body = prefix.body(line.text);
        if let Some(said) = body.strip_prefix(b"! ") {
            return Some(said);
        }
        // Shiny goes on after what it calls a warning.
        let body = body.strip_prefix(b"Warning: ").unwrap_or(body);
        if texts!["Error in ", "Error:"].begin(body) {
            let (_, said) = split_once(body, b" :").or_else(|| split_once(body, b": ")).unwrap_or_default();
            return Some(if said.is_empty() { below } else { said.trim_ascii_start() });
        }
        below = body;
    }
    None
}
