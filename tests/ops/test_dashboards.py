"""The dashboards as files."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import pytest
from chain import ROOT, run

FILES = sorted((ROOT / "grafana" / "dashboards").glob("*.json"))


def panels(dashboard: dict[str, Any]) -> list[dict[str, Any]]:
    return [p for p in dashboard["panels"] if p["type"] != "row"]


def test_the_files_are_what_the_generator_writes() -> None:
    check = run(sys.executable, str(ROOT / "grafana" / "generate.py"), "--check")
    assert check.returncode == 0, check.stderr


def test_there_is_an_overview_with_enough_in_it() -> None:
    overview = json.loads((ROOT / "grafana/dashboards/veilfold-overview.json").read_text(encoding="utf-8"))
    assert len(panels(overview)) >= 8
    assert {a["name"] for a in overview["annotations"]["list"]} >= {"Critical alert", "Version"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_panel_is_complete(path: Any) -> None:
    dashboard = json.loads(path.read_text(encoding="utf-8"))
    assert dashboard["uid"] == path.stem
    ids = [p["id"] for p in dashboard["panels"]]
    assert len(ids) == len(set(ids))
    for panel in panels(dashboard):
        name = panel["title"]
        assert name
        assert len(panel["description"]) > 10, name
        assert panel["fieldConfig"]["defaults"]["unit"], name
        refs = [t["refId"] for t in panel["targets"]]
        assert refs, name
        assert len(refs) == len(set(refs)), name
        for target in panel["targets"]:
            assert target["datasource"]["uid"] == "${datasource}", name
            assert 'job=~"$job"' in target["expr"] or "ALERTS" in target["expr"], name
            # A fixed window is right for "in the last hour" and wrong for a rate.
            assert not re.search(r"(?<!\w)rate\([^)]*\[(?!\$__rate_interval\])", target["expr"]), target[
                "expr"
            ]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_panels_fill_the_grid_and_do_not_overlap(path: Any) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]:
        grid = panel["gridPos"]
        assert grid["x"] + grid["w"] <= 24
        cells = {
            (x, y)
            for x in range(grid["x"], grid["x"] + grid["w"])
            for y in range(grid["y"], grid["y"] + grid["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells


def test_a_stale_file_is_found(tmp_path: Any) -> None:
    import shutil

    copy = shutil.copytree(ROOT / "grafana", tmp_path / "grafana")
    path = copy / "dashboards" / "veilfold-overview.json"
    path.write_text(path.read_text(encoding="utf-8").replace("reqps", "short"), encoding="utf-8")
    check = run(sys.executable, str(copy / "generate.py"), "--check")
    assert check.returncode == 1
    assert "stale" in check.stderr
    assert run(sys.executable, str(copy / "generate.py")).returncode == 0
    assert run(sys.executable, str(copy / "generate.py"), "--check").returncode == 0
