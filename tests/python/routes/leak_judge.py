"""What came out of the sinks, judged: for each route and sink, hidden, leaked, lost."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import leak_handlers
import leak_receivers
import leak_routes

import veilfold

HERE = Path(__file__).parent

HIDDEN, LEAKED, LOST, NONE = "hidden", "LEAKED", "LOST", "·"


def environment(**more):
    """A clean environment in which the suite's modules and this veilfold are found."""
    paths = [str(HERE), str(Path(veilfold.__file__).parents[1])]
    own = ("LOG_", "REDACT_", "SENTRY_", "OTEL_", "VEILFOLD_", "COV_CORE")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(own)}
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1", **more}


def run_group(group, directory, mode):
    """Run one group of handlers in a process of its own; returns what came out, by sink."""
    directory.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, str(HERE / "leak_handlers.py"), group, str(directory), mode],
        capture_output=True,
        timeout=120,
        check=False,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr.decode()
    beside = (directory / f"{group}.stderr").read_bytes() + done.stdout + done.stderr
    return {name: ((directory / f"{name}.out").read_bytes(), beside) for name in leak_handlers.GROUPS[group]}


def verdict(one, sink, output, beside=b""):
    """What became of a route's secret and record. `beside` is output that need not hold the record."""
    if one.name in leak_handlers.APART.get(sink, ()):
        return NONE
    secret = leak_routes.token(one.name, sink).encode()
    if secret in output or secret in beside:
        return LEAKED
    parts = record_parts(output, one.name, whole=sink in leak_handlers.PIECES)
    if not parts or (one.error and not any(one.error.encode() in part for part in parts)):
        return LOST
    return HIDDEN


def record_parts(output, name, *, whole):
    """The stretches of output from a route's mark to the next route's, or the pieces with its mark."""
    output = output.replace(b"%20", b" ")
    mark = f"route:{name};".encode()
    if whole:
        return [piece for piece in output.split(leak_receivers.SEPARATOR) if mark in piece]
    marks = [match.start() for match in re.finditer(rb"route:", output)]
    found = []
    for start in marks:
        if output.startswith(mark, start):
            later = [at for at in marks if at > start and not output.startswith(mark, at)]
            found.append(output[start : later[0]] if later else output[start:])
    return found


def judge(outputs):
    """The table: verdicts by sink and route."""
    return {
        sink: {one.name: verdict(one, sink, *parts) for one in leak_routes.available()}
        for sink, parts in outputs.items()
    }


if __name__ == "__main__":
    where = Path(sys.argv[1])
    for group in sys.argv[2:] or leak_handlers.GROUPS:
        for mode in ("with", "without"):
            table = judge(run_group(group, where / mode, mode))
            for sink, by_route in table.items():
                kinds = {}
                for name, kind in by_route.items():
                    kinds.setdefault(kind, []).append(name)
                if mode == "with":
                    kinds.pop(HIDDEN, None)
                else:
                    kinds = {kind: len(names) for kind, names in kinds.items()}
                print(mode, "|", sink, "|", json.dumps(kinds))
