"""No other handler gets to see a secret either.

`logging.Logger.handle` is the one place that every record passes before any handler, and before what Sentry
and OpenTelemetry put around `Logger.callHandlers`. While protection is on, veilfold's own handlers get the
record as it is (they clean what they write, and the untouched format string names the group). Then, if any
other handler is to get it, the record is cleaned in place: only what holds a secret is changed.

A filter on a logger runs earlier and sees the record as it was made, as do frame locals in a traceback.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import TYPE_CHECKING, Any

from veilfold import _native
from veilfold import _source as source

if TYPE_CHECKING:
    from collections.abc import Callable

    from veilfold._handler import Handler

_standard_handle = logging.Logger.handle
_standard_call = logging.Logger.callHandlers


class Protection:
    """Protection of all loggers, by the policy of one handler."""

    def __init__(self, handler: Handler) -> None:
        self._engine = handler._engine  # noqa: SLF001 - the same package
        self._met = False
        self._before = logging.Logger.handle
        wraps = self._before is not _standard_handle
        self._handle = _native.Handle(
            self._before, _standard_call, wraps, self._engine, self.clean_exception, self.meet
        )
        # A method costs less; there is one, and it has to stand next to the handlers.
        self._installed = self._handle if wraps else self._handle.method(logging.Logger)
        logging.Logger.handle = self._installed  # type: ignore[method-assign, assignment]

    def remove(self) -> None:
        """Put back what was there, where nobody has wrapped ours; else ours only passes on."""
        self._handle.stop()
        if logging.Logger.__dict__["handle"] is self._installed:
            logging.Logger.handle = self._before  # type: ignore[method-assign]

    def meet(self) -> None:
        """Clean what Sentry sends besides records, where it came after us."""
        if not self._met and "sentry_sdk" in sys.modules:
            self._met = True
            # Another release than we know, or half of one: nothing may be raised from here.
            with contextlib.suppress(Exception):
                from veilfold.integrations import sentry  # noqa: PLC0415 - an optional package

                sentry.attach()

    def passes_on(self) -> Any:
        """Return `Logger.handle` as it is while veilfold's handlers get every record untouched, else None."""
        return self._installed if self._before is _standard_handle else None

    def clean_exception(self, record: logging.LogRecord, tells: bool) -> None:
        """Hide the secrets of the record's exception; `tells` where it is known to tell one."""
        _clean_exc_info(self._engine, record, tells=tells)


def clean_record(engine: _native.Engine, record: logging.LogRecord) -> logging.LogRecord:
    """Hide the record's secrets in place, and return it."""
    tells = engine.clean_record(record)
    if record.exc_info:
        _clean_exc_info(engine, record, tells=tells)
    return record


def _clean_exc_info(engine: _native.Engine, record: logging.LogRecord, *, tells: bool) -> None:
    try:
        _replace_exc_info(engine, record, tells=tells)
    except Exception:
        # What is no `exc_info`: nobody knows what it tells.
        record.exc_info = None


def _replace_exc_info(engine: _native.Engine, record: logging.LogRecord, *, tells: bool) -> None:
    info: Any = record.exc_info
    if isinstance(info, BaseException):
        clean: Any = clean_exception(engine, info)
        record.exc_info = clean
    elif info[1] is not None:
        kind, error, trace = info
        # A record that keeps it elsewhere than in its dict was not asked for it.
        if not (tells or engine.tells(error) or source.tells(engine, error, trace)):
            return
        # The tuple's own traceback counts: that is the one `logging` prints.
        record.exc_info = (kind, clean_exception(engine, error), source.withheld(engine, trace))
    if record.exc_info is not info:
        # Made of the exception as it was.
        record.exc_text = None


def clean_exception(engine: _native.Engine, error: BaseException) -> BaseException:
    """Return `error`, or where it, its chain or its traceback tells a secret, one like it that does not.

    The stand-in has the class's name and is an instance of the class; it keeps traceback, chain and notes.
    """
    try:
        if engine.tells(error) or source.tells(engine, error, error.__traceback__):
            copied: BaseException = _Copier(engine).copy(error)
            return copied
    except Exception:
        # A class that cannot be copied at all: its name remains.
        name = type(error).__name__
        return _stand_in(type(error), Exception, "[REDACTED]", f"{name}('[REDACTED]')", error)()
    return error


class _Copier:
    def __init__(self, engine: _native.Engine) -> None:
        self._engine = engine
        self._copies: dict[int, BaseException] = {}

    def copy(self, error: BaseException) -> Any:
        """Return the copy of `error`, with those of all that it came from; None where there are too many."""
        waiting: list[BaseException] = []
        copied = self._known(error, waiting)
        # One after the other: a retry loop chains more of them than calls may nest.
        while waiting:
            one = waiting.pop()
            new = self._copies[id(one)]
            new.__cause__ = self._known(one.__cause__, waiting)
            new.__context__ = self._known(one.__context__, waiting)
            new.__suppress_context__ = one.__suppress_context__
        return copied

    def _known(self, error: Any, waiting: list[BaseException]) -> Any:
        """Return the copy of `error`, of which a new one waits for its relatives."""
        if error is None or id(error) in self._copies or len(self._copies) >= source.MOST_EXCEPTIONS:
            return self._copies.get(id(error))
        new = self._copies[id(error)] = self._one(error)
        new.__traceback__ = source.withheld(self._engine, error.__traceback__)
        waiting.append(error)
        return new

    def _one(self, error: BaseException) -> BaseException:
        kind = type(error)
        args = self._engine.redact(error.args)
        text = self._shown(str, error)
        shown = (text, self._shown(repr, error), error)
        members = getattr(error, "exceptions", None)
        if isinstance(members, tuple) and all(isinstance(member, BaseException) for member in members):
            copies = [self.copy(member) for member in members]
            message = self._engine.redact(getattr(error, "message", ""))
            args = (message, [one for one in copies if one is not None])
        try:
            new = kind.__new__(_stand_in(kind, kind, *shown), *args)
            if not isinstance(members, tuple):
                if kind.__module__ == "builtins":
                    # What C keeps beside `args`: the text of a SyntaxError, the name of an OSError's file.
                    kind.__init__(new, *args)
                new.args = args
            if isinstance(error, OSError) and isinstance(new, OSError) and error.filename is not None:
                # `args` does not have them.
                new.filename = self._engine.redact(error.filename)
                if error.filename2 is not None:
                    new.filename2 = self._engine.redact(error.filename2)
        except Exception:
            new = _stand_in(kind, Exception, *shown)(*args)
        for name, value in vars(error).items():
            new.__dict__[name] = self._engine.redact({name: value}).get(name)
        return new

    def _shown(self, how: Callable[[BaseException], str], error: BaseException) -> str:
        try:
            return str(self._engine.redact(how(error)))
        except Exception:
            return "<exception str() failed>"


def _stand_in(
    kind: type[BaseException], base: type[BaseException], text: str, shown: str, error: BaseException
) -> type[BaseException]:
    """Make a subclass of `base` that looks like `kind`, says `text` and has the repr `shown`."""
    members = {
        "__module__": kind.__module__,
        "__qualname__": kind.__qualname__,
        "__str__": lambda _self: text,
        "__repr__": lambda _self: shown,
        # Whoever counts exceptions by identity must be able to tell that it is the same one.
        "__veilfold_original__": lambda _self: error,
    }
    return type(kind.__name__, (base,), members)


def original(error: BaseException) -> BaseException:
    """Return the exception that `error` stands in for, or `error`."""
    find = getattr(type(error), "__veilfold_original__", None)
    return find(error) if find is not None else error
