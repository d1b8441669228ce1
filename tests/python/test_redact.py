"""No route out of a log call, an exception or an object shows a secret; everything else stays as it was."""

import io
import json
import logging

import pytest
from planted import CARD, SECRET, Login, Repr, assert_clean, chain

import veilfold

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
