"""What nobody caught is logged once, redacted, and passed on to the hook that was there before."""

import json
import logging
import sys
import threading

import pytest

import veilfold

SECRET = "correct-horse-battery"

PRELUDE = """
import asyncio, gc, logging, sys, threading, veilfold
path = sys.argv[1]
setup = veilfold.setup(sink=path)
def fail():
    raise ValueError("password=correct-horse-battery")
"""


@pytest.fixture
def outcome(run, tmp_path):
    """Run code after the prelude; returns the log's records and the process."""

    def outcome(code, sink=None):
        path = tmp_path / "app.log"
        done = run(PRELUDE + code, sink or path)
        everything = done.stdout + done.stderr + (path.read_bytes() if path.exists() else b"")
        assert SECRET.encode() not in everything, everything
        records = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        return records, done

    return outcome


def test_an_uncaught_exception_is_logged_once(outcome):
    records, done = outcome("fail()")
    (record,) = records
    assert record["level"] == "CRITICAL"
    assert record["logger"] == "veilfold.uncaught"
    assert record["exception"]["type"] == "ValueError"
    assert done.returncode == 1
    assert b"Traceback (most recent call last)" in done.stderr
    assert b"password=[REDACTED]" in done.stderr


def test_on_the_console_it_is_shown_once(outcome):
    _, done = outcome("fail()", sink="stdout")
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


def test_after_dict_config_it_is_logged_still(outcome):
    records, _ = outcome(
        "import logging.config\n"
        "logging.config.dictConfig({'version': 1, 'disable_existing_loggers': True})\n"
        "fail()"
    )
    assert len(records) == 1


def test_a_thread_s_exception_is_logged_once(outcome):
    records, done = outcome("t = threading.Thread(target=fail, name='worker-1'); t.start(); t.join()")
    (record,) = records
    assert (record["level"], record["thread_name"]) == ("ERROR", "worker-1")
    assert b"Exception in thread worker-1" in done.stderr
    assert done.returncode == 0


def test_an_exception_that_python_can_only_ignore_is_logged_once(outcome):
    records, done = outcome("class A:\n    def __del__(self):\n        fail()\nA()\ngc.collect()")
    (record,) = records
    assert record["level"] == "ERROR"
    assert "A.__del__" in record["object"]
    assert b"[REDACTED]" in done.stderr


def test_a_task_s_exception_is_logged_once(outcome):
    records, _ = outcome(
        "async def main():\n"
        "    async def work():\n        fail()\n"
        "    task = asyncio.create_task(work())\n"
        "    await asyncio.sleep(0.01)\n"
        "    del task\n"
        "    gc.collect()\n"
        "asyncio.run(main())"
    )
    (record,) = records
    assert record["logger"] == "asyncio"
    assert record["exception"]["type"] == "ValueError"


def test_an_exception_out_of_asyncio_run_is_logged_once(outcome):
    records, _ = outcome("async def main():\n    fail()\nasyncio.run(main())")
    assert [record["logger"] for record in records] == ["veilfold.uncaught"]


def test_a_callback_s_exception_is_logged_once(outcome):
    records, _ = outcome(
        "async def main():\n"
        "    asyncio.get_running_loop().call_soon(fail)\n"
        "    await asyncio.sleep(0.01)\n"
        "asyncio.run(main())"
    )
    assert [record["logger"] for record in records] == ["asyncio"]


def test_ctrl_c_and_exit_are_not_failures(outcome):
    records, done = outcome("raise KeyboardInterrupt")
    assert records == []
    assert b"KeyboardInterrupt" in done.stderr
    records, done = outcome("sys.exit(3)")
    assert records == []
    assert done.returncode == 3
    records, _ = outcome("t = threading.Thread(target=sys.exit); t.start(); t.join()")
    assert records == []


def test_what_ctrl_c_interrupts_is_cleaned(outcome):
    records, done = outcome(
        "def interrupted():\n"
        "    try:\n        fail()\n"
        "    except ValueError:\n        raise KeyboardInterrupt\n"
        "interrupted()"
    )
    assert records == []
    assert b"ValueError: password=[REDACTED]" in done.stderr
    assert b"KeyboardInterrupt" in done.stderr


def test_a_secret_in_the_source_reaches_no_hook(outcome, tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        'def login(password):\n    1 / 0\ndef go():\n    login(password="correct-horse-battery")\n'
    )
    for before in ("", "sys.excepthook = lambda *info: __import__('traceback').print_exception(*info)\n"):
        code = f"setup.close()\n{before}setup = veilfold.setup(sink=path)\n"
        records, done = outcome(f"{code}sys.path.insert(0, {str(tmp_path)!r})\nimport program\nprogram.go()")
        assert records[-1]["exception"]["type"] == "ZeroDivisionError"
        assert b"ZeroDivisionError" in done.stderr


def test_hooks_that_were_there_are_called_with_a_cleaned_exception(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: seen.append((kind, str(error), trace)))
    monkeypatch.setattr(
        threading, "excepthook", lambda args: seen.append((args.exc_type, str(args.exc_value)))
    )
    monkeypatch.setattr(sys, "unraisablehook", lambda args: seen.append((args.exc_type, str(args.exc_value))))
    with veilfold.setup(sink=tmp_path / "x.log"):
        error = ValueError(f"password={SECRET}")
        sys.excepthook(ValueError, error, None)
        threading.excepthook(threading.ExceptHookArgs((ValueError, error, None, None)))

        class Bad:
            def __del__(self):
                raise error

        Bad()
    assert seen == [
        (ValueError, "password=[REDACTED]", None),
        (ValueError, "password=[REDACTED]"),
        (ValueError, "password=[REDACTED]"),
    ]
    assert (tmp_path / "x.log").read_bytes().count(b"\n") == 3


def test_closing_puts_the_hooks_back(tmp_path):
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    setup = veilfold.setup(sink=tmp_path / "x.log")
    assert sys.excepthook is not before[0]
    setup.close()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_hooks_put_around_ours_survive_closing(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    setup = veilfold.setup(sink=tmp_path / "x.log")
    for module, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        ours = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *args, ours=ours: ours(*args))
    setup.close()
    error = ValueError("plain")
    sys.excepthook(ValueError, error, None)
    threading.excepthook(threading.ExceptHookArgs((ValueError, error, None, None)))
    assert capsys.readouterr().err.count("plain") == 2
    assert (tmp_path / "x.log").read_bytes() == b""


def test_hooks_can_be_left_out(tmp_path):
    before = sys.excepthook
    with veilfold.setup(sink=tmp_path / "x.log", hooks=False):
        assert sys.excepthook is before


def test_a_level_above_it_keeps_it_out(tmp_path, capsys):
    with veilfold.setup(sink=tmp_path / "x.log", level=60):
        sys.excepthook(ValueError, ValueError("m"), None)
    assert (tmp_path / "x.log").read_bytes() == b""
    assert "ValueError: m" in capsys.readouterr().err


def test_without_standard_error_nothing_is_raised(tmp_path, monkeypatch):
    with veilfold.setup(sink=tmp_path / "x.log") as setup:
        monkeypatch.setattr(sys, "stderr", None)
        sys.excepthook(ValueError, ValueError("m"), None)
        setup.handler.handleError(logging.makeLogRecord({}))
    assert (tmp_path / "x.log").read_bytes().count(b"\n") == 1
