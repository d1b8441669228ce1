//! Exceptions, walked natively: the chain that `traceback` would print, without printing it.

use crate::fast::ffi;
use crate::python_code::PythonCode;
use crate::text::{self, Text};
use pyo3::exceptions::{PyBaseException, PySyntaxError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple, PyType};
use std::borrow::Cow;
use veilfold_core::record::Link;
use veilfold_core::{Exception, Frame};

/// How much of a chain is read.
struct Most {
    /// Exceptions of the chain, and members of one group.
    exceptions: usize,
    /// Notes of one exception.
    notes: usize,
}

/// A line shows so much; a retry loop that chains every attempt is cut here.
const SHOWN: Most = Most { exceptions: 64, notes: 32 };
/// A traceback that somebody else prints shows all, so more is looked at, and of the rest is known that there is one.
const LOOKED_AT: Most = Most { exceptions: 1_024, notes: 1_024 };
/// A frame that repeats (same code, same line) is kept this often, as `traceback` prints it.
const MAX_REPEATS: usize = 3;
/// Frames of one exception; mutual recursion 1,000 deep is cut in the middle.
const MAX_FRAMES: usize = 256;

/// A chain that owns what an [`Exception`] borrows.
#[derive(Debug, Default)]
pub(crate) struct Chain<'py> {
    members: Vec<Member<'py>>,
    /// There is more than was read.
    cut: bool,
}

#[derive(Debug)]
struct Member<'py> {
    object: Bound<'py, PyAny>,
    link: Link,
    parent: usize,
    kind: Vec<u8>,
    message: Text<'py>,
    notes: Vec<Text<'py>>,
    frames: Vec<(Text<'py>, Text<'py>, u32)>,
}

impl<'py> Chain<'py> {
    /// The chain of `record.exc_info`: a tuple, an exception, or anything that a caller put there.
    pub(crate) fn of_exc_info(exc_info: &Bound<'py, PyAny>, code: &mut PythonCode) -> Chain<'py> {
        if let Ok(tuple) = exc_info.cast::<PyTuple>() {
            let Ok(value) = tuple.get_item(1) else { return Chain::default() };
            // The tuple's own traceback counts: `exc.__traceback__` may have grown since.
            return Chain::of(&value, tuple.get_item(2).ok(), code);
        }
        Chain::of(exc_info, None, code)
    }

    /// The chain of an exception; empty for anything else.
    pub(crate) fn of(
        exception: &Bound<'py, PyAny>,
        traceback: Option<Bound<'py, PyAny>>,
        code: &mut PythonCode,
    ) -> Chain<'py> {
        Chain::walk(exception, traceback, true, code)
    }

    /// The same for who asks only what it says.
    pub(crate) fn without_frames(exception: &Bound<'py, PyAny>, code: &mut PythonCode) -> Chain<'py> {
        Chain::walk(exception, None, false, code)
    }

    fn walk(
        exception: &Bound<'py, PyAny>,
        traceback: Option<Bound<'py, PyAny>>,
        with_frames: bool,
        code: &mut PythonCode,
    ) -> Chain<'py> {
        let most = if with_frames { SHOWN } else { LOOKED_AT };
        let mut chain = Chain::default();
        let mut seen = Vec::new();
        let mut waiting = vec![(exception.clone(), traceback, Link::Top, 0)];
        while let Some((exception, traceback, link, parent)) = waiting.pop() {
            if seen.contains(&exception.as_ptr()) || !exception.is_instance_of::<PyBaseException>() {
                continue;
            }
            if seen.len() >= most.exceptions {
                chain.cut = true;
                break;
            }
            seen.push(exception.as_ptr());
            let here = chain.members.len();
            let (notes, all_notes) = notes_of(&exception, most.notes, code);
            let frames = if with_frames { frames_in(&exception, traceback) } else { Vec::new() };
            chain.members.push(Member {
                object: exception.clone(),
                link,
                parent,
                kind: kind_of(&exception),
                message: message_of(&exception, code),
                notes,
                frames,
            });
            let next = related(&exception);
            let members = members(&exception);
            chain.cut |= !all_notes || members.len() > most.exceptions;
            // Last in, first out: members come after what the exception came from.
            let members = members.into_iter().take(most.exceptions).rev();
            waiting.extend(members.map(|member| (member, None, Link::Member, here)));
            waiting.extend(next.map(|(link, exception)| (exception, None, link, here)));
        }
        chain
    }

    /// Whether there is more than was read.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut
    }

    /// The exceptions themselves.
    pub(crate) fn objects(&self) -> impl Iterator<Item = &Bound<'py, PyAny>> {
        self.members.iter().map(|one| &one.object)
    }

    pub(crate) fn borrow(&self) -> Vec<Exception<'_>> {
        self.members
            .iter()
            .map(|one| Exception {
                link: one.link,
                parent: one.parent,
                kind: Cow::Borrowed(&one.kind),
                message: Cow::Borrowed(one.message.bytes()),
                notes: one.notes.iter().map(|note| Cow::Borrowed(note.bytes())).collect(),
                frames: one.frames.iter().map(frame).collect(),
            })
            .collect()
    }
}

fn frame<'a>((file, function, line): &'a (Text<'_>, Text<'_>, u32)) -> Frame<'a> {
    Frame {
        file: Cow::Borrowed(file.bytes()),
        module: Cow::Borrowed(b""),
        function: Cow::Borrowed(function.bytes()),
        line: *line,
    }
}

/// What the exception came from, as `traceback` decides it.
fn related<'py>(exception: &Bound<'py, PyAny>) -> Option<(Link, Bound<'py, PyAny>)> {
    let py = exception.py();
    let some = |name| exception.getattr(name).ok().filter(|value: &Bound<'py, PyAny>| !value.is_none());
    if let Some(cause) = some(intern!(py, "__cause__")) {
        return Some((Link::Cause, cause));
    }
    let context = some(intern!(py, "__context__"))?;
    let hidden = exception
        .getattr(intern!(py, "__suppress_context__"))
        .is_ok_and(|flag| flag.is_truthy().unwrap_or(false));
    (!hidden).then_some((Link::Context, context))
}

/// The members of an exception group (`BaseExceptionGroup`, or its backport for 3.10).
fn members<'py>(exception: &Bound<'py, PyAny>) -> Vec<Bound<'py, PyAny>> {
    let py = exception.py();
    let class = exception.get_type();
    let is_group = class.mro().iter().any(|base| {
        base.cast::<PyType>().is_ok_and(|base| base.name().is_ok_and(|name| name == "BaseExceptionGroup"))
    });
    if !is_group {
        return Vec::new();
    }
    let members =
        exception.getattr(intern!(py, "exceptions")).and_then(|members| Ok(members.cast_into::<PyTuple>()?));
    members.map_or_else(|_| Vec::new(), |members| members.iter().collect())
}

/// `module.QualName`, without `builtins` and `__main__`, as a traceback prints it.
pub(crate) fn kind_of(exception: &Bound<'_, PyAny>) -> Vec<u8> {
    let py = exception.py();
    let class = exception.get_type();
    let text = |name| {
        let value = class.getattr(name).ok()?.cast_into::<PyString>().ok()?;
        Some(text::bytes(&value).into_owned())
    };
    let name = text(intern!(py, "__qualname__")).unwrap_or_default();
    match text(intern!(py, "__module__")) {
        Some(module) if module != b"builtins" && module != b"__main__" => [&module[..], b".", &name].concat(),
        _ => name,
    }
}

/// `str(exc)`; a `SyntaxError` without the place, which a traceback prints apart.
fn message_of<'py>(exception: &Bound<'py, PyAny>, code: &mut PythonCode) -> Text<'py> {
    let py = exception.py();
    if exception.is_instance_of::<PySyntaxError>()
        && let Some(text) = exception.getattr(intern!(py, "msg")).ok().as_ref().and_then(Text::of)
    {
        return text;
    }
    match code.run(py, || exception.str()) {
        Ok(text) => Text::new(text),
        // The words of `traceback` itself.
        Err(_) => Text::Owned(b"<exception str() failed>".to_vec()),
    }
}

/// The first notes, and whether these are all.
fn notes_of<'py>(
    exception: &Bound<'py, PyAny>,
    most: usize,
    code: &mut PythonCode,
) -> (Vec<Text<'py>>, bool) {
    let py = exception.py();
    let Ok(Some(notes)) = exception.getattr_opt(intern!(py, "__notes__")) else { return (Vec::new(), true) };
    if notes.is_none() {
        return (Vec::new(), true);
    }
    let items = if notes.is_instance_of::<PyString>() {
        Err("one string".to_owned())
    } else {
        code.run(py, || notes.try_iter()?.take(most + 1).collect::<PyResult<Vec<_>>>())
    };
    let mut items = items.unwrap_or_else(|_| vec![notes]);
    let all = items.len() <= most;
    items.truncate(most);
    let mut texts = Vec::with_capacity(items.len());
    for item in items {
        texts.push(match code.run(py, || item.str()) {
            Ok(text) => Text::new(text),
            Err(_) => Text::Owned(b"<note str() failed>".to_vec()),
        });
    }
    (texts, all)
}

/// The frames of an exception's traceback, or of the one that is given.
fn frames_in<'py>(
    exception: &Bound<'py, PyAny>,
    traceback: Option<Bound<'py, PyAny>>,
) -> Vec<(Text<'py>, Text<'py>, u32)> {
    let traceback = traceback.filter(|traceback| !traceback.is_none());
    let traceback = traceback.or_else(|| exception.getattr(intern!(exception.py(), "__traceback__")).ok());
    traceback.map(frames_of).unwrap_or_default()
}

/// The frames of a traceback, outermost first.
fn frames_of(traceback: Bound<'_, PyAny>) -> Vec<(Text<'_>, Text<'_>, u32)> {
    let py = traceback.py();
    let (next, frame, lineno) = (intern!(py, "tb_next"), intern!(py, "tb_frame"), intern!(py, "tb_lineno"));
    let (file, name) = (intern!(py, "co_filename"), intern!(py, "co_name"));
    let mut found = Vec::new();
    let mut last = (std::ptr::null_mut(), 0);
    let mut repeats = 0;
    let mut at = traceback;
    while !at.is_none() {
        let Ok(code) = at.getattr(frame).and_then(|frame| code_of(&frame)) else { break };
        let line = at.getattr(lineno).and_then(|line| line.extract::<u32>()).unwrap_or(0);
        let this = (code.as_ptr(), line);
        repeats = if this == last { repeats + 1 } else { 1 };
        last = this;
        if repeats <= MAX_REPEATS {
            found.push((code, line));
            if found.len() > MAX_FRAMES * 2 {
                found.drain(MAX_FRAMES / 2..MAX_FRAMES * 3 / 2);
            }
        }
        let Ok(inner) = at.getattr(next) else { break };
        at = inner;
    }
    if found.len() > MAX_FRAMES {
        let surplus = found.len() - MAX_FRAMES;
        found.drain(MAX_FRAMES / 2..MAX_FRAMES / 2 + surplus);
    }
    found.into_iter().map(|(code, line)| (attribute(&code, file), attribute(&code, name), line)).collect()
}

/// `f_code`; that of a real frame without a look-up.
pub(crate) fn code_of<'py>(frame: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    match ffi::Frame::of(frame) {
        Some(frame) => Ok(frame.code()),
        // Some make tracebacks of their own, such as celery.
        None => frame.getattr(intern!(frame.py(), "f_code")),
    }
}

fn attribute<'py>(code: &Bound<'py, PyAny>, name: &Bound<'py, PyString>) -> Text<'py> {
    let text = code.getattr(name).ok();
    text.as_ref().and_then(Text::of).unwrap_or_else(|| Text::Owned(b"?".to_vec()))
}
