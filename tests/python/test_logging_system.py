"""The small interfaces around a logger: fields, errors, times, events, prints."""

import asyncio
import json
import logging
import sys
import threading

import pytest

import veilfold
from veilfold import ContextLogger, LoggingService, log_errors, timed

SECRET = "correct-horse-battery"


@pytest.fixture
def records(tmp_path):
    """Log to a file, and return a function that reads it."""
    path = tmp_path / "app.log"
    veilfold.setup(sink=path, level="DEBUG", caller=True)

    def read():
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        return [line for line in lines if line["logger"] != "asyncio"]

    return read


def test_log_event():
    """The example of the logging system's specification."""

    async def example():
        logging_service = LoggingService()
        await logging_service.log_event(
            level="INFO", service="dashboard", message="Test event", event_id="123"
        )
        logs = await logging_service.get_recent_logs(limit=1)
        assert len(logs) == 1
        assert logs[0]["level"] == "INFO"
        assert logs[0]["service"] == "dashboard"
        assert logs[0]["event_id"] == "123"

    asyncio.run(example())


def test_recent_events_are_the_newest_first_redacted_and_bounded(records):
    service = LoggingService(keep=3)
    for n in range(5):
        service.log_event_sync(level="warn", service="scan", message=f"password={SECRET}", n=n, name="x")
    recent = service.get_recent_logs_sync(2)
    assert [event["n"] for event in recent] == [4, 3]
    assert recent[0]["message"] == "password=[REDACTED]"
    assert recent[0]["level"] == "WARNING"
    assert recent[0]["ctx_name"] == "x"
    assert len(service.get_recent_logs_sync()) == 3
    assert service.get_recent_logs_sync(0) == []
    logged = records()
    assert [line["n"] for line in logged] == list(range(5))
    assert {(line["logger"], line["service"]) for line in logged} == {("scan", "scan")}
    assert logged[0]["caller"]["function"] == "test_recent_events_are_the_newest_first_redacted_and_bounded"


def test_an_unknown_level_of_an_event_is_refused():
    with pytest.raises(ValueError, match="choose DEBUG, INFO"):
        LoggingService().log_event_sync(level="LOUD")


def test_context_logger(records):
    log = ContextLogger(logging.getLogger("app"), {"user_id": 17, "token": SECRET})
    log.info("processed %s", "it", item_id=4, user_id=18)
    log.bind(session="s").debug("bound")
    log.warning("renamed", name="n", args=1, message="m", levelname="l")
    log.critical("end")
    log.log("WARN", "by name")
    first, bound, renamed, end, named = records()
    assert (first["message"], first["item_id"], first["user_id"]) == ("processed it", 4, 18)
    assert first["token"] == "[REDACTED]"
    assert first["caller"]["function"] == "test_context_logger"
    assert (bound["session"], bound["level"]) == ("s", "DEBUG")
    assert (renamed["ctx_name"], renamed["ctx_args"], renamed["ctx_message"], renamed["ctx_levelname"]) == (
        "n", 1, "m", "l",
    )  # fmt: skip
    assert [end["level"], named["level"]] == ["CRITICAL", "WARNING"]
    assert "session" not in log.context


def test_an_error_carries_the_exception_that_is_being_handled(records):
    log = ContextLogger(logging.getLogger("app"))
    log.error("none")
    try:
        raise KeyError("stock")
    except KeyError:
        log.error("one", item_id=1)
        log.exception("two")
        log.error("without", exc_info=False)
    none, one, two, without = records()
    assert "exception" not in none
    assert "exception" not in without
    assert one["exception"]["type"] == two["exception"]["type"] == "KeyError"


def test_fields_bound_for_a_task_stay_in_it(records):
    async def request(n):
        veilfold.bind_context(request_id=n, user_id=n)
        await asyncio.sleep(0)
        logging.getLogger("app").info("m", extra={"n": n})
        veilfold.clear_context("user_id")
        assert veilfold.current_context() == {"request_id": n}

    async def main():
        await asyncio.gather(*(asyncio.create_task(request(n)) for n in range(5)))
        assert veilfold.current_context() == {}

    asyncio.run(main())
    assert sorted((line["n"], line["request_id"], line["user_id"]) for line in records()) == [
        (n, n, n) for n in range(5)
    ]
    veilfold.bind_context(a=1)
    veilfold.clear_context()
    assert veilfold.current_context() == {}


def test_timed(records):
    with timed("created", appointment_id=9) as fields:
        fields["room"] = "B2"

    @timed("report", logger=logging.getLogger("reports"))
    def report(n):
        return n * 2

    @timed("fetch")
    async def fetch():
        await asyncio.sleep(0.02)
        return "got"

    assert report(4) == 8
    assert asyncio.run(fetch()) == "got"
    created, reported, fetched = records()
    assert (created["message"], created["appointment_id"], created["room"]) == ("created", 9, "B2")
    assert created["level"] == "INFO"
    assert created["logger"] == __name__
    assert created["caller"]["function"] == reported["caller"]["function"] == "test_timed"
    assert reported["logger"] == "reports"
    assert 20 <= fetched["duration_ms"] < 60_000


def test_what_fails_in_time_is_logged_and_goes_on(records):
    with pytest.raises(ValueError, match="token"), timed("created", appointment_id=9):
        raise ValueError(f"token={SECRET}")
    (failed,) = records()
    assert (failed["level"], failed["message"], failed["error"]) == (
        "ERROR", "failed: created", "token=[REDACTED]",
    )  # fmt: skip
    assert failed["exception"]["type"] == "ValueError"
    assert failed["duration_ms"] >= 0


def test_overlapping_calls_are_timed_apart(records):
    @timed("inner")
    async def inner(begun, ended):
        await begun.wait()
        ended.set()

    @timed("outer")
    async def outer(begun, ended):
        begun.set()
        await ended.wait()
        await asyncio.sleep(0.03)

    async def main():
        begun, ended = asyncio.Event(), asyncio.Event()
        inside = asyncio.create_task(inner(begun, ended))
        await outer(begun, ended)
        await inside

    asyncio.run(main())
    first, second = records()
    assert [first["message"], second["message"]] == ["inner", "outer"]
    # What the outer one did after the inner one had ended is its own time alone.
    assert second["duration_ms"] - first["duration_ms"] >= 20


def test_log_errors(records):
    @log_errors
    def plain():
        raise KeyError("a")

    @log_errors("importing", level="CRITICAL", file="x.hl7")
    async def importing():
        plain()

    with pytest.raises(KeyError), log_errors("block", order=1):
        plain()
    with pytest.raises(KeyError):
        asyncio.run(importing())
    with pytest.raises(ZeroDivisionError), log_errors("block", order=1) as fields:
        fields["step"] = 2
        _ = 1 / 0
    messages = [(line["message"].rpartition(".")[2], line["level"]) for line in records()]
    # The innermost one logs.
    assert messages == [("plain", "ERROR"), ("plain", "ERROR"), ("block", "ERROR")]
    assert (records()[2]["order"], records()[2]["step"]) == (1, 2)
    assert all("exception" in line for line in records())


def test_generators_are_watched_to_their_end(records):
    @timed("all")
    def items():
        got = yield 1
        try:
            yield got
        except KeyError:
            yield "caught"
        raise ValueError("late")

    @log_errors("stream")
    async def stream():
        got = yield 1
        try:
            yield got
        except KeyError:
            yield "caught"
        raise ValueError("late")

    made = items()
    assert (next(made), made.send(2), made.throw(KeyError())) == (1, 2, "caught")
    assert records() == []
    with pytest.raises(ValueError, match="late"):
        next(made)

    async def read():
        made = stream()
        assert await anext(made) == 1
        assert await made.asend(2) == 2
        assert await made.athrow(KeyError()) == "caught"
        with pytest.raises(ValueError, match="late"):
            await anext(made)
        await stream().aclose()
        left = stream()
        await anext(left)
        await left.aclose()

    asyncio.run(read())
    assert [line["message"] for line in records()] == ["failed: all", "stream"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, asyncio.CancelledError, GeneratorExit])
def test_ends_are_no_errors(records, error):
    with pytest.raises(error), log_errors("block"), timed("block"):
        raise error
    assert records() == []


def test_unknown_levels_are_refused():
    with pytest.raises(ValueError, match="choose DEBUG"):
        log_errors("m", level="LOUD")


def test_prints_are_records(run):
    done = run(
        "import logging, sys, veilfold\n"
        "handler = logging.StreamHandler(sys.stdout)\n"
        "setup = veilfold.setup(sink='stderr', capture_prints=True)\n"
        f"print('password={SECRET}', 'of 100%s')\n"
        "print('a\\nb', end=''); print('c')\n"
        "print()\n"
        "late = logging.StreamHandler(sys.stdout); late.setFormatter(logging.Formatter('own %(message)s'))\n"
        "logging.getLogger('x').addHandler(late)\n"
        "logging.getLogger('x').info('y')\n"
        "print('rest', end='')\n"
        "setup.close()\n"
        "print('back')\n"
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["logger"], line["message"]) for line in lines] == [
        ("stdout", "password=[REDACTED] of 100%s"),
        ("stdout", "a"),
        ("stdout", "bc"),
        ("x", "y"),
        ("stdout", "rest"),
    ]
    assert {line["level"] for line in lines} == {"INFO"}
    assert done.stdout == b"own y\nback\n"


def test_what_is_printed_without_a_line_end_is_not_lost(run):
    done = run(
        "import atexit, multiprocessing, threading, veilfold\n"
        "atexit.register(print, 'at exit', end='')\n"
        "veilfold.setup(sink='stderr', capture_prints=True)\n"
        "thread = threading.Thread(target=print, args=('thread',), kwargs={'end': ''})\n"
        "thread.start(); thread.join()\n"
        "fork = multiprocessing.get_context('fork')\n"
        "process = fork.Process(target=print, args=('process',), kwargs={'end': ''})\n"
        "process.start(); process.join()\n"
        "print('main', end='')\n"
    )
    assert (done.returncode, done.stdout) == (0, b"")
    messages = [json.loads(line)["message"] for line in done.stderr.splitlines()]
    assert sorted(messages) == ["at exit", "main", "process", "thread"]


def test_prints_of_threads_do_not_mix(records, monkeypatch):
    monkeypatch.setattr(sys, "stdout", sys.__stdout__)
    setup = veilfold.setup(sink=veilfold._setup._current.stats()[0].sink, capture_prints=True)

    def work(n):
        for _ in range(100):
            print("a", end="")
            print(n)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    setup.close()
    messages = [line["message"] for line in records()]
    assert sorted(messages) == sorted(f"a{n}" for n in range(4) for _ in range(100))


def test_the_environment_captures_prints(run):
    done = run(
        "import veilfold; veilfold.setup(sink='stderr'); print('m')", env={"LOG_CAPTURE_PRINTS": "true"}
    )
    assert (json.loads(done.stderr)["message"], done.stdout) == ("m", b"")
