"""The Python interpreters that suites run on."""

import sys
from pathlib import Path

#: This Python, and those of pyenv: the package is abi3, so this very build runs under all of them.
PYTHONS = {
    f"{sys.version_info.major}.{sys.version_info.minor}": sys.executable,
    **{
        version: str(found[-1])
        for version in ("3.10", "3.12", "3.13")
        if (found := sorted(Path("~/.pyenv/versions").expanduser().glob(f"{version}.*/bin/python")))
    },
}
