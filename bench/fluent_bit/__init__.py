"""The module in a real Fluent Bit beside Lua filters there.

Fluent Bit is in no registry that is asked here: it takes part where FLUENT_BIT names its program. WAMRC may name WAMR's
compiler of the version that this Fluent Bit has in it; then the module runs compiled as well.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent

CONFIG = """
service: {{flush: 0.2, log_level: error, parsers_file: {folder}/parsers.conf}}
pipeline:
  inputs:
    - {{name: tail, path: {corpus}, read_from_head: true, exit_on_eof: true, buffer_chunk_size: 256k,
       buffer_max_size: 64M, key: log{parser}}}
  filters: [{filter}]
  outputs: [{{name: "null", match: "*"}}]
"""
PARSERS = "[PARSER]\n    Name json\n    Format json\n"
#: As `veilfold export fluent-bit` sets it.
STACK = 65536


def seconds(program: str, config: str, folder: Path) -> float:
    """The processor time of one run over a whole corpus."""
    file = folder / "fluent-bit.yaml"
    file.write_text(config)
    run = subprocess.Popen([program, "-q", "-c", file], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise RuntimeError(f"fluent-bit ended with {run.returncode}; its configuration is\n{config}")
    return used.ru_utime + used.ru_stime


def filters(module: Path, rules: int, folder: Path) -> dict[str, str]:
    """Each filter as an item of the configuration."""

    def lua(count: int, *, guarded: bool) -> str:
        script = folder / f"{count}-{guarded}.lua"
        sets = f"COUNT, GUARDED = {count}, {str(guarded).lower()}\n"
        script.write_text(sets + (HERE / "filter.lua").read_text())
        return f'{{name: lua, match: "*", script: {script}, call: redact}}'

    def wasm(path: Path) -> str:
        function = "function_name: veilfold_filter, event_format: json"
        return f'{{name: wasm, match: "*", wasm_path: {path}, {function}, wasm_stack_size: {STACK}}}'

    quarter = -(-rules // 4)
    found = {"none": "", "veilfold": wasm(module)}
    if compiler := os.environ.get("WAMRC"):
        compiled = folder / "veilfold.aot"
        command = [compiler, "--target=x86_64", "--size-level=3", "-o", str(compiled), str(module)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        found["veilfold, compiled"] = wasm(compiled)
    return found | {
        f"Lua, {quarter} rules": lua(quarter, guarded=False),
        f"Lua, {quarter} rules, guarded": lua(quarter, guarded=True),
        "Lua, 6 rules": lua(6, guarded=False),
    }


def measured(
    bench: Path, corpora: tuple[str, ...], module: Path, rules: int, rounds: int
) -> list[dict[str, str | float]] | None:
    """Microseconds a record that each filter adds, by corpus. `rules` are those of the module."""
    program = os.environ.get("FLUENT_BIT")
    if not program:
        return None
    rows: list[dict[str, str | float]] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "parsers.conf").write_text(PARSERS)
        subprocess.run([bench, "--write", folder, "--megabytes", "4"], check=True, stdout=subprocess.DEVNULL)
        names = filters(module, rules, folder)
        for corpus in corpora:
            file = folder / (corpus.replace(",", "").replace(" ", "-") + ".log")
            parser = ", parser: json" if corpus.startswith("NDJSON") else ""
            taken: dict[str, list[float]] = {name: [] for name in names}
            for _ in range(rounds):
                for name, item in names.items():
                    config = CONFIG.format(folder=folder, corpus=file, parser=parser, filter=item)
                    taken[name].append(seconds(program, config, folder))
            lines = len(file.read_bytes().splitlines())
            medians = {name: statistics.median(times) for name, times in taken.items()}
            without = medians.pop("none")
            rows += [
                {"filter": name, "corpus": corpus, "us_per_record": (time - without) / lines * 1e6}
                for name, time in medians.items()
            ]
    return rows
