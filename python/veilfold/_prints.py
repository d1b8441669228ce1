"""What other people's code prints, as records."""

from __future__ import annotations

import atexit
import io
import logging
import sys
import threading
from typing import TYPE_CHECKING, Any

from veilfold import _life

if TYPE_CHECKING:
    from types import FrameType

LOGGER = "stdout"


class Prints(io.TextIOBase):
    """Stands for `sys.stdout`: a line that is printed is an INFO record of the logger "stdout".

    What `logging` itself writes there (a StreamHandler) goes through as it is, and so do bytes by `buffer`
    and by descriptor.
    """

    def __init__(self) -> None:
        self._stream = sys.stdout
        self._log = logging.getLogger(LOGGER)
        self._mine = threading.local()
        #: What each thread has printed of its line. A thread that ends leaves it here.
        self._rests: dict[object, str] = {}
        self._ending = False
        sys.stdout = self
        _life.prints.add(self)
        _life.something_waits()
        atexit.register(self._end)

    def remove(self) -> None:
        """Log what was printed without a line end, and put the stream back."""
        atexit.unregister(self._end)
        self.drain()
        if sys.stdout is self:
            sys.stdout = self._stream

    def drain(self) -> None:
        """Log what was printed without a line end, by whichever thread."""
        self._say([self._rests.pop(key, "") for key in list(self._rests)])

    def forked(self) -> None:
        """Leave to the parent what it has printed of a line."""
        self._rests.clear()

    def _end(self) -> None:
        # The interpreter flushes once more, after all functions that are called at exit.
        self._ending = True
        self.drain()

    def write(self, text: str, /) -> int:
        """Log the lines that `text` completes."""
        mine = self._mine
        # logging's own output would come back as a record of a record.
        if getattr(mine, "busy", False) or _is_logging(sys._getframe().f_back):  # noqa: SLF001 - as logging does
            return self._stream.write(text)
        if not hasattr(mine, "key"):
            mine.key = object()
        *lines, rest = (self._rests.pop(mine.key, "") + text).split("\n")
        if rest:
            self._rests[mine.key] = rest
        self._say(lines)
        return len(text)

    def _say(self, lines: list[str]) -> None:
        self._mine.busy = True
        try:
            for line in lines:
                if line.strip():
                    # As an argument: a percent sign in it is only that.
                    self._log.info("%s", line, stacklevel=3)
        finally:
            self._mine.busy = False

    def writable(self) -> bool:
        """Return True."""
        return True

    def flush(self) -> None:
        """Flush what went through. A line without its end waits for it, or for the end of the program."""
        if self._ending:
            self.drain()
        self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_stream"], name)

    def fileno(self) -> int:
        """Return the descriptor of the stream behind."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Return False: nobody looks at a record as it is printed."""
        return False

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream behind."""
        return self._stream.encoding


def _is_logging(frame: FrameType | None) -> bool:
    """Whether `logging` itself prints. What calls `print` from C, as `atexit` does, has no frame."""
    return frame is not None and frame.f_globals.get("__name__") == "logging"
