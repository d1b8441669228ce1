"""The `veilfold` console script: the Rust command, and the parts of it that need Python."""

from __future__ import annotations

import importlib
import signal
import sys

from veilfold import _native

#: What needs Python, each with a module of its own.
PYTHON = (["demo"], ["doctor"], ["run"])


def main(argv: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    args = sys.argv[1:] if argv is None else argv
    if args[:1] in PYTHON:
        # Loaded by who asks for it: the demo needs packages that nothing else needs.
        return int(importlib.import_module(f"veilfold._{args[0]}").main(args[1:]))
    # The command runs without the interpreter's lock: Python's own handler would never get its turn.
    if argv is None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.command(args)
