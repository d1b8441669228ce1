"""A setup with fast loggers, calls of every kind, and a handler that keeps what it sees."""

import functools
import json
import logging
import re
import sys
import threading

from hypothesis import strategies as st

import veilfold

SECRET = "correct-horse-battery"
RESERVED = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}

text = st.text(st.characters(), max_size=20)
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | text | st.binary(max_size=9) | st.decimals()
)
keys = text | st.integers() | st.none()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)
TIME = re.compile(rb'"timestamp":"[^"]*"')

arguments = st.lists(values, max_size=3).map(tuple)
extras = st.none() | st.dictionaries(keys, values, max_size=4).map(
    lambda extra: {key: value for key, value in extra.items() if key not in RESERVED}
)
messages = (
    text | st.sampled_from(["%s", "%s %r", "%d of %s", "%(k)s", "password %s", "token=%s", "100%"]) | values
)

STANDARD = {
    name: logging.Logger.__dict__[name]
    for name in ("debug", "info", "warning", "error", "critical", "exception")
}

LOG = logging.Logger._log


class Fast:
    """A setup, and what became of its calls."""

    def __init__(self, path, **options):
        self.path = path
        self.setup = veilfold.setup(sink=path, hooks=False, level="DEBUG", fast=True, **options)

    @functools.cached_property
    def log(self):
        """A logger for our handler alone. Asked for in a test's body: pytest's handlers are there by then."""
        log = logging.getLogger("test.fast")
        log.propagate = False
        log.handlers[:] = [self.setup.handler]
        return log

    def close(self):
        self.log.propagate = True
        self.log.handlers[:] = []
        self.setup.close()

    def records(self):
        return [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]

    def way(self, call):
        """Make a call; return how: "standard" by `Logger._log`, "record" with a record, "plain" with none."""
        seen = set()
        sys.setprofile(lambda frame, event, _: event == "call" and seen.add(frame.f_code))
        try:
            call()
        finally:
            sys.setprofile(None)
        if LOG.__code__ in seen:
            return "standard"
        # Every record names its thread.
        return "record" if threading.Thread.name.fget.__code__ in seen else "plain"

    def is_standard(self, call):
        return self.way(call) == "standard"


class Seen(logging.Handler):
    def __init__(self, *args):
        super().__init__(*args)
        self.records = []

    def emit(self, record):
        self.records.append(record)
