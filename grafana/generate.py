#!/usr/bin/env python3
"""Writes grafana/dashboards/*.json; with --check, fails when a file there is not what would be written."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from dashboard import overview

HERE = Path(__file__).resolve().parent


def files() -> dict[Path, str]:
    """Every generated file with its text."""
    dashboards = (overview.dashboard(),)
    return {
        HERE / "dashboards" / f"{d.uid}.json": json.dumps(d.to_json(), indent=2, ensure_ascii=False) + "\n"
        for d in dashboards
    }


def main(arguments: list[str] | None = None) -> int:
    """Write or check; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is stale")
    check: bool = parser.parse_args(arguments).check
    stale = [p for p, text in files().items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    if check:
        for path in stale:
            print(f"{path}: stale; run grafana/generate.py", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(files()[path], encoding="utf-8")
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
