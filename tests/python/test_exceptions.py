"""Exceptions are walked natively, and get the id that the text of their traceback gets."""

import logging
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

import veilfold

PYTHONS = sorted(Path("~/.pyenv/versions").expanduser().glob("3.1[0-4]*/bin/python"))


def caught(function):
    try:
        function()
    except BaseException as error:  # noqa: BLE001
        return error
    raise AssertionError("nothing was raised")


def text_of(error):
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))


def simple():
    raise ValueError("no stock for item 4711")


def cause():
    try:
        simple()
    except ValueError as error:
        raise KeyError("order") from error


def context():
    try:
        simple()
    except ValueError:
        raise KeyError("order")  # noqa: B904


def suppressed():
    try:
        simple()
    except ValueError:
        raise KeyError("order") from None


def three():
    try:
        cause()
    except KeyError:
        context()


def noted():
    try:
        simple()
    except ValueError as error:
        error.__notes__ = ["first note", "second\nnote"]
        raise


def recursive(depth=50):
    if depth:
        recursive(depth - 1)
    raise RuntimeError("deep")


def endless():
    endless()


def syntax():
    compile("a = = 1", "made.py", "exec")


def lambdas():
    (lambda: [simple() for _ in range(3)])()


def unicode_error():
    b"\xff".decode("utf-8")


def os_error():
    open("/no/such/file")  # noqa: SIM115


def multi_line():
    raise RuntimeError("first line\nsecond line\n  third")


def empty():
    raise LookupError


class Shop(Exception):
    class Inner(Exception):
        pass


def nested_class():
    raise Shop.Inner("inside")


CASES = [
    simple,
    cause,
    context,
    suppressed,
    three,
    noted,
    recursive,
    endless,
    syntax,
    lambdas,
    unicode_error,
    os_error,
    multi_line,
    empty,
    nested_class,
]


@pytest.mark.parametrize("raising", CASES, ids=lambda f: f.__name__)
def test_the_walk_and_the_text_have_one_id(raising):
    error = caught(raising)
    by_walk, by_text = veilfold.fingerprint(error), veilfold.fingerprint(text_of(error))
    assert by_walk.startswith("s1-")
    assert by_walk == by_text


def test_different_failures_have_different_ids():
    ids = {veilfold.fingerprint(caught(raising)) for raising in CASES}
    assert len(ids) >= len(CASES) - 1


GROUPS = """
def member(n):
    raise ValueError(f"member {n}")

def gather():
    errors = []
    for n in range(2):
        try:
            member(n)
        except ValueError as error:
            if n:
                error.add_note("a note")
            errors.append(error)
    try:
        1 / 0
    except ZeroDivisionError as inner:
        errors.append(ExceptionGroup("nested", [inner, OSError(2, "gone")]))
    raise ExceptionGroup("all of them", errors)
"""


@pytest.mark.skipif(sys.version_info < (3, 11), reason="exception groups came with 3.11")
def test_the_walk_and_the_text_have_one_id_for_groups(tmp_path):
    path = tmp_path / "groups.py"
    path.write_text(GROUPS)
    names = {}
    exec(compile(GROUPS, str(path), "exec"), names)  # noqa: S102
    error = caught(names["gather"])
    assert veilfold.fingerprint(error) == veilfold.fingerprint(text_of(error))


@pytest.mark.skipif(not PYTHONS, reason="no other Pythons are here")
def test_every_python_has_the_same_ids(tmp_path):
    """The package is abi3: this very build runs under all of them."""
    script = tmp_path / "raise_all.py"
    script.write_text(
        "import sys, traceback, veilfold\n"
        + Path(__file__).read_text().split("def simple")[1].join(["def simple", ""]).split("CASES =")[0]
        + "cases = [simple, cause, context, suppressed, three, noted, recursive, unicode_error, os_error, nested_class]\n"
        "for case in cases:\n"
        "    try:\n"
        "        case()\n"
        "    except BaseException as error:\n"
        "        text = ''.join(traceback.format_exception(type(error), error, error.__traceback__))\n"
        "        print(case.__name__, veilfold.fingerprint(error), veilfold.fingerprint(text))\n"
    )
    package = str(Path(veilfold.__file__).parents[1])
    answers = {}
    for python in PYTHONS:
        done = subprocess.run(
            [python, script], capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": package}
        )
        assert done.returncode == 0, done.stderr
        answers[python.parents[1].name] = done.stdout
    for version, answer in answers.items():
        for line in answer.splitlines():
            name, walked, parsed = line.split()
            assert walked == parsed, (version, name)
    assert len(set(answers.values())) == 1, answers


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
