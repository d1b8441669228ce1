"""`veilfold demo`: a real web service, its logs redacted and grouped, and the proof that nothing got out."""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import signal
import sys
import tempfile
import threading
import urllib.request
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from veilfold._demo import process, terminal, traffic
from veilfold._demo.planted import Vault
from veilfold._demo.report import Report, read_log, redactions
from veilfold._demo.search import Search

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_REQUESTS = 1_000_000
_NEEDS = ("fastapi", "uvicorn", "sqlalchemy")
# What a run writes; an earlier run's files in the same folder are not part of the next one's proof.
_FILES = ("app.log", "other-handler.log", "stdout.txt", "stderr.txt", "metrics.txt", "error-responses.txt")


def main(argv: Sequence[str]) -> int:
    """Run the demo; return 0, 1 when a secret got out or a request had no answer, 2 when it cannot run."""
    options = _parser().parse_args(argv)
    missing = [name for name in _NEEDS if importlib.util.find_spec(name) is None]
    if missing:
        print(f"veilfold demo needs {', '.join(missing)}: pip install 'veilfold[demo]'", file=sys.stderr)
        return 2
    with ExitStack() as stack:
        state = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="veilfold-demo-")))
        out: Path = options.out or state / "out"
        try:
            out.mkdir(parents=True, exist_ok=True)
            for name in _FILES:
                (out / name).unlink(missing_ok=True)
            return _run(out, state, options)
        except (OSError, process.ServerError) as error:
            print(f"veilfold demo: {error}", file=sys.stderr)
            _show_end_of(out / "stderr.txt")
            return 2
        except KeyboardInterrupt:
            return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="veilfold demo",
        description="Runs a small web shop (FastAPI, uvicorn, SQLAlchemy on SQLite) that logs "
        "carelessly through veilfold, sends it requests full of made-up secrets, and searches every byte of "
        "every output for them. Uses nothing but this machine's loopback.",
        epilog="exit status: 0 no secret found; 1 a secret found or a request unanswered; 2 cannot run",
    )
    parser.add_argument(
        "--requests", type=_count, default=2000, metavar="N", help="requests to send (default 2000)"
    )
    parser.add_argument(
        "--json", "--format=json", action="store_true", help="print the report as one JSON object"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="keep the files here (default: removed at the end)"
    )
    parser.add_argument(
        "--serve", action="store_true", help="then keep the shop open, with /metrics, until it is interrupted"
    )
    parser.add_argument("--port", type=int, default=0, help="port of the shop (default: a free one)")
    parser.add_argument("--leak", action="store_true", help=argparse.SUPPRESS)
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > _MOST_REQUESTS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to {_MOST_REQUESTS}")
    return int(text)


def _run(out: Path, state: Path, options: argparse.Namespace) -> int:
    port = options.port or process.free_port()
    requests: int = options.requests
    vault = Vault()
    with ExitStack() as stack:
        with terminal.stage("starting uvicorn with two workers", sys.stderr):
            stack.enter_context(process.server(out, state, port, leak=options.leak))
        result = traffic.send(
            traffic.plan(requests), port, vault, terminal.Progress(requests, sys.stderr).step
        )
        page = _get(f"http://127.0.0.1:{port}/metrics")
        (out / "metrics.txt").write_bytes(page)
        (out / "error-responses.txt").write_bytes(b"\n".join(result.error_texts))
        if not options.serve:
            # Before the report, so that what is said on the way down is searched too.
            stack.close()
        report = _report(out, vault, result, page.decode())
        print(
            report.to_json() if options.json else _rendered(report, kept=options.out is not None), flush=True
        )
        if options.serve:
            print(
                f"serving on http://127.0.0.1:{port} (metrics: /metrics); stop with Ctrl-C",
                file=sys.stderr,
                flush=True,
            )
            _wait_for_signal()
    return 1 if report.leaked or report.unanswered else 0


def _report(out: Path, vault: Vault, result: traffic.Result, page: str) -> Report:
    lines = read_log(out / "app.log")
    with terminal.stage("searching the outputs", sys.stderr):
        search = Search(vault.secrets)
        files = sorted(p for p in out.iterdir() if p.is_file())
        leaks = [leak for path in files for leak in search.in_file(path)]
    report = Report(
        requests=result.requests,
        unanswered=dict(result.unanswered),
        seconds=round(result.seconds, 3),
        records=lines.records,
        lines_per_second=round(lines.records / result.seconds, 1) if result.requests else 0.0,
        levels=dict(lines.levels.most_common()),
        redactions=redactions(page),
        samples=lines.samples,
        groups=lines.groups,
        planted=len(vault.secrets),
        planted_by_kind=dict(Counter(s.kind for s in vault.secrets).most_common()),
        forms_searched=search.forms,
        bytes_searched=sum(p.stat().st_size for p in files),
        leaked=len({leak.secret for leak in leaks}),
        leaks=leaks,
        files=[str(p) for p in files],
    )
    # The report is an output too.
    leaks += search.in_bytes("this report", (report.to_json() + _rendered(report)).encode())
    return dataclasses.replace(report, leaked=len({leak.secret for leak in leaks}), leaks=leaks)


def _rendered(report: Report, *, kept: bool = True) -> str:
    stream = terminal.stdout()
    return terminal.render(report, terminal.Style(stream), terminal.terminal_width(stream), kept=kept)


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310 - our own
        body: bytes = response.read()
        return body


def _wait_for_signal() -> None:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()


def _show_end_of(path: Path) -> None:
    if path.exists():
        for line in path.read_text(errors="replace").splitlines()[-15:]:
            print(f"  {line}", file=sys.stderr)
