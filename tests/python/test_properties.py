"""Whatever is logged, a line comes out, it is JSON, and what was planted is not in it."""

import io
import json
import logging

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import veilfold

SECRET = "correct-horse-battery"

text = st.text(st.characters(), max_size=40)  # lone surrogates included
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | text
    | st.binary(max_size=20)
    | st.decimals()
    | st.dates()
)
keys = text | st.integers() | st.none() | st.booleans() | st.tuples(st.integers())
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4) | st.tuples(inner, inner)
    ),
    max_leaves=12,
)
settings.register_profile(
    "veilfold",
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
settings.load_profile("veilfold")

RESERVED = set(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
FORMATTERS = [veilfold.Formatter(schema=schema, group="all") for schema in ("veilfold", "ecs", "otel", "gcp")]
CLEAN_FORMATTERS = [*FORMATTERS, veilfold.Formatter(format="text"), veilfold.Formatter(extras_key="context")]


def record(msg, args=(), extras=None):
    made = logging.LogRecord("n", logging.WARNING, "f.py", 1, msg, args, None)
    made.__dict__.update({key: value for key, value in (extras or {}).items() if key not in RESERVED})
    return made


@given(text, st.lists(scalars, max_size=3), st.dictionaries(text, values, max_size=4))
def test_any_record_is_one_line_of_json(msg, args, extras):
    for formatter in FORMATTERS:
        line = formatter.format(record(msg, tuple(args), extras))
        assert "\n" not in line
        assert isinstance(json.loads(line), dict)


@given(text, text)
def test_messages_come_through_unchanged_where_nothing_is_secret(before, after):
    policy = "none"
    line = veilfold.Formatter(policy=policy).format(record("%s|%s", (before, after)))
    assert json.loads(line)["message"] == f"{before}|{after}"


@given(values, st.sampled_from(["password", "api_key", "access_token", "clientSecret", "X-Api-Key"]))
def test_a_secret_under_its_name_never_gets_out(value, key):
    extras = {"x": [value, {"deep": {key: SECRET}}], "y": {key: [SECRET, {"z": SECRET}]}}
    for formatter in CLEAN_FORMATTERS:
        assert SECRET not in formatter.format(record("m", (), extras))
    assert SECRET not in repr(veilfold.redact(extras))


@given(text, text)
def test_a_secret_in_text_never_gets_out(before, after):
    message = f"{before} password={SECRET} {after}"
    for formatter in CLEAN_FORMATTERS:
        assert SECRET not in formatter.format(record(message))
    assert SECRET not in veilfold.redact(message)


@given(values)
def test_redaction_is_idempotent(value):
    once = veilfold.redact({"x": value, "password": "p", "text": "token=abc"})
    assert repr(veilfold.redact(once)) == repr(once)


@given(values)
def test_a_stream_handler_and_our_handler_write_the_same(value):
    stream, ours = io.StringIO(), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(veilfold.Formatter())
    made = record("m", (), {"x": value})
    handler.handle(made)
    veilfold.Handler(sink=ours).handle(made)
    assert stream.getvalue() == ours.getvalue()
