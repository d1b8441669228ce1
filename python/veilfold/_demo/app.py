"""The demo's application: a small web shop that logs as careless applications do.

Nothing here knows about redaction. It passes passwords, cards, headers and keys to `logging` in every way
that logs are known to leak through; `veilfold.setup()` is all that stands before the files.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import veilfold
from veilfold._demo import database
from veilfold._demo.environment import LEAK, OUT, STATE

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

log = logging.getLogger("shop.api")
auth_log = logging.getLogger("shop.auth")
payment_log = logging.getLogger("shop.payments")

POLICY = veilfold.Policy(Path(__file__).with_name("policy.toml"))
SLOW_SECONDS = 1.2
# The gateway does not answer for amounts that end in this digit.
LAST_DIGIT_OF_FAILURE = 9


class Login(BaseModel):
    """Credentials."""

    email: str
    password: str


class Registration(BaseModel):
    """A new customer."""

    email: str
    card_number: str


class Payment(BaseModel):
    """A payment by card."""

    card: str
    amount_cents: int
    holder: str


@dataclass
class Credentials:
    """What a payment gateway wants; its repr tells everything."""

    merchant: str
    api_key: str


class GatewayTimeoutError(Exception):
    """The gateway did not answer."""


class PaymentError(Exception):
    """A payment failed."""


class StockError(LookupError):
    """An article that the warehouse does not know."""


def configure_logging() -> veilfold.Setup:
    """Log to files through veilfold, with a handler of somebody else beside it."""
    out = Path(os.environ[OUT])
    leak = os.environ.get(LEAK) == "1"
    setup = veilfold.setup(
        service="shop",
        sink=str(out / "app.log"),
        policy=POLICY,
        protect=not leak,
    )
    # With the standard formatter: it gets clean records too.
    other = logging.FileHandler(out / "other-handler.log")
    other.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(other)
    return setup


class Observe:
    """Gives every request an id in all its log lines, and counts it."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, started = 500, time.perf_counter()

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with veilfold.context(request_id=uuid.uuid4().hex):
                await self.app(scope, receive, observed)
        finally:
            route = getattr(scope.get("route"), "path", "")
            if route not in ("/metrics", "/health"):
                veilfold.observe_request(scope["method"], route, status, time.perf_counter() - started)


def create_app() -> FastAPI:
    """Make the application of one worker."""
    app = FastAPI()
    app.state.setup = configure_logging()
    app.add_middleware(Observe)
    engine = database.connect(str(Path(os.environ[STATE]) / "shop.db"))
    _operations(app)
    _accounts(app, engine)
    _payments(app)
    _integrations(app)
    _failures(app)
    return app


def _operations(app: FastAPI) -> None:
    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/metrics")
    def metrics() -> Response:
        return PlainTextResponse(veilfold.metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        log.warning("invalid request to %s: %s", request.url.path, error.errors())
        return JSONResponse(veilfold.redact({"detail": str(error.errors())}, POLICY), status_code=422)


def _accounts(app: FastAPI, engine: Engine) -> None:
    @app.post("/login")
    def login(body: Login, request: Request) -> JSONResponse:
        auth_log.info("login of %s from %s", body.email, request.headers.get("user-agent"))
        auth_log.info("credentials", extra={"body": body.model_dump(), "headers": dict(request.headers)})
        if body.password.startswith("wrong-"):
            auth_log.warning("login failed: email=%s password=%s", body.email, body.password)
            return JSONResponse({"detail": "wrong e-mail or password"}, status_code=401)
        return JSONResponse({"ok": True})

    @app.post("/customers")
    def register(body: Registration) -> JSONResponse:
        try:
            with Session(engine) as session:
                session.add(database.Customer(email=body.email, card_number=body.card_number))
                session.commit()
        except IntegrityError as error:
            log.exception("cannot register %s", body.email)
            return JSONResponse({"detail": veilfold.redact(str(error), POLICY)}, status_code=409)
        log.info("registered %s", body.email)
        return JSONResponse({"ok": True}, status_code=201)

    @app.get("/orders/{order_id}")
    def order(order_id: int, request: Request) -> dict[str, int]:
        log.info("order %d", order_id, extra={"authorization": request.headers.get("authorization")})
        log.info("request headers: %s", request.headers.items())
        with Session(engine) as session:
            count = len(session.scalars(select(database.Order).where(database.Order.id == order_id)).all())
        return {"orders": count}

    @app.post("/profile")
    async def profile(request: Request) -> dict[str, bool]:
        body = await request.body()
        log.info("profile update %s", body.decode())
        return {"ok": True}


def _payments(app: FastAPI) -> None:
    def ask_gateway(payment: Payment, credentials: Credentials) -> None:
        url = (
            f"https://{credentials.merchant}:{credentials.api_key}@gateway.example/charge?card={payment.card}"
        )
        raise GatewayTimeoutError(f"no answer from {url}")

    @app.post("/payments")
    def pay(body: Payment, request: Request) -> JSONResponse:
        payment_log.info("charging card %s for %s", body.card, body.holder)
        payment_log.info("payment", extra={"payment": body.model_dump(), "amount_cents": body.amount_cents})
        if body.amount_cents % 10 == LAST_DIGIT_OF_FAILURE:
            credentials = Credentials("shop", request.headers["x-api-key"])
            try:
                try:
                    ask_gateway(body, credentials)
                except GatewayTimeoutError as error:
                    raise PaymentError(
                        f"payment with card {body.card} failed using {credentials!r}"
                    ) from error
            except PaymentError as error:
                payment_log.exception("payment failed", extra={"attempt": 1})
                return JSONResponse({"detail": veilfold.redact(str(error), POLICY)}, status_code=502)
        return JSONResponse({"ok": True})


def _integrations(app: FastAPI) -> None:
    @app.post("/integrations")
    async def integrate(request: Request) -> dict[str, bool]:
        settings = await request.json()
        log.info("integration settings", extra={"settings": settings})
        log.info("connecting to %s", settings["database_url"])
        log.info("deploy key:\n%s", settings["deploy_key"])
        log.info("using aws key %s, github %s", settings["aws"], settings["github"])
        log.info("curl -H 'Authorization: %s' https://api.example/v1", request.headers["authorization"])
        log.warning('notifier replied {"ok": false, "token": "%s"}', settings["slack"])
        return {"ok": True}

    @app.get("/reports")
    def report(token: str, slow: bool = False) -> dict[str, str]:
        if slow:
            time.sleep(SLOW_SECONDS)
            log.warning("slow report: GET /reports?token=%s took %.1f s", token, SLOW_SECONDS)
        return {"report": "empty"}


def _failures(app: FastAPI) -> None:
    stock: dict[str, int] = {}

    def shelf(sku: str) -> int:
        if sku not in stock:
            raise StockError(f"no shelf for article {sku!r}")
        return stock[sku]

    @app.get("/inventory/{sku}")
    def inventory(sku: str) -> JSONResponse:
        try:
            return JSONResponse({"left": shelf(sku)})
        except StockError:
            log.exception("inventory lookup of %s failed", sku)
            return JSONResponse({"detail": "no such article"}, status_code=500)

    def ship(authorization: str) -> None:
        raise ConnectionRefusedError(f"carrier refused {{'Authorization': {authorization!r}}}")

    @app.post("/shipments")
    def shipment(request: Request) -> dict[str, bool]:
        # It dies in a thread, where nobody catches: Python would print that to standard error.
        threading.Thread(target=ship, args=(request.headers["authorization"],), name="shipping").start()
        return {"ok": True}

    @app.get("/crash")
    def crash(request: Request) -> None:
        # Unhandled: uvicorn logs it.
        raise RuntimeError(f"cannot verify session, cookie was {request.headers.get('cookie')}")
