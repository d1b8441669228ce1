"""The console script is the Rust command, and behaves in a pipe as a command should."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

import veilfold
from veilfold import _command

SCRIPT = [sys.executable, "-c", "import sys; from veilfold._command import main; sys.exit(main())"]


@pytest.fixture
def command(run):
    def command(*args, **options):
        environment = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(veilfold.__file__))}  # noqa: PTH120
        return subprocess.Popen(
            [*SCRIPT, *args],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            **options,
        )

    return command


def test_filter_redacts_lines(command):
    process = command("filter")
    out, err = process.communicate(b"password=correct-horse\nplain\n", timeout=30)
    assert (out, err, process.returncode) == (b"password=[REDACTED]\nplain\n", b"", 0)


def test_version_help_and_wrong_usage(command):
    out, _ = command("--version").communicate(timeout=60)
    assert veilfold.__version__.encode() in out
    process = command("no-such-verb")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert b"no-such-verb" in err


def test_ctrl_c_ends_it_at_once(command):
    process = command("filter")
    process.stdin.write(b"a line\n")
    process.stdin.flush()
    assert process.stdout.readline() == b"a line\n"
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == -signal.SIGINT
    process.communicate()


def test_a_reader_that_leaves_ends_it_quietly(command):
    process = command("filter")
    process.stdout.close()
    # It may be gone before we have said it all.
    with contextlib.suppress(BrokenPipeError):
        for _ in range(200):
            process.stdin.write(b"line " * 1_000 + b"\n")
            time.sleep(0.001)
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_the_demo_is_python_s(monkeypatch):
    import importlib

    class Demo:
        @staticmethod
        def main(args):
            return len(args)

    monkeypatch.setattr(importlib, "import_module", lambda name: Demo)
    assert _command.main(["demo", "--json", "x"]) == 2


def test_arguments_may_be_given(capfd):
    assert _command.main(["filter", "--policy", "/no/such/policy.toml"]) == 2
    assert "/no/such/policy.toml" in capfd.readouterr().err


@pytest.mark.skipif(shutil.which("veilfold") is None, reason="the package is not installed with its script")
def test_the_installed_script_runs():
    done = subprocess.run(["veilfold", "--version"], capture_output=True, timeout=30, check=True)
    assert b"veilfold" in done.stdout
