"""What other people's code prints, as records."""

from __future__ import annotations

import io
import logging
import sys
import threading
from typing import Any

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
        sys.stdout = self

    def remove(self) -> None:
        """Log what was printed without a line end, and put the stream back."""
        rest = getattr(self._mine, "rest", "")
        self._mine.rest = ""
        if rest:
            self._log.info("%s", rest)
        if sys.stdout is self:
            sys.stdout = self._stream

    def write(self, text: str, /) -> int:
        """Log the lines that `text` completes."""
        mine = self._mine
        # logging's own output would come back as a record of a record.
        if getattr(mine, "busy", False) or sys._getframe(1).f_globals.get("__name__") == "logging":  # noqa: SLF001
            return self._stream.write(text)
        *lines, mine.rest = (getattr(mine, "rest", "") + text).split("\n")
        mine.busy = True
        try:
            for line in lines:
                if line.strip():
                    # As an argument: a percent sign in it is only that.
                    self._log.info("%s", line, stacklevel=2)
        finally:
            mine.busy = False
        return len(text)

    def writable(self) -> bool:
        """Return True."""
        return True

    def flush(self) -> None:
        """Flush what went through. A line without its end waits for it."""
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
