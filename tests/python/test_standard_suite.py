"""CPython's own tests of logging pass while protection and hooks are in force."""

import importlib.util

import pytest

CODE = """
import logging, sys, unittest, veilfold
setup = veilfold.setup(sink=sys.argv[1])
# The suite wants a root logger without handlers, at its usual level.
root = logging.getLogger()
root.removeHandler(setup.handler)
root.setLevel(logging.WARNING)
logging._handlerList[:] = [ref for ref in logging._handlerList if ref() is not setup.handler]
from test import test_logging
suite = unittest.defaultTestLoader.loadTestsFromModule(test_logging)
result = unittest.TextTestRunner(verbosity=0).run(suite)
assert logging.Logger.handle is setup._protection._installed
print(result.testsRun, [str(case) for case, _ in result.failures + result.errors])
"""


@pytest.mark.skipif(
    importlib.util.find_spec("test.test_logging") is None, reason="this Python has no test suite"
)
def test_the_standard_suite_passes(run, tmp_path):
    done = run(CODE, tmp_path / "x.log", env={"PYTHONWARNINGS": "default"})
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    count, failed = done.stdout.decode().splitlines()[-1].split(" ", 1)
    assert int(count) > 190
    assert failed == "[]", done.stderr.decode()[-2_000:]
