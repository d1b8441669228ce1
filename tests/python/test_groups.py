"""Groups of a process, and records that repeat: nothing is lost, nothing waits longer than it may."""

import io
import json
import logging
import os
import subprocess
import sys
import threading
import time

import pytest

import veilfold

SECRET = "correct-horse-battery"


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def total(records):
    return sum(record.get("repeat_count", 1) for record in records)


def wait_for(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.01)


def fail(n):
    raise ValueError(f"card {n} was declined, password={SECRET}")


def raised(n):
    try:
        fail(n)
    except ValueError as error:
        return error


def test_a_group_has_one_line_in_a_window_and_no_record_is_lost():
    stream = io.StringIO()
    with veilfold.setup(sink=stream, dedup=3600):
        log = logging.getLogger("shop")
        for n in range(100):
            log.error("cannot reach host-%d", n)
            if n % 10 == 0:
                log.warning("slow: %d ms", n)
            log.info("not in scope %d", n)
        written = lines(stream)
        assert [r["level"] for r in written].count("ERROR") == 1
        assert [r["level"] for r in written].count("WARNING") == 1
        assert [r["level"] for r in written].count("INFO") == 100, "what has no group is written as it comes"
    written = [r for r in lines(stream) if r["level"] != "INFO"]
    assert [(r["level"], r.get("repeat_count")) for r in written] == [
        ("ERROR", None),
        ("WARNING", None),
        ("ERROR", 99),
        ("WARNING", 9),
    ]
    assert written[2]["message"] == "cannot reach host-99", "the last one, when it ends"
    assert total(written) == 110


def test_a_held_error_comes_out_when_the_window_ends(tmp_path):
    path = tmp_path / "x.log"
    with veilfold.setup(sink=path, dedup=0.2):
        began = time.time()
        for n in range(3):
            logging.getLogger("shop").error("cannot reach host-%d", n)
        wait_for(lambda: len(path.read_text().splitlines()) == 2)
        assert time.time() - began >= 0.2
        written = [json.loads(line) for line in path.read_text().splitlines()]
        assert [r.get("repeat_count", 1) for r in written] == [1, 2]


def test_threads_and_a_stream_lose_nothing():
    stream = io.StringIO()
    with veilfold.setup(sink=stream, dedup=0.01):

        def work():
            for n in range(200):
                logging.getLogger("shop").error("cannot reach host-%d", n)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert total(lines(stream)) == 800


PROGRAM = """
import logging, os, sys, veilfold
veilfold.setup(sink=sys.argv[1], dedup=3600)
log = logging.getLogger("shop")
for n in range(5):
    log.error("cannot reach host-%d", n)
if sys.argv[2] == "fork":
    pid = os.fork()
    if not pid:
        assert veilfold.groups() == [], "the parent's"
        for n in range(3):
            log.error("cannot reach host-%d", n)
        sys.exit()
    os.waitpid(pid, 0)
if sys.argv[2] == "multiprocessing":
    import multiprocessing
    child = multiprocessing.get_context("fork").Process(
        target=lambda: [log.error("cannot reach host-%d", n) for n in range(3)]
    )
    child.start()
    child.join()
if sys.argv[2] == "sigterm":
    import signal
    os.kill(os.getpid(), signal.SIGTERM)
"""


@pytest.mark.parametrize(
    ("how", "records"), [("exit", 5), ("fork", 8), ("multiprocessing", 8), ("sigterm", 5)]
)
def test_what_is_held_is_written_at_the_end_of_each_process(tmp_path, how, records):
    path = tmp_path / "x.log"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, path, how], timeout=60, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (-15 if how == "sigterm" else 0, "")
    assert total(json.loads(line) for line in path.read_text().splitlines()) == records


def test_text_lines_tell_their_count_too():
    stream = io.StringIO()
    with veilfold.setup(sink=stream, dedup=3600, format="text"):
        for n in range(3):
            logging.getLogger("shop").error("cannot reach host-%d", n)
    assert stream.getvalue().splitlines()[-1].endswith("repeat_count=2")


def test_groups_tell_what_happened_and_no_secret(tmp_path):
    with veilfold.setup(sink=tmp_path / "x.log", policy="strict"):
        log = logging.getLogger("shop")
        for n in range(3):
            log.error("payment of bob@example.com failed", exc_info=raised(n))
        log.warning("quota of %s: password=%s", "acme", SECRET)
        log.info("no group")
        failure, quota = veilfold.groups()
        written = [json.loads(line) for line in (tmp_path / "x.log").read_text().splitlines()]
    assert failure["group_id"] == written[0]["group_id"]
    assert (failure["count"], failure["template"], failure["level"]) == (3, "ValueError@fail", "ERROR")
    assert (failure["first"], failure["last"]) == (written[0]["timestamp"], written[2]["timestamp"])
    assert failure["sample"] == "payment of [REDACTED:email] failed"
    assert sum(failure["minutes"]) == 3
    assert (failure["resolved"], failure["regressions"]) == (None, 0)
    assert (quota["count"], quota["level"]) == (1, "WARNING")
    assert SECRET not in repr((failure, quota))


def test_a_resolved_group_that_comes_back_is_a_regression(tmp_path):
    with veilfold.setup(sink=tmp_path / "x.log", static_fields={"release": "1.4.0"}):
        log = logging.getLogger("shop")
        log.error("cannot open ledger")
        group = veilfold.groups()[0]["group_id"]
        assert not veilfold.resolve("m1-0000000000000000")
        assert not veilfold.resolve("nonsense")
        assert veilfold.resolve(group, "1.5.0")
        log.error("cannot open ledger")
        (known,) = veilfold.groups()
        assert (known["resolved"]["release"], known["regressions"]) == ("1.5.0", 0), "an old release"
        assert veilfold.resolve(group)
        time.sleep(0.01)
        log.error("cannot open ledger")
        (known,) = veilfold.groups()
        assert (known["resolved"], known["regressions"], known["count"]) == (None, 1, 3)
    assert not veilfold.resolve("m1-0000000000000000")


VERBS = ["open", "close", "read", "write", "send", "move", "copy", "drop", "load", "save"]
NOUNS = ["plan", "step", "run", "page", "line", "book", "door", "road", "wall", "tree"]


def test_rare_groups_are_counted_together():
    with veilfold.setup(sink=os.devnull):
        log = logging.getLogger("shop")
        records = [(a, b, c) for a in VERBS for b in NOUNS for c in (*VERBS, *NOUNS)]
        for record in records:
            log.error("cannot {} the {} and {} it".format(*record))
        known = veilfold.groups()
    assert len(known) == 1024 + 1
    assert known[-1]["group_id"] == "overflow"
    assert sum(group["count"] for group in known) == len(records)


@pytest.mark.parametrize("wrong", [-1, float("nan"), float("inf"), "x"])
def test_a_wrong_window_is_refused(tmp_path, wrong):
    with pytest.raises((ValueError, TypeError)):
        veilfold.setup(sink=tmp_path / "x.log", dedup=wrong)


def test_the_window_of_the_environment(monkeypatch):
    monkeypatch.setenv("LOG_DEDUP", "3600")
    stream = io.StringIO()
    with veilfold.setup(sink=stream):
        for n in range(3):
            logging.getLogger("shop").error("cannot reach host-%d", n)
        assert len(lines(stream)) == 1
    assert total(lines(stream)) == 3
