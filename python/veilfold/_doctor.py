"""`veilfold doctor`: canary secrets through every logger and handler of a running configuration.

Handlers are held back while it looks: a canary is formatted as it would be, and goes nowhere.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import logging
import logging.handlers
import runpy
import secrets
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veilfold import _native

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Handlers that let out the text that they format. All others are taken to pass the record itself on.
WRITERS = (
    _native.Emitter,
    logging.StreamHandler,
    logging.handlers.SysLogHandler,
    logging.handlers.SMTPHandler,
    logging.handlers.NTEventLogHandler,
)
SETUP = "call veilfold.setup() after logging is configured, or start the program with `veilfold run --`"


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with a logging configuration, and the line that mends it.

    `kind`: "leak" (a secret gets out), "detached" (records do not reach veilfold), "silent" (records reach
    nothing) or "locals" (local variables of frames are shown, whatever they hold).
    """

    kind: str
    logger: str
    handler: str
    problem: str
    remedy: str


def doctor() -> list[Finding]:
    """Return what is wrong with the logging of this process. Empty when nothing is.

    Sends records at level CRITICAL through the loggers; no handler writes meanwhile. Not to be called while
    other threads log: their records would be held back too.
    """
    return _Look().findings()


class _Look:
    def __init__(self) -> None:
        self._root = logging.getLogger()
        known = [
            logger
            for _, logger in sorted(self._root.manager.loggerDict.items())
            if isinstance(logger, logging.Logger)
        ]
        # A logger without anything of its own is as its parent; one stands for all of them.
        self.loggers = [
            self._root,
            *(logger for logger in known if logger.handlers or not logger.propagate or logger.disabled),
        ]
        self.handlers = {id(handler): handler for logger in self.loggers for handler in logger.handlers}
        if logging.lastResort is not None:
            self.handlers[id(logging.lastResort)] = logging.lastResort
        #: Routes by which a canary got out, by logger and handler.
        self._leaks: dict[tuple[str, str], list[str]] = {}

    def findings(self) -> list[Finding]:
        found = []
        with self._held_back(), _sentry_held_back() as envelopes:
            for logger in self.loggers:
                self._try(logger, envelopes)
        for (name, handler), routes in self._leaks.items():
            problem = f"secrets get out: {', '.join(dict.fromkeys(routes))}"
            remedy = f"{SETUP}: protect=True cleans records for every handler"
            found.append(Finding("leak", name, handler, problem, remedy))
        found += [finding for logger in self.loggers for finding in self._reach(logger)]
        return [*found, *_celery(self._root), *_locals(list(self.handlers.values()))]

    @contextlib.contextmanager
    def _held_back(self) -> Iterator[None]:
        self._route, self._token, self._origin = "", "", ""
        for handler in self.handlers.values():
            handler.emit = self._capture(handler)  # type: ignore[method-assign]
        try:
            yield
        finally:
            for handler in self.handlers.values():
                handler.__dict__.pop("emit", None)

    def _capture(self, handler: logging.Handler) -> Any:
        def emit(record: logging.LogRecord) -> None:
            try:
                seen = handler.format(record)
            except Exception as error:
                seen = str(error)
            if not isinstance(handler, WRITERS):
                seen += _raw(record)
            if self._token in seen:
                self._leaks.setdefault((self._origin, describe(handler)), []).append(self._route)

        return emit

    def _try(self, logger: logging.Logger, envelopes: list[bytes]) -> None:
        self._origin = logger.name
        for route, record, token in _canaries(logger.name):
            self._route, self._token = route, token
            envelopes.clear()
            logger.handle(record)
            if any(token.encode() in envelope for envelope in envelopes):
                self._leaks.setdefault((logger.name, "Sentry"), []).append(route)

    def _reach(self, origin: logging.Logger) -> list[Finding]:
        """Say whether the records of a logger reach veilfold."""
        if origin.disabled:
            problem = "the logger is disabled: a dictConfig or fileConfig has disabled existing loggers"
            remedy = "configure with disable_existing_loggers=False"
            return [Finding("silent", origin.name, "", problem, remedy)]
        handlers: list[logging.Handler] = []
        logger: logging.Logger | None = origin
        while logger is not None:
            handlers += logger.handlers
            logger = logger.parent if logger.propagate else None
        if any(isinstance(handler, _native.Emitter) for handler in handlers):
            return []
        if origin is not self._root and not handlers:
            # Whoever does this wants no records.
            return []
        if origin is not self._root and origin.propagate:
            # Said of the root logger, or of the one where propagation ends.
            return []
        names = ", ".join(describe(handler) for handler in origin.handlers)
        if origin is self._root:
            return [Finding("detached", "root", names, "the root logger has no handler of veilfold's", SETUP)]
        problem = "its records do not reach veilfold: it does not propagate"
        return [Finding("detached", origin.name, names, problem, _attach(origin.name))]


def _attach(name: str) -> str:
    server = name.split(".", maxsplit=1)[0]
    if server == "uvicorn":
        return "uvicorn.run(app, log_config=None), or start it with `veilfold run -- uvicorn ...`"
    if server == "gunicorn":
        return "start it with `veilfold run -- gunicorn ...`"
    get = f"logging.getLogger({name!r})"
    return f"{get}.handlers.clear(); {get}.propagate = True"


def _canaries(logger: str) -> Iterator[tuple[str, logging.LogRecord, str]]:
    """Make a record a route, each with a secret of its own."""

    def record(message: str, *args: object, info: Any = None, **extra: Any) -> logging.LogRecord:
        made = logging.LogRecord(logger, logging.CRITICAL, __file__, 0, message, args, info, "doctor")
        made.__dict__.update(extra)
        return made

    token = _token()
    yield "message", record(f"password={token}"), token
    token = _token()
    yield "argument", record("token=%s", token), token
    token = _token()
    yield "extra field", record("canary", password=token), token
    token = _token()
    yield "nested value", record("canary", request={"headers": {"authorization": f"Bearer {token}"}}), token
    token = _token()
    yield "URL", record("GET %s", f"https://user:{token}@db.example/x"), token
    token = _token()
    try:
        try:
            raise ValueError(f"api_key={token}")  # noqa: TRY301 - a chain is what is tried
        except ValueError as error:
            raise RuntimeError("canary") from error
    except RuntimeError:
        yield "exception", record("canary", info=sys.exc_info()), token


def _token() -> str:
    return f"vf{secrets.token_hex(12)}"


def _raw(record: logging.LogRecord) -> str:
    """Return everything that a handler can take from a record but for frames."""
    parts = [str(record.msg), repr(record.args)]
    parts += [repr(value) for key, value in vars(record).items() if key not in {"exc_info", "msg", "args"}]
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    while error is not None:
        parts += [str(error), repr(error.args)]
        error = error.__cause__ or error.__context__
    return "\n".join(parts)


def describe(handler: logging.Handler) -> str:
    """Name a handler by its class and what it writes to."""
    if isinstance(handler, _native.Emitter):
        rows = handler._stats()  # noqa: SLF001 - the same package
        return f"{type(handler).__name__}({', '.join(row[0] for row in rows)})"
    target = getattr(handler, "baseFilename", None)
    stream = getattr(handler, "stream", None)
    if target is None and stream is not None:
        target = str(getattr(stream, "name", type(stream).__name__)).strip("<>")
    return f"{type(handler).__name__}({target or handler.name or ''})"


@contextlib.contextmanager
def _sentry_held_back() -> Iterator[list[bytes]]:
    """Catch what Sentry would send, where it is in use."""
    envelopes: list[bytes] = []
    client = _sentry_client()
    transport = getattr(client, "transport", None)
    if transport is None:
        yield envelopes
        return
    transport.capture_envelope = lambda envelope: envelopes.append(envelope.serialize())
    try:
        yield envelopes
    finally:
        transport.__dict__.pop("capture_envelope", None)


def _sentry_client() -> Any:
    sdk = sys.modules.get("sentry_sdk")
    return sdk.get_client() if sdk is not None and hasattr(sdk, "get_client") else None


def _celery(root: logging.Logger) -> list[Finding]:
    """Say that a Celery worker will take the root logger's handlers away, where it will."""
    state = sys.modules.get("celery._state")
    # Under `veilfold run` the handler is held where it is.
    if state is None or logging.Logger.addHandler.__module__ == "veilfold._run":
        return []
    problem = "Celery's worker empties the root logger's handlers when it starts"
    return [
        Finding(
            "detached",
            root.name,
            f"Celery app {app.main or ''}".strip(),
            problem,
            "app.conf.worker_hijack_root_logger = False",
        )
        for app in state._get_active_apps()  # noqa: SLF001 - there is no public list
        if app.main and app.conf.worker_hijack_root_logger
    ]


def _locals(handlers: Sequence[logging.Handler]) -> list[Finding]:
    """Name what shows the local variables of frames: no redaction knows them all."""
    found = []
    options = getattr(_sentry_client(), "options", None) or {}
    problem = "local variables of every frame go out with an exception"
    if options.get("dsn") and options.get("include_local_variables", True):
        found.append(
            Finding("locals", "", "Sentry", problem, "sentry_sdk.init(..., include_local_variables=False)")
        )
    found += [
        Finding("locals", "", describe(handler), problem, "RichHandler(tracebacks_show_locals=False)")
        for handler in handlers
        if getattr(handler, "tracebacks_show_locals", False)
    ]
    loguru = getattr(sys.modules.get("loguru"), "logger", None)
    sinks = getattr(getattr(loguru, "_core", None), "handlers", {}).values()
    if any(getattr(getattr(sink, "_exception_formatter", None), "_diagnose", False) for sink in sinks):
        found.append(Finding("locals", "", "loguru", problem, "logger.add(..., diagnose=False)"))
    structlog = sys.modules.get("structlog")
    for processor in structlog.get_config()["processors"] if structlog is not None else []:
        if getattr(getattr(processor, "format_exception", None), "show_locals", False):
            remedy = "structlog.tracebacks.ExceptionDictTransformer(show_locals=False)"
            found.append(Finding("locals", "", "structlog", problem, remedy))
    return found


def main(argv: Sequence[str]) -> int:
    """Run the command: 0 nothing found, 1 findings, 2 a target that cannot be used."""
    parser = argparse.ArgumentParser(
        prog="veilfold doctor",
        description="Send canary secrets through every logger and handler that TARGET configures, and "
        "say what leaks, what is detached, what shows local variables, and the line that mends it. Nothing "
        "is written or sent meanwhile.",
        epilog="Examples: veilfold doctor shop.logs:configure | veilfold doctor shop.settings | veilfold "
        "doctor configure_logging.py. In a running process: veilfold.doctor(). Exit status: 0 nothing found, "
        "1 findings, 2 TARGET cannot be used.",
    )
    parser.add_argument(
        "target", help="module:callable, a module, or a script that configures logging and ends"
    )
    parser.add_argument("arguments", nargs="*", default=[], help="arguments of a script")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="format of the report")
    try:
        given = parser.parse_args(argv)
    except SystemExit as error:
        return int(error.code or 0)
    sys.path.insert(0, "")
    try:
        # The report has standard output for itself.
        with contextlib.redirect_stdout(sys.stderr):
            _load(given.target, given.arguments)
            look = _Look()
            findings = look.findings()
    except Exception as error:
        sys.stderr.write(f"veilfold doctor: {given.target}: {type(error).__name__}: {error}\n")
        return 2
    if given.format == "json":
        report = {
            "findings": [asdict(finding) for finding in findings],
            "loggers": len(look.loggers),
            "handlers": len(look.handlers),
        }
        sys.stdout.write(json.dumps(report) + "\n")
    else:
        sys.stdout.write(_report(findings, len(look.loggers), len(look.handlers)))
    sys.stdout.flush()
    _name_threads()
    return 1 if findings else 0


def _load(target: str, arguments: Sequence[str]) -> None:
    if Path(target).is_file():
        sys.argv[:] = [target, *arguments]
        with contextlib.suppress(SystemExit):
            runpy.run_path(target, run_name="__main__")
        return
    module, _, function = target.partition(":")
    found: Any = importlib.import_module(module)
    if function:
        for name in function.split("."):
            found = getattr(found, name)
        found()


def _name_threads() -> None:
    """Say which threads of the target this process has to wait for, now that the report is out."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            sys.stderr.write(f"veilfold doctor: waiting for thread {thread.name} of the target\n")


def _report(findings: Sequence[Finding], loggers: int, handlers: int) -> str:
    lines = []
    for finding in findings:
        place = " -> ".join(filter(None, [finding.logger, finding.handler]))
        lines += [f"{finding.kind.upper():9} {place}: {finding.problem}", f"          mend: {finding.remedy}"]
    lines.append(f"{len(findings)} findings in {loggers} loggers and {handlers} handlers")
    return "\n".join(lines) + "\n"
