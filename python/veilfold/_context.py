"""Fields that hold for everything that is logged in a stretch of code."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from veilfold import _native

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_fields: ContextVar[Mapping[str, Any]] = ContextVar("veilfold.context", default=MappingProxyType({}))


@contextmanager
def context(**fields: Any) -> Iterator[None]:
    """Add `fields` to every record of this thread or task, until the `with` block ends.

    Blocks nest; an inner field replaces an outer one of the same name, and a field of the log call itself
    replaces both. Use it for `request_id`, `user_id`, `trace_id` and their like.
    """
    # A program that never comes here pays nothing for contexts.
    _native.context_source(_fields.get)
    token = _fields.set({**_fields.get(), **fields})
    try:
        yield
    finally:
        _fields.reset(token)
