"""No other handler gets to see a secret either.

`logging.Logger.handle` is the one place that every record passes before any handler, and before what Sentry
and OpenTelemetry put around `Logger.callHandlers`. While protection is on, veilfold's own handlers get the
record as it is (they clean what they write, and the untouched format string names the group). Then, if any
other handler is to get it, the record is cleaned in place: only what holds a secret is changed.

A filter on a logger runs earlier and sees the record as it was made, as do frame locals in a traceback.
"""

from __future__ import annotations

import itertools
import linecache
import logging
import sys
import traceback
from typing import TYPE_CHECKING, Any

from veilfold import _native

if TYPE_CHECKING:
    from types import CodeType, TracebackType

    from veilfold._handler import Handler

#: What a traceback of one record may hold before nobody looks further for secrets in source lines.
MOST_EXCEPTIONS = 64
MOST_LINES = 1_024

_standard_handle = logging.Logger.handle
_standard_call = logging.Logger.callHandlers


class Protection:
    """Protection of all loggers, by the policy of one handler."""

    def __init__(self, handler: Handler) -> None:
        self._engine = handler._engine  # noqa: SLF001 - the same package
        self._met = False
        self._before = logging.Logger.handle
        self._installed = self._wrapper()
        logging.Logger.handle = self._installed  # type: ignore[method-assign]
        self._active = True

    def remove(self) -> None:
        """Put back what was there, where nobody has wrapped ours; else ours only passes on."""
        self._active = False
        if logging.Logger.handle is self._installed:
            logging.Logger.handle = self._before  # type: ignore[method-assign]

    def meet(self) -> None:
        """Clean what Sentry sends besides records, where it came after us."""
        if not self._met and "sentry_sdk" in sys.modules:
            self._met = True
            try:
                from veilfold.integrations import sentry  # noqa: PLC0415 - an optional package

                sentry.attach()
            except ImportError:
                pass

    def clean(self, record: logging.LogRecord) -> None:
        """Hide the record's secrets in place."""
        clean_record(self._engine, record)

    def _wrapper(self) -> Any:
        before = self._before
        protection = self

        def handle(self: logging.Logger, record: logging.LogRecord) -> None:
            if not protection._active:
                before(self, record)
            elif before is not _standard_handle or type(self).callHandlers is not _standard_call:
                # Somebody else stands between us and the handlers.
                protection.meet()
                protection.clean(record)
                before(self, record)
            elif not self.disabled:
                if self.filters:
                    # A filter answers with a truth value or, since 3.12, with another record.
                    kept: Any = self.filter(record)
                    if not kept:
                        return
                    if isinstance(kept, logging.LogRecord):
                        record = kept
                protection._call_handlers(self, record)

        return handle

    def _call_handlers(self, origin: logging.Logger, record: logging.LogRecord) -> None:
        """As `Logger.callHandlers`; veilfold's handlers first."""
        others: list[logging.Handler] = []
        found = False
        logger: logging.Logger | None = origin
        level = record.levelno
        while logger is not None:
            for handler in logger.handlers:
                found = True
                if level >= handler.level:
                    if isinstance(handler, _native.Emitter):
                        handler.handle(record)
                    else:
                        others.append(handler)
            logger = logger.parent if logger.propagate else None
        if found and not others:
            return
        self.clean(record)
        for handler in others:
            handler.handle(record)
        if not found:
            # The last resort, or the complaint that there are no handlers.
            _standard_call(origin, record)


def clean_record(engine: _native.Engine, record: logging.LogRecord) -> logging.LogRecord:
    """Hide the record's secrets in place, and return it."""
    in_exception = engine.clean_record(record)
    if record.exc_info:
        try:
            _clean_exc_info(engine, record, in_exception)
        except Exception:
            # What is no `exc_info`: nobody knows what it tells.
            record.exc_info = None
    return record


def _clean_exc_info(engine: _native.Engine, record: logging.LogRecord, in_exception: bool) -> None:  # noqa: FBT001 - private
    info: Any = record.exc_info
    error = info if isinstance(info, BaseException) else info[1]
    if error is None:
        return
    if in_exception:
        error = clean_exception(engine, error)
        record.exc_info = error if error is not info and isinstance(info, BaseException) else (info[0], error, info[2])
        # Made of the exception as it was.
        record.exc_text = None
    if record.exc_text is None and source_tells(engine, error):
        # `logging.Formatter` prints this text where there is one.
        record.exc_text = traceback_text(engine, error)


def traceback_text(engine: _native.Engine, error: BaseException) -> str:
    """Return the traceback of `error` without secrets, as `logging` prints it."""
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return str(engine.redact(text.rstrip("\n")))


def source_tells(engine: _native.Engine, error: BaseException) -> bool:
    """Return whether a traceback of `error` would show a line of source that holds a secret."""
    lines: dict[tuple[str, int], str] = {}
    waiting, seen = [error], set()
    while waiting and len(seen) < MOST_EXCEPTIONS:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        trace = one.__traceback__
        while trace is not None and len(lines) < MOST_LINES:
            code = trace.tb_frame.f_code
            for line in _shown(code, trace):
                place = (code.co_filename, line)
                if place not in lines:
                    lines[place] = linecache.getline(*place, trace.tb_frame.f_globals)
            trace = trace.tb_next
        members = getattr(one, "exceptions", ())
        related = (one.__cause__, one.__context__, *(members if isinstance(members, tuple) else ()))
        waiting += [other for other in related if isinstance(other, BaseException)]
    text = "".join(lines.values())
    return engine.redact(text) is not text


def _shown(code: CodeType, trace: TracebackType) -> range:
    """Return the lines that a traceback shows of a frame: since 3.13 the whole statement's."""
    first = trace.tb_lineno or 0
    if sys.version_info < (3, 13):
        return range(first, first + 1)
    position = next(itertools.islice(code.co_positions(), trace.tb_lasti // 2, None), (None, None))
    return range(position[0] or first, min((position[1] or first), first + 100) + 1)


def clean_exception(engine: _native.Engine, error: BaseException) -> BaseException:
    """Return `error`, or where it or its chain tells a secret, an exception like it that does not.

    The stand-in has the class's name and is an instance of the class; it keeps traceback, chain and notes.
    """
    try:
        return _Copier(engine).copy(error) if engine.tells(error) else error
    except Exception:
        # A class that cannot be copied at all: its name and traceback remain.
        return _stand_in(type(error), Exception, "[REDACTED]")().with_traceback(error.__traceback__)


class _Copier:
    def __init__(self, engine: _native.Engine) -> None:
        self._engine = engine
        self._copies: dict[int, BaseException] = {}

    def copy(self, error: BaseException) -> BaseException:
        known = self._copies.get(id(error))
        if known is not None:
            return known
        new = self._one(error)
        # Known before its relatives are copied: chains may be circular.
        self._copies[id(error)] = new
        new.__traceback__ = error.__traceback__
        new.__cause__ = self.copy(error.__cause__) if error.__cause__ is not None else None
        new.__context__ = self.copy(error.__context__) if error.__context__ is not None else None
        new.__suppress_context__ = error.__suppress_context__
        return new

    def _one(self, error: BaseException) -> BaseException:
        kind = type(error)
        args = self._engine.redact(error.args)
        try:
            text = str(self._engine.redact(str(error)))
        except Exception:
            text = "<exception str() failed>"
        members = getattr(error, "exceptions", None)
        if isinstance(members, tuple) and all(isinstance(member, BaseException) for member in members):
            args = (self._engine.redact(getattr(error, "message", "")), [self.copy(m) for m in members])
        try:
            new = kind.__new__(_stand_in(kind, kind, text), *args)
            if not isinstance(members, tuple):
                new.args = args
        except Exception:
            new = _stand_in(kind, Exception, text)(*args)
        for name, value in vars(error).items():
            new.__dict__[name] = self._engine.redact({name: value}).get(name)
        return new


def _stand_in(kind: type[BaseException], base: type[BaseException], text: str) -> type[BaseException]:
    """Make a subclass of `base` that looks like `kind` and says `text`."""
    members = {
        "__module__": kind.__module__,
        "__qualname__": kind.__qualname__,
        "__str__": lambda _self: text,
        "__repr__": lambda _self: f"{kind.__name__}({text!r})",
    }
    return type(kind.__name__, (base,), members)
