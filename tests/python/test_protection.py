"""Handlers of other makers see cleaned records; what holds no secret reaches them as it was."""

import io
import logging
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import CARD, SECRET, assert_clean

import veilfold
from veilfold import _native


def test_a_record_that_holds_no_secret_is_not_changed_for_others(tmp_path, caplog):
    with veilfold.setup(sink=tmp_path / "x.log"):
        obj = object()
        logging.getLogger("x").info("a %s %s", "b", obj, extra={"c": [1]})
    (record,) = caplog.records
    assert (record.msg, record.args, record.c) == ("a %s %s", ("b", obj), [1])


def test_a_record_that_holds_a_secret_keeps_its_format_string(tmp_path, caplog):
    with veilfold.setup(sink=tmp_path / "x.log"):
        logging.getLogger("x").warning("login by %s with %s", "alice", f"password={SECRET}")
    (record,) = caplog.records
    assert record.msg == "login by %s with %s"
    assert record.args == ("alice", "password=[REDACTED]")
    assert record.getMessage() == "login by alice with password=[REDACTED]"


def test_an_argument_that_must_stay_a_number_gives_way_to_the_text(tmp_path, caplog):
    with veilfold.setup(sink=tmp_path / "x.log"):
        logging.getLogger("x").info("card %d of %s", int(CARD), "alice")
    (record,) = caplog.records
    assert record.getMessage() == "card [REDACTED:credit_card] of alice"


def test_the_exception_of_others_is_like_the_original(tmp_path, caplog):
    class Failure(OSError):
        def __init__(self, message, code):
            super().__init__(message)
            self.code = code
            self.password = SECRET

    def fail():
        raise Failure(f"password={SECRET}", 7) from LookupError("why")

    with veilfold.setup(sink=tmp_path / "x.log"):
        try:
            fail()
        except OSError as error:
            original = error
            logging.getLogger("x").exception("m")
    (record,) = caplog.records
    kind, error, trace = record.exc_info
    assert kind is Failure
    assert isinstance(error, Failure)
    assert type(error).__name__ == "Failure"
    assert str(error) == "password=[REDACTED]"
    assert (error.code, error.password) == (7, "[REDACTED]")
    assert isinstance(error.__cause__, LookupError)
    assert trace is original.__traceback__
    assert str(original) == f"password={SECRET}"
    assert_clean(caplog.text.encode())


def test_source_that_changes_on_disk_once_it_was_printed_is_looked_at_again(tmp_path):
    path, names, stream = tmp_path / "connect.py", {}, io.StringIO()
    path.write_text("def f():\n    raise ValueError(1)\n")
    exec(compile(path.read_text(), path, "exec"), names)
    log = logging.Logger("x")
    log.addHandler(logging.StreamHandler(stream))
    with veilfold.setup(sink=tmp_path / "x.log"):
        for line in ("raise ValueError(1)", f'login("bob", password="{SECRET}")'):
            path.write_text(f"def f():\n    {line}\n")
            try:
                names["f"]()
            except ValueError:
                log.exception("m")
    first, second = stream.getvalue().split("m\n")[1:]
    assert f'File "{path}", line 2, in f\n    raise ValueError(1)' in first
    assert f'File "{path} (source withheld)", line 2, in f' in second
    assert_clean(second.encode())


def test_an_exception_that_is_no_entry_of_the_records_dict_is_cleaned(tmp_path):
    class Slotted(logging.LogRecord):
        __slots__ = ("exc_info",)

    error, stream = ValueError(f"password={SECRET}"), io.StringIO()
    log = logging.Logger("x")
    log.addHandler(logging.StreamHandler(stream))
    with veilfold.setup(sink=tmp_path / "x.log"):
        log.handle(Slotted("x", logging.ERROR, "a.py", 1, "m", (), (ValueError, error, None)))
    assert stream.getvalue() == "m\nValueError: password=[REDACTED]\n"


def test_a_record_without_exc_info_is_handed_on(tmp_path, monkeypatch):
    seen, handler, log = [], logging.NullHandler(), logging.Logger("x")
    monkeypatch.setattr(handler, "handle", seen.append)
    log.addHandler(handler)
    record = logging.makeLogRecord({"msg": f"password={SECRET}", "levelno": logging.INFO})
    del record.exc_info
    with veilfold.setup(sink=tmp_path / "x.log"):
        log.handle(record)
    assert [one.msg for one in seen] == ["password=[REDACTED]"]


def test_exceptions_that_resist_copying_show_their_class_only(tmp_path, caplog):
    class Sealed(Exception):
        def __new__(cls, *args):
            if cls is not Sealed:
                raise TypeError("final")
            return super().__new__(cls, *args)

        def __init_subclass__(cls):
            raise TypeError("final")

    with veilfold.setup(sink=tmp_path / "x.log"):
        logging.getLogger("x").error("m", exc_info=Sealed(f"password={SECRET}"))
    (record,) = caplog.records
    assert type(record.exc_info[1]).__name__ == "Sealed"
    assert_clean(caplog.text.encode())


def test_exception_groups_keep_their_members(tmp_path, caplog):
    group = pytest.importorskip("builtins").__dict__.get("ExceptionGroup")
    if group is None:
        pytest.skip("exception groups came with 3.11")
    with veilfold.setup(sink=tmp_path / "x.log"):
        logging.getLogger("x").error(
            "m", exc_info=group("g", [ValueError(f"password={SECRET}"), KeyError("b")])
        )
    error = caplog.records[0].exc_info[1]
    assert isinstance(error, group)
    assert [type(member).__name__ for member in error.exceptions] == ["ValueError", "KeyError"]
    assert_clean(caplog.text.encode())


def test_whoever_stands_around_call_handlers_sees_cleaned_records(tmp_path, monkeypatch):
    """As Sentry and OpenTelemetry do."""
    seen = []
    original = logging.Logger.callHandlers

    def patched(self, record):
        seen.append(record.getMessage())
        original(self, record)

    monkeypatch.setattr(logging.Logger, "callHandlers", patched)
    with veilfold.setup(sink=tmp_path / "x.log"):
        logging.getLogger("x").info("password=%s", SECRET)
    assert seen == ["password=[REDACTED]"]
    assert_clean((tmp_path / "x.log").read_bytes())


def test_logger_filters_and_disabled_loggers_count_under_protection(tmp_path, caplog):
    log = logging.getLogger("filtered")
    with veilfold.setup(sink=tmp_path / "x.log"):
        log.addFilter(lambda record: "no" not in record.msg)
        log.info("no")
        log.info("yes")
        log.disabled = True
        log.info("yes, disabled")
        log.disabled = False
        log.filters.clear()
    assert caplog.messages == ["yes"]
    assert (tmp_path / "x.log").read_bytes().count(b"\n") == 1


def test_propagation_stops_where_the_application_says(tmp_path):
    stream = io.StringIO()
    log = logging.getLogger("alone")
    log.propagate = False
    log.addHandler(logging.StreamHandler(stream))
    with veilfold.setup(sink=tmp_path / "x.log"):
        log.info("password=%s", SECRET)
    log.handlers.clear()
    log.propagate = True
    assert stream.getvalue() == "password=[REDACTED]\n"
    assert (tmp_path / "x.log").read_bytes() == b""


def test_the_last_resort_is_protected(run, tmp_path):
    done = run(
        "import logging, sys, veilfold\n"
        "s = veilfold.setup(sink=sys.argv[1])\n"
        "logging.getLogger().removeHandler(s.handler)\n"
        "logging.getLogger('x').warning('password=%s', 'correct-horse-battery')\n",
        tmp_path / "x.log",
    )
    assert done.stderr == b"password=[REDACTED]\n"


def test_protection_can_be_left_out(tmp_path, caplog):
    with veilfold.setup(sink=tmp_path / "x.log", protect=False):
        logging.getLogger("x").info("password=%s", SECRET)
    assert caplog.messages == [f"password={SECRET}"]
    assert_clean((tmp_path / "x.log").read_bytes())


def test_a_patch_put_around_ours_survives_closing(tmp_path, monkeypatch):
    setup = veilfold.setup(sink=tmp_path / "x.log")
    ours = logging.Logger.handle
    monkeypatch.setattr(logging.Logger, "handle", lambda *args: ours(*args))  # noqa: PLW0108
    setup.close()
    stream = io.StringIO()
    log = logging.Logger("x")
    log.addHandler(logging.StreamHandler(stream))
    log.info("still here")
    assert stream.getvalue() == "still here\n"
    monkeypatch.undo()
    logging.Logger.handle = setup._protection._before


@pytest.mark.parametrize("where", ["class", "instance", "subclass"])
def test_a_handle_of_somebody_else_gets_the_records_of_our_handler(tmp_path, monkeypatch, where):
    seen = []

    def handle(_handler, record):
        seen.append(record)

    with veilfold.setup(sink=tmp_path / "app.log") as setup:
        handler = setup.handler
        logging.getLogger("x").info("before")
        if where == "class":
            monkeypatch.setattr(veilfold.Handler, "handle", handle)
        elif where == "instance":
            monkeypatch.setattr(handler, "handle", seen.append)
        else:
            handler = type("Mine", (veilfold.Handler,), {"handle": handle})(sink=tmp_path / "mine.log")
            logging.getLogger("x").addHandler(handler)
        logging.getLogger("x").info("m")
        logging.getLogger("x").handlers.clear()
        monkeypatch.undo()
    assert [record.msg for record in seen] == ["m"]
    lines = (tmp_path / "app.log").read_text().splitlines()
    assert len(lines) == (2 if where == "subclass" else 1)


def test_a_logger_that_computes_its_attributes_is_asked(tmp_path):
    class Computed(logging.Logger):
        off = False

        @property
        def disabled(self):
            return self.off

        @disabled.setter
        def disabled(self, value):
            self.__dict__["disabled"] = False

        @property
        def propagate(self):
            return self.name == "goes.up"

        @propagate.setter
        def propagate(self, value):
            self.__dict__["propagate"] = True

    with veilfold.setup(sink=tmp_path / "app.log"):
        for name in ("goes.up", "stays.here", "goes.up"):
            log = Computed(name, logging.INFO)
            log.parent = logging.getLogger()
            log.addHandler(logging.NullHandler())
            log.info("m")
        log.off = True
        log.info("not this")
    assert len((tmp_path / "app.log").read_text().splitlines()) == 2


def test_handle_is_called_as_that_of_logging(tmp_path, caplog):
    log = logging.getLogger("x")
    record = logging.makeLogRecord({"msg": "password %s", "args": (SECRET,), "levelno": logging.INFO})
    with veilfold.setup(sink=tmp_path / "x.log"):
        log.handle(record)
        log.handle(record=record)
        logging.Logger.handle(log, record)
        logging.RootLogger.handle(logging.getLogger(), record=record)
        for args, named in [
            ((), {}),
            ((record, record), {}),
            ((), {"other": record}),
            ((record,), {"record": record}),
        ]:
            with pytest.raises(TypeError):
                log.handle(*args, **named)
        with pytest.raises(TypeError):
            logging.Logger.handle(5, record)
    assert [SECRET in one.getMessage() for one in caplog.records] == [False] * 4
    assert len((tmp_path / "x.log").read_text().splitlines()) == 4


def test_a_handle_that_somebody_kept_does_what_logging_does_once_it_is_closed(tmp_path, caplog):
    first = veilfold.setup(sink=tmp_path / "x.log")
    kept = logging.Logger.handle
    first.close()
    log = logging.getLogger("x")
    record = logging.makeLogRecord({"msg": f"password={SECRET}", "levelno": logging.INFO})
    kept(log, record)
    assert SECRET in caplog.records[-1].getMessage()
    with veilfold.setup(sink=tmp_path / "y.log"):
        kept(log, record)
    assert SECRET not in caplog.records[-1].getMessage()


ENGINE = _native.Engine()
WORDS = [
    "password",
    "api_key",
    "Authorization",
    "name",
    "value",
    "status",
    "k",
    "v",
    "token",
    "user",
    "header",
]
texts = st.sampled_from(
    [*WORDS, SECRET, f"password={SECRET}", CARD, "Bearer abcdef0123456789", "eve@example.com"]
)
texts |= st.text(max_size=8)
simple = texts | st.none() | st.booleans() | st.integers() | st.just(int(CARD)) | st.floats()
nested = st.recursive(
    simple,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(texts, inner)
        | st.dictionaries(texts | st.sampled_from(WORDS), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(deadline=None, derandomize=True, max_examples=600)
@given(
    st.dictionaries(
        st.sampled_from(["password", "user_id", "path", "data", "headers", "x"]), nested, max_size=3
    )
)
def test_one_look_at_a_record_misses_nothing_that_a_look_at_each_value_finds(extras):
    record = logging.makeLogRecord({"msg": "m", **extras})
    ENGINE.clean_record(record)
    expected = ENGINE.redact(dict(extras))
    assert repr({key: vars(record)[key] for key in extras if key in vars(record)}) == repr(expected)


@settings(deadline=None, derandomize=True, max_examples=600)
@given(st.lists(nested, max_size=3).map(tuple))
def test_one_look_at_arguments_misses_nothing(args):
    record = logging.makeLogRecord({"msg": "m" + " %s" * len(args), "args": args})
    ENGINE.clean_record(record)
    shown = record.getMessage()
    # Nothing is left for a second look, neither in the text nor in the arguments.
    assert ENGINE.redact(shown) == shown
    assert repr(ENGINE.redact(record.args)) == repr(record.args)


def retried(attempts):
    """Return the last exception of a loop that chains each attempt to the one before."""
    error = ConnectionError(f"https://bob:{SECRET}@db.example.com refused")
    for attempt in range(attempts):
        latest = TimeoutError(attempt)
        latest.__cause__ = error
        error = latest
    return error


@pytest.mark.parametrize("attempts", [70, 1_500])
def test_long_chains_reach_others_clean(tmp_path, attempts):
    seen = io.StringIO()
    handler = logging.StreamHandler(seen)
    logging.getLogger().addHandler(handler)
    try:
        with veilfold.setup(sink=tmp_path / "x.log"):
            logging.getLogger("x").error("m", exc_info=retried(attempts))
    finally:
        logging.getLogger().removeHandler(handler)
    assert_clean(seen.getvalue().encode())
    assert seen.getvalue().count("TimeoutError") >= min(attempts, 1_000)


def test_a_note_behind_many_others_is_clean_for_others(tmp_path, caplog):
    error = ValueError("m")
    error.__notes__ = [*map(str, range(2_000)), f"password={SECRET}"]
    with veilfold.setup(sink=tmp_path / "x.log"):
        logging.getLogger("x").error("m", exc_info=error)
    (record,) = caplog.records
    assert len(record.exc_info[1].__notes__) == len(error.__notes__)
    assert_clean(str(record.exc_info[1].__notes__).encode())


def test_a_secret_below_a_deep_recursion_is_clean_for_others(tmp_path, caplog):
    lines = ["def again(depth):", "    if depth:", "        again(depth - 1)"]
    lines.append(f"    login('bob', password='{SECRET}')")
    source = tmp_path / "deep.py"
    source.write_text("\n".join(lines))
    names = {}
    exec(compile(source.read_text(), str(source), "exec"), names)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(5_000)
    try:
        with veilfold.setup(sink=tmp_path / "x.log"):
            try:
                names["again"](3_000)
            except NameError:
                logging.getLogger("x").exception("m")
    finally:
        sys.setrecursionlimit(limit)
    assert caplog.records[0].exc_info[0] is NameError
    assert_clean(caplog.text.encode())


@pytest.mark.parametrize("fast", [False, True])
def test_an_object_that_logs_itself_ends_beside_other_handlers(tmp_path, fast):
    class Endless:
        def __str__(self):
            logging.getLogger("x").info("inside %s", self)
            return "endless"

    seen = io.StringIO()
    handler = logging.StreamHandler(seen)
    logging.getLogger().addHandler(handler)
    try:
        with veilfold.setup(sink=tmp_path / "x.log", fast=fast):
            logging.getLogger("x").info("outside %s", Endless())
    finally:
        logging.getLogger().removeHandler(handler)
    assert "outside endless" in seen.getvalue()
    assert "outside endless" in (tmp_path / "x.log").read_text()
    # Each of the few levels shows it to several who look, pytest's handlers among them.
    assert seen.getvalue().count("\n") < 1_000
