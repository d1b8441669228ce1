"""A logger with fields of its own."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

from veilfold._levels import level_number

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What `logging` refuses as an extra field, since a record has it already.
RESERVED = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
#: Keywords of log methods, which are no fields.
OPTIONS = ("exc_info", "stack_info", "stacklevel")


def safe_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as `extra` takes them: one that a record has already is renamed to `ctx_<name>`."""
    return {f"ctx_{name}" if name in RESERVED else name: value for name, value in fields.items()}


class ContextLogger:
    """Logs with fixed fields, and with fields as keyword arguments.

        log = ContextLogger(logging.getLogger(__name__), {"user_id": 17})
        log.info("item processed", item_id=4, action="process_item")

    A field of the call wins over one of the context. A name that a LogRecord has already (`name`, `args`,
    `message`, ...) becomes `ctx_<name>`. `exc_info`, `stack_info` and `stacklevel` are those of `logging`.
    Raises nothing that `logging` does not.
    """

    def __init__(self, logger: logging.Logger, context: Mapping[str, Any] | None = None) -> None:
        self._logger = logger
        self._context = dict(context or {})

    @property
    def logger(self) -> logging.Logger:
        """The logger beneath."""
        return self._logger

    @property
    def context(self) -> dict[str, Any]:
        """A copy of the fixed fields."""
        return dict(self._context)

    def bind(self, **fields: Any) -> ContextLogger:
        """Return a logger with more fixed fields; this one stays as it is."""
        return ContextLogger(self._logger, {**self._context, **fields})

    def debug(self, message: object, /, *args: object, **fields: Any) -> None:
        """Log at DEBUG."""
        self._log(logging.DEBUG, message, args, fields)

    def info(self, message: object, /, *args: object, **fields: Any) -> None:
        """Log at INFO."""
        self._log(logging.INFO, message, args, fields)

    def warning(self, message: object, /, *args: object, **fields: Any) -> None:
        """Log at WARNING."""
        self._log(logging.WARNING, message, args, fields)

    def error(self, message: object, /, *args: object, **fields: Any) -> None:
        """Log at ERROR, with the exception that is being handled, if there is one."""
        self._log(logging.ERROR, message, args, {"exc_info": sys.exc_info()[1], **fields})

    def exception(self, message: object, /, *args: object, **fields: Any) -> None:
        """Log at ERROR, as `error` does."""
        self._log(logging.ERROR, message, args, {"exc_info": sys.exc_info()[1], **fields})

    def critical(self, message: object, /, *args: object, **fields: Any) -> None:
        """Log at CRITICAL."""
        self._log(logging.CRITICAL, message, args, fields)

    def log(self, level: int | str, message: object, /, *args: object, **fields: Any) -> None:
        """Log at any level. Raises ValueError for a name that is none."""
        self._log(level_number(level), message, args, fields)

    def _log(self, level: int, message: object, args: tuple[object, ...], fields: dict[str, Any]) -> None:
        if not self._logger.isEnabledFor(level):
            return
        options = {name: fields.pop(name) for name in OPTIONS if name in fields}
        # The caller is two frames up: that of the method, and this one.
        options["stacklevel"] = options.get("stacklevel", 1) + 2
        self._logger.log(level, message, *args, extra=safe_fields({**self._context, **fields}), **options)

    def __repr__(self) -> str:
        return f"<ContextLogger {self._logger.name} {sorted(self._context)}>"
