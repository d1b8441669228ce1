"""Processes that share a file, and processes that were forked while threads were logging."""

import json
import logging
import os
import sys
import threading
import warnings

import pytest

import veilfold

WORKER = """
import logging, multiprocessing, sys, veilfold, warnings
def work(path, n):
    log = logging.Logger("x")
    log.addHandler(veilfold.Handler(sink=path))
    for i in range(300):
        log.info("m", extra={"n": n, "i": i, "pad": "ab " * (i % 3_000)})
if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)
    path, method = sys.argv[1:]
    context = multiprocessing.get_context(method)
    processes = [context.Process(target=work, args=(path, n)) for n in range(4)]
    [process.start() for process in processes]
    [process.join() for process in processes]
    sys.exit(any(process.exitcode for process in processes))
"""


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_processes_on_one_file_tear_no_line(run, tmp_path, method):
    path, script = tmp_path / "x.log", tmp_path / "worker.py"
    script.write_text(WORKER)
    done = run(None, path, method, script=script)
    assert done.returncode == 0, done.stderr
    seen = [(line["n"], line["i"]) for line in map(json.loads, path.read_text().splitlines())]
    assert sorted(seen) == [(n, i) for n in range(4) for i in range(300)]


def test_a_forked_child_goes_on_logging(tmp_path):
    path = tmp_path / "x.log"
    log = logging.Logger("x")
    handler = veilfold.Handler(sink=path)
    log.addHandler(handler)
    log.info("parent")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            log.info("child")
        finally:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    log.info("parent again")
    messages = [json.loads(line)["message"] for line in path.read_text().splitlines()]
    assert messages == ["parent", "child", "parent again"]


def test_forks_while_threads_write_to_a_full_pipe_do_not_hang(run):
    """A thread that waits for the reader owns the pipe's turn at the moment of the fork."""
    code = (
        "import logging, os, sys, threading, time, veilfold, warnings\n"
        "warnings.simplefilter('ignore')\n"
        "reader, writer = os.pipe()\n"
        "os.dup2(writer, 1)\n"
        "veilfold.setup()\n"
        "log = logging.getLogger('x')\n"
        "def flood():\n"
        "    for _ in range(40): log.info('ab ' * 5_000)\n"
        "threads = [threading.Thread(target=flood) for _ in range(2)]\n"
        "[t.start() for t in threads]\n"
        "time.sleep(0.2)\n"
        "children = []\n"
        "for _ in range(5):\n"
        "    pid = os.fork()\n"
        "    if pid == 0:\n"
        "        os.dup2(os.open('/dev/null', os.O_WRONLY), 1)\n"
        "        log.info('from the child')\n"
        "        os._exit(7)\n"
        "    children.append(pid)\n"
        "codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]\n"
        "read = lambda: os.read(reader, 65536)\n"
        "threading.Thread(target=lambda: [None for _ in iter(read, b'')], daemon=True).start()\n"
        "[t.join() for t in threads]\n"
        "sys.stderr.write(repr(codes))\n"
        "os._exit(0)\n"
    )
    done = run(code)
    assert done.stderr == b"[7, 7, 7, 7, 7]"


def test_setup_before_fork_logs_in_all_workers(run, tmp_path):
    """As gunicorn does with preload."""
    code = (
        "import logging, os, sys, veilfold\n"
        "veilfold.setup(sink=sys.argv[1], service='pre')\n"
        "for n in range(3):\n"
        "    if os.fork() == 0:\n"
        "        for i in range(50): logging.getLogger('x').error('m', extra={'n': n})\n"
        "        os._exit(0)\n"
        "for _ in range(3): os.wait()\n"
    )
    done = run(code, tmp_path / "x.log")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in (tmp_path / "x.log").read_text().splitlines()]
    assert sorted(line["n"] for line in lines) == [0] * 50 + [1] * 50 + [2] * 50


def test_threads_lose_and_tear_no_line(tmp_path):
    path = tmp_path / "x.log"
    log = logging.Logger("x")
    log.addHandler(veilfold.Handler(sink=path))

    def work(n):
        for i in range(500):
            with veilfold.context(thread=n):
                log.info("m %d", i, extra={"i": i})

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    seen = [(line["thread"], line["i"]) for line in map(json.loads, path.read_text().splitlines())]
    assert sorted(seen) == [(n, i) for n in range(8) for i in range(500)]


def test_garbage_collection_that_logs_neither_hangs_nor_loses(written):
    import gc

    class Cyclic:
        def __init__(self):
            self.me = self

        def __del__(self):
            written.log.info("collected")

    before = gc.get_threshold()
    gc.set_threshold(10)
    try:
        for _ in range(200):
            written.log.info("m", extra={"x": [Cyclic(), {"a": [1]}]})
    finally:
        gc.set_threshold(*before)
    gc.collect()
    messages = [line["message"] for line in written.records()]
    assert messages.count("m") == 200
    assert messages.count("collected") == 200


def test_reconfiguring_while_threads_log_raises_nothing(tmp_path):
    stop = threading.Event()
    failures = []

    def work():
        log = logging.getLogger("busy")
        while not stop.is_set():
            try:
                log.info("m")
            except Exception as error:  # noqa: PERF203
                failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for n in range(30):
            veilfold.setup(sink=tmp_path / f"{n}.log").close()
    finally:
        stop.set()
        thread.join()
    assert failures == []
