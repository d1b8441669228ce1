"""The Python that the figures are for: CPython 3.12, with the peers in a virtual environment of its own.

The package is abi3, so the build in `python/` runs there too. Where no 3.12 is at hand, or its environment cannot be
made, it is the Python that asks.
"""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = (3, 12)
#: A peer of the engine, not of the handler, and a large one.
ELSEWHERE = ("presidio",)


def found(root: Path) -> str:
    """Return the interpreter that has the peers."""
    if sys.version_info[:2] == VERSION:
        return sys.executable
    base = _installed()
    if base is None:
        return sys.executable
    place = root / "target" / "bench-python{}.{}".format(*VERSION)
    python = place / "bin/python"
    ready = place / "peers"
    peers = _peers()
    try:
        if not ready.exists() or ready.read_text().split("\n") != peers:
            subprocess.run([base, "-m", "venv", "--clear", place], check=True, stdout=subprocess.DEVNULL)
            pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, *peers], check=True)
            ready.write_text("\n".join(peers))
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"no environment for {base}: {error}", file=sys.stderr)
        return sys.executable
    return str(python)


def _installed() -> str | None:
    """A 3.12 that runs: a name on PATH may be a shim of pyenv's with nothing behind it."""
    name = "python{}.{}".format(*VERSION)
    of_pyenv = sorted(Path("~/.pyenv/versions").expanduser().glob("{}.{}.*/bin/python".format(*VERSION)))
    for candidate in (shutil.which(name), *map(str, reversed(of_pyenv))):
        if candidate is None:
            continue
        asked = [candidate, "-c", "import sys; print(sys.implementation.name, *sys.version_info[:2])"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.stdout.split() == ["cpython", *map(str, VERSION)]:
            return candidate
    return None


def _peers() -> list[str]:
    """What `pyproject.toml` has for the bench."""
    asked = [re.split(r"\s*;\s*", line) for line in importlib.metadata.requires("veilfold") or ()]
    return [
        name
        for name, *marker in asked
        if any("bench" in part for part in marker) and not name.startswith(ELSEWHERE)
    ]
