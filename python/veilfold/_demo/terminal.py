"""The demo on a terminal: progress while it runs, then the report."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import threading
import time
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veilfold._demo.report import Report

_MARKER = re.compile(r"\[REDACTED[^\]]*\]?")
_GROUPS_SHOWN = 12
_RULES_SHOWN = 12
_SAMPLES_SHOWN = 4
_SAMPLE_ROWS = 3
_REDRAW_SECONDS = 0.1


class Style:
    """Colours, where the stream is a terminal and NO_COLOR is not set."""

    def __init__(self, stream: TextIO) -> None:
        self.enabled = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def _paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.enabled else text

    def bold(self, text: str) -> str:
        """For what is read first."""
        return self._paint("1", text)

    def dim(self, text: str) -> str:
        """For what is read last."""
        return self._paint("2", text)

    def good(self, text: str) -> str:
        """For what went well."""
        return self._paint("1;32", text)

    def marked(self, line: str) -> str:
        """For a line of the log: what stands for a secret is seen at once."""
        return _MARKER.sub(lambda m: self._paint("33", m[0]), line)

    def bad(self, text: str) -> str:
        """For what did not."""
        return self._paint("1;31", text)


class Progress:
    """A bar on a terminal; elsewhere a line at each quarter."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total, self._stream = total, stream
        self._done, self._shown = 0, 0
        self._start = time.monotonic()
        self._lock = threading.Lock()
        self._drawn = 0.0

    def step(self) -> None:
        """One more is done. Called by any thread."""
        with self._lock:
            self._done += 1
            now = time.monotonic()
            if self._stream.isatty():
                if now - self._drawn >= _REDRAW_SECONDS or self._done == self._total:
                    self._drawn = now
                    self._bar(now)
            elif self._done * 4 // self._total > self._shown:
                self._shown = self._done * 4 // self._total
                print(f"{self._done} of {self._total} requests", file=self._stream, flush=True)

    def _bar(self, now: float) -> None:
        width = max(10, min(40, shutil.get_terminal_size().columns - 40))
        full = width * self._done // self._total
        rate = self._done / max(now - self._start, 1e-9)
        bar = "█" * full + "░" * (width - full)
        end = "\n" if self._done == self._total else ""
        print(
            f"\r  {bar} {self._done}/{self._total} requests, {rate:,.0f}/s ",
            end=end,
            file=self._stream,
            flush=True,
        )


@contextmanager
def stage(text: str, stream: TextIO) -> Iterator[None]:
    """Says what is going on, and how long it took."""
    start = time.monotonic()
    print(f"{text} ...", end="" if stream.isatty() else "\n", file=stream, flush=True)
    yield
    if stream.isatty():
        print(f"\r{text} {time.monotonic() - start:.1f} s", file=stream, flush=True)


def render(report: Report, style: Style, width: int, *, kept: bool = True) -> str:
    """Return the report for people, in lines of at most `width` columns."""
    out = ["", style.bold("Traffic")]
    answered = report.requests - sum(report.unanswered.values())
    out.append(
        f"  {answered:,} of {report.requests:,} requests answered in {report.seconds:.1f} s, "
        f"{report.records:,} records, {report.lines_per_second:,.0f} lines/s"
    )
    out.append("  " + ", ".join(f"{level} {count:,}" for level, count in report.levels.items()))

    out += ["", style.bold("Lines")]
    for sample in report.samples[:_SAMPLES_SHOWN]:
        out += _rows(_printable(sample), width, style)

    out += ["", style.bold("Hidden, by rule")]
    shown = list(report.redactions.items())[:_RULES_SHOWN]
    most = max((count for _, count in shown), default=1)
    bars = [(rule, f"{count:,}", "▪" * max(1, 24 * count // most)) for rule, count in shown]
    out += _table(bars, "<><", width)
    out += _rest(len(report.redactions) - len(shown), "rules", style)

    out += ["", style.bold("Exception groups")]
    groups = report.groups[:_GROUPS_SHOWN]
    header = (("group", "count", "first", "last", "type", "template"),)
    rows = [
        (
            g.id,
            f"{g.count:,}",
            _clock(g.first),
            _clock(g.last),
            g.type.rpartition(".")[2],
            _printable(g.template),
        )
        for g in groups
    ]
    lines = _table([*header, *rows], "<><<<<", width)
    out += [style.dim(lines[0]), *lines[1:]]
    out += _rest(len(report.groups) - len(groups), "groups", style)

    out += ["", style.bold("Files") + ("" if kept else style.dim(" (removed now; --out DIR keeps them)"))]
    out += [f"  {path}" for path in report.files]

    out += ["", style.bold("Proof")]
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in report.planted_by_kind.items())
    out += _wrapped(f"{report.planted:,} secrets planted: {kinds}", width)
    out += _wrapped(
        f"{report.forms_searched:,} forms of them (parts, base64, hex, grouped) searched in "
        f"{report.bytes_searched:,} bytes of output",
        width,
    )
    if report.leaked:
        out.append("  " + style.bad(f"{report.leaked} found"))
        for leak in report.leaks[:20]:
            out.append(f"    {leak.kind} of {leak.route} in {leak.output}, byte {leak.offset}")
    else:
        out.append("  " + style.good("0 found"))
    return "\n".join(out) + "\n"


def _table(rows: Sequence[Sequence[str]], align: str, width: int) -> list[str]:
    """Columns as wide as their texts; the last one is cut where the line ends."""
    if not rows:
        return ["  none"]
    widths = [max(len(row[i]) for row in rows) for i in range(len(align))]
    lines = []
    for row in rows:
        cells = [f"{cell:{a}{w}}" for cell, a, w in zip(row, align, widths, strict=True)]
        line = "  " + "  ".join(cells).rstrip()
        lines.append(line if len(line) <= width else f"{line[: width - 1]}…")
    return lines


def _rest(count: int, what: str, style: Style) -> list[str]:
    return [style.dim(f"  and {count} more {what}")] if count > 0 else []


def _wrapped(text: str, width: int) -> list[str]:
    lines, line = [], " "
    for word in text.split():
        if len(line) + 1 + len(word) > width:
            lines.append(line)
            line = "   "
        line += f" {word}"
    return [*lines, line]


def _rows(line: str, width: int, style: Style) -> list[str]:
    """Break a line of the log where the terminal ends, and cut it after some rows."""
    room = width - 4
    if len(line) > room * _SAMPLE_ROWS:
        line = f"{line[: room * _SAMPLE_ROWS - 1]}…"
    rows = [line[i : i + room] for i in range(0, len(line), room)]
    return [("  " if i == 0 else "    ") + style.marked(row) for i, row in enumerate(rows)]


def _clock(timestamp: str) -> str:
    """Return the time of an RFC 3339 timestamp, to the second."""
    return timestamp[11:19]


def _printable(text: str) -> str:
    """On one line, and without what a terminal would obey."""
    return "".join(" " if c == "\n" else c if unicodedata.category(c)[0] != "C" else "·" for c in text)


def terminal_width(stream: TextIO) -> int:
    """Columns of a terminal; wide where the report goes to a file or a pipe."""
    return shutil.get_terminal_size((100, 24)).columns if stream.isatty() else 160


def stdout() -> TextIO:
    """Return standard output; where its encoding does not know the bars, they become `?`."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return sys.stdout
