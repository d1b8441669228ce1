//! Stacks: parsed from text or walked in the process, the same structure, the same id.
//!
//! ```
//! use veilfold_core::group::stack;
//!
//! let log = b"ERROR cannot load cart\nTraceback (most recent call last):\n  File \"/srv/v2/shop/cart.py\", line 3, in load\n    \
//!     query()\nKeyError: 'stock'\n";
//! let chain = stack::parse(log);
//! assert_eq!((&*chain[0].kind, &*chain[0].frames[0].function), (&b"KeyError"[..], &b"load"[..]));
//! // Neither the line counts nor where the program is installed.
//! let moved = b"Traceback (most recent call last):\n  File \"/app/shop/cart.py\", line 40, in load\nKeyError: 'stock'\n";
//! assert_eq!(stack::ids(&chain), stack::ids(&stack::parse(moved)));
//! ```
//!
//! # The canonical form of a Python exception
//!
//! [`parse`] on the text of a traceback and a walk over the live exception must give chains with the same [`ids`].
//! A walk has to produce this:
//!
//! * **Order**: the exception that was logged first ([`Link::Top`], parent 0); parents before their children.
//!   Nothing else about the order counts, and `notes` and line numbers never count.
//! * **Chain**: from each exception follow `__cause__` if it is not `None` ([`Link::Cause`]); otherwise follow
//!   `__context__` if it is not `None` and `__suppress_context__` is false ([`Link::Context`]); in both cases only if
//!   the exception was not visited before. This is what `traceback` prints.
//! * **Groups**: each of `exceptions` is a [`Link::Member`] of its group, with a chain of its own. `traceback` prints
//!   15 members and 10 levels; a walk stops there too ([`MAX_MEMBERS`], [`MAX_DEPTH`]).
//! * **`kind`**: `type.__module__ + "." + type.__qualname__`, without the module if it is `builtins` or `__main__`.
//! * **`message`**: `str(exc)`; for a `SyntaxError` either that or `exc.msg`. If `str` raises,
//!   `<exception str() failed>`.
//! * **`frames`**: one for each `tb` of `__traceback__`, outermost call first: `co_filename`, an empty module,
//!   `co_name` (not `co_qualname`: a traceback does not print it) and `tb_lineno`. All of them: recursion is folded here.
//! * A `RemoteTraceback` (multiprocessing, concurrent.futures, joblib) is an exception like any other; its message is
//!   the remote traceback, which [`ids`] reads.

mod beam;
mod chain;
mod dart;
mod dotnet;
mod glob;
mod go;
mod ids;
mod java;
mod javascript;
mod lines;
mod lua;
mod native;
mod ocaml;
mod perl;
mod php;
mod places;
mod powershell;
mod python;
mod r;
mod raised;
mod render;
mod ruby;
mod rules;
mod rust;
mod settings;

pub(crate) use ids::{Component, components, headline, masked_message, rule_hash};
pub use ids::{ids, ids_with};
pub use render::render_python;
pub use settings::{FingerprintRule, Settings};

use super::fingerprint::GroupId;
use crate::bounds::Bounds;
use crate::record::Exception;
#[allow(unused_imports, reason = "named by the documentation")]
use crate::record::Link;
use crate::search;
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Members of one exception group that count (`CPython`'s `max_group_width`).
pub const MAX_MEMBERS: usize = 15;
/// Levels of nested groups that count (`CPython`'s `max_group_depth`).
pub const MAX_DEPTH: usize = 10;

/// The two ids of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackIds {
    /// `s1-…`: what a person would call the same failure.
    pub group: GroupId,
    /// All in-app frames: finer.
    pub variant: GroupId,
}

/// Finds the first stack in `text` (a message, a JSON field, a wrapped log) and returns its chain,
/// outermost exception first; empty when there is none.
pub fn parse(text: &[u8]) -> Vec<Exception<'_>> {
    find(text).map_or_else(Vec::new, |stack| stack.chain)
}

/// The first stack of a text and what is around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack<'a> {
    /// Outermost exception first.
    pub chain: Vec<Exception<'a>>,
    /// Whether the text holds another stack, which no chain ties to this one and which [`parse`] leaves out.
    pub others: bool,
}

/// Like [`parse`], and says whether the text holds more stacks.
pub fn find(text: &[u8]) -> Option<Stack<'_>> {
    if !may_hold(text) {
        return None;
    }
    match lines::without_colours(text) {
        Cow::Borrowed(plain) => find_plain(plain),
        Cow::Owned(plain) if may_hold(&plain) => find_plain(&plain).map(Stack::into_owned),
        Cow::Owned(_) => None,
    }
}

fn may_hold(text: &[u8]) -> bool {
    lines::may_hold_lines(text) || may_hold_panic(text)
}

/// [`find`] in a text without colours.
fn find_plain(text: &[u8]) -> Option<Stack<'_>> {
    if let Some(found) = first(text) {
        return Some(found);
    }
    // A stack inside a string literal, perhaps inside another.
    let once = lines::unescaped(text)?;
    if lines::has_plain_escape(text)
        && let Some(found) = first(&once)
    {
        return Some(found.into_owned());
    }
    let twice = lines::unescaped(&once)?;
    first(&twice).map(Stack::into_owned)
}

/// Whether `text` may be a panic of Rust, the only stack that may be one line.
pub(crate) fn may_hold_panic(text: &[u8]) -> bool {
    lines::find_by(text, MARKS[0].0, MARKS[0].1).is_some()
}

/// Tries the parsers whose marks the text holds, in the order of the marks.
fn first(text: &[u8]) -> Option<Stack<'_>> {
    let whole = search::memchr(b'\n', text).is_some();
    // A panic without a backtrace may be one line, everything else is several.
    let marks: &[(&[u8], usize, Parser)] = if whole { &MARKS } else { &MARKS[..1] };
    let marked = marks.iter().map(|&(mark, probe, parser)| (lines::find_by(text, mark, probe), parser));
    let called = if whole { calls(text) } else { [None; 3] };
    let mut found = [None; MARKS.len() + 3];
    let all = marked.chain(called.map(|at| (at, virtual_machines as Parser)));
    for (slot, (at, parser)) in found.iter_mut().zip(all) {
        *slot = at.map(|at| (at, parser));
    }
    let mut tried = None;
    loop {
        let rest =
            found.iter().enumerate().filter_map(|(n, found)| found.map(|(at, parser)| ((at, n), parser)));
        let Some((mark, parser)) = rest.filter(|(mark, _)| Some(*mark) > tried).min_by_key(|(mark, _)| *mark)
        else {
            break;
        };
        if let Some(stack) = parser(text, mark.0) {
            return Some(stack);
        }
        tried = Some(mark);
    }
    // Too common a mark to be one of the above.
    (whole && search::memchr(b'@', text).is_some()).then(|| javascript::parse_at_signs(text)).flatten()
}

type Parser = for<'t> fn(&'t [u8], usize) -> Option<Stack<'t>>;

/// What each language's stacks cannot do without, and the index of its byte that other texts have least of.
const MARKS: [(&[u8], usize, Parser); 23] = [
    (b" panicked at ", 6, |text, _| rust::parse(text)),
    (b"File \"", 0, |text, _| python::parse(text)),
    (b"goroutine ", 0, |text, _| go::parse(text)),
    (b".go:", 3, |text, _| go::parse_error(text)),
    (b":in `", 4, |text, _| ruby::parse(text)),
    (b":in '", 0, |text, _| ruby::parse(text)),
    (b"#0 ", 0, |text, at| {
        php::parse(text).or_else(|| dart::parse(text, at)).or_else(|| native::parse(text, at))
    }),
    (b"#00 pc ", 0, native::parse),
    (b"0x0000", 1, native::parse),
    (b"[0x", 1, native::parse),
    (b"0# ", 1, native::parse),
    (b"** (", 0, |text, _| beam::parse(text)),
    (b"in function ", 3, beam::parse_report),
    (b" called at ", 6, perl::parse),
    (b" char:", 2, powershell::parse),
    (b": line ", 0, powershell::parse),
    (powershell::HEAD, 5, powershell::parse),
    (b".R#", 2, r::parse),
    (b"Calls: ", 0, r::parse),
    (b"Backtrace:", 0, r::parse),
    (lua::HEAD, 4, lua::parse),
    (ocaml::HEAD, 0, ocaml::parse),
    (b"tack backtrace:", 3, |text, _| rust::parse_backtrace(text)),
];

/// The first `at ` behind a tab, behind three spaces and at the start of a line: offsets of the white space.
fn calls(text: &[u8]) -> [Option<usize>; 3] {
    let mut found = [None; 3];
    for at in search::find_iter(text, b"at ") {
        let (kind, width) = match text.cut(..at) {
            [.., b'\t'] => (0, 1),
            [.., b' ', b' ', b' '] => (1, 3),
            [.., b' ', b' '] | [.., b'\n'] => (2, 1),
            _ => continue,
        };
        found[kind].get_or_insert(at - width);
        if found.iter().all(Option::is_some) {
            break;
        }
    }
    found
}

/// `at …` starts a frame in Java, JavaScript and .NET; its form says in which.
fn virtual_machines(text: &[u8], mark: usize) -> Option<Stack<'_>> {
    let mut from = mark;
    for _ in 0..8 {
        let at = from + lines::search(text.cut(from..), b"at ")?;
        let found =
            java::parse(text, at).or_else(|| javascript::parse(text, at)).or_else(|| dotnet::parse(text, at));
        if found.is_some() {
            return found;
        }
        from = at + 3;
    }
    None
}

impl Stack<'_> {
    /// A copy that borrows nothing.
    fn into_owned(self) -> Stack<'static> {
        fn own(text: Cow<'_, [u8]>) -> Cow<'static, [u8]> {
            Cow::Owned(text.into_owned())
        }
        let chain = self.chain.into_iter().map(|e| Exception {
            link: e.link,
            parent: e.parent,
            kind: own(e.kind),
            message: own(e.message),
            notes: e.notes.into_iter().map(own).collect(),
            frames: e
                .frames
                .into_iter()
                .map(|f| crate::record::Frame {
                    file: own(f.file),
                    module: own(f.module),
                    function: own(f.function),
                    line: f.line,
                })
                .collect(),
        });
        Stack { chain: chain.collect(), others: self.others }
    }
}

/// The text that [`StackIds::group`] is the hash of: three lines an exception (type, masked message, place), and one
/// for each distinct member of a group. Empty for an empty chain.
pub fn canonical_text(settings: &Settings, chain: &[Exception<'_>]) -> Vec<u8> {
    ids::canonical(settings, chain).map(|text| text.group).unwrap_or_default()
}

#[cfg(test)]
mod tests;
