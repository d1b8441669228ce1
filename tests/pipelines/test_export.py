"""What `veilfold export` writes is what its targets read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from programs import ROOT, veilfold

TARGETS = [
    "alertmanager",
    "fluent-bit",
    "grafana",
    "otel-collector",
    "prometheus",
    "redpanda",
    "rsyslog",
    "syslog-ng",
    "vector",
]
POLICY = """version = 1
[fields]
deny = ["user.pin"]
[actions]
credit_card = { action = "partial", keep_last = 4 }
[[rule]]
id = "employee"
pattern = 'EMP-\\d{6}$'
keywords = ["employee"]
"""


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text(POLICY, encoding="utf-8")
    return str(path)


def report(*arguments):
    done = veilfold("export", *arguments, "--format", "json")
    return done, json.loads(done.stdout) if done.stdout else None


def checked(*command):
    path = shutil.which(command[0])
    assert path, f"{command[0]} is missing: scripts/system-packages.sh"
    done = subprocess.run([path, *command[1:]], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_is_written_whole_and_twice_the_same(target, tmp_path, policy):
    done, answer = report(target, str(tmp_path / "out"), "--policy", policy)
    assert done.returncode == 0, done.stderr
    files = sorted(str(p) for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert sorted(answer["written"]) == files
    for path in answer["written"]:
        text = Path(path).read_text(encoding="utf-8")
        # Legends of dashboards have places of their own.
        assert path.endswith(".json") or not re.search(r"\{\{\w+\}\}", text), path
        if path.endswith((".yaml", ".yml")):
            yaml.safe_load(text)
        if path.endswith(".json"):
            json.loads(text)
    again, _ = report(target, str(tmp_path / "out"), "--policy", policy)
    assert again.returncode == 0, "a file that is as it should be is no conflict"


@pytest.mark.parametrize("target", ["vector", "otel-collector"])
def test_what_patterns_cannot_say_is_said_in_file_report_and_code(target, tmp_path, policy):
    done, answer = report(target, str(tmp_path / "out"), "--policy", policy, "--strict")
    assert done.returncode == 1
    parts = {m["part"] for m in answer["not_expressed"]}
    assert {"fields.deny[0]", "actions.credit_card", "employee", "credit_card", "group_id"} <= parts
    texts = [Path(path).read_text(encoding="utf-8") for path in answer["written"]]
    for missing in answer["not_expressed"]:
        assert f"{missing['part']}: {missing['why']}" in done.stderr.decode()
        assert any(f"# Not expressed: {missing['part']}: {missing['why']}\n" in text for text in texts)


def test_the_collector_gets_the_patterns_of_the_policy(tmp_path, policy):
    _, answer = report("otel-collector", str(tmp_path / "out"), "--policy", policy)
    config = yaml.safe_load(Path(answer["written"][0]).read_text(encoding="utf-8"))["processors"][
        "redaction/veilfold"
    ]
    # `$$` is how the collector writes `$`.
    patterns = [p.replace("$$", "$") for p in config["blocked_values"]]
    keys = [p.replace("$$", "$") for p in config["blocked_key_patterns"]]
    assert r"EMP-\d{6}$" in patterns
    hit = "order for EMP-123456"
    assert any(re.search(p, hit) for p in patterns)
    assert any(re.search(p, "password") for p in keys)
    assert any(re.search(p, "pin") for p in keys)
    assert not any(re.search(p, "message") for p in keys)


@pytest.mark.parametrize("target", ["rsyslog", "syslog-ng", "fluent-bit", "redpanda"])
def test_what_our_engine_runs_needs_no_excuse(target, tmp_path, policy):
    done, answer = report(target, str(tmp_path / "out"), "--policy", policy, "--strict")
    assert (done.returncode, answer["not_expressed"], done.stderr) == (0, [], b"")


def test_a_key_in_the_environment_is_out_of_reach_in_rsyslog(tmp_path, monkeypatch):
    monkeypatch.setenv("PIPELINE_KEY", "0123456789abcdef0123456789abcdef")
    path = tmp_path / "policy.toml"
    path.write_text('version = 1\n[pseudonym]\nkey_env = "PIPELINE_KEY"\nkey_id = "k"\n', encoding="utf-8")
    done, answer = report("rsyslog", str(tmp_path / "out"), "--policy", str(path), "--strict")
    assert done.returncode == 1
    assert [m["part"] for m in answer["not_expressed"]] == ["pseudonym.key_env"]


def test_rules_with_a_selector_and_thresholds_are_rules(tmp_path):
    done, _ = report(
        "prometheus",
        str(tmp_path),
        "--set",
        "http_p95_seconds=0.75",
        "--set",
        "job=api",
        "--selector",
        'job="api",env=~"p.+"',
    )
    assert done.returncode == 0, done.stderr
    checked(
        "promtool", "check", "rules", "--lint=all", "--lint-fatal", *map(str, (tmp_path / "rules").iterdir())
    )
    checked("promtool", "check", "config", str(tmp_path / "prometheus.yml"))
    rules = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "rules").iterdir())
    groups = [yaml.safe_load(p.read_text(encoding="utf-8")) for p in (tmp_path / "rules").iterdir()]
    assert "> 0.75" in rules
    alerts = [rule for g in groups for group in g["groups"] for rule in group["rules"]]
    assert len(alerts) >= 5
    for rule in alerts:
        metrics = re.findall(r"\b(?:up|veilfold_\w+|http_server_\w+)\b(?!\()", rule["expr"])
        assert rule["expr"].count('job="api",env=~"p.+"') == len(metrics), rule["expr"]


def test_without_options_the_rules_are_those_of_the_repository(tmp_path):
    report("prometheus", str(tmp_path))
    for path in (ROOT / "alertmanager" / "rules").glob("*.yml"):
        exported = (tmp_path / "rules" / path.name).read_text(encoding="utf-8")
        assert yaml.safe_load(exported) == yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_alertmanager_gets_its_receivers(tmp_path):
    done, _ = report("alertmanager", str(tmp_path), "--set", "on_call_url=https://page.example/hook")
    assert done.returncode == 0, done.stderr
    checked("amtool", "check-config", str(tmp_path / "alertmanager.yml"))
    text = (tmp_path / "alertmanager.yml").read_text(encoding="utf-8")
    assert "https://page.example/hook" in text
    assert "9095/on-call" not in text
    assert "9095/team" in text


def test_every_dashboard_is_exported_and_every_query_narrowed(tmp_path):
    report("grafana", str(tmp_path / "plain"))
    here = {p.name: p.read_bytes() for p in (ROOT / "grafana" / "dashboards").glob("*.json")}
    there = {p.name: p.read_bytes() for p in (tmp_path / "plain" / "dashboards").glob("*.json")}
    assert there == here
    done, _ = report("grafana", str(tmp_path / "narrow"), "--selector", 'env="prod"')
    assert done.returncode == 0, done.stderr
    for path in (tmp_path / "narrow" / "dashboards").glob("*.json"):
        text = path.read_text(encoding="utf-8")
        queries = re.findall(r'"expr": "((?:[^"\\]|\\.)*)"', text)
        assert queries
        assert all('env=\\"prod\\"' in query or query.startswith("vector(") for query in queries)
        assert json.loads(text)["uid"] == path.stem


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nonsense", "out"], "invalid value"),
        (["rsyslog"], "DIR"),
        (["rsyslog", "out", "--set", "comand=/x"], "no such setting here; known: command, directory"),
        (["rsyslog", "out", "--set", 'command=/x" y'], "cannot stand in a configuration"),
        (["rsyslog", "out", "--set", "command="], "is empty"),
        (["prometheus", "out", "--set", "http_p95_seconds=fast"], "must be a number"),
        (["prometheus", "out", "--selector", "job=api"], "double quotes"),
        (["rsyslog", "out", "--selector", 'job="api"'], "only dashboards and rules"),
        (["rsyslog", "out", "--policy", "missing.toml"], "missing.toml"),
    ],
)
def test_wrong_use_is_refused_with_a_reason_and_writes_nothing(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = veilfold("export", *arguments)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_edited_is_not_overwritten(tmp_path):
    report("rsyslog", str(tmp_path))
    path = tmp_path / "30-veilfold.conf"
    path.write_text("mine\n", encoding="utf-8")
    done, _ = report("rsyslog", str(tmp_path))
    assert done.returncode == 2
    assert "--force" in done.stderr.decode()
    assert path.read_text(encoding="utf-8") == "mine\n"
    assert report("rsyslog", str(tmp_path), "--force")[0].returncode == 0
    assert path.read_text(encoding="utf-8") != "mine\n"


@pytest.mark.parametrize("target", TARGETS)
def test_settings_explain_themselves(target):
    done, answer = report(target, "--settings")
    assert done.returncode == 0
    assert answer["summary"]
    assert all(s["help"] and s["default"] for s in answer["settings"])
