"""A shop, a Prometheus that scrapes it, an Alertmanager and a receiver: all real, on loopback."""

from __future__ import annotations

import http.server
import json
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from servers import program, wait_for

from veilfold._demo import traffic
from veilfold._demo.planted import Vault
from veilfold._demo.process import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
ALERTMANAGER = ROOT / "alertmanager"


def tool(name: str) -> str:
    """The path of a program; its absence is a failure and never a reason to skip."""
    path = shutil.which(name)
    assert path, (
        f"{name} is missing: scripts/system-packages.sh {name}=prometheus-alertmanager or =prometheus"
    )
    return path


def run(*command: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Runs a checker to its end."""
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **options)


def get(url: str) -> bytes | None:
    """The body, or None while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            body: bytes = response.read()
            return body
    except (OSError, urllib.error.URLError):
        return None


@dataclass
class Receiver:
    """What Alertmanager sent, by the path it sent it to."""

    port: int
    got: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def alerts(self, path: str) -> dict[str, dict[str, Any]]:
        """Alerts that arrived at a path, by name."""
        return {a["labels"]["alertname"]: a for m in self.got.get(path, []) for a in m["alerts"]}


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A webhook."""
    state = Receiver(0)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.got.setdefault(self.path, []).append(json.loads(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Stack:
    """Everything that runs."""

    shop: str
    prometheus: str
    receiver: Receiver
    scenarios: list[traffic.Scenario]

    def page(self) -> str:
        """The shop's metrics."""
        body = get(f"{self.shop}/metrics")
        assert body is not None
        return body.decode()

    def query(self, expr: str) -> list[dict[str, Any]]:
        """What Prometheus answers to an instant query."""
        form = urllib.parse.urlencode({"query": expr}).encode()
        try:
            with urllib.request.urlopen(f"{self.prometheus}/api/v1/query", form, timeout=10) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as error:
            pytest.fail(f"{expr}: {error.read().decode()}")
        result: list[dict[str, Any]] = answer["data"]["result"]
        return result

    def value(self, expr: str) -> float:
        """The value of a query with one answer; 0 where it has none."""
        result = self.query(expr)
        return float(result[0]["value"][1]) if result else 0.0


@contextmanager
def start(folder: Path) -> Iterator[Stack]:
    """The whole chain, with customers who come all the time."""
    with ExitStack() as on_exit:
        port, prometheus_port, alertmanager_port = free_port(), free_port(), free_port()
        webhook = on_exit.enter_context(receiver())

        # Alertmanager as we ship it, but for the waiting.
        config = (ALERTMANAGER / "alertmanager.yml").read_text(encoding="utf-8")
        config = config.replace("127.0.0.1:9095", f"127.0.0.1:{webhook.port}")
        for wait in ("group_wait: 30s", "group_wait: 10s", "group_interval: 5m", "group_interval: 1m"):
            assert wait in config
            config = config.replace(wait, f"{wait.split(':')[0]}: 1s")
        (folder / "alertmanager.yml").write_text(config, encoding="utf-8")
        alertmanager = [
            tool("prometheus-alertmanager"),
            f"--config.file={folder / 'alertmanager.yml'}",
            f"--storage.path={folder / 'alertmanager'}",
            f"--web.listen-address=127.0.0.1:{alertmanager_port}",
            "--cluster.listen-address=",
        ]
        on_exit.enter_context(program(alertmanager, folder / "alertmanager.log"))

        shop = [
            sys.executable,
            "-c",
            "import sys; from veilfold._demo import main; sys.exit(main(sys.argv[1:]))",
        ]
        shop += ["--serve", "--requests=0", f"--port={port}", f"--out={folder / 'shop'}"]
        on_exit.enter_context(program(shop, folder / "shop.log"))
        wait_for("the shop", lambda: get(f"http://127.0.0.1:{port}/health"))

        # Prometheus as we ship it, but faster.
        config = (ALERTMANAGER / "prometheus.yml").read_text(encoding="utf-8")
        for ours, here in (
            ("scrape_interval: 15s", "scrape_interval: 1s"),
            ("evaluation_interval: 15s", "evaluation_interval: 1s"),
            ("rules/*.yml", str(ALERTMANAGER / "rules" / "*.yml")),
            ("127.0.0.1:9093", f"127.0.0.1:{alertmanager_port}"),
            ("127.0.0.1:8000", f"127.0.0.1:{port}"),
        ):
            assert ours in config
            config = config.replace(ours, here)
        (folder / "prometheus.yml").write_text(config, encoding="utf-8")
        prometheus = [
            tool("prometheus"),
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'prometheus'}",
            f"--web.listen-address=127.0.0.1:{prometheus_port}",
            "--rules.alert.resend-delay=2s",
        ]
        on_exit.enter_context(program(prometheus, folder / "prometheus.log"))

        stack = Stack(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{prometheus_port}", webhook, [])
        closed = threading.Event()
        customers = threading.Thread(target=_come_and_go, args=(stack, port, closed))
        customers.start()
        on_exit.callback(customers.join)
        on_exit.callback(closed.set)
        wait_for("Prometheus", lambda: get(f"{stack.prometheus}/-/ready"))
        yield stack


def _come_and_go(stack: Stack, port: int, closed: threading.Event) -> None:
    vault = Vault()
    while not closed.wait(0.2):
        traffic.send(list(stack.scenarios), port, vault, lambda: None)
