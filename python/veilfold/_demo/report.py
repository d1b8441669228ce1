"""What the demo shows, taken from what the server wrote: its log files and its metrics page."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import veilfold

if TYPE_CHECKING:
    from pathlib import Path

    from veilfold._demo.search import Leak

_REDACTION = re.compile(r'^veilfold_redactions_total\{rule="([^"]*)"\} (\d+)', re.MULTILINE)


@dataclass
class Group:
    """An exception group, as its log lines tell it."""

    id: str
    type: str
    count: int
    first: str
    last: str
    template: str


@dataclass(frozen=True)
class Report:
    """The whole result. Its JSON has the same names."""

    requests: int
    unanswered: dict[str, int]
    seconds: float
    records: int
    lines_per_second: float
    levels: dict[str, int]
    redactions: dict[str, int]
    samples: list[str]
    groups: list[Group]
    planted: int
    planted_by_kind: dict[str, int]
    forms_searched: int
    bytes_searched: int
    leaked: int
    leaks: list[Leak]
    files: list[str]

    def to_json(self) -> str:
        """One JSON object, on one line."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True)
class Lines:
    """What the log file holds."""

    records: int
    levels: Counter[str]
    groups: list[Group]
    # A line of each logger in which something was hidden.
    samples: list[str]


def read_log(path: Path) -> Lines:
    """Count the records of a JSON log, and gather its exceptions by group, the most frequent first."""
    records, levels, groups, samples = 0, Counter[str](), dict[str, Group](), dict[str, str]()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record: dict[str, Any] = json.loads(line)
            records += 1
            levels[record["level"]] += 1
            if "[REDACTED" in line:
                samples.setdefault(record["logger"], line.rstrip("\n"))
            exception, group_id = record.get("exception"), record.get("group_id")
            if exception is None or group_id is None:
                continue
            time = record["timestamp"]
            group = groups.get(group_id)
            if group is None:
                template = veilfold.template(exception.get("message") or record["message"])
                group = groups[group_id] = Group(group_id, exception["type"], 0, time, time, template)
            group.count += 1
            group.first, group.last = min(group.first, time), max(group.last, time)
    by_count = sorted(groups.values(), key=lambda g: (-g.count, g.id))
    return Lines(records, levels, by_count, list(samples.values()))


def redactions(page: str) -> dict[str, int]:
    """Secrets hidden by rule, the most frequent first, as the metrics page counts them."""
    counts = Counter({rule: int(count) for rule, count in _REDACTION.findall(page)})
    return dict(counts.most_common())
