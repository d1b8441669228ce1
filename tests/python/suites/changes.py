"""Changes things that a log call passes, again and again, and looks whether the next call knows.

    python changes.py LOG_FILE

What was found in a dict is remembered for as long as the dict's state has the same number, and each
release of CPython has ways of its own to change a dict. Prints how many changes were seen, and how far the
numbers are trusted.
"""

import logging
import sys
import time
from pathlib import Path

import veilfold
from veilfold import _fast

#: Often enough for the interpreter to have a way of its own for each store.
TURNS = 60

path = Path(sys.argv[1])
setup = veilfold.setup(sink=path, hooks=False)
log = logging.getLogger("changes.of.a.logger")
handler = setup.handler
called = []
seen = []


def counting(function):
    def counted(*args, **kwargs):
        called.append(function)
        return function(*args, **kwargs)

    return counted


def call():
    """Return how many times something of ours was called, and whether a line was written."""
    called.clear()
    before = path.stat().st_size
    log.info("user %s logged in", "alice")
    return len(called), path.stat().st_size > before


def expect(made, written, what):
    count, line = call()
    assert (bool(count), line) == (made, written), (what, count, line)
    seen.append(what)


class Record(logging.LogRecord):
    def __init__(self, *args, **kwargs):
        called.append(Record)
        super().__init__(*args, **kwargs)


class Other(logging.Handler):
    def emit(self, record):
        called.append(record)


OWNERS = [
    (logging.Logger, ("_log", "makeRecord", "findCaller", "callHandlers", "handle", "isEnabledFor")),
    (logging.LogRecord, ("__init__", "getMessage")),
    (time, ("time_ns" if sys.version_info >= (3, 13) else "time",)),
]


def names_of_classes_and_modules():
    for owner, names in OWNERS:
        for name in names:
            before = vars(owner)[name]
            setattr(owner, name, counting(before))
            expect(True, True, name)
            setattr(owner, name, before)
            expect(False, True, name)
    veilfold.Handler.handle = counting(veilfold.Handler.handle)
    expect(True, True, "handle of the handler")
    del veilfold.Handler.handle
    expect(False, True, "handle of the handler")
    emit = veilfold.Handler.emit
    veilfold.Handler.emit = lambda _, record: called.append(record)
    expect(True, False, "emit of the handler")
    log.addFilter(bool)
    expect(True, False, "emit of the handler, with a filter before it")
    log.removeFilter(bool)
    veilfold.Handler.emit = emit
    expect(False, True, "emit of the handler, put back")
    del veilfold.Handler.emit
    expect(False, True, "emit of the handler")
    logging.setLogRecordFactory(Record)
    expect(True, True, "factory")
    logging.setLogRecordFactory(logging.LogRecord)
    expect(False, True, "factory")


def filters_and_own(owner, method):
    owner.filters = [called.append]
    expect(True, False, f"filters of {owner}")
    owner.filters = []
    expect(False, True, f"filters of {owner}")
    setattr(owner, method, called.append)
    expect(True, False, f"{method} of its own")
    delattr(owner, method)
    expect(False, True, f"{method} of its own")


def names_of_instances():
    alone = logging.Logger("alone")
    other = Other()
    parent, root = log.parent, logging.getLogger()
    log.disabled = True
    expect(False, False, "disabled")
    log.disabled = False
    expect(False, True, "disabled")
    log.handlers = [other]
    log.propagate = False
    expect(True, False, "propagate")
    log.handlers = []
    log.propagate = True
    expect(False, True, "propagate")
    log.parent = alone
    alone.handlers = [other]
    expect(True, False, "parent")
    log.parent = parent
    expect(False, True, "parent")
    root.handlers = [other]
    expect(True, False, "handlers")
    root.handlers = [handler]
    expect(False, True, "handlers")
    filters_and_own(log, "handle")
    log.setLevel(logging.ERROR)
    expect(False, False, "level")
    log.setLevel(logging.NOTSET)
    expect(False, True, "level")
    handler.level = logging.ERROR
    expect(False, False, "level of the handler")
    handler.level = logging.NOTSET
    expect(False, True, "level of the handler")
    filters_and_own(handler, "emit")


expect(False, True, "nothing")
for _ in range(TURNS):
    names_of_classes_and_modules()
    names_of_instances()
print(len(seen), _fast._trusted())
