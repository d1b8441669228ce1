"""Whether the log files of this process are kept as they should be."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veilfold._handler import SinkStats

Status = Literal["healthy", "warning", "critical"]

#: Shares of a filesystem: from here on a full disk is near, or there.
LITTLE_FREE = 0.20
TOO_FULL = 0.90
DAY = 86_400


class RotationStatus(NamedTuple):
    """The state of the log files of a process: what Prometheus, or a health check, wants to know."""

    #: "critical": a file cannot be written or rotated, or the disk is more than 90 % full. "warning": less
    #: than 20 % is free, or a file has outlived its retention.
    status: Status
    #: Bytes of the log files, and of what was put aside from them.
    bytes: int
    #: Age in seconds of the oldest of them, by its last line; 0.0 where there is none.
    oldest_seconds: float
    #: Bytes free for this process on the filesystem that has the fewest.
    free_bytes: int
    #: Why the status is not "healthy"; empty where it is.
    reasons: tuple[str, ...]


def rotation_status(
    rows: Sequence[SinkStats], retention_days: int = 0, *, now: float | None = None
) -> RotationStatus:
    """Judge the files among some sinks. `now` is in seconds since the epoch; None is the present."""
    present = time.time() if now is None else now
    critical: list[str] = []
    warning: list[str] = []
    total, oldest = 0, 0.0
    free: int | None = None
    for row in rows:
        if row.sink in {"stdout", "stderr"} or row.sink.startswith(("<", "syslog ")):
            continue
        path = Path(row.sink)
        if row.failing:
            critical.append(f"{path}: cannot be written: {row.failing}")
        if row.rotation_failing:
            critical.append(f"{path}: cannot be rotated: {row.rotation_failing}")
        for file in _files(path):
            try:
                stat = file.stat()
            except OSError:  # Compressed or deleted meanwhile.
                continue
            total += stat.st_size
            age = max(present - stat.st_mtime, 0.0)
            oldest = max(oldest, age)
            # A day's grace: old files are looked through once an hour, by a process that logs.
            if retention_days and file != path and age > (retention_days + 1) * DAY:
                warning.append(f"{file}: is older than {retention_days} days")
        room, full, near = _disk(path.parent)
        free = room if free is None else min(free, room)
        critical += full
        warning += near
    status: Status = "critical" if critical else "warning" if warning else "healthy"
    return RotationStatus(status, total, oldest, free or 0, tuple(dict.fromkeys(critical + warning)))


def _disk(directory: Path) -> tuple[int, list[str], list[str]]:
    """Return the bytes free in a directory, and what is critical or worth a warning about that."""
    try:
        usage = shutil.disk_usage(directory)
    except OSError as error:
        return 0, [f"{directory}: {error.strerror}"], []
    share = usage.free / usage.total if usage.total else 1.0
    if share < 1 - TOO_FULL:
        return usage.free, [f"{directory}: the disk is more than 90 % full"], []
    return usage.free, [], [f"{directory}: less than 20 % of the disk is free"] if share < LITTLE_FREE else []


def _files(path: Path) -> list[Path]:
    """Return the live file and those beside it that were put aside from it."""
    try:
        beside = [p for p in path.parent.iterdir() if p.name.startswith((f"{path.name}.", f"{path.name}-"))]
    except OSError:
        beside = []
    return [path, *beside]
