"""The demo: run whole, and its parts."""

from __future__ import annotations

import asyncio
import base64
import html
import importlib.util
import io
import json
import logging
import re
import socket
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

import httpx
import pytest

from veilfold import _demo
from veilfold._demo import process, terminal, traffic
from veilfold._demo.environment import LEAK, OUT, STATE
from veilfold._demo.planted import KINDS, SHORTEST, Vault
from veilfold._demo.report import Group, Report, read_log, redactions
from veilfold._demo.search import Leak, Search

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ESCAPE = "\x1b["


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


# The whole.


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path, int]:
    out = tmp_path_factory.mktemp("demo") / "out"
    saved, terminal.stdout = terminal.stdout, lambda: printed
    printed = io.StringIO()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdout", printed)
            status = _demo.main(["--requests", "200", "--json", "--out", str(out)])
    finally:
        terminal.stdout = saved
    return json.loads(printed.getvalue()), out, status


def test_no_planted_secret_gets_out(run: tuple[dict[str, Any], Path, int]) -> None:
    report, _, status = run
    assert report["leaked"] == 0, report["leaks"]
    assert report["unanswered"] == {}
    assert status == 0
    assert report["planted"] >= 400
    assert set(report["planted_by_kind"]) == set(KINDS), "every kind was sent"
    assert report["forms_searched"] > 4 * report["planted"]


def test_the_report_is_about_what_the_files_hold(run: tuple[dict[str, Any], Path, int]) -> None:
    report, out, _ = run
    lines = [json.loads(line) for line in (out / "app.log").read_text(encoding="utf-8").splitlines()]
    assert report["requests"] == 200
    assert report["records"] == len(lines) >= 500
    assert sum(report["levels"].values()) == len(lines)
    assert sum(line["logger"] == "uvicorn.access" for line in lines) >= 200
    assert {line["logger"] for line in lines} >= {"uvicorn.error", "shop.api", "veilfold.uncaught"}
    assert len({line["request_id"] for line in lines if "request_id" in line}) >= 200
    assert sorted(report["files"]) == sorted(str(p) for p in out.iterdir())
    assert report["bytes_searched"] == sum(p.stat().st_size for p in out.iterdir())


def test_failures_are_grouped(run: tuple[dict[str, Any], Path, int]) -> None:
    groups = {g["type"].rpartition(".")[2]: g for g in run[0]["groups"]}
    assert groups.keys() >= {"IntegrityError", "PaymentError", "StockError", "RuntimeError"}
    assert len(groups) == len(run[0]["groups"]), "one group a failure, though their data differ"
    for group in groups.values():
        assert re.fullmatch(r"s\d+-[0-9a-f]{16}", group["id"])
        assert group["first"] <= group["last"]
        assert group["template"]
    assert groups["StockError"]["count"] == 4
    assert groups["StockError"]["template"] == "no shelf for article <*>"


def test_redactions_are_counted_by_rule_over_all_workers(run: tuple[dict[str, Any], Path, int]) -> None:
    report, out, _ = run
    assert len(report["redactions"]) >= 8
    assert report["samples"]
    assert all("[REDACTED" in sample for sample in report["samples"])
    assert sum(report["redactions"].values()) >= report["planted"]
    page = (out / "metrics.txt").read_text(encoding="utf-8")
    counted = sum(int(n) for n in re.findall(r"^veilfold_log_events_total\{.*\} (\d+)", page, re.MULTILINE))
    # The page was read while the server was still up; the lines of its shutdown came later.
    assert report["records"] - 20 <= counted <= report["records"]


def test_the_search_finds_a_leak_and_tells_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    vaults: list[Vault] = []

    class Remembered(Vault):
        def __init__(self) -> None:
            super().__init__()
            vaults.append(self)

    monkeypatch.setattr(_demo, "Vault", Remembered)
    assert _demo.main(["--requests", "40", "--leak", "--out", str(tmp_path)]) == 1
    text = capsys.readouterr().out
    assert re.search(r"[1-9]\d* found", text)
    assert "in other-handler.log, byte" in text
    assert Search(vaults[0].secrets).in_bytes("report", text.encode()) == []
    assert Search(vaults[0].secrets).in_file(tmp_path / "other-handler.log") != []
    assert Search(vaults[0].secrets).in_file(tmp_path / "app.log") == []
    assert ESCAPE not in text


def test_a_missing_package_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "sqlalchemy" else find(name)
    )
    assert _demo.main([]) == 2
    assert capsys.readouterr().err == "veilfold demo needs sqlalchemy: pip install 'veilfold[demo]'\n"


def test_a_port_in_use_is_an_error_and_leaves_nothing_running(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkey = ["--requests", "1", "--port", str(port), "--out", str(tmp_path)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(process, "_START_SECONDS", 10.0)
            assert _demo.main(monkey) == 2
    error = capsys.readouterr().err
    assert "veilfold demo: the server" in error
    assert "Traceback" not in error


@pytest.mark.parametrize("value", ["-1", "many", "1000001"])
def test_a_wrong_number_is_refused(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        _demo.main(["--requests", value])
    assert "is not a number from 0 to 1000000" in capsys.readouterr().err


# What is planted, and how it is found.


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_found_in_every_form(kind: str) -> None:
    vault = Vault()
    value = vault.plant(kind, "/route")
    search = Search(vault.secrets)
    raw = value.encode()
    forms = {
        "as it is": raw,
        "percent": quote(value, safe="").encode(),
        "form": quote_plus(value).encode(),
        "JSON": json.dumps(value).encode(),
        "JSON in JSON": json.dumps(json.dumps(value)).encode(),
        "repr": repr(value).encode(),
        "HTML": html.escape(value).encode(),
        "base64 after one byte": base64.b64encode(b"x" + raw),
        "base64 after two bytes": base64.b64encode(b"xy" + raw + b"z"),
        "base64": base64.b64encode(raw),
        "hex": raw.hex().encode(),
    }
    for name, form in forms.items():
        leaks = search.in_bytes("out", b"some text before " + form + b" and after")
        assert [leak.kind for leak in leaks] == [kind], name
        assert leaks[0].offset >= len(b"some text before")
    assert search.in_bytes("out", b"harmless [REDACTED] text, " * 50) == []


def test_a_secret_of_which_half_is_left_is_found() -> None:
    vault = Vault()
    value = vault.plant("password", "/login")
    search = Search(vault.secrets)
    for part in re.findall(rf"[A-Za-z0-9]{{{SHORTEST},}}", value):
        assert search.in_bytes("out", f"password=[REDACTED]{part}".encode()), part


def test_a_card_in_groups_is_found() -> None:
    vault = Vault()
    card = vault.plant("payment card", "/payments")
    for separator in " -":
        grouped = separator.join(card[i : i + 4] for i in range(0, 16, 4))
        assert Search(vault.secrets).in_bytes("out", grouped.encode())


def test_no_two_secrets_are_alike() -> None:
    vault = Vault()
    values = [vault.plant(kind, "/") for kind in KINDS for _ in range(20)]
    assert len(set(values)) == len(values)
    assert [s.number for s in vault.secrets] == list(range(1, len(values) + 1))


# Traffic.


@pytest.mark.parametrize("total", [0, 1, 7, 40, 200, 2000])
def test_a_plan_has_as_many_requests_as_asked_for(total: int) -> None:
    plan = traffic.plan(total)
    assert len(plan) == total
    if total >= 40:
        wanted = {*traffic._MIX, traffic._missing_article, traffic._slow_report}
        assert set(plan) == wanted
        burst = [i for i, scenario in enumerate(plan) if scenario is traffic._missing_article]
        assert burst == list(range(burst[0], burst[-1] + 1)), "they come together"


def test_a_server_that_is_gone_is_counted_and_not_raised() -> None:
    done: list[int] = []
    result = traffic.send(traffic.plan(7), process.free_port(), Vault(), lambda: done.append(1))
    assert result.unanswered == Counter(ConnectionRefusedError=7)
    assert len(done) == 7


# The shop itself, in this process.


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Path]]:
    from veilfold._demo import database
    from veilfold._demo.app import create_app

    monkeypatch.setenv(OUT, str(tmp_path))
    monkeypatch.setenv(STATE, str(tmp_path))
    monkeypatch.delenv(LEAK, raising=False)
    engine = database.connect(str(tmp_path / "shop.db"))
    database.Base.metadata.create_all(engine)
    engine.dispose()
    root = logging.getLogger()
    before = root.handlers[:]
    app = create_app()
    try:
        yield app, tmp_path
    finally:
        app.state.setup.close()
        for handler in root.handlers[:]:
            if handler not in before:
                root.removeHandler(handler)
                handler.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_the_shop_answers_every_scenario(shop: tuple[Any, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    app, out = shop
    monkeypatch.setattr("veilfold._demo.app.SLOW_SECONDS", 0.0)
    vault = Vault()
    statuses: dict[str, set[int]] = {}

    def ask(request: traffic.Request) -> httpx.Response:
        async def exchange() -> httpx.Response:
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
                return await client.request(
                    request.method, request.path, content=request.body, headers=request.headers
                )

        return asyncio.run(exchange())

    for scenario in [*traffic._MIX, traffic._missing_article, traffic._slow_report]:
        for number in (35, 36, 37, 38):
            request = scenario(vault, number)
            response = ask(request)
            statuses.setdefault(scenario.__name__, set()).add(response.status_code)
            assert Search(vault.secrets).in_bytes("answer", response.content) == []
    assert statuses == {
        "_login": {200, 401},
        "_order": {200},
        "_payment": {200, 502},
        "_invalid_payment": {422},
        "_register": {201, 409},
        "_profile": {200},
        "_integration": {200},
        "_report": {200},
        "_slow_report": {200},
        "_missing_article": {500},
        "_crash": {500},
        "_shipment": {200},
    }
    page = ask(traffic.Request("GET", "/metrics")).text
    assert 'http_route="/inventory/{sku}",http_response_status_code="500"} 4' in page
    assert "SKU-" not in page
    for name in ("app.log", "other-handler.log"):
        assert (out / name).stat().st_size > 1000
        assert Search(vault.secrets).in_file(out / name) == []


# The report.


def report(**changes: Any) -> Report:
    values: dict[str, Any] = {
        "requests": 10,
        "unanswered": {},
        "seconds": 2.0,
        "records": 40,
        "lines_per_second": 20.0,
        "levels": {"INFO": 39, "ERROR": 1},
        "samples": [
            '{"message":"password=[REDACTED]","more":"' + "x" * 400 + '"}',
            '{"a":"[REDACTED:email]"}',
        ],
        "redactions": {f"rule_{i}": 100 - i for i in range(14)},
        "groups": [
            Group(
                f"s1-{i:016x}", "a.b.Error", 20 - i, "2026-01-02T03:04:05Z", "2026-01-02T03:04:06Z", "t" * 300
            )
            for i in range(14)
        ],
        "planted": 5,
        "planted_by_kind": {"password": 5},
        "forms_searched": 30,
        "bytes_searched": 1234,
        "leaked": 0,
        "leaks": [],
        "files": ["/tmp/app.log"],
    }
    return Report(**values | changes)


def test_the_text_fits_the_terminal_and_says_what_it_leaves_out() -> None:
    text = terminal.render(report(), terminal.Style(io.StringIO()), 80)
    assert max(map(len, text.splitlines())) <= 80
    assert "and 2 more rules" in text
    assert "and 2 more groups" in text
    assert "03:04:05" in text
    assert "0 found" in text
    assert '  {"message":"password=[REDACTED]","more":"xxx' in text
    assert "x…\n" in text
    assert ESCAPE not in text


def test_nothing_to_show_is_said() -> None:
    text = terminal.render(report(redactions={}, groups=[]), terminal.Style(io.StringIO()), 80)
    assert "Hidden, by rule\n  none" in text


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    group = Group("s1-0", "E", 1, "2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z", "a\x1b[2Jb\nc\x07")
    text = terminal.render(report(groups=[group]), terminal.Style(io.StringIO()), 160)
    assert "a·[2Jb c·" in text


def test_leaks_are_listed_by_place() -> None:
    leak = Leak(1, "password", "/login", "app.log", 77)
    text = terminal.render(report(leaked=1, leaks=[leak]), terminal.Style(io.StringIO()), 80)
    assert "1 found" in text
    assert "password of /login in app.log, byte 77" in text


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert ESCAPE in terminal.render(report(), terminal.Style(Terminal()), 80)
    assert "\x1b[33m[REDACTED:email]\x1b[0m" in terminal.render(
        report(leaked=1), terminal.Style(Terminal()), 80
    )
    monkeypatch.setenv("NO_COLOR", "1")
    assert ESCAPE not in terminal.render(report(), terminal.Style(Terminal()), 80)


def test_progress_is_a_bar_on_a_terminal_and_lines_elsewhere() -> None:
    for stream, expected in ((Terminal(), "\r"), (io.StringIO(), "2 of 8 requests\n")):
        progress = terminal.Progress(8, stream)
        for _ in range(8):
            progress.step()
        assert expected in stream.getvalue()
        assert stream.getvalue().endswith("\n")
    assert terminal.terminal_width(io.StringIO()) == 160


def test_a_stage_says_how_long_it_took_on_a_terminal() -> None:
    stream = Terminal()
    with terminal.stage("working", stream):
        pass
    assert re.search(r"\rworking \d+\.\d s\n$", stream.getvalue())


def test_the_log_is_read_line_by_line(tmp_path: Path) -> None:
    def line(time: str, group: str | None, **more: object) -> str:
        exception = {"type": "E", "message": "no 17"} if group else None
        record = {
            "timestamp": time,
            "level": "ERROR",
            "message": "m",
            "exception": exception,
            "group_id": group,
        }
        return json.dumps({k: v for k, v in (record | more).items() if v is not None})

    path = tmp_path / "app.log"
    lines = [line("2", "s1-b"), line("1", "s1-a"), line("3", "s1-b"), line("1", "s1-b"), line("9", None)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    log = read_log(path)
    assert (log.records, log.levels) == (5, Counter(ERROR=5))
    assert log.samples == []
    assert [(g.id, g.count, g.first, g.last) for g in log.groups] == [
        ("s1-b", 3, "1", "3"),
        ("s1-a", 1, "1", "1"),
    ]


def test_redactions_come_from_the_page() -> None:
    page = 'veilfold_redactions_total{rule="a"} 3\nveilfold_redactions_total{rule="b"} 5\nother{rule="c"} 1\n'
    assert redactions(page) == {"b": 5, "a": 3}
