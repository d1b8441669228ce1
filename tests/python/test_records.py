"""Records that are made natively are those of `logging`, on every Python that is here."""

import os
import subprocess
from pathlib import Path

import pytest
from interpreters import PYTHONS

import veilfold

PROGRAM = Path(__file__).parent / "suites/records.py"


@pytest.mark.parametrize("version", PYTHONS)
def test_they_are_those_of_logging(version, tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LOG_", "COV_CORE", "PYTHON"))}
    environment["PYTHONPATH"] = str(Path(veilfold.__file__).parents[1])
    command = [PYTHONS[version], PROGRAM, tmp_path / "x.log"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert all(int(compared) > 500 for compared in done.stdout.split()), done.stdout
    assert "correct-horse-battery" not in (tmp_path / "x.log").read_text()
