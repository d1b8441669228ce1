"""Stretches of code that are watched: their errors, and how long they take."""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import logging
import sys
import time
from typing import TYPE_CHECKING, Any, TypeVar, overload

from veilfold._contextlogger import safe_fields
from veilfold._levels import level_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Self

F = TypeVar("F", bound="Callable[..., Any]")

_LOGGED = "_veilfold_logged"


class _Watch:
    """A `with` block, or a decorator for functions of all kinds."""

    #: From `_log` up to the block: over `_ended`, `__exit__` and the wrapper of a decorated function.
    _stacklevel = 4

    def __init__(self, message: str | None, logger: logging.Logger | None, fields: dict[str, Any]) -> None:
        self._message = message
        self._logger = logger
        self._fields = fields

    def _again(self) -> Self:
        """Return a watch for one more run: calls of a decorated function may overlap."""
        again = copy.copy(self)
        again._fields = dict(self._fields)
        again._stacklevel = 5  # noqa: SLF001 - of our own class
        return again

    def __call__(self, function: F) -> F:
        if self._message is None:
            self._message = function.__qualname__
        if self._logger is None:
            self._logger = logging.getLogger(function.__module__)
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def watched_coroutine(*args: Any, **kwargs: Any) -> Any:
                with self._again():
                    return await function(*args, **kwargs)

            return watched_coroutine  # type: ignore[return-value]

        if inspect.isgeneratorfunction(function):

            @functools.wraps(function)
            def watched_generator(*args: Any, **kwargs: Any) -> Any:
                with self._again():
                    return (yield from function(*args, **kwargs))

            return watched_generator  # type: ignore[return-value]

        if inspect.isasyncgenfunction(function):
            stream: F = self._stream(function)
            return stream

        @functools.wraps(function)
        def watched(*args: Any, **kwargs: Any) -> Any:
            with self._again():
                return function(*args, **kwargs)

        return watched  # type: ignore[return-value]

    def _stream(self, function: Any) -> Any:
        """Return an asynchronous generator function, watched."""

        @functools.wraps(function)
        async def watched_stream(*args: Any, **kwargs: Any) -> Any:
            with self._again():
                async with contextlib.aclosing(function(*args, **kwargs)) as stream:
                    step = stream.asend(None)
                    while True:
                        try:
                            item = await step
                        except StopAsyncIteration:
                            return
                        # What `yield from` does for a generator.
                        try:
                            step = stream.asend((yield item))
                        except GeneratorExit:
                            raise
                        except BaseException as error:
                            step = stream.athrow(error)

        return watched_stream

    def _log(self, level: int, message: str, error: BaseException | None, more: dict[str, Any]) -> None:
        logger = self._logger or logging.getLogger()
        if logger.isEnabledFor(level):
            extra = safe_fields({**self._fields, **more})
            logger.log(level, message, exc_info=error, extra=extra, stacklevel=self._stacklevel)

    async def __aenter__(self) -> dict[str, Any]:
        return self.__enter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.__exit__(kind, error, traceback)

    def __enter__(self) -> dict[str, Any]:
        return self._fields

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended(error)

    def _ended(self, error: BaseException | None) -> None:
        """Log what there is to say once the block has ended."""
        raise NotImplementedError


class _LogErrors(_Watch):
    def __init__(
        self, message: str | None, logger: logging.Logger | None, level: int, fields: dict[str, Any]
    ) -> None:
        super().__init__(message, logger, fields)
        self._level = level

    def _ended(self, error: BaseException | None) -> None:
        if isinstance(error, Exception) and not getattr(error, _LOGGED, False):
            self._log(self._level, self._message or "an error passed by", error, {})
            _mark(error)


class _Timed(_Watch):
    _start = 0.0

    def __enter__(self) -> dict[str, Any]:
        self._start = time.perf_counter()
        return super().__enter__()

    def _ended(self, error: BaseException | None) -> None:
        duration = round((time.perf_counter() - self._start) * 1_000, 3)
        message = self._message or "timed"
        if error is None:
            self._log(logging.INFO, message, None, {"duration_ms": duration})
        elif isinstance(error, Exception):
            said = {"duration_ms": duration, "error": _text(error)}
            self._log(logging.ERROR, f"failed: {message}", error, said)
            _mark(error)


def _mark(error: Exception) -> None:
    # One without room for marks is logged twice, at worst.
    with contextlib.suppress(Exception):
        setattr(error, _LOGGED, True)


def _text(error: Exception) -> str:
    try:
        return str(error)
    except Exception:
        return f"<{type(error).__name__}>"


def _module_logger() -> logging.Logger:
    """Return the logger of the module that called our caller."""
    return logging.getLogger(sys._getframe(2).f_globals.get("__name__"))  # noqa: SLF001 - as logging does


@overload
def log_errors(message: F, /) -> F: ...
@overload
def log_errors(
    message: str | None = None,
    /,
    *,
    logger: logging.Logger | None = None,
    level: int | str = logging.ERROR,
    **fields: Any,
) -> _LogErrors: ...


def log_errors(
    message: Any = None,
    /,
    *,
    logger: logging.Logger | None = None,
    level: int | str = logging.ERROR,
    **fields: Any,
) -> Any:
    """Log every exception that leaves a block or a function, with `fields`, and let it go on.

    As `with log_errors("import", file=name):`, as `@log_errors` or `@log_errors("import")`, on functions
    of all kinds: a generator ends after its last item. The block gets a dict, to add fields to. An exception
    that passes several of these is logged by the innermost one; KeyboardInterrupt, SystemExit and
    cancellation by none. `logger` is that of the module, `level` ERROR. Raises ValueError for an unknown
    level.
    """
    if callable(message):
        return _LogErrors(None, logger, level_number(level), fields)(message)
    return _LogErrors(message, logger or _module_logger(), level_number(level), fields)


def timed(message: str, /, *, logger: logging.Logger | None = None, **fields: Any) -> _Timed:
    """Log how long a block or a function took, as `duration_ms` (milliseconds, a float), with `fields`.

    As `with timed("appointment created", appointment_id=4) as fields:` (add to the dict what turns out
    meanwhile) or as `@timed("report")`, on functions of all kinds: a generator ends after its last item.
    Success is INFO; an exception is ERROR, with its text as `error` and its traceback, and goes on.
    """
    return _Timed(message, logger or _module_logger(), fields)
