"""Starts and stops the server, and keeps what it prints."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from veilfold._demo.environment import LEAK, OUT, STATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORKERS = 2
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0


class ServerError(Exception):
    """The server did not come up."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


@contextmanager
def server(out: Path, state: Path, port: int, *, leak: bool) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server with two workers until it answers; stopped, workers and all, at the end.

    Logs and output go to `out`. The database goes to `state`, since it holds what customers gave us.
    """
    environment = os.environ | {
        OUT: str(out),
        STATE: str(state),
        LEAK: "1" if leak else "0",
        "VEILFOLD_METRICS_DIR": str(state / "metrics"),
    }
    command = [sys.executable, "-m", "veilfold._demo.server", str(port), str(WORKERS)]
    with (out / "stdout.txt").open("wb") as stdout, (out / "stderr.txt").open("wb") as stderr:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, and a module of ours
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
        try:
            _wait_until_up(process, port)
            yield process
        finally:
            _stop(process)


def _wait_until_up(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerError(f"the server ended with status {process.returncode}: see stderr.txt")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise ServerError(f"the server did not answer within {_START_SECONDS:.0f} s: see stderr.txt")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_SECONDS)
    # Workers share the supervisor's session: none outlives it.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
