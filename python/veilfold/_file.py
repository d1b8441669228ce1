"""Log files: which records they take, how large they grow, how long they stay."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veilfold._levels import level_number
from veilfold._native import Engine
from veilfold._redact import PolicyLike, as_policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Loggers of HTTP servers whose records are one line a request.
ACCESS_LOGGERS = (
    "access",
    "aiohttp.access",
    "django.server",
    "gunicorn.access",
    "hypercorn.access",
    "sanic.access",
    "uvicorn.access",
    "veilfold.access",
    "werkzeug",
)
#: Loggers of who did what, for auditors.
AUDIT_LOGGERS = ("audit", "veilfold.audit")

_COUNTS = ("max_bytes", "backup_count", "max_total_bytes", "retention_days", "archive_retention_days")


@dataclass(frozen=True)
class File:
    """A log file, as a sink of `Handler` or `setup`.

    - `path`: the file; it and its directory are created where missing.
    - `level`, `below`: takes records from `level` on, and below `below` (names or numbers).
    - `loggers`, `except_loggers`: takes records of these loggers and their children only; of all but these.
    - `max_bytes`: the file is put aside before a line would make it larger; 0 is no bound.
    - `daily`: the file is put aside when the day changes, in UTC.
    - `compress`: files put aside are compressed with gzip, in the background.
    - `backup_count`, `max_total_bytes`: how many, and how many bytes of them, stay; 0 is no bound.
    - `retention_days`: then they move to `archive`, or are deleted where that is None; 0 is for ever.
    - `archive_retention_days`: days until they are deleted from the archive, counted from the last line
      as well; 0 is for ever.
    - `sync`: a line counts as written when it is on the disk (fdatasync), and not before.
    - `sequence`: lines end with `audit_process` and `audit_sequence`, which counts them in this process from
      1, so that one that is missing can be told.
    - `policy`: what is hidden in this file, in place of the handler's policy.
    - `mode`, `directory_mode`: permissions of what is created, less the process's umask.

    A file that is put aside is named `app.log.2026-11-29T13-30-00.123Z`, and ends with `.gz` once it is
    compressed. Any number of processes may write to one file. Raises ValueError for an unknown level, a
    negative number, or an archive that is the file's own directory.
    """

    path: str | os.PathLike[str]
    level: int | str = logging.NOTSET
    below: int | str | None = None
    loggers: Sequence[str] = ()
    except_loggers: Sequence[str] = ()
    max_bytes: int = 0
    daily: bool = False
    compress: bool = True
    backup_count: int = 0
    max_total_bytes: int = 0
    retention_days: int = 0
    archive: str | os.PathLike[str] | None = None
    archive_retention_days: int = 0
    sync: bool = False
    sequence: bool = False
    policy: PolicyLike = None
    mode: int = 0o640
    directory_mode: int = 0o750

    def __post_init__(self) -> None:
        """Check what only the operating system would refuse, later."""
        level_number(self.level)
        if self.below is not None:
            level_number(self.below)
        for name in _COUNTS:
            value = getattr(self, name)
            if not isinstance(value, int) or value < 0:
                raise ValueError(f"{name} is a number from 0, not {value!r}")
        if self.archive is not None and Path(self.archive).resolve() == Path(self.path).parent.resolve():
            raise ValueError(f"archive {os.fspath(self.archive)!r} is the directory of the log file itself")

    def parts(self, lines: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return path and options, as the native half takes them; `lines` are the options of an engine."""
        options = {field.name: getattr(self, field.name) for field in fields(self)}
        policy = options.pop("policy")
        if policy is not None:
            options["engine"] = Engine(as_policy(policy), **lines)
        options["level"] = level_number(self.level)
        if self.below is not None:
            options["below"] = level_number(self.below)
        for name in ("loggers", "except_loggers"):
            options[name] = list(options[name])
        # A process that changes its directory later means the place of now, as with logging.FileHandler.
        if self.archive is not None:
            options["archive"] = os.path.abspath(self.archive)  # noqa: PTH100 - links stay as they are
        return os.path.abspath(options.pop("path")), options  # noqa: PTH100
