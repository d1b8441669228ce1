//! From a chain to its ids: a canonical text, then a hash of it.
//!
//! The canonical text of an exception is three lines: its type, its masked message, and the place that names it. A
//! cause adds its own three lines behind those of the exception it explains; equal ones are written once, so that
//! retries do not count. The members of a group are hashed for themselves, sorted, and each distinct one counts once.

use super::raised::{Raised, ascending, quick_hash};
use super::settings::Settings;
use super::{MAX_DEPTH, MAX_MEMBERS, StackIds, python, rules};
use crate::bounds::Bounds;
use crate::few::Few;
use crate::group::fingerprint::{GroupId, Kind, hash, hex};
use crate::group::message;
use crate::record::{Exception, Link};
use crate::texts::texts;
use alloc::vec::Vec;

/// Bytes of an exception message that are looked at, and of its template that count.
const MAX_MESSAGE: usize = 1024;
const MAX_TEMPLATE: usize = 256;

/// The ids of a chain under the default settings; `None` when it is empty.
pub fn ids(chain: &[Exception<'_>]) -> Option<StackIds> {
    ids_with(&Settings::default(), chain)
}

/// The ids of a chain; `None` when it is empty.
pub fn ids_with(settings: &Settings, chain: &[Exception<'_>]) -> Option<StackIds> {
    let canonical = canonical(settings, chain)?;
    let id = |text: &[u8]| GroupId { kind: Kind::Stack, hash: hash(text) };
    let group = match settings.key(chain) {
        Some(key) => GroupId { kind: Kind::Stack, hash: rule_hash(key) },
        None => id(&canonical.group),
    };
    Some(StackIds { group: settings.alias(group), variant: id(&canonical.variant) })
}

/// What the key of a rule is worth: no canonical text begins like this.
pub(crate) fn rule_hash(key: &str) -> u64 {
    hash(&[b"rule\n", key.as_bytes()].concat())
}

/// What counts of one exception of the outermost path, part by part.
#[derive(Default)]
pub(crate) struct Component {
    pub(crate) kind: Vec<u8>,
    pub(crate) message: Vec<u8>,
    pub(crate) place: Vec<u8>,
    /// Hashes of the members of a group, one a line.
    pub(crate) members: Vec<u8>,
}

/// The canonical text of a chain, taken apart.
pub(crate) fn components(settings: &Settings, chain: &[Exception<'_>]) -> Vec<Component> {
    let Some(text) = canonical(settings, chain) else { return Vec::new() };
    let mut out: Vec<Component> = Vec::new();
    let mut at = 0;
    for line in text.group.split_inclusive(|&b| b == b'\n') {
        if line.starts_with(b"member ") && at == 0 {
            if let Some(component) = out.last_mut() {
                component.members.extend_from_slice(line);
            }
            continue;
        }
        if at == 0 {
            out.push(Component::default());
        }
        if let Some(component) = out.last_mut() {
            let part = [&mut component.kind, &mut component.message, &mut component.place];
            part.into_iter().nth(at).into_iter().for_each(|p| p.extend_from_slice(line.trim_ascii_end()));
        }
        at = (at + 1) % 3;
    }
    out
}

/// The texts behind the two ids.
#[derive(Default)]
pub(crate) struct Canonical {
    /// What [`StackIds::group`] hashes.
    pub(crate) group: Vec<u8>,
    /// What [`StackIds::variant`] hashes.
    pub(crate) variant: Vec<u8>,
    /// Hashes of what was written, so that nothing is written twice.
    seen: Vec<u64>,
}

pub(crate) fn canonical(settings: &Settings, chain: &[Exception<'_>]) -> Option<Canonical> {
    if chain.is_empty() {
        return None;
    }
    let mut writer = Writer { settings, chain, tree: Tree::new(chain), remote: 0 };
    Some(writer.heads())
}

/// Who hangs on whom. A parent that does not stand before its child is taken for none.
struct Tree {
    /// The exception that explains this one.
    cause: Few<[Option<usize>; 8]>,
    /// The members of each group that count, with the hashes of their group text and variant text. Empty without groups.
    members: Vec<Vec<(usize, u64, u64)>>,
    depth: Vec<usize>,
}

impl Tree {
    fn new(chain: &[Exception<'_>]) -> Tree {
        let mut tree = Tree {
            cause: core::iter::repeat_n(None, chain.len()).collect(),
            members: Vec::new(),
            depth: Vec::new(),
        };
        for (i, e) in chain.iter().enumerate().skip(1) {
            if matches!(e.link, Link::Cause | Link::Context)
                && e.parent < i
                && let Some(cause @ None) = tree.cause.get_mut(e.parent)
            {
                *cause = Some(i);
            }
        }
        if chain.iter().any(|e| e.link == Link::Member) {
            tree.members = alloc::vec![Vec::new(); chain.len()];
            tree.depth = alloc::vec![0];
            for e in chain.iter().skip(1) {
                let above = tree.depth.get(e.parent).copied().unwrap_or_default();
                tree.depth.push(above + usize::from(e.link == Link::Member));
            }
        }
        tree
    }
}

struct Writer<'w, 'a> {
    settings: &'w Settings,
    chain: &'w [Exception<'a>],
    tree: Tree,
    remote: usize,
}

impl Writer<'_, '_> {
    /// Members from the last to the first, so that those of inner groups are done before their owners; then the
    /// outermost exception.
    fn heads(&mut self) -> Canonical {
        if !self.tree.members.is_empty() {
            let mut counted = alloc::vec![0_usize; self.chain.len()];
            let mut is_group = alloc::vec![false; self.chain.len()];
            for member in self.chain.iter().filter(|e| e.link == Link::Member) {
                if let Some(group) = is_group.get_mut(member.parent) {
                    *group = true;
                }
            }
            let mut heads = Vec::new();
            let members = self.chain.iter().zip(&self.tree.depth).zip(&is_group);
            for (i, ((e, depth), is_group)) in members.enumerate().skip(1) {
                if e.link == Link::Member
                    && e.parent < i
                    && let Some(counted) = counted.get_mut(e.parent)
                {
                    *counted += 1;
                    // At the last level `traceback` prints exceptions, but no more groups.
                    let deepest = MAX_DEPTH - usize::from(*is_group);
                    if *counted <= MAX_MEMBERS && *depth <= deepest {
                        heads.push((i, e.parent));
                    }
                }
            }
            for &(head, parent) in heads.iter().rev() {
                let text = self.path(head);
                if let Some(members) = self.tree.members.get_mut(parent) {
                    members.push((head, hash(&text.group), hash(&text.variant)));
                }
            }
        }
        self.path(0)
    }

    /// An exception and what explains it, down to the root cause.
    fn path(&mut self, head: usize) -> Canonical {
        let mut out =
            Canonical { group: Vec::with_capacity(256), variant: Vec::with_capacity(512), seen: Vec::new() };
        let mut next = Some(head);
        while let Some(index) = next
            && let Some(exception) = self.chain.get(index)
        {
            next = self.tree.cause.get(index).copied().flatten();
            let only = if next.is_none() { self.only_member(index) } else { None };
            let is_wrapper = next.is_some() && is_wrapper(&exception.kind) || only.is_some();
            next = next.or(only);
            if exception.kind.ends_with(b"RemoteTraceback")
                && self.remote < 2
                && let Some(found) = python::parse(&exception.message)
            {
                let mut inner = Writer {
                    settings: self.settings,
                    chain: &found.chain,
                    tree: Tree::new(&found.chain),
                    remote: self.remote + 1,
                };
                let inner = inner.heads();
                out.group.extend_from_slice(&inner.group);
                out.variant.extend_from_slice(&inner.variant);
                continue;
            }
            let group = out.group.len();
            self.exception(index, exception, &mut out);
            if is_wrapper {
                out.group.truncate(group);
            }
        }
        out
    }

    /// The one member of a group that says nothing more: a task group of a library, `AggregateException` of a single task.
    fn only_member(&self, group: usize) -> Option<usize> {
        let exception = self.chain.get(group)?;
        let [(only, ..)] = self.tree.members.get(group)?.as_slice() else { return None };
        let of_library =
            || Raised::new(&exception.frames, self.settings).is_none_or(|raised| !raised.is_of_application());
        let says_nothing = match last_name(&exception.kind) {
            b"AggregateException" => true,
            b"ExceptionGroup" | b"BaseExceptionGroup" => of_library(),
            _ => false,
        };
        says_nothing.then_some(*only)
    }

    fn exception(&self, index: usize, exception: &Exception<'_>, out: &mut Canonical) {
        let (group, variant) = (out.group.len(), out.variant.len());
        write_kind(exception, &mut out.group);
        out.group.push(b'\n');
        write_message(self.settings, exception, &mut out.group);
        out.group.push(b'\n');
        out.variant.extend_from_slice(out.group.cut(group..));
        if let Some(raised) = Raised::new(&exception.frames, self.settings) {
            let overflow = rules::is_stack_overflow(&exception.kind, &exception.message);
            raised.write_one(overflow, &mut out.group);
            raised.write_all(&mut out.variant);
        }
        out.group.push(b'\n');
        if let Some(members) = self.tree.members.get(index) {
            write_members(members.iter().map(|m| m.1), &mut out.group);
            write_members(members.iter().map(|m| m.2), &mut out.variant);
        }
        if self.chain.len() == 1 {
            return;
        }
        let written = quick_hash(out.group.cut(group..));
        if out.seen.contains(&written) {
            out.group.truncate(group);
            out.variant.truncate(variant);
        } else if out.seen.len() < 256 {
            out.seen.push(written);
        }
    }
}

/// The name of a type without its module.
fn last_name(kind: &[u8]) -> &[u8] {
    kind.rsplit(|b| *b == b'.').next().unwrap_or_default()
}

/// True for a type that a runtime or a framework puts around what a task, a reflective call or a handler threw: whoever waits
/// for it, and how, is no part of the failure.
fn is_wrapper(kind: &[u8]) -> bool {
    texts![
        "ExecutionException",
        "CompletionException",
        "InvocationTargetException",
        "UndeclaredThrowableException",
        "TargetInvocationException",
        "ServletException",
        "NestedServletException",
        "ListenerExecutionFailedException",
    ]
    .has(last_name(kind))
}

fn write_members(members: impl Iterator<Item = u64> + Clone, out: &mut Vec<u8>) {
    for member in ascending(members) {
        out.extend_from_slice(b"member ");
        out.extend_from_slice(&hex(member));
        out.push(b'\n');
    }
}

/// The qualified type under its one name.
fn write_kind(exception: &Exception<'_>, out: &mut Vec<u8>) {
    rules::write_kind(&exception.kind, out);
}

/// What the message says, without the data in it.
fn write_message(settings: &Settings, exception: &Exception<'_>, out: &mut Vec<u8>) -> Option<&'static [u8]> {
    let start = out.len();
    let line = headline(exception);
    let line = settings.message.masked(&line[..line.len().min(MAX_MESSAGE)]);
    let rule = rules::write_message(settings, &exception.kind, &line, out);
    if rule.is_none() {
        message::template_of_exception(&settings.message, &line, out);
    }
    out.truncate(start + MAX_TEMPLATE);
    // One line, whatever the template holds: the canonical text is made of lines.
    for b in out.iter_mut().skip(start) {
        if *b == b'\n' {
            *b = b' ';
        }
    }
    rule
}

/// The masked message of an exception, and the pattern of the rule that made it unless the lexer did.
pub(crate) fn masked_message(
    settings: &Settings,
    exception: &Exception<'_>,
) -> (Vec<u8>, Option<&'static str>) {
    let mut out = Vec::new();
    let rule = write_message(settings, exception, &mut out);
    (out, rule.and_then(|pattern| core::str::from_utf8(pattern).ok()))
}

/// The line of a message that says what happened: its first one with text.
pub(crate) fn headline<'e>(exception: &'e Exception<'_>) -> &'e [u8] {
    fn first(text: &[u8]) -> Option<&[u8]> {
        text.split(|&b| b == b'\n').map(<[u8]>::trim_ascii).find(|line| !line.is_empty())
    }
    let of_notes = || exception.notes.iter().find_map(|note| first(note));
    first(&exception.message)
        .or_else(|| if exception.message.is_empty() { None } else { of_notes() })
        .unwrap_or_default()
}
