"""Builders for Grafana's classic dashboard JSON: what every panel must have, it cannot be without."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]

Kind = Literal["stat", "timeseries", "table", "bargauge"]

GRID_COLUMNS = 24
USUAL_SIZE: dict[Kind, tuple[int, int]] = {
    "stat": (4, 4),
    "timeseries": (12, 8),
    "bargauge": (8, 8),
    "table": (24, 9),
}
PROMETHEUS: Json = {"type": "prometheus", "uid": "${datasource}"}

# Filters of every query: the variables at the top of the dashboard.
SELECTOR = 'job=~"$job", instance=~"$instance"'


@dataclass(frozen=True)
class Query:
    """A PromQL query. `instant` asks for the value now, for tables."""

    expr: str
    legend: str = ""
    instant: bool = False


@dataclass(frozen=True)
class Threshold:
    """A colour from a value on."""

    color: Literal["green", "yellow", "orange", "red", "blue", "text"]
    value: float | None = None


@dataclass(frozen=True)
class Panel:
    """A panel: `width` of 24 columns, `height` in grid rows; 0 is what its kind usually takes."""

    kind: Kind
    title: str
    description: str
    unit: str
    queries: tuple[Query, ...]
    width: int = 0
    height: int = 0
    thresholds: tuple[Threshold, ...] = (Threshold("text"),)
    # Part of each type's own options, over the defaults.
    options: Json = field(default_factory=dict)
    custom: Json = field(default_factory=dict)
    overrides: tuple[Json, ...] = ()
    transformations: tuple[Json, ...] = ()
    links: tuple[Json, ...] = ()
    decimals: int | None = None
    maximum: float | None = None
    # What an idle service shows where a quantile of nothing has no value.
    no_value: str = "no traffic"


@dataclass(frozen=True)
class Row:
    """A heading, with its panels below it."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Dashboard:
    """A dashboard."""

    uid: str
    title: str
    description: str
    rows: tuple[Row, ...]
    annotations: tuple[Json, ...]

    def to_json(self) -> Json:
        """Return the dashboard as Grafana reads it from a file."""
        return {
            "uid": self.uid,
            "title": self.title,
            "description": self.description,
            "tags": ["veilfold"],
            "schemaVersion": 39,
            "version": 1,
            "editable": True,
            "graphTooltip": 1,
            "refresh": "30s",
            "time": {"from": "now-1h", "to": "now"},
            "timezone": "browser",
            "templating": {"list": _variables()},
            "annotations": {"list": [_BUILTIN_ANNOTATIONS, *self.annotations]},
            "links": [_OTHER_DASHBOARDS],
            "panels": _layout(self.rows),
        }


def annotation(name: str, expr: str, color: str, text: str) -> Json:
    """Make a mark in all graphs, wherever `expr` has a value."""
    return {
        "name": name,
        "datasource": PROMETHEUS,
        "enable": True,
        "expr": expr,
        "iconColor": color,
        "step": "60s",
        "titleFormat": name,
        "textFormat": text,
        "useValueForTime": False,
    }


def _layout(rows: tuple[Row, ...]) -> list[Json]:
    """Places panels from left to right and gives every one its number."""
    out: list[Json] = []
    y = 0
    for row in rows:
        grid = {"x": 0, "y": y, "w": GRID_COLUMNS, "h": 1}
        heading: Json = {"id": len(out) + 1, "type": "row", "title": row.title, "collapsed": False}
        out.append({**heading, "gridPos": grid, "panels": []})
        y += 1
        x = line = 0
        for panel in row.panels:
            usual_width, usual_height = USUAL_SIZE[panel.kind]
            width, height = panel.width or usual_width, panel.height or usual_height
            if x + width > GRID_COLUMNS:
                x, y, line = 0, y + line, 0
            grid = {"x": x, "y": y, "w": width, "h": height}
            out.append(_panel(panel, len(out) + 1, grid))
            x, line = x + width, max(line, height)
        y += line
    return out


def _panel(panel: Panel, number: int, grid: dict[str, int]) -> Json:
    defaults: Json = {
        "unit": panel.unit,
        "noValue": panel.no_value,
        "thresholds": {"mode": "absolute", "steps": [_step(t) for t in panel.thresholds]},
        "color": {"mode": "thresholds" if panel.kind in ("stat", "bargauge") else "palette-classic"},
        "custom": {**_CUSTOM.get(panel.kind, {}), **panel.custom},
        "links": list(panel.links),
        "min": 0,
    }
    if panel.decimals is not None:
        defaults["decimals"] = panel.decimals
    if panel.maximum is not None:
        defaults["max"] = panel.maximum
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": PROMETHEUS,
        "gridPos": grid,
        "targets": [_target(query, index) for index, query in enumerate(panel.queries)],
        "fieldConfig": {"defaults": defaults, "overrides": list(panel.overrides)},
        "options": {**_OPTIONS[panel.kind], **panel.options},
        "transformations": list(panel.transformations),
    }


def _step(threshold: Threshold) -> Json:
    return {"color": threshold.color, "value": threshold.value}


def _target(query: Query, index: int) -> Json:
    return {
        "refId": chr(ord("A") + index),
        "datasource": PROMETHEUS,
        "editorMode": "code",
        "expr": query.expr,
        "legendFormat": query.legend or "__auto",
        "instant": query.instant,
        "range": not query.instant,
        "format": "table" if query.instant else "time_series",
    }


def _variables() -> list[Json]:
    def source(name: str, label: str, kind: str) -> Json:
        return {
            "name": name,
            "label": label,
            "type": "datasource",
            "query": kind,
            "refresh": 1,
            "current": {},
        }

    def values(name: str, label: str, query: str) -> Json:
        return {
            "name": name,
            "label": label,
            "type": "query",
            "datasource": PROMETHEUS,
            "query": {"query": query, "refId": "Variable"},
            "definition": query,
            # On time range change: an instance that is gone today may be in last week's data.
            "refresh": 2,
            "multi": True,
            "includeAll": True,
            "allValue": ".+",
            "sort": 1,
            "current": {"text": ["All"], "value": ["$__all"]},
        }

    return [
        source("datasource", "Metrics", "prometheus"),
        source("logs", "Logs", "loki"),
        values("job", "Job", "label_values(veilfold_build_info, job)"),
        values("instance", "Instance", 'label_values(veilfold_build_info{job=~"$job"}, instance)'),
    ]


_CUSTOM: dict[Kind, Json] = {
    "timeseries": {"lineWidth": 1, "fillOpacity": 10, "showPoints": "never", "spanNulls": False},
    "table": {"align": "auto", "filterable": True},
}

_REDUCE: Json = {"calcs": ["lastNotNull"], "fields": "", "values": False}

_OPTIONS: dict[Kind, Json] = {
    "stat": {"reduceOptions": _REDUCE, "colorMode": "value", "graphMode": "area", "textMode": "auto"},
    "bargauge": {"reduceOptions": _REDUCE, "orientation": "horizontal", "displayMode": "basic"},
    "table": {"showHeader": True, "cellHeight": "sm"},
    "timeseries": {
        "legend": {"displayMode": "table", "placement": "bottom", "calcs": ["lastNotNull", "max"]},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
}

_BUILTIN_ANNOTATIONS: Json = {
    "builtIn": 1,
    "datasource": {"type": "grafana", "uid": "-- Grafana --"},
    "enable": True,
    "hide": True,
    "iconColor": "rgba(0, 211, 255, 1)",
    "name": "Annotations & Alerts",
    "type": "dashboard",
}

_OTHER_DASHBOARDS: Json = {
    "title": "veilfold",
    "type": "dashboards",
    "tags": ["veilfold"],
    "asDropdown": True,
    "includeVars": True,
    "keepTime": True,
    "targetBlank": False,
    "icon": "external link",
    "tooltip": "",
    "url": "",
}
