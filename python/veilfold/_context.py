"""Fields that hold for everything that is logged in a stretch of code."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from veilfold import _native

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_fields: ContextVar[Mapping[str, Any]] = ContextVar("veilfold.context", default=MappingProxyType({}))
_source: Callable[[], Mapping[str, Any]] = _fields.get


@contextmanager
def context(**fields: Any) -> Iterator[None]:
    """Add `fields` to every record of this thread or task, until the `with` block ends.

    Blocks nest; an inner field replaces an outer one of the same name, and a field of the log call itself
    replaces both. Use it for `request_id`, `user_id`, `trace_id` and their like.
    """
    # A program that never comes here pays nothing for contexts.
    _native.context_source(_source)
    token = _fields.set({**_fields.get(), **fields})
    try:
        yield
    finally:
        _fields.reset(token)


def add_source(get: Callable[[], Mapping[str, Any]]) -> None:
    """Add to every record what `get` returns; what `context` says wins over it."""
    global _source  # noqa: PLW0603 - the process has one
    before = _source
    _source = lambda: {**get(), **before()}  # noqa: E731 - no name needed
    _native.context_source(_source)
