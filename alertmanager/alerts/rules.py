"""The alerts. Every number comes from the thresholds; every metric is one that veilfold exports."""

from __future__ import annotations

from alerts import cases
from alerts.model import Alert, Thresholds

_COUNT = "http_server_request_duration_seconds_count"


def alerts(t: Thresholds) -> tuple[Alert, ...]:
    """All alerts, in the order of their groups."""
    return (*_service(), *_requests(t), *_errors(t), *_pipeline(t), *_files(t))


def _service() -> tuple[Alert, ...]:
    return (
        Alert(
            name="VeilfoldTargetDown",
            group="service_health",
            severity="critical",
            # Only what veilfold was seen in: other jobs of the same Prometheus are not ours to judge.
            expr="up == 0 and on (job, instance) max_over_time(veilfold_build_info[1h])",
            wait="2m",
            summary="{{ $labels.job }} on {{ $labels.instance }} is down",
            description="Prometheus has not reached {{ $labels.instance }} for two minutes.",
            cases=cases.target_down(),
        ),
        Alert(
            name="VeilfoldTargetMissing",
            group="service_health",
            severity="critical",
            expr="absent(veilfold_build_info)",
            wait="5m",
            summary="No process exports veilfold metrics",
            description="Nothing that Prometheus scrapes has shown veilfold_build_info for five minutes.",
            cases=cases.target_missing(),
        ),
        Alert(
            name="VeilfoldWatchdog",
            group="service_health",
            severity="none",
            expr="vector(1)",
            wait="0s",
            summary="Alerting works",
            description="Always fires. A receiver that stops getting it has lost its Prometheus or Alertmanager.",
            cases=cases.watchdog(),
        ),
    )


def _requests(t: Thresholds) -> tuple[Alert, ...]:
    failed = f'sum by (job) (rate({_COUNT}{{http_response_status_code=~"5.."}}[5m]))'
    served = f"sum by (job) (rate({_COUNT}[5m]))"
    busy = f"{served} > {t.http_error_min_requests_per_second}"

    def ratio(limit: float) -> str:
        return f"{failed} / {served} > {limit}\nand\n{busy}"

    described = "{{ $value | humanizePercentage }} of requests are answered with a 5xx status."
    summary = "{{ $labels.job }} fails for many requests"
    return (
        Alert(
            name="VeilfoldHighErrorRatio",
            group="error_rate",
            severity="warning",
            expr=ratio(t.http_error_ratio_warning),
            wait="5m",
            summary=summary,
            description=described,
            cases=cases.error_ratio(t, t.http_error_ratio_warning),
        ),
        Alert(
            name="VeilfoldVeryHighErrorRatio",
            group="error_rate",
            severity="critical",
            expr=ratio(t.http_error_ratio_critical),
            wait="5m",
            summary=summary,
            description=described,
            cases=cases.error_ratio(t, t.http_error_ratio_critical),
        ),
        Alert(
            name="VeilfoldLatencyP95High",
            group="performance",
            severity="warning",
            expr=(
                "histogram_quantile(0.95, sum by (job, http_route, le) "
                f"(rate(http_server_request_duration_seconds_bucket[5m]))) > {t.http_p95_seconds}"
            ),
            wait="5m",
            summary="{{ $labels.job }} is slow on {{ $labels.http_route }}",
            description="p95 of {{ $labels.http_route }} is {{ $value | humanizeDuration }}.",
            cases=cases.latency(t),
        ),
    )


def _errors(t: Thresholds) -> tuple[Alert, ...]:
    errors = 'increase(veilfold_log_events_total{level=~"ERROR|CRITICAL"}[1h])'
    now = "sum by (job) (rate(veilfold_exceptions_total[10m]))"
    # A service without a yesterday is compared with nothing: all its exceptions are more than before.
    before = f"(sum by (job) (rate(veilfold_exceptions_total[10m] offset 1d)) or 0 * {now})"
    return (
        Alert(
            name="VeilfoldErrorsPerHourHigh",
            group="error_rate",
            severity="critical",
            expr=f"sum by (job) ({errors}) > {t.errors_per_hour}",
            wait="0s",
            summary="{{ $labels.job }} logs many errors",
            description="{{ $value | humanize }} records of level ERROR or above in an hour.",
            cases=cases.errors_per_hour(t),
        ),
        Alert(
            name="VeilfoldExceptionSpike",
            group="anomaly",
            severity="warning",
            expr=f"{now} > {t.exception_spike_factor} * {before}\nand\n{now} > {t.exception_spike_min_per_second}",
            wait="5m",
            summary="{{ $labels.job }} raises far more exceptions than a day ago",
            description="{{ $value | humanize }} exceptions a second.",
            cases=cases.exception_spike(t),
        ),
        Alert(
            name="VeilfoldNewExceptionGroup",
            group="error_rate",
            severity="warning",
            expr=(
                "sum by (job, instance) (increase(veilfold_exception_groups_new_total[10m]))"
                f" > {t.new_exception_groups}"
            ),
            wait="0s",
            summary="{{ $labels.job }} fails in a way that was never seen before",
            description="{{ $value | humanize }} new exception groups in ten minutes on {{ $labels.instance }}.",
            cases=cases.new_group(t),
        ),
    )


def _pipeline(t: Thresholds) -> tuple[Alert, ...]:
    # Filters, sampling and rate limits drop records because somebody asked for it.
    lost = 'veilfold_log_events_dropped_total{reason!~"filtered|sampled|rate_limited"}'
    return (
        Alert(
            name="VeilfoldRedactionFailing",
            group="log_pipeline",
            severity="critical",
            expr=(
                "sum by (job, instance, reason) (increase(veilfold_redaction_failures_total[5m]))"
                f" > {t.redaction_failures}"
            ),
            wait="0s",
            summary="Redaction fails closed in {{ $labels.job }}",
            description="{{ $value | humanize }} records were replaced by a marker in five minutes ({{ $labels.reason }}).",
            cases=cases.counter("veilfold_redaction_failures_total", 'reason="panic"', t.redaction_failures),
        ),
        Alert(
            name="VeilfoldLogsDropped",
            group="log_pipeline",
            severity="warning",
            expr=f"sum by (job, instance, reason) (increase({lost}[5m])) > {t.log_events_dropped}",
            wait="1m",
            summary="{{ $labels.job }} loses log records",
            description="{{ $value | humanize }} records were lost in five minutes ({{ $labels.reason }}).",
            cases=cases.dropped(t),
        ),
        Alert(
            name="VeilfoldSinkFailing",
            group="log_pipeline",
            severity="critical",
            expr=(
                f"sum by (job, instance, sink, error_type) (increase(veilfold_sink_errors_total[5m])) > {t.sink_errors}"
            ),
            wait="1m",
            summary="{{ $labels.job }} cannot write its log",
            description="{{ $value | humanize }} writes to {{ $labels.sink }} failed: {{ $labels.error_type }}.",
            cases=cases.counter(
                "veilfold_sink_errors_total", 'sink="file", error_type="ENOSPC"', t.sink_errors
            ),
        ),
        Alert(
            name="VeilfoldLabelOverflow",
            group="log_pipeline",
            severity="warning",
            expr=(
                "sum by (job, instance, metric) (increase(veilfold_metric_label_overflow_total[1h]))"
                f" > {t.label_overflow}"
            ),
            wait="0s",
            summary="A metric of {{ $labels.job }} has too many label values",
            description="{{ $labels.metric }} counts some of them under _other.",
            cases=cases.counter(
                "veilfold_metric_label_overflow_total", 'metric="veilfold_log_events_total"', t.label_overflow
            ),
        ),
    )


def _files(t: Thresholds) -> tuple[Alert, ...]:
    """Return the alerts about log files, their disk and the queue before them."""
    oldest, limit = "veilfold_retention_oldest_file_timestamp_seconds", "veilfold_retention_limit_seconds"
    return (
        Alert(
            name="VeilfoldQueueNearFull",
            group="log_files",
            severity="warning",
            expr=f"veilfold_queue_events / veilfold_queue_capacity_events > {t.queue_full_ratio}",
            wait="5m",
            summary="{{ $labels.job }} logs faster than it writes",
            description="{{ $value | humanizePercentage }} of the queue of asynchronous mode is in use.",
            cases=cases.queue(t),
        ),
        Alert(
            name="VeilfoldRotationFailed",
            group="log_files",
            severity="warning",
            expr=(
                'sum by (job, instance, file) (increase(veilfold_file_rotations_total{outcome="failure"}[15m]))'
                f" > {t.rotation_failures}"
            ),
            wait="0s",
            summary="A log file of {{ $labels.job }} cannot be put aside",
            description="{{ $labels.file }} grows on: {{ $value | humanize }} attempts failed in 15 minutes.",
            cases=cases.counter(
                "veilfold_file_rotations_total", 'file="app.log", outcome="failure"', t.rotation_failures
            ),
        ),
        Alert(
            name="VeilfoldRetentionBehind",
            group="log_retention",
            severity="warning",
            expr=f"time() - {oldest} - {limit} > {t.retention_grace_seconds}",
            wait="1h",
            summary="Old log files of {{ $labels.job }} are not put away",
            description="A file beside {{ $labels.file }} is {{ $value | humanizeDuration }} older than it may be.",
            cases=cases.retention(t),
        ),
        Alert(
            name="VeilfoldDiskFillsUp",
            group="log_retention",
            severity="critical",
            expr=f"predict_linear(veilfold_directory_free_bytes[6h], {t.disk_full_in_seconds}) < 0",
            wait="30m",
            summary="The disk of {{ $labels.directory }} fills up",
            description="At the pace of the last six hours nothing is free soon: records of {{ $labels.job }} will be lost.",
            cases=cases.disk(t),
        ),
    )
