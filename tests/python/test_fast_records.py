"""A handler that is not ours gets a record that is made natively, and is the one of `logging`."""

import contextlib
import datetime as dt
import logging

from calls import SECRET, STANDARD, TIME, Seen, arguments, extras, messages
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

RECORD_TIMES = ("created", "msecs", "relativeCreated")


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    derandomize=True,
)
@given(st.sampled_from(["debug", "info", "error", "exception"]), messages, arguments, extras)
def test_another_handler_gets_the_record_of_the_standard_way(fast, method, msg, args, extra):
    if not any(isinstance(handler, Seen) for handler in fast.log.handlers):
        fast.log.addHandler(Seen())
    seen, path = fast.log.handlers[1], fast.path
    seen.records.clear()
    lines = []
    for call in (getattr(fast.log, method), STANDARD[method].__get__(fast.log)):
        path.write_bytes(b"")
        call(msg, *args, extra=extra)
        lines.append(TIME.sub(b'"timestamp":0', path.read_bytes()))
    native, standard = (list(vars(record).items()) for record in seen.records)
    assert [name for name, _ in native] == [name for name, _ in standard]
    # An object that was cleaned is another one, of the same text.
    assert all(
        one is other or one == other or repr(one) == repr(other)
        for (name, one), (_, other) in zip(native, standard, strict=True)
        if name not in RECORD_TIMES
    )
    assert lines[0] == lines[1]


def test_a_record_has_the_time_of_its_line(fast):
    seen = Seen()
    fast.log.addHandler(seen)
    fast.log.info("m")
    created = dt.datetime.fromtimestamp(seen.records[0].created, dt.timezone.utc)
    written = fast.records()[0]["timestamp"]
    assert written[:19] == created.isoformat()[:19]
    assert int(written[20:23]) == created.microsecond // 1000


def test_no_secret_reaches_the_others_by_a_native_record(fast):
    seen = Seen()
    fast.log.addHandler(seen)
    shown = logging.Formatter("%(message)s %(args)s %(key)s %(threadName)s")
    secret = {"key": f"password={SECRET}"}
    calls = [
        lambda: fast.log.info("password %s", SECRET, extra={"key": 1}),
        lambda: fast.log.info("%s", f"token={SECRET}", extra={"key": 1}),
        lambda: fast.log.info("%(a)s", {"a": 1, "password": SECRET}, extra={"key": 1}),
        lambda: fast.log.info({"password": SECRET}, extra={"key": 1}),
        lambda: fast.log.info(f"password={SECRET}", extra={"key": 1}),
        lambda: fast.log.info("%d password", SECRET, extra={"key": 1}),
        lambda: fast.log.info("card %d", 4111111111111111, extra={"key": 1}),
        lambda: fast.log.info("m", extra=secret),
        lambda: fast.log.info("m", extra={"key": 1, "password": SECRET}),
        lambda: fast.log.info("m", extra={"key": 1, "api_key": 12345}),
        lambda: fast.log.info("m", extra={"key": [{"password": SECRET}]}),
        lambda: fast.log.info("m", extra={"key": f"password={SECRET}".encode()}),
    ]
    for number, call in enumerate(calls):
        assert fast.way(call) == "record", number
    text = [repr(vars(record)) for record in seen.records]
    with contextlib.suppress(TypeError):
        text += [shown.format(record) for record in seen.records]
    assert len(seen.records) == len(calls)
    assert not [line for line in text if SECRET in line or "4111111111111111" in line or "12345" in line]
    # What was given is not changed: it is the program's.
    assert secret == {"key": f"password={SECRET}"}
