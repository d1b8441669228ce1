"""The formatter makes lines for any handler of the standard library."""

import io
import json
import logging

import pytest

import veilfold


@pytest.fixture
def logged():
    """Log through a StreamHandler with a formatter; returns logger and stream."""

    def make(*args, **options):
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(veilfold.Formatter(*args, **options))
        log = logging.Logger("n")
        log.addHandler(handler)
        return log, stream

    return make


def test_a_line_is_json(logged):
    log, stream = logged()
    log.info("a %s", "b", extra={"x": [1]})
    line = json.loads(stream.getvalue())
    assert (line["message"], line["x"]) == ("a b", [1])


@pytest.mark.parametrize("schema", ["veilfold", "ecs", "otel", "gcp"])
def test_every_schema_is_json(logged, schema):
    log, stream = logged(schema=schema)
    log.warning("m")
    assert json.loads(stream.getvalue())


def test_text_is_a_line_for_people(logged):
    log, stream = logged(format="text")
    log.info("hello", extra={"a": 1})
    text = stream.getvalue()
    assert text.count("\n") == 1
    assert "hello" in text
    assert "a=1" in text


def test_options_say_how_a_line_looks(logged):
    log, stream = logged(
        service="s",
        component="c",
        extras_key="context",
        precision="us",
        static_fields={"region": "eu"},
        rename={"message": "msg"},
        group="all",
    )
    log.info("m", extra={"a": 1})
    line = json.loads(stream.getvalue())
    assert (line["service"], line["component"], line["region"], line["msg"]) == ("s", "c", "eu", "m")
    assert line["context"] == {"a": 1}
    assert len(line["timestamp"]) == len("2026-11-21T12:00:00.000000Z")
    assert line["group_id"].startswith("m1-")


def test_an_own_format_is_formatted_by_logging(logged):
    log, stream = logged("%(levelname)s:%(name)s:%(message)s")
    log.info("a %s", "b")
    assert stream.getvalue() == "INFO:n:a b\n"


def test_other_styles_and_defaults(logged):
    log, stream = logged("{levelname} {message} {ip}", style="{", defaults={"ip": "-"})
    log.info("m")
    assert stream.getvalue() == "INFO m -\n"


def test_exceptions_and_stacks_in_an_own_format(logged):
    log, stream = logged("%(message)s")
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        log.exception("m", stack_info=True)
    assert "ZeroDivisionError" in stream.getvalue()
    assert "Stack (most recent call last)" in stream.getvalue()


@pytest.mark.parametrize(
    ("options", "error", "names"),
    [
        ({"schema": "splunk"}, ValueError, "ecs"),
        ({"format": "yaml"}, ValueError, "json"),
        ({"group": "some"}, ValueError, "errors"),
        ({"precision": "days"}, ValueError, "ms"),
        ({"colour": True}, TypeError, "static_fields"),
        ({"caller": "yes"}, TypeError, "True or False"),
        ({"service": 5}, TypeError, "a string"),
        ({"rename": ["a"]}, TypeError, "a dict"),
        ({"static_fields": {1: 2}}, TypeError, "a string"),
    ],
)
def test_a_wrong_option_is_named_with_what_is_right(options, error, names):
    with pytest.raises(error, match=names):
        veilfold.Formatter(**options)


def test_lone_surrogates_come_through_a_stream(logged):
    log, stream = logged()
    log.info("a\udc80b %s", "\ud800")
    assert json.loads(stream.getvalue())["message"] == "a\udc80b \ud800"


def test_a_lone_surrogate_in_text_format_can_be_encoded(logged):
    log, stream = logged(format="text")
    log.info("a\udc80b")
    stream.getvalue().encode("utf-8")


def test_an_interrupt_while_formatting_is_raised_after_all():
    class Stop:
        def __repr__(self):
            raise KeyboardInterrupt

    record = logging.makeLogRecord({"msg": "m", "x": Stop()})
    with pytest.raises(KeyboardInterrupt):
        veilfold.Formatter().format(record)
