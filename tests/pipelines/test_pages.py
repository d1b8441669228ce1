"""docs/pipelines.md shows what `veilfold export` writes; the README's commands do what it says."""

from __future__ import annotations

import os
import re
import subprocess

import pytest
from programs import ROOT, command, veilfold

PAGE = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"<!-- veilfold export ([\w-]+): ([\w.-]+) -->\n```\w+\n(.*?)```\n", PAGE, re.DOTALL)
README = (ROOT / "README.md").read_text(encoding="utf-8")
# A prompt, a command, and what it prints.
EXAMPLES = re.findall(r"```console\n\$ (.*?)\n(.*?)```", README, re.DOTALL)


def test_the_page_walks_through_all_of_them():
    assert {target for target, _, _ in SHOWN} >= {"rsyslog", "syslog-ng", "fluent-bit", "redpanda", "vector"}


@pytest.mark.parametrize(("target", "file", "text"), SHOWN, ids=[f"{t}: {f}" for t, f, _ in SHOWN])
def test_a_configuration_of_the_page_is_the_exported_one(target, file, text, tmp_path):
    assert veilfold("export", target, str(tmp_path)).returncode == 0
    assert (tmp_path / file).read_text(encoding="utf-8") == text


def test_each_file_that_is_exported_for_a_whole_policy_is_on_the_page(tmp_path):
    for target in ("rsyslog", "syslog-ng", "fluent-bit", "redpanda"):
        veilfold("export", target, str(tmp_path / target))
        shown = {file for name, file, _ in SHOWN if name == target}
        assert {p.name for p in (tmp_path / target).iterdir()} == shown


RUNNABLE = [(line, printed) for line, printed in EXAMPLES if "veilfold filter" in line]


@pytest.mark.parametrize(("line", "printed"), RUNNABLE)
def test_a_command_of_the_readme_prints_what_the_readme_shows(line, printed):
    path = f"{command().parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/bash", "-c", line],
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": path},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, printed, "")


def test_the_readme_has_such_commands_and_names_no_other_that_is_unknown():
    assert RUNNABLE
    known = veilfold("--help").stdout.decode()
    for verb in set(re.findall(r"`veilfold (\w+)", README)):
        assert re.search(rf"^\s+{verb}\b", known, re.MULTILINE) or verb in {"demo", "run", "doctor"}, verb


def test_files_and_targets_that_the_readme_names_are_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`make ([\w-]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for path in set(re.findall(r"\]\(([\w./-]+)\)|`((?:[\w-]+/)+)`", README)):
        assert (ROOT / (path[0] or path[1])).exists(), path
