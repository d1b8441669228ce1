"""The counters as a program sees them: over forks, kills and restarts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import veilfold

if TYPE_CHECKING:
    from pathlib import Path

PRELUDE = """
import logging, os, signal, sys, veilfold
veilfold.setup(sink=os.devnull, hooks=False)
log = logging.getLogger("app.worker.detail")

def value(name):
    lines = [l for l in veilfold.metrics().splitlines() if l.startswith(name)]
    return sum(float(l.rsplit(" ", 1)[1]) for l in lines)

RECORDS = 'veilfold_log_events_total{level="INFO",logger="app.worker"}'
"""


def run(code: str, directory: Path | None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"VEILFOLD_METRICS_DIR": str(directory)} if directory else {})
    return subprocess.run(
        [sys.executable, "-c", PRELUDE + code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


FORK = """
log.info("before")
children = []
for _ in range(4):
    child = os.fork()
    if child == 0:
        for _ in range(25):
            log.info("in the child")
        try:
            raise KeyError("k")
        except KeyError:
            log.exception("failed")
        os.kill(os.getpid(), signal.SIGKILL) if KILL else os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
log.info("after")
print(value(RECORDS), value("veilfold_exceptions_total"), value("veilfold_exception_groups_new_total"))
"""


@pytest.mark.parametrize("kill", [False, True])
def test_children_of_a_fork_count_into_one_page_even_when_killed(tmp_path: Path, kill: bool) -> None:
    done = run(FORK.replace("KILL", str(kill)), tmp_path / "metrics")
    assert done.returncode == 0, done.stderr
    records, exceptions, new = map(float, done.stdout.split())
    assert (records, exceptions) == (102, 4)
    # Four processes may meet a group in the same microsecond; hardly ever do all.
    assert 1 <= new <= 4


def test_without_a_directory_a_child_counts_for_itself() -> None:
    done = run(FORK.replace("KILL", "False"), None)
    assert done.stdout.split()[0] == "2.0", done.stderr


def test_a_program_that_starts_again_goes_on_counting(tmp_path: Path) -> None:
    for start in range(1, 4):
        done = run('log.info("x"); print(value(RECORDS))', tmp_path)
        assert float(done.stdout) == start
        assert len(list(tmp_path.iterdir())) == 1, "the file of the dead process is used again"


def test_a_directory_that_cannot_be_used_costs_the_counters_and_not_the_log(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run('log.info("x"); print("alive", len(veilfold.metrics()))', tmp_path / "file" / "metrics")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("alive")


def test_a_label_never_holds_a_secret() -> None:
    card = "4111" + "1111" * 3
    code = f"""
class Failure(Exception): pass
Failure.__qualname__ = "sk_" + "live_" + "a1b2" * 6
logging.getLogger("session.{card}").error("x")
try:
    raise Failure("{card}")
except Failure:
    log.exception("y")
print(veilfold.metrics())
"""
    done = run(code, None)
    assert done.returncode == 0, done.stderr
    assert card not in done.stdout
    assert "a1b2a1b2" not in done.stdout
    assert 'exception_type="_redacted"' in done.stdout


def test_requests_are_counted_by_route() -> None:
    before = veilfold.metrics()
    veilfold.observe_request("GET", "/things/{id}", 200, 0.25)
    line = re.search(
        r'^http_server_request_duration_seconds_count\{http_request_method="GET",http_route="/things/\{id\}",'
        r'http_response_status_code="200"\} 1$',
        veilfold.metrics(),
        re.MULTILINE,
    )
    assert "/things" not in before
    assert line


def test_files_and_the_queue_are_on_the_page(tmp_path: Path) -> None:
    done = run(
        """
import pathlib
folder = pathlib.Path(os.environ["VEILFOLD_METRICS_DIR"]).parent / "logs"
file = veilfold.File(folder / "app.log", max_bytes=400, retention_days=30, compress=False)
with veilfold.setup(sink=file, hooks=False, asynchronous=True, queue_size=500) as setup:
    for n in range(20):
        log.info("line %d", n)
    setup.handler.flush()
    assert value("veilfold_queue_capacity_events") == 500
    assert value("veilfold_queue_events") == value("veilfold_queue_oldest_age_seconds") == 0
    aside = sorted(folder.glob("app.log.*"))
    assert len(aside) > 3, aside
    assert value('veilfold_file_rotations_total{file="app.log",outcome="success"}') == len(aside)
    assert value('veilfold_file_rotations_total{file="app.log",outcome="failure"}') == 0
    assert value('veilfold_file_size_bytes{file="app.log"}') == (folder / "app.log").stat().st_size
    assert value('veilfold_retention_limit_seconds{file="app.log"}') == 30 * 86400
    oldest = min(int(path.stat().st_mtime) for path in aside)
    assert value('veilfold_retention_oldest_file_timestamp_seconds{file="app.log"}') == oldest
    # In a child of a fork they are there as well, with a queue of its own.
    child = os.fork()
    if not child:
        log.info("child")
        setup.handler.flush()
        ok = value("veilfold_queue_capacity_events") == 500 and value("veilfold_file_size_bytes") > 0
        os._exit(0 if ok else 1)
    assert os.waitpid(child, 0)[1] == 0
assert "veilfold_queue_events" not in veilfold.metrics()
""",
        tmp_path / "metrics",
    )
    assert done.returncode == 0, done.stderr
