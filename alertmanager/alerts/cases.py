"""Unit tests of the alerts: just below a threshold it is silent, just above it fires.

Samples are a minute apart. Counters grow by whole numbers, so that Prometheus sees no false resets.
"""

from __future__ import annotations

import math

from alerts.model import Case, Series, Thresholds

_TARGET = 'job="shop", instance="a:80"'


def _series(name: str, labels: str, values: str) -> Series:
    return Series(f"{name}{{{_TARGET}{', ' if labels else ''}{labels}}}", values)


def target_down() -> tuple[Case, ...]:
    """Silent until two minutes have passed, and about targets without veilfold."""
    info = _series("veilfold_build_info", 'version="1"', "1x10 _x20")
    return (
        Case("down for a minute", "12m", False, (info, _series("up", "", "1x10 0x20"))),
        Case("down for three minutes", "14m", True, (info, _series("up", "", "1x10 0x20"))),
        Case("up", "14m", False, (_series("veilfold_build_info", "", "1x30"), _series("up", "", "1x30"))),
        Case("somebody else's target", "14m", False, (_series("up", "", "1x10 0x20"),)),
    )


def target_missing() -> tuple[Case, ...]:
    """Silent while there is one target."""
    # Prometheus looks five minutes back for a sample, then the wait begins.
    gone = _series("veilfold_build_info", "", "1x5 _x30")
    return (
        Case("there", "20m", False, (_series("veilfold_build_info", "", "1x30"),)),
        Case("gone for nine minutes", "14m", False, (gone,)),
        Case("gone for twelve minutes", "17m", True, (gone,)),
    )


def watchdog() -> tuple[Case, ...]:
    """Never silent."""
    return (Case("always", "0m", True, ()),)


def error_ratio(t: Thresholds, limit: float) -> tuple[Case, ...]:
    """Send a thousand requests a minute with as many failures as the limit allows, and one more or less."""
    count, per_minute = "http_server_request_duration_seconds_count", 1000

    def case(name: str, at: str, fires: bool, total: int, failed: int) -> Case:
        ok = _series(count, 'http_response_status_code="200"', f"0+{total - failed}x30")
        bad = _series(count, 'http_response_status_code="503"', f"0+{failed}x30")
        return Case(name, at, fires, (ok, bad) if failed else (ok,))

    allowed = math.floor(limit * per_minute)
    idle = math.floor(t.http_error_min_requests_per_second * 60)
    return (
        case("no failure", "20m", False, per_minute, 0),
        case("at the limit", "20m", False, per_minute, allowed),
        case("one failure more", "20m", True, per_minute, allowed + 1),
        case("above the limit, but not for long enough", "5m", False, per_minute, allowed + 1),
        case("all fail, but hardly any request", "20m", False, idle, idle),
        case("all fail, and a request more", "20m", True, idle + 1, idle + 1),
    )


def latency(t: Thresholds) -> tuple[Case, ...]:
    """All requests in the bucket that ends at the limit, then in the one that begins there."""
    bucket, route = "http_server_request_duration_seconds_bucket", 'http_route="/report"'

    def case(name: str, fires: bool, at_limit: int) -> Case:
        bounds = ((f"{t.http_p95_seconds:g}", at_limit), (f"{t.http_p95_seconds * 2:g}", 100), ("+Inf", 100))
        series = tuple(_series(bucket, f'{route}, le="{le}"', f"0+{n}x30") for le, n in bounds)
        return Case(name, "20m", fires, series)

    return (
        case("19 of 20 within the limit", False, 95),
        case("fewer than 19 of 20 within the limit", True, 94),
        Case("no traffic", "20m", False, (_series(bucket, f'{route}, le="+Inf"', "5x30"),)),
    )


def errors_per_hour(t: Thresholds) -> tuple[Case, ...]:
    """So many errors over the hour that Prometheus, which extrapolates a little, comes out at the limit."""
    name, limit = "veilfold_log_events_total", math.floor(t.errors_per_hour)

    def case(name_: str, fires: bool, level: str, errors: int) -> Case:
        # One an interval, then quiet: 70 minutes in all, seen from the end of the hour.
        values = f"0x10 1+1x{errors - 1} {errors}x{120 - errors}" if errors else "0x120"
        series = _series(name, f'level="{level}", logger="shop.orders"', values)
        return Case(name_, "60m", fires, (series,))

    return (
        case("none", False, "ERROR", 0),
        case("fewer than the limit", False, "ERROR", limit - 1),
        case("more than the limit", True, "ERROR", limit + 1),
        case("more than the limit, critical ones", True, "CRITICAL", limit + 1),
        case("as many warnings", False, "WARNING", limit * 5),
    )


def exception_spike(t: Thresholds) -> tuple[Case, ...]:
    """Go a day at one rate, then an hour at another. Samples are five minutes apart: a day is 288 of them."""
    floor = math.ceil(t.exception_spike_min_per_second * 300)

    def case(name: str, fires: bool, before: int, after: int) -> Case:
        values = f"0+{before}x300 {before * 300 + after}+{after}x12"
        series = _series("veilfold_exceptions_total", 'exception_type="KeyError"', values)
        return Case(name, "1550m", fires, (series,), interval="5m")

    factor = math.floor(t.exception_spike_factor)
    base = floor * 2
    new = _series("veilfold_exceptions_total", 'exception_type="KeyError"', f"0+{floor * 2}x20")
    rare = _series("veilfold_exceptions_total", 'exception_type="KeyError"', f"0+{max(floor - 1, 0)}x20")
    return (
        case("as yesterday", False, base, base),
        case("at the factor", False, base, base * factor),
        case("above the factor", True, base, base * factor + factor),
        case("above the factor, but few", False, 1, floor - 1),
        Case("no yesterday, many", "60m", True, (new,), interval="5m"),
        Case("no yesterday, few", "60m", False, (rare,), interval="5m"),
    )


def new_group(t: Thresholds) -> tuple[Case, ...]:
    """Known groups do not count, however often they happen."""
    new, limit = "veilfold_exception_groups_new_total", math.floor(t.new_exception_groups)
    known = _series("veilfold_exception_group_events_total", 'group="s1-0", exception_type="E"', "0+50x30")
    return (
        Case("none new", "20m", False, (known, _series(new, "", "7x30"))),
        Case("a new one", "20m", True, (_series(new, "", f"7x15 {8 + limit}x15"),)),
        Case("new, but half an hour ago", "50m", False, (_series(new, "", f"7x15 {8 + limit}x60"),)),
    )


def dropped(t: Thresholds) -> tuple[Case, ...]:
    """Tell what was dropped on purpose from what was lost."""
    name = "veilfold_log_events_dropped_total"
    wanted = _series(name, 'reason="sampled"', "0+100x30")
    return (
        *counter(name, 'reason="queue_full"', t.log_events_dropped),
        Case("on purpose", "20m", False, (wanted,)),
    )


def counter(name: str, labels: str, limit: float) -> tuple[Case, ...]:
    """Watch a counter that must stand still, or nearly so."""
    more = 3 + math.floor(limit) + 1
    return (
        Case("standing still", "18m", fires=False, series=(_series(name, labels, "3x30"),)),
        Case("not there", "18m", fires=False, series=()),
        Case("one step too many", "18m", fires=True, series=(_series(name, labels, f"3x14 {more}x15"),)),
    )


def queue(t: Thresholds) -> tuple[Case, ...]:
    """Fill a queue of a thousand to the limit, and beyond."""

    def case(name: str, fires: bool, waiting: int, at: str = "20m") -> Case:
        capacity = _series("veilfold_queue_capacity_events", "", "1000x30")
        return Case(name, at, fires, (_series("veilfold_queue_events", "", f"0x5 {waiting}x25"), capacity))

    limit = math.floor(t.queue_full_ratio * 1000)
    return (
        case("at the limit", False, limit),
        case("above the limit", True, limit + 1),
        case("above the limit, but not for long enough", False, limit + 1, "8m"),
    )


def retention(t: Thresholds) -> tuple[Case, ...]:
    """Let a file of the first minute grow old; samples are ten minutes apart."""
    day, limit = 86_400, 3_600
    oldest = _series("veilfold_retention_oldest_file_timestamp_seconds", 'file="app.log"', "0x600")
    allowed = _series("veilfold_retention_limit_seconds", 'file="app.log"', f"{limit}x600")
    due = math.floor((limit + t.retention_grace_seconds) / 60)
    return (
        Case("within the grace", f"{due - 10}m", False, (oldest, allowed), interval="10m"),
        Case("an hour and more beyond", f"{due + 90}m", True, (oldest, allowed), interval="10m"),
        Case("no limit", f"{2 * day // 60}m", False, (oldest,), interval="10m"),
    )


def disk(t: Thresholds) -> tuple[Case, ...]:
    """Use up a disk at one pace; samples are five minutes apart."""
    # Free at the end of eight hours: so much that the pace of then lasts for the time of the threshold.
    step, samples = 1_000_000, 96
    left = math.floor(t.disk_full_in_seconds / 300) * step

    def case(name: str, fires: bool, spare: int) -> Case:
        start = left + samples * step + spare
        values = f"{start}-{step}x{samples + 4}"
        directory = 'directory="/var/log/shop"'
        series = _series("veilfold_directory_free_bytes", directory, values)
        return Case(name, f"{samples * 5}m", fires, (series,), interval="5m")

    return (
        case("room for longer", False, 20 * step),
        case("full too soon", True, -20 * step),
        Case("nothing is written", "480m", False, (_series("veilfold_directory_free_bytes", "", "5x120"),)),
    )
