"""The examples of docs/python.md and of docstrings run, and say what is said that they do."""

import doctest
import importlib
import json
import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "python.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_first_example_prints_what_the_page_shows(run):
    done = run(BLOCKS[0])
    assert done.returncode == 0, done.stderr
    shown = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1].splitlines()
    for line, expected in zip(done.stdout.decode().splitlines(), shown, strict=True):
        assert json.loads(line)
        pattern = re.escape(expected).replace("…", ".*?")
        assert re.fullmatch(pattern, line), line


@pytest.mark.parametrize("block", BLOCKS[1:], ids=range(1, len(BLOCKS)))
def test_the_other_examples_run(run, tmp_path, monkeypatch, block):
    monkeypatch.chdir(tmp_path)
    done = run(block)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("module", ["_context", "_redact"])
def test_the_examples_of_docstrings_run(module):
    done = doctest.testmod(importlib.import_module(f"veilfold.{module}"))
    assert done.attempted > 0
    assert done.failed == 0


def test_every_option_and_variable_of_setup_is_on_the_page():
    import inspect

    import veilfold
    from veilfold._environment import VARIABLES
    from veilfold._setup import OPTIONS

    names = [name for name in inspect.signature(veilfold.setup).parameters if name != "options"]
    for name in [*names, *OPTIONS.values(), *VARIABLES]:
        assert f"`{name}`" in PAGE, name
