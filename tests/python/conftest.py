"""What every test starts from: the standard library's logging as it comes."""

import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from calls import Fast

import veilfold


@pytest.fixture(autouse=True)
def standard_logging(monkeypatch):
    """Take back whatever a test did to logging, hooks and the environment."""
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.Logger.handle)
    hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    for name in list(os.environ):
        if name.startswith(
            ("LOG_", "LOKI_", "REDACT_", "VEILFOLD_", "OTEL_", "SENTRY_", "HIPAA_", "AUDIT_")
        ) or name in {
            "APP_ENV",
            "FLASK_ENV",
        }:
            monkeypatch.delenv(name)
    yield
    from veilfold import _setup

    if _setup._current is not None:
        _setup._current.close()
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    assert logging.Logger.handle is before[2], "protection was not taken back"
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


class Written:
    """A handler on a logger of its own, and what it wrote."""

    def __init__(self, path, **options):
        self.path = path
        self.handler = veilfold.Handler(sink=path, **options)
        self.log = logging.Logger("test", logging.DEBUG)
        self.log.addHandler(self.handler)

    def bytes(self):
        return self.path.read_bytes()

    def records(self):
        return [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]

    def last(self):
        return self.records()[-1]

    def value(self, value):
        """What became of a value that was logged as an extra."""
        self.log.info("value", extra={"x": value})
        return self.last()["x"]


@pytest.fixture
def written(tmp_path):
    return Written(tmp_path / "app.log")


@pytest.fixture
def writer(tmp_path):
    """Make a `Written` with options."""

    def make(**options):
        return Written(tmp_path / "app.log", **options)

    return make


@pytest.fixture
def run():
    """Run Python code in a process of its own; returns the finished process."""

    def run(code, *args, script=None, env=None):
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("LOG_", "COV_CORE"))}
        package = str(Path(veilfold.__file__).parents[1])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [package, environment.get("PYTHONPATH")]))
        environment["PYTHONWARNINGS"] = "error"
        return subprocess.run(
            [sys.executable, *([script] if script else ["-c", code]), *map(str, args)],
            capture_output=True,
            timeout=60,
            check=False,
            env={**environment, **(env or {})},
        )

    return run


@pytest.fixture
def fast(tmp_path):
    made = Fast(tmp_path / "fast.log")
    yield made
    made.close()
