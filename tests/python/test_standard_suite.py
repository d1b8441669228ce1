"""CPython's own tests of logging pass while protection, hooks and fast loggers are in force."""

import os
import subprocess
from pathlib import Path

import pytest
from interpreters import PYTHONS

import veilfold

CODE = """
import logging, sys, unittest, veilfold
try:
    from test import test_logging
except ImportError:
    sys.exit(77)
fast = sys.argv[2] == "fast"
setup = veilfold.setup(sink=sys.argv[1], fast=fast)
native = logging.Logger.info
assert fast == (type(native).__name__ == "method_descriptor"), native
# The suite wants a root logger without handlers, at its usual level.
root = logging.getLogger()
root.removeHandler(setup.handler)
root.setLevel(logging.WARNING)
logging._handlerList[:] = [ref for ref in logging._handlerList if ref() is not setup.handler]
suite = unittest.defaultTestLoader.loadTestsFromModule(test_logging)
result = unittest.TextTestRunner(verbosity=0).run(suite)
assert logging.Logger.handle is setup._protection._installed
assert logging.Logger.info is native
print(result.testsRun, [str(case) for case, _ in result.failures + result.errors])
"""

RUNS = [(version, "fast") for version in PYTHONS] + [(next(iter(PYTHONS)), "standard")]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """All runs, side by side: most of their time is waiting."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LOG_", "COV_CORE", "PYTHON"))}
    environment["PYTHONPATH"] = str(Path(veilfold.__file__).parents[1])
    started = {}
    for version, way in RUNS:
        place = tmp_path_factory.mktemp("suite")
        with (place / "out").open("wb") as out, (place / "err").open("wb") as err:
            command = [PYTHONS[version], "-c", CODE, place / "x.log", way]
            process = subprocess.Popen(command, stdout=out, stderr=err, env=environment, cwd=place)
        started[version, way] = (process, place)
    yield started
    for process, _ in started.values():
        process.kill()
        process.wait()


@pytest.mark.parametrize(("version", "way"), RUNS)
def test_the_standard_suite_passes(version, way, running):
    process, place = running[version, way]
    code = process.wait(timeout=300)
    errors = (place / "err").read_text()[-2_000:]
    if code == 77:
        pytest.skip(f"Python {version} came without its test suite")
    assert code == 0, errors
    count, failed = (place / "out").read_text().splitlines()[-1].split(" ", 1)
    assert int(count) > 190
    assert failed == "[]", errors
