"""One call that puts everything in place."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

from veilfold import _environment
from veilfold._diskstatus import RotationStatus, rotation_status
from veilfold._fast import Fast
from veilfold._handler import Handler, SinkStats
from veilfold._hooks import Hooks
from veilfold._levels import level_number
from veilfold._life import Termination
from veilfold._prints import Prints
from veilfold._protect import Protection

if TYPE_CHECKING:
    import os
    from types import TracebackType

    from veilfold._redact import PolicyLike

#: Options that say how a line looks, and the environment variable of each.
OPTIONS = {
    "service": "LOG_SERVICE",
    "component": "LOG_COMPONENT",
    "format": "LOG_FORMAT",
    "schema": "LOG_SCHEMA",
    "group": "LOG_GROUP",
    "extras_key": "LOG_CONTEXT_KEY",
    "precision": "LOG_TIMESTAMP_PRECISION",
}

#: A text of a record that is longer is cut, unless LOG_MAX_FIELD_BYTES or `max_field_bytes` says otherwise.
MAX_FIELD_BYTES = 8192


class Setup:
    """What `setup` put in place. Close it, or leave its `with` block, and everything is as before."""

    def __init__(
        self,
        handler: Handler,
        level: int,
        *,
        hooks: bool,
        protect: bool,
        keeps_lines: bool,
        capture_prints: bool,
        fast: bool,
        level_names: dict[int, str],
    ) -> None:
        root = logging.getLogger()
        self.handler = handler
        self._level_before = root.level
        self._level = level
        self._open = True
        root.addHandler(handler)
        root.setLevel(level)
        self._hooks = Hooks(handler) if hooks else None
        self._protection = Protection(handler) if protect else None
        self._fast = Fast(self._protection) if fast else None
        self._termination = Termination() if keeps_lines else None
        self._prints = Prints() if capture_prints else None
        self._level_names = _name_levels(level_names)

    def stats(self) -> list[SinkStats]:
        """Return what became of the records, by sink."""
        return self.handler.stats()

    def rotation_status(self) -> RotationStatus:
        """Return whether the log files are kept as they should be, and the disk has room for more."""
        return rotation_status(self.stats(), _environment.number("LOG_RETENTION_DAYS", 30))

    def close(self) -> None:
        """Take back handler, level and hooks. A second call does nothing."""
        if not self._open:
            return
        self._open = False
        if self._prints:
            self._prints.remove()
        _name_levels(self._level_names)
        if self._fast:
            self._fast.remove()
        if self._protection:
            self._protection.remove()
        if self._hooks:
            self._hooks.remove()
        root = logging.getLogger()
        # Not by removeHandler, which `veilfold run` keeps from taking ours away.
        if self.handler in root.handlers:
            root.handlers.remove(self.handler)
        if root.level == self._level:
            root.setLevel(self._level_before)
        self.handler.close()
        if self._termination:
            self._termination.remove()

    def __enter__(self) -> Setup:  # noqa: PYI034 - `Self` is not in typing before 3.11
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Setup {self.handler!r}>" if self._open else "<Setup closed>"


_current: Setup | None = None


def setup(
    *,
    service: str | None = None,
    component: str | None = None,
    level: int | str | None = None,
    format: str | None = None,  # noqa: A002 - the name that everybody knows
    schema: str | None = None,
    sink: Any = None,
    directory: str | os.PathLike[str] | None = None,
    policy: PolicyLike = None,
    group: str | None = None,
    protect: bool = True,
    hooks: bool = True,
    fast: bool = True,
    asynchronous: bool | None = None,
    queue_size: int | None = None,
    queue_policy: str | None = None,
    dedup: float | None = None,
    capture_prints: bool | None = None,
    extras_key: str | None = None,
    precision: str | None = None,
    max_field_bytes: int | None = None,
    snake_case: bool | None = None,
    **options: Any,
) -> Setup:
    """Log everything in this process through veilfold. A second call replaces the first.

    An argument wins over its environment variable; both may be left out.

    - `service`, `component`: fields of every line (LOG_SERVICE or OTEL_SERVICE_NAME, LOG_COMPONENT).
    - `level`: lowest level that is logged (LOG_LEVEL; INFO).
    - `format`: "json", "text" or "console" (LOG_FORMAT, LOG_CONSOLE_FORMAT; json, and console with
      APP_ENV=development).
    - `schema`: "veilfold", "ecs", "otel" or "gcp" (LOG_SCHEMA).
    - `sink`: "stdout", "stderr", a path, a `File`, a `Syslog`, an object with `write`, or a list of these
      (LOG_FILE, and LOG_AGGREGATION_* for a syslog daemon; stdout).
    - `directory`: app.log, error.log, access.log and audit/audit.log are written there too, rotated and
      kept as the LOG_* variables say (LOG_DIR, where `sink` is not given; none).
    - `policy`: what is secret: a `Policy`, the path of a TOML file, a profile's name, a dict
      (REDACT_RULES_FILE, or REDACT_PROFILE, REDACT_FIELDS and REDACT_PATTERNS; the default profile).
    - `group`: which records get a group id: "all", "errors" or "off" (LOG_GROUP; errors).
    - `dedup`: at most one line a group in so many seconds, with `repeat_count` (LOG_DEDUP; 0, which is off).
    - `protect`: hide secrets from all other handlers too, and from Sentry, which is started where SENTRY_DSN
      is set. `hooks`: log uncaught exceptions.
    - `fast`: loggers write the line without making a `LogRecord` where none but veilfold's handlers would see
      it; everything else goes the standard way.
    - `asynchronous`: a thread writes the lines (LOG_ASYNC; no). At most `queue_size` lines wait for it
      (LOG_QUEUE_SIZE; 10000), and then `queue_policy` holds: "block", "drop_oldest" or "drop_newest"
      (LOG_QUEUE_POLICY; block). No drop concerns ERROR and above, and each is counted and told in the log.
      What waits is written at exit and on SIGTERM, and lost by SIGKILL, `os._exit` and `os.exec*`.
    - `capture_prints`: lines printed to `sys.stdout` are INFO records of the logger "stdout"
      (LOG_CAPTURE_PRINTS; no).
    - `extras_key`: nest extra fields under this key (LOG_CONTEXT_KEY).
    - `precision` of times: "s", "ms", "us" or "ns" (LOG_TIMESTAMP_PRECISION; ms).
    - `max_field_bytes`: a longer text is cut after it was cleaned, with a mark; stack traces are not, and 0
      is no bound (LOG_MAX_FIELD_BYTES; 8192).
    - `snake_case`: write the names of extra fields in snake case (LOG_SNAKE_CASE_FIELDS; no).
    - `static_fields` (a dict), `rename` (a dict of keys), `caller` and `stacktrace` (booleans).

    Raises ValueError for an unknown level, format, schema or group, `PolicyError` for a policy that is
    refused, and OSError for a file that cannot be opened. Nothing is raised after that.
    """
    global _current  # noqa: PLW0603 - a process has one setup, as it has one root logger
    given = {
        "service": service,
        "component": component,
        "format": format,
        "schema": schema,
        "group": group,
        "extras_key": extras_key,
        "precision": precision,
    }
    options.update(_line_options(given))
    if max_field_bytes is None:
        max_field_bytes = _environment.number("LOG_MAX_FIELD_BYTES", MAX_FIELD_BYTES)
    if snake_case is None:
        snake_case = _environment.flag("LOG_SNAKE_CASE_FIELDS", default=False)
    options.update(max_field_bytes=max_field_bytes, snake_case=snake_case)
    number, refused = _level(level)
    level_names = _environment.level_names()
    if asynchronous is None:
        asynchronous = _environment.flag("LOG_ASYNC", default=False)
    if capture_prints is None:
        capture_prints = _environment.flag("LOG_CAPTURE_PRINTS", default=False)
    if dedup is None:
        dedup = _environment.dedup()
    handler = Handler(
        sink=_sinks(sink, directory, number),
        policy=policy if policy is not None else _environment.policy(),
        asynchronous=asynchronous,
        queue_size=_environment.number("LOG_QUEUE_SIZE", 10_000, least=1)
        if queue_size is None
        else queue_size,
        queue_policy=queue_policy or (_environment.text("LOG_QUEUE_POLICY") or "block").strip().lower(),
        dedup=dedup,
        **options,
    )
    try:
        missing = _sentry(protect=protect)
    except BaseException:
        handler.close()
        raise
    # Everything that can be refused has been: only now does the old setup make room.
    if _current is not None:
        _current.close()
    _current = Setup(
        handler,
        number,
        hooks=hooks,
        protect=protect,
        keeps_lines=asynchronous or dedup > 0,
        capture_prints=capture_prints,
        fast=fast,
        level_names=level_names,
    )
    _warn(refused=refused, missing=missing)
    return _current


def _warn(*, refused: bool, missing: bool) -> None:
    """Say in the log what was asked for and is not done."""
    warnings = _environment.not_ours()
    if refused:
        warnings.append(
            "DEBUG is not logged with APP_ENV=production; LOG_ALLOW_DEBUG_IN_PRODUCTION=true allows it"
        )
    if missing:
        warnings.append("SENTRY_DSN is set, but sentry-sdk is not installed")
    for sentence in warnings:
        logging.getLogger("veilfold").warning(sentence)


def _sentry(*, protect: bool) -> bool:
    """Start Sentry where SENTRY_DSN asks for it, and clean what it sends; return whether it is missing."""
    wanted = _environment.secret("SENTRY_DSN") is not None
    # A program without Sentry does not pay for its import.
    if not wanted and not (protect and "sentry_sdk" in sys.modules):
        return False
    try:
        from veilfold.integrations import sentry  # noqa: PLC0415 - an optional package
    except ImportError:
        return wanted
    sentry.from_environment() if wanted else sentry.attach()
    return False


def _line_options(given: dict[str, str | None]) -> dict[str, str]:
    """Return the options that say how a line looks: those that were given, else the environment's."""
    found = {
        name: value if value is not None else _environment.text(OPTIONS[name])
        for name, value in given.items()
    }
    if found["service"] is None:
        found["service"] = _environment.text("OTEL_SERVICE_NAME")
    if given["format"] is None:
        found["format"] = _environment.format_of_lines()
    return {name: value for name, value in found.items() if value is not None}


def current_handler() -> Handler | None:
    """Return the handler that `setup` has put in place last."""
    return _current.handler if _current is not None else None


def _sinks(sink: Any, directory: str | os.PathLike[str] | None, level: int) -> list[Any]:
    """Return all sinks: those that were given, else the environment's."""
    if directory is None and sink is None:
        directory = _environment.place("LOG_DIR")
    if sink is None:
        daemon = _environment.aggregation()
        sinks = [_environment.place("LOG_FILE") or "stdout", *([daemon] if daemon else [])]
    else:
        sinks = list(sink) if isinstance(sink, (list, tuple)) else [sink]
    return sinks + (_environment.log_files(directory, level) if directory is not None else [])


def _name_levels(names: dict[int, str]) -> dict[int, str]:
    """Give levels these names in the log; return the ones they had."""
    before = {number: logging.getLevelName(number) for number in names}
    for number, name in names.items():
        logging.addLevelName(number, name)
    return before


def _level(level: int | str | None) -> tuple[int, bool]:
    """Return the level's number, and whether DEBUG was asked for where it is not allowed."""
    number = level_number(level if level is not None else _environment.text("LOG_LEVEL") or "INFO")
    production = _environment.app_environment() == "production"
    if logging.NOTSET < number < logging.INFO and production:
        allowed = _environment.flag("LOG_ALLOW_DEBUG_IN_PRODUCTION", default=False)
        return (number, False) if allowed else (logging.INFO, True)
    return number, False


def groups() -> list[dict[str, Any]]:
    """Return what this process knows of every group of records since `setup`, the most frequent first.

    Each is a dict: `group_id`, `template` (or `type@function` of an exception), `sample` (the cleaned
    message of the first record), `level` (the highest), `count`, `first` and `last` (RFC 3339), `minutes`
    (records a minute, the last hour), `resolved` (None, or a dict with `at` and `release`) and `regressions`
    (how often it came back after that). At most 1,024 groups are kept; what the others had counted stands in
    a last entry, `overflow`, so that the counts sum up to the number of records with a group.
    """
    return _current.handler.groups() if _current is not None else []


def resolve(group_id: str, release: str = "") -> bool:
    """Mark a group as mended, by a release or from now on. A record that comes later is a regression.

    With a release, only records of that one or a later one count as such; a process tells its own in
    `static_fields` (`release`, `version` or `service.version`). Returns False for a group that is not known.
    """
    return _current is not None and _current.handler.resolve(group_id, release)
