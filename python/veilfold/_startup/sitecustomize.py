"""Started by the interpreter in a program under `veilfold run`, before the program's own first line.

`veilfold run` puts this directory first on PYTHONPATH. A `sitecustomize` that was there before is still run.
"""

import importlib.machinery
import importlib.util
import os
import sys


def _previous() -> None:
    """Run the sitecustomize that this one hides."""
    here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib is not loaded yet
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or ".") != here]  # noqa: PTH100
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", sys.path)
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


def _instrument() -> None:
    try:
        from veilfold import _run  # noqa: PLC0415 - the interpreter may have no veilfold
    except ImportError as error:
        sys.stderr.write(
            f"veilfold run: {sys.executable} cannot import veilfold ({error}); its logs are not redacted. "
            "Install it there: pip install veilfold\n"
        )
        # What was asked for would run in the open. A program that it starts is somebody else's.
        if os.environ.get("VEILFOLD_RUN_PID") == str(os.getpid()):
            sys.stderr.flush()
            os._exit(2)
        return
    _run.instrument()


try:
    _previous()
finally:
    _instrument()
