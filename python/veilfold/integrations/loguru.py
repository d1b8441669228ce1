"""loguru without secrets.

    logger.configure(patcher=veilfold.integrations.loguru.Patcher())   # for the sinks that you have
    logger.add(veilfold.integrations.loguru.Sink("logs/app.log"))      # veilfold's own lines

Sinks that are not ours need `diagnose=False`: what loguru prints of local variables passes no patcher.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from veilfold import _source as source
from veilfold._handler import Handler
from veilfold._protect import clean_exception
from veilfold.integrations._engine import engine_of

if TYPE_CHECKING:
    from veilfold._redact import PolicyLike


class Patcher:
    """A patcher for `logger.configure`: no sink sees a secret of message, extras or exception."""

    def __init__(self, policy: PolicyLike = None) -> None:
        """Take the policy to go by."""
        self._engine = engine_of(policy)

    def __call__(self, record: Any) -> None:
        """Clean a record of loguru in place."""
        engine = self._engine()
        record["message"] = engine.redact(record["message"])
        record["extra"] = engine.redact(record["extra"])
        exception = record["exception"]
        if exception is not None and exception.value is not None:
            safe = clean_exception(engine, exception.value)
            if safe is not exception.value:
                trace = source.withheld(engine, exception.traceback)
                record["exception"] = exception._replace(value=safe, traceback=trace)


class Sink:
    """A sink for `logger.add` that writes the line of `veilfold.Handler`. `options` are those of a Handler.

    The exception is taken from the record; loguru's own text of it, with local variables, is never written.
    """

    def __init__(self, sink: Any = "stdout", *, policy: PolicyLike = None, **options: Any) -> None:
        """Open the handler that writes."""
        self.handler = Handler(sink=sink, policy=policy, **options)

    def __call__(self, message: Any) -> None:
        """Write one message of loguru."""
        self.handler.handle(_record(message.record))

    def stop(self) -> None:
        """Close the files; loguru calls it when the sink is removed."""
        self.handler.close()


def _record(source: Any) -> logging.LogRecord:
    exception = source["exception"]
    info = None
    if exception is not None and exception.value is not None:
        info = (exception.type, exception.value, exception.traceback)
    record = logging.LogRecord(
        source["name"] or "loguru",
        source["level"].no,
        source["file"].path,
        source["line"],
        source["message"],
        (),
        info,
        source["function"],
    )
    record.levelname = source["level"].name
    record.created = source["time"].timestamp()
    record.thread, record.threadName = source["thread"].id, source["thread"].name
    for key, value in source["extra"].items():
        record.__dict__[key if key not in record.__dict__ else f"{key}_"] = value
    return record
