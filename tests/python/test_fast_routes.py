"""Whoever asks for records gets them from fast loggers too: pytest, `logging.config`, sockets, queues."""

import copy
import json
import logging
import logging.config
import logging.handlers
import pickle
import queue
import sys
import textwrap

import pytest

import veilfold

SECRET = "correct-horse-battery"

#: Differ from record to record.
MOMENT = {"created", "msecs", "relativeCreated", "asctime"}


@pytest.fixture
def log(tmp_path):
    """A logger of its own under the root, while `setup()` is in force as it comes."""
    with veilfold.setup(sink=tmp_path / "app.log", level="DEBUG"):
        assert type(logging.Logger.info).__name__ == "method_descriptor"
        log = logging.getLogger("test.routes")
        yield log
        log.handlers[:] = []
        log.disabled, log.propagate = False, True
        log.setLevel(logging.NOTSET)


@pytest.fixture
def lines(tmp_path):
    return lambda: [json.loads(line) for line in (tmp_path / "app.log").read_text().splitlines()]


def calls(log):
    """Log calls of every kind, each on a line of its own."""
    log.debug("plain")
    log.info("%s and %d", "text", 5)
    log.warning("with extras", extra={"user": "bob", "n": 1})
    log.log(35, "a level without a name")
    log.error("named %(k)s", {"k": "v"})
    try:
        raise ValueError("wrong")
    except ValueError:
        log.exception("failed")
    log.critical("stack", stack_info=True)
    logging.LoggerAdapter(log, {"by": "adapter"}).info("adapted")


def seen_by(handler, log, path, fast):
    """The attributes of all records that reach a handler."""
    with veilfold.setup(sink=path, level="DEBUG", fast=fast):
        log.addHandler(handler)
        calls(log)
        log.removeHandler(handler)
    seen = [dict(vars(record)) for record in handler.buffer]
    handler.buffer.clear()
    for record in seen:
        record["exc_info"] = record["exc_info"] and (*record["exc_info"][:1], str(record["exc_info"][1]))
        for name in MOMENT:
            record.pop(name, None)
    return seen


def test_another_handler_gets_the_records_that_logging_makes(tmp_path):
    log = logging.getLogger("test.routes")
    keep = logging.handlers.MemoryHandler(1_000, flushLevel=1_000)
    # From one place, which `stack_info` shows.
    fast, standard = (seen_by(keep, log, tmp_path / "app.log", fast) for fast in (True, False))
    assert fast == standard
    assert len(fast) == 8
    # The caller is this file's, on the line of the call.
    assert {record["filename"] for record in fast} == {"test_fast_routes.py"}
    assert {record["funcName"] for record in fast} == {"calls"}
    assert len({record["lineno"] for record in fast}) == 8


def test_caplog_has_every_record_and_the_file_its_line(log, lines, caplog):
    with caplog.at_level(logging.INFO):
        calls(log)
        log.info("password=%s", SECRET)
    assert [record.levelname for record in caplog.records] == [line["level"] for line in lines()]
    assert caplog.record_tuples[0] == ("test.routes", logging.INFO, "text and 5")
    assert "plain" not in caplog.messages
    assert caplog.records[1].user == "bob"
    assert SECRET not in caplog.text
    assert SECRET not in json.dumps(lines())
    caplog.clear()
    log.info("after")
    assert caplog.messages == ["after"]


def test_caplog_of_a_logger_that_does_not_propagate(log, lines, caplog):
    log.propagate = False
    log.addHandler(caplog.handler)
    log.info("to caplog alone")
    assert caplog.messages == ["to caplog alone"]
    assert lines() == []


def config(path, **more):
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {
            "memory": {"class": "logging.handlers.MemoryHandler", "capacity": 100, "flushLevel": 1_000},
            "ours": {"class": "veilfold.Handler", "sink": str(path), "level": "WARNING"},
        },
        "loggers": {"test.routes": {"level": "INFO", "handlers": ["memory", "ours"]}},
        **more,
    }


def test_dict_config_counts_from_the_next_call(log, lines, tmp_path):
    log.info("before")
    logging.config.dictConfig(config(tmp_path / "configured.log"))
    memory = log.handlers[0]
    log.debug("below the level")
    log.info("for memory and the root, password=%s", SECRET)
    log.warning("for all three")
    assert [record.levelno for record in memory.buffer] == [20, 30]
    assert SECRET not in memory.buffer[0].getMessage()
    configured = (tmp_path / "configured.log").read_text().splitlines()
    assert [json.loads(line)["message"] for line in configured] == ["for all three"]
    assert [line["message"] for line in lines()] == [
        "before",
        "for memory and the root, password=[REDACTED]",
        "for all three",
    ]


def test_dict_config_that_changes_levels_alone(log, lines):
    logging.config.dictConfig(
        {"version": 1, "incremental": True, "loggers": {"test.routes": {"level": "ERROR"}}}
    )
    log.warning("too low")
    log.error("high enough")
    assert [line["message"] for line in lines()] == ["high enough"]


def test_dict_config_that_disables_loggers_and_takes_the_roots_handler(log, lines, tmp_path):
    log.info("before")
    other = logging.getLogger("test.other")
    more = {
        "disable_existing_loggers": True,
        "root": {"level": "INFO", "handlers": ["memory"]},
        "loggers": {"test.routes": {"level": "INFO"}},
    }
    before = logging.getLogger().handlers[:]
    logging.config.dictConfig(config(tmp_path / "configured.log", **more))
    try:
        log.info("named, and so enabled")
        other.critical("disabled")
        logging.getLogger("test.new").info("made later")
        (memory,) = logging.getLogger().handlers
        assert [r.getMessage() for r in memory.buffer] == ["named, and so enabled", "made later"]
    finally:
        logging.getLogger().handlers[:] = before
        other.disabled = False
    assert [line["message"] for line in lines()] == ["before"]


def test_file_config(log, lines, tmp_path):
    path = tmp_path / "logging.ini"
    path.write_text(
        textwrap.dedent(f"""
        [loggers]
        keys=root,routes
        [handlers]
        keys=ours,memory
        [formatters]
        keys=ecs
        [formatter_ecs]
        class=veilfold.Formatter
        [handler_ours]
        class=veilfold.Handler
        level=WARNING
        args=()
        kwargs={{"sink": {str(tmp_path / "configured.log")!r}, "service": "shop"}}
        [handler_memory]
        class=logging.handlers.MemoryHandler
        formatter=ecs
        args=(100, 1_000)
        [logger_root]
        level=INFO
        handlers=ours
        [logger_routes]
        level=INFO
        handlers=memory
        qualname=test.routes
        """)
    )
    before = logging.getLogger().handlers[:]
    logging.config.fileConfig(path, disable_existing_loggers=False)
    try:
        log.info("for memory, password=%s", SECRET)
        log.error("for both", extra={"token": SECRET})
        (memory,) = log.handlers
        shown = [memory.formatter.format(record) for record in memory.buffer]
    finally:
        logging.getLogger().handlers[:] = before
    assert [json.loads(line)["message"] for line in shown] == ["for memory, password=[REDACTED]", "for both"]
    (line,) = map(json.loads, (tmp_path / "configured.log").read_text().splitlines())
    assert (line["message"], line["service"], line["token"]) == ("for both", "shop", "[REDACTED]")
    assert SECRET not in "".join(shown)
    # `fileConfig` took the handler of `setup()` away.
    assert lines() == []


class Socket(logging.handlers.SocketHandler):
    """Keeps what would be sent."""

    def __init__(self):
        super().__init__("localhost", 9)
        self.sent = []

    def send(self, s):
        self.sent.append(s)


def test_records_through_a_socket_are_those_of_logging(log, lines):
    """Each kind of call, pickled and read back by a program that need not have veilfold."""
    sender = Socket()
    log.addHandler(sender)
    calls(log)
    log.info("password=%s", SECRET, extra={"api_key": SECRET})
    assert SECRET.encode() not in b"".join(sender.sent)
    received = []
    for packet in sender.sent:
        assert int.from_bytes(packet[:4], "big") == len(packet) - 4
        assert b"veilfold" not in packet.replace(b"test_fast_routes.py", b"").replace(
            __file__.encode(), b""
        ), "a class of ours would have to be imported"
        received.append(logging.makeLogRecord(pickle.loads(packet[4:])))
    assert [record.getMessage() for record in received] == [line["message"] for line in lines()]
    assert received[2].user == "bob"
    assert "ValueError: wrong" in received[5].exc_text
    assert {record.funcName for record in received[:8]} == {"calls"}
    # Handled once more, by the receiver's own veilfold.
    here = logging.Logger("receiver")
    for record in received:
        here.handle(record)


@pytest.mark.parametrize("prepared", [False, True])
def test_a_queue_and_its_listener_get_every_record(log, prepared):
    waiting = queue.SimpleQueue()
    handler = logging.handlers.QueueHandler(waiting)
    if prepared:
        handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    keep = logging.handlers.MemoryHandler(1_000, flushLevel=1_000)
    listener = logging.handlers.QueueListener(waiting, keep)
    log.addHandler(handler)
    listener.start()
    calls(log)
    listener.stop()
    assert len(keep.buffer) == 8
    assert ("test.routes: " in keep.buffer[0].getMessage()) == prepared


def test_loggers_are_pickled_and_copied_as_ever(log, lines):
    assert pickle.loads(pickle.dumps(log)) is log
    assert copy.deepcopy(log) is log
    assert pickle.loads(pickle.dumps(logging.getLogger())) is logging.getLogger()
    adapter = pickle.loads(pickle.dumps(logging.LoggerAdapter(log, {"x": 1})))
    adapter.info("m")
    assert lines()[-1]["x"] == 1
    bound = copy.copy(log.info)
    bound("by a bound method")
    assert lines()[-1]["message"] == "by a bound method"


def test_a_profiler_in_force_sees_no_frame_of_ours(log):
    """What stands between the call and a handler is for `findCaller` to skip: all of it is of `logging`."""
    frames = []

    class Looks(logging.Handler):
        def emit(self, record):
            frame = sys._getframe(1)
            while frame.f_code.co_name != "calls":
                frames.append(frame.f_code.co_filename)
                frame = frame.f_back

    log.addHandler(Looks())
    calls(log)
    assert set(frames) == {logging.__file__}
