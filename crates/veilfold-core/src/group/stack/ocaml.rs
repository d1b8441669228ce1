//! OCaml: `Raised at f in file "x.ml", line n, characters a-b` and the calls below it.

use super::Stack;
use super::chain::{Chain, frame};
use super::lines::{Lines, line_before, line_start, number, prefix_at, split_once};
use crate::bounds::Bounds;
use crate::record::Frame;
use crate::texts::texts;

/// What the first frame begins with.
pub(super) const HEAD: &[u8] = b"Raised ";

/// The first backtrace; `at` is where its head stands.
pub(super) fn parse(text: &[u8], at: usize) -> Option<Stack<'_>> {
    call(Lines::new(text, at).next()?.text.trim_ascii())?;
    let (prefix, start) = (prefix_at(text, at), line_start(text, at));
    let above = prefix.body(line_before(text, start)?.text);
    let exception = split_once(above, b"xception ").or_else(|| split_once(above, b"xception: "));
    let (kind, message) = parts(exception.map_or(above, |(_, exception)| exception));
    let mut chain = Chain::of(kind, message);
    let others = chain.list(Lines::new(text, start), prefix, HEAD, call);
    chain.finish(others)
}

/// `Shop.Missing("cart 17")`, `Failure "int_of_string"`, `Not_found`: type and what it carries.
fn parts(exception: &[u8]) -> (&[u8], &[u8]) {
    let exception = exception.trim_ascii();
    let name = exception
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'\''))
        .count();
    let (kind, rest) = exception.cut_at(name);
    (kind, rest.trim_ascii())
}

/// `Called from Symtab.resolve in file "src/symtab.ml" (inlined), line 44, characters 10-35`.
fn call(line: &[u8]) -> Option<Frame<'_>> {
    let verb =
        texts!["Raised at ", "Raised by primitive operation at ", "Re-raised at ", "Called from "].head(line);
    let (function, place) = split_once(line.get(verb..).filter(|_| verb > 0)?, b" in file \"")?;
    let (file, rest) = split_once(place, b"\"")?;
    let (_, line) = split_once(rest, b", line ")?;
    // Modules of the standard library have no directory.
    let is_standard = function.starts_with(b"Stdlib");
    let file = if is_standard { b"<stdlib>" } else { file };
    Some(frame(file, &b""[..], function, number(line)))
}
