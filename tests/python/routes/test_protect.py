"""A cleaned record is the record as it was, but for what is secret."""

import io
import json
import linecache
import logging
import pickle
import sys
import traceback

import pytest

import veilfold
from veilfold import _native, _protect, _source

SECRET = "correct-horse-battery"
ENGINE = _native.Engine()


def record(msg, *args, **extra):
    # As `Logger` makes it: a single dict is the arguments by name.
    one = logging.LogRecord("x", logging.INFO, "a.py", 1, msg, args, None)
    one.__dict__.update(extra)
    return _protect.clean_record(ENGINE, one)


def test_a_record_without_a_secret_is_the_very_same():
    values = {"list": [1, 2], "dict": {"a": object()}}
    args = ("bob", values["list"])
    before = logging.LogRecord("x", logging.INFO, "a.py", 1, "%s %s", args, None)
    before.__dict__.update(values)
    attributes = dict(before.__dict__)
    after = _protect.clean_record(ENGINE, before)
    assert after is before
    assert all(after.__dict__[key] is value for key, value in attributes.items())
    assert after.__dict__.keys() == attributes.keys()


@pytest.mark.parametrize(
    ("msg", "args", "text", "kept"),
    [
        ("user %s password=%s n=%d", ("bob", SECRET, 7), "user bob password=[REDACTED] n=7", ("bob", 7)),
        ("user %s password %s of %d", ("bob", SECRET, 7), "user bob password [REDACTED] of 7", ("bob", 7)),
        ("%s", (f"token={SECRET}",), "token=[REDACTED]", ()),
        ("%s %s", (["a"], {"api_key": SECRET}), "['a'] {'api_key': '[REDACTED]'}", (["a"],)),
    ],
)
def test_the_format_string_and_other_arguments_stay(msg, args, text, kept):
    clean = record(msg, *args)
    assert clean.msg == msg
    assert clean.getMessage() == text
    assert len(clean.args) == len(args)
    for value in kept:
        assert value in clean.args


def test_arguments_by_name_stay_a_dict():
    clean = record("%(user)s %(password)s %(n)d", {"user": "bob", "password": SECRET, "n": 7})
    assert clean.msg == "%(user)s %(password)s %(n)d"
    assert clean.args == {"user": "bob", "password": "[REDACTED]", "n": 7}


def test_a_format_string_that_holds_the_secret_itself_is_replaced():
    clean = record(f"password={SECRET} %s", "bob")
    assert clean.getMessage() == "password=[REDACTED] bob"


def test_a_message_that_is_an_object_stays_one():
    assert record({"user": "bob", "password": SECRET}).msg == {"user": "bob", "password": "[REDACTED]"}
    plain = {"user": "bob"}
    assert record(plain).msg is plain


@pytest.mark.parametrize("args", [("a",), ("a", "b", "c"), (SECRET,)])
def test_arguments_that_do_not_fit_raise_nothing_and_tell_nothing(args, capsys):
    clean = record("password=%s %s", *args)
    handler = logging.StreamHandler(io.StringIO())
    handler.handle(clean)
    assert SECRET not in handler.stream.getvalue() + capsys.readouterr().err


def test_more_arguments_than_anybody_tries_one_by_one():
    many = [f"v{n}" for n in range(40)]
    clean = record("password=%s " + "%s " * 40, SECRET, *many)
    assert SECRET not in clean.getMessage()
    assert "v39" in clean.getMessage()


def test_names_of_threads_and_tasks_are_cleaned():
    clean = record("m", threadName=f"token={SECRET}", taskName=f"password={SECRET}", processName="Main")
    assert (clean.threadName, clean.taskName) == ("token=[REDACTED]", "password=[REDACTED]")
    assert clean.processName == "Main"


def raised(function):
    try:
        function()
    except BaseException:
        return sys.exc_info()


def cleaned(info):
    one = logging.LogRecord("x", logging.ERROR, "a.py", 1, "m", (), info)
    return _protect.clean_record(ENGINE, one)


class OwnError(Exception):
    def __init__(self, user, secret):
        super().__init__(user)
        self.secret = f"password={secret}"

    def __str__(self):
        return f"no login: {self.secret}"


def own():
    raise OwnError("bob", SECRET)


def unicode():
    f"password={SECRET}\ud800".encode()


def os_error():
    raise FileNotFoundError(2, f"token={SECRET}", "/nowhere")


def syntax():
    compile(f'password = "{SECRET}" "', "x.py", "exec")


def key():
    raise KeyError({"api_key": SECRET})


def system_exit():
    raise SystemExit(f"password={SECRET}")


@pytest.mark.parametrize("function", [own, unicode, os_error, syntax, key, system_exit])
def test_a_cleaned_exception_is_of_its_type_and_keeps_its_stack(function):
    info = raised(function)
    clean = cleaned(info).exc_info
    assert clean[0] is info[0]
    assert isinstance(clean[1], info[0])
    assert type(clean[1]).__qualname__ == info[0].__qualname__
    text = logging.Formatter().formatException(clean)
    assert SECRET not in text + repr(clean[1]) + str(clean[1]) + repr(clean[1].args) + repr(vars(clean[1]))
    assert f"in {function.__name__}" in text
    assert info[0].__name__ in text
    # The application's own exception is as it was.
    assert SECRET in str(info[1]) + repr(info[1].args)
    assert _protect.original(clean[1]) is info[1]


class Stubborn(Exception):
    """Can be made in one place only."""

    made = False

    def __new__(cls, *args):
        if Stubborn.made:
            raise TypeError("one is enough")
        Stubborn.made = True
        return super().__new__(cls, *args)

    def __setattr__(self, name, value):
        raise AttributeError(name)


class Dumb(Exception):
    def __str__(self):
        raise RuntimeError(SECRET)

    __repr__ = __str__


def stubborn():
    Stubborn.made = False
    raise Stubborn(f"password={SECRET}")


def dumb():
    raise Dumb(f"password={SECRET}")


@pytest.mark.parametrize("function", [stubborn, dumb])
def test_a_class_that_cannot_be_copied_leaves_its_name_and_its_stack(function):
    clean = cleaned(raised(function)).exc_info
    text = "".join(traceback.format_exception(*clean))
    assert SECRET not in text + repr(clean[1]) + repr(clean[1].args)
    assert type(clean[1]).__name__ == function.__name__.capitalize()
    assert f"in {function.__name__}" in text


def test_what_c_keeps_of_an_exception_is_kept():
    error = cleaned(raised(os_error)).exc_info[1]
    assert (error.errno, error.filename, error.strerror) == (2, "/nowhere", "token=[REDACTED]")
    error = cleaned(raised(syntax)).exc_info[1]
    assert (error.filename, error.lineno, error.text) == ("x.py", 1, 'password = "[REDACTED]" "')


def test_an_exception_without_a_secret_is_the_very_same():
    info = raised(lambda: {}["stock"])
    assert cleaned(info).exc_info is info


@pytest.mark.parametrize("info", [(None, None, None), (1, 2, 3), ("a",), (), 7, "text", True])
def test_what_is_no_exc_info_raises_nothing(info):
    cleaned(info)


def test_a_group_and_its_repr():
    if sys.version_info < (3, 11):
        return
    group = ExceptionGroup("several", [ValueError("plain"), KeyError(f"password={SECRET}")])  # noqa: F821
    group.add_note(f"token={SECRET}")
    clean = cleaned((type(group), group, None)).exc_info[1]
    text = "".join(traceback.format_exception(clean)) + repr(clean)
    assert SECRET not in text
    assert "plain" in text
    assert [type(one).__name__ for one in clean.exceptions] == ["ValueError", "KeyError"]
    assert "KeyError" in repr(clean)


@pytest.fixture
def source():
    """Compile a module that can be quoted, and forget it."""
    name = "/app/connect.py"

    def make(text):
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        names = {"__name__": "connect"}
        exec(compile(text, name, "exec"), names)
        return names

    yield make
    linecache.cache.pop(name, None)


def test_a_source_line_with_a_secret_is_withheld_and_the_others_are_not(source):
    names = source(
        "def outer():\n"
        "    return inner(1)\n"
        "def inner(n):\n"
        f'    return login("bob", password="{SECRET}")\n'
        "def login(user, password):\n"
        "    raise ValueError(user)\n"
    )
    info = raised(names["outer"])
    clean = cleaned(info).exc_info
    text = logging.Formatter().formatException(clean)
    assert SECRET in logging.Formatter().formatException(info)
    assert SECRET not in text
    assert 'File "/app/connect.py (source withheld)", line 4, in inner' in text
    assert 'File "/app/connect.py", line 6, in login\n    raise ValueError(user)' in text
    assert text.count("File") == logging.Formatter().formatException(info).count("File")
    # Ours is told apart neither by the id nor by the stack.
    assert veilfold.fingerprint(info[1]) == veilfold.fingerprint(info[1].with_traceback(info[2]))


def test_source_that_has_changed_on_disk_is_read_anew(tmp_path):
    path = tmp_path / "connect.py"

    def write(line):
        path.write_text(f"def f():\n    {line}\n")

    plain, telling = "raise ValueError(1)", f'login("bob", password="{SECRET}")'
    write(plain)
    names = {"__name__": "connect"}
    exec(compile(path.read_text(), path, "exec"), names)
    _, error, trace = raised(names["f"])
    assert not _source.tells(ENGINE, error, trace)
    write(telling)
    assert _source.tells(ENGINE, error, trace)
    write(plain)
    assert _source.withheld(ENGINE, trace) is trace
    write(telling)
    assert SECRET not in "".join(traceback.format_tb(_source.withheld(ENGINE, trace)))


def test_a_statement_of_several_lines_is_withheld_as_a_whole(source):
    call = f'dict(\n            password="{SECRET}",\n        ) and 1'
    names = source(f"def f():\n    raise ValueError(\n        {call}\n    )\n")
    text = logging.Formatter().formatException(cleaned(raised(names["f"])).exc_info)
    assert SECRET not in text
    assert "ValueError: 1" in text


def test_deep_recursion_is_looked_at_and_kept(source):
    names = source(f'def f(n):\n    return f(n - 1) if n else 1 / 0  # password="{SECRET}"\n')
    info = raised(lambda: names["f"](500))
    clean = cleaned(info).exc_info
    assert SECRET not in logging.Formatter().formatException(clean)
    assert len(list(traceback.walk_tb(clean[2]))) == len(list(traceback.walk_tb(info[2])))


def test_the_source_of_an_endless_chain_ends():
    a, b = ValueError("a"), ValueError("b")
    a.__context__, b.__context__ = b, a
    assert _source.tells(ENGINE, a, None) is False


def test_handlers_after_setup_and_before_and_of_other_loggers(tmp_path):
    out = io.StringIO()
    early, late = logging.StreamHandler(out), logging.StreamHandler(out)
    root, own_log = logging.getLogger(), logging.getLogger("own.handlers")
    root.addHandler(early)
    with veilfold.setup(sink=tmp_path / "x.log"):
        root.addHandler(late)
        own_log.addHandler(logging.StreamHandler(out))
        own_log.propagate = False
        own_log.error("password=%s", SECRET)
        logging.getLogger("own.handlers.child").error("password=%s", SECRET)
        logging.getLogger("another").error("password=%s", SECRET)
    root.removeHandler(early)
    root.removeHandler(late)
    own_log.handlers.clear()
    own_log.propagate = True
    assert out.getvalue() == "password=[REDACTED]\n" * 4


def test_a_record_that_was_pickled_is_clean(tmp_path):
    seen = []

    class Keep(logging.Handler):
        def emit(self, one):
            seen.append(pickle.dumps({**one.__dict__, "exc_info": None}))

    keep = Keep()
    with veilfold.setup(sink=tmp_path / "x.log"):
        logging.getLogger().addHandler(keep)
        logging.getLogger("x").error("m", extra={"ctx": {"password": SECRET}, "keep": [1]})
        logging.getLogger().removeHandler(keep)
    assert SECRET.encode() not in seen[0]
    assert pickle.loads(seen[0])["keep"] == [1]


def test_the_group_of_our_line_does_not_depend_on_who_else_listens(tmp_path):
    ids = []
    for extra_handler in (None, logging.StreamHandler(io.StringIO())):
        path = tmp_path / f"{len(ids)}.log"
        with veilfold.setup(sink=path):
            if extra_handler:
                logging.getLogger().addHandler(extra_handler)
            logging.getLogger("x").error("user %s password %s", "bob", SECRET)
            if extra_handler:
                logging.getLogger().removeHandler(extra_handler)
        ids.append(json.loads(path.read_text())["group_id"])
    assert ids[0] == ids[1]
