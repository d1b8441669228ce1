//! Lua: `stack traceback:` of the interpreters, `LuaJIT` and nginx.

use super::Stack;
use super::chain::{Chain, file_name, frame};
use super::lines::{
    Lines, line_before, line_start, number, prefix_at, rsplit_once, search, split_once, until,
};
use crate::bounds::Bounds;
use crate::record::Frame;
use crate::texts::texts;

/// The first traceback; `at` is where its head stands.
pub(super) fn parse(text: &[u8], at: usize) -> Option<Stack<'_>> {
    let (prefix, start) = (prefix_at(text, at), line_start(text, at));
    let above = line_before(text, start)?;
    let (mut line, mut said) = (above, None);
    // What goes on over several lines is indented: `module 'x' not found:` and where it was looked for.
    for _ in 0..LOOK_BACK {
        let content = prefix.strip(line.text).unwrap_or(line.text);
        said = message(content);
        if said.is_some() || !matches!(content.first(), Some(b' ' | b'\t')) {
            break;
        }
        let Some(before) = line_before(text, line.start) else { break };
        line = before;
    }
    let mut chain = Chain::of(b"error", said.unwrap_or_else(|| prefix.body(above.text)));
    let others = chain.list(Lines::new(text, start), prefix, HEAD, call);
    chain.finish(others)
}

/// What stands above the frames.
pub(super) const HEAD: &[u8] = b"stack traceback:";

/// Lines above the frames in which the failure is looked for.
const LOOK_BACK: usize = 48;

/// `lua: shop/cart.lua:17: attempt to index a nil value`, `[string "cart"]:17: …`: what stands behind the place.
fn message(head: &[u8]) -> Option<&[u8]> {
    let behind = |mark| split_once(head, mark).and_then(|(_, rest)| split_once(rest, b": "));
    let (line, message) = behind(b".lua:").or_else(|| behind(b"\"]:"))?;
    line.iter().all(u8::is_ascii_digit).then(|| message.trim_ascii_end())
}

/// `cart.lua:17: in function 'cart.weigh'`, `cart.lua:52: in method 'add'`, `cart.lua:9: in main chunk`. Where a function was
/// found is told by some versions and depends on its caller: only its own name counts.
fn call(line: &[u8]) -> Option<Frame<'_>> {
    let (place, what) = split_once(line, b": in ")?;
    let (file, line) = rsplit_once(place, b":")?;
    if !line.first()?.is_ascii_digit() {
        return None;
    }
    let function = match what.split(|&b| b == b'\'').nth(1) {
        Some(name) => name.rsplit(|b| matches!(b, b'.' | b':')).next().unwrap_or_default(),
        None if what.starts_with(b"main chunk") => b"main chunk",
        None => b"<anonymous>",
    };
    Some(frame(chunk(file), &b""[..], function, number(line)))
}

/// What names a chunk: a file without the directories it was started from, but for modules whose files all have one name,
/// and for what was installed; what a string that was loaded is called, unless that is its code.
fn chunk(file: &[u8]) -> &[u8] {
    if let Some(name) = file.strip_prefix(b"[string \"") {
        let name = until(name, b'"');
        return if name.contains(&b' ') { b"<string>" } else { file_name(name) };
    }
    // `access_by_lua(nginx.conf:112)`: what calls the program.
    if search(file, b"_by_lua(").is_some() {
        return b"<by_lua>";
    }
    let name = file_name(file);
    if search(file, b"/lua/5.").is_some() {
        return file;
    }
    if texts!["init.lua", "handler.lua"].has(name) {
        let around = file.cut(..(file.len() - name.len()).saturating_sub(1));
        return file.cut(around.len() - file_name(around).len()..);
    }
    name
}
