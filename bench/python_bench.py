"""What a log call costs in the caller's thread, beside the peers, in one run.

The floor is a handler whose `emit` does nothing: what `logging` itself takes. Every stack is measured in
turn, many rounds over, and the median round counts, so that a noisy machine hits all of them alike.

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


class Noop(logging.Handler):
    """The floor."""

    def emit(self, record):
        pass


def logger_with(name, handler):
    """Return a logger with this handler alone."""
    logger = logging.getLogger("bench." + name)
    logger.propagate = False
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return logger


def std_calls(name, handler):
    """Return the two calls that are measured, on a standard logger."""
    log = logger_with(name, handler)

    def info():
        log.info("user %s logged in", "alice", extra=EXTRAS)

    def failure():
        try:
            deep(10)
        except ValueError:
            log.exception("request failed")

    return info, failure


def deep(depth):
    """Raise from a stack of that many frames."""
    if depth <= 1:
        raise ValueError("no stock for item")
    deep(depth - 1)


def json_logger(name, path, serializer):
    """python-json-logger, writing to a file as its users have it."""
    if serializer == "orjson":
        from pythonjsonlogger.orjson import OrjsonFormatter as JsonFormatter
    else:
        from pythonjsonlogger.json import JsonFormatter
    handler = logging.FileHandler(path)
    handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    return std_calls(name, handler)


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

    def info():
        log.info("user alice logged in", **EXTRAS)

    def failure():
        try:
            deep(10)
        except ValueError:
            log.exception("request failed")

    return info, failure


def veilfold_setup(path):
    """`veilfold.setup()` as users call it: a root handler, protection on; INFO of a child logger."""
    veilfold.setup(service="bench", sink=path, hooks=False)
    log = logging.getLogger("bench_root.setup")

    def info():
        log.info("user %s logged in", "alice", extra=EXTRAS)

    def failure():
        try:
            deep(10)
        except ValueError:
            log.exception("request failed")

    return info, failure


def stacks(directory):
    """Every stack by name; a peer that is not installed is left out, and said."""
    file = lambda name: os.path.join(directory, name + ".log")  # noqa: E731, PTH118
    built = {
        "floor: no-op handler": std_calls("noop", Noop()),
        "veilfold Handler, file": std_calls("file", veilfold.Handler(sink=file("veilfold"))),
        "veilfold Handler, /dev/null": std_calls("null", veilfold.Handler(sink="/dev/null")),
        "veilfold.setup(), file": veilfold_setup(file("setup")),
    }
    peers = {
        "python-json-logger": lambda: json_logger("pjl", file("pjl"), "json"),
        "python-json-logger, orjson": lambda: json_logger("pjlo", file("pjlo"), "orjson"),
        "structlog native, orjson": lambda: structlog_orjson(file("structlog")),
    }
    for name, build in peers.items():
        try:
            built[name] = build()
        except ImportError as error:  # noqa: PERF203
            print(f"left out: {name}: {error}", file=sys.stderr)
    return built


def timed(call, calls):
    """CPU nanoseconds a call, of this thread."""
    start = time.thread_time_ns()
    for _ in range(calls):
        call()
    return (time.thread_time_ns() - start) / calls


def raised():
    """What raising and catching alone costs, which is in every exception figure."""
    with contextlib.suppress(ValueError):
        deep(10)


def measure(rounds, calls):
    """Return median nanoseconds by stack."""
    with tempfile.TemporaryDirectory() as directory:
        built = stacks(directory)
        samples = {name: ([], []) for name in built}
        for pair in built.values():
            timed(pair[0], 200)
            timed(pair[1], 50)
        for _ in range(rounds):
            for name, (info, failure) in built.items():
                samples[name][0].append(timed(info, calls))
                samples[name][1].append(timed(failure, max(calls // 10, 1)))
        raise_ns = statistics.median(timed(raised, calls) for _ in range(rounds))
    floor_info, floor_exception = (statistics.median(s) for s in samples["floor: no-op handler"])
    rows = []
    for name, (info, failure) in samples.items():
        rows.append(
            {
                "stack": name,
                "info_ns": round(statistics.median(info)),
                "info_of_floor": round(statistics.median(info) / floor_info, 2),
                "exception_us_over_floor": round((statistics.median(failure) - floor_exception) / 1000, 1),
            }
        )
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cpus": os.cpu_count(),
        "veilfold": veilfold.__version__,
        "rounds": rounds,
        "calls": calls,
        "raise_ns": round(raise_ns),
        "rows": rows,
    }


def table(result):
    """Return the result as Markdown."""
    lines = [
        f"CPython {result['python']}: {result['rounds']} x {result['calls']} calls, median caller CPU.",
        "",
        "| stack | info, 5 extras: ns | of the floor | 10-frame exception: us over the floor |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {r['stack']} | {r['info_ns']:,} | {r['info_of_floor']:.2f} | {r['exception_us_over_floor']:.1f} |"
        for r in result["rows"]
    ]
    return "\n".join(lines)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the table")
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--calls", type=int, default=2_000)
    args = parser.parse_args()
    result = measure(args.rounds, args.calls)
    print(json.dumps(result) if args.json else table(result))


if __name__ == "__main__":
    main()
