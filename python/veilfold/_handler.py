"""`logging` classes around the native engine."""

from __future__ import annotations

import gc
import logging
import os
import sys
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from veilfold import _life, _native
from veilfold._file import File
from veilfold._redact import PolicyLike, as_policy
from veilfold._syslog import Syslog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import TypeAlias

    SysExcInfo: TypeAlias = (
        tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    )


class SinkStats(NamedTuple):
    """What became of the records of one sink."""

    sink: str
    #: Records written whole, and their bytes.
    written: int
    bytes: int
    #: Records that did not get out.
    lost: int
    #: Why the latest record was lost; None while all is well.
    failing: str | None
    #: How often this process has put the file aside for a new one.
    rotations: int
    #: Why the file could not be put aside the last time; None while all is well.
    rotation_failing: str | None


class Formatter(logging.Formatter):
    """Makes redacted lines for any handler of the standard library.

    Without `fmt` a record becomes one JSON object (or one line of text, with `format="text"`). With `fmt` the
    record is formatted as `logging.Formatter` would, and the result is redacted.

    Options: `policy`, and those of `veilfold.setup` that say how a line looks.
    """

    def __init__(
        self,
        fmt: str | None = None,
        datefmt: str | None = None,
        style: Literal["%", "{", "$"] = "%",
        validate: bool = True,
        *,
        defaults: Mapping[str, Any] | None = None,
        policy: PolicyLike = None,
        **options: Any,
    ) -> None:
        super().__init__(fmt, datefmt, style, validate, defaults=defaults)
        self._makes_lines = fmt is None
        self._engine = _native.Engine(as_policy(policy), **options)

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line."""
        if self._makes_lines:
            return self._engine.format(record)
        return _text(self._engine.redact(super().format(record)))

    def formatException(self, ei: SysExcInfo) -> str:  # noqa: N802 - the name of logging.Formatter
        """Return the redacted traceback; `logging` keeps it for other handlers in `record.exc_text`."""
        return _text(self._engine.redact(super().formatException(ei)))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - the name of logging.Formatter
        """Return the redacted stack."""
        return _text(self._engine.redact(stack_info))


class Handler(_native.Emitter, logging.Handler):
    """Writes every record as one redacted line, with one system call.

    `sink` is "stdout", "stderr", the path of a file, a `File`, a `Syslog`, an object with a `write` method,
    or a list of these. A file and its directory are created where missing. Options: `policy`, and those of
    `veilfold.setup` that say how a line looks.

    `format="console"` is for people: one line of text a record, coloured on a terminal (NO_COLOR and
    FORCE_COLOR count), tracebacks with the frames of libraries folded. Files stay JSON.

    With `asynchronous=True` a thread does the writing. At most `queue_size` finished lines wait for it; when
    the queue is full, `queue_policy` says what gives: "block" (the caller waits), "drop_oldest" or
    "drop_newest". A record of ERROR and above is never dropped, and a drop is counted and told in the log.

    With `dedup`, a group of records (one `group_id`) has at most one line in so many seconds: the rest is
    held, and the last of it is written when they are over, with `repeat_count`, the number of records that
    it stands for.

    What cannot be written is counted (`stats`) and said once on standard error; nothing is raised.
    """

    def __init__(
        self,
        level: int | str = logging.NOTSET,
        *,
        sink: Any = "stdout",
        policy: PolicyLike = None,
        asynchronous: bool = False,
        queue_size: int = 10_000,
        queue_policy: str = "block",
        dedup: float = 0,
        **options: Any,
    ) -> None:
        logging.Handler.__init__(self, level)
        console = str(options.get("format")).lower() == "console"
        if console:
            options["format"] = "json"
        self._engine = _native.Engine(as_policy(policy), **options)
        sinks: Sequence[Any] = sink if isinstance(sink, (list, tuple)) else [sink]
        if queue_size < 1:
            raise ValueError(f"queue_size is a number from 1, not {queue_size!r}")
        queue = (queue_size if asynchronous else 0, queue_policy)
        natives = [_native_sink(sink, options, console=console) for sink in sinks]
        self._open(self._engine, natives, queue, dedup)
        _life.handlers.add(self)
        if asynchronous or dedup:
            _life.something_waits()

    def setFormatter(self, fmt: logging.Formatter | None) -> None:  # noqa: N802 - the name of logging.Handler
        """Let `fmt` make the lines. The line of a formatter that is not veilfold's is redacted as text."""
        logging.Handler.setFormatter(self, fmt)
        if fmt is None:
            self._reformat(self._engine)
        elif type(fmt) is Formatter and fmt._makes_lines:  # noqa: SLF001 - the same module
            self._reformat(fmt._engine)  # noqa: SLF001 - the same module
        else:
            self._reformat(self._engine, fmt)

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line, as it is written."""
        if self.formatter is None:
            return self._engine.format(record)
        return _text(self._engine.redact(self.formatter.format(record)))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name of logging.Handler
        """Say that `record` failed, without its arguments: standard error is an output too.

        Only code of a subclass comes here. What goes wrong in the handler itself is a marker in the line.
        """
        if logging.raiseExceptions and sys.stderr is not None:
            kind = sys.exc_info()[0]
            name = kind.__name__ if kind else "error"
            sys.stderr.write(f"veilfold: {name} while logging from {record.pathname}:{record.lineno}\n")

    def stats(self) -> list[SinkStats]:
        """Return what became of the records, by sink."""
        return [SinkStats(*row) for row in self._stats()]

    def groups(self) -> list[dict[str, Any]]:
        """Return what is known of every group of records, the most frequent first; see `veilfold.groups`."""
        return self._groups()

    def resolve(self, group_id: str, release: str = "") -> bool:
        """Mark a group as mended; see `veilfold.resolve`."""
        return self._resolve(group_id, release)

    def flush(self) -> None:
        """Write what `dedup` holds back, and wait until every record is written that waits in a queue."""
        self._flush()

    def close(self) -> None:
        """Write what waits or is held back, and close the files.

        A record that comes later opens them again, as with `logging.FileHandler`. So late records get out: of
        finalisers, of exit handlers, after a `dictConfig` that closed everything.
        """
        self._close()
        logging.Handler.close(self)

    def __repr__(self) -> str:
        sinks = ", ".join(row.sink for row in self.stats())
        return f"<{type(self).__name__} {sinks} ({logging.getLevelName(self.level)})>"


def names_of(owner: type) -> dict[str, Any]:
    """Return the dict behind a class's `__dict__`, to look into it without a detour; never to change it."""
    (found,) = (item for item in gc.get_referents(owner.__dict__) if isinstance(item, dict))
    return found


_native.handler_class(Handler, names_of(Handler))


def _native_sink(sink: Any, lines: Mapping[str, Any], *, console: bool) -> Any:
    """Return a sink as the native half takes it; `lines` are the options of the engine."""
    if isinstance(sink, File):
        return sink.parts(lines)
    if isinstance(sink, Syslog):
        return sink.parts(lines.get("service"))
    stream = {"stdout": 1, "stderr": 2}.get(sink) if isinstance(sink, str) else sink
    if not console or not (isinstance(stream, int) or hasattr(stream, "write")):
        return sink
    if os.environ.get("NO_COLOR"):
        return sink, False
    return sink, bool(os.environ.get("FORCE_COLOR")) or _is_terminal(stream)


def _is_terminal(stream: Any) -> bool:
    try:
        return os.isatty(stream) if isinstance(stream, int) else bool(stream.isatty())
    except Exception:
        return False


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)
