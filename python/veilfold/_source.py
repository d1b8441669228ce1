"""Lines of source that a traceback quotes, and that hold a secret: `login("bob", password="hunter2")`.

A traceback has no text; whoever prints it reads the file. So a frame whose line tells a secret is replaced by
one that names the same file, line and function, and a file that nobody finds.
"""

from __future__ import annotations

import itertools
import linecache
import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

    from veilfold._native import Engine

#: What one record's tracebacks may hold; of what is more nobody looks at anything, and nothing is shown.
MOST_EXCEPTIONS = 1_024
MOST_PLACES = 2_048
#: Lines that a traceback shows of one statement.
MOST_LINES = 100

WITHHELD = " (source withheld)"


def tells(engine: Engine, error: BaseException, top: TracebackType | None) -> bool:
    """Return whether a traceback of `error`, whose own is `top`, or of its chain quotes a secret, or may."""
    texts = _Texts()
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        if len(seen) == MOST_EXCEPTIONS:
            return True
        seen.add(id(one))
        trace = top if one is error else one.__traceback__
        while trace is not None:
            if texts.of(trace) is None:
                return True
            trace = trace.tb_next
        members = getattr(one, "exceptions", ())
        related = (one.__cause__, one.__context__, *(members if isinstance(members, tuple) else ()))
        waiting += [other for other in related if isinstance(other, BaseException)]
    return _holds(engine, "".join(texts.known.values()))


def withheld(engine: Engine, trace: TracebackType | None) -> TracebackType | None:
    """Return `trace`, or one like it with a stand-in for every frame whose source holds a secret."""
    entries: list[TracebackType] = []
    at = trace
    while at is not None:
        entries.append(at)
        at = at.tb_next
    texts = _Texts()
    quoted = [texts.of(entry) for entry in entries]
    telling = {text for text in set(quoted) if text is None or _holds(engine, text)}
    if not telling:
        return trace
    made: TracebackType | None = None
    for entry, text in zip(reversed(entries), reversed(quoted), strict=True):
        hide = text in telling
        frame = _stand_in(entry) if hide else entry.tb_frame
        made = TracebackType(made, frame, frame.f_lasti if hide else entry.tb_lasti, entry.tb_lineno)
    return made


class _Texts:
    """The source of places, each read once: a recursion comes through the same ones again and again."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, int], str] = {}
        self._checked: set[str] = set()

    def of(self, trace: TracebackType) -> str | None:
        """Return what a traceback quotes of a frame; None where that is one place too many."""
        place = (id(trace.tb_frame.f_code), trace.tb_lasti)
        text = self.known.get(place)
        if text is None and len(self.known) < MOST_PLACES:
            text = self.known[place] = _quoted(trace, self._checked)
        return text


def _holds(engine: Engine, text: str) -> bool:
    return engine.redact(text) is not text


def _quoted(trace: TracebackType, checked: set[str]) -> str:
    """Return the source that a traceback shows of a frame: since 3.13 all lines of the statement."""
    code, first = trace.tb_frame.f_code, trace.tb_lineno or 0
    if code.co_filename not in checked:
        # `traceback` forgets a file that has changed before it prints.
        checked.add(code.co_filename)
        linecache.checkcache(code.co_filename)
    last = first
    if sys.version_info >= (3, 13):
        position = next(itertools.islice(code.co_positions(), trace.tb_lasti // 2, None), (None, None))
        last = min(position[1] or first, first + MOST_LINES)
    names = trace.tb_frame.f_globals
    return "".join(linecache.getline(code.co_filename, line, names) for line in range(first, last + 1))


def _stand_in(trace: TracebackType) -> FrameType:
    """Make a frame with the file's name marked, and with the function and the line of `trace`."""
    code = trace.tb_frame.f_code
    raising = compile("raise LookupError", code.co_filename + WITHHELD, "exec")
    raising = raising.replace(co_name=code.co_name, co_firstlineno=max(trace.tb_lineno or 1, 1))
    if sys.version_info >= (3, 11):
        raising = raising.replace(co_qualname=code.co_qualname)
    try:
        exec(raising, {"__name__": trace.tb_frame.f_globals.get("__name__")})  # noqa: S102 - frames are made by running
    except LookupError as error:
        made = error.__traceback__
        assert made is not None and made.tb_next is not None  # noqa: S101, PT018 - this frame, and that of `raising`
        return made.tb_next.tb_frame
    raise AssertionError
