"""No route out of a log call, an exception or an object shows a secret; everything else stays as it was."""

import dataclasses
import io
import json
import logging
from typing import NamedTuple

import pytest

import veilfold

CARD = "4111111111111111"
SECRET = "correct-horse-battery"  # told by its key, not by its looks


class Repr:
    def __repr__(self):
        return f"Repr(password='{SECRET}')"


@dataclasses.dataclass
class Login:
    user: str
    password: str


NAMED = {"user": "bob", "pw": 1, "token": SECRET}

ROUTES = {
    "argument": lambda log: log.info("password=%s", SECRET),
    "f-string": lambda log: log.info(f"password={SECRET}"),
    "named by the mapping": lambda log: log.info("login %(user)s %(pw)s %(token)s", NAMED),
    "named before it": lambda log: log.info("user %s with password '%s' and %d", "bob", SECRET, 3),
    "named by two words": lambda log: log.info("%5.1f%% API key: %-30s|", 1.5, SECRET),
    "name made of arguments": lambda log: log.info("pass%s=%s", "word", SECRET),
    "arguments that do not fit": lambda log: log.info(f"token={SECRET} password %s %s", SECRET),
    "mapping argument": lambda log: log.info("login %(password)s", {"password": f"password={SECRET}"}),
    "flat extra": lambda log: log.info("m", extra={"password": SECRET}),
    "nested extra": lambda log: log.info("m", extra={"a": {"b": [{"api_key": SECRET}]}}),
    "pair": lambda log: log.info("m", extra={"a": {"name": "password", "value": SECRET}}),
    "header": lambda log: log.info("m", extra={"headers": [("X-Api-Key", SECRET)]}),
    "bytes": lambda log: log.info("m", extra={"body": f"password={SECRET}".encode()}),
    "json text": lambda log: log.info("m", extra={"body": json.dumps({"password": SECRET})}),
    "repr": lambda log: log.info("m", extra={"x": Repr()}),
    "repr argument": lambda log: log.info("got %r", Repr()),
    "dataclass": lambda log: log.info("m", extra={"x": Login("a", SECRET)}),
    "dataclass argument": lambda log: log.info("got %s", Login("a", SECRET)),
    "key": lambda log: log.info("m", extra={"x": {f"password={SECRET}": 1}}),
    "wrong arguments": lambda log: log.info(f"password={SECRET} %d", "x"),
    "exception": lambda log: log.error("m", exc_info=ValueError(f"password={SECRET}")),
    "cause": lambda log: log.error("m", exc_info=with_cause()),
    "note": lambda log: log.error("m", exc_info=with_note()),
    "exception as value": lambda log: log.error("m", extra={"e": ValueError(f"password={SECRET}")}),
    "url": lambda log: log.info("GET https://user:%s@example.com/", SECRET),
    "query": lambda log: log.info("GET /cb?access_token=%s&a=1", SECRET),
    "stack": lambda log: log.handle(
        logging.makeLogRecord({"msg": "m", "levelno": 40, "stack_info": f"password={SECRET}"})
    ),
    "exc_text": lambda log: log.handle(
        logging.makeLogRecord({"msg": "m", "levelno": 40, "exc_text": f"password={SECRET}"})
    ),
    "card": lambda log: log.info("pay with %s", CARD),
    "card as number": lambda log: log.info("m", extra={"n": int(CARD)}),
    "card in a group": lambda log: log.info("m", extra={"n": {int(CARD)}}),
    "card with spaces": lambda log: log.info("4111 1111 1111 1111"),
    "logger name": lambda log: logged_as(log, f"password={SECRET}"),
}


def with_cause():
    error = KeyError("outer")
    error.__cause__ = ValueError(f"password={SECRET}")
    return error


def with_note():
    error = ValueError("m")
    error.__notes__ = [f"password={SECRET}"]
    return error


def logged_as(log, name):
    child = logging.Logger(name)
    child.handlers = log.handlers
    child.info("m")


def assert_clean(output):
    for secret in (SECRET, CARD, "4111 1111 1111 1111"):
        assert secret.encode() not in output, output


@pytest.mark.parametrize("route", ROUTES, ids=lambda name: name.replace(" ", "-"))
@pytest.mark.parametrize("form", ["json", "text"])
def test_no_route_leaks(writer, route, form, capfd):
    written = writer(format=form)
    ROUTES[route](written.log)
    output = written.bytes()
    assert b"[REDACTED" in output
    assert_clean(output)
    captured = capfd.readouterr()
    assert_clean((captured.out + captured.err).encode())


@pytest.mark.parametrize("route", ROUTES, ids=lambda name: name.replace(" ", "-"))
def test_no_route_leaks_to_another_handler(tmp_path, route, capfd):
    """A StreamHandler with an ordinary formatter, beside ours, protected by setup()."""
    stream = io.StringIO()
    other = logging.StreamHandler(stream)
    other.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))
    kept = []

    class Keeper(logging.Handler):
        def emit(self, record):
            kept.append(record)

    log = logging.getLogger("protected")
    root = logging.getLogger()
    handlers = [other, Keeper()]
    with veilfold.setup(sink=tmp_path / "x.log"):
        for handler in handlers:
            root.addHandler(handler)
        try:
            ROUTES[route](log)
        finally:
            for handler in handlers:
                root.removeHandler(handler)
    captured = capfd.readouterr()
    assert_clean((tmp_path / "x.log").read_bytes())
    assert_clean((captured.out + captured.err).encode())
    if route != "logger name":  # a name that is set on the logger itself is not the record's
        assert_clean(stream.getvalue().encode())
        for record in kept:
            assert_clean(repr(vars(record)).encode())
            if record.exc_info:
                assert_clean(repr([str(e) for e in chain(record.exc_info[1])]).encode())


def chain(error):
    while error is not None:
        yield error
        yield getattr(error, "__notes__", None)
        error = error.__cause__ or error.__context__


def test_the_policy_is_everywhere(tmp_path):
    policy = {"version": 1, "fields": {"deny": ["national_number"]}}
    assert veilfold.redact({"national_number": "12"}, policy) == {"national_number": "[REDACTED]"}
    path = tmp_path / "policy.toml"
    path.write_text('version = 1\nprofile = "none"\n[fields]\ndeny = ["mine"]\n')
    for given in (str(path), path, veilfold.Policy(path), veilfold.Policy.from_string(path.read_text())):
        assert veilfold.redact({"mine": 1, "password": "x"}, given) == {"mine": "[REDACTED]", "password": "x"}
    assert veilfold.redact("password=x", "none") == "password=x"
    with veilfold.setup(sink=tmp_path / "x.log", policy=path):
        logging.getLogger("x").info("m", extra={"mine": "SECRET-1"})
    assert_clean((tmp_path / "x.log").read_bytes())
    assert "SECRET-1" not in (tmp_path / "x.log").read_text()


def test_json_text_is_held_to_the_rules_of_fields():
    """By path, over values of any type, and it stays JSON: the same way as a line of the command."""
    policy = {"version": 1, "fields": {"deny": ["card.holder"]}}
    text = '{"card": {"holder": "Ada L", "n": 1.0}, "pin_code": [1, 2]}'
    clean = veilfold.redact(text, policy)
    assert clean == veilfold.redact_line(text, policy, group="off")
    assert json.loads(clean)["card"] == {"holder": "[REDACTED]", "n": 1.0}
    assert veilfold.redact({"body": text.encode()}, policy) == {"body": clean.encode()}


def test_lines_of_other_programs():
    line = '{"lvl":"error","what":"cannot open ledger","password":"x"}'
    named = veilfold.redact_line(line, group="all", message_field="what")
    assert json.loads(named)["group_id"] == veilfold.fingerprint("cannot open ledger")
    again = json.loads(veilfold.reencode_line(line, message_field="what", service="shop", group="off"))
    assert again.pop("timestamp").endswith("Z")
    assert again == {
        "level": "ERROR",
        "service": "shop",
        "message": "cannot open ledger",
        "password": "[REDACTED]",
    }
    with pytest.raises(ValueError, match="all, errors or off"):
        veilfold.redact_line(line, group="some")


def test_pseudonyms_take_their_key_from_the_environment(monkeypatch):
    key = "0123456789abcdef0123456789abcdef"
    monkeypatch.setenv("SHOP_KEY", key)
    policy = {
        "version": 1,
        "actions": {"credit_card": {"action": "hash"}},
        "pseudonym": {"key_env": "SHOP_KEY", "key_id": "k1"},
    }
    once, twice = veilfold.redact(f"pay {CARD}", policy), veilfold.redact(f"refund {CARD}", policy)
    assert "[credit_card:k1:" in once
    assert once.split(" ", 1)[1] == twice.split(" ", 1)[1]
    assert key not in once + repr(veilfold.Policy.from_string("version = 1"))


def test_the_policy_of_the_environment(tmp_path, monkeypatch):
    path = tmp_path / "policy.toml"
    path.write_text('version = 1\n[fields]\ndeny = ["mine"]\n')
    monkeypatch.setenv("REDACT_RULES_FILE", str(path))
    with veilfold.setup(sink=tmp_path / "x.log"):
        logging.getLogger("x").info("m", extra={"mine": "SECRET-1"})
    assert "SECRET-1" not in (tmp_path / "x.log").read_text()


def test_a_wrong_policy_names_place_and_remedy(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text('version = 1\n[fields]\ndenny = ["a"]\n')
    with pytest.raises(veilfold.PolicyError, match=r"policy\.toml") as caught:
        veilfold.setup(sink=tmp_path / "x.log", policy=path)
    error = caught.value
    assert isinstance(error, ValueError)
    assert error.origin == str(path)
    assert error.line == 3
    assert "denny" in error.key + error.message
    assert "deny" in error.hint
    with pytest.raises(veilfold.PolicyError, match="<dict>"):
        veilfold.redact("x", {"version": 1, "rule": [{"id": "a", "pattern": "("}]})
    with pytest.raises(veilfold.PolicyError, match="nowhere"):
        veilfold.redact("x", tmp_path / "nowhere.toml")
    with pytest.raises(ValueError, match="strict"):
        veilfold.Policy.profile("tight")
    with pytest.raises(TypeError, match=r"fields\.deny\[0\]"):
        veilfold.redact("x", {"fields": {"deny": [object()]}})
    with pytest.raises(TypeError, match="strings"):
        veilfold.redact("x", {5: 1})


def test_policies_have_a_repr_that_shows_nothing_of_them(tmp_path):
    text = 'version = 1\n[fields]\ndeny = ["mine"]\n'
    assert repr(veilfold.Policy.from_string(text, "here")) == 'Policy.from_string(..., "here")'
    assert repr(veilfold.Policy.profile("strict")) == 'Policy.profile("strict")'
    path = tmp_path / "p.toml"
    path.write_text(text)
    assert repr(veilfold.Policy(path)) == f'Policy("{path}")'


class Named(NamedTuple):
    a: object
    b: object


@pytest.mark.parametrize(
    "clean",
    [
        "an ordinary text",
        "",
        b"bytes",
        5,
        1.5,
        None,
        True,
        [1, {"a": "b"}],
        (1, 2),
        {"primary_key": 7, "tokenizer": "bpe", "max_tokens": 100},
        {1, 2},
        Named(1, 2),
        ValueError("x"),
        int,
    ],
    ids=repr,
)
def test_what_holds_no_secret_is_returned_as_it_is(clean):
    assert veilfold.redact(clean) is clean


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        ({"password": SECRET, "a": 1}, {"password": "[REDACTED]", "a": 1}),
        ([f"password={SECRET}"], ["password=[REDACTED]"]),
        ((f"password={SECRET}", 1), ("password=[REDACTED]", 1)),
        ({f"password={SECRET}"}, {"password=[REDACTED]"}),
        (Named(f"password={SECRET}", 2), Named("password=[REDACTED]", 2)),
        (("X-Api-Key", SECRET), ("X-Api-Key", "[REDACTED]")),
        ([b"authorization", SECRET], [b"authorization", "[REDACTED]"]),
        ({"name": "password", "value": SECRET}, {"name": "password", "value": "[REDACTED]"}),
        (f"password={SECRET}".encode(), b"password=[REDACTED]"),
        (bytearray(f"password={SECRET}".encode()), bytearray(b"password=[REDACTED]")),
        (int(CARD), "[REDACTED:credit_card]"),
        ({"a": {"b": {"token": 5}}}, {"a": {"b": {"token": "[REDACTED]"}}}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_cleaned_object_has_the_same_shape(value, clean):
    result = veilfold.redact(value)
    assert result == clean
    assert type(result) is type(clean)


def test_the_original_is_not_touched():
    original = {"password": SECRET, "list": [f"password={SECRET}"]}
    veilfold.redact(original)
    assert original == {"password": SECRET, "list": [f"password={SECRET}"]}


def test_objects_become_their_cleaned_text():
    assert SECRET not in str(veilfold.redact(Repr()))
    assert SECRET not in str(veilfold.redact([Login("a", SECRET)]))

    class Bad:
        def __repr__(self):
            raise RuntimeError

    assert isinstance(veilfold.redact(Bad()), str)


def test_cycles_and_depth_are_cut_in_objects_too():
    loop = [f"password={SECRET}"]
    loop.append(loop)
    assert veilfold.redact(loop) == ["password=[REDACTED]", "[CYCLE]"]
    deep = [SECRET]
    for _ in range(1_000):
        deep = [deep]
    assert "[DEPTH]" in repr(veilfold.redact(deep))
    assert veilfold.redact(list(range(20_000)))[-1] == "[TRUNCATED]"


def test_lines_of_others_are_rewritten_losslessly():
    line = '{ "b" : 1.50,"password":"' + SECRET + '", "a":[1, 2] }'
    clean = veilfold.redact_line(line)
    assert clean == line.replace(SECRET, "[REDACTED]")
    assert veilfold.redact_line(line.encode()) == clean.encode()
    assert veilfold.redact_line("a\udc80 plain") == "a\udc80 plain"


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


def test_the_formatter_redacts_an_own_format():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(veilfold.Formatter("%(message)s"))
    log = logging.Logger("x")
    log.addHandler(handler)
    log.error("password=%s", SECRET, exc_info=ValueError(f"password={SECRET}"))
    assert_clean(stream.getvalue().encode())


def test_a_foreign_formatter_s_line_is_redacted(written):
    written.handler.setFormatter(logging.Formatter("%(message)s"))
    written.log.error("password=%s", SECRET, exc_info=ValueError(f"password={SECRET}"))
    assert_clean(written.bytes())


def test_metrics_hold_no_value(written):
    written.log.error(f"password={SECRET}", exc_info=ValueError(f"password={SECRET} {CARD}"))
    assert_clean(veilfold.metrics().encode())
