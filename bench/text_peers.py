"""What else would redact a service's lines: a list of `re`, Microsoft Presidio, Datadog's scanner.

Datadog's dd-sensitive-data-scanner is on no registry. It takes part where DD_SDS names a checkout of
https://github.com/DataDog/dd-sensitive-data-scanner whose folder `sds` builds.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Presidio takes a millisecond for a line or more: it gets the first bytes of a corpus.
SHORT = 20_000


def stdlib_re(patterns: list[str]) -> Callable[[bytes], object]:
    """The short list once more: `re.sub` one after the other over a line."""
    rules = [re.compile(pattern.encode()) for pattern in patterns]

    def clean(line: bytes) -> bytes:
        for rule in rules:
            line = rule.sub(b"[REDACTED]", line)
        return line

    return clean


def presidio() -> tuple[int, Callable[[bytes], object]] | None:
    """Its recognizers that need no language model, and how many there are. They find; nothing is replaced."""
    try:
        import tldextract
        from presidio_analyzer import RecognizerRegistry
    except ImportError:
        return None
    # No list of domains is fetched in the middle of a measurement.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    tldextract.extract = tldextract.tldextract.TLD_EXTRACTOR
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    rules = [rule for rule in registry.recognizers if not type(rule).__name__.startswith("Spacy")]

    def find(line: bytes) -> None:
        text = line.decode()
        for rule in rules:
            rule.analyze(text, rule.supported_entities, None)

    return len(rules), find


def sds() -> Path | None:
    """The command of bench/sds, built beside the checkout that DD_SDS names."""
    checkout = os.environ.get("DD_SDS")
    if not checkout:
        return None
    here = Path(__file__).resolve().parent
    project = here.parent / "target/sds-bench"
    project.mkdir(parents=True, exist_ok=True)
    library = Path(checkout).resolve() / "sds"
    (project / "Cargo.toml").write_text(
        f"""[package]
name = "sds-bench"
version = "0.0.0"
edition = "2024"

[[bin]]
name = "sds-bench"
path = "{here / "sds/main.rs"}"

[dependencies]
dd-sensitive-data-scanner = {{ path = "{library}", default-features = false, features = ["dd-sds"] }}

[workspace]
"""
    )
    # The versions that the scanner is tested with.
    (project / "Cargo.lock").write_bytes((library / "Cargo.lock").read_bytes())
    build = subprocess.run(
        ["cargo", "build", "--quiet", "--release", "--target-dir", project], cwd=project, check=False
    )
    if build.returncode:
        print("dd-sensitive-data-scanner does not build here and is left out", file=sys.stderr)
        return None
    return project / "release/sds-bench"


def measured(
    bench: Path, corpora: tuple[str, ...], patterns: list[str], rounds: int
) -> tuple[list[dict], int]:
    """The cases of all over every corpus, and how many recognizers of Presidio took part."""
    found = presidio()
    peers = [("stdlib re", stdlib_re(patterns), None, rounds)]
    if found:
        peers.append(("presidio", found[1], SHORT, min(rounds, 3)))
    scanner = sds()
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([bench, "--write", folder, "--megabytes", "1"], check=True, stdout=subprocess.DEVNULL)
        for corpus in corpora:
            file = Path(folder, corpus.replace(",", "").replace(" ", "-") + ".log")
            whole = file.read_bytes()
            for name, clean, most, times in peers:
                lines = whole[:most].splitlines()
                seconds = []
                for _ in range(times):
                    start = time.thread_time()
                    for line in lines:
                        clean(line)
                    seconds.append(time.thread_time() - start)
                speed = sum(len(line) + 1 for line in lines) / statistics.median(seconds) / 1e6
                cases.append({"case": name, "corpus": corpus, "mb_per_s": speed})
            if scanner:
                told = subprocess.run(
                    [scanner, str(rounds), file],
                    input="\n".join(patterns),
                    check=True,
                    stdout=subprocess.PIPE,
                    text=True,
                ).stdout
                speed = len(whole) / statistics.median(map(float, told.split())) / 1e6
                cases.append({"case": "dd-sds", "corpus": corpus, "mb_per_s": speed})
    return cases, found[0] if found else 0
