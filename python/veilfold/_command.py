"""The `veilfold` console script: the Rust command, and the parts of it that need Python."""

from __future__ import annotations

import signal
import sys

from veilfold import _native


def main(argv: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    args = sys.argv[1:] if argv is None else argv
    if args[:1] == ["demo"]:
        from veilfold import _demo  # noqa: PLC0415 - it needs packages that nothing else needs

        return int(_demo.main(args[1:]))
    if args[:1] == ["run"]:
        from veilfold._run import run  # noqa: PLC0415 - only this verb needs it

        return run(args[1:])
    # The command runs without the interpreter's lock: Python's own handler would never get its turn.
    if argv is None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.command(args)
