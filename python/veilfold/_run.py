"""`veilfold run -- CMD`: a program as it is, its logs redacted.

The command becomes the program (`exec`), so signals and exit status are the program's own. What it needs is
in the environment: `_startup/sitecustomize.py` calls `instrument` in every interpreter that it starts.

From then on our handler stands on the root logger and stays there, and every handler that writes to the
console, whoever adds it and when, is replaced by a `Relay` to ours. All other handlers stay, and get cleaned
records.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veilfold import _environment, _native
from veilfold._setup import current_handler, setup

if TYPE_CHECKING:
    from collections.abc import Sequence

STARTUP = Path(__file__).with_name("_startup")

#: Options of the command, and the variables that they set.
OPTIONS = {
    "service": "LOG_SERVICE",
    "level": "LOG_LEVEL",
    "log-format": "LOG_FORMAT",
    "sink": "LOG_FILE",
    "dir": "LOG_DIR",
    "policy": "REDACT_RULES_FILE",
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of `veilfold run`."""
    found = argparse.ArgumentParser(
        prog="veilfold run",
        description="Run a Python program, unchanged, with its logs redacted.",
        epilog="Examples: veilfold run -- gunicorn shop.wsgi | veilfold run --service shop -- python "
        "manage.py runserver. Everything that setup() reads from the environment holds too. Lines go to "
        "standard error unless --sink or --dir says otherwise. The interpreter that CMD starts must have "
        "veilfold installed, and must not run with -E or -I.",
    )
    found.add_argument("--service", help="`service` of every line (LOG_SERVICE)")
    found.add_argument("--level", help="lowest level that is logged (LOG_LEVEL)")
    found.add_argument("--log-format", help="json, text or console (LOG_FORMAT)")
    found.add_argument("--sink", help="stdout, stderr or a file (LOG_FILE)")
    found.add_argument(
        "--dir", help="directory for app.log, error.log, access.log, audit/audit.log (LOG_DIR)"
    )
    found.add_argument("--policy", help="policy file (REDACT_RULES_FILE)")
    found.add_argument(
        "command", nargs=argparse.REMAINDER, metavar="-- CMD", help="the program and its arguments"
    )
    return found


def main(argv: Sequence[str]) -> int:
    """Become the program that `argv` names. Returns only where that is impossible: 2, or 127 or 126."""
    try:
        given = parser().parse_args(argv)
    except SystemExit as error:
        return int(error.code or 0)
    command = given.command[1:] if given.command[:1] == ["--"] else given.command
    if not command:
        parser().print_usage(sys.stderr)
        sys.stderr.write("veilfold run: which program? write it after --\n")
        return 2
    for option, variable in OPTIONS.items():
        value = getattr(given, option.replace("-", "_"))
        if value is not None:
            os.environ[variable] = value
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(STARTUP), before]))
    os.environ["VEILFOLD_RUN_PID"] = str(os.getpid())
    if shutil.which(command[0]) is None:
        python = f"; a script needs its Python: veilfold run -- python {' '.join(command)}"
        hint = python if command[0].endswith(".py") else ""
        sys.stderr.write(f"veilfold run: {command[0]}: no such program{hint}\n")
        return 127
    try:
        os.execvp(command[0], command)  # noqa: S606 - that is what was asked for
    except OSError as error:
        sys.stderr.write(f"veilfold run: {command[0]}: {error.strerror}\n")
        return 126


def instrument() -> None:
    """Set logging up in a program that knows nothing of it, and hold it there."""
    try:
        given = os.environ.get("LOG_FILE") or os.environ.get("LOG_DIR")
        daemon = _environment.aggregation()
        setup(sink=None if given else ["stderr", *([daemon] if daemon else [])])
        Hold()
    except Exception as error:
        # Whatever it is: the interpreter would pass over it, and the program would run in the open.
        sys.stderr.write(f"veilfold run: {error}\n")
        sys.stderr.flush()
        os._exit(2)


class Relay(_native.Emitter, logging.Handler):
    """Stands where a console handler of the program stood, and passes records on to ours.

    Level, filters and everything else are those of the handler that it stands for.
    """

    def __init__(self, logger: logging.Logger, original: logging.Handler) -> None:
        logging.Handler.__init__(self)
        self._logger = logger
        self._original = original

    def handle(self, record: logging.LogRecord) -> bool:
        """Pass the record on, unless it gets to our handler on the root logger by itself."""
        original, target = self._original, current_handler()
        if target is None or record.levelno < original.level or self._reaches(target):
            return False
        kept: Any = original.filter(record)
        if not kept:
            return False
        return bool(target.handle(kept if isinstance(kept, logging.LogRecord) else record))

    def _reaches(self, target: logging.Handler) -> bool:
        logger: logging.Logger | None = self._logger
        while logger is not None:
            if target in logger.handlers:
                return True
            logger = logger.parent if logger.propagate else None
        return False

    def stands_for(self, handler: logging.Handler) -> bool:
        """Whether `handler` is the one that this one replaced."""
        return self._original is handler

    def __getattr__(self, name: str) -> Any:
        # Marks that a program left on its handler, to find it again.
        return getattr(self.__dict__["_original"], name)


class Hold:
    """Keeps our handler in place, whatever the program does to the handlers of its loggers.

    Which one is ours is asked each time: the program may call `veilfold.setup` itself.
    """

    def __init__(self) -> None:
        self._add = logging.Logger.addHandler
        self._remove = logging.Logger.removeHandler
        hold = self

        def add_handler(self: logging.Logger, hdlr: logging.Handler) -> None:
            hold.add(self, hdlr)

        def remove_handler(self: logging.Logger, hdlr: logging.Handler) -> None:
            hold.remove(self, hdlr)

        logging.Logger.addHandler = add_handler  # type: ignore[method-assign]
        logging.Logger.removeHandler = remove_handler  # type: ignore[method-assign]
        # A root logger that lost ours in another way (Celery empties the list) has it for its last resort.
        logging.lastResort = current_handler()

    def add(self, logger: logging.Logger, handler: logging.Handler) -> None:
        """Add `handler`, or what stands for it."""
        ours = current_handler()
        if ours is None or not is_console(handler):
            self._add(logger, handler)
        elif logger is logging.getLogger():
            # The level of a root console is what the program wants to see.
            ours.setLevel(handler.level)
            self._add(logger, ours)
        elif not any(isinstance(known, Relay) and known.stands_for(handler) for known in logger.handlers):
            self._add(logger, Relay(logger, handler))

    def remove(self, logger: logging.Logger, handler: logging.Handler) -> None:
        """Remove `handler`, or what stands for it; never ours."""
        if handler is current_handler():
            return
        for known in logger.handlers:
            if known is handler or (isinstance(known, Relay) and known.stands_for(handler)):
                self._remove(logger, known)
                return


def is_console(handler: logging.Handler) -> bool:
    """Whether a handler writes to this process's standard output or standard error."""
    if not isinstance(handler, logging.StreamHandler) or isinstance(handler, logging.FileHandler):
        return False
    stream = getattr(handler, "stream", None)
    if stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        return True
    try:
        return stream is not None and stream.fileno() in (1, 2)
    except Exception:
        return False
