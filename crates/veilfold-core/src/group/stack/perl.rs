//! Perl: what Carp's `confess` and `cluck` print, and `Devel::StackTrace`.

use super::Stack;
use super::chain::{Chain, frame};
use super::lines::{Lines, line_before, line_start, number, prefix_at, rsplit_once, split_once, until};
use crate::bounds::Bounds;
use crate::texts::texts;

/// The first stack; `at` stands in its first call.
pub(super) fn parse(text: &[u8], at: usize) -> Option<Stack<'_>> {
    let start = line_start(text, at);
    let tab = text.cut(start..at).iter().position(|&b| b == b'\t').unwrap_or_default();
    let prefix = prefix_at(text, start + tab);
    let above = line_before(text, start)?;
    let head = prefix.body(above.text);
    let (mut message, mut file, mut line) = place(head)?;
    // A message that ends its line, perhaps with a place of its own, stands above.
    if texts!["at ", "Trace begun at "].begin(head) {
        let head = line_before(text, above.start).map_or(head, |line| prefix.body(line.text));
        message = place(head).map_or(head, |(message, ..)| message);
    }
    let mut chain = Chain::of(b"die", message);
    // A call names the function that was called and where it was called from; a frame is a function and where it was.
    for call in Lines::new(text, start) {
        let Some((call, caller, at)) = place(prefix.body(call.text)) else { break };
        let Some(call) = call.strip_suffix(b" called") else { break };
        let name = until(call, b'(');
        // What an `eval` holds is code of the function around it.
        if name.starts_with(b"eval ") {
            continue;
        }
        // A sentence that says where somebody called.
        if name.contains(&b' ') && !name.starts_with(b"require ") {
            break;
        }
        let (package, function) = rsplit_once(name, b"::").unwrap_or((b"", name));
        let package = if package == b"main" { b"" } else { package };
        let function = if function == b"__ANON__" { b"<anonymous>" } else { function };
        chain.frame(0, frame(file, package, function, line));
        (file, line) = (caller, at);
    }
    if !chain.is_framed() {
        return None;
    }
    chain.frame(0, frame(file, &b""[..], &b"main"[..], line));
    chain.finish(false)
}

/// `message at lib/Shop/Cart.pm line 118, <STDIN> line 2.` as message, file and line.
fn place(text: &[u8]) -> Option<(&[u8], &[u8], u32)> {
    let (message, place) = rsplit_once(text, b"at ")?;
    let (file, line) = split_once(place, b" line ")?;
    line.first()?.is_ascii_digit().then(|| (message.trim_ascii_end(), file, number(line)))
}
