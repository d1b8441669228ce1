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

    >>> with context(request_id="5f0c"):
    ...     current_context()
    {'request_id': '5f0c'}
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


def bind_context(**fields: Any) -> None:
    """Add `fields` to every record of this thread or task from now on, as `context` does for a block.

    For the scope of a request where there is no block around it. A task that asyncio starts later inherits
    them; the one that started this one does not get them. `clear_context` takes them back.
    """
    _native.context_source(_source)
    _fields.set({**_fields.get(), **fields})


def clear_context(*names: str) -> None:
    """Take fields back from this thread or task: those with these names, or all."""
    kept = {name: value for name, value in _fields.get().items() if names and name not in names}
    _fields.set(kept)


def current_context() -> dict[str, Any]:
    """Return the fields that records of this thread or task get, as a copy."""
    return dict(_fields.get())
