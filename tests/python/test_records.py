"""Records that are made natively are those of `logging`, on every Python that is here."""

import os
import subprocess
from pathlib import Path

import pytest
from interpreters import PYTHONS

import veilfold

SUITES = Path(__file__).parent / "suites"


#: Of which dicts the numbers tell every change, by release: 0 of none, 1 of all but instances', 2 of all.
TRUSTED = {"3.10": 2, "3.11": 2, "3.12": 2, "3.13": 1}


def run_suite(name, version, path):
    """Run a program of `suites/` on a Python; return the numbers that it prints."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LOG_", "COV_CORE", "PYTHON"))}
    environment["PYTHONPATH"] = str(Path(veilfold.__file__).parents[1])
    command = [PYTHONS[version], SUITES / name, path]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    return [int(number) for number in done.stdout.split()]


@pytest.mark.parametrize("version", PYTHONS)
def test_they_are_those_of_logging(version, tmp_path):
    assert all(compared > 500 for compared in run_suite("records.py", version, tmp_path / "x.log"))
    assert "correct-horse-battery" not in (tmp_path / "x.log").read_text()


@pytest.mark.parametrize("version", PYTHONS)
def test_the_next_call_sees_every_change_of_what_it_passes(version, tmp_path):
    seen, trusted = run_suite("changes.py", version, tmp_path / "x.log")
    assert (seen > 2_000, trusted) == (True, TRUSTED.get(version, 0))
