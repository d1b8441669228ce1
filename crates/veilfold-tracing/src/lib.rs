//! veilfold for Rust services: a [`tracing_subscriber::Layer`] that writes each event as one redacted, structured
//! line, with the same rules and the same ids as everywhere else.
//!
//! # A tour
//!
//! ```
//! use tracing_subscriber::layer::SubscriberExt as _;
//! use veilfold_core::{Options, Policy, Profile};
//! use veilfold_tracing::Layer;
//!
//! let options = Options { service: Some("shop".into()), ..Options::default() };
//! let layer = Layer::new(Policy::builtin(Profile::Default), options, std::io::stdout());
//! tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
//!     let _request = tracing::info_span!("request", request_id = "r-1").entered();
//!     tracing::info!(user = "bob", password = "hunter2", "login");
//! });
//! // {"timestamp":"…","level":"INFO","logger":"…","service":"shop","message":"login","request_id":"r-1",
//! //  "user":"bob","password":"[REDACTED]"}
//! ```
//!
//! A service makes it the default for good with `tracing_subscriber::registry().with(layer).init()`.
//!
//! # What becomes of an event
//!
//! | in tracing | in the line |
//! |---|---|
//! | `TRACE`, `DEBUG`; `INFO`; `WARN`; `ERROR` | `level`: `TRACE`, `DEBUG`; `INFO`; `WARNING`; `ERROR` |
//! | target | `logger` |
//! | `message` | `message` |
//! | fields of the spans around it, outermost first, an inner one in place of an outer one of the same name | context |
//! | fields of the event | extras, in call order |
//! | the first field that is an error (`error = &e as &dyn std::error::Error`) | `exception`, with its sources as its chain |
//! | file, line, module | caller, where [`Options::caller`](veilfold_core::Options) asks for it |
//!
//! Records of the `log` crate arrive through `tracing-log` as events; their own target, file and line are used.
//!
//! # What holds
//!
//! - Nothing here panics or returns an error into the service. A `Debug` or `Display` that panics becomes
//!   `[UNPRINTABLE]`; a fault of the engine becomes a marker line, never the raw event.
//! - A `Debug` that logs is logged, four deep; deeper it is `[DEPTH]`.
//! - A line is one `write_all`. What cannot be written is counted ([`Layer::lost`]) and said once on standard error.
//! - A type is known by the name that its `Debug` begins with, since `dyn Error` has no other; where it begins with none,
//!   the type is `Error`.

mod clock;
mod errors;
mod fields;
mod print;
mod sink;

pub use sink::Lost;

use fields::{Fields, Owned};
use sink::Sink;
use std::cell::{Cell, RefCell};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tracing_core::span::{Attributes, Id, Record as Values};
use tracing_core::{Event, Level as TracingLevel, Subscriber};
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;
use veilfold_core::record::Caller;
use veilfold_core::{Engine, Level, Options, Policy, Record, Scratch};

/// The line when the engine has a fault.
const FAULT: &[u8] = br#"{"message":"[REDACTED:veilfold_fault]","veilfold_fault":"panic"}"#;
/// How deep logging from within a `Debug` may go.
const DEPTH: u32 = 4;

thread_local! {
    static DEEP: Cell<u32> = const { Cell::new(0) };
    static BUFFERS: RefCell<(Vec<u8>, Scratch)> = RefCell::default();
}

/// The layer. See the [crate's documentation](crate).
#[derive(Debug)]
pub struct Layer<W> {
    engine: Engine,
    sink: Sink<W>,
}

impl<W: Write + Send + 'static> Layer<W> {
    /// A layer that writes lines to `output`: standard output, a file, a pipe.
    pub fn new(policy: Policy, options: Options, output: W) -> Layer<W> {
        Layer { engine: Engine::new(policy, options), sink: Sink::new(output) }
    }

    /// The count of lines that cannot be written; take it before the layer becomes part of a subscriber.
    pub fn lost(&self) -> Lost {
        self.sink.lost()
    }

    fn line(
        &self,
        event: &Event<'_>,
        context: &[veilfold_core::Field<'_>],
        out: &mut Vec<u8>,
        scratch: &mut Scratch,
    ) {
        let mut fields = Fields::of_event();
        event.record(&mut fields);
        let metadata = event.metadata();
        let (target, file, line) = fields.origin(metadata);
        let (level, level_name) = match *metadata.level() {
            TracingLevel::TRACE => (Level::Debug, Some(&b"TRACE"[..])),
            TracingLevel::DEBUG => (Level::Debug, None),
            TracingLevel::INFO => (Level::Info, None),
            TracingLevel::WARN => (Level::Warning, None),
            TracingLevel::ERROR => (Level::Error, None),
        };
        let module = metadata.module_path().unwrap_or_default();
        let caller = Caller { file: file.as_bytes().into(), line, function: module.as_bytes().into() };
        let extras: Vec<_> = fields.values.iter().map(Owned::field).collect();
        self.engine.process(
            &Record {
                level_name,
                context,
                extras: &extras,
                exception: &fields.exception,
                caller: (!file.is_empty()).then_some(caller),
                ..Record::new(clock::now(), level, target.as_bytes(), fields.message.as_bytes())
            },
            out,
            scratch,
        );
    }

    /// Writes one event.
    fn event(&self, event: &Event<'_>, context: &[veilfold_core::Field<'_>]) {
        let write = |(out, scratch): &mut (Vec<u8>, Scratch)| {
            out.clear();
            let written = catch_unwind(AssertUnwindSafe(|| self.line(event, context, out, scratch)));
            if written.is_err() {
                out.clear();
                out.extend_from_slice(FAULT);
                *scratch = Scratch::default();
            }
            out.push(b'\n');
            self.sink.write(out);
        };
        // They are taken when a `Debug` logs while its event is written, and gone when a thread ends.
        let shared = BUFFERS
            .try_with(|buffers| buffers.try_borrow_mut().map(|mut buffers| write(&mut buffers)).is_ok());
        if !matches!(shared, Ok(true)) {
            write(&mut Default::default());
        }
    }
}

/// Counts a level down again, also when something unwinds.
struct Deeper;

impl Deeper {
    fn enter() -> Deeper {
        DEEP.set(DEEP.get() + 1);
        Deeper
    }
}

impl Drop for Deeper {
    fn drop(&mut self) {
        DEEP.set(DEEP.get().saturating_sub(1));
    }
}

/// True where values are not to be printed any more.
pub(crate) fn too_deep() -> bool {
    DEEP.get() > DEPTH
}

impl<S, W> tracing_subscriber::Layer<S> for Layer<W>
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    W: Write + Send + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let _deeper = Deeper::enter();
        let Some(span) = context.span(id) else { return };
        // Values are printed before the span is locked: printing may log, and that looks at spans.
        let mut fields = Fields::of_span();
        attributes.record(&mut fields);
        span.extensions_mut().replace(fields);
    }

    fn on_record(&self, id: &Id, values: &Values<'_>, context: Context<'_, S>) {
        let _deeper = Deeper::enter();
        let Some(span) = context.span(id) else { return };
        let mut fresh = Fields::of_span();
        values.record(&mut fresh);
        let mut extensions = span.extensions_mut();
        match extensions.get_mut::<Fields>() {
            Some(fields) => fields.update(fresh),
            None => drop(extensions.replace(fresh)),
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let _deeper = Deeper::enter();
        let mut around = Fields::of_span();
        for span in
            context.event_scope(event).into_iter().flat_map(tracing_subscriber::registry::Scope::from_root)
        {
            if let Some(fields) = span.extensions().get::<Fields>() {
                around.update(fields.clone());
            }
        }
        let fields: Vec<_> = around.values.iter().map(Owned::field).collect();
        self.event(event, &fields);
    }
}
