"""Events of several services through one object, and the latest of them."""

from __future__ import annotations

import json
import logging
from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from veilfold import _native
from veilfold._contextlogger import safe_fields
from veilfold._levels import level_number
from veilfold._redact import as_policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from veilfold._redact import PolicyLike


class LoggingService:
    """Logs events of services, and keeps the latest ones in memory, redacted.

        service = LoggingService()
        await service.log_event(level="INFO", service="scanner", message="scan done", event_id="7")
        latest = await service.get_recent_logs(limit=1)

    An event goes through the logger of its service's name, as any record. `keep` events are kept; `policy`
    is that of what is kept (the handlers have their own). Every method has a twin for code that is not
    asynchronous: `log_event_sync`, `get_recent_logs_sync`. None of them waits for anything.
    """

    def __init__(self, *, keep: int = 1_000, policy: PolicyLike = None) -> None:
        compiled = as_policy(policy)
        self._recent: deque[dict[str, Any]] = deque(maxlen=keep)
        self._engine: Callable[[str], _native.Engine] = lru_cache(64)(
            lambda service: _native.Engine(compiled, service=service)
        )

    async def log_event(
        self, *, level: int | str = "INFO", service: str = "app", message: str = "", **fields: Any
    ) -> None:
        """Log an event with `fields`. Raises ValueError for an unknown level."""
        self._event(level, service, message, fields)

    def log_event_sync(
        self, *, level: int | str = "INFO", service: str = "app", message: str = "", **fields: Any
    ) -> None:
        """Log an event with `fields`. Raises ValueError for an unknown level."""
        self._event(level, service, message, fields)

    async def get_recent_logs(self, limit: int = 100) -> list[dict[str, Any]]:
        """Return the latest events, newest first: dicts as the line of each."""
        return self.get_recent_logs_sync(limit)

    def get_recent_logs_sync(self, limit: int = 100) -> list[dict[str, Any]]:
        """Return the latest events, newest first: dicts as the line of each."""
        # One step, which no other thread gets into.
        recent = list(self._recent)
        return [dict(event) for event in recent[::-1][: max(limit, 0)]]

    def _event(self, level: int | str, service: str, message: str, fields: dict[str, Any]) -> None:
        number = level_number(level)
        logger = logging.getLogger(service)
        path, line, function, _ = logger.findCaller(stacklevel=3)
        extra = safe_fields(fields)
        record = logger.makeRecord(service, number, path, line, message, (), None, function, extra)
        # Before any other handler, which may change the record.
        self._recent.append(json.loads(self._engine(service).format(record)))
        if logger.isEnabledFor(number):
            record.service = service
            logger.handle(record)
