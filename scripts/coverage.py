#!/usr/bin/env python3
"""Line coverage of the Rust code over everything that exercises it: cargo tests, vectors, the Python suite.

    coverage.py env            print the environment that instruments a build, as shell exports
    coverage.py report MIN     merge what the runs left, print a table by crate, exit 1 under MIN percent

rustc and llvm-tools must be of one LLVM major version: Debian's llvm-22 serves Rust 1.95.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "target" / "coverage"
PROFILES = TARGET / "profiles"

# What is run by another engine (WASM guests) or measures the rest cannot be counted here.
LEFT_OUT = (
    "wasm-plugins/fluent-bit/",
    "wasm-plugins/redpanda",
    "wasm-plugins/component",
    "wasm-plugins/instance/",
    "bench/",
    "/tests/",
    "/tests.rs",
    "/examples/",
    "/benches/",
    "tests/",
)


def llvm(tool: str) -> str:
    """Name the tool of the LLVM that this rustc was built with, as Debian does."""
    version = subprocess.run(["rustc", "-vV"], capture_output=True, text=True, check=True).stdout
    major = version.split("LLVM version: ")[1].split(".")[0]
    return f"llvm-{tool}-{major}"


def env() -> None:
    """Print shell exports, and forget earlier runs."""
    PROFILES.mkdir(parents=True, exist_ok=True)
    for old in PROFILES.glob("*.profraw"):
        old.unlink()
    print('export RUSTFLAGS="${RUSTFLAGS:-} -Cinstrument-coverage"')
    print(f'export CARGO_TARGET_DIR="{TARGET}"')
    # %4m: a pool of four files a binary, merged in place, so that many processes leave few files.
    print(f'export LLVM_PROFILE_FILE="{PROFILES}/%4m.profraw"')


def objects() -> list[str]:
    """Every instrumented binary: test executables, the command, the Python module."""
    built = (p for p in TARGET.glob("*/deps/*") if p.suffix in ("", ".so") and p.is_file())
    found = [p for p in built if p.stat().st_mode & 0o111]
    return [str(p) for p in (*found, *(ROOT / "python" / "veilfold").glob("_native*.so"))]


def report(minimum: float) -> int:
    """Print a table by crate; 1 under `minimum` percent of all lines."""
    merged = PROFILES / "all.profdata"
    raw = [str(p) for p in PROFILES.glob("*.profraw")]
    if not raw:
        print("no profile was written: run the tests with `coverage.py env` first", file=sys.stderr)
        return 2
    subprocess.run(
        [llvm("profdata"), "merge", "-sparse", "--failure-mode=warn", "-o", str(merged), *raw], check=True
    )
    first, *rest = objects()
    command = [llvm("cov"), "export", "-summary-only", f"-instr-profile={merged}", first]
    for other in rest:
        command += ["-object", other]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    crates: dict[str, list[int]] = {}
    for file in json.loads(output)["data"][0]["files"]:
        name = pathlib.Path(file["filename"])
        if not name.is_relative_to(ROOT):
            continue
        short = str(name.relative_to(ROOT))
        if short.startswith("target/") or any(part in short for part in LEFT_OUT):
            continue
        crate = "/".join(short.split("/")[:2])
        lines = file["summary"]["lines"]
        both = crates.setdefault(crate, [0, 0])
        both[0] += lines["covered"]
        both[1] += lines["count"]
    covered, count = (sum(column) for column in zip(*crates.values(), strict=True))
    for crate, (have, of) in sorted(crates.items()):
        print(f"{crate:32} {have:6}/{of:6} {100 * have / of:6.1f} %")
    share = 100 * covered / count
    print(f"{'Rust lines':32} {covered:6}/{count:6} {share:6.1f} %")
    if share < minimum:
        print(f"under the bound of {minimum} %", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["env"]:
            env()
        case ["report", bound]:
            sys.exit(report(float(bound)))
        case _:
            sys.exit(__doc__)
