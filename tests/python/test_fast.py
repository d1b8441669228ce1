"""`setup(fast=True)` writes what the standard way writes, and steps aside for whoever wants a record."""

import collections
import datetime as dt
import decimal
import json
import logging
import logging.handlers
import os
import sys
import time
import types

import pytest
from calls import LOG, SECRET, STANDARD, TIME, Fast, Seen, arguments, extras, messages
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import veilfold


def plain_calls(log):
    def failing():
        try:
            {}["k"]
        except KeyError:
            log.exception("failed %s", "here")

    def given(how):
        try:
            raise ValueError("v")
        except ValueError as error:
            log.warning("w", exc_info=how(error))

    return [
        lambda: log.info("m"),
        lambda: log.info("%s and %r", "a", [1]),
        lambda: log.debug("%(k)s", {"k": 1}),
        lambda: log.info("%s", {}),
        lambda: log.info("%s", None),
        lambda: log.info("%s", object),
        lambda: log.warning("m", extra={"a": 1, "b": None}),
        lambda: log.error("m", extra=None, exc_info=False, stack_info=False, stacklevel=1),
        lambda: log.critical(42),
        lambda: log.log(logging.INFO, "m %d", 5),
        lambda: log.info("too %d", "few", "many"),  # noqa: PLE1205 - on purpose
        lambda: log.info("password %s", SECRET),
        lambda: log.exception("no exception is handled"),
        lambda: logging.LoggerAdapter(log, {"x": 1}).info("by an adapter"),
        failing,
        lambda: given(lambda _error: True),
        lambda: given(lambda error: error),
        lambda: given(lambda error: (type(error), error, error.__traceback__)),
    ]


def test_a_plain_call_makes_no_record_and_the_same_line(fast):
    calls = plain_calls(fast.log)
    for number, call in enumerate(calls):
        assert fast.way(call) == "plain", number
    ours = TIME.sub(b'"timestamp":0', fast.path.read_bytes())
    fast.path.write_bytes(b"")
    fast.setup._fast.remove()
    for number, call in enumerate(calls):
        assert fast.is_standard(call), number
    assert TIME.sub(b'"timestamp":0', fast.path.read_bytes()) == ours
    assert len(fast.records()) == len(calls)
    assert SECRET.encode() not in ours


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    derandomize=True,
)
@given(
    st.sampled_from(["debug", "info", "warning", "error", "critical", "exception"]),
    messages,
    arguments,
    extras,
)
def test_every_call_has_the_line_of_the_standard_way(fast, method, msg, args, extra):
    lines = []
    for call in (getattr(fast.log, method), STANDARD[method].__get__(fast.log)):
        fast.path.write_bytes(b"")
        call(msg, *args, extra=extra)
        lines.append(TIME.sub(b'"timestamp":0', fast.path.read_bytes()))
    assert lines[0] == lines[1]
    assert lines[0].count(b"\n") == 1
    json.loads(lines[0])


def test_the_times_of_both_ways_agree(fast):
    before = time.time() - 0.001
    fast.log.info("m")
    written = fast.records()[-1]["timestamp"]
    assert before <= dt.datetime.fromisoformat(written.replace("Z", "+00:00")).timestamp() <= time.time()


def refuse(_record):
    return False


class Record(logging.LogRecord):
    pass


def attribute(target, name, value):
    return lambda fast, patch: patch.setattr(
        target(fast) if callable(target) and not isinstance(target, type) else target, name, value
    )


def factory(_fast, patch):
    patch.setattr(logging, "_logRecordFactory", Record)


def filter_of_logger(fast, patch):
    patch.setattr(fast.log, "filters", [refuse])


def filter_of_handler(fast, patch):
    patch.setattr(fast.setup.handler, "filters", [refuse])


def foreign_handler(fast, patch):
    patch.setattr(fast.log, "handlers", [fast.setup.handler, Seen()])


def formatter(fast, _patch):
    fast.setup.handler.setFormatter(logging.Formatter("%(message)s"))


def passing(function):
    """Another function, which does the same."""

    def passed(*args, **kwargs):
        return function(*args, **kwargs)

    return passed


CALL, MAKE, INIT = logging.Logger.callHandlers, logging.Logger.makeRecord, logging.LogRecord.__init__
#: What makes a record another one.
UNUSUAL = {
    "a record factory": factory,
    "_log replaced": attribute(logging.Logger, "_log", passing(LOG)),
    "makeRecord replaced": attribute(logging.Logger, "makeRecord", passing(MAKE)),
    "findCaller replaced": attribute(logging.Logger, "findCaller", lambda *_a: ("f", 1, "g", None)),
    "an initialiser of records": attribute(logging.LogRecord, "__init__", passing(INIT)),
    "a logger's own handle": attribute(lambda fast: fast.log, "handle", lambda record: None),
    "a logger's own makeRecord": attribute(
        lambda fast: fast.log,
        "makeRecord",
        lambda *a, **k: logging.makeLogRecord({"msg": "own", "levelno": 20}),
    ),
    "time.time replaced": attribute(time, "time", lambda: 1_700_000_000.0),
}

#: The same where a record is made anyway.
UNUSUAL_RECORD = {
    "its names of levels": attribute(logging, "getLevelName", passing(logging.getLevelName)),
    "its file": attribute(logging, "_srcfile", __file__),
    "no callers": attribute(logging, "_srcfile", None),
    "its frames": attribute(logging, "currentframe", lambda: sys._getframe(3)),
    "its start": attribute(logging, "_startTime", 0),
    "its attributes": lambda _fast, patch: patch.setattr(
        logging.LogRecord, "__setattr__", object.__setattr__, raising=False
    ),
    "its os": attribute(logging, "os", types.SimpleNamespace(path=os.path, getpid=os.getpid)),
}

#: Who wants to see a record, or to change its way.
WANTED = {
    "a filter of the logger": filter_of_logger,
    "a filter of the handler": filter_of_handler,
    "a handler of another maker": foreign_handler,
    "a formatter of another maker": formatter,
    "callHandlers replaced, as Sentry does": attribute(logging.Logger, "callHandlers", passing(CALL)),
    "handle replaced": attribute(logging.Logger, "handle", lambda self, record: self.callHandlers(record)),
    "getMessage replaced": attribute(logging.LogRecord, "getMessage", lambda self: "patched"),
    "an emit of the handler's own": attribute(lambda fast: fast.setup.handler, "emit", lambda record: None),
    "emit of the class": attribute(veilfold.Handler, "emit", lambda self, record: None),
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_the_unusual_takes_the_standard_way(fast, name, monkeypatch):
    with monkeypatch.context() as patch:
        assert fast.way(lambda: fast.log.info("m")) == "plain"
        UNUSUAL[name](fast, patch)
        assert fast.is_standard(lambda: fast.log.info("m"))
    assert fast.way(lambda: fast.log.info("m")) == "plain"


@pytest.mark.parametrize("name", WANTED)
def test_where_a_record_is_wanted_it_is_made(fast, name, monkeypatch):
    with monkeypatch.context() as patch:
        assert fast.way(lambda: fast.log.info("m")) == "plain"
        WANTED[name](fast, patch)
        assert fast.way(lambda: fast.log.info("m")) == "record"
    fast.setup.handler.setFormatter(None)
    assert fast.way(lambda: fast.log.info("m")) == "plain"


@pytest.mark.parametrize("name", {**UNUSUAL, **UNUSUAL_RECORD})
def test_where_a_record_is_wanted_the_unusual_takes_the_standard_way(fast, name, monkeypatch):
    seen = Seen()
    fast.log.addHandler(seen)
    with monkeypatch.context() as patch:
        assert fast.way(lambda: fast.log.info("m")) == "record"
        {**UNUSUAL, **UNUSUAL_RECORD}[name](fast, patch)
        assert fast.is_standard(lambda: fast.log.info("m"))
    assert fast.way(lambda: fast.log.info("m")) == "record"


@pytest.mark.parametrize(
    "call",
    [
        lambda log: log.info("m", stack_info=True),
        lambda log: log.info("m", stacklevel=2),
        lambda log: log.info("m", extra=collections.UserDict(a=1)),
        lambda log: log.info("%(k)s", collections.ChainMap({"k": 1})),
        lambda log: log.warning("m", exc_info=1),
        lambda log: log.log(True, "m") if log.isEnabledFor(True) else log._log(10, "m", ()),
    ],
)
def test_unusual_arguments_take_the_standard_way(fast, call):
    assert fast.is_standard(lambda: call(fast.log))
    assert len(fast.records()) == 1


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda log: log.info(), TypeError),
        (lambda log: log.info("m", wrong=1), TypeError),
        (lambda log: log.info("m", msg="m"), TypeError),
        (lambda log: log.info("m", extra={"message": 1}), KeyError),
        (lambda log: log.info("m", extra={"name": 1}), KeyError),
        (lambda log: log.log("high", "m"), TypeError),
        (lambda _log: logging.Logger.info(5, "m"), TypeError),
    ],
)
def test_what_logging_refuses_is_refused(fast, call, error):
    with pytest.raises(error):
        call(fast.log)
    assert fast.records() == []


def test_a_disabled_call_looks_at_names_only(fast):
    class Extra(dict):
        def __iter__(self):
            raise AssertionError("looked at")

    before = fast.log.level
    fast.log.setLevel(logging.ERROR)
    try:
        with pytest.raises(TypeError):
            fast.log.info("m", msg="m")
        fast.log.info("m", wrong=1)
        fast.log.info("m", extra=Extra(name=1), exc_info=True, stacklevel="x")
    finally:
        fast.log.setLevel(before)
    assert fast.records() == []


def test_a_subclass_has_its_way(fast):
    seen = []

    class Mine(logging.Logger):
        def makeRecord(self, *args, **kwargs):
            seen.append(args)
            return super().makeRecord(*args, **kwargs)

    log = Mine("mine", logging.DEBUG)
    log.addHandler(fast.setup.handler)
    log.info("m")
    assert len(seen) == 1
    assert fast.records()[-1]["message"] == "m"


def test_a_caller_that_is_to_be_named_is_the_right_one(tmp_path):
    fast = Fast(tmp_path / "caller.log", caller=True)
    try:
        assert fast.way(lambda: fast.log.info("m")) == "record"
        fast.log.info("m")
        assert "test_a_caller_that_is_to_be_named" in fast.path.read_text()
    finally:
        fast.close()


def test_levels_handlers_and_propagation_are_looked_at_on_every_call(fast):
    log, seen = fast.log, Seen()
    log.setLevel(logging.ERROR)
    log.info("below the level")
    log.setLevel(logging.NOTSET)
    logging.disable(logging.CRITICAL)
    log.critical("disabled")
    logging.disable(logging.NOTSET)
    log.disabled = True
    log.critical("off")
    log.disabled = False
    fast.setup.handler.setLevel(logging.ERROR)
    log.info("below the handler's")
    fast.setup.handler.setLevel(logging.NOTSET)
    assert fast.records() == []
    child = log.getChild("child")
    child.addHandler(seen)
    child.info("for both")
    child.propagate = False
    child.info("for the other")
    child.removeHandler(seen)
    child.propagate = True
    child.info("for ours")
    assert [line["message"] for line in fast.records()] == ["for both", "for ours"]
    assert len(seen.records) == 2


def test_functions_of_the_module_are_plain_calls_too(run, tmp_path):
    code = """
import logging, sys, veilfold
setup = veilfold.setup(sink=sys.argv[1], hooks=False, fast=True)
logging.getLogger().isEnabledFor(20)
sys.setprofile(lambda frame, event, _: print(frame.f_code.co_name) if event == "call" else None)
logging.info("by the module")
sys.setprofile(None)
"""
    done = run(code, tmp_path / "x.log")
    assert done.stdout.split() == [b"info"], done.stderr
    assert json.loads((tmp_path / "x.log").read_text())["message"] == "by the module"


def test_another_handler_that_does_not_take_the_level_is_no_obstacle(fast):
    seen = Seen(logging.ERROR)
    fast.log.addHandler(seen)
    try:
        assert fast.way(lambda: fast.log.info("m")) == "plain"
        assert fast.way(lambda: fast.log.error("m password=%s", SECRET)) == "record"
    finally:
        fast.log.removeHandler(seen)
    assert [SECRET in record.getMessage() for record in seen.records] == [False]


def test_caplog_and_assert_logs_see_everything(fast, caplog):
    import unittest

    log = fast.log
    with unittest.TestCase().assertLogs("test.fast", "INFO") as watched:
        log.info("watched")
    assert watched.output == ["INFO:test.fast:watched"]
    fast.log.addHandler(caplog.handler)
    fast.log.info("caught")
    assert caplog.messages == ["caught"]


def test_a_method_that_somebody_replaced_stays_theirs(fast, monkeypatch):
    seen = []
    monkeypatch.setattr(logging.Logger, "error", lambda _self, *args, **_kwargs: seen.append(args))
    fast.log.exception("m")
    assert seen == [("m",)]
    fast.setup.close()
    assert logging.Logger.error is not STANDARD["error"]


def test_close_puts_the_methods_back(fast):
    assert logging.Logger.info is not STANDARD["info"]
    fast.setup.close()
    assert all(logging.Logger.__dict__[name] is method for name, method in STANDARD.items())


def hostile():
    class Bad:
        def __repr__(self):
            raise ValueError(SECRET)

    class Logs:
        def __str__(self):
            logging.getLogger("test.fast").info("from within")
            return "logs"

    class Endless:
        def __repr__(self):
            return repr(self)

    cycle = [1]
    cycle.append(cycle)
    deep = []
    for _ in range(1_000):
        deep = [deep]
    return [
        b"\xff\xfe",
        "\ud800 alone",
        float("nan"),
        float("inf"),
        10**400,
        decimal.Decimal("1.50"),
        {1, 2},
        cycle,
        deep,
        {(1, 2): "k", None: 1, 5: 2},
        Bad(),
        Logs(),
        Endless(),
        "x" * 5_000_000,
        "nul\0 line\n esc\x1b[31m \u202e",
        {"password": SECRET, "deep": [{"api_key": SECRET}]},
        f'{{"token": "{SECRET}"',
    ]


@pytest.mark.parametrize("number", range(len(hostile())))
def test_hostile_values_raise_nothing_lose_nothing_tell_nothing(fast, number, capfd):
    value = hostile()[number]
    fast.log.info(value)
    fast.log.info("%s", value)
    fast.log.info("%d", value)
    fast.log.info("m", extra={"x": value, "password": SECRET})
    try:
        raise ValueError(value)
    except ValueError:
        fast.log.exception("e")
    lines = fast.records()
    assert len([line for line in lines if line["message"] != "from within"]) == 5
    assert SECRET not in fast.path.read_text()
    assert capfd.readouterr().err == ""


def test_an_interrupt_in_a_str_goes_up_and_the_record_out(fast):
    class Stop:
        def __str__(self):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fast.log.info("%s", Stop())
    assert len(fast.records()) == 1
