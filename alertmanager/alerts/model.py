"""What an alert is, and what a test of it says."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Thresholds:
    """The numbers of all rules. Each field is a key of alert_thresholds.json."""

    runbook_base_url: str
    http_error_ratio_warning: float
    http_error_ratio_critical: float
    http_error_min_requests_per_second: float
    http_p95_seconds: float
    errors_per_hour: float
    exception_spike_factor: float
    exception_spike_min_per_second: float
    log_events_dropped: float
    sink_errors: float
    redaction_failures: float
    new_exception_groups: float
    label_overflow: float
    queue_full_ratio: float
    rotation_failures: float
    retention_grace_seconds: float
    disk_full_in_seconds: float

    @classmethod
    def load(cls, path: Path) -> Thresholds:
        """Read a file; raise ValueError, naming the file, when a key is missing, unknown or no number."""
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            thresholds = cls(**values)
        except (TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"{path}: {error}") from error
        for key, value in values.items():
            if key != "runbook_base_url" and (isinstance(value, bool) or not isinstance(value, int | float)):
                raise ValueError(f"{path}: {key} must be a number, not {value!r}")
        return thresholds

    def places(self) -> Thresholds:
        """Return the same thresholds, each written as a place to be filled."""
        values: dict[str, Any] = {
            key: f"{{{{{key}}}}}" if isinstance(value, str) else Place(key, value)
            for key, value in asdict(self).items()
        }
        return Thresholds(**values)


class Place(float):
    """A number that is written as the place where `veilfold export` puts the user's own."""

    key: str

    def __new__(cls, key: str, value: float) -> Place:  # noqa: PYI034 - Python 3.10 has no typing.Self
        """Keep the value for arithmetic and the key for the text."""
        place = super().__new__(cls, value)
        place.key = key
        return place

    def __format__(self, spec: str) -> str:
        """Write the place."""
        return f"{{{{{self.key}}}}}"

    def __str__(self) -> str:
        """Write the place."""
        return format(self)


@dataclass(frozen=True)
class Series:
    """A series of a unit test, in promtool's notation: `0+60x30` starts at 0 and grows 30 times by 60."""

    name: str
    values: str


@dataclass(frozen=True)
class Case:
    """What fires, `at` so long after the first sample."""

    name: str
    at: str
    fires: bool
    series: tuple[Series, ...]
    # Time between samples and between evaluations.
    interval: str = "1m"


@dataclass(frozen=True)
class Alert:
    """An alerting rule with its cases."""

    name: str
    group: str
    severity: Literal["critical", "warning", "info", "none"]
    expr: str
    wait: str
    summary: str
    description: str
    cases: tuple[Case, ...]
    keep_firing: str = ""
