//! The one way a record travels: redact, name, encode.

mod ids;
mod veil;

pub use crate::options::{Format, GroupScope, Options};

use crate::encode::{self, Layout, Veil};
use crate::group::{GroupId, Names, stack};
use crate::known::Known;
use crate::policy::Policy;
use crate::record::{Level, Record};
use crate::redact::{Hit, Redactor, Report};
use crate::search::Finder;
use crate::transform::{Buffers, GROUP_KEY, LEVELS, Members};
use alloc::vec::Vec;
use core::sync::atomic::{AtomicUsize, Ordering};
pub(crate) use ids::Printed;
use veil::{NoVeil, PolicyVeil};

/// Working memory of an [`Engine`]. A thread keeps one and passes it to every call, so that a clean record allocates
/// nothing.
#[derive(Debug, Default)]
pub struct Scratch {
    /// What the last call hid.
    pub report: Report,
    /// A buffer that no engine touches, for callers that put the text of a record together.
    pub spare: Vec<u8>,
    /// One cleaned text.
    pub(crate) text: Vec<u8>,
    /// What was found in one line of many.
    pub(crate) own: Vec<Hit>,
    /// For JSON text: the line itself, and JSON inside its strings.
    pub(crate) levels: [Buffers; LEVELS + 1],
    /// Members of JSON lines that are clean.
    pub(crate) members: Members,
    /// For records.
    pub(crate) buffers: RecordBuffers,
    /// Keys that an engine writes as they are, and that hide nothing.
    keys: Known<LONGEST_KEY>,
    /// Format strings and loggers in which a redactor finds nothing.
    clean: Clean,
    /// Whether the last line is known to be one JSON object.
    pub(crate) is_object: bool,
}

/// Of the keys that are remembered.
const LONGEST_KEY: usize = 32;

/// Texts in which a redactor finds nothing, of at most so many bytes.
#[derive(Debug, Default)]
struct Clean(Known<112>);

impl Clean {
    fn may_match(&mut self, redactor: &Redactor, text: &[u8]) -> bool {
        let serial = redactor.serial();
        if self.0.has(serial, text) {
            return false;
        }
        let found = redactor.may_match(text);
        if !found {
            self.0.add(serial, text);
        }
        found
    }
}

impl Scratch {
    /// [`Redactor::may_match`] for a text that comes again and again, such as a format string.
    pub fn may_match(&mut self, redactor: &Redactor, text: &[u8]) -> bool {
        self.clean.may_match(redactor, text)
    }

    /// True when the line that [`Engine::transform`] wrote last is one JSON object (RFC 8259) in UTF-8. When it is
    /// false, the line may be one all the same: nobody looked.
    pub fn wrote_object(&self) -> bool {
        self.is_object
    }
}

/// What the writing of a record needs.
#[derive(Debug, Default)]
pub(crate) struct RecordBuffers {
    /// The cleaned message.
    message: Vec<u8>,
    /// A message template.
    pub(crate) template: Vec<u8>,
    /// The text of a stack.
    stack: Vec<u8>,
}

/// What became of a record, beside its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The name of the failure or message; `None` for a record that [`Options::group`] leaves without one.
    pub group: Option<GroupId>,
    /// The finer name of a stack; `None` for a message.
    pub variant: Option<GroupId>,
}

impl From<Names> for Outcome {
    fn from(names: Names) -> Outcome {
        Outcome { group: Some(names.group), variant: names.variant }
    }
}

/// A policy and options, ready to run. It holds no state of a record, so threads share one; each brings its own
/// [`Scratch`].
///
/// ```
/// use veilfold_core::{Engine, Options, Policy, Profile, Scratch};
///
/// let engine = Engine::new(Policy::builtin(Profile::Default), Options::default());
/// let (mut line, mut scratch) = (Vec::new(), Scratch::default());
/// let outcome = engine.transform(br#"{"level":"error","message":"no route to host-7"}"#, &mut line, &mut scratch);
///
/// let group = outcome.group.expect("errors have a name").to_string();
/// assert!(String::from_utf8_lossy(&line).ends_with(&format!(r#","group_id":"{group}"}}"#)));
/// assert!(scratch.report.is_empty(), "nothing was hidden");
/// ```
#[derive(Debug)]
pub struct Engine {
    policy: Policy,
    options: Options,
    /// None in an engine that only rewrites.
    layout: Option<Layout>,
    /// Finds the key of an id that a line carries already.
    pub(crate) group_key: Finder<'static>,
    /// Different for every engine of the process.
    serial: usize,
}

static SERIAL: AtomicUsize = AtomicUsize::new(1);

impl Engine {
    /// An engine for records and for lines.
    pub fn new(policy: Policy, options: Options) -> Engine {
        let layout = laid_out(&policy, &options);
        Engine { layout: Some(layout), ..Engine::rewriting(policy, options) }
    }

    /// An engine for lines that somebody else wrote: made for [`Engine::transform`], [`Engine::transform_lines`] and
    /// [`Engine::redact`], which need no layout. It can do the rest too, but works out the layout anew for each record.
    pub fn rewriting(policy: Policy, options: Options) -> Engine {
        Engine {
            policy,
            options,
            layout: None,
            group_key: Finder::new(GROUP_KEY),
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// A number that no other engine of the process has.
    pub(crate) fn serial(&self) -> usize {
        self.serial
    }

    /// The policy it was made with.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The options it was made with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// True for the key of a field that goes out under this very name and whose value the name does not hide. A false
    /// may be wrong, a true never is.
    pub fn is_ordinary(&self, key: &[u8], scratch: &mut Scratch) -> bool {
        self.layout.as_ref().is_some_and(|layout| {
            NoVeil::new(&self.policy, &self.options, self.serial, &mut scratch.keys, &mut scratch.clean)
                .is_ordinary(layout, key)
        })
    }

    /// Appends the line of `record`, without a line end, to `out`.
    ///
    /// Nothing of the record is written that the policy's rules have not seen. What was hidden is counted in
    /// `scratch.report`.
    pub fn process(&self, record: &Record<'_>, out: &mut Vec<u8>, scratch: &mut Scratch) -> Outcome {
        self.write(record, Given::default(), out, scratch)
    }

    /// [`Engine::process`] for a record of which some is known already.
    pub(crate) fn write(
        &self,
        record: &Record<'_>,
        given: Given<'_>,
        out: &mut Vec<u8>,
        scratch: &mut Scratch,
    ) -> Outcome {
        scratch.report.clear();
        let start = out.len();
        let redactor = self.policy.redactor();
        // Most records hold nothing to hide, and one look at the whole line is cheaper than one at every value.
        if !redactor.looks_everywhere() {
            let mut veil =
                NoVeil::new(&self.policy, &self.options, self.serial, &mut scratch.keys, &mut scratch.clean);
            let outcome = self.encode(record, given, out, &mut scratch.buffers, &mut veil);
            let is_json = matches!(self.options.format, Format::Json);
            let (spoiled, told) = (veil.spoiled, veil.settled.max(start));
            if !spoiled && scratch.finds_nothing(redactor, out.get(told..).unwrap_or_default(), is_json) {
                return outcome;
            }
            out.truncate(start);
        }
        let Scratch { report, text, levels, buffers, .. } = scratch;
        // A record is no JSON text, so its strings are at the first level inside one.
        let levels = levels.get_mut(1..).unwrap_or_default();
        let mut veil = PolicyVeil::new(&self.policy, &self.options, text, report, levels);
        self.encode(record, given, out, buffers, &mut veil)
    }

    /// Names a record and writes its line through a veil.
    fn encode(
        &self,
        record: &Record<'_>,
        given: Given<'_>,
        out: &mut Vec<u8>,
        buffers: &mut RecordBuffers,
        veil: &mut impl Veil,
    ) -> Outcome {
        let RecordBuffers { message, template, stack: stacktrace } = buffers;
        let cleaned = veil::clean_chain(veil, record.exception);
        // Most records go out as they are.
        let mut changed = cleaned.as_deref().map(|exception| Record { exception, ..record.clone() });
        let named = match self.options.group {
            GroupScope::All => true,
            GroupScope::Errors => record.level >= Level::Warning || !record.exception.is_empty(),
            GroupScope::Off => false,
        };
        let mut outcome = given.ids;
        if named && outcome.group.is_none() {
            // Ids are made of what goes out, so that the pipeline, which sees nothing else, finds the same.
            if let Some(text) = veil.cleaned(record.message) {
                message.clear();
                message.extend_from_slice(text);
                changed.get_or_insert_with(|| record.clone()).message = message;
            }
            outcome = self.policy.grouping().of_record(changed.as_ref().unwrap_or(record), template).into();
        }
        let record = changed.as_ref().unwrap_or(record);
        stacktrace.clear();
        if let Some(text) = given.stacktrace {
            stacktrace.extend_from_slice(text);
        } else if !record.exception.is_empty() && self.options.stacktrace {
            stack::render_python(record.exception, stacktrace);
        }
        let printed = Printed::new(outcome);
        let made;
        let layout = if let Some(layout) = &self.layout {
            layout
        } else {
            made = laid_out(&self.policy, &self.options);
            &made
        };
        match self.options.format {
            Format::Json => encode::json_line(layout, record, stacktrace, printed.ids(), out, veil),
            Format::Text => encode::text_line(layout, record, stacktrace, printed.ids(), out, veil),
        }
        outcome
    }
}

/// How lines look under these options.
fn laid_out(policy: &Policy, options: &Options) -> Layout {
    let mut scratch = Scratch::default();
    Layout::new(
        options,
        &mut PolicyVeil::new(policy, options, &mut scratch.text, &mut scratch.report, &mut []),
    )
}

/// What is known of a record that was a line before.
#[derive(Clone, Copy, Default)]
pub(crate) struct Given<'g> {
    /// The text of its stack, source lines and all.
    pub(crate) stacktrace: Option<&'g [u8]>,
    /// The ids it carries.
    pub(crate) ids: Outcome,
}

#[cfg(test)]
mod tests;
