"""Forks, the end of the process, and signals: what handlers have to hear of."""

from __future__ import annotations

import os
import signal
import threading
import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

    from veilfold._handler import Handler
    from veilfold._prints import Prints

handlers: weakref.WeakSet[Handler] = weakref.WeakSet()
prints: weakref.WeakSet[Prints] = weakref.WeakSet()

_watched = False


def something_waits() -> None:
    """Make sure that no end of a process of which Python is told leaves lines queued, held or half printed.

    `logging.shutdown` drains the queues of an ordinary end. Processes of `multiprocessing` end without it
    before Python 3.13, and with finalizers of their own.
    """
    global _watched  # noqa: PLW0603 - once a process
    if _watched:
        return
    _watched = True
    from multiprocessing import process, util  # noqa: PLC0415 - only who has a queue pays for it

    util.register_after_fork(handlers, _finalize)
    if process.parent_process() is not None:
        _finalize()


def _finalize(_: object = None) -> None:
    from multiprocessing import util  # noqa: PLC0415 - only who has a queue pays for it

    # Later than the finalizers of the application, which may log.
    util.Finalize(None, drain, exitpriority=-100)


def drain() -> None:
    """Write what was printed without a line end, what waits in all queues, and what is held back."""
    for printed in list(prints):
        printed.drain()
    for handler in list(handlers):
        handler.flush()


class Termination:
    """Writes what waits or is held when SIGTERM ends the process: its default action would leave it.

    Where the application, or its server, has an own handler for the signal, ours is not there.
    """

    def __init__(self) -> None:
        self._installed = False
        if threading.current_thread() is not threading.main_thread():
            return
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, self._end)
            self._installed = True

    def remove(self) -> None:
        """Put the default action back, where nobody has replaced ours."""
        main = threading.current_thread() is threading.main_thread()
        if self._installed and main and signal.getsignal(signal.SIGTERM) == self._end:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def _end(self, number: int, _frame: FrameType | None) -> Any:
        drain()
        # The parent is to see the signal, as it would have without us.
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


def _before_fork() -> None:
    for handler in list(handlers):
        handler._forking()  # noqa: SLF001 - the same package


def _in_parent() -> None:
    for handler in list(handlers):
        handler._resume()  # noqa: SLF001 - the same package


def _in_child() -> None:
    for printed in list(prints):
        printed.forked()
    for handler in list(handlers):
        handler._forked()  # noqa: SLF001 - the same package


os.register_at_fork(before=_before_fork, after_in_parent=_in_parent, after_in_child=_in_child)
