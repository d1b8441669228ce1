#!/usr/bin/env python3
"""Runs every benchmark and writes docs/benchmarks.md and bench/results.json.

    python bench/run.py [--rounds N] [--no-wasm] [--no-python]

The engine beside regex loops (bench/engine), the Python handler beside its peers (bench/python_bench.py), and the
WASM modules beside the native engine. Figures are of one machine in one run: the ratios are what carries over.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
from pathlib import Path

import fluent_bit
import reference_python
import text_peers

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ("text, clean", "text, 1 in 10 dirty", "NDJSON, clean", "NDJSON, 1 in 10 dirty")
ENGINES = (
    "copy",
    "transform, in chunks",
    "transform",
    "redactor",
    "in chunks, same rules",
    "regex set",
    "regex loop",
    "regex set, all rules",
    "regex loop, all rules",
    "stdlib re",
    "presidio",
    "dd-sds",
)
GUESTS = ("guest, native", "wasm, for size", "wasm, scalar", "wasm, simd128")
GUESTS_IN_CHUNKS = ("guest, native, in chunks", "wasm, scalar, in chunks", "wasm, simd128, in chunks")


def output(*command: str, **environment: str) -> str:
    return subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}
    ).stdout


def machine() -> dict:
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip()
            for line in info.read_text().splitlines()
            if line.startswith("model name")
        ]
        cpu = names[0] if names else cpu
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "cpu": cpu,
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "system": platform.platform(),
        "rustc": output("rustc", "--version").strip(),
        "python": platform.python_version(),
        "commit": output("git", "rev-parse", "--short", "HEAD").strip(),
    }


def engine(rounds: int, wasm: bool) -> dict:
    # Built as the wheel is: what is measured is what users get.
    build = ["cargo", "build", "--quiet", "--release", "-p", "veilfold-bench"]
    run = [str(ROOT / "target/release/veilfold-bench"), "--rounds", str(rounds)]
    if wasm:
        build += ["--features", "wasm"]
        run += ["--wasm", "target/wasm/out"]
        output("wasm-plugins/build.sh")
        output("wasm-plugins/build.sh", "--fast", "--only", "fluent-bit")
        output("wasm-plugins/build.sh", "--simd", "--only", "fluent-bit")
    output(*build)
    result = json.loads(output(*run))
    bench = ROOT / "target/release/veilfold-bench"
    cases, recognizers = text_peers.measured(bench, CORPORA, result["patterns"], min(rounds, 5))
    result["cases"] += cases
    result["rules"]["presidio"] = recognizers
    module = ROOT / "target/wasm/out/veilfold-fluent-bit.wasm"
    if wasm:
        result["fluent_bit"] = fluent_bit.measured(
            bench, CORPORA, module, result["rules"]["default"], min(rounds, 5)
        )
    return result


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" + "---:|" * (len(head) - 1)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows)]


def figure(value: float, digits: int = 0) -> str:
    """With so many digits after the point, or as many as two that count need."""
    return f"{value:.{digits}f}" if value >= 10.0**-digits else f"{value:.2g}"


def speeds(cases: dict, names: tuple[str, ...], reference: str) -> list[str]:
    rows = []
    for corpus in CORPORA:
        base = cases.get((reference, corpus))
        row = [corpus]
        for name in names:
            case = cases.get((name, corpus))
            share = f" ({figure(case['mb_per_s'] / base['mb_per_s'], 2)})" if case and base else ""
            row.append(f"{figure(case['mb_per_s'])}{share}" if case else "-")
        rows.append(row)
    return table(["MB/s", *names], rows)


def in_fluent_bit(rows: list[dict], rules: int) -> list[str]:
    """The chapter on a real Fluent Bit, where one took part."""
    if not rows:
        return []
    names = list(dict.fromkeys(row["filter"] for row in rows))
    of = {(row["filter"], row["corpus"]): row["us_per_record"] for row in rows}
    lines = [[corpus, *(figure(of[name, corpus], 1) for name in names)] for corpus in CORPORA]
    return [
        "## In a real Fluent Bit",
        "",
        "The program that FLUENT_BIT names: `tail` of a file, the filter, a `null` output. Processor time of the process less "
        f"that without a filter, in microseconds a record. The module has the default policy, {rules} rules, and grouping; its "
        "interpreter is WAMR's, `compiled` is by `wamrc` (WAMRC). The Lua filters run a quarter as many rules and six, one "
        "`string.gsub` after the other (`bench/fluent_bit/filter.lua`); `guarded` asks a plain search for a literal before each "
        "that begins with one.",
        "",
        *table(["us a record", *names], lines),
        "",
    ]


def page(result: dict) -> str:
    of, run = result["machine"], result["engine"]
    cases = {(case["case"], case["corpus"]): case for case in run["cases"]}
    text = [
        "# Benchmarks",
        "",
        "Written by `make bench`; do not edit.",
        "",
        f"{of['date']}, {of['cpu']}, {of['cores']} cores, load {of['load']:.1f}, {of['system']}, {of['rustc']}, "
        f"commit {of['commit']}.",
        "One thread, its processor time, medians of interleaved rounds. The log text comes from a seeded generator "
        "(`bench/engine/src/corpus.rs`).",
        "",
        "## The engine beside regular expressions",
        "",
        f"In brackets: share of `regex loop`, {run['rules']['regex']} rules one after the other over the line, with the "
        f"regex crate; `stdlib re` is that list in Python, `presidio` the {run['rules']['presidio']} recognizers of Microsoft "
        "Presidio that need no language model, which only find, and `dd-sds` that list in Datadog's dd-sensitive-data-scanner, "
        "where DD_SDS names a checkout of it. `regex set` asks one `RegexSet` first. `copy` is a plain copy of "
        f"each line, the ceiling. `transform` is the default policy ({run['rules']['default']} rules) with grouping, line "
        "by line, and as `veilfold filter` reads it, in chunks: beside it belongs `all rules`, "
        f"{run['rules']['all']} regular expressions, one for each kind of secret. `same rules` has no more rules than the "
        "short list, and no grouping.",
        "",
        *speeds(cases, ENGINES, "regex loop"),
        "",
    ]
    small = [("memcpy", "text, clean"), ("redactor, one block", "text, clean")]
    text += [f"- {name}, {corpus}: {cases[name, corpus]['mb_per_s']:.0f} MB/s" for name, corpus in small]
    text.append(f"- message template and id: {cases['template', 'messages']['ns_per_item']:.0f} ns")
    stack = cases["stack", "traceback of ten frames"]["ns_per_item"]
    text += [f"- Python traceback of ten frames, parsed and named: {stack / 1000:.1f} us", ""]
    if ("wasm, scalar", CORPORA[0]) in cases:
        text += [
            "## WASM under wasmtime",
            "",
            "In brackets: share of the same guest logic run natively. `for size` is what Fluent Bit gets, `scalar` and "
            "`simd128` are built for speed (`wasm-plugins/build.sh --fast`, `--simd`). In chunks, as `veilfold filter "
            "--plugin` reads them, and line by line.",
            "",
        ]
        text += [*speeds(cases, GUESTS_IN_CHUNKS, GUESTS_IN_CHUNKS[0]), ""]
        text += [*speeds(cases, GUESTS, GUESTS[0]), ""]
        text += [
            f"- one call, `{{}}`, {name}: {cases[name, '{}']['ns_per_item']:.0f} ns" for name in GUESTS[1:]
        ]
        for name in GUESTS[1:]:
            whole, start = (
                cases[name, of]["ns_per_item"] / 1e6 for of in ("compiled and started", "started")
            )
            text.append(
                f"- from the file to the first answer, {name}: {start:.1f} ms from the compiled form that the host "
                f"keeps; compiling took {whole - start:.0f} ms before that"
            )
        text.append("")
    text += in_fluent_bit(run.get("fluent_bit") or [], run["rules"]["default"])
    if result["python"]:
        import python_bench

        text += [
            "## The Python handler beside its peers",
            "",
            "The goals are for CPython 3.12: measured there where `make bench` finds one. The module is one abi3 build for all.",
            "",
            python_bench.table(result["python"]),
            "",
        ]
    return "\n".join(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument(
        "--no-wasm", action="store_true", help="leave out wasmtime, which takes minutes to build"
    )
    parser.add_argument("--no-python", action="store_true")
    args = parser.parse_args()
    result = {"machine": machine(), "engine": engine(args.rounds, not args.no_wasm), "python": None}
    if not args.no_python:
        bench = ("bench/python_bench.py", "--json", "--rounds", str(args.rounds * 2 - 1))
        result["python"] = json.loads(
            output(reference_python.found(ROOT), *bench, PYTHONPATH=str(ROOT / "python"))
        )
    (ROOT / "bench/results.json").write_text(json.dumps(result, indent=2) + "\n")
    (ROOT / "docs/benchmarks.md").write_text(page(result))
    print(page(result))


if __name__ == "__main__":
    main()
