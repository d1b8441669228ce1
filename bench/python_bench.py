"""What a log call costs in the caller's thread, beside the peers, in one run.

The floor is a handler whose `emit` does nothing: what `logging` itself takes. Every stack is measured in
turn, many rounds over, and the median round counts, so that a noisy machine hits all of them alike. A figure is
the CPU time of the calling thread; a ratio is of medians of the same run.

    python bench/python_bench.py [--json] [--rounds N] [--calls N]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

import veilfold

EXTRAS = {
    "request_id": "5f0c8e2a",
    "user_id": 4711,
    "path": "/api/v1/orders",
    "status": 200,
    "elapsed_ms": 12.5,
}
TWENTY = {f"field_{n}": n if n % 2 else f"value {n}" for n in range(20)}
#: An object that is made into text by `repr`.
SHOWN = ["order", 4711, {"status": "paid"}]


class Noop(logging.Handler):
    """The floor."""

    def emit(self, record):
        pass


def deep(depth):
    """Raise from a stack of that many frames."""
    if depth <= 1:
        raise ValueError("no stock for item")
    deep(depth - 1)


def failing(log, depth):
    """Return a call that logs an exception of that many frames."""

    def failure():
        try:
            deep(depth)
        except ValueError:
            log.exception("request failed")

    return failure


def far_down(log):
    """Return a call from the end of a function of 400 lines: where a caller is looked up, its line is far."""
    body = "\n".join(f"    x = {n}" for n in range(400))
    space = {"log": log, "EXTRAS": EXTRAS}
    exec(
        f'def call(on=False):\n  if on:\n{body}\n  log.info("user %s logged in", "alice", extra=EXTRAS)\n',
        space,
    )
    return space["call"]


def std_calls(log):
    """Return the calls that are measured, by name, on a logger of the standard library."""
    return {
        "info, 5 extras": lambda: log.info("user %s logged in", "alice", extra=EXTRAS),
        "disabled": lambda: log.debug("user %s logged in", "alice", extra=EXTRAS),
        "info, 20 extras": lambda: log.info("user %s logged in", "alice", extra=TWENTY),
        "info, not ASCII": lambda: log.info("Käufer %s hat bezahlt: 数量 %d €", "Zoë", 5, extra=EXTRAS),
        "info, float and %r": lambda: log.info("took %.3f s for %r", 0.25, SHOWN),
        "info, line 400": far_down(log),
        "10 frames": failing(log, 10),
        "40 frames": failing(log, 40),
    }


def handler_calls(name, handler):
    """Return the calls on a logger with this handler alone."""
    log = logging.getLogger("bench." + name)
    log.propagate = False
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    return std_calls(log)


def json_logger(name, path, serializer):
    """python-json-logger, writing to a file as its users have it."""
    if serializer == "orjson":
        from pythonjsonlogger.orjson import OrjsonFormatter as JsonFormatter
    else:
        from pythonjsonlogger.json import JsonFormatter
    handler = logging.FileHandler(path)
    handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    return handler_calls(name, handler)


def structlog_orjson(path):
    """structlog as its documentation has it for speed: no standard logging at all."""
    import orjson
    import structlog

    structlog.configure(
        cache_logger_on_first_use=True,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=orjson.dumps),
        ],
        logger_factory=structlog.BytesLoggerFactory(file=Path(path).open("ab")),  # noqa: SIM115
    )
    log = structlog.get_logger()
    return {
        "info, 5 extras": lambda: log.info("user alice logged in", **EXTRAS),
        "disabled": lambda: log.debug("user alice logged in", **EXTRAS),
        "info, 20 extras": lambda: log.info("user alice logged in", **TWENTY),
        "10 frames": failing(log, 10),
        "40 frames": failing(log, 40),
    }


@contextlib.contextmanager
def set_up(path, *, fast, asynchronous=False, beside=()):
    """`veilfold.setup()` as users call it, in force while it is measured: it changes methods of all loggers."""
    root = logging.getLogger()
    with veilfold.setup(service="bench", sink=path, hooks=False, fast=fast, asynchronous=asynchronous):
        for handler in beside:
            root.addHandler(handler)
        yield
        for handler in beside:
            root.removeHandler(handler)


def always(_ignored=None):
    """Nothing has to be in force."""
    return contextlib.nullcontext()


def stacks(directory):
    """Every stack by name: what is in force, and its calls. A peer that is not installed is left out, and said."""
    file = lambda name: os.path.join(directory, name + ".log")  # noqa: E731, PTH118
    root = std_calls(logging.getLogger("bench_root.setup"))
    built = {
        "floor: no-op handler": (always, handler_calls("noop", Noop())),
        "veilfold.Handler, file": (always, handler_calls("file", veilfold.Handler(sink=file("veilfold")))),
        "veilfold.Handler, /dev/null": (always, handler_calls("null", veilfold.Handler(sink="/dev/null"))),
        "setup(fast=False), file": (lambda: set_up(file("setup"), fast=False), root),
        "setup(fast=True), file": (lambda: set_up(file("fast"), fast=True), root),
        "setup(fast=True), /dev/null": (lambda: set_up("/dev/null", fast=True), root),
        "setup(fast=True), file, and a handler that asks for the record": (
            lambda: set_up(file("beside"), fast=True, beside=[Noop()]),
            root,
        ),
        "setup(fast=True, asynchronous=True), file": (
            lambda: set_up(file("queue"), fast=True, asynchronous=True),
            root,
        ),
    }
    peers = {
        "python-json-logger": lambda: json_logger("pjl", file("pjl"), "json"),
        "python-json-logger, orjson": lambda: json_logger("pjlo", file("pjlo"), "orjson"),
        "structlog, orjson, no logging": lambda: structlog_orjson(file("structlog")),
    }
    for name, build in peers.items():
        try:
            built[name] = (always, build())
        except ImportError as error:  # noqa: PERF203
            print(f"left out: {name}: {error}", file=sys.stderr)
    return built


def timed(call, calls):
    """CPU nanoseconds a call, of this thread."""
    start = time.thread_time_ns()
    for _ in range(calls):
        call()
    return (time.thread_time_ns() - start) / calls


def measure(rounds, calls):
    """Return median nanoseconds by stack and case."""
    samples = {}
    with tempfile.TemporaryDirectory() as directory:
        built = stacks(directory)
        for turn in range(rounds + 1):
            for stack, (in_force, cases) in built.items():
                with in_force():
                    for case, call in cases.items():
                        # As many calls as a clock of CPU time can tell apart.
                        count = (
                            calls * 10
                            if case == "disabled"
                            else max(calls // (10 if "frames" in case else 1), 1)
                        )
                        timed(call, max(count // 20, 1))
                        taken = timed(call, count)
                        # The first turn warms up.
                        if turn:
                            samples.setdefault(stack, {}).setdefault(case, []).append(taken)
    ns = {
        stack: {case: statistics.median(taken) for case, taken in cases.items()}
        for stack, cases in samples.items()
    }
    floor = ns["floor: no-op handler"]
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cpus": os.cpu_count(),
        "veilfold": veilfold.__version__,
        "rounds": rounds,
        "calls": calls,
        "rows": [
            {
                "stack": stack,
                "ns": {case: round(taken) for case, taken in cases.items()},
                "of_floor": {case: round(taken / floor[case], 3) for case, taken in cases.items()},
                "us_over_floor": {
                    case: round((taken - floor[case]) / 1000, 2) for case, taken in cases.items()
                },
            }
            for stack, cases in ns.items()
        ],
    }


def table(result):
    """Return the result as Markdown."""
    cases = list(result["rows"][0]["ns"])
    plain = [case for case in cases if not case.endswith("frames")]
    deep_ones = [case for case in cases if case.endswith("frames")]
    lines = [
        f"CPython {result['python']}: {result['rounds']} x {result['calls']} calls, median caller CPU. Each case as "
        "a share of the floor's; exceptions in microseconds over the floor's.",
        "",
        "| stack | info, 5 extras: ns | " + " | ".join([*plain, *deep_ones]) + " |",
        "|---|" + "---:|" * (1 + len(cases)),
    ]
    for row in result["rows"]:
        shares = [f"{row['of_floor'][case]:.2f}" if case in row["ns"] else "-" for case in plain]
        over = [f"{row['us_over_floor'][case]:.1f}" if case in row["ns"] else "-" for case in deep_ones]
        lines.append(
            f"| {row['stack']} | {row['ns']['info, 5 extras']:,} | " + " | ".join([*shares, *over]) + " |"
        )
    return "\n".join(lines)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the table")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--calls", type=int, default=1_000)
    args = parser.parse_args()
    result = measure(args.rounds, args.calls)
    print(json.dumps(result) if args.json else table(result))


if __name__ == "__main__":
    main()
