"""Methods of `logging.Logger` that need no `LogRecord` where none but veilfold's handlers would see it.

`debug`, `info`, `warning`, `error`, `critical`, `exception` and `log` of the class become native. On each
call they look whether anything but veilfold is interested in the record: a filter, a handler of another
maker, a caller that is to be named. If so, the record is made natively, as `LogRecord.__init__` makes it.
Where anything is unusual (a record factory, a subclass, a method that somebody replaced), the method that was
there before does its work, with the same arguments.

The class keeps its name and its instances; only these seven attributes of it change, and `remove` puts them
back. `docs/design/python-speed.md` says why not a subclass.
"""

from __future__ import annotations

import collections.abc
import logging
import os
import sys
import threading
import time
from types import BuiltinFunctionType, FunctionType, ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from veilfold import _native
from veilfold._handler import Handler, names_of
from veilfold._protect import _standard_handle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from veilfold._protect import Protection

METHODS = ("debug", "info", "warning", "error", "critical", "exception", "log")
#: What a standard call passes on its way to the handlers.
WAY = ("_log", "makeRecord", "findCaller", "callHandlers", "getEffectiveLevel", "isEnabledFor")

#: Names that a logger may not have of its own.
OWN = ("error", "handle", "filter", *WAY)

_before: dict[str, Any] = {name: logging.Logger.__dict__.get(name) for name in METHODS}
#: The native methods; made once, when `logging` is found as it came.
_methods: dict[str, Any] = {}
#: `Logger.handle` as it has to be; shared with the native side.
_handle: dict[str, Any] = {}


class Fast:
    """The native methods, until `remove`."""

    def __init__(self, protection: Protection | None) -> None:
        if not _methods and _is_standard():
            _methods.update(_native.fast_methods(logging.Logger, _state()))
        handle = _standard_handle if protection is None else protection.passes_on()
        if handle is not None:
            _handle["handle"] = handle
        for name, method in _methods.items():
            # A method that somebody has replaced is theirs.
            if logging.Logger.__dict__.get(name) is _before[name]:
                setattr(logging.Logger, name, method)

    def remove(self) -> None:
        """Put back what was there, where nobody has replaced ours."""
        _handle.clear()
        for name, method in _methods.items():
            if logging.Logger.__dict__.get(name) is method:
                setattr(logging.Logger, name, _before[name])


def _is_standard() -> bool:
    """Return whether what a record passes is what `logging` itself brought."""
    functions = [logging.Logger.__dict__.get(name) for name in (*METHODS, *WAY)]
    functions += [_standard_handle, logging.Filterer.__dict__.get("filter")]
    functions += [logging.LogRecord.__dict__.get(name) for name in ("__init__", "getMessage")]
    file = logging.addLevelName.__code__.co_filename
    clocks = (time.time, time.time_ns)
    return all(
        isinstance(function, FunctionType) and function.__code__.co_filename == file for function in functions
    ) and all(isinstance(clock, BuiltinFunctionType) for clock in clocks)


def _state() -> dict[str, Any]:
    """Return what has to be in place for a call to need no record, as (dict, name, object) each."""
    loggers, module = names_of(logging.Logger), vars(logging)
    records, filterer, handlers = names_of(logging.LogRecord), names_of(logging.Filterer), names_of(Handler)
    enabled = [(loggers, name, loggers[name]) for name in ("isEnabledFor", "getEffectiveLevel")]
    # Those two are looked at first, and once; `callHandlers` belongs to the way.
    made_by = [name for name in WAY if name not in {"callHandlers", *(row[1] for row in enabled)}]
    making = [(loggers, name, loggers[name]) for name in made_by]
    making.append((records, "__init__", records["__init__"]))
    # The clock that `LogRecord` of this Python reads.
    clock = "time_ns" if sys.version_info >= (3, 13) else "time"
    making += [
        (vars(time), clock, vars(time)[clock]),
        (module, "time", time),
        (module, "_logRecordFactory", logging.LogRecord),
    ]
    passing = [
        (loggers, "callHandlers", loggers["callHandlers"]),
        (records, "getMessage", records["getMessage"]),
        (loggers, "filter", None),
        (filterer, "filter", filterer["filter"]),
        (handlers, "handleError", handlers["handleError"]),
    ]
    # What `Handler` has of these comes from its native base.
    passing += [(handlers, name, None) for name in ("emit", "handle", "filter")]
    return {
        "root_logger": logging.RootLogger,
        "class_dict": loggers,
        "enabled": enabled,
        "making": making,
        "passing": passing,
        "records": _records(),
        "handle": _handle,
        "methods": list(OWN),
        "level_names": logging._levelToName,  # noqa: SLF001 - changed in place by `addLevelName`
        "mapping": collections.abc.Mapping,
        "exc_info": sys.exc_info,
        "versions": _trusted(),
    }


#: Changes that are tried, often enough for the interpreter to have a way of its own for each.
TURNS = 20


def _trusted() -> int:
    """Return of which dicts a version (PEP 509) tells each change: 0 none, 1 all but instances', 2 all."""

    class Probe:
        def __init__(self) -> None:
            self.probe = 0

    module = ModuleType("probe")
    if not (_tells(Probe, names_of(Probe)) and _tells(module, vars(module))):
        return 0
    probe = Probe()
    return 2 if _tells(probe, vars(probe)) else 1


def _tells(owner: Any, names: dict[str, Any]) -> bool:
    """Return whether each change of `owner`'s names, and nothing else, gives their dict a new version."""
    version = _native.dict_version

    def put(value: object) -> None:
        owner.probe = value

    def add(value: object) -> None:
        owner.other = value

    def drop(_value: object) -> None:
        del owner.other

    changes: list[Callable[[object], object]] = [put, put, add, drop]
    # Past a class nobody may change its dict: the names that it has looked up are borrowed of it.
    if not isinstance(owner, type):
        changes += [
            FunctionType(_put.__code__, names),
            lambda value: names.update(probe=value),
            lambda value: names.setdefault("more", value),
            lambda value: names.__setitem__("more", value),
            lambda _value: names.pop("more"),
        ]
    others: list[dict[str, Any]] = [{}, {}, {"probe": 0}, {"probe": 0}, dict(names), names]
    seen = [version(other) for other in others]
    steady = True
    for _ in range(TURNS):
        for change in changes:
            change(object())
            seen.append(version(names))
            _ = owner.probe, names["probe"], [*names]
            steady &= version(names) == seen[-1]
    return steady and len(set(seen)) == len(seen)


#: In another namespace.
probe: object


def _put(value: object) -> None:
    global probe  # noqa: PLW0603 - of the namespace that it is given
    probe = value


#: Moments that releases of CPython round in different ways.
MOMENTS = (
    1_700_000_000_000_000_000,
    1_677_903_920_999_998_503,
    1_677_903_920_999_999_900,
    1_732_900_000_123_456_789,
)
CALL = ("name", logging.INFO, "/a/b.c.py", 1, "msg", (), None, "function")
#: Names of the module that a call and its record pass.
USED = (
    "_srcfile",
    "_startTime",
    "currentframe",
    "_is_internal_frame",
    "getLevelName",
    "os",
    "sys",
    "threading",
)


def _records() -> _native.Records | None:
    """Return what makes records, where it is known to make them as `logging` does."""
    module, records = vars(logging), names_of(logging.LogRecord)
    checks: list[tuple[Mapping[str, Any], str, object]] = [(module, name, module.get(name)) for name in USED]
    checks += [(records, name, None) for name in ("__new__", "__setattr__")]
    try:
        made = _native.Records(logging.LogRecord, [logging, threading, os, sys], checks)
        same = all(
            [*vars(made.make(ns, *CALL)).items()] == [*vars(standard_record(ns, *CALL)).items()]
            for ns in MOMENTS
        )
    # A `logging` that is not known.
    except Exception:
        return None
    return made if same else None


def standard_record(ns: int, *call: Any) -> logging.LogRecord:
    """Return the record that `logging` would have made at that moment."""
    clock = SimpleNamespace(time=lambda: ns / 1e9, time_ns=lambda: ns)
    init: Any = logging.LogRecord.__init__
    init = FunctionType(init.__code__, {**vars(logging), "time": clock}, argdefs=init.__defaults__)
    record = logging.LogRecord.__new__(logging.LogRecord)
    init(record, *call)
    return record
