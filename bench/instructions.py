"""How many instructions a log call takes, the interpreter's own included, counted by callgrind.

For whoever changes what a call does: the count is the same on a busy machine, where a time is not. Needs valgrind.

    python bench/instructions.py
"""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from python_bench import EXTRAS, Noop

import veilfold

#: `record` is fast, and the floor's handler asks for the record.
CASES = ("floor", "fast", "standard", "handler", "record", "disabled")
#: The first calls fill caches.
FEW, MANY = 1_000, 3_000


def run(case: str, path: str, calls: int) -> None:
    """Log as `case` says, so many times."""
    log = logging.getLogger("bench_root.setup")
    if case == "floor":
        logging.getLogger().addHandler(Noop())
        log.setLevel(logging.INFO)
    elif case == "handler":
        logging.getLogger().addHandler(veilfold.Handler(sink=path))
        log.setLevel(logging.INFO)
    else:
        veilfold.setup(service="bench", sink=path, hooks=False, fast=case != "standard")
        if case == "record":
            logging.getLogger().addHandler(Noop())
    call = log.debug if case == "disabled" else log.info
    for _ in range(calls):
        call("user %s logged in", "alice", extra=EXTRAS)


def counted(case: str, directory: str, calls: int) -> int:
    """Return what callgrind counts in a process of its own."""
    command = [sys.executable, __file__, case, str(Path(directory, "app.log")), str(calls)]
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={directory}/out", *command],
        capture_output=True,
        text=True,
        check=True,
        env={
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(Path(veilfold.__file__).parents[1]),
        },
    )
    return int(re.search(r"Collected : (\d+)", done.stderr)[1])


def main() -> None:
    """Print the cases."""
    if sys.argv[1:]:
        run(sys.argv[1], sys.argv[2], int(sys.argv[3]))
        return
    for case in CASES:
        with tempfile.TemporaryDirectory() as directory:
            few, many = (counted(case, directory, calls) for calls in (FEW, MANY))
        print(f"{case}: {(many - few) // (MANY - FEW):,}")


if __name__ == "__main__":
    main()
