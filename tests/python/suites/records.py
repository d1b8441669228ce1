"""Compares records that are made natively with those of `logging`, on the Python that runs this.

    python records.py LOG_FILE

Every call is made twice, by the native methods and by the standard ones, with a handler beside ours that
keeps what it gets. Prints how many calls were compared, with protection and without.
"""

import asyncio
import contextlib
import functools
import itertools
import logging
import multiprocessing
import random
import sys
import threading

BEFORE = {name: logging.Logger.__dict__[name] for name in ("debug", "info", "warning", "error")}
BEFORE.update({name: logging.Logger.__dict__[name] for name in ("critical", "exception", "log")})

import veilfold  # noqa: E402 - after the standard methods were kept
from veilfold import _fast  # noqa: E402

TIMES = ("created", "msecs", "relativeCreated")


class Keep(logging.Handler):
    def __init__(self):
        super().__init__()
        self.records = []
        #: How many calls were compared.
        self.compared = 0

    def emit(self, record):
        self.records.append(record)


def use(methods):
    for name, method in methods.items():
        setattr(logging.Logger, name, method)


def passes_log(call):
    """Make a call; return whether it passed `Logger._log`."""
    seen = []
    sys.setprofile(lambda frame, event, _: event == "call" and seen.append(frame.f_code))
    try:
        call()
    finally:
        sys.setprofile(None)
    return logging.Logger._log.__code__ in seen


def compare(keep, call, what):
    keep.records.clear()
    assert not passes_log(call), what
    use(BEFORE)
    try:
        assert passes_log(call), what
    finally:
        use(_fast._methods)
    native, standard = keep.records
    assert type(native) is logging.LogRecord, what
    assert list(vars(native)) == list(vars(standard)), what
    for name, value in vars(standard).items():
        made = getattr(native, name)
        if name in TIMES:
            assert type(made) is float, (what, name)
        else:
            assert type(made) is type(value), (what, name, made, value)
            assert made is value or made == value, (what, name, made, value)
    assert 0 <= standard.created - native.created < 60, what
    keep.compared += 1


class False_(Exception):
    def __bool__(self):
        return False


def raised(error):
    try:
        raise error
    except Exception as caught:
        return caught


OPTIONS = [
    {},
    {"extra": {"a": 1, "b": None, "order": [1]}},
    {"extra": {}},
    {"extra": None, "stack_info": False, "stacklevel": 1},
    {"exc_info": False},
    {"exc_info": None},
    {"exc_info": True},
    {"exc_info": raised(ValueError("v"))},
    {"exc_info": raised(False_())},
    {"exc_info": ()},
    {"exc_info": (None, None, None)},
    {"extra": {"password": "correct-horse-battery"}, "exc_info": raised(KeyError("k"))},
]
MESSAGES = [
    ("m",),
    ("%s and %r", "a", [1]),
    ("%(k)s", {"k": 1}),
    ("%s", {}),
    ("%s", None),
    ("password %s", "correct-horse-battery"),
    ("too %d", "few", "many"),
    (42,),
    ({"token": "correct-horse-battery"},),
    ("card %d", 4111111111111111),
    ("%s", b"\xff"),
    ("\ud800 %s", "\udfff"),
]


def say(log, method, args, options):
    getattr(log, method)(*args, **options)


def fail(log, method, options):
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        say(log, method, ("failed %s", "here"), options)


def arguments(keep, log):
    """Every message with every option, and every method; with and without an exception that is handled."""
    methods = itertools.cycle(["debug", "info", "warning", "critical"])
    for args, options in itertools.product(MESSAGES, OPTIONS):
        method = next(methods)
        compare(keep, functools.partial(say, log, method, args, options), (method, args, options))
    for method, options in itertools.product(["info", "error", "exception"], OPTIONS):
        compare(keep, functools.partial(say, log, method, ("m",), options), (method, options))
    for options in OPTIONS:
        compare(keep, functools.partial(say, log, "log", (logging.INFO, "m"), options), ("log", options))


def handled(keep, log):
    """An exception that is handled is another one each time: its class is compared."""
    for method, options in itertools.product(["info", "error", "exception"], OPTIONS):
        keep.records.clear()
        fail(log, method, options)
        use(BEFORE)
        fail(log, method, options)
        use(_fast._methods)
        native, standard = map(vars, keep.records)
        for record in (native, standard):
            if record["exc_info"]:
                record["exc_info"] = record["exc_info"][0]
        assert list(native) == list(standard)
        same = [name for name in native if name not in TIMES]
        assert [native[name] for name in same] == [standard[name] for name in same], (method, options)
        keep.compared += 1


def by_partial(log):
    functools.partial(log.info, "by partial")()


def callers(keep, log):
    """Calls from all kinds of code."""
    compare(keep, lambda: logging.info("by the module"), "module")
    adapter = logging.LoggerAdapter(log, {"x": 1})
    compare(keep, lambda: adapter.info("by an adapter"), "adapter")
    compare(keep, lambda: adapter.log(logging.ERROR, "by an adapter"), "adapter")
    compare(keep, lambda: list(map(log.info, ["by map"])), "map")
    compare(keep, lambda: by_partial(log), "partial")
    compare(keep, lambda: [log.info("m") for _ in [1]], "comprehension")
    compare(keep, lambda: next(log.info("m") for _ in [1]), "generator")
    compare(keep, lambda: type("C", (), {"__init_subclass__": None, "a": log.info("m")}), "class")
    compare(keep, lambda: log.getChild("child").info("m"), "child")
    for path in (
        "<string>",
        "",
        "/",
        "a/b.tar.gz",
        ".hidden",
        "..",
        "dir/",
        "no_ending",
        "ü/\udcff.py",
        "x.py/.y",
    ):
        code = compile("\n\n\nlog.info('m')", path, "exec")
        compare(keep, functools.partial(exec, code, {"log": log}), path)
    for path in (logging.addLevelName.__code__.co_filename, "<frozen importlib._bootstrap>"):
        code = compile("def skipped(): log.info('m')\nskipped()", path, "exec")
        compare(keep, functools.partial(exec, code, {"log": log}), path)
    many = [compile("log.info('m')", f"/made/{number}.py", "exec") for number in range(200)]
    for code in many + many[::-1]:
        compare(keep, functools.partial(exec, code, {"log": log}), code.co_filename)


async def tasks(keep, log):
    compare(keep, lambda: log.info("in a task"), "task")


def places(keep, log):
    """Threads, processes, tasks, and the switches of the module."""
    for name in ("worker", "token=correct-horse-battery"):
        thread = threading.Thread(target=compare, args=(keep, lambda: log.info("m"), name), name=name)
        thread.start()
        thread.join()
    done = threading.Event()

    def unknown():
        with contextlib.suppress(BaseException):
            compare(keep, lambda: log.info("m"), "a thread that threading does not know")
            done.set()

    import _thread

    _thread.start_new_thread(unknown, ())
    assert done.wait(30)
    asyncio.run(tasks(keep, log))
    process = multiprocessing.current_process()
    before, process.name = process.name, "Renamed"
    compare(keep, lambda: log.info("m"), "process")
    process.name = before
    switches = ("logThreads", "logProcesses", "logMultiprocessing", "logAsyncioTasks")
    for switch in filter(functools.partial(hasattr, logging), switches):
        setattr(logging, switch, False)
        compare(keep, lambda: log.info("m"), switch)
        setattr(logging, switch, True)
    for module in ("multiprocessing", "asyncio"):
        kept = sys.modules.pop(module)
        compare(keep, lambda: log.info("m"), f"without {module}")
        for broken in (None, object()):
            sys.modules[module] = broken
            compare(keep, lambda: log.info("m"), f"broken {module}")
        sys.modules[module] = kept


def moments():
    """The clock, at moments of all kinds."""
    records = _fast._records()
    choice = random.Random(5)
    for _ in range(20_000):
        ns = choice.choice(
            [choice.randrange(4 * 10**18), 10**9 * choice.randrange(4 * 10**9) + choice.choice(EDGES)]
        )
        native, standard = records.make(ns, *_fast.CALL), _fast.standard_record(ns, *_fast.CALL)
        assert vars(native) == vars(standard), ns


EDGES = (0, 1, 499, 500, 999_499_999, 999_999_000, 999_999_499, 999_999_500, 999_999_999)


def main():
    assert _fast._records() is not None
    moments()
    for protect in (True, False):
        with veilfold.setup(sink=sys.argv[1], hooks=False, level="DEBUG", fast=True, protect=protect):
            keep, root = Keep(), logging.getLogger()
            root.addHandler(keep)
            for part in (arguments, handled, callers, places):
                part(keep, logging.getLogger("records"))
            root.removeHandler(keep)
            print(keep.compared)


if __name__ == "__main__":
    main()
