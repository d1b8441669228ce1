//! The attributes that `logging` itself gives a record, as interned strings.
//!
//! A key of a record's `__dict__` that was set by `logging` is the same object as ours, so that one
//! comparison of pointers tells it; one that came another way (`makeLogRecord` on decoded JSON) is
//! compared by content.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyString;
use veilfold_core::lengths::Lengths;

/// An attribute of every `LogRecord`, in the order in which `LogRecord.__init__` sets them (3.10 to
/// 3.14); `message` and `asctime` come from formatters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
// Attributes that no line shows are known all the same: they are no extras.
#[allow(dead_code)]
pub(crate) enum Standard {
    Name,
    Msg,
    Args,
    LevelName,
    LevelNo,
    PathName,
    FileName,
    Module,
    ExcInfo,
    ExcText,
    StackInfo,
    LineNo,
    FuncName,
    Created,
    Msecs,
    RelativeCreated,
    Thread,
    ThreadName,
    ProcessName,
    Process,
    TaskName,
    Message,
    AscTime,
}

pub(crate) const COUNT: usize = 23;

const TEXT: [&str; COUNT] = [
    "name",
    "msg",
    "args",
    "levelname",
    "levelno",
    "pathname",
    "filename",
    "module",
    "exc_info",
    "exc_text",
    "stack_info",
    "lineno",
    "funcName",
    "created",
    "msecs",
    "relativeCreated",
    "thread",
    "threadName",
    "processName",
    "process",
    "taskName",
    "message",
    "asctime",
];

/// What lines are made of and records are cleaned by; the rest is known only not to be taken for an extra.
pub(crate) const IS_READ: [bool; COUNT] = {
    let mut read = [true; COUNT];
    let unread = [
        Standard::FileName,
        Standard::Module,
        Standard::Msecs,
        Standard::RelativeCreated,
        Standard::Thread,
        Standard::Process,
        Standard::AscTime,
    ];
    let mut i = 0;
    while i < unread.len() {
        read[unread[i] as usize] = false;
        i += 1;
    }
    read
};

/// Most extras are none of these.
static LENGTHS: Lengths = {
    let mut names: [&[u8]; COUNT] = [b"-"; COUNT];
    let mut i = 0;
    while i < COUNT {
        names[i] = TEXT[i].as_bytes();
        i += 1;
    }
    Lengths::of(&names)
};

/// The interned names.
pub(crate) struct Names([Py<PyString>; COUNT]);

impl Names {
    pub(crate) fn get(py: Python<'_>) -> &'static Names {
        static NAMES: PyOnceLock<Names> = PyOnceLock::new();
        NAMES.get_or_init(py, || Names(TEXT.map(|name| PyString::intern(py, name).unbind())))
    }

    /// An attribute's name.
    pub(crate) fn name(&self, attribute: Standard) -> &Py<PyString> {
        &self.0[attribute as usize]
    }

    /// Which standard attribute `key` is. `guess` is the next one in their usual order.
    #[inline]
    pub(crate) fn find(&self, key: &Bound<'_, PyAny>, guess: usize) -> Option<usize> {
        if self.0.get(guess).is_some_and(|name| name.as_ptr() == key.as_ptr()) {
            return Some(guess);
        }
        search(key)
    }
}

fn search(key: &Bound<'_, PyAny>) -> Option<usize> {
    let text = match key.cast_exact::<PyString>() {
        Ok(key) => key.to_str().ok()?,
        Err(_) => key.cast::<PyString>().ok()?.to_str().ok()?,
    };
    if !LENGTHS.may_hold(text.as_bytes()) {
        return None;
    }
    TEXT.iter().position(|name| *name == text)
}
