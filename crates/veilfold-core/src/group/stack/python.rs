//! Python tracebacks, 3.10 to 3.14: chains in both directions, exception groups with their margins, notes, carets,
//! `SyntaxError` blocks, repeated lines, `RemoteTraceback`, and what is left when either end was cut off.

use super::Stack;
use super::lines::{Lines, Prefix, digits, line_before, line_start, number, spaces, split_once};
use crate::bounds::Bounds;
use crate::record::{Exception, Frame, Link};
use crate::search;
use crate::texts::{Texts, texts};
use alloc::borrow::Cow;
use alloc::vec::Vec;

pub(super) const HEADER: &[u8] = b"Traceback (most recent call last):";
/// Where its parenthesis is: a rare byte, and looking for it takes no searcher, which would cost more than a short search.
const HEADER_SIGN: usize = 10;
pub(super) const CAUSE: &[u8] = b"The above exception was the direct cause of the following exception:";
pub(super) const CONTEXT: &[u8] = b"During handling of the above exception, another exception occurred:";

const EXCEPTION_GROUP: &[u8] = b"Exception Group ";

/// Lines above a header that are searched for an exception without a traceback of its own.
const LOOK_BACK: usize = 64;

/// Headers that are tried. An attempt reads to the end of the text, and over further headers with the same prefix.
const MAX_ATTEMPTS: usize = 4;

/// The first traceback in `text`.
pub(super) fn parse(text: &[u8]) -> Option<Stack<'_>> {
    let mut from = 0;
    let mut attempts = 0;
    while attempts < MAX_ATTEMPTS
        && let Some(at) = super::lines::find_by(text.cut(from..), HEADER, HEADER_SIGN).map(|at| at + from)
    {
        from = at + HEADER.len();
        let end = search::memchr(b'\n', text.cut(from..)).map_or(text.len(), |n| from + n);
        if text.cut(from..end).trim_ascii().is_empty() {
            attempts += 1;
            let found = parse_at(text, line_start(text, at), at, State::After);
            if found.is_some() {
                return found;
            }
        }
    }
    // The beginning was cut off: start at the first frame.
    let at = super::lines::search(text, b"File \"")?;
    let start = line_start(text, at);
    let line = Lines::new(text, start).next()?;
    frame(line.text.cut(at - start..))?;
    parse_at(text, start, at - spaces_before(text.cut(start..at)).min(2), State::Frames)
}

fn spaces_before(text: &[u8]) -> usize {
    text.iter().rev().take_while(|&&b| b == b' ').count()
}

/// What a level expects next.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// A member of a group may start with its exception line.
    Start,
    /// Frames, then the exception line.
    Frames,
    /// The rest of the message, notes, a heading or the end.
    After,
}

/// One level of group nesting: a chain that is being read, inner exceptions first.
struct Level<'a> {
    state: State,
    frames: Vec<Frame<'a>>,
    heading: Option<Link>,
    last: Option<usize>,
}

impl Level<'_> {
    fn new(state: State) -> Self {
        Level { state, frames: Vec::new(), heading: None, last: None }
    }
}

/// An exception in the making.
struct Node<'a> {
    kind: &'a [u8],
    message: Cow<'a, [u8]>,
    frames: Vec<Frame<'a>>,
    cause: Option<(Link, usize)>,
    members: Vec<usize>,
}

struct Parser<'a> {
    text: &'a [u8],
    prefix: Prefix<'a>,
    nodes: Vec<Node<'a>>,
    levels: Vec<Level<'a>>,
    /// Whether lines may carry the margins of a group.
    grouped: bool,
    /// The remote traceback being read: where its text starts (0 before its opening quotes), and the text itself where
    /// lines carry a prefix.
    remote: Option<(usize, Vec<u8>)>,
}

fn parse_at(text: &[u8], start: usize, at: usize, state: State) -> Option<Stack<'_>> {
    // What stands before the header: a prefix of the transport, then perhaps the margin of a group.
    let before = text.cut(start..at);
    let (before, header) = match before.strip_suffix(EXCEPTION_GROUP) {
        Some(before) => (before, text.cut(at - EXCEPTION_GROUP.len()..at + HEADER.len())),
        None => (before, HEADER),
    };
    let (sample, grouped) = match before {
        [margin @ .., b'|' | b'+', b' '] => (margin.cut(..margin.len() - spaces_before(margin).min(2)), true),
        _ => (before, false),
    };
    let mut next = Lines::new(text, start);
    next.next();
    let prefix = Prefix::learn(sample, next.next().map(|line| line.text));
    let mut from = start;
    let mut level = Level::new(state);
    if state == State::After {
        from = look_back(text, start, prefix);
        if from < start {
            level.state = State::Start;
        }
    }
    let mut parser =
        Parser { text, prefix, nodes: Vec::new(), levels: alloc::vec![level], grouped, remote: None };
    let mut others = false;
    for line in Lines::new(text, from) {
        let content = if line.start == start && state == State::After {
            // The header's own line, whatever stands before it.
            header
        } else {
            match parser.prefix.strip(line.text) {
                Some(content) => content,
                None => continue,
            }
        };
        if !parser.line(content, line.start) {
            others = true;
            break;
        }
    }
    let chain = parser.finish()?;
    Some(Stack { chain, others })
}

/// Where to start reading so that exceptions which have no traceback of their own, but stand above the header as its
/// cause, are read too.
fn look_back(text: &[u8], header: usize, prefix: Prefix<'_>) -> usize {
    let mut start = header;
    let mut budget = LOOK_BACK;
    let above = |start: usize| line_before(text, start).and_then(|l| Some((l.start, prefix.strip(l.text)?)));
    loop {
        // `x.RemoteTraceback: ` and `"""`, just above the header.
        if let Some((quotes, b"\"\"\"")) = above(start)
            && let Some((remote, line)) = above(quotes)
            && exception_line(line).is_some_and(|(kind, _)| kind.ends_with(b"RemoteTraceback"))
        {
            start = remote;
        }
        let mut cursor = start;
        let mut heading = false;
        let mut found = None;
        while let Some((at, line)) = above(cursor) {
            budget = budget.saturating_sub(1);
            if budget == 0 {
                return start;
            }
            let line = margin(line).map_or(line, |(_, rest)| rest).trim_ascii_end();
            if !heading {
                if line == CAUSE || line == CONTEXT {
                    heading = true;
                } else if !line.is_empty() {
                    return start;
                }
            } else if line.is_empty() {
                if found.is_some() {
                    break;
                }
            } else if let Some((kind, _)) = exception_line(line)
                && (found.is_none() || looks_like_type(kind))
            {
                found = Some(at);
            }
            cursor = at;
        }
        match found {
            Some(at) => start = at,
            None => return start,
        }
    }
}

impl<'a> Parser<'a> {
    /// Reads one line; false when a second, unrelated traceback starts.
    fn line(&mut self, line: &'a [u8], start: usize) -> bool {
        if let Some((begin, inner)) = &mut self.remote {
            if line.trim_ascii() == b"\"\"\"" {
                if *begin == 0 {
                    *begin = search::memchr(b'\n', self.text.cut(start..))
                        .map_or(self.text.len(), |n| start + n + 1);
                } else {
                    self.end_remote(start);
                }
            } else if !self.prefix.is_empty() {
                inner.extend_from_slice(line);
                inner.push(b'\n');
            }
            return true;
        }
        let (level, content) = match margin(line) {
            Some((depth, content)) if self.grouped || content.starts_with(EXCEPTION_GROUP) => {
                self.grouped = true;
                if let Some(separator) = separator(content) {
                    self.separator(depth, separator);
                    return true;
                }
                ((depth - 1).min(self.levels.len() - 1), content)
            }
            // Between exceptions that are chained at the outermost level there is no margin.
            _ if self.levels.len() > 1 && !is_heading(line) && !is_header(line) => return true,
            _ => (0, line),
        };
        self.close(level + 1);
        self.content(content, level == 0)
    }

    /// `+-+--- 1 ---` opens a group below a level, `+--- 2 ---` goes on with it, `+-----` closes it.
    fn separator(&mut self, depth: usize, separator: Separator) {
        self.close(depth);
        let state = match separator {
            Separator::Open => {
                self.levels.push(Level::new(State::Start));
                return;
            }
            Separator::Next => State::Start,
            Separator::Close => State::After,
        };
        self.close_member();
        if let [_, .., level] = self.levels.as_mut_slice() {
            *level = Level::new(state);
        }
    }

    /// Closes the innermost levels until `levels` are left.
    fn close(&mut self, levels: usize) {
        while self.levels.len() > levels.max(1) {
            self.close_member();
            self.levels.pop();
        }
    }

    /// Hangs the exception that the innermost level has read on the group above it.
    fn close_member(&mut self) {
        let [.., owner, member] = self.levels.as_mut_slice() else { return };
        if let (Some(owner), Some(member)) = (owner.last, member.last.take())
            && let Some(node) = self.nodes.get_mut(owner)
        {
            node.members.push(member);
        }
    }

    fn content(&mut self, line: &'a [u8], outermost: bool) -> bool {
        let Some(level) = self.levels.last_mut() else { return true };
        let body = line.trim_ascii_end();
        if is_header(line) {
            self.grouped |= body.len() > HEADER.len();
            if outermost && level.state == State::After && level.heading.is_none() && level.last.is_some() {
                return false;
            }
            level.state = State::Frames;
            level.frames.clear();
            return true;
        }
        match level.state {
            State::Frames => {
                let trimmed = line.trim_ascii_start();
                if trimmed.len() < line.len() || trimmed.is_empty() {
                    level.frames.extend(frame(trimmed));
                } else if let Some((kind, message)) = exception_line(body)
                    && !level.frames.is_empty()
                {
                    self.exception(kind, message);
                }
            }
            State::After if is_heading(line) && level.last.is_some() => {
                level.heading = Some(if body == CAUSE { Link::Cause } else { Link::Context });
            }
            State::Start | State::After if level.last.is_none() || level.heading.is_some() => {
                if let Some((kind, message)) = exception_line(body)
                    && (level.heading.is_some() || level.state == State::Start)
                {
                    self.exception(kind, message);
                }
            }
            State::Start | State::After => self.more(line),
        }
        true
    }

    /// Completes the exception of the innermost level.
    fn exception(&mut self, kind: &'a [u8], message: &'a [u8]) {
        let Some(level) = self.levels.last_mut() else { return };
        let cause = level.last.zip(level.heading.take()).map(|(node, link)| (link, node));
        let frames = core::mem::take(&mut level.frames);
        level.last = Some(self.nodes.len());
        level.state = State::After;
        self.nodes.push(Node { kind, message: Cow::Borrowed(message), frames, cause, members: Vec::new() });
        if kind.ends_with(b"RemoteTraceback") && message.is_empty() {
            self.remote = Some((0, Vec::new()));
        }
    }

    /// A further line of the message: kept where the lines lie side by side in the text.
    fn more(&mut self, line: &'a [u8]) {
        if !self.prefix.is_empty() || self.levels.len() > 1 || line.is_empty() {
            return;
        }
        let Some(Cow::Borrowed(message)) = self.nodes.last_mut().map(|node| &mut node.message) else {
            return;
        };
        let base = self.text.as_ptr() as usize;
        let (from, to) = (message.as_ptr() as usize, line.as_ptr() as usize + line.len());
        if !message.is_empty()
            && let Some(joined) = self.text.get(from.wrapping_sub(base)..to.wrapping_sub(base))
        {
            *message = joined;
        }
    }

    fn end_remote(&mut self, end: usize) {
        let Some((start, inner)) = self.remote.take() else { return };
        if let Some(node) = self.nodes.last_mut() {
            node.message = if self.prefix.is_empty() {
                Cow::Borrowed(self.text.get(start..end).unwrap_or_default())
            } else {
                Cow::Owned(inner)
            };
        }
    }

    /// The chain, outermost exception first.
    fn finish(mut self) -> Option<Vec<Exception<'a>>> {
        if self.levels.last().is_some_and(|level| level.state == State::Frames && !level.frames.is_empty()) {
            // The end was cut off: a stack without a name is still a stack.
            self.exception(b"", b"");
        }
        self.close(1);
        let top = self.levels.first()?.last?;
        let mut chain = Vec::with_capacity(self.nodes.len());
        let mut todo = alloc::vec![(top, Link::Top, 0)];
        while let Some((index, link, parent)) = todo.pop() {
            let Some(node) = self.nodes.get_mut(index) else { continue };
            let this = chain.len();
            chain.push(Exception {
                link,
                parent,
                kind: Cow::Borrowed(node.kind),
                message: core::mem::take(&mut node.message),
                notes: Vec::new(),
                frames: core::mem::take(&mut node.frames),
            });
            todo.extend(node.members.iter().rev().map(|&member| (member, Link::Member, this)));
            todo.extend(node.cause.map(|(link, cause)| (cause, link, this)));
        }
        Some(chain)
    }
}

fn is_header(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    line.strip_prefix(EXCEPTION_GROUP).unwrap_or(line) == HEADER
}

fn is_heading(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    line == CAUSE || line == CONTEXT
}

/// The margin of a group: nesting depth (1 for the outermost) and what stands behind `| ` or `+ `.
fn margin(line: &[u8]) -> Option<(usize, &[u8])> {
    let column = spaces(line);
    let rest = line.cut(column..);
    match rest {
        [b'|' | b'+', b' ', rest @ ..] if column >= 2 => Some((column / 2, rest)),
        [b'|'] if column >= 2 => Some((column / 2, b"")),
        [b'+', b'-', ..] if column >= 2 => Some((column / 2, rest)),
        _ => None,
    }
}

#[derive(Clone, Copy)]
enum Separator {
    Open,
    Next,
    Close,
}

fn separator(line: &[u8]) -> Option<Separator> {
    let (opens, rest) = match line.strip_prefix(b"+-+") {
        Some(rest) => (true, rest),
        None => (false, line.strip_prefix(b"+")?),
    };
    if !rest.starts_with(b"----------------") {
        return None;
    }
    let title = rest.iter().any(|&b| b != b'-');
    Some(if opens {
        Separator::Open
    } else if title {
        Separator::Next
    } else {
        Separator::Close
    })
}

/// `File "path", line 7, in function`.
fn frame(line: &[u8]) -> Option<Frame<'_>> {
    let line = line.strip_prefix(b"File \"")?;
    let (file, rest) = split_once(line, b"\", line ")?;
    let digits = digits(rest);
    let function = rest.cut(digits..).strip_prefix(b", in ")?.trim_ascii_end();
    Some(Frame {
        file: Cow::Borrowed(file),
        module: Cow::Borrowed(b""),
        function: Cow::Borrowed(function),
        line: number(rest),
    })
}

/// `module.Type: message` or `module.Type`.
fn exception_line(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = line.iter().position(|b| !is_name_byte(*b)).unwrap_or(line.len());
    let (kind, rest) = line.cut_at(end);
    let message = match rest {
        [] | [b':'] => &b""[..],
        [b':', b' ', message @ ..] => message,
        _ => return None,
    };
    let starts = kind.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_' || *b >= 0x80);
    (starts && !kind.ends_with(b".")).then_some((kind, message))
}

fn is_name_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'<' | b'>') || b >= 0x80
}

/// The naming habits of exception classes.
fn looks_like_type(kind: &[u8]) -> bool {
    const ENDS: Texts = texts!["Error", "Exception", "Exit", "Interrupt", "Warning", "Group", "Iteration"];
    kind.contains(&b'.') || ENDS.end(kind)
}

#[cfg(test)]
mod tests;
