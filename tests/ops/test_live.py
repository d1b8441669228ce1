"""The whole chain, running: service, Prometheus, Alertmanager, receiver."""

from __future__ import annotations

import json
import math
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chain import ALERTMANAGER, ROOT, Stack, tool, wait_for

from veilfold._demo import traffic

if TYPE_CHECKING:
    from collections.abc import Iterator

HEALTHY = [traffic._order, traffic._report, traffic._profile, traffic._login]
FAILING = [*HEALTHY, traffic._missing_article, traffic._crash, traffic._register, traffic._register]


def queries() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "grafana" / "dashboards").glob("*.json")):
        for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]:
            for target in panel.get("targets", ()):
                expr = target["expr"].replace("$job", ".+").replace("$instance", ".+")
                expr = expr.replace("$__rate_interval", "10s").replace("$__range", "5m")
                assert "$_" not in expr
                yield f"{panel['title']}: {target['legendFormat']}", expr


def empty_panels(stack: Stack) -> list[str]:
    """Panels without a number: no series, or nothing but NaN."""

    def is_empty(expr: str) -> bool:
        return all(math.isnan(float(sample["value"][1])) for sample in stack.query(expr))

    return [name for name, expr in queries() if is_empty(expr)]


def test_the_page_is_what_prometheus_wants(stack: Stack) -> None:
    check = subprocess.run(
        [tool("promtool"), "check", "metrics"],
        input=stack.page(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout + check.stderr


def test_a_healthy_service_has_no_empty_panel_and_no_alert(stack: Stack) -> None:
    stack.scenarios[:] = HEALTHY
    wait_for("ten scrapes", lambda: stack.value('count_over_time(up{job="shop"}[5m])') >= 10)
    wait_for(
        "requests", lambda: stack.value("sum(rate(http_server_request_duration_seconds_count[10s]))") > 1
    )
    assert empty_panels(stack) == []
    firing = {s["metric"]["alertname"] for s in stack.query('ALERTS{alertstate="firing"}')}
    assert firing == {"VeilfoldWatchdog"}


def test_a_failing_service_shows_it_and_the_alert_arrives(stack: Stack) -> None:
    stack.scenarios[:] = FAILING
    failing = 'sum(rate(http_server_request_duration_seconds_count{http_response_status_code="500"}[10s]))'
    wait_for("failures", lambda: stack.value(failing) > 1)
    assert empty_panels(stack) == []

    critical = wait_for(
        "the on-call receiver", lambda: stack.receiver.alerts("/on-call").get("VeilfoldErrorsPerHourHigh"), 60
    )
    assert critical["labels"]["severity"] == "critical"
    assert re.fullmatch(
        r"[\d.]+k? records of level ERROR or above in an hour\.", critical["annotations"]["description"]
    )
    new = wait_for(
        "the team's receiver", lambda: stack.receiver.alerts("/team").get("VeilfoldNewExceptionGroup"), 60
    )
    assert new["annotations"]["summary"] == "shop fails in a way that was never seen before"
    wait_for("the watchdog", lambda: stack.receiver.alerts("/watchdog"), 60)


def test_what_a_rule_asks_for_is_exported(stack: Stack) -> None:
    # Series of things that did not happen here: the shop has no queue, and put no file aside.
    absent = {
        "veilfold_sink_errors_total",
        "veilfold_queue_events",
        "veilfold_queue_capacity_events",
        "veilfold_retention_oldest_file_timestamp_seconds",
        "veilfold_retention_limit_seconds",
    }
    page = stack.page()
    text = "".join(p.read_text(encoding="utf-8") for p in Path(ALERTMANAGER / "rules").glob("*.yml"))
    expressions = " ".join(re.findall(r"expr: (.*(?:\n {10}.*)*)", text))
    asked = set(re.findall(r"\b(?:veilfold|http_server)_\w+", expressions))
    assert len(asked) >= 8
    for metric in asked - absent:
        assert re.search(rf"^{metric}(?:\{{|\s)", page, re.MULTILINE), metric


@pytest.mark.parametrize(
    "metric", ["veilfold_log_events_total", "http_server_request_duration_seconds_count"]
)
def test_all_workers_are_in_the_page(stack: Stack, metric: str) -> None:
    """Two pages, whichever worker answers, never go back."""
    samples = [
        sum(map(float, re.findall(rf"^{metric}\{{.*\}} (\S+)", stack.page(), re.MULTILINE)))
        for _ in range(20)
    ]
    assert samples == sorted(samples)
    assert samples[0] > 0
