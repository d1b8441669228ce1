"""Exceptions are walked natively, and get the id that the text of their traceback gets."""

import importlib.util
import logging
import os
import subprocess
from pathlib import Path

import pytest

import veilfold

PYTHONS = sorted(Path("~/.pyenv/versions").expanduser().glob("3.1[0-4]*/bin/python"))


SPEC = importlib.util.spec_from_file_location("failures", Path(__file__).with_name("failures.py"))
failures = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(failures)
caught, text_of, simple, cause, endless = (
    failures.caught,
    failures.text_of,
    failures.simple,
    failures.cause,
    failures.endless,
)


@pytest.mark.parametrize("raising", failures.CASES, ids=lambda f: f.__name__)
def test_the_walk_and_the_text_have_one_id(raising):
    error = caught(raising)
    by_walk, by_text = veilfold.fingerprint(error), veilfold.fingerprint(text_of(error))
    assert by_walk.startswith("s1-")
    assert by_walk == by_text


def test_different_failures_have_different_ids():
    names = ("simple", "cause", "recursive", "syntax", "unicode_error", "os_error", "multi_line", "empty")
    ids = {veilfold.fingerprint(caught(getattr(failures, name))) for name in names}
    assert len(ids) == len(names)


@pytest.mark.skipif(not PYTHONS, reason="no other Pythons are here")
def test_every_python_has_the_same_ids():
    """The package is abi3: this very build runs under all of them."""
    package = str(Path(veilfold.__file__).parents[1])
    answers = {}
    for python in PYTHONS:
        done = subprocess.run(
            [python, Path(__file__).with_name("failures.py")],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": package},
        )
        assert done.returncode == 0, done.stderr
        answers[python.parents[1].name] = done.stdout
    ids = {}
    for version, answer in answers.items():
        for line in answer.splitlines():
            name, walked, parsed = line.split()
            assert walked == parsed, (version, name)
            ids.setdefault(name, set()).add(walked)
    assert {name: found for name, found in ids.items() if len(found) > 1} == {}


def test_fingerprint_of_a_message_is_its_template_s():
    assert veilfold.fingerprint("user 17 logged in") == veilfold.fingerprint(b"user 42 logged in")
    assert veilfold.fingerprint("user 17 logged in").startswith("m1-")
    assert veilfold.template("user 17 logged in") == veilfold.template("user 42 logged in")
    with pytest.raises(TypeError, match="not int"):
        veilfold.fingerprint(5)
    with pytest.raises(TypeError, match="not NoneType"):
        veilfold.template(None)


def test_a_logged_exception_is_structured(written):
    try:
        cause()
    except KeyError:
        written.log.exception("failed", extra={"a": 1})
    line = written.last()
    assert line["exception"]["type"] == "KeyError"
    assert line["exception"]["message"] == "'order'"
    assert "in simple" in line["exception"]["stacktrace"]
    assert "direct cause" in line["exception"]["stacktrace"]
    assert line["group_id"] == veilfold.fingerprint(caught(cause)) or line["group_id"].startswith("s1-")


@pytest.mark.parametrize("exc_info", [True, "instance", "tuple"])
def test_every_form_of_exc_info(written, exc_info):
    try:
        simple()
    except ValueError as error:
        given = {"instance": error, "tuple": (ValueError, error, error.__traceback__)}.get(exc_info, True)
        written.log.error("m", exc_info=given)
    assert written.last()["exception"]["type"] == "ValueError"


@pytest.mark.parametrize("exc_info", [(None, None, None), (1,), (1, 2, 3), 5, "text", object()])
def test_an_exc_info_without_an_exception_is_a_record_without_one(written, exc_info):
    record = logging.makeLogRecord({"msg": "m", "exc_info": exc_info})
    written.handler.handle(record)
    assert "exception" not in written.last()


def test_an_exception_whose_str_raises(written):
    class Bad(Exception):
        def __str__(self):
            raise RuntimeError("not for show")

    written.log.error("m", exc_info=Bad())
    assert written.last()["exception"]["message"] == "<exception str() failed>"
    assert b"not for show" not in written.bytes()


def test_an_exception_whose_str_logs_the_exception(written):
    class Bad(Exception):
        def __str__(self):
            written.log.error("inner", exc_info=self)
            return "outer"

    written.log.error("m", exc_info=Bad())
    assert written.last()["exception"]["message"] == "outer"
    assert 2 <= len(written.records()) <= 5


def test_chains_that_are_circular_end(written):
    one, two = ValueError("one"), KeyError("two")
    one.__cause__, two.__cause__ = two, one
    written.log.error("m", exc_info=one)
    assert written.last()["exception"]["type"] == "ValueError"
    selfish = ValueError("self")
    selfish.__dict__["x"] = selfish
    written.log.error("m", exc_info=selfish)


def test_chains_that_are_endless_end(written):
    error = ValueError("first")
    for n in range(10_000):
        new = ValueError(f"n{n}")
        new.__context__ = error
        error = new
    written.log.error("m", exc_info=error)
    assert written.last()["exception"]["message"] == "n9999"


def test_notes_of_every_kind(written):
    class BadNote:
        def __str__(self):
            raise RuntimeError

    for notes in (["good", 5, BadNote()], "one string", 7, None, [], BadNote()):
        error = ValueError("m")
        error.__notes__ = notes
        written.log.error("m", exc_info=error)
    first = written.records()[0]
    assert "good" in first["exception"]["stacktrace"]
    assert len(written.records()) == 6


def test_deep_recursion_is_short(written):
    written.log.error("m", exc_info=caught(endless))
    assert len(written.bytes()) < 100_000
    assert written.last()["exception"]["type"] == "RecursionError"


def test_an_exception_of_another_module_is_named_with_it(written):
    import decimal

    written.log.error("m", exc_info=decimal.InvalidOperation("x"))
    assert written.last()["exception"]["type"] == "decimal.InvalidOperation"


def test_a_traceback_with_lone_surrogates(written):
    written.log.error("m", exc_info=ValueError("a\udc80"))
    assert written.last()["exception"]["message"] == "a\udc80"
