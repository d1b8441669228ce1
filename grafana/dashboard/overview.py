"""The overview: is the service well, what is failing, and what did redaction hide."""

from __future__ import annotations

import json
from urllib.parse import quote

from dashboard.model import SELECTOR as S
from dashboard.model import Dashboard, Json, Panel, Query, Row, Threshold, annotation

_RATE = "[$__rate_interval]"
_COUNT = "http_server_request_duration_seconds_count"
_BUCKET = "http_server_request_duration_seconds_bucket"
_SUM = "http_server_request_duration_seconds_sum"

_GOOD = Threshold("green")


def _quantile(q: float, by: str = "le") -> str:
    return f"histogram_quantile({q}, sum by ({by}) (rate({_BUCKET}{{{S}}}{_RATE}))) >= 0"


def _or_zero(expr: str) -> str:
    """Show zero, and not a gap, where a healthy service has no series of its failures."""
    return f"{expr} or on() vector(0)"


def _events(metric: str, by: str) -> str:
    """Count events in the time range shown.

    `increase` would miss what a series was born with: the one event of a rare failure. (A process that
    restarts with fresh counters in the range counts from its restart.)
    """
    series, span = f"{metric}{{{S}}}", "$__range"
    now = f"last_over_time({series}[{span}])"
    return f"sum by ({by}) (clamp_min({now} - ({series} offset {span} or 0 * {now}), 0)) > 0"


def _in_logs(field: str, value: str) -> Json:
    """Make a link from a row of a table to its lines in Loki."""
    query = f'{{service_name=~"$job"}} | json | {field}="{value}"'
    left = {
        "datasource": "${logs}",
        "queries": [{"refId": "A", "expr": query}],
        "range": {"from": "now-1h", "to": "now"},
    }
    # Grafana fills in its variables before it follows the link, so they must stay as they are.
    encoded = quote(json.dumps(left), safe="${}:._")
    return {"title": "Lines of this group", "url": f"/explore?left={encoded}", "targetBlank": True}


def _name_columns(columns: dict[str, str], value: str) -> tuple[Json, ...]:
    """Leaves the time out of a table, and names its columns."""
    names = {**columns, "Value": value}
    options = {"excludeByName": {"Time": True}, "renameByName": names}
    return ({"id": "organize", "options": options},)


def _state() -> Row:
    error_ratio = (
        f'(sum(rate({_COUNT}{{{S}, http_response_status_code=~"5.."}}{_RATE})) or vector(0))'
        f" / (sum(rate({_COUNT}{{{S}}}{_RATE})) > 0)"
    )
    return Row(
        "State",
        (
            Panel(
                kind="stat",
                title="Targets up",
                description="Instances that Prometheus reaches, of those that it has seen in the last hour.",
                unit="short",
                queries=(
                    Query(
                        _or_zero(
                            f"sum(up{{{S}}} and on (job, instance) last_over_time(veilfold_build_info[1h]))"
                        ),
                        "up",
                    ),
                ),
                thresholds=(Threshold("red"), Threshold("green", 1)),
            ),
            Panel(
                kind="stat",
                title="Requests",
                description="HTTP requests served a second.",
                unit="reqps",
                queries=(Query(_or_zero(f"sum(rate({_COUNT}{{{S}}}{_RATE}))"), "requests"),),
                thresholds=(Threshold("blue"),),
            ),
            Panel(
                kind="stat",
                title="Error ratio",
                description="Share of requests answered with a 5xx status. Alerts from 1 % (warning) and 5 % (critical).",
                unit="percentunit",
                queries=(Query(_or_zero(error_ratio), "5xx"),),
                thresholds=(_GOOD, Threshold("orange", 0.01), Threshold("red", 0.05)),
                decimals=2,
            ),
            Panel(
                kind="stat",
                title="p95 latency",
                description="95 % of requests are answered within this time.",
                unit="s",
                queries=(Query(_quantile(0.95), "p95"),),
                thresholds=(_GOOD, Threshold("orange", 1), Threshold("red", 2)),
            ),
            Panel(
                kind="stat",
                title="Errors in an hour",
                description="Log records of level ERROR and above in the last hour.",
                unit="short",
                queries=(
                    Query(
                        _or_zero(
                            f'sum(increase(veilfold_log_events_total{{{S}, level=~"ERROR|CRITICAL"}}[1h]))'
                        ),
                        "errors",
                    ),
                ),
                thresholds=(_GOOD, Threshold("orange", 1), Threshold("red", 10)),
                decimals=0,
            ),
            Panel(
                kind="stat",
                title="Alerts firing",
                description="Alerts of the veilfold rules that fire now, without the watchdog that always does.",
                unit="short",
                queries=(
                    Query(
                        _or_zero(
                            'count(ALERTS{alertname=~"Veilfold.+", alertname!="VeilfoldWatchdog", alertstate="firing"})'
                        ),
                        "firing",
                    ),
                ),
                thresholds=(_GOOD, Threshold("red", 1)),
            ),
        ),
    )


def _requests() -> Row:
    mean = f"sum(rate({_SUM}{{{S}}}{_RATE})) / (sum(rate({_COUNT}{{{S}}}{_RATE})) > 0)"
    by_class = f'label_replace(rate({_COUNT}{{{S}}}{_RATE}), "class", "${{1}}xx", "http_response_status_code", "(.)..")'
    return Row(
        "Requests",
        (
            Panel(
                kind="timeseries",
                title="Latency",
                description="Mean and quantiles over all routes.",
                unit="s",
                queries=(
                    Query(mean, "mean"),
                    Query(_quantile(0.5), "p50"),
                    Query(_quantile(0.95), "p95"),
                    Query(_quantile(0.99), "p99"),
                ),
            ),
            Panel(
                kind="timeseries",
                title="Requests by status",
                description="Requests a second, by class of the status code.",
                unit="reqps",
                queries=(Query(_or_zero(f"sum by (class) ({by_class})"), "{{class}}"),),
                custom={"stacking": {"mode": "normal", "group": "A"}},
            ),
            Panel(
                kind="timeseries",
                title="Slowest routes (p95)",
                description="The ten routes with the highest p95.",
                unit="s",
                queries=(Query(f"topk(10, {_quantile(0.95, 'le, http_route')})", "{{http_route}}"),),
            ),
            Panel(
                kind="timeseries",
                title="Failing routes",
                description="Requests answered with 5xx, a second, by route.",
                unit="reqps",
                queries=(
                    Query(
                        _or_zero(
                            "topk(10, sum by (http_route) "
                            f'(rate({_COUNT}{{{S}, http_response_status_code=~"5.."}}{_RATE})) > 0)'
                        ),
                        "{{http_route}}",
                    ),
                ),
            ),
        ),
    )


def _logs() -> Row:
    level_color = {"DEBUG": "text", "INFO": "blue", "WARNING": "yellow", "ERROR": "red", "CRITICAL": "purple"}
    overrides = tuple(
        {
            "matcher": {"id": "byName", "options": level},
            "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": color}}],
        }
        for level, color in level_color.items()
    )
    return Row(
        "Logs",
        (
            Panel(
                kind="timeseries",
                title="Records by level",
                description="Log records a second, by level.",
                unit="ops",
                queries=(
                    Query(f"sum by (level) (rate(veilfold_log_events_total{{{S}}}{_RATE}))", "{{level}}"),
                ),
                custom={"stacking": {"mode": "normal", "group": "A"}},
                overrides=overrides,
            ),
            Panel(
                kind="timeseries",
                title="Records by logger",
                description="The ten busiest loggers, by the first two parts of their names.",
                unit="ops",
                queries=(
                    Query(
                        f"topk(10, sum by (logger) (rate(veilfold_log_events_total{{{S}}}{_RATE})))",
                        "{{logger}}",
                    ),
                ),
            ),
            Panel(
                kind="timeseries",
                title="Lines lost or late",
                description="Records that reached no sink, failed writes, and records that redaction answered with a "
                "marker. All are zero in a healthy service.",
                unit="ops",
                queries=(
                    Query(
                        f"sum by (reason) (rate(veilfold_log_events_dropped_total{{{S}}}{_RATE}))",
                        "dropped: {{reason}}",
                    ),
                    Query(_or_zero(f"sum(rate(veilfold_sink_errors_total{{{S}}}{_RATE}))"), "sink errors"),
                    Query(
                        f"sum by (reason) (rate(veilfold_redaction_failures_total{{{S}}}{_RATE}))",
                        "failed closed: {{reason}}",
                    ),
                ),
            ),
            Panel(
                kind="timeseries",
                title="Bytes written",
                description="Log lines written, in bytes a second.",
                unit="Bps",
                queries=(
                    Query(
                        f"sum by (instance) (rate(veilfold_sink_written_bytes_total{{{S}}}{_RATE}))",
                        "{{instance}}",
                    ),
                ),
            ),
        ),
    )


def _files() -> Row:
    oldest, limit = "veilfold_retention_oldest_file_timestamp_seconds", "veilfold_retention_limit_seconds"
    return Row(
        "Files",
        (
            Panel(
                kind="timeseries",
                title="Size of log files",
                description="The files that are written to, and what they and those put aside take up in their directory.",
                unit="bytes",
                queries=(
                    Query(f"max by (file) (veilfold_file_size_bytes{{{S}}})", "{{file}}"),
                    Query(
                        f"max by (directory) (veilfold_directory_size_bytes{{{S}}})", "all in {{directory}}"
                    ),
                ),
            ),
            Panel(
                kind="timeseries",
                title="Room on the disk",
                description="Bytes free in directories of log files.",
                unit="bytes",
                queries=(
                    Query(
                        f"min by (instance, directory) (veilfold_directory_free_bytes{{{S}}})",
                        "{{instance}} {{directory}}",
                    ),
                ),
            ),
            Panel(
                kind="timeseries",
                title="Files put aside or deleted",
                description="Rotations of the last hour by outcome, and old files that were deleted.",
                unit="short",
                queries=(
                    Query(
                        f"sum by (file, outcome) (increase(veilfold_file_rotations_total{{{S}}}[1h]))",
                        "{{file}}: {{outcome}}",
                    ),
                    Query(
                        f"sum by (outcome) (increase(veilfold_retention_deleted_files_total{{{S}}}[1h]))",
                        "deleted: {{outcome}}",
                    ),
                ),
                decimals=0,
            ),
            Panel(
                kind="timeseries",
                title="Age of the oldest file",
                description="Of the files put aside, beside how old they may be; zero where there is none.",
                unit="s",
                queries=(
                    Query(_or_zero(f"max by (file) (time() - {oldest}{{{S}}})"), "{{file}}"),
                    Query(_or_zero(f"max by (file) ({limit}{{{S}}})"), "limit: {{file}}"),
                ),
            ),
            Panel(
                kind="timeseries",
                title="Queue of asynchronous mode",
                description="Records that wait to be written, of those that may; zero where records are written at once.",
                unit="short",
                queries=(
                    Query(_or_zero(f"sum by (instance) (veilfold_queue_events{{{S}}})"), "{{instance}}"),
                    Query(
                        _or_zero(f"sum by (instance) (veilfold_queue_capacity_events{{{S}}})"),
                        "room: {{instance}}",
                    ),
                ),
                decimals=0,
            ),
        ),
    )


def _redaction() -> Row:
    events = f"sum(rate(veilfold_redacted_events_total{{{S}}}{_RATE}))"
    total = f"sum(rate(veilfold_log_events_total{{{S}}}{_RATE}))"
    return Row(
        "Redaction",
        (
            Panel(
                kind="timeseries",
                title="Secrets hidden, by rule",
                description="How often each rule hid something, a second.",
                unit="ops",
                queries=(
                    Query(
                        _or_zero(f"sum by (rule) (rate(veilfold_redactions_total{{{S}}}{_RATE}))"), "{{rule}}"
                    ),
                ),
            ),
            Panel(
                kind="bargauge",
                width=8,
                height=8,
                title="Rules in this time range",
                description="Secrets hidden in the time range shown, the ten busiest rules.",
                unit="short",
                queries=(
                    Query(
                        _or_zero(f"topk(10, {_events('veilfold_redactions_total', 'rule')})"),
                        "{{rule}}",
                    ),
                ),
                thresholds=(Threshold("blue"),),
                decimals=0,
            ),
            Panel(
                kind="stat",
                width=4,
                height=8,
                title="Records with a secret",
                description="Share of log records in which at least one secret was hidden.",
                unit="percentunit",
                queries=(Query(_or_zero(f"{events} / ({total} > 0)"), "share"),),
                thresholds=(Threshold("blue"),),
                decimals=1,
                maximum=1,
            ),
        ),
    )


def _exceptions() -> Row:
    return Row(
        "Exceptions",
        (
            Panel(
                kind="timeseries",
                title="Exceptions by type",
                description="Exceptions logged a second, the ten most frequent types.",
                unit="ops",
                queries=(
                    Query(
                        f"topk(10, sum by (exception_type) (rate(veilfold_exceptions_total{{{S}}}{_RATE})))",
                        "{{exception_type}}",
                    ),
                ),
            ),
            Panel(
                kind="timeseries",
                title="New exception groups",
                description="Failures that were never seen before, in windows of ten minutes.",
                unit="short",
                queries=(
                    Query(
                        _or_zero(f"sum(increase(veilfold_exception_groups_new_total{{{S}}}[10m]))"),
                        "new groups",
                    ),
                ),
                custom={"drawStyle": "bars", "fillOpacity": 60},
                decimals=0,
            ),
            Panel(
                kind="table",
                width=24,
                height=9,
                title="Exception groups",
                description="The twenty most frequent groups of the time range. A group's name is the group_id of its "
                "log lines: click it for the lines.",
                unit="short",
                queries=(
                    Query(
                        _or_zero(
                            f"topk(20, {_events('veilfold_exception_group_events_total', 'group, exception_type')})"
                        ),
                        instant=True,
                    ),
                ),
                transformations=_name_columns({"group": "Group", "exception_type": "Type"}, "Events"),
                overrides=(
                    {
                        "matcher": {"id": "byName", "options": "Group"},
                        "properties": [{"id": "links", "value": [_in_logs("group_id", "${__value.raw}")]}],
                    },
                ),
                options={"sortBy": [{"displayName": "Events", "desc": True}]},
                decimals=0,
                no_value="none",
            ),
        ),
    )


def dashboard() -> Dashboard:
    """Return the dashboard `veilfold-overview`."""
    return Dashboard(
        uid="veilfold-overview",
        title="veilfold / Overview",
        description="Requests, logs, redaction and exceptions of services that log through veilfold.",
        rows=(_state(), _requests(), _logs(), _files(), _redaction(), _exceptions()),
        annotations=(
            annotation(
                "Critical alert",
                'ALERTS{alertname=~"Veilfold.+", alertstate="firing", severity="critical"}',
                "red",
                "{{alertname}} {{job}}",
            ),
            annotation(
                "New exception group",
                f"sum by (job) (increase(veilfold_exception_groups_new_total{{{S}}}[2m])) > 0",
                "orange",
                "{{job}}",
            ),
            annotation(
                "Version",
                f"count by (job, version) (veilfold_build_info{{{S}}}) "
                f"unless count by (job, version) (veilfold_build_info{{{S}}} offset 2m)",
                "blue",
                "{{job}} runs veilfold {{version}}",
            ),
        ),
    )
