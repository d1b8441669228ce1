"""The demo's customers: real HTTP requests over loopback, with planted secrets in them."""

from __future__ import annotations

import base64
import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote

from veilfold._demo.planted import Vault

CLIENTS = 6
_BURST_SHARE = 0.02
# Below this many requests, one slow one is enough.
_SMALL = 1000
_TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Request:
    """One request, ready to be sent."""

    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Result:
    """What came back, after how many seconds."""

    requests: int
    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    # Requests without an answer, by the name of the error.
    unanswered: Counter[str] = field(default_factory=Counter)
    # Bodies of answers that report an error: an output like any other.
    error_texts: list[bytes] = field(default_factory=list)


Scenario = Callable[[Vault, int], Request]


def plan(total: int) -> list[Scenario]:
    """Return what `total` requests ask for: a mix, and a burst of one failure in its middle."""
    mix: list[Scenario] = [
        scenario
        for scenario, weight in _MIX.items()
        for _ in range(max(1, round(total * weight / sum(_MIX.values()))))
    ]
    random.Random(1).shuffle(mix)  # noqa: S311 - the same order in every run
    slow = [_slow_report] * (1 if total < _SMALL else 3)
    burst = [_missing_article] * max(2, round(total * _BURST_SHARE))
    mix = mix[: max(0, total - len(slow) - len(burst))]
    middle = len(mix) // 2
    return (mix[:middle] + burst + slow + mix[middle:])[:total]


def send(scenarios: list[Scenario], port: int, vault: Vault, done: Callable[[], None]) -> Result:
    """Send them all from several clients at once; call `done` after each."""
    result, lock = Result(len(scenarios)), threading.Lock()
    work = iter(enumerate(scenarios, 1))

    def client() -> None:
        with Client(port) as connection:
            while True:
                with lock:
                    number, scenario = next(work, (0, None))
                if scenario is None:
                    return
                request = scenario(vault, number)
                try:
                    status, body = connection.send(request)
                except (OSError, http.client.HTTPException) as error:
                    with lock:
                        result.unanswered[type(error).__name__] += 1
                else:
                    with lock:
                        result.statuses[status] += 1
                        if status >= HTTPStatus.BAD_REQUEST:
                            result.error_texts.append(body)
                done()

    start = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as clients:
        for running in [clients.submit(client) for _ in range(CLIENTS)]:
            running.result()
    result.seconds = time.monotonic() - start
    return result


class Client:
    """A connection that is kept from request to request."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)

    def __enter__(self) -> Client:  # noqa: PYI034 - `Self` is not in typing before 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def send(self, request: Request) -> tuple[int, bytes]:
        """Send a request; return status and body."""
        if self._connection.sock is not None:
            try:
                return self._ask(request)
            except ConnectionError:
                # The server closed it between two requests, as uvicorn does after an unhandled exception.
                self._connection.close()
        try:
            return self._ask(request)
        except BaseException:
            # The next request starts afresh.
            self._connection.close()
            raise

    def _ask(self, request: Request) -> tuple[int, bytes]:
        headers = {"User-Agent": "veilfold-demo", **request.headers}
        self._connection.request(request.method, request.path, request.body or None, headers)
        response = self._connection.getresponse()
        return response.status, response.read()


def _json(path: str, value: object, headers: dict[str, str] | None = None) -> Request:
    body = json.dumps(value).encode()
    return Request("POST", path, body, {"Content-Type": "application/json", **(headers or {})})


def _login(vault: Vault, number: int) -> Request:
    wrong = number % 7 == 0
    # A wrong one is logged as free text, where a quote would end it.
    password = (
        f"wrong-{vault.plant('plain password', '/login')}" if wrong else vault.plant("password", "/login")
    )
    body = {"email": vault.plant("e-mail", "/login"), "password": password}
    return _json("/login", body, {"Cookie": f"session={vault.plant('session cookie', '/login')}"})


def _payment(vault: Vault, number: int) -> Request:
    # An amount that ends in 9 is one that the gateway does not answer.
    amount = 1000 + number * 10 + (9 if number % 5 == 0 else 0)
    body = {"card": vault.plant("payment card", "/payments"), "amount_cents": amount, "holder": "Ana Example"}
    return _json("/payments", body, {"X-Api-Key": vault.plant("stripe key", "/payments")})


def _invalid_payment(vault: Vault, _number: int) -> Request:
    return _json("/payments", {"card": vault.plant("payment card", "/payments"), "amount_cents": "a lot"})


def _order(vault: Vault, number: int) -> Request:
    headers = {
        "Authorization": f"Bearer {vault.plant('jwt', '/orders')}",
        "Cookie": f"theme=dark; sessionid={vault.plant('session cookie', '/orders')}",
    }
    return Request("GET", f"/orders/{number}", headers=headers)


def _register(vault: Vault, number: int) -> Request:
    # Half of the customers come twice: the second time the unique constraint fails.
    email = vault.plant("e-mail", "/customers") if number % 2 else "twice@example.org"
    return _json("/customers", {"email": email, "card_number": vault.plant("payment card", "/customers")})


def _profile(vault: Vault, _number: int) -> Request:
    body = {
        "customer": {
            "contact": [{"kind": "work", "email": vault.plant("e-mail", "/profile")}],
            "ssn": vault.plant("ssn", "/profile"),
            "account": {"iban": vault.plant("iban", "/profile")},
            "security": {
                "new_password": vault.plant("password", "/profile"),
                "accessToken": vault.plant("token", "/profile"),
            },
        }
    }
    return _json("/profile", body)


def _integration(vault: Vault, _number: int) -> Request:
    user_and_password = f"robot:{vault.plant('plain password', '/integrations')}"
    basic = base64.b64encode(user_and_password.encode()).decode()
    database_password = vault.plant("plain password", "/integrations")
    body = {
        "database_url": f"postgresql://shop:{database_password}@db.internal:5432/shop",
        "deploy_key": vault.plant("private key", "/integrations"),
        "aws": vault.plant("aws key", "/integrations"),
        "github": vault.plant("github token", "/integrations"),
        "slack": vault.plant("slack token", "/integrations"),
        "nested": {"client_secret": vault.plant("token", "/integrations"), "retries": 3},
    }
    return _json("/integrations", body, {"Authorization": f"Basic {basic}"})


def _report(vault: Vault, _number: int) -> Request:
    return Request("GET", f"/reports?token={quote(vault.plant('token', '/reports'), safe='')}&page=2")


def _slow_report(vault: Vault, _number: int) -> Request:
    return Request("GET", f"/reports?token={quote(vault.plant('token', '/reports'), safe='')}&slow=true")


def _missing_article(_vault: Vault, number: int) -> Request:
    return Request("GET", f"/inventory/SKU-{number:05d}")


def _crash(vault: Vault, _number: int) -> Request:
    return Request(
        "GET", "/crash", headers={"Cookie": f"sessionid={vault.plant('session cookie', '/crash')}"}
    )


def _shipment(vault: Vault, _number: int) -> Request:
    return Request(
        "POST", "/shipments", headers={"Authorization": f"Bearer {vault.plant('jwt', '/shipments')}"}
    )


# How often each is asked for, in parts of the whole.
_MIX: dict[Scenario, int] = {
    _login: 30,
    _order: 25,
    _payment: 20,
    _register: 8,
    _report: 8,
    _profile: 4,
    _integration: 2,
    _invalid_payment: 2,
    _crash: 1,
    _shipment: 1,
}
