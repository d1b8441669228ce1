"""Log files of several processes: put aside, compressed, kept, and never a line torn, lost or doubled."""

import collections
import gzip
import json
import logging
import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

import veilfold

#: `make stress` has a minute, and 50 kills.
SECONDS = float(os.environ.get("VEILFOLD_STRESS_SECONDS", "4"))
KILLS = int(os.environ.get("VEILFOLD_STRESS_KILLS", "8"))

WORKER = """
import logging, sys, threading, time, veilfold
path, process, seconds, max_bytes = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
handler = veilfold.Handler(sink=veilfold.File(path, max_bytes=max_bytes))
counts = [0] * 4
end = time.time() + seconds
def work(thread):
    log = logging.Logger("load")
    log.addHandler(handler)
    while time.time() < end:
        n = counts[thread]
        log.info("m", extra={"p": process, "t": thread, "n": n, "pad": "ab " * (n % 60)})
        counts[thread] = n + 1
threads = [threading.Thread(target=work, args=(thread,)) for thread in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
row = handler.stats()[0]
print(*counts, row.lost, row.rotations)
"""


def package_environment():
    return {**os.environ, "PYTHONPATH": str(Path(veilfold.__file__).parents[1])}


def start(script, *args):
    return subprocess.Popen(
        [sys.executable, script, *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=package_environment(),
    )


def lines_of(directory):
    """Every line of every file in a directory, compressed or not."""
    lines = []
    for file in sorted(directory.iterdir()):
        assert not file.name.endswith(".tmp"), file
        data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        assert data.endswith(b"\n") or not data
        lines += data.splitlines()
    return lines


def settle(directory):
    """Wait until what was put aside is compressed: nobody holds it any more."""
    handler = veilfold.Handler(sink=veilfold.File(directory / "app.log", max_bytes=1 << 40))
    record = logging.makeLogRecord({"msg": "m", "levelno": 20, "name": "settle"})
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        handler.handle(record)
        record.created += 4_000
        if not [f for f in directory.glob("app.log.*") if f.suffix != ".gz"]:
            break
        time.sleep(0.05)
    handler.close()


def test_no_line_is_torn_lost_or_doubled_by_rotation(tmp_path):
    script, logs = tmp_path / "worker.py", tmp_path / "logs"
    script.write_text(WORKER)
    # About one rotation a second at the least: four processes write some megabytes in it.
    workers = [start(script, logs / "app.log", n, SECONDS, 500_000) for n in range(4)]
    expected, rotations = set(), 0
    for process, worker in enumerate(workers):
        out, err = worker.communicate(timeout=SECONDS + 60)
        assert (worker.returncode, err) == (0, b"")
        *counts, lost, turned = map(int, out.split())
        assert lost == 0
        rotations += turned
        expected |= {(process, thread, n) for thread, count in enumerate(counts) for n in range(count)}
    assert rotations >= SECONDS
    settle(logs)
    seen = collections.Counter(
        (line["p"], line["t"], line["n"])
        for line in map(json.loads, lines_of(logs))
        if line["logger"] == "load" and line["pad"] == "ab " * (line["n"] % 60)
    )
    assert [key for key, count in seen.items() if count > 1] == []
    assert seen.keys() == expected
    assert len(list(logs.glob("*.gz"))) == rotations


KILLED = """
import logging, os, sys, veilfold
log = logging.Logger("load")
log.addHandler(veilfold.Handler(sink=veilfold.File(sys.argv[1], max_bytes=40_000)))
for n in range(10**9):
    log.info("m", extra={"run": int(sys.argv[2]), "n": n})
    os.write(1, b"%d\\n" % n)
"""


def test_a_record_whose_call_returned_survives_a_kill(tmp_path):
    """At a random moment, under load, with files put aside and compressed meanwhile."""
    script, logs = tmp_path / "killed.py", tmp_path / "logs"
    script.write_text(KILLED)
    returned = {}
    for run in range(KILLS):
        process = start(script, logs / "app.log", run)
        # Counted in records, and not in time: a loaded machine takes what it takes.
        out = b""
        least = random.randrange(1, 3_000)
        while out.count(b"\n") < least:
            chunk = os.read(process.stdout.fileno(), 4_096)
            assert chunk, process.stderr.read()
            out += chunk
        process.send_signal(signal.SIGKILL)
        process.wait()
        out += process.stdout.read()
        process.stdout.close()
        process.stderr.close()
        returned[run] = out.count(b"\n")
    # What a killed process left behind does not stay.
    settle(logs)
    seen = collections.Counter(
        (line["run"], line["n"]) for line in map(json.loads, lines_of(logs)) if line["logger"] == "load"
    )
    missing = [(run, n) for run, count in returned.items() for n in range(count) if (run, n) not in seen]
    assert missing == []
    assert [key for key, count in seen.items() if count > 1] == []


def test_the_four_files(tmp_path, monkeypatch):
    monkeypatch.setenv("LOG_DIR", str(tmp_path / "logs"))
    stream = []

    class Console:
        def write(self, text):
            stream.append(text)

    with veilfold.setup(sink=Console(), directory=tmp_path / "logs", service="shop"):
        logging.getLogger("shop.orders").info("paid")
        logging.getLogger("shop.orders").error("failed")
        logging.getLogger("gunicorn.access").info("GET / 200")
        logging.getLogger("accessories").info("not an access logger")
        logging.getLogger("audit.users").warning("deleted")

    def messages(name):
        text = (tmp_path / "logs" / name).read_text()
        return [json.loads(line)["message"] for line in text.splitlines()]

    assert messages("app.log") == ["paid", "failed", "not an access logger"]
    assert messages("error.log") == ["failed"]
    assert messages("access.log") == ["GET / 200"]
    assert messages("audit/audit.log") == ["deleted"]
    assert not (tmp_path / "logs/debug.log").exists()
    assert len(stream) == 5

    def mode(path):
        return stat.S_IMODE((tmp_path / path).stat().st_mode)

    mask = os.umask(0)
    os.umask(mask)
    assert mode("logs") == 0o750 & ~mask
    assert mode("logs/app.log") == 0o640 & ~mask
    assert (mode("logs/audit"), mode("logs/audit/audit.log")) == (0o700, 0o600)


def test_log_dir_is_read_where_no_sink_is_given(tmp_path, monkeypatch):
    monkeypatch.setenv("LOG_DIR", str(tmp_path / "logs"))
    names = [row.sink for row in veilfold.setup().stats()]
    assert names[0] == "stdout"
    assert str(tmp_path / "logs/error.log") in names
    names = [row.sink for row in veilfold.setup(sink="stderr").stats()]
    assert names == ["stderr"]


def test_debug_records_have_a_file_of_their_own(tmp_path):
    with veilfold.setup(directory=tmp_path, sink=str(tmp_path / "all.log"), level="DEBUG"):
        logging.getLogger("x").debug("details")
        logging.getLogger("x").info("news")
    assert json.loads((tmp_path / "debug.log").read_text())["message"] == "details"
    assert json.loads((tmp_path / "app.log").read_text())["message"] == "news"


def test_what_was_done_to_old_files_is_in_the_log(tmp_path):
    old = tmp_path / "app.log.2020-01-01T00-00-00.000Z.gz"
    old.write_bytes(gzip.compress(b"old\n"))
    os.utime(old, (0, 0))
    handler = veilfold.Handler(sink=veilfold.File(tmp_path / "app.log", retention_days=30))
    record = logging.makeLogRecord({"msg": "m", "levelno": 20})
    deadline = time.monotonic() + 60
    while "Deleted" not in (tmp_path / "app.log").read_text() and time.monotonic() < deadline:
        handler.handle(record)
        time.sleep(0.01)
    notice = next(
        line
        for line in map(json.loads, (tmp_path / "app.log").read_text().splitlines())
        if line["logger"] == "veilfold.files"
    )
    assert notice["message"] == f"Deleted old log: {old}"
    assert notice["level"] == "INFO"
    assert not old.exists()


def test_logrotate_moves_the_file_and_nothing_is_lost(tmp_path):
    """What `logrotate` does without copytruncate: rename, create; the process is not told."""
    path = tmp_path / "app.log"
    handler = veilfold.Handler(sink=veilfold.File(path, max_bytes=10_000))
    record = logging.makeLogRecord({"msg": "m", "levelno": 20})
    for turn in range(5):
        for _ in range(10):
            handler.handle(record)
        path.rename(tmp_path / f"app.log.{turn + 1}")
        path.touch()
        record.created += 1.5
    handler.handle(record)
    assert sum(len(f.read_bytes().splitlines()) for f in tmp_path.iterdir()) == 51
    assert len(path.read_bytes().splitlines()) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"level": "LOUD"}, "unknown level 'LOUD'"),
        ({"max_bytes": -1}, "max_bytes is a number from 0, not -1"),
        ({"retention_days": 1.5}, "retention_days is a number from 0, not 1.5"),
        ({"archive": "."}, "is the directory of the log file itself"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(tmp_path, monkeypatch, wrong, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=said):
        veilfold.File("app.log", **wrong)


def test_the_status_of_the_files(tmp_path, monkeypatch):
    import shutil

    def disk(total, free):
        usage = shutil._ntuple_diskusage(total, total - free, free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    disk(100, 50)
    old = tmp_path / "app.log.2020-01-01T00-00-00.000Z.gz"
    old.write_bytes(b"old")
    with veilfold.setup(sink=["stdout", tmp_path / "app.log"]) as setup:
        late = setup.rotation_status()
        assert late.status == "healthy"
        assert late.bytes == 3
        assert late.free_bytes == 50
        os.utime(old, (0, 0))
        assert setup.rotation_status().status == "warning"
        assert setup.rotation_status().oldest_seconds > 365 * 86_400
        assert str(old) in setup.rotation_status().reasons[0]
        old.unlink()
        disk(100, 15)
        assert setup.rotation_status().status == "warning"
        disk(100, 5)
        assert setup.rotation_status().status == "critical"
    disk(100, 50)
    with veilfold.setup(sink="/dev/full") as setup:
        logging.getLogger("x").info("m")
        status = setup.rotation_status()
    assert status.status == "critical"
    assert "No space left" in status.reasons[0]
