"""structlog events without secrets.

    structlog.configure(processors=[..., veilfold.integrations.structlog.Redactor(), JSONRenderer()])

`Redactor` stands right before the renderer. `Renderer` is one: it makes veilfold's own line.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

from veilfold._handler import Formatter
from veilfold._levels import level_number
from veilfold._protect import clean_exception
from veilfold.integrations._engine import engine_of

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from veilfold._redact import PolicyLike


class Redactor:
    """A processor that hides the secrets of an event, its exception's too, and names the exception's group.

    What holds no secret stays as it is. An exception stays an exception, for the renderer to show; with
    `group_id=False` no id is added.
    """

    def __init__(self, policy: PolicyLike = None, *, group_id: bool = True) -> None:
        """Take the policy to go by, and whether events with an exception get an id."""
        self._engine = engine_of(policy)
        self._group_id = group_id

    def __call__(
        self, _logger: Any, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Return the event without its secrets."""
        engine = self._engine()
        error = _exception(event.get("exc_info"))
        clean: dict[str, Any] = engine.redact({k: v for k, v in event.items() if k != "exc_info"})
        if error is not None:
            if self._group_id:
                clean.setdefault("group_id", engine.fingerprint(error))
            safe = clean_exception(engine, error)
            clean["exc_info"] = (type(error), safe, safe.__traceback__)
        elif "exc_info" in event:
            clean["exc_info"] = None
        # Renderers of `structlog.stdlib` want the very dict with what they put there.
        event.clear()
        event.update(clean)
        return event


class Renderer:
    """A renderer that makes the line which `veilfold.Handler` writes. `options` are those of a Formatter."""

    def __init__(self, policy: PolicyLike = None, **options: Any) -> None:
        """Make the formatter of the lines."""
        self._formatter = Formatter(policy=policy, **options)

    def __call__(self, logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
        """Return the event's line."""
        fields = dict(event)
        level = level_of(fields.pop("level", method))
        error = _exception(fields.pop("exc_info", None))
        record = logging.LogRecord(
            str(fields.pop("logger", None) or getattr(logger, "name", None) or "structlog"),
            level,
            "",
            0,
            fields.pop("event", ""),
            (),
            (type(error), error, error.__traceback__) if error is not None else None,
            sinfo=fields.pop("stack", None),
        )
        fields.pop("timestamp", None)
        for key, value in fields.items():
            record.__dict__[key if key not in record.__dict__ else f"{key}_"] = value
        return self._formatter.format(record)


def level_of(name: Any) -> int:
    """Return the number of a level or of a method's name; that of INFO where it is neither."""
    try:
        return level_number("ERROR" if name == "exception" else name)
    except ValueError:
        return logging.INFO


def _exception(exc_info: Any) -> BaseException | None:
    """Return the exception of structlog's `exc_info`: True, an exception, or a tuple."""
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return next((one for one in exc_info if isinstance(one, BaseException)), None)
    return sys.exc_info()[1] if exc_info else None
