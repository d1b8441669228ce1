//! What goes in: one log record, borrowed from its owner.
//!
//! Text is bytes. Producers promise UTF-8 but cannot always keep the promise: Python strings may
//! hold lone surrogates (passed here as WTF-8, their three-byte form) and pipelines carry anything.
//! The encoder is total over any bytes.

use crate::swar::{ONES, word};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Nanoseconds since the Unix epoch, UTC. Covers 1677 to 2262.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

/// Severity, on the scale of Python's `logging` (10 to 50), which every other scale maps onto.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Level {
    /// 10: diagnostics.
    Debug = 10,
    /// 20: normal flow.
    Info = 20,
    /// 30: unexpected, and the work went on.
    Warning = 30,
    /// 40: an operation failed.
    Error = 40,
    /// 50: the service is in danger.
    Critical = 50,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Level; 5] = [Level::Debug, Level::Info, Level::Warning, Level::Error, Level::Critical];

    /// The standard library's name for the level, which is what every schema but ecs and gcp prints.
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Debug => "DEBUG",
            Level::Info => "INFO",
            Level::Warning => "WARNING",
            Level::Error => "ERROR",
            Level::Critical => "CRITICAL",
        }
    }

    /// The level that a number on Python's scale belongs to: the highest one that is not above it.
    pub const fn from_number(number: i64) -> Level {
        match number {
            50.. => Level::Critical,
            40..=49 => Level::Error,
            30..=39 => Level::Warning,
            20..=29 => Level::Info,
            _ => Level::Debug,
        }
    }

    /// The level that a name means, in any case, with the aliases that logs carry (`warn`, `fatal`,
    /// `notice`, `trace`, `err`, `crit`, `alert`, `emerg`, `panic`).
    pub fn from_name(name: &[u8]) -> Option<Level> {
        const NAMES: [(u64, Level); 15] = [
            (short("debug"), Level::Debug),
            (short("info"), Level::Info),
            (short("warning"), Level::Warning),
            (short("error"), Level::Error),
            (short("critical"), Level::Critical),
            (short("warn"), Level::Warning),
            (short("fatal"), Level::Critical),
            (short("trace"), Level::Debug),
            (short("notice"), Level::Info),
            (short("err"), Level::Error),
            (short("crit"), Level::Critical),
            (short("severe"), Level::Error),
            (short("alert"), Level::Critical),
            (short("emerg"), Level::Critical),
            (short("panic"), Level::Critical),
        ];
        // Most lines have it, and it is told without the others.
        if name == b"INFO" {
            return Some(Level::Info);
        }
        if name.len() > 8 {
            let is_info =
                ["informational", "information"].iter().any(|n| name.eq_ignore_ascii_case(n.as_bytes()));
            return is_info.then_some(Level::Info);
        }
        // A letter at the end tells a name from one with spaces or zero bytes behind it.
        let folded = word(name, 0) | SPACES;
        let known = NAMES.iter().find(|(known, _)| *known == folded);
        known.filter(|_| name.last().is_some_and(u8::is_ascii_alphabetic)).map(|&(_, level)| level)
    }
}

/// What makes letters small, and no letter of anything else.
const SPACES: u64 = ONES * 0x20;

/// A name in small letters of at most eight bytes, with spaces behind it.
const fn short(name: &str) -> u64 {
    let (mut word, mut n) = (SPACES, 0);
    while n < name.len() {
        word |= (name.as_bytes()[n] as u64) << (8 * n);
        n += 1;
    }
    word
}

/// A value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// JSON `null`, Python `None`.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer that fits.
    Int(i64),
    /// A number whose text must be kept as it is: a big integer, a `Decimal`, a JSON number.
    Number(Cow<'a, [u8]>),
    /// A binary64. NaN and the infinities are written as `null`.
    Float(f64),
    /// Text (see the module documentation for its encoding).
    Str(Cow<'a, [u8]>),
    /// An array.
    Array(Vec<Value<'a>>),
    /// An object, in its own order; keys may repeat.
    Object(Vec<Field<'a>>),
    /// What could not be represented, as its marker, for example `[CYCLE]`; never scanned, never hidden.
    Marker(&'static str),
}

/// A named value.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<'a> {
    /// The key, as text.
    pub key: Cow<'a, [u8]>,
    /// The value.
    pub value: Value<'a>,
}

/// How an exception is tied to the one that precedes it in a [`Record`]'s chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// The outermost exception, the one that was logged or escaped.
    Top,
    /// `raise … from cause` (Java `Caused by`, JavaScript `cause`, .NET inner exception).
    Cause,
    /// Raised while handling another (Python `__context__`).
    Context,
    /// A member of an exception group, an aggregate or a suppressed exception.
    Member,
}

/// One exception of a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Exception<'a> {
    /// The tie to its parent.
    pub link: Link,
    /// Index in the chain of the exception it hangs on; 0 for [`Link::Top`].
    pub parent: usize,
    /// Qualified type: `module.QualName`, `builtins` left out, as a traceback prints it.
    pub kind: Cow<'a, [u8]>,
    /// `str(exc)`; empty where there is none.
    pub message: Cow<'a, [u8]>,
    /// `__notes__`, one a line.
    pub notes: Vec<Cow<'a, [u8]>>,
    /// Frames, outermost call first.
    pub frames: Vec<Frame<'a>>,
}

/// One frame of a stack.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame<'a> {
    /// File as the producer names it.
    pub file: Cow<'a, [u8]>,
    /// Module or class where the language gives one; empty otherwise.
    pub module: Cow<'a, [u8]>,
    /// Function, as a traceback prints it.
    pub function: Cow<'a, [u8]>,
    /// Line, from 1; 0 where unknown.
    pub line: u32,
}

/// Where a log call stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller<'a> {
    /// File of the call.
    pub file: Cow<'a, [u8]>,
    /// Line of the call, from 1.
    pub line: u32,
    /// Function of the call.
    pub function: Cow<'a, [u8]>,
}

/// One log record, borrowed.
#[derive(Clone, Debug)]
pub struct Record<'a> {
    /// When it was made; the one clock reading of the record's life.
    pub timestamp: Timestamp,
    /// Severity.
    pub level: Level,
    /// Name of a level that is not one of the five, as the producer prints it (`NOTICE`).
    pub level_name: Option<&'a [u8]>,
    /// Dotted name of the logger.
    pub logger: &'a [u8],
    /// The final text, after formatting.
    pub message: &'a [u8],
    /// The log statement's own format string, where the text was made from one with arguments.
    pub format: Option<&'a [u8]>,
    /// Context fields (`request_id`, `trace_id`, …), in order.
    pub context: &'a [Field<'a>],
    /// Extra fields, in call order.
    pub extras: &'a [Field<'a>],
    /// The exception chain, outermost first; empty where there is none.
    pub exception: &'a [Exception<'a>],
    /// `stack_info`, as text.
    pub stack: Option<&'a [u8]>,
    /// Where the call stands, when asked for.
    pub caller: Option<Caller<'a>>,
    /// What went wrong while the record was made (wrong `%`-arguments, a `__str__` that raised).
    pub logging_error: Option<&'a [u8]>,
}

impl<'a> Record<'a> {
    /// A record that says nothing but this. Everything else can be set with the syntax of struct updates:
    ///
    /// ```
    /// use veilfold_core::{Field, Level, Record, Timestamp, Value};
    ///
    /// let extras = [Field { key: b"order"[..].into(), value: Value::Int(17) }];
    /// let paid = Record {
    ///     extras: &extras,
    ///     ..Record::new(Timestamp(0), Level::Info, b"shop.orders", b"order paid")
    /// };
    /// assert!(paid.exception.is_empty());
    /// ```
    pub const fn new(timestamp: Timestamp, level: Level, logger: &'a [u8], message: &'a [u8]) -> Record<'a> {
        Record {
            timestamp,
            level,
            level_name: None,
            logger,
            message,
            format: None,
            context: &[],
            extras: &[],
            exception: &[],
            stack: None,
            caller: None,
            logging_error: None,
        }
    }
}
