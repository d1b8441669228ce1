"""Exceptions that nobody caught: logged once, and passed on.

`sys.excepthook`, `threading.excepthook` and `sys.unraisablehook` are wrapped. asyncio needs no hook: a loop's
default exception handler logs through the logger "asyncio", with the exception, and that record passes the
handlers as any other; a handler that the application set on its loop is the application's.

The interpreter's own hooks print the raw traceback on standard error. In their place we print the redacted
one, unless the record is on the console already. Any other hook that was there before is called as ever.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any

from veilfold import _source as source
from veilfold._protect import clean_exception

if TYPE_CHECKING:
    from types import TracebackType

    from veilfold._handler import Handler

LOGGER = "veilfold.uncaught"


class Hooks:
    """The three hooks, for one handler."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._active = True
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._main
        threading.excepthook = self._thread
        sys.unraisablehook = self._unraisable

    def remove(self) -> None:
        """Put back what was there, where nobody has wrapped ours; else ours only passes on."""
        self._active = False
        main, thread, unraisable = self._before
        if sys.excepthook == self._main:
            sys.excepthook = main
        if threading.excepthook == self._thread:
            threading.excepthook = thread
        if sys.unraisablehook == self._unraisable:
            sys.unraisablehook = unraisable

    def _main(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        before = self._before[0]
        if not self._active:
            before(kind, error, trace)
            return
        if issubclass(kind, KeyboardInterrupt):
            # No failure, and shown as ever; but what it interrupted may be in its chain.
            before(kind, self._cleaned(error), self._withheld(trace))
            return
        self._log(logging.CRITICAL, "uncaught exception", error, trace, {})
        if before is sys.__excepthook__:
            self._show("", error, trace)
        else:
            before(kind, self._cleaned(error), self._withheld(trace))

    def _thread(self, args: threading.ExceptHookArgs) -> None:
        before = self._before[1]
        if not self._active or issubclass(args.exc_type, SystemExit) or args.exc_value is None:
            before(args)
            return
        name = args.thread.name if args.thread is not None else "unknown"
        self._log(
            logging.ERROR,
            "uncaught exception in a thread",
            args.exc_value,
            args.exc_traceback,
            {"thread_name": name},
        )
        if before is threading.__excepthook__:
            self._show(f"Exception in thread {name}:\n", args.exc_value, args.exc_traceback)
        else:
            trace = self._withheld(args.exc_traceback)
            cleaned = (args.exc_type, self._cleaned(args.exc_value), trace, args.thread)
            before(threading.ExceptHookArgs(cleaned))

    def _unraisable(self, unraisable: Any) -> None:
        before = self._before[2]
        if not self._active or unraisable.exc_value is None:
            before(unraisable)
            return
        where = {"object": type(unraisable.object).__qualname__} if unraisable.object is not None else {}
        function = getattr(unraisable.object, "__qualname__", None)
        if isinstance(function, str):
            where["object"] = function
        message = unraisable.err_msg or "exception ignored where none can be raised"
        self._log(logging.ERROR, message, unraisable.exc_value, unraisable.exc_traceback, where)
        if before is sys.__unraisablehook__:
            self._show(
                f"{message}: {where.get('object', '')}\n", unraisable.exc_value, unraisable.exc_traceback
            )
        else:
            trace = self._withheld(unraisable.exc_traceback)
            fields = (unraisable.exc_type, self._cleaned(unraisable.exc_value), trace)
            before(type(unraisable)((*fields, unraisable.err_msg, unraisable.object)))

    def _log(
        self,
        level: int,
        message: str,
        error: BaseException,
        trace: TracebackType | None,
        extra: dict[str, Any],
    ) -> None:
        path, line, function = "", 0, None
        for frame, line in traceback.walk_tb(trace):  # noqa: B007 - the last one is where it was raised
            path, function = frame.f_code.co_filename, frame.f_code.co_name
        # Through the root logger, which no dictConfig disables.
        root = logging.getLogger()
        if root.isEnabledFor(level):
            info = (type(error), error, trace)
            root.handle(root.makeRecord(LOGGER, level, path, line, message, (), info, function, extra))

    def _cleaned(self, error: BaseException) -> BaseException:
        return clean_exception(self._handler._engine, error)  # noqa: SLF001 - the same package

    def _withheld(self, trace: TracebackType | None) -> TracebackType | None:
        return source.withheld(self._handler._engine, trace)  # noqa: SLF001 - the same package

    def _show(self, head: str, error: BaseException, trace: TracebackType | None) -> None:
        """Print the redacted traceback, unless the line is on the console already."""
        if sys.stderr is None or any(row.sink in {"stdout", "stderr"} for row in self._handler.stats()):
            return
        text = head + "".join(traceback.format_exception(type(error), error, trace))
        sys.stderr.write(str(self._handler._engine.redact(text)))  # noqa: SLF001 - the same package
        sys.stderr.flush()
