"""Rules, their unit tests and the routes, as files."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from chain import ALERTMANAGER, ROOT, run, tool

RULES = sorted(str(p) for p in (ALERTMANAGER / "rules").glob("*.yml"))
TESTS = sorted(str(p) for p in (ALERTMANAGER / "tests").glob("*.yml"))
NUMBERS = {
    key: value
    for key, value in json.loads((ALERTMANAGER / "alert_thresholds.json").read_text(encoding="utf-8")).items()
    if key != "runbook_base_url"
}


def names() -> list[str]:
    return re.findall(r'alert: "(\w+)"', "".join(Path(p).read_text(encoding="utf-8") for p in RULES))


def test_the_files_are_what_the_generator_writes() -> None:
    check = run(sys.executable, str(ALERTMANAGER / "generate_rules.py"), "--check")
    assert check.returncode == 0, check.stderr


def test_the_rules_are_valid() -> None:
    check = run(tool("promtool"), "check", "rules", "--lint=all", "--lint-fatal", *RULES)
    assert check.returncode == 0, check.stdout + check.stderr
    assert len(names()) >= 5


def test_the_rules_fire_above_their_thresholds_and_are_silent_below() -> None:
    tests = run(tool("promtool"), "test", "rules", *TESTS)
    assert tests.returncode == 0, tests.stdout + tests.stderr
    cases = "".join(Path(p).read_text(encoding="utf-8") for p in TESTS)
    for name in names():
        assert f'name: "{name}: ' in cases, f"{name} has no test"


CHANGES = [
    (key, other) for key, value in NUMBERS.items() for other in ((value / 2, value * 2) if value else (5,))
]


@pytest.mark.parametrize(("key", "number"), CHANGES)
def test_no_threshold_can_change_without_a_unit_test_that_notices(
    key: str, number: float, tmp_path: Path
) -> None:
    copy = shutil.copytree(ALERTMANAGER, tmp_path / "alertmanager")
    tests = (copy / "tests").rename(tmp_path / "tests")
    (copy / "tests").mkdir()
    changed = NUMBERS | {"runbook_base_url": "docs/runbooks.md", key: number}
    (copy / "alert_thresholds.json").write_text(json.dumps(changed), encoding="utf-8")
    assert run(sys.executable, str(copy / "generate_rules.py")).returncode == 0
    shutil.rmtree(copy / "tests")
    tests.rename(copy / "tests")
    rules = (copy / "rules").glob("*.yml")
    moved = [p.name for p in rules if p.read_bytes() != (ALERTMANAGER / "rules" / p.name).read_bytes()]
    assert moved, f"no rule uses {key}"
    assert run(tool("promtool"), "test", "rules", *(str(copy / "tests" / n) for n in moved)).returncode == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "alert_thresholds.json"), ('{"a": 1}', "alert_thresholds.json"), (None, "must be a number")],
)
def test_a_wrong_threshold_file_is_refused_by_name(text: str | None, message: str, tmp_path: Path) -> None:
    if text is None:
        text = json.dumps(NUMBERS | {"runbook_base_url": "x", "http_p95_seconds": "two"})
    path = tmp_path / "alert_thresholds.json"
    path.write_text(text, encoding="utf-8")
    refused = run(
        sys.executable, str(ALERTMANAGER / "generate_rules.py"), "--thresholds", str(path), "--check"
    )
    assert refused.returncode == 2
    assert message in refused.stderr
    assert "Traceback" not in refused.stderr


def test_every_alert_has_a_runbook_and_every_runbook_an_alert() -> None:
    text = (ROOT / "docs" / "runbooks.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^## (\w+)$", text, re.MULTILINE)) == sorted(names())
    links = re.findall(r'runbook_url: "(.*)"', "".join(Path(p).read_text(encoding="utf-8") for p in RULES))
    assert sorted(links) == sorted(f"docs/runbooks.md#{name.lower()}" for name in names())


def test_alertmanagers_configuration_is_valid() -> None:
    check = run(tool("amtool"), "check-config", str(ALERTMANAGER / "alertmanager.yml"))
    assert check.returncode == 0, check.stdout + check.stderr


def test_prometheus_configuration_is_valid() -> None:
    check = run(tool("promtool"), "check", "config", str(ALERTMANAGER / "prometheus.yml"))
    assert check.returncode == 0, check.stdout + check.stderr


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        (("alertname=VeilfoldWatchdog", "severity=none"), "watchdog"),
        (("alertname=VeilfoldTargetDown", "severity=critical"), "on-call"),
        (("alertname=VeilfoldLogsDropped", "severity=warning"), "team"),
        (("alertname=Other", "severity=info"), "team"),
    ],
)
def test_alerts_reach_whom_they_concern(labels: tuple[str, ...], receiver: str) -> None:
    config = f"--config.file={ALERTMANAGER / 'alertmanager.yml'}"
    routes = run(
        tool("amtool"), "config", "routes", "test", config, f"--verify.receivers={receiver}", *labels
    )
    assert routes.returncode == 0, routes.stdout + routes.stderr
