//! From a chain to its ids: a canonical text, then a hash of it.
//!
//! The canonical text of an exception is three lines: its type, its masked message, and the place that names it. A
//! cause adds its own three lines behind those of the exception it explains; equal ones are written once, so that
//! retries do not count. The members of a group are hashed for themselves, sorted, and each distinct one counts once.

use super::places::{Tier, tail, tier};
use super::settings::Settings;
use super::{MAX_DEPTH, MAX_MEMBERS, StackIds, python, rules};
use crate::group::fingerprint::{GroupId, Kind, hash, hex};
use crate::group::message;
use crate::record::{Exception, Frame, Link};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use smallvec::SmallVec;

/// Bytes of an exception message that are looked at, and of its template that count.
const MAX_MESSAGE: usize = 1024;
const MAX_TEMPLATE: usize = 256;
/// A loop of more functions than this is not taken for recursion.
const MAX_LOOP: usize = 8;
/// Innermost frames in which the loop of a stack overflow is looked for.
const OVERFLOW_WINDOW: usize = 64;

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
    cause: SmallVec<[Option<usize>; 8]>,
    /// Hashes of the members of each group: of group text and variant text. Empty without groups.
    members: Vec<Vec<(u64, u64)>>,
    depth: Vec<usize>,
}

impl Tree {
    fn new(chain: &[Exception<'_>]) -> Tree {
        let mut tree =
            Tree { cause: SmallVec::from_elem(None, chain.len()), members: Vec::new(), depth: Vec::new() };
        for (i, e) in chain.iter().enumerate().skip(1) {
            if matches!(e.link, Link::Cause | Link::Context) && e.parent < i && tree.cause[e.parent].is_none()
            {
                tree.cause[e.parent] = Some(i);
            }
        }
        if chain.iter().any(|e| e.link == Link::Member) {
            tree.members = alloc::vec![Vec::new(); chain.len()];
            tree.depth = alloc::vec![0; chain.len()];
            for (i, e) in chain.iter().enumerate().skip(1) {
                let above = tree.depth.get(e.parent).copied().unwrap_or_default();
                tree.depth[i] = above + usize::from(e.link == Link::Member);
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
            for (i, e) in self.chain.iter().enumerate().skip(1) {
                if e.link == Link::Member && e.parent < i {
                    counted[e.parent] += 1;
                    // At the last level `traceback` prints exceptions, but no more groups.
                    let deepest = MAX_DEPTH - usize::from(is_group[i]);
                    if counted[e.parent] <= MAX_MEMBERS && self.tree.depth[i] <= deepest {
                        heads.push(i);
                    }
                }
            }
            for &head in heads.iter().rev() {
                let text = self.path(head);
                let parent = self.chain[head].parent;
                self.tree.members[parent].push((hash(&text.group), hash(&text.variant)));
            }
        }
        self.path(0)
    }

    /// An exception and what explains it, down to the root cause.
    fn path(&mut self, head: usize) -> Canonical {
        let mut out =
            Canonical { group: Vec::with_capacity(256), variant: Vec::with_capacity(512), seen: Vec::new() };
        let mut next = Some(head);
        while let Some(index) = next {
            next = self.tree.cause[index];
            let exception = &self.chain[index];
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
            self.exception(index, &mut out);
        }
        out
    }

    fn exception(&mut self, index: usize, out: &mut Canonical) {
        let exception = &self.chain[index];
        let (group, variant) = (out.group.len(), out.variant.len());
        write_kind(exception, &mut out.group);
        out.group.push(b'\n');
        write_message(self.settings, exception, &mut out.group);
        out.group.push(b'\n');
        out.variant.extend_from_slice(&out.group[group..]);
        if let Some(places) = Places::new(&exception.frames, self.settings) {
            let overflow = rules::is_stack_overflow(&exception.kind, &exception.message);
            places.write_one(overflow, &mut out.group);
            places.write_all(&mut out.variant);
        }
        out.group.push(b'\n');
        if let Some(members) = self.tree.members.get_mut(index) {
            write_members(members.iter().map(|m| m.0), &mut out.group);
            write_members(members.iter().map(|m| m.1), &mut out.variant);
        }
        if self.chain.len() == 1 {
            return;
        }
        let written = quick_hash(&out.group[group..]);
        if out.seen.contains(&written) {
            out.group.truncate(group);
            out.variant.truncate(variant);
        } else if out.seen.len() < 256 {
            out.seen.push(written);
        }
    }
}

fn write_members(members: impl Iterator<Item = u64>, out: &mut Vec<u8>) {
    // A stable sort, or a set that is made at once, would take four kilobytes of a WASM filter's stack.
    let mut members: Vec<u64> = members.collect();
    members.sort_unstable();
    members.dedup();
    for member in members {
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
    for b in &mut out[start..] {
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

/// Where an exception was raised: its frames, and the highest tier among them.
struct Places<'e, 'a> {
    frames: &'e [Frame<'a>],
    tiers: SmallVec<[Tier; 64]>,
    /// The innermost frame of the highest tier there is.
    top: usize,
}

impl<'e, 'a> Places<'e, 'a> {
    /// `None` without frames.
    fn new(frames: &'e [Frame<'a>], settings: &Settings) -> Option<Self> {
        let mut tiers: SmallVec<[Tier; 64]> = SmallVec::with_capacity(frames.len());
        let mut best: Option<(Tier, usize)> = None;
        for (i, frame) in frames.iter().enumerate() {
            // Calls within a file are common, and recursion is nothing else.
            let tier = match i.checked_sub(1) {
                Some(last)
                    if is_equal(&frames[last].file, &frame.file)
                        && is_equal(&frames[last].module, &frame.module) =>
                {
                    tiers[last]
                }
                _ => tier(frame, settings),
            };
            tiers.push(tier);
            if !is_inlined(&frame.function) && best.is_none_or(|(t, _)| tier >= t) {
                best = Some((tier, i));
            }
        }
        let top = best.map(|(_, i)| i).or_else(|| frames.len().checked_sub(1))?;
        Some(Places { frames, tiers, top })
    }

    fn is_of_tier(&self, frame: usize) -> bool {
        self.tiers[frame] == self.tiers[self.top]
    }

    /// The place that names an exception: its innermost frame of the highest tier, or the loop that this frame is
    /// part of.
    fn write_one(&self, overflow: bool, out: &mut Vec<u8>) {
        let loop_of = if overflow { self.overflowing() } else { self.recursion() };
        if let Some(keys) = loop_of {
            for (n, key) in keys.iter().enumerate() {
                out.extend_from_slice(if n > 0 { b" + " } else { b"" });
                out.extend_from_slice(key);
            }
            return;
        }
        let top = &self.frames[self.top];
        write_frame(top, out);
        if is_anonymous(&top.function) {
            // A lambda has no name of its own: the nearest function around it has.
            let named = |i: &usize| !is_anonymous(&self.frames[*i].function) && self.is_of_tier(*i);
            if let Some(around) = (0..self.top).rev().find(named) {
                out.extend_from_slice(b" < ");
                write_frame(&self.frames[around], out);
            }
        }
    }

    /// Where mutual recursion stops is chance, so all functions of the loop name it: those between two calls of the
    /// function at the top.
    fn recursion(&self) -> Option<Vec<Vec<u8>>> {
        let top = &self.frames[self.top];
        let first = self.frames[..self.top].iter().position(|f| is_same_place(f, top))?;
        self.keys(first..=self.top)
    }

    /// A stack overflows anywhere in its loop, or in something that the loop calls: the functions that occur twice
    /// near the end name it.
    fn overflowing(&self) -> Option<Vec<Vec<u8>>> {
        let window = self.top.saturating_sub(OVERFLOW_WINDOW)..=self.top;
        let twice = window
            .clone()
            .filter(|&i| window.clone().any(|j| j != i && is_same_place(&self.frames[i], &self.frames[j])));
        self.keys(twice).filter(|keys| !keys.is_empty())
    }

    /// The distinct places of the highest tier, sorted, unless there are too many.
    fn keys(&self, frames: impl Iterator<Item = usize>) -> Option<Vec<Vec<u8>>> {
        let mut keys: Vec<Vec<u8>> = Vec::new();
        let mut last: Option<&Frame<'_>> = None;
        for i in frames {
            let frame = &self.frames[i];
            let repeated = last.is_some_and(|l| is_same_place(l, frame));
            if !repeated && !is_inlined(&frame.function) && self.is_of_tier(i) {
                let mut key = Vec::new();
                write_frame(frame, &mut key);
                if let Err(at) = keys.binary_search(&key) {
                    keys.insert(at, key);
                }
                if keys.len() > MAX_LOOP {
                    return None;
                }
            }
            last = Some(frame);
        }
        Some(keys)
    }

    /// All distinct places of the highest tier, outermost first.
    fn write_all(&self, out: &mut Vec<u8>) {
        let mut seen = Seen::default();
        let mut last: Option<&Frame<'_>> = None;
        for (i, frame) in self.frames.iter().enumerate() {
            if is_inlined(&frame.function) || last.is_some_and(|l| is_same_place(l, frame)) {
                continue;
            }
            last = Some(frame);
            if self.is_of_tier(i) {
                let start = out.len();
                write_frame(frame, out);
                out.push(b'\n');
                if !seen.insert(quick_hash(&out[start..])) {
                    out.truncate(start);
                }
            }
        }
    }
}

/// Frames that newer interpreters inline into the function around them (PEP 709).
fn is_inlined(function: &[u8]) -> bool {
    matches!(function, b"<listcomp>" | b"<dictcomp>" | b"<setcomp>")
}

fn is_anonymous(function: &[u8]) -> bool {
    matches!(function, b"" | b"<lambda>" | b"<genexpr>" | b"<anonymous>" | b"{closure}")
}

/// Equal bytes; frames of one file mostly borrow one text for its name, which need not be read.
fn is_equal(a: &[u8], b: &[u8]) -> bool {
    core::ptr::eq(a, b) || a == b
}

pub(super) fn is_same_place(a: &Frame<'_>, b: &Frame<'_>) -> bool {
    is_equal(&a.function, &b.function) && is_equal(&a.module, &b.module) && is_equal(&a.file, &b.file)
}

/// A hash that only tells texts of one stack apart and is part of no id: eight bytes a step.
fn quick_hash(text: &[u8]) -> u64 {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let (words, rest) = text.as_chunks::<8>();
    let mut h = text.len() as u64;
    for word in words {
        h = (h ^ u64::from_le_bytes(*word)).wrapping_mul(K).rotate_left(29);
    }
    for &b in rest {
        h = (h ^ u64::from(b)).wrapping_mul(K).rotate_left(29);
    }
    h ^ (h >> 32)
}

/// A set of hashes that starts small.
#[derive(Default)]
struct Seen {
    few: SmallVec<[u64; 32]>,
    many: BTreeSet<u64>,
}

impl Seen {
    /// Whether the hash is new.
    fn insert(&mut self, hash: u64) -> bool {
        if self.few.len() < 32 {
            let new = !self.few.contains(&hash);
            if new {
                self.few.push(hash);
            }
            return new;
        }
        !self.few.contains(&hash) && self.many.insert(hash)
    }
}

/// Module, or else the tail of the file's path, and function.
fn write_frame(frame: &Frame<'_>, out: &mut Vec<u8>) {
    if frame.module.is_empty() {
        tail(&frame.file, out);
    } else {
        out.extend_from_slice(&frame.module);
    }
    out.push(b' ');
    out.extend_from_slice(&frame.function);
}
