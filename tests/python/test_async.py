"""Asynchronous mode: nothing is lost at any end that a process can see; every drop is counted and told."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import veilfold

SECRET = "correct-horse-battery"


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def numbers(path):
    return [line["n"] for line in lines(path) if "n" in line]


def test_the_caller_does_not_write_and_flush_waits(tmp_path):
    path = tmp_path / "app.log"
    handler = veilfold.Handler(sink=path, asynchronous=True)
    log = logging.Logger("x")
    log.addHandler(handler)
    for n in range(1_000):
        log.info("password=%s", SECRET, extra={"n": n})
    handler.flush()
    assert numbers(path) == list(range(1_000))
    assert SECRET not in path.read_text()
    handler.close()


def test_arguments_that_change_after_the_call_are_logged_as_they_were(tmp_path):
    path = tmp_path / "app.log"
    handler = veilfold.Handler(sink=path, asynchronous=True)
    log = logging.Logger("x")
    log.addHandler(handler)
    changing = {"n": 0}
    for n in range(100):
        changing["n"] = n
        log.info("m", extra={"state": changing})
    handler.flush()
    assert [line["state"]["n"] for line in lines(path)] == list(range(100))


def test_the_end_of_the_program_waits_for_the_queue(run, tmp_path):
    done = run(
        "import logging, sys, veilfold\n"
        "veilfold.setup(sink=sys.argv[1], asynchronous=True)\n"
        "for n in range(5_000): logging.getLogger('x').info('m', extra={'n': n})\n",
        tmp_path / "x.log",
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert numbers(tmp_path / "x.log") == list(range(5_000))


def test_late_records_are_written_at_once(run, tmp_path):
    """From exit handlers that run after logging's own, and from finalisers."""
    run(
        "import atexit, logging, sys, veilfold\n"
        "atexit.register(lambda: logging.getLogger('x').info('late', extra={'n': 1}))\n"
        "veilfold.setup(sink=sys.argv[1], asynchronous=True)\n"
        "logging.getLogger('x').info('m', extra={'n': 0})\n"
        "class Late:\n"
        "    def __del__(self, log=logging.getLogger('x')): log.info('finaliser', extra={'n': 2})\n"
        "late = Late()\n",
        tmp_path / "x.log",
    )
    assert sorted(numbers(tmp_path / "x.log")) == [0, 1, 2]


@pytest.mark.parametrize("own", [False, True])
def test_sigterm_drains_and_ends_as_it_would(tmp_path, own):
    path = tmp_path / "x.log"
    code = (
        "import logging, signal, sys, time, veilfold\n"
        "veilfold.setup(sink=sys.argv[1], asynchronous=True)\n"
        + ("signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))\n" if own else "")
        + "for n in range(3_000): logging.getLogger('x').info('m', extra={'n': n})\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, path],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(veilfold.__file__).parents[1])},
    )
    with process:
        assert process.stdout.readline() == b"ready\n"
        process.terminate()
        assert process.wait(30) == (3 if own else -signal.SIGTERM)
    assert numbers(path) == list(range(3_000))


def test_a_process_whose_sink_does_not_move_still_hears_signals(tmp_path):
    """The caller waits for room in a full queue, before a pipe that nobody reads."""
    code = (
        "import logging, os, signal, sys, veilfold\n"
        "reader, writer = os.pipe()\n"
        "os.dup2(writer, 2)\n"
        "veilfold.setup(sink='stderr', asynchronous=True, queue_size=3)\n"
        "signal.signal(signal.SIGTERM, lambda *_: os._exit(9))\n"
        "print('ready', flush=True)\n"
        "while True: logging.getLogger('x').info('ab ' * 1_000)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(veilfold.__file__).parents[1])},
    )
    with process:
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.5)
        process.terminate()
        assert process.wait(30) == 9


FORKS = """
import logging, os, sys, veilfold, warnings
warnings.simplefilter("ignore")
veilfold.setup(sink=sys.argv[1], asynchronous=True)
log = logging.getLogger("x")
children = []
for child in range(6):
    for n in range(300): log.info("m", extra={"who": "parent", "n": child * 300 + n})
    pid = os.fork()
    if pid == 0:
        for n in range(300): log.info("m", extra={"who": child, "n": n})
        logging.shutdown()
        os._exit(0)
    children.append(pid)
assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 6
"""


def test_forks_in_the_middle_of_it_double_and_lose_nothing(run, tmp_path):
    done = run(FORKS, tmp_path / "x.log")
    assert (done.returncode, done.stderr) == (0, b"")
    seen = sorted((str(line["who"]), line["n"]) for line in lines(tmp_path / "x.log"))
    expected = [("parent", n) for n in range(1_800)]
    expected += [(str(child), n) for child in range(6) for n in range(300)]
    assert seen == sorted(expected)


MULTIPROCESSING = """
import logging, multiprocessing, sys, veilfold, warnings
warnings.simplefilter("ignore")
def work(path, who, own):
    if own: veilfold.setup(sink=path, asynchronous=True)
    for n in range(300): logging.getLogger("x").info("m", extra={"who": who, "n": n})
if __name__ == "__main__":
    path, method = sys.argv[1:]
    context = multiprocessing.get_context(method)
    if method == "fork": veilfold.setup(sink=path, asynchronous=True)
    processes = [context.Process(target=work, args=(path, n, method != "fork")) for n in range(3)]
    [process.start() for process in processes]
    [process.join() for process in processes]
    sys.exit(any(process.exitcode for process in processes))
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_processes_of_multiprocessing_drain_at_their_end(run, tmp_path, method):
    script = tmp_path / "work.py"
    script.write_text(MULTIPROCESSING)
    done = run(None, tmp_path / "x.log", method, script=script)
    assert (done.returncode, done.stderr) == (0, b"")
    seen = sorted((line["who"], line["n"]) for line in lines(tmp_path / "x.log"))
    assert seen == [(who, n) for who in range(3) for n in range(300)]


class Pipe:
    """A FIFO that is read only when the test says so."""

    def __init__(self, path):
        os.mkfifo(path)
        self.path = path
        self.reader = os.open(path, os.O_RDWR | os.O_NONBLOCK)

    def drain(self):
        try:
            return os.read(self.reader, 1 << 20)
        except BlockingIOError:
            return b""


@pytest.mark.parametrize("policy", ["drop_oldest", "drop_newest"])
def test_every_drop_is_counted_and_told_in_the_log(tmp_path, policy):
    pipe = Pipe(tmp_path / "pipe")
    handler = veilfold.Handler(sink=pipe.path, asynchronous=True, queue_size=20, queue_policy=policy)
    log = logging.Logger("x")
    log.addHandler(handler)
    # More than the pipe holds, while nobody reads, long before the sink gives it up: the queue fills.
    for n in range(100):
        log.info("m", extra={"n": n, "pad": "ab " * 1_000})
    assert handler.stats()[0].lost > 0
    got = b""
    end = time.monotonic() + 30
    while b"records dropped" not in got:
        assert time.monotonic() < end
        got += pipe.drain()
        time.sleep(0.001)
    thread = threading.Thread(target=handler.close)
    thread.start()
    while thread.is_alive():
        got += pipe.drain()
    got += pipe.drain()
    records = [json.loads(line) for line in got.splitlines()]
    told = sum(int(r["message"].split()[0]) for r in records if r["logger"] == "veilfold.queue")
    out = [r["n"] for r in records if "n" in r]
    assert len(out) == len(set(out))
    assert len(out) + handler.stats()[0].lost == 100
    # What the pipe gave up itself, after a second without a reader, the sink has said on standard error.
    assert 0 < told <= handler.stats()[0].lost
    assert {r["level"] for r in records if r["logger"] == "veilfold.queue"} == {"WARNING"}
    assert (99 in out) == (policy == "drop_oldest")
    os.close(pipe.reader)


def test_block_makes_the_caller_wait_and_loses_nothing(tmp_path):
    pipe = Pipe(tmp_path / "pipe")
    handler = veilfold.Handler(sink=pipe.path, asynchronous=True, queue_size=5)
    log = logging.Logger("x")
    log.addHandler(handler)

    def work():
        for n in range(300):
            log.info("m", extra={"n": n, "pad": "ab " * 1_000})
        handler.close()

    thread = threading.Thread(target=work)
    thread.start()
    got = b""
    while thread.is_alive():
        got += pipe.drain()
    got += pipe.drain()
    assert [json.loads(line)["n"] for line in got.splitlines()] == list(range(300))
    assert handler.stats()[0].lost == 0
    os.close(pipe.reader)


def test_signals_and_the_collector_may_log_at_any_moment(run, tmp_path):
    done = run(
        "import gc, logging, signal, sys, veilfold\n"
        "veilfold.setup(sink=sys.argv[1], asynchronous=True, queue_size=3)\n"
        "log = logging.getLogger('x')\n"
        "signals = []\n"
        "def alarm(*_): signals.append(1); log.warning('signal')\n"
        "signal.signal(signal.SIGALRM, alarm)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)\n"
        "class Cycle:\n"
        "    def __init__(self): self.me = self\n"
        "    def __str__(self): log.info('str'); return 'cycle'\n"
        "    def __del__(self): log.info('del')\n"
        "gc.set_threshold(5)\n"
        "for n in range(2_000): log.info('%s', Cycle(), extra={'n': n})\n"
        "signal.setitimer(signal.ITIMER_REAL, 0)\n"
        "gc.collect()\n"
        "log.info('end', extra={'signals': len(signals)})\n",
        tmp_path / "x.log",
    )
    assert (done.returncode, done.stderr) == (0, b"")
    records = lines(tmp_path / "x.log")
    messages = [record["message"] for record in records]
    assert [record["n"] for record in records if "n" in record] == list(range(2_000))
    assert (messages.count("str"), messages.count("del")) == (2_000, 2_000)
    assert messages.count("signal") == next(r["signals"] for r in records if "signals" in r)


def test_asyncio_tasks_are_not_held_up(tmp_path):
    import asyncio

    path = tmp_path / "x.log"
    log = logging.Logger("x")
    handler = veilfold.Handler(sink=path, asynchronous=True)
    log.addHandler(handler)

    async def task(who):
        with veilfold.context(who=who):
            for n in range(100):
                log.info("m", extra={"n": n})
                await asyncio.sleep(0)

    async def main():
        await asyncio.gather(*(task(who) for who in range(10)))

    asyncio.run(main())
    handler.close()
    seen = sorted((line["who"], line["n"]) for line in lines(path))
    assert seen == [(who, n) for who in range(10) for n in range(100)]


def test_the_environment_turns_it_on(tmp_path, monkeypatch):
    monkeypatch.setenv("LOG_ASYNC", "true")
    monkeypatch.setenv("LOG_QUEUE_POLICY", "sometimes")
    with pytest.raises(ValueError, match="choose block, drop_oldest or drop_newest"):
        veilfold.setup(sink=tmp_path / "x.log")
    monkeypatch.setenv("LOG_QUEUE_POLICY", "drop_oldest")
    monkeypatch.setenv("LOG_QUEUE_SIZE", "0")
    with pytest.raises(ValueError, match="LOG_QUEUE_SIZE='0': write a whole number from 1"):
        veilfold.setup(sink=tmp_path / "x.log")
    monkeypatch.setenv("LOG_QUEUE_SIZE", "100")
    with veilfold.setup(sink=tmp_path / "x.log") as setup:
        logging.getLogger("x").info("m")
        assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    assert setup.stats()[0].written == 1
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
