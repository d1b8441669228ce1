"""OpenTelemetry logs without secrets, and the ids of the active span in veilfold's lines.

    veilfold.integrations.opentelemetry.attach(logger_provider)

Processors of the logs SDK run in the order in which they were registered; ours must be the first.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from opentelemetry import trace
from opentelemetry.sdk._logs import LogRecordProcessor

from veilfold import _context
from veilfold.integrations._engine import engine_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veilfold._redact import PolicyLike


class Redactor(LogRecordProcessor):
    """A log record processor that hides the secrets of body and attributes before any exporter sees them."""

    def __init__(self, policy: PolicyLike = None) -> None:
        """Take the policy to go by."""
        self._engine = engine_of(policy)

    def on_emit(self, log_record: Any) -> None:
        """Clean the record in place."""
        record = log_record.log_record
        engine = self._engine()
        error = getattr(record, "exception", None)
        if isinstance(error, BaseException):
            from veilfold._protect import clean_exception  # noqa: PLC0415 - only where there is one

            record.exception = clean_exception(engine, error)
        record.body = engine.redact(record.body)
        attributes = record.attributes
        if attributes:
            before = dict(attributes)
            clean = engine.redact(before)
            if clean is before:
                return
            try:
                for key in before.keys() - clean.keys():
                    del attributes[key]
                for key, value in clean.items():
                    if value is not before.get(key):
                        attributes[key] = value
            except TypeError:
                # Attributes of an earlier SDK cannot be changed.
                record.attributes = clean

    def shutdown(self) -> None:
        """Do nothing: nothing is kept."""

    def force_flush(self, timeout_millis: int = 30_000) -> bool:  # noqa: ARG002 - the SDK's signature
        """Do nothing, with success."""
        return True


def attach(provider: Any = None, *, policy: PolicyLike = None) -> Redactor:
    """Register a `Redactor` as the first processor of `provider`, and put the span's ids into our lines.

    `provider` is a `LoggerProvider` of the SDK; without one, the global one. Processors that it has already
    come after ours. Raises TypeError for what is no provider of the SDK.
    """
    if provider is None:
        from opentelemetry._logs import get_logger_provider  # noqa: PLC0415 - it may make the global one

        provider = get_logger_provider()
    chain = getattr(provider, "_multi_log_record_processor", None)
    if chain is None or not isinstance(getattr(chain, "_log_record_processors", None), tuple):
        raise TypeError(f"{type(provider).__name__} is no LoggerProvider of opentelemetry-sdk: pass yours")
    redactor = Redactor(policy)
    with chain._lock:  # noqa: SLF001 - the SDK has no public way to be the first
        chain._log_record_processors = (redactor, *chain._log_record_processors)  # noqa: SLF001
    use_span_ids()
    return redactor


@functools.cache
def use_span_ids() -> None:
    """Put `trace_id` and `span_id` of the active span into every line of veilfold (W3C Trace Context)."""
    _context.add_source(_ids)


def _ids() -> Mapping[str, str]:
    span = trace.get_current_span().get_span_context()
    if not span.is_valid:
        return {}
    return {"trace_id": f"{span.trace_id:032x}", "span_id": f"{span.span_id:016x}"}
