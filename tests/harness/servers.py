"""Programs that a test starts, and waiting for them: what the suites on real components share."""

from __future__ import annotations

import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def wait_for(what: str, condition: Callable[[], Any], seconds: float = 60, pause: float = 0.2) -> Any:
    """The first true answer of `condition`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(pause)
    pytest.fail(f"{what}: not within {seconds:.0f} s")


@contextmanager
def program(command: list[Any], log: Path, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A server for the length of a block; what it says goes to `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, **options)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
