"""The engine that an integration goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veilfold import _redact, _setup
from veilfold._native import Engine

if TYPE_CHECKING:
    from collections.abc import Callable


def engine_of(policy: _redact.PolicyLike) -> Callable[[], Engine]:
    """Return a function that gives the engine: a policy's own, or that of the setup in place."""
    if policy is None:
        return _current
    fixed = Engine(_redact.as_policy(policy))
    return lambda: fixed


def _current() -> Engine:
    setup = _setup._current  # noqa: SLF001 - the same package
    return setup.handler._engine if setup is not None else _redact._engine(None)  # noqa: SLF001
