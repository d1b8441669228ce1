"""What a handler meets at the worst moment, of objects, threads and ends: nothing hangs, tears or is lost."""

import json

import pytest

#: The four ways in which a record is written.
WAYS = [
    pytest.param({"fast": fast, "asynchronous": asynchronous}, id=f"fast={fast},asynchronous={asynchronous}")
    for fast in (False, True)
    for asynchronous in (False, True)
]


def lines(path):
    """Every line, each of them whole."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.mark.parametrize("way", WAYS)
def test_a_str_that_takes_the_lock_of_logging(run, tmp_path, way):
    """One thread has that lock when it logs, the other takes it while its record is made."""
    done = run(
        f"""
import logging, sys, threading, veilfold
class Takes:
    def __str__(self):
        with logging._lock:
            return "taken"
    __repr__ = __str__
log = logging.getLogger("x")
def holder():
    for n in range(300):
        with logging._lock:
            log.info("holder %d", n)
def taker():
    for n in range(300):
        log.info("taker %s %d", Takes(), n, extra={{"x": Takes()}})
with veilfold.setup(sink=sys.argv[1], **{way!r}):
    threads = [threading.Thread(target=target) for target in (holder, taker)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
""",
        tmp_path / "app.log",
    )
    assert (done.returncode, done.stderr) == (0, b"")
    messages = [line["message"] for line in lines(tmp_path / "app.log")]
    expected = [f"holder {n}" for n in range(300)] + [f"taker taken {n}" for n in range(300)]
    assert sorted(messages) == sorted(expected)


@pytest.mark.parametrize("way", WAYS)
def test_a_str_that_takes_long_holds_up_nobody(run, tmp_path, way):
    """It ends when another thread has logged through the same handler, and closed a file of it."""
    done = run(
        f"""
import logging, sys, threading, veilfold
begun, logged = threading.Event(), threading.Event()
class Slow:
    def __str__(self):
        begun.set()
        return "went on" if logged.wait(50) else "was held up"
log = logging.getLogger("x")
with veilfold.setup(sink=sys.argv[1], **{way!r}) as setup:
    thread = threading.Thread(target=lambda: log.info("slow %s", Slow()))
    thread.start()
    assert begun.wait(50)
    log.warning("another")
    setup.handler.flush()
    setup.handler.stats()
    logged.set()
    thread.join()
""",
        tmp_path / "app.log",
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert [line["message"] for line in lines(tmp_path / "app.log")] == ["another", "slow went on"]


@pytest.mark.parametrize("way", WAYS)
def test_the_interpreter_ends_while_daemon_threads_log(run, tmp_path, way):
    done = run(
        f"""
import atexit, logging, sys, threading, veilfold
veilfold.setup(sink=sys.argv[1], **{way!r})
log = logging.getLogger("x")
busy = threading.Semaphore(0)
def work(thread):
    n = 0
    while True:
        log.info("m", extra={{"t": thread, "n": n, "pad": "ab " * (n % 50)}})
        n += 1
        if n == 50:
            busy.release()
for thread in range(4):
    threading.Thread(target=work, args=(thread,), daemon=True).start()
for _ in range(4):
    assert busy.acquire(timeout=50)
log.info("last of main")
""",
        tmp_path / "app.log",
    )
    assert (done.returncode, done.stderr) == (0, b"")
    found = lines(tmp_path / "app.log")
    assert "last of main" in [line["message"] for line in found]
    for thread in range(4):
        numbers = [line["n"] for line in found if line.get("t") == thread]
        # In order, none missing and none twice, up to wherever the end found it.
        assert numbers == list(range(len(numbers)))
        assert len(numbers) >= 50
    assert all(line["pad"] == "ab " * (line["n"] % 50) for line in found if "t" in line)


@pytest.mark.parametrize("way", WAYS)
def test_forks_in_the_middle_of_threads_that_log(run, tmp_path, way):
    done = run(
        f"""
import logging, os, sys, threading, veilfold, warnings
warnings.simplefilter("ignore")  # 3.12 warns of forks in a process with threads, which is the point
setup = veilfold.setup(sink=sys.argv[1], **{way!r})
log = logging.getLogger("x")
stop = threading.Event()
counts = [0] * 3
def work(thread):
    while not stop.is_set():
        log.info("m", extra={{"t": thread, "n": counts[thread]}})
        counts[thread] += 1
threads = [threading.Thread(target=work, args=(thread,)) for thread in range(3)]
[thread.start() for thread in threads]
for child in range(20):
    pid = os.fork()
    if not pid:
        for n in range(20):
            log.warning("child", extra={{"child": child, "n": n}})
        setup.handler.flush()
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0
stop.set()
[thread.join() for thread in threads]
setup.close()
print(*counts)
""",
        tmp_path / "app.log",
    )
    assert (done.returncode, done.stderr) == (0, b"")
    found = lines(tmp_path / "app.log")
    children = sorted((line["child"], line["n"]) for line in found if "child" in line)
    assert children == [(child, n) for child in range(20) for n in range(20)]
    for thread, count in enumerate(map(int, done.stdout.split())):
        assert [line["n"] for line in found if line.get("t") == thread] == list(range(count))
